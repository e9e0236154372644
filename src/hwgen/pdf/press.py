"""Exams to PDF: one run of an engine for many papers, each exam beside its key."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import jinja2
import yaml

from hwgen.bank.course import Course
from hwgen.bank.files import starter
from hwgen.errors import Diagnostic, HwgenError, MissingProgram, TypesettingFailed
from hwgen.exam.model import Exam
from hwgen.papercode import Paper
from hwgen.pdf import tex, typst
from hwgen.pdf.log import located, reached
from hwgen.pdf.split import Title
from hwgen.text import LANGUAGES, Language
from hwgen.writers import latex
from hwgen.writers import typst as typst_writer
from hwgen.writers.printed import image_files

Engine = Literal["xelatex", "lualatex", "typst"]
MISSING_FILE = re.compile(r"File `[^']+' not found|font .* cannot be found")
STEMS = (("exam", False), ("key", True))
BEGIN = r"\begin{paper}"


@dataclass(frozen=True)
class Printed:
    """An exam and its key as PDF, with their numbers of pages."""

    pdfs: tuple[bytes, bytes]
    pages: tuple[int, int]
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Failed:
    errors: tuple[Diagnostic, ...]

    def as_error(self) -> HwgenError:
        missing = [d for d in self.errors if MISSING_FILE.search(d.message)]
        if missing:
            return MissingProgram(replace(missing[0], hint=tex.REMEDY))
        return TypesettingFailed(*self.errors)


def chosen_engine(wished: Engine | Literal["auto"]) -> Engine:
    """XeLaTeX where it is found, else Typst."""
    if wished != "auto":
        return wished
    return "xelatex" if tex.found("xelatex") else "typst"


@dataclass(frozen=True)
class Press:
    """What the papers of a course are printed with."""

    course: Course
    engine: Engine
    paper: Paper = "a4"

    @property
    def version(self) -> str:
        return typst.version() if self.engine == "typst" else tex.version(self.engine)

    def sources(self, exam: Exam) -> dict[str, str]:
        """Exam and key as LaTeX files that stand on their own, and as Typst where that prints them."""
        made = {f"{stem}.tex": self._tex(exam, key=key) for stem, key in STEMS}
        if self.engine == "typst":
            made |= {f"{stem}.typ": self._typst(exam, key=key) for stem, key in STEMS}
        return made

    def print(self, exams: Sequence[Exam]) -> list[Printed | Failed]:
        """Exam and key of each, all in one language; where one cannot be typeset, the others are.

        Raises MissingProgram.
        """
        if self.engine != "xelatex":
            return [self._apart(exam) for exam in exams]
        return self._together(exams)

    def _together(self, exams: Sequence[Exam]) -> list[Printed | Failed]:
        """In one run; what fails is told with its own errors, and the rest is run again."""
        document = self._document([self._body(exam, key=key) for exam in exams for _, key in STEMS], exams[0].language)
        images = {name: data for exam in exams for name, data in image_files(exam).items()}
        done = tex.typeset(document, images, [_title(exam) for exam in exams for _ in STEMS], self.engine)
        lines = document.splitlines() if done.findings else []
        starts = [i for i, line in enumerate(lines, 1) if line.startswith(BEGIN)]
        told: dict[int, list[Diagnostic]] = {}
        for finding in done.findings:
            line = reached(finding, lines)
            diagnostic = located(finding, lines, self.course.root, "paper.tex")
            told.setdefault((bisect(starts, line) - 1) // 2, []).append(diagnostic)
        if done.pdfs:
            return [
                self._apart(exam)
                if None in done.pdfs[2 * i : 2 * i + 2]
                else Printed(done.pdfs[2 * i : 2 * i + 2], done.pages[2 * i : 2 * i + 2], tuple(told.get(i, ())))  # type: ignore[arg-type]
                for i, exam in enumerate(exams)
            ]
        errors = {i: [d for d in found if d.severity == "error"] for i, found in sorted(told.items())}
        guilty = _guilty({i: found for i, found in errors.items() if found and i >= 0})
        if not guilty:
            told_anywhere = [d for found in errors.values() for d in found]
            reason = told_anywhere or [Diagnostic(f"{self.engine} made no PDF and gave no reason")]
            return [Failed(tuple(reason))] * len(exams)
        rest = [exam for i, exam in enumerate(exams) if i not in guilty]
        again = iter(self._together(rest) if rest else ())
        return [Failed(tuple(guilty[i])) if i in guilty else next(again) for i in range(len(exams))]

    def _apart(self, exam: Exam) -> Printed | Failed:
        """Exam and key in a run each."""
        pdfs: list[bytes] = []
        pages: list[int] = []
        told: list[Diagnostic] = []
        for stem, key in STEMS:
            if self.engine == "typst":
                name, source = f"{stem}.typ", self._typst(exam, key=key)
                done = typst.typeset(source, image_files(exam))
            else:
                name, source = f"{stem}.tex", self._tex(exam, key=key)
                done = tex.typeset(source, image_files(exam), [_title(exam)], self.engine)
            says = "Typst" if self.engine == "typst" else "TeX"
            told += [located(f, source.splitlines(), self.course.root, name, says) for f in done.findings]
            if not done.pdfs or done.pdfs[0] is None:
                errors = [d for d in told if d.severity == "error"]
                return Failed(tuple(errors) or (Diagnostic(f"{self.engine} made no PDF and gave no reason"),))
            pdfs.append(done.pdfs[0])
            pages.append(done.pages[0])
        return Printed((pdfs[0], pdfs[1]), (pages[0], pages[1]), tuple(told))

    def _typst(self, exam: Exam, *, key: bool) -> str:
        words = self._words[exam.language]
        return typst_writer.write(exam, words, self._typst_templates, key=key, paper=self.paper, root=self.course.root)

    def _tex(self, exam: Exam, *, key: bool) -> str:
        return self._document([self._body(exam, key=key)], exam.language)

    def _body(self, exam: Exam, *, key: bool) -> latex.Tex:
        return latex.write(exam, self._words[exam.language], self._templates, key=key, root=self.course.root)

    def _document(self, bodies: Sequence[latex.Tex], language: Language) -> str:
        return latex.document(bodies, language, self.paper, self._words[language], self._templates)

    @cached_property
    def _templates(self) -> jinja2.Environment:
        return latex.environment(*(root / "templates" / "latex" for root in self._roots))

    @cached_property
    def _typst_templates(self) -> jinja2.Environment:
        return typst_writer.environment(*(root / "templates" / "typst" for root in self._roots))

    @cached_property
    def _words(self) -> dict[Language, dict[str, str]]:
        path = next(p for root in self._roots if (p := root / "templates" / "wording.yaml").is_file())
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {language: {name: both[language] for name, both in table.items()} for language in LANGUAGES}

    @property
    def _roots(self) -> tuple[Path, Path]:
        return self.course.root, starter()


def _title(exam: Exam) -> Title:
    return Title(f"{exam.course} · {exam.title} · {exam.code}", exam.language)


def _guilty(errors: Mapping[int, Sequence[Diagnostic]]) -> dict[int, Sequence[Diagnostic]]:
    """The first paper with errors, and those that have them in the same items: others may suffer from what came before."""
    if not errors:
        return {}
    first = next(iter(errors))
    spans = {d.span for d in errors[first]}
    return {i: found for i, found in errors.items() if i == first or spans & {d.span for d in found}}
