"""What is sound and was refused: elimination as the check of a determinant, “can have at most”, a number that a reason repeats in one language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hwgen import Text
from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.kinds.guessing import Guess
from hwgen.proof.claims import _read_otherwise
from hwgen.proof.prove import prove_all
from hwgen.proof.wording import same_in_all_languages

DETERMINANT = '''"""A determinant."""
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

FORMULAS = Formulas("a*d - b*c", wrong={
    "added": ("a*d + b*c", Text(zh="相加。", en="This adds.")), "crossed": ("a*b - c*d", Text(zh="乘错。", en="Crossed.")),
    "rows": ("a*c - b*d", Text(zh="按行。", en="By rows.")), "trace": ("a + d", Text(zh="求迹。", en="The trace.")),
})


@generator(topic="cnn", minutes=2, source="x")
def determinant(draw: Draw) -> Problem:
    a, b = draw.pick("a", (2, 3, 5)), draw.pick("b", (1, 4))
    c, d = draw.pick("c", (1, 7)), draw.pick("d", (2, 9))
    ask = r"$\\\\begin{pmatrix}[a] & [b] \\\\\\\\ [c] & [d]\\\\end{pmatrix}$"
    return Problem(Computed(
        "t/det", FORMULAS, signed=True, difficulty=1, ask=Text(zh=f"{ask} 的行列式是多少？", en=f"What is the determinant of {ask}?"),
        claim=Text(zh="行列式是 $[value]$。", en="The determinant is $[value]$."), solution=Text(zh="$[=key]$", en="$[=key]$"),
    ))


@determinant.check
def by_elimination(a, b, c, d):
    ROAD
'''


def proven(tmp_path: Path, course: Course, road: str) -> int:
    path = tmp_path / "determinant.py"
    path.write_text(DETERMINANT.replace("ROAD", road).replace("\\\\\\\\", "\\\\"), encoding="utf-8")
    generator = recipe_file(path, tmp_path, "").generators[0]
    return prove_all(generator, course.conventions, course.languages).variants


@pytest.mark.parametrize(
    "road",
    [
        "return a * (d - Fraction(c, a) * b)",
        "import numpy as np; return round(float(np.linalg.det([[a, b], [c, d]])))",
    ],
)
def test_a_determinant_may_be_found_by_elimination(tmp_path: Path, course: Course, road: str) -> None:
    assert proven(tmp_path, course, road) > 10


@pytest.mark.parametrize("road", ["return d*a - c*b", "return a*(d) - (b*c) + 0", "rows = a*d; return rows - c*b"])
def test_its_formula_again_is_no_check(tmp_path: Path, course: Course, road: str) -> None:
    with pytest.raises(CourseError) as error:
        proven(tmp_path, course, road)
    assert error.value.diagnostics[0].rule == "proof-not-independent"


@pytest.mark.parametrize(
    ("claim", "language", "read"),
    [
        ("A table can have at most ${}$ primary keys.", "en", ()),
        ("A table has at most ${}$ primary keys.", "en", ("bound",)),
        ("表最多可以有 ${}$ 个主键。", "zh", ()),
        ("表可以有 ${}$ 个主键。", "zh", ("several",)),
        ("表最多有 ${}$ 个主键。", "zh", ("bound",)),
    ],
)
def test_what_a_table_can_have_at_most_it_can_have(claim: str, language: str, read: tuple[str, ...]) -> None:
    assert _read_otherwise(claim, language) == read


@pytest.mark.parametrize(
    ("name", "en", "sound"),
    [
        ("it: reason of `w`", "This takes 3 for the side.", True),
        ("it: solution", "It is 3.", True),
        ("it: ask", "The side is 3.", False),
        ("it: reason of `w`", "This takes 4 for the side.", False),
    ],
)
def test_a_reason_may_say_a_number_once_more_in_one_language(name: str, en: str, sound: bool) -> None:
    generator: Any = type("G", (), {"id": "g", "span": None})
    text = Text(zh="边长为 3，而取了 3。", en=en)
    try:
        same_in_all_languages(generator, [(name, text)], {}, ("zh", "en"))
    except CourseError:
        assert not sound
    else:
        assert sound


@pytest.mark.parametrize(
    ("variants", "share", "easy"),
    [(8, 0.5, False), (8, 0.75, True), (16, 0.5, False), (16, 0.75, True), (256, 0.45, True), (256, 0.39, False)],
)
def test_a_cue_that_works_by_chance_in_a_few_variants_is_none(variants: int, share: float, easy: bool) -> None:
    assert Guess(4, variants, {"the smallest": share}, {}).too_easy is easy
