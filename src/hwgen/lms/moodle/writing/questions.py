"""A group of questions as Moodle's: what each of them has around its answers, apart or as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from lxml import etree

from hwgen.content.tree import Block, Blocks, Emph, Para, Str, references
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
)
from hwgen.lms.moodle.writing.answers import add_answers, type_of
from hwgen.lms.moodle.writing.elements import add_files, add_settings, add_text, serialised
from hwgen.lms.moodle.writing.fields import can_be_cloze, fields, unbraced
from hwgen.lms.moodle.writing.labels import add_tags, full_name, new_id, within
from hwgen.lms.moodle.writing.texts import Texts
from hwgen.text import Language

Linked = Literal["separate", "cloze", "description"]

# Moodle cuts the name of an ordering question after so many bytes, even inside a character.
ORDERING_NAME_BYTES = 42


@dataclass(frozen=True)
class Piece:
    """A question of a file: its XML, its id there, and the questions that it asks, each of one answer."""

    xml: bytes
    id: str
    asked: tuple[Question, ...]


def questions(
    groups: Sequence[Group],
    languages: Sequence[Language],
    taken: set[str],
    *,
    linked: Linked = "separate",
    ordering: bool = True,
    copy: int = 0,
) -> Iterator[Piece]:
    """The questions of one group, given in each of `languages`; their ids come to those `taken`.

    In a pool, `copy` is the number of the variant, from 1. With "cloze", linked questions become one of several parts,
    where Moodle can show them so, and with "description" what they have in common stands before them once. Without `ordering`, which Moodle has since 4.4, entries are matched to their numbers.
    """
    scribe = _Scribe(tuple(groups), tuple(languages), ordering, copy)
    if linked == "cloze" and can_be_cloze(scribe.group):
        yield scribe.cloze(taken)
        return
    if linked == "description" and len(groups[0].questions) > 1 and groups[0].context:
        yield scribe.description(taken)
        scribe = replace(scribe, groups=tuple(replace(g, context=()) for g in groups))
    for i in range(len(groups[0].questions)):
        yield scribe.question(i, taken)


@dataclass(frozen=True)
class _Scribe:
    """Writes one group, which is given in each language."""

    groups: tuple[Group, ...]
    languages: tuple[Language, ...]
    ordering: bool
    copy: int

    @property
    def group(self) -> Group:
        """The group in the first language, for all that is the same in each."""
        return self.groups[0]

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.languages, {question.id: place for place, question in enumerate(self.group.questions, 1)})

    def description(self, taken: set[str]) -> Piece:
        """What linked questions have in common, to stand before them in a quiz."""
        node = etree.Element("question", type="description")
        add_text(etree.SubElement(node, "name"), full_name(self.group, None, self.copy, self.texts))
        self.texts.put(etree.SubElement(node, "questiontext", format="html"), [group.context for group in self.groups])
        add_text(etree.SubElement(node, "generalfeedback", format="html"), "")
        id = new_id(self.group, None, self.copy, taken)
        _finish(node, id)
        add_tags(node, self.group, self.languages, ())
        return Piece(serialised(node), id, ())

    def question(self, place: int, taken: set[str]) -> Piece:
        kept = tuple(group.questions[place] for group in self.groups)
        asked = kept if self.ordering else tuple(map(_by_numbers, kept))
        first = asked[0]
        answer = first.answer
        several = isinstance(answer, NumericAnswer) and len(answer.cells) > 1
        id = new_id(self.group, first, self.copy, taken)
        node = etree.Element("question", type="cloze" if several else type_of(answer))
        name = full_name(self.group, first, self.copy, self.texts)
        if isinstance(answer, OrderingAnswer):
            name = within(name, ORDERING_NAME_BYTES)
        add_text(etree.SubElement(node, "name"), name)
        text = etree.SubElement(node, "questiontext", format="html")
        stems = list(map(self.stem, self.groups, self.languages, asked))
        policy = (
            _policy(self.texts, answer)
            if answer is kept[0].answer
            else self.texts.small("为每一项选择它的次序，1 为最先。", "Choose the place of each entry; 1 comes first.")
        )
        if several:
            add_text(text, f"{unbraced(self.texts.written(stems))}\n{fields(self.texts, asked)}")
            add_files(text, stems)
        else:
            self.texts.put(text, stems, policy)
        self.texts.put(etree.SubElement(node, "generalfeedback", format="html"), [q.explanation for q in asked])
        if not several:
            etree.SubElement(node, "defaultgrade").text = str(first.points)
        _finish(node, id)
        add_answers(node, self.texts, text, asked)
        add_tags(node, self.group, self.languages, [first])
        return Piece(serialised(node), id, (kept[0],))

    def cloze(self, taken: set[str]) -> Piece:
        """The whole group as one question; each part keeps its points."""
        parts = list(zip(*(group.questions for group in self.groups), strict=True))
        id = new_id(self.group, None, self.copy, taken)
        node = etree.Element("question", type="cloze")
        add_text(etree.SubElement(node, "name"), full_name(self.group, None, self.copy, self.texts))
        pieces = [unbraced(self.texts.written([group.context for group in self.groups]))]
        for place, asked in enumerate(parts, 1):
            stem = unbraced(self.texts.written([question.stem for question in asked]))
            policy = _policy(self.texts, asked[0].answer)
            pieces.append(
                f'<div class="hwgen-part"><p>({place})</p>\n{stem}\n{policy}{fields(self.texts, asked)}</div>'
            )
        text = etree.SubElement(node, "questiontext", format="html")
        add_text(text, "\n".join(pieces))
        for place, group in enumerate(self.groups):
            add_files(text, [group.context, *(asked[place].stem for asked in parts)])
        solutions = "\n".join(
            f'<div class="hwgen-part"><p>({place})</p>\n{self.texts.written([q.explanation for q in asked])}</div>'
            for place, asked in enumerate(parts, 1)
        )
        feedback = etree.SubElement(node, "generalfeedback", format="html")
        add_text(feedback, solutions)
        add_files(feedback, [question.explanation for asked in parts for question in asked])
        _finish(node, id)
        add_tags(node, self.group, self.languages, self.group.questions)
        return Piece(serialised(node), id, self.group.questions)

    def stem(self, group: Group, language: Language, question: Question) -> Blocks:
        """The question with all that it needs: the description, and the questions before it that it speaks of."""
        wanted = set(references(question.stem)) | set(references(question.explanation))
        before = [other for other in group.questions if other.id in wanted and other.id != question.id]
        recalled: list[Block] = []
        for other in before:
            place = self.texts.refs[other.id]
            lead = (
                f"第 ({place}) 问（此处不作答）：" if language == "zh" else f"Part ({place}), not to be answered here:"
            )
            recalled += (Para((Emph((Str(lead),)),)), *other.stem)
        return (*group.context, *recalled, *question.stem)


def _finish(node: etree._Element, id: str) -> None:
    add_settings(node, penalty="0", hidden="0", idnumber=id)


def _policy(texts: Texts, answer: object) -> str:
    """How a choice is marked, where that is not plain."""
    if isinstance(answer, ChoiceAnswer):
        if answer.several:
            return texts.small(
                "选出所有正确选项：选对每项得相应的一份分，选错每项扣相应的一份分，总分不低于 0。",
                "Mark every right option: each right one gives its share of the points, each wrong one takes a share off, "
                "and the total is never below 0.",
            )
        if answer.deduct:
            return texts.small(
                f"选错扣本题分值的 {answer.deduct}%，不选不扣分。",
                f"A wrong option takes {answer.deduct}% of the points off; no option takes nothing off.",
            )
    return ""


def _by_numbers(question: Question) -> Question:
    """An ordering as a matching of entries with their places."""
    if not isinstance(question.answer, OrderingAnswer):
        return question
    entries, key = question.answer.entries, question.answer.key
    numbers = tuple(Placed(str(i), (Para((Str(str(i)),)),)) for i in range(1, len(entries) + 1))
    return replace(question, answer=MatchingAnswer(entries, numbers, tuple(key.index(i) for i in range(len(entries)))))
