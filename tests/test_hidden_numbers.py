"""What a question shows determines its answer: no number is seen only inside another one, no entry of a row is missing, no rows change places."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import in_templates, recipe

from hwgen import Computed, Formulas, Label, Picture, Problem, Text
from hwgen.bank.course import Course
from hwgen.errors import Span
from hwgen.flaws.across import Across
from hwgen.flaws.pictures import Pictures
from hwgen.problem.computed import Wording
from hwgen.problem.generator import Generator

DECAY = recipe(
    '"N/2**n"',
    {"N": (3200, 4800), "h": (5, 8), "n": (3, 4)},
    """
        样品有 [N] 个核，半衰期为 [h] 天。 || A sample has [N] nuclei; their half-life is [h] days.

        ask: [n*h] 天后还剩多少个核？ || How many nuclei are left after [n*h] days?
        claim: [n*h] 天后还剩 $[value]$ 个核。 || After [n*h] days, $[value]$ nuclei are left.
        solution: $$[=key]$$
    """,
)
SALE = recipe(
    '"a*p + b*q + c*r"',
    {"a": (3, 7), "b": (5, 9), "c": (2, 4), "p": (12, 15), "q": (6, 11), "r": (20, 25)},
    """
        | | 件数 | 单价 |
        | | pieces | price |
        |---|---|---|
        | 甲 | [a] | [p] |
        | A | [a] | [p] |
        | 乙 | [b] | [q] |
        | B | [b] | [q] |
        | 丙 | [c] | [r] |
        | C | [c] | [r] |

        ask: 销售额是多少？ || What is the revenue?
        claim: 销售额为 $[value]$。 || The revenue is $[value]$.
        solution: $$[=key]$$
    """,
)


@pytest.mark.parametrize(
    ("code", "changes", "rules"),
    [
        (DECAY, [], set()),
        (DECAY, [("半衰期为 [h] 天", "半衰期为 [n*h] 天"), ("half-life is [h] days", "half-life is [n*h] days")], {"constant-unsaid"}),
        # What the formula works with is the product itself, and the other number is told by a third one.
        (DECAY, [('"N/2**n"', '"N*n*h"'), ("半衰期为 [h] 天", "半衰期不详"), ("half-life is [h] days", "half-life is unknown")], set()),
        (DECAY, [("半衰期为 [h] 天", "两倍半衰期为 [2*h] 天"), ("half-life is [h] days", "half-life doubled is [2*h] days")], set()),
        (SALE, [], set()),
        (SALE, [("| 乙 | [b] | [q] |", "| 乙 | [b] | [r] |"), ("| B | [b] | [q] |", "| B | [b] | [r] |"), ("| 丙 | [c] | [r] |", "| 丙 | [c] | [q] |"), ("| C | [c] | [r] |", "| C | [c] | [q] |")], {"described-otherwise"}),
        # Columns that change places, rows that do.
        (SALE, [("[a] | [p]", "[p] | [a]"), ("[b] | [q]", "[q] | [b]"), ("[c] | [r]", "[r] | [c]")], set()),
        (SALE, [('"a*p + b*q + c*r"', '"a*q - b*r"')], set()),
    ],
)  # fmt: skip
def test_the_answer_depends_on_what_is_shown(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == rules


def across(shown: int, row: tuple[int, ...] = (12, 30, 7, 25)) -> set[str]:
    """What is found where a question shows so many entries of a row."""
    generator = Generator("row", "t", 1, "s", (), 0, "choice", "", Span(Path("row.py"), 1), lambda draw: Problem(()))
    watched = Across(generator)
    for i in range(5):
        numbers = tuple(n + 40 * i for n in row)
        ask = ", ".join(map(str, numbers[:shown]))
        text = Text(zh=f"{ask} 的总和是多少？", en=f"What is the sum of {ask}?")
        wording = Wording(text, text, text)
        watched.see(
            Problem(
                (
                    Computed(
                        "x/row",
                        Formulas("sum(T)"),
                        {"T": numbers},
                        lambda wording=wording: wording,
                        difficulty=1,
                        key=i,
                    ),
                )
            )
        )
    return {flaw.rule for flaw in watched.flaws()}


@pytest.mark.parametrize(("shown", "rules"), [(4, set()), (3, {"constant-unsaid"}), (2, set())])
def test_no_entry_of_a_row_is_missing(shown: int, rules: set[str]) -> None:
    assert across(shown) == rules


@pytest.mark.parametrize(
    ("alt", "order", "findings"), [("从左到右", (7, 3, 5), 0), ("从左到右", (3, 7, 5), 1), ("柱子", (3, 7, 5), 0)]
)
def test_labels_stand_as_the_alternative_text_says(alt: str, order: tuple[int, ...], findings: int) -> None:
    generator = Generator("bars", "t", 1, "s", (), 0, "choice", "", Span(Path("bars.py"), 1), lambda draw: Problem(()))
    labels = tuple(Label((10.0 * i, 5.0), str(n)) for i, n in enumerate(order))
    picture = Picture(40.0, 10.0, labels, Text(zh=f"{alt}标着 7、3、5", en=f"{alt} 7, 3, 5"))
    watched = Pictures(generator)
    text = Text(zh="最高的是多少？", en="How high is the highest?")
    part = Computed(
        "x/bars", Formulas("max(T)"), {"T": (7, 3, 5)}, lambda: Wording(text, text, text), difficulty=1, key=7
    )
    watched.see(Problem((part,), figures=lambda: {"bars": picture}), {"T": (7, 3, 5)}, ("zh", "en"))
    assert len(list(watched.flaws())) == findings
