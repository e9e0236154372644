"""A whole class: a personal paper and key for each student, merged for the printer, with a sheet for the markers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen import __version__
from hwgen.bank.blueprint import Blueprint, Pin
from hwgen.bank.course import Course
from hwgen.classes.batches import batches_of, print_batch
from hwgen.classes.copies import ClassOptions, Copy, in_rooms
from hwgen.classes.handed_out import refuse_other_sheets, sheets_of
from hwgen.classes.identity import refuse_changes, refuse_other_holders
from hwgen.classes.journal import Journal, stamp_of
from hwgen.classes.paper import exam_of, size_of
from hwgen.classes.results import Finished, forms_dealt, write_results
from hwgen.classes.roster import Student
from hwgen.classes.seating import forms_for, in_order_of_seats
from hwgen.edited import give_up, refuse_edited
from hwgen.errors import Diagnostic, HwgenError, NoPaper, TypesettingFailed
from hwgen.exam.fingerprint import fingerprint
from hwgen.flaws.examples import of_asked
from hwgen.flaws.unseen import unseen
from hwgen.output import alone, as_json, followed, put_in_place, refuse_unwritable
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.certificate import bounds_reached, in_words
from hwgen.plan.forms import forms, turn
from hwgen.plan.plan import Plan, prove_asked
from hwgen.plan.repeats import repeated
from hwgen.refusals import cannot_write
from hwgen.workers import run

# Papers that differ at all differ among so many.
COMPARED = 4


@dataclass(frozen=True)
class Progress:
    """How many copies of all there are whole and kept, how many failed, how many are made in a second, and how many are at work.

    `at_work` copies are kept together: until the first of them are, nothing else shows that something goes on.
    """

    kept: int
    failed: int
    total: int
    rate: float
    at_work: int = 0


@dataclass(frozen=True)
class Class:
    """`files` are the results by name; `failed` the copies that could not be made, with their errors.

    `papers` and `pages` are those to print, with blank backs: of a form, as many papers as students have it.
    """

    folder: Path
    files: tuple[str, ...]
    copies: int
    reused: int
    papers: int
    pages: int
    failed: Mapping[str, tuple[Diagnostic, ...]]
    warnings: tuple[Diagnostic, ...]


def build_class(
    course: Course,
    copies: Sequence[Copy],
    options: ClassOptions,
    students: Sequence[Student] = (),
    *,
    out: Path,
    progress: Callable[[Progress], None] = lambda progress: None,
) -> Class:
    """Makes the papers into a folder of `out`, which appears when it is complete.

    Until then they are kept in a folder beside it, whole files only, from which `resume` goes on. `students` are those of
    the class list: each has a copy, or gets one of the forms. Raises CourseError; NoPaper where a domain is too small; TypesettingFailed
    where no copy could be made; HwgenError where the results cannot be written.
    """
    copies = in_rooms(copies, students)
    first = copies[0].code
    kind = "forms" if first.form else "class"
    folder = followed(out / first.exam / f"seed-{first.seed}-{options.language}-{kind}")
    work = folder.with_name(folder.name + ".part")
    refuse_unwritable(folder)
    if options.edited == "stop":
        refuse_edited(folder)
    blueprint = course.blueprint(first.exam)
    turns = [turn(blueprint, copy.code) for copy in copies]
    parallel = forms(course, blueprint, first.seed, max(turns) + 1, size_of([copy.code for copy in copies]))
    plans = {copy: parallel[i].plan for copy, i in zip(copies, turns, strict=True)}
    prove_asked(course, plans.values())
    repeats = (*_repeats(course, plans, options), *_same_for_all(course, blueprint, plans))
    sample = exam_of(course, parallel[0].plan, replace(first, language=options.language))
    kit = Kit(course, ENGINES[options.engine], first.paper)
    dealt = [copies[i] for i in forms_for(students, len(copies), first.seed)] if first.form and students else copies
    dealing = list(zip(students, dealt, strict=True)) if students else []
    sheets = sheets_of(course, plans, options.number)
    refuse_other_sheets(course, folder, first, sheets, replaces=options.replaces)
    if not options.replaces:
        refuse_other_holders(folder, copies, forms_dealt(dealing))
        refuse_changes(course, folder, {copy.code: plan for copy, plan in plans.items()})
    handed = in_order_of_seats(students) if options.order == "seat" and students else range(len(dealt))
    try:
        with alone(folder, wait=False):
            tools = f"{__version__} {kit.engine.version} {course.digest} {options.number} {options.formats}"
            journal = Journal(work, {copy: stamp_of(copy, f"{tools} {plan.chosen}") for copy, plan in plans.items()})
            journal.begin(folder, resume=options.resume)
            reused = len(journal.records)
            failed, warnings = _print_all(course, plans, options, journal, progress)
            if not journal.records:
                # An earlier class stays in its place, and what is wrong is said once.
                shutil.rmtree(work)
                raise TypesettingFailed(*{str(error): error for errors in failed.values() for error in errors}.values())
            records = [journal.records[copy.stem] for copy in copies if copy.stem in journal.records]
            pile = [record for i in handed if (record := journal.records.get(dealt[i].stem))]
            if blueprint.plan.picks and len(parallel) > 1:
                (work / "certificate.json").write_bytes(as_json(bounds_reached(parallel)))
                (work / "certificate.txt").write_text(
                    in_words(parallel, course.wording[options.language]), encoding="utf-8"
                )
            left = write_results(Finished(kit, sample, options, parallel, records, pile, failed, work, dealing))
            journal.close()
            files = tuple(sorted(str(p.relative_to(work)) for p in work.rglob("*") if p.is_file()))
            if options.edited == "replace":
                give_up(folder)
            edited = put_in_place(work, folder)
    except OSError as e:
        rest = "finished copies are kept: go on with --resume"
        raise HwgenError(cannot_write(e, work, "the results", rest if work.exists() else "")) from e
    asked = {slot.item.id: None for plan in plans.values() for slot in plan.slots}
    remarks = (*edited, *of_asked(course, asked), *unseen(course, asked), *repeats, *warnings, *left.warnings)
    return Class(folder, files, len(records), reused, len(pile), left.pages, failed, remarks)


def _print_all(
    course: Course,
    plans: Mapping[Copy, Plan],
    options: ClassOptions,
    journal: Journal,
    progress: Callable[[Progress], None],
) -> tuple[dict[str, tuple[Diagnostic, ...]], tuple[Diagnostic, ...]]:
    """Prints what the journal does not hold yet. Returns the errors of copies that failed, and all warnings once."""
    failed: dict[str, tuple[Diagnostic, ...]] = {}
    warnings: dict[str, Diagnostic] = {}
    left = [copy for copy in plans if copy.stem not in journal.records]
    start = time.monotonic()
    done = 0
    batches = list(batches_of(course, left, plans, options))
    at_work = sum(len(batch.copies) for batch in batches[: options.jobs])
    progress(Progress(len(journal.records), 0, len(plans), 0.0, at_work))
    with closing(run(print_batch, batches, options.executor, options.jobs)) as printed_batches:
        for batch in printed_batches:
            for printed in batch:
                if printed.pdfs is None:
                    failed[printed.copy.stem] = printed.diagnostics
                else:
                    warnings |= {str(warning): warning for warning in printed.diagnostics}
                    journal.add(printed)
            done += len(batch)
            seconds = time.monotonic() - start
            rate = done / seconds if seconds else 0.0
            progress(Progress(len(journal.records), len(failed), len(plans), rate))
    return failed, tuple(warnings.values())


def _same_for_all(course: Course, blueprint: Blueprint, plans: Mapping[Copy, Plan]) -> Iterator[Diagnostic]:
    """Whether pins leave nothing that differs between personal papers."""
    pinned = [entry for _, _, entry in blueprint.plan.entries() if entry.pin != Pin() or entry.variant]
    personal = [(copy, plan) for copy, plan in plans.items() if not copy.code.form and copy.code.copy]
    language = personal[0][0].code.language if personal else ""
    alike = [(copy, plan) for copy, plan in personal if copy.code.language == language][:COMPARED]
    if pinned and len(alike) > 1 and len({fingerprint(exam_of(course, plan, copy.code)) for copy, plan in alike}) == 1:
        message = f"`{blueprint.name}` pins all that could differ: every copy has the same questions and the same key"
        yield Diagnostic("copies-alike", message, blueprint.span())


def _repeats(course: Course, plans: Mapping[Copy, Plan], options: ClassOptions) -> tuple[Diagnostic, ...]:
    """Warnings of what copies have to repeat. Raises NoPaper where they may not."""
    by_code = {copy.code: plan for copy, plan in plans.items()}
    repeats = tuple(repeated(course, by_code, refused=not options.allow_repeats))
    if repeats and not options.allow_repeats:
        raise NoPaper(*repeats)
    return repeats
