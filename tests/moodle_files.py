"""What tests of Moodle ask of the table of platforms: a file of an exam, its check, exports and an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hwgen.bank.course import Course
from hwgen.exam.model import Exam
from hwgen.lms import checking, export, intake
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.keys import Key
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.writing import Exported
from hwgen.plan.plan import Slot
from hwgen.text import Language

MOODLE = PLATFORMS["moodle"]
FILE = Path("quiz.xml")


def write(exam: Exam) -> bytes:
    return export.exam_file(MOODLE, exam)[0]


def check(data: bytes, keys: Mapping[str, Sequence[Key]] | None = None, *, scores: bool = False) -> checking.Checked:
    return checking.check(MOODLE, data, FILE, keys, scores=scores)


def checked_file(file: Path, against: Path | None, *, scores: bool) -> checking.Checked:
    return checking.check_file(MOODLE, file, against, scores=scores)


def export_exam(
    course: Course, name: str, seed: int, languages: Sequence[Language], out: Path, options: ExportOptions | None = None
) -> Exported:
    return export.export_exam(course, name, seed, export.Target(MOODLE, languages, out, options or ExportOptions()))


def export_pools(
    course: Course,
    slots: Sequence[Slot],
    path: Sequence[str],
    count: int,
    seed: int,
    languages: Sequence[Language],
    out: Path,
    options: ExportOptions | None = None,
) -> Exported:
    target = export.Target(MOODLE, languages, out, options or ExportOptions())
    return export.export_pools(course, slots, path, count, seed, target)


def import_moodle(file: Path, into: Path, language: Language | None = None) -> intake.Taken:
    return intake.import_file(MOODLE, file, into, language)
