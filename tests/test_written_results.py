"""Numbers in a row, and answers beside what they are worked out to be: each fault with a sound twin."""

from __future__ import annotations

from fractions import Fraction

import pytest
from readings import both, question

from hwgen import Computed, Formulas, Text
from hwgen.flaws.captions import alternative_differs
from hwgen.flaws.counts import several_differs
from hwgen.flaws.listed import order_differs
from hwgen.flaws.meaning import meaning_differs
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import of_reasons
from hwgen.flaws.results import answer_differs
from hwgen.flaws.roundings import of_open_numbers
from hwgen.flaws.subjects import of_subjects
from hwgen.flaws.wording import accepted_in_one_language, order_cue
from hwgen.kinds import Candidate, Choice, Matching, Numeric, NumericCell, Ordering, ShortAnswer
from hwgen.kinds.entries import Entry
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording
from hwgen.problem.parts import Part

# Rules whose planted flaws stand here.
PLANTED = ("order-differs", "answer-differs", "alternative-differs", "accepted-in-one-language")


def stem(zh: str, en: str) -> Reading:
    return Reading("it", (), (Passage("stem", Text(zh=zh, en=en)),), ("zh", "en"))


def item(part: Part) -> Reading:
    return Reading("it", (part,), (), ("zh", "en"))


@pytest.mark.parametrize(
    ("zh", "en", "findings"),
    [
        ("三个作业分别需要 3 ms、6 ms、2 ms。", "Three jobs need 6 ms, 3 ms and 2 ms.", 1),
        ("三个作业分别需要 6 ms、3 ms、2 ms。", "Three jobs need 6 ms, 3 ms and 2 ms.", 0),
        ("含 0.30 mol/L 醋酸和 0.20 mol/L 醋酸钠。", "It has 0.20 mol/L of acetic acid and 0.30 mol/L of the salt.", 1),
        ("含 0.20 mol/L 醋酸和 0.30 mol/L 醋酸钠。", "It has 0.20 mol/L of acetic acid and 0.30 mol/L of the salt.", 0),
        ("在 0 时刻到达，需要 6 ms、3 ms。", "They arrive at time 0, and need 6 ms and 3 ms.", 0),
        ("核 3、步幅 2 时它做什么？", "What does it do with stride 2 and kernel 3?", 0),
        ("由 96 个通道到 32 个，$3 \\times 3$", "$3 \\times 3$ from 96 channels to 32", 0),
    ],
)
def test_numbers_in_a_row_stand_in_one_order(zh: str, en: str, findings: int) -> None:
    assert len(list(order_differs(stem(zh, en)))) == findings


@pytest.mark.parametrize(("gain", "findings"), [("$3$", 2), ("$2$", 0), ("2.0", 0), ("twice", 0)])
def test_a_right_side_is_what_it_comes_to(gain: str, findings: int) -> None:
    pairs = ((Entry("a", both("a"), ""), Entry("b", both(gain), "1/(1 - 0.5)")),)
    assert len(list(answer_differs(item(Matching("m", both("?"), pairs, both("x")))))) == findings


def test_a_number_may_be_rounded() -> None:
    pairs = ((Entry("a", both("a"), ""), Entry("b", both("0.33"), "1/3")),)
    assert not list(answer_differs(item(Matching("m", both("?"), pairs, both("x")))))


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        (["1 ns", "80 ns", "100 µs", "8 ms"], 0),
        (["1 ns", "80 ns", "100 ns", "8 ms"], 2),
        (["1 ns", "80 ns", "10 ns", "8 ms"], 4),
    ],
)
def test_entries_show_the_quantities_by_which_they_are_ordered(texts: list[str], findings: int) -> None:
    checks = ["1", "80", "100*1000", "8*1000000"]
    entries = tuple(Entry(f"e{i}", both(t), c) for i, (t, c) in enumerate(zip(texts, checks, strict=True)))
    assert len(list(answer_differs(item(Ordering("o", both("?"), entries, both("x")))))) == findings


@pytest.mark.parametrize(("keyed", "findings"), [(9, 2), (10, 0)])
def test_a_table_is_keyed_as_it_is_explained(keyed: int, findings: int) -> None:
    cells = (NumericCell(Fraction(9)), NumericCell(Fraction(keyed)))
    part = Numeric("n", both("?"), cells, both("$3 + 1 + 5 = 9$，$12 - 2 = 10$"))
    assert len(list(answer_differs(item(part)))) == findings


@pytest.mark.parametrize(
    ("zh", "en", "findings"),
    [
        ("由短到长排列。", "Put them in order, the longest at the top.", 1),
        ("由短到长排列。", "Put them in order, the shortest at the top.", 0),
        ("锁一直保持到提交。", "Locks are released before the commit.", 1),
        ("锁一直保持到提交。", "Locks are held until the commit.", 0),
        ("装满了多少块？", "How many blocks does it need at least?", 1),
        ("最后装满了多少块？", "How many blocks does it need at least?", 1),
        ("至少需要多少块？", "How many blocks does it need at least?", 0),
    ],
)
def test_contraries_of_other_fields(zh: str, en: str, findings: int) -> None:
    assert len(list(meaning_differs(stem(zh, en)))) == findings


@pytest.mark.parametrize(("en", "rules"), [("It stays below it.", ["meaning-differs"]), ("It exceeds it.", [])])
def test_reasons_say_above_in_all_languages(en: str, rules: list[str]) -> None:
    reason = Text(zh="加速比超过了处理器个数。", en=en)
    assert [r for r, _ in of_reasons(question("多少？", "What?", reasons={"more": reason}))] == rules


CHART = {"sales": ((Fraction(20), Fraction(30), Fraction(50)),), "sales_x": ((Fraction(1), Fraction(2), Fraction(3)),)}


@pytest.mark.parametrize(
    ("alt", "findings"),
    [
        ("sales rise from 20 in month 1 to 50 in month 3", 0),
        ("sales rise from 20 in month 1 to 55 in month 3", 2),
        ("sales rise from 20 in month 1 to 50 in month 3, with a mean of 100", 3),
        ("the months from 1 to 3 and an axis from 0 to 60; 20, 30 and 50", 0),
    ],
)
def test_an_alternative_text_has_the_values_of_its_chart(alt: str, findings: int) -> None:
    part = Numeric("n", Text(zh="平均是多少？", en="What is the mean?"), (NumericCell(Fraction(100)),), both("x"))
    item = Reading("it", (part,), (Passage("caption", both(alt)),), ("zh", "en"), numbers=CHART)
    assert len(list(alternative_differs(item))) == findings


@pytest.mark.parametrize(
    ("zh", "en", "findings"),
    [
        ("甲、乙中哪条曲线属于训练集？", "Which of I and II belongs to the training set?", 0),
        ("甲、丙中哪条曲线属于训练集？", "Which of A and B belongs to the training set?", 2),
        ("甲、乙两条曲线各属于哪个集？", "I wonder which set a curve belongs to. A curve is a mean.", 0),
        ("曲线C属于哪个集？", "Which set does the curve $C$ belong to?", 1),
    ],
)
def test_the_question_names_what_the_chart_shows_as_the_chart_does(zh: str, en: str, findings: int) -> None:
    names = (Passage("caption", Text(zh="甲", en="I")), Passage("caption", Text(zh="乙", en="II")))
    reading = Reading("it", (), (Passage("stem", Text(zh=zh, en=en)), *names), ("zh", "en"))
    assert len(list(alternative_differs(reading))) == findings


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("共分成多少帧？", "How many frames are there?", ["rounding-open"] * 2),
        ("不足一帧的舍去，共多少帧？", "How many full frames are there?", []),
        ("最多多少帧？", "How many frames are there at most?", []),
    ],
)
def test_a_quotient_that_is_rounded_says_so(zh: str, en: str, rules: list[str]) -> None:
    item = question(zh, en, "floor((n - 2)/k) + 1", {"n": 9, "k": 3})
    assert [rule for rule, _ in of_open_numbers(item)] == rules


def test_what_divides_without_a_rest_needs_no_rounding() -> None:
    assert not list(of_open_numbers(question("多少帧？", "How many frames?", "floor((n - 3)/k)", {"n": 9, "k": 3})))


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("命中率为 $90$。", "The hit ratio is $90$.", ["share-above-one"] * 2),
        ("命中率为 $9/10$。", "The hit ratio is $9 / 10$.", []),
        ("命中率为 $90$%。", "The hit ratio is 90%.", []),
        ("命中率为 $0.9$。", "The hit ratio is $0.9$.", []),
        ("长宽的比例为 16:9。", "The proportion is 16:9.", []),
    ],
)
def test_a_share_is_at_most_one(zh: str, en: str, rules: list[str]) -> None:
    assert [rule for rule, _ in of_open_numbers(question(zh, en))] == rules


@pytest.mark.parametrize(
    ("zh", "findings"), [("哪些对？（有几项正确）", 1), ("哪些对？（有多项正确。）", 0), ("有几项正确？", 0)]
)
def test_several_are_right_is_no_question_how_many(zh: str, findings: int) -> None:
    options = tuple(Candidate(id, both(id), both("x")) for id in "abc")
    part = Choice("c", Text(zh=zh, en="Which? (More than one is correct.)"), options[:2], options[2:], both("x"), 1, 2)
    found = [f for f in several_differs(item(part)) if "how many" in f.message]
    assert len(found) == findings


@pytest.mark.parametrize(("text", "findings"), [("first-level cache", 0), ("first, the cache is read", 1)])
def test_a_first_level_cache_has_that_name_anywhere(text: str, findings: int) -> None:
    entries = tuple(Entry(t, both(t)) for t in (text, "main memory", "disk"))
    assert len(list(order_cue(item(Ordering("o", both("?"), entries, both("x")))))) == findings


def test_a_reason_with_two_ways_leaves_them_open() -> None:
    reason = Text(zh="人数用多了或者用少了。", en="This uses more people than there are, or fewer.")
    assert [r for r, _ in of_reasons(question("多少？", "What?", reasons={"more": reason}))] == ["empty-reason"] * 2


@pytest.mark.parametrize(("ask", "rules"), [("氢氧化钠", ["claim-differs"]), ("硫酸", [])])
def test_a_claim_is_about_what_the_question_is_about(ask: str, rules: list[str]) -> None:
    asked = Text(zh=f"{ask}的浓度是多少？", en="What is the concentration of the sulfuric acid?")
    claim = Text(zh="硫酸的浓度是 ${}$。", en="The concentration of the sulfuric acid is ${}$.")
    context = Text(zh="用氢氧化钠溶液滴定硫酸。", en="Sulfuric acid is neutralised by sodium hydroxide.")
    part = Computed("t/q", Formulas("n"), {}, lambda: Wording(asked, claim, both("$9$")), key=9)
    item = Reading("q", (part,), (Passage("context", context), Passage("stem", asked)), ("zh", "en"))
    assert [rule for rule, _ in of_subjects(item)] == rules


@pytest.mark.parametrize(
    ("accepted", "findings"),
    [
        (["address resolution protocol"], 1),
        (["地址解析协议"], 1),
        (["address resolution protocol", "地址解析协议"], 0),
        (["address resolution protocol", "ARP"], 0),
    ],
)
def test_an_answer_may_be_written_in_each_language(accepted: list[str], findings: int) -> None:
    part = ShortAnswer("s", both("?"), tuple(accepted), both("x"))
    assert len(list(accepted_in_one_language(item(part)))) == findings
