"""Duplicates and near-duplicates: what is told twice, what is only alike, what gives away what."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from planted_flaws import CHOICE, TRUTHS, Data, at, both, changed, course_of, found_in, reading_of, text, told

from hwgen.flaws import editor
from hwgen.flaws.likeness import Print, pairs, prints, resemblance, shingles
from hwgen.flaws.reading import contents


def test_duplicates_are_found_with_both_places(tmp_path: Path) -> None:
    again = changed(CHOICE, ("id", "again"), ("stem.en", "What does MAX pooling do, to a feature map?"))
    (finding,) = found_in(course_of(tmp_path, CHOICE, again))
    assert finding.rule == "duplicate"
    assert at(finding.span).startswith("id: again")
    assert [at(span) for span in finding.related] == ["id: pooling"]


def test_examples_that_nobody_has_replaced_yet_may_ask_the_same(tmp_path: Path) -> None:
    again = changed(CHOICE, ("id", "again"))
    course = course_of(tmp_path, CHOICE, again)
    (file,) = (course / "bank" / "items").glob("*.yaml")
    text = file.read_text(encoding="utf-8")
    comment = "# To be replaced: write your own text everywhere, then delete this line."
    for left in (1, 2):
        file.write_text(
            re.sub(r"^( *)- id: (?=pooling|again)", rf"\1{comment}\n\g<0>", text, count=left, flags=re.M),
            encoding="utf-8",
        )
        assert ("duplicate" in told(course)) == (left < 2)


def test_one_statement_in_two_items_is_a_duplicate(tmp_path: Path) -> None:
    other = changed(
        TRUTHS,
        ("id", "other"),
        (
            "statements.0.text",
            text("早停根据验证误差决定何时停止训练。", "Early stopping watches the validation error."),
        ),
        (
            "statements.1.text",
            text("训练误差最小时的权重总是最好的。", "The weights of least training error are the best."),
        ),
        ("statements.3.text", text("早停时无须留出验证样本。", "Early stopping holds out none of the examples.")),
    )
    (finding,) = found_in(course_of(tmp_path, TRUTHS, other))
    assert finding.rule == "duplicate"
    assert "statement `c`" in finding.message


def test_an_item_in_one_language_is_compared_with_those_in_both(tmp_path: Path) -> None:
    english = json.loads(
        json.dumps(changed(CHOICE, ("id", "english"))), object_hook=lambda d: {k: v for k, v in d.items() if k != "zh"}
    )
    assert told(course_of(tmp_path, CHOICE, {**english, "language": "en"})) == {"duplicate"}


def one_language(item: Data, language: str) -> Data:
    def kept(data: Data) -> Data:
        return {k: v for k, v in data.items() if k not in ("zh", "en") or k == language}

    said: Data = json.loads(json.dumps(item), object_hook=kept)
    return {**said, "id": f"{item['id']}-{language}", "language": language}


def test_a_translation_is_known_by_its_formulas_and_numbers(tmp_path: Path) -> None:
    formula = text(
        "$x^2$ 在 3 处的导数 $2x$ 是 6 吗？$y=x^3$ 呢？$z=1/x$ 呢？",
        "Is the derivative $2x$ of $x^2$ at 3 equal to 6? What of $y=x^3$ and $z=1/x$?",
    )
    item = changed(CHOICE, ("stem", formula))
    assert told(course_of(tmp_path, one_language(item, "zh"), one_language(item, "en"))) == {"near-duplicate"}
    other = changed(item, *both("stem", formula["zh"].replace("3", "4"), formula["en"].replace("3", "4")))
    assert told(course_of(tmp_path, one_language(item, "zh"), one_language(other, "en"))) == set()


LIKE = changed(
    CHOICE,
    ("id", "like"),
    *both("stem", "二维的最大池化对特征图做什么？", "What does two-dimensional max pooling do to a feature map?"),
    *both("wrong.3.text", "随机取窗口里的一个值", "It keeps a randomly chosen value of each window"),
)


def test_near_duplicates_are_found_unless_they_are_enemies(tmp_path: Path) -> None:
    (finding,) = found_in(course_of(tmp_path, CHOICE, LIKE))
    assert finding.rule == "near-duplicate"
    assert "% alike" in finding.message
    assert [at(span) for span in finding.related] == ["id: pooling"]
    assert told(course_of(tmp_path, CHOICE, {**LIKE, "enemies": ["pooling"]})) == set()
    assert told(course_of(tmp_path, CHOICE, {**TRUTHS, "id": "like"})) == set()


def test_sketches_estimate_what_texts_have_in_common() -> None:
    words = [f"w{i}" for i in range(400)]
    a, b = " ".join(words[:300]), " ".join(words[:40] + words[100:])
    exact = resemblance(shingles(a, "en"), shingles(b, "en"))
    kept = [(Print("", "en", name, shingles(said, "en")[:48].tobytes()),) for name, said in (("a", a), ("b", b))]
    (pair,) = pairs([*kept, kept[0]])
    assert (pair.first, pair.second, pair.share) == (0, 2, 1)
    near = " ".join(words[:295])
    kept[1] = (Print("", "en", "near", shingles(near, "en")[:48].tobytes()),)
    (pair,) = pairs(kept)
    assert abs(pair.share - resemblance(shingles(a, "en"), shingles(near, "en"))) < 0.1
    assert exact < 0.7


def test_texts_without_words_are_no_duplicates_of_one_another_by_accident() -> None:
    assert list(pairs([])) == []
    assert list(pairs([(Print("", "zh", "x", b""),), (Print("", "zh", "y", b""),)])) == []


# What two texts can differ in, their words being the same.
DIFFERENT = [
    ("```\nx = 1\n```", "```\nx = 2\n```"),
    ("```python\nx\n```", "```c\nx\n```"),
    ("    x = 1", "    x = 2"),
    ("`x=1`", "`x=2`"),
    (r"$\alpha$", r"$\beta$"),
    ("$a < b$", "$a > b$"),
    ("$$\na + b\n$$", "$$\na - b\n$$"),
    ("a|b\n-|-\nc|d", "a|bc\n-|-\n||d"),
    ("![](drawn)", "![](other)"),
    (r"\+1", "-1"),
    ("1.5", "15"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
@pytest.mark.parametrize("around", ["{}", "结果为\n\n{}\n\n"])
def test_two_texts_are_the_same_if_all_that_they_hold_is(one: str, other: str, around: str, tmp_path: Path) -> None:
    one, other = around.format(one), around.format(other)
    assert contents(one) != contents(other)
    assert contents(one) == contents(one + "\n")
    item = changed(CHOICE, ("wrong.0.text", text(one, one)), ("wrong.1.text", text(other, other)))
    rules = {rule for rule, _ in editor.read(reading_of(tmp_path, item))}
    assert "duplicate-option" not in rules
    same = changed(item, ("wrong.1.text", text(one, one)))
    assert "duplicate-option" in {rule for rule, _ in editor.read(reading_of(tmp_path, same))}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_statements_and_items_are_compared_by_all_that_they_hold(one: str, other: str, tmp_path: Path) -> None:
    said, also = f"程序输出如下：\n\n{one}\n\n", f"程序输出如下：\n\n{other}\n\n"
    item = changed(TRUTHS, ("statements.0.text", text(said, said)), ("statements.1.text", text(also, also)))
    assert "plain-negation" not in {rule for rule, _ in editor.read(reading_of(tmp_path, item))}
    items = changed(CHOICE, ("stem", text(said, said))), changed(CHOICE, ("stem", text(also, also)))
    mine, theirs = (prints(reading_of(tmp_path, item)) for item in items)
    assert mine[0].exact != theirs[0].exact
