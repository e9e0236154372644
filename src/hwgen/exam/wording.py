"""What hwgen says itself in a paper: clauses after a question, and remarks in keys."""

from __future__ import annotations

from hwgen.bank.course import Course
from hwgen.problem.computed import Computed
from hwgen.text import Language, Text


def carried(name: Text) -> Text:
    return Text(
        zh=f"由前面一问的错误结果（{name.zh}）推得，本问方法正确，得部分分。",
        en=f"This follows from a mistake in the earlier part ({name.en}); the method of this part is right and gets part of the points.",
    )


def deduction(percent: int) -> Text:
    return Text(
        zh=f"每选错一题，扣该题分值的 {percent}%；不选不扣分。",
        en=f"A wrong option takes off {percent}% of the question’s points; no option takes nothing off.",
    )


def clauses(course: Course, part: Computed, language: Language, *, rounds: bool, stated: bool = False) -> str:
    """What is printed after a question, in parentheses: the conventions that its answer depends on, and the rounding.

    `stated` is for a statement, where the numbers that stand there are rounded.
    """
    told = [course.conventions[id].clause[language] for id in part.conventions]
    if rounds and part.places is not None:
        told.append(_rounding(part.places, stated=stated)[language])
    if not told:
        return ""
    told[0] = told[0][:1].upper() + told[0][1:]
    return f"（{'；'.join(told)}。）" if language == "zh" else f"({'; '.join(told)}.)"


def _rounding(places: int, *, stated: bool) -> Text:
    zh, en = ("数值", "values are rounded to") if stated else ("结果", "round to")
    if places == 0:
        return Text(zh=f"{zh}四舍五入到整数", en=f"{en} whole numbers" if stated else f"{en} a whole number")
    word = ("一", "两", "三", "四", "五", "六")[places - 1]
    number = ("one", "two", "three", "four", "five", "six")[places - 1]
    return Text(zh=f"{zh}保留{word}位小数", en=f"{en} {number} decimal place{'' if places == 1 else 's'}")
