"""How a question is marked, in words: the same on paper, in the key and on the markers' sheet as on a learning platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hwgen.content.tree import Emph, Para, Str
from hwgen.exam.model import Exam, Group, Question
from hwgen.kinds import ChoiceAnswer, NumericAnswer, ShortAnswerAnswer
from hwgen.kinds.numeric import EXACT
from hwgen.words.words import Words


def stated(question: Question, words: Words) -> tuple[str, ...]:
    """What a student has to know before answering."""
    answer = question.answer
    return (words["platform.several"],) if isinstance(answer, ChoiceAnswer) and answer.several else ()


def rules(question: Question, words: Words) -> tuple[str, ...]:
    """What a marker has to know beside the key."""
    return tuple(question.answer.rules(words))


def accepted(question: Question, words: Words) -> tuple[str, ...]:
    """What else gets points, and how much: the rules that fit into a cell of a table."""
    answer = question.answer
    if isinstance(answer, NumericAnswer):
        return tuple(rule for cell in answer.cells for rule in cell.rules(words))
    return rules(question, words) if isinstance(answer, ShortAnswerAnswer) else ()


def reaches(wrong: Sequence[Fraction], key: Fraction, tolerance: Fraction) -> list[Fraction]:
    """How far a response may lie from each wrong number to be met as it: as far as from the key, unless it came to another one so."""
    far = []
    for i, value in enumerate(wrong):
        apart = [abs(value - key) - tolerance, *(abs(value - other) / 2 for j, other in enumerate(wrong) if j != i)]
        far.append(max(EXACT, min(tolerance, Fraction(9, 10) * min(apart))))
    return far


def weights(points: int, count: int) -> list[int]:
    """How much each number of a table counts: `points` in whole parts, as equal as can be; one each where there are too few."""
    if points < count:
        return [1] * count
    return [points // count + (i < points % count) for i in range(count)]


def parts(points: int, count: int) -> list[Fraction]:
    """The points of each number of a table where they need not be whole."""
    return [Fraction(w) for w in weights(points, count)] if points >= count else [Fraction(points, count)] * count


def marking(question: Question, words: Words) -> str:
    """All its rules in a line, for the key."""
    return words["marking.joint"].join(rules(question, words))


def with_rules(exam: Exam) -> Exam:
    """The exam as students get it, with the rules that they have to know at the end of a stem."""

    def ruled(question: Question) -> Question:
        before = (Para((Emph((Str(rule),)),)) for rule in stated(question, exam.words))
        return replace(question, stem=(*question.stem, *before))

    def all_ruled(group: Group) -> Group:
        return replace(group, questions=tuple(map(ruled, group.questions)))

    sections = tuple(replace(part, groups=tuple(map(all_ruled, part.groups))) for part in exam.sections)
    return replace(exam, sections=sections)
