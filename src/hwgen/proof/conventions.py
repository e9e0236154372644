"""Conventions that an answer depends on and that are not stated, found by working it out under their alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.convention import Convention
from hwgen.problem.formula import Formulas
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.alternatives import under
from hwgen.proof.failures import params_in_words, short
from hwgen.text import Language, Text
from hwgen.values import NotShowable, Raw, displayed

POWER = re.compile(r"\d+\*\*\d+")
# What is counted in thousands, millions or billions of bytes.
STORED = re.compile(
    r"(?i)字节|比特|兆|[内显]存|存储|\b(?:memory|storage)\b|\b(?:kilo|mega|giga|tera|kibi|mebi|gibi)?(?:bytes?|bits?)\b|(?<![A-Za-z])(?-i:[KkMGT]?i?B|[KkMGT]i?bit|[KMGT]bps)(?![A-Za-z])"
)


# What a question says of a remainder instead of a clause: which way the quotient is rounded.
ROUNDED: Mapping[str, Mapping[Language, re.Pattern[str]]] = {
    "floor(": {
        "zh": re.compile(r"向下取整|丢[弃掉]|舍[去弃]|不[足满够][^，。；]{0,12}(?:不[用计要算]|忽略)|(?:至多|最多)[^，。；\d]{0,12}(?:多少|几|\$)"),
        "en": re.compile(
            r"\bround(?:s|ed|ing)? down|\b(?:dropped|discarded)\b|\bat most\b|\b(?:greatest|largest|maximum) number\b", re.IGNORECASE
        ),
    },
    "ceiling(": {
        "zh": re.compile(r"向上取整|不[足满够][^，。；]{0,12}(?:也?[算计占作组]|保留)|(?:至少|最少)[^，。；\d]{0,12}(?:多少|几|\$)"),
        "en": re.compile(
            r"\bround(?:s|ed|ing)? up|\bat least\b|\b(?:least|smallest|minimum) number\b|\bfewest\b|\bcounts? as a (?:full|whole)\b|\bleft over\b[^.;?]*\b(?:form|make|are|fill|need|take)s? (?:a|one|another)\b(?! (?:full|whole))|\b(?:smaller|incomplete|partial) (?:last )?(?:mini-?)?batch\b(?! (?:is|are) (?:dropped|discarded|left|skipped|not))", re.IGNORECASE
        ),
    },
}  # fmt: skip


class Swaps:
    """Looks for conventions that an answer depends on and that are not stated."""

    def __init__(self, conventions: Mapping[str, Convention]) -> None:
        self.conventions = conventions
        self.known: dict[Formulas, dict[str, Formulas]] = {}

    def look_for(self, generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
        for part in problem.parts:
            if not isinstance(part, Computed):
                continue
            self._refuse_clash(generator, part.id, part.conventions)
            for id, other in self._alternatives(part):
                if (
                    id not in part.conventions
                    and not _same(other, part.key, part.places)
                    and not self._is_moot(id, problem, part)
                ):
                    message = (
                        f"`{generator.id}`, part `{part.id}`: the key {short(part.key)} would be {short(other)} under the "
                        f"alternative of the convention `{id}`, which is not stated, for {params_in_words(params)}"
                    )
                    hint = (
                        f'add "{id}" to `conventions`; if the stem says it, repeat the key in `under` of its `Formulas`'
                    )
                    raise CourseError(Diagnostic("proof-convention", message, generator.span, hint))

    def _is_moot(self, id: str, problem: Problem, part: Computed) -> bool:
        """Whether a convention has nothing to do with a question, or is stated in it: 10**6 may be a million, or of microseconds, and who asks for the most that fit rounds down."""
        swaps = self.conventions[id].swaps if id in self.conventions else ()
        if swaps and swaps[0][0] in ROUNDED:
            return _says_which_way(swaps[0][0], problem, part)
        if not swaps or not all(POWER.fullmatch(side) for swap in swaps for side in swap):
            return False
        wording, context = part.say(), problem.situation() or Text()
        for language, ask in wording.ask.items():
            text = f"{context.get(language, '')}\n{ask}\n{wording.claim.get(language, '')}"
            if STORED.search(text) and not any(_printed(this).search(text) for this, _ in swaps):
                return False
        return True

    def _refuse_clash(self, generator: Generator, part: str, stated: tuple[str, ...]) -> None:
        """Raises CourseError where a question states two conventions of which one is the alternative of the other."""
        for id in stated:
            for other in self.conventions[id].excludes if id in self.conventions else ():
                if other in stated:
                    message = (
                        f"`{generator.id}`, part `{part}`: the conventions `{id}` and `{other}` exclude each other"
                    )
                    raise CourseError(
                        Diagnostic("proof-conventions-clash", message, generator.span, "name the one that is meant")
                    )

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
            self.known[formulas] = {
                name: other
                for name, convention in self.conventions.items()
                for this, that in convention.swaps
                if (other := under(formulas, this, that))
            }
        return self.known[formulas]


def _says_which_way(rounding: str, problem: Problem, part: Computed) -> bool:
    """Whether a question tells in every language that it rounds so, and not the other way."""
    wording, context = part.say(), problem.situation() or Text()
    return all(
        language in ROUNDED[rounding]
        and all(
            bool(of[language].search(f"{context.get(language, '')}\n{ask}")) is (way == rounding)
            for way, of in ROUNDED.items()
        )
        for language, ask in wording.ask.items()
    )


def _printed(power: str) -> re.Pattern[str]:
    """A power as a text prints it."""
    base, exponent = power.split("**")
    return re.compile(rf"(?<!\d){base}\^\{{?{exponent}(?!\d)|(?<![\d.]){int(base) ** int(exponent)}(?![\d.])")


def _same(one: Raw, other: Raw, places: int | None) -> bool:
    try:
        return bool(displayed(one, places) == displayed(other, places))
    except (NotShowable, TypeError):
        return False
