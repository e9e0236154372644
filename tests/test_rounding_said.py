"""A convention is not asked for where the question says what becomes of a remainder; and a date is no clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import in_templates, recipe

from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.proof.prove import prove_all
from hwgen.proof.purity import refuse_impure

COURSE = '''"""How many fit."""
from hwgen import Computed, Draw, Formulas, Problem, generator, source

F = Formulas("FORMULA").with_wrong("""
    other: OTHER || 取整的方向反了。 || This rounds the other way.
    product: n*b || 相乘了。 || This multiplies.
    difference: n - b || 相减了。 || This subtracts.
    sum: n + b || 相加了。 || This adds.
""")


@generator(topic="cnn", minutes=2)
@source("A textbook (2020)")
def fitting(draw: Draw) -> Problem:
    """How many batches there are."""
    draw.pick("n", (100, 130, 170, 210))
    draw.pick("b", (16, 24, 36))
    return Problem(Computed("t/fit", F, difficulty=1)).worded(r"""
        训练集有 [n] 个样本，批大小为 [b]，{zh}。 || A training set has [n] samples, and the batch size is [b]. {en}

        ask: 一轮有多少批？ || How many batches make an epoch?
        claim: 一轮有 $[value]$ 批。 || $[value]$ batches make an epoch.
        solution: $$[=key]$$
    """)


@fitting.check
def by_counting(n: int, b: int) -> int:
    batches, left = 0, n
    while left WHILE:
        batches, left = batches + 1, left - b
    return batches
'''
DOWN, UP = ("floor(n/b)", "ceiling(n/b)"), ("ceiling(n/b)", "floor(n/b)")
DROPPED = ("末尾不足一批的样本被丢弃", "Samples that do not fill a batch are dropped.")
KEPT = ("末尾不足一批的样本也算一批", "What is left over counts as a full batch.")
SILENT = ("逐批训练", "Training goes batch by batch.")


@pytest.mark.parametrize(
    ("formulas", "said", "proven"),
    [
        (DOWN, DROPPED, True),
        (UP, KEPT, True),
        (DOWN, KEPT, False),
        (UP, DROPPED, False),
        (DOWN, SILENT, False),
        (UP, SILENT, False),
    ],
)
def test_what_becomes_of_a_remainder_is_a_convention(
    formulas: tuple[str, str], said: tuple[str, str], proven: bool, tmp_path: Path, course: Course
) -> None:
    code = COURSE.replace("{zh}", said[0]).replace("{en}", said[1])
    code = code.replace("FORMULA", formulas[0]).replace("OTHER", formulas[1])
    path = tmp_path / "fitting.py"
    path.write_text(code.replace("WHILE", ">= b" if formulas is DOWN else "> 0"), encoding="utf-8")
    (generator,) = recipe_file(path, tmp_path, "").generators
    if proven:
        assert prove_all(generator, course.conventions, course.languages).variants == 12
    else:
        with pytest.raises(CourseError) as error:
            prove_all(generator, course.conventions, course.languages)
        assert error.value.diagnostics[0].rule == "proof-convention"


@pytest.mark.parametrize(
    ("line", "pure"),
    [
        ("from datetime import date\nLEAP = date(2024, 3, 1).toordinal()", True),
        ("import calendar\nLEAP = calendar.isleap(2024)", True),
        ("import datetime\nLEAP = datetime.date.today().year", False),
        ("from datetime import datetime as moment\nLEAP = moment.now().year", False),
        ("import calendar\nLEAP = calendar.day_name[0]", False),
    ],
)
def test_a_date_is_reckoned_with_like_a_number(line: str, pure: bool, tmp_path: Path) -> None:
    path = tmp_path / "fitting.py"
    code = COURSE.replace("FORMULA", "n/b").replace("OTHER", "b/n").replace("WHILE", "> 0")
    path.write_text(code.replace("\nF = ", f"\n{line}\n\nF = ", 1), encoding="utf-8")
    (generator,) = recipe_file(path, tmp_path, "").generators
    if pure:
        refuse_impure(generator)
    else:
        with pytest.raises(CourseError, match="depends on"):
            refuse_impure(generator)


WAY = recipe(
    '"v*t + v**2/(2*a)"',
    {"v": (12, 18), "t": (1, 2), "a": (4, 6)},
    """
        汽车以 [v] m/s 行驶，经过 [t] s 后以 [a] m/s² 减速。
        A car moves at [v] m/s and after [t] s slows down at [a] m/s².

        ask: 汽车驶过多少 m？ || How many m does the car cover?
        claim: 汽车驶过 $[value]$ m。 || The car covers $[value]$ m.
        solution: 先驶过 $[==v*t]$ m，共 $[key]$ m。 || First it covers $[==v*t]$ m, in all $[key]$ m.
    """,
)
TABLE = recipe(
    '"n*b"',
    {"n": (100, 200), "b": (2, 4)},
    """
        模型有 [n] 个参数，每个占 [b] 字节。 || A model has [n] parameters of [b] bytes each.

        ask: 模型占多少字节？ || How many bytes does the model take?
        claim: 模型占 $[value]$ 字节。 || The model takes $[value]$ bytes.
        solution: $$[=key]$$
    """,
)
CONE = recipe(
    '"pi*r**2*h/3"',
    {"r": (3, 4), "h": (5, 7)},
    """
        圆锥的底面半径为 [r] cm，高为 [h] cm。 || A cone has a base of radius [r] cm and a height of [h] cm.

        ask: 体积是多少 cm³？ || What is its volume in cm³?
        claim: 体积是 $[value]$ cm³。 || Its volume is $[value]$ cm³.
        solution: $$[~key:.2]$$
    """,
)
PARAMETERS = (
    (
        "模型占多少字节？ || How many bytes does the model take?",
        "模型有多少个参数？ || How many parameters does the model have?",
    ),
    ("模型占 $[value]$ 字节。 || The model takes $[value]$ bytes.", "有 $[value]$ 个。 || There are $[value]$."),
)


@pytest.mark.parametrize(
    ("code", "changes", "faulty"),
    [
        (WAY, (), False),
        (WAY, (("[==v*t]$ m，", "[==v*t]$ s，"), ("[==v*t]$ m, in", "[==v*t]$ s, in")), True),
        (TABLE, (), False),
        (TABLE, PARAMETERS, True),
        # Nothing is stored.
        (TABLE, (*PARAMETERS, ("每个占 [b] 字节", "共 [b] 组"), ("parameters of [b] bytes each", "parameters in each of [b] groups")), False),
        (CONE, (), False),
        (CONE, (("高为 [h] cm", "高为 [h] m"), ("a height of [h] cm", "a height of [h] m")), True),
    ],
)  # fmt: skip
def test_units_of_steps_of_counts_and_of_cones(
    code: str, changes: tuple[tuple[str, str], ...], faulty: bool, tmp_path: Path, course: Course
) -> None:
    assert ("unit-differs" in in_templates(code, tmp_path, course, *changes)) is faulty
