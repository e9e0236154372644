"""Questions asked in another way, for a platform that does not have theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hwgen.content.tree import Para, Str
from hwgen.exam.model import Question
from hwgen.kinds import LETTERS, MatchingAnswer, NumericAnswer, OrderingAnswer, Placed
from hwgen.lms.texts import Texts
from hwgen.writers import html

# A drop-down shows plain text, and little of it.
DROP_DOWN = 60
# What is lost where an ordering is asked as a matching.
BY_NUMBERS = "the order: each entry is matched to its place"
# What is lost where a platform has no way at all to ask it.
WHOLE = "the whole question"


def as_asked(question: Question, *, ordering: bool) -> Question:
    """An ordering as a matching where the platform has none, or none in which an entry comes again; any other as it is."""
    if not isinstance(question.answer, OrderingAnswer):
        return question
    if question.answer.repeats:
        return replace(question, answer=_by_places(question.answer))
    return question if ordering else replace(question, answer=_by_numbers(question.answer))


def _by_numbers(answer: OrderingAnswer) -> MatchingAnswer:
    """The place of each entry is to be chosen."""
    count = len(answer.entries)
    return MatchingAnswer(answer.entries, _numbers(count), tuple(answer.key.index(i) for i in range(count)))


def _by_places(answer: OrderingAnswer) -> MatchingAnswer:
    """The entry of each place is to be chosen."""
    return MatchingAnswer(_numbers(len(answer.key)), answer.entries, answer.key)


def _numbers(count: int) -> tuple[Placed, ...]:
    return tuple(Placed(str(i), (Para((Str(str(i)),)),)) for i in range(1, count + 1))


def by_cells(question: Question) -> tuple[Question, ...]:
    """A table as a question for each of its blanks; any other question alone. Their stems do not yet say which blank is meant."""
    answer = question.answer
    if not isinstance(answer, NumericAnswer) or len(answer.cells) == 1:
        return (question,)
    return tuple(replace(question, answer=NumericAnswer((cell,))) for cell in answer.cells)


@dataclass(frozen=True)
class Choices:
    """What a drop-down offers for the right entries. With `table`, signs stand for entries that it cannot show."""

    names: tuple[str, ...]
    table: str = ""


def choices(
    texts: Texts, answers: Sequence[MatchingAnswer], shows: Callable[[str], bool] = lambda text: True
) -> Choices:
    """For the right entries, given in each language: their texts, or signs with the table that says what they stand for.

    `shows` says whether the platform shows a plain text as it is.
    """
    first = answers[0]
    names = [_plain([answer.right[i] for answer in answers]) for i in range(len(first.right))]
    plain = tuple(name for name in names if name is not None and shows(name))
    if len(set(plain)) == len(names):
        return Choices(plain)
    signs = _signs(texts, answers)
    shown = [texts.bodies([answer.right[i] for answer in answers]) for i in range(len(names))]
    rows = [(html.Html(f"{sign}."), html.Html(_unwrapped(body))) for sign, body in zip(signs, shown, strict=True)]
    return Choices(signs, texts.table((), rows))


def _signs(texts: Texts, answers: Sequence[MatchingAnswer]) -> tuple[str, ...]:
    """Letters, or numbers where a left entry is called by a letter, as the curves of a chart are."""
    first = answers[0]
    left = " ".join(texts.bodies([answer.left[i] for answer in answers]) for i in range(len(first.left)))
    count = len(first.right)
    called = any(re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", left) for letter in LETTERS[:count])
    return tuple(map(str, range(1, count + 1))) if called else tuple(LETTERS[:count])


def _plain(entries: Sequence[Placed]) -> str | None:
    """The entry's text, if it is one that a drop-down can show, and the same in each language."""
    texts = set()
    for entry in entries:
        match entry.body:
            case (Para(inlines),) if all(isinstance(inline, Str) for inline in inlines):
                texts.add("".join(inline.text for inline in inlines if isinstance(inline, Str)).strip())
            case _:
                return None
    text = texts.pop()
    return text if not texts and text and len(text) <= DROP_DOWN else None


def _unwrapped(text: str) -> str:
    """HTML of a single paragraph without its tags."""
    alone = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1
    return text[3:-4] if alone else text
