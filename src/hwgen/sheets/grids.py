"""How many columns the grid for a number has: as many as any variant of its item needs, so that it tells nothing of this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hwgen import cache
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.exam.model import Exam
from hwgen.kinds import Numeric
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.certificates import certificate, variant
from hwgen.values import NotShowable, Raw, Value

# The numbers of columns that there are, so that they tell nothing of an item with one variant either; a longer number is written.
SIZES = (6, 9)
SIGNS = frozenset("0123456789./-")
KIND = "grids"
Columns = Mapping[str, int]


def grids(course: Course, exam: Exam) -> dict[str, Columns]:
    """For each item of a paper, the columns of its parts by their ids; 0 where a number is written in a frame."""
    return {
        group.item: columns(course, group.item)
        for group in exam.groups
        if group.item in course.items
        and any(question.answer.kind in ("numeric", "table") for question in group.questions)
    }


def columns(course: Course, id: str) -> Columns:
    item = course.item(id)
    return _of_domain(course, item) if isinstance(item, Generator) else _of_problem(item)


def _of_problem(item: BankItem) -> Columns:
    return {part: size(need) for part, need in _needs([item.problem]).items()}


def _of_domain(course: Course, generator: Generator) -> Columns:
    proven = certificate(course, generator)
    known = cache.facts(KIND, proven.digest)
    if known is None:
        problems = (variant(generator, proven.choices(i))[0] for i in range(proven.variants))
        known = _needs(problems)
        cache.keep_facts(KIND, proven.digest, known)
    return {part: size(need) for part, need in known.items()}


def size(need: int) -> int:
    return next((size for size in SIZES if need <= size), 0)


def _needs(problems: Iterable[Problem]) -> dict[str, int]:
    """The most signs that a number of each part has; more than any grid has where one cannot be written with these signs."""
    most: dict[str, int] = {}
    for problem in problems:
        for part in problem.parts:
            if isinstance(part, Computed | Numeric):
                most[part.id] = max(most.get(part.id, 0), *map(_signs, _values(part)), 0)
    return most


def _values(part: Computed | Numeric) -> Iterator[Value]:
    """The key and the wrong numbers of each cell."""
    if isinstance(part, Numeric):
        for cell in part.cells:
            yield Value(cell.number, notation=cell.notation)
            yield from (Value(wrong.number) for wrong in cell.wrong)
        return
    for raw in (part.key, *part.wrong.values()):
        for number in _numbers(part.value(raw).number):
            yield Value(number, "number", part.places)


def _numbers(raw: Raw) -> Iterator[Raw]:
    if isinstance(raw, tuple):
        for inner in raw:
            yield from _numbers(inner)
    elif not isinstance(raw, str) and raw is not None:
        yield raw


def _signs(value: Value) -> int:
    try:
        forms = [form for form in value.typed() if SIGNS.issuperset(form)]
    except NotShowable:
        return 0
    return min(map(len, forms), default=max(SIZES) + 1)
