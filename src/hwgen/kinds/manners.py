"""The ways to ask for one thing, by the names that follow `as:`: the kinds of what is computed, and those in which working or reasons are marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hwgen.kinds.kind import Kind, Manner, StatedManner
from hwgen.kinds.reasoned import CORRECTED, CORRECTED_CLAIM, JUSTIFIED, JUSTIFIED_CLAIM
from hwgen.kinds.worked import WORKED

# Of what an item of the bank states.
STATED: Mapping[str, StatedManner[Any]] = {"justified": JUSTIFIED, "corrected": CORRECTED}
# The minutes that it takes to write down what a question in the usual way does not ask for.
WRITING: Mapping[str, int] = {"worked": 1, "justified": 2, "corrected": 2}


def refusal(item: str, kind: str, manner: str) -> tuple[str, str]:
    """That an item of the bank cannot be asked so, and what would help."""
    if manner in STATED:
        return f"`{item}` cannot be asked as {manner}", f"it needs {STATED[manner].needs}; else leave `as` out"
    return f"`{item}` is always asked as {kind}", "only what a generator computes can be asked so; leave `as` out"


def computed(kinds: Sequence[Kind[Any, Any, Any]]) -> dict[str, Manner[Any]]:
    """Of what a generator computes."""
    asked = {kind.name: kind.manner for kind in kinds if kind.manner}
    return {**asked, "worked": WORKED, "justified": JUSTIFIED_CLAIM, "corrected": CORRECTED_CLAIM}
