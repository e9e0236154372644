"""Questions for a learning platform: exams and pools as files that were checked before they are left behind."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path

from hwgen.bank.blueprint import Manner, Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import CourseError, Diagnostic, HwgenError, Span, UsageError
from hwgen.exam.instantiate import instantiate, make_groups
from hwgen.exam.model import Group
from hwgen.kinds import ChoiceAnswer, OrderingAnswer
from hwgen.lms.moodle.checking import Key, Report, check, ids_of, keys_of
from hwgen.lms.moodle.parsing import LARGEST
from hwgen.lms.moodle.rules.finding import Finding
from hwgen.lms.moodle.writing.document import HEAD, TAIL, category, document, exam_category
from hwgen.lms.moodle.writing.questions import Linked, Piece, questions
from hwgen.plan.plan import Slot, assemble
from hwgen.problem.parts import variety
from hwgen.proof.certificates import certificate
from hwgen.text import Language
from hwgen.writers import native

MB = 2**20
TRIES = 40


@dataclass(frozen=True)
class ExportOptions:
    """How questions are written: `linked` ones apart or as one; `ordering` as such, or by numbers to be matched."""

    linked: Linked = "separate"
    follow_through: bool = False
    ordering: bool = True
    max_size: int = 2 * MB


@dataclass(frozen=True)
class Exported:
    """The files of an export, what they hold, and what there is to say of it."""

    files: tuple[Path, ...]
    questions: int
    categories: int
    responses: int
    orderings: int
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class _Entry:
    """A question with the keys of what it asks, and the category it stands in."""

    piece: Piece
    keys: Sequence[Key]
    category: bytes = b""


def export_exam(
    course: Course,
    name: str,
    seed: int,
    languages: Sequence[Language],
    out: Path,
    options: ExportOptions = ExportOptions(),
) -> Exported:
    """Writes an exam's questions as one category. Raises CourseError, NoPaper, UsageError, HwgenError."""
    plan = assemble(course, course.blueprint(name), seed)
    if options.follow_through:
        sections = tuple((s, tuple(replace(slot, follow_through=True) for slot in slots)) for s, slots in plan.sections)
        plan = replace(plan, sections=sections)
    exams = [instantiate(course, plan, language) for language in languages]
    whole = exam_category(exams)
    taken: set[str] = set()

    def entries() -> Iterator[_Entry]:
        for groups in zip(*(exam.groups for exam in exams), strict=True):
            for entry in _entries(groups, languages, taken, options, 0):
                yield replace(entry, category=whole)

    return _write(out, entries(), options.max_size, [])


def export_pools(
    course: Course,
    slots: Sequence[Slot],
    path: Sequence[str],
    variants: int,
    seed: int,
    languages: Sequence[Language],
    out: Path,
    options: ExportOptions = ExportOptions(),
) -> Exported:
    """Writes a category for each slot's item below `path`, with that many different variants of it.

    With an empty path, items stand below the course and their topic.
    """
    warnings: list[Diagnostic] = []
    taken: set[str] = set()

    def entries() -> Iterator[_Entry]:
        for slot in slots:
            slot = replace(slot, pin=Pin(), follow_through=options.follow_through)
            yield from _pool(course, slot, path, variants, seed, languages, taken, options, warnings)

    return _write(out, entries(), options.max_size, warnings)


def slots_of(course: Course, ids: Sequence[str], manner: Manner | None, points: int) -> list[Slot]:
    """Raises UsageError for an unknown item."""
    items = [course.item(id) for id in ids]
    return [Slot(item, Pin(), points, item.span, manner) for item in items]


def exam_slots(course: Course, name: str, seed: int) -> list[Slot]:
    plan = assemble(course, course.blueprint(name), seed)
    return [slot for _, slots in plan.sections for slot in slots]


def checked_file(file: Path, against: Path | None, *, scores: bool) -> Report:
    """The report on a file, and its comparison with an exam.json. Raises UsageError for other data."""
    data = file.read_bytes() if file.stat().st_size <= LARGEST else bytes(LARGEST + 1)
    keys = None
    if against is not None:
        try:
            keys = keys_of(json.loads(against.read_text(encoding="utf-8")), ids_of(data))
        except (ValueError, KeyError, TypeError) as e:
            hint = "`hwgen build` writes it beside moodle.xml"
            raise UsageError(Diagnostic("this is no exam.json", Span(against), hint)) from e
    report = check(data, keys, scores=scores)
    if file.suffix.lower() != ".xml":
        told = "Moodle refuses a file whose name does not end in .xml"
        report.findings.insert(0, Finding("file-extension", "error", told, 0))
    return report


def steps(done: Exported, *, pools: bool) -> str:
    """What an instructor does with the files."""
    many = f" Import the {len(done.files)} files one after the other." if len(done.files) > 1 else ""
    lines = [
        f"{done.questions} questions in {done.categories} categories; {done.responses} responses marked as Moodle does, all by the key.",
        "",
        "In Moodle:",
        "  1. Question bank > Import: choose “Moodle XML format”, open “General”, tick “Get category from file”,",
        f"     leave “Stop on error” on, drop the file in, Import.{many}",
    ]
    if pools:
        lines += [
            "  2. In the quiz: Questions > Add > “a random question”, choose the category of an item, Add. Once for each item.",
            "  3. Quiz settings > Question behaviour: “Deferred feedback”. Every student gets a variant of each item.",
        ]
    else:
        lines += [
            "  2. In the quiz: Questions > Add > “from question bank”, choose the category, tick all, Add selected.",
            "  3. Quiz settings > Question behaviour: “Deferred feedback”.",
        ]
    lines.append("  An import never changes a question: a second one makes copies. Delete the old category first.")
    if done.orderings:
        lines.append(
            f"  {done.orderings} ordering questions need Moodle 4.4, or the plugin qtype_ordering; without it, use --no-ordering."
        )
    return "\n".join(lines)


def _pool(
    course: Course,
    slot: Slot,
    path: Sequence[str],
    variants: int,
    seed: int,
    languages: Sequence[Language],
    taken: set[str],
    options: ExportOptions,
    warnings: list[Diagnostic],
) -> Iterator[_Entry]:
    item = slot.item
    above = (course.name[languages[0]], *(path or (item.topic,)))
    about = {"zh": f"从这里随机抽题：{item.id}", "en": f"Draw at random from here: {item.id}"}
    told = {at: about[at] for at in languages}
    apart: dict[str, list[_Entry]] = {}

    @cache
    def category_of(part: str) -> bytes:
        return category((*above, item.id, part) if part else (*above, item.id), told)

    made = 0
    for groups in _variants(course, slot, variants, seed, languages):
        made += 1
        # Linked questions that stand apart have categories of their own, so that a draw gives one of each.
        for entry in _entries(groups, languages, taken, options, made):
            alone = len(entry.piece.asked) == len(groups[0].questions) or options.linked == "description"
            part = "" if alone else entry.piece.asked[0].id
            placed = replace(entry, category=category_of(part))
            if part:
                apart.setdefault(part, []).append(placed)
            else:
                yield placed
    for entries in apart.values():
        yield from entries
    if made < variants:
        message = f"`{item.id}` has {made} variant{'' if made == 1 else 's'}; its pool holds no more"
        warnings.append(Diagnostic(message, item.span, severity="warning"))


def _variants(
    course: Course, slot: Slot, wanted: int, seed: int, languages: Sequence[Language]
) -> Iterator[tuple[Group, ...]]:
    """Up to `wanted` variants of a slot, no two alike."""
    if not isinstance(slot.item, BankItem):
        proven = certificate(course, slot.item)
        known = proven.by_difficulty.get(slot.difficulty, 0) if slot.difficulty else proven.variants
        for copy in range(min(wanted, known)):
            yield make_groups(course, slot, seed, languages, 1, copy)
        return
    seen: set[object] = set()
    known = variety(slot.item.problem)
    for copy in count():
        if len(seen) == min(wanted, known) or copy > TRIES * (len(seen) + 1):
            return
        groups = make_groups(course, slot, seed, languages, 1, copy)
        shown = _what_is_asked(groups[0])
        if shown not in seen:
            seen.add(shown)
            yield groups


def _what_is_asked(group: Group) -> object:
    """What two variants of a conceptual item differ in: the statement, or the set of options."""
    return tuple(
        frozenset(option.id for option in question.answer.options)
        if isinstance(question.answer, ChoiceAnswer)
        else question.variant
        for question in group.questions
    )


def _entries(
    groups: Sequence[Group],
    languages: Sequence[Language],
    taken: set[str],
    options: ExportOptions,
    copy: int,
) -> Iterator[_Entry]:
    written = questions(groups, languages, taken, linked=options.linked, ordering=options.ordering, copy=copy)
    for piece in written:
        keys = [native.key(languages[0], groups[0], question) for question in piece.asked]
        yield _Entry(piece, keys)


def _write(out: Path, entries: Iterable[_Entry], max_size: int, warnings: list[Diagnostic]) -> Exported:
    """Checks each file and leaves all of them, or none."""
    parts: list[tuple[Path, Path]] = []
    total = _Total()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
            drafts = []
            for number, part in enumerate(_parts(entries, max_size), 1):
                draft = Path(folder) / f"{number:04d}.xml"
                draft.write_bytes(part.checked(out, total))
                drafts.append(draft)
            if not drafts:
                raise UsageError(Diagnostic("there is nothing to export", Span(out)))
            parts = list(zip(drafts, _names(out, len(drafts)), strict=True))
            for draft, name in parts:
                os.replace(draft, name)
    except OSError as e:
        message = f"cannot write the export: {e.strerror or e}"
        raise HwgenError(Diagnostic(message, Span(out), "free space, or name another file with -o")) from e
    files = tuple(name for _, name in parts)
    return Exported(
        files,
        total.questions,
        len(total.categories),
        total.responses,
        total.orderings,
        (*warnings, *_stale(out, files)),
    )


def _names(out: Path, count: int) -> list[Path]:
    if count == 1:
        return [out]
    width = max(2, len(str(count)))
    return [out.with_name(f"{out.stem}-{i:0{width}d}{out.suffix}") for i in range(1, count + 1)]


def _stale(out: Path, files: Sequence[Path]) -> Iterator[Diagnostic]:
    """Files of an earlier export under the same name, which are not of this one."""
    others = [path for path in sorted(out.parent.glob(f"{out.stem}-[0-9]*{out.suffix}")) if path not in files]
    if len(files) > 1 and out.exists():
        others.append(out)
    for path in others:
        yield Diagnostic("of an earlier export; it does not belong to this one", Span(path), severity="warning")


@dataclass
class _Total:
    questions: int = 0
    responses: int = 0
    orderings: int = 0
    categories: set[bytes] = field(default_factory=set)


@dataclass
class _Part:
    """One file."""

    entries: list[_Entry] = field(default_factory=list)
    size: int = len(HEAD) + len(TAIL)

    def with_room_for(self, entry: _Entry, max_size: int) -> bool:
        return not self.entries or self.size + self.added(entry) <= max_size

    def added(self, entry: _Entry) -> int:
        fresh = not self.entries or self.entries[-1].category != entry.category
        return len(entry.piece.xml) + (len(entry.category) if fresh else 0)

    def add(self, entry: _Entry) -> None:
        self.size += self.added(entry)
        self.entries.append(entry)

    def checked(self, out: Path, total: _Total) -> bytes:
        """The file. Raises CourseError where Moodle would refuse or spoil it: that is a bug of ours or of a generator."""
        pieces: list[bytes] = []
        last = b""
        for entry in self.entries:
            if entry.category != last:
                last = entry.category
                pieces.append(entry.category)
            pieces.append(entry.piece.xml)
        data = document(pieces)
        faults: list[Diagnostic] = []
        total.categories |= {entry.category for entry in self.entries}
        report = check(data, {entry.piece.id: entry.keys for entry in self.entries})
        for finding in report.findings:
            if finding.severity == "warning":
                continue
            faults.append(Diagnostic(f"{finding.rule}: {finding.message}", Span(out, finding.line), finding.hint))
        if faults:
            raise CourseError(*faults)
        total.questions += report.questions
        total.responses += report.responses
        total.orderings += sum(isinstance(q.answer, OrderingAnswer) for e in self.entries for q in e.piece.asked)
        return data


def _parts(entries: Iterable[_Entry], max_size: int) -> Iterator[_Part]:
    part = _Part()
    for entry in entries:
        if not part.with_room_for(entry, max_size):
            yield part
            part = _Part()
        part.add(entry)
    if part.entries:
        yield part
