"""How many a text says there are: of what it lists, and of what the question counts."""

from __future__ import annotations

import pytest

from hwgen import Entry, Matching, Text
from hwgen.flaws.reading import Reading
from hwgen.flaws.totals import total_differs
from hwgen.kinds.kind import Passage


def found(zh: str, en: str, *more: tuple[str, str]) -> int:
    passages = [Passage("stem", Text(zh=zh, en=en)), *(Passage("why", Text(zh=a, en=b)) for a, b in more)]
    return len(list(total_differs(Reading("q", (), tuple(passages), ("zh", "en")))))


@pytest.mark.parametrize(
    ("zh", "en", "planted_zh", "planted_en"),
    [
        ("三次测量的结果为 2、7 和 11。", "Three measurements give 2, 7 and 11.", "四次测量的结果为 2、7 和 11。", "Four measurements give 2, 7 and 11."),
        ("三个进程分别为 A、B 和 C。", "Three processes are A, B and C.", "两个进程分别为 A、B 和 C。", "Two processes are A, B and C."),
        ("四天的销量依次为 5、8、9、12。", "Four daily sales were 5, 8, 9 and 12.", "三天的销量依次为 5、8、9、12。", "Five daily sales were 5, 8, 9 and 12."),
    ],
)  # fmt: skip
def test_as_many_are_listed_as_the_text_says(zh: str, en: str, planted_zh: str, planted_en: str) -> None:
    assert found(zh, en) == 0
    assert found(planted_zh, planted_en) == 2


@pytest.mark.parametrize(
    ("zh", "en", "count"),
    [
        ("只算了三层中的一层，三层都要算。", "This counts one layer; all three layers count.", 0),
        ("两层都要算。", "Both layers count.", 2),
        ("四层合计才是答案。", "The answer is for all four layers.", 2),
        ("第二层都没有算。", "The second layer is left out.", 0),
    ],
)
def test_what_are_all_are_as_many_as_the_question_has(zh: str, en: str, count: int) -> None:
    assert (
        found("网络有 3 层，共有多少个权重？", "A network has 3 layers. How many weights are there?", (zh, en)) == count
    )


def test_where_the_question_counts_two_sorts_nothing_is_known() -> None:
    stem = "编码器有 3 层，解码器有 2 层。", "The encoder has 3 layers, the decoder 2 layers."
    assert found(*stem, ("两层都要算。", "Both layers count.")) == 0


def test_a_symbol_has_the_number_that_stands_before_it_in_words() -> None:
    assert found("存三年（$n = 3$）。", "For three years ($n = 3$).") == 0
    assert found("存三年（$n = 4$）。", "For three years ($n = 4$).") == 2


@pytest.mark.parametrize(("many", "spare", "flaws"), [("2", 2, 0), ("3", 2, 2), ("1", 2, 2), ("2", 0, 2)])
def test_as_many_right_sides_are_left_over_as_a_matching_question_says(many: str, spare: int, flaws: int) -> None:
    stem = Text(zh=f"配对，有 {many} 个质量用不上。", en=f"Match them; {many} of the masses are not needed.")
    extra = tuple(Entry(f"x{i}", Text(zh=f"${i}$", en=f"${i}$")) for i in range(spare))
    part = Matching("m", stem, (), stem, extra=extra)
    assert len(list(total_differs(Reading("q", (part,), (), ("zh", "en"))))) == flaws
