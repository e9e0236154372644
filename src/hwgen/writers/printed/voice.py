"""What the templates ask of an exam, in whatever markup it is typeset."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import ClassVar, Generic, Literal, assert_never

from hwgen.content.picture import Picture
from hwgen.content.tree import Block, Blocks, Para, Str
from hwgen.exam.marking import marking
from hwgen.exam.model import Exam, Group, Question, Section
from hwgen.kinds import Answer, Cell, ChoiceAnswer, EssayAnswer, Option
from hwgen.kinds.kind import Brief, Layout, Letters
from hwgen.values import Value
from hwgen.words.words import Words
from hwgen.writers.printed.measures import GLANCE, MEASURED, glanced, key_tex, shortened, width
from hwgen.writers.printed.stems import Stem, asked_within, inline, opens_with_text, shared, shows, stem, widened
from hwgen.writers.printed.templates import M, say

# Answer spaces for a drawing, which no page may part.
DRAWN_ON = ("box", "grid")


def even(section: Section) -> bool:
    return len({question.points for question in section.questions}) == 1


def kind(answer: Answer) -> Layout:
    return answer.layout


def arrangement(bodies: Sequence[Blocks | Picture]) -> Literal["pictures", "measured", "lines"]:
    """How options stand: pictures in a grid, short texts as many on a line as their widths allow, all else a line each."""
    if all(isinstance(body, Picture) for body in bodies):
        return "pictures"
    return "measured" if all(map(_short, bodies)) else "lines"


def _short(body: Blocks | Picture) -> bool:
    """Whether it is one paragraph, and no longer than TeX can measure."""
    match body:
        case (Para() as paragraph,):
            return sum(map(len, _words(paragraph))) <= MEASURED
        case _:
            return False


def _words(paragraph: Para) -> Iterator[str]:
    return (inline.text for inline in paragraph.inlines if isinstance(inline, Str))


# About two lines of a key, in half em.
FEW_LINES = 200
# Of a question that may go to the next page with the last one: some ten lines, in half em.
MOST_BLOCKS, MOST_WIDTH = 3, 1000


def _length(text: Sequence[Block]) -> int:
    """About how long the paragraphs of a text print, in half em."""
    return sum(width(words) for block in text if isinstance(block, Para) for words in _words(block))


def _is_short(group: Group) -> bool:
    """Whether it is one question in nothing but text, which is answered by a letter or a sign."""
    question = group.questions[0]
    text = (*group.context, *question.stem)
    options = question.answer.options if isinstance(question.answer, ChoiceAnswer) else ()
    return (
        len(group.questions) == 1
        and question.answer.layout in ("truefalse", "choice")
        and len(text) <= MOST_BLOCKS
        and _length(text) <= MOST_WIDTH
        and not shows(text)
        and not any(isinstance(option.body, Picture) for option in options)
    )


def _asks_for_a_text(group: Group) -> bool:
    answers = [question.answer for question in group.questions]
    return len(answers) == 1 and isinstance(answers[0], EssayAnswer) and answers[0].space == "blank"


class Voice(ABC, Generic[M]):
    """What the templates of each markup ask for. `escape` makes markup of text, and leaves markup as it is."""

    YES: ClassVar[str]
    NO: ClassVar[str]
    MAY_BREAK: ClassVar[str]

    @abstractmethod
    def prose(self, content: Blocks, refs: Mapping[str, int]) -> M: ...

    @abstractmethod
    def drawing(self, picture: Picture) -> M: ...

    @abstractmethod
    def formula(self, tex: str) -> M: ...

    @abstractmethod
    def fields(self, question: Question, group: Group, *, key: bool) -> M: ...

    @abstractmethod
    def bracket(self, form: Literal["truefalse", "choice"], filling: M) -> M: ...

    def __init__(self, exam: Exam, words: Words, root: Path, escape: Callable[[str], M]) -> None:
        self.exam, self.language, self.words, self.root, self.escape = exam, exam.language, words, root, escape

    def names(self, *, key: bool) -> dict[str, object]:
        """What the templates of an exam and its key know, whatever the markup."""
        return {
            "exam": self.exam,
            "script": self.words.script,
            "key": key,
            "say": self.say,
            "ordinal": self.ordinal,
            "tally": self.tally,
            "even": even,
            "stem_within": self.stem_within,
            "whole_within": self.whole_within,
            "clings": self.clings,
            "ending": () if key else self.ending(),
            "closing": () if key else self.closing(),
            "blocks": self.blocks,
            "option": self.option,
            "stem": self.stem,
            "context": self.context,
            "slot": self.slot,
            "picture": self.drawing,
            "inline": inline,
            "opens_with_text": opens_with_text,
            "fields": self.fields,
            "verdict": self.verdict,
            "below": self.below,
            "kind": kind,
            "marking": self.marking,
        }

    def say(self, word: str, **values: str | int) -> M:
        return say(self.escape, self.words, word, **values)

    def ordinal(self, section: int) -> M:
        """The number of a part, counted from 1."""
        return self.escape(self.words.ordinal(section))

    def tally(self, section: Section) -> M:
        """How many questions a part has and what they are worth."""
        count = len(section.questions)
        if count == 1:
            return self.say("tally_one", points=section.points)
        if even(section):
            each = section.questions[0].points
            return self.say("tally_ones" if each == 1 else "tally_each", count=count, each=each, points=section.points)
        return self.say("tally", count=count, points=section.points)

    def whose(self) -> list[M]:
        """Name, number and seat of the one whose paper it is, for the head of each page."""
        holder = self.exam.holder
        if holder is None:
            return []
        words = [self.escape(shortened(holder.name)), self.escape(holder.id), self.escape(holder.room)]
        if holder.seat:
            words[2] = self.say("seat", room=holder.room, seat=holder.seat)
        return [type(word)(word.strip()) for word in words if word.strip()]

    def blocks(self, content: Blocks, group: Group | None = None) -> M:
        return self.prose(content, {question.id: question.number for question in group.questions} if group else {})

    def stem(self, question: Question, group: Group, *, alone: bool) -> Stem:
        """`alone` says that no other question shares the context of the group."""
        if asked_within(question) and not self.exam.sheet:
            question = replace(question, stem=widened(question.stem))
        return stem(question, group.context if alone else (), large=self.exam.looks.large)

    def context(self, group: Group) -> Stem:
        return shared(group.context, large=self.exam.looks.large)

    def whole_within(self, group: Group, *, key: bool) -> int:
        """The part of a page, in percent, that a group may take before pages part it; 0 where its questions decide alone.

        A key ends with the whole of its last group rather than with a few lines of it. In large print a question with a drawing
        or code may take much of a page, so that its options may follow on the next one. Where pages part a stem from questions
        that share it, the first of them stays with it.
        """
        if key and group is self.exam.groups[-1]:
            return 35
        if group.context and len(group.questions) > 1:
            return 20 if key else 35
        if key:
            return 10
        essays = [q.answer for q in group.questions if isinstance(q.answer, EssayAnswer)]
        if any(essay.space in DRAWN_ON for essay in essays) and not self.exam.sheet:
            return 90
        return 40 if self.exam.looks.large and all(q.answer.layout == "choice" for q in group.questions) else 0

    def clings(self, question: Question) -> bool:
        """Whether no page of a key begins between a question and what stands below it: an answer in words, or few lines of reasons."""
        answer = question.answer
        if isinstance(answer, EssayAnswer):
            return opens_with_text(answer.model)
        reasons = [option.why for option in answer.options] if isinstance(answer, ChoiceAnswer) else []
        text = [block for blocks in (question.explanation, *reasons) for block in blocks]
        return all(isinstance(block, Para) for block in text) and _length(text) <= FEW_LINES

    def ending(self) -> Sequence[Group]:
        """The last groups of the paper, two at least, each of one question with a blank space for its answer."""
        if self.exam.sheet or not self.exam.sections:
            return ()
        last = tuple(takewhile(_asks_for_a_text, reversed(self.exam.sections[-1].groups)))[::-1]
        return last if len(last) > 1 else ()

    def closing(self) -> Sequence[Group]:
        """The last two groups of the paper, where the last one is a question that had better not stand on a page alone, and the other is short.

        In large print even a short one leaves a hole.
        """
        if self.exam.looks.large or not self.exam.sections:
            return ()
        last = self.exam.sections[-1].groups[-2:]
        return last if len(last) == 2 and len(last[1].questions) == 1 and _is_short(last[0]) else ()

    def stem_within(self, question: Question, group: Group, *, key: bool) -> int:
        """The part of a page, in percent, that the stem of a choice question may take in large print or in a key before pages part it.

        One with a drawing, a program or a table may leave its text on a page, and go on with it on the next.
        """
        if key:
            return 30
        return 35 if shows(question.stem if len(group.questions) > 1 else (*group.context, *question.stem)) else 75

    def slot(self, question: Question, group: Group, *, key: bool) -> M:
        """The place for an answer that stands in the last line of the stem; it holds the answer in the key."""
        form = question.answer.layout
        if self.answered_elsewhere(key=key) or (not key and asked_within(question)):
            return self.escape("")
        if inline(question):
            return self.fields(question, group, key=key)
        if form == "truefalse" or (form == "choice" and self.words.script.ideographic):
            return self.bracket(form, self.verdict(question) if key else self.escape(""))
        return self.escape("")

    def answered_elsewhere(self, *, key: bool) -> bool:
        """Whether answers stand on an answer sheet: a bracket or a line would ask for them a second time."""
        return bool(self.exam.sheet) and not key

    def filling(self, value: Value, *, key: bool) -> M:
        """What stands in a blank: in the key the value, its unit behind it."""
        return self.formula(key_tex(value)) if key else type(self.escape(""))("")

    def smaller(self, content: M) -> M:
        """What is a little too wide for a cell of the table of answers, where cells do not widen themselves."""
        return content

    def cells(self, cells: Sequence[Cell], *, key: bool) -> list[M]:
        """What stands in the cells of a table of numbers: nothing, their values, or their numbers on the answer sheet."""
        if self.answered_elsewhere(key=key):
            return [self.escape(f"({i})") for i in range(1, len(cells) + 1)]
        return [self.filling(cell.value, key=key) for cell in cells]

    def marking(self, question: Question) -> M:
        """What a marker has to know beside the key; nothing for most questions."""
        return self.escape(marking(question, self.words))

    def body(self, body: Blocks | Picture, group: Group) -> M:
        return self.drawing(body) if isinstance(body, Picture) else self.blocks(body, group)

    def option(self, option: Option, group: Group) -> M:
        return self.body(option.body, group)

    def truth(self, *, true: bool) -> M:
        """The sign of a true or a false statement."""
        return self.sign(self.words, true=true)

    def sign(self, words: Words, *, true: bool) -> M:
        sign = words["true_sign" if true else "false_sign"]
        drawn = {"√": self.YES, "×": self.NO}
        return type(self.escape(""))(drawn[sign]) if sign in drawn else self.escape(sign)

    def below(self, question: Question) -> bool:
        """Whether the answer does not fit into the table of answers."""
        return question.answer.layout == "fields" and self.verdict(question) == self.say("see_below")

    def verdict(self, question: Question) -> M:
        """The answer as it stands in the table of answers."""
        markup = type(self.escape(""))
        brief: Brief = question.answer.brief
        match brief:
            case bool(true):
                return self.truth(true=true)
            case Letters(letters):
                return markup(self.MAY_BREAK.join(self.escape(letters[i : i + 3]) for i in range(0, len(letters), 3)))
            case str(text):
                return self.escape(text) if len(text) <= GLANCE else self.say("see_below")
            case (Value() as value,):
                shown = glanced(value)
                if shown is None:
                    return self.say("see_below")
                tex, small = shown
                return self.smaller(self.formula(tex)) if small else self.formula(tex)
            case tuple() | None:
                return self.say("see_below")
            case _:
                assert_never(brief)
