"""LaTeX as an engine: one run for many papers, each exam beside its key, and one for each paper where that fails."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import jinja2

from hwgen.errors import Diagnostic
from hwgen.exam.model import Exam
from hwgen.lines import lines as lines_of
from hwgen.pdf import tex
from hwgen.pdf.glyphs import absences
from hwgen.pdf.kit import Kit
from hwgen.pdf.log import line_of, located
from hwgen.pdf.own_templates import causes, filled_in, suspected
from hwgen.pdf.printed import STEMS, Backend, Failed, Printed
from hwgen.pdf.split import Title
from hwgen.words.words import Words
from hwgen.writers.latex import document as latex
from hwgen.writers.latex.escaping import Tex
from hwgen.writers.printed.images import image_files

T = TypeVar("T")
MISSING_FILE = re.compile(r"File `[^']+' not found|font .* cannot be found")
BEGIN = r"\begin{paper}"


def sources(exam: Exam, kit: Kit) -> dict[str, str]:
    """Exam and key as LaTeX files that stand on their own."""
    return {f"{stem}.tex": _source(exam, kit, key=key) for stem, key in STEMS}


def _together(exams: Sequence[Exam], kit: Kit, program: str) -> list[Printed | Failed]:
    """In one run; what fails is reported with its own errors, and the rest is run again."""
    bodies = [_body(exam, kit, key=key) for exam in exams for _, key in STEMS]
    document = _document(bodies, kit, exams[0].words)
    images = {name: data for exam in exams for name, data in image_files(exam).items()}
    typeset = tex.typeset(document, images, [_title(exam) for exam in exams for _ in STEMS], program)
    lines = lines_of(document) if typeset.diagnostics else []
    starts = [i for i, line in enumerate(lines, 1) if line.startswith(BEGIN)]
    diagnostics: dict[int, list[Diagnostic]] = {}
    for diagnostic in typeset.diagnostics:
        paper = (bisect(starts, line_of(diagnostic)) - 1) // 2
        place = located(diagnostic, lines, kit.course.root, "paper.tex")
        diagnostics.setdefault(paper, []).append(suspected(place, kit, "latex"))
    if typeset.pdfs:
        papers = zip(exams, _pairs(typeset.pdfs), _pairs(typeset.pages), _pairs(bodies), strict=True)
        return [
            _apart(exam, kit, program)
            if pdfs[0] is None or pdfs[1] is None
            else Printed(
                (pdfs[0], pdfs[1]),
                pages,
                (*diagnostics.get(i, ()), *absences(typeset.missing, exam, sources, kit.course.root)),
                typeset.missing,
            )
            for i, (exam, pdfs, pages, sources) in enumerate(papers)
        ]
    errors = {i: [d for d in those if d.severity == "error"] for i, those in sorted(diagnostics.items())}
    guilty = _guilty({i: those for i, those in errors.items() if those and i >= 0})
    if not guilty:
        anywhere = [d for those in errors.values() for d in those]
        return [_failed(anywhere, kit, program)] * len(exams)
    rest = [exam for i, exam in enumerate(exams) if i not in guilty]
    again = iter(_together(rest, kit, program) if rest else ())
    return [_failed(guilty[i], kit, program) if i in guilty else next(again) for i in range(len(exams))]


def _pairs(row: Sequence[T]) -> Iterator[tuple[T, T]]:
    """The exam's and the key's, paper by paper."""
    return zip(row[::2], row[1::2], strict=True)


def _apart(exam: Exam, kit: Kit, program: str) -> Printed | Failed:
    """Exam and key in a run each."""
    pdfs: list[bytes] = []
    pages: list[int] = []
    diagnostics: list[Diagnostic] = []
    sources: list[str] = []
    missing: set[str] = set()
    for stem, key in STEMS:
        source = _source(exam, kit, key=key)
        sources.append(_body(exam, kit, key=key))
        typeset = tex.typeset(source, image_files(exam), [_title(exam)], program)
        lines, root = lines_of(source), kit.course.root
        placed = (located(d, lines, root, f"{stem}.tex") for d in typeset.diagnostics)
        diagnostics += [suspected(d, kit, "latex") for d in placed]
        if not typeset.pdfs or typeset.pdfs[0] is None:
            return _failed([d for d in diagnostics if d.severity == "error"], kit, program)
        pdfs.append(typeset.pdfs[0])
        pages.append(typeset.pages[0])
        missing |= typeset.missing
    diagnostics += absences(missing, exam, sources, kit.course.root)
    return Printed((pdfs[0], pdfs[1]), (pages[0], pages[1]), tuple(diagnostics), frozenset(missing))


def _failed(errors: Sequence[Diagnostic], kit: Kit, program: str) -> Failed:
    missing = next((d for d in errors if MISSING_FILE.search(d.message)), None)
    return Failed(
        tuple(causes(errors, kit, "latex")) or (Diagnostic("no-pdf", f"{program} made no PDF and gave no reason"),),
        missing,
    )


def _guilty(errors: Mapping[int, Sequence[Diagnostic]]) -> dict[int, Sequence[Diagnostic]]:
    """The first paper with errors, and those that have them in the same items: others may suffer from what came before."""
    if not errors:
        return {}
    first = next(iter(errors))
    spans = {d.span for d in errors[first]}
    return {i: those for i, those in errors.items() if i == first or spans & {d.span for d in those}}


def _source(exam: Exam, kit: Kit, *, key: bool) -> str:
    return _document([_body(exam, kit, key=key)], kit, exam.words)


def _body(exam: Exam, kit: Kit, *, key: bool) -> Tex:
    def make() -> Tex:
        with filled_in(kit, "latex"):
            return latex.write(exam, exam.words, _environment(kit), key=key, root=kit.course.root)

    return kit.once(f"latex {key}", exam, make)


def _document(bodies: Sequence[Tex], kit: Kit, words: Words) -> str:
    with filled_in(kit, "latex"):
        return latex.document(bodies, kit.paper, words, _environment(kit))


def _environment(kit: Kit) -> jinja2.Environment:
    return _templates(kit.templates("latex"))


@lru_cache(maxsize=8)
def _templates(folders: tuple[Path, ...]) -> jinja2.Environment:
    return latex.environment(*folders)


def _title(exam: Exam) -> Title:
    return Title(f"{exam.course} · {exam.title} · {exam.code}", exam.words.script.tag)


XELATEX = Backend(
    lambda: tex.installed("xelatex"),
    lambda: tex.version("xelatex"),
    sources,
    lambda exams, kit: _together(exams, kit, "xelatex"),
)
LUALATEX = Backend(
    lambda: tex.installed("lualatex"),
    lambda: tex.version("lualatex"),
    sources,
    lambda exams, kit: [_apart(exam, kit, "lualatex") for exam in exams],
)
