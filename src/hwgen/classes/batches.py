"""Copies in batches: what a worker gets, prints in one run and gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hwgen.bank.course import Course
from hwgen.bank.parcel import Parcel, opened, parcel
from hwgen.classes import markers_sheet
from hwgen.classes.answered import Frozen, answered, basis
from hwgen.classes.copies import ClassOptions, Copy
from hwgen.classes.paper import exam_of
from hwgen.errors import Diagnostic
from hwgen.exam.fingerprint import marks
from hwgen.formats import FORMATS
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import Failed
from hwgen.plan.plan import Chosen, Plan, again
from hwgen.sheets.number import NumberGrid

# A run of TeX is kept as a whole, every few seconds. Its start costs as much as ten papers.
MOST_IN_A_RUN = 30


@dataclass(frozen=True)
class Batch:
    """What a worker gets, with the items of each copy."""

    course: Parcel
    engine: str
    copies: tuple[Copy, ...]
    chosen: tuple[Chosen, ...]
    number: NumberGrid | None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintedCopy:
    """What a worker gives back for a copy: both PDFs, or errors; what marking needs of its answer sheet, if it has one;
    and its files in other formats, by the names that they have for one paper.
    """

    copy: Copy
    pdfs: tuple[bytes, bytes] | None
    pages: tuple[int, int]
    keys: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    code: str = ""
    marks: tuple[str, ...] = ()
    sheet: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)


def batches_of(
    course: Course, copies: Sequence[Copy], plans: Mapping[Copy, Plan], options: ClassOptions
) -> Iterator[Batch]:
    """Copies of one language together, as many runs for one worker as for another. What they ask was proven before."""
    sent = parcel(course)
    rounds = -(-len(copies) // (options.jobs * MOST_IN_A_RUN))
    size = max(1, -(-len(copies) // (options.jobs * max(1, rounds))))
    for language in sorted({copy.code.language for copy in copies}):
        same = [copy for copy in copies if copy.code.language == language]
        for i in range(0, len(same), size):
            batch = tuple(same[i : i + size])
            yield Batch(
                sent,
                options.engine,
                batch,
                tuple(plans[copy].chosen for copy in batch),
                options.number,
                options.formats,
            )


def print_batch(batch: Batch) -> list[PrintedCopy]:
    """What a worker does: draws, proves and typesets its copies."""
    course = opened(batch.course)
    first = batch.copies[0].code
    blueprint = course.blueprint(first.exam)
    plans = {chosen: again(course, blueprint, first.seed, chosen, blueprint.span()) for chosen in set(batch.chosen)}
    exams = [
        exam_of(course, plans[chosen], copy.code).printed_for(copy.holder, copy.looks)
        for copy, chosen in zip(batch.copies, batch.chosen, strict=True)
    ]
    sheets = [
        answered(exam, first.paper, basis(course, exam, batch.number)) if exam.looks.sheet else None for exam in exams
    ]
    exams = [sheet.exam if sheet else exam for exam, sheet in zip(exams, sheets, strict=True)]
    copies = []
    kit = Kit(course, ENGINES[batch.engine], first.paper)
    printed = kit.print(exams)
    for copy, exam, sheet, result in zip(batch.copies, exams, sheets, printed, strict=True):
        if isinstance(result, Failed):
            copies.append(PrintedCopy(copy, None, (0, 0), (), tuple(map(batch.course.at_home, result.errors))))
        else:
            warnings = tuple(_in_list(batch.course.at_home(warning), copy) for warning in result.warnings)
            asked = tuple(map(str, marks(exam)))
            keys = markers_sheet.keys(exam)
            kept = Frozen.of(sheet).as_data() if sheet else b""
            more = [FORMATS[name].write(exam, kit) for name in batch.formats]
            warnings += tuple(warning for part in more for warning in part.warnings)
            files = {name: data for part in more for name, data in part.files.items()}
            copies.append(PrintedCopy(copy, result.pdfs, result.pages, keys, warnings, exam.code, asked, kept, files))
    return copies


def _in_list(warning: Diagnostic, copy: Copy) -> Diagnostic:
    """What is said of a student, at the student's row."""
    if copy.holder and warning.subject == copy.holder.id:
        return replace(warning, span=copy.row)
    return warning
