"""In which format the questions of a file are, by what stands in it: its name may say something else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

# Where the format of a text is sought.
BEGINNING = 20_000
# What only an archive of this format has.
MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "excel"}
# The outermost element of a file of questions.
ROOTS: Mapping[str, str] = {
    "quiz": "moodle",
    "assessmentItem": "qti",
    "assessmentTest": "qti",
    "qti-assessment-item": "qti",
    "qti-assessment-test": "qti",
}
ROOT = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<(?:\w+:)?([\w-]+)", re.DOTALL)
AIKEN = re.compile(r"^[A-Z][.)]\s.*\n\s*ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
# Answers in braces; those of TeX stand behind a command, a sign or a letter.
GIFT = re.compile(r"(?<![\\_^\w}])\{\s*(?:[=~#]|(?:TRUE|FALSE|T|F)\s*[#}])")


def format_of(data: bytes) -> str:
    """The name of the import that reads such a file; "" where it cannot be told."""
    if data.startswith(b"PK"):
        return _of_archive(data)
    text = data[:BEGINNING].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\r\n", "\n")
    if root := ROOT.match(text):
        return ROOTS.get(root[1], "")
    return "aiken" if AIKEN.search(text) else "gift" if GIFT.search(text) else ""


def _of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return ""
    if member := next((name for name in MEMBERS if name in names), ""):
        return MEMBERS[member]
    if "imsmanifest.xml" not in names:
        return ""
    return "canvas" if any(name.endswith("assessment_meta.xml") for name in names) else "qti"
