"""What formats lose is said on the pages in their language, too."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

import pytest
import samples
import yaml
from conftest import ROOT

from hwgen.exam.model import Exam
from hwgen.lms.export import exam_file
from hwgen.lms.platforms import PLATFORMS
from hwgen.writers.loss import Loss, diagnostics

sys.path.insert(0, str(ROOT / "scripts"))

from reference.shown import exam_of_every_kind, lost_of_texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCES = ROOT / "src/hwgen/writers/losses.zh.yaml"


def losses(exam: Exam) -> Iterator[str]:
    for platform in PLATFORMS.values():
        yield from (loss.what for piece in exam_file(platform, exam)[1] for loss in piece.losses)
        yield from lost_of_texts(platform)


@pytest.mark.parametrize("exam", [samples.exam, exam_of_every_kind])
def test_every_loss_has_a_chinese_sentence(exam: Callable[[], Exam]) -> None:
    asked = exam()
    whats = set(losses(asked))
    assert len(whats) > 5
    group = asked.groups[0]
    assert [what for what in whats if not CHINESE.search(Loss(group, None, what).shown("zh"))] == []
    assert all(Loss(group, None, what).shown("en") == what for what in whats)


def test_every_sentence_is_one_that_a_format_says() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/hwgen").rglob("*.py"))
    for english in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")):
        for piece in english.split("{}"):
            assert re.sub(r"^ blanks", "", piece) in source, english


def test_what_a_sentence_names_is_kept() -> None:
    group = samples.exam().groups[0]
    assert Loss(group, None, "the accepted answer `a->{b}`").shown("zh") == "可接受的答案 `a->{b}`"
    assert (
        Loss(group, None, "the points per question: each of its 3 blanks is worth one mark").shown("zh")
        == "分值：3 个空，每空 1 分"
    )


def test_a_warning_names_all_items_that_lose_the_same() -> None:
    groups = exam_of_every_kind().groups
    assert len(groups) > 3
    (warning,) = diagnostics([Loss(group, None, "a table") for group in groups], "Moodle")
    assert all(f"`{group.item}`" in warning.message for group in groups)
    assert "…" not in warning.message
