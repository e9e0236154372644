"""Items that ask for the size of an output: they state padding, stride and rounding, and the answer is what they describe."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hwgen import Text
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import RULES
from hwgen.kinds import Numeric
from hwgen.kinds.kind import Passage
from hwgen.kinds.numeric import NumericCell

ZH = "边长为 28 的图像经过边长为 5 的卷积核，{}，输出的边长是多少？"
EN = "An image of side 28 meets a kernel of side 5 with {}. What is the side of the output?"
SAID = {
    "zh": {"padding": "不填充", "stride": "步幅为 2", "rounding": "不能整除时向下取整"},
    "en": {"padding": "no padding", "stride": "stride 2", "rounding": "quotients rounded down"},
}


def item(zh: str, en: str, answer: int) -> Reading:
    stem = Text(zh=zh, en=en)
    part = Numeric("n", stem, (NumericCell(Fraction(answer)),), Text(zh="", en=""))
    return Reading("n", (part,), (Passage("stem", stem),), ("zh", "en"))


def found(said: dict[str, dict[str, str]], answer: int = 12) -> set[str]:
    zh, en = ZH.format("，".join(said["zh"].values())), EN.format(" and ".join(said["en"].values()))
    reading = item(zh, en, answer)
    return {name for name in ("window-open", "described-otherwise") if [*RULES[name](reading)]}


def test_what_is_stated_is_enough() -> None:
    assert found(SAID) == set()


@pytest.mark.parametrize("left_out", ["padding", "stride", "rounding"])
def test_what_the_answer_depends_on_is_stated(left_out: str) -> None:
    said = {at: {name: text for name, text in of.items() if name != left_out} for at, of in SAID.items()}
    # Without a word on padding, nothing is described that an answer could be compared with.
    assert "window-open" in found(said, 24 if left_out == "stride" else 12)


def test_the_answer_is_what_is_described() -> None:
    assert found(SAID, 13) == {"described-otherwise"}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("28×28 的图像经过 5×5 的卷积核，这一层有多少个权重？", "A 28×28 image meets a 5×5 kernel. How many weights has the layer?"),
        ("边长为 6 的特征图经过 2×2 最大池化，窗口互不重叠且完全落在图内，输出的边长是多少？", "A map of side 6 passes non-overlapping 2×2 max pooling inside it. What is the side of the output?"),
    ],
)  # fmt: skip
def test_nothing_is_open_where_no_size_is_asked_for_or_all_is_said(zh: str, en: str) -> None:
    assert not [*RULES["window-open"](item(zh, en, 25))]
