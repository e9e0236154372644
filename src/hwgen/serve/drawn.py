"""A paper on the desk: what is asked in each place, what it adds up to, and what its plan demands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from markupsafe import Markup

from hwgen import cache
from hwgen.bank.blueprint import Entry
from hwgen.bank.course import Course
from hwgen.bank.needed import needed
from hwgen.bank.swaps import path_of
from hwgen.errors import CourseError
from hwgen.exam.instantiate import instantiate, make_group
from hwgen.exam.model import Exam, Group
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.typst import Drawn
from hwgen.pdf.typst_engine import pages
from hwgen.plan.assembly import assemble
from hwgen.plan.demands import demands
from hwgen.plan.plan import Plan, used_in
from hwgen.plan.swapping import entry_of, locked_places
from hwgen.plan.uses import levels, misfits
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import kept, outlined
from hwgen.serve.desk import Desk
from hwgen.serve.held import blueprint_of
from hwgen.text import Language
from hwgen.words.words import Words
from hwgen.writers import html
from hwgen.writers.dialect import PAGE


@dataclass(frozen=True)
class Line:
    """A place of a paper. `number` is that of its first question, `points` those of all its questions."""

    place: int
    number: int
    last: int
    item: str
    topic: str
    kind: str
    level: int
    points: int
    each: int
    minutes: float
    opening: Markup
    locked: bool
    named: bool


@dataclass(frozen=True)
class Met:
    """A demand of the plan by its key and that of its quota, what the paper has of it, and whether that is enough."""

    about: str
    key: str
    share: bool
    most: bool
    bound: str
    has: str
    met: bool


def plan_of(desk: Desk, exam: str, seed: int) -> Plan:
    """The paper as a build takes it. Raises HwgenError."""
    loaded = desk.look()
    blueprint = blueprint_of(loaded, exam)
    if errors := needed(loaded, exam):
        raise CourseError(*errors)
    path = path_of(loaded.course.root, exam, seed)
    swaps = path.read_bytes() if path.is_file() else b""
    return desk.once(("plan", exam, seed, swaps), lambda: assemble(loaded.course, blueprint, seed))


def exam_of(desk: Desk, plan: Plan, language: Language) -> Exam:
    key = ("exam", plan.blueprint.name, plan.seed, plan.chosen, language)
    return desk.once(key, lambda: instantiate(plan.course, plan, language))


def pages_of(desk: Desk, plan: Plan, language: Language, *, key: bool) -> Drawn:
    """The pages, made by Typst, whatever engine builds the PDF. Raises TypesettingFailed."""
    exam = exam_of(desk, plan, language)
    name = ("pages", plan.blueprint.name, plan.seed, plan.chosen, language, key)
    return desk.once(name, lambda: pages(exam, Kit(plan.course, ENGINES["typst"]), key=key))


# What stands at the foot of a page is no question's; a question begins a little above its first line.
FOOT, RISE = 0.94, 0.006


def spans_of(sheets: Drawn) -> dict[int, tuple[int, float, float]]:
    """The page of each question by its number, and from where to where it goes, as parts of the page; to the foot, where it goes on."""
    spans = {}
    for place, after in zip_longest(sheets.places, sheets.places[1:]):
        end = after.top if after and after.page == place.page else FOOT
        if place.number:
            spans[place.number] = place.page, round(place.top - RISE, 4), round(end - RISE, 4)
    return spans


def unproven(desk: Desk, exam: str, seed: int) -> list[Generator]:
    """The generators that have to be proven before a paper is shown: those that it asks, or may ask as far as nothing is known of them."""
    course = desk.course
    entries = [entry for *_, entry in blueprint_of(desk.look(), exam).plan.entries()]
    unknown = [
        item
        for item in course.items.values()
        if isinstance(item, Generator)
        and item.runs
        and not outlined(course, item)
        and any(_may_ask(course, entry, item) for entry in entries)
    ]
    if unknown:
        return unknown
    asked = {slot.item.id: slot.item for slot in plan_of(desk, exam, seed).slots if isinstance(slot.item, Generator)}
    return [item for item in asked.values() if not kept(course, item)]


def _may_ask(course: Course, entry: Entry, item: Generator) -> bool:
    return entry.item == item.id if entry.item else next(misfits(course, entry, item), None) is None


def opening_of(plan: Plan, place: int, language: Language) -> Markup:
    """The beginning of what one place asks."""
    group = make_group(plan.course, plan.slots[place], plan.seed, language, 1)
    return _opening(group, plan.course.wording[language])


def _opening(group: Group, words: Words) -> Markup:
    """The first paragraph of a group: enough to know it again."""
    refs = {question.id: question.number for question in group.questions}
    return Markup(html.blocks((group.context or group.questions[0].stem)[:1], words, refs, PAGE))


def version_of(plan: Plan, exam: Exam) -> str:
    """Another one for each paper that looks otherwise, so that browsers ask for its pages again."""
    return cache.digest(exam.code, *plan.chosen, *map(str, (question.points for question in exam.questions)))


def lines(plan: Plan, exam: Exam) -> Iterator[list[Line]]:
    """The places of each part."""
    locked = locked_places(plan)
    groups = iter(enumerate(zip(plan.slots, exam.groups, used_in(plan), strict=True)))
    for _, slots in plan.sections:
        part = []
        for _ in slots:
            place, (slot, group, use) = next(groups)
            part.append(
                Line(
                    place,
                    group.questions[0].number,
                    group.questions[-1].number,
                    slot.item.id,
                    group.topic,
                    slot.manner or slot.item.kind,
                    group.difficulty or use.level or levels(plan.course, slot.item)[0],
                    use.points,
                    slot.points,
                    float(use.minutes),
                    _opening(group, exam.words),
                    place in locked,
                    entry_of(plan, place)[1].item is not None,
                )
            )
        yield part


@dataclass(frozen=True)
class Totals:
    points: int
    minutes: float
    difficulty: float
    topics: tuple[tuple[str, int], ...]
    demands: tuple[Met, ...]


def totals(plan: Plan, parts: Sequence[Sequence[Line]]) -> Totals:
    """What the paper adds up to; each question counts in the mean difficulty with its points."""
    every = [line for part in parts for line in part]
    points = sum(line.points for line in every)
    weighed = sum(line.points * line.level for line in every)
    topics = Counter[str]()
    for line in every:
        topics[line.topic] += line.last - line.number + 1
    return Totals(
        points,
        round(sum(line.minutes for line in every), 1),
        round(float(Fraction(weighed, points)), 2) if points else 0.0,
        tuple(sorted(topics.items())),
        # What a paper lacks comes first.
        tuple(sorted(_met(plan), key=lambda demand: demand.met)),
    )


def _met(plan: Plan) -> Iterator[Met]:
    used = used_in(plan)
    for demand in demands(plan.course, plan.blueprint, plan.seed, used):
        # What a line of the blueprint asks for, its place has.
        if demand.sort != "entry" and not demand.idle:
            value = demand.measure(used)
            has = "" if value is None else demand.shown(value)
            yield Met(
                demand.about,
                demand.key,
                demand.unit == "%" and demand.about != "facility",
                demand.most,
                demand.shown(demand.bound),
                has,
                demand.meets(value),
            )
