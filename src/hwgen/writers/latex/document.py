"""The exam and its key as TeX for the exam class: the templates lay out what stands here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, assert_never

import jinja2

from hwgen.content.picture import Picture
from hwgen.content.tabular import PADDING, line_length
from hwgen.content.tree import Blocks, Para
from hwgen.exam.marking import with_rules
from hwgen.exam.model import Exam, Group, Question
from hwgen.kinds import (
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.values import Value
from hwgen.words.words import Words
from hwgen.writers.latex.content import blocks, drawing
from hwgen.writers.latex.drawing import texsheet
from hwgen.writers.latex.escaping import Tex, escape, indent, within
from hwgen.writers.printed import templates
from hwgen.writers.printed.images import file_name
from hwgen.writers.printed.templates import say
from hwgen.writers.printed.voice import Voice, arrangement

# In em, about how wide a column to fill in usually is.
FILLED = 7.0

# For a template of the course that is older than lines that end early before a formula.
BEGIN, OLDER = r"\begin{document}", "\\newcommand{\\ragged}{}\n"


def write(exam: Exam, words: Words, environment: jinja2.Environment, *, key: bool, root: Path) -> Tex:
    """The exam, or its key, as a part of a document; `words` are the labels in the exam's language."""
    exam = exam if key else with_rules(exam)
    voice = _Voice(exam, words, root, escape)
    template = environment.get_template("key.tex.j2" if key else "exam.tex.j2")
    body = template.render(
        **voice.names(key=key),
        holder=voice.holder,
        sheet=lambda page: Tex(texsheet(page, escape)),
        origin=voice.origin,
        layout=_layout,
        file=lambda picture: Tex(file_name(picture)),
    )
    return Tex(body)


def document(
    bodies: Sequence[Tex],
    paper: Literal["a4", "letter"],
    words: Words,
    environment: jinja2.Environment,
) -> str:
    """The TeX file that holds `bodies`, all in one language, one after the other."""
    document = environment.get_template("document.tex.j2").render(
        bodies=bodies,
        uses=lambda command: any(rf"\{command}{{" in body for body in bodies),
        language=words.language,
        script=words.script,
        babel=Tex(words.script.latex.babel),
        fontset=Tex(words.script.latex.fontset),
        linespread=Tex(words.script.latex.linespread),
        paper=Tex(paper),
        thepage=Tex(r"{\number\count@}"),
        numpages=Tex(r"{\number\paper@held}"),
        say=lambda word, **values: say(escape, words, word, **values),
    )
    return document if r"\newcommand{\ragged}" in document else document.replace(BEGIN, OLDER + BEGIN, 1)


class _Voice(Voice[Tex]):
    """The parts of one exam as TeX in its language."""

    YES, NO, MAY_BREAK = r"\yes", r"\no", r"\allowbreak "

    def holder(self) -> Tex:
        return Tex(r"\quad{}".join(self.whose()))

    def prose(self, content: Blocks, refs: Mapping[str, int]) -> Tex:
        return blocks(content, refs, self.words)

    def drawing(self, picture: Picture) -> Tex:
        return drawing(picture)

    def formula(self, tex: str) -> Tex:
        return Tex(f"${self.words.script.formula(tex)}$")

    def smaller(self, content: Tex) -> Tex:
        return Tex(rf"{{\footnotesize {content}}}")

    def fields(self, question: Question, group: Group, *, key: bool) -> Tex:
        """Where the answer is written, below the question; with the answer in the key."""
        match question.answer:
            case NumericAnswer((cell,), 0):
                return self.gap(self.filling(cell.value, key=key), _unit(cell.value))
            case ShortAnswerAnswer(value, accepted):
                return self.gap(self.filling(value, key=key) if value else escape(accepted[0]) if key else Tex(""))
            case NumericAnswer(cells, 0):
                head = " & ".join(self.blocks(cell.label, group) for cell in cells)
                row = " & ".join(self.cells(cells, key=key))
                lines = rf"{head} \\ \hline" "\n" rf"{row} \fillrow \\ \hline"
                return Tex(within(rf"\begin{{filltable}}{_room_for(cells)}{{{len(cells)}}}", lines, r"\end{filltable}"))
            case NumericAnswer(cells, columns):
                filled = self.cells(cells, key=key)
                rows = (filled[i : i + columns] for i in range(0, len(filled), columns))
                lines = "\n".join(rf"{' & '.join(row)} \fillrow \\ \hline" for row in rows)
                return Tex(within(rf"\begin{{fillgrid}}{{{columns}}}", lines, r"\end{fillgrid}"))
            case MatchingAnswer(left, right) as match:
                letters = match.letters if key else ("",) * len(left)
                pair = r"\numbered{{{0}}}{{{2}}}" if self.answered_elsewhere(key=key) else r"\pair{{{0}}}{{{1}}}{{{2}}}"
                pairs = (
                    pair.format(i, letter, self.body(entry.body, group))
                    for i, (entry, letter) in enumerate(zip(left, letters, strict=True), 1)
                )
                return Tex("\n".join([*pairs, self.entries(right, group), *self.repeated(match)]))
            case OrderingAnswer(entries) as order:
                letters = order.letters if key else ("",) * len(order.key)
                blanks = r" $\to$ ".join(rf"\gap[9mm]{{{letter}}}" for letter in letters)
                line = rf"\ordergap{{{self.say('answer_here')}}}{{{blanks}}}"
                below = () if self.answered_elsewhere(key=key) else (line,)
                return Tex("\n".join([self.entries(entries, group), *self.repeated(order), *below]))
            case TrueFalseAnswer() | ChoiceAnswer() | EssayAnswer():
                return Tex("")
            case _:
                assert_never(question.answer)

    def gap(self, filling: Tex, unit: str = "") -> Tex:
        return Tex(rf"\answergap{{{self.say('answer_here')}}}{{{filling}}}{{{unit}}}")

    def bracket(self, form: Literal["truefalse", "choice"], filling: Tex) -> Tex:
        return Tex(rf"\truefalse{{{filling}}}" if form == "truefalse" else rf"\blank{{{filling}}}")

    def repeated(self, answer: MatchingAnswer | OrderingAnswer) -> Iterator[str]:
        if answer.repeats:
            yield rf"\remark{{{self.say('repeats')}}}"

    def entries(self, entries: tuple[Placed, ...], group: Group) -> str:
        """Entries with their letters, laid out as options are."""
        options = "\n".join(rf"\option {self.body(entry.body, group)}" for entry in entries)
        return within(rf"\begin{{options}}{_columns_for([e.body for e in entries])}", options, r"\end{options}")

    def origin(self, group: Group) -> Tex:
        """The comment by which an error of TeX is traced to the bank."""
        return Tex(f"% {group.span.inside(self.root)}:{group.span.line} ({group.item})")


def _unit(value: Value) -> str:
    return rf"\,{escape(value.unit)}" if value.unit else ""


def _layout(choice: ChoiceAnswer, *, key: bool) -> Tex:
    right = f"right={{{','.join(choice.letters)}}}" if key else ""
    return Tex(_columns_for([option.body for option in choice.options], right))


def _columns_for(bodies: Sequence[Blocks | Picture], more: str = "") -> str:
    """The settings of `options`."""
    settings = {"pictures": ["pictures"], "lines": ["columns=1"], "measured": []}[arrangement(bodies)]
    settings += [more] if more else []
    return f"[{', '.join(settings)}]" if settings else ""


def environment(*folders: Path) -> jinja2.Environment:
    """Templates from `folders`, the first that has one, in which only TeX and numbers can be printed."""
    return templates.environment(folders, Tex, "TeX", tex=escape, indent=indent)


def _room_for(cells: Sequence[Cell]) -> str:
    """The width of the columns, where a head needs more than they usually have to stand on one line."""
    heads = (block.inlines for cell in cells for block in cell.label if isinstance(block, Para))
    widest = max(map(line_length, heads), default=0.0)
    return f"[{widest + PADDING:.1f}em]" if widest > FILLED else ""
