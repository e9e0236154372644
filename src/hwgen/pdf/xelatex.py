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
RERUN = re.compile(r"Rerun to get|Label\(s\) may have changed|There were undefined references")


@dataclass(frozen=True)
class Typeset:
    """A PDF, or None where TeX failed, and what its log says."""

    pdf: bytes | None
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


def typeset(documents: Mapping[str, str], titles: Mapping[str, str], language: str) -> dict[str, Typeset]:
    """Each document side by side, in a process of its own. `titles` go into the PDFs' metadata."""
    program = find_xelatex()
    with ThreadPoolExecutor() as pool:
        jobs = {name: pool.submit(_typeset, program, tex, titles[name], language) for name, tex in documents.items()}
        return {name: job.result() for name, job in jobs.items()}


def _typeset(program: str, tex: str, title: str, language: str) -> Typeset:
    with tempfile.TemporaryDirectory(prefix="hwgen-") as folder:
        place = Path(folder)
        (place / "paper.tex").write_text(tex, encoding="utf-8")
        failed, log = False, ""
        for final in (False, True):
            failed = _run(program, place)
            log = (
                (place / "paper.log").read_text(encoding="utf-8", errors="replace")
                if (place / "paper.log").exists()
                else ""
            )
            if failed or final or not RERUN.search(log):
                break
        pdf = place / "paper.pdf"
        findings = tuple(read_log(log))
        if failed or not pdf.exists():
            return Typeset(None, findings)
        return Typeset(_settled(pdf.read_bytes(), title, language), findings)


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
