"""The pipeline: a course, an exam's name and a seed to a folder of files."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hwgen import __version__, cache
from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.ledger import record
from hwgen.classes.identity import refuse_change
from hwgen.content import tree
from hwgen.edited import MALFORMED, MANIFEST, Edited, digest, give_up, refuse_edited
from hwgen.errors import Diagnostic, MissingProgram, Unsound
from hwgen.exam.fingerprint import identified, marks
from hwgen.exam.given import given, keep
from hwgen.exam.instantiate import instantiate, make_group
from hwgen.exam.model import PLAIN, Exam, Group, Holder, Looks, Section
from hwgen.flaws.examples import of_asked
from hwgen.flaws.unseen import unseen
from hwgen.formats import FORMATS, Format, Written, usual
from hwgen.output import Files, as_json, refuse_unwritable, replace_folder
from hwgen.papercode import Code
from hwgen.pdf.engines import ENGINES, Engine
from hwgen.pdf.kit import Kit
from hwgen.pdf.split import Title
from hwgen.plan.assembly import assemble
from hwgen.plan.forms import copies_of_each, forms, turn
from hwgen.plan.plan import Chosen, Plan, Slot, prove_asked
from hwgen.problem.known import known_values
from hwgen.proof.certificates import certificate
from hwgen.sheets.keys import FILE as SHEET_KEYS
from hwgen.sheets.number import PLAIN as PLAIN_GRID
from hwgen.sheets.number import NumberGrid
from hwgen.text import Language, bytes_of
from hwgen.writers.loss import Loss

LIBRARIES = ("jinja2", "pylatex", "pikepdf", "sympy", "lxml", "markdown-it-py", "highspy")


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, its files, what the typesetter warned of, and by format what it could not say."""

    exam: Exam
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    losses: Mapping[str, tuple[Loss, ...]] = field(default_factory=dict)

    @property
    def verified(self) -> int:
        """How many answers were computed and confirmed by a check."""
        return sum(1 for q in self.exam.questions if q.proof)


def build(
    course: Course,
    code: Code,
    *,
    engine: str = "xelatex",
    formats: Sequence[Format] = (),
    holder: Holder | None = None,
    looks: Looks = PLAIN,
    out: Path,
    again: bool = False,
    size: int = 0,
    number: NumberGrid | None = PLAIN_GRID,
    replaces: bool = False,
    edited: Edited = "keep",
    progress: Callable[[str], None] = lambda message: None,
) -> Built:
    """Writes a paper in the given formats, or in the usual ones, and its manifest into a folder of `out`, all or nothing.

    A paper that is built `again` by its code is made as it was given, if it was: with an answer sheet if it had one. A personal copy is one of
    a class of this `size`; `number` is the grid on answer sheets that are nobody's.
    Unless the paper `replaces` the one that was built before, given or asked for, it has to be the same.

    Raises CourseError, NoPaper, PaperChanged, TypesettingFailed; after everything else has been written, MissingProgram for the PDFs and
    Unsound for the file of a platform.
    """
    copy = f".{code.form or code.copy}" if code.copy else ""
    folder = out / code.exam / f"seed-{code.seed}-{code.language}{copy}"
    refuse_unwritable(folder)
    if edited == "stop":
        refuse_edited(folder)
    exam = (given(course, code) if again else None) or drawn(course, code, size)
    if not replaces:
        refuse_change(course, exam, code if again else code.bare, folder)
    known = sheet = None
    if looks.sheet or again:
        from hwgen.classes.answered import answered, basis, basis_given

        known = basis_given(course, code) if again else None
        looks = replace(looks, sheet=looks.sheet or known is not None)
    exam = exam.printed_for(holder, looks)
    if looks.sheet:
        known = known or basis(course, exam, number)
        sheet = answered(exam, code.paper, known)
        exam = sheet.exam
    if (folder / SHEET_KEYS).exists():
        from hwgen.classes.handed_out import refuse_other_sheets

        refuse_other_sheets(course, folder, code, [sheet.copy] if sheet else [], replaces=replaces)
    kit = Kit(course, ENGINES[engine], code.paper)
    chosen = formats or usual(kit.engine)
    written: dict[Format, Written] = {}
    missing: MissingProgram | None = None
    unsound: list[Diagnostic] = []
    for format in chosen:
        progress(f"writing {format.title}")
        try:
            written[format] = format.write(exam, kit)
        except MissingProgram as e:
            missing = e
        except Unsound as e:
            unsound += e.diagnostics
    files = {name: data for part in written.values() for name, data in part.files.items()}
    if sheet and known:
        from hwgen.classes.answered import PILE, Frozen, files_of, last_pages

        files |= files_of(known, exam, [Frozen.of(sheet)], wording=course.wording)
        if "exam.pdf" in files:
            title = Title(f"{exam.course} · {exam.title} · {exam.code}", exam.words.script.tag)
            files[PILE] = last_pages(files["exam.pdf"], sheet.layout.pages, title)
    losses = {format.title: part.losses for format, part in written.items() if part.losses}
    left, before = _left(folder, exam, course, files)
    complete = {**left, **files, MANIFEST: _manifest(kit, exam, chosen, written, {**left, **files}, before)}
    if edited == "replace":
        give_up(folder)
    kept = replace_folder(folder, complete)
    if missing:
        raise missing
    if unsound:
        raise Unsound(*unsound)
    asked = [group.item for group in exam.groups]
    warnings = (
        *kept,
        *of_asked(course, asked),
        *unseen(course, asked),
        *(warning for part in written.values() for warning in part.warnings),
    )
    return Built(exam, folder, tuple(sorted({*files, MANIFEST})), warnings, losses)


def plan_of(course: Course, code: Code, size: int = 0) -> Plan:
    """What the paper of a code asks; a personal copy is one of a class of this size."""
    blueprint = course.blueprint(code.exam)
    if not code.copy:
        return assemble(course, blueprint, code.seed)
    return forms(course, blueprint, code.seed, turn(blueprint, code) + 1, size)[-1].plan


def drawn(course: Course, code: Code, size: int = 0) -> Exam:
    """The paper of a code as the course has it now. What sympy works out is kept for the next time that it is built."""
    plan = plan_of(course, code, size)
    prove_asked(course, [plan])
    proofs = (certificate(course, slot.generator).digest for slot in plan.slots if slot.generator)
    with known_values(f"{course.root} {code.bare}", cache.digest(*proofs)):
        return exam_of(course, plan, code.bare)


def finalise(
    course: Course, codes: Sequence[Code], on: str, *, sheets: bool = False, number: NumberGrid | None = PLAIN_GRID
) -> Path | None:
    """Keeps the papers that are given, with what their `sheets` need, and writes their items with those of its forms into the ledger.

    `number` is the grid on sheets that are nobody's.
    The file that was written last; None where all of them are there already.

    Raises HwgenError where it cannot be written.
    """
    from hwgen.classes.answered import to_keep

    kept = keep(course, _papers(course, codes), lambda exam: to_keep(course, exam, number) if sheets else None)
    return _entered(course, codes, on) or kept


def _papers(course: Course, codes: Sequence[Code]) -> Iterator[Exam]:
    """The papers of an exam and a seed: as they were given, else as they are now."""
    plans: dict[int, Plan] = {}
    for code in codes:
        exam = given(course, code) if code.fingerprint else None
        if exam is None:
            place = turn(course.blueprint(code.exam), code)
            plans[place] = plans.get(place) or plan_of(course, code, size_of(codes))
            exam = exam_of(course, plans[place], code.bare)
        yield exam


def _entered(course: Course, codes: Sequence[Code], on: str) -> Path | None:
    first = codes[0]
    known = next((s for s in course.ledger if (s.exam, s.seed) == (first.exam, first.seed)), None)
    if known and first.exam not in course.blueprints:
        return None
    blueprint = course.blueprint(first.exam)
    count = 1 + max(turn(blueprint, code) for code in codes) if blueprint.plan.picks else 1
    if known and len(known.forms) >= count:
        return None
    size = size_of(codes)
    items: dict[str, Chosen] = {"A": assemble(course, blueprint, first.seed, copies_of_each(blueprint, size)).chosen}
    if count > 1:
        items |= {form.letter: form.plan.chosen for form in forms(course, blueprint, first.seed, count, size)[1:]}
    return record(course.root, first.exam, first.seed, str(first), items, on)


def size_of(codes: Sequence[Code]) -> int:
    """The size of the class that has these papers; 0 where they are no personal ones."""
    return sum(1 for code in codes if code.copy and not code.form)


def exam_of(course: Course, plan: Plan, code: Code) -> Exam:
    return instantiate(course, plan, code.language, code.paper, code.copy, form=bool(code.form))


def sheet(
    course: Course,
    ids: Sequence[str],
    count: int,
    seed: int,
    language: Language,
    *,
    engine: str = "xelatex",
    out: Path,
) -> Built:
    """Typesets `count` variants of each item, exam and key, into `out`/sheet-<language>: to look them over.

    Raises CourseError, UsageError for an unknown item, TypesettingFailed, MissingProgram.
    """
    exam = exam_of_items(course, ids, count, seed, language)
    written = FORMATS["pdf"].write(exam, Kit(course, ENGINES[engine]))
    folder = out / f"sheet-{language}"
    edited = replace_folder(folder, written.files)
    return Built(exam, folder, tuple(written.files), (*edited, *written.warnings))


# What a question counts that is on no paper: with fewer points, blanks and lines of marking schemes would get none.
POINTS = 10


def exam_of_items(course: Course, ids: Sequence[str], count: int, seed: int, language: Language) -> Exam:
    """An exam of `count` variants of each item, of one that has fewer all of them, with its id above. Raises UsageError for an unknown item."""
    groups: list[Group] = []
    for id in ids:
        item = course.item(id)
        slot = Slot(item, Pin(), POINTS, item.span)
        asked = []
        for copy in range(count):
            number = 1 + sum(len(group.questions) for group in groups)
            group = make_group(course, slot, seed, language, number, copy)
            asks = group.context, [(question.stem, question.answer) for question in group.questions]
            if asks not in asked:
                asked.append(asks)
                groups.append(_labelled(group))
    # What has no part of an exam is called after its topic.
    first, *others = dict.fromkeys(course.item(id).topic for id in ids)
    called = course.name if others else course.topics.get(first, course.name)
    exam = Exam(
        name="sheet",
        course=course.name[language],
        institution=course.institution[language],
        title=ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}",
        term="",
        minutes=round(sum(group.minutes for group in groups)) or 1,
        words=course.wording[language],
        seed=seed,
        code=str(Code("sheet", seed, language)),
        sections=(Section(called[language], (), tuple(groups)),),
    )
    return identified(exam)


def _labelled(group: Group) -> Group:
    """The group with its item's id above it, so that it can be named in a blueprint: above what its questions share, if they share something."""
    label = tree.Para((tree.Code(group.item),))
    if group.context:
        return replace(group, context=(label, *group.context))
    return replace(group, questions=tuple(replace(q, stem=(label, *q.stem)) for q in group.questions))


def versions(engine: Engine | None) -> dict[str, str]:
    return {
        "hwgen": __version__,
        "python": platform.python_version(),
        **({engine.name: engine.version} if engine else {}),
        **{library: version(library) for library in LIBRARIES},
    }


def _left(folder: Path, exam: Exam, course: Course, files: Files) -> tuple[dict[str, bytes], dict[str, Any]]:
    """What the folder has of the same paper in other formats, and its manifest; nothing where the course or hwgen have changed since."""
    try:
        before: dict[str, Any] = json.loads(bytes_of(folder / MANIFEST))
        state = before["code"], before["course_digest"], before["versions"]["hwgen"]
        if state == (exam.code, course.digest, __version__):
            others = {name: folder / name for name in before["files"].keys() - files.keys()}
            held = {name: path.read_bytes() for name, path in others.items() if path.is_file()}
            left = {name: data for name, data in held.items() if digest(data) == before["files"][name]}
            return left, before if left else {}
    except MALFORMED:
        pass
    return {}, {}


def _manifest(
    kit: Kit,
    exam: Exam,
    chosen: Sequence[Format],
    written: Mapping[Format, Written],
    files: Files,
    before: Mapping[str, Any],
) -> bytes:
    """What the folder holds, with what was left of the build `before`. Without PDFs no engine is named; losses are listed where there are any."""
    root = kit.course.root
    engine = kit.engine if any(format.prints for format in chosen) else None
    printed = {name: pages for part in written.values() for name, pages in part.pages.items()}
    losses = [
        {
            "format": format.name,
            "item": loss.group.item,
            "question": loss.question.number if loss.question else None,
            "lost": loss.what,
        }
        for format, part in written.items()
        for loss in part.losses
    ]
    manifest: dict[str, Any] = {
        "schema": 1,
        "code": exam.code,
        "exam": exam.name,
        "seed": exam.seed,
        "language": exam.language,
        "copy": exam.copy,
        "paper": kit.paper,
        "engine": engine.name if engine else before.get("engine"),
        "pages": {**before.get("pages", {}), **printed},
        "course_digest": kit.course.digest,
        "versions": versions(engine),
        "groups": [
            {
                "item": group.item,
                "file": group.span.inside(root),
                "line": group.span.line,
                "params": group.params,
                "difficulty": group.difficulty,
                "questions": [q.number for q in group.questions],
                "variants": [q.variant for q in group.questions if q.variant],
            }
            for group in exam.groups
        ],
        "marks": list(map(str, marks(exam))),
        "files": {name: digest(data) for name, data in sorted(files.items())},
        **({"losses": losses} if losses else {}),
    }
    return as_json(manifest)
