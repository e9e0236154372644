"""Symbols with another value than the formula, units within formulas, what the question itself states, and rows that are counted: faults beside sound twins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from far_generators import in_templates, recipe
from readings import question
from test_planted_readings import findings, rules_of

from hwgen import Formulas, Text
from hwgen.bank.course import Course
from hwgen.flaws.answers import of_answers
from hwgen.flaws.asking import of_questions
from hwgen.flaws.claimed import of_claimed
from hwgen.flaws.meaning import meaning_differs
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.operations import of_operations
from hwgen.flaws.pictures import _lettered
from hwgen.flaws.roundings import of_open_numbers
from hwgen.flaws.shifted import of_shifted
from hwgen.flaws.stated import of_stated
from hwgen.flaws.statistics import of_statistics
from hwgen.flaws.symbols import of_symbols
from hwgen.flaws.totals import total_differs
from hwgen.flaws.worked import of_worked
from hwgen.problem.computed import Wording
from hwgen.proof.symbolic import given

AREAS = Formulas("SP - SQ", let={"SP": "a*b", "SQ": "a*c", "d": "a + b"}, tex={"SP": "S_P", "SQ": "S_Q"})
SIDES = {"a": 2, "b": 6, "c": 5}


@pytest.mark.parametrize(
    ("solution", "there"),
    [
        (r"$S_P = 2 \times 6 = 12$, $S_Q = 10$", 0),
        (r"$S_P = 2 \times 6 = 12$, $S_Q = 2 \times 6 = 12$", 2),
        # A letter may be that of another thing.
        ("$d = 7$", 0),
        # The formula has nothing to say of it.
        ("$S_R = 7$", 0),
    ],
)
def test_a_symbol_has_the_value_of_the_formula_in_the_solution(solution: str, there: int) -> None:
    reading = question("？", "?", solution=Text(solution, solution), params=SIDES)
    part = replace(reading.parts[0], formulas=AREAS)
    assert rules_of(of_symbols, replace(reading, parts=(part,))) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        (r"w - \eta (L'(w) + \lambda w) = (1 - \eta \lambda) w - \eta L'(w)", 0),
        (r"w - \eta (L'(w) + \lambda w) = (1 + \eta \lambda) w - \eta L'(w)", 2),
        # What is to be solved has a letter alone on one side, or one without a number.
        (r"w = \lambda + w", 0),
        (r"z + w = 2 w", 0),
        (r"2 \times 3 \times 4 / 2 = 12\ \mathrm{MiB}.", 0),
        (r"2 \times 3 \times 5 / 2 = 12\ \mathrm{MiB}.", 2),
        # Bytes that become MiB, and two numbers with units.
        (r"3 \times 1024 \times 1024 = 3\ \mathrm{MiB}", 0),
        (r"1500\ \mathrm{m} = 1.5\ \mathrm{km}", 0),
    ],
)
def test_the_sides_of_an_equation_are_equal(formula: str, there: int) -> None:
    ask = r"$w = 2$, $L'(w) = 3$, $\eta = 0.5$, $\lambda = 0.1$。"
    reading = question(ask, ask, solution=Text(f"${formula}$", f"${formula}$"))
    assert rules_of(of_symbols, reading) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("solution", "there"), [("$r_t = 0.5$", 0), ("$r_t = 0.7$", 2), ("$r = 0.7$", 0), ("$r_1 = 0.7$", 0)]
)
def test_a_letter_with_the_index_of_a_time_is_that_of_the_formula(solution: str, there: int) -> None:
    reading = question("？", "?", solution=Text(solution, solution), params={"a": 1})
    part = replace(reading.parts[0], formulas=Formulas("r + a", let={"r": "a/2"}))
    assert rules_of(of_symbols, replace(reading, parts=(part,))) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("solution", "there"), [("$G - 1 = 4$", 0), ("$G - 1 = 5$", 2), ("$G = 5$", 0), ("$H - 1 = 9$", 0)]
)
def test_the_symbols_of_the_formula_have_the_numbers_that_are_drawn(solution: str, there: int) -> None:
    reading = question("？", "?", solution=Text(solution, solution), params={"gpus": 5})
    part = replace(reading.parts[0], formulas=Formulas("gpus", tex={"gpus": "G"}))
    assert rules_of(of_symbols, replace(reading, parts=(part,))) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("asked", "solution", "there"),
    [
        (("方差", "variance"), r"$\mathrm{Var}(w) = 9$", 0),
        (("标准差", "standard deviation"), r"$\mathrm{Var}(w) = 9$", 2),
        (("标准差", "standard deviation"), r"$\sigma^2 = 81$, $\sigma = 9$", 0),
        (("方差", "variance"), r"$\sigma = 9$", 2),
    ],
)
def test_a_solution_ends_with_the_spread_that_is_asked_for(asked: tuple[str, str], solution: str, there: int) -> None:
    ask = f"权重的{asked[0]}是多少？", f"What is the {asked[1]} of the weights?"
    reading = question(*ask, "2/n", {"n": 8}, solution=Text(solution, solution))
    assert rules_of(of_statistics, reading) == ["asks-otherwise"] * there


def test_the_last_letter_of_a_derivative_or_a_sum_has_no_value() -> None:
    assert given(r"$\partial L / \partial y = 3$, $y = 0.4$, $x + z = 5$, $a = 1,\ b = 2$") == {
        "y": 0.4,
        "a": 1,
        "b": 2,
    }


BOXES = recipe(
    '"a*b"',
    {"a": (3, 4, 5), "b": (7, 8, 9)},
    """
        有 $p = [a]$ 和 $q = [b]$。 || There are $p = [a]$ and $q = [b]$.

        ask: $pq$ 是多少？ || What is $pq$?
        claim: $pq = [value]$。 || The product is $pq = [value]$.
        solution: $$[=key].$$
    """,
)


@pytest.mark.parametrize(("changes", "rules"), [([], set()), ([("q = [b]", "q = [a]")], {"described-otherwise"})])
def test_two_symbols_have_two_numbers(
    tmp_path: Path, course: Course, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(BOXES, tmp_path, course, *changes) >= rules
    assert bool(in_templates(BOXES, tmp_path, course, *changes)) == bool(rules)


STATED = (
    "灵敏度（实际为正时报警的概率）为 $0.8$，特异度为 90%。{}是多少？",
    "The sensitivity (the probability of an alarm for a positive case) is $0.8$, and the specificity is 90%. What is {}?",
)
ALARM = "实际为正时报警的概率", "the probability of an alarm for a positive case"


@pytest.mark.parametrize(
    ("asked", "why", "key", "wrong", "rules"),
    [
        (("报警正确的概率", "the probability that it is right"), ("这是特异度。", "This is the specificity."), 0.3, 0.9, []),
        (("报警正确的概率", "the probability that it is right"), ("这是灵敏度。", "This is the sensitivity."), 0.3, 0.9, ["reason-direction"] * 2),
        (ALARM, ("见上。", "See above."), 0.3, 0.9, ["asks-otherwise"] * 2),
        (ALARM, ("见上。", "See above."), 0.8, 0.9, []),
    ],
)  # fmt: skip
def test_what_the_question_states_is_what_it_is(
    asked: tuple[str, str], why: tuple[str, str], key: float, wrong: float, rules: list[str]
) -> None:
    before = Text(*(text.partition("。{" if text[0] == "灵" else " What")[0] + "。" for text in STATED))
    ask = Text(*(text.format(words) for text, words in zip(STATED, asked, strict=True)))
    reading = question(ask["zh"], ask["en"], reasons={"less": Text(*why)}, key=key, wrong={"less": wrong})
    passages = (replace(reading.passages[0], role="context", text=before), *reading.passages)
    assert rules_of(of_stated, replace(reading, passages=passages)) == rules


@pytest.mark.parametrize(
    ("zh", "en", "there"),
    [
        ("按 4 个字节计算；题中占 1 个字节。", "This takes 4 bytes instead of 1.", 0),
        ("按 4 个字节计算；题中占 2 个字节。", "This takes 4 bytes instead of 2.", 2),
        ("按 4 个字节计算，应为 2 个字节。", "This takes 4 bytes of a number instead of 2.", 2),
        # What there are 9 of is not said.
        ("每个数占 4 个字节；应为 9 个。", "This has 4 for each, not 9.", 0),
        # The question has no number of those.
        ("按 4 层计算，应为 2 层。", "This takes 4 layers instead of 2.", 0),
    ],
)
def test_the_right_number_of_a_reason_is_one_of_the_question(zh: str, en: str, there: int) -> None:
    ask = "每个数占 1 个字节，缓存有多大？", "How large is the cache with 1 byte for each number?"
    reading = question(*ask, reasons={"less": Text(zh, en)})
    assert rules_of(of_stated, reading) == ["reason-direction"] * there


@pytest.mark.parametrize(
    ("claim", "ask", "there"),
    [
        (("$w$ 减少了 ${}$。", "$w$ has decreased by ${}$."), ("$w$ 是多少？", "What is $w$?"), 2),
        (("$w$ 减少了 ${}$。", "$w$ has decreased by ${}$."), ("$w$ 减少了多少？", "By how much does $w$ fall?"), 0),
        (("$w$ 是 ${}$。", "It is ${}$."), ("$w$ 是多少？", "What is $w$?"), 0),
    ],
)
def test_a_claim_of_a_change_answers_a_question_for_one(
    claim: tuple[str, str], ask: tuple[str, str], there: int
) -> None:
    reading = question(*ask)
    wording = Wording(Text(*ask), Text(*claim), Text("$9$", "$9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_claimed, reading) == ["claim-differs"] * there


def reasoned(formulas: Formulas, params: dict[str, Any], zh: str, en: str) -> Any:
    values = formulas(params)
    reading = question("？", "?", reasons={"slip": Text(zh, en)})
    part = replace(reading.parts[0], formulas=formulas, params=params, key=values.key, wrong=values.wrong)
    return replace(reading, parts=(part,))


@pytest.mark.parametrize(
    ("zh", "en", "wrong", "there"),
    [
        ("只把两者相加了。", "This merely adds the two.", "a*b", 2),
        ("只把两者相加了。", "This merely adds the two.", "a + b", 0),
        ("只把 $a$ 减去了。", "This simply subtracts the first.", "a*b", 2),
        ("乘以了个数。", "This multiplies by the number of classes.", "sum(i for i in (a, b))/2", 2),
        ("除以了个数。", "This divides by the number of classes.", "sum(i for i in (a, b))/2", 0),
    ],
)
def test_what_is_merely_done_is_done(zh: str, en: str, wrong: str, there: int) -> None:
    formulas = Formulas("a*b - a", wrong={"slip": wrong})
    assert rules_of(of_operations, reasoned(formulas, {"a": 7, "b": 5}, zh, en)) == ["reason-direction"] * there


@pytest.mark.parametrize(
    ("key", "wrong", "zh", "en", "there"),
    [
        # More ones are left out than the one that is added.
        ("1 + (k - 1)*(L - 1)", "1 + k*L", "漏加了 1。", "This leaves out the + 1.", 2),
        ("1 + (k - 1)*(L - 1)", "(k - 1)*(L - 1)", "漏加了 1。", "This leaves out the + 1.", 0),
        ("(L + k, L)", "(L*k, L)", "把 $L$ 与 $k$ 相加了，应相乘。", "This adds the two instead of multiplying them.", 2),
        ("(L*k, L)", "(L + k, L)", "把 $L$ 与 $k$ 相加了，应相乘。", "This adds the two instead of multiplying them.", 0),
    ],
)  # fmt: skip
def test_a_mistake_is_made_in_the_formula(key: str, wrong: str, zh: str, en: str, there: int) -> None:
    formulas = Formulas(key, wrong={"slip": wrong})
    assert rules_of(of_mistakes, reasoned(formulas, {"k": 5, "L": 7}, zh, en)) == ["reason-direction"] * there


@pytest.mark.parametrize("key", ["sum(k**i for i in range(L))", "(k**L - 1)//(k - 1)"])
@pytest.mark.parametrize(("many", "there"), [("L + 1", 2), ("L - 1", 0), ("2*L", 0)])
def test_one_too_few_of_a_sum_is_one_fewer(key: str, many: str, there: int) -> None:
    formulas = Formulas(key, wrong={"slip": f"sum(k**i for i in range({many}))"})
    reading = reasoned(formulas, {"k": 3, "L": 4}, "少算了一层。", "This counts one layer too few.")
    assert rules_of(of_shifted, reading) == ["reason-direction"] * there


@pytest.mark.parametrize(
    ("zh", "en", "formula", "there"),
    [
        ("剩余的样本舍去。", "Samples that are left over are discarded.", "n//k", 0),
        ("剩余的样本也再更新一次。", "Leftover samples make one more update.", "n//k", 2),
        ("剩余的样本也再更新一次。", "Leftover samples make one more update.", "-(-n//k)", 0),
    ],
)
def test_what_is_left_over_counts_in_the_formula(zh: str, en: str, formula: str, there: int) -> None:
    reading = question(zh, en, formula, {"n": 17, "k": 4})
    assert rules_of(of_open_numbers, reading).count("described-otherwise") == there


@pytest.mark.parametrize(("many", "there"), [("3", 0), ("4", 2)])
def test_a_table_has_a_row_for_each_of_so_many(many: str, there: int) -> None:
    rows = "\n".join(f"| {i} | {i + 4} |" for i in (1, 2, 3))
    zh = f"下表有 {many} 个样本：\n\n| 样本 | 值 |\n|---|---|\n{rows}"
    en = f"The table has {many} samples:\n\n| sample | value |\n|---|---|\n{rows}"
    assert len(findings(total_differs, zh, en)) == there


@pytest.mark.parametrize(("many", "there"), [("3", 0), ("4", 2)])
def test_a_table_has_a_column_for_each_of_so_many(many: str, there: int) -> None:
    zh = f"有 {many} 个权重：\n\n| 权重 | A | B | C |\n|---|---|---|---|\n| 值 | 1 | 2 | 3 |"
    en = f"There are {many} weights:\n\n| weight | A | B | C |\n|---|---|---|---|\n| value | 1 | 2 | 3 |"
    assert len(findings(total_differs, zh, en)) == there


@pytest.mark.parametrize(("many", "there"), [("3", 0), ("4", 2)])
def test_a_head_may_have_a_letter_for_the_number(many: str, there: int) -> None:
    zh = f"由下列 {many} 层组成：\n\n| 层 $i$ | 1 | 2 | 3 |\n|---|---|---|---|\n| 步幅 | 1 | 2 | 2 |"
    en = f"A stack of {many} layers:\n\n| layer $i$ | 1 | 2 | 3 |\n|---|---|---|---|\n| stride | 1 | 2 | 2 |"
    assert len(findings(total_differs, zh, en)) == there


@pytest.mark.parametrize(("en", "there"), [("upper bound", 0), ("lower bound", 1)])
def test_a_supremum_is_an_upper_bound(en: str, there: int) -> None:
    assert len(findings(meaning_differs, "学习率的上确界是多少？", f"What is the {en} of the learning rates?")) == there


@pytest.mark.parametrize(("part", "there"), [("2", 0), ("6", 2), ("$2$", 0), ("$6$", 2)])
def test_so_many_percent_of_a_number_are_worked_out(part: str, there: int) -> None:
    text = Text(f"8 个权重的 25% 是 {part} 个。", f"25% of 8 weights is {part} weights.")
    assert rules_of(of_worked, question("？", "?", solution=text)) == ["claim-differs"] * there


@pytest.mark.parametrize(("zh", "en", "there"), [("保留", "kept", 0), ("剪去", "pruned", 2)])
def test_what_is_kept_is_not_what_is_taken_out(zh: str, en: str, there: int) -> None:
    ask = Text(f"{zh}的是哪些权重？", f"Which weights are {en}?")
    wording = Wording(ask, Text("保留的是 ${}$。", "The weights ${}$ are kept."), Text("$9$", "$9$"))
    reading = question(*ask.values())
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_questions, reading) == ["claim-differs"] * there


def test_numbers_in_brackets_belong_to_the_letter_before_them() -> None:
    assert _lettered(r"$P = (0,\ 1,\ 2)$ 和 Q (3, 4, 5)") == {"P": ("0", "1", "2"), "Q": ("3", "4", "5")}


@pytest.mark.parametrize(("zh", "en", "there"), [("空闲的时间", "idle", 0), ("工作的时间", "at work", 2)])
def test_the_time_at_work_is_not_the_idle_time(zh: str, en: str, there: int) -> None:
    ask = Text(f"每个阶段{zh}占多大比例？", f"For what fraction of the time is each stage {en}?")
    reading = question(*ask.values())
    wording = Wording(ask, Text("空闲的时间占 ${}$。", "It is idle for ${}$ of the time."), Text("$9$", "$9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_questions, reading) == ["claim-differs"] * there


READING = recipe(
    '"s*a*b/1000"',
    {"s": (2, 4, 8), "a": (300, 500, 700), "b": (20, 30, 50)},
    r"""
        每个数占 [s] 字节，有 $m = [a]$ 行、$n = [b]$ 列。 || Each number takes [s] bytes; there are $m = [a]$ rows and $n = [b]$ columns.

        ask: 每 1000 字节读一次，共读几次？ || With 1000 bytes read at a time, how often is memory read?
        claim: 共读 $[value]$ 次。 || It is read $[value]$ times.
        solution: 共 $[s] \times m n$ 字节，$[=key]$ 次。 || These are $[s] \times m n$ bytes, read $[=key]$ times.
    """,
)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [([], set()), ([("占 [s] 字节", "占 [s] 比特"), ("takes [s] bytes", "takes [s] bits")], {"unit-differs"})],
)
def test_a_product_has_the_unit_of_its_number(
    tmp_path: Path, course: Course, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(READING, tmp_path, course, *changes) == rules


@pytest.mark.parametrize(("place", "there"), [("p_2", 2), ("p_1", 0), ("q_2", 0)])
def test_a_claim_is_about_the_place_that_is_asked_for(place: str, there: int) -> None:
    reading = question("$p_1$ 是多少？", "What is $p_1$?")
    wording = Wording(reading.parts[0].say().ask, Text(f"${place} = {{}}$", f"${place} = {{}}$"), Text("$9$", "$9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_claimed, reading) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("ask", "claim", "there"),
    [
        ("它的权重和偏置共有多少个？", "共有 ${}$ 个参数。", 0),
        ("它的周长是多少？", "它的体积是 ${}$。", 1),
        ("它是多少？", "它的周长是 ${}$。", 1),
    ],
)
def test_that_something_has_an_area_does_not_say_what_is_counted(ask: str, claim: str, there: int) -> None:
    reading = question(ask, "How many?")
    context = replace(reading.passages[0], role="context", text=Text("图块的面积是 16。", "An area."))
    wording = Wording(Text(ask, "How many?"), Text(claim, "${}$"), Text("$9$", "$9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_questions, replace(reading, passages=(context,))) == ["claim-differs"] * there


@pytest.mark.parametrize(("asked", "there"), [("weights and biases", 0), ("weights", 1), ("parameters", 0)])
def test_weights_and_biases_are_the_parameters(asked: str, there: int) -> None:
    ask = Text("有多少个参数？", f"How many {asked} does it have?")
    reading = question(*ask.values())
    wording = Wording(ask, Text("有 ${}$ 个参数。", "It has ${}$ parameters."), Text("$9$", "$9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_answers, reading).count("claim-differs") == there
