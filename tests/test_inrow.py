"""Names of the numbers of a tuple stand in the order in which they are answered; reasons name nothing that is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from hwgen import Computed, Formulas, Text
from hwgen.flaws.inrow import of_rows
from hwgen.flaws.likenamed import of_likenamed
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Wording

MEAN, VARIANCE = Text(zh="平均值", en="mean"), Text(zh="样本方差", en="sample variance")
ASK = Text(zh="依次求平均值与样本方差。", en="Find the mean and the sample variance, in this order.")
CLAIM = Text(zh="平均值与样本方差依次为 ${}$。", en="The mean and the sample variance are ${}$.")
TURNED = Text(zh="样本方差与平均值依次为 ${}$。", en="The sample variance and the mean are ${}$.")


@pytest.mark.parametrize(
    ("cells", "claim", "flaws"),
    [((MEAN, VARIANCE), CLAIM, 0), ((VARIANCE, MEAN), CLAIM, 4), ((MEAN, VARIANCE), TURNED, 2), ((), TURNED, 0)],
)
def test_numbers_are_named_in_the_order_of_the_answer(cells: tuple[Text, ...], claim: Text, flaws: int) -> None:
    part = Computed(
        "t/q", Formulas("(a, b)"), say=lambda: Wording(ASK, claim, ASK), form="tuple", cells=cells, key=(4, 7)
    )
    assert [rule for rule, _ in of_rows(Reading("q", (part,), (), ("zh", "en")))] == ["claim-differs"] * flaws


CURRENT = Text(zh="电路中的电流为 ${}$。", en="The current in the circuit is ${}$.")
VOLTAGE = Text(zh="电阻上的电压为 ${}$。", en="The voltage across the resistor is ${}$.")


def part(id: str, key: Any, claim: Text, wrong: Any, reason: Text) -> Computed:
    wording = Wording(ASK, claim, ASK, {"slip": reason})
    return Computed(id, Formulas("a"), say=lambda: wording, key=key, wrong={"slip": wrong})


@pytest.mark.parametrize(
    ("wrong", "zh", "en", "flaws"),
    [
        (5, "这是电路中的电流。", "This is the current in the circuit.", 2),
        (5, "这是电源的电压。", "This is the voltage of the source.", 0),
        (5, "这是电阻上的电压。", "This is the voltage across the resistor.", 2),
        (12, "这是电阻上的电压。", "This is the voltage across the resistor.", 0),
        (1200, "这是电阻上的电压。", "This is the voltage across the resistor.", 0),
    ],
)
def test_a_reason_does_not_name_what_is_asked_for(wrong: int, zh: str, en: str, flaws: int) -> None:
    parts = (
        part("current", 3, CURRENT, wrong, Text(zh=zh, en=en)),
        part("voltage", 12, VOLTAGE, 7, Text(zh="漏了。", en="No.")),
    )
    assert [rule for rule, _ in of_likenamed(Reading("q", parts, (), ("zh", "en")))] == ["reason-direction"] * flaws
