"""A check is independent of the key, and a generator depends on nothing but its draws."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from hwgen.bank.loading import load
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.problem.generator import Generator
from hwgen.proof.independence import refuse_dependent
from hwgen.proof.prove import prove_all
from hwgen.proof.purity import refuse_impure

FILE = '''"""Sums of squares."""

{imports}
from hwgen import Computed, Draw, Formulas, Problem, Text, generator

SUM = Formulas(
    "n*(n + 1)*(2*n + 1)//6",
    wrong={{"last-alone": "n**2", "linear": "n*(n + 1)//2", "cubes": "(n*(n + 1)//2)**2"}},
)


@generator(topic="t", minutes=1, source="s")
def squares(draw: Draw) -> Problem:
    n = draw.integer("n", 3, 6)
    texts = {{name: Text(zh=text, en=text) for name, text in
             (("ask", "1 to [n]?"), ("claim", "$[value]$"), ("solution", "$[=key]$"))}}
    return Problem(Computed("t/squares", SUM, **texts, difficulty={difficulty}))


@squares.check
def by_another_road(n, problem=None):
    {body}


def helper(n):
    return SUM({{"n": n}}).key


def written(count):
    return count*(count + 1)*(2*count + 1)//6


def made():
    return Formulas("n + 1 - 1")


def cubed(n):
    return n**3


OTHER = SUM
CUBES = Formulas("cubed(n)", functions=(cubed,))
'''
SOUND = "return sum(i * i for i in range(n + 1))"


def made(tmp_path: Path, body: str = SOUND, imports: str = "", difficulty: str = "1") -> Generator:
    path = tmp_path / "squares.py"
    path.write_text(FILE.format(imports=imports, body=body, difficulty=difficulty), encoding="utf-8")
    return recipe_file(path, tmp_path, "").generators[0]


def test_a_sound_generator_is_proven(tmp_path: Path) -> None:
    assert prove_all(made(tmp_path)).variants == 4


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return problem.parts[0].key", "reads the key"),
        ('return SUM({"n": n}).key', "the key|the formulas"),
        ("return helper(n)", "the key|the formulas"),
        ("return n * (n + 1) * (2 * n + 1) // 6", "is the key’s formula again"),
        ("total = n*(n+1)*(2*n+1)//6\n    return total", "is the key’s formula again"),
        ("m = n\n    return (2*m + 1)*(m + 1)*m//6", "is the key’s formula again"),
        ("return written(n)", "is the key’s formula again"),
        ("half, rest = divmod(n*(n + 1)*(2*n + 1), 6)\n    return half", "is the key’s formula again"),
        ("return (2*n**3 + 3*n**2 + n)//6", "is the key’s formula again, with other brackets"),
        ("return (n*n + n)*(1 + n + n)//6", "is the key’s formula again, with other brackets"),
        ("from functools import reduce\n    return reduce(lambda a, b: a*b, (n, n + 1, 2*n + 1))//6", "formula again"),
        (
            "import functools, operator\n    return functools.reduce(operator.mul, [n, n + 1, 2*n + 1], 1)//6",
            "formula again",
        ),
        ("import numpy as np\n    return int(np.dot([n*n, n], [2*n + 1, 2*n + 1]))//6", "formula again"),
        ("from operator import mul\n    return mul(n*n + n, 2*n + 1)//6", "formula again"),
        ("import math\n    return math.floor(n*(n + 1)*(2*n + 1)/6)", "is the key’s formula again"),
        ("return getattr(problem.parts[0], 'ke' + 'y')", "uses `getattr`"),
        ("return problem.parts[0].formulas", "uses the formulas of a part"),
        ("return OTHER", "uses the formulas `OTHER`"),
        ("return cubed(n)", "works with `cubed`, as the key does"),
        ("import sympy\n    return sympy.sympify('n + 1')", "uses `sympy.sympify`, which may work out the formula"),
        ("return made()", "uses the formulas `made`"),
        ("return n", "hands on `n`, which is drawn"),
        ('unused = sum(range(n))\n    return {"t/squares": n}', "hands on `n`, which is drawn"),
        (
            "from hwgen.problem.evaluating import evaluated\n    return evaluated('n', {'n': n})",
            "which works out formulas",
        ),
    ],
)
def test_a_check_that_takes_the_first_road_is_refused(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(CourseError, match=message) as error:
        refuse_dependent(made(tmp_path, body))
    assert error.value.diagnostics[0].rule == "proof-not-independent"
    assert error.value.diagnostics[0].span.line >= 22


@pytest.mark.parametrize(
    "body",
    [
        "total = 0\n    for factor in (n, 1):\n        total += factor\n    for _ in range(1):\n        total *= n\n    return total*(2*n + 1)//6",
        "steps = [lambda x: x*(n + 1), lambda x: x*(2*n + 1), lambda x: x//6]\n    for step in steps:\n        n, m = n, step(locals().get('m', n))\n    return m",
        "class Sum:\n        def __init__(self):\n            self.value = n*(n + 1)\n    return Sum().value*(n + n + 1)//6",
        "import math\n    from fractions import Fraction as R\n    product = 1\n    for factor in (n, n + 1, 2*n + 1):\n        product = R(product)*factor\n    return math.floor(R(product, 6))",
    ],
)
def test_a_check_that_takes_the_steps_of_the_formula_in_other_clothes_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(CourseError, match="takes the steps of the formula") as error:
        prove_all(made(tmp_path, body))
    assert error.value.diagnostics[0].rule == "proof-not-independent"


@pytest.mark.parametrize(
    "body",
    [
        # The sums of odd numbers, and a recurrence: more steps, and another idea.
        "total = square = 0\n    for i in range(n):\n        square += 2*i + 1\n        total += square\n    return total",
        "return (n*(n + 1)//2)*(2*n + 1)//3 if n % 2 else sum(i*i for i in range(n + 1))",
    ],
)
def test_a_check_that_comes_to_the_formula_by_another_road_is_proven(tmp_path: Path, body: str) -> None:
    assert prove_all(made(tmp_path, body)).variants == 4


COUNTED = '''"""Counts."""
from hwgen import Formulas, Problem, Computed, generator

MANY = Formulas("{key}", wrong={{"all": "m"}})


@generator(topic="t", minutes=1, source="s")
def many(draw):
    return Problem(Computed("t/many", MANY))


@many.check
def by_listing(T, m):
    {body}
'''


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ("return sum(1 for x, y in T if y >= m)", True),
        ("return len([x for x, y in T if not y < m])", True),
        ("return len([x for x, y in T if y > m])", False),
        ("return sum(1 for x, y in T[1:] if y >= m)", False),
        ("return len(T) - sorted([*(y for _, y in T), m]).index(m)", False),
    ],
)
def test_a_list_that_is_counted_is_a_sum_of_ones(tmp_path: Path, body: str, refused: bool) -> None:
    counted(tmp_path, "sum(1 for a, q in T if q >= m)", body, refused)


@pytest.mark.parametrize(
    ("body", "refused"),
    [("return (1 << m) - 2", True), ("return (T << m) - 2", False), ("return len(range(1, 2**m - 1))", False)],
)
def test_a_shift_is_a_power_of_two(tmp_path: Path, body: str, refused: bool) -> None:
    counted(tmp_path, "2**m - 2", body, refused)


def counted(tmp_path: Path, key: str, body: str, refused: bool) -> None:
    path = tmp_path / "many.py"
    path.write_text(COUNTED.format(key=key, body=body), encoding="utf-8")
    with pytest.raises(CourseError, match="formula again") if refused else nullcontext():
        refuse_dependent(recipe_file(path, tmp_path, "").generators[0])


@pytest.mark.parametrize(
    ("imports", "difficulty"),
    [
        ("import time", "1 + int(time.time()) % 1"),
        ("from datetime import date", "date.today().day"),
        ("import os", "int(os.environ.get('LEVEL', 1))"),
        ("import random", "random.choice([1])"),
        ("from random import randint", "randint(1, 1)"),
        ("import numpy as np", "np.random.randint(1, 2)"),
        ("import numpy as np", "np.random.default_rng().integers(1, 2)"),
        ("", "len(open(__file__).read()[:1])"),
        ("from pathlib import Path", "len(Path(__file__).read_text()[:1])"),
        ("", "eval('1')"),
        ("import random as chance", "chance.choice([1])"),
        ("from numpy import random", "random.randint(1, 2)"),
        ("import numpy as np", "np.random.default_rng(None).integers(1, 2)"),
        ("import numpy as np", "len(np.load('x.npy'))"),
        ("import io", "len(io.open('x').read())"),
        ("from importlib import import_module", "1"),
        ("import sys", "len(sys.argv)"),
        ("", "1 + 0 * hash('a')"),
        ("", "1 + 0 * len(list({'a', 'b'})[0])"),
        ("", "max(1 for _ in {'a', 'b'} | set())"),
        ("WHO = {'a', 'b'}", "1 + 0 * len(tuple(WHO))"),
        ("WHO = frozenset(['a', 'b'])", "1 + 0 * len([*WHO])"),
    ],
)
def test_a_generator_that_depends_on_more_than_its_draws_is_refused(
    tmp_path: Path, imports: str, difficulty: str
) -> None:
    with pytest.raises(CourseError, match="depends on") as error:
        refuse_impure(made(tmp_path, imports=imports, difficulty=difficulty))
    assert error.value.diagnostics[0].rule == "proof-impure"


def test_a_seeded_source_of_chance_is_allowed(tmp_path: Path) -> None:
    refuse_impure(made(tmp_path, imports="import sys, math", difficulty="int(sys.float_info.max > math.pi)"))
    refuse_impure(
        made(tmp_path, imports="WHO = {'a', 'b'}", difficulty="1 + 0 * sum(len(w) for w in WHO) + ('c' in WHO)")
    )
    refuse_impure(made(tmp_path, difficulty="sum(sorted({1}))*len({'a': 1})*sum(1 for _ in {1} | {2})//2"))
    refuse_impure(made(tmp_path, imports="import random", difficulty="1 + random.Random(7).randint(0, 0)"))
    refuse_impure(
        made(tmp_path, imports="import numpy as np", difficulty="int(np.random.default_rng(7).integers(1, 2))")
    )


@pytest.mark.parametrize(
    "body",
    [
        "return (n**3 - n)//3 + n*(n + 1)//2",
        "from functools import reduce\n    return reduce(lambda a, b: a + b*b, range(n + 1), 0)",
        "return sum(i*(i + 1) for i in range(n + 1)) - sum(range(n + 1))",
    ],
)
def test_another_identity_or_a_loop_is_another_road(tmp_path: Path, body: str) -> None:
    assert prove_all(made(tmp_path, body)).variants == 4


HELPER = """
def total(n):
    return sum(i * i for i in range(n + 1))
"""


def course_with_helper(tmp_path: Path, helper: str) -> Generator:
    (tmp_path / "generators" / "sums").mkdir(parents=True)
    (tmp_path / "generators" / "_sums.py").write_text(helper, encoding="utf-8")
    path = tmp_path / "generators" / "sums" / "squares.py"
    code = FILE.format(imports="from .._sums import total", body="return total(n)", difficulty="1")
    path.write_text(code, encoding="utf-8")
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "course.yaml").write_text(
        "name: {zh: 课, en: Course}\ninstitution: {zh: 系, en: Department}\n", encoding="utf-8"
    )
    squares = load(tmp_path).course.items["squares"]
    assert isinstance(squares, Generator)
    return squares


def test_helpers_are_imported_from_files_that_begin_with_an_underscore(tmp_path: Path) -> None:
    squares = course_with_helper(tmp_path, HELPER)
    assert prove_all(squares).variants == 4
    (tmp_path / "generators" / "_sums.py").write_text(HELPER.replace("n + 1", "n"), encoding="utf-8")
    changed = load(tmp_path).course.items["squares"]
    assert isinstance(changed, Generator)
    assert changed.file_digest != squares.file_digest
    with pytest.raises(CourseError, match="the formula gives 14, the check 5"):
        prove_all(changed)
    assert not list(tmp_path.rglob("*.pyc"))


def test_a_helper_depends_on_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="depends on the clock") as error:
        refuse_impure(course_with_helper(tmp_path, f"import time\n{HELPER}"))
    assert error.value.diagnostics[0].span.file.name == "_sums.py"


@pytest.mark.parametrize(
    ("body", "message"),
    [("total(n) + 0*SUM({'n': n}).key", "reads the key"), ("sum(i*i for i in range(n + 1))", "")],
)
def test_a_check_that_is_handed_over_is_read_too(tmp_path: Path, body: str, message: str) -> None:
    code = FILE.format(imports="", body=SOUND, difficulty="1").replace("@squares.check\n", "")
    path = tmp_path / "squares.py"
    path.write_text(f"{code}\n\ntotal = by_another_road\nsquares.check(lambda n: {body})\n", encoding="utf-8")
    lambda_checked = recipe_file(path, tmp_path, "").generators[0]
    with pytest.raises(CourseError, match=message) if message else nullcontext():
        refuse_dependent(lambda_checked)


def test_a_short_key_is_repeated_by_a_check_that_does_nothing_else(tmp_path: Path) -> None:
    code = FILE.replace("n*(n + 1)*(2*n + 1)//6", "2*n")
    path = tmp_path / "squares.py"
    path.write_text(code.format(imports="", body="return n*2", difficulty="1"), encoding="utf-8")
    with pytest.raises(CourseError, match="is the key’s formula again"):
        refuse_dependent(recipe_file(path, tmp_path, "").generators[0])
    path.write_text(code.format(imports="", body="return sum(2*n for _ in range(1))", difficulty="1"), encoding="utf-8")
    refuse_dependent(recipe_file(path, tmp_path, "").generators[0])


@pytest.mark.parametrize(
    ("helper", "line", "message"), [("\ntotal = (n\n", 2, "not Python"), ("\ntotal = 1 / 0\n", 2, "ZeroDivisionError")]
)
def test_a_helper_that_cannot_be_imported_is_named(tmp_path: Path, helper: str, line: int, message: str) -> None:
    course_with_helper(tmp_path, HELPER)
    (tmp_path / "generators" / "_sums.py").write_text(helper, encoding="utf-8")
    fault = next(fault for fault in load(tmp_path).faults if fault.rule.startswith("generator"))
    assert message in fault.message
    assert fault.span is not None
    assert (fault.span.file.name, fault.span.line) == ("_sums.py", line)
