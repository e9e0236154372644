"""Questions for a platform: exams and pools as files that were checked before they are left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hwgen.bank.blueprint import Manner, Pin
from hwgen.bank.course import Course
from hwgen.errors import CourseError, Diagnostic
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Group, Question
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.platforms import Platform
from hwgen.lms.pools import variants
from hwgen.lms.writing import Entry, Exported, sound, write
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import Slot, prove_asked
from hwgen.text import Language
from hwgen.words.words import Words
from hwgen.writers import native


@dataclass(frozen=True)
class Target:
    """Where an export goes: the platform, the languages of its questions, how they are written, and the file."""

    platform: Platform
    languages: Sequence[Language]
    out: Path
    options: ExportOptions = field(default_factory=ExportOptions)


def export_exam(course: Course, name: str, seed: int, target: Target) -> Exported:
    """Writes an exam's questions as one category. Raises CourseError, NoPaper, UsageError, HwgenError."""
    plan = assemble(course, course.blueprint(name), seed)
    if target.options.follow_through:
        sections = tuple((s, tuple(replace(slot, follow_through=True) for slot in slots)) for s, slots in plan.sections)
        plan = replace(plan, sections=sections)
    exams = [instantiate(course, plan, language) for language in target.languages]
    entries = _placed(course, exam_entries(target.platform, exams, target.options))
    return write(target.platform, target.out, entries, target.options, [])


def exam_file(platform: Platform, exam: Exam, course: Course | None = None) -> tuple[bytes, tuple[Piece, ...]]:
    """An exam's questions as one category of one file, in their order, and the pieces that it is made of.

    Raises Unsound, with the places of items where their course is given.
    """
    entries: Iterable[Entry] = exam_entries(platform, [exam], ExportOptions(linked=next(iter(platform.linked))))
    spans = {group.item: group.span for group in exam.groups}
    entries = [replace(entry, span=spans[entry.item]) if course else entry for entry in entries]
    data, _ = sound(platform, [entry for entry in entries if entry.piece.data], Path(platform.file))
    return data, tuple(entry.piece for entry in entries)


def _placed(course: Course, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with the places of their items."""
    return (replace(entry, span=course.item(entry.item).span) for entry in entries)


def exam_entries(platform: Platform, exams: Sequence[Exam], options: ExportOptions) -> Iterator[Entry]:
    """The questions of an exam, given once in each language."""
    first = exams[0]
    about = tuple((exam.words, f"{exam.course}: {exam.title} ({first.code})") for exam in exams)
    category = Category((first.course, first.title), about)
    languages = [exam.words for exam in exams]
    taken: set[str] = set()
    for groups in zip(*(exam.groups for exam in exams), strict=True):
        yield from _entries(platform, groups, languages, taken, options, 0, category)


def export_pools(
    course: Course, slots: Sequence[Slot], path: Sequence[str], count: int, seed: int, target: Target
) -> Exported:
    """Writes a category for each slot's item below `path`, with `count` different variants of it.

    With an empty path, items stand below the course and their topic.
    """
    _refuse_manners(course, slots, seed, target)
    warnings: list[Diagnostic] = []
    taken: set[str] = set()

    def entries() -> Iterator[Entry]:
        for slot in slots:
            slot = replace(slot, pin=Pin(), follow_through=target.options.follow_through)
            yield from _placed(course, _pool(course, slot, path, count, seed, target, taken, warnings))

    return write(target.platform, target.out, entries(), target.options, warnings)


def _refuse_manners(course: Course, slots: Sequence[Slot], seed: int, target: Target) -> None:
    """Raises CourseError with all items that cannot be asked as is wished, not only the first."""
    refused: list[Diagnostic] = []
    for slot in slots:
        if slot.manner:
            try:
                next(variants(course, replace(slot, pin=Pin()), 1, seed, target.languages), None)
            except CourseError as e:
                refused += e.diagnostics
    if refused:
        raise CourseError(*refused)


def slots_of(course: Course, ids: Sequence[str], manner: Manner | None, points: int) -> list[Slot]:
    """Raises UsageError for an unknown item."""
    items = [course.item(id) for id in ids]
    return [Slot(item, Pin(), points, item.span, manner) for item in items]


def exam_slots(course: Course, name: str, seed: int) -> list[Slot]:
    plan = assemble(course, course.blueprint(name), seed)
    prove_asked(course, [plan])
    return [slot for _, slots in plan.sections for slot in slots]


def _pool(
    course: Course,
    slot: Slot,
    path: Sequence[str],
    count: int,
    seed: int,
    target: Target,
    taken: set[str],
    warnings: list[Diagnostic],
) -> Iterator[Entry]:
    item, languages = slot.item, target.languages
    above = (course.name[languages[0]], *(path or (item.topic,)), item.id)
    wording = [course.wording[at] for at in languages]
    apart: dict[str, list[Entry]] = {}
    exported = 0
    for groups in variants(course, slot, count, seed, languages):
        exported += 1
        pool = _category(wording, item.id, above, groups[0].questions)
        # Linked questions that stand apart have categories of their own, so that a draw gives one of each.
        for entry in _entries(target.platform, groups, wording, taken, target.options, exported, pool):
            part = entry.piece.part
            if part:
                category = _category(wording, item.id, (*above, part), entry.piece.asked, entry.piece.share)
                apart.setdefault(part, []).append(replace(entry, category=category))
            else:
                yield entry
    for entries in apart.values():
        yield from entries
    if exported < count:
        message = f"`{item.id}` has only {exported} variant{'' if exported == 1 else 's'}"
        warnings.append(Diagnostic("export-small-pool", message, item.span))


def _category(
    wording: Sequence[Words], item: str, names: tuple[str, ...], asked: Sequence[Question], share: float = 1.0
) -> Category:
    """A pool, with what a question that is drawn from it is worth: a `share` of the points of what is asked."""
    points: float = sum(question.points for question in asked)
    if share != 1:
        points = round(points * share, 2)
    about = ((at, at.say("platform.random", item=item, points=f"{points:g}")) for at in wording)
    return Category(names, tuple(about), points)


def _entries(
    platform: Platform,
    groups: Sequence[Group],
    languages: Sequence[Words],
    taken: set[str],
    options: ExportOptions,
    copy: int,
    category: Category,
) -> Iterable[Entry]:
    for piece in platform.adapter().pieces(groups, languages, taken, copy, options):
        keys = [native.key(languages[0], groups[0], question) for question in piece.asked]
        if piece.share != 1:
            keys = [{**key, "points": None} for key in keys]
        yield Entry(category, piece, keys, groups[0].item)
