"""A group of questions as one item, or as an item for each of its questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from re import ASCII, compile
from typing import Any

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.exam.model import Group, Question
from hwgen.kinds import EssayAnswer
from hwgen.lms.adapter import SEPARATE, ExportOptions, Piece
from hwgen.lms.detours import as_asked
from hwgen.lms.labels import clean, full_name, new_id
from hwgen.lms.qti.asker import Field, Interaction, Names, number
from hwgen.lms.qti.elements import Elements
from hwgen.lms.qti.interactions import fields_of, interaction
from hwgen.lms.qti.metadata import metadata
from hwgen.lms.qti.versions import VERSIONS
from hwgen.lms.stems import places, policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import PACKAGE, PICTURES, file_of

IDENTIFIER = compile(r"[A-Za-z_][\w.-]*", ASCII)
SCORE, MAXSCORE, SOLUTION = "SCORE", "MAXSCORE", "SOLUTION"


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    e = Elements(VERSIONS[options.version or next(iter(VERSIONS))])
    scribe = _Scribe(tuple(groups), tuple(languages), copy, options.ordering, e)
    count = len(groups[0].questions)
    if count > 1 and options.linked == SEPARATE:
        for place in range(count):
            yield replace(replace(scribe).item((place,), taken), part=groups[0].questions[place].id)
    else:
        yield scribe.item(range(count), taken)


def identifier(id: str) -> str:
    """The id as QTI takes it: letters, figures, dots and dashes."""
    return id if IDENTIFIER.fullmatch(id) else f"id-{blake2b(id.encode(), digest_size=8).hexdigest()}"


@dataclass(frozen=True)
class _Scribe:
    """Writes one group, which is given in each language."""

    groups: tuple[Group, ...]
    languages: tuple[Words, ...]
    copy: int
    ordering: bool
    e: Elements

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The pictures that were written so far, by their addresses."""
        return {}

    @cached_property
    def texts(self) -> Texts:
        return texts_of(self.groups[0], self.languages, replace(PACKAGE, source=self.source))

    def source(self, picture: Picture | Image) -> str:
        self.files[f"{PICTURES}/{file_of(picture)[0]}"] = file_of(picture)[1]
        return PACKAGE.source(picture)

    def item(self, chosen: Sequence[int], taken: set[str]) -> Piece:
        """The questions at these places as one item."""
        group = self.groups[0]
        kept = [tuple(group.questions[place] for group in self.groups) for place in chosen]
        asked = [tuple(as_asked(question, ordering=self.ordering) for question in same) for same in kept]
        alone = kept[0][0] if len(kept) == 1 else None
        id, name = new_id(group, alone, self.copy, taken), full_name(group, alone, self.copy, self.texts)
        count = sum(fields_of(same[0].answer) for same in asked)
        names = iter([Names(f"_{i}") for i in range(1, count + 1)] if count > 1 else [Names("")])
        interactions = [
            interaction(
                self.e,
                self.texts,
                [question.answer for question in same],
                same[0].points,
                [next(names) for _ in range(fields_of(same[0].answer))],
            )
            for same in asked
        ]
        body = self.body(kept, asked, interactions)
        solution = self.solution(asked)
        fields = [field for one in interactions for field in one.fields]
        item = self.e(
            "assessment-item",
            *(field.response for field in fields),
            *self.outcomes(fields, has_solution=bool(solution)),
            self.e("item-body", body, solution),
            self.processing(fields, has_solution=bool(solution)),
            xmlns=self.e.version.namespace,
            identifier=identifier(id),
            label=id,
            title=name,
            adaptive="false",
            time_dependent="false",
            xml_lang=self.languages[0].script.tag,
        )
        data = f'<?xml version="1.0" encoding="UTF-8"?>\n{clean(item)}\n'.encode()
        shown = interactions[0].name if alone else "composite"
        questions = tuple(same[0] for same in kept)
        about = metadata(id, name, group, self.languages[0])
        return Piece(id, data, questions, shown, files=self.files, about=about)

    def body(
        self,
        kept: Sequence[tuple[Question, ...]],
        asked: Sequence[tuple[Question, ...]],
        interactions: Sequence[Interaction],
    ) -> str:
        """What is asked: a question with all that it needs, or the parts of a group below what they share."""
        alone = len(kept) == 1
        context = "" if alone else self.texts.written([group.context for group in self.groups])
        written = [f"<div>{context}</div>"] if context else []
        for place, (before, same, fields) in enumerate(zip(kept, asked, interactions, strict=True), 1):
            stems = (
                [stem(self.texts, *given) for given in zip(self.groups, self.languages, same, strict=True)]
                if alone
                else [question.stem for question in same]
            )
            answer = same[0].answer
            below = policy(self.texts, answer) if answer is before[0].answer else places(self.texts, before[0].answer)
            text = f"{self.texts.written(stems)}{below}"
            written.append((f"<div>{text}</div>" if alone else _part(place, text)) + fields.body)
        return "\n".join(written)

    def solution(self, asked: Sequence[tuple[Question, ...]]) -> str:
        """What is shown after the response: explanations, and the model answers of essays."""
        texts = [self.texts.written([_explanation(question) for question in same]) for same in asked]
        if not any(texts):
            return ""
        parts = [_part(place, text) for place, text in enumerate(texts, 1)] if len(texts) > 1 else texts
        visibility = {"outcome_identifier": SOLUTION, "identifier": "SHOWN", "show_hide": "show"}
        return self.e.content("feedback-block", *parts, **visibility)

    def outcomes(self, fields: Sequence[Field], *, has_solution: bool) -> Iterator[str]:
        total = sum((field.points for field in fields), Fraction(0))
        human = any(field.human for field in fields)
        yield self.outcome(SCORE, total, Fraction(0), human=human and len(fields) == 1)
        yield self.outcome(MAXSCORE, total, total)
        for field in fields:
            if field.score != SCORE:
                yield self.outcome(field.score, field.points, Fraction(0), human=field.human)
            yield field.feedback
        if has_solution:
            yield self.e("outcome-declaration", identifier=SOLUTION, cardinality="single", base_type="identifier")

    def outcome(self, identifier: str, most: Fraction, default: Fraction, *, human: bool = False) -> str:
        attributes: dict[str, Any] = {"identifier": identifier, "cardinality": "single", "base_type": "float"}
        if human and self.e.version.external:
            attributes["external_scored"] = "human"
        value = self.e("default-value", self.e("value", number(default)))
        return self.e("outcome-declaration", value, **attributes, normal_maximum=number(most))

    def processing(self, fields: Sequence[Field], *, has_solution: bool) -> str:
        rules = [field.rules for field in fields]
        if len(fields) > 1:
            scores = [self.e.variable(field.score) for field in fields]
            rules.append(self.e.set(SCORE, self.e("sum", *scores)))
        if has_solution:
            rules.append(self.e.set(SOLUTION, self.e.value("identifier", "SHOWN")))
        return self.e("response-processing", *rules) if any(rules) else ""


def _part(place: int, text: str) -> str:
    """One of several questions of an item, or what is said of it."""
    return f'<div class="hwgen-part"><p>({place})</p>\n{text}</div>'


def _explanation(question: Question) -> Blocks:
    """The answer of an essay stands nowhere else for a student."""
    return question.explanation or (question.answer.model if isinstance(question.answer, EssayAnswer) else ())
