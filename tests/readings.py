"""A computed question as the checks of its texts read it."""

from __future__ import annotations

from typing import Any

from hwgen import Computed, Formulas, Text
from hwgen.flaws.reading import Reading
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording

KEYS = {"key": 9, "wrong": {"less": 8, "more": 18}}


def both(text: str) -> Text:
    return Text(zh=text, en=text)


def question(
    zh: str,
    en: str,
    formulas: str = "n",
    params: dict[str, int] | None = None,
    solution: Text | None = None,
    reasons: dict[str, Text] | None = None,
    **more: Any,
) -> Reading:
    ask = Text(zh=zh, en=en)
    wording = Wording(ask, both("$[]$".replace("[]", "{}")), solution or both("$9$"), reasons or {})
    part = Computed("t/q", Formulas(formulas), params or {}, lambda: wording, **{**KEYS, **more})
    return Reading("q", (part,), (Passage("stem", ask),), ("zh", "en"))


SIDE = (
    "边长为 17 的输入经过边长为 3 的卷积核，步幅为 2，{zh}，输出的边长是多少？",
    "An input of side 17 meets a kernel of side 3 with stride 2 and {en}. What is the side of the output?",
)
