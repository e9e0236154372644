"""Typst as an engine: exam and key in a run each, which costs little."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import jinja2

from hwgen.errors import Diagnostic
from hwgen.exam.model import Exam
from hwgen.pdf import typst
from hwgen.pdf.glyphs import absences
from hwgen.pdf.kit import Kit
from hwgen.pdf.log import located
from hwgen.pdf.own_templates import causes, filled_in, suspected
from hwgen.pdf.printed import STEMS, Backend, Failed, Printed
from hwgen.pdf.tex import Typeset
from hwgen.writers.printed.images import image_files
from hwgen.writers.typst import document as writer
from hwgen.writers.typst.document import DESIGNS, Design
from hwgen.writers.typst.escaping import escape

Pages = TypeVar("Pages", Typeset, typst.Drawn)
# Where a question begins in the source, or what several share.
BEGINS = re.compile(r"^#(?:problem\((\d+)[^\n]*\)\[$|context-block\[|part\[)", re.MULTILINE)
TITLE = re.compile(r"^#set document\(title: [^\n]*\)$", re.MULTILINE)
FOOT = "[#context query(<paper-code>).first().value]"


def sources(exam: Exam, kit: Kit) -> dict[str, str]:
    """Exam and key as they are printed; where Typst is missing, nobody knows whether closer ones would fill their pages better."""
    if not typst.installed():
        return {f"{stem}.typ": _source(exam, kit, key=key) for stem, key in STEMS}
    return {f"{stem}.typ": _typeset(exam, kit, key=key)[0] for stem, key in STEMS}


def pages(exam: Exam, kit: Kit, *, key: bool) -> typst.Drawn:
    """The exam or its key, to be looked at on a screen, with the places of its questions, and as 0 those of headings and shared texts. Raises TypesettingFailed."""

    def draw(source: str) -> typst.Drawn:
        placed = BEGINS.sub(lambda begin: begin[0] + typst.place_of(begin[1] or "0"), source)
        return typst.drawn(alike(placed, exam.code), image_files(exam))

    return _better(exam, kit, draw, key=key)[1]


def alike(source: str, code: str) -> str:
    """The same pages from a source whose beginning is alike for each state of an exam: Typst keeps what it has set behind it.

    The foot of pages belongs to the beginning, and says the code of the paper: that is moved to the end. No page shows the title of the document.
    """
    source = TITLE.sub("", source, count=1)
    foot = re.search(rf"\[([^][\n]*{re.escape(escape(code))}[^][\n]*)\]", source)
    if foot is None:
        return source
    return f"{source.replace(foot[0], FOOT)}#metadata([{foot[1]}])<paper-code>\n"


def _print(exam: Exam, kit: Kit) -> Printed | Failed:
    pdfs: list[bytes] = []
    pages: list[int] = []
    diagnostics: list[Diagnostic] = []
    sources: list[str] = []
    missing: set[str] = set()
    for stem, key in STEMS:
        source, typeset = _typeset(exam, kit, key=key)
        sources.append(source)
        lines, root = source.splitlines(), kit.course.root
        placed = (located(d, lines, root, f"{stem}.typ", "Typst") for d in typeset.diagnostics)
        diagnostics += [suspected(d, kit, "typst") for d in placed]
        if not typeset.pdfs or typeset.pdfs[0] is None:
            errors = causes([d for d in diagnostics if d.severity == "error"], kit, "typst")
            return Failed(tuple(errors) or (Diagnostic("no-pdf", "Typst made no PDF and gave no reason"),))
        pdfs.append(typeset.pdfs[0])
        pages.append(typeset.pages[0])
        missing |= typeset.missing
    diagnostics += absences(missing, exam, sources, kit.course.root)
    return Printed((pdfs[0], pdfs[1]), (pages[0], pages[1]), tuple(diagnostics), frozenset(missing))


def _typeset(exam: Exam, kit: Kit, *, key: bool) -> tuple[str, Typeset]:
    """The source that is printed, with what came of it."""

    def make() -> tuple[str, Typeset]:
        best = _better(exam, kit, lambda source: typst.typeset(source, image_files(exam)), key=key)
        typst.forget()
        return best

    return kit.once(f"typst {key}", exam, make)


def _better(exam: Exam, kit: Kit, typeset: Callable[[str], Pages], *, key: bool) -> tuple[str, Pages]:
    """The source, and what comes of it, in the first of the designs that fill the pages best; each is tried where the one before it says that it may gain."""
    source = _source(exam, kit, key=key)
    pages = typeset(source)
    best, filling = (source, pages), pages.filling
    for design in DESIGNS[1:]:
        if not (pages.filling and pages.filling.gains):
            break
        source = _source(exam, kit, key=key, design=design)
        pages = typeset(source)
        if filling and pages.filling and pages.filling.score < filling.score:
            best, filling = (source, pages), pages.filling
    return best


def _source(exam: Exam, kit: Kit, *, key: bool, design: Design = "usual") -> str:
    templates = _templates(kit.templates("typst"))
    with filled_in(kit, "typst"):
        return writer.write(exam, exam.words, templates, key=key, paper=kit.paper, root=kit.course.root, design=design)


@lru_cache(maxsize=8)
def _templates(folders: tuple[Path, ...]) -> jinja2.Environment:
    return writer.environment(*folders)


TYPST = Backend(typst.installed, typst.version, sources, lambda exams, kit: [_print(exam, kit) for exam in exams])
