"""Pairs of students with the same wrong answers: told from chance, and nobody by what everybody gets wrong."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_class import everything, paper_class
from scanned import STUDENTS, Terminal

from hwgen import draw
from hwgen.marks.pairs import Pair, at_least, pairs
from hwgen.marks.response import Response
from hwgen.marks.roll import results, roll
from hwgen.sheets.keys import Boxes, Copy, Keys, Option, Question

QUESTIONS, LETTERS = 20, "ABCDE"


def question(number: int, letters: str, variant: str) -> Question:
    """The first option is right, in whatever box it stands."""
    options = tuple(Option(value, Fraction(id == "a"), id) for value, id in zip(LETTERS, letters.lower(), strict=True))
    return Question(number, f"item-{number}", "", variant, "choice", Fraction(1), (Boxes(f"q{number}", options),))


def compared(answers: Sequence[str], *, shuffled: bool = False, variants: bool = False) -> list[Pair]:
    """An answer to each question by the id of its option, as a capital letter."""
    copies, responses = [], []
    for i, answer in enumerate(answers, 1):
        letters = "".join(draw.shuffled(("letters", i), LETTERS)) if shuffled else LETTERS
        asked = tuple(question(n, letters, f"v{i}" if variants else "v") for n in range(1, len(answer) + 1))
        copies.append(Copy(i, f"C{i}", "", asked, id=f"s{i}", name=f"Name {i}"))
        marked = {f"q{n}": (LETTERS[letters.index(letter)],) for n, letter in enumerate(answer, 1)}
        responses.append(Response(i, marked))
    keys = Keys("e", "t", "c", "en", 1, tuple(copies))
    return pairs(roll(keys, results(keys, responses)))


def guessed(people: int, seed: int, signs: str = "AAABCDE") -> list[str]:
    places = range(QUESTIONS)
    return ["".join(signs[draw.chance((seed, i, n), len(signs))] for n in places) for i in range(people)]


def named(found: Sequence[Pair]) -> list[tuple[str, str]]:
    return [(pair.one.id, pair.other.id) for pair in found if pair.likely]


def test_two_with_the_same_wrong_answers_stand_out() -> None:
    answers = guessed(40, 1)
    answers[7] = answers[30] = "BCDE" * 3 + "A" * 8
    for shuffled in (False, True):
        found = compared(answers, shuffled=shuffled)
        assert named(found) == [("s8", "s31")]
        assert (found[0].wrong, found[0].same) == (12, 12)
        assert 1 < found[0].expected < 6


def test_what_all_get_wrong_names_nobody() -> None:
    """Nor do right answers, and nor those of students of whom one alone was wrong."""
    assert named(compared(["B" * QUESTIONS] * 40)) == []
    assert named(compared(["A" * QUESTIONS] * 40)) == []
    assert named(compared(["BBBB" * 3 + "A" * 8, "A" * QUESTIONS] * 20)) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_class_that_guesses_names_nobody(seed: int) -> None:
    assert named(compared(guessed(40, seed))) == []


def test_a_mistake_that_most_make_names_nobody() -> None:
    """Nearly all wrong answers are B, in each pair, but not all of them."""
    found = compared(guessed(40, 3, "A" + 14 * "B" + "CDE"))
    assert max(pair.same for pair in found) > 14
    assert named(found) == []


def test_other_variants_are_other_questions() -> None:
    answers = guessed(40, 1)
    answers[7] = answers[30] = "BCDE" * 3 + "A" * 8
    found = compared(answers, variants=True)
    assert named(found) == []
    assert max(pair.wrong for pair in found) == 0


@given(st.lists(st.floats(0, 1), max_size=6), st.integers(0, 6))
def test_the_probability_of_so_many(chances: list[float], count: int) -> None:
    """As all ways in which these events can go say."""
    whole = 0.0
    for ways in itertools.product((True, False), repeat=len(chances)):
        if sum(ways) >= count:
            product = 1.0
            for way, chance in zip(ways, chances, strict=True):
                product *= chance if way else 1 - chance
            whole += product
    assert at_least(count, chances) == pytest.approx(whole, abs=1e-12)


def test_it_is_said_how_little_a_small_class_shows(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS)
    pile = printed.pile(tmp_path / "pile.pdf", *(printed.scan(i, everything()) for i in range(3)))
    terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    before = sorted(path.name for path in (printed.folder / "marks").iterdir())
    ran = terminal("mark", "--class", printed.folder, "--pairs", folder=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert "none of 0 pairs with the same question wrong" in ran.err
    assert "With fewer than 30 students, little is known of what chance does; here are 3." in ran.err
    assert sorted(path.name for path in (printed.folder / "marks").iterdir()) == before
