"""What stands before the first question of a paper for Word, and the headings of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwgen.content.lettering import text_length
from hwgen.exam.model import Question, Section
from hwgen.writers.docx.answers import Answers
from hwgen.writers.docx.content import Place
from hwgen.writers.docx.pictures import picture
from hwgen.writers.docx.wml import (
    TWIPS,
    Cell,
    Wml,
    indented,
    kept,
    paragraph,
    run,
    sealing_line,
    table,
    text_cell,
)

# Of the table of marks, and of the answers at a glance: so many questions in a row.
SCORED, GLANCED = 11, 10
# In millimetres, the height of a logo, a line to sign on, a box for marks, the lines of a western front page, and the width of
# the text along a sealing line.
LOGO, SIGNED, BOX, LONG_LABEL, LONG_LINE, SEAL = 16, 50, 17, 38, 90, 8
GAP = run("\u2003")
TAG = re.compile("<[^>]*>")


def of_exam(answers: Answers) -> Iterator[Wml]:
    exam, package = answers.exam, answers.content.package
    if exam.head.layout == "chinese":
        strip = min(round(SEAL * TWIPS), package.margin)
        left, high = (package.margin - strip) // 2, round(0.94 * package.height)
        yield sealing_line(answers.say("head.seal"), left=left, width=strip, height=high)
    if exam.head.logo:
        data, width, height = picture(exam.head.logo)
        part = min(1.0, LOGO / height)
        yield paragraph("Cell", package.drawing(data, width * part, height * part, exam.institution))
    totals = (answers.say("exam_total", points=exam.points), answers.say("exam_minutes", minutes=exam.minutes))
    yield from _title(answers, totals, department=exam.head.department)
    yield from _names(answers)
    yield from _notes(answers)
    yield from _scores(answers)


def of_key(answers: Answers) -> Iterator[Wml]:
    exam = answers.exam
    yield from _title(answers, (answers.say("exam_total", points=exam.points),), behind=answers.say("key_title"))
    yield paragraph("Notes", answers.say("key_table"))
    for questions, widths in _glanced(answers):
        heads = [answers.say("key_number"), *(run(str(question.number)) for question in questions)]
        yield _table(answers, [heads, [answers.say("key_answer"), *map(answers.verdict, questions)]], widths)
    if exam.looks.short_key:
        for group in exam.groups:
            for question in filter(answers.below, group.questions):
                yield paragraph("QuestionText", run(f"{question.number}."))
                yield answers.fields(question, group, key=True)
        yield paragraph("Instructions", answers.say("key_short"))


def _glanced(answers: Answers) -> Sequence[tuple[list[Question], list[int]]]:
    """Questions that stand side by side in the table of answers, each column as wide as its answer: a formula is never broken.

    The rows are as few as possible, and about as long as each other.
    """
    columns: list[tuple[Question, int]] = []
    for question in answers.exam.questions:
        # Chinese signs are twice as wide as others.
        signs = sum(1 + (sign > "\u2e80") for sign in TAG.sub("", answers.verdict(question)))
        columns.append((question, min(round(max(14.0, 2.4 * signs + 5) * TWIPS), _room(answers))))
    rows = _filled(columns, GLANCED, _room(answers))
    even = _filled(columns, -(-len(columns) // max(1, len(rows))), _room(answers))
    return even if len(even) == len(rows) else rows


def _filled(
    columns: Sequence[tuple[Question, int]], most: int, room: int
) -> Sequence[tuple[list[Question], list[int]]]:
    rows: list[tuple[list[Question], list[int]]] = []
    for question, width in columns:
        if not rows or len(rows[-1][0]) == most or sum(rows[-1][1]) + width > room:
            rows.append(([], []))
        rows[-1][0].append(question)
        rows[-1][1].append(width)
    return rows


def _room(answers: Answers) -> int:
    """What the first column leaves of the line, in twips."""
    return answers.content.package.line - _first(answers)


def _first(answers: Answers) -> int:
    longest = max(text_length(answers.label(name)) for name in ("head.question", "score_full", "key_number"))
    return round(max(2.5, longest) * answers.content.package.em + 400)


def _rows(questions: Sequence[Question], count: int) -> Iterator[Sequence[Question]]:
    return (questions[i : i + count] for i in range(0, len(questions), count))


def _title(answers: Answers, totals: Sequence[Wml], *, department: str = "", behind: str = "") -> Iterator[Wml]:
    exam, text = answers.exam, answers.escape
    yield paragraph("Institution", GAP.join(map(text, filter(None, (exam.institution, department)))))
    yield paragraph("Title", text(exam.course))
    form = answers.say("form", form=exam.form) if exam.form else Wml()
    letter = answers.say("head.letter", letter=exam.head.letter) if exam.head.letter else ""
    # A Chinese bracket brings its space.
    apart = GAP if letter and not answers.words.script.ideographic else ""
    title = GAP.join(filter(None, (text(exam.title), form))) + apart + letter
    yield paragraph("Subtitle", GAP.join(filter(None, (title, behind))))
    yield paragraph("Term", GAP.join(filter(None, (text(exam.term), *totals))))


def _names(answers: Answers) -> Iterator[Wml]:
    """The lines for the name, which are filled in where it is known."""
    holder, layout = answers.exam.holder, answers.exam.head.layout
    names = [("name", holder.name), ("student_number", holder.id), ("class", holder.group)] if holder else []
    fields = names or [("name", ""), ("student_number", ""), ("class", "")]
    if layout == "chinese":
        fields = [("head.college", ""), ("head.major", ""), *reversed(fields)]
    package = answers.content.package
    if layout == "western":
        rows = [_field(answers, name, value) for name, value in fields]
        yield table(rows, [round(LONG_LABEL * TWIPS), round(LONG_LINE * TWIPS)], ruled=False, height=3 * package.em)
        yield paragraph("Cell")
        return
    for i in range(0, len(fields), 3):
        some = fields[i : i + 3]
        labels = [round((text_length(answers.label(name)) + 0.6) * package.em) for name, _ in some]
        rest = (package.line - sum(labels)) // len(some)
        cells = [cell for name, value in some for cell in _field(answers, name, value)]
        yield table([cells], [width for label in labels for width in (label, rest)], ruled=False, height=2 * package.em)
    yield paragraph("Cell")


def _field(answers: Answers, name: str, value: str) -> list[Cell]:
    return [text_cell(answers.say(name), centred=False), text_cell(answers.escape(value), borders=("bottom",))]


def _notes(answers: Answers) -> Iterator[Wml]:
    """What is known of the exam, its rules, and who signs it."""
    head, colon = answers.exam.head, answers.words["colon"]
    if head.facts:
        facts = (answers.say(f"head.{fact.name}") + run(colon) + answers.escape(fact.text) for fact in head.facts)
        yield paragraph("Facts", GAP.join(facts))
    if head.rules:
        yield paragraph("Notes", answers.say("head.notes"))
        number = answers.content.package.new_list("Note")
        first = Place("Note", f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        for rule in head.rules:
            yield from answers.content.blocks(rule, {}, Place("Remark"), first=first)
    if head.honour:
        yield paragraph("Notes", answers.say("head.honour_title"))
        yield paragraph("Remark", answers.escape(head.honour))
        yield _signature(answers, answers.say("head.signature"))
    for signature in head.signatures:
        yield _signature(answers, answers.escape(signature))


def _signature(answers: Answers, who: Wml) -> Wml:
    return paragraph("Signature", who + run(" ") + answers.line(SIGNED))


def _scores(answers: Answers) -> Iterator[Wml]:
    """The table of marks: a column for each part, or for each question."""
    exam, say = answers.exam, answers.say
    heads, full, got = say("score_sum"), run(str(exam.points)), Wml()
    if exam.head.scores == "parts":
        parts = [answers.ordinal(number) for number in range(1, len(exam.sections) + 1)]
        points = [run(str(section.points)) for section in exam.sections]
        rows = [[say("score_part"), *parts, heads], [say("score_full"), *points, full]]
        yield _table(
            answers, [*rows, [say("score_got"), *[got] * (len(parts) + 1)]], _equal(answers, len(parts) + 1, 16)
        )
    elif exam.head.scores == "questions":
        for row in _rows(exam.questions, SCORED):
            last = row[-1] is exam.questions[-1]
            numbers = [*(run(str(q.number)) for q in row), *([heads] if last else [])]
            points = [*(run(str(q.points)) for q in row), *([full] if last else [])]
            empty = [got] * len(numbers)
            yield _table(
                answers,
                [[say("head.question"), *numbers], [say("score_full"), *points], [say("score_got"), *empty]],
                _equal(answers, len(numbers), 12),
            )


def _table(answers: Answers, rows: Sequence[Sequence[Wml]], widths: Sequence[int]) -> Wml:
    """A table whose first column has the heads of its rows; `widths` in twips are those of the others."""
    return table(
        [[text_cell(cell) for cell in row] for row in rows],
        [_first(answers), *widths],
        heads=1,
        height=round(2 * answers.content.package.em),
    )


def _equal(answers: Answers, columns: int, millimetres: int) -> list[int]:
    return [min(round(millimetres * TWIPS), _room(answers) // columns)] * columns


def heading(answers: Answers, number: int, section: Section, *, new_page: bool, boxes: bool) -> Wml:
    """The title of a part; in the Chinese layout behind boxes for its marks."""
    title = answers.say("part", ordinal=answers.numeral(number), title=section.title)
    runs = title + run("  ") + answers.tally(section)
    if not (boxes and answers.exam.head.layout == "chinese"):
        return paragraph("Heading1", runs, "<w:pageBreakBefore/>" if new_page else "")
    box, sides = round(BOX * TWIPS), ("top", "left", "bottom", "right")
    labels = [text_cell(answers.say(word), borders=sides) for word in ("score_got", "head.grader")]
    blanks = [text_cell("", borders=sides) for _ in labels]
    above, below = Cell(paragraph("Heading1", runs, indented(120)), (), "restart"), Cell(Wml(), (), "continue")
    widths = [box, box, answers.content.package.line - 2 * box]
    rows, height = [[*labels, above], [*blanks, below]], round(2 * answers.content.package.em)
    return kept((table(rows, widths, ruled=False, height=height, indent=0), paragraph("Gap", "", "<w:keepNext/>")))
