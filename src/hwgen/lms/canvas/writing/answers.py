"""The answers of a question in Canvas: one function for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from hwgen.lms.canvas.writing.elements import RESPONSE, Item, add_label, add_text, score
from hwgen.lms.detours import BY_NUMBERS, Choices
from hwgen.lms.moodle.writing.marks import in_words, interval
from hwgen.lms.texts import Texts
from hwgen.numerals import machine, rounded

# Canvas knows a true/false question by these words alone.
TRUTHS = ("True", "False")
TABLE = "the table: each blank becomes a question of its own"
WRONG = "numbers from known mistakes, and their feedback: Canvas would give each of them full marks"
SEVERAL = "how wrong ticks are marked: each takes off what a right one gives, and New Quizzes may give all or nothing"


def type_of(answer: Answer, texts: Texts) -> str:
    """What Canvas calls a question with such an answer."""
    match answer:
        case TrueFalseAnswer():
            return "true_false_question" if truths(texts) == TRUTHS else "multiple_choice_question"
        case ChoiceAnswer(several=several):
            return "multiple_answers_question" if several else "multiple_choice_question"
        case NumericAnswer():
            return "numerical_question"
        case ShortAnswerAnswer():
            return "short_answer_question"
        case MatchingAnswer():
            return "matching_question"
        case EssayAnswer():
            return "essay_question"
        case OrderingAnswer():
            raise TypeError("an ordering is asked as a matching")
        case _:
            assert_never(answer)


def truths(texts: Texts) -> tuple[str, ...]:
    return tuple(texts.say(word) for word in ("true", "false"))


def add_answers(item: Item, texts: Texts, answers: Sequence[Answer], offered: Choices | None) -> None:
    """`offered` is what the drop-downs of a matching offer."""
    match answers[0]:
        case TrueFalseAnswer(true):
            choices = item.choices(RESPONSE, "Single")
            for ident, text in zip(("true", "false"), truths(texts), strict=True):
                add_label(choices, ident, text)
            _single(item, "true" if true else "false")
        case ChoiceAnswer():
            _choice(item, texts, [answer for answer in answers if isinstance(answer, ChoiceAnswer)])
        case NumericAnswer((cell,)):
            _number(item, cell)
        case ShortAnswerAnswer(accepted=accepted):
            item.blank()
            variable = item.condition()
            for spelling in accepted:
                etree.SubElement(variable, "varequal", respident=RESPONSE).text = spelling
            score(variable)
        case MatchingAnswer():
            assert offered is not None
            _match(item, texts, [answer for answer in answers if isinstance(answer, MatchingAnswer)], offered)
        case EssayAnswer():
            item.blank()
            etree.SubElement(item.condition(), "other")
        case NumericAnswer() | OrderingAnswer():
            raise TypeError("tables are asked blank by blank, orderings as matchings")
        case _:
            assert_never(answers[0])


def _single(item: Item, ident: str) -> None:
    variable = item.condition()
    etree.SubElement(variable, "varequal", respident=RESPONSE).text = ident
    score(variable)


def _choice(item: Item, texts: Texts, answers: Sequence[ChoiceAnswer]) -> None:
    first = answers[0]
    choices = item.choices(RESPONSE, "Multiple" if first.several else "Single")
    idents = [f"a{i}" for i in range(1, len(first.options) + 1)]
    for i, ident in enumerate(idents):
        options = [answer.options[i] for answer in answers]
        add_label(choices, ident, texts.bodies(options))
        item.comment(f"{ident}_fb", texts.written([option.why for option in options]), ident)
    right = [ident for ident, option in zip(idents, first.options, strict=True) if option.right]
    if not first.several:
        _single(item, right[0])
        return
    variable = item.condition()
    every = etree.SubElement(variable, "and")
    for ident in idents:
        parent = every if ident in right else etree.SubElement(every, "not")
        etree.SubElement(parent, "varequal", respident=RESPONSE).text = ident
    score(variable)


def _number(item: Item, cell: Cell) -> None:
    """Classic reads the interval, New Quizzes the margin, which it would work out with an error otherwise.

    Any further number would be a right answer, also one that has nothing but feedback.
    """
    value, tolerance = interval(cell)
    number, margin = in_words((value, tolerance))
    reach = rounded(tolerance, up=True)
    item.blank(fibtype="Decimal")
    variable = item.condition()
    either = etree.SubElement(variable, "or")
    exact = {"respident": RESPONSE} | ({"margintype": "absolute", "margin": margin} if tolerance else {})
    etree.SubElement(either, "varequal", exact).text = number
    between = etree.SubElement(either, "and")
    etree.SubElement(between, "vargte", respident=RESPONSE).text = machine(value - reach)
    etree.SubElement(between, "varlte", respident=RESPONSE).text = machine(value + reach)
    score(variable)


def _match(item: Item, texts: Texts, answers: Sequence[MatchingAnswer], offered: Choices) -> None:
    """Each left entry has the same right ones to choose from."""
    first = answers[0]
    points = f"{100 / len(first.key):.2f}"
    for i, place in enumerate(first.key):
        ident = f"response_{i + 1}"
        given = etree.SubElement(item.presentation, "response_lid", ident=ident)
        add_text(given, texts.bodies([answer.left[i] for answer in answers]))
        choices = etree.SubElement(given, "render_choice")
        for n, name in enumerate(offered.names, 1):
            add_label(choices, f"m{n}", name, "text/plain")
        variable = item.condition()
        etree.SubElement(variable, "varequal", respident=ident).text = f"m{place + 1}"
        score(variable, "Add", points)


def losses(question: Question, shown: Answer, offered: Choices | None) -> Iterator[str]:
    """What Canvas cannot say of a question that is `shown` with another answer, where it needs one."""
    answer = question.answer
    match answer:
        case ChoiceAnswer(several=several, deduct=deduct):
            if several:
                yield SEVERAL
            if deduct:
                yield "that a wrong option takes points off"
        case NumericAnswer(cells):
            if len(cells) > 1:
                yield TABLE
            if any(cell.wrong for cell in cells):
                yield WRONG
        case EssayAnswer():
            yield "the marking scheme: only New Quizzes has it, as plain grading notes"
            if answer.template:
                yield "the text that the answer begins with"
        case ShortAnswerAnswer(case=True):
            yield "that capitals count"
        case OrderingAnswer():
            yield BY_NUMBERS
        case MatchingAnswer() | TrueFalseAnswer() | ShortAnswerAnswer():
            pass
        case _:
            assert_never(answer)
    if offered is not None and offered.table and not isinstance(answer, OrderingAnswer):
        yield "the right entries beside the left ones: they are listed in a table, and students choose their letters"
