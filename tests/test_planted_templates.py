"""Faults planted around the numbers of templates, in proofs and in figures of questions from many subjects, each beside a sound twin."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import in_templates, recipe

from hwgen import Area, Label, Picture
from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.flaws.bars import of_bars
from hwgen.proof.independence import refuse_dependent
from hwgen.proof.prove import prove_all

HEAT = recipe(
    '"4200*m*t"',
    {"m": (2, 3, 5), "t": (4, 10, 20)},
    r"""
        壶里有 [m] kg 的水，要升温 [t] K。水的比热容 $c = 4200\,\mathrm{J/(kg \cdot K)}$。
        A kettle holds [m] kg of water, which is to become [t] K warmer. The specific heat capacity is
          $c = 4200\,\mathrm{J/(kg \cdot K)}$.

        ask: 需要多少焦耳的热量？ || How many joules of heat does this take?
        claim: 需要 $[value]$ J 的热量。 || This takes $[value]$ J of heat.
        solution: $[=key]$ J。 || $[=key]$ J.
    """,
)
CART = recipe(
    '"m*v**2/2"',
    {"m": (4, 6, 10), "v": (3, 5, 7)},
    """
        小车的质量是 [m] kg，速度是 [v] m/s。 || A cart with a mass of [m] kg glides at [v] m/s.

        ask: 它的动能是多少焦耳？ || How many joules of kinetic energy does it have?
        claim: 它的动能是 $[value]$ J。 || It has a kinetic energy of $[value]$ J.
        solution: $[=key]$ J。 || $[=key]$ J.
    """,
)
FRAMES = recipe(
    '"m*1024**2/(k*1024)"',
    {"m": (64, 128, 256), "k": (2, 4, 16)},
    """
        内存有 [m] MiB，页框大小为 [k] KiB，1 KiB 是 $2^{10}$ 字节，1 MiB 是 $2^{20}$ 字节。
        A memory of [m] MiB has page frames of [k] KiB, where 1 KiB is $2^{10}$ bytes and 1 MiB is $2^{20}$ bytes.

        ask: 共有多少个页框？ || How many page frames are there?
        claim: 共有 $[value]$ 个页框。 || There are $[value]$ page frames.
        solution: $[=key]$ 个页框。 || $[=key]$ page frames.
    """,
)
BUSES = recipe(
    '"R(a*b, gcd(a, b))"',
    {"a": (12, 18, 20), "b": (8, 30, 14)},
    """
        甲路每 [a] 分钟一班，乙路每 [b] 分钟一班。 || Line K leaves every [a] minutes and line L every [b] minutes.

        ask: 多少分钟后又同时发车？ || After how many minutes do they leave together again?
        claim: $[value]$ 分钟后又同时发车。 || After $[value]$ minutes they leave together again.
        solution: $[value]$ 分钟。 || $[value]$ minutes.
    """,
)
RENT = recipe(
    '"p*(1 + r/100)"',
    {"p": (1200, 1500, 2400), "r": (5, 15, 20)},
    """
        月租是 [p] 元，明年上涨 [r]%。 || The rent is [p] yuan a month and rises by [r]% next year.

        ask: 明年的月租是多少元？ || How many yuan is the monthly rent next year?
        claim: 明年的月租是 $[value]$ 元。 || Next year the monthly rent is $[value]$ yuan.
        solution: $[=key]$ 元。 || $[=key]$ yuan.
    """,
)
SAMPLE = recipe(
    '"g/w"',
    {"g": (90, 180, 270), "w": (18, 36, 60)},
    """
        某化合物的相对分子质量为 [w]，取 [g] g。 || A compound has a relative molecular mass of [w]. A sample weighs [g] g.

        ask: 样品是多少摩尔？ || How many moles are in the sample?
        claim: 样品是 $[value]$ mol。 || The sample holds $[value]$ mol.
        solution: $[=key]$ mol。 || $[=key]$ mol.
    """,
)
LAYERS = recipe(
    '"a*b + b*c"',
    {"a": (10, 20, 30), "b": (7, 8, 9), "c": (3, 5, 6)},
    """
        网络有 [a] 个输入、[b] 个隐藏单元、[c] 个输出。 || A network has [a] inputs, [b] hidden units and [c] outputs.

        ask: 它有多少个权重？ || How many weights does it have?
        claim: 它有 $[value]$ 个权重。 || It has $[value]$ weights.
        solution: $[=key]$ 个权重。 || $[=key]$ weights.
    """,
)
IN_BYTES = [
    ("它有多少个权重", "它的权重占用多少字节"),
    ("How many weights does it have", "How many bytes do its weights take"),
]
BALLS = recipe(
    '"R(a*(a - 1), (a + b)*(a + b - 1))"',
    {"a": (3, 4, 6), "b": (2, 5, 7)},
    """
        袋中有 [a] 个红球和 [b] 个白球，依次取出两个，取后不放回。
        A bag holds [a] red and [b] white balls. Two are taken out and not put back.

        ask: 两个都是红球的概率是多少？ || What is the probability that both are red?
        claim: 两个都是红球的概率是 $[value]$。 || Both are red with probability $[value]$.
        solution: $[=key]$。 || $[=key]$.
    """,
)
WHITE = [("都是红球的概率是多少", "都是白球的概率是多少"), ("both are red?", "both are white?")]
MARKS = recipe(
    '"R(a*x + b*y, a + b)"',
    {"a": (2, 3), "b": (5, 6), "x": (70, 85), "y": (64, 78)},
    r"""
        | 课程 | 学分 | 成绩 | || | course | credits | mark |
        |---|---|---|
        | 历史 | [a] | [x] | || | History | [a] | [x] |
        | 物理 | [b] | [y] | || | Physics | [b] | [y] |

        ask: 加权平均成绩是多少？ || What is the weighted mean mark?
        claim: 加权平均成绩是 $[value]$。 || The weighted mean mark is $[value]$.
        solution: 物理占 [b] 个学分。$[=key]$。 || Physics counts [b] credits. $[=key]$.
    """,
)
CACHE = recipe(
    '"h*c/100 + (1 - h/100)*m", wrong={"one": ("(1 - h/100)*m", Text(zh="漏了命中的部分。", en="This leaves out the accesses that hit."))}',
    {"h": (80, 90), "c": (2, 4), "m": (60, 100)},
    """
        命中率为 [h]%，命中时用 [c] ns，未命中时用 [m] ns。 || The hit rate is [h]%. An access takes [c] ns if it hits and [m] ns if it misses.

        ask: 平均用多少纳秒？ || How many nanoseconds does it take on average?
        claim: 平均用 $[value]$ ns。 || On average, it takes $[value]$ ns.
        solution: $[=key]$ ns。 || $[=key]$ ns.
    """,
).replace("Problem, generator", "Problem, Text, generator")
SOUND = (HEAT, CART, FRAMES, BUSES, RENT, SAMPLE, LAYERS, BALLS, MARKS, CACHE)


@pytest.mark.parametrize("code", SOUND)
def test_nothing_is_reported_of_a_sound_twin(tmp_path: Path, course: Course, code: str) -> None:
    assert in_templates(code, tmp_path, course) == set()


@pytest.mark.parametrize(
    ("code", "changes", "rule"),
    [
        (HEAT, [("[m] kg 的", "[m] g 的"), ("[m] kg of", "[m] g of")], "unit-differs"),
        (HEAT, [(r"\mathrm{J/(kg", r"\mathrm{kJ/(kg")], "unit-differs"),
        (CART, [("[v] m/s", "[v] km/h")], "unit-differs"),
        (FRAMES, [("[m] MiB", "[m] GiB")], "unit-differs"),
        # Minutes in one language, hours in the other; and units that have changed places.
        (BUSES, [("every [b] minutes", "every [b] hours")], "unit-differs"),
        (RENT, [("上涨 [r]%", "上涨 [r] 元")], "unit-differs"),
        (SAMPLE, [("为 [w]，取 [g] g", "为 [g]，取 [w] g")], "unit-differs"),
        (SAMPLE, [("多少摩尔", "多少毫摩尔"), ("How many moles", "How many millimoles"), (" mol", " mmol")], "unit-differs"),
        (LAYERS, IN_BYTES, "unit-differs"),
        (BALLS, WHITE, "asks-otherwise"),
        (MARKS, [("R(a*x + b*y, a + b)", "R(a*y + b*x, a + b)")], "described-otherwise"),
        (MARKS, [("物理占 [b]", "物理占 [a]"), ("Physics counts [b]", "Physics counts [a]")], "described-otherwise"),
        (CACHE, [("accesses that hit", "accesses that miss")], "reason-direction"),
    ],
)  # fmt: skip
def test_a_fault_in_a_template_is_reported(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]], rule: str
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == {rule}


def test_bytes_are_worked_out_of_what_each_takes(tmp_path: Path, course: Course) -> None:
    stated = [("的概率", "的概率"), *IN_BYTES][1:]
    sized = (
        ("[c] 个输出。", "[c] 个输出，每个权重占 4 字节。"),
        ("[c] outputs.", "[c] outputs; a weight takes 4 bytes."),
    )
    assert in_templates(LAYERS, tmp_path, course, *stated, *sized, ('"a*b + b*c"', '"4*(a*b + b*c)"')) == set()


PROVEN = '''"""Counts."""
{imports}

def squares(xs):
    return sum(x * x for x in xs)

F = Formulas("{key}"{functions}).with_wrong("""
    seven: 7*n || 七倍。 || Seven.
    nine: 9*n || 九倍。 || Nine.
    five: 5*n || 五倍。 || Five.
""")


@generator(topic="t", minutes=1, source="s")
def many(draw):
    draw.pick("n", (4, 8, 12, 36))
    return Problem(Computed("many", F, difficulty=1{more})).worded(r"""
        ask: {stem}是多少？ || What comes of {stem}?
        claim: 是 $[value]{claim}$。 || It is $[value]{claim}$.
        solution: $[=key]$。 || $[=key]$.
    """)


@many.check
def by_another_road(n):
    {body}
'''
STAR = "from hwgen import *"
BY_NAME = "from hwgen import Computed, Formulas, Problem, generator"
IN_SQUARES = 'square = [a + b for a in "Aa" for b in "Aa"]\n    return n * sum(len({*pair}) == 2 for pair in square) / len(square)'


def proven(folder: Path, key: str = "n/2", body: str = IN_SQUARES, imports: str = BY_NAME, stem: str = "[n]", claim: str = "", more: str = "") -> None:  # fmt: skip
    path = folder / "many.py"
    functions = ", functions=(squares,)" if "squares" in key else ""
    path.write_text(
        PROVEN.format(key=key, functions=functions, body=body, imports=imports, stem=stem, claim=claim, more=more),
        "utf-8",
    )
    generator = recipe_file(path, folder, "").generators[0]
    refuse_dependent(generator)
    prove_all(generator)


@pytest.mark.parametrize("imports", [STAR, BY_NAME])
def test_a_check_that_counts_the_squares_of_a_table_is_independent(tmp_path: Path, imports: str) -> None:
    proven(tmp_path, imports=imports.replace("hwgen import", "hwgen import"))


@pytest.mark.parametrize("imports", [STAR, BY_NAME])
@pytest.mark.parametrize(("key", "body"), [("squares([n])", "return squares([n])"), ("n/2", "return F({'n': n}).key"), ("n/2", "return n / 2")])  # fmt: skip
def test_a_check_is_not_independent_however_names_are_imported(
    tmp_path: Path, imports: str, key: str, body: str
) -> None:
    with pytest.raises(CourseError) as error:
        proven(tmp_path, key, body, imports)
    assert error.value.diagnostics[0].rule == "proof-not-independent"


def test_what_a_helper_defines_is_read_behind_a_star(tmp_path: Path) -> None:
    (tmp_path / "_shapes.py").write_text("import time\n\ndef half(n):\n    return n / 2 + 0 * time.time()\n", "utf-8")
    with pytest.raises(CourseError, match="depends on the clock"):
        proven(tmp_path, body="return half(n)", imports=f"{BY_NAME}\nfrom ._shapes import *")


@pytest.mark.parametrize(
    ("key", "stem", "body", "claim", "more", "message"),
    [
        ("n*n/2", "[n]‰", "return sum(n for _ in range(n)) / 2", "", "", "in thousandths"),
        ("R(n, 7)", "[n]", "return sum(1 for _ in range(n)) / Fraction(7)", r"\%", ', form="fraction"', "fraction with a percent sign"),
    ],
)  # fmt: skip
def test_a_sign_for_shares_goes_with_the_formula(
    tmp_path: Path, key: str, stem: str, body: str, claim: str, more: str, message: str
) -> None:
    imports = f"from fractions import Fraction\n{BY_NAME}"
    with pytest.raises(CourseError, match=message):
        proven(tmp_path, key, body, imports, stem, claim, more)
    proven(tmp_path, key, body, imports, stem.replace("‰", ""), "", more)


@pytest.mark.parametrize(("second", "faults"), [(18, 0), (30, 1)])
def test_two_bars_with_names_are_as_long_as_their_numbers(second: float, faults: int) -> None:
    def bar(y: float, value: float) -> Area:
        return Area(((10.0, y), (10.0 + value, y), (10.0 + value, y + 5), (10.0, y + 5)), grey=0.6)

    names = (Label((9.0, 6.5), "K", anchor="east"), Label((9.0, 14.5), "L", anchor="east"))
    picture = Picture(80.0, 20.0, (bar(4.0, 50), bar(12.0, second), *names), "K 50, L 18")
    assert bool(of_bars(picture, ["50", "18"], "K 50, L 18")) == faults
