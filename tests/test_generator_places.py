"""Where slips in a generator are shown: at the formula, the check or the figure that has them, not at `@generator`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.formula import Formulas
from hwgen.problem.places import check_of, written
from hwgen.proof.prove import prove_all

COURSE = ROOT / "tests" / "course"
# Another formula of the same text stands above, and another generator below.
FILE = '''"""Two generators that share nothing but their style."""

from hwgen import Computed, Draw, Formulas, Picture, Problem, figure, generator

OTHER = Formulas("n + 3").with_wrong("other: n")
AREA = Formulas("n**2").with_wrong("""
    twice: 2*n
    once: n + 1
    cubed: n**3
    more: n*n + n
""")


@generator(topic="basics", minutes=1, source="own")
def area(draw: Draw) -> Problem:
    n = draw.pick("n", (3, 4, 5))
    question = Computed("area", AREA, difficulty=1)
    return Problem(question).worded("""
        zh: 一个正方形的边长为 [n]。
        en: A square has a side of [n].

        ask:
            zh: 面积是多少？
            en: What is its area?
        claim:
            zh: 面积为 $[value]$。
            en: Its area is $[value]$.
        solution:
            zh: 边长自乘。
            en: The side times itself.
            $$[=key]$$
    """)


@area.check
def _(n: int) -> int:
    return sum(n for _ in range(n))


@figure
def box() -> Picture:
    return Picture(9, 9, (), "box")
'''


def course(root: Path, *changes: tuple[str, str]) -> Course:
    text = FILE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (root / "bank" / "items").mkdir(parents=True)
    (root / "generators").mkdir()
    for name in ("course.yaml", "conventions.yaml"):
        (root / "bank" / name).write_bytes((COURSE / "bank" / name).read_bytes())
    (root / "bank" / "misconceptions.yaml").write_text("{}\n")
    (root / "bank" / "items" / "basics.yaml").write_text("topic: basics\n")
    (root / "generators" / "area.py").write_text(text, encoding="utf-8")
    return load_course(root)


def fault(at: Course) -> Diagnostic:
    with pytest.raises(CourseError) as caught:
        prove_all(at.items["area"], languages=at.languages)  # type: ignore[arg-type]
    return caught.value.diagnostics[0]


def shown(span: Span | None) -> str:
    """What stands at a place, and after it on its line."""
    assert span is not None
    return span.file.read_text(encoding="utf-8").split("\n")[span.line - 1][max(0, span.column - 1) :]


SLIPS = {
    "a misspelt function": ('"n**2"', '"sqtr(n)"', "sqtr(n)", "nothing is called `sqtr`"),
    "an undefined name": ('"n**2"', '"m**2"', "m**2", "nothing is called `m`"),
    "an undefined name in a mistake": ("cubed: n**3", "cubed: m**3", "m**3", "nothing is called `m`"),
    "a name that is defined further down": (
        'Formulas("n**2")',
        'Formulas("K**2", let={"K": "L", "L": "n"})',
        'L", "L": "n"',
        "`let` names further down",
    ),
    "a function as a number": ('"n**2"', '"2*sigma"', "2*sigma", "TypeError"),
    "a key that divides by zero": ('"n**2"', '"n**2/(n - 3)"', "n**2/(n - 3)", "ZeroDivisionError"),
    "another formula": ('"n**2"', '"n**2 + 1"', "n**2 + 1", "the formula gives 10, the check 9"),
    "a text": (
        "A square has a side of [n].",
        "A square has a side of 7.",
        "一个正方形的边长为",
        "the languages show other numbers",
    ),
    "a claim": ("Its area is $[value]$.", "Its area is large.", "面积为 $", "0 places for a value"),
    "a misconception": ("twice: 2*n", "twice: -n", "twice: -n", "`twice` can be offered in no variant"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_shown_where_it_stands(slip: str, tmp_path: Path) -> None:
    before, after, place, message = SLIPS[slip]
    found = fault(course(tmp_path, (before, after)))
    assert message in found.message
    assert shown(found.span).startswith(place)


def test_a_formula_and_a_check_that_disagree_are_both_shown(tmp_path: Path) -> None:
    found = fault(course(tmp_path, ("range(n)", "range(n + 1)")))
    assert shown(found.span).startswith("n**2")
    assert [shown(span) for span in found.related] == ["def _(n: int) -> int:"]


def test_a_check_without_return_is_shown_at_the_check(tmp_path: Path) -> None:
    found = fault(course(tmp_path, ("return sum(n", "sum(n")))
    assert shown(found.span) == "def _(n: int) -> int:"
    assert "write `return`" in found.hint


@pytest.mark.parametrize(("returned", "said"), [("return 3", "returns `3`"), ("pass", "returns nothing")])
def test_a_figure_that_is_no_picture_is_shown_at_its_function(returned: str, said: str, tmp_path: Path) -> None:
    at = course(tmp_path, ('return Picture(9, 9, (), "box")', returned))
    with pytest.raises(CourseError) as caught:
        at.content("![](box)", "en")
    (found,) = caught.value.diagnostics
    assert (
        found.message
        == f"the figure `box` cannot be drawn: its function {said}, not a picture: write `return Picture(...)`"
    )
    assert shown(found.span) == "@figure"


IMPORTED = ("Problem, figure", "Problem, Text, figure")
FIGURED = (
    "Problem(question)",
    'Problem(question, figures=lambda: {"disc": Picture(9, 9, (), Text(zh="圆", en="disc"))})',
)
SHOWN = ("zh: 一个正方形", "![](disc)\n        zh: 一个正方形")
FIGURES = {
    "what returns no dictionary": (
        '{"disc": Picture(9, 9, (), Text(zh="圆", en="disc"))}',
        "3",
        "    return Problem(",
        "`figures()` is a int",
    ),
    "what has a parameter": (
        "lambda: {",
        "lambda x: {",
        "    return Problem(",
        "missing 1 required positional argument",
    ),
    "a name that no figure has": ('"disc": P', '"dics": P', "disc)", "there is no figure `disc`"),
}


@pytest.mark.parametrize("slip", FIGURES)
def test_a_slip_in_figures_is_shown_at_the_figures(slip: str, tmp_path: Path) -> None:
    """Every variant has it, and it counts in each."""
    before, after, place, message = FIGURES[slip]
    found = fault(course(tmp_path, IMPORTED, FIGURED, SHOWN, (before, after)))
    assert message in found.message
    assert "(3 of 3 variants fail)" in found.message
    assert shown(found.span).startswith(place)


def test_a_question_without_difficulty_is_shown_where_it_is_named(tmp_path: Path) -> None:
    found = fault(course(tmp_path, (", difficulty=1", "")))
    assert shown(found.span).startswith('"area"')
    assert "the difficulty is 0, or not stated" in found.message


def test_a_key_that_is_not_drawn_comes_with_those_that_are(tmp_path: Path) -> None:
    found = fault(course(tmp_path, ("    return Problem(", '    draw.params["nn"]\n    return Problem(')))
    assert shown(found.span).startswith('draw.params["nn"]')
    assert found.hint == "did you mean `n`?"


@pytest.mark.parametrize(("sign", "plain"), [("n／2", "/"), ("n＋2", "+"), ("n*２", "2"), ("n，2", ",")])
def test_a_full_width_sign_in_a_formula_is_named_with_its_plain_one(sign: str, plain: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(f"write `{plain}`")):
        Formulas(sign)


def test_what_is_not_found_stays_at_its_generator(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("K = 'a' + 'b'\n\n\n@generator\ndef one(draw):\n    x = 1\n")
    for place in (Span(tmp_path / "a.py", 4), Span(tmp_path / "none.py", 4)):
        assert written("ab", place) == place
        assert check_of("one", place) == place
