"""Sound generators of physics, networks, databases and economics, in which tests plant faults; and what the review says of their templates."""

from __future__ import annotations

from pathlib import Path

from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.draw import by_chance
from hwgen.flaws.computed import of_templates

HEAD = '''"""A generator."""
from hwgen import Computed, Draw, Formulas, Problem, generator, source

'''
RECIPE = '''
F = Formulas({formulas})

@generator(topic="x", minutes=2)
@source("A textbook (2020)")
def asked(draw: Draw) -> Problem:
    """A question."""
{draws}
    return Problem(Computed("x/asked", F, difficulty=1)).worded(r"""
{texts}
    """)
'''


def recipe(formulas: str, draws: dict[str, tuple[int, ...]], texts: str) -> str:
    picks = "\n".join(f'    draw.pick("{name}", {values})' for name, values in draws.items())
    return HEAD + RECIPE.format(formulas=formulas, draws=picks, texts=texts)


SPEED = recipe(
    '"v*t"',
    {"v": (12, 15, 20), "t": (3, 7, 9)},
    """
        一辆汽车以 [v] m/s 的速度匀速行驶 [t] s。
        A car drives at a constant speed of [v] m/s for [t] s.

        ask: 汽车行驶的路程是多少 m？
             What distance in m does the car cover?
        claim: 汽车行驶的路程是 $[value]$ m。
               The car covers $[value]$ m.
        solution: 速度为 [v] m/s，时间为 [t] s，路程是 $[=key]$ m。
                  The speed is [v] m/s and the time [t] s, so the distance is $[=key]$ m.
    """,
)
ENERGY = recipe(
    '"P*h*3600/1000"',
    {"P": (500, 800, 1500), "h": (2, 3, 5)},
    r"""
        一台功率为 [P] W 的电热器工作 [h] 小时。
        A heater of [P] W works for [h] hours.

        ask: 它消耗的电能是多少 kJ？
             How much energy in kJ does it take?
        claim: 它消耗的电能是 $[value]\,\mathrm{kJ}$。
               It takes $[value]\,\mathrm{kJ}$ of energy.
        solution: [h] 小时是 $[h] \times 3600 = [3600*h]$ s，电能是 $[P] \times [3600*h] / 1000 = [key]$ kJ。
                  There are $[h] \times 3600 = [3600*h]$ s in [h] hours, so the energy is $[P] \times [3600*h] / 1000 = [key]$ kJ.
    """,
)
DOWNLOAD = recipe(
    '"8*S/B"',
    {"S": (50, 150, 400), "B": (10, 20, 40)},
    r"""
        一个 [S] MB 的文件经带宽为 [B] Mbit/s 的链路下载。
        A file of [S] MB is downloaded over a link of [B] Mbit/s.

        ask: 下载需要多少秒？
             How many seconds does the download take?
        claim: 下载需要 $[value]$ 秒。
               The download takes $[value]$ seconds.
        solution: 文件有 $8 \times [S] = [8*S]$ Mbit，得 $[8*S]/[B] [~key:.1]$ 秒。
                  The file has $8 \times [S] = [8*S]$ Mbit, so this gives $[8*S]/[B] [~key:.1]$ seconds.
    """,
)
# Rates, magnitudes in words, percentages, sums and roots: nothing is to be found in these.
STOCK = recipe(
    '"n*b*10**6/10**9"',
    {"n": (3, 7), "b": (1, 2, 4)},
    r"""
        一个模型有 [n] 百万个参数，每个占 [b] 字节。
        A model has [n] million parameters of [b] bytes each.

        ask: 这些参数占多少 GB？
             How many GB do the parameters take?
        claim: 这些参数占 $[value]$ GB。
               The parameters take $[value]$ GB.
        solution: $[n] \times 10^6 \times [b] / 10^9 = [key]$ GB。
                  $[n] \times 10^6 \times [b] / 10^9 = [key]$ GB.
    """,
)
FALL = recipe(
    '"u*t + a*t**2/2"',
    {"u": (3, 7), "a": (2, 4), "t": (2, 5)},
    r"""
        物体的初速度为 [u] m/s，加速度为 [a] m/s²，运动 [t] 秒。
        A body has an initial speed of [u] m/s and an acceleration of [a] m/s² for [t] seconds.

        ask: 它经过多少米？
             How many metres does it cover?
        claim: 它经过 $[value]$ 米。
               It covers $[value]$ metres.
        solution: $[=key]$ m。
                  $[=key]$ m.
    """,
)
INTEREST = recipe(
    '"K*p*t/100"',
    {"K": (200, 700), "p": (2, 4), "t": (2, 5)},
    r"""
        本金 [K] 元，年利率 [p]%，存 [t] 年。
        A deposit of [K] yuan earns [p]% a year for [t] years.

        ask: 单利共多少元？
             How much simple interest is this in yuan?
        claim: 单利共 $[value]$ 元。
               The simple interest is $[value]$ yuan.
        solution: $[=key]$ 元。
                  $[=key]$ yuan.
    """,
)
JOIN = recipe(
    '"m + m*n"',
    {"m": (10, 20, 30), "n": (45, 60, 75)},
    r"""
        外层关系有 [m] 个块，内层关系有 [n] 个块，每个关系的一个块放得进内存。
        The outer relation has [m] blocks, the inner relation has [n] blocks, and one block of each fits into memory.

        ask: 块嵌套循环连接一共要读多少个块？
             How many blocks does a block nested-loop join read in all?
        claim: 一共要读 $[value]$ 个块。
               In all, $[value]$ blocks are read.
        solution: 外层读 [m] 个块，对外层的每个块再读一遍内层：$[m] + [m] \times [n] = [key]$。
                  The outer relation takes [m] reads, and for each outer block the inner one is read: $[m] + [m] \times [n] = [key]$.
    """,
)
COST = recipe(
    '"C/(p - c)"',
    {"C": (900, 1500), "p": (25, 30), "c": (11, 13)},
    r"""
        固定成本为 [C] 元，每件产品售价 [p] 元，单位变动成本 [c] 元。
        Fixed costs are [C] yuan; each unit is sold for [p] yuan and costs [c] yuan.

        ask: 收支相抵的销量是多少？
             At which number of units do revenue and cost agree?
        claim: 收支相抵的销量是 $[value]$。
               Revenue and cost agree at $[value]$ units.
        solution: 毛利为 $[p] - [c] = [p - c]$ 元，$[C]/[p - c] = [key]$。
                  A unit earns $[p] - [c] = [p - c]$ yuan, and $[C]/[p - c] = [key]$.
    """,
)
# What is shown is a difference, and the step that leads to the number behind it is printed.
CLASS = recipe(
    '"n*k"',
    {"m": (10, 12), "n": (25, 30), "k": (3, 4)},
    r"""
        班上有 [m] 名男生和 [n - m] 名女生，每人借 [k] 本书。
        A class has [m] boys and [n - m] girls, and each of them borrows [k] books.

        ask: 他们共借多少本书？
             How many books do they borrow?
        claim: 他们共借 $[value]$ 本书。
               They borrow $[value]$ books.
        solution: 共有 $[m] + [n - m] = [n]$ 人，$[=key]$。
                  They are $[m] + [n - m] = [n]$, so $[=key]$.
    """,
)
# Units before the numbers, and temperatures.
TRAIN = recipe(
    '"v*t"',
    {"v": (21, 25, 28), "t": (6, 9, 15)},
    """
        一列火车每秒行驶 [v] 米，匀速行驶了 [t] 秒。
        Per second, a train covers [v] metres, and it keeps this speed for [t] seconds.

        ask: 路程长多少米？
             How many metres long is the way?
        claim: 路程长 $[value]$ 米。
               The way is $[value]$ metres long.
        solution: $[=key]$ 米。
                  $[=key]$ metres.
    """,
)
COUNTER = recipe(
    '"a/b"',
    {"a": (6, 9, 11), "b": (12, 15, 20)},
    """
        顾客平均每小时到达 [a] 人，服务员平均每小时服务 [b] 人。
        On average, [a] customers an hour arrive, and a clerk serves [b] customers an hour.

        ask: 服务员的利用率是多少？
             What is the utilisation of the clerk?
        claim: 服务员的利用率是 $[value]$。
               The utilisation of the clerk is $[value]$.
        solution: $[a]/[b] = [key]$。
                  $[a]/[b] = [key]$.
    """,
)
GAS = recipe(
    '"V*b/a"',
    {"V": (3, 5, 8), "a": (200, 250, 300), "b": (400, 500, 600)},
    r"""
        一定质量的理想气体在压强不变时，温度为 [a] K，体积为 [V] L，然后被加热到 [b] K。
        A fixed amount of an ideal gas at constant pressure has a volume of [V] L at [a] K. It is heated to [b] K.

        ask: 加热后的体积是多少 L？
             What is the volume in L after heating?
        claim: 加热后的体积是 $[value]$ L。
               After heating, the volume is $[value]$ L.
        solution: $[V] \times [b]/[a] = [key]$ L。
                  $[V] \times [b]/[a] = [key]$ L.
    """,
)
# A difference of temperatures may well be divided by another one.
COOLING = recipe(
    '"a/b"',
    {"a": (20, 40), "b": (2, 5)},
    r"""
        水温需要降低 [a] °C，每分钟降低 [b] °C。
        Water is to be cooled by [a] °C and cools by [b] °C each minute.

        ask: 需要多少分钟？
             How many minutes does this take?
        claim: 需要 $[value]$ 分钟。
               This takes $[value]$ minutes.
        solution: $[a]/[b] = [key]$ 分钟。
                  $[a]/[b] = [key]$ minutes.
    """,
)
FARM = recipe(
    '"P/A"',
    {"P": (36000, 54000), "A": (120, 150)},
    """
        某县有 [P] 人，面积为 [A] 平方千米。
        A county of [A] square kilometres has [P] inhabitants.

        ask: 平均每平方千米多少人？
             How many inhabitants are there on average?
        claim: 平均每平方千米有 $[value]$ 人。
               On average, there are $[value]$ inhabitants per square kilometre.
        solution: $[P]/[A] = [key]$。
                  $[P]/[A] = [key]$.
    """,
)
AMOUNT = recipe(
    '"m/M"',
    {"m": (90, 180), "M": (18, 45)},
    r"""
        某物质的摩尔质量为 [M] g/mol，取 [m] g。
        A substance has a molar mass of [M] g/mol. A sample of it weighs [m] g.

        ask: 物质的量是多少 mol？
             What is the amount of substance in mol?
        claim: 物质的量是 $[value]$ mol。
               The amount of substance is $[value]$ mol.
        solution: $[m]/[M] = [key]$ mol。
                  $[m]/[M] = [key]$ mol.
    """,
)
SOUND = {
    "train": TRAIN,
    "counter": COUNTER,
    "gas": GAS,
    "cooling": COOLING,
    "farm": FARM,
    "amount": AMOUNT,
    "join": JOIN,
    "cost": COST,
    "class": CLASS,
    "speed": SPEED,
    "energy": ENERGY,
    "download": DOWNLOAD,
    "stock": STOCK,
    "fall": FALL,
    "interest": INTEREST,
}


def in_templates(code: str, folder: Path, course: Course, *changes: tuple[str, str]) -> set[str]:
    """The rules by which a generator with these changes is found faulty."""
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    path = folder / "asked.py"
    path.write_text(code, encoding="utf-8")
    (generator,) = recipe_file(path, folder, "").generators
    _, draw = by_chance(generator.recipe, ("far", 1))
    return {rule for rule, _ in of_templates(course, generator, draw.choices)}
