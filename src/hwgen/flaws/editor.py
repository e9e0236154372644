"""The editor: every rule over every item and over the texts of variants, and what was found before and has not changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache as once
from functools import partial
from importlib.metadata import version

from hwgen import cache, digests
from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.parcel import Parcel, opened, parcel
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.exam.instantiate import make_group
from hwgen.flaws import (
    calculations,
    captions,
    contraries,
    counts,
    directions,
    exchanged,
    explained,
    giveaway,
    given,
    grammar,
    implied,
    languages,
    listed,
    matched,
    meaning,
    options,
    percent,
    programs,
    references,
    results,
    statistics,
    synonyms,
    terms,
    totals,
    typed,
    typography,
    unsaid,
    verdicts,
    windows,
    wording,
)
from hwgen.flaws.across import Across
from hwgen.flaws.altered import of_altered
from hwgen.flaws.computed import OF_ANSWERS, of_templates
from hwgen.flaws.constants import Constants
from hwgen.flaws.cues import Claim, claims, of_claims
from hwgen.flaws.examples import is_left
from hwgen.flaws.finding import Finding
from hwgen.flaws.languages import REPEATING
from hwgen.flaws.levels import Levels
from hwgen.flaws.likeness import Pair, Print, pairs, prints
from hwgen.flaws.pictures import Pictures
from hwgen.flaws.reading import Reading, answers, is_readable, of_item, passages
from hwgen.flaws.rules import RULES
from hwgen.flaws.sampling import read_of, spread_over
from hwgen.kinds.definition import DEFINITION
from hwgen.kinds.essay import Essay
from hwgen.plan.plan import Slot
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import guarded
from hwgen.problem.parts import Problem
from hwgen.problem.places import written
from hwgen.proof.certificates import certificate, digest, variant
from hwgen.proof.failures import failure
from hwgen.waiting import AT_EACH_STEP
from hwgen.workers import processors, run

# Where the rules are that hold for items alone, and those that hold for the texts of a generator's variants, too.
OF_ITEMS = (
    options,
    wording,
    calculations,
    captions,
    grammar,
    contraries,
    counts,
    exchanged,
    explained,
    given,
    giveaway,
    results,
    statistics,
    verdicts,
)
OF_TEXTS = (
    languages,
    listed,
    matched,
    meaning,
    typed,
    typography,
    terms,
    percent,
    programs,
    references,
    synonyms,
    implied,
    unsaid,
    totals,
    windows,
    directions,
)
# Libraries that know words and formulas: findings rest on them, too.
LIBRARIES = ("codespell", "math-core")
TEXT_RULES = (
    *(name for name, check in RULES.items() if check.__module__ in {m.__name__ for m in OF_TEXTS}),
    "duplicate-option",
)
# What is found without reading the texts of a question, some of which may not be readable.
TEXTLESS = ("check-fails", "accepted-twice", "tolerance", "no-source")
# What tells the key of a choice; an author's texts do so in most variants, or by chance in a few.
CUES = ("key-longest", "grammar-cue", "option-units")
OFTEN = 0.4
# In so many of the variants that show every branch of every text, the templates of texts are looked at.
TEMPLATES = 8
# Of so many, the lists that are drawn are altered.
ALTERED = 2


@once
def _state() -> str:
    return cache.digest(digests.code(__name__), *map(version, LIBRARIES))


@dataclass(frozen=True)
class Note:
    """What a rule found, as it is kept: its place counts from its item's, so that it stands wherever the item moves."""

    rule: str
    message: str
    line: int
    column: int

    def diagnostic(self, item: BankItem) -> Diagnostic:
        start = item.span
        column = self.column if self.line else start.column + self.column
        return Diagnostic(self.rule, self.message, Span(start.file, start.line + self.line, column), subject=item.id)


def _note(rule: str, finding: Finding, item: BankItem) -> Note:
    span = finding.span(item.span)
    line = span.line - item.span.line
    return Note(rule, finding.message, line, span.column - (0 if line else item.span.column))


def read(reading: Reading, names: Iterable[str] = tuple(RULES)) -> Iterator[tuple[str, Finding]]:
    """What the rules called `names` find in an item, each with its rule."""
    for name in names:
        for finding in RULES[name](reading):
            yield name, finding


def bank_items(course: Course) -> tuple[BankItem, ...]:
    return tuple(item for item in course.items.values() if isinstance(item, BankItem))


def of_bank(course: Course) -> list[Diagnostic]:
    """What is found in the bank, silences not heard. Problems are unpacked only of items that changed."""
    items = bank_items(course)
    diagnostics = [*of_items(course, items), *terms.of_tables(course)]
    objectives = {objective.topic for objective in course.objectives.values()}
    for item in items:
        if item.topic in objectives and not item.objective:
            diagnostics.append(Diagnostic("no-objective", "the item has no objective", item.span, subject=item.id))
        # Essays and definitions have no wrong options or false statements that a misconception could stand behind.
        if not item.misconceptions and not item.imported and item.kind not in (Essay.kind, DEFINITION.name):
            diagnostics.append(
                Diagnostic("no-misconception", "the item names no misconception", item.span, subject=item.id)
            )
    return diagnostics


@dataclass(frozen=True)
class Examined:
    """What is kept of an item: what the rules find in it, what it is compared by, and what its statements count as."""

    notes: tuple[Note, ...]
    prints: tuple[Print, ...]
    claims: tuple[Claim, ...]


def of_items(course: Course, items: Sequence[BankItem]) -> Iterator[Diagnostic]:
    """What is found in single items, and between them. What was found before in the same bytes is found again."""
    place, state = str(course.root), cache.digest(_state(), course.spelling, *course.languages, repr(course.terms))
    everything = cache.digest(state, *(item.digest for item in items))
    known: tuple[dict[int, tuple[Note, ...]], list[Pair], list[tuple[Claim, ...]]] | None = cache.kept(
        "flaws", place, everything
    )
    if known is None:
        # A course that was copied has its items in common with the one it comes from.
        before: Mapping[str, Examined] = cache.kept("items", place, state) or cache.kept("items", state, state) or {}
        step, now = AT_EACH_STEP.get(), {}
        for done, item in enumerate(items, 1):
            now[item.digest] = before.get(item.digest) or examine(course, item)
            step("examining the items", done, len(items))
        cache.keep("items", place, state, now)
        if now.keys() - before.keys():
            cache.keep("items", state, state, now)
        examinations = [now[item.digest] for item in items]
        notes = {i: examined.notes for i, examined in enumerate(examinations) if examined.notes}
        known = (
            notes,
            list(pairs([examined.prints for examined in examinations])),
            [examined.claims for examined in examinations],
        )
        cache.keep("flaws", place, everything, known)
    notes, alike, claimed = known
    yield from (note.diagnostic(items[i]) for i, own in notes.items() for note in own)
    for pair in alike:
        yield from _pair_diagnostics(items[pair.first], items[pair.second], pair)
    yield from of_claims(items, claimed)


# What was found in items of the last editors, by what it rests on.
_seen: dict[tuple[str, str], tuple[Note, ...]] = {}
_MOST_SEEN = 5000


def of_item_alone(course: Course, item: BankItem) -> Iterator[Diagnostic]:
    """What is found in one item, but for what it silences: found once, as long as the item stays as it is."""
    key = cache.digest(course.spelling, *course.languages, repr(course.terms)), item.digest
    if key not in _seen:
        if len(_seen) >= _MOST_SEEN:
            _seen.clear()
        _seen[key] = examine(course, item).notes
    for note in _seen[key]:
        if not item.silence.get(note.rule, "").strip():
            yield note.diagnostic(item)


def examine(course: Course, item: BankItem) -> Examined:
    # A copy unpacks its problem and is dropped with it: those of a large bank would fill the memory.
    item = replace(item)
    reading = of_item(item, course.spelling, course.terms)
    if any(passage.role not in REPEATING and not is_readable(passage) for passage in passages(item.problem)):
        return Examined(tuple(_note(rule, finding, item) for rule, finding in read(reading, TEXTLESS)), (), ())
    return Examined(
        tuple(_note(rule, finding, item) for rule, finding in read(reading)), prints(reading), claims(reading)
    )


def _pair_diagnostics(first: BankItem, second: BankItem, pair: Pair) -> Iterator[Diagnostic]:
    mine, theirs = (f", statement `{what}`," if what else "" for what in reversed(pair.statements))
    other = f"`{first.id}`{theirs}"
    if is_left(first) and is_left(second):
        # Both say so already.
        return
    if pair.share == 1:
        message = f"`{second.id}`{mine} asks the same as {other}"
        yield Diagnostic("duplicate", message.rstrip(","), second.span, subject=second.id, related=(first.span,))
    elif first.id not in second.enemies and second.id not in first.enemies:
        common = set(first.languages) & set(second.languages)
        how = f" ({pair.share:.0%} alike)" if common else ": the same formulas and numbers in another language"
        message = f"`{second.id}`{mine} asks almost the same as {other}"
        message = message.rstrip(",") + how
        yield Diagnostic("near-duplicate", message, second.span, subject=second.id, related=(first.span,))


def of_variants(course: Course, generators: Sequence[Generator]) -> list[Diagnostic]:
    """What is found in the texts of each generator, in variants that show all of their branches; all variants are proven."""
    place = str(course.root)
    tables = (
        course.spelling,
        *course.languages,
        *course.figures,
        *map(repr, (course.misconceptions, course.conventions, course.terms)),
    )
    states = {g.id: cache.digest(_state(), digest(course, g), *tables) for g in generators}
    before: dict[str, tuple[str, list[Diagnostic]]] = cache.kept("variants", place, _state()) or {}
    known = {g.id: before[g.id] for g in generators if g.id in before and before[g.id][0] == states[g.id]}
    # Most have no flaw, in whichever folder they lie.
    clean = [g.id for g in generators if g.id not in known and cache.facts("clean", states[g.id])]
    known |= {id: (states[id], []) for id in clean}
    failed: dict[str, CourseError] = {}
    unread = [g.id for g in generators if g.id not in known]
    if unread:
        step = AT_EACH_STEP.get()
        step("reading the variants of generators", 0, len(unread))
        heard = run(partial(_work, parcel(course)), unread, "local", min(processors(), len(unread)))
        for done, (id, result) in enumerate(heard, 1):
            step("reading the variants of generators", done, len(unread))
            if isinstance(result, CourseError):
                failed[id] = result
            else:
                known[id] = (states[id], result)
                if not result:
                    cache.keep_facts("clean", states[id], True)
        cache.keep("variants", place, _state(), before | known)
    faults = [replace(fault, subject=id) for id in unread if id in failed for fault in failed[id].diagnostics]
    return [*faults, *(diagnostic for g in generators if g.id in known for diagnostic in known[g.id][1])]


def _work(sent: Parcel, id: str) -> tuple[str, list[Diagnostic] | CourseError]:
    course = opened(sent)
    generator = course.items[id]
    assert isinstance(generator, Generator)
    try:
        return id, [sent.at_home(diagnostic) for diagnostic in _of_variants(course, generator)]
    except CourseError as e:
        return id, CourseError(*map(sent.at_home, e.diagnostics))


def _of_variants(course: Course, generator: Generator) -> Iterator[Diagnostic]:
    """Each flaw once, though many variants have it."""
    slot = Slot(generator, Pin(), 10, generator.span)
    for language in course.languages:
        make_group(course, slot, 1, language, 1)
    proven = certificate(course, generator)
    reported = set()
    shared = {id: misconception.why for id, misconception in course.misconceptions.items()}
    levels, pictures, across = Levels(generator), Pictures(generator), Across(generator)
    constants = Constants(generator)
    spread = spread_over(proven.variants)
    # What is looked at to choose the variants is read later, too.
    drawn = once(lambda number: variant(generator, proven.choices(number)))
    with guarded(lambda e: failure(generator, {}, "", e)), quickly():
        read_first = read_of(proven.covering, lambda number: drawn(number)[0])
    numbers = sorted(read_first | spread)
    cued: dict[str, list[Finding]] = {}
    for finding in wording.sourceless(generator.source):
        yield Diagnostic("no-source", finding.message, written(generator.source, generator.span), subject=generator.id)
    for number in proven.covering[:TEMPLATES]:
        for rule, finding in of_templates(course, generator, proven.choices(number)):
            if rule not in reported:
                reported.add(rule)
                yield Diagnostic(rule, finding.message, finding.span(generator.span), subject=generator.id)
    for number in sorted(spread)[:ALTERED]:
        for rule, finding in of_altered(course, generator, proven.choices(number)):
            if rule not in reported:
                reported.add(rule)
                yield Diagnostic(rule, finding.message, generator.span, subject=generator.id)
    for number in numbers:
        # Once around all that is guarded inside: what is read later, is kept.
        with guarded(lambda e: failure(generator, {}, "", e)), quickly():
            problem, draw = drawn(number)
            if number in spread:
                pictures.see(problem, draw, course.languages)
            levels.see(problem)
            across.see(problem)
            texts = (*passages(problem), *answers(problem))
        clauses = tuple(course.conventions[name].clause for name in _conventions(problem))
        reading = Reading(
            generator.id,
            problem.parts,
            texts,
            course.languages,
            course.spelling,
            terms=course.terms,
            clauses=clauses,
            misconceptions=shared,
        )
        constants.see(reading)
        of_answers = (flaw for find in OF_ANSWERS for flaw in find(reading))
        for rule, finding in (*read(reading, TEXT_RULES), *of_answers):
            if rule not in reported:
                reported.add(rule)
                message = f"{finding.message}, in a variant"
                yield Diagnostic(rule, message, finding.span(generator.span), subject=generator.id)
        for rule, finding in dict(read(reading, CUES)).items():
            cued.setdefault(rule, []).append(finding)
    for rule, findings in cued.items():
        if len(findings) > OFTEN * len(numbers):
            message = f"{findings[0].message}, and so in {len(findings)} of {len(numbers)} variants"
            yield Diagnostic(rule, message, findings[0].span(generator.span), subject=generator.id)
    yield from levels.flaws()
    yield from pictures.flaws()
    yield from across.flaws()
    yield from constants.flaws()


def _conventions(problem: Problem) -> Iterator[str]:
    for part in problem.parts:
        if isinstance(part, Computed):
            yield from part.conventions
