"""The page behind a marked sheet: question by question what was read, the key, the points, and the reason behind a wrong answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from hwgen.content.image import image_kind
from hwgen.errors import TypesettingFailed
from hwgen.marks.scoring import QuestionScore, Result
from hwgen.marks.tables import NONE, marks_words, shown, unscanned, words_of_copy
from hwgen.pdf.typst import typeset
from hwgen.scanning.passages import DISPLAYED, Figures, parted, passage, room
from hwgen.sheets.fields import sign
from hwgen.sheets.keys import Boxes, FieldKey, Keys, Number, Question, Written
from hwgen.words.words import Words
from hwgen.writers.typst.literals import NO_ALT, quoted

# So much text surely fits on a page, in the narrowest column and with formulas between its lines.
LONG = 1200
# Keys up to so long stand in a column as wide as the longest of them: letters beside a third of a page of nothing leave reasons too little room.
SHORT_KEY = 16
# A minus of a grid, of the keyboard, is printed as one.
NEGATIVE = re.compile(r"^-(?=[\d.])")
DRAWN = "layout(size => image({}, width: calc.min(size.width, {}mm), alt: {}))"
LINE = "0.4pt + luma(60%)"
PAGE = """\
#set document(title: {title})
#set page(width: {width}mm, height: {height}mm, margin: 18mm)
#set text(size: 10pt, lang: {lang}, region: {region}, font: ("New Computer Modern", {serif}))
#set table(stroke: {line}, inset: 5pt)
{displayed}
#text(size: 13pt, {title})

#text({whose})
#h(1fr)
#strong(text({total}))

#table(columns: (auto, auto, {key_width}, auto, 2fr),
  table.header({head}),
  {rows}
)
"""


def feedback(result: Result, keys: Keys, name: str, size: tuple[float, float]) -> bytes:
    """A PDF in the language of the sheet, of `size` in millimetres. Raises TypesettingFailed."""
    copy = result.copy
    words = words_of_copy(keys, copy.language)
    typst = words.script.typst
    head = (
        words["marks.question"],
        words["marks.read"],
        words["sheet.key"],
        words["score_got"],
        words["marks.reason"],
    )
    files = _files(result, keys)
    cells = (
        cell
        for score in result.questions
        for cell in _row(score, words, _figures(score.question, files), beside=score.question.number in result.beside)
    )
    total = _total(result, words)
    short = all(len(_key(score, words)) <= SHORT_KEY for score in result.questions)
    source = PAGE.format(
        line=LINE,
        displayed=DISPLAYED,
        title=quoted(f"{copy.course or keys.course} · {copy.title or keys.title}"),
        width=size[0],
        height=size[1],
        lang=quoted(typst.lang),
        region=quoted(typst.region),
        serif=quoted(typst.serif),
        whose=quoted(f"{name}  {result.id}".strip() or copy.code),
        total=quoted(total),
        head=", ".join(f"text({quoted(word)})" for word in head),
        key_width="auto" if short else "1fr",
        rows=", ".join(cells),
    )
    done = typeset(source, {file: keys.figures[name] for name, file in files.items()})
    (pdf,) = done.pdfs or (None,)
    if pdf is None:
        raise TypesettingFailed(*done.diagnostics)
    return pdf


def _total(result: Result, words: Words) -> str:
    """Of a total that may still change, what is open."""
    if not result.final:
        known = marks_words(words)
        return unscanned(result.unscanned, known) or known["waits" if result.waits else "doubtful"]
    return f"{shown(result.total)} / {shown(result.most)}" + (f"  {result.grade}" if result.grade else "")


def _files(result: Result, keys: Keys) -> dict[str, str]:
    """The files of the pictures that the questions have, by their names: these come from outside, and are no paths."""
    names = sorted(
        {figure.name for score in result.questions for figure in score.question.figures} & keys.figures.keys()
    )
    kinds = (image_kind(keys.figures[name]) for name in names)
    return {name: f"figure-{i}.{kind}" for i, (name, kind) in enumerate(zip(names, kinds, strict=True)) if kind}


def _figures(question: Question, files: Mapping[str, str]) -> Figures:
    """Smaller where the column is narrower."""
    known = [figure for figure in question.figures if figure.name in files]
    return {
        figure.text: DRAWN.format(
            quoted(files[figure.name]), f"{figure.width:g}", quoted(figure.text[1:-1].strip() or NO_ALT)
        )
        for figure in known
    }


def _row(score: QuestionScore, words: Words, figures: Figures, *, beside: bool) -> Iterator[str]:
    """Cells as expressions of Typst; below them the model answers.

    What stands beside a number is on one page, with the beginning of what stands below, as long as it surely fits on one.
    """
    cells = list(_cells(score, words, beside=beside))
    model = "\n\n".join(_models(score))
    first, rest = parted(model)
    together = bool(first) and _room((*cells, first), figures) < LONG
    whole = together or _room(cells, figures) < LONG
    more = rest if together else model
    scheme = _scheme(score, words)
    number, *others = (passage(cell, figures) for cell in cells)
    span = f"rowspan: {1 + together}, breakable: {str(not whole).lower()}, stroke: {_open(bottom=bool(more or scheme))}"
    yield f"table.cell({span}, {number})"
    yield from others
    heading = f"strong(text({quoted(words['model'])})) + parbreak()"
    if together:
        yield f"table.cell(colspan: 4, stroke: {_open(bottom=bool(more or scheme))}, {heading} + {passage(first, figures)})"
    if more:
        yield f"table.cell(stroke: {_open(top=True, bottom=bool(scheme))}, [])"
        yield f"table.cell(colspan: 4, stroke: {_open(top=together, bottom=bool(scheme))}, {passage(more, figures) if together else f'{heading} + {passage(more, figures)}'})"

    if scheme:
        fits = f"breakable: {str(_room([scheme], figures) >= LONG).lower()}"
        title = f"strong(text({quoted(words['rubric'])})) + parbreak()"
        yield f"table.cell(stroke: {_open(top=True)}, [])"
        yield f"table.cell(colspan: 4, {fits}, stroke: {_open(top=bool(model))}, {title} + {passage(scheme, figures)})"


def _scheme(score: QuestionScore, words: Words) -> str:
    """The lines of the rubric with their points, for an answer that lacks some of them: only so can students see which, above all where a marker gave a number alone."""
    if score.unscanned or score.pending or score.question.void or not score.question.points:
        return ""
    fields = zip(score.question.fields, score.fields, strict=True)
    lines = (
        f"- {line.text}{words.say('marks.aside', remark=words.say('rubric_points', points=shown(line.points)))}"
        for field, got in fields
        if isinstance(field, Written) and got.share != 1
        for line in field.rubric
    )
    return "\n".join(lines)


def _room(texts: Iterable[str], figures: Figures) -> int:
    return sum(room(text, figures) for text in texts)


def _open(*, top: bool = False, bottom: bool = False) -> str:
    """The lines around a cell that goes on above or below it."""
    sides = {"top": top, "bottom": bottom, "rest": False}
    return f"({', '.join(f'{side}: none' if goes_on else f'{side}: {LINE}' for side, goes_on in sides.items())})"


def _models(score: QuestionScore) -> list[str]:
    """None of what stands on pages that were not read: they may still be handed in."""
    fields = () if score.unscanned else score.question.fields
    return [field.model for field in fields if isinstance(field, Written) and field.model]


def _cells(score: QuestionScore, words: Words, *, beside: bool) -> Iterator[str]:
    joint, lacking = words["clause_joint"], unscanned(score.unscanned, marks_words(words))
    yield str(score.question.number)
    if lacking:
        yield from ("", "", NONE, f"{lacking}{joint}{words['marks.withheld']}")
        return
    yield read(score, words)
    yield _key(score, words)
    yield _points(score, words)
    if score.question.void:
        yield words["marks.given"]
    elif not score.question.points:
        yield words["marks.left_out"]
    else:
        remark = words.say("marks.aside", remark=words["marks.left_out"]).strip() if beside else ""
        remarks = " ".join(filter(None, (remark, *(list(reasons(score)) or partly(score, words)))))
        yield "\n".join(filter(None, (*met(score), remarks)))


def _key(score: QuestionScore, words: Words) -> str:
    """Nothing where a model answer stands below, or may still be handed in."""
    return "" if score.unscanned or _models(score) else score.question.key or key(score.question, words)


def _points(score: QuestionScore, words: Words) -> str:
    if score.pending:
        return words["marks.waits"]
    return f"{shown(score.points)} / {shown(score.question.points)}"


def key(question: Question, words: Words) -> str:
    """What is right after an erratum, as keys are written; answers of which each is right are parted by a stroke."""
    answers = [_right(field, question.kind, words) for field in question.fields]
    return (words["clause_joint"] if _apart(question.fields, answers) else "").join(answers)


def _right(field: FieldKey, kind: str, words: Words) -> str:
    match field:
        case Boxes():
            right = [sign(option.value, kind, words) for option in field.options if option.share > 0]
            return ("" if field.several else " / ").join(right)
        case Number():
            met = [interval for interval in field.accepted if interval.share == 1]
            ends = ([shown(one.low), shown(one.high)][: 1 + (one.low != one.high)] for one in met)
            return " / ".join("–".join(NEGATIVE.sub("−", end) for end in both) for both in ends)
        case Written():
            return " / ".join(field.accepted)
        case _:
            assert_never(field)


def read(score: QuestionScore, words: Words) -> str:
    """What was read, as keys are written: letters one after the other. Of a written answer only what was typed; its points stand beside it."""
    if all(isinstance(field, Written) for field in score.question.fields) and not any(
        got.chosen for got in score.fields
    ):
        return ""
    fields = zip(score.question.fields, score.fields, strict=True)
    answers = [
        "" if isinstance(field, Written) and not got.chosen else sign(got.answer, score.question.kind, words)
        for field, got in fields
    ]
    apart = words["clause_joint"] if _apart(score.question.fields, answers) else ""
    return apart.join(NEGATIVE.sub("−", answer) or "–" for answer in answers)


def _apart(fields: Sequence[FieldKey], answers: Iterable[str]) -> bool:
    """Letters stand side by side; digits would make another number, and a digit before a blank one that is negative."""
    return any(len(answer) > 1 for answer in answers) or any(isinstance(field, Number) for field in fields)


def met(score: QuestionScore) -> Iterator[str]:
    """The lines of the rubric that are met, each with its points."""
    for field in score.fields:
        for line in field.met:
            yield f"{'−' if line.points < 0 else '+'}{shown(abs(line.points))} {line.text}"


def partly(score: QuestionScore, words: Words) -> Iterator[str]:
    """Where nothing else says why some of the points are missing: which right options were not chosen and which wrong ones were, or how many of several are right."""
    fields = score.question.fields
    if score.share == 1 or any(isinstance(field, Written) for field in fields):
        return
    if len(fields) > 1 and score.share > 0:
        yield words.say("marks.right", right=sum(got.share == 1 for got in score.fields), count=len(fields))
    elif len(fields) == 1 and isinstance(fields[0], Boxes) and fields[0].several and score.fields[0].chosen:
        options, chosen = fields[0].options, score.fields[0].chosen
        missed = "".join(option.value for option in options if option.share > 0 and option.value not in chosen)
        mistaken = "".join(option.value for option in options if option.share <= 0 and option.value in chosen)
        differs = {"missed": missed, "mistaken": mistaken}
        answers = (words.say(f"marks.{name}", answers=letters) for name, letters in differs.items() if letters)
        yield words["clause_joint"].join(answers)


def reasons(score: QuestionScore) -> Iterator[str]:
    """What a marker wrote, and why what was answered is wrong, field by field."""
    for field, got in zip(score.question.fields, score.fields, strict=True):
        if got.comment:
            yield got.comment
        if got.share == 1:
            continue
        match field:
            case Boxes():
                yield from (option.why for option in field.options if option.value in got.chosen and option.why)
            case Number():
                yield from (met.why for met in field.accepted if met.why and met.misconception in got.misconceptions)
            case Written():
                pass
            case _:
                assert_never(field)
