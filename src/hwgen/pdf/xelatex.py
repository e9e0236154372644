"""Runs XeLaTeX on a document until its page numbers stand, and cleans what differs from run to run."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from hwgen.errors import Diagnostic, MissingProgram
from hwgen.pdf.log import Finding, read_log

PACKAGES = "texlive-xetex texlive-lang-chinese texlive-latex-extra texlive-pictures lmodern fonts-symbola"
REMEDY = f"on Debian or Ubuntu: apt-get install --no-install-recommends {PACKAGES}"
EPOCH = "946684800"
PAGES = re.compile(r"\\gdef\\exam@lastpage\{(\d+)\}")


@dataclass(frozen=True)
class Typeset:
    """A PDF, or None where TeX failed, its number of pages, and what its log says."""

    pdf: bytes | None
    pages: int
    findings: tuple[Finding, ...]


def find_xelatex() -> str:
    """The program's path. Raises MissingProgram with the packages that hold it."""
    found = shutil.which("xelatex")
    if found is None:
        raise MissingProgram(Diagnostic("XeLaTeX is not installed; the .tex files are kept", None, REMEDY))
    return found


def version() -> str:
    """The first line of `xelatex --version`, or an empty string where there is none."""
    program = shutil.which("xelatex")
    if program is None:
        return ""
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]


def typeset(
    documents: Mapping[str, str], images: Mapping[str, bytes], title: str, language: str, pages: Mapping[str, int]
) -> dict[str, Typeset]:
    """Each document side by side, in a process of its own. `title` goes into the PDFs' metadata.

    `images` are the files that they include. `pages` guesses how many pages each has; a right guess spares the second pass, a wrong one changes nothing.
    """
    program = find_xelatex()
    with ThreadPoolExecutor() as pool:
        jobs = {
            name: pool.submit(_typeset, program, tex, images, title, language, pages.get(name, 0))
            for name, tex in documents.items()
        }
        return {name: job.result() for name, job in jobs.items()}


def _typeset(program: str, tex: str, images: Mapping[str, bytes], title: str, language: str, guess: int) -> Typeset:
    with tempfile.TemporaryDirectory(prefix="hwgen-") as folder:
        place = Path(folder)
        (place / "paper.tex").write_text(tex, encoding="utf-8")
        for name, data in images.items():
            (place / name).write_bytes(data)
        (place / "paper.aux").write_text(f"\\relax\n\\gdef\\exam@lastpage{{{guess}}}\n")
        failed = _run(program, place)
        pages = _pages(place)
        if not failed and pages != guess:
            failed = _run(program, place)
        findings = tuple(read_log(_read(place / "paper.log")))
        pdf = place / "paper.pdf"
        if failed or not pdf.exists():
            return Typeset(None, 0, findings)
        return Typeset(_settled(pdf.read_bytes(), title, language), pages, findings)


def _pages(folder: Path) -> int:
    """The number of pages that the last run counted."""
    found = PAGES.search(_read(folder / "paper.aux"))
    return int(found[1]) if found else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _run(program: str, folder: Path) -> bool:
    """Whether the run failed."""
    keep = {"PATH", "HOME", "LANG", "LC_ALL", "TEXMFHOME", "TEXMFVAR", "TEXMFCNF", "OSFONTDIR"}
    environment = {k: v for k, v in os.environ.items() if k in keep}
    environment |= {
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH),
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "max_print_line": "1000",
    }
    command = [
        program,
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-file-line-error",
        "-no-shell-escape",
        "paper.tex",
    ]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode != 0


def _settled(pdf: bytes, title: str, language: str) -> bytes:
    """The PDF with its title and language, and an /ID that depends on its contents only."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.docinfo = document.make_indirect(pikepdf.Dictionary(Title=title, Producer="XeTeX"))
        document.Root.Lang = pikepdf.String("zh-CN" if language == "zh" else "en")
        if "/ID" in document.trailer:
            del document.trailer["/ID"]
        result = io.BytesIO()
        document.save(result, deterministic_id=True, linearize=False)
        return result.getvalue()
