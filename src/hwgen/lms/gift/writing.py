"""Questions as GIFT: texts are HTML with pictures inside them, and what GIFT cannot say is a loss."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never

from hwgen.content.tree import Blocks
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.detours import BY_NUMBERS, as_asked, by_cells, choices
from hwgen.lms.gift.notation import escaped, marked, token
from hwgen.lms.labels import full_name, new_id, part_of, tags
from hwgen.lms.moodle.writing.document import category_name
from hwgen.lms.moodle.writing.marks import TOO_SMALL, in_words, interval, shares, too_small, wrong_intervals
from hwgen.lms.stems import blank, places, policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import GIFT
from hwgen.writers.loss import Loss

# Nothing can hide these: Moodle would take a short answer for a pair, or its own mark for a character.
UNSAYABLE = re.compile(r"->|&&[0-9]{3}")


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    scribe = _Scribe(tuple(groups), tuple(languages), copy)
    if options.linked == "description" and len(groups[0].questions) > 1 and groups[0].context:
        yield scribe.description(taken)
        scribe = replace(scribe, groups=tuple(replace(g, context=()) for g in groups))
    for place in range(len(groups[0].questions)):
        for piece in scribe.question(place, taken):
            # After a description, all that belongs together stays together.
            yield replace(piece, part="") if options.linked == "description" else piece


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    data: list[bytes] = []
    last = None
    for category, piece in placed:
        if category != last:
            path = "/".join(("$course$", "top", *map(category_name, category.names))).replace("\\", "")
            data.append(f"$CATEGORY: {path}\n\n".encode())
            last = category
        data.append(piece.data)
    return b"".join(data)


@dataclass(frozen=True)
class _Scribe:
    """Writes one group, which is given in each language."""

    groups: tuple[Group, ...]
    languages: tuple[Words, ...]
    copy: int

    @property
    def group(self) -> Group:
        return self.groups[0]

    @cached_property
    def texts(self) -> Texts:
        return texts_of(self.group, self.languages, GIFT)

    def question(self, place: int, taken: set[str]) -> Iterator[Piece]:
        """The question, or one for each blank of a table."""
        kept = [group.questions[place] for group in self.groups]
        losses = tuple(Loss(self.group, kept[0], what) for what in _losses(kept[0]))
        tables = [q.answer for q in kept if isinstance(q.answer, NumericAnswer) and len(q.answer.cells) > 1]
        if not tables:
            yield self.alone(kept, taken, policy(self.texts, kept[0].answer), losses)
            return
        share = 1 / len(tables[0].cells)
        for cell, asked in enumerate(zip(*map(by_cells, kept), strict=True), 1):
            yield self.alone(asked, taken, blank(self.texts, tables, cell), losses if cell == 1 else (), cell, share)

    def alone(
        self,
        kept: Sequence[Question],
        taken: set[str],
        below: str,
        losses: tuple[Loss, ...],
        cell: int = 0,
        share: float = 1.0,
    ) -> Piece:
        asked = [as_asked(question, ordering=False) for question in kept]
        if asked[0].answer is not kept[0].answer:
            below = places(self.texts, kept[0].answer)
        answers = [question.answer for question in asked]
        stems = [stem(self.texts, *given) for given in zip(self.groups, self.languages, asked, strict=True)]
        matches = [answer for answer in answers if isinstance(answer, MatchingAnswer)]
        table = choices(self.texts, matches).table if matches else ""
        text = "\n".join(filter(None, (self.texts.written(stems), below, table)))
        shown, lines = self.answer(answers)
        if shown == "":
            return Piece("", b"", (), "", (*losses, Loss(self.group, kept[0], "the whole question")))
        explanation = self.texts.written([question.explanation for question in asked])
        lines += [f"####{marked(explanation, 'html')}"] if explanation else []
        body = "".join(f"\n\t{line}" for line in lines) + ("\n" if lines else "")
        opening = "{#" if shown == "numerical" else "{"
        return self.piece(kept[0], f"{escaped(text)}{opening}{body}}}", taken, shown, losses, cell, share)

    def piece(
        self,
        question: Question | None,
        text: str,
        taken: set[str],
        shown: str,
        losses: tuple[Loss, ...] = (),
        cell: int = 0,
        share: float = 1.0,
    ) -> Piece:
        asked = (question,) if question else ()
        id = new_id(self.group, question, self.copy, taken, cell)
        about = [token("id", id), *(token("tag", tag) for tag in tags(self.group, self.languages, asked))]
        name = full_name(self.group, question, self.copy, self.texts)
        data = f"// {' '.join(about)}\n::{escaped(name)}::[html]{text}\n\n".encode()
        part = part_of(self.group, question, cell)
        return Piece(id, data, asked, shown, losses, part, share=share)

    def description(self, taken: set[str]) -> Piece:
        return self.piece(
            None, escaped(self.texts.written([group.context for group in self.groups])), taken, "description"
        )

    def answer(self, answers: Sequence[Answer]) -> tuple[str, list[str]]:
        """Moodle's name for the kind of question, and the lines of its answers; no name where GIFT has no answers for it."""
        first = answers[0]
        match first:
            case TrueFalseAnswer(true):
                return "truefalse", ["TRUE" if true else "FALSE"]
            case ChoiceAnswer():
                return "multichoice", list(self.choice([a for a in answers if isinstance(a, ChoiceAnswer)]))
            case NumericAnswer():
                return "numerical", list(self.number([a for a in answers if isinstance(a, NumericAnswer)]))
            case ShortAnswerAnswer(accepted=accepted):
                # A star stands for anything.
                lines = [f"=%100%{marked(a.replace('*', chr(92) + '*'), 'plain')}" for a in accepted if _sayable(a)]
                return "shortanswer" if lines else "", lines
            case MatchingAnswer():
                return "matching", list(self.match([a for a in answers if isinstance(a, MatchingAnswer)]))
            case EssayAnswer():
                return "essay", []
            case OrderingAnswer():
                raise TypeError("an ordering is asked as a matching")
            case _:
                assert_never(first)

    def choice(self, choices: Sequence[ChoiceAnswer]) -> Iterator[str]:
        """The one right option has the sign of equality; of several each has its share."""
        for i, share in enumerate(shares(choices[0])):
            options = [choice.options[i] for choice in choices]
            single = options[0].right and not choices[0].several
            sign = "=" if single else "~" if share == "0" else f"~%{share}%"
            yield sign + self.entry(options) + self.feedback([option.why for option in options])

    def number(self, answers: Sequence[NumericAnswer]) -> Iterator[str]:
        """The key, then the numbers of misconceptions, each with its own feedback and no two intervals that meet."""
        cells = [answer.cells[0] for answer in answers]
        yield f"=%100%{':'.join(in_words(interval(cells[0])))}"
        for i, wrong in enumerate(wrong_intervals(cells[0])):
            number = f"=%{cells[0].wrong[i].share}%{':'.join(in_words(wrong))}"
            yield number + self.feedback([cell.wrong[i].why for cell in cells])

    def match(self, answers: Sequence[MatchingAnswer]) -> Iterator[str]:
        first = answers[0]
        names = choices(self.texts, answers).names
        for i, place in enumerate(first.key):
            yield f"={self.entry([answer.left[i] for answer in answers])} -> {escaped(names[place])}"
        for i in sorted(set(range(len(first.right))) - set(first.key)):
            yield f"= -> {escaped(names[i])}"

    def entry(self, entries: Sequence[Option | Placed]) -> str:
        return marked(self.texts.bodies(entries), "html")

    def feedback(self, whys: Sequence[Blocks]) -> str:
        return f"#{marked(self.texts.written(whys), 'html')}" if any(whys) else ""


def _sayable(spelling: str) -> bool:
    return not UNSAYABLE.search(spelling)


def _losses(question: Question) -> Iterator[str]:
    answer = question.answer
    if question.points != 1:
        yield "the points: each question gives 1 until they are set in the quiz"
    match answer:
        case NumericAnswer(cells):
            if len(cells) > 1:
                yield "the table: each blank becomes a question of its own"
            if any(map(too_small, cells)):
                yield TOO_SMALL
        case EssayAnswer():
            yield "the model answer and the marking scheme"
            if answer.template:
                yield "the text that the answer begins with"
        case ShortAnswerAnswer():
            if answer.case:
                yield "that capitals count"
            for spelling in answer.accepted:
                if not _sayable(spelling):
                    yield f"the accepted answer `{spelling}`"
        case OrderingAnswer():
            yield BY_NUMBERS
        case MatchingAnswer() | ChoiceAnswer() | TrueFalseAnswer():
            pass
        case _:
            assert_never(answer)
