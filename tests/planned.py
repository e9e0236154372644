"""Plans of small banks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.errors import NoPaper
from hwgen.plan.assembly import assemble
from hwgen.plan.demands import demands
from hwgen.plan.plan import Plan
from hwgen.plan.reasons import conflict
from hwgen.plan.uses import uses

Write = Callable[..., Blueprint]


def ids(paper: Plan) -> list[str]:
    return [slot.item.id for slot in paper.slots]


def why(bank: Course, wanted: Blueprint, seed: int = 1) -> str:
    """The reason that is told; and that it is a least one: each of its demands taken away leaves a paper."""
    with pytest.raises(NoPaper) as caught:
        assemble(bank, wanted, seed)
    used = uses(bank, wanted, seed, graded=wanted.plan.plan is not None)
    found = conflict(used, demands(bank, wanted, seed, used))
    assert found
    assert conflict(used, found) == found
    for one in found:
        assert not conflict(used, [demand for demand in found if demand is not one]), one.words
    for told in caught.value.diagnostics:
        assert told.span is not None
        assert told.span.line
    return "\n".join(told.message for told in caught.value.diagnostics)
