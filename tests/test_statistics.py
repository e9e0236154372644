"""The figures of a class are those of a slow computation of their own, of published examples, and of nothing but answers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hwgen.marks.analysis import Analysis, Suspect, analysed
from hwgen.marks.report import _decimal, report
from hwgen.marks.response import Response
from hwgen.marks.roll import results, roll
from hwgen.marks.statistics import alpha, correlation, efficiency, fisher, holm, quantile, upper_lower, variance, wilson
from hwgen.marks.tables import items
from hwgen.marks.wording import html
from hwgen.sheets.keys import Boxes, Copy, Interval, Keys, Number, Option, Policy, Question, Written
from hwgen.words.words import words

EXACT = 1e-12
# The machine may be busy: how long it takes to think of examples says nothing.
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
F = Fraction


def points(most: int) -> st.SearchStrategy[Fraction]:
    return st.builds(F, st.integers(0, 12 * most), st.just(12))


values = st.lists(points(10), min_size=2, max_size=12)
tables = st.integers(2, 6).flatmap(
    lambda people: st.lists(st.lists(points(4), min_size=people, max_size=people), min_size=2, max_size=5)
)


def slow_variance(numbers: Sequence[float]) -> float:
    """By all pairs, without a mean."""
    n = len(numbers)
    return math.fsum((a - b) ** 2 for a, b in itertools.combinations(numbers, 2)) / (n * (n - 1))


def slow_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """By all pairs, without means."""
    pairs = list(itertools.combinations(zip(left, right, strict=True), 2))
    together = math.fsum((a - c) * (b - d) for (a, b), (c, d) in pairs)
    spread = math.fsum((a - c) ** 2 for (a, _), (c, _) in pairs) * math.fsum((b - d) ** 2 for (_, b), (_, d) in pairs)
    return together / math.sqrt(spread)


@FEW
@given(values)
def test_variance(numbers: list[Fraction]) -> None:
    assert float(variance(numbers)) == pytest.approx(slow_variance([float(n) for n in numbers]), abs=EXACT, rel=EXACT)


@FEW
@given(st.lists(st.tuples(points(4), points(9)), min_size=2, max_size=9))
def test_correlation(pairs: list[tuple[Fraction, Fraction]]) -> None:
    left, right = ([pair[i] for pair in pairs] for i in (0, 1))
    found = correlation(left, right)
    if len(set(left)) < 2 or len(set(right)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(slow_correlation(list(map(float, left)), list(map(float, right))), abs=EXACT)


@FEW
@given(st.lists(st.tuples(points(4), points(9)), min_size=2, max_size=4))
def test_efficiency(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """The largest covariance is looked for among all ways to pair the values."""
    left, right = ([pair[i] for pair in pairs] for i in (0, 1))
    middle = sum(left) / len(left)
    ways = [sum((x - middle) * y for x, y in zip(left, order, strict=True)) for order in itertools.permutations(right)]
    found, here = efficiency(left, right), sum((x - middle) * y for x, y in pairs)
    assert found is None if not max(ways) else found == pytest.approx(float(here / max(ways)), abs=EXACT)


@FEW
@given(tables)
def test_alpha(items: list[list[Fraction]]) -> None:
    """By covariances: the mean one of two items over the mean variance of the whole."""
    k = len(items)
    totals = [float(sum(row)) for row in zip(*items, strict=True)]
    found = alpha(items)
    if slow_variance(totals) == 0:
        assert found is None
        return
    floats = [list(map(float, item)) for item in items]
    own = math.fsum(slow_variance(item) for item in floats)
    between = 0.0
    for a, b in itertools.permutations(range(k), 2):
        sums = [x + y for x, y in zip(floats[a], floats[b], strict=True)]
        between += (slow_variance(sums) - slow_variance(floats[a]) - slow_variance(floats[b])) / 2
    assert found == pytest.approx(k / (k - 1) * between / (own + between), abs=1e-9)


@FEW
@given(*[st.integers(0, 4)] * 4)
def test_fisher(a: int, b: int, c: int, d: int) -> None:
    """By all ways to deal successes to people, one after the other."""
    people, good, mine = a + b + c + d, a + c, a + b
    if people == 0 or people > 10:
        return
    counts: dict[int, int] = {}
    for chosen in itertools.combinations(range(people), good):
        counts[sum(i < mine for i in chosen)] = counts.get(sum(i < mine for i in chosen), 0) + 1
    extreme = sum(count for count in counts.values() if count <= counts[a])
    assert fisher(a, b, c, d) == F(extreme, sum(counts.values()))


def test_published_figures() -> None:
    """Fisher's tea (Agresti 2002, table 3.8); Wilson's interval for 81 of 263 (Newcombe 1998, table I); Holm by hand."""
    assert fisher(3, 1, 1, 3) == F(34, 70)
    assert [round(edge, 4) for edge in wilson(F(81, 263), 263)] == [0.2553, 0.3662]
    assert [round(edge, 4) for edge in wilson(F(0), 20)] == [0.0, 0.1611]
    assert [round(edge, 4) for edge in wilson(F(15, 148), 148)] == [0.0624, 0.1605]
    assert holm([F(1, 100), F(4, 100), F(3, 100)]) == [F(3, 100), F(6, 100), F(6, 100)]
    assert [quantile([F(1), F(2), F(4), F(8)], F(q, 4)) for q in (1, 2, 3)] == [F(7, 4), F(3), F(5)]


def test_kr20_is_alpha_of_points_of_one() -> None:
    right = [[1, 1, 0, 1, 0], [1, 0, 0, 1, 1], [1, 1, 0, 0, 0], [1, 1, 1, 1, 0]]
    totals = [sum(row) for row in zip(*right, strict=True)]
    n, k = len(totals), len(right)
    spread = math.fsum((t - sum(totals) / n) ** 2 for t in totals) / n
    product = math.fsum(sum(item) / n * (1 - sum(item) / n) for item in right)
    kr20 = k / (k - 1) * (1 - product / spread)
    assert alpha([[F(x) for x in item] for item in right]) == pytest.approx(kr20, abs=EXACT)


def test_the_ends_of_a_class() -> None:
    assert upper_lower([F(0), F(0), F(1), F(1)], [F(1), F(2), F(3), F(4)]) == 1
    assert upper_lower([F(1)], [F(1)]) is None


QUESTIONS = 4


def boxes(number: int, right: str, *, letters: str = "ABC") -> Question:
    options = tuple(
        Option(value, F(int(value == right)), f"o{value}", "" if value == right else f"m{value}") for value in letters
    )
    return Question(number, f"item-{number}", "", f"v{number % 2}", "choice", F(2), (Boxes(f"q{number}", options),))


def keys(people: int, forms: str = "") -> Keys:
    questions = tuple(boxes(number, "A") for number in range(1, QUESTIONS + 1))
    copies = tuple(
        Copy(i, f"C{i}", "", questions, forms[i % len(forms)] if forms else "", f"s{i}", "")
        for i in range(1, people + 1)
    )
    return Keys("e", "t", "c", "en", 1, copies, Policy(pass_percent=F(50)), {"mB": "a named mistake"})


def analysis(known: Keys, answers: Sequence[str]) -> Analysis:
    """A letter for each question of each student; `-` for nothing."""
    responses = [
        Response(i, {f"q{n}": (letter,) for n, letter in enumerate(row, 1) if letter != "-"})
        for i, row in enumerate(answers, 1)
    ]
    found = analysed(roll(known, results(known, responses)))
    assert found
    return found


def test_what_a_class_chose_is_counted() -> None:
    found = analysis(keys(4), ["AAAA", "ABBA", "BBB-", "ACCA"])
    first, second = found.items[:2]
    assert (first.facility, second.facility) == (F(3, 4), F(1, 4))
    assert [(use.id, use.chosen, use.seen) for use in second.options] == [("oA", 1, 4), ("oB", 2, 4), ("oC", 1, 4)]
    assert found.items[3].blank == F(1, 4)
    shares = {use.id: (use.chosen, use.seen) for use in found.misconceptions}
    assert shares == {"mB": (5, 16), "mC": (2, 16)}
    assert (found.passed, found.count, sum(found.bins), found.small) == (F(3, 4), 4, 4, True)
    rights = [[F(2 * (row[n] == "A")) for row in ("AAAA", "ABBA", "BBB-", "ACCA")] for n in range(QUESTIONS)]
    assert found.alpha == alpha(rights)
    rest = [sum((rights[n][i] for n in range(1, QUESTIONS)), F(0)) for i in range(4)]
    assert first.discrimination == pytest.approx(slow_correlation([1, 1, 0, 1], list(map(float, rest))), abs=EXACT)
    biserial = slow_correlation([0, 1, 1, 0], [6, 4, 0, 4])
    assert second.options[1].biserial == pytest.approx(biserial, abs=EXACT)


def test_answers_that_a_person_had_to_decide_are_counted() -> None:
    """Some are decided, some are left, one is of a number of several columns, two were typed, and one is somebody's number."""
    known = keys(4)
    columns = Number(("q2#1", "q2#2"), (Interval(F(1), F(1), F(1)),))
    written = Written("q3", ("q3.points",), "q3.half", accepted=("A",))
    first, second, third, fourth = known.copies[0].questions
    asked = (first, replace(second, fields=(columns,)), replace(third, fields=(written,)), fourth)
    known = replace(known, copies=tuple(replace(copy, questions=asked) for copy in known.copies))
    points = {"q3": F(1)}
    responses = [
        Response(1, {"q1": ("A",)}, points=points, doubts=("q1", "number#1"), decided=("q2#1", "q2#2")),
        Response(2, {"q1": ("A", "B")}, points=points, decided=("q3.half",)),
        Response(3, {"q1": ("A",)}, points=points, decided=("q1", "q4"), typed=("q1", "q4")),
        Response(4, {"q2#1": ("1", "2")}, points=points),
    ]
    found = analysed(roll(known, results(known, responses)))
    assert found
    assert [item.doubts for item in found.items] == [2, 2, 1, 0]
    page = report(known, found).decode()
    rows = re.findall(r'<td class="n">\d+%</td><td class="n">(\d+)</td></tr>', page)
    assert rows == ["2", "2", "1", "0"]
    head, *lines = items(found).rows
    assert [line[head.index("doubts")] for line in lines] == [2, 2, 1, 0]


def test_an_answer_is_right_only_where_it_is_right_in_each_variant() -> None:
    known = keys(2)
    first, second = known.copies
    turned = tuple(replace(boxes(n, "B"), variant="w") for n in range(1, QUESTIONS + 1))
    known = replace(known, copies=(first, replace(second, questions=turned)))
    assert [use.right for use in analysis(known, ["AAAA", "BBBB"]).items[0].options] == [False, False, False]


def test_questions_stand_in_their_order_whoever_was_asked_them() -> None:
    """The first student's second question is not marked yet: it is known from others only."""
    known = keys(2)
    first, second = known.copies
    open_one = replace(second.questions[1], fields=(Written("q2", ("q2.points",), "q2.half"),))
    asked = (first.questions[0], open_one, *first.questions[2:])
    found = analysis(replace(known, copies=(replace(first, questions=asked), second)), ["A-AA", "AAAA"])
    assert [use.numbers for use in found.items] == [(1,), (2,), (3,), (4,)]


def in_other_words(question: Question, words: str) -> Question:
    (field,) = question.fields
    assert isinstance(field, Boxes)
    options = tuple(replace(option, text=words, why=words) for option in field.options)
    return replace(question, stem=words, fields=(replace(field, options=options),))


def test_what_questions_say_is_in_the_language_of_the_class() -> None:
    """The first paper is in another one."""
    known = keys(3)
    words = ("auf Deutsch", "in English", "in English")
    copies = tuple(
        replace(copy, language=language, questions=tuple(in_other_words(each, text) for each in copy.questions))
        for copy, text, language in zip(known.copies, words, ("de", "", ""), strict=True)
    )
    found = analysis(replace(known, copies=copies), ["BBBB", "AAAA", "CCCC"])
    assert {item.stem for item in found.items} == {"in English"}
    assert {text for item in found.items for use in item.options for text in (use.text, use.why)} == {"in English"}
    assert [use.why for use in found.misconceptions] == ["in English", "in English"]
    only = replace(known, copies=copies[:1])
    assert {item.stem for item in analysis(only, ["BBBB"]).items} == {"auf Deutsch"}


def test_suspect_keys_are_pointed_out() -> None:
    """Where the best agree on another answer, and where the better do worse."""
    sound = ["AAAA"] * 6 + ["ABAB"] * 3 + ["BBBB"] * 3
    assert [item.suspect for item in analysis(keys(12), sound).items] == [None] * 4
    agreed = ["CAAA"] * 6 + ["AABB"] * 3 + ["BBBB"] * 3
    assert analysis(keys(12), agreed).items[0].suspect == Suspect("oC", "C")
    turned = ["BAAA", "CAAA", "BAAA", "CAAA", "BAAA", "AAAA"] + ["AABB", "ABBB"] * 4
    assert analysis(keys(14), turned).items[0].suspect == Suspect()


@pytest.mark.parametrize("missed", [1, 2, 4])
def test_a_few_good_students_who_miss_a_question_make_no_key_suspect(missed: int) -> None:
    """The correlation is surely below 0 already where the best two or three of 40 miss what all others know."""
    answers = ["BAAA"] * missed + ["AAAA"] * (6 - missed) + ["AABB", "ABAB", "AABA"] * 11 + ["ABBB"]
    item = analysis(keys(40), answers).items[0]
    assert item.discrimination is not None
    assert (item.discrimination < 0, item.suspect) == (True, None)


def test_a_correlation_near_0_makes_no_key_suspect() -> None:
    """Ten of 40 are wrong, and they are a little better than the others: that is chance."""
    answers = ["BAAB"] * 4 + ["BABB"] * 6 + ["AAAB"] * 10 + ["AABB"] * 20
    item = analysis(keys(40), answers).items[0]
    assert item.discrimination is not None
    assert (-0.3 < item.discrimination < 0, item.suspect) == (True, None)


def test_forms_that_differ_are_reported_from_chance() -> None:
    known = keys(40, "AB")
    apart = analysis(known, ["AAAA" if i % 2 else "BBBB" for i in range(1, 41)])
    assert [(d.group, d.share, d.others, d.likely) for d in apart.differences] == [("A", F(0), F(1), True)]
    alike = analysis(known, ["AAAA" if i % 4 < 2 else "BBBB" for i in range(1, 41)])
    assert not alike.differences[0].likely
    assert analysis(keys(8, "AB"), ["AAAA"] * 8).differences == ()


def test_the_report_says_when_a_class_is_small() -> None:
    few, many = keys(4), keys(40)
    pages = [
        report(known, analysis(known, ["AABA"] * (len(known.copies) - 1) + ["BBBB"])).decode() for known in (few, many)
    ]
    assert "With only 4 students" in pages[0]
    assert "are few" not in pages[1]
    assert "a named mistake" in pages[1]
    assert 'class="mark"' not in pages[0]
    assert "http" not in pages[1].replace("http://www.w3.org/2000/svg", "")


def test_signs_between_words_are_those_of_the_language() -> None:
    known = keys(40)
    turned = tuple(replace(boxes(n % QUESTIONS + 1, "A"), item=f"item-{n}") for n in range(1, QUESTIONS + 1))
    known = replace(
        known, copies=tuple(replace(c, questions=turned) if i % 2 else c for i, c in enumerate(known.copies))
    )
    for language, signs in (
        ("zh", ("第 1、2 题，全对", "1、2：", "1、2、3、4")),
        ("en", ("question 1, 2, entirely right", "1, 2: ")),
    ):
        page = (
            report(replace(known, language=language), analysis(known, ["AABA"] * 20 + ["BBBB"] * 20))
            .decode()
            .replace("\u00a0", " ")
        )
        for sign in signs:
            assert sign in page


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("$d$，则", "，"),
        ("为 $d$）。于是", "）。"),
        ("$d$, so", ","),
        ("$d$ 个", ""),
        ("（$d$", ""),
        ("，$d$", ""),
        ("a < b，", ""),
    ],
)
def test_no_line_of_the_report_begins_with_a_sign_after_a_formula(text: str, joined: str) -> None:
    page = str(html(text))
    ends = re.findall(r"<span class=\"unbroken\"><math.*?</math>(.*?)</span>", page)
    assert ends == ([joined] if joined else [])
    assert (
        re.sub(r"<math.*?</math>", "$d$", page)
        .replace("&lt;", "<")
        .replace("</span>", "")
        .replace('<span class="unbroken">', "")
        == text
    )


def test_a_displayed_formula_of_the_report_has_a_line_of_its_own() -> None:
    formulas = re.findall("<math[^>]*>", html("面积为 $$\\frac{a}{b}$$ 其中 $b$ 不为零"))
    assert ['display="block"' in formula for formula in formulas] == [True, False]


def test_nobody_is_no_class() -> None:
    known = keys(2)
    assert analysed(roll(known, ())) is None
    assert analysed(roll(known, results(known, [Response(1, absent=True)]))) is None


@pytest.mark.parametrize(("value", "shown"), [(-0.254, "−0.25"), (0.254, "0.25"), (-0.001, "0.00")])
def test_a_negative_number_has_a_minus_sign_and_zero_none(value: float, shown: str) -> None:
    assert _decimal(value, words("en")) == shown
