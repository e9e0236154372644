"""Runs TeX once on a document of many papers, and takes the PDF apart."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pylopdf_fonts_zh_cn as chinese

from hwgen.errors import Diagnostic, MissingProgram, counted
from hwgen.pdf.fallback import foreseen, more_fonts, with_fonts
from hwgen.pdf.log import missing_characters, read_log
from hwgen.pdf.split import Title, split, whole
from hwgen.scratch import scratch

EPOCH = "946684800"
PAGES = re.compile(r"^Paper of (\d+) pages", re.MULTILINE)


@dataclass(frozen=True)
class Filling:
    """How well a paper fills its pages: the lower the `score`, the better. It may gain from being set closer."""

    score: int
    gains: bool


@dataclass(frozen=True)
class Typeset:
    """The PDF of each paper with its number of pages, and what the log says; nothing of them where TeX failed.

    A paper that cannot be taken out of a run of several is None. `missing` are characters that no font has. Where a document says
    how it fills its pages, `filling` is that.
    """

    pdfs: tuple[bytes | None, ...]
    pages: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...]
    missing: frozenset[str] = frozenset()
    filling: Filling | None = None


def installed(engine: str) -> bool:
    return shutil.which(engine) is not None


def version(engine: str) -> str:
    """The first line that it prints about itself, or an empty string."""
    program = shutil.which(engine)
    if program is None:
        return ""
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]


def typeset(document: str, images: Mapping[str, bytes], titles: Sequence[Title], engine: str = "xelatex") -> Typeset:
    """The papers of `document`, in their order; `images` are the files that they include.

    Characters that the usual fonts do not have are set in another one, for some in a second run, or replaced.
    Raises MissingProgram where the engine is not installed.
    """
    fonts: Mapping[str, str | None] = foreseen(document)
    while True:
        done = _typeset(with_fonts(document, fonts), images, titles, engine)
        more = more_fonts(document, done.missing, fonts)
        if more == fonts:
            return replace(done, missing=frozenset(cluster for cluster, font in fonts.items() if font is None))
        fonts = more


def _typeset(document: str, images: Mapping[str, bytes], titles: Sequence[Title], engine: str) -> Typeset:
    program = shutil.which(engine)
    if program is None:
        raise MissingProgram(Diagnostic("missing-program", f"`{engine}` is not installed"))
    with scratch() as place:
        (place / "paper.tex").write_text(document, encoding="utf-8")
        for name, data in images.items():
            (place / name).write_bytes(data)
        failed = _run(program, place)
        log = _read(place / "paper.log")
        diagnostics, missing = tuple(read_log(log)), missing_characters(log)
        if failed or any(diagnostic.severity == "error" for diagnostic in diagnostics):
            return Typeset((), (), diagnostics, missing)
        pages = tuple(map(int, PAGES.findall(log)))
        if len(pages) != len(titles):
            message = f"{counted(len(pages), 'paper')} came out where {len(titles)} were expected"
            return Typeset((), (), (*diagnostics, Diagnostic("no-pdf", message)), missing)
        run = (place / "paper.pdf").read_bytes()
    try:
        pdfs = tuple(split(run, pages, titles))
        return Typeset((whole(run, titles[0]),) if pdfs == (None,) else pdfs, pages, diagnostics, missing)
    except pikepdf.PdfError:
        hint = f"is there space in {tempfile.gettempdir()}? TMPDIR names another folder"
        damaged = Diagnostic("no-pdf", f"{engine} left a PDF that is cut off", None, hint)
        return Typeset((), (), (*diagnostics, damaged))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _run(program: str, folder: Path) -> bool:
    """Whether the run failed."""
    keep = {"PATH", "HOME", "TEXMFHOME", "TEXMFVAR", "TEXMFCNF"}
    environment = {k: v for k, v in os.environ.items() if k in keep}
    environment |= {
        # LuaTeX ends at once where the machine lacks the locale that LANG names.
        "LC_ALL": "C",
        "OSFONTDIR": os.pathsep.join(filter(None, (str(chinese.serif_path().parent), os.environ.get("OSFONTDIR")))),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH),
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "max_print_line": "1000",
    }
    # The PDF is taken apart at once, so that compressing it would be for nothing.
    driver = ["-output-driver=xdvipdfmx -z 0 -q -E"] if Path(program).name == "xelatex" else []
    command = [
        program,
        *driver,
        "-interaction=nonstopmode",
        "-file-line-error",
        "-no-shell-escape",
        "paper.tex",
    ]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode != 0
