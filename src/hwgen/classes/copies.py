"""The copies of a class: which paper each of them is, for whom, and how they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

from hwgen.classes.roster import Student
from hwgen.edited import Edited
from hwgen.errors import Diagnostic, Span
from hwgen.exam.model import PLAIN, Holder, Looks
from hwgen.papercode import FORMS, Code, Paper
from hwgen.pdf.merge import Layout
from hwgen.sheets.number import PLAIN as PLAIN_GRID
from hwgen.sheets.number import NumberGrid
from hwgen.text import Language

# So many students of one need are named; the class list has the others.
MOST_NAMED = 20
UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class ClassOptions:
    """How a class is printed; `number` is the grid on answer sheets that are nobody's, `formats` what is written beside PDFs."""

    engine: str
    language: Language = "zh"
    paper: Paper = "a4"
    layout: Layout = "duplex"
    order: Literal["roster", "seat"] = "roster"
    executor: str = "local"
    jobs: int = 1
    resume: bool = False
    allow_repeats: bool = True
    replaces: bool = False
    edited: Edited = "keep"
    number: NumberGrid | None = PLAIN_GRID
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy:
    """One of the papers to be made; `row` is the place of its holder in the class list, which changes nothing of it."""

    code: Code
    holder: Holder | None = None
    looks: Looks = PLAIN
    row: Span | None = field(default=None, compare=False, repr=False)

    @property
    def stem(self) -> str:
        """The name of its files."""
        if self.code.form:
            return self.code.form
        id = UNSAFE.sub("_", self.holder.id)[:60].strip("._") if self.holder else ""
        return f"{self.code.copy:04d}" + (f"-{id}" if id else "")


def copies_of(
    name: str, seed: int, language: Language, paper: Paper, students: Sequence[Student], count: int, looks: Looks
) -> list[Copy]:
    """A copy for each student, in the order of the roster; or `count` copies for anybody.

    Where keys are short, the first one in each language is full all the same: it has the reasons for all.
    """
    everybody = students or [Student(Holder("", ""))] * count
    firsts: dict[Language, int] = {}
    for number, student in enumerate(everybody, 1):
        firsts.setdefault(student.language or language, number)
    return [
        Copy(
            Code(name, seed, student.language or language, paper, number),
            student.holder if students else None,
            Looks(
                student.looks.large or looks.large,
                student.looks.contrast or looks.contrast,
                looks.short_key and number > firsts[student.language or language],
                looks.sheet,
            ),
            student.row,
        )
        for number, student in enumerate(everybody, 1)
    ]


def in_rooms(copies: Sequence[Copy], students: Sequence[Student]) -> list[Copy]:
    """The same copies, which look alike: where some students have rooms, none names that of the exam."""
    rooms = any(student.holder.room for student in students)
    return [replace(copy, looks=replace(copy.looks, rooms=rooms)) for copy in copies]


def forms_of(name: str, seed: int, language: Language, paper: Paper, count: int, looks: Looks) -> list[Copy]:
    return [Copy(Code(name, seed, language, paper, n, FORMS[n - 1]), None, looks) for n in range(1, count + 1)]


def unlike_their_forms(students: Sequence[Student], language: Language, looks: Looks) -> tuple[Diagnostic, ...]:
    """A warning where the class list asks for what no form has: forms are nobody's, and all printed alike.

    It names the students by what they need: for each such need, the forms are built once more.
    """
    needs: dict[str, list[Student]] = {}
    for student in students:
        for wish in _unmet(student, language, looks):
            needs.setdefault(wish, []).append(student)
    if not needs:
        return ()
    who = "; ".join(f"{wish} ({_ids(needy)})" for wish, needy in sorted(needs.items()))
    student = min(chain.from_iterable(needs.values()), key=students.index)
    message = f"forms are printed alike for all, and some students need other papers: {who}"
    hint = "build the forms once more without --roster, with --large-print, --high-contrast or --lang and another --out; `seating.csv` says who gets which"
    return (Diagnostic("forms-alike", message, student.row, hint),)


def _ids(students: Sequence[Student]) -> str:
    rest = len(students) - MOST_NAMED
    named = ", ".join(f"`{student.holder.id}`" for student in students[:MOST_NAMED])
    return named + (f", … +{rest}" if rest > 0 else "")


def _unmet(student: Student, language: Language, looks: Looks) -> list[str]:
    asked = {
        "`large-print`": student.looks.large and not looks.large,
        "`high-contrast`": student.looks.contrast and not looks.contrast,
        f"`{student.language}`": student.language not in (None, language),
    }
    return [wish for wish, lacks in asked.items() if lacks]
