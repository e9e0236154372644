"""What a number counts, which way round a ratio is, and whether a percentage is added or taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import INTEREST, in_templates, recipe
from readings import question

from hwgen import Formulas, Text
from hwgen.bank.course import Course
from hwgen.flaws.answers import of_answers
from hwgen.flaws.claimed import of_claimed
from hwgen.flaws.given import of_constants
from hwgen.flaws.one_counted import of_one_counted
from hwgen.flaws.ratios import of_ratios
from hwgen.flaws.worked import of_worked
from hwgen.problem.computed import Wording

FACTORS = recipe(
    '"L*r*m"',
    {"L": (2, 4, 6), "r": (3, 8), "m": (64, 128)},
    r"""
        模型有 [L] 层，每层有 [m] 行。每层训练秩为 [r] 的一个因子。
        A model has [L] layers of [m] rows. In each, one factor of rank [r] is trained.

        ask: 一共训练多少个参数？ || How many parameters are trained in all?
        claim: 一共训练 $[value]$ 个参数。 || In all, $[value]$ parameters are trained.
        solution: 每层 $[r] \\times [m] = [r*m]$ 个，[L] 层共 $[key]$ 个。
                  A layer has $[r] \\times [m] = [r*m]$, and [L] layers have $[key]$.
    """,
)
SALE = recipe(
    '"p*(100 - d)*(100 + x)/10000"',
    {"p": (40, 80), "d": (10, 25), "x": (8, 13)},
    """
        一件商品 [p] 元，降价 [d]%，然后上涨 [x]%。
        An article costs [p] yuan. It is cut by [d]% and then raised by [x]%.

        ask: 现价多少元？ || How many yuan does it cost now?
        claim: 现价 $[value]$ 元。 || It costs $[value]$ yuan now.
        solution: $$[key]$$
    """,
)
DESCRIBED = "described-otherwise"


@pytest.mark.parametrize(
    ("code", "changes", "rule", "faulty"),
    [
        (FACTORS, (), DESCRIBED, False),
        (FACTORS, (("and [L] layers", "and [r] layers"),), DESCRIBED, True),
        (FACTORS, (("，[L] 层共", "，[r] 层共"),), DESCRIBED, True),
        # A number that is said of the same thing may be called so.
        (FACTORS, (("of rank [r] is", "of rank [r], for which [r] layers suffice, is"), ("and [L] layers", "and [r] layers")), DESCRIBED, False),
        (FACTORS, (("of rank [r] is", "in layer [r] is"), ("and [L] layers", "and [r] layers")), DESCRIBED, False),
        (SALE, (), DESCRIBED, False),
        (SALE, (("降价", "涨价"),), DESCRIBED, True),
        (SALE, (("cut by", "raised by"), ("then raised", "then cut")), DESCRIBED, True),
        (SALE, (("p*(100 - d)*(100 + x)/10000", "p*(1 - d/100)*(1 + x/100)"), ("上涨 [x]", "下跌 [x]")), DESCRIBED, True),
        (SALE, (("p*(100 - d)*(100 + x)/10000", "p*(1 - d/100)*(1 + x/100)"),), DESCRIBED, False),
        (INTEREST, (("存 [t] 年", "存 [t] 个月"), ("for [t] years", "for [t] months")), "unit-differs", True),
        (INTEREST, (("K*p*t/100", "K*p*t/1200"), ("存 [t] 年", "存 [t] 个月"), ("for [t] years", "for [t] months")), "unit-differs", False),
        (INTEREST, (("is $[value]$ yuan", "is in [t] months $[value]$ yuan"),), "unit-differs", True),
        (INTEREST, (("is $[value]$ yuan", "is in [t] years $[value]$ yuan"),), "unit-differs", False),
    ],
)  # fmt: skip
def test_numbers_count_what_the_question_counts_with_them(
    code: str, changes: tuple[tuple[str, str], ...], rule: str, faulty: bool, tmp_path: Path, course: Course
) -> None:
    assert (rule in in_templates(code, tmp_path, course, *changes)) is faulty


@pytest.mark.parametrize(
    ("zh", "en", "flaws"),
    [
        ("全连接层的参数是卷积层的多少倍？", "How many times as many parameters as the convolution does the dense layer have?", 0),
        ("卷积层的参数是全连接层的多少倍？", "How many times as many parameters as the dense layer does the convolution have?", 2),
        ("全连接层与卷积层的参数之比是多少？", "What is the ratio of the dense weights to those of the convolution?", 0),
        ("卷积层与全连接层的参数之比是多少？", "What is the ratio of the convolution to the dense layer?", 2),
        ("它们一共有多少个参数？", "How many parameters have the convolution and the dense layer?", 0),
    ],
)  # fmt: skip
def test_a_ratio_is_worked_out_the_way_round_that_is_asked_for(zh: str, en: str, flaws: int) -> None:
    solution = Text(
        zh=r"全连接层有 $12 \times 5 = 60$ 个参数，卷积层有 $3 \times 4 = 12$ 个：$$\frac{60}{12} = 5$$",
        en=r"The dense layer has $12 \times 5 = 60$ parameters, the convolution $3 \times 4 = 12$: $$\frac{60}{12} = 5$$",
    )
    found = [rule for rule, _ in of_ratios(question(zh, en, "a/b", solution=solution))]
    assert found == ["asks-otherwise"] * flaws


@pytest.mark.parametrize(("letter", "flaws"), [("w", 0), ("v", 1)])
def test_the_letter_of_the_claim_is_that_of_the_solution(letter: str, flaws: int) -> None:
    ask = Text("多少？", f"Gradient descent changes $v$ and $w$. What is ${letter}$?")
    reading = question(*ask.values())
    wording = Wording(ask, Text("${}$", f"Then ${letter} = {{}}$."), Text("$9$", "First $v = 3$, then $w = 9$"))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert [rule for rule, _ in of_claimed(reading)] == ["claim-differs"] * flaws


@pytest.mark.parametrize(("step", "flaws"), [("v", 0), ("3 v", 2)])
def test_what_another_rule_changes_has_no_fixed_value(step: str, flaws: int) -> None:
    stem = rf"$v \leftarrow 0.5 v + 4$, $w \leftarrow w - {step}$. Now $v = 0$ and $w = 20$."
    text = r"$v = 0.5 \times 0 + 4 = 4$, $w = 20 - 4 = 16$"
    reading = question(stem, stem, solution=Text(text, text), key=16)
    assert [rule for rule, _ in of_claimed(reading)] == ["claim-differs"] * flaws


@pytest.mark.parametrize(
    ("formula", "flaws"), [("h*a + (1 - h)*b", 0), ("h*a + b*(1 - h)", 0), ("h*a + b", 2), ("(a + b)/2", 0)]
)
def test_a_share_and_the_rest_make_a_mean(formula: str, flaws: int) -> None:
    reading = question("平均时间是多少？", "What is the average time?", formula)
    assert [rule for rule, _ in of_answers(reading) if rule == "asks-otherwise"] == ["asks-otherwise"] * flaws


@pytest.mark.parametrize(
    ("zh", "en", "flaws"),
    [
        ("圆心角为 40 时弧长是多少？", "How long is the arc of an angle of 40?", 0),
        (r"$40^\circ$ 时是多少？", r"What is it at $40^\circ$?", 0),
        ("多少？", "What is it?", 1),
    ],
)
def test_everybody_knows_the_degrees_of_a_half_turn(zh: str, en: str, flaws: int) -> None:
    assert len(list(of_constants(question(zh, en, "r*a*314/(100*180)", {"r": 3, "a": 40})))) - 1 == flaws


@pytest.mark.parametrize(("wrong", "flaws"), [("r*m", 0), ("L*m", 2)])
def test_one_of_the_layers_is_a_single_layer(wrong: str, flaws: int) -> None:
    reason = Text(zh="只算了其中一层。", en="This counts only one of the layers.")
    params = {"L": 4, "r": 3, "m": 10}
    formulas = Formulas("L*r*m", wrong={"one": (wrong, reason)})
    values = formulas(params)
    reading = question(
        "有 4 层，多少个参数？",
        "There are 4 layers. How many parameters?",
        reasons={"one": reason},
        formulas=formulas.key,
        params=params,
        wrong=dict(values.wrong),
        key=values.key,
    )
    object.__setattr__(reading.parts[0], "formulas", formulas)
    assert [rule for rule, _ in of_one_counted(reading)] == ["reason-direction"] * flaws


@pytest.mark.parametrize(
    ("en", "faulty"),
    [
        ("A solution of [p]% is thinned to [q]%.", False),
        ("A solution is thinned from [p]% to [q]%.", False),
        ("A solution of [q]% is thinned to [p]%.", True),
    ],
)
def test_two_percentages_are_in_one_order_in_all_languages(
    en: str, faulty: bool, tmp_path: Path, course: Course
) -> None:
    thinned = recipe(
        '"p - q"',
        {"p": (12, 15), "q": (4, 5)},
        f"""
            把 [p]% 的溶液稀释到 [q]%。
            {en}

            ask: 差多少？ || What is the difference?
            claim: 差是 $[value]$。 || The difference is $[value]$.
            solution: $$[key]$$
        """,
    )
    assert ("meaning-differs" in in_templates(thinned, tmp_path, course)) is faulty


@pytest.mark.parametrize(
    ("zh", "en", "formula", "flaws"),
    [
        ("浓度除以", "The concentration is divided by", r"\frac{54}{27} = 2", 0),
        ("浓度乘以", "The concentration is multiplied by", r"\frac{54}{27} = 2", 2),
        ("浓度乘以", "The concentration is multiplied by", r"2 \times 27 = 54", 0),
        ("浓度除以", "The concentration is divided by", r"2 \times 27 = 54", 2),
    ],
)
def test_what_is_multiplied_is_not_divided(zh: str, en: str, formula: str, flaws: int) -> None:
    solution = Text(f"{zh} $3^3 = 27$：$${formula}$$", f"{en} $3^3 = 27$: $${formula}$$")
    found = [rule for rule, _ in of_worked(question("多少？", "What is it?", solution=solution))]
    assert found == ["claim-differs"] * flaws
