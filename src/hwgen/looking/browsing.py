"""The bank as one HTML page to look through: each item as it is asked, with its pictures and its key, and filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markupsafe import Markup

from hwgen.bank.blueprint import Manner, Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.errors import CourseError, Diagnostic
from hwgen.exam.instantiate import make_group
from hwgen.exam.model import Question
from hwgen.kinds import LETTERS, TrueFalse, kind_of
from hwgen.looking.judged import judged
from hwgen.looking.pages import environment
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import verified
from hwgen.text import Language, Source
from hwgen.words.words import Words
from hwgen.writers import html
from hwgen.writers.dialect import PAGE

Item = BankItem | Generator


@dataclass(frozen=True)
class Card:
    """An item as the page shows it; `parts` are its questions, each with its entries and its key."""

    item: Item
    place: str
    kind: str
    topic: str
    level: int
    context: Markup
    parts: tuple[Mapping[str, Any], ...]

    @property
    def generated(self) -> bool:
        return isinstance(self.item, Generator)


@dataclass(frozen=True)
class _Html:
    """Says content as HTML."""

    refs: Mapping[str, int]
    words: Words

    def __call__(self, body: Blocks | Picture, /) -> str:
        return html.image(body, PAGE) if isinstance(body, Picture) else html.item(body, self.words, self.refs, PAGE)


def page(course: Course, language: Language, seed: int) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The page in one language, and what is wrong with items that cannot be shown. Generators are proven first."""
    generators = [item for item in course.items.values() if isinstance(item, Generator)]
    unproven = {
        generator.id: result
        for generator, result in zip(generators, verified(course, generators), strict=True)
        if isinstance(result, CourseError)
    }
    faults = [fault for error in unproven.values() for fault in error.diagnostics]
    cards = [card(course, item, language, seed) for item in course.items.values() if item.id not in unproven]
    words = course.wording[language]
    shown = environment(course).get_template("html/catalogue.html.j2")
    # Piece by piece: the page of a large bank has a hundred megabytes.
    pieces = shown.generate(
        say=lambda word, **values: words.say(f"browse.{word}", **values),
        script=words.script,
        title=course.name[language],
        cards=cards,
        topics={topic: name[language] for topic, name in course.topics.items()},
        kinds={card.item.kind: card.kind for card in cards},
        levels=sorted({card.level for card in cards}),
    )
    return b"".join(piece.encode() for piece in pieces), tuple(faults)


def card(
    course: Course, item: Item, language: Language, seed: int, manner: Manner | None = None, copy: int = 0
) -> Card:
    """The item as it is asked with `seed`; one that does not exist in `language` in its own. Raises CourseError."""
    at = item.languages[0] if isinstance(item, BankItem) and language not in item.languages else language
    groups = [make_group(course, Slot(item, pin, 1, item.span, manner), seed, at, 1, copy) for pin in _pins(item)]
    group, words = groups[0], course.wording[at]
    refs = {question.id: question.number for question in group.questions}
    return Card(
        item,
        f"{item.span.inside(course.root)}:{item.span.line}",
        course.wording[language].get(f"kinds.{item.kind}", item.kind),
        course.topics[item.topic][language],
        group.difficulty,
        _blocks(group.context, words, refs),
        tuple(_part(question, words, refs) for group in groups for question in group.questions),
    )


def _pins(item: Item) -> list[Pin]:
    """A statement of several is asked at a time; the page shows all of them."""
    if isinstance(item, BankItem):
        match item.problem.parts:
            case (TrueFalse(pool=pool),):
                return [Pin(statement=Source(statement.id, item.span)) for statement in pool]
    return [Pin()]


def _part(question: Question, words: Words, refs: Mapping[str, int]) -> Mapping[str, Any]:
    kind = kind_of(question.answer)
    return {
        "stem": _blocks(question.stem, words, refs),
        "entries": list(_entries(kind.data(question.answer, _Html(refs, words)))),
        "judged": [
            (line.sign, Markup(line.label), line.text, Markup(line.why))
            for line in judged(question, _Html(refs, words))
        ],
        "key": _key(question, words, refs),
        "explanation": _blocks(question.explanation, words, refs),
    }


# No text of a course has this character.
MARK = "\0"


@dataclass(frozen=True)
class _Kept(_Html):
    """Keeps what it says, and leaves a mark in its place."""

    contents: list[str] = field(default_factory=list)

    def __call__(self, body: Blocks | Picture, /) -> str:
        self.contents.append(super().__call__(body))
        return MARK


def _key(question: Question, words: Words, refs: Mapping[str, int]) -> Markup:
    """The key with its formulas: what stands between the contents that a kind says is text."""
    say = _Kept(refs, words)
    first, *texts = kind_of(question.answer).shown(question.answer, say).split(MARK)
    pairs = zip(say.contents, texts, strict=True)
    return Markup("".join((escape(first), *(content + escape(text) for content, text in pairs))))


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, Markup, bool, Markup]]:
    """What stands below the stem: a label, the text, whether it is right, and why not."""
    for option in data.get("options", ()):
        yield f"{option['letter']}.", Markup(option["text"]), option["right"], Markup(option["why"] or "")
    for i, entry in enumerate(data.get("left", ()), 1):
        yield f"({i})", Markup(entry), False, Markup("")
    for letter, entry in zip(LETTERS, (*data.get("right", ()), *data.get("entries", ())), strict=False):
        yield f"{letter}.", Markup(entry), False, Markup("")


def _blocks(content: Blocks, words: Words, refs: Mapping[str, int]) -> Markup:
    return Markup(html.blocks(content, words, refs, PAGE))
