"""Where a question is answered and how a response is scored: one function for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from hwgen.kinds import (
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.qti.asker import Asker, Field, Interaction, Names, number
from hwgen.lms.qti.choosing import choice, true_false
from hwgen.lms.qti.elements import Elements
from hwgen.lms.qti.numbers import numbers
from hwgen.lms.texts import Texts
from hwgen.writers import plain
from hwgen.writers.html import Html


def interaction(
    e: Elements, texts: Texts, answers: Sequence[Answer], points: int, names: Sequence[Names]
) -> Interaction:
    """The fields of a question whose answer is given once in each language; `names` has one for each field."""
    asker, whole, first = Asker(e, texts), Fraction(points), answers[0]
    match first:
        case TrueFalseAnswer():
            return true_false(asker, first, whole, names[0])
        case ChoiceAnswer():
            return choice(asker, [a for a in answers if isinstance(a, ChoiceAnswer)], whole, names[0])
        case NumericAnswer():
            return numbers(asker, [a for a in answers if isinstance(a, NumericAnswer)], points, names)
        case ShortAnswerAnswer():
            return _spelt(asker, first, whole, names[0])
        case MatchingAnswer():
            return _match(asker, [a for a in answers if isinstance(a, MatchingAnswer)], whole, names[0])
        case OrderingAnswer():
            return _order(asker, [a for a in answers if isinstance(a, OrderingAnswer)], whole, names[0])
        case EssayAnswer():
            return _essay(asker, [a for a in answers if isinstance(a, EssayAnswer)], whole, names[0])
        case _:
            assert_never(first)


def fields_of(answer: Answer) -> int:
    return len(answer.cells) if isinstance(answer, NumericAnswer) else 1


def _spelt(asker: Asker, answer: ShortAnswerAnswer, points: Fraction, names: Names) -> Interaction:
    shares = dict.fromkeys(answer.accepted, points)
    if not answer.case:
        shares = {keys[0]: points for keys in _alike(answer.accepted)}
    mapping = asker.mapping(shares, case_sensitive=str(answer.case).lower())
    response = asker.declared(names, "single", "string", answer.accepted[:1], mapping)
    rules = asker.e.condition(asker.nothing(names), asker.shares(names))
    longest = max(map(len, answer.accepted))
    return Interaction(
        "text-entry", f"<p>{asker.typed(names, longest + 4)}</p>", (Field(response, names.score, points, rules),)
    )


def _match(asker: Asker, answers: Sequence[MatchingAnswer], points: Fraction, names: Names) -> Interaction:
    first = answers[0]
    pairs = [f"L{i} R{place + 1}" for i, place in enumerate(first.key, 1)]
    mapping = asker.mapping(dict.fromkeys(pairs, points / len(pairs)))
    response = asker.declared(names, "multiple", "directedPair", pairs, mapping)
    sets = (
        _choices(asker, "L", [asker.entry(row) for row in zip(*(a.left for a in answers), strict=True)], 1),
        _choices(asker, "R", [asker.entry(row) for row in zip(*(a.right for a in answers), strict=True)], 0),
    )
    body = asker.e(
        "match-interaction",
        *sets,
        class_="qti-match-tabular",
        response_identifier=names.response,
        shuffle="false",
        max_associations=len(first.left),
    )
    return Interaction("match", body, (Field(response, names.score, points, asker.mapped(names, points)),))


def _choices(asker: Asker, side: str, bodies: Sequence[str], most: int) -> str:
    entries = [
        asker.e("simple-associable-choice", body, identifier=f"{side}{i}", match_max=most)
        for i, body in enumerate(bodies, 1)
    ]
    return asker.e("simple-match-set", *entries)


def _order(asker: Asker, answers: Sequence[OrderingAnswer], points: Fraction, names: Names) -> Interaction:
    """Each entry at its place gives its part of the points."""
    first = answers[0]
    key = [f"E{place + 1}" for place in first.key]
    share = asker.e.set(
        names.score,
        asker.e("sum", asker.e.variable(names.score), asker.e.value("float", number(points / len(key)))),
    )
    places = [
        asker.e.condition(
            {
                asker.e(
                    "match",
                    asker.e("index", asker.e.variable(names.response), n=i),
                    asker.e.value("identifier", id),
                ): share
            }
        )
        for i, id in enumerate(key, 1)
    ]
    whole = asker.e.condition({asker.correct(names): asker.scored(names, points)})
    rules = "".join((asker.scored(names, Fraction(0)), *places, whole))
    entries = [
        asker.e("simple-choice", asker.entry(row), identifier=f"E{i}")
        for i, row in enumerate(zip(*(a.entries for a in answers), strict=True), 1)
    ]
    body = asker.e("order-interaction", *entries, response_identifier=names.response, shuffle="false")
    response = asker.declared(names, "ordered", "identifier", key)
    return Interaction("order", body, (Field(response, names.score, points, rules),))


def _essay(asker: Asker, answers: Sequence[EssayAnswer], points: Fraction, names: Names) -> Interaction:
    """A person scores it, by the model answer and the marking scheme, which candidates do not see."""
    first, texts = answers[0], asker.texts
    rows = [
        (texts.written([answer.rubric[i].text for answer in answers]), Html(line.points))
        for i, line in enumerate(first.rubric)
    ]
    heads = (texts.say("rubric"), texts.say("rubric_points"))
    scheme = texts.table(heads, rows, "hwgen-rubric") if rows else ""
    model = texts.written([answer.model for answer in answers])
    use = "scoring" if asker.e.version.use else None
    rubric = asker.e.content("rubric-block", model + scheme, view="scorer", use=use)
    begun = plain.blocks(first.template, texts.refs, texts.languages[0])
    response = asker.declared(names, "single", "string", (), default=begun)
    body = asker.e("extended-text-interaction", response_identifier=names.response, expected_lines=max(first.lines, 3))
    return Interaction("extended-text", rubric + body, (Field(response, names.score, points, "", human=True),))


def _alike(spellings: Sequence[str]) -> list[list[str]]:
    """The spellings that differ in capitals alone, together."""
    groups: dict[str, list[str]] = {}
    for spelling in spellings:
        groups.setdefault(spelling.lower(), []).append(spelling)
    return list(groups.values())
