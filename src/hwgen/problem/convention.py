"""Conventions: what the field does in more than one way, and a question therefore states."""

from __future__ import annotations

from dataclasses import dataclass

from hwgen.text import Text


@dataclass(frozen=True)
class Convention:
    """A clause that pins down what the field does in more than one way.

    `swaps` are pairs of spellings in a closed form: what it becomes under the alternative. `excludes` names the conventions that
    state an alternative.
    """

    clause: Text
    swaps: tuple[tuple[str, str], ...] = ()
    excludes: tuple[str, ...] = ()
