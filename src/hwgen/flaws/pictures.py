"""What figures of computed questions show: the same numbers in all languages, those of the stem, and no answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from hwgen.content.picture import Label, Picture
from hwgen.errors import Diagnostic
from hwgen.flaws.bars import of_bars
from hwgen.flaws.larger import reversed_in
from hwgen.flaws.meaning import numbered
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems, values
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?![\w])")
# A number, perhaps with a unit.
MEASURED = re.compile(rf"({NUMBER.pattern})(?:\s?(?:%|[^\W\d_]{{1,4}})(?:/[^\W\d_]{{1,4}})?)?")
# Numbers in brackets behind a letter: the corners of a box P.
LETTERED = re.compile(
    rf"(?<![A-Za-z\\])([A-Z](?:_\d)?)\s*=?\s*(?:\\left)?\(\s*({NUMBER.pattern}(?:\s*[,，]\s*(?:\\ )?{NUMBER.pattern})+)\s*(?:\\right)?\)"
)
FROM_LEFT = {
    "zh": re.compile("从左[到至往]右"),
    "en": re.compile(r"\bfrom (?:the )?left to (?:the )?right\b", re.IGNORECASE),
}
# In fewer variants than these a number may meet another by chance.
ENOUGH = 4


@dataclass
class _Slot:
    """One place for a number in a drawing: the numbers it had, in how many variants, and whether each was known or the key."""

    values: set[str] = field(default_factory=set)
    variants: int = 0
    known: int = 0
    key: int = 0


@dataclass
class Pictures:
    """Watches variants of a generator with figures."""

    generator: Generator
    slots: dict[tuple[str, str, int, int], _Slot] = field(default_factory=dict)
    differing: dict[str, str] = field(default_factory=dict)

    def see(self, problem: Problem, params: Mapping[str, Any], languages: tuple[Language, ...]) -> None:
        drawn = {name: drawn for name, drawn in problem.figures().items() if isinstance(drawn, Picture)}
        for name, picture in drawn.items():
            alts = {at: picture.in_language(at).alt for at in languages}
            self._compare(problem, name, {at: str(alt) for at, alt in alts.items()})
            known, keys = _values(problem, params)
            first = languages[0]
            shown = NUMBER.findall(script_of(first).pointed(str(alts[first])))
            labels = [
                str(m.text if isinstance(m.text, str) else m.text[first]) for m in picture.marks if isinstance(m, Label)
            ]
            if order := _other_order(picture, str(alts[first]), shown, first):
                self.differing.setdefault(
                    name,
                    f"the labels of the figure `{name}` stand in another order than its alternative text says ({order})",
                )
            if fault := of_bars(picture.in_language(first), shown, str(alts[first])):
                self.differing.setdefault(name, f"the figure `{name}`: {fault}")
            numerals = _without_ticks([match[1] for text in labels if (match := MEASURED.fullmatch(text))])
            for kind, numbers in (("alternative text", shown), ("labels", numerals)):
                for i, number in enumerate(numbers):
                    slot = self.slots.setdefault((name, kind, len(numbers), i), _Slot())
                    slot.values.add(number)
                    slot.variants += 1
                    slot.known += _plain(number) in known or (kind == "labels" and number in shown)
                    slot.key += _plain(number) in keys

    def _compare(self, problem: Problem, name: str, alts: Mapping[Language, str]) -> None:
        """The alternative texts with one another, and with the stem."""
        for (one, mine), (other, theirs) in combinations(alts.items(), 2):
            numbers = [sorted(NUMBER.findall(script_of(at).pointed(alt))) for at, alt in ((one, mine), (other, theirs))]
            if numbers[0] != numbers[1]:
                self.differing.setdefault(
                    name,
                    f"the alternative texts of the figure `{name}` have other numbers in {name_of(one)} and {name_of(other)}",
                )
        context = problem.situation() or Text()
        for at, alt in alts.items():
            drawn = numbered(alt, at)
            for part in problem.parts:
                stem = f"{context.get(at, '')}\n\n{part.say().ask[at]}" if isinstance(part, Computed) else ""
                if isinstance(part, Computed) and (fault := reversed_in(alt, part, at)):
                    self.differing.setdefault(name, f"the figure `{name}`: {fault}")
                there = _lettered(alt)
                for letter, row in _lettered(stem).items():
                    if there.get(letter, row) != row:
                        message = f"{letter} is ({', '.join(row)}) in the {name_of(at)} stem, ({', '.join(there[letter])}) in the figure `{name}`"
                        self.differing.setdefault(name, message)
                for concept, number in numbered(stem, at).items():
                    if drawn.get(concept, number) != number:
                        self.differing.setdefault(
                            name,
                            f"the {concept} is {number} in the {name_of(at)} stem, {drawn[concept]} in the figure `{name}`",
                        )

    def flaws(self) -> Iterator[Diagnostic]:
        for message in self.differing.values():
            yield self._flaw(f"{message}, in a variant")
        for (name, kind, _, _), slot in self.slots.items():
            if slot.variants >= ENOUGH and len(slot.values) > 1:
                if slot.key == slot.variants:
                    yield self._flaw(f"the {kind} of the figure `{name}` tell the key in every variant")
                    return
                # What an alternative text says more may be the data of the question.
                if kind == "labels" and slot.known * 2 < slot.variants:
                    yield self._flaw(
                        f"the {kind} of the figure `{name}` show numbers such as {min(slot.values)} that are neither a draw nor an intermediate value and appear in no text"
                    )
                    return

    def _flaw(self, message: str) -> Diagnostic:
        return Diagnostic(
            "figure-differs", f"`{self.generator.id}`: {message}", self.generator.span, subject=self.generator.id
        )


def _lettered(text: str) -> Mapping[str, tuple[str, ...]]:
    """The only numbers in brackets behind each letter."""
    rows: dict[str, set[tuple[str, ...]]] = {}
    for letter, row in LETTERED.findall(text.replace("−", "-")):
        rows.setdefault(letter, set()).add(tuple(NUMBER.findall(row)))
    return {letter: min(of) for letter, of in rows.items() if len(of) == 1}


def _other_order(picture: Picture, alt: str, shown: list[str], language: Language) -> str:
    """The numbers of labels from left to right, where an alternative text lists the same ones otherwise."""
    if language not in FROM_LEFT or not FROM_LEFT[language].search(alt):
        return ""
    labels = [(m.at[0], m.text) for m in picture.marks if isinstance(m, Label) and isinstance(m.text, str)]
    drawn = [text for _, text in sorted(labels) if NUMBER.fullmatch(text)]
    return ", ".join(drawn) if drawn != shown and sorted(drawn) == sorted(shown) else ""


def _without_ticks(numerals: list[str]) -> list[str]:
    """The numbers of labels but for those of axes, which are equally far apart, or equally far from the origin."""
    values = [float(text.replace("−", "-")) for text in numerals]
    ticks = {
        j
        for i in range(len(values) - 2)
        if math.isclose(values[i + 1] - values[i], values[i + 2] - values[i + 1], abs_tol=1e-9)
        for j in (i, i + 1, i + 2)
    }
    return [text for i, text in enumerate(numerals) if i not in ticks and -values[i] not in values]


def _values(problem: Problem, params: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """What a figure may show, and what it may not: draws, intermediate values, numbers of texts; and the keys."""
    known, keys = set[str](), set[str]()
    known.update(*map(_flat, (*params.values(), *values(problem))))
    for part, stem in stems(problem):
        known.update(map(_plain, NUMBER.findall(stem)))
        if part.form in ("number", "fraction"):
            keys.add(_plain(part.value(part.key).bare().tex()))
    return known, keys


def _flat(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for entry in value.values():
                yield from _flat(entry)
        case list() | tuple():
            for entry in value:
                yield from _flat(entry)
        case str():
            yield from map(_plain, NUMBER.findall(value))
        case bool() | None:
            pass
        case _:
            yield _plain(str(value))


def _plain(number: str) -> str:
    try:
        return f"{float(number.replace('−', '-').replace(chr(92) + ',', '')):.6g}"
    except ValueError:
        return number
