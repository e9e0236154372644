"""Lists that are drawn, with one entry altered at a time: where the answer changes, the question does too, and the rows of a table keep the order of the lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from hwgen.bank.course import Course
from hwgen.draw import Draw, Rejected
from hwgen.errors import CourseError
from hwgen.flaws.finding import Flaw, flaw
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import Stuck, guarded
from hwgen.problem.parts import Problem
from hwgen.proof.binding import bound
from hwgen.proof.failures import failure
from hwgen.text import Language
from hwgen.words.words import name_of

# Where an entry stands: its index, or in a list of lists the indices of both.
Place = tuple[int, ...]
# Shorter lists show too few entries to tell that a question shows its lists, longer ones are no data to be read.
FEWEST, MOST = 3, 24
# So many other numbers that an entry has in other variants are tried.
TRIED = 3


@dataclass(frozen=True)
class _Effect:
    """What changes with an entry: the answers, and in each language the lines of the question, or a drawing."""

    place: Place
    answers: bool
    lines: Mapping[Language, tuple[int, ...]]
    drawn: bool

    def is_seen(self, language: Language) -> bool:
        return self.drawn or bool(self.lines[language])


class _Altered(Draw):
    """Draws what another run chose, with another number for an entry of one draw."""

    def __init__(self, choices: Sequence[int], name: str = "", place: Place = (), number: Any = None) -> None:
        left = iter(choices)
        super().__init__(lambda name, bound: next(left))
        self.name, self.place, self.number = name, place, number
        # What each draw may be.
        self.pools: dict[str, Sequence[Any]] = {}

    def pick(self, name: str, values: Any) -> Any:
        value = super().pick(name, values)
        if isinstance(values, Mapping) or not isinstance(value, tuple | list):
            return value
        self.pools[name] = values
        if name == self.name:
            self.params[name] = value = _changed(value, self.place, self.number)
        return value


def of_altered(course: Course, generator: Generator, choices: Sequence[int]) -> Iterator[Flaw]:
    """What is found in a variant by altering its lists, each with its rule."""
    try:
        with quickly():
            yield from _of_lists(course, generator, choices)
    except Stuck:
        # With numbers that are never drawn, a recipe need not come to an end.
        return


def _of_lists(course: Course, generator: Generator, choices: Sequence[int]) -> Iterator[Flaw]:
    draw = _Altered(choices)
    problem = bound(generator, generator.recipe(draw), draw)
    if not all(isinstance(part, Computed) for part in problem.parts):
        return
    rows = [
        (name, [_effect(course, generator, draw, problem, name, place) for place in places])
        for name, pool in draw.pools.items()
        for places in _rows(draw.params[name], pool)
    ]
    for language in course.languages:
        known = [(name, effects) for name, row in rows if (effects := [effect for effect in row if effect])]
        yield from _unseen(known, draw, language)
        yield from _crosswise(known, language)


def _unseen(rows: Sequence[tuple[str, Sequence[_Effect]]], draw: _Altered, language: Language) -> Iterator[Flaw]:
    """Entries of which the question shows nothing, while it shows others of the same list."""
    for name, row in rows:
        seen = [effect for effect in row if effect.is_seen(language)]
        for effect in row if len(seen) > 1 else ():
            if effect.answers and not effect.is_seen(language):
                entry = "".join(f"[{i}]" for i in effect.place)
                message = f"the answer changes with `{name}{entry}`, which the question never shows, in the {name_of(language)} text"
                yield flaw("constant-unsaid", message, "")
                return


def _crosswise(rows: Sequence[tuple[str, Sequence[_Effect]]], language: Language) -> Iterator[Flaw]:
    """Two lists in one table, of which one goes down its rows in its order and the other does not."""
    tables = [(name, [effect.lines[language] for effect in row]) for name, row in rows]
    in_rows = [
        (name, [line for lines in of for line in lines]) for name, of in tables if all(len(lines) < 2 for lines in of)
    ]
    for (one, mine), (other, theirs) in combinations(in_rows, 2):
        if one != other and len({*mine} & {*theirs}) > 1 and (mine == sorted(mine)) != (theirs == sorted(theirs)):
            message = (
                f"the rows of a table show `{one}` and `{other}` in different orders, in the {name_of(language)} text"
            )
            yield flaw("described-otherwise", message, "")
            return


def _rows(value: Sequence[Any], pool: Sequence[Any]) -> Iterator[tuple[Place, ...]]:
    """The places of the numbers in a list, and of those in each column and each row of a list of lists, that are not the same whatever is drawn."""
    places = _places(value)
    rows: list[list[Place]] = []
    rows.append([place for place in places if len(place) == 1])
    for at, i in product((0, 1), range(MOST)):
        rows.append([place for place in places if len(place) == 2 and place[at] == i])
    for row in rows:
        drawn = tuple(place for place in row if len({str(_at(other, place)) for other in pool}) > 1)
        # Of numbers that always make the same, such as shares, the last one may be left out.
        if FEWEST <= len(row) <= MOST and len({str(_total(other, row)) for other in pool}) > 1:
            yield drawn


def _places(value: Sequence[Any]) -> list[Place]:
    """Where the numbers of a list are; of one that holds words, too, these may say what a number is."""
    places: list[Place] = []
    for i, entry in enumerate(value):
        if _is_number(entry):
            places.append((i,))
        elif isinstance(entry, tuple | list) and all(map(_is_number, entry)):
            places += ((i, j) for j in range(len(entry)))
        else:
            return []
    return places


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _at(value: Any, place: Place) -> Any:
    for i in place:
        value = value[i] if isinstance(value, tuple | list) and i < len(value) else None
    return value


def _total(value: Any, places: Sequence[Place]) -> Any:
    entries = [_at(value, place) for place in places]
    return sum(entries) if all(map(_is_number, entries)) else None


def _changed(value: Any, place: Place, number: Any) -> Any:
    if not place:
        return number
    i, *rest = place
    return type(value)([*value[:i], _changed(value[i], tuple(rest), number), *value[i + 1 :]])


def _effect(
    course: Course, generator: Generator, draw: _Altered, problem: Problem, name: str, place: Place
) -> _Effect | None:
    """None where no question comes of what is altered."""
    now = _at(draw.params[name], place)
    others = dict.fromkeys(
        number for value in draw.pools[name] if _is_number(number := _at(value, place)) and number != now
    )
    for number in list(others)[:TRIED]:
        try:
            with guarded(lambda e: failure(generator, {}, "", e)):
                altered = _Altered(draw.choices, name, place, number)
                other = bound(generator, generator.recipe(altered), altered)
                lines = {at: _differing(_lines(problem, at), _lines(other, at)) for at in course.languages}
                return _Effect(place, _keys(problem) != _keys(other), lines, problem.figures() != other.figures())
        except Stuck:
            raise
        except (Rejected, CourseError):
            continue
    return None


def _keys(problem: Problem) -> list[Any]:
    return [part.formulas(part.params).key for part in problem.parts if isinstance(part, Computed)]


def _lines(problem: Problem, language: Language) -> list[str]:
    """What students read before they answer, line by line."""
    situation = problem.situation()
    texts = [situation.get(language, "") if situation else ""]
    for part in problem.parts:
        if isinstance(part, Computed):
            texts += (
                part.say().ask[language],
                *(cell.get(language, "") for cell in part.cells),
                *(label.get(language, "") for label in part.labels.values()),
            )
    return "\n".join(texts).splitlines()


def _differing(lines: Sequence[str], others: Sequence[str]) -> tuple[int, ...]:
    differing = [i for i, (line, other) in enumerate(zip(lines, others, strict=False)) if line != other]
    return tuple(differing) if len(lines) == len(others) else (-1, *differing)
