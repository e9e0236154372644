"""A group of questions as items of Canvas: each stands alone with all that it needs, and each blank of a table, too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, pictures
from hwgen.exam.model import Group, Question
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
from hwgen.lms.adapter import ExportOptions, Piece
from hwgen.lms.canvas.writing.answers import add_answers, losses, type_of
from hwgen.lms.canvas.writing.elements import new_item
from hwgen.lms.detours import as_asked, by_cells, choices
from hwgen.lms.labels import full_name, new_id, part_of
from hwgen.lms.stems import blank, places, policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers import plain
from hwgen.writers.dialect import CANVAS, file_of
from hwgen.writers.loss import Loss

# Where hwgen finds its own id again; platforms pass by fields that they do not know.
ID = "hwgen_id"


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    scribe = _Scribe(tuple(groups), tuple(languages), copy)
    for place in range(len(groups[0].questions)):
        yield from scribe.question(place, taken)


def ident_of(id: str) -> str:
    """An id that every reader takes: Canvas changes others, and then misses what refers to them."""
    return f"g{hashlib.blake2b(id.encode(), digest_size=16).hexdigest()}"


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
        return texts_of(self.group, self.languages, CANVAS)

    def question(self, place: int, taken: set[str]) -> Iterator[Piece]:
        """The question, or one for each blank of a table."""
        kept = [group.questions[place] for group in self.groups]
        tables = [q.answer for q in kept if isinstance(q.answer, NumericAnswer) and len(q.answer.cells) > 1]
        if not tables:
            yield self.alone(kept, kept, taken, policy(self.texts, kept[0].answer))
            return
        for cell, asked in enumerate(zip(*map(by_cells, kept), strict=True), 1):
            yield self.alone(kept, asked, taken, blank(self.texts, tables, cell), cell)

    def alone(
        self, kept: Sequence[Question], asked: Sequence[Question], taken: set[str], below: str, cell: int = 0
    ) -> Piece:
        """A question that may be `asked` in another way than it was `kept`; of a table, the blank of this number."""
        shown = [as_asked(question, ordering=False) for question in asked]
        if shown[0].answer is not asked[0].answer:
            below = places(self.texts, asked[0].answer)
        answers = [question.answer for question in shown]
        matches = [answer for answer in answers if isinstance(answer, MatchingAnswer)]
        offered = choices(self.texts, matches, _is_plain) if matches else None
        stems = [stem(self.texts, *given) for given in zip(self.groups, self.languages, shown, strict=True)]
        html = "\n".join(filter(None, (self.texts.written(stems), below, offered.table if offered else "")))
        id = new_id(self.group, kept[0], self.copy, taken, cell)
        name = full_name(self.group, kept[0], self.copy, self.texts)
        count = len(kept[0].answer.cells) if isinstance(kept[0].answer, NumericAnswer) else 1
        about = {
            "question_type": type_of(answers[0], self.texts),
            "points_possible": f"{round(kept[0].points / count, 2):g}",
            ID: id,
            **self.grading_notes(answers[0]),
        }
        item = new_item(ident_of(id), name, about, html)
        # What a student sees after the quiz; the answer of an essay stands nowhere else for them.
        solutions = [q.explanation or (q.answer.model if isinstance(q.answer, EssayAnswer) else ()) for q in shown]
        item.comment("general_fb", self.texts.written(solutions))
        add_answers(item, self.texts, answers, offered)
        lost = losses(kept[0], answers[0], offered) if cell in (0, 1) else ()
        return Piece(
            id,
            item.serialised(),
            (asked[0],),
            about["question_type"],
            tuple(Loss(self.group, kept[0], what) for what in lost),
            part_of(self.group, kept[0], cell),
            dict(map(file_of, _drawn([*stems, *solutions], answers))),
            1 / count,
        )

    def grading_notes(self, answer: Answer) -> dict[str, str]:
        """The marking scheme of an essay, which New Quizzes shows to who marks it, as text."""
        if not isinstance(answer, EssayAnswer):
            return {}
        words = self.languages[0]
        lines = [f"{line.points}: {plain.blocks(line.text, self.texts.refs, words)}" for line in answer.rubric]
        return {"grading_notes": "\n".join(lines)}


def _is_plain(text: str) -> bool:
    """Whether Canvas shows an entry of a drop-down as it is: it reads these signs as HTML."""
    return not {"<", "&"} & set(text)


def _drawn(contents: Sequence[Blocks], answers: Sequence[Answer]) -> Iterator[Picture | Image]:
    """Every picture that a question shows."""
    for answer in answers:
        match answer:
            case ChoiceAnswer(options=options):
                entries = [body for option in options for body in (option.body, option.why)]
            case MatchingAnswer(left=left, right=right):
                entries = [entry.body for entry in (*left, *right)]
            case OrderingAnswer(entries=placed):
                entries = [entry.body for entry in placed]
            case TrueFalseAnswer() | NumericAnswer() | ShortAnswerAnswer() | EssayAnswer():
                entries = []
            case _:
                assert_never(answer)
        yield from (body for body in entries if isinstance(body, Picture))
        contents = [*contents, *(body for body in entries if not isinstance(body, Picture))]
    for content in contents:
        yield from pictures(content)
