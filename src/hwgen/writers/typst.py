"""The exam and its key as Typst: content becomes markup here, the templates lay it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, assert_never

import jinja2

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
from hwgen.words.script import NO_BREAK
from hwgen.words.words import Words
from hwgen.writers import printed, typstdraw
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
    width,
)
from hwgen.writers.typstmath.formulas import formula
from hwgen.writers.typstmath.literals import UNTOLD, quoted

# Beside letters, digits, spaces and everything beyond ASCII, these mean nothing to Typst wherever they stand.
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
_LONG_RUN = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST_RUN + 1},}}")
# Joiners and selectors of emoji, control signs, and signs that turn the direction of what follows.
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\x00-\x08\x0e-\x1b\x7f]")
_SPACES = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_APOSTROPHE = re.compile(r"(?<=\w)'")
_LIGATURE = re.compile(r"([-',])(?=\1)")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
BREAK = "\u200b"


class Typ(str):
    """Text that is Typst markup already."""

    __slots__ = ()


def escape(text: str) -> Typ:
    """`text` as markup that prints just that text, on one line of source; markup stays as it is."""
    if isinstance(text, Typ):
        return text
    apart = _LIGATURE.sub("\\1\u200c", _APOSTROPHE.sub("’", _breakable(text)))
    return Typ(_SPECIAL.sub(r"\\\g<0>", apart))


def _breakable(text: str) -> str:
    """`text` without what cannot be seen, on one line, with places where very long words may part."""
    flat = _SPACES.sub(" ", _UNSEEN.sub("", text))
    return _LONG_RUN.sub(lambda run: BREAK.join(re.findall(rf".{{1,{PIECE}}}", run[0])), flat)


def literal(text: str) -> Typ:
    """`text` as a string of Typst's code."""
    return Typ(quoted(text))


def inlines(content: Inlines, refs: Mapping[str, int], words: Words) -> Typ:
    parts: list[str] = []
    for i, inline in enumerate(content):
        if i and isinstance(inline, Math) != isinstance(content[i - 1], Math) and _touch(content[i - 1], inline):
            parts.append("#gap;")
        parts.append(_inline(inline, refs, words))
    return Typ("".join(parts))


def _touch(before: Inline, after: Inline) -> bool:
    """Whether a Chinese sign stands right beside a formula: Typst parts only text from text there."""
    left, right = _edge(before, -1), _edge(after, 0)
    return bool(_IDEOGRAPH.match(left) or _IDEOGRAPH.match(right))


def _edge(inline: Inline, side: int) -> str:
    match inline:
        case Str(text):
            return text[side] if text else ""
        case Emph(inner) | Strong(inner):
            return _edge(inner[side], side) if inner else ""
        case Code() | Math() | Ref() | LineBreak():
            return ""
        case _:
            assert_never(inline)


def _inline(inline: Inline, refs: Mapping[str, int], words: Words) -> str:
    match inline:
        case Str(text):
            return escape(text)
        case Emph(inner):
            return f"#emph[{inlines(inner, refs, words)}];"
        case Strong(inner):
            return f"#strong[{inlines(inner, refs, words)}];"
        case Code(text):
            return f"#raw({literal(_breakable(text))});"
        case Math(tex):
            return equation(words.script.formula(tex))
        case Ref(question):
            return Typ(escape(words.say("question", number=refs[question])).replace(NO_BREAK, "~"))
        case LineBreak():
            return "#linebreak();"
        case _:
            assert_never(inline)


def equation(tex: str, *, block: bool = False) -> Typ:
    """A formula; those who cannot see it are told its TeX."""
    plain = " ".join(tex.split()) or UNTOLD
    return Typ(f"#{'displayed' if block else 'math'}({literal(plain)}, ${formula(str(tex))}$);")


def blocks(content: Blocks, refs: Mapping[str, int], words: Words) -> Typ:
    return Typ("\n\n".join(_block(block, refs, words) for block in content))


def _block(block: Block, refs: Mapping[str, int], words: Words) -> str:
    match block:
        case Para(inner):
            return inlines(inner, refs, words).strip()
        case DisplayMath(tex):
            return equation(words.script.formula(tex), block=True)
        case Bullets(items):
            return _list("list", items, refs, words)
        case Numbered(items):
            return _list('enum.with(numbering: "(1)")', items, refs, words)
        case CodeBlock():
            lines = ",\n".join(map(literal, block.lines))
            numbered = "numbered: true, " if block.numbered else ""
            return f"#codeblock({numbered}(\n{lines},\n));" if lines else ""
        case Table():
            return _table(block, refs, words)
        case Figure(picture):
            return image(picture) if isinstance(picture, Image) else drawing(picture)
        case _:
            assert_never(block)


def _list(function: str, items: tuple[Blocks, ...], refs: Mapping[str, int], words: Words) -> str:
    told = "".join(f"[\n{blocks(item, refs, words)}\n]" for item in items)
    return f"#({function})(){told};"


def _table(table: Table, refs: Mapping[str, int], words: Words) -> str:
    rows = [[inlines(cell, refs, words) for cell in row] for row in (table.head, *table.rows)]
    head = f"table.header({_cells([Typ(f'#strong[{cell}];') for cell in rows[0]])})," if any(table.head) else ""
    body = "\n".join(f"  {_cells(row)}," for row in rows[1:])
    wide = sum(max(map(_width, column)) for column in zip(*rows, strict=True)) + 2 * len(rows[0]) > FITTING
    return f"#datatable({len(rows[0])}, {'left' if wide else 'center'}, {head}\n{body}\n);"


def _cells(cells: Sequence[str]) -> Typ:
    return Typ(", ".join(f"[{cell}]" for cell in cells))


def _width(markup: str) -> int:
    """About how wide `markup` prints, in half em."""
    return width(re.sub(r"#\w+|[\\{}$#;\"]", "", markup))


def drawing(picture: Picture) -> Typ:
    return Typ(typstdraw.drawing(picture, escape))


def image(picture: Image) -> Typ:
    scale = 72 / DOTS_PER_INCH if picture.kind == "svg" else 72 / 96
    alt = literal(picture.alt.strip() or UNTOLD)
    return Typ(f"#bankimage({literal(file_name(picture))}, {scale:g}, {alt});")


def write(
    exam: Exam,
    words: Words,
    environment: jinja2.Environment,
    *,
    key: bool,
    paper: Literal["a4", "letter"],
    root: Path,
) -> str:
    """The Typst file of the exam, or of its key; `words` are the labels in the exam's language."""
    voice = _Voice(exam, words, root, escape)
    template = environment.get_template("key.typ.j2" if key else "exam.typ.j2")
    return template.render(
        exam=exam,
        script=words.script,
        lang=literal(words.script.typst.lang),
        region=literal(words.script.typst.region),
        serif=literal(words.script.typst.serif),
        sans=literal(words.script.typst.sans),
        leading=Typ(words.script.typst.leading),
        key=key,
        large=exam.looks.large and not key,
        contrast=exam.looks.contrast,
        paper=Typ("a4" if paper == "a4" else "us-letter"),
        thepage=Typ("#thepage;"),
        numpages=Typ("#numpages;"),
        title=literal(f"{exam.course} · {exam.title} · {exam.code}"),
        holder=voice.holder(),
        say=voice.say,
        ordinal=voice.ordinal,
        tally=voice.tally,
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


class _Voice(Voice[Typ]):
    """The parts of one exam as markup in its language."""

    YES, NO, MAY_BREAK = "√", "×", "\N{ZERO WIDTH SPACE}"

    def holder(self) -> Typ:
        told = self.whose()
        return Typ(f"#runninghead[{'#h(1em);'.join(told)}];") if told else Typ("")

    def prose(self, content: Blocks, refs: Mapping[str, int]) -> Typ:
        return blocks(content, refs, self.words)

    def drawing(self, picture: Picture) -> Typ:
        return drawing(picture)

    def formula(self, tex: str) -> Typ:
        return equation(self.words.script.formula(tex))

    def filling(self, value: Value, *, key: bool) -> Typ:
        """What stands in a blank: in the key the value, its unit behind it."""
        return self.formula(value.shown_with(value.digits).bare().tex()) if key else Typ("")

    def fields(self, question: Question, group: Group, *, key: bool) -> Typ:
        """Where the answer is written, below the question; with the answer in the key."""
        match question.answer:
            case NumericAnswer((cell,), 0):
                return self.gap(self.filling(cell.value, key=key), _unit(cell.value))
            case ShortAnswerAnswer(value, accepted):
                return self.gap(self.filling(value, key=key) if value else escape(accepted[0]) if key else Typ(""))
            case NumericAnswer(cells, 0):
                head = _cells([self.blocks(cell.label, group) for cell in cells])
                row = _cells([self.filling(cell.value, key=key) for cell in cells])
                return Typ(f"#filltable({len(cells)},\n  {head},\n  {row},\n);")
            case NumericAnswer(cells, columns):
                filled = _cells([self.filling(cell.value, key=key) for cell in cells])
                return Typ(f"#fillgrid({columns}, {filled});")
            case MatchingAnswer(left, right) as match:
                letters = match.letters if key else ("",) * len(left)
                pairs = (
                    f"#pair({i})[{letter}][\n{self.body(entry.body, group)}\n];"
                    for i, (entry, letter) in enumerate(zip(left, letters, strict=True), 1)
                )
                return Typ("\n".join([*pairs, self.entries(right, group)]))
            case OrderingAnswer(entries) as order:
                letters = order.letters if key else ("",) * len(entries)
                blanks = " → ".join(f"#blank(9)[{letter}];" for letter in letters)
                return Typ(f"{self.entries(entries, group)}\n#ordergap[{self.say('answer_here')}][{blanks}];")
            case TrueFalseAnswer() | ChoiceAnswer() | EssayAnswer():
                return Typ("")
            case _:
                assert_never(question.answer)

    def gap(self, filling: Typ, unit: str = "") -> Typ:
        return Typ(f"#answergap[{self.say('answer_here')}][{filling}][{unit}];")

    def entries(self, entries: tuple[Placed, ...], group: Group) -> Typ:
        """Entries with their letters, laid out as options are."""
        told = ",\n".join(f"[\n{self.body(entry.body, group)}\n]" for entry in entries)
        return Typ(f"#options({_settings([e.body for e in entries])}\n{told},\n);")

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
    return printed.environment(folders, Typ, "Typst markup", typ=escape, literal=literal)
