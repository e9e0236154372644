"""How the review reads prose: spelling, punctuation, places."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from planted_flaws import CHOICE, TRUTHS, changed, course_of, reading_of, text, told

from hwgen.flaws import editor
from hwgen.flaws.likeness import shingles
from hwgen.flaws.reading import HAN, prose, spoken, width
from hwgen.flaws.words import british, misspellings

HOSTILE = "% & # _ { } ~ ^ < > ]]> \" ' \U0001f600 עברית " + "Z" * 300


def test_hostile_texts_harm_no_rule(tmp_path: Path) -> None:
    said = text(HOSTILE, HOSTILE)
    item = changed(
        CHOICE,
        ("stem", said),
        ("right.0.text", said),
        ("wrong.0.text", said),
        ("explanation", text("。" * 3000, "a " * 3000)),
    )
    assert "duplicate-option" in told(course_of(tmp_path, item, TRUTHS))


@pytest.mark.parametrize(
    ("zh", "en", "imported", "found"),
    [
        ("net-zh.svg", "net-en.svg", False, False),
        ("net.zh.svg", "net.svg", False, False),
        ("zh_net.svg", "en_net.svg", False, False),
        ("0a1b.svg", "c3d4.svg", True, False),
        ("relu.svg", "tanh.svg", False, True),
        ("buzzhen.svg", "buzenen.svg", False, True),
    ],
)
def test_a_picture_may_have_a_file_for_each_language(
    zh: str, en: str, imported: bool, found: bool, tmp_path: Path
) -> None:
    stem = text(f"图中是什么？\n\n![](files/{zh})", f"What is shown?\n\n![](files/{en})")
    files = tmp_path / "bank" / "files"
    files.mkdir(parents=True)
    for name in (zh, en):
        (files / name).write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    reading = reading_of(tmp_path, {**CHOICE, "stem": stem, "imported": imported})
    assert ("figures-differ" in {rule for rule, _ in editor.read(reading)}) is found


def test_prose_knows_where_it_was_written() -> None:
    source = "用**粗体**和 `a*b`、$x_1$ 与\\*星号：\n\n```python\ny = `x`\n```\n\n![](fig)\n\n见[@part]。"
    read = prose(source)
    assert read.visible == "用粗体和 \ue001、\ue000 与*星号：\n\ue002\n\ue002\n见\ue003。"
    for sign in "用粗和、与*星见。":
        assert source[read.offset(read.visible.index(sign))] == sign
    assert [(p.kind, p.inside) for p in read.pieces] == [
        ("code", "a*b"), ("math", "x_1"), ("fence", "python\ny = `x`"), ("figure", "fig"), ("reference", "part"),
    ]  # fmt: skip
    assert spoken(r"约 $3\times 10^{4}$ 个") == "约 3×104 个"
    assert width("批 a") == 4


def test_spelling_is_british_and_leaves_technical_words_alone() -> None:
    assert british("optimizers") == "optimisers"
    assert british("tokenization") == "tokenisation"
    assert british("analyzed") == "analysed"
    assert british("neighborhood") == "neighbourhood"
    for word in ("size", "resized", "prize", "fuzzy", "quiz", "softmax", "logits", "maize"):
        assert british(word) == ""
    assert misspellings()["recieve"] == "receive"
    assert not {"logit", "softmax", "dropout", "embedding", "backpropagation", "autoencoder"} & misspellings().keys()


def test_chinese_signs_are_chinese() -> None:
    assert re.fullmatch(f"[{HAN}]+", "汉字\U00020000")
    assert not re.search(f"[{HAN}]", "A1，。“”α")
    assert len(np.unique(shingles("卷积神经网络", "zh"))) == 4
