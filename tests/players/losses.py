"""Every item of the starter course on every platform: none is left out, and what is lost is what the reference says. `make players` runs it."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import ROOT

from hwgen.bank.course import Course
from hwgen.exam.model import Exam
from hwgen.kinds import kind_of
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import Target, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS, Platform

sys.path.insert(0, str(ROOT / "scripts"))

from reference.shown import NOTHING, exam_of_every_kind, lost_of_texts, shown


@pytest.fixture(scope="module")
def every_kind() -> Exam:
    return exam_of_every_kind()


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda row: row.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_lost_is_in_the_table(
    platform: Platform, language: str, course: Course, every_kind: Exam, tmp_path: Path
) -> None:
    of_texts = set(lost_of_texts(platform))
    known = {kind: {*losses} | of_texts for kind, losses in shown(platform, every_kind).items()}
    slots = slots_of(course, list(course.items), None, 10)
    for version in platform.versions or ("",):
        options = ExportOptions(linked=next(iter(platform.linked)), version=version)
        target = Target(platform, (language,), tmp_path / f"all{platform.suffixes[0]}", options)
        done = export_pools(course, slots, (), 1, 7, target)
        assert done.questions >= len(slots)
        lost = defaultdict(set)
        for loss in done.losses:
            lost[kind_of(loss.question.answer).name].add(loss.what)
        unknown = {kind: whats - known[kind] for kind, whats in lost.items()}
        assert not {kind: whats for kind, whats in unknown.items() if whats}
        assert set().union(*lost.values()) == set().union(*known.values()) - {NOTHING}
        print(f"{platform.name} {version}: {done.questions} questions, {len(done.losses)} losses")
