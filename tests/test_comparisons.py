"""A difference is no sum, a ratio no term of it, at least one is not all, and what is drawn again is as much as before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.claimed import of_claimed
from hwgen.flaws.comparisons import of_comparisons
from hwgen.flaws.letters import of_letters
from hwgen.flaws.movements import of_movements
from hwgen.flaws.reading import Reading
from hwgen.flaws.replaced import of_replaced
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording


def rules_of(find: object, reading: Reading) -> list[str]:
    return [rule for rule, _ in find(reading)]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("zh", "en", "formula", "flaws"),
    [
        ("电炉比灯多消耗多少 Wh？", "How many Wh does the stove consume more than the lamp?", "P*a + Q*b", 2),
        ("电炉比灯多消耗多少 Wh？", "How many Wh does the stove consume more than the lamp?", "Q*b - P*a", 0),
        ("电炉和灯一共消耗多少 Wh？", "How many Wh do the stove and the lamp consume?", "P*a + Q*b", 0),
        # One layer more adds so many.
        ("加一层后多多少个参数？", "How many more parameters are there with another layer than before?", "m*m", 0),
        ("细菌增加了多少个？", "By how many has the number of bacteria grown?", "N*2**t", 2),
        ("细菌增加了多少个？", "By how many has the number of bacteria grown?", "N*2**t - N", 0),
        ("后来有多少个细菌？", "How many bacteria are there then?", "N*2**t", 0),
    ],
)
def test_a_difference_is_no_sum(zh: str, en: str, formula: str, flaws: int) -> None:
    assert rules_of(of_comparisons, question(zh, en, formula)) == ["asks-otherwise"] * flaws


@pytest.mark.parametrize(
    ("solution", "formula", "flaws"),
    [
        ("It has $3 \\times 4 = 12$, the other $1 + 2 = 3$: $9$", "a*b", 2),
        ("It has $3 \\times 4 = 12$, the other $1 + 2 = 3$: $12 / 3$, $9$", "a*b", 0),
        ("It has $3 \\times 4 = 12$, the other $1 + 2 = 3$: $9$", "a*b/c", 0),
    ],
)
def test_a_ratio_is_no_term_of_it(solution: str, formula: str, flaws: int) -> None:
    text = Text(zh=solution, en=solution)
    reading = question(
        "一个是另一个的多少倍？", "How many times as many has the one as the other?", formula, solution=text
    )
    assert rules_of(of_comparisons, reading) == ["asks-otherwise"] * flaws


@pytest.mark.parametrize(
    ("stem", "things", "flaws"),
    [
        (("该图有 $5$ 个顶点。", "The graph has $5$ nodes."), ("个顶点", "nodes"), 2),
        (("该图有 $9$ 个顶点。", "The graph has $9$ nodes."), ("个顶点", "nodes"), 0),
        (("该图有 $5$ 个顶点。", "The graph has $5$ nodes."), ("条边", "edges"), 0),
    ],
)
def test_what_a_question_has_said_is_not_asked(stem: tuple[str, str], things: tuple[str, str], flaws: int) -> None:
    asked = question(f"它有多少{things[0]}？", f"How many {things[1]} does it have?")
    reading = replace(asked, passages=(Passage("context", Text(*stem)), *asked.passages))
    assert rules_of(of_comparisons, reading) == ["asks-otherwise"] * flaws


@pytest.mark.parametrize(
    ("asked", "solution", "flaws"),
    [
        (("卖出多少件？", "How many pieces are sold?"), ("共 $9$ 元。", "together $9$ yuan."), 2),
        (("卖出多少件？", "How many pieces are sold?"), ("共 $9$ 件。", "together $9$ pieces."), 0),
        (("卖了多少元？", "How many yuan are taken?"), ("共 $9$ 元。", "together $9$ yuan."), 0),
        (("有多少 g 溶液？", "How many g of solution are there?"), ("$9$ g", "$9$ g of water are added."), 1),
        (("有多少 g 水？", "How many g of water are there?"), ("$9$ g", "$9$ g of water are added."), 0),
    ],
)
def test_what_is_asked_for_is_what_the_solution_ends_with(
    asked: tuple[str, str], solution: tuple[str, str], flaws: int
) -> None:
    reading = question(*asked, "a*b", solution=Text(*solution))
    assert rules_of(of_comparisons, reading) == ["claim-differs"] * flaws


@pytest.mark.parametrize(
    ("zh", "en", "formula", "rules"),
    [
        ("不放回地取两个球，两个都是红球的概率是多少？", "Two balls are drawn without replacement. What is the probability that both are red?", "R(r*(r - 1), n*(n - 1))", []),
        ("有放回地取两个球，两个都是红球的概率是多少？", "Two balls are drawn with replacement. What is the probability that both are red?", "R(r*(r - 1), n*(n - 1))", ["described-otherwise"] * 2),
        ("有放回地取两个球，两个都是红球的概率是多少？", "Two balls are drawn with replacement. What is the probability that both are red?", "R(r*r, n*n)", []),
        ("不放回地取两个球，两个都是红球的概率是多少？", "Two balls are drawn without replacement. What is the probability that both are red?", "R(r*r, n*n)", ["described-otherwise"] * 2),
        ("取两个球，至少有一个红球的概率是多少？", "Two balls are drawn. What is the probability that at least one is red?", "R(r*(r - 1), n*(n - 1))", ["asks-otherwise"] * 2),
        ("取两个球，至少有一个红球的概率是多少？", "Two balls are drawn. What is the probability that at least one is red?", "1 - R(b*(b - 1), n*(n - 1))", []),
    ],
)  # fmt: skip
def test_draws_with_and_without_replacement(zh: str, en: str, formula: str, rules: list[str]) -> None:
    assert rules_of(of_replaced, question(zh, en, formula)) == rules


@pytest.mark.parametrize(
    ("zh", "en", "formula", "flaws"),
    [
        ("每 20 min 数目翻一倍", "The number doubles every 20 min", "N*2**(t/g)", 0),
        ("每 20 min 数目变为三倍", "The number triples every 20 min", "N*2**(t/g)", 2),
        ("每 20 min 数目减半", "The number halves every 20 min", "N*2**(-t/g)", 0),
        ("每 20 min 数目翻一倍", "The number doubles every 20 min", "N*3**(t/g)", 2),
    ],
)
def test_what_doubles_has_powers_of_two(zh: str, en: str, formula: str, flaws: int) -> None:
    assert rules_of(of_movements, question(zh, en, formula)) == ["described-otherwise"] * flaws


@pytest.mark.parametrize(
    ("stem", "formula", "params", "flaws"),
    [
        (r"$\sigma(z) = 1/(1 + e^{-z})$", "sigma(w)", {}, 0),
        (r"$\sigma(z) = 1/(1 + e^{z})$", "sigma(w)", {}, 2),
        # Any function may be called so.
        (r"$\sigma(z) = 1/(1 + e^{z})$", "w", {}, 0),
        (r"$w = (3, 4)$", "v[0]", {"v": (3, 4)}, 0),
        (r"$w = (4, 3)$", "v[0]", {"v": (3, 4)}, 2),
        (r"$w = (4, 3)$, $u = (3, 4)$", "v[0]", {"v": (3, 4)}, 0),
    ],
)
def test_functions_and_vectors_are_those_of_the_formula(
    stem: str, formula: str, params: dict[str, int], flaws: int
) -> None:
    assert rules_of(of_letters, question(stem, stem, formula, params)) == ["described-otherwise"] * flaws


@pytest.mark.parametrize(
    ("claim", "solution", "flaws"),
    [
        ("After the two updates, $v = {}$.", "After the first update, $v = 4$; after the two updates, $v = 9$.", 0),
        ("After the first update, $v = {}$.", "After the first update, $v = 4$; then $v = 9$.", 1),
        ("The ordinary layer has ${}$ times as many.", "The ordinary layer has $3$ parameters. $9$", 0),
    ],
)
def test_the_solution_gives_the_words_of_the_claim_the_value_of_the_key(claim: str, solution: str, flaws: int) -> None:
    reading = question("多少？", "What is $v$?")
    wording = Wording(Text("多少？", "What is $v$?"), Text("${}$", claim), Text("$9$", solution))
    object.__setattr__(reading.parts[0], "say", lambda: wording)
    assert rules_of(of_claimed, reading) == ["claim-differs"] * flaws


@pytest.mark.parametrize(
    ("rule", "flaws"), [(r"\beta v + (1 - \beta) x", 0), (r"(1 - \beta) v + \beta x", 2), (r"\beta v + x + y", 0)]
)
def test_a_rule_of_the_question_leads_to_numbers_of_the_solution(rule: str, flaws: int) -> None:
    stem = rf"$v \leftarrow {rule}$, $\beta = 0.8$. Now $v = 10$, and then comes 5."
    text = r"$0.8 \times 10 + 0.2 \times 5 = 9$"
    assert rules_of(of_claimed, question(stem, stem, solution=Text(text, text))) == ["claim-differs"] * flaws
