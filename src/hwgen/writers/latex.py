"""The exam and its key as TeX for the exam class: content becomes TeX here, the templates lay it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, assert_never

import jinja2
from pylatex.utils import NoEscape, escape_latex

from hwgen.content.picture import Image, Picture
from hwgen.content.tree import (
    Block,
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Math,
    Numbered,
    Para,
    Ref,
    Str,
    Strong,
    Table,
)
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
from hwgen.writers import printed
from hwgen.writers.printed import (
    DOTS_PER_INCH,
    FITTING,
    LONGEST_RUN,
    PIECE,
    Voice,
    arrangement,
    even,
    file_name,
    kind,
    lead,
    rest,
    say,
    tex_width,
)
from hwgen.writers.texdraw import texdraw

# Where pylatex has no escape, or one that prints something else.
_OWN = {
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "-": "-",
    "−": "$-$",
}
_LONG_RUN = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST_RUN + 1},}}")
# The Chinese fonts have these; the preamble names the same ones.
_COMMON = (
    r"\u2190-\u2193\u2208\u220f\u2211\u2212\u221a\u221d-\u2220\u2225\u2227-\u222b\u2234-\u2237"
    r"\u223d\u2248\u224c\u2260\u2261\u2264\u2265\u226e\u226f\u2299\u22a5\u25a0-\u25cf"
)
_RARE = r"\u2070-\u209f\u2100-\u214f\u2190-\u245f\u2500-\u27bf\u2900-\u2bff\U0001f000-\U0001faff"


def _rare_han() -> str:
    """Chinese characters beyond GB 2312, which names have and few fonts."""
    common = {bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)}
    rare = (chr(i) for i in range(0x4E00, 0xA000) if chr(i) not in common)
    return "".join(rare) + r"\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff"


_TO_LEFT = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
# Characters that neither Latin Modern nor Fandol has, each group with the command of the preamble that sets it.
_FOREIGN = re.compile(
    rf"(?P<symbols>(?:(?![{_COMMON}])[{_RARE}])+)"
    rf"|(?P<righttoleft>{_TO_LEFT}(?:[\s'-]+{_TO_LEFT})*)"
    r"|(?P<otherscript>[\u0400-\u058f\u0900-\u0eff\u10a0-\u10ff]+)"
    rf"|(?P<rarehan>[{_rare_han()}]+)"
)
_UNSEEN = re.compile(r"[\u200d\ufe0e\ufe0f\x00-\x08\x0e-\x1f\x7f]")
_LIGATURE = re.compile(r"([-',])(?=\1)")


class Tex(NoEscape):  # type: ignore[misc]
    """Text that is TeX already."""


@lru_cache(maxsize=1 << 14, typed=True)
def escape(text: str) -> Tex:
    """`text` as TeX that prints just that text, on one line of source; TeX stays as it is."""
    if isinstance(text, Tex):
        return text
    flat = re.sub(r"[\n\r\t\v\f]", " ", _UNSEEN.sub("", text))
    parts: list[str] = []
    end = 0
    for run in _LONG_RUN.finditer(flat):
        pieces = (run[0][i : i + PIECE] for i in range(0, len(run[0]), PIECE))
        parts += [_literal(flat[end : run.start()]), r"\allowbreak{}".join(map(_literal, pieces))]
        end = run.end()
    return Tex("".join([*parts, _literal(flat[end:])]))


def _literal(text: str) -> str:
    if text.isascii():
        return _characters(text)
    parts: list[str] = []
    end = 0
    for run in _FOREIGN.finditer(text):
        parts += [_characters(text[end : run.start()]), rf"\{run.lastgroup}{{{run[0]}}}"]
        end = run.end()
    return "".join([*parts, _characters(text[end:])])


def _characters(text: str) -> str:
    # An empty group does not part a ligature in XeTeX, an italic correction does.
    return _LIGATURE.sub(r"\1\/", "".join(_OWN.get(c) or str(escape_latex(c)) for c in text))


def inlines(content: Inlines, refs: Mapping[str, int], words: Words) -> Tex:
    return Tex("".join(_inline(inline, refs, words) for inline in content))


def _inline(inline: Inline, refs: Mapping[str, int], words: Words) -> str:
    match inline:
        case Str(text):
            return escape(text)
        case Emph(inner):
            return rf"\emph{{{inlines(inner, refs, words)}}}"
        case Strong(inner):
            return rf"\textbf{{{inlines(inner, refs, words)}}}"
        case Code(text):
            return rf"\texttt{{{escape(text)}}}"
        case Math(tex):
            return f"${_formula(words.script.formula(tex))}$"
        case Ref(question):
            return escape(words.say("question", number=refs[question]))
        case LineBreak():
            return "\\newline\n"
        case _:
            assert_never(inline)


def _formula(tex: str) -> str:
    """An empty line would end the formula."""
    return re.sub(r"\n\s*\n", "\n", tex.strip())


def blocks(content: Blocks, refs: Mapping[str, int], words: Words) -> Tex:
    parts: list[str] = []
    for i, block in enumerate(content):
        if i:
            parts.append("\n\n" if isinstance(block, Para) and isinstance(content[i - 1], Para) else "\n")
        parts.append(_block(block, refs, words))
    return Tex("".join(parts))


def _block(block: Block, refs: Mapping[str, int], words: Words) -> str:
    match block:
        case Para(inner):
            return inlines(inner, refs, words)
        case DisplayMath(tex):
            return _within(r"\[", _formula(words.script.formula(tex)), r"\]")
        case Bullets(items):
            return _list("itemize", items, refs, words)
        case Numbered(items):
            return _list("enumerate", items, refs, words)
        case CodeBlock():
            begin = r"\begin{codeblock}[numbered]" if block.numbered else r"\begin{codeblock}"
            return _within(begin, "\n".join(map(_code_line, block.lines)), r"\end{codeblock}")
        case Table():
            return _table(block, refs, words)
        case Figure(picture):
            shown = image(picture) if isinstance(picture, Image) else drawing(picture)
            return _within(r"\begin{center}", shown, r"\end{center}")
        case _:
            assert_never(block)


def _within(begin: str, inner: str, end: str) -> str:
    return f"{begin}\n{indent(inner)}\n{end}"


def indent(tex: str, depth: int = 2) -> Tex:
    """`tex` with every line but empty ones moved right."""
    return Tex("\n".join(" " * depth + line if line else line for line in tex.split("\n")))


def _list(name: str, items: tuple[Blocks, ...], refs: Mapping[str, int], words: Words) -> str:
    told = (indent(blocks(item, refs, words)).lstrip() for item in items)
    return _within(rf"\begin{{{name}}}", "\n".join(rf"\item {item}" for item in told), rf"\end{{{name}}}")


def _code_line(line: str) -> str:
    words = r"\ ".join(escape(word) for word in line.split(" "))
    return rf"\codeline{{{words}}}"


def _table(table: Table, refs: Mapping[str, int], words: Words) -> str:
    rows = [[inlines(cell, refs, words) for cell in row] for row in (table.head, *table.rows)]
    head = [Tex(rf"\textbf{{{cell}}}") for cell in rows[0]]
    shown = (head, *rows[1:]) if any(table.head) else rows[1:]
    lines = [rf"{' & '.join(row)} \\ \hline" for row in shown]
    grid = _within(rf"\begin{{tabular}}{{|{_columns(rows)}}}", "\n".join([r"\hline", *lines]), r"\end{tabular}")
    return _within(r"\begin{center}", grid, r"\end{center}")


def _columns(rows: list[list[Tex]]) -> str:
    """Columns as wide as their text where all fit side by side, otherwise shares of the line."""
    widths = [max(map(tex_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= FITTING:
        return "c|" * len(widths)
    shares = [max(width, 8) for width in widths]
    return "".join(rf"p{{\dimexpr {share / sum(shares):.2f}\linewidth-2\tabcolsep-1pt}}|" for share in shares)


def drawing(picture: Picture) -> Tex:
    return Tex(texdraw(picture, escape))


def image(picture: Image) -> Tex:
    scale = 72 / DOTS_PER_INCH if picture.kind == "svg" else 72 / 96
    return Tex(rf"\bankimage{{{scale:g}}}{{{file_name(picture)}}}")


def write(exam: Exam, words: Words, environment: jinja2.Environment, *, key: bool, root: Path) -> Tex:
    """The exam, or its key, as a part of a document; `words` are the labels in the exam's language."""
    voice = _Voice(exam, words, root, escape)
    template = environment.get_template("key.tex.j2" if key else "exam.tex.j2")
    body = template.render(
        exam=exam,
        script=words.script,
        key=key,
        say=voice.say,
        ordinal=voice.ordinal,
        tally=voice.tally,
        holder=voice.holder,
        even=even,
        blocks=voice.blocks,
        option=voice.option,
        layout=_layout,
        fields=voice.fields,
        verdict=voice.verdict,
        kind=kind,
        lead=lead,
        rest=rest,
        origin=voice.origin,
    )
    return Tex(body)


def document(
    bodies: Sequence[Tex],
    paper: Literal["a4", "letter"],
    words: Words,
    environment: jinja2.Environment,
) -> str:
    """The TeX file that holds `bodies`, all in one language, one after the other."""
    return environment.get_template("document.tex.j2").render(
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

    def filling(self, value: Value, *, key: bool) -> Tex:
        """What stands in a blank: in the key the value, its unit behind it."""
        return self.formula(value.shown_with(value.digits).bare().tex()) if key else Tex("")

    def fields(self, question: Question, group: Group, *, key: bool) -> Tex:
        """Where the answer is written, below the question; with the answer in the key."""
        match question.answer:
            case NumericAnswer((cell,), 0):
                return Tex(
                    rf"\answergap{{{self.say('answer_here')}}}{{{self.filling(cell.value, key=key)}}}{_unit(cell.value)}"
                )
            case ShortAnswerAnswer(value, accepted):
                filling = self.filling(value, key=key) if value else escape(accepted[0]) if key else ""
                return Tex(rf"\answergap{{{self.say('answer_here')}}}{{{filling}}}")
            case NumericAnswer(cells, 0):
                head = " & ".join(self.blocks(cell.label, group) for cell in cells)
                row = " & ".join(self.filling(cell.value, key=key) for cell in cells)
                lines = rf"{head} \\ \hline" "\n" rf"{row} \fillrow \\ \hline"
                return Tex(_within(rf"\begin{{filltable}}{{{len(cells)}}}", lines, r"\end{filltable}"))
            case NumericAnswer(cells, columns):
                filled = [self.filling(cell.value, key=key) for cell in cells]
                rows = (filled[i : i + columns] for i in range(0, len(filled), columns))
                lines = "\n".join(rf"{' & '.join(row)} \fillrow \\ \hline" for row in rows)
                return Tex(_within(rf"\begin{{fillgrid}}{{{columns}}}", lines, r"\end{fillgrid}"))
            case MatchingAnswer(left, right) as match:
                letters = match.letters if key else ("",) * len(left)
                pairs = (
                    rf"\pair{{{i}}}{{{letter}}}{{{self.body(entry.body, group)}}}"
                    for i, (entry, letter) in enumerate(zip(left, letters, strict=True), 1)
                )
                return Tex("\n".join([*pairs, self.entries(right, group)]))
            case OrderingAnswer(entries) as order:
                letters = order.letters if key else ("",) * len(entries)
                blanks = r" $\to$ ".join(rf"\gap[9mm]{{{letter}}}" for letter in letters)
                line = rf"\ordergap{{{self.say('answer_here')}}}{{{blanks}}}"
                return Tex(f"{self.entries(entries, group)}\n{line}")
            case TrueFalseAnswer() | ChoiceAnswer() | EssayAnswer():
                return Tex("")
            case _:
                assert_never(question.answer)

    def entries(self, entries: tuple[Placed, ...], group: Group) -> str:
        """Entries with their letters, laid out as options are."""
        told = "\n".join(rf"\option {self.body(entry.body, group)}" for entry in entries)
        return _within(rf"\begin{{options}}{_columns_for([e.body for e in entries])}", told, r"\end{options}")

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
    return printed.environment(folders, Tex, "TeX", tex=escape, indent=indent)
