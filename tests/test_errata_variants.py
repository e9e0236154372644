"""Errata on papers that ask an item with different numbers: no key reaches a variant for which it is not meant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from hwgen.errors import CourseError, Diagnostic
from hwgen.marks.erratum_file import read_errata
from hwgen.marks.folder import Marked
from hwgen.sheets.keys import Boxes, Copy, FieldKey, Interval, Keys, Number, Option, Question, Written


def interval(value: int) -> Number:
    return Number(("n",), (Interval(Fraction(value), Fraction(value), Fraction(1)),))


SAYS = {"squared": "$0.250$"}


def options(right: str, *ids: str) -> Boxes:
    return Boxes(
        "q",
        tuple(Option("ABCDEF"[i], Fraction(id == right), id, text=SAYS.get(id, "")) for i, id in enumerate(ids)),
    )


def question(
    number: int, item: str, variant: str, kind: str, *fields: FieldKey, part: str = "", key: str = ""
) -> Question:
    return Question(number, item, part or item, variant, kind, Fraction(4), fields, key)


def spelt(*accepted: str) -> Written:
    return Written("w", (), "", accepted=accepted)


def copy(serial: int, *wrong: str) -> Copy:
    """Other numbers on each copy, the same option that is right and other wrong ones."""
    v = f"v{serial}"
    truth = Boxes("t", (Option("T", Fraction(serial == 1), "T"), Option("F", Fraction(serial == 2), "F")))
    order = [replace(options("", *"wxyz"), group=f"o{i}") for i in range(4)]
    return Copy(
        serial,
        "X",
        "",
        (
            question(1, "margin", v, "numeric", interval(3 + serial), key=str(3 + serial)),
            question(2, "choice", v, "choice", options("right", "right", *wrong)),
            question(3, "claim", v, "true-false", truth, key="TF"[serial - 1]),
            question(4, "chain", v, "short-answer", spelt(str(serial)), part="size"),
            question(5, "chain", v, "short-answer", spelt("word"), part="count"),
            question(6, "order", v, "ordering", *order),
            question(7, "cells", v, "table", interval(5), interval(7)),
        ),
    )


@pytest.fixture
def marked(tmp_path: Path) -> Marked:
    copies = (copy(1, "halved", "squared"), copy(2, "squared", "rooted"))
    return Marked(tmp_path, Keys("x", "X", "C", "en", 1, copies), ())


def entered(tmp_path: Path, marked: Marked, erratum: str) -> tuple[Diagnostic, ...]:
    path = tmp_path / "erratum.yaml"
    path.write_text(f"- {{{erratum}, reason: r}}\n", encoding="utf-8")
    try:
        return read_errata(path, marked, "2026-11-29")[1]
    except CourseError as e:
        return e.diagnostics


SLIPS = [
    ("item: margin, key: 9", "error: `margin`: each variant has a key of its own", "`variant`: `v1` (4), `v2` (5)"),
    ("item: claim, key: F", "error: `claim`: each variant has a key of its own", "`variant`: `v1` (T), `v2` (F)"),
    ("item: margin, accept: 9", "warning: `margin`: each variant has a key of its own", "name them with `variant`"),
    ("item: chain, key: 5", "error: `chain` has 2 questions", "name it with `part`: `size`, `count`"),
    ("item: count, key: 5", "error: no paper asks `count`", "write `item: chain` and `part: count`"),
    ("item: 5, key: 5", "error: no paper asks `5`", "write `item: chain` and `part: count`"),
    ("item: claim, variant: v1, key: wrong", "error: `claim`: there is no option `wrong`", "write `F`"),
    ("item: claim, variant: v1, key: ×", "error: `claim`: there is no option `×`", "write `F`"),
    ("item: claim, variant: v2, key: true", "error: `claim`: there is no option `true`", "write `T`"),
    ("item: choice, key: [right, halved]", "error: `choice`: there is no option `halved`", "`accept` gives it points"),
    ("item: choice, key: $0.25$", "error: `choice`: there is no option `$0.25$`", "says: write `squared`"),
    ("item: choice, key: '0.25'", "error: `choice`: there is no option `0.25`", "says: write `squared`"),
    ("item: choice, void: full", "error: expected `give-all`", "write `give-all`"),
    ("item: choice, key: sqared", "error: `choice`: there is no option `sqared`", "did you mean `squared`?"),
    ("item: margin, variant: v1, key: '4,5'", "error: `margin`: `4,5` is not a number", "write `4.5`"),
    ("item: margin, variant: v1, key: 4±0.1", "error: `margin`: `4±0.1` is not", "write `4`, and `tolerance: 0.1`"),
    ("item: order, key: [w, w, x, y]", "error: `order`: an entry stands at two places", "write each entry once"),
    ("item: order, key: w x y z", "error: `order`: question 6 takes 4 answers", "write `[w, x, y, z]`"),
    ("item: order, key: DBCA", "error: `order`: question 6 takes 4 answers", "write `[D, B, C, A]`"),
    ("item: cells, key: 5; 8", "error: `cells`: question 7 takes 2 answers", "write `[5, 8]`"),
    ("item: choice, key: right", "warning: `choice`: it is marked so already", "check `item`"),
    ("item: choice, points: 4", "warning: `choice`: it is marked so already", "check `item`"),
    ("item: margin, key: 9, tolerance: 5%", "error: expected a number", "write it in the unit of the answer"),
]


@pytest.mark.parametrize(("erratum", "message", "hint"), SLIPS)
def test_a_slip_is_told_with_the_way_out(erratum: str, message: str, hint: str, marked: Marked, tmp_path: Path) -> None:
    (told, *others) = entered(tmp_path, marked, erratum)
    assert f"{told.severity}: {told.message}".startswith(message)
    assert hint in told.remedy
    assert not others


@pytest.mark.parametrize(
    "erratum",
    [
        "item: margin, variant: v1, key: 9",
        "item: margin, variant: [v1, v2], key: 9",
        "item: margin, points: 3",
        "item: chain, void: give-all",
        "item: chain, points: 3",
        "item: chain, part: count, key: words",
        "item: choice, key: squared",
        "item: choice, accept: halved",
        "item: cells, key: [5, 8]",
        "item: order, variant: v1, key: [w, x, y, z]",
        "item: claim, accept: [T, F]",
    ],
)
def test_what_is_meant_has_no_remark(erratum: str, marked: Marked, tmp_path: Path) -> None:
    assert entered(tmp_path, marked, erratum) == ()
