"""Faults planted in a sound generator, one by one: none of them is proven."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.proof.offsets import _offsets
from hwgen.proof.options import changed
from hwgen.proof.prove import prove_all

SIDES = '''"""The side of a feature map."""
import math
from hwgen import Choice, Computed, Draw, Formulas, Picture, Problem, Text, generator
from hwgen.kinds import Candidate

def both(text):
    return Text(zh=text, en=text)

def half(n):
    return math.floor(n/2)

SIDE = Formulas("floor((n - k)/s) + 1", wrong={
    "no-plus-one": "floor((n - k)/s)", "same-size": "n", "ignores-stride": "n - k + 1",
    "rounds-up": "ceiling((n - k)/s) + 1", "side-over-window": "floor(n/k)",
})

SEEN = []

@generator(topic="cnn", minutes=2, source="x")
def side(draw: Draw) -> Problem:
    n = draw.pick("n", (8, 9, 12, 13))
    k = draw.pick("k", (2, 3))
    s = draw.pick("s", (1, 2))
    part = Computed(
        "t/side", SIDE,
        ask=Text(zh="边长 [n]，核 [k]，步幅 [s]，输出的边长？", en="Side [n], kernel [k], stride [s]: what is the side of the output?"),
        claim=Text(zh="边长是 $[value]$。", en="The side is $[value]$."),
        solution=both("$[=key]$"), difficulty=1 + (s > 1), conventions=("floor",),
    )
    return Problem(part)

@side.check
def by_counting(n, k, s):
    return len(range(0, n - k + 1, s))
'''


def proven(tmp_path: Path, course: Course, *changes: tuple[str, str]) -> int:
    code = SIDES
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    path = tmp_path / "side.py"
    path.write_text(code, encoding="utf-8")
    generator = recipe_file(path, tmp_path, "").generators[0]
    return prove_all(generator, course.conventions, course.languages).variants


def test_the_sound_twin_is_proven(tmp_path: Path, course: Course) -> None:
    assert proven(tmp_path, course) == 16


@pytest.mark.parametrize("parts", ["(part,)", "[part]", "parts=(part,)", "(part if s else part)"])
def test_parts_may_be_written_in_these_ways(tmp_path: Path, course: Course, parts: str) -> None:
    assert proven(tmp_path, course, ("return Problem(part)", f"return Problem({parts})")) == 16


AREA = """Computed(
        "t/area", Formulas("n*n", wrong={"no-plus-one": ("n*n - 1", both("Counts gaps.")), "same-size": "n"}),
        ask=both("[n], [k], [s]?"), claim=both("$[value]$"), solution=both("$[=key]$"), difficulty=1, wrong_count=0,
    )"""
PICK = """Choice(
        "pick", both("[n]?"), (Candidate("r", both("$0$"), both("$1 + 1 = 2$")),),
        tuple(Candidate(f"w{i}", both(f"${i}$"), both("$1 + 1 = 3$")) for i in (1, 2, 3)), both("$1 + 1 = 2$"), difficulty=1,
    )"""
AREA_TOLD = AREA.replace('ask=both("[n], [k], [s]?")', 'ask=both("Side [floor((n - k)/s) + 1], and [n]?")')
AREA_TOO = (
    "    return len(range(0, n - k + 1, s))",
    '    return {"side": len(range(0, n - k + 1, s)), "area": sum([n] * n)}',
)
BOTH = "    return len(range(0, n - k + 1, s))", '    return {"side": len(range(0, n - k + 1, s)), "pick": "r"}'
FLOOR = 'conventions=("floor",)'
KEY = '"floor((n - k)/s) + 1"'


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([(KEY, '"(n - k)//s + 1"'), (FLOOR, "conventions=()")], "proof-convention"),
        ([(KEY, '"(n - k - (n - k) % s)/s + 1"'), (FLOOR, "conventions=()")], "proof-convention"),
        ([("return Problem(part)", 'return Problem(part, Text(zh=f"$e^{{-1/2}}$ 约为 {math.exp(-0.5):.2f}。", en=f"$e^{{-1/2}}$ is about {math.exp(-0.5):.2f}."))'), (KEY, '"floor((n - k)/s) + 1 + exp(-R(1, 2))"'), ("len(range(0, n - k + 1, s))", "len(range(0, n - k + 1, s)) + math.exp(-0.5)"), (FLOOR, f"{FLOOR}, places=2"), ('both("$[=key]$")', 'both("$[=key:.2]$")')], "proof-misprinted"),
        ([("步幅 [s]，", "步幅 [s]，其中 $[s]\\\\%$ 丢弃，"), ("stride [s]:", "stride [s], with $[s]\\\\%$ dropped:")], "proof-misprinted"),
        ([(KEY, '"a + 1", let={"a": "(n - k)//s"}'), (FLOOR, "conventions=()")], "proof-convention"),
        ([(KEY, '"half(2*((n - k)/s)) + 1", functions=(half,)'), (FLOOR, "conventions=()"), ('both("$[=key]$")', 'both("$[key]$")')], "proof-convention"),
        ([(KEY, '"(n - k + s - 1)//s + 1"'), ("len(range(0, n - k + 1, s))", "len(range(0, n - k + s, s))"), ("both(\"$[=key]$\")", "both(\"$[key]$\")")], "proof-convention"),
        ([(KEY, '"half(n) + logs(k) - 1", functions=(half, logs)'), ("def half", "def logs(k):\n    return math.log(k, 2)\n\ndef half"), ("len(range(0, n - k + 1, s))", "n//2 + (k - 2)*(math.log(3)/math.log(2) - 1)"), (FLOOR, f"{FLOOR}, places=2"), ("both(\"$[=key]$\")", "both(\"$[key:.2]$\")")], "proof-convention"),
        ([(FLOOR, 'conventions=("floor", "ceil")')], "proof-conventions-clash"),
        ([(FLOOR, 'conventions=("floor", "with-bias", "no-bias")')], "proof-conventions-clash"),
        ([("stride [s]:", "stride [s] and result [floor((n - k)/s) + 1]:"), ("步幅 [s]，", "步幅 [s]、结果 [floor((n - k)/s) + 1]，")], "proof-stem-tells"),
        ([("stride [s]:", "stride [s] leave $[(n - k)//s] + 1 = ?$:"), ("步幅 [s]，", "步幅 [s]，$[(n - k)//s] + 1 = ?$，")], "proof-stem-tells"),
        ([("return Problem(part)", 'return Problem(part, both("$[(n - k)//s] + 1$"))')], "proof-stem-tells"),
        ([("return Problem(part)", f"return Problem((part, {AREA_TOLD}))"), AREA_TOO], "proof-stem-tells"),
        ([("边长 [n]", "边长 [about]"), ("Side [n]", "Side [about]"), ("    part =", '    draw.let("about", both(f"{n + 0.25:.1f}"))\n    part =')], "proof-misprinted"),
        ([("Side [n]", "Side -[n]")], "proof-languages"),
        ([('both("$[=key]$")', 'both("$[=key]$, [key + 1]")')], "proof-solution"),
        ([('both("$[=key]$")', 'both("$[=key]$, $[n] - [k] = [n]$")')], "proof-solution"),
        ([('both("$[=key]$")', 'both("Since $[n] < [k]$, $[=key]$")')], "proof-solution"),
        ([('both("$[=key]$")', 'Text(zh="一边有 [n] 个位置，核有 [k] 个，共 [n*s + k] 个；$[=key]$", en="A side has [n] places and the kernel [k], so [n*s + k] in all; $[=key]$")')], "proof-solution"),
        ([("边长 [n]，核 [k]", "边长 $n = [n]$，核 $k = [k]$"), ("Side [n], kernel [k]", "Side $n = [n]$, kernel $k = [k]$"), ('both("$[=key]$")', 'both("$n + k = [n - k]$, $[=key]$")')], "proof-formula"),
        ([("边长 [n]，核 [k]", "边长 $n = [n]$，核 $k = [k]$，$L = n + k$"), ("Side [n], kernel [k]", "Side $n = [n]$, kernel $k = [k]$, $L = n + k$"), ("边长是 $[value]$", "边长是 $L = [value]$"), ("The side is $[value]$", "The side is $L = [value]$")], "proof-formula"),
        ([('both("$[=key]$")', 'both("$[=key + 1] - 1 = [==3x]$")')], "generator-expression"),
        ([("边长 [n]", "第 [seen] 题，边长 [n]"), ("Side [n]", "[seen]. Side [n]"), ("    part =", '    SEEN.append(n); draw.let("seen", len(SEEN))\n    part =')], "proof-impure"),
        ([('"no-plus-one": "floor((n - k)/s)"', '"no-plus-one": ("floor((n - k)/s)", both("Counts steps."))'), ("return Problem(part)", f"return Problem((part, {AREA}))")], "proof-two-reasons"),
        ([("    return len(", "    SEEN.append(n); return len(")], "proof-impure"),
        ([("SEEN = []", "import random\nSEEN = random.Random(7)"), ("    return len(", "    SEEN.random(); return len(")], "proof-impure"),
        ([("SEEN = []", "import itertools\nSEEN = itertools.count()"), ("    return len(", "    next(SEEN); return len(")], "proof-impure"),
        ([("    return len(", "    global SEEN; SEEN = n; return len(")], "proof-impure"),
        ([("SEEN = []", "SEEN = {}"), ("    return len(", "    SEEN[n] = k; return len(")], "proof-impure"),
        ([("return Problem(part)", 'return Problem(part, figures=lambda: {"dots": Picture(10, 10, (), "x")})')], "proof-figure"),
        ([(FLOOR, f'{FLOOR}, names={{"m": "n"}}')], "unknown-name"),
        ([(KEY, '"-n - k - s"'), ("len(range(0, n - k + 1, s))", "-len([*range(n + k), *range(s)])"), (FLOOR, "conventions=()")], "proof-sign"),
        ([(KEY, '"R(n - k, 7*s)"'), ("return len(range(0, n - k + 1, s))", "from fractions import Fraction; return Fraction(len(range(n - k)), s)/7")], "proof-answer-form"),
        ([(FLOOR, f'{FLOOR}, given={{"slope": 2}}')], "proof-crash"),
        ([("核 [k]，步幅 [s]", "核 $k = [s]$，步幅 $s = [k]$"), ("kernel [k], stride [s]", "kernel $k = [s]$, stride $s = [k]$")], "proof-stem"),
        ([('both("$[=key]$")', 'Text(zh="$[n] + [k] = [n + k]$, $[=key]$", en="$[n] - [k] = [n + k]$, $[=key]$")')], "proof-solution"),
        ([('both("$[=key]$")', 'Text(zh="$[n] + [k] = [n + k]$, $[=key]$", en="[n] minus [k] leaves [n + k], so $[=key]$")')], "proof-solution"),
        ([('both("$[=key]$")', 'Text(zh="[n] 减 [k] 得 [n + k]，$[=key]$", en="$[n] + [k] = [n + k]$, $[=key]$")')], "proof-solution"),
        ([('"same-size": "n"', '"same-size": ("n", both("$[n] - [k] = [n]$"))')], "proof-solution"),
        ([("return Problem(part)", f"return Problem((part, {PICK}))"), BOTH], "proof-solution"),
        ([("The side is", "The side is divisible by")], "proof-loose-claim"),
        ([("The side is $[value]$", "The side is a multiple of $[value]$")], "proof-loose-claim"),
        ([("The side is $[value]$", "A row of $[value]$ places is enough for it")], "proof-loose-claim"),
        ([("边长是 $[value]$", "$[value]$ 个位置足以放下一行")], "proof-loose-claim"),
        ([("边长是 $[value]$", "边长是 $[value]$ 的倍数")], "proof-loose-claim"),
        ([("边长 [n]，", "边长 [n]，1 个窗口，"), ("Side [n],", "Side [n], windows,")], "proof-languages"),
        ([("边长是 $[value]$", "边长到不了 $[value]$")], "proof-loose-claim"),
        ([("边长是 $[value]$", "$[value]$ 是可能的边长")], "proof-loose-claim"),
        ([("[k], stride [s]", "[k], stride [R(s, 3):.2]"), ("核 [k]，步幅 [s]", "核 [k]，步幅 [R(s, 3):.2]")], "generator-expression"),
        ([("Side [n]", "The layer has [s] strides. Side [n]"), ("边长 [n]", "该层有 [s] 个步幅，边长 [n]")], "proof-plural"),
        ([("Side [n]", "In a two layer network, side [n]"), ("边长 [n]", "两层网络中，边长 [n]")], "proof-plural"),
        ([("Side [n]", "With three filter, side [n]"), ("边长 [n]", "三个滤波器，边长 [n]")], "proof-plural"),
        ([("Side [n]", "Each layers has side [n]")], "proof-plural"),
        ([("Side [n]", "A four heads layer has side [n]"), ("边长 [n]", "四头的层，边长 [n]")], "proof-plural"),
        ([("Side [n]", "With two hidden layer, side [n]"), ("边长 [n]", "有两个隐藏层，边长 [n]")], "proof-plural"),
        ([("what is the side", "how much pixels are the side")], "proof-plural"),
        ([("Side [n]", "A convolutional layer have side [n]")], "proof-plural"),
        ([("what is the side", "what side do it have, and what is the side")], "proof-plural"),
        ([("Side [n]", "An two-layer network, side [n]"), ("边长 [n]", "两层网络，边长 [n]")], "proof-plural"),
        ([("边长 [n]", "一个二层网络，边长 [n]"), ("Side [n]", "A two-layer network, side [n]")], "proof-plural"),
        ([("The side is $[value]$", "It is wrong that the side is $[value]$")], "proof-loose-claim"),
        ([("边长是 $[value]$", "“边长是 $[value]$”这一说法是错误的")], "proof-loose-claim"),
        ([(KEY, '"0*n + 7"'), ("len(range(0, n - k + 1, s))", "3 + 4"), (FLOOR, "conventions=()")], "proof-constant-key"),
        ([("(8, 9, 12, 13)", "(9,)"), ("(2, 3)", "(2,)"), ("(1, 2)", "(2,)")], "proof-one-variant"),
        ([("minutes=2", "minutes=0")], "proof-minutes"),
        ([("return Problem(part)", "return Problem((part))")], "proof-no-tuple"),
        ([("return Problem(part)", "return Problem(\n        (\n            part\n        ), None)")], "proof-no-tuple"),
        ([("return Problem(part)", "return Problem(parts=(part))")], "proof-no-tuple"),
        ([("核 [k]，", "核 [k + 1]，"), ("kernel [k],", "kernel [k + 1],")], "proof-stem"),
        ([("步幅 [s]", "步幅 [s-1]"), ("stride [s]:", "stride [s-1]:")], "proof-stem"),
        ([("Side [n]", "The sizes is [n]")], "proof-plural"),
        ([("Side [n]", "A side of [n] with a weights")], "proof-plural"),
        ([("    return len(range(0, n - k + 1, s))", "    return sum([(n - k)//s, 1])")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    steps = lambda room: room//s\n    return 1 + steps(n - k)")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    return divmod(n - k, s)[0] + 1")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    import numpy as np; return int(np.floor_divide(n - k, s)) + 1")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    n -= k\n    n //= s\n    n += 1\n    return n")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    return (lambda a, b, c: (a - b)//c + 1)(n, k, s)")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    def out(a, b, c):\n        return (a - b)//c + 1\n    return out(n, k, s)")], "proof-not-independent"),
        ([("    return len(range(0, n - k + 1, s))", "    return TABLE[n, k, s]"), ("SEEN = []", "TABLE = {(n, k, s): (n - k)//s + 1 for n in range(14) for k in (2, 3) for s in (1, 2)}")], "proof-not-independent"),
        ([("minutes=2", 'minutes="200*n"')], "proof-minutes"),
        ([(KEY, '"(n, k)"'), ("len(range(0, n - k + 1, s))", "(n, k)"), (FLOOR, 'form="tuple", cells=(both("a"),)')], "proof-crash"),
        ([(KEY, '"(\'A\',)"'), ("len(range(0, n - k + 1, s))", "('A',)"), (FLOOR, 'form="set", labels={"B": both("B")}')], "proof-crash"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(tmp_path: Path, course: Course, changes: list[tuple[str, str]], rule: str) -> None:
    with pytest.raises(CourseError) as error:
        proven(tmp_path, course, *changes)
    assert error.value.diagnostics[0].rule == rule


def test_a_large_number_may_be_written_in_the_manner_of_its_language(tmp_path: Path, course: Course) -> None:
    said = ("边长 [n]，", "2 万幅边长 [n] 的图，"), ("Side [n],", "20\\\\,000 images of side [n],")
    assert proven(tmp_path, course, *said) == 16
    with pytest.raises(CourseError, match="200000 in Chinese, 20000 in English"):
        proven(tmp_path, course, ("边长 [n]，", "20 万幅边长 [n] 的图，"), said[1])


def test_an_offset_may_stand_beside_the_number_or_count_from_one(tmp_path: Path, course: Course) -> None:
    beside = ("核 [k]，", "核 [k]（[k + 1] 条边线），"), ("kernel [k],", "kernel [k] ([k + 1] lines),")
    assert proven(tmp_path, course, *beside) == 16


def test_a_place_in_a_list_may_be_counted_from_one() -> None:
    part = Computed("t/x", Formulas("x[j] + 1"), ask=Text(zh="第 [j + 1] 个数？", en="Number [j + 1] of them?"))
    found = [list(_offsets(Problem(changed(part, formulas=Formulas(key))))) for key in ("x[j] + 1", "x[0] + j")]
    assert [[(name, shown) for _, name, shown in each] for each in found] == [[], [("j", "j + 1")]]


def test_a_quotient_that_is_no_rounding_says_so(tmp_path: Path, course: Course) -> None:
    """`under` gives the key under the alternative: the same, where the stem leaves no choice."""
    changes = (KEY, '"(n - k)//s + 1", under={"floor": "(n - k)//s + 1"}'), (FLOOR, "conventions=()")
    assert proven(tmp_path, course, *changes) == 16


@pytest.mark.parametrize(
    "road",
    [
        "(n - k + s)//s",
        "next(i for i in range(99) if i*s > n - k)",
        "sum([1 for i in range(n) if i % s == 0 and i + k <= n])",
    ],
)
def test_another_identity_is_a_second_road(tmp_path: Path, course: Course, road: str) -> None:
    assert proven(tmp_path, course, ("len(range(0, n - k + 1, s))", road)) == 16


def test_constants_are_known_however_they_are_written(tmp_path: Path, course: Course) -> None:
    wrong = '"no-plus-one": "n*2**20", "same-size": "n*2**21", "ignores-stride": "n*2**19", "rounds-up": "n*s*2**22"'
    start, end = SIDES.index('    "no-plus-one"'), SIDES.index("})\n\nSEEN")
    for written in ("2**20", "1024**2", "1048576", "1024*1024"):
        bytes_asked = (
            ("输出的边长？", "输出占多少字节？"),
            ("what is the side of the output?", "how many bytes does the output take?"),
        )
        changes = (SIDES[start:end], wrong), (KEY, f'"n*k*s*{written}"'), (FLOOR, "conventions=()"), *bytes_asked
        with pytest.raises(CourseError, match=r"the convention `me(bi|ga)byte`"):
            proven(tmp_path, course, *changes, ("return len(range(0, n - k + 1, s))", "return sum([k*s]*n) << 20"))


CHOICE = """return Problem(Choice("p", both("[n], [k], [s]?"), (Candidate("r", both("$[n]/10$"), both("yes")),), (
        Candidate("a", both("$WRONG$"), both("no")), Candidate("b", both("$[n]$"), both("no")), Candidate("c", both("$[n]/7$"), both("no")),
    ), both("="), difficulty=1))"""


def test_options_of_an_author_that_come_to_the_same_are_an_error(tmp_path: Path, course: Course) -> None:
    check = ("return len(range(0, n - k + 1, s))", "return 'r'")
    assert proven(tmp_path, course, ("return Problem(part)", CHOICE.replace("WRONG", "[n]/3")), check) == 16
    with pytest.raises(CourseError, match="`a` reads like `r`"):
        proven(tmp_path, course, ("return Problem(part)", CHOICE.replace("WRONG", "[R(n, 10)]")), check)


def test_a_fraction_is_asked_for_with_the_digits_that_count(course: Course) -> None:
    from hwgen.kinds.numeric import _tolerance
    from hwgen.values import Value

    assert _tolerance(Value(Fraction(81, 256), "number"), "fraction") == Fraction(6, 10000)
    assert _tolerance(Value(3, "number"), "fraction") == 0
    assert _tolerance(Value(Fraction(81, 256), "number"), "number") == 0
