"""An entry of a list on which the answer depends is shown, and the rows of a table have the entries of all lists in one order; no word of a variant goes unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import both

from hwgen import Computed, Formulas, Problem
from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.draw import by_chance
from hwgen.flaws.altered import of_altered
from hwgen.flaws.sampling import MOST_READ, read_of
from hwgen.problem.computed import Wording

ORDER = '''"""A generator."""
from hwgen import Computed, Draw, Formulas, Picture, Label, Problem, Text, generator, source

F = Formulas("sum(n*p for n, p in zip(ns, ps))")

@generator(topic="x", minutes=2)
@source("A textbook (2020)")
def asked(draw: Draw) -> Problem:
    """A question."""
    ns = draw.pick("ns", ((3, 5, 2, 4), (6, 2, 7, 3), (9, 4, 5, 2)))
    ps = draw.pick("ps", ((8, 6, 15, 21), (4, 9, 12, 30)))
    draw.require(min(ns) > 0)
    rows = "\\n".join(f"| {i} | {n} | {p} |" for i, (n, p) in enumerate(zip(ns, ps)))
    drawn = {}
    draw.let("table", Text(zh=f"| | 数量 | 单价 |\\n|---|---|---|\\n{rows}", en=f"| | number | price |\\n|---|---|---|\\n{rows}"))
    return Problem(Computed("x/asked", F, difficulty=1), figures=lambda: drawn).worded(r"""
        订单： || An order:

        [table]

        ask: 共多少元？ || How many yuan in all?
        claim: 共 $[value]$ 元。 || It is $[value]$ yuan in all.
        solution: 逐行相加得 $[key]$ 元。 || The rows add up to $[key]$ yuan.
    """)


@asked.check
def by_receipt(ns, ps):
    return len([1 for n, p in zip(ns, ps) for _ in range(n * p)])
'''
HIDDEN = "{n} | {p}", "{n if i < 3 else '?'} | {p}"
DRAWN = 'drawn = {"p": Picture(9, 9, tuple(Label((i, 1), str(v)) for i, v in enumerate(ns)), "x")}'


def rules(tmp_path: Path, course: Course, *changes: tuple[str, str]) -> list[str]:
    code = ORDER
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    path = tmp_path / "asked.py"
    path.write_text(code, encoding="utf-8")
    generator = recipe_file(path, tmp_path, "").generators[0]
    _, draw = by_chance(generator.recipe, ("seed",))
    return [rule for rule, _ in of_altered(course, generator, draw.choices)]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([], ""),
        # An entry is missing, one stands there twice, the order of one column is another.
        ([HIDDEN], "constant-unsaid"),
        ([("zip(ns, ps)))\n", "zip(ns[:3], ps)))\n")], "constant-unsaid"),
        ([("zip(ns, ps)))\n", "zip((*ns[:2], ns[0], ns[3]), ps)))\n")], "constant-unsaid"),
        ([("zip(ns, ps)))\n", "zip(ns, ps[::-1])))\n")], "described-otherwise"),
        # What is not shown does not matter, is the same in all variants, is drawn, or makes up a total that is.
        ([HIDDEN, ("zip(ns, ps))\")", "zip(ns[:3], ps))\")")], ""),
        ([HIDDEN, ("(3, 5, 2, 4), (6, 2, 7, 3), (9, 4, 5, 2)", "(3, 5, 2, 4), (6, 2, 7, 4)")], ""),
        ([HIDDEN, ("drawn = {}", DRAWN)], ""),
        ([HIDDEN, ("(3, 5, 2, 4), (6, 2, 7, 3), (9, 4, 5, 2)", "(3, 5, 2, 4), (6, 2, 1, 5), (9, 2, 1, 2)")], ""),
        # Words of a list may say what a number of it is.
        ([HIDDEN, ("(3, 5, 2, 4), (6, 2, 7, 3), (9, 4, 5, 2)", "(3, 5, 2, 4, 'Al'), (6, 2, 7, 3, 'Fe')"), ("min(ns)", "ns[0]")], ""),
        # All lists of a table may go the other way round, and no question comes of other numbers.
        ([("zip(ns, ps)))\n", "zip(ns[::-1], ps[::-1])))\n")], ""),
        ([HIDDEN, ("min(ns) > 0", "ns[3] == {3: 4, 6: 3, 9: 2}[ns[0]]")], ""),
    ],
)  # fmt: skip
def test_the_question_shows_every_entry_in_one_order(
    tmp_path: Path, course: Course, changes: list[tuple[str, str]], rule: str
) -> None:
    assert set(rules(tmp_path, course, *changes)) == ({rule} if rule else set())


def test_no_word_of_a_variant_goes_unread() -> None:
    """Of more variants than are read, those are read, too, that have a word of their own."""

    def problem(number: int) -> Problem:
        ask = both("argon" if number == 58 else f"gas {number}")
        return Problem((Computed("t/q", Formulas("n"), {"n": 1}, lambda: Wording(ask, ask, ask), key=1),))

    covering = tuple(range(2 * MOST_READ))
    assert 58 not in covering[:: 1 + len(covering) // MOST_READ]
    assert len(read_of(covering, problem)) < MOST_READ
    assert 58 in read_of(covering, problem)
    assert read_of(covering[:9], problem) == frozenset(range(9))
