"""The exam and its key as Typst: the templates lay out what stands here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, assert_never, get_args

import jinja2

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.exam.marking import with_rules
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
from hwgen.values import Value
from hwgen.words.words import Words
from hwgen.writers.printed import templates
from hwgen.writers.printed.images import file_name
from hwgen.writers.printed.voice import Voice, arrangement
from hwgen.writers.typst import drawing as drawings
from hwgen.writers.typst.content import blocks, cells_of, drawing, equation
from hwgen.writers.typst.escaping import Typ, escape, literal

Design = Literal["usual", "closer", "closest"]
# Each has less air than the one before it, or smaller spaces to draw in.
DESIGNS: tuple[Design, ...] = get_args(Design)
# What a template of the course may be too old to have: it prints as ever, with formulas that break, or run on beside each other, and
# numbers that stand beside their questions.
OLDER = {
    "unbroken(formula)": "formula",
    "beside(alt, formula, ..parts)": "math.equation(alt: alt, block: true, formula.body)",
    "in-line(number)": "[]",
    "opens": "(:)",
}


def write(
    exam: Exam,
    words: Words,
    environment: jinja2.Environment,
    *,
    key: bool,
    paper: Literal["a4", "letter"],
    root: Path,
    design: Design = "usual",
) -> str:
    """The Typst file of the exam, or of its key, in one of the DESIGNS; `words` are the labels in the exam's language."""
    exam = exam if key else with_rules(exam)
    voice = _Voice(exam, words, root, escape)
    template = environment.get_template("key.typ.j2" if key else "exam.typ.j2")
    document = template.render(
        **voice.names(key=key),
        lang=literal(words.script.typst.lang),
        region=literal(words.script.typst.region),
        serif=literal(words.script.typst.serif),
        sans=literal(words.script.typst.sans),
        leading=Typ(words.script.typst.leading),
        large=exam.looks.large and not key,
        contrast=exam.looks.contrast,
        closer=design != "usual",
        closest=design == "closest",
        paper=Typ("a4" if paper == "a4" else "us-letter"),
        thepage=Typ("#thepage;"),
        numpages=Typ("#numpages;"),
        title=literal(f"{exam.course} · {exam.title} · {exam.code}"),
        holder=voice.holder(),
        layout=_layout,
        sheet=lambda page: Typ(drawings.sheet(page, escape)),
        origin=voice.origin,
        literal=literal,
        file=lambda picture: literal(file_name(picture)),
    )
    lacking = (f"#let {name} = {former}\n" for name, former in OLDER.items() if f"#let {name} = " not in document)
    return "".join((*lacking, document))


class _Voice(Voice[Typ]):
    """The parts of one exam as markup in its language."""

    YES, NO, MAY_BREAK = "√", "×", "\N{ZERO WIDTH SPACE}"

    def holder(self) -> Typ:
        whose = self.whose()
        return Typ(f"#runninghead[{'#h(1em);'.join(whose)}];") if whose else Typ("")

    def prose(self, content: Blocks, refs: Mapping[str, int]) -> Typ:
        return blocks(content, refs, self.words)

    def drawing(self, picture: Picture) -> Typ:
        return drawing(picture)

    def formula(self, tex: str) -> Typ:
        return equation(self.words.script.formula(tex))

    def smaller(self, content: Typ) -> Typ:
        return Typ(f"#text(size: 0.8em)[{content}];")

    def fields(self, question: Question, group: Group, *, key: bool) -> Typ:
        """Where the answer is written, below the question; with the answer in the key."""
        match question.answer:
            case NumericAnswer((cell,), 0):
                return self.gap(self.filling(cell.value, key=key), _unit(cell.value))
            case ShortAnswerAnswer(value, accepted):
                return self.gap(self.filling(value, key=key) if value else escape(accepted[0]) if key else Typ(""))
            case NumericAnswer(cells, 0):
                head = cells_of([self.blocks(cell.label, group) for cell in cells])
                row = cells_of(self.cells(cells, key=key))
                return Typ(f"#filltable({len(cells)},\n  {head},\n  {row},\n);")
            case NumericAnswer(cells, columns):
                filled = cells_of(self.cells(cells, key=key))
                return Typ(f"#fillgrid({columns}, {filled});")
            case MatchingAnswer(left, right) as match:
                letters = match.letters if key else ("",) * len(left)
                pair = "#numbered({0})[\n{2}\n];" if self.answered_elsewhere(key=key) else "#pair({0})[{1}][\n{2}\n];"
                pairs = (
                    pair.format(i, letter, self.body(entry.body, group))
                    for i, (entry, letter) in enumerate(zip(left, letters, strict=True), 1)
                )
                whole = ("#kept(spacing: line-gap + 2pt)[", *pairs, "];") if key else pairs
                return Typ("\n".join([*whole, self.entries(right, group), *self.repeated(match)]))
            case OrderingAnswer(entries) as order:
                letters = order.letters if key else ("",) * len(order.key)
                blanks = " → ".join(f"#blank(9)[{letter}];" for letter in letters)
                line = f"#ordergap[{self.say('answer_here')}][{blanks}];"
                below = () if self.answered_elsewhere(key=key) else (line,)
                return Typ("\n".join([self.entries(entries, group), *self.repeated(order), *below]))
            case TrueFalseAnswer() | ChoiceAnswer() | EssayAnswer():
                return Typ("")
            case _:
                assert_never(question.answer)

    def gap(self, filling: Typ, unit: str = "") -> Typ:
        return Typ(f"#answergap[{self.say('answer_here')}][{filling}][{unit}];")

    def bracket(self, form: Literal["truefalse", "choice"], filling: Typ) -> Typ:
        return Typ(f"#truefalse[{filling}];" if form == "truefalse" else f"#bracketed[{filling}];")

    def repeated(self, answer: MatchingAnswer | OrderingAnswer) -> Iterator[str]:
        if answer.repeats:
            yield f"#remark[{self.say('repeats')}];"

    def entries(self, entries: tuple[Placed, ...], group: Group) -> Typ:
        """Entries with their letters, laid out as options are."""
        options = ",\n".join(f"[\n{self.body(entry.body, group)}\n]" for entry in entries)
        return Typ(f"#options({_settings([e.body for e in entries])}\n{options},\n);")

    def origin(self, group: Group) -> Typ:
        """The comment by which an error of Typst is traced to the bank."""
        return Typ(f"// {' '.join(group.span.inside(self.root).split())}:{group.span.line} ({group.item})")


def _unit(value: Value) -> Typ:
    return Typ(f"#h(0.17em);{escape(value.unit)}") if value.unit else Typ("")


def _layout(choice: ChoiceAnswer, *, key: bool) -> Typ:
    right = "".join(f'"{letter}", ' for letter in choice.letters) if key else ""
    return Typ(_settings([option.body for option in choice.options]) + (f" right: ({right})," if key else ""))


def _settings(bodies: Sequence[Blocks | Picture]) -> str:
    """The settings of `options`."""
    return {"pictures": "pictures: true,", "lines": "columns: 1,", "measured": ""}[arrangement(bodies)]


def environment(*folders: Path) -> jinja2.Environment:
    """Templates from `folders`, the first that has one, in which only markup and numbers can be printed."""
    return templates.environment(folders, Typ, "Typst markup", typ=escape, literal=literal)
