"""Pairs of students who gave the same wrong answers, beside how many chance would let them have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from hwgen.marks import statistics as stats
from hwgen.marks.analysis import LIKELY
from hwgen.marks.roll import Row
from hwgen.marks.scoring import FieldScore, QuestionScore
from hwgen.marks.tables import Cell, Table, words_of
from hwgen.sheets.keys import WHOLE, Boxes, FieldKey, Keys, Number, Written
from hwgen.words.words import nearest

# What two students can only have in common where they had it before them: an item, its part, its variant.
Asked = tuple[str, str, str]
# What is wrong in an answer: of each field, what is right there, and what was given.
Wrong = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True)
class Pair:
    """Two students: how many questions both answered wrongly, to how many of these they gave the same answer, and how many of that chance explains.

    `corrected` is the probability of so many by chance in any pair of the class.
    """

    one: Row
    other: Row
    wrong: int
    same: int
    expected: float
    corrected: Fraction

    @property
    def likely(self) -> bool:
        return self.corrected < LIKELY


def pairs(rows: Sequence[Row]) -> list[Pair]:
    """All pairs of students who had a question before them in the same variant; those with most beyond chance first."""
    answers = [(row, dict(_wrong_answers(row))) for row in rows if row.result and not row.absent]
    by_question: dict[Asked, Counter[Wrong]] = {}
    for _, wrong in answers:
        for asked, answer in wrong.items():
            by_question.setdefault(asked, Counter())[answer] += 1
    compared = [_pair(one, other, by_question) for one, other in combinations(answers, 2)]
    corrected = stats.holm([chance for _, chance in compared])
    alike = (
        Pair(pair.one, pair.other, pair.wrong, pair.same, pair.expected, chance)
        for (pair, _), chance in zip(compared, corrected, strict=True)
    )
    return sorted(alike, key=lambda pair: (pair.corrected, pair.expected - pair.same))


def _pair(
    one: tuple[Row, Mapping[Asked, Wrong]],
    other: tuple[Row, Mapping[Asked, Wrong]],
    by_question: Mapping[Asked, Counter[Wrong]],
) -> tuple[Pair, Fraction]:
    both = [(asked, answer, other[1][asked]) for asked, answer in one[1].items() if asked in other[1]]
    same = sum(left == right for _, left, right in both)
    chances = [_agreement(by_question[asked], left, right) for asked, left, right in both]
    pair = Pair(one[0], other[0], len(both), same, sum(chances), WHOLE)
    return pair, Fraction(at_least(same, chances))


def _agreement(given: Counter[Wrong], *answers: Wrong) -> float:
    """The probability that two wrong answers to a question are the same, by what all others answered wrongly; each answer counts once more, so that few others say little."""
    others = given - Counter(answers)
    counts = [others[answer] + 1 for answer in given]
    return sum((count / sum(counts)) ** 2 for count in counts)


def at_least(count: int, chances: Sequence[float]) -> float:
    """The probability that as many of these independent events come true, or more."""
    exactly = [1.0] + [0.0] * len(chances)
    for chance in chances:
        exactly = [
            here * (1 - chance) + before * chance for here, before in zip(exactly, [0.0, *exactly], strict=False)
        ]
    return min(1.0, sum(exactly[count:]))


def _wrong_answers(row: Row) -> Iterator[tuple[Asked, Wrong]]:
    assert row.result
    for score in row.result.questions:
        question = score.question
        if question.points and not question.void and (wrong := tuple(sorted(_wrong(score)))):
            yield (question.item, question.part, question.variant), wrong


def _wrong(score: QuestionScore) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for field, given in zip(score.question.fields, score.fields, strict=True):
        if given.answer and given.share != WHOLE:
            yield from _given(field, given)


def _given(field: FieldKey, given: FieldScore) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """By the ids of options, whose letters differ from paper to paper; of what a person marks, only the points are known."""
    match field:
        case Boxes():
            right = tuple(sorted(option.id for option in field.options if option.share > 0))
            yield right, tuple(sorted(option.id for option in field.options if option.value in given.chosen))
        case Number():
            yield (), (given.answer,)
        case Written():
            pass
        case _:
            assert_never(field)


def table(keys: Keys, alike: Sequence[Pair]) -> Table:
    """The pairs with more in common than chance explains."""
    words = nearest(keys.language)
    persons = 2 * [words_of(keys)[name] for name in ("id", "name")]
    figures = [words[f"statistics.{name}"] for name in ("both_wrong", "same_wrong", "by_chance", "corrected")]
    rows = (_cells(pair) for pair in alike if pair.likely)
    return Table(words["statistics.pairs"], ((*persons, *figures), *rows))


def _cells(pair: Pair) -> tuple[Cell, ...]:
    figures = f"{pair.expected:.1f}", f"{float(pair.corrected):.2g}"
    return (pair.one.id, pair.one.name, pair.other.id, pair.other.name, pair.wrong, pair.same, *figures)
