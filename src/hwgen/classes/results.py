"""What a class leaves beside its copies: files to print, the markers' sheet, the seating and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path

from hwgen.classes import markers_sheet
from hwgen.classes.answered import PILE, basis, files_of, frozen, rules
from hwgen.classes.copies import ClassOptions, Copy
from hwgen.classes.envelopes import Pages, envelopes
from hwgen.classes.journal import JOURNAL, Record, sheet_of
from hwgen.classes.lists import lists
from hwgen.classes.paper import versions
from hwgen.classes.roster import Student
from hwgen.edited import MANIFEST, digest
from hwgen.errors import Diagnostic
from hwgen.exam.model import Exam, Question
from hwgen.kinds import ChoiceAnswer
from hwgen.output import as_json
from hwgen.pdf.kit import Kit
from hwgen.pdf.merge import Layout, merge, written_pages
from hwgen.pdf.split import Title
from hwgen.pdf.tables import Printing, as_pdf
from hwgen.plan.forms import Form
from hwgen.words.words import Words
from hwgen.workers import apart, run
from hwgen.writers.tables import as_excel

HOLDER = ("id", "name", "group", "room", "seat")
_Pile = tuple[Sequence[Path], Layout, Title, Path, bool, Sequence[slice]]


def write_results(
    kit: Kit,
    sample: Exam,
    options: ClassOptions,
    forms: Sequence[Form],
    records: Sequence[Record],
    pile: Sequence[Record],
    failed: Mapping[str, tuple[Diagnostic, ...]],
    work: Path,
    dealing: Sequence[tuple[Student, Copy]],
) -> Mapping[str, Pages]:
    """The merged files, the markers' sheet, the lists, what marking needs of answer sheets, and the manifest.

    `dealing` says which student gets which copy. Returns the pages of each copy.
    """
    title = Title(f"{sample.course} · {sample.title}", sample.words.script.tag)
    papers = [work / "copies" / f"{record['stem']}.pdf" for record in pile]
    keys = [work / "keys" / f"{record['stem']}.pdf" for record in records]
    sheets = {
        record["stem"]: frozen((work / sheet_of(record["stem"])).read_bytes())
        for record in records
        if record["looks"]["sheet"]
    }
    lengths = [sheets[record["stem"]].layout.pages if record["stem"] in sheets else 0 for record in pile]
    pages = {
        record["stem"]: Pages(record["pages"][0] if not length else written_pages(paper) - length, length)
        for record, paper, length in zip(pile, papers, lengths, strict=True)
    }
    if papers:
        joining = kit.engine.joins_fonts
        jobs: list[_Pile] = [
            (keys, "plain", title, work / "keys.pdf", joining, ()),
            (papers, options.layout, title, work / "print.pdf", joining, _without(lengths, options.layout)),
        ]
        if sheets:
            jobs.append((papers, "duplex", title, work / PILE, joining, [slice(-length, None) for length in lengths]))
        for _ in run(_merge, jobs, "local", min(options.jobs, 2)):
            pass
    if sheets:
        known = basis(kit.course, sample, options.number)
        for name, data in files_of(known, sample, list(sheets.values()), [student for student, _ in dealing]).items():
            (work / name).write_bytes(data)
    policy = rules(kit.course, sample.name)
    most = int(policy.summed(Fraction(q.points) for q in sample.questions))
    table = _answers(sample, records, most)
    (work / "answers.csv").write_bytes(markers_sheet.as_csv(table))
    by_stem = {record["stem"]: record for record in records}
    of_forms = [(student, copy) for student, copy in dealing if copy.code.form]
    marked = [
        _answer(by_stem[copy.stem], asdict(student.holder), most) for student, copy in of_forms if copy.stem in by_stem
    ]
    markers = markers_sheet.Markers(table, marked or table[2:], len(HOLDER) + 2, list(map(_least, sample.questions)))
    (work / "answers.xlsx").write_bytes(markers_sheet.as_excel(markers, sample.words, kit.paper, policy))
    if of_forms:
        (work / "seating.csv").write_bytes(markers_sheet.as_csv(_seating(of_forms, sample.words)))
    if dealing:
        tables = lists(dealing, f"{sample.course} · {sample.title}", sample.words)
        printing = Printing(tables, title.text, sample.words, kit.templates("typst"), kit.paper)
        covers = replace(printing, pages=envelopes(dealing, sample, pages, options.layout))
        # Where Typst has run, workers can be forked no more.
        for name, pdf in zip(("lists.pdf", "envelopes.pdf"), apart(_as_pdfs, (printing, covers)), strict=True):
            (work / name).write_bytes(pdf)
        (work / "lists.xlsx").write_bytes(as_excel(tables, kit.paper))
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
        **({"dealing": forms_dealt(dealing)} if of_forms else {}),
        "failed": {stem: [d.message for d in diagnostics] for stem, diagnostics in failed.items()},
        "files": {
            path.name: digest(path.read_bytes())
            for path in sorted(work.iterdir())
            if path.is_file() and path.name != JOURNAL
        },
    }
    (work / MANIFEST).write_bytes(as_json(manifest))
    return pages


def forms_dealt(dealing: Sequence[tuple[Student, Copy]]) -> dict[str, str]:
    """The form of each student, by id."""
    return {student.holder.id: copy.code.form for student, copy in dealing if copy.code.form}


def _without(sheets: Sequence[int], layout: Layout) -> Sequence[slice]:
    """Of each paper all but its sheet, where sheets cannot be folded into it."""
    return [slice(None, -length or None) for length in sheets] if layout == "booklet" else ()


def _as_pdfs(printings: Sequence[Printing]) -> list[bytes]:
    return list(map(as_pdf, printings))


def _merge(pile: _Pile) -> None:
    papers, layout, title, out, joining, parts = pile
    merge(papers, layout, title, out, joining=joining, parts=parts)


def _answers(sample: Exam, records: Sequence[Record], most: int) -> list[markers_sheet.Row]:
    words = sample.words
    head = (words[f"sheet.{name}"] for name in ("number", "code", *HOLDER))
    questions = sample.questions
    return [
        (*head, *(str(q.number) for q in questions), words["sheet.total"]),
        ("", "", "", words["sheet.points"], "", "", "", *(q.points for q in questions), most),
        *(_answer(record, record["holder"] or {}, most) for record in records),
    ]


def _answer(record: Record, holder: Mapping[str, str], most: int) -> markers_sheet.Row:
    columns = (holder.get(column, "") for column in HOLDER)
    return (record["form"] or record["copy"], record["code"], *columns, *record["keys"], most)


def _least(question: Question) -> float:
    """The fewest points that a question can give: a wrong option may take some off."""
    return -question.points * question.answer.deduct / 100 if isinstance(question.answer, ChoiceAnswer) else 0.0


def _seating(dealing: Sequence[tuple[Student, Copy]], words: Words) -> list[markers_sheet.Row]:
    head = tuple(words[f"sheet.{name}"] for name in (*HOLDER, "form"))
    rows: list[markers_sheet.Row] = [head]
    for student, copy in dealing:
        h = student.holder
        rows.append((h.id, h.name, h.group, h.room, h.seat, copy.code.form))
    return rows
