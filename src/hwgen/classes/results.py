"""What a class leaves beside its copies: files to print, the markers' sheet, the seating and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from hwgen.classes import markers_sheet
from hwgen.classes.answered import PILE, Frozen, basis, files_of, frozen, rules
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
from hwgen.pdf.tables import Made, Printing, as_pdf
from hwgen.plan.forms import Form
from hwgen.words.words import Words
from hwgen.workers import apart, run
from hwgen.writers.tables import as_excel

PRINT = "print.pdf"
HOLDER = ("id", "name", "group", "room", "seat")
_Pile = tuple[Sequence[Path], Layout, Title, Path, bool, Sequence[slice]]


@dataclass(frozen=True)
class Finished:
    """A class whose copies are printed, in the folder `work`.

    `records` tell of the copies in their order, `pile` in the order in which they are handed out; `dealing` says which student gets which copy.
    """

    kit: Kit
    sample: Exam
    options: ClassOptions
    forms: Sequence[Form]
    records: Sequence[Record]
    pile: Sequence[Record]
    failed: Mapping[str, tuple[Diagnostic, ...]]
    work: Path
    dealing: Sequence[tuple[Student, Copy]]

    @property
    def of_forms(self) -> Sequence[tuple[Student, Copy]]:
        return [(student, copy) for student, copy in self.dealing if copy.code.form]

    def write(self, name: str, data: bytes) -> None:
        (self.work / name).write_bytes(data)


@dataclass(frozen=True)
class Left:
    """`pages` are those of the file to print; `warnings` are what is wrong with the lists."""

    pages: int
    warnings: tuple[Diagnostic, ...]


def write_results(of: Finished) -> Left:
    """The merged files, the markers' sheet, the lists, what marking needs of answer sheets, and the manifest."""
    sheets = _sheets(of)
    pages = _pages(of, sheets)
    printed = _write_piles(of, [pages[record["stem"]].sheet for record in of.pile])
    if sheets:
        known = basis(of.kit.course, of.sample, of.options.number)
        students = [student for student, _ in of.dealing]
        frozen_files = files_of(known, of.sample, list(sheets.values()), students, of.kit.course.wording)
        for name, data in frozen_files.items():
            of.write(name, data)
    _write_answers(of)
    warnings = _write_lists(of, pages) if of.dealing else ()
    of.write(MANIFEST, as_json(_manifest(of)))
    return Left(printed, warnings)


def _sheets(of: Finished) -> dict[str, Frozen]:
    """The answer sheets of the copies that have one."""
    stems = [record["stem"] for record in of.records if record["looks"]["sheet"]]
    return {stem: frozen((of.work / sheet_of(stem)).read_bytes()) for stem in stems}


def _pages(of: Finished, sheets: Mapping[str, Frozen]) -> dict[str, Pages]:
    pages = {}
    for record in of.pile:
        stem = record["stem"]
        length = sheets[stem].layout.pages if stem in sheets else 0
        pages[stem] = Pages(record["pages"][0] if not length else written_pages(_paper(of, record)) - length, length)
    return pages


def _paper(of: Finished, record: Record) -> Path:
    return of.work / "copies" / f"{record['stem']}.pdf"


def _write_piles(of: Finished, lengths: Sequence[int]) -> int:
    """All papers in a file, all keys and all sheets; `lengths` are the pages of the sheets in the pile. Returns the pages of the first."""
    if not of.pile:
        return 0
    layout, joining, title = of.options.layout, of.kit.engine.joins_fonts, _title(of.sample)
    papers = [_paper(of, record) for record in of.pile]
    keys = [of.work / "keys" / f"{record['stem']}.pdf" for record in of.records]
    jobs: list[_Pile] = [
        (keys, "plain", title, of.work / "keys.pdf", joining, ()),
        (papers, layout, title, of.work / PRINT, joining, _without(lengths, layout)),
    ]
    if any(lengths):
        jobs.append((papers, "duplex", title, of.work / PILE, joining, [slice(-length, None) for length in lengths]))
    return dict(run(_merge, jobs, "local", min(of.options.jobs, 2)))[of.work / PRINT]


def _title(sample: Exam) -> Title:
    return Title(f"{sample.course} · {sample.title}", sample.words.script.tag)


def _write_answers(of: Finished) -> None:
    """The right answers for the markers, and who gets which form."""
    sample, policy = of.sample, rules(of.kit.course, of.sample.name)
    most = int(policy.summed(Fraction(q.points) for q in sample.questions))
    table = _answers(sample, of.records, most)
    of.write("answers.csv", markers_sheet.as_csv(table))
    by_stem = {record["stem"]: record for record in of.records}
    marked = [
        _answer(by_stem[copy.stem], asdict(student.holder), most)
        for student, copy in of.of_forms
        if copy.stem in by_stem
    ]
    markers = markers_sheet.Markers(table, marked or table[2:], len(HOLDER) + 2, list(map(_least, sample.questions)))
    of.write("answers.xlsx", markers_sheet.as_excel(markers, sample.words, of.kit.paper, policy))
    if of.of_forms:
        of.write("seating.csv", markers_sheet.as_csv(_seating(of.of_forms, sample.words)))


def _write_lists(of: Finished, pages: Mapping[str, Pages]) -> tuple[Diagnostic, ...]:
    """Returns a warning for each file that lacks characters."""
    sample, kit, title = of.sample, of.kit, _title(of.sample).text
    tables = lists(of.dealing, title, sample.words)
    printing = Printing(tables, title, sample.words, kit.templates("typst"), kit.paper)
    covers = replace(printing, pages=envelopes(of.dealing, sample, pages, of.options.layout))
    # Where Typst has run, workers can be forked no more.
    pdfs = dict(zip(("lists.pdf", "envelopes.pdf"), apart(_as_pdfs, (printing, covers)), strict=True))
    for name, each in pdfs.items():
        of.write(name, each.pdf)
    of.write("lists.xlsx", as_excel(tables, kit.paper))
    return tuple(warning for name, each in pdfs.items() for warning in each.warnings(name))


def _manifest(of: Finished) -> dict[str, object]:
    sample, kit = of.sample, of.kit
    return {
        "schema": 1,
        "exam": sample.name,
        "seed": sample.seed,
        "language": sample.language,
        "paper": kit.paper,
        "engine": kit.engine.name,
        "layout": of.options.layout,
        "order": of.options.order,
        "course_digest": kit.course.digest,
        "versions": versions(kit.engine),
        "questions": [
            {"item": g.item, "difficulty": g.difficulty, "points": q.points} for g in sample.groups for q in g.questions
        ],
        "forms": {form.letter: list(form.plan.chosen) for form in of.forms},
        "copies": list(of.records),
        **({"dealing": forms_dealt(of.dealing)} if of.of_forms else {}),
        "failed": {stem: [d.message for d in diagnostics] for stem, diagnostics in of.failed.items()},
        "files": {
            path.name: digest(path.read_bytes())
            for path in sorted(of.work.iterdir())
            if path.is_file() and path.name != JOURNAL
        },
    }


def forms_dealt(dealing: Sequence[tuple[Student, Copy]]) -> dict[str, str]:
    """The form of each student, by id."""
    return {student.holder.id: copy.code.form for student, copy in dealing if copy.code.form}


def _without(sheets: Sequence[int], layout: Layout) -> Sequence[slice]:
    """Of each paper all but its sheet, where sheets cannot be folded into it."""
    return [slice(None, -length or None) for length in sheets] if layout == "booklet" else ()


def _as_pdfs(printings: Sequence[Printing]) -> list[Made]:
    return list(map(as_pdf, printings))


def _merge(pile: _Pile) -> tuple[Path, int]:
    papers, layout, title, out, joining, parts = pile
    return out, merge(papers, layout, title, out, joining=joining, parts=parts)


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
