"""A power of ten is a convention of megabytes only where a question is about what is stored, and does not say so itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.errors import CourseError, Span
from hwgen.problem.computed import Wording
from hwgen.problem.convention import Convention
from hwgen.problem.generator import Generator
from hwgen.proof.conventions import Swaps

MEGABYTE = Convention(Text(zh="$1$ MB $= 10^6$ 字节", en="$1$ MB $= 10^6$ bytes"), (("10**6", "2**20"),))
PARAMS = {"n": 5_000_000}


def look(zh: str, en: str, context: Text | None = None) -> None:
    ask = Text(zh=zh, en=en)
    part = Computed("x/q", Formulas("n*3/10**6"), PARAMS, lambda: Wording(ask, ask, ask), difficulty=1, key=15)
    generator = Generator("q", "t", 1, "s", (), 0, "choice", "", Span(Path("q.py"), 1), lambda draw: Problem((part,)))
    Swaps({"megabyte": MEGABYTE}).look_for(generator, Problem((part,), context or Text()), PARAMS)


@pytest.mark.parametrize(
    ("zh", "en", "context"),
    [
        ("共有多少百万个参数？", "How many million parameters are there?", None),
        ("读完用多少秒？", "How many seconds does it take to read them?", Text(zh="读一个值用 1 μs。", en="Reading a value takes 1 μs.")),
        ("共占多少 MB（$10^6$ 字节）？", "How many MB ($10^6$ bytes) do they take?", None),
        ("共占多少 MB？", "How many MB do they take?", Text(zh="1 MB 为 1000000 字节。", en="1 MB is 1000000 bytes.")),
    ],
)  # fmt: skip
def test_nothing_is_to_be_said_of_megabytes(zh: str, en: str, context: Text | None) -> None:
    look(zh, en, context)


@pytest.mark.parametrize(
    ("zh", "en", "context"),
    [
        ("共占多少 MB？", "How many MB do they take?", None),
        ("共占多少兆？", "How many megabytes do they take?", None),
        ("共占多少？", "How much do they take?", Text(zh="每个数占 3 字节。", en="Each number takes 3 bytes.")),
        ("共占多少 MB（$2^{20}$ 字节）？", "How many MB ($2^{20}$ bytes) do they take?", None),
    ],
)
def test_how_many_bytes_a_megabyte_has_is_to_be_said(zh: str, en: str, context: Text | None) -> None:
    with pytest.raises(CourseError, match="`megabyte`, which is not stated"):
        look(zh, en, context)
