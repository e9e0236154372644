"""Where a question of the page is answered, and what is shown once it was: one function for each kind.

Fields are known to the script by their order; `data-why` says to which response a reason belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import assert_never

from hwgen.content.tree import Blocks, Math, Para, Str
from hwgen.kinds import (
    LETTERS,
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
from hwgen.lms.texts import Texts
from hwgen.writers.html import Html


def fields(texts: Texts, id: str, answers: Sequence[Answer], *, keys: bool) -> str:
    """The fields of a question, given in each language, with the reasons of responses if there are `keys`."""
    first = answers[0]
    match first:
        case TrueFalseAnswer():
            return _options(texts, id, [texts.say("true"), texts.say("false")])
        case ChoiceAnswer():
            return _choice(texts, id, [a for a in answers if isinstance(a, ChoiceAnswer)], keys=keys)
        case NumericAnswer():
            return _numbers(texts, id, [a for a in answers if isinstance(a, NumericAnswer)], keys=keys)
        case ShortAnswerAnswer():
            return f"<p>{_typed(texts, f'{id}-0', texts.own('answer'))}</p>"
        case MatchingAnswer():
            return _matching(texts, id, [a for a in answers if isinstance(a, MatchingAnswer)])
        case EssayAnswer():
            return _essay(texts, id, [a for a in answers if isinstance(a, EssayAnswer)])
        case OrderingAnswer():
            raise TypeError("an ordering is asked as a matching")
        case _:
            assert_never(first)


def key(texts: Texts, answers: Sequence[Answer]) -> str:
    """The right answer, where the page does not show it at the fields themselves."""
    matches = [answer for answer in answers if isinstance(answer, MatchingAnswer)]
    if matches:
        names, lefts = choices(texts, matches).names, zip(*(match.left for match in matches), strict=True)
        pairs = zip(lefts, matches[0].key, strict=True)
        return texts.table(
            [], [(Html(texts.bodies(left)), Html(texts.dialect.prose(names[place]))) for left, place in pairs]
        )
    shown = [_key(answer) for answer in answers]
    return texts.written(shown) if any(shown) else ""


def _key(answer: Answer) -> Blocks:
    match answer:
        case NumericAnswer(cells):
            return tuple(Para((Math(cell.value.tex()),)) for cell in cells)
        case ShortAnswerAnswer(value, accepted):
            shown = Math(value.tex()) if value else Str(accepted[0])
            return (Para((shown,)),)
        case TrueFalseAnswer() | ChoiceAnswer() | MatchingAnswer() | OrderingAnswer() | EssayAnswer():
            return ()
        case _:
            assert_never(answer)


def _choice(texts: Texts, id: str, answers: Sequence[ChoiceAnswer], *, keys: bool) -> str:
    rows = list(zip(*(answer.options for answer in answers), strict=True))
    bodies = [texts.bodies(row) for row in rows]
    whys = [texts.written([option.why for option in row]) if keys else "" for row in rows]
    return _options(texts, id, bodies, whys, several=answers[0].several)


def _options(texts: Texts, id: str, bodies: Sequence[str], whys: Sequence[str] = (), *, several: bool = False) -> str:
    kind = "checkbox" if several else "radio"
    rows = (
        f'<div class="option"><input type="{kind}" name="{id}" id="{id}-{i}" aria-labelledby="{id}-{i}-l {id}-{i}-b"/>'
        f'<label for="{id}-{i}" id="{id}-{i}-l">{LETTERS[i]}.</label><div class="body" id="{id}-{i}-b">{body}</div>'
        f"{_why(str(i), whys[i]) if whys else ''}</div>"
        for i, body in enumerate(bodies)
    )
    return f'<fieldset><legend class="unseen">{texts.own("answer")}</legend>{"".join(rows)}</fieldset>'


def _why(of: str, why: str) -> str:
    return f'<div class="why" data-why="{of}" hidden="hidden">{why}</div>' if why else ""


def _numbers(texts: Texts, id: str, answers: Sequence[NumericAnswer], *, keys: bool) -> str:
    first = answers[0]
    whys = "".join(_reasons(texts, [answer.cells for answer in answers])) if keys else ""
    labels = [texts.written([answer.cells[i].label for answer in answers]) for i in range(len(first.cells))]
    inputs = [
        Html(_typed(texts, f"{id}-{i}", _place(texts, first, i), "decimal", labelled=bool(labels[i])) + _unit(cell))
        for i, cell in enumerate(first.cells)
    ]
    heads = [Html(f'<span id="{id}-{i}-b">{label}</span>') if label else Html() for i, label in enumerate(labels)]
    if len(inputs) == 1:
        return f"<p>{heads[0]} {inputs[0]}</p>{whys}"
    width = first.columns or len(inputs)
    rows = [inputs[i : i + width] for i in range(0, len(inputs), width)]
    return f"{texts.table([] if first.columns else heads, rows)}{whys}"


def _place(texts: Texts, answer: NumericAnswer, place: int) -> str:
    """Which blank it is, for those who do not see it."""
    if answer.columns:
        row, column = divmod(place, answer.columns)
        return texts.own("cell", row=row + 1, column=column + 1)
    return texts.own("blank", number=place + 1) if len(answer.cells) > 1 else texts.own("answer")


def _reasons(texts: Texts, cells: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for i, same in enumerate(zip(*cells, strict=True)):
        for j in range(len(same[0].wrong)):
            yield _why(f"{i}-{j}", texts.written([cell.wrong[j].why for cell in same]))


def _unit(cell: Cell) -> str:
    return f' <span class="unit">{escape(cell.value.unit)}</span>' if cell.value.unit else ""


def _typed(texts: Texts, id: str, name: str, mode: str = "text", *, labelled: bool = False) -> str:
    """A field for a line of text; a label that is seen is read behind its name."""
    return (
        f'{_unseen(id, name)}<input type="text" inputmode="{mode}" autocomplete="off" spellcheck="false" id="{id}" '
        f'aria-labelledby="{id}-n{f" {id}-b" if labelled else ""}"/>'
    )


def _unseen(id: str, name: str) -> str:
    """The name of a field, for those who do not see where it is."""
    return f'<span class="unseen" id="{id}-n">{name}</span>'


def _matching(texts: Texts, id: str, answers: Sequence[MatchingAnswer]) -> str:
    first, offered = answers[0], choices(texts, answers)
    options = "".join(
        f'<option value="{i}">{texts.dialect.prose(name)}</option>' for i, name in enumerate(offered.names)
    )
    rows = "".join(
        f'<div class="pair"><div class="body" id="{id}-{i}-b">{texts.bodies([answer.left[i] for answer in answers])}</div>'
        f"{_unseen(f'{id}-{i}', texts.own('entry', number=i + 1))}"
        f'<select id="{id}-{i}" aria-labelledby="{id}-{i}-n {id}-{i}-b"><option value="">—</option>{options}</select></div>'
        for i in range(len(first.left))
    )
    return f"{offered.table}{rows}"


def _essay(texts: Texts, id: str, answers: Sequence[EssayAnswer]) -> str:
    first = answers[0]
    begun = "\n".join(
        inline.text
        for block in first.template
        if isinstance(block, Para)
        for inline in block.inlines
        if isinstance(inline, Str)
    )
    name = f'<label class="unseen" for="{id}-0">{texts.own("answer")}</label>'
    return f'{name}<textarea id="{id}-0" rows="{max(first.lines, 3)}">{escape(begun)}</textarea>'


def model(texts: Texts, id: str, answers: Sequence[EssayAnswer]) -> str:
    """The model answer, and its marking scheme to tick what one's own answer has."""
    lines = zip(*(answer.rubric for answer in answers), strict=True)
    ticks = "".join(
        # Its points belong to its name: one that is a formula alone has no words.
        f'<div class="option"><input type="checkbox" class="earned" id="{id}-r{i}" aria-labelledby="{id}-r{i}-b {id}-r{i}-w"/>'
        f'<div class="body" id="{id}-r{i}-b">{texts.written([line.text for line in row])}</div>'
        f'<span class="worth" id="{id}-r{i}-w">{row[0].points}</span></div>'
        for i, row in enumerate(lines)
    )
    own = f"<fieldset><legend>{texts.own('self')}</legend>{ticks}</fieldset>" if ticks else ""
    rule = texts.marking("follow") if answers[0].follow_through else ""
    return texts.written([answer.model for answer in answers]) + own + rule
