"""What an erratum that names no question, or no answer of its questions, is meant to say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from hwgen.errors import did_you_mean, perhaps
from hwgen.marks.errata import Erratum, amended, options
from hwgen.meantnumbers import number_meant
from hwgen.othernames import TRUTHS
from hwgen.sheets.fields import FALSE, TRUE
from hwgen.sheets.keys import Boxes, Keys, Number, Question

# A question by its number, as people name it.
NUMBERED = re.compile(r"(?:q|question|no\.?|第)?\s*(\d+)\s*题?", re.IGNORECASE)
# Variants that are named with what is right for them.
MOST_VARIANTS = 4
# In words, what a void question does.
VOIDS = {
    **dict.fromkeys(("full-marks", "full marks", "full", "all", "everyone", "everybody", "give"), "give-all"),
    **dict.fromkeys(("送分", "给分", "全部给分", "满分"), "give-all"),
    **dict.fromkeys(("delete", "drop", "remove", "skip", "exclude", "ignore", "omit"), "leave-out"),
    **dict.fromkeys(("删除", "作废", "不计分", "取消"), "leave-out"),
}


def item_hint(name: str, asked: Sequence[Question]) -> str:
    """The item that is meant by the number of a question or by one of its parts."""
    numbered = NUMBERED.fullmatch(name.strip())
    same = {
        (question.item, question.part)
        for question in asked
        if question.part == name or (numbered and question.number == int(numbered[1]))
    }
    if len(same) != 1:
        return did_you_mean(name, {question.item for question in asked})
    ((item, part),) = same
    if any(question.item == item and question.part != part for question in asked):
        return f"`{name}` is a question of `{item}`: write `item: {item}` and `part: {part}`"
    return f"`{name}` is `{item}`: write `item: {item}`"


def answer_hint(answers: Sequence[str], questions: Sequence[Question]) -> str:
    """The way out of answers that some of the questions have no place for."""
    return next((hint for question in questions if (hint := _of_one(answers, question, questions))), "")


def _of_one(answers: Sequence[str], question: Question, questions: Sequence[Question]) -> str:
    boxes = [field for field in question.fields if isinstance(field, Boxes)]
    known = {name for field in boxes for option in field.options for name in (option.id, option.value)}
    several = len(question.fields)
    if len(answers) == 1 and (several > 1 or boxes) and answers[0] not in known:
        parts = _parts(answers[0], known)
        if len(parts) > 1 and (len(parts) == several or (several == 1 and set(parts) <= known)):
            return f"write `[{', '.join(parts)}]`"
    match question.fields:
        case (Boxes(options=offered),):
            unknown = [answer for answer in answers if answer not in known]
            return _option_hint(unknown[0], [o.value for o in offered], question, questions) if unknown else ""
        case (Number(),):
            return next((hint for answer in answers if (hint := number_meant(answer)).startswith("write")), "")
        case _:
            return ""


def _parts(text: str, known: set[str]) -> list[str]:
    """The answers that are written as one: `5.8; 15`, `A, B` or the letters `ABD`."""
    parts = [part for part in re.split(r"[,;，；、\s]+", text.strip()) if part]
    return [*text] if len(parts) == 1 and known and set(text) <= known else parts


def _option_hint(name: str, values: Sequence[str], question: Question, questions: Sequence[Question]) -> str:
    if {*values} == {TRUE, FALSE} and (truth := {"true": "true", "false": "false"} | TRUTHS).get(name.lower()):
        return f"write `{TRUE if truth[name.lower()] == 'true' else FALSE}`"
    if any(name in options(other).values() for other in questions):
        return "only some papers have this option: `accept` gives it points there, and leaves the key as it is"
    if meant := _by_text(name, question):
        return f"that is what the option `{meant}` says: write `{meant}`"
    ids = [id for other in questions for id in options(other).values()]
    return perhaps(name, {*ids, *values})


def _by_text(text: str, question: Question) -> str:
    """The id of the one option that says this, formulas without their signs: `0.5` of `$0.500$`."""

    def bare(words: str) -> str:
        plain = re.sub(r"[\s$,\\]", "", words).casefold()
        return str(Fraction(plain)) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else plain

    offered = [option for field in question.fields if isinstance(field, Boxes) for option in field.options]
    ids = {option.id for option in offered if option.text and bare(option.text) == bare(text)}
    return ids.pop() if len(ids) == 1 else ""


def variants_in_words(questions: Sequence[Question]) -> str:
    """The variants of some questions, each with what is right."""
    keyed = {question.variant: question.key for question in questions}
    shown = [f"`{variant}` ({key})" if key else f"`{variant}`" for variant, key in keyed.items()]
    more = [f"{len(shown) - MOST_VARIANTS} more"] if len(shown) > MOST_VARIANTS else []
    return ", ".join([*shown[:MOST_VARIANTS], *more])


def right_answers(question: Question) -> tuple[object, ...]:
    """What gets points in each field, options by their ids."""

    def right(field: object) -> object:
        if isinstance(field, Boxes):
            return frozenset((option.id, option.share) for option in field.options if option.share > 0)
        if isinstance(field, Number):
            return tuple((each.low, each.high, each.share) for each in field.accepted)
        return field

    return tuple(map(right, question.fields))


def needs_variants(erratum: Erratum, questions: Sequence[Question]) -> bool:
    """Whether an answer is for all variants, of which each has a key of its own."""
    return not erratum.variants and len({right_answers(question) for question in questions}) > 1


def changes_nothing(erratum: Erratum, before: Keys) -> bool:
    """Whether every question that it is about is marked as it says already."""
    after = amended(before, (erratum,))
    pairs = [
        (b, a)
        for x, y in zip(before.copies, after.copies, strict=True)
        for b, a in zip(x.questions, y.questions, strict=True)
    ]
    return all((right_answers(b), b.points, b.void) == (right_answers(a), a.points, a.void) for b, a in pairs)
