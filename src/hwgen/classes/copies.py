"""A whole class: a personal paper and key for each student, merged for the printer, with a sheet for the markers."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from hwgen import __version__
from hwgen.bank.course import Course
from hwgen.bank.parcel import Parcel, opened, parcel
from hwgen.classes import markers_sheet as answers
from hwgen.classes.paper import exam_of, versions
from hwgen.classes.roster import Student
from hwgen.classes.seating import forms_for, in_order_of_seats
from hwgen.errors import Diagnostic, HwgenError, NoPaper, Span
from hwgen.exam.model import PLAIN, Exam, Holder, Looks
from hwgen.output import as_json, digest, put_in_place
from hwgen.papercode import FORMS, Code, Paper
from hwgen.pdf.merge import Layout, merge
from hwgen.pdf.press import Engine, Failed, Press
from hwgen.pdf.split import Title
from hwgen.plan.forms import Form, bounds_reached, forms, in_words, turn
from hwgen.plan.plan import Chosen, Plan, Slot, again
from hwgen.proof.certificates import certificate
from hwgen.text import Language
from hwgen.workers import run

# Of a run of TeX: its start costs as much as some ten papers.
MOST_IN_A_RUN = 100
FEW_IN_A_RUN = 10
SHARES = 2
MANIFEST, JOURNAL = "manifest.json", "journal.jsonl"
UNSAFE = re.compile(r"[^\w.-]+")
HEAD = {
    "zh": ("序号", "编号", "学号", "姓名", "班级", "考场", "座位", "总分", "满分", "试卷", "答案", "评分"),
    "en": ("No.", "Code", "Id", "Name", "Class", "Room", "Seat", "Total", "Points", "Form", "Key", "Marks"),
}


@dataclass(frozen=True)
class Wishes:
    """How a class is printed."""

    engine: Engine
    language: Language = "zh"
    paper: Paper = "a4"
    layout: Layout = "duplex"
    order: Literal["roster", "seat"] = "roster"
    executor: str = "local"
    jobs: int = 1
    resume: bool = False
    allow_repeats: bool = False


@dataclass(frozen=True)
class Copy:
    """One of the papers to be made."""

    code: Code
    holder: Holder | None = None
    looks: Looks = PLAIN

    @property
    def stem(self) -> str:
        """The name of its files."""
        if self.code.form:
            return self.code.form
        told = UNSAFE.sub("_", self.holder.id)[:60].strip("._") if self.holder else ""
        return f"{self.code.copy:04d}" + (f"-{told}" if told else "")


@dataclass(frozen=True)
class Class:
    """`files` are the results by name; `failed` the copies that could not be made, with their errors."""

    folder: Path
    files: tuple[str, ...]
    copies: int
    reused: int
    pages: int
    failed: Mapping[str, tuple[Diagnostic, ...]]
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class _Batch:
    """What a worker gets, with the items of each copy."""

    course: Parcel
    engine: Engine
    copies: tuple[Copy, ...]
    chosen: tuple[Chosen, ...]


@dataclass(frozen=True)
class _Done:
    """What a worker gives back for a copy: both PDFs, or errors."""

    copy: Copy
    pdfs: tuple[bytes, bytes] | None
    pages: tuple[int, int]
    keys: tuple[str, ...]
    told: tuple[Diagnostic, ...]


def copies_of(
    name: str, seed: int, language: Language, paper: Paper, students: Sequence[Student], count: int, looks: Looks
) -> list[Copy]:
    """A copy for each student, in the order of the roster; or `count` copies for anybody."""
    everybody = students or [Student(Holder("", ""))] * count
    return [
        Copy(
            Code(name, seed, student.language or language, paper, number),
            student.holder if students else None,
            Looks(student.looks.large or looks.large, student.looks.contrast or looks.contrast),
        )
        for number, student in enumerate(everybody, 1)
    ]


def forms_of(name: str, seed: int, language: Language, paper: Paper, count: int, looks: Looks) -> list[Copy]:
    return [Copy(Code(name, seed, language, paper, n, FORMS[n - 1]), None, looks) for n in range(1, count + 1)]


def build_class(
    course: Course,
    copies: Sequence[Copy],
    wishes: Wishes,
    students: Sequence[Student] = (),
    *,
    out: Path,
    progress: Callable[[int, int, float], None] = lambda done, total, seconds: None,
) -> Class:
    """Makes the papers into a folder of `out`, which appears when it is complete.

    Until then they are kept in a folder beside it, whole files only, from which `resume` goes on. `students` are those of
    the class list: each has a copy, or gets one of the forms. Raises CourseError; NoPaper where a domain is too small; HwgenError where
    the results cannot be written.
    """
    first = copies[0].code
    blueprint = course.blueprint(first.exam)
    turns = [turn(blueprint, copy.code) for copy in copies]
    found = forms(course, blueprint, first.seed, max(turns) + 1)
    plans = {copy: found[i].plan for copy, i in zip(copies, turns, strict=True)}
    if not wishes.allow_repeats:
        _refuse_repeats(course, plans)
    sample = exam_of(course, found[0].plan, replace(first, language=wishes.language))
    press = Press(course, wishes.engine, first.paper)
    kind = "forms" if first.form else "class"
    folder = out / first.exam / f"seed-{first.seed}-{wishes.language}-{kind}"
    work = folder.with_name(folder.name + ".part")
    dealt = [copies[i] for i in forms_for(students, len(copies), first.seed)] if first.form and students else copies
    handed = in_order_of_seats(students) if wishes.order == "seat" and students else range(len(dealt))
    warnings: dict[str, Diagnostic] = {}
    failed: dict[str, tuple[Diagnostic, ...]] = {}
    try:
        made_with = f"{__version__} {press.version} {course.digest}"
        stamps = {copy: _stamp(copy, f"{made_with} {plan.chosen}") for copy, plan in plans.items()}
        known = _earlier(folder, work) if wishes.resume else {}
        if not wishes.resume:
            shutil.rmtree(work, ignore_errors=True)
        for part in ("copies", "keys"):
            (work / part).mkdir(parents=True, exist_ok=True)
        records = {copy.stem: _kept(kept, work) for copy in copies if (kept := known.get(stamps[copy]))}
        reused = len(records)
        left = [copy for copy in copies if copy.stem not in records]
        start = time.monotonic()
        batches = run(_made, _batches(course, left, plans, wishes), wishes.executor, wishes.jobs)
        with closing(batches), (work / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records.values())
            for batch in batches:
                for done in batch:
                    if done.pdfs is None:
                        failed[done.copy.stem] = done.told
                        continue
                    warnings |= {str(told): told for told in done.told}
                    records[done.copy.stem] = _written(done, work, stamps[done.copy])
                    journal.write(json.dumps(records[done.copy.stem], ensure_ascii=False) + "\n")
                journal.flush()
                progress(len(records) - reused + len(failed), len(left), time.monotonic() - start)
        for stray in {*work.glob("copies/*"), *work.glob("keys/*")}:
            if stray.stem not in records:
                stray.unlink()
        ordered = [records[copy.stem] for copy in copies if copy.stem in records]
        by_stem = {record["stem"]: record for record in ordered}
        pile = [by_stem[dealt[i].stem] for i in handed if dealt[i].stem in by_stem]
        if blueprint.plan.picks and len(found) > 1:
            (work / "certificate.json").write_bytes(as_json(bounds_reached(found)))
            (work / "certificate.txt").write_text(in_words(found, wishes.language), encoding="utf-8")
        _finish(press, sample, wishes, found, ordered, pile, failed, work)
        if first.form and students:
            (work / "seating.csv").write_bytes(answers.as_csv(_seating(students, dealt, wishes.language)))
        (work / JOURNAL).unlink()
        put_in_place(work, folder)
    except OSError as e:
        message = f"cannot write the results: {e.strerror or e}"
        hint = "free space or name another --out; what is made is kept: go on with --resume"
        raise HwgenError(Diagnostic(message, Span(work), hint)) from e
    files = tuple(sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()))
    pages = sum(record["pages"][0] for record in ordered)
    return Class(folder, files, len(ordered), reused, pages, failed, tuple(warnings.values()))


def earlier_copy(out: Path, code: Code) -> Copy | None:
    """The copy as it was made in a class that lies in `out`: with its student's name, and as it was printed."""
    for manifest in sorted((out / code.exam).glob(f"seed-{code.seed}-*/{MANIFEST}")):
        for record in _read(manifest).get("copies", ()):
            if record["code"] == str(code):
                holder = Holder(**record["holder"]) if record["holder"] else None
                return Copy(code, holder, Looks(**record["looks"]))
    return None


def _refuse_repeats(course: Course, plans: Mapping[Copy, Plan]) -> None:
    """Raises NoPaper where more copies ask a computed item than it has variants."""
    asked: dict[tuple[str, int], tuple[Slot, list[int]]] = {}
    for copy, plan in plans.items():
        for slot in plan.slots:
            if slot.generator and slot.difficulty:
                asked.setdefault((slot.item.id, slot.difficulty), (slot, []))[1].append(copy.code.copy)
    faults = []
    for (id, difficulty), (slot, numbers) in asked.items():
        assert slot.generator is not None
        variants = certificate(course, slot.generator).by_difficulty[difficulty]
        repeats = len(numbers) - len({number % variants for number in numbers})
        if repeats:
            message = f"`{id}` has {variants} variants of difficulty {difficulty}: {repeats} of {len(numbers)} copies would repeat one"
            faults.append(Diagnostic(message, slot.span, "--allow-repeats, another difficulty, or another item"))
    if faults:
        raise NoPaper(*faults)


def _batches(course: Course, copies: Sequence[Copy], plans: Mapping[Copy, Plan], wishes: Wishes) -> Iterator[_Batch]:
    """Copies of one language together, so many that no worker waits long for the last ones."""
    sent = parcel(course)
    even, each = (-(-len(copies) // (wishes.jobs * shares)) for shares in (SHARES, 1))
    size = max(1, min(MOST_IN_A_RUN, max(even, min(FEW_IN_A_RUN, each))))
    for language in sorted({copy.code.language for copy in copies}):
        same = [copy for copy in copies if copy.code.language == language]
        for i in range(0, len(same), size):
            batch = tuple(same[i : i + size])
            yield _Batch(sent, wishes.engine, batch, tuple(plans[copy].chosen for copy in batch))


def _made(batch: _Batch) -> list[_Done]:
    """What a worker does: draws, proves and typesets its copies."""
    course = opened(batch.course)
    first = batch.copies[0].code
    blueprint = course.blueprint(first.exam)
    plans = {chosen: again(course, blueprint, first.seed, chosen, blueprint.span()) for chosen in set(batch.chosen)}
    exams = [
        replace(exam_of(course, plans[chosen], copy.code), holder=copy.holder, looks=copy.looks)
        for copy, chosen in zip(batch.copies, batch.chosen, strict=True)
    ]
    done = []
    printed = Press(course, batch.engine, first.paper).print(exams)
    for copy, exam, result in zip(batch.copies, exams, printed, strict=True):
        if isinstance(result, Failed):
            done.append(_Done(copy, None, (0, 0), (), tuple(map(batch.course.at_home, result.errors))))
        else:
            warnings = tuple(map(batch.course.at_home, result.warnings))
            done.append(_Done(copy, result.pdfs, result.pages, answers.keys(exam), warnings))
    return done


def _stamp(copy: Copy, made_with: str) -> str:
    """By which a copy is known to be unchanged."""
    return hashlib.sha256(f"{made_with} {copy}".encode()).hexdigest()


def _written(done: _Done, work: Path, stamp: str) -> dict[str, Any]:
    """Writes both files, each whole or not at all, and returns what the manifest says of the copy."""
    assert done.pdfs is not None
    copy = done.copy
    files = {f"{part}/{copy.stem}.pdf": pdf for part, pdf in zip(("copies", "keys"), done.pdfs, strict=True)}
    for name, pdf in files.items():
        fresh = work / f"{name}.new"
        fresh.write_bytes(pdf)
        fresh.replace(work / name)
    return {
        "copy": copy.code.copy,
        "stem": copy.stem,
        "code": str(copy.code),
        "language": copy.code.language,
        "form": copy.code.form,
        "holder": asdict(copy.holder) if copy.holder else None,
        "looks": asdict(copy.looks),
        "pages": list(done.pages),
        "keys": list(done.keys),
        "files": {name: digest(pdf) for name, pdf in files.items()},
        "stamp": stamp,
    }


def _earlier(folder: Path, work: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    """The copies that an earlier run left whole, by their stamps: complete or interrupted."""
    found: dict[str, tuple[Path, dict[str, Any]]] = {}
    told = [(folder, record) for record in _read(folder / MANIFEST).get("copies", ())]
    try:
        lines = (work / JOURNAL).read_text(encoding="utf-8").splitlines()
        told += [(work, json.loads(line)) for line in lines if line.endswith("}")]
    except (OSError, ValueError):
        pass
    for root, record in told:
        try:
            if all(digest((root / name).read_bytes()) == known for name, known in record["files"].items()):
                found[record["stamp"]] = root, record
        except OSError:
            continue
    return found


def _read(manifest: Path) -> dict[str, Any]:
    try:
        data = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _kept(earlier: tuple[Path, dict[str, Any]], work: Path) -> dict[str, Any]:
    """A copy of an earlier run, in the folder of this one."""
    root, record = earlier
    for name in record["files"] if root != work else ():
        shutil.copyfile(root / name, work / name)
    return record


def _seating(students: Sequence[Student], dealt: Sequence[Copy], language: Language) -> list[answers.Row]:
    _, _, *head, _, _, form, _, _ = HEAD[language]
    rows: list[answers.Row] = [(*head, form)]
    for student, copy in zip(students, dealt, strict=True):
        h = student.holder
        rows.append((h.id, h.name, h.group, h.room, h.seat, copy.code.form))
    return rows


def _finish(
    press: Press,
    sample: Exam,
    wishes: Wishes,
    found: Sequence[Form],
    records: Sequence[Mapping[str, Any]],
    pile: Sequence[Mapping[str, Any]],
    failed: Mapping[str, tuple[Diagnostic, ...]],
    work: Path,
) -> None:
    """The merged files, the markers' sheet and the manifest."""
    title = Title(f"{sample.course} · {sample.title}", sample.language)
    papers = [work / "copies" / f"{record['stem']}.pdf" for record in pile]
    keys = [work / "keys" / f"{record['stem']}.pdf" for record in records]
    if papers:
        joining = wishes.engine == "xelatex"
        jobs: list[_Pile] = [
            (keys, "plain", title, work / "keys.pdf", joining),
            (papers, wishes.layout, title, work / "print.pdf", joining),
        ]
        for _ in run(_merged, jobs, "local", min(wishes.jobs, 2)):
            pass
    table = _table(sample, records)
    head = HEAD[sample.language]
    (work / "answers.csv").write_bytes(answers.as_csv(table))
    (work / "answers.xlsx").write_bytes(answers.as_excel(table, 7, (head[-2], head[-1])))
    course = press.course
    manifest = {
        "schema": 1,
        "exam": sample.name,
        "seed": sample.seed,
        "language": sample.language,
        "paper": press.paper,
        "engine": press.engine,
        "layout": wishes.layout,
        "order": wishes.order,
        "course_digest": course.digest,
        "versions": versions(press),
        "questions": [
            {"item": g.item, "difficulty": g.difficulty, "points": q.points} for g in sample.groups for q in g.questions
        ],
        "forms": {form.letter: list(form.plan.chosen) for form in found},
        "copies": list(records),
        "failed": {stem: [d.message for d in told] for stem, told in failed.items()},
        "files": {
            path.name: digest(path.read_bytes())
            for path in sorted(work.iterdir())
            if path.is_file() and path.name != JOURNAL
        },
    }
    (work / MANIFEST).write_bytes(as_json(manifest))


_Pile = tuple[Sequence[Path], Layout, Title, Path, bool]


def _merged(pile: _Pile) -> None:
    papers, layout, title, out, joining = pile
    merge(papers, layout, title, out, joining=joining)


def _table(sample: Exam, records: Sequence[Mapping[str, Any]]) -> list[answers.Row]:
    number, code, id, name, group, room, seat, total, points, *_ = HEAD[sample.language]
    questions = sample.questions
    rows: list[answers.Row] = [
        (number, code, id, name, group, room, seat, *(str(q.number) for q in questions), total),
        ("", "", "", points, "", "", "", *(q.points for q in questions), sample.points),
    ]
    for record in records:
        h = record["holder"] or {}
        told = (h.get(column, "") for column in ("id", "name", "group", "room", "seat"))
        rows.append((record["form"] or record["copy"], record["code"], *told, *record["keys"], sample.points))
    return rows
