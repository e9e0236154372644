"""Where questions are answered in a document of Word: brackets, blanks, options, tables; in the key with the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, assert_never

from hwgen.content import tabular
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Para
from hwgen.exam.marking import marking
from hwgen.exam.model import Exam, Group, Question
from hwgen.kinds import (
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.words.words import Words
from hwgen.writers.docx.content import Content, Place
from hwgen.writers.docx.together import Parallel, part
from hwgen.writers.docx.wml import (
    INDENT,
    TAB,
    TWIPS,
    Cell,
    Look,
    Wml,
    indented,
    joined,
    paragraph,
    run,
    table,
    text_cell,
)
from hwgen.writers.printed.templates import say
from hwgen.writers.printed.voice import Voice, arrangement

BLANK, SHORT_BLANK = 32, 9
NO_BREAK = "\N{NO-BREAK SPACE}"
# What an option takes besides its text, in units of the type's size.
LABEL, TICKED = 3.0, 1.5
TICK = "  √"


class Answers(Voice[Wml]):
    """The labels of a paper, and what its questions have to be answered in."""

    YES, NO, MAY_BREAK = run("√"), run("×"), ""

    def __init__(self, exam: Exam, content: Content, languages: Sequence[Words]) -> None:
        super().__init__(exam, exam.words, Path(), partial(run, wide=exam.words.script.ideographic))
        self.content, self.languages = content, languages

    def label(self, word: str) -> str:
        """A label in every language, as text."""
        return Parallel([words[word] for words in self.languages])

    def say(self, word: str, **values: str | int) -> Wml:
        labels = dict.fromkeys(
            say(
                partial(run, wide=words.script.ideographic),
                words,
                word,
                **{name: part(value, i) for name, value in values.items()},
            )
            for i, words in enumerate(self.languages)
        )
        return Wml(run(" ").join(labels))

    def numeral(self, section: int) -> str:
        return Parallel([words.ordinal(section) for words in self.languages])

    def ordinal(self, section: int) -> Wml:
        return self.escape(self.numeral(section))

    def marking(self, question: Question) -> Wml:
        return self.escape(Parallel([marking(question, words) for words in self.languages]))

    def truth(self, *, true: bool) -> Wml:
        signs = dict.fromkeys(self.sign(words, true=true) for words in self.languages)
        return Wml(run(" ").join(signs))

    def prose(self, content: Blocks, refs: Mapping[str, int]) -> Wml:
        return joined(self.content.blocks(content, refs, Place("Cell")))

    def drawing(self, picture: Picture) -> Wml:
        return self.content.picture(picture)

    def formula(self, tex: str) -> Wml:
        return self.content.formula(tex)

    def points(self, question: Question) -> Wml:
        """What a question is worth, before its text."""
        word = "point" if question.points == 1 else "points"
        worth = Parallel([words.say(word, points=question.points) for words in self.languages])
        return run(worth + self.words.script.space, Look("Points"), wide=self.words.script.ideographic)

    def fields(self, question: Question, group: Group, *, key: bool) -> Wml:
        """Where the answer is written, with the answer in the key: a line, or what stands below the question."""
        refs = {question.id: question.number for question in group.questions}
        match question.answer:
            case NumericAnswer((cell,), 0):
                return self.gap(self.filling(cell.value, key=key), cell.value.unit)
            case ShortAnswerAnswer(value, accepted):
                return self.gap(self.filling(value, key=key) if value else run(accepted[0]) if key else Wml())
            case NumericAnswer(cells, columns):
                filled = [self.filling(cell.value, key=key) for cell in cells]
                heads = [] if columns else [[self._labelled(cell.label, refs) for cell in cells]]
                return self._grid(heads, filled, columns or len(cells))
            case MatchingAnswer(left, right) as match:
                pairs = self._pairs(left, match.letters if key else ("",) * len(left), refs)
                return joined([pairs, *self.options([e.body for e in right], refs), *self._repeated(match)])
            case OrderingAnswer(entries) as order:
                letters = order.letters if key else ("",) * len(order.key)
                blanks = run(" → ").join(_blank(SHORT_BLANK, run(letter)) for letter in letters)
                line = paragraph("AnswerLine", f"{self.say('answer_here')}{_space(1)}{blanks}")
                return joined([*self.options([e.body for e in entries], refs), *self._repeated(order), line])
            case TrueFalseAnswer() | ChoiceAnswer() | EssayAnswer():
                return Wml()
            case _:
                assert_never(question.answer)

    def gap(self, filling: Wml, unit: str = "") -> Wml:
        """A line of its own: behind the text it would be torn from its label."""
        return paragraph(
            "AnswerLine", self.say("answer_here") + _space(1) + _blank(BLANK, filling) + run(f" {unit}" if unit else "")
        )

    def line(self, millimetres: int) -> Wml:
        """A line to write on."""
        return _blank(millimetres, Wml())

    def bracket(self, form: Literal["truefalse", "choice"], filling: Wml) -> Wml:
        opening, closing = "（）" if self.words.script.ideographic else "()"
        edge = TAB if form == "truefalse" else _space(1)
        return Wml(edge + run(opening) + _space(2) + (filling or _space(4)) + _space(2) + run(closing))

    def options(
        self, bodies: Sequence[Blocks | Picture], refs: Mapping[str, int], right: Sequence[bool] = ()
    ) -> list[Wml]:
        """Options or entries with their letters, as many on a line as their widths allow; what is right is ticked."""
        ticks = [run(TICK, Look("Keyword")) if tick else Wml() for tick in right or (False,) * len(bodies)]
        columns = self._columns(bodies, LABEL + (TICKED if any(right) else 0))
        if columns == 1:
            pairs = zip(bodies, ticks, strict=True)
            below = joined(block for body, tick in pairs for block in self._option(body, refs, tick, ""))
            # One cell, in which each option is a paragraph of its list: few blocks stay together more surely.
            return [table([[Cell(below)]], [self.content.package.line], ruled=False, indent=0)]
        hanging = indented(INDENT, INDENT)
        cells = [
            Cell(joined(self._option(body, refs, tick, hanging))) for body, tick in zip(bodies, ticks, strict=True)
        ]
        cells += [Cell(Wml())] * (-len(cells) % columns)
        rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
        width = (self.content.package.line - INDENT) // columns
        return [table(rows, [width] * columns, ruled=False, indent=INDENT)]

    def _option(self, body: Blocks | Picture, refs: Mapping[str, int], tick: Wml, settings: str) -> list[Wml]:
        if isinstance(body, Picture):
            return [paragraph("Option", self.drawing(body) + tick, settings)]
        place = Place("Option", settings)
        later = Place("Cell", settings) if settings else Place("QuestionText", indented(2 * INDENT))
        return self.content.blocks(body, refs, later, first=place, after=tick)

    def _columns(self, bodies: Sequence[Blocks | Picture], more: float) -> int:
        """How many stand on a line: as many as it can hold, of four, two and one, each with so much `more` than its text."""
        package = self.content.package
        line = package.line - INDENT
        form = arrangement(bodies)
        if form == "lines":
            return 1
        if form == "pictures":
            drawings = [body.width * self.content.zoom * TWIPS for body in bodies if isinstance(body, Picture)]
            widest = max(drawings) + more * package.em
        else:
            paras = [body[0] for body in bodies if not isinstance(body, Picture)]
            lengths = [tabular.line_length(para.inlines) for para in paras if isinstance(para, Para)]
            widest = (max(lengths) + more) * package.em
        return next((count for count in (4, 2) if widest * count < line and len(bodies) >= count), 1)

    def _labelled(self, label: Blocks, refs: Mapping[str, int]) -> Cell:
        return Cell(joined(self.content.blocks(label, refs, Place("Cell", '<w:jc w:val="center"/>'))))

    def _grid(self, heads: Sequence[Sequence[Cell]], filled: Sequence[Wml], columns: int) -> Wml:
        rows = [[text_cell(cell) for cell in filled[i : i + columns]] for i in range(0, len(filled), columns)]
        width = min(round((36 if heads else 18) * TWIPS), (self.content.package.line - INDENT) // columns)
        return table([*heads, *rows], [width] * columns, heads=len(heads), height=round(8 * TWIPS))

    def _pairs(self, left: Sequence[Placed], letters: Sequence[str], refs: Mapping[str, int]) -> Wml:
        """Each left entry behind its number and the blank for a letter."""
        number, blank = round(1.5 * INDENT), round(12 * TWIPS)
        own = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.content.package.new_list("Pair")}"/></w:numPr>'
        rows = [
            [
                Cell(paragraph("Pair", "", own + indented(INDENT, INDENT))),
                text_cell(run(letter), borders=("bottom",)),
                Cell(self._entry(entry.body, refs)),
            ]
            for entry, letter in zip(left, letters, strict=True)
        ]
        widths = [number, blank, self.content.package.line - INDENT - number - blank]
        return table(rows, widths, ruled=False, indent=INDENT)

    def _entry(self, body: Blocks | Picture, refs: Mapping[str, int]) -> Wml:
        if isinstance(body, Picture):
            return paragraph("Cell", self.drawing(body))
        return joined(self.content.blocks(body, refs, Place("Cell", indented(120))))

    def _repeated(self, answer: MatchingAnswer | OrderingAnswer) -> Iterator[Wml]:
        if answer.repeats:
            yield paragraph("Remark", self.say("repeats"))


def _blank(millimetres: int, filling: Wml) -> Wml:
    """A line to write on, about as long as is said; what is filled in stands on its middle."""
    if not filling:
        return _space(millimetres, underlined=True)
    return Wml(_space(3, underlined=True) + filling + _space(3, underlined=True))


def _space(count: int, *, underlined: bool = False) -> Wml:
    """Spaces that do not break; four of them are as wide as the type is large."""
    return run(NO_BREAK * count, Look(underlined=underlined, narrow=True))
