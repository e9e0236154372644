"""Reasons of wrong options: they say which way, of what, and one thing each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings import SIDE, both, question

from hwgen import Text
from hwgen.flaws.foreign import of_foreign_reasons
from hwgen.flaws.one_counted import of_one_counted
from hwgen.flaws.reasons import of_reasons


@pytest.mark.parametrize(
    ("id", "zh", "en", "rules"),
    [
        ("less", "漏了偏置，结果偏小。", "Leaves out the biases, so the count is too small.", []),
        ("less", "漏了偏置，结果偏大。", "Leaves out the biases, so the count is too small.", ["reason-direction"]),
        ("less", "漏了偏置。", "Leaves out the biases and overestimates the number.", ["reason-direction"]),
        ("less", "少算一个。", "This counts one too few.", []),
        ("less", "多减半了一次。", "Halves once more than it should.", []),
        ("more", "需要重新考虑。", "This undercounts them.", ["reason-direction", "empty-reason"]),
        ("less", "多算了一个。", "This counts one too many.", ["reason-direction"] * 2),
        ("less", "把边算了两次。", "It is the square.", ["reason-direction"]),
        ("less", "只有一条边算了两次。", "It is the square.", []),
        ("more", "算了两遍，是正确值的两倍。", "Counts all twice: double the right number.", []),
        ("more", "是正确值的一半。", "It is half the right number.", ["reason-direction"] * 2),
        ("more", "除数太小。", "Divides by too small a number.", []),
        ("more", "结果大于 10。", "The result is above 10.", []),
        ("less", "结果大于 10。", "The result is above 10.", ["reason-direction"] * 2),
        ("more", "不对。", "This is wrong.", ["empty-reason"] * 2),
        ("more", "计算有误，请再检查一遍。", "There is a slip in the arithmetic; check again.", ["empty-reason"] * 2),
        ("more", "多加或少加了一个。", "This has one too many or too few.", ["empty-reason"] * 2),
        ("more", "多加了一个，应当减去。", "This has one too many, which it should take off.", []),
    ],
)
def test_a_reason_says_which_way(id: str, zh: str, en: str, rules: list[str]) -> None:
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons={id: Text(zh=zh, en=en)}))] == rules


@pytest.mark.parametrize(
    ("zh", "en", "subjects"),
    [
        ("漏了填充。", "Leaves the padding out.", []),
        ("漏了加 1。", "Leaves out the + 1.", []),
        ("漏乘了学习率。", "Leaves out the learning rate.", ["学习率", "learning rate"]),
        ("漏乘了折扣因子。", "Leaves out the + 1.", ["折扣"]),
        ("忘了标签平滑。", "Forgets label smoothing.", ["标签平滑", "label smoothing"]),
        ("漏了岭回归的惩罚。", "Leaves out the ridge.", ["岭回归", "ridge"]),
        ("以为节点没有自环。", "Takes the nodes to have no loops.", ["节点", "nodes"]),
        ("没有除以键向量的维数。", "Does not divide by the length of the keys.", ["键向量", "keys"]),
        ("忘了贝尔曼方程。", "Forgets the Bellman equation.", ["贝尔曼", "Bellman"]),
        ("混淆了基尼不纯度。", "Confuses it with the Gini impurity.", ["基尼", "Gini"]),
        ("没有考虑集成。", "Does not consider the ensemble.", ["集成", "ensemble"]),
        ("漏了专家的路由。", "Leaves out the experts.", ["专家", "experts"]),
        ("漏了卷积核的边长。", "Leaves the side of the kernel out.", []),
        ("忘了求根公式里的二分之一。", "Forgets the half of the quadratic formula.", ["求根公式", "quadratic formula"]),
    ],
)
def test_a_reason_speaks_of_what_the_question_speaks_of(zh: str, en: str, subjects: list[str]) -> None:
    asked = SIDE[0].format(zh="不填充"), SIDE[1].format(en="no padding")
    found = list(of_foreign_reasons(question(*asked, reasons={"less": Text(zh=zh, en=en)})))
    assert [rule for rule, _ in found] == ["foreign-reason"] * len(subjects)
    assert all(f"“{word}”" in finding.message for word, (_, finding) in zip(subjects, found, strict=True))


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("以为卷积不改变边长。", "Takes convolution to keep the side.", 2),
        ("以为边长不变。", "Takes the kernel to keep the side.", 0),
    ],
)
def test_pooling_is_no_convolution(zh: str, en: str, found: int) -> None:
    asked = (
        "边长为 8 的特征图经过最大池化，输出的边长是多少？",
        "A feature map of side 8 meets max pooling. What is the side?",
    )
    reading = question(*asked, reasons={"less": Text(zh=zh, en=en)})
    assert [rule for rule, _ in of_foreign_reasons(reading)] == ["foreign-reason"] * found


def test_a_shared_reason_is_read_like_one_of_its_own() -> None:
    reading = replace(question("几？", "What?"), misconceptions={"less": both("Adds a stride, 步幅.")})
    assert [rule for rule, _ in of_foreign_reasons(reading)] == ["foreign-reason"] * 2


def test_each_mistake_has_a_reason_of_its_own() -> None:
    reasons = {
        "less": Text(zh="漏了加 1。", en="Leaves out the + 1."),
        "more": Text(zh="多算了步幅。", en="Adds the stride."),
    }
    assert list(of_reasons(question("几？", "What?", reasons=reasons))) == []
    reasons["more"] = Text(zh="漏了加 1。", en="Adds the stride.")
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons=reasons))] == ["same-reason"]
    reasons["more"] = Text(zh="多算了步幅。", en="The + 1 is missing.")
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons=reasons))] == ["same-reason"]


@pytest.mark.parametrize(
    ("one", "other", "rules"),
    [
        (("键和值只算了其中一个。", "One."), ("只计入了键和值两者之一。", "Other."), ["same-reason"]),
        (("甲。", "This counts only one of keys and values."), ("乙。", "Only one of keys and values is counted here."), ["same-reason"]),
        (("甲。", "This takes the width for the height."), ("乙。", "This takes the height for the width."), []),
        (("把宽当作了高。", "One."), ("把高当作了宽。", "Other."), []),
        (("多加了偏置。", "This leaves the biases out."), ("乙。", "Other."), ["meaning-differs"]),
        (("漏加了偏置。", "This leaves the biases out."), ("多算了一列。", "This counts a column too many."), []),
        (("漏加了偏置。", "This adds the biases twice."), ("乙。", "Other."), ["meaning-differs"]),
    ],
)  # fmt: skip
def test_reasons_say_one_thing_each_and_the_same_in_all_languages(
    one: tuple[str, str], other: tuple[str, str], rules: list[str]
) -> None:
    reasons = {"less": Text(*one), "more": Text(*other)}
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons=reasons))] == rules


@pytest.mark.parametrize(
    ("id", "zh", "en", "rules"),
    [
        ("less", "多了一项。", "Has one term more, which makes the value too high.", ["reason-direction"]),
        ("less", "因此高于真实的值。", "It is lower than the right one.", ["reason-direction", "meaning-differs"]),
        ("less", "多算了一层。", "This counts one layer too many.", []),
        ("less", "除以的数偏大。", "Divides by a number that is too large.", []),
        ("less", "把每条边重复计算了。", "This goes over every edge repeatedly.", ["reason-direction"] * 2),
        ("more", "把每条边重复计算了。", "This counts each edge more than once.", []),
        ("less", "最后一行被计入两遍。", "The last row is counted twice.", ["reason-direction"] * 2),
        ("more", "最后一行被计入两遍。", "The last row is counted twice.", []),
        ("less", "偏置算多了。", "This leaves out the biases.", ["meaning-differs"]),
        ("more", "是答案的三倍。", "It is three times the right answer.", ["reason-direction"] * 2),
        ("more", "这个答案是错的。", "This answer is not right.", ["empty-reason"] * 2),
    ],
)
def test_a_direction_is_read_of_the_value_alone(id: str, zh: str, en: str, rules: list[str]) -> None:
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons={id: Text(zh=zh, en=en)}))] == rules


@pytest.mark.parametrize(
    ("zh", "en", "reason", "rules"),
    [
        (
            "过滤器误挡了 3 封，挡住了几成？",
            "A filter stops 3 by mistake: what share?",
            ("这是精确率。", "This is the precision."),
            [],
        ),
        (
            "有 3 层，共几个单元？",
            "How many units are in 3 layers?",
            ("这是精确率。", "This is the precision."),
            ["foreign-reason"] * 2,
        ),
        ("每次移动 3 点，有几段？", "Moving on by 3 points: how many?", ("除以了步幅。", "Divided by the stride."), []),
    ],
)
def test_a_reason_may_name_what_the_question_describes(
    zh: str, en: str, reason: tuple[str, str], rules: list[str]
) -> None:
    reasons = {"less": Text(zh=reason[0], en=reason[1])}
    assert [rule for rule, _ in of_foreign_reasons(question(zh, en, reasons=reasons))] == rules


@pytest.mark.parametrize(
    ("zh", "en", "value", "count"),
    [
        ("只算了一层。", "This counts a single layer.", 6, 0),
        ("只算了一层。", "This counts a single layer.", 9, 2),
        ("只算了一层。", "This leaves out the other layers.", 9, 1),
        # Parameters of one layer, and what is no draw.
        ("只算了一层的偏置。", "This counts a single layer of weights.", 9, 0),
        ("只算了一个样本。", "This counts a single sample.", 9, 0),
    ],
)
def test_a_reason_that_says_one_gives_what_one_would(zh: str, en: str, value: int, count: int) -> None:
    asked = (
        "网络有 3 层，每层 6 个单元，共几个单元？",
        "A network has 3 layers of 6 units each. How many units are there?",
    )
    reasons = {"less": Text(zh=zh, en=en)}
    read = question(*asked, "L*n", {"L": 3, "n": 6}, reasons=reasons, key=18, wrong={"less": value})
    assert [rule for rule, _ in of_one_counted(read)] == ["reason-direction"] * count
