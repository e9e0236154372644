"""Proof of a whole domain: every variant computed twice, with options that differ, conventions stated and texts that agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import NoReturn

from hwgen.calculators import CALCULATORS, Calculator
from hwgen.draw import Draw, Endless, Rejected, Unusable, replayed, walk
from hwgen.errors import CourseError, Diagnostic, counted
from hwgen.kinds import COMPUTED
from hwgen.kinds.choice import TOO_FEW
from hwgen.kinds.guessing import Guess
from hwgen.problem.computed import Computed
from hwgen.problem.convention import Convention
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import Stuck, guarded, restart_time
from hwgen.problem.parts import Part, Problem
from hwgen.proof.alike import Alike
from hwgen.proof.binding import bound
from hwgen.proof.calculating import needed, refuse_less
from hwgen.proof.checks import prove
from hwgen.proof.claims import sound_claims
from hwgen.proof.coincidences import Coincidence, Coincidences
from hwgen.proof.conventions import Swaps
from hwgen.proof.domain import draw_problem, refusals, variants
from hwgen.proof.failures import failure, params_in_words, placed, short
from hwgen.proof.giveaway import Giveaway
from hwgen.proof.guessing import SAMPLE, guesses
from hwgen.proof.independence import refuse_dependent
from hwgen.proof.known import Known
from hwgen.proof.offsets import refuse_offsets
from hwgen.proof.options import REMEDIES, changed, left_out, more_options, way_out
from hwgen.proof.parentheses import refuse_parentheses
from hwgen.proof.printed import refuse_misprinted
from hwgen.proof.purity import refuse_impure
from hwgen.proof.rendering import Reader, Rendering, alone
from hwgen.proof.replaying import Replay
from hwgen.proof.solutions import solutions_hold
from hwgen.proof.symbols import Symbols
from hwgen.proof.tracing import refuse_same_steps
from hwgen.proof.wording import is_read, options_read_differently, same_in_all_languages, sound_texts, texts_of
from hwgen.text import USUAL, Language, Text
from hwgen.values import Raw

MORE_OPTIONS = "add misconceptions, or set wrong_count=0"
BOUND = 200_000
RAW_BOUND = 20 * BOUND
# In so many variants, which show branches of texts, the templates are looked at.
TEMPLATES = 8
NARROW = "narrow its draws, or declare `sampled=N`"
# Why draws that fit together are no variant, beside what makes them unusable.
ALIKE = "reads like another variant"


@dataclass(frozen=True)
class Proof:
    """A whole domain that was walked and found right: each variant's choices, in the walk's order, and its difficulty.

    `covering` are the numbers of variants that show every branch of every text, `minutes` the mean for each difficulty, `manners` for each part the ways in which it can be asked as (none, if it is not computed); `left_out` counts the combinations of draws that fit together and are no variant all the same, by their reasons.
    """

    generator: str
    choices: tuple[tuple[int, ...], ...]
    difficulties: tuple[int, ...]
    left_out: Mapping[str, int]
    sampled: bool
    misconceptions: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    covering: tuple[int, ...] = ()
    minutes: Mapping[int, float] = field(default_factory=dict)
    calculator: Calculator = "none"
    manners: tuple[tuple[str, ...], ...] = ()
    coincidences: tuple[Coincidence, ...] = ()

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
    reader: Reader = alone,
) -> Proof:
    """Walks the whole domain. Raises CourseError for the first variant that fails, saying how many others do.

    With `texts`, which `reader` reads, the texts of every variant are made in each of `languages`: they have the same numbers, and where two
    variants read the same, so are their keys.
    """
    return _Walk(generator, Swaps(conventions or {}), languages, texts, reader).proof()


class _Walk:
    """One walk over a domain: what is right, what is wrong, and what was left out."""

    def __init__(
        self, generator: Generator, swaps: Swaps, languages: Sequence[Language], texts: bool, reader: Reader
    ) -> None:
        self.generator, self.swaps, self.languages, self.texts = generator, swaps, languages, texts
        self.faults: list[Diagnostic] = []
        self.choices: list[tuple[int, ...]] = []
        self.difficulties: list[int] = []
        self.covering: list[int] = []
        self.minutes: dict[int, list[float]] = {}
        self.calculators = set[Calculator]()
        self.manners: tuple[tuple[str, ...], ...] | None = None
        self.keys: dict[str, set[Raw]] = {}
        self.left_out = Counter[str]()
        self.too_few: tuple[int, ...] | None = None
        self.tried = 0
        self.crashed = 0
        self.named = _Named()
        self.alike = Alike(generator, languages)
        self.rendering = Rendering(generator, languages, reader)
        self.known = Known()
        self.giveaway = Giveaway(generator)
        self.coincidences = Coincidences()
        self.symbols = Symbols(generator)
        self.replay = Replay(generator)
        self.first: list[tuple[Problem, Draw]] = []

    def proof(self) -> Proof:
        generator = self.generator
        refuse_impure(generator)
        refuse_dependent(generator)
        refuse_parentheses(generator)
        # Once around all that is guarded inside, which costs a tenth then.
        with guarded(lambda e: failure(generator, {}, "", e)):
            with quickly():
                for problem, draw in variants(generator, self.known) if generator.sampled else walk(self.variant):
                    self.see(problem, draw)
            restart_time()
            self.refuse_faults()
            # Spread over the first ones, in which the first draws have one value.
            refuse_misprinted(generator, self.first[:: 1 + len(self.first) // TEMPLATES])
            refuse_same_steps(generator, *self.first[0])
            with quickly():
                guessed = guesses(generator, self.choices, [problem for problem, _ in self.first])
        refuse_offsets(generator, [self.choices[i] for i in self.covering[:TEMPLATES] if i < len(self.choices)])
        return Proof(
            generator.id,
            tuple(self.choices),
            tuple(self.difficulties),
            dict(self.left_out),
            bool(generator.sampled),
            tuple(sorted({id for _, formulas in self.named.left for id in formulas.wrong.keys() - formulas.reasons})),
            tuple(sorted(self.named.conventions)),
            guessed,
            tuple(number for number in self.covering if number < len(self.choices)),
            {level: round(fmean(minutes), 2) for level, minutes in sorted(self.minutes.items())},
            max(self.calculators, key=CALCULATORS.index),
            self.manners or (),
            tuple(self.coincidences.telling()),
        )

    def refuse(self, rule: str, message: str, hint: str) -> NoReturn:
        fault = Diagnostic(rule, f"`{self.generator.id}`{message}", self.generator.span, hint)
        raise CourseError(placed(fault, self.generator))

    def placed(self, fault: Diagnostic, problem: Problem) -> Diagnostic:
        """A fault of one variant where what it names stands."""
        texts: dict[str, Text] = {}
        # A text that cannot be made is the fault itself, which has its place.
        with suppress(CourseError):
            texts.update(texts_of(problem))
        return placed(fault, self.generator, texts)

    def variant(self, draw: Draw) -> Problem:
        """The variant of these draws. Raises Rejected where there is none."""
        restart_time()
        self.tried += 1
        if self.tried > RAW_BOUND:
            self.refuse("proof-endless", f" has more than {RAW_BOUND:,} combinations of draws", NARROW)
        try:
            return draw_problem(self.generator, draw, self.known)
        except Endless as e:
            self.refuse("proof-endless", f": {e}", "its domain is infinite")
        except Unusable as e:
            self.left_out[e.reason] += 1
            if e.reason == TOO_FEW and self.too_few is None:
                self.too_few = tuple(draw.choices)
            raise
        except Stuck:
            raise
        except CourseError as e:
            self.faults.append(e.diagnostics[0])
            self.crashed += 1
            raise Rejected from e

    def see(self, problem: Problem, draw: Draw) -> None:
        # A sample is drawn elsewhere.
        restart_time()
        if self.manners is None:
            # All variants are alike in this.
            self.manners = tuple(map(_manners, problem.parts))
        self.named.see(problem)
        try:
            with guarded(lambda e: failure(self.generator, draw.params, "", e)):
                prove(self.generator, problem, draw.params)
                self.swaps.look_for(self.generator, problem, draw.params)
                refuse_less(self.generator, problem, draw.params)
                new = not self.texts or self.read(problem, draw)
        except Stuck:
            raise
        except CourseError as e:
            self.faults.append(e.diagnostics[0] if self.faults else self.placed(e.diagnostics[0], problem))
            # Each variant that has the fault counts.
            self.known.forget()
            new = True
        if not new:
            self.left_out[ALIKE] += 1
            return
        self.coincidences.see(problem, draw.params)
        if len(self.first) < SAMPLE:
            self.first.append((problem, draw))
        self.choices.append(tuple(draw.choices))
        self.difficulties.append(problem.difficulty)
        for part in problem.parts:
            # Two tell that it changes.
            if isinstance(part, Computed) and len(keys := self.keys.setdefault(part.id, set())) < 2:
                keys.add(part.key)
        self.calculators.add(self.generator.calculator or needed(problem))
        self.minutes.setdefault(problem.difficulty, []).append(problem.minutes)
        if len(self.choices) > BOUND:
            self.refuse("proof-endless", f" has more than {BOUND:,} variants", NARROW)

    def read(self, problem: Problem, draw: Draw) -> bool:
        """Makes the texts of a variant, and reads those that no variant had before; whether it reads unlike all before."""
        fresh = changed(problem, parts=tuple(self.known.fresh))
        options_read_differently(self.generator, fresh, draw.params)
        texts = tuple(texts_of(problem))
        known = {part.id for part in problem.parts} - {part.id for part in fresh.parts}
        unread = [(name, text) for name, text in texts if name.partition(": ")[0] not in known]
        same_in_all_languages(self.generator, unread, draw.params, self.languages)
        sound_texts(self.generator, unread, draw.params)
        sound_claims(self.generator, fresh)
        if self.rendering.see(fresh, unread, draw.params):
            self.covering.append(len(self.choices))
        solutions_hold(self.generator, fresh, draw.params)
        self.giveaway.see(problem)
        self.symbols.see(problem)
        self.replay.see(problem, draw, texts)
        return self.alike.is_new(problem, draw, (text for name, text in texts if is_read(name)))

    def more_options(self) -> tuple[str, str]:
        """Which wrong options are lost in a variant with too few of them, and the way out: a setting that was left out, else more of them."""
        if self.too_few is None:
            return "", MORE_OPTIONS
        problem, draw = replayed(lambda draw: bound(self.generator, self.generator.recipe(draw), draw), self.too_few)
        lost = f": for {params_in_words(draw.params)}, {left_out(problem)}"
        return lost, more_options(problem) or MORE_OPTIONS

    def refuse_faults(self) -> None:
        """Raises CourseError for what is wrong with a variant, or with all of them together."""
        if self.faults:
            total = len(self.choices) + self.left_out[ALIKE] + self.crashed
            more = f" ({len(self.faults)} of {total} variants fail)"
            raise CourseError(replace(self.faults[0], message=self.faults[0].message + more))
        if not self.choices and not self.left_out and not self.generator.sampled:
            self.refuse_requirements()
        if not self.choices:
            reasons = "; ".join(f"{reason} ({count})" for reason, count in self.left_out.items())
            most = next((reason for reason, _ in self.left_out.most_common(1)), "")
            remedy = REMEDIES.get(most, "loosen its requirements")
            lost, hint = self.more_options() if TOO_FEW in self.left_out else ("", remedy)
            self.refuse("proof-no-variant", f" has no variant{reasons and f': {reasons}'}{lost}", hint)
        few = self.left_out[TOO_FEW]
        if few > len(self.choices):
            message = f" has too few wrong options in {counted(few, 'variant')}, enough in {len(self.choices)}"
            lost, hint = self.more_options()
            self.refuse("proof-options-run-out", message + lost, hint)
        if name := self.alike.idle_draw():
            message = f": no text and no key depends on the draw `{name}`"
            self.refuse("proof-idle-draw", message, "show it in a text, use it in a formula, or draw it no more")
        if len(self.choices) == 1:
            self.refuse("proof-one-variant", " has a single variant", "draw its numbers, or write an item instead")
        for name, keys in self.keys.items():
            if len(keys) == 1:
                message = (
                    f", part `{name}`: the key is {short(keys.pop())} in all {counted(len(self.choices), 'variant')}"
                )
                self.refuse("proof-constant-key", message, "let it depend on what is drawn, or write an item instead")
        self.rendering.refuse_unseen()
        self.giveaway.refuse()
        self.symbols.refuse()
        self.replay.refuse()
        for part, id in self.named.idle():
            message = f", part `{part.id}`: the misconception `{id}` can be offered in no variant"
            self.refuse("proof-idle-misconception", message, way_out(part, id))

    def refuse_requirements(self) -> None:
        """Raises CourseError at the requirement that refuses most, where no combination of draws is left."""
        lines, example = refusals(self.generator)
        if lines:
            ((place, count),) = lines.most_common(1)
            id, all_draws = self.generator.id, counted(lines.total(), "combination")
            message = (
                f"`{id}` has no variant: this requirement refuses {count} of {all_draws} of draws, such as {example}"
            )
            raise CourseError(Diagnostic("proof-no-variant", message, place, "loosen it, or draw other numbers"))


def _manners(part: Part) -> tuple[str, ...]:
    return tuple(filter(part.can_be, COMPUTED)) if isinstance(part, Computed) else ()


class _Named:
    """Collects the misconceptions and conventions that a generator names; watches for those that no variant offers."""

    def __init__(self) -> None:
        self.left: dict[tuple[str, Formulas], set[str]] = {}
        self.parts: dict[str, Computed] = {}
        self.conventions: set[str] = set()

    def see(self, problem: Problem) -> None:
        for part in problem.parts:
            if isinstance(part, Computed):
                left = self.left.get((part.id, part.formulas))
                if left is None:
                    self.parts.setdefault(part.id, part)
                    left = self.left[part.id, part.formulas] = set(part.formulas.wrong)
                if left:
                    left.difference_update(part.wrong)
                self.conventions.update(part.conventions)

    def idle(self) -> list[tuple[Computed, str]]:
        """Each misconception that no variant offers, with its part in one of them."""
        offered = {(part, id) for (part, f), left in self.left.items() for id in f.wrong if id not in left}
        idle = sorted({(part, id) for (part, _), left in self.left.items() for id in left} - offered)
        return [(self.parts[part], id) for part, id in idle]
