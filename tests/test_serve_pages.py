"""Where questions lie on the pages that the workbench shows."""

from __future__ import annotations

from hwgen.pdf.typst import Drawn, Place
from hwgen.serve import drawn


def test_what_questions_share_is_beside_none_of_them() -> None:
    places = (Place(1, 1, 0.2), Place(0, 1, 0.5), Place(2, 1, 0.6), Place(3, 2, 0.1))
    spans = drawn.spans_of(Drawn((), places))
    assert {number: (page, end) for number, (page, _, end) in spans.items()} == {
        1: (1, 0.494),
        2: (1, 0.934),
        3: (2, 0.934),
    }
