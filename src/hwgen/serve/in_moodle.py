"""An item as a student meets it in Moodle, in one language at a time: the question, what may be answered, what that earns, and the feedback to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup, escape

from hwgen.content.tree import Blocks
from hwgen.exam.marking import weights
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    LETTERS,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.detours import as_asked, choices
from hwgen.lms.moodle.writing.marks import Interval, in_words, interval, shares, wrong_intervals
from hwgen.lms.stems import places, policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import PAGE

NOTHING = Markup()


@dataclass(frozen=True)
class Reply:
    """What a student may answer, the part of the marks that it earns in percent, and the feedback to it."""

    shown: Markup
    share: str
    feedback: Markup = NOTHING

    @property
    def earns(self) -> bool:
        return float(self.share) > 0

    @property
    def same(self) -> bool:
        """Whether it is as good as any other that is right."""
        return self.share == "100" and not self.feedback

    @property
    def percent(self) -> str:
        return f"{float(self.share):.4g}%"


@dataclass(frozen=True)
class Field:
    """Where something is answered: `control` is a `radio`, a `checkbox`, a `text`, a `choice` in a list, an `order` or an `essay`.

    `label` stands before one of several, which is worth `marks`; in a list, `offered` may be chosen.
    """

    control: str
    replies: tuple[Reply, ...]
    label: Markup = NOTHING
    marks: int = 0
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sight:
    """A question as it is seen. `later` is the feedback that everybody gets; only whoever marks an essay sees `marker`."""

    marks: int
    stem: Markup
    fields: tuple[Field, ...]
    later: Markup
    marker: Markup = NOTHING


def sights(group: Group, words: Words) -> Iterator[Sight]:
    """Each question of a group, in the language of `words`, as Moodle asks it apart from the others."""
    texts = texts_of(group, (words,), PAGE)
    for kept in group.questions:
        asked = as_asked(kept, ordering=True)
        answer = asked.answer
        below = policy(texts, answer) if answer is kept.answer else places(texts, kept.answer)
        marker = NOTHING
        later = asked.explanation
        if isinstance(answer, EssayAnswer):
            later = later or answer.model
            marker = _marker(texts, answer)
        if isinstance(answer, MatchingAnswer):
            below += choices(texts, [answer]).table
        stem_shown = Markup(f"{texts.written([stem(texts, group, words, asked)])}\n{below}")
        yield Sight(asked.points, stem_shown, tuple(_fields(texts, asked)), _written(texts, later), marker)


def _fields(texts: Texts, asked: Question) -> Iterator[Field]:
    match asked.answer:
        case TrueFalseAnswer(true):
            both = ((True, "true"), (False, "false"))
            yield Field(
                "radio", tuple(Reply(Markup(texts.say(name)), "100" if value is true else "0") for value, name in both)
            )
        case ChoiceAnswer(options=options, several=several) as choice:
            replies = (
                Reply(_lettered(letter, texts.bodies([option])), share, _written(texts, option.why))
                for letter, option, share in zip(LETTERS, options, shares(choice), strict=False)
            )
            yield Field("checkbox" if several else "radio", tuple(replies))
        case NumericAnswer(cells):
            several = len(cells) > 1
            for i, (cell, weight) in enumerate(zip(cells, weights(asked.points, len(cells)), strict=True), 1):
                # The blanks of a grid have no labels: they are counted row by row.
                label = _written(texts, cell.label) or (Markup(f"({i})") if several else NOTHING)
                yield Field("text", tuple(_numbers(texts, cell)), label, weight if several else 0)
        case ShortAnswerAnswer(accepted=accepted):
            yield Field("text", tuple(Reply(escape(spelling), "100") for spelling in accepted))
        case MatchingAnswer(left, _, key) as matching:
            offered = choices(texts, [matching]).names
            for entry, place in zip(left, key, strict=True):
                right = Reply(escape(offered[place]), "100")
                yield Field("choice", (right,), Markup(texts.bodies([entry])), offered=offered)
        case OrderingAnswer(entries, key):
            yield Field("order", tuple(Reply(Markup(texts.bodies([entries[i]])), "100") for i in key))
        case EssayAnswer(template=template):
            yield Field("essay", (), _written(texts, template))
        case _:
            assert_never(asked.answer)


def _numbers(texts: Texts, cell: Cell) -> Iterator[Reply]:
    yield Reply(_within(interval(cell)), "100")
    for wrong, reach in zip(cell.wrong, wrong_intervals(cell), strict=True):
        yield Reply(_within(reach), str(wrong.share), _written(texts, wrong.why))


def _within(reach: Interval) -> Markup:
    number, tolerance = in_words(reach)
    return escape(number if tolerance == "0" else f"{number} ± {tolerance}")


def _marker(texts: Texts, answer: EssayAnswer) -> Markup:
    """What stands beside an essay for whoever marks it."""
    rows = [
        f'<li><span class="reply">{texts.written([line.text])}</span> ({line.points})</li>' for line in answer.rubric
    ]
    rule = texts.marking("follow") if answer.follow_through else ""
    return _written(texts, answer.model) + Markup(f"<ul>{''.join(rows)}</ul>{rule}" if rows else rule)


def _lettered(letter: str, body: str) -> Markup:
    return Markup(f"<span>{letter}.</span> {body}")


def _written(texts: Texts, content: Blocks) -> Markup:
    return Markup(texts.written([content]))
