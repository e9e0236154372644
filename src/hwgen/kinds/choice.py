"""A choice: one right option among several, drawn from pools; and what a choice of several right ones shares with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import Field

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Math, Para
from hwgen.draw import Unusable, shuffled
from hwgen.errors import Diagnostic, did_you_mean
from hwgen.fields import CourseText
from hwgen.kinds.calculations import RIGHT, Calculation
from hwgen.kinds.candidates import MOST_OPTIONS, Candidate, CandidateRecord, candidates, too_few
from hwgen.kinds.guessing import drawn
from hwgen.kinds.kind import (
    LETTERS,
    Asked,
    AskedComputed,
    Asker,
    Compared,
    Computable,
    Find,
    Kind,
    Layout,
    Letters,
    Manner,
    Offer,
    Passage,
    Place,
    Proven,
    Say,
    Seen,
    Wording,
    in_any_order,
)
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, text, twice
from hwgen.text import Language, Text
from hwgen.values import Value
from hwgen.words.words import Words

T = TypeVar("T")
OPTIONS = "How many options a paper shows."


class ChoiceRecord(QuestionRecord):
    """One right option among several."""

    kind: Literal["choice"]
    stem: CourseText = Field(description=STEM)
    right: tuple[CandidateRecord, ...] = Field(min_length=1, description="Right options, of which a paper shows one.")
    wrong: tuple[CandidateRecord, ...] = Field(
        min_length=1, description="Wrong options, each from a mistake that students make; more than a paper shows."
    )
    options: int = Field(4, ge=2, le=MOST_OPTIONS, description=OPTIONS)
    explanation: CourseText | None = Field(None, description=EXPLANATION)


@dataclass(frozen=True)
class Choice:
    """A choice between texts or pictures: `wrong_count` wrong candidates are drawn from their pool, and the right one.

    With `right_count` above 1 several options are right, and the student marks each of them. `about` is its entry in the
    catalogue, if it has one.
    """

    id: str
    stem: Text
    right: tuple[Candidate, ...]
    wrong: tuple[Candidate, ...]
    solution: Text
    wrong_count: int = 3
    right_count: int = 1
    difficulty: int = 0
    about: str = ""

    @property
    def kind(self) -> str:
        return "multiple-choice" if self.right_count > 1 else "choice"


@dataclass(frozen=True)
class Option:
    """One option of a choice; `why` says why it is right or wrong, `misconception` names what it comes of."""

    id: str
    body: Blocks | Picture
    right: bool
    why: Blocks
    value: Value | None = None
    misconception: str = ""


@dataclass(frozen=True)
class ChoiceAnswer:
    """A choice of one option or, where `several`, of all that are right.

    `deduct` is the part of the points, in percent, that a wrong one takes off where one is right.
    """

    options: tuple[Option, ...]
    several: bool = False
    deduct: int = 0
    layout: ClassVar[Layout] = "choice"

    @property
    def kind(self) -> str:
        return "multiple-choice" if self.several else "choice"

    @property
    def letters(self) -> str:
        """The letters of what is right."""
        return "".join(letter for letter, option in self.lettered() if option.right)

    @property
    def brief(self) -> Letters:
        return Letters(self.letters)

    def lettered(self) -> Iterator[tuple[str, Option]]:
        return zip(LETTERS, self.options, strict=False)

    def rules(self, words: Words) -> Iterator[str]:
        if self.several:
            yield words["marking.several"]
        elif self.deduct:
            yield words.say("deduction", percent=self.deduct)

    def compared(self, seen: Seen) -> Compared:
        right = in_any_order(seen(option.body) for option in self.options if option.right)
        return Compared([option.body for option in self.options], (right, self.several, self.deduct))


# Why a variant cannot be asked as a choice.
TOO_FEW = "too few wrong options"


def unexplained(record: Any) -> Iterator[Place]:
    """Of a choice of one or of several: the explanation, and why each option is right or wrong."""
    if record.explanation is None:
        yield ("explanation",)
    for name in ("right", "wrong"):
        yield from ((name, i, "why") for i, c in enumerate(getattr(record, name)) if c.why is None)


def passages(part: Choice) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    yield Passage("solution", part.solution)
    for candidate in part.right:
        yield Passage("why", candidate.why, candidate.id)
        if isinstance(candidate.body, Text):
            yield Passage("right", candidate.body, candidate.id)
    for candidate in part.wrong:
        yield Passage("why", candidate.why, candidate.id)
        if isinstance(candidate.body, Text):
            yield Passage("wrong", candidate.body, candidate.id)


def calculations(part: Choice) -> Iterator[tuple[Calculation, ...]]:
    right = [Calculation(candidate.check, RIGHT) for candidate in part.right if candidate.check]
    yield (*right, *(Calculation(candidate.check, candidate.id) for candidate in part.wrong if candidate.check))


def turns(part: Choice) -> str:
    return LETTERS[: part.wrong_count + 1] if part.right_count == 1 else ""


def variety(part: Choice) -> int:
    return comb(len(part.right), part.right_count) * comb(len(part.wrong), part.wrong_count)


def misconceptions(part: Choice) -> Iterator[str]:
    yield from (candidate.misconception for candidate in part.wrong if candidate.misconception)


def shows(answer: ChoiceAnswer) -> Iterator[str]:
    yield from (option.misconception for option in answer.options if option.misconception)


def ask(part: Choice, asker: Asker) -> Asked[ChoiceAnswer]:
    several = part.right_count > 1
    part, doubles = _without_doubles(part, asker)
    options = tuple(_option(candidate, part, asker) for candidate in _offered(part, doubles, asker))
    answer = ChoiceAnswer(options, several, 0 if several else asker.deduct)
    return Asked(asker.content(part.stem), answer, asker.content(part.solution))


def _without_doubles(part: Choice, asker: Asker) -> tuple[Choice, dict[str, str]]:
    """Of candidates that read the same in some language one alone is offered, and the right one before a wrong one.

    Also returns the id of the kept candidate for the ids of the others.
    """
    known: dict[tuple[Language, str], str] = {}
    doubles: dict[str, str] = {}
    for candidate in (*part.right, *part.wrong):
        texts = asker.seen(candidate.body).items()
        first = next((known[text] for text in texts if text in known), "")
        if first:
            doubles[candidate.id] = first
        known |= {text: first or candidate.id for text in texts if text not in known}
    right, wrong = (tuple(c for c in pool if c.id not in doubles) for pool in (part.right, part.wrong))
    if part.wrong and not wrong:
        asker.refuse("same-entries", f"all options of `{asker.item}` read the same", "write other wrong ones")
    counts = min(part.right_count, len(right)), min(part.wrong_count, len(wrong))
    return replace(part, right=right, wrong=wrong, right_count=counts[0], wrong_count=counts[1]), doubles


def _offered(part: Choice, doubles: Mapping[str, str], asker: Asker) -> Sequence[Candidate]:
    """The options in their order: as pinned, or drawn and shuffled."""
    pinned = asker.pinned(part.id)
    key = (*asker.key, part.id)
    right = shuffled((*key, "right"), part.right)[: part.right_count]
    if pinned is None:
        wrong = shuffled((*key, "wrong"), part.wrong)[: part.wrong_count]
        return _with_key_in_turn(shuffled((*key, "order"), (*right, *wrong)), right, part.id, asker)
    known = {c.id: c for c in (*part.wrong, *part.right)}
    if part.right_count == 1:
        known["right"] = right[0]
    wanted = dict.fromkeys(doubles.get(id, id) for id in pinned)
    for id in wanted:
        if id not in known:
            asker.refuse(
                "pin-unknown", f"part `{part.id}` of `{asker.item}` cannot offer `{id}` here", did_you_mean(id, known)
            )
    chosen = [known[id] for id in wanted]
    if sum(c in part.right for c in chosen) != part.right_count:
        asker.refuse(
            "pin-options", f"the pinned options of part `{part.id}` need exactly one right one", "name it `right`"
        )
    return chosen


def _with_key_in_turn(order: Sequence[T], right: Sequence[T], part: str, asker: Asker) -> tuple[T, ...]:
    """The options of a copy of a class, the right one at the place whose turn it is; any other order as it is."""
    turn = asker.turn(part, "key", len(order)) if len(right) == 1 else None
    if turn is None:
        return tuple(order)
    wrong = [option for option in order if option not in right]
    return (*wrong[:turn], *right, *wrong[turn:])


def _option(candidate: Candidate, part: Choice, asker: Asker) -> Option:
    body, why = asker.body(candidate.body), asker.content(candidate.why)
    return Option(candidate.id, body, candidate in part.right, why, None, candidate.misconception)


def usable(part: Choice) -> Choice:
    """Without the wrong candidates that look like a right one or an earlier one. Raises Unusable."""
    seen = {mark for candidate in part.right for mark in _marks(candidate)}
    kept: list[Candidate] = []
    for candidate in part.wrong:
        marks = _marks(candidate)
        if seen.isdisjoint(marks):
            seen |= marks
            kept.append(candidate)
    if len(kept) < part.wrong_count:
        raise Unusable(TOO_FEW)
    return replace(part, wrong=tuple(kept))


def _marks(candidate: Candidate) -> set[object]:
    """What no other option may share: the text; the curve of a picture."""
    body = candidate.body
    return {body.marks} if isinstance(body, Picture) else {string.strip() for string in body.values()}


def proven(part: Choice) -> Proven:
    ids = [candidate.id for candidate in part.right]
    several = part.right_count > 1
    options = (
        *(Offer(candidate.id, candidate.body) for candidate in part.right),
        *(Offer(candidate.id, candidate.body, candidate.id) for candidate in part.wrong),
    )
    return Proven(
        tuple(sorted(ids)) if several else ids[0], ids if several else ids[0], options, part.difficulty, part.about
    )


def _ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[ChoiceAnswer]:
    if not part.wrong_count:
        asker.refuse(
            "manner-impossible", f"`{asker.item}` has too few wrong options to be a choice", "ask it as `numeric`"
        )
    ids = _computed_order(part, asker)
    values = [part.value(part.key if id == "right" else part.wrong[id]) for id in ids]
    printed = tuple(alike(values))
    options = tuple(_value_option(id, value, asker) for id, value in zip(ids, printed, strict=True))
    return AskedComputed(wording.ask, ChoiceAnswer(options, deduct=asker.deduct), values=printed)


def _computed_order(part: Computable, asker: Asker) -> tuple[str, ...]:
    """The options in their order: as pinned; else drawn so that neither sizes nor looks tell the key."""
    pinned = asker.pinned(part.id)
    if pinned is None:
        order = shuffled(
            (*asker.key, part.id, "order"), ("right", *drawn(part, asker.prices(part.id), (*asker.key, part.id)))
        )
        return _with_key_in_turn(order, ("right",), part.id, asker)
    for id in pinned:
        if id != "right" and id not in part.wrong:
            hint = did_you_mean(id, ("right", *part.wrong))
            asker.refuse("pin-unknown", f"part `{part.id}` of `{asker.item}` cannot offer `{id}` here", hint)
    if pinned.count("right") != 1 or len(set(pinned)) < len(pinned):
        asker.refuse(
            "pin-options", f"the pinned options of part `{part.id}` need exactly one right one", "name it `right`"
        )
    return pinned


def alike(values: Sequence[Value]) -> list[Value]:
    """The values shown in one manner: with the same decimals, or as fractions where one of them needs to be."""
    if any(r"\frac" in value.tex() for value in values if value.form == "number"):
        return [replace(value, form="fraction") for value in values]
    digits = max(value.digits for value in values)
    return [value.shown_with(digits) for value in values]


def _value_option(id: str, value: Value, asker: Asker) -> Option:
    right = id == "right"
    body = (Para((Math(value.tex()),)),)
    return Option(id, body, right, () if right else asker.why(id), value, "" if right else id)


def shown(answer: ChoiceAnswer, say: Say) -> str:
    return answer.letters


def data(answer: ChoiceAnswer, say: Say) -> dict[str, Any]:
    options = [_option_data(letter, option, say) for letter, option in answer.lettered()]
    right = [option for option in options if option["right"]]
    value = [option["value"] for option in right] if answer.several else right[0]["value"]
    summary = say.words["marking.joint"].join(f"{option['letter']}. {option['text']}" for option in right)
    return {"answer": {"value": value, "shown": summary, "deduct": answer.deduct}, "options": options}


def _option_data(letter: str, option: Option, say: Say) -> dict[str, Any]:
    return {
        "letter": letter,
        "id": option.id,
        "right": option.right,
        "misconception": option.misconception or None,
        "value": option.id if option.value is None else option.value.plain,
        "text": say(option.body),
        "why": say(option.why),
    }


def _read(record: ChoiceRecord) -> Choice:
    right, wrong = candidates(record.right), candidates(record.wrong)
    return Choice(record.id, record.stem, right, wrong, text(record.explanation), record.options - 1)


def _faults(record: ChoiceRecord, find: Find) -> Iterator[Diagnostic]:
    yield from too_few(record.wrong, record.options, 1, find)
    yield from twice([candidate.id for candidate in (*record.right, *record.wrong)])


CHOICE = Kind(
    name="choice",
    record=ChoiceRecord,
    part=Choice,
    answer=ChoiceAnswer,
    read=_read,
    faults=_faults,
    unexplained=unexplained,
    passages=passages,
    misconceptions=misconceptions,
    calculations=calculations,
    shows=shows,
    variety=variety,
    turns=turns,
    ask=ask,
    pins="options",
    usable=usable,
    proven=proven,
    manner=Manner(lambda part: part.wrong_count > 0, _ask_computed),
    data=data,
    shown=shown,
    section=(5, 4),
)
