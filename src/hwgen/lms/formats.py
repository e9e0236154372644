"""In which format the questions of a file are, by what stands in it: its name may say something else."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from hwgen.encoded import utf_16
from hwgen.lms.archives import MANIFEST
from hwgen.lms.platforms import SIGNATURE
from hwgen.lms.written.columns import HEAD_ROWS, names_columns
from hwgen.lms.written.workbook import Row

# Where the format of a text is sought.
BEGINNING = 20_000
# What only an archive of this format has.
MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "excel"}
# What the manifest of a package of QTI 1.2 calls its files, which Canvas writes.
CLASSIC = b"imsqti_xmlv1p"
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
    if data.startswith(SIGNATURE):
        return _of_archive(data)
    text = _beginning(data)
    if root := ROOT.match(text):
        return ROOTS.get(root[1], "")
    if _is_table(text):
        return "excel"
    return "aiken" if AIKEN.search(text) else "gift" if GIFT.search(text) else ""


def _beginning(data: bytes) -> str:
    """The first lines of a text in any encoding that a spreadsheet saves."""
    head = data[:BEGINNING]
    text = head.decode(utf_16(head) or "utf-8", "replace")
    if "\ufffd" in text.partition("\n")[0]:
        text = head.decode("gb18030", "replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _is_table(text: str) -> bool:
    """Whether one of the first lines names the columns of a CSV file of questions."""
    lines = [line for line in text.splitlines()[:HEAD_ROWS] if "\0" not in line]
    tables = (csv.reader(lines, delimiter=sign) for sign in ",;\t")
    return any(names_columns([Row(1, tuple(cells))]) for table in tables for cells in table)


def _of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            manifest = archive.open(MANIFEST).read(BEGINNING) if MANIFEST in names else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError):
        return ""
    if member := next((name for name in MEMBERS if name in names), ""):
        return MEMBERS[member]
    if MANIFEST not in names:
        return ""
    classic = CLASSIC in manifest or any(name.endswith("assessment_meta.xml") for name in names)
    return "canvas" if classic else "qti"
