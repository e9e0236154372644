"""Texts of keys.json as expressions of Typst: their lines, formulas and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError
from hwgen.marks.wording import pieces
from hwgen.writers.typst.formulas import formula
from hwgen.writers.typst.literals import quoted

# The end of a line with empty ones after it, and the spaces before the next; or what stands on a line.
ENDS = re.compile(r"(\n(?:[ ]*\n)*)([ ]*)|([^\n]+)")
# Between the cells of a table. A line of code begins with so many spaces.
BETWEEN, CODE = " | ", " " * 4
# A short line that is a paragraph by itself and leads to the next, such as “Remedies.”; the entry of a list does not.
LEAD = re.compile(r"(?:\A|\n{2,})([^-•(（\d\s][^\n]{0,39})\n{2,}( *)(?=[^\n])")
BULLET = re.compile(r"( {0,3})- ")
HALF_LINE = 40
# A formula of so many signs, which surely fits on a line, is not broken: lines ended within products.
UNBROKEN = 40
SIGN = re.compile(r"\\[A-Za-z]+|[^\s{}^_&]")
# Between lines of its own, for in a line its fractions would meet those of the next. One that is too wide for the column is smaller; only where that does not help, it is
# broken, with lines as far apart as fractions need.
DISPLAYED = """\
#let displayed(alt, formula) = layout(size => {
  let whole = math.equation(alt: alt, block: true, formula.body)
  let smaller = block(width: 100%, text(size: 0.8em, whole))
  let width = measure(whole).width
  let broken = text(size: 0.8em, math.equation(alt: alt, math.display(formula.body)))
  set block(spacing: 0.9em)
  if width <= size.width { whole } else if 0.8 * width <= size.width { smaller } else {
    block(width: 100%, par(leading: 1.2em, hanging-indent: 1em, broken))
  }
})"""
# About as much as the highest picture, in characters.
FIGURE = 500
# Expressions for pictures, by what stands for them in a text.
Figures = Mapping[str, str]
NO_FIGURES: Figures = {}


def passage(text: str, figures: Figures = NO_FIGURES) -> str:
    """An expression that is `text`, with its lines, formulas, tables and pictures as such."""
    parts = (figures.get(part) or _without_figures(part) for part in between(text, figures))
    return " + ".join(("[]", *filter(None, parts)))


def between(text: str, figures: Iterable[str]) -> list[str]:
    """What stands for pictures, at the end of a line behind nothing but the mark of a list, and the texts before, between and after these."""
    names = "|".join(map(re.escape, figures))
    return re.split(rf"(?m)(?<![^\n ])({names})$", text) if names else [text]


def _without_figures(text: str) -> str:
    return " + ".join(filter(None, (_table(lines) if width else _prose(lines) for width, lines in _runs(text))))


def parted(text: str) -> tuple[str, str]:
    """The first paragraph of a text, with the next where it leads to that, and all the others."""
    masked = _masked(text)
    end = masked.find("\n\n")
    while end >= 0 and (lead := LEAD.match(masked, end)):
        end = masked.find("\n\n", lead.end())
    return (text, "") if end < 0 else (text[:end], text[end:].lstrip("\n"))


def room(text: str, figures: Figures = NO_FIGURES) -> int:
    """How much room it takes, in characters: a short line as much as half a long one."""
    lines = sum(HALF_LINE + len(line) for line in text.split("\n"))
    return lines + FIGURE * sum(part in figures for part in between(text, figures))


@dataclass(frozen=True)
class _Line:
    """A line, and the same without what stands in its formulas, where a stroke is something else."""

    text: str
    masked: str

    @property
    def strokes(self) -> int:
        """How many part the cells of a table, if it is a row."""
        return 0 if self.masked.startswith(CODE) else self.masked.count(BETWEEN)

    @property
    def bulleted(self) -> str:
        """With a bullet for the dash of an entry of a list."""
        return BULLET.sub(r"\1• ", self.text) if BULLET.match(self.masked) else self.text

    @property
    def cells(self) -> Iterator[str]:
        start = 0
        for cell in self.masked.split(BETWEEN):
            yield self.text[start : start + len(cell)].strip()
            start += len(cell) + len(BETWEEN)


def _masked(text: str) -> str:
    return FORMULA.sub(lambda match: "$" * len(match[0]), text)


def _lines(text: str) -> Iterator[_Line]:
    """A formula may go over several."""
    start = 0
    for masked in _masked(text).split("\n"):
        yield _Line(text[start : start + len(masked)], masked)
        start += len(masked) + 1


def _runs(text: str) -> Iterator[tuple[int, list[_Line]]]:
    """Tables, which are lines with equally many strokes, and what stands between them, with 0."""
    prose: list[_Line] = []
    for strokes, lines in groupby(_lines(text), key=lambda line: line.strokes):
        same = list(lines)
        if strokes and len(same) > 1:
            yield 0, prose
            yield strokes, same
            prose = []
        else:
            prose += same
    yield 0, prose


def _table(rows: Sequence[_Line]) -> str:
    cells = ", ".join(passage(cell) for row in rows for cell in row.cells)
    return f"block(table(columns: {rows[0].strokes + 1}, inset: 3pt, {cells}))"


def _prose(lines: Sequence[_Line]) -> str:
    text = "\n".join(line.bulleted for line in lines).strip("\n")
    return " + ".join(
        part
        for place, (piece, form) in enumerate(pieces(text))
        for part in (
            _words(piece, starts=not place) if form == "words" else [_formula(piece, display=form == "display")]
        )
    )


def _words(words: str, *, starts: bool) -> Iterator[str]:
    """Lines of plain text; what leads to the next paragraph stays on its page. Behind a formula, none `starts`."""
    while lead := LEAD.search(words, 0 if starts or words.startswith("\n") else 1):
        yield from _split(words[: lead.start()])
        yield f"block(sticky: true, text({quoted(lead[1])}))"
        yield f"h({len(lead[2]) / 2}em)"
        words, starts = words[lead.end() :], True
    yield from _split(words)


def _split(words: str) -> Iterator[str]:
    """Lines are set in by spaces, and between paragraphs one is empty."""
    for end, spaces, line in ENDS.findall(words):
        if end:
            yield "parbreak()" if end.count("\n") > 1 else "linebreak()"
            # What is set in begins a paragraph, which is an empty line where a displayed formula follows.
            yield from [f"h({len(spaces) / 2}em)"] * bool(spaces)
        else:
            yield f"text({quoted(line)})"


def _formula(tex: str, *, display: bool) -> str:
    try:
        body = f"${formula(tex)}$"
        if display:
            return f"displayed({quoted(tex)}, {body})"
        equation = f"math.equation(alt: {quoted(tex)}, {body})"
        return f"box({equation})" if len(SIGN.findall(tex)) <= UNBROKEN else equation
    except CourseError:
        return f"text({quoted(tex)})"
