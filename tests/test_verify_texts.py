"""The texts of every variant: claims, types, steps, reasons, names and clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from squares_of import TEXTS, WRONG, both, one, pairs, squares

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator
from hwgen.bank.course import Course
from hwgen.content.picture import Picture
from hwgen.errors import CourseError
from hwgen.exam.wording import clauses
from hwgen.kinds.choice import alike
from hwgen.problem.computed import MOST_PLACES
from hwgen.problem.evaluating import ExpressionError
from hwgen.proof.domain import variants
from hwgen.proof.grammar import slips
from hwgen.proof.options import usable
from hwgen.proof.prove import prove_all
from hwgen.words.words import shipped, words


@pytest.mark.parametrize("claim", ["It is so.", "$[value]$ or $[value]$"])
def test_a_claim_has_one_place_for_a_value(claim: str) -> None:
    with pytest.raises(CourseError, match=r"\d places for a value in the \w+ text"):
        prove_all(pairs(claim=claim))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"ask": "[aa]?"}, "part `pair`, `ask`: `aa`: nothing is called `aa`, for a=1, b=1"),
        ({"solution": "[=key/(a - b)]"}, "part `pair`, `solution`: `key/\\(a - b\\)`: ZeroDivisionError"),
        (
            {"figures": lambda draw: {"dots": 1 // (draw.params["a"] - 1)}, "ask": "[a]?"},
            "^(?!.*for a=.*for a=).*crashed in `figures`: ZeroDivisionError",
        ),
    ],
)
def test_a_text_that_fails_is_an_error_with_the_params(texts: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(pairs(**texts))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            {"solution": r"$\input{x} [key]$"},
            r"solution: TeX command `.input` is not allowed, for a=1, b=1 \(16 of 16 variants",
        ),
        ({"solution": r"$\frac{[key]$"}, "solution: the braces of the formula do not match"),
        ({"ask": "[a], [b]?\n\n![](dots)"}, "ask: .*`dots`"),
    ],
)
def test_a_text_that_cannot_be_printed_is_an_error(texts: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(pairs(**texts))


def test_a_branch_that_cannot_be_printed_is_found_in_whatever_variant() -> None:
    @generator(topic="t", minutes=1, source="s")
    def branch(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 9)
        more = r" $\foo$" if n == 7 else ""
        return Problem(
            Computed("t/area", Formulas("n**2", wrong=WRONG), **TEXTS | {"ask": both(f"[n]{more}?")}, difficulty=1)
        )

    branch.check(lambda n: sum([n] * n))
    with pytest.raises(CourseError, match=r"TeX command `.foo` is not allowed, for n=7 \(1 of 8"):
        prove_all(branch)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"conventions": ("floor")}, "`conventions` is a str, expected a tuple: write"),
        ({"cells": both("x")}, "`cells` is a Text, expected a tuple"),
        ({"ask": "[n]?"}, "`ask` is a str, expected a Text: write Text"),
        ({"places": "2"}, "`places` is a str, expected a whole number"),
        ({"form": "numbr"}, "there is no form `numbr`; did you mean `number`"),
        ({"places": 10}, "`places` is the number of decimals, from 0 to 9, and not 10"),
        ({"places": -1}, "`places` is the number of decimals, from 0 to 9, and not -1"),
        ({"follows": ("a", "b")}, "`follows` is a tuple, expected a dictionary"),
        ({"ask": Text(), "say": lambda: both("x")}, "crashed in `say` of `area`: TypeError: `say()` is a Text"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_refused_with_what_to_write(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=re.escape(message)):
        prove_all(squares(Formulas("n**2", wrong=WRONG), **wrong))


@pytest.mark.parametrize("problem", [None, one])
def test_a_recipe_that_returns_no_problem_is_refused(problem: Any) -> None:
    @generator(topic="t", minutes=1, source="s")
    def nothing(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        return problem  # type: ignore[no-any-return]

    nothing.check(lambda n: n)
    with pytest.raises(CourseError, match=r"the recipe returns (nothing|a function): write `return Problem"):
        prove_all(nothing)


def test_figures_that_are_no_function_are_refused() -> None:
    part = one("1", "2", "3", "4")
    with pytest.raises(TypeError, match="`figures` is a dict: write a function"):
        Problem(part, None, {"dots": Picture(1, 1, (), "")})  # type: ignore[arg-type]


@pytest.mark.parametrize("in_python", [False, True])
def test_a_generator_gives_the_reason_of_a_mistake_itself(in_python: bool) -> None:
    reason = Text(zh="多加了 [n]。", en="This adds [n: # unit|# units] more.")
    formulas = Formulas("n**2", wrong=WRONG | {"n-more": ("n**2 + n", reason)})

    @generator(topic="t", minutes=1, source="s")
    def own(draw: Draw) -> Problem:
        n = draw.integer("n", 4, 9)
        said = Wording(ask=both(f"{n}?"), claim=both("${}$"), solution=both(f"{n * n}"))
        texts = {"say": lambda: said} if in_python else TEXTS
        return Problem(Computed("t/own", formulas, **texts, difficulty=1))

    own.check(lambda n: sum([n] * n))
    assert prove_all(own).misconceptions == ("one-more", "three-more", "two-more")
    problem, _ = next(variants(own))
    part = problem.parts[0]
    assert isinstance(part, Computed)
    assert part.say().reasons["n-more"].en == "This adds 4 units more."


def test_a_printed_step_that_does_not_hold_is_an_error() -> None:
    assert prove_all(pairs(solution="$[a] + 10 \\times [b] = [a + 10*b]$")).variants == 16
    with pytest.raises(CourseError, match=r"solution of `pair`: 1 \+ 1 = 11 does not hold, for a=1, b=1 \(16 of 16"):
        prove_all(pairs(solution="$[a] + [b] = [a + 10*b]$"))


def test_a_solution_shows_the_key() -> None:
    with pytest.raises(CourseError, match="the key 11 is not in it"):
        prove_all(pairs(solution="Add [a] and ten times [b]."))


def test_what_a_table_prints_leads_to_the_key() -> None:
    """Eight thirds are 2.7; eight times the printed 0.33 is 2.6."""
    formulas = Formulas("n*s", let={"s": "R(1, 3)"}, wrong=WRONG)

    proof = prove_all(squares(formulas, lambda n: sum([Fraction(1, 3)] * n), places=1, solution=both("[key:.1]")))
    printed = prove_all(
        squares(formulas, lambda n: sum([Fraction(1, 3)] * n), places=1, solution=both("[key:.1]"), given={"s": 2})
    )
    # Two thirds are no 0.7.
    assert proof.variants == 7
    assert printed.variants == 5
    assert printed.left_out["the values as they are printed lead to another last digit"] == 2


def test_a_rounding_clause_gives_no_option_away(course: Course) -> None:
    """It is printed wherever any value that may be offered is rounded, whether or not the key is."""
    ends = usable(Problem((replace(one("R(1, 2)", "R(1, 3)", "R(1, 4)", places=3), key=None),))).parts[0]
    assert isinstance(ends, Computed)
    assert not ends.value(ends.key).rounded
    assert "three decimal places" in clauses(course, ends, course.wording["en"])
    whole = one("2", "3", "4", places=3)
    assert clauses(course, whole, course.wording["en"]) == ""


def test_a_rounding_clause_is_about_the_options_that_are_printed(course: Course) -> None:
    """No decimals are asked for where every option ends as it is printed, and no more than the options have."""
    part = usable(Problem((replace(one("R(1, 2)", "R(1, 3)", "R(1, 4)", places=3), key=None),))).parts[0]
    assert isinstance(part, Computed)
    words = course.wording["en"]
    half, third, quarter = (part.value(raw) for raw in (Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)))
    assert clauses(course, part, words, values=alike([quarter, part.value(Fraction(3, 4))])) == ""
    assert "two decimal places" in clauses(course, part, words, values=alike([half, quarter]))
    assert "three decimal places" in clauses(course, part, words, values=alike([half, third]))


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("nn**2", "`nn\\*\\*2`: nothing is called `nn`, for n=2"),
        ("n + sqr(n)", "nothing is called `sqr`"),
    ],
)
def test_a_name_that_is_not_drawn_is_an_error_with_the_expression(key: str, message: str) -> None:
    with pytest.raises(CourseError, match=message) as error:
        prove_all(squares(Formulas(key, wrong=WRONG)))
    assert "did you mean" in error.value.diagnostics[0].hint or "known" in error.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("2n", "not an expression"),
        ("n^2", "`^` is not a power"),
        ("n +", "not an"),
        ("2(n + 1)", "`2` is no function"),
        ("2*（n + 1）", "write `(`"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_is_written(key: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(message)):
        Formulas(key)


def test_a_function_where_a_number_belongs_is_named() -> None:
    with pytest.raises(CourseError) as error:
        prove_all(squares(Formulas("2*sigma", wrong=WRONG)))
    assert "`sigma` in `2*sigma`" in error.value.diagnostics[0].hint


def test_a_check_without_return_is_named() -> None:
    with pytest.raises(CourseError, match="the check None") as error:
        prove_all(squares(Formulas("n**2", wrong=WRONG), lambda n: None))
    assert "write `return`" in error.value.diagnostics[0].hint


def test_a_comma_missing_between_two_lines_is_named() -> None:
    @generator(topic="t", minutes=1, source="s")
    def called(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        first: Any = one("1", "2", "3", "4")
        parts = (first(first),)
        return Problem(parts)

    called.check(lambda n: n)
    with pytest.raises(CourseError, match="is not callable") as error:
        prove_all(called)
    assert error.value.diagnostics[0].hint.startswith("write `,`")


def test_a_draw_is_not_called_like_a_function() -> None:
    @generator(topic="t", minutes=1, source="s")
    def clash(draw: Draw) -> Problem:
        draw.integer("sign", 2, 9)
        return Problem(Computed("t/p", Formulas("2*sign", wrong={"a": "sign", "b": "3*sign"}), **TEXTS, difficulty=1))

    clash.check(lambda sign: sign + sign)
    with pytest.raises(CourseError, match="`sign`: this is the name of a function"):
        prove_all(clash)


def test_a_root_without_decimals_says_what_is_missing() -> None:
    with pytest.raises(CourseError, match="the key is not a finite decimal: set `places`"):
        prove_all(squares(Formulas("sqrt(n*n + 1)", wrong=WRONG), lambda n: (n * n + 1) ** 0.5))


def test_an_empty_text_is_an_error() -> None:
    with pytest.raises(CourseError, match="pair: ask: the text is empty"):
        prove_all(pairs(ask=" "))


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        (Text(en="It has 1 attention heads."), "1 attention heads"),
        (Text(en="1 samples need a step each."), "1 samples"),
        (Text(en="A network has $1$ layers."), "$1$ layers"),
        (Text(en="There are 7 layer of units."), "7 layer"),
        (Text(en="The 2th layer has 12st place."), "2th"),
        (Text(en="It is a 8-bit code."), "a 8-b"),
        (Text(en="An 3-layer network."), "An 3-l"),
        (Text(en="It has -1 layers.", zh="有 1 层。"), "-1 layers"),
        (Text(zh="它有 -1 层。"), "-1 层"),
        (Text(en="An feature map goes in."), "An feature"),
        (Text(en="It takes a image."), "a image"),
        (Text(en="How many updates of the weights is made?"), "How many updates of the weights is"),
        (Text(zh="有 6 个个通道。"), "个个"),
        (Text(en="How many updates of the weights are made by a unit and an MLP? Classes A and B; a one-off; a used image."), ""),
        (Text(zh="每个个体的确有的是权重。"), ""),
        (Text(en="It has 1 attention head, 11 heads, and layer 1 units; class 1 samples come first."), ""),
        (Text(en="Kernels of $3 \\times 1$ channels, 13 – 8 – 1 units, an 8-bit and a 16-bit code, an 11-layer net."), ""),
        (Text(en="The 1st, 2nd and 12th of 1 or 2 layers; a 3-layer network; $n - 1$ layers."), ""),
        (Text(zh="有 1 层，$n-1$ 层。"), ""),
    ],
)  # fmt: skip
def test_words_go_with_their_numbers(text: Text, slip: str) -> None:
    assert next(slips(text), "") == slip


def test_a_check_that_asks_for_what_is_not_drawn_is_named() -> None:
    with pytest.raises(CourseError, match="it asks for `m`, which is not drawn"):
        prove_all(squares(Formulas("n**2", wrong=WRONG), lambda m: m * m))


@pytest.mark.parametrize(
    ("check", "hint"),
    [
        (lambda n: str(n * n), "the check gives a text: let it return the number"),
        (lambda n: None, "the check gives no value: write `return` in front of its answer"),
        (lambda n: n * n + 1, "one of the two is wrong: work this variant by hand"),
    ],
)
def test_a_check_that_gives_no_number_is_told_apart_from_a_wrong_one(check: Any, hint: str) -> None:
    with pytest.raises(CourseError) as caught:
        prove_all(squares(Formulas("n**2", wrong=WRONG), check))
    assert [fault.hint for fault in caught.value.diagnostics] == [hint]


def test_the_head_of_a_table_is_a_template_as_other_texts_are() -> None:
    """Also the labels of a set; variants that differ in nothing else do."""

    @generator(topic="t", minutes=1, source="s")
    def table(draw: Draw) -> Problem:
        draw.pick("n", (2, 3))
        cells = (both(r"$\alpha_[n]$"), both("$[0, 1]$"))
        labels = {"a": both("box [n]")}
        return Problem(
            Computed("t/table", Formulas("(1, 2)"), **TEXTS, form="tuple", cells=cells, labels=labels, wrong_count=0)
        )

    parts = [problem.parts[0] for problem, _ in variants(table)]
    assert [[cell["en"] for cell in part.cells] for part in parts if isinstance(part, Computed)] == [
        [r"$\alpha_2$", "$[0, 1]$"],
        [r"$\alpha_3$", "$[0, 1]$"],
    ]
    assert [part.labels["a"]["zh"] for part in parts if isinstance(part, Computed)] == ["box 2", "box 3"]


@pytest.mark.parametrize("language", shipped())
def test_every_number_of_decimals_has_a_word(language: str) -> None:
    assert len(words(language)["numbers"].split()) == MOST_PLACES
