"""Which wrong options a variant can offer: they are proven to differ as they are shown, and a student could believe them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from hwgen.draw import Unusable
from hwgen.kinds import kind_of
from hwgen.kinds.choice import TOO_FEW
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.problem.parts import Part, Problem
from hwgen.proof.failures import short
from hwgen.values import NotShowable, Raw, displayed, numbers

T = TypeVar("T")
FAR = 1000
# As much of a number may be lost where it is rounded.
LOST = 0.03
NOISE = 1e-9
# Why a variant has no key that can be shown.
DOUBTFUL = "the key lies halfway between two decimals"
ENDLESS = "the key is not a finite decimal: set `places`"
TABLE = "the values as they are printed lead to another last digit"
COARSE = "rounded to so few decimals, the key moves by more than 3%"
# What lets a question have variants, by what leaves most of them out.
REMEDIES = {
    DOUBTFUL: "ask for more decimals, or fewer: change `places`",
    ENDLESS: "say how many decimals the answer has: `places=2`",
    TABLE: "print the table with more decimals, or ask for fewer",
    COARSE: "ask for more decimals: raise `places`",
}


def usable(problem: Problem) -> Problem:
    """`problem` with its formulas worked out, without the wrong candidates that cannot be offered in this variant.

    A wrong value goes that looks like the key or an earlier one, or that no student would believe. Raises Unusable
    where too few remain, and where the key cannot be rounded safely.
    """
    return changed(problem, parts=tuple(map(usable_part, problem.parts)))


def changed(thing: T, **changes: object) -> T:
    """As dataclasses.replace, several times faster: it runs for every variant of a domain."""
    new: T = object.__new__(type(thing))
    new.__dict__.update(thing.__dict__)
    new.__dict__.update(changes)
    return new


def usable_part(part: Part) -> Part:
    """As `usable`, for one part. Raises Unusable."""
    return _worked_out(part) if isinstance(part, Computed) else kind_of(part).usable(part)


def _worked_out(part: Computed) -> Computed:
    answers = part.formulas(part.params)
    key = answers.key
    try:
        seen: dict[object, str] = {_mark(key, part): ""}
    except NotShowable as e:
        raise Unusable(DOUBTFUL if part.places is not None else ENDLESS) from e
    _refuse_unnamed(part, key)
    if part.places is not None and _is_coarse(key, part.places):
        raise Unusable(COARSE)
    if part.given and not _printed_leads_to(seen, part):
        raise Unusable(TABLE)
    plausible = _PLAUSIBLE.get(part.form, _plausible)
    near = _Near(part.places, key, next(iter(seen)))
    kept: dict[str, Raw] = {}
    meets: dict[str, str] = {}
    for id, value in answers.wrong.items():
        if value is None or not plausible(value, key, part):
            continue
        try:
            mark = value if type(value) is int else _mark(value, part)
        except NotShowable:
            continue
        if mark in seen:
            meets[id] = seen[mark]
        elif not near.another(value, mark):
            seen[mark] = id
            kept[id] = value
    if len(kept) < part.wrong_count:
        raise Unusable(TOO_FEW)
    return changed(part, key=key, wrong=kept, meets=meets)


# What an author may have left out where a misconception is offered nowhere.
WAYS_OUT: tuple[tuple[dict[str, object], str], ...] = (
    ({"signed": True}, "its value is negative or 0: set `signed=True` where answers may be"),
    ({"most": None}, "its value is above `most`: raise that, or change it"),
)
NOT_WHOLE = "its value is not a whole number, as the key is: set `places`, or change it"
ONE_DIGIT = "it is no more than one last digit away from the key or from another option: change it"


def _ways_out(part: Computed) -> Iterator[tuple[dict[str, object], str]]:
    yield from WAYS_OUT
    yield {"places": 4 if part.places is None else part.places + 2}, NOT_WHOLE if part.places is None else ONE_DIGIT


def way_out(part: Computed, id: str) -> str:
    """What would let a misconception be offered that no variant offers, by one variant of its part."""
    for change, hint in _ways_out(part):
        try:
            if id in _worked_out(changed(part, wrong_count=0, **change)).wrong:
                return hint
        except (Unusable, ValueError):
            continue
    return "it meets the key or another one everywhere: change it"


def more_options(problem: Problem) -> str:
    """What would let a variant that has too few wrong options have enough, or ""."""
    for part in problem.parts:
        if not isinstance(part, Computed):
            continue
        offered = _worked_out(changed(part, wrong_count=0)).wrong
        if len(offered) >= part.wrong_count:
            continue
        for change, hint in _ways_out(part):
            try:
                new = _worked_out(changed(part, **change)).wrong.keys() - offered.keys()
            except (Unusable, ValueError):
                continue
            return f"part `{part.id}`, `{min(new)}`: {hint}"
        # Later parts may have no key that can be shown.
        return ""
    return ""


def left_out(problem: Problem) -> str:
    """Which wrong options a variant with too few of them cannot offer, and why each; "" where it has enough."""
    for part in problem.parts:
        if isinstance(part, Computed):
            sound = _worked_out(changed(part, wrong_count=0))
            if len(sound.wrong) < part.wrong_count:
                return f"part `{part.id}`: {'; '.join(_reasons(part, sound.key, sound.wrong)) or 'it has no others'}"
    return ""


def _reasons(part: Computed, key: Raw, offered: Mapping[str, Raw]) -> Iterator[str]:
    earlier: dict[str, Raw] = {"": key}
    for id, value in part.formulas(part.params).wrong.items():
        if id in offered:
            earlier[id] = value
            continue
        try:
            shown = _in_words(value, part) if value is not None else None
            same = (
                other
                for other, known in earlier.items()
                if value is not None and _mark(known, part) == _mark(value, part)
            )
            twin = next(same, None)
        except NotShowable:
            shown = twin = None
        if shown is None:
            yield f"`{id}` has no value that can be shown"
        elif twin is None:
            yield f"`{id}` is {shown}, which nobody would believe or tell apart from {_in_words(key, part)}"
        else:
            yield f"`{id}` is {shown}, as {f'`{twin}`' if twin else 'the key'} is"


def _in_words(value: Raw, part: Computed) -> str:
    shown = displayed(value, part.places)
    return (
        f"{float(shown):.{part.places}f}" if isinstance(shown, Fraction) and part.places is not None else short(shown)
    )


def _refuse_unnamed(part: Computed, key: Raw) -> None:
    """Raises ValueError where a table would lack a number of the answer, or a choice of several one of its labels."""
    if part.cells and len(part.cells) != len(key):
        raise ValueError(f"`cells` names {len(part.cells)} of the {len(key)} numbers of the answer")
    if part.labels and part.form == "set" and (unnamed := set(key) - part.labels.keys()):
        raise ValueError(f"`labels` has no name for `{min(unnamed)}`")


class _Near:
    """Watches for options one last digit apart: whether a student who rounds in between is right, is not known.

    Of two that are further apart, such as 0.6316 and 0.6334, what is printed may be so near.
    """

    def __init__(self, places: int | None, key: Raw, shown: Any) -> None:
        self.apart = 1.5 / 10**places if places else 0.0
        self.options: list[tuple[Raw, Any]] = [(key, shown)]

    def another(self, value: Raw, shown: Any) -> bool:
        """Whether `value`, or what is `shown` of it, is so near to an option before; if not, it is an option."""
        if self.apart and any(
            _within(self.apart, value, other) or _within(self.apart, shown, printed) for other, printed in self.options
        ):
            return True
        self.options.append((value, shown))
        return False


def _within(apart: float, one: Raw, other: Raw) -> bool:
    if isinstance(one, tuple):
        return len(one) == len(other) and all(_within(apart, a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other) if isinstance(one, str) else abs(float(one) - float(other)) < apart


def _is_coarse(key: Raw, places: int) -> bool:
    """Whether rounding changes a number of the key too much: 0.007 is not what came of 0.0074. What is 0 but for the noise of floats may become 0."""
    pairs = zip(numbers(key), numbers(displayed(key, places)), strict=True)
    return any(abs(shown - number) > max(LOST * abs(number), NOISE) for number, shown in pairs)


def _printed_leads_to(seen: Mapping[object, str], part: Computed) -> bool:
    """Whether the values as a table prints them lead to what is shown of the key."""
    try:
        with quickly():
            return _mark(part.formulas.as_printed(part.given)(part.params).key, part) in seen
    except NotShowable:
        return False


def _mark(value: Raw, part: Computed) -> object:
    """What no other option may share: the value as it is shown."""
    form = part.form
    if form == "shape" or form == "set":
        return value
    return math.prod(value) if form == "product" else displayed(value, part.places)


def _plausible(value: Raw, key: Raw, part: Computed) -> bool:
    """Whether a student could believe a number, or each number of a tuple: of the key's kind, sign and magnitude."""
    if type(key) is tuple:
        return (
            isinstance(value, tuple)
            and len(value) == len(key)
            and all(_plausible(v, k, part) for v, k in zip(value, key, strict=True))
        )
    if isinstance(key, str) or isinstance(value, str | tuple):
        return type(key) is type(value)
    if type(value) is not int and type(key) is int and part.places is None:
        return False
    if part.most is not None and abs(value) > part.most:
        return False
    if part.signed:
        return True
    if key > 0 and part.form == "number":
        return bool(value > 0 and key <= FAR * value and value <= FAR * key)
    return bool(value >= 0)


_PLAUSIBLE: dict[str, Callable[[Raw, Raw, Computed], bool]] = {
    "shape": lambda value, key, part: len(value) == len(key) and min(value) > 0,
    "product": lambda value, key, part: min(value) > 0,
    "set": lambda value, key, part: bool(value),
}
