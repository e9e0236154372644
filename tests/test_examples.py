"""The worked examples of the generator API are proven, and stand in the reference as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.proof.certificates import coinciding
from hwgen.proof.prove import prove_all

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
VARIANTS = {"simple": 20, "linked": 94, "figure": 28}


@pytest.mark.parametrize("name", VARIANTS)
def test_an_example_is_proven(course: Course, name: str) -> None:
    (example,) = recipe_file(EXAMPLES / f"{name}.py", EXAMPLES, "").generators
    proof = prove_all(example, course.conventions, course.languages)
    assert proof.variants == VARIANTS[name]
    assert not proof.misconceptions
    assert not list(coinciding(example, proof.coincidences))


def test_the_reference_shows_every_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    from reference import api

    page = api.page()
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(VARIANTS)
    for path in EXAMPLES.glob("*.py"):
        assert path.read_text(encoding="utf-8").strip() in page
