"""Printed forms that are filled in by hand and signed: the cover of an envelope, the approval of a paper."""

from __future__ import annotations

from dataclasses import dataclass

Entry = tuple[str, str]


@dataclass(frozen=True)
class Card:
    """A page of labels with what is known, a row of one or two each; an empty value is there to be written.

    `boxes` are larger and end in a line to sign, below what is printed in them.
    """

    title: str
    note: str
    rows: tuple[tuple[Entry, ...], ...]
    boxes: tuple[Entry, ...]
    signed: str
