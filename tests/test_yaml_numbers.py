"""What authors mistype in numbers: units, powers, wrong numbers that are right, tolerances."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.items import read_items
from hwgen.errors import Span
from hwgen.flaws.reading import Reading
from hwgen.flaws.wording import tolerance
from hwgen.text import USUAL


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("0.25 s", "write `0.25` alone, and put `s` into the stem"),
        ("24 (V)", "write `24` alone, and put `V` into the stem"),
        ("24伏", "write `24` alone, and put `伏` into the stem"),
        ("60°", "write `60` alone, and put `°` into the stem"),
        ("2.5×10^-1", "write `2.5e-1`"),
        ("$3 \\times 10^{8}$", "write `3e8`"),
        ("10^-3", "write `1e-3`"),
        ("2^3", "write `8`"),
        ("13,5", "write `13.5`"),
        ("1.234,5", "write `1234.5`"),
        ("1,000", "write `1000`, or `1.000` if the comma is a decimal one"),
        ("1 000", "write `1000`"),
        ("50%", "write `0.5`; or write `50`, and ask for percent in the stem"),
        ("5‰", "write `0.005`; or write `5`, and ask for percent in the stem"),
        ("≈ 24", "write `24`, and how far an answer may be off in `tolerance`"),
        ("约 24", "write `24`, and how far an answer may be off in `tolerance`"),
        ("24 ± 0.5", "write `24`, and `tolerance: 0.5`"),
        ("20-30", "write `25`, and `tolerance: 5`, if all numbers between are right"),
        ("−5", "write `-5`"),
        ("２４", "write `24`"),
        ("２４．５", "write `24.5`"),
        ("－３", "write `-3`"),
        ("＄24＄", "write `24`"),
        ("½", "write `1/2`"),
        ("1 1/2", "write `3/2`"),
        ("1:2", "write `1/2`, if a quotient is meant"),
        ("$\\frac{1}{3}$", "write `1/3`"),
        ("1/0", "no number has the denominator 0"),
        ("0x10", "write `16`"),
        ("24, 25", "write one number; the kind `table` asks for several, and `short-answer` accepts several spellings"),
        (
            "24 or 25",
            "write one number; the kind `table` asks for several, and `short-answer` accepts several spellings",
        ),
        ("sqrt(2)", "write its decimals, with a `tolerance`; `check` takes the expression"),
        ("A", "the kind `choice` has options: put the right one under `right`, the others under `wrong`"),
        ("True", "the kind `true-false` asks whether a statement is true"),
        ("对", "the kind `true-false` asks whether a statement is true"),
        ("none", "the kind `short-answer` asks for a text"),
        ("2024-01-02", "the kind `short-answer` asks for a text"),
        ("a half", "the kind `short-answer` asks for a text"),
    ],
)
def test_a_number_with_a_unit_or_a_power_has_a_way_out(tmp_path: Path, answer: str, hint: str) -> None:
    head = ITEM.replace("kind: choice", f"kind: numeric\n    answer: '{answer}'")
    (fault,) = faults(tmp_path, head[: head.index("    right:")])
    assert fault.message.startswith("expected a number such as")
    assert fault.hint == hint


NUMBER = """\
topic: extra
items:
  - id: extra-item
    kind: numeric
    difficulty: 1
    minutes: 1
    source: a book
    stem: {zh: 几个？, en: How many?}
    answer: 24
    tolerance: 1
    explanation: {zh: 因, en: so}
    wrong:
      - {answer: 26, why: {zh: 因, en: so}}
      - {why: {zh: 因, en: so}, answer: WRONG}
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("24", "the wrong number `24` equals the key, 24"),
        ("24.0", "the wrong number `24.0` equals the key, 24"),
        ("24.5", "the wrong number `24.5` counts as right: it lies within the tolerance of 24"),
        ("26.0", "the wrong number `26.0` stands there twice"),
    ],
)
def test_a_wrong_number_that_is_right_is_named_at_its_place(tmp_path: Path, wrong: str, message: str) -> None:
    path = tmp_path / "extra.yaml"
    path.write_text(NUMBER.replace("WRONG", wrong), encoding="utf-8")
    (item,) = read_items(path, USUAL).items
    (finding,) = tolerance(Reading(item.id, item.problem.parts, (), USUAL))
    assert finding.message == message
    assert finding.span(Span(path)) == Span(path, 14, 40)


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        (NUMBER[NUMBER.index("    wrong") :], "    wrong: [24]\n", (12, 13), "it has the keys `answer`, `why`, `share` and `check`"),
        (
            NUMBER[NUMBER.index("    wrong") :],
            "    wrong:\n      - 24\n",
            (13, 9),
            "it has the keys `answer`, `why`, `share` and `check`",
        ),
        (
            "numeric\n",
            "choice\n    right: [24]\n",
            (5, 13),
            "it has the keys `id`, `text`, `why`, `misconception` and `check`",
        ),
        ("numeric\n", "essay\n    rubric: [all]\n", (5, 14), "it has the keys `text` and `points`"),
    ],
)  # fmt: skip
def test_a_value_where_an_entry_belongs_is_told_its_keys(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], hint: str
) -> None:
    found = [fault for fault in faults(tmp_path, NUMBER.replace(old, new)) if "expected lines such" in fault.message]
    assert next((fault.span.line, fault.span.column) for fault in found if fault.span) == place
    assert hint in found[0].hint


@pytest.mark.parametrize("answer", ["-", "- 5"])
def test_a_dash_behind_a_key_is_no_list(tmp_path: Path, answer: str) -> None:
    head = ITEM.replace("kind: choice", f"kind: numeric\n    answer: {answer}")
    (fault,) = faults(tmp_path, head)
    assert fault.message == "no entry of a list can stand behind a key"
    assert fault.span
    assert (fault.span.line, fault.span.column) == (5, 13)


@pytest.mark.parametrize(("answer", "hint"), [("5%", "in the unit of the answer"), ("±0,5", "write `0.5` alone")])
def test_a_tolerance_has_a_way_out_of_its_own(tmp_path: Path, answer: str, hint: str) -> None:
    head = ITEM.replace("kind: choice", f"kind: numeric\n    answer: 2\n    tolerance: {answer}")
    (fault,) = faults(tmp_path, head[: head.index("    right:")])
    assert hint in fault.hint
