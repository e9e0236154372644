"""The answers of a question that stands alone: one function for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from lxml import etree

from hwgen.exam.model import Question
from hwgen.kinds import (
    Answer,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.detours import choices
from hwgen.lms.moodle.writing.elements import (
    add_answer,
    add_entry_files,
    add_files,
    add_settings,
    add_text,
    append_text,
    put,
)
from hwgen.lms.moodle.writing.marks import Interval, in_words, interval, shares, wrong_intervals
from hwgen.lms.texts import Texts
from hwgen.writers import html

FIELD_LINES = (2, 3, 5, 10, 15, 20, 25, 30, 35, 40)


def type_of(answer: Answer) -> str:
    """What Moodle calls a question with such an answer, where it stands alone."""
    match answer:
        case TrueFalseAnswer():
            return "truefalse"
        case ChoiceAnswer():
            return "multichoice"
        case NumericAnswer():
            return "numerical"
        case ShortAnswerAnswer():
            return "shortanswer"
        case MatchingAnswer():
            return "matching"
        case OrderingAnswer():
            return "ordering"
        case EssayAnswer():
            return "essay"
        case _:
            assert_never(answer)


def add_answers(node: etree._Element, texts: Texts, text: etree._Element, asked: Sequence[Question]) -> None:
    answers = [question.answer for question in asked]
    match answers[0]:
        case TrueFalseAnswer(true):
            for value in (True, False):
                add_answer(node, str(value).lower(), "100" if value is true else "0")
        case ChoiceAnswer():
            _choice(node, texts, answers)
        case NumericAnswer((_,)):
            _number(node, texts, [answer.cells[0] for answer in answers if isinstance(answer, NumericAnswer)])
        case NumericAnswer():
            pass
        case ShortAnswerAnswer(accepted=accepted, case=case):
            etree.SubElement(node, "usecase").text = str(int(case))
            for spelling in accepted:
                # A star stands for anything.
                add_answer(node, spelling.replace("*", r"\*"), "100")
        case MatchingAnswer():
            _match(node, texts, text, [answer for answer in answers if isinstance(answer, MatchingAnswer)])
        case OrderingAnswer():
            _order(node, texts, [answer for answer in answers if isinstance(answer, OrderingAnswer)])
        case EssayAnswer():
            _essay(node, texts, [answer for answer in answers if isinstance(answer, EssayAnswer)])
        case _:
            assert_never(answers[0])


def _choice(node: etree._Element, texts: Texts, answers: Sequence[object]) -> None:
    choices = [answer for answer in answers if isinstance(answer, ChoiceAnswer)]
    first = choices[0]
    add_settings(
        node,
        single="false" if first.several else "true",
        shuffleanswers="0",
        answernumbering="ABCD",
        showstandardinstruction="0" if first.several else "1",
    )
    for i, share in enumerate(shares(first)):
        options = [choice.options[i] for choice in choices]
        element = add_answer(node, texts.bodies(options), share, "html")
        add_entry_files(element, options)
        put(etree.SubElement(element, "feedback", format="html"), texts, [option.why for option in options])


def _number(node: etree._Element, texts: Texts, cells: Sequence[Cell]) -> None:
    """The key, then the numbers of misconceptions, each with its own feedback and no two intervals that meet."""
    first = cells[0]
    _interval(node, interval(first), "100")
    for i, wrong in enumerate(wrong_intervals(first)):
        answer = _interval(node, wrong, str(first.wrong[i].share))
        put(etree.SubElement(answer, "feedback", format="html"), texts, [cell.wrong[i].why for cell in cells])


def _interval(node: etree._Element, interval: Interval, share: str) -> etree._Element:
    number, tolerance = in_words(interval)
    answer = add_answer(node, number, share)
    etree.SubElement(answer, "tolerance").text = tolerance
    return answer


def _match(node: etree._Element, texts: Texts, text: etree._Element, answers: Sequence[MatchingAnswer]) -> None:
    """Moodle's drop-downs show plain text only: other entries stand above them with signs, which are chosen."""
    first = answers[0]
    offered = choices(texts, answers)
    names = offered.names
    if offered.table:
        append_text(text, offered.table)
        for match in answers:
            add_entry_files(text, match.right)
    etree.SubElement(node, "shuffleanswers").text = "0"
    for i, place in enumerate(first.key):
        entries = [match.left[i] for match in answers]
        pair = etree.SubElement(node, "subquestion", format="html")
        add_text(pair, texts.bodies(entries))
        add_entry_files(pair, entries)
        add_text(etree.SubElement(pair, "answer"), names[place])
    for i in sorted(set(range(len(first.right))) - set(first.key)):
        extra = etree.SubElement(node, "subquestion", format="html")
        add_text(extra, "")
        add_text(etree.SubElement(extra, "answer"), names[i])


def _order(node: etree._Element, texts: Texts, answers: Sequence[OrderingAnswer]) -> None:
    """Moodle shuffles the entries itself; they are written in their right order."""
    first = answers[0]
    add_settings(
        node,
        layouttype="VERTICAL",
        selecttype="ALL",
        selectcount=str(len(first.entries)),
        gradingtype="ABSOLUTE_POSITION",
        showgrading="SHOW",
        numberingstyle="none",
        # Without it, Moodle stores hints that are none, and stops.
        shownumcorrect="1",
    )
    for place, i in enumerate(first.key, 1):
        entries = [answer.entries[i] for answer in answers]
        add_entry_files(add_answer(node, texts.bodies(entries), str(place), "html"), entries)


def _essay(node: etree._Element, texts: Texts, answers: Sequence[EssayAnswer]) -> None:
    first = answers[0]
    lines = next((n for n in FIELD_LINES if n >= first.lines), FIELD_LINES[-1])
    add_settings(
        node,
        responseformat="editor",
        responserequired="1",
        responsefieldlines=str(lines),
        attachments="0",
    )
    rows = [
        (texts.written([answer.rubric[i].text for answer in answers]), html.Html(line.points))
        for i, line in enumerate(first.rubric)
    ]
    info = etree.SubElement(node, "graderinfo", format="html")
    heads = (texts.say("rubric"), texts.say("rubric_points"))
    rubric = texts.table(heads, rows, "hwgen-rubric") if rows else ""
    rule = texts.marking("follow") if first.follow_through else ""
    add_text(info, f"{texts.written([answer.model for answer in answers])}\n{rubric}{rule}")
    add_files(info, [(*answer.model, *(block for line in answer.rubric for block in line.text)) for answer in answers])
    template = etree.SubElement(node, "responsetemplate", format="html")
    add_text(template, texts.written([answer.template for answer in answers]))
