"""Proof of a whole domain: every variant by two roads, with options that differ, conventions stated and texts that agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hwgen.draw import Draw, Endless, Rejected, walk
from hwgen.errors import CourseError, Diagnostic
from hwgen.kinds.choice import OptionsRunOut
from hwgen.problem.computed import Computed
from hwgen.problem.convention import Convention
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.conventions import Swaps
from hwgen.proof.domain import draw_problem, variants
from hwgen.proof.roads import prove
from hwgen.proof.wording import options_read_differently, same_in_all_languages
from hwgen.text import USUAL, Language

BOUND = 200_000
RAW_BOUND = 20 * BOUND


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


def prove_all(
    generator: Generator,
    conventions: Mapping[str, Convention] | None = None,
    languages: Sequence[Language] = USUAL,
    *,
    texts: bool = True,
) -> Proof:
    """Walks the whole domain. Raises CourseError for the first variant that fails, saying how many others do.

    With `texts`, the texts of every variant are made in each of `languages` and their numbers compared.
    """
    faults: list[Diagnostic] = []
    choices: list[tuple[int, ...]] = []
    difficulties: list[int] = []
    left_out = Counter[str]()
    named = _Named()
    swaps = Swaps(conventions or {})

    def counted(draw: Draw) -> Problem:
        left_out["tried"] += 1
        if left_out["tried"] > RAW_BOUND:
            message = f"`{generator.id}` has more than {RAW_BOUND:,} combinations of draws"
            raise CourseError(
                Diagnostic("proof-endless", message, generator.span, "narrow its draws, or declare `sampled=N`")
            )
        try:
            return draw_problem(generator, draw)
        except Endless as e:
            raise CourseError(
                Diagnostic("proof-endless", f"`{generator.id}`: {e}", generator.span, "its domain is infinite")
            ) from e
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
                raise CourseError(
                    Diagnostic("proof-endless", message, generator.span, "narrow its draws, or declare `sampled=N`")
                )
            try:
                prove(generator, problem, draw.params)
                swaps.look_for(generator, problem, draw.params)
                if texts:
                    options_read_differently(generator, problem, draw.params)
                    same_in_all_languages(generator, problem, draw.params, languages)
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
            Diagnostic(
                "proof-no-variant", f"`{generator.id}` has no variant{why}", generator.span, "loosen its requirements"
            )
        )
    if left_out["options"] > len(choices):
        message = (
            f"`{generator.id}` has too few wrong options in {left_out['options']} variants, enough in {len(choices)}"
        )
        raise CourseError(
            Diagnostic("proof-options-run-out", message, generator.span, "add misconceptions, or set wrong_count=0")
        )
    for part, id in named.idle():
        message = f"`{generator.id}`, part `{part}`: the misconception `{id}` can be offered in no variant"
        raise CourseError(
            Diagnostic(
                "proof-idle-misconception",
                message,
                generator.span,
                "it meets the key or another one everywhere: change it",
            )
        )
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
