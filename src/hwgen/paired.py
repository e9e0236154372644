"""Blocks in which authors of generators write: a paragraph is a line in each language, or in all of them at once.

    步幅为 [s]。输出的边长为
    With a stride of [s] the side of the output is
    $$[=key].$$
    没有填充。 || There is no padding.

Two lines are a paragraph, in Chinese and in English; ` || ` puts both on one line. A displayed formula, a figure `![](name)` or a hole that is
alone on its line stands in every language, and so does the row of a table without Chinese in it. A line that is indented further goes on
with the one above. In other languages, or in more than two, every line begins with its language: `de: Die Schrittweite ist [s].`
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

BETWEEN = " || "
SHARED = re.compile(r"\$\$(?:(?!\$\$).)+\$\$|!\[[^\]]*\]\([^)]*\)|\[[A-Za-z_]\w*\]|\|[^\u2e80-\uffff]*\|")
TAGGED = re.compile(r"([a-z]{2}(?:-[a-z]{2})?): +(.*)")
ENTRY = re.compile(r"([A-Za-z0-9][^\s:]*):(?: +(.*))?")
# An entry with `=` for its colon, or a space in its name.
NEARLY = re.compile(r"([\w-]+)\s*=\s*(.+)|([\w-]+ [\w-]+):\s+(.+)")
ROW = "|"
# So many blocks are kept as they were read: one with numbers of Python's in it is another for each variant.
MOST_READ = 1024
# From here on, characters stand side by side without spaces.
WIDE = "\u2e80"
LONGEST_SHOWN = 40
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
UNREAD = re.compile(r"\$[^$]*\$|\[[^\]]*\]|`[^`]*`")


# What stands for a sign of blocks and is none, with the sign: the group of a shape is what is wrong.
_SIGNS = (
    (re.compile(r"(｜｜|｜\||\|｜)"), "write ` || `"),
    (re.compile(r"^(＃)"), "write `# ` and the id of a question"),
    (re.compile(r"(［)\w+[^］]*］"), "write `[` and `]` around a name"),
)
_COLON = re.compile(r"([A-Za-z0-9][\w-]*)\s*：")
_CLOSE = re.compile(r"\S\|\||\|\|\S")


class BlockError(ValueError):
    """A `line` of a block that cannot be read; `hint` is the way out."""

    def __init__(self, line: str, problem: str, hint: str) -> None:
        shown = line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"
        super().__init__(f"“{shown}”: {problem}")
        self.line, self.hint = line, hint


@dataclass(frozen=True, slots=True)
class Line:
    indent: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line with those that go on with it; `first` is what it begins with in the file."""

    text: str
    first: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under a name: the rest of its own line, and the lines below that are indented further."""

    name: str
    head: str
    body: tuple[Line, ...]

    def texts(self, languages: Sequence[str], head: str | None = None) -> dict[str, str]:
        """The text of each language, from all of its lines; `head` is what is left of the first."""
        first = self.head if head is None else head
        below = min((line.indent for line in self.body), default=0)
        lines = (*([Line(below, first)] if first else []), *self.body)
        if not lines:
            raise BlockError(f"{self.name}:", "the text is missing", "write it behind the name, or below and indented")
        return texts_of(lines, languages)


def refuse_signs(line: str) -> None:
    """Raises BlockError for a line with a Chinese sign where one of ASCII has a meaning, or bars that touch a text."""
    for shape, hint in _SIGNS:
        if match := shape.search(line):
            raise BlockError(line, f"`{match[1]}` is a Chinese sign", hint)
    if BETWEEN not in line and HAN.search(line) and not line.startswith(ROW) and _CLOSE.search(UNREAD.sub(" ", line)):
        raise BlockError(line, "no spaces stand around `||`", "write ` || ` between the languages")


def refuse_colon(line: str, names: Container[str] | None = None) -> None:
    """Raises BlockError for a Chinese colon behind a name: one of `names`, or any."""
    match = _COLON.match(line)
    if match and (names is None or match[1].lower() in names):
        raise BlockError(line, "`：` is a Chinese colon", f"write `{match[1].lower() if names else match[1]}: `")


def lines_of(block: str) -> tuple[Line, ...]:
    """Its lines but the empty ones. Raises BlockError."""
    lines: list[Line] = []
    for line in filter(str.strip, block.expandtabs().splitlines()):
        indent = len(line) - len(line.lstrip())
        # Of a text that Python puts into an indented block, all lines but the first begin at the left edge.
        put_in = lines and not indent and lines[0].indent
        refuse_signs(line.strip())
        lines.append(Line(lines[-1].indent if put_in else indent, line.strip()))
    return tuple(lines)


@lru_cache(maxsize=MOST_READ)
def entries(lines: tuple[Line, ...]) -> tuple[Entry, ...]:
    """The entries of a block, `name: ...`, each with what is indented below. Raises BlockError."""
    parted = tuple(_entries(lines))
    for i, entry in enumerate(parted):
        if any(other.name == entry.name for other in parted[:i]):
            raise BlockError(f"{entry.name}:", "this name is already in the block", "give one of the two another name")
    return parted


def _entries(lines: Sequence[Line]) -> Iterator[Entry]:
    base = _margin(lines)
    starts = [i for i, line in enumerate(lines) if line.indent == base]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = ENTRY.fullmatch(lines[start].text)
        if not match:
            refuse_colon(lines[start].text)
            hint = "write `name: ...`; indent the line if it belongs to the one above"
            if meant := NEARLY.fullmatch(lines[start].text):
                name, value = meant[1] or "-".join(meant[3].split()), meant[2] or meant[4]
                hint = f"write `{name}: {value}`"
            raise BlockError(lines[start].text, "the name is missing", hint)
        yield Entry(match[1], match[2] or "", tuple(lines[start + 1 : end]))


def texts_of(lines: Sequence[Line], languages: Sequence[str]) -> dict[str, str]:
    """The text of each language. Raises BlockError."""
    whole = _joined(lines)
    for paragraph in whole:
        refuse_colon(paragraph.first, languages)
    if any(TAGGED.fullmatch(paragraph.text) for paragraph in whole):
        return _tagged(whole)
    texts: dict[str, list[str]] = {language: [] for language in languages}
    left = iter(whole)
    for paragraph in left:
        for language, text in _in_each(paragraph, left, languages).items():
            texts[language].append(text)
    return {language: _below_each_other(text) for language, text in texts.items()}


def _in_each(paragraph: Paragraph, left: Iterator[Paragraph], languages: Sequence[str]) -> dict[str, str]:
    """A paragraph in each language; where it has a line of its own in each, the other lines are those `left`."""
    if SHARED.fullmatch(paragraph.text):
        return dict.fromkeys(languages, paragraph.text)
    pair = paragraph.text.split(BETWEEN)
    if len(pair) == 1:
        pair += [other.text for _, other in zip(languages[1:], left, strict=False)]
    if len(pair) != len(languages) or any(BETWEEN in text for text in pair):
        problem = f"a paragraph is a line in each language, first {' then '.join(languages)}"
        hint = (
            "write the other language on the next line or behind ` || `, and indent a line that goes on; "
            f"in other languages begin each line with its code, `{languages[-1]}: ...`"
        )
        raise BlockError(paragraph.first, problem, hint)
    if any(at != "zh" and _is_chinese(text) for at, text in zip(languages, pair, strict=True)):
        problem = "the other line is Chinese, too" if _is_chinese(pair[0]) else "the Chinese line comes second"
        hint = "write the Chinese line first, and indent a line that goes on with the one above"
        raise BlockError(paragraph.first, problem, hint)
    return dict(zip(languages, pair, strict=True))


def _is_chinese(text: str) -> bool:
    """Whether most of its words are: an English line may quote a Chinese one."""
    read = UNREAD.sub("", text)
    return len(HAN.findall(read)) > len(WORD.findall(read))


def _margin(lines: Sequence[Line]) -> int:
    return min((line.indent for line in lines), default=0)


def _joined(lines: Sequence[Line]) -> list[Paragraph]:
    """Each line with those that go on with it."""
    base = _margin(lines)
    whole: list[Paragraph] = []
    for line in lines:
        if line.indent > base and whole:
            before = whole[-1]
            space = "" if before.text[-1] >= WIDE or line.text[0] >= WIDE else " "
            whole[-1] = Paragraph(before.text + space + line.text, before.first)
        else:
            whole.append(Paragraph(line.text, line.text))
    return whole


def _tagged(whole: Sequence[Paragraph]) -> dict[str, str]:
    tagged = [TAGGED.fullmatch(paragraph.text) for paragraph in whole]
    languages = list(dict.fromkeys(match[1] for match in tagged if match))
    texts: dict[str, list[str]] = {language: [] for language in languages}
    for paragraph, match in zip(whole, tagged, strict=True):
        if not match and not SHARED.fullmatch(paragraph.text):
            hint = f"begin the line with `{languages[0]}: `, as the others"
            raise BlockError(paragraph.first, "the language is missing", hint)
        for language in [match[1]] if match else languages:
            texts[language].append(match[2] if match else paragraph.text)
    return {language: _below_each_other(text) for language, text in texts.items()}


def _below_each_other(paragraphs: Sequence[str]) -> str:
    """The paragraphs as one text; the rows of a table stand right below each other."""
    text = ""
    for before, paragraph in zip(("", *paragraphs), paragraphs, strict=False):
        close = before.startswith(ROW) and paragraph.startswith(ROW)
        text += ("\n" if close else "\n\n" if text else "") + paragraph
    return text
