"""What the review of the bank remarks of its items: read once for the course as it is, and what the filter of the bank needs of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hwgen.catalogue import flaws
from hwgen.errors import Diagnostic
from hwgen.serve.desk import Desk

KEY = "remarks"
SCOPES = ("item", "bank")
Remarks = Mapping[str, tuple[Diagnostic, ...]]


def remarks_of(desk: Desk) -> Remarks:
    """What is remarked of each item, by its id, silences heard."""

    def read() -> Remarks:
        # The rules take a while to load, and most pages need none.
        from hwgen.flaws.editor import of_bank
        from hwgen.flaws.silences import heard, silences

        by_id: dict[str, list[Diagnostic]] = {}
        for diagnostic in heard(of_bank(desk.course), silences(desk.course))[0]:
            by_id.setdefault(diagnostic.subject, []).append(diagnostic)
        return {id: tuple(own) for id, own in by_id.items()}

    return desk.once(KEY, read)


def with_flaw(desk: Desk, rule: str) -> frozenset[str]:
    """The items of which a rule remarks something."""
    return frozenset(id for id, own in remarks_of(desk).items() if any(one.rule == rule for one in own))


def flaw_choices(desk: Desk, titles: Mapping[str, str]) -> list[tuple[str, str, int | None]]:
    """The rules by their titles, and how many items each remarks, where the bank was reviewed already."""
    known: Remarks | None = desk.known(KEY)
    counts = Counter(rule for own in (known or {}).values() for rule in {one.rule for one in own})
    shown = [(id, titles[id], None if known is None else counts[id]) for id in flaws(*SCOPES)]
    return [one for one in shown if one[2] != 0]
