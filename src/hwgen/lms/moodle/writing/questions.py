"""A group of questions as Moodle's: what each of them has around its answers, apart or as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from hwgen.errors import counted
from hwgen.exam.model import Group, Question
from hwgen.kinds import EssayAnswer, NumericAnswer
from hwgen.lms.adapter import ExportOptions, Piece
from hwgen.lms.detours import as_asked
from hwgen.lms.labels import full_name, new_id
from hwgen.lms.moodle.writing.answers import add_answers, type_of
from hwgen.lms.moodle.writing.elements import add_files, add_settings, add_text, put, serialised
from hwgen.lms.moodle.writing.fields import can_be_cloze, fields, unbraced
from hwgen.lms.moodle.writing.marks import TOO_SMALL, too_small
from hwgen.lms.moodle.writing.tags import add_tags
from hwgen.lms.stems import places, policy, stem
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import MOODLE
from hwgen.writers.loss import Loss


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    """With "cloze", linked questions become one of several parts, where Moodle can show them so, and with "description"
    what they have in common stands before them once. Moodle has orderings since 4.4.
    """
    scribe = _Scribe(tuple(groups), tuple(languages), options.ordering, copy)
    if options.linked == "cloze" and can_be_cloze(scribe.group):
        yield scribe.cloze(taken)
        return
    if options.linked == "description" and len(groups[0].questions) > 1 and groups[0].context:
        yield scribe.description(taken)
        scribe = replace(scribe, groups=tuple(replace(g, context=()) for g in groups))
    for i, question in enumerate(groups[0].questions):
        apart = len(groups[0].questions) > 1 and options.linked != "description"
        yield replace(scribe.question(i, taken), part=question.id if apart else "")


@dataclass(frozen=True)
class _Scribe:
    """Writes one group, which is given in each language."""

    groups: tuple[Group, ...]
    languages: tuple[Words, ...]
    ordering: bool
    copy: int

    @property
    def group(self) -> Group:
        """The group in the first language, for all that is the same in each."""
        return self.groups[0]

    @cached_property
    def texts(self) -> Texts:
        return texts_of(self.group, self.languages, MOODLE)

    def description(self, taken: set[str]) -> Piece:
        """What linked questions have in common, to stand before them in a quiz."""
        node = etree.Element("question", type="description")
        add_text(etree.SubElement(node, "name"), full_name(self.group, None, self.copy, self.texts))
        put(etree.SubElement(node, "questiontext", format="html"), self.texts, [group.context for group in self.groups])
        add_text(etree.SubElement(node, "generalfeedback", format="html"), "")
        id = new_id(self.group, None, self.copy, taken)
        _finish(node, id)
        add_tags(node, self.group, self.languages, ())
        return Piece(id, serialised(node), (), "description")

    def question(self, place: int, taken: set[str]) -> Piece:
        kept = tuple(group.questions[place] for group in self.groups)
        asked = tuple(as_asked(question, ordering=self.ordering) for question in kept)
        first = asked[0]
        answer = first.answer
        several = isinstance(answer, NumericAnswer) and len(answer.cells) > 1
        id = new_id(self.group, first, self.copy, taken)
        shown = "cloze" if several else type_of(answer)
        node = etree.Element("question", type=shown)
        add_text(etree.SubElement(node, "name"), full_name(self.group, first, self.copy, self.texts))
        text = etree.SubElement(node, "questiontext", format="html")
        stems = [stem(self.texts, *given) for given in zip(self.groups, self.languages, asked, strict=True)]
        below = policy(self.texts, answer) if answer is kept[0].answer else places(self.texts, kept[0].answer)
        if several:
            add_text(text, f"{unbraced(self.texts.written(stems))}\n{below}{fields(self.texts, asked)}")
            add_files(text, stems)
        else:
            put(text, self.texts, stems, below)
        # What a student sees after the quiz; the answer of an essay stands nowhere else for them.
        shown_later = [q.explanation or (q.answer.model if isinstance(q.answer, EssayAnswer) else ()) for q in asked]
        put(etree.SubElement(node, "generalfeedback", format="html"), self.texts, shown_later)
        if not several:
            etree.SubElement(node, "defaultgrade").text = str(first.points)
        _finish(node, id)
        add_answers(node, self.texts, text, asked)
        add_tags(node, self.group, self.languages, [first])
        return Piece(id, serialised(node), (kept[0],), shown, tuple(self.losses(kept[0])))

    def losses(self, question: Question) -> Iterator[Loss]:
        answer = question.answer
        if isinstance(answer, NumericAnswer) and len(answer.cells) > question.points:
            yield Loss(
                self.group,
                question,
                f"the points per question: each of its {counted(len(answer.cells), 'blank')} is worth one mark",
            )
        if isinstance(answer, NumericAnswer) and any(map(too_small, answer.cells)):
            yield Loss(self.group, question, TOO_SMALL)

    def cloze(self, taken: set[str]) -> Piece:
        """The whole group as one question; each part keeps its points."""
        parts = list(zip(*(group.questions for group in self.groups), strict=True))
        id = new_id(self.group, None, self.copy, taken)
        node = etree.Element("question", type="cloze")
        add_text(etree.SubElement(node, "name"), full_name(self.group, None, self.copy, self.texts))
        pieces: list[str] = [unbraced(self.texts.written([group.context for group in self.groups]))]
        for place, asked in enumerate(parts, 1):
            text = unbraced(self.texts.written([question.stem for question in asked]))
            below = policy(self.texts, asked[0].answer)
            pieces.append(f'<div class="hwgen-part"><p>({place})</p>\n{text}\n{below}{fields(self.texts, asked)}</div>')
        whole = etree.SubElement(node, "questiontext", format="html")
        add_text(whole, "\n".join(pieces))
        for place, group in enumerate(self.groups):
            add_files(whole, [group.context, *(asked[place].stem for asked in parts)])
        solutions = "\n".join(
            f'<div class="hwgen-part"><p>({place})</p>\n{self.texts.written([q.explanation for q in asked])}</div>'
            for place, asked in enumerate(parts, 1)
        )
        feedback = etree.SubElement(node, "generalfeedback", format="html")
        add_text(feedback, solutions)
        add_files(feedback, [question.explanation for asked in parts for question in asked])
        _finish(node, id)
        add_tags(node, self.group, self.languages, self.group.questions)
        losses = tuple(loss for question in self.group.questions for loss in self.losses(question))
        return Piece(id, serialised(node), self.group.questions, "cloze", losses)


def _finish(node: etree._Element, id: str) -> None:
    add_settings(node, penalty="0", hidden="0", idnumber=id)
