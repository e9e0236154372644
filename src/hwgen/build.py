"""The pipeline: a course, an exam's name and a seed to a folder of files."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import yaml

from hwgen import __version__
from hwgen.assemble import Slot, assemble
from hwgen.blueprint import Pin
from hwgen.course import Course, starter
from hwgen.errors import Diagnostic, MissingProgram, TypesettingFailed
from hwgen.instantiate import instantiate, make_group
from hwgen.model import Exam, Group, Section
from hwgen.output import Files, as_json, digest, replace_folder
from hwgen.papercode import Paper, encode
from hwgen.pdf import xelatex
from hwgen.pdf.log import located
from hwgen.text import Language
from hwgen.writers import latex, moodle, native

MISSING_FILE = re.compile(r"File `[^']+' not found|font .* cannot be found")
LIBRARIES = ("jinja2", "pylatex", "pikepdf", "sympy", "lxml", "markdown-it-py")


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, its files, and what the typesetter warned of."""

    exam: Exam
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]

    @property
    def verified(self) -> int:
        """How many answers were computed and confirmed by a second road."""
        return sum(1 for q in self.exam.questions if q.proof)


def build(
    course: Course,
    name: str,
    seed: int,
    language: Language,
    *,
    paper: Paper = "a4",
    out: Path,
    progress: Callable[[str], None] = lambda message: None,
) -> Built:
    """Writes exam, key, Moodle XML, data and manifest into `out`/<name>/seed-<seed>-<language>, all or nothing.

    Raises CourseError, NoPaper, TypesettingFailed; MissingProgram after everything but the PDFs has been written.
    """
    exam = instantiate(course, assemble(course, course.blueprint(name), seed), language, paper)
    sources = typeset_sources(course, exam, paper)
    images = latex.image_files(exam)
    files: dict[str, bytes] = {
        **{f"{stem}.tex": tex.encode() for stem, tex in sources.items()},
        "moodle.xml": moodle.write(exam),
        "exam.json": native.write(exam),
        **images,
    }
    folder = out / name / f"seed-{seed}-{language}"
    progress("typesetting exam and key")
    try:
        pdfs, pages, warnings = _pdfs(course, exam, sources, images, _earlier_pages(folder.parent))
    except MissingProgram:
        replace_folder(folder, _with_manifest(course, exam, paper, files, {}))
        raise
    complete = _with_manifest(course, exam, paper, files | pdfs, pages)
    replace_folder(folder, complete)
    return Built(exam, folder, tuple(sorted(complete)), warnings)


def sheet(course: Course, ids: Sequence[str], count: int, seed: int, language: Language, *, out: Path) -> Built:
    """Typesets `count` variants of each item, exam and key, into `out`/sheet-<language>: to look them over.

    Raises CourseError, UsageError for an unknown item, TypesettingFailed, MissingProgram.
    """
    groups: list[Group] = []
    for id in ids:
        item = course.item(id)
        slot = Slot(item, Pin(), 1, item.span)
        for copy in range(count):
            number = 1 + sum(len(group.questions) for group in groups)
            groups.append(make_group(course, slot, seed, language, number, copy))
    exam = Exam(
        name="sheet",
        course=course.name[language],
        institution=course.institution[language],
        title=ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}",
        term="",
        minutes=round(sum(group.minutes for group in groups)) or 1,
        language=language,
        seed=seed,
        code=encode("sheet", seed, language, "a4"),
        sections=(Section("sheet", (), tuple(groups)),),
    )
    sources = typeset_sources(course, exam, "a4")
    pdfs, _, warnings = _pdfs(course, exam, sources, latex.image_files(exam), {})
    folder = out / f"sheet-{language}"
    replace_folder(folder, pdfs)
    return Built(exam, folder, tuple(sorted(pdfs)), warnings)


def typeset_sources(course: Course, exam: Exam, paper: Paper) -> dict[str, str]:
    """The two LaTeX documents, `exam` and `key`."""
    folders = [root / "templates" / "latex" for root in (course.root, starter())]
    environment = latex.environment(*folders)
    words = _words([root / "templates" / "wording.yaml" for root in (course.root, starter())], exam.language)
    return {
        stem: latex.write(exam, words, environment, key=stem == "key", paper=paper, root=course.root)
        for stem in ("exam", "key")
    }


def _words(paths: list[Path], language: Language) -> dict[str, str]:
    path = next(p for p in paths if p.is_file())
    table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: both[language] for name, both in table.items()}


def _earlier_pages(folder: Path) -> dict[str, int]:
    """How many pages another paper of this exam had: the best guess for this one."""
    for manifest in sorted(folder.glob("seed-*/manifest.json")):
        try:
            pages = json.loads(manifest.read_text(encoding="utf-8"))["pages"]
            return {stem: int(pages[stem]) for stem in ("exam", "key")}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return {}


def _pdfs(
    course: Course, exam: Exam, sources: dict[str, str], images: Files, guess: dict[str, int]
) -> tuple[dict[str, bytes], dict[str, int], tuple[Diagnostic, ...]]:
    title = f"{exam.course} · {exam.title} · {exam.code}"
    done = xelatex.typeset(sources, images, title, exam.language, guess)
    told = [
        located(finding, sources[stem], course.root, f"{stem}.tex")
        for stem, result in done.items()
        for finding in result.findings
    ]
    diagnostics = tuple(dict.fromkeys(told))
    pdfs = {f"{stem}.pdf": result.pdf for stem, result in done.items() if result.pdf is not None}
    if len(pdfs) < len(sources):
        errors = [d for d in diagnostics if d.severity == "error"]
        missing = [d for d in errors if MISSING_FILE.search(d.message)]
        if missing:
            raise MissingProgram(replace(missing[0], hint=xelatex.REMEDY))
        raise TypesettingFailed(*errors or [Diagnostic("XeLaTeX made no PDF and gave no reason")])
    return pdfs, {stem: result.pages for stem, result in done.items()}, diagnostics


def _with_manifest(course: Course, exam: Exam, paper: Paper, files: Files, pages: dict[str, int]) -> Files:
    manifest = {
        "schema": 1,
        "code": exam.code,
        "exam": exam.name,
        "seed": exam.seed,
        "language": exam.language,
        "paper": paper,
        "pages": pages,
        "course_digest": course.digest,
        "versions": {
            "hwgen": __version__,
            "python": platform.python_version(),
            "xelatex": xelatex.version(),
            **{library: version(library) for library in LIBRARIES},
        },
        "groups": [
            {
                "item": group.item,
                "file": group.span.inside(course.root),
                "line": group.span.line,
                "params": group.params,
                "questions": [q.number for q in group.questions],
                "variants": [q.variant for q in group.questions if q.variant],
            }
            for group in exam.groups
        ],
        "files": {name: digest(data) for name, data in sorted(files.items())},
    }
    return {**files, "manifest.json": as_json(manifest)}
