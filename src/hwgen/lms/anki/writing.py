"""Questions as notes of Anki: a card shows the question, its back the answer and why, and students mark themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import assert_never

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Math, Para, Str
from hwgen.exam.marking import rules
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    LETTERS,
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
from hwgen.lms.adapter import ExportOptions, Piece
from hwgen.lms.anki.package import LANGUAGE
from hwgen.lms.labels import new_id, tags
from hwgen.lms.stems import policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import Dialect, delimited, file_of, marked, verbatim, without_delimiters
from hwgen.writers.html import Html
from hwgen.writers.printed.images import file_name

# What Anki plays or typesets wherever it stands: [sound:...], [anki:...], [latex], [$], [$$].
PLAYED = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\${1,2}\])", re.IGNORECASE)


def prose(text: str) -> str:
    return PLAYED.sub(r"\g<0><bdi></bdi>", without_delimiters(text))


def code(text: str) -> str:
    return PLAYED.sub(r"\g<0><bdi></bdi>", verbatim(text))


DIALECT = Dialect(delimited, lambda picture: media(picture)[0], prose, marked, code, xhtml=True)


def media(picture: Picture | Image) -> tuple[str, bytes]:
    """A picture as a file; all of a collection lie in one folder, so that its name depends on nothing but the drawing."""
    name, data = file_of(picture)
    if isinstance(picture, Image):
        name = f"{file_name(picture).partition('.')[0]}.{picture.kind}"
    return f"hwgen-{name}", data


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    """A note for each question; linked ones have what they share on each card."""
    first = groups[0]
    for given in zip(*(group.questions for group in groups), strict=True):
        files: dict[str, bytes] = {}

        def source(picture: Picture | Image, files: dict[str, bytes] = files) -> str:
            name, data = media(picture)
            files[name] = data
            return name

        id = new_id(first, given[0], copy, taken)
        card = _Card(texts_of(first, tuple(languages), replace(DIALECT, source=source)), groups, given)
        note = {
            "id": LANGUAGE.join((id, *(at.language for at in languages))),
            "front": card.front(),
            "back": card.back(),
            "tags": ["-".join(tag.split()) for tag in tags(first, languages, given[:1])],
        }
        data = json.dumps(note, ensure_ascii=False, sort_keys=True).encode()
        yield Piece(id, data, given[:1], "card", files=files)


@dataclass(frozen=True)
class _Card:
    """A question, `given` in each of the languages."""

    texts: Texts
    groups: Sequence[Group]
    given: Sequence[Question]

    def front(self) -> str:
        first = self.given[0].answer
        shared = zip(self.groups, self.texts.languages, self.given, strict=True)
        asked = self.texts.written([stem(self.texts, *one) for one in shared])
        return "\n".join(filter(None, (asked, policy(self.texts, first), self._fields(keys=False))))

    def back(self) -> str:
        words, given = self.texts.languages, self.given
        marked = [at["marking.joint"].join(rules(question, at)) for at, question in zip(words, given, strict=True)]
        marking = self.texts.written([(Para((Str(text),)),) for text in marked]) if marked[0] else ""
        why = self.texts.written([question.explanation for question in given])
        return "\n".join(filter(None, (self._fields(keys=True), self._reasons(), marking, why)))

    def _fields(self, *, keys: bool) -> str:
        """What is offered, or the answer."""
        texts, answers = self.texts, [question.answer for question in self.given]
        match answers[0]:
            case TrueFalseAnswer(true):
                return f"<p><strong>{texts.say('true' if true else 'false')}</strong></p>" if keys else ""
            case ChoiceAnswer() as choice:
                rows = [a.options for a in answers if isinstance(a, ChoiceAnswer)]
                return _key(choice.letters) if keys else self._listed(rows, "A")
            case MatchingAnswer() as matching:
                lefts = [a.left for a in answers if isinstance(a, MatchingAnswer)]
                rights = [a.right for a in answers if isinstance(a, MatchingAnswer)]
                pairs = ", ".join(f"{place}–{letter}" for place, letter in enumerate(matching.letters, 1))
                return _key(pairs) if keys else self._listed(lefts, "1") + self._listed(rights, "A")
            case OrderingAnswer() as ordering:
                entries = [a.entries for a in answers if isinstance(a, OrderingAnswer)]
                return _key(" → ".join(ordering.letters)) if keys else self._listed(entries, "A")
            case NumericAnswer() as numeric:
                return self._numbers(numeric, [a for a in answers if isinstance(a, NumericAnswer)], keys=keys)
            case ShortAnswerAnswer():
                return texts.written([_short(answer) for answer in answers]) if keys else ""
            case EssayAnswer():
                return self._essay([a for a in answers if isinstance(a, EssayAnswer)]) if keys else ""
            case _:
                assert_never(answers[0])

    def _listed(self, rows: Sequence[Sequence[Option] | Sequence[Placed]], form: str) -> str:
        bodies = (self.texts.bodies(same) for same in zip(*rows, strict=True))
        return f'<ol type="{form}">{"".join(f"<li>{body}</li>" for body in bodies)}</ol>'

    def _numbers(self, first: NumericAnswer, answers: Sequence[NumericAnswer], *, keys: bool) -> str:
        if len(first.cells) == 1:
            return self.texts.written([_value(answer, 0) for answer in answers]) if keys else ""
        count = len(first.cells)
        values = [
            self.texts.written([_value(answer, i) for answer in answers]) if keys else Html() for i in range(count)
        ]
        heads = [self.texts.written([answer.cells[i].label for answer in answers]) for i in range(count)]
        width = first.columns or count
        rows = [values[i : i + width] for i in range(0, count, width)]
        return self.texts.table([] if first.columns else heads, rows)

    def _essay(self, answers: Sequence[EssayAnswer]) -> str:
        model = self.texts.written([answer.model for answer in answers])
        lines = zip(*(answer.rubric for answer in answers), strict=True)
        rows = [(self.texts.written([line.text for line in same]), Html(same[0].points)) for same in lines]
        heads = [self.texts.say("rubric"), self.texts.say("rubric_points")]
        return model + (self.texts.table(heads, rows) if rows else "")

    def _reasons(self) -> str:
        """Why each option is right or wrong, and what leads to known wrong numbers."""
        answers = [question.answer for question in self.given]
        match answers[0]:
            case ChoiceAnswer(options):
                rows = zip(*(a.options for a in answers if isinstance(a, ChoiceAnswer)), strict=True)
                names: list[str] = list(LETTERS[: len(options)])
                whys = [self.texts.written([option.why for option in same]) for same in rows]
            case NumericAnswer(cells):
                wrong = zip(*(_wrong(a) for a in answers), strict=True)
                names = [self.texts.dialect.math(w.value.tex(), False) for cell in cells for w in cell.wrong]
                whys = [self.texts.written(list(same)) for same in wrong]
            case TrueFalseAnswer() | ShortAnswerAnswer() | MatchingAnswer() | OrderingAnswer() | EssayAnswer():
                return ""
            case _:
                assert_never(answers[0])
        items = "".join(f"<li>{name}: {why}</li>" for name, why in zip(names, whys, strict=True) if why)
        return f"<ul>{items}</ul>" if items else ""


def _key(letters: str) -> str:
    return f"<p><strong>{escape(letters)}</strong></p>"


def _value(answer: NumericAnswer, place: int) -> Blocks:
    value = answer.cells[place].value
    return (Para((Math(value.tex()),)),)


def _short(answer: Answer) -> Blocks:
    if not isinstance(answer, ShortAnswerAnswer):
        return ()
    value = answer.value
    return (Para((Math(value.tex()) if value else Str(answer.accepted[0]),)),)


def _wrong(answer: Answer) -> list[Blocks]:
    return [wrong.why for cell in answer.cells for wrong in cell.wrong] if isinstance(answer, NumericAnswer) else []
