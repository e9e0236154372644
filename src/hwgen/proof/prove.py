"""Two roads to every computed answer, and options that are proven to differ."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Any, TypeVar

from hwgen.draw import Draw, Endless, PinNotDrawn, Rejected, by_chance, walk
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.problem.convention import Convention
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Candidate, Choice, Computed, Matching, Ordering, Part, Problem
from hwgen.text import LANGUAGES, Text
from hwgen.values import NotShowable, Raw, displayed

T = TypeVar("T")
BOUND = 200_000
RAW_BOUND = 20 * BOUND
FAR = 1000
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Proof:
    """A whole domain that was walked and found right: each variant's choices, in the walk's order, and its difficulty."""

    generator: str
    choices: tuple[tuple[int, ...], ...]
    difficulties: tuple[int, ...]
    left_out: int
    sampled: bool
    misconceptions: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()

    @property
    def variants(self) -> int:
        return len(self.choices)

    @property
    def by_difficulty(self) -> dict[int, int]:
        return dict(sorted(Counter(self.difficulties).items()))


class OptionsRunOut(Rejected):
    """Too few wrong options are left: such a variant is not in the domain."""


def usable(problem: Problem) -> Problem:
    """`problem` with its formulas worked out, without the wrong candidates that cannot be offered in this variant.

    A wrong value goes that looks like the key or an earlier one, or that no student would believe. Raises OptionsRunOut
    when too few remain, Rejected where the key cannot be rounded safely.
    """
    return _with(problem, parts=tuple(map(_usable, problem.parts)))


def _with(thing: T, **changes: object) -> T:
    """As dataclasses.replace, several times faster: it runs for every variant of a domain."""
    new: T = object.__new__(type(thing))
    new.__dict__.update(thing.__dict__)
    new.__dict__.update(changes)
    return new


def _usable(part: Part) -> Part:
    if isinstance(part, Computed):
        return _worked_out(part)
    if isinstance(part, Choice):
        return _distinct(part)
    return part


def _worked_out(part: Computed) -> Computed:
    answers = part.formulas(part.params)
    key = answers.key
    try:
        seen = {_mark(key, part)}
    except NotShowable as e:
        raise Rejected from e
    plausible = _PLAUSIBLE.get(part.form, _plausible)
    kept: dict[str, Raw] = {}
    for id, value in answers.wrong.items():
        if value is None or not plausible(value, key, part):
            continue
        try:
            mark = value if type(value) is int else _mark(value, part)
        except NotShowable:
            continue
        if mark not in seen:
            seen.add(mark)
            kept[id] = value
    if len(kept) < part.wrong_count:
        raise OptionsRunOut
    return _with(part, key=key, wrong=kept)


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
    if part.most is not None and value > part.most:
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


def _distinct(part: Choice) -> Choice:
    seen = {mark for candidate in part.right for mark in _marks(candidate)}
    kept: list[Candidate] = []
    for candidate in part.wrong:
        marks = _marks(candidate)
        if seen.isdisjoint(marks):
            seen |= marks
            kept.append(candidate)
    if len(kept) < part.wrong_count:
        raise OptionsRunOut
    return replace(part, wrong=tuple(kept))


def _marks(candidate: Candidate) -> set[object]:
    """What no other option may share: the text; the curve of a picture."""
    match candidate.body:
        case Text(zh, en):
            return {zh.strip(), en.strip()}
        case picture:
            return {picture.marks}


def prove(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Compares each part's key with the generator's check. Raises CourseError, with the params, where they differ."""
    found = _checked(generator, problem, params)
    if kind_of(problem) != generator.kind:
        message = f"`{generator.id}` is declared as `{generator.kind}`, but is asked as `{kind_of(problem)}`"
        raise CourseError(Diagnostic(message, generator.span, f'write @generator(..., kind="{kind_of(problem)}")'))
    for part in problem.parts:
        if not isinstance(part, Computed | Choice | Ordering | Matching):
            continue
        if isinstance(part, Choice) and len(part.right) < part.right_count:
            message = f"part `{part.id}` of `{generator.id}` has {len(part.right)} right answers for {told(params)}"
            raise CourseError(Diagnostic(message, generator.span, f"it needs {part.right_count}"))
        if part.id not in found:
            message = f"the check of `{generator.id}` says nothing of part `{part.id}`"
            raise CourseError(Diagnostic(message, generator.span, f'let it return {{"{part.id}": ...}}'))
        key, other = key_of(part), found[part.id]
        if type(other) is type(key) and other == key:
            agree = True
        else:
            other = _as_data(other)
            agree = key == other or _agree(key, other, part)
        if not agree:
            message = (
                f"`{generator.id}`, part `{part.id}`: the formula gives {_short(key)}, the check {_short(other)}, "
                f"for {told(params)}"
            )
            raise CourseError(Diagnostic(message, generator.span, "one of the two is wrong: work this variant by hand"))
        if isinstance(part, Computed):
            _prove_following(generator, problem, part, params)
        if not isinstance(part.difficulty, int) or not 1 <= part.difficulty <= 5:
            message = f"`{generator.id}`, part `{part.id}`: the difficulty is {part.difficulty}, for {told(params)}"
            raise CourseError(Diagnostic(message, generator.span, "it is a whole number from 1 to 5"))


def _prove_following(generator: Generator, problem: Problem, part: Computed, params: Mapping[str, Any]) -> None:
    """That the key follows, as is said, from the keys of the earlier parts."""
    earlier = {p.id: p for p in problem.parts[: problem.parts.index(part)] if isinstance(p, Computed)}
    for id, expression in part.follows.items():
        if id not in earlier:
            message = f"part `{part.id}` of `{generator.id}` follows from `{id}`, which is no earlier part"
            raise CourseError(Diagnostic(message, generator.span, did_you_mean(id, earlier)))
        found = part.following(id, earlier[id].key)
        if not _agree(part.value(part.key).number, found, part):
            message = f"`{generator.id}`, part `{part.id}`: `{expression}` gives {found}, the key is {part.key}, for {told(params)}"
            raise CourseError(Diagnostic(message, generator.span, "`carried` is the value of the earlier part"))


def kind_of(problem: Problem) -> str:
    """How the first question is asked where a blueprint says nothing else."""
    match problem.parts[0]:
        case Computed(wrong_count=0):
            return "numeric"
        case Choice(right_count=count) if count > 1:
            return "multiple-choice"
        case Ordering():
            return "ordering"
        case Matching():
            return "matching"
        case _:
            return "choice"


def key_of(part: Computed | Choice | Ordering | Matching) -> Raw:
    """The answer of a part as plain data: a computed value, the ids of right options, of entries in order or matched."""
    match part:
        case Computed(key=key):
            return key
        case Choice(right=right, right_count=1):
            return right[0].id
        case Choice(right=right):
            return tuple(sorted(c.id for c in right))
        case Ordering(entries=entries):
            return tuple(entry.id for entry in entries)
        case Matching(pairs=pairs):
            return tuple(right.id for _, right in pairs)


def _as_data(found: Any) -> Any:
    """Lists and arrays as tuples, numbers of NumPy as Python's."""
    if isinstance(found, int | float | str | Fraction):
        return found
    if hasattr(found, "tolist"):
        found = found.tolist()
    return tuple(_as_data(item) for item in found) if isinstance(found, list | tuple) else found


def _agree(key: Raw, other: Any, part: Part) -> bool:
    """Exactly, where both are exact; else to nine digits and in what is shown."""
    if isinstance(key, tuple):
        return (
            isinstance(other, tuple)
            and len(key) == len(other)
            and all(_agree(k, o, part) for k, o in zip(key, other, strict=True))
        )
    if isinstance(key, str) or not isinstance(other, int | float | Fraction):
        return bool(key == other)
    if not isinstance(key, float) and not isinstance(other, float):
        return bool(key == other)
    places = part.places if isinstance(part, Computed) else None
    if not math.isclose(key, other, rel_tol=1e-9, abs_tol=1e-9):
        return False
    try:
        return places is None or displayed(key, places) == displayed(float(other), places)
    except NotShowable:
        return False


def _short(value: object) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)


def _checked(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
    try:
        return generator.second_road(problem, params)
    except CourseError:
        raise
    except Exception as e:
        message = f"the check of `{generator.id}` crashed: {type(e).__name__}: {e}, for {told(params)}"
        raise CourseError(Diagnostic(message, generator.span)) from e


def draw_problem(generator: Generator, draw: Draw) -> Problem:
    """One variant, with the candidates that can be offered. Raises CourseError, with the params, if the recipe crashes."""
    try:
        return usable(generator.recipe(draw))
    except (Rejected, CourseError, PinNotDrawn, Endless):
        raise
    except Exception as e:
        message = f"`{generator.id}` crashed: {type(e).__name__}: {e}, for {told(draw.params)}"
        raise CourseError(Diagnostic(message, generator.span)) from e


def variants(generator: Generator) -> Iterator[tuple[Problem, Draw]]:
    """Every variant of the domain, or of its sample."""
    with quickly():
        yield from _sample(generator) if generator.sampled else walk(lambda draw: draw_problem(generator, draw))


def _sample(generator: Generator) -> Iterator[tuple[Problem, Draw]]:
    seen: set[tuple[int, ...]] = set()
    for i in count():
        if len(seen) == generator.sampled or i > 3 * generator.sampled:
            return
        problem, draw = by_chance(lambda d: draw_problem(generator, d), (generator.id, "sample", i))
        choices = tuple(draw.choices)
        if choices not in seen:
            seen.add(choices)
            yield problem, draw


def prove_all(
    generator: Generator, conventions: Mapping[str, Convention] | None = None, *, texts: bool = True
) -> Proof:
    """Walks the whole domain. Raises CourseError for the first variant that fails, saying how many others do.

    With `texts`, the texts of every variant are made in both languages and their numbers compared.
    """
    faults: list[Diagnostic] = []
    choices: list[tuple[int, ...]] = []
    difficulties: list[int] = []
    left_out = Counter[str]()
    named = _Named()
    swaps = _Swaps(conventions or {})

    def counted(draw: Draw) -> Problem:
        left_out["tried"] += 1
        if left_out["tried"] > RAW_BOUND:
            message = f"`{generator.id}` has more than {RAW_BOUND:,} combinations of draws"
            raise CourseError(Diagnostic(message, generator.span, "narrow its draws, or declare `sampled=N`"))
        try:
            return draw_problem(generator, draw)
        except Endless as e:
            raise CourseError(Diagnostic(f"`{generator.id}`: {e}", generator.span, "its domain is infinite")) from e
        except OptionsRunOut:
            left_out["options"] += 1
            raise
        except CourseError as e:
            faults.append(e.diagnostics[0])
            left_out["crashed"] += 1
            raise Rejected from e

    source = variants(generator) if generator.sampled else walk(counted)
    with quickly():
        for problem, draw in source:
            choices.append(tuple(draw.choices))
            difficulties.append(problem.difficulty)
            if len(choices) > BOUND:
                message = f"`{generator.id}` has more than {BOUND:,} variants"
                raise CourseError(Diagnostic(message, generator.span, "narrow its draws, or declare `sampled=N`"))
            try:
                prove(generator, problem, draw.params)
                swaps.look_for(generator, problem, draw.params)
                if texts:
                    options_read_differently(generator, problem, draw.params)
                    same_in_both_languages(generator, problem, draw.params)
            except CourseError as e:
                faults.append(e.diagnostics[0])
            named.see(problem)
    if faults:
        total = len(choices) + left_out["crashed"]
        more = f" ({len(faults)} of {total} variants fail)"
        raise CourseError(replace(faults[0], message=faults[0].message + more))
    if not choices:
        why = " with enough wrong options" if left_out["options"] else ""
        raise CourseError(
            Diagnostic(f"`{generator.id}` has no variant{why}", generator.span, "loosen its requirements")
        )
    if left_out["options"] > len(choices):
        message = (
            f"`{generator.id}` has too few wrong options in {left_out['options']} variants, enough in {len(choices)}"
        )
        raise CourseError(Diagnostic(message, generator.span, "add misconceptions, or set wrong_count=0"))
    for part, id in named.idle():
        message = f"`{generator.id}`, part `{part}`: the misconception `{id}` can be offered in no variant"
        raise CourseError(Diagnostic(message, generator.span, "it meets the key or another one everywhere: change it"))
    return Proof(
        generator.id,
        tuple(choices),
        tuple(difficulties),
        left_out["options"],
        bool(generator.sampled),
        tuple(sorted({id for _, formulas in named.left for id in formulas.wrong})),
        tuple(sorted(named.conventions)),
    )


class _Named:
    """Collects the misconceptions and conventions that a generator names; watches for those that no variant offers."""

    def __init__(self) -> None:
        self.left: dict[tuple[str, Formulas], set[str]] = {}
        self.conventions: set[str] = set()

    def see(self, problem: Problem) -> None:
        for part in problem.parts:
            if isinstance(part, Computed):
                left = self.left.get((part.id, part.formulas))
                if left is None:
                    left = self.left[part.id, part.formulas] = set(part.formulas.wrong)
                if left:
                    left.difference_update(part.wrong)
                self.conventions.update(part.conventions)

    def idle(self) -> list[tuple[str, str]]:
        offered = {(part, id) for (part, f), left in self.left.items() for id in f.wrong if id not in left}
        return sorted({(part, id) for (part, _), left in self.left.items() for id in left} - offered)


class _Swaps:
    """Looks for conventions that an answer depends on and that are not stated."""

    def __init__(self, conventions: Mapping[str, Convention]) -> None:
        self.conventions = conventions
        self.known: dict[Formulas, dict[str, Formulas]] = {}

    def look_for(self, generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
        for part in problem.parts:
            if not isinstance(part, Computed):
                continue
            for id, other in self._alternatives(part):
                if id not in part.conventions and not _same(other, part.key, part.places):
                    message = (
                        f"`{generator.id}`, part `{part.id}`: the key {_short(part.key)} would be {_short(other)} under the "
                        f"alternative of the convention `{id}`, which is not stated, for {told(params)}"
                    )
                    raise CourseError(Diagnostic(message, generator.span, f'add "{id}" to `conventions`'))

    def _alternatives(self, part: Computed) -> Iterator[tuple[str, Raw]]:
        yield from part.formulas.under_alternatives(part.params).items()
        for id, formulas in self._swapped(part.formulas).items():
            if id not in part.conventions and id not in part.formulas.under:
                try:
                    yield id, formulas(part.params).key
                except (ZeroDivisionError, ValueError, IndexError):
                    continue

    def _swapped(self, formulas: Formulas) -> dict[str, Formulas]:
        if formulas not in self.known:
            found = {}
            for name, convention in self.conventions.items():
                for this, that in convention.swaps:
                    key = formulas.key.replace(this, that)
                    let = {n: text.replace(this, that) for n, text in formulas.let.items()}
                    if key != formulas.key or let != formulas.let:
                        found[name] = formulas.with_key(key, let)
            self.known[formulas] = found
        return self.known[formulas]


def _same(one: Raw, other: Raw, places: int | None) -> bool:
    try:
        return bool(displayed(one, places) == displayed(other, places))
    except (NotShowable, TypeError):
        return False


def options_read_differently(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Writes out every option that may be offered. Raises CourseError where two read the same."""
    for part in problem.parts:
        if isinstance(part, Computed):
            seen: dict[str, str] = {}
            for id, raw in (("the key", part.key), *part.wrong.items()):
                shown = part.value(raw).tex()
                if shown in seen:
                    message = f"`{generator.id}`, part `{part.id}`: {id} reads like {seen[shown]}, for {told(params)}"
                    raise CourseError(Diagnostic(message, generator.span, "change the misconception, or show more"))
                seen[shown] = id


def same_in_both_languages(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Makes every text of the variant. Raises CourseError where the two languages do not show the same numbers."""
    texts = [("context", problem.context())] if problem.context else []
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            texts += [(f"{part.id}: ask", wording.ask), (f"{part.id}: claim", wording.claim)]
            texts += [(f"{part.id}: solution", wording.solution)]
        elif isinstance(part, Choice | Ordering | Matching):
            texts += [(f"{part.id}: stem", part.stem), (f"{part.id}: solution", part.solution)]
    for name, text in texts:
        zh, en = (Counter(NUMBER.findall(text[language])) for language in LANGUAGES)
        if zh != en:
            only = [f"{n} in {lang}" for lang, more in (("Chinese", zh - en), ("English", en - zh)) for n in more]
            message = (
                f"`{generator.id}`, {name}: the languages show other numbers: {', '.join(only)}, for {told(params)}"
            )
            raise CourseError(Diagnostic(message, generator.span, "write the same numbers in both"))


def told(params: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_short(value)}" for name, value in params.items()) or "no draws"
