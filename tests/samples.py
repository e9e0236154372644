"""A small exam made by hand, with every kind of question and with hostile text in every place that takes text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hwgen.content.picture import Dots, Label, Line, Picture
from hwgen.content.tree import Blocks, Bullets, CodeBlock, DisplayMath, Figure, Math, Para, Ref, Str, Table
from hwgen.errors import Span
from hwgen.exam.model import Exam, Group, Question, Section
from hwgen.kinds import Answer, ChoiceAnswer, EssayAnswer, Option, RubricLine, TrueFalseAnswer
from hwgen.values import Value
from hwgen.words.words import words

VISIBLE = "% $ & # _ { } ~ ^ \\ < > ]]> \" ' <b>&amp;</b> \U0001f600 \ue000\ue001 עברית " + "Z" * 300
HOSTILE = VISIBLE + "\x0b\ufdd0\ufdd1"


def drawing(name: str) -> Picture:
    marks = (
        Line(((0, 0), (20, 10)), arrow=True),
        Dots(((5, 5),)),
        Label((1, 1), HOSTILE, "north", italic=True),
    )
    return Picture(20, 10, marks, f"{name} {HOSTILE}")


def para(text: str) -> Blocks:
    return (Para((Str(text),)),)


def group(item: str, *questions: Question, context: Blocks = ()) -> Group:
    params = {"sizes": (3, 4), "rate": Fraction(1, 3), "shape": Value((3, 8, 8), "shape")}
    return Group(item, Span(Path("bank.yaml"), 1), params, context, questions, "cnn", 2, 3.0, ("hw2", "a & b"), "")


def question(id: str, number: int, answer: Answer, stem: Blocks = ()) -> Question:
    return Question(id, number, stem or para(HOSTILE), answer, number, para("explained " + HOSTILE))


def exam() -> Exam:
    shape = ChoiceAnswer(
        (
            Option(
                "swap", (Para((Math("8 < 9"),)),), False, para("swapped " + HOSTILE), Value((8, 3), "shape"), "swap"
            ),
            Option("right", (Para((Math("9 > 8"),)),), True, para("right"), Value((3, 8), "shape")),
        )
    )
    curves = ChoiceAnswer(
        tuple(Option(id, drawing(id), id == "sigmoid", para(id)) for id in ("relu", "sigmoid", "tanh"))
    )
    essay = EssayAnswer(
        (Figure(drawing("model")), *para(HOSTILE)), (RubricLine((Figure(drawing("rubric")),), 2), RubricLine((), 3)), 7
    )
    context: Blocks = (
        Figure(drawing("context")),
        DisplayMath("a < b & c"),
        Bullets((para("one"),)),
        CodeBlock("x = 1 < 2"),
        Table(((Str("h"),),), (((Str("c"),),),)),
    )
    again: Blocks = (Para((Ref("shape"), Str(": why?"))),)
    groups = (
        group("truth", question("truth", 1, TrueFalseAnswer(False))),
        group("conv", question("shape", 2, shape), question("why", 3, essay, again), context=context),
        group("curve<", question("curve", 4, curves)),
        # Two items whose ids meet in the end, and one that is too long for Moodle.
        group("conv-why", question("conv-why", 5, TrueFalseAnswer(True))),
        group("L" * 300, question("long", 6, TrueFalseAnswer(True))),
    )
    return Exam(
        "sample", "Deep/learning", "", "a/b & c ]]> d", "", 90, words("en"), 7, "CODE", (Section("I", (), groups),)
    )  # fmt: skip
