"""Answers as fields in the text of a question (Moodle calls that cloze): the notation, and what it has to hide."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, pictures
from hwgen.exam.marking import weights
from hwgen.exam.model import Group, Question
from hwgen.kinds import Answer, Cell, ChoiceAnswer, NumericAnswer, ShortAnswerAnswer, TrueFalseAnswer
from hwgen.lms.moodle.writing.marks import in_words, interval, shares, wrong_intervals
from hwgen.lms.texts import Texts
from hwgen.writers import html

MATHS = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in "&{}~#\\"})


def can_be_cloze(group: Group) -> bool:
    """Whether each part has an answer that a field can take: no essay, no pictures among options."""
    return len(group.questions) > 1 and all(
        type(question.answer) in FIELDS and not _has_pictures(question.answer) for question in group.questions
    )


def _has_pictures(answer: Answer) -> bool:
    return isinstance(answer, ChoiceAnswer) and any(
        isinstance(option.body, Picture) or any(pictures((*option.body, *option.why))) for option in answer.options
    )


def fields(texts: Texts, asked: Sequence[Question]) -> str:
    """The field of a part, or its table of fields."""
    return FIELDS[type(asked[0].answer)](texts, [question.answer for question in asked], asked[0].points)


def _true_false(texts: Texts, answers: Sequence[TrueFalseAnswer], points: int) -> str:
    words = (texts.say("true"), texts.say("false"))
    alternatives = [
        ("=" if right is answers[0].true else "%0%") + escaped(word)
        for word, right in zip(words, (True, False), strict=True)
    ]
    return f"<p>{{{points}:MULTICHOICE_H:{'~'.join(alternatives)}}}</p>"


def _choice(texts: Texts, answers: Sequence[ChoiceAnswer], points: int) -> str:
    kind = "MULTIRESPONSE" if answers[0].several else "MULTICHOICE_V"
    options = zip(*(answer.options for answer in answers), strict=True)
    alternatives = [
        f"%{share}%{escaped(texts.bodies(option))}{_remark(texts, [o.why for o in option])}"
        for share, option in zip(shares(answers[0]), options, strict=True)
    ]
    return f"<p>{{{points}:{kind}:{'~'.join(alternatives)}}}</p>"


def _short_answer(texts: Texts, answers: Sequence[ShortAnswerAnswer], points: int) -> str:
    kind = "SHORTANSWER_C" if answers[0].case else "SHORTANSWER"
    alternatives = "~".join("=" + escaped(texts.dialect.prose(spelling)) for spelling in answers[0].accepted)
    return f"<p>{{{points}:{kind}:{alternatives}}}</p>"


def _remark(texts: Texts, whys: Sequence[Blocks]) -> str:
    """The feedback to an alternative of a field."""
    return f"#{escaped(texts.written(whys))}" if any(whys) else ""


def table(texts: Texts, answers: Sequence[NumericAnswer], points: int) -> str:
    """The blanks as fields: one alone, a row under its labels, or a grid."""
    first = answers[0]
    fields = [
        html.Html(_numerical(texts, [answer.cells[i] for answer in answers], weight))
        for i, weight in enumerate(weights(points, len(first.cells)))
    ]
    if len(fields) == 1:
        return f"<p>{fields[0]}</p>"
    width = first.columns or len(fields)
    rows = [fields[i : i + width] for i in range(0, len(fields), width)]
    labels = [unbraced(texts.written([answer.cells[i].label for answer in answers])) for i in range(len(fields))]
    return texts.table([] if first.columns else labels, rows, "hwgen-blanks")


def _numerical(texts: Texts, cells: Sequence[Cell], weight: int) -> str:
    first = cells[0]
    alternatives = [f"={':'.join(in_words(interval(first)))}"]
    for i, wrong in enumerate(wrong_intervals(first)):
        remark = _remark(texts, [cell.wrong[i].why for cell in cells])
        alternatives.append(f"%{first.wrong[i].share}%{':'.join(in_words(wrong))}{remark}")
    return f"{{{weight}:NUMERICAL:{'~'.join(alternatives)}}}"


# What a field can take; a part of any other kind stands alone.
FIELDS: Mapping[type, Callable[[Texts, Sequence[Any], int], str]] = {
    TrueFalseAnswer: _true_false,
    ChoiceAnswer: _choice,
    NumericAnswer: table,
    ShortAnswerAnswer: _short_answer,
}


def escaped(text: str) -> str:
    """HTML as part of a cloze field, which Moodle decodes once and in which it then drops the backslash of `\\}` and `\\#`."""

    def in_formula(match: re.Match[str]) -> str:
        return match[0].replace(r"\}", r"\rbrace ").replace(r"\{", r"\lbrace ").replace(r"\#", r"\unicode{35}")

    text = MATHS.sub(in_formula, text)
    text = re.sub(r"\\(?=[}#])", r"\\<bdi></bdi>", text)
    return text.replace("\n", " ").translate(SPECIAL)


def unbraced(text: str) -> html.Html:
    """HTML in which no brace of a formula can open a cloze field."""
    return html.Html(text.replace("{", "&#123;").replace("}", "&#125;"))
