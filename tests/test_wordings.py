"""One fault in the many wordings that authors have for it, each with a sound twin."""

from __future__ import annotations

import pytest

from hwgen.flaws.references import EARLIER, PLACES, SHOWN
from hwgen.flaws.synonyms import says_the_same
from hwgen.flaws.wording import _names_nothing, _negated
from hwgen.proof.arithmetic import claims
from hwgen.proof.spoken import in_prose
from hwgen.text import Language


@pytest.mark.parametrize(
    ("language", "text", "sound"),
    [
        ("zh", "请看旁边的示意图，输出是多少？", "请看旁边的像素，输出是多少？"),
        ("zh", "上述曲线说明什么？", "上述情形说明什么？"),
        ("zh", "图 2 给出了网络结构。", "子图 2 是连通的。"),
        ("zh", "由图可知，损失下降。", "矩阵由图给定，损失下降。"),
        ("zh", "根据附表计算。", "附带计算得分表。"),
        ("zh", "右边的表格给出了混淆矩阵。", "右边的矩阵是混淆矩阵。"),
        ("zh", "下述代码输出什么？", "下述网络输出什么？"),
        ("en", "As the picture next to this question shows, the loss falls.", "The picture is classified."),
        ("en", "Consider the plot. What falls?", "Consider the plot of a novel. What falls?"),
        ("en", "The accompanying figure shows a network.", "The accompanying vector has 3 entries."),
        ("en", "See the attached diagram.", "See what the network does."),
        ("en", "The loss falls, as the learning curve shows.", "The loss falls, as the learning rate does."),
        ("en", "According to the graph, what falls?", "In the graph, node 3 has two neighbours."),
        ("en", "Read the loss off the curve.", "The loss falls along the way."),
        ("zh", "损失下降，见学习曲线。", "损失见到学习率变小时下降。"),
        ("zh", "由验证曲线可见，损失上升。", "由 ROC 曲线下的面积衡量。"),
        ("en", "Refer to Table 1.", "Refer to the Q-table."),
        ("en", "What does this code print?", "What does this code word stand for?"),
    ],
)
def test_what_is_not_there_is_pointed_to_in_many_ways(language: Language, text: str, sound: str) -> None:
    assert any(patterns[language].search(text) for patterns in SHOWN.values())
    assert not any(patterns[language].search(sound) for patterns in SHOWN.values())


@pytest.mark.parametrize(
    ("language", "text", "sound"),
    [
        ("zh", "接第 1 题，求梯度。", "第 1 层的梯度是多少？"),
        ("zh", "利用 (a) 的结果。", "利用式 (a) 的人很多。"),
        ("en", "As in question 3, the stride is 2.", "It answers 3 questions."),
        ("en", "Using your answer to (a), find x.", "Using f(a), find x."),
    ],
)
def test_an_earlier_question_is_called_many_things(language: Language, text: str, sound: str) -> None:
    assert EARLIER[language].search(text)
    assert not EARLIER[language].search(sound)


@pytest.mark.parametrize(
    ("language", "text", "sound"),
    [
        ("zh", "正确的是 B。", "正确的是 BERT。"),
        ("zh", "A 与 C 的错误在于忽略偏置。", "A 与 C 的乘积忽略偏置。"),
        ("zh", "最后一项不对。", "最后一项任务不计分。"),
        ("zh", "第三个答案漏了偏置。", "第三个样本漏了标签。"),
        ("en", "The second answer forgets the bias.", "The second answer of the model is better."),
        ("en", "Only C is right.", "Only C is a vowel’s neighbour."),
        ("en", "B forgets the bias.", "BERT forgets the bias."),
        ("en", "Answer (c) is correct.", "Answer with (c, h, w)."),
        ("en", "It is option three.", "It is one option of three."),
    ],
)
def test_options_are_called_by_their_places_in_many_ways(language: Language, text: str, sound: str) -> None:
    assert PLACES[language].search(text)
    assert not PLACES[language].search(sound)


@pytest.mark.parametrize(
    "source",
    [
        "课堂笔记", "同上", "ibid.", "see above", "Wikipedia", "自编", "lecture notes", "from a blog post", "Smith (20XX)", "作者自拟", "ChatGPT 生成",
        "the paper on ResNet, year?", "Goodfellow, Deep Learning, p. XX", "网上找的", "经典教材", "https://example.com", "某教材第几章", "to be added later",
    ],
)  # fmt: skip
def test_a_source_may_name_nothing_in_many_ways(source: str) -> None:
    assert _names_nothing(source)


@pytest.mark.parametrize(
    "source",
    [
        "Huff, Will You Be There? (2016)", "周志华，《机器学习》（2016），第 3 章", "《经典教材选编》（2016）", "Stanford CS231n, lecture notes on optimisation",
        "Dumoulin and Visin (2016)", "LeCun et al., 1998", "PyTorch documentation, Conv2d", "XX-Net: A Network (2019)",
    ],
)  # fmt: skip
def test_sources_with_such_words_are_fine(source: str) -> None:
    assert not _names_nothing(source)


@pytest.mark.parametrize(
    ("language", "one", "other", "sound"),
    [
        ("zh", "与长度无关", "不随长度变化", "不随宽度变化"),
        ("zh", "保持原状", "不变", "变大"),
        ("zh", "变成两倍", "变为原来的 2 倍", "变为原来的 3 倍"),
        ("zh", "扩大为四倍", "变为原来的 4 倍", "变为原来的 5 倍"),
        ("zh", "会造成梯度爆炸", "导致梯度爆炸", "避免梯度爆炸"),
        ("zh", "很缓慢地下降", "下降得极慢", "下降得极快"),
        ("zh", "$O(n^2)$", r"$O(n \cdot n)$", "$O(2n)$"),
        ("en", "It becomes four times as large", "It quadruples", "It triples"),
        ("en", "close to zero", "near zero", "far from zero"),
        ("en", "It causes overfitting", "It leads to overfitting", "It prevents overfitting"),
        ("en", "$2^{10}$ bytes", "$1024$ bytes", "$1000$ bytes"),
        ("en", "$a(b+c)$", "$ab+ac$", "$ab+c$"),
        ("en", "It is independent of the length", "It does not depend on the length", "It depends on the length"),
    ],
)
def test_options_say_the_same_in_many_ways(language: Language, one: str, other: str, sound: str) -> None:
    assert says_the_same(one, other, language)
    assert not says_the_same(one, sound, language)


@pytest.mark.parametrize(
    ("language", "one", "other", "sound"),
    [
        ("zh", "dropout 在测试时仍然起作用。", "dropout 在测试时不再起作用。", "dropout 在训练时不再起作用。"),
        ("zh", "它有偏置。", "它没有偏置。", "它没有权重。"),
        ("en", "Dropout is active in testing.", "Dropout is inactive in testing.", "Dropout is inactive in training."),
        ("en", "It fails to lower the variance.", "It lowers the variance.", "It lowers the mean."),
    ],
)
def test_statements_are_negated_in_many_ways(language: Language, one: str, other: str, sound: str) -> None:
    assert _negated(one, other, language)
    assert not _negated(one, sound, language)


@pytest.mark.parametrize(
    ("language", "text", "holds"),
    [
        ("zh", "每个卷积核有 27 个权重和 1 个偏置，共 27 个参数。", [False]),
        ("zh", "每个卷积核有 27 个权重和 1 个偏置，共 28 个参数。", [True]),
        ("en", "There are 60 weights and 5 biases, 72 in all.", [False]),
        ("en", "Each kernel has 27 weights and 1 bias, that is 28 parameters.", [True]),
        ("en", "It has 4 heads and 8 tokens, in all 32 scores.", []),
        ("en", "The layer has 16 kernels with 27 weights and 1 bias each, 448 in all.", []),
        ("en", "The first layer has 45 weights and the second layer has 18, which makes 65 in all.", [False]),
        ("en", "The first layer has 45 weights and the second layer has 20, which makes 65 in all.", []),
        ("en", "With 3 heads of 4 weights and 2 biases each, so 18 in all.", []),
        ("zh", "第一层有 45 个权重，第二层有 18 个权重，因此共有 65 个。", [False]),
        ("zh", "第一层有 45 个权重，第二层有 20 个权重，因此共有 65 个。", []),
        ("zh", "3 个输入门、2 个遗忘门和 4 个输出门，共 9 个。", []),
    ],
)
def test_totals_in_words_are_added_up(language: Language, text: str, holds: list[bool]) -> None:
    assert [claim.holds() for step in in_prose(text, language) for claim in claims(step)] == holds
