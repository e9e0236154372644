"""What a class leaves beside its copies: files to print, the markers' sheet, the seating and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hwgen.classes import markers_sheet
from hwgen.classes.copies import ClassOptions, Copy
from hwgen.classes.journal import JOURNAL, Record
from hwgen.classes.paper import versions
from hwgen.classes.roster import Student
from hwgen.edited import MANIFEST, digest
from hwgen.errors import Diagnostic
from hwgen.exam.model import Exam
from hwgen.output import as_json
from hwgen.pdf.kit import Kit
from hwgen.pdf.merge import Layout, merge
from hwgen.pdf.split import Title
from hwgen.plan.forms import Form
from hwgen.words.words import Words
from hwgen.workers import run

_Pile = tuple[Sequence[Path], Layout, Title, Path, bool]


def write_results(
    kit: Kit,
    sample: Exam,
    options: ClassOptions,
    forms: Sequence[Form],
    records: Sequence[Record],
    pile: Sequence[Record],
    failed: Mapping[str, tuple[Diagnostic, ...]],
    work: Path,
) -> None:
    """The merged files, the markers' sheet and the manifest."""
    title = Title(f"{sample.course} · {sample.title}", sample.words.script.tag)
    papers = [work / "copies" / f"{record['stem']}.pdf" for record in pile]
    keys = [work / "keys" / f"{record['stem']}.pdf" for record in records]
    if papers:
        joining = kit.engine.joins_fonts
        jobs: list[_Pile] = [
            (keys, "plain", title, work / "keys.pdf", joining),
            (papers, options.layout, title, work / "print.pdf", joining),
        ]
        for _ in run(_merge, jobs, "local", min(options.jobs, 2)):
            pass
    table = _answers(sample, records)
    (work / "answers.csv").write_bytes(markers_sheet.as_csv(table))
    (work / "answers.xlsx").write_bytes(
        markers_sheet.as_excel(table, 7, (sample.words["sheet.key"], sample.words["sheet.marks"]))
    )
    course = kit.course
    manifest = {
        "schema": 1,
        "exam": sample.name,
        "seed": sample.seed,
        "language": sample.language,
        "paper": kit.paper,
        "engine": kit.engine.name,
        "layout": options.layout,
        "order": options.order,
        "course_digest": course.digest,
        "versions": versions(kit.engine),
        "questions": [
            {"item": g.item, "difficulty": g.difficulty, "points": q.points} for g in sample.groups for q in g.questions
        ],
        "forms": {form.letter: list(form.plan.chosen) for form in forms},
        "copies": list(records),
        "failed": {stem: [d.message for d in diagnostics] for stem, diagnostics in failed.items()},
        "files": {
            path.name: digest(path.read_bytes())
            for path in sorted(work.iterdir())
            if path.is_file() and path.name != JOURNAL
        },
    }
    (work / MANIFEST).write_bytes(as_json(manifest))


def _merge(pile: _Pile) -> None:
    papers, layout, title, out, joining = pile
    merge(papers, layout, title, out, joining=joining)


def _answers(sample: Exam, records: Sequence[Record]) -> list[markers_sheet.Row]:
    words = sample.words
    head = (words[f"sheet.{name}"] for name in ("number", "code", "id", "name", "group", "room", "seat"))
    questions = sample.questions
    rows: list[markers_sheet.Row] = [
        (*head, *(str(q.number) for q in questions), words["sheet.total"]),
        ("", "", "", words["sheet.points"], "", "", "", *(q.points for q in questions), sample.points),
    ]
    for record in records:
        holder = record["holder"] or {}
        columns = (holder.get(column, "") for column in ("id", "name", "group", "room", "seat"))
        rows.append((record["form"] or record["copy"], record["code"], *columns, *record["keys"], sample.points))
    return rows


def seating(students: Sequence[Student], dealt: Sequence[Copy], words: Words) -> list[markers_sheet.Row]:
    head = tuple(words[f"sheet.{name}"] for name in ("id", "name", "group", "room", "seat", "form"))
    rows: list[markers_sheet.Row] = [head]
    for student, copy in zip(students, dealt, strict=True):
        h = student.holder
        rows.append((h.id, h.name, h.group, h.room, h.seat, copy.code.form))
    return rows
