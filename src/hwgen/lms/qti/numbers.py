"""Numbers to be typed: the key within its tolerance, and those of known mistakes with their shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from hwgen.exam.marking import parts
from hwgen.kinds import Cell, NumericAnswer
from hwgen.lms.moodle.writing.marks import Interval, interval, wrong_intervals
from hwgen.lms.qti.asker import Asker, Field, Interaction, Names, in_line
from hwgen.numerals import machine
from hwgen.writers.html import Html


def numbers(asker: Asker, answers: Sequence[NumericAnswer], points: int, names: Sequence[Names]) -> Interaction:
    first = answers[0]
    shares = parts(points, len(first.cells))
    rows = list(zip(*(answer.cells for answer in answers), strict=True))
    fields = [_number(asker, *given) for given in zip(rows, shares, names, strict=True)]
    whys = "".join(why for row, name in zip(rows, names, strict=True) for why in _reasons(asker, row, name))
    labels = [asker.texts.written([cell.label for cell in row]) for row in rows]
    entries = [
        Html(
            asker.typed(name, 12)
            + (f" <span>{escape(row[0].value.unit, quote=False)}</span>" if row[0].value.unit else "")
        )
        for row, name in zip(rows, names, strict=True)
    ]
    if len(rows) == 1:
        label = in_line(labels[0])
        above = "" if label else labels[0]
        return Interaction(
            "text-entry", f"{above}<p>{f'{label} ' if label else ''}{entries[0]}</p>{whys}", tuple(fields)
        )
    width = first.columns or len(entries)
    table = asker.texts.table(
        [] if first.columns else [Html(in_line(label) or label) for label in labels],
        [entries[i : i + width] for i in range(0, len(entries), width)],
        "hwgen-blanks",
    )
    return Interaction("text-entry", f"{table}{whys}", tuple(fields))


def _number(asker: Asker, cells: Sequence[Cell], points: Fraction, names: Names) -> Field:
    """The key, then the numbers of misconceptions, each with its share; no two intervals meet."""
    first = cells[0]
    cases = {_between(asker, names, interval(first)): asker.scored(names, points)}
    for i, (wide, wrong) in enumerate(zip(wrong_intervals(first), first.wrong, strict=True), 1):
        reason = asker.e.set(names.feedback, asker.e.value("identifier", f"WRONG_{i}"))
        share = asker.scored(names, points * wrong.share / 100)
        cases[_between(asker, names, wide)] = share + (reason if any(wrong.why) else "")
    feedback = asker.outcome(names.feedback, "single", "identifier") if any(w.why for w in first.wrong) else ""
    response = asker.declared(names, "single", "float", [machine(interval(first)[0])])
    rules = asker.e.condition(cases, asker.scored(names, Fraction(0)))
    return Field(response, names.score, points, rules, feedback)


def _between(asker: Asker, names: Names, wide: Interval) -> str:
    """Players know no other comparison of numbers all of them."""
    middle, tolerance = wide
    variable = asker.e.variable(names.response)
    low = asker.e("gte", variable, asker.e.value("float", machine(middle - tolerance)))
    return asker.e("and", low, asker.e("lte", variable, asker.e.value("float", machine(middle + tolerance))))


def _reasons(asker: Asker, cells: Sequence[Cell], names: Names) -> Iterator[str]:
    for i in range(len(cells[0].wrong)):
        why = asker.texts.written([cell.wrong[i].why for cell in cells])
        if why:
            visibility = {"outcome_identifier": names.feedback, "identifier": f"WRONG_{i + 1}", "show_hide": "show"}
            yield asker.e.content("feedback-block", why, **visibility)
