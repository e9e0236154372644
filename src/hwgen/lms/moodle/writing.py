"""Moodle XML that imports as it is meant: one CDATA block for each text, each file beside the text that shows it.

What Moodle reads, and what it reads wrongly, is written down in docs/moodle.md.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal, assert_never

from lxml import etree

from hwgen.content.picture import Picture
from hwgen.content.tree import Block, Blocks, Emph, Para, Str, pictures, references
from hwgen.exam.model import (
    LETTERS,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    Exam,
    Group,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    Question,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.text import Language
from hwgen.writers import html, plain
from hwgen.writers.svg import NOT_XML

Linked = Literal["separate", "cloze", "description"]

FIELD_LINES = (2, 3, 5, 10, 15, 20, 25, 30, 35, 40)
NAME_LENGTH = 255
# Moodle cuts the name of an ordering question after so many bytes, even inside a character.
ORDERING_NAME_BYTES = 42
EXCERPT = 60
TYPES = {
    TrueFalseAnswer: "truefalse",
    ChoiceAnswer: "multichoice",
    NumericAnswer: "numerical",
    ShortAnswerAnswer: "shortanswer",
    MatchingAnswer: "matching",
    OrderingAnswer: "ordering",
    EssayAnswer: "essay",
}
# The fractions that Moodle knows, by the number of equal shares.
SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
}
ID_LENGTH = 100
# A drop-down shows plain text, and little of it.
DROP_DOWN = 60
# lxml refuses `]]>` inside CDATA; these characters, which Unicode keeps out of texts, stand in for it until the file
# is serialised.
SPLIT = "\ufdd0\ufdd1"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
TAIL = b"</quiz>\n"


@dataclass(frozen=True)
class Made:
    """A question of a file: its XML, its id there, and the questions that it asks, each of one answer."""

    xml: bytes
    id: str
    asked: tuple[Question, ...]


def write(exam: Exam) -> bytes:
    """The exam's questions as one category, in their order."""
    taken: set[str] = set()
    made = (made for group in exam.groups for made in questions((group,), (exam.language,), taken))
    return document([exam_category([exam]), *(one.xml for one in made)])


def document(pieces: Iterable[bytes]) -> bytes:
    return HEAD + b"".join(pieces) + TAIL


def exam_category(exams: Sequence[Exam]) -> bytes:
    first = exams[0]
    about = {exam.language: f"{exam.course}: {exam.title} ({first.code})" for exam in exams}
    return category((first.course, first.title), about)


def category(names: Sequence[str], about: Mapping[Language, str]) -> bytes:
    """The category for all questions that follow it, below the course's top one."""
    node = etree.Element("question", type="category")
    path = "/".join(("$course$", "top", *map(_category_name, names)))
    _text(etree.SubElement(node, "category"), path)
    paragraphs = {at: f"<p>{html.prose(text)}</p>" for at, text in about.items()}
    _text(etree.SubElement(node, "info", format="html"), html.spans(paragraphs))
    return _serialised(node)


def _category_name(name: str) -> str:
    """A name of a path: a slash in it is doubled, and none stands at its ends."""
    name = _clean(name).strip().strip("/").strip()
    if name.startswith("$"):
        name = f"\u200b{name}"
    return name[: NAME_LENGTH // 2].rstrip("/ ").replace("/", "//") or "hwgen"


def questions(
    groups: Sequence[Group],
    languages: Sequence[Language],
    taken: set[str],
    *,
    linked: Linked = "separate",
    ordering: bool = True,
    copy: int = 0,
) -> Iterator[Made]:
    """The questions of one group, given in each of `languages`; their ids come to those `taken`.

    In a pool, `copy` is the number of the variant, from 1. With "cloze", linked questions become one of several parts,
    where Moodle can show them so, and with "description" what they have in common stands before them once. Without `ordering`, which Moodle has since 4.4, entries are matched to their numbers.
    """
    group = _Scribe(tuple(groups), tuple(languages), ordering, copy)
    if linked == "cloze" and group.can_be_cloze():
        yield group.cloze(taken)
        return
    if linked == "description" and len(groups[0].questions) > 1 and groups[0].context:
        yield group.description(taken)
        group = replace(group, groups=tuple(replace(g, context=()) for g in groups))
    for i in range(len(groups[0].questions)):
        yield group.question(i, taken)


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
    def refs(self) -> dict[str, int]:
        return {question.id: place for place, question in enumerate(self.group.questions, 1)}

    def written(self, contents: Sequence[Blocks]) -> html.Html:
        if len(self.languages) == 1:
            return html.blocks(contents[0], self.languages[0], self.refs)
        return html.in_languages(dict(zip(self.languages, contents, strict=True)), self.refs)

    def say(self, zh: str, en: str) -> html.Html:
        """Words of our own, as HTML."""
        return html.spans({at: {"zh": zh, "en": en}[at] for at in self.languages})

    def put(self, element: etree._Element, contents: Sequence[Blocks], after: str = "") -> None:
        """The contents and their files into an element."""
        _text(element, "\n".join(piece for piece in (self.written(contents), after) if piece))
        _files(element, contents)

    def description(self, taken: set[str]) -> Made:
        """What linked questions have in common, to stand before them in a quiz."""
        node = etree.Element("question", type="description")
        _text(etree.SubElement(node, "name"), self.name(None))
        self.put(etree.SubElement(node, "questiontext", format="html"), [group.context for group in self.groups])
        _text(etree.SubElement(node, "generalfeedback", format="html"), "")
        id = self.id(None, taken)
        self.finish(node, id)
        self.tag(node, ())
        return Made(_serialised(node), id, ())

    # What all questions have.

    def question(self, place: int, taken: set[str]) -> Made:
        kept = tuple(group.questions[place] for group in self.groups)
        asked = kept if self.ordering else tuple(map(_by_numbers, kept))
        first = asked[0]
        answer = first.answer
        several = isinstance(answer, NumericAnswer) and len(answer.cells) > 1
        id = self.id(first, taken)
        node = etree.Element("question", type="cloze" if several else TYPES[type(answer)])
        name = self.name(first)
        if isinstance(answer, OrderingAnswer):
            name = _within(name, ORDERING_NAME_BYTES)
        _text(etree.SubElement(node, "name"), name)
        text = etree.SubElement(node, "questiontext", format="html")
        stems = list(map(self.stem, self.groups, self.languages, asked))
        policy = (
            self.policy(answer)
            if answer is kept[0].answer
            else self.small("为每一项选择它的次序，1 为最先。", "Choose the place of each entry; 1 comes first.")
        )
        if isinstance(answer, NumericAnswer) and several:
            _text(text, f"{_unbraced(self.written(stems))}\n{self.table(asked, first.points)}")
            _files(text, stems)
        else:
            self.put(text, stems, policy)
        self.put(etree.SubElement(node, "generalfeedback", format="html"), [q.explanation for q in asked])
        if not several:
            etree.SubElement(node, "defaultgrade").text = str(first.points)
        self.finish(node, id)
        self.answer(node, text, asked)
        self.tag(node, [first])
        return Made(_serialised(node), id, (kept[0],))

    def finish(self, node: etree._Element, id: str) -> None:
        etree.SubElement(node, "penalty").text = "0"
        etree.SubElement(node, "hidden").text = "0"
        etree.SubElement(node, "idnumber").text = id

    def id(self, question: Question | None, taken: set[str]) -> str:
        """An id that says where a question comes from, never what it asks, and that is not `taken`.

        Moodle drops the second of two in a category without a word.
        """
        alone = question is None or len(self.group.questions) == 1
        name = self.group.item if alone or question is None else f"{self.group.item}-{question.id}"
        end = f"-{self.copy:04d}" if self.copy else ""
        name = _clean(name)
        id, again = name[: ID_LENGTH - len(end)] + end, 1
        while id in taken:
            again += 1
            id = name[: ID_LENGTH - len(end) - 5] + f"{end}-{again}"
        taken.add(id)
        return id

    def name(self, question: Question | None) -> str:
        """`conv-layer · 0007 · …`, for whoever reads the question bank."""
        first = question or self.group.questions[0]
        number = f"{self.copy:04d}" if self.copy else f"{first.number:02d}"
        part = [question.id] if question and len(self.group.questions) > 1 else []
        name = " · ".join((self.group.item, number, *part, self.excerpt(first)))
        # Moodle strips what looks like a tag, and cuts what is too long.
        return _clean(" ".join(name.split())).replace("<", "＜")[:NAME_LENGTH]

    def excerpt(self, question: Question) -> str:
        """What tells this question from its like: a generator's draws, or how the text begins."""
        if self.group.params:
            told = ", ".join(f"{name}={value}" for name, value in self.group.params.items())
        else:
            told = plain.blocks(question.stem, self.refs, self.languages[0])
        return told if len(told) <= EXCERPT else f"{told[:EXCERPT]}…"

    def tag(self, node: etree._Element, asked: Sequence[Question]) -> None:
        group = self.group
        words = (
            group.topic,
            *group.tags,
            f"difficulty {group.difficulty}",
            *(f"language {at}" for at in self.languages),
            *(f"misconception {id}" for question in asked for id in _misconceptions(question)),
        )
        tags = etree.SubElement(node, "tags")
        for word in dict.fromkeys(words):
            _text(etree.SubElement(tags, "tag"), word)

    def stem(self, group: Group, language: Language, question: Question) -> Blocks:
        """The question with all that it needs: the description, and the questions before it that it speaks of."""
        wanted = set(references(question.stem)) | set(references(question.explanation))
        before = [other for other in group.questions if other.id in wanted and other.id != question.id]
        recalled: list[Block] = []
        for other in before:
            place = self.refs[other.id]
            told = (
                f"第 ({place}) 问（此处不作答）：" if language == "zh" else f"Part ({place}), not to be answered here:"
            )
            recalled += (Para((Emph((Str(told),)),)), *other.stem)
        return (*group.context, *recalled, *question.stem)

    def policy(self, answer: object) -> str:
        """How a choice is marked, where that is not plain."""
        match answer:
            case ChoiceAnswer(several=True):
                return self.small(
                    "选出所有正确选项：选对每项得相应的一份分，选错每项扣相应的一份分，总分不低于 0。",
                    "Mark every right option: each right one gives its share of the points, each wrong one takes a share off, "
                    "and the total is never below 0.",
                )
            case ChoiceAnswer(deduct=deduct) if deduct:
                return self.small(
                    f"选错扣本题分值的 {deduct}%，不选不扣分。",
                    f"A wrong option takes {deduct}% of the points off; no option takes nothing off.",
                )
            case _:
                return ""

    def small(self, zh: str, en: str) -> str:
        return f'<p class="hwgen-policy"><em>{self.say(zh, en)}</em></p>'

    # The kinds of answers.

    def answer(self, node: etree._Element, text: etree._Element, asked: Sequence[Question]) -> None:
        answers = [question.answer for question in asked]
        match answers[0]:
            case TrueFalseAnswer(true):
                for value in (True, False):
                    _answer(node, str(value).lower(), "100" if value is true else "0")
            case ChoiceAnswer():
                self.choice(node, answers)
            case NumericAnswer((_,)):
                self.number(node, [answer.cells[0] for answer in answers if isinstance(answer, NumericAnswer)])
            case NumericAnswer():
                pass
            case ShortAnswerAnswer(accepted=accepted, case=case):
                etree.SubElement(node, "usecase").text = str(int(case))
                for spelling in accepted:
                    # A star stands for anything.
                    _answer(node, spelling.replace("*", r"\*"), "100")
            case MatchingAnswer():
                self.match(node, text, [answer for answer in answers if isinstance(answer, MatchingAnswer)])
            case OrderingAnswer():
                self.order(node, [answer for answer in answers if isinstance(answer, OrderingAnswer)])
            case EssayAnswer():
                self.essay(node, [answer for answer in answers if isinstance(answer, EssayAnswer)])
            case _:
                assert_never(answers[0])

    def choice(self, node: etree._Element, answers: Sequence[object]) -> None:
        choices = [answer for answer in answers if isinstance(answer, ChoiceAnswer)]
        first = choices[0]
        for name, value in (
            ("single", "false" if first.several else "true"),
            ("shuffleanswers", "0"),
            ("answernumbering", "ABCD"),
            ("showstandardinstruction", "0" if first.several else "1"),
        ):
            etree.SubElement(node, name).text = value
        shares = _shares(first)
        for i, share in enumerate(shares):
            options = [choice.options[i] for choice in choices]
            element = _answer(node, self.bodies(options), share, "html")
            _body_files(element, options)
            self.put(etree.SubElement(element, "feedback", format="html"), [option.why for option in options])

    def number(self, node: etree._Element, cells: Sequence[Cell]) -> None:
        """The key, then the numbers of misconceptions, each with its own feedback and no two intervals that meet."""
        first = cells[0]
        right = _answer(node, number(first.value.shown), "100")
        etree.SubElement(right, "tolerance").text = number(first.tolerance)
        for i, (shown, tolerance) in enumerate(_wrong_intervals(first)):
            answer = _answer(node, number(shown), str(first.wrong[i].share))
            etree.SubElement(answer, "tolerance").text = number(tolerance)
            self.put(etree.SubElement(answer, "feedback", format="html"), [cell.wrong[i].why for cell in cells])

    def match(self, node: etree._Element, text: etree._Element, answers: Sequence[MatchingAnswer]) -> None:
        """Moodle's drop-downs show plain text only: other entries stand above them with letters, which are chosen."""
        first = answers[0]
        names = [_plain_entry([match.right[i] for match in answers]) for i in range(len(first.right))]
        if None in names or len(set(names)) < len(names):
            names = list(LETTERS[: len(first.right)])
            shown = [self.bodies([match.right[i] for match in answers]) for i in range(len(first.right))]
            rows = "".join(
                f"<tr><td>{letter}.</td><td>{_unwrapped(body)}</td></tr>"
                for letter, body in zip(LETTERS, shown, strict=False)
            )
            _append(text, f"<table><tbody>{rows}</tbody></table>")
            for match in answers:
                _body_files(text, match.right)
        etree.SubElement(node, "shuffleanswers").text = "0"
        for i, place in enumerate(first.key):
            entries = [match.left[i] for match in answers]
            pair = etree.SubElement(node, "subquestion", format="html")
            _text(pair, self.bodies(entries))
            _body_files(pair, entries)
            _text(etree.SubElement(pair, "answer"), str(names[place]))
        for i in sorted(set(range(len(first.right))) - set(first.key)):
            extra = etree.SubElement(node, "subquestion", format="html")
            _text(extra, "")
            _text(etree.SubElement(extra, "answer"), str(names[i]))

    def order(self, node: etree._Element, answers: Sequence[OrderingAnswer]) -> None:
        """Moodle shuffles the entries itself; they are written in their right order."""
        first = answers[0]
        for name, value in (
            ("layouttype", "VERTICAL"),
            ("selecttype", "ALL"),
            ("selectcount", str(len(first.entries))),
            ("gradingtype", "ABSOLUTE_POSITION"),
            ("showgrading", "SHOW"),
            ("numberingstyle", "none"),
        ):
            etree.SubElement(node, name).text = value
        for place, i in enumerate(first.key, 1):
            entries = [answer.entries[i] for answer in answers]
            _body_files(_answer(node, self.bodies(entries), str(place), "html"), entries)

    def essay(self, node: etree._Element, answers: Sequence[EssayAnswer]) -> None:
        first = answers[0]
        lines = next((n for n in FIELD_LINES if n >= first.lines), FIELD_LINES[-1])
        for name, value in (
            ("responseformat", "editor"),
            ("responserequired", "1"),
            ("responsefieldlines", str(lines)),
            ("attachments", "0"),
        ):
            etree.SubElement(node, name).text = value
        rows = "".join(
            f"<tr><td>{self.written([answer.rubric[i].text for answer in answers])}</td><td>{line.points}</td></tr>"
            for i, line in enumerate(first.rubric)
        )
        info = etree.SubElement(node, "graderinfo", format="html")
        heads = (self.say("评分要点", "For"), self.say("分值", "Points"))
        head = "".join(f"<th>{word}</th>" for word in heads)
        rubric = (
            f'<table class="hwgen-rubric"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>' if rows else ""
        )
        _text(info, f"{self.written([answer.model for answer in answers])}\n{rubric}")
        _files(info, [(*answer.model, *(block for line in answer.rubric for block in line.text)) for answer in answers])
        template = etree.SubElement(node, "responsetemplate", format="html")
        _text(template, self.written([answer.template for answer in answers]))

    def bodies(self, entries: Sequence[Option | Placed]) -> str:
        bodies = [entry.body for entry in entries]
        drawn = [body for body in bodies if isinstance(body, Picture)]
        if drawn:
            images = dict(zip(self.languages, map(html.image, drawn), strict=True))
            return f"<p>{html.spans(images)}</p>"
        return self.written([body for body in bodies if not isinstance(body, Picture)])

    # Several fields in one question.

    def can_be_cloze(self) -> bool:
        """Whether each part has an answer that a field can take: no essay, no pictures among options."""
        return len(self.group.questions) > 1 and all(
            isinstance(question.answer, TrueFalseAnswer | NumericAnswer | ShortAnswerAnswer)
            or (
                isinstance(question.answer, ChoiceAnswer)
                and not any(
                    isinstance(o.body, Picture) or any(pictures((*o.body, *o.why))) for o in question.answer.options
                )
            )
            for question in self.group.questions
        )

    def cloze(self, taken: set[str]) -> Made:
        """The whole group as one question; each part keeps its points."""
        parts = list(zip(*(group.questions for group in self.groups), strict=True))
        id = self.id(None, taken)
        node = etree.Element("question", type="cloze")
        _text(etree.SubElement(node, "name"), self.name(None))
        pieces = [_unbraced(self.written([group.context for group in self.groups]))]
        for place, asked in enumerate(parts, 1):
            stem = _unbraced(self.written([question.stem for question in asked]))
            policy = self.policy(asked[0].answer)
            pieces.append(f'<div class="hwgen-part"><p>({place})</p>\n{stem}\n{policy}{self.fields(asked)}</div>')
        text = etree.SubElement(node, "questiontext", format="html")
        _text(text, "\n".join(pieces))
        for place, group in enumerate(self.groups):
            _files(text, [group.context, *(asked[place].stem for asked in parts)])
        solutions = "\n".join(
            f'<div class="hwgen-part"><p>({place})</p>\n{self.written([q.explanation for q in asked])}</div>'
            for place, asked in enumerate(parts, 1)
        )
        feedback = etree.SubElement(node, "generalfeedback", format="html")
        _text(feedback, solutions)
        _files(feedback, [question.explanation for asked in parts for question in asked])
        self.finish(node, id)
        self.tag(node, self.group.questions)
        return Made(_serialised(node), id, self.group.questions)

    def fields(self, asked: Sequence[Question]) -> str:
        """The field of a part, or its table of fields."""
        points = asked[0].points
        match asked[0].answer:
            case TrueFalseAnswer(true):
                words = (self.say("正确", "True"), self.say("错误", "False"))
                alternatives = [
                    ("=" if right is true else "%0%") + _field(w) for w, right in zip(words, (True, False), strict=True)
                ]
                return f"<p>{{{points}:MULTICHOICE_H:{'~'.join(alternatives)}}}</p>"
            case ChoiceAnswer() as choice:
                kind = "MULTIRESPONSE" if choice.several else "MULTICHOICE_V"
                options = zip(*(q.answer.options for q in asked if isinstance(q.answer, ChoiceAnswer)), strict=True)
                alternatives = [
                    f"%{share}%{_field(self.bodies(option))}{self.remark([o.why for o in option])}"
                    for share, option in zip(_shares(choice), options, strict=True)
                ]
                return f"<p>{{{points}:{kind}:{'~'.join(alternatives)}}}</p>"
            case ShortAnswerAnswer(accepted=accepted, case=case):
                kind = "SHORTANSWER_C" if case else "SHORTANSWER"
                return f"<p>{{{points}:{kind}:{'~'.join('=' + _field(html.prose(a)) for a in accepted)}}}</p>"
            case _:
                return self.table(asked, points)

    def remark(self, whys: Sequence[Blocks]) -> str:
        """The feedback to an alternative of a field."""
        return f"#{_field(self.written(whys))}" if any(whys) else ""

    def table(self, asked: Sequence[Question], points: int) -> str:
        """The blanks as fields: one alone, a row under its labels, or a grid."""
        answers = [question.answer for question in asked if isinstance(question.answer, NumericAnswer)]
        first = answers[0]
        fields = [
            self.numerical([answer.cells[i] for answer in answers], weight)
            for i, weight in enumerate(_weights(points, len(first.cells)))
        ]
        if len(fields) == 1:
            return f"<p>{fields[0]}</p>"
        width = first.columns or len(fields)
        rows = [fields[i : i + width] for i in range(0, len(fields), width)]
        body = "".join(f"<tr>{''.join(f'<td>{field}</td>' for field in row)}</tr>" for row in rows)
        head = "".join(
            f"<th>{_unbraced(self.written([answer.cells[i].label for answer in answers]))}</th>"
            for i in range(len(fields))
        )
        top = "" if first.columns else f"<thead><tr>{head}</tr></thead>"
        return f'<table class="hwgen-blanks">{top}<tbody>{body}</tbody></table>'

    def numerical(self, cells: Sequence[Cell], weight: int) -> str:
        first = cells[0]
        alternatives = [f"={number(first.value.shown)}:{number(first.tolerance)}"]
        for i, (shown, tolerance) in enumerate(_wrong_intervals(first)):
            remark = self.remark([cell.wrong[i].why for cell in cells])
            alternatives.append(f"%{first.wrong[i].share}%{number(shown)}:{number(tolerance)}{remark}")
        return f"{{{weight}:NUMERICAL:{'~'.join(alternatives)}}}"


def _by_numbers(question: Question) -> Question:
    """An ordering as a matching of entries with their places."""
    if not isinstance(question.answer, OrderingAnswer):
        return question
    entries, key = question.answer.entries, question.answer.key
    numbers = tuple(Placed(str(i), (Para((Str(str(i)),)),)) for i in range(1, len(entries) + 1))
    return replace(question, answer=MatchingAnswer(entries, numbers, tuple(key.index(i) for i in range(len(entries)))))


def _shares(choice: ChoiceAnswer) -> list[str]:
    """The fraction of each option. Of several right ones each has its share; a wrong one takes as much off as makes
    marking all of them worth nothing.
    """
    right = sum(option.right for option in choice.options)
    wrong = len(choice.options) - right
    if not choice.several:
        return ["100" if option.right else str(-choice.deduct) for option in choice.options]
    return [SHARES[right] if option.right else f"-{SHARES[wrong]}" for option in choice.options]


def _weights(points: int, count: int) -> list[int]:
    """`points` in whole parts, as equal as can be; one each where there are too few."""
    if points < count:
        return [1] * count
    return [points // count + (i < points % count) for i in range(count)]


def _wrong_intervals(cell: Cell) -> list[tuple[Fraction, Fraction]]:
    """Where each wrong number of a cell is met: as wide as the key's interval, unless it came to another one so."""
    key = Fraction(cell.value.shown)
    shown = [Fraction(wrong.value.shown) for wrong in cell.wrong]
    found = []
    for i, value in enumerate(shown):
        apart = [
            abs(value - key) - cell.tolerance,
            *(abs(value - other) / 2 for j, other in enumerate(shown) if j != i),
        ]
        found.append((value, min(cell.tolerance, Fraction(9, 10) * min(apart)) if cell.tolerance else Fraction(0)))
    return found


def number(value: int | Fraction) -> str:
    """A number as Moodle reads it: no thousands separators, a point before the decimals."""
    if isinstance(value, int) or value.denominator == 1:
        return str(int(value))
    scaled = round(abs(value) * 10**10)
    text = f"{scaled // 10**10}.{scaled % 10**10:010d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and scaled else text


def _misconceptions(question: Question) -> Iterator[str]:
    match question.answer:
        case ChoiceAnswer(options=options):
            yield from (option.misconception for option in options if option.misconception)
        case NumericAnswer(cells=cells):
            yield from (wrong.id for cell in cells for wrong in cell.wrong if wrong.id)
        case _:
            pass


def _plain_entry(entries: Sequence[Placed]) -> str | None:
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


MATHS = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in "&{}~#\\"})


def _field(text: str) -> str:
    """HTML as part of a cloze field, which Moodle decodes once and in which it then drops the backslash of `\\}` and `\\#`."""

    def in_formula(found: re.Match[str]) -> str:
        return found[0].replace(r"\}", r"\rbrace ").replace(r"\{", r"\lbrace ").replace(r"\#", r"\unicode{35}")

    text = MATHS.sub(in_formula, text)
    text = re.sub(r"\\(?=[}#])", r"\\<bdi></bdi>", text)
    return text.replace("\n", " ").translate(SPECIAL)


def _unwrapped(text: str) -> str:
    """HTML of a single paragraph without its tags."""
    alone = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1
    return text[3:-4] if alone else text


def _unbraced(text: str) -> str:
    """HTML in which no brace of a formula can open a cloze field."""
    return text.replace("{", "&#123;").replace("}", "&#125;")


def _within(name: str, size: int) -> str:
    """A name of at most `size` bytes, cut between characters."""
    return name.encode()[:size].decode(errors="ignore").rstrip() if len(name.encode()) > size else name


def _answer(node: etree._Element, text: str, fraction: str, format: str = "moodle_auto_format") -> etree._Element:
    answer = etree.SubElement(node, "answer", fraction=fraction, format=format)
    _text(answer, text)
    return answer


def _text(element: etree._Element, text: str) -> None:
    etree.SubElement(element, "text").text = etree.CDATA(_clean(text).replace("]]>", SPLIT))


def _append(element: etree._Element, text: str) -> None:
    """Puts `text` at the end of the element's text."""
    node = element.find("text")
    assert node is not None
    node.text = etree.CDATA(f"{node.text}\n{_clean(text).replace(']]>', SPLIT)}")


def _clean(text: str) -> str:
    """The text without what XML forbids and without the characters of SPLIT."""
    return NOT_XML.sub("", text).translate(dict.fromkeys(map(ord, SPLIT)))


def _files(element: etree._Element, contents: Iterable[Blocks]) -> None:
    _add_files(element, (html.file_of(picture) for content in contents for picture in pictures(content)))


def _body_files(element: etree._Element, entries: Iterable[Option | Placed]) -> None:
    drawn = (p for e in entries for p in ([e.body] if isinstance(e.body, Picture) else pictures(e.body)))
    _add_files(element, map(html.file_of, drawn))


def _add_files(element: etree._Element, files: Iterable[tuple[str, bytes]]) -> None:
    held = {file.get("name") for file in element.findall("file")}
    for name, data in files:
        if name not in held:
            held.add(name)
            file = etree.SubElement(element, "file", name=name, path="/", encoding="base64")
            file.text = base64.b64encode(data).decode()


def _serialised(node: etree._Element) -> bytes:
    data = etree.tostring(node, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return bytes(data).replace(SPLIT.encode(), b"]]]]><![CDATA[>")
