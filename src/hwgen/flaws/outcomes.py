"""Items whose stated difficulty is not what classes made of them."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.results import Outcome, pooled
from hwgen.errors import Diagnostic, counted
from hwgen.problem.generator import Generator

# The facilities that are usual at each difficulty, in percent.
USUAL = {1: (70, 100), 2: (55, 95), 3: (40, 85), 4: (20, 70), 5: (0, 55)}
# Fewer answers say nothing; of more, the error of the mean is left in the item's favour, at 95%.
LEAST = 30
ERROR = 1.96


def of_results(course: Course) -> Iterator[Diagnostic]:
    """A finding for each item and difficulty that is far easier or harder than it says."""
    grouped: dict[tuple[str, int], list[Outcome]] = {}
    for outcome in course.results:
        grouped.setdefault((outcome.item, outcome.difficulty), []).append(outcome)
    for (id, level), outcomes in grouped.items():
        item, known = course.items.get(id), pooled(outcomes)
        if item is None or known.count < LEAST or not _stated(item, level):
            continue
        low, high = USUAL[level]
        facility = float(known.facility)
        error = ERROR * sqrt(max(facility * (1 - facility), 0.0) / known.count)
        if 100 * (facility + error) < low or 100 * (facility - error) > high:
            than = "harder" if 100 * facility < low else "easier"
            message = (
                f"difficulty {level}, but the facility is {facility:.2f} in {counted(known.sittings, 'class')} "
                f"of {counted(known.count, 'answer')}: {than} than {low}-{high}%"
            )
            yield Diagnostic("difficulty-observed", message, item.span, subject=id)


def _stated(item: BankItem | Generator, level: int) -> bool:
    """Whether this is still the difficulty of an item; a generator has several."""
    return level in USUAL and (isinstance(item, Generator) or item.difficulty == level)
