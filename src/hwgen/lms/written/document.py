"""A Word file as the text of questions that a teacher would have typed: numbers and letters of its lists, formulas as TeX, tables, pictures.

Pandoc reads the file; it runs as a program of its own.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any

from lxml import etree

from hwgen.errors import Diagnostic, MissingProgram, counted
from hwgen.extras import install
from hwgen.foreign import foreign
from hwgen.limits import MB
from hwgen.lms.archives import Archive, opened, packed
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.platforms import SIGNATURE
from hwgen.lms.written import sheets, text
from hwgen.lms.written.columns import names_columns
from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import label, start
from hwgen.lms.written.marks import Marks, bare, take_blanks
from hwgen.lms.written.nodes import PLACED, SIGNS, placed
from hwgen.lms.written.tabled import Table
from hwgen.lms.written.workbook import MOST_COLUMNS, Row
from hwgen.lms.xmltree import tree

Node = dict[str, Any]
DOCUMENT, FOLDER = "word/document.xml", "word/"
# What pandoc may take: some 200 times the size of the text, which has some 300 bytes a line. It ends with EXHAUSTED where that is too little.
MEMORY, SECONDS, EXHAUSTED = 1024 * MB, 120, 251
OPTION = re.compile(r"\s*[(\[]?[A-Ha-h]\s*[.、)\]:]")
# What pandoc writes as words of a formula: spaces, and names of functions.
THOUSANDS = re.compile(r"(?<=\d)\\text\{ \}(?=\d{3}(?!\d))")
SPACES = re.compile(r"\\text\{[~ ]*\}")
QUADS = re.compile(r"\\text\{(?:\\quad)+\}")
FUNCTION = re.compile(r"\\(?:text|mathrm)\{(log|ln|max|min|exp|sin|cos|tan|tanh|lim|arg|det|gcd|sup|inf|Pr)\}")
# Signs that stand in no text, as those of marks.OURS: the place of a table, and the digits of its number.
TABLE, TABLE_DIGIT = "\U0010f810", 0x10F820
NUMERALS = "零一二三四五六七八九"


def drafts(data: bytes, doubt: Doubt) -> Sequence[Draft]:
    """The questions of a Word file; a table with named columns is read as that of a spreadsheet. Raises Unreadable, MissingProgram."""
    if not data.startswith(SIGNATURE):
        message = f"this is {foreign(data) or 'a text, or nothing that is known'}, not a Word document (.docx)"
        hint = "open it in Word or WPS and save it as .docx; another name makes no document of a file"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    archive = opened(data)
    if DOCUMENT not in archive:
        raise Unreadable(
            Diagnostic(
                "written-unreadable",
                "the file is a zip archive and no Word file",
                on_line(0),
                "open it in the program that wrote it and save it as .docx",
            )
        )
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and name != DOCUMENT:
            tree(archive.read(name), name)
    root = tree(archive.read(DOCUMENT), DOCUMENT)
    marks = Marks()
    if marks.put(root):
        files = {name: archive.read(name) for name in archive.names}
        data = packed(files | {DOCUMENT: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})

    def unsigned(rule: str, line: int, name: str, message: str) -> None:
        doubt(rule, line, bare(name), bare(message))

    written = _Text()
    lines = marks.lines(list(written.blocks(_read(data)["blocks"])), doubt)

    def rows_of(table: Sequence[Row]) -> Table:
        return lambda above: sheets.of_rows("", table, doubt, above) or []

    tables = {place: rows_of(table) for place, table in written.tables.items()}
    read = text.drafts("\n".join(lines), unsigned, tables)
    for draft in read:
        take_blanks(draft, doubt)
        draft.files = _files(archive, draft, doubt)
    return read


def _files(archive: Archive, draft: Draft, doubt: Doubt) -> Mapping[str, bytes]:
    """The pictures that a question shows, by their names."""
    texts = (draft.context, draft.stem, draft.explanation, draft.answer or "", *(one.text for one in draft.options))
    names = dict.fromkeys(match[1] for given in texts for match in PLACED.finditer(given))
    lost = [name for name in names if FOLDER + name not in archive]
    if lost:
        doubt("written-picture", draft.line, draft.name, f"{counted(len(lost), 'picture')} of it cannot be read")
    return {name: archive.read(FOLDER + name) for name in names if name not in lost}


def _read(data: bytes) -> Node:
    """What pandoc understands of a file."""
    command = [_pandoc(), "+RTS", f"-M{MEMORY}", "-RTS", "--sandbox", "--from=docx", "--to=json"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as e:
        raise _too_large(f"{SECONDS} s") from e
    if done.returncode == EXHAUSTED:
        raise _too_large(f"{MEMORY // MB} MB of memory")
    if done.returncode:
        message = "the Word file is damaged and cannot be read"
        hint = "open it in Word and save it again"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    read: Node = json.loads(done.stdout)
    return read


def _too_large(needs: str) -> Unreadable:
    message = f"the Word file is too large: to read it takes more than {needs}"
    return Unreadable(Diagnostic("file-too-large", message, on_line(0), "save it in smaller parts"))


def _pandoc() -> str:
    """The program. Raises MissingProgram."""
    if find_spec("pypandoc"):
        import pypandoc

        try:
            return str(pypandoc.get_pandoc_path())
        except OSError:
            pass
    if program := shutil.which("pandoc"):
        return program
    raise MissingProgram(
        Diagnostic("missing-word-extra", "Word files cannot be read without pandoc", None, install("word"))
    )


class _Text:
    """Writes lines; `tables` are those that name their columns, by the lines that stand in their places."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}

    def blocks(self, blocks: Sequence[Node], *, listed: bool = False) -> Iterator[str]:
        """Each block is parted from the next by an empty line, unless both are entries of a list or options."""
        before = False
        for block in blocks:
            lines = list(self.block(block))
            option = bool(lines) and _is_option(lines[0])
            if lines and before and not option and not listed:
                yield ""
            yield from lines
            before = before or bool(lines)

    def block(self, block: Node) -> Iterator[str]:
        content: Any = block.get("c")
        match block["t"], content:
            case "Para" | "Plain", content:
                yield from self.prose(content)
            case "Header", [_, _, content]:
                first, *others = self.prose(content)
                # Questions, options and labels are what they are in any style.
                named = bare(first).strip()
                plain = not named or _is_option(named) or start(named) or label(named)
                yield first if plain else f"# {first}"
                yield from others
            case "OrderedList", [[first_number, style, delimiter], items]:
                for number, item in enumerate(items, first_number):
                    first, *others = self.blocks(item, listed=True) if item else [""]
                    yield f"{_sign(number, style['t'], delimiter['t'])} {first}"
                    yield from others
            case "BulletList", items:
                for item in items:
                    first, *others = [*self.blocks(item, listed=True)] or [""]
                    yield f"- {first}"
                    yield from others
            case "CodeBlock", [_, source]:
                yield from ("```", *source.split("\n"), "```")
            case "Table", [_, _, _, head, bodies, foot]:
                rows = [*head[1], *(row for body in bodies for part in body[2:4] for row in part), *foot[1]]
                yield from self.table([*self.laid(rows)])
            case "BlockQuote", content:
                yield from self.blocks(content)
            case "Div", [_, content]:
                yield from self.blocks(content)
            case "Figure", [_, _, content]:
                yield from self.blocks(content)
            case "LineBlock", lines:
                yield from (self.inline(line) for line in lines)
            case "DefinitionList", entries:
                for term, texts in entries:
                    yield self.inline(term)
                    yield from (line for each in texts for line in self.blocks(each))

    def cell(self, cell: Sequence[Any]) -> str:
        return "\n".join(self.blocks(cell[4], listed=True)).strip()

    def laid(self, rows: Sequence[Any]) -> Iterator[Row]:
        """The rows of a table with each cell in its column: pandoc leaves out the places that a merged cell covers."""
        covered: dict[int, tuple[int, str]] = {}
        for number, (_, cells) in enumerate(rows, 1):
            above = {place: bare(text) for place, (_, text) in covered.items() if text}
            reaching = {place: (left - 1, text) for place, (left, text) in covered.items() if left > 1}
            placed, place, wide = dict[int, str](), 0, False
            for cell in cells:
                while place in covered:
                    place += 1
                placed[place], end = self.cell(cell), min(place + cell[3], place + MOST_COLUMNS)
                wide |= end > place + 1
                if cell[2] > 1:
                    reaching |= {i: (cell[2] - 1, placed[place] if i == place else "") for i in range(place, end)}
                place = end
            width = max(place, *(i + 1 for i in covered), 0)
            yield Row(number, tuple(placed.get(i, "") for i in range(width)), above=above, wide=wide)
            covered = reaching

    def table(self, laid: Sequence[Row]) -> Iterator[str]:
        """A table that lays out options is lines, one with names of columns is kept for itself, others are tables of a text."""
        rows = [row.cells for row in laid]
        cells = [cell for row in rows for cell in row if cell]
        if cells and all(map(_is_option, cells)):
            yield from cells
            return
        table = [replace(row, cells=tuple(map(bare, row.cells))) for row in laid]
        if len(rows) > 1 and names_columns(table):
            place = TABLE + "".join(chr(TABLE_DIGIT + int(digit)) for digit in str(len(self.tables)))
            self.tables[place] = table
            yield place
            return
        if len(cells) <= 1 or not rows:
            yield from cells
            return
        width = max(map(len, rows))
        for number, row in enumerate(rows):
            filled = (
                cell.replace("\n", " ").replace("|", r"\|") for cell, _ in zip_longest(row, range(width), fillvalue="")
            )
            yield f"| {' | '.join(filled)} |"
            if number == 0:
                yield f"|{' --- |' * width}"

    def prose(self, content: Sequence[Node]) -> Iterator[str]:
        """A paragraph."""
        yield from self.inline(content).strip().split("\n")

    def inline(self, content: Sequence[Node]) -> str:
        return "".join(map(self.one, content))

    def one(self, node: Node) -> str:
        content: Any = node.get("c")
        match node["t"], content:
            case "Str", str(words):
                return SIGNS.sub("", words)
            case "Space" | "SoftBreak", _:
                return " "
            case "LineBreak", _:
                return "\n"
            case "Math", [kind, tex]:
                sign = "$$" if kind["t"] == "DisplayMath" else "$"
                return f"{sign}{_formula(tex)}{sign}"
            case "Superscript", content:
                return _raised("^", self.inline(content))
            case "Subscript", content:
                return _raised("_", self.inline(content))
            case "Emph", content:
                inner = self.inline(content)
                return f"*{inner}*" if inner.strip() == inner != "" and not re.search(r"[*$\n]", inner) else inner
            case "Strong" | "Underline" | "Strikeout" | "SmallCaps", content:
                return self.inline(content)
            case "Quoted", [kind, content]:
                signs = "‘’" if kind["t"] == "SingleQuote" else "“”"
                return f"{signs[0]}{self.inline(content)}{signs[1]}"
            case "Code", [_, source]:
                return f"`{source}`"
            case "Link" | "Span" | "Cite", [_, content, *_]:
                return self.inline(content)
            case "Image", [_, content, [target, _]]:
                return placed(target, self.inline(content))
            case "Note", blocks:
                return f" ({' '.join(self.blocks(blocks))})"
            case _:
                return ""


def _is_option(text: str) -> bool:
    return bool(OPTION.match(folded(text)))


def _formula(tex: str) -> str:
    """A formula of Word as it would be typed: spaces and names of functions are no words in it."""
    tex = SPACES.sub(" ", THOUSANDS.sub(r"\\,", tex))
    return " ".join(FUNCTION.sub(r"\\\1 ", QUADS.sub(r"\\quad ", tex)).split())


def _raised(sign: str, inner: str) -> str:
    return rf"\({{}}{sign}{{{inner}}}\)" if inner.strip() else inner


def _sign(number: int, style: str, delimiter: str) -> str:
    """What stands before an entry of a list."""
    match style:
        case "UpperAlpha":
            sign = sheets.LETTERS[(number - 1) % len(sheets.LETTERS)]
        case "LowerAlpha":
            sign = sheets.LETTERS[(number - 1) % len(sheets.LETTERS)].lower()
        case "DefaultStyle" if 0 < number < 20:
            return f"{'十' if number > 9 else ''}{NUMERALS[number % 10].replace('零', '')}、"
        case _:
            sign = str(number)
    return {"OneParen": f"{sign})", "TwoParens": f"({sign})"}.get(delimiter, f"{sign}.")
