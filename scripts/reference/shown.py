"""How each platform shows each kind of question, and what it loses: found by writing the exam of the small course for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hwgen.bank.loading import load_course
from hwgen.content.markup import parse
from hwgen.content.picture import Picture
from hwgen.content.tree import Figure
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Question
from hwgen.kinds import KINDS, NumericAnswer, kind_of
from hwgen.kinds.numeric import Wrong
from hwgen.lms.export import exam_file
from hwgen.lms.platforms import PLATFORMS, Platform
from hwgen.plan.assembly import assemble
from reference.markdown import code, joined, sentence, table

# A text with everything that may be lost in one, and a picture.
TEXT = "$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
COURSE = Path(__file__).parents[2] / "tests" / "course"
NOTHING = "nothing"
BOX = Picture(9, 9, (), "a box")
TOLERANCE = Fraction(1, 10)


def kinds_shown() -> str:
    columns = {platform.title: shown(platform, exam_of_every_kind()) for platform in PLATFORMS.values()}
    always = {title: set.intersection(*map(set, kinds.values())) - {NOTHING} for title, kinds in columns.items()}
    of_texts = {platform.title: lost_of_texts(platform) for platform in PLATFORMS.values()}
    rows = [
        (code(kind.name), *(_cell(kinds[kind.name], {*always[at], *of_texts[at]}) for at, kinds in columns.items()))
        for kind in KINDS
    ]
    lost = [
        sentence(f"{title} loses of every question: {'; '.join(sorted(what))}")
        for title, what in always.items()
        if what
    ]
    lost += [sentence(f"{title} loses of texts: {'; '.join(what)}") for title, what in of_texts.items() if what]
    return joined(
        "## How each kind is shown",
        "The platform's name for it, and what is lost. Titles and instructions of sections, and the time limit, are "
        "set in the quiz.",
        table(("kind", *columns), rows),
        *lost,
    )


def exam_of_every_kind() -> Exam:
    """The exam of the small course; its numbers have tolerances and known mistakes."""
    course = load_course(COURSE)
    exam = instantiate(course, assemble(course, course.blueprint("named"), 7), "en")
    wrong = next(
        c.wrong for q in exam.questions if isinstance(q.answer, NumericAnswer) for c in q.answer.cells if c.wrong
    )
    return _changed(exam, lambda question: _with_tolerance(question, wrong))


def lost_of_texts(platform: Platform) -> list[str]:
    """What is lost of a question only because of what its text shows."""
    plain = exam_of_every_kind()
    full = _changed(plain, lambda question: replace(question, stem=(*question.stem, *parse(TEXT), Figure(BOX))))
    known, lost = (
        {(loss.question.id, loss.what) for piece in exam_file(platform, exam)[1] for loss in piece.losses}
        for exam in (plain, full)
    )
    return sorted({what for _, what in lost - known})


def _changed(exam: Exam, change: Callable[[Question], Question]) -> Exam:
    sections = (
        replace(section, groups=tuple(replace(g, questions=tuple(map(change, g.questions))) for g in section.groups))
        for section in exam.sections
    )
    return replace(exam, sections=tuple(sections))


def _with_tolerance(question: Question, wrong: tuple[Wrong, ...]) -> Question:
    answer = question.answer
    if not isinstance(answer, NumericAnswer):
        return question
    cells = tuple(replace(cell, tolerance=TOLERANCE, wrong=cell.wrong or wrong) for cell in answer.cells)
    return replace(question, answer=replace(answer, cells=cells))


def shown(platform: Platform, exam: Exam) -> dict[str, dict[str, str]]:
    """By kind: what is lost, with what it is shown as. The key "nothing" stands for what is kept."""
    found: dict[str, dict[str, str]] = {kind.name: {} for kind in KINDS}
    for piece in exam_file(platform, exam)[1]:
        for question in piece.asked:
            whole = next(q for q in exam.questions if (q.id, q.number) == (question.id, question.number))
            by_loss = found[kind_of(whole.answer).name]
            by_loss.setdefault(NOTHING, piece.shown)
            for loss in piece.losses:
                by_loss[loss.what] = piece.shown
    # A kind that the exam does not ask is shown as the one that it shares its answer with.
    shared = {kind.answer: found[kind.name] for kind in KINDS if found[kind.name]}
    return {kind.name: found[kind.name] or shared[kind.answer] for kind in KINDS}


def _cell(by_loss: dict[str, str], elsewhere: set[str]) -> str:
    lost = [what for what in by_loss if what != NOTHING and what not in elsewhere]
    return "; lost: ".join((code(by_loss[NOTHING]), *(["; ".join(lost)] if lost else [])))
