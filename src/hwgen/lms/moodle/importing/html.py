"""HTML of other people as content; what has no place in it goes, and is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import assert_never
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from hwgen.content.image import Image
from hwgen.content.texmath import math_faults
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
    LineBreak,
    Math,
    Numbered,
    Para,
    Str,
    Strong,
    Table,
)
from hwgen.lms.moodle.importing.lines import Display, emphasised, flat, paragraphs, words

MATHS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
DROPPED = frozenset(
    ("script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "select", "textarea")
)
DROPPED_MEDIA = frozenset(("video", "audio", "source", "track", "canvas", "svg", "math"))
BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "center", "address", "header")
) | {"footer", "main", "figure", "figcaption", "dl", "dt", "dd", "body", "html", "details", "summary"}
DEEPEST = 60


class Reader:
    """Reads one text. `files` are those that stand beside it; `doubt` takes the rule and the message of what could not be carried over."""

    def __init__(
        self, files: Mapping[str, bytes], image: Callable[[str, bytes], str], doubt: Callable[[str, str], None]
    ) -> None:
        self.files, self.image, self.doubt = files, image, doubt

    def blocks(self, text: str) -> Blocks:
        """The content of an HTML text."""
        if not text.strip():
            return ()
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        try:
            tree = lxml_html.fromstring(f"<div>{text}</div>".encode(), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            self.doubt("import-html-unread", "the HTML could not be read; its text was kept")
            return (Para((Str(" ".join(re.sub(r"<[^>]*>", " ", text).split())),)),)
        return tuple(self._blocks(tree, 0))

    def _blocks(self, node: etree._Element, depth: int) -> Iterator[Block]:
        """The blocks inside an element; what stands between block elements makes paragraphs."""
        run: list[Inline] = []
        if depth > DEEPEST:
            self.doubt("import-element-lost", "elements nested too deeply were dropped")
            return
        if node.text:
            run += self._text(node.text)
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            block = self._block(tag, child, depth)
            if block is None:
                run += self._inline(tag, child, depth + 1)
            else:
                yield from paragraphs(run)
                run = []
                yield from block
            if child.tail:
                run += self._text(child.tail)
        yield from paragraphs(run)

    def _block(self, tag: str, child: etree._Element, depth: int) -> Iterator[Block] | None:
        """The blocks that an element makes; None for one that stands within a line."""
        if tag in BLOCKS:
            return self._blocks(child, depth + 1)
        match tag:
            case "ul":
                return iter((Bullets(tuple(self._items(child, depth))),))
            case "ol":
                return iter((Numbered(tuple(self._items(child, depth))),))
            case "pre":
                return iter((self._code(child),))
            case "table":
                return self._table(child, depth)
            case "img":
                return self._figure(child)
            case "hr":
                return iter(())
            case _:
                return None

    def _items(self, node: etree._Element, depth: int) -> Iterator[Blocks]:
        for child in node.iterchildren("li"):
            yield tuple(self._blocks(child, depth + 1)) or (Para((Str(" "),)),)

    def _code(self, node: etree._Element) -> CodeBlock:
        inside = node.find("code")
        kind = (inside.get("class") or "") if inside is not None else ""
        language = kind.removeprefix("language-") if kind.startswith("language-") else ""
        return CodeBlock("".join(str(t) for t in node.itertext()).strip("\n"), language)

    def _table(self, node: etree._Element, depth: int) -> Iterator[Block]:
        rows = [[tuple(self._cell(cell, depth)) for cell in row if cell.tag in ("td", "th")] for row in node.iter("tr")]
        rows = [row for row in rows if row]
        if not rows:
            return
        width = max(map(len, rows))
        if any(cell.get("colspan") or cell.get("rowspan") for cell in node.iter("td", "th")):
            self.doubt("import-table-cells", "merged cells of a table were taken apart")
        padded = [(*row, *((),) * (width - len(row))) for row in rows]
        headed = node.find(".//th") is not None
        head = padded[0] if headed else ((),) * width
        yield Table(head, tuple(padded[1:] if headed else padded))

    def _cell(self, node: etree._Element, depth: int) -> Iterator[Inline]:
        """What stands in a cell, on one line."""
        for i, block in enumerate(self._blocks(node, depth + 1)):
            match block:
                case Para(inlines):
                    if i:
                        yield Str(" ")
                    yield from (Str(" ") if isinstance(inline, LineBreak) else inline for inline in inlines)
                case DisplayMath(tex):
                    yield Math(tex)
                case Bullets() | Numbered() | CodeBlock() | Table() | Figure():
                    self.doubt("import-table-cells", "a list, picture or code in a cell of a table was dropped")
                case _:
                    assert_never(block)

    def _figure(self, node: etree._Element) -> Iterator[Block]:
        source = node.get("src") or ""
        alt = " ".join((node.get("alt") or "").split())
        name = unquote(source.removeprefix("@@PLUGINFILE@@/").split("?")[0])
        data = self.files.get(name)
        if not source.startswith("@@PLUGINFILE@@/") or data is None:
            self.doubt("import-image-lost", f"the picture `{source[:80]}` is not in the file")
            if alt:
                yield Para((Str(f"[{alt}]"),))
            return
        kept = self.image(name, data)
        if kept:
            yield Figure(Image(kept, data, alt))

    def _inline(self, tag: str, node: etree._Element, depth: int) -> Iterator[Inline]:
        if tag in DROPPED or tag in DROPPED_MEDIA:
            self.doubt("import-element-lost", f"<{tag}> was dropped")
            return
        if tag == "br":
            yield LineBreak()
            return
        if tag == "code":
            yield Code("".join(str(t) for t in node.itertext()))
            return
        if depth > DEEPEST:
            self.doubt("import-element-lost", "elements nested too deeply were dropped")
            return
        inside = tuple(self._inside(node, depth))
        match tag:
            case "em" | "i" | "cite" | "var" | "dfn" if inside:
                yield from emphasised(Emph, inside)
            case "strong" | "b" if inside:
                yield from emphasised(Strong, inside)
            case "sub" | "sup":
                sign = "_" if tag == "sub" else "^"
                words = "".join(str(t) for t in node.itertext()).strip()
                plain = re.fullmatch(r"[\w+\-., ]+", words, re.ASCII)
                yield Math(f"{{}}{sign}{{{words}}}") if plain else Str(words)
            case "a":
                yield from inside
                link = node.get("href") or ""
                if link.startswith(("http://", "https://")) and link not in "".join(map(str, node.itertext())):
                    yield Str(f" ({link})")
            case _:
                yield from inside

    def _inside(self, node: etree._Element, depth: int) -> Iterator[Inline]:
        if node.text:
            yield from self._text(node.text)
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            block = self._block(tag, child, depth)
            if block is None:
                yield from self._inline(tag, child, depth + 1)
            else:
                for piece in block:
                    yield from flat(piece)
            if child.tail:
                yield from self._text(child.tail)

    def _text(self, text: str) -> Iterator[Inline]:
        place = 0
        for match in MATHS.finditer(text):
            yield from words(text[place : match.start()])
            place = match.end()
            tex = " ".join((match[1] or match[2] or match[3]).split())
            faults = math_faults(tex)
            if not tex or "$" in tex:
                yield Str(match[0])
            elif faults:
                self.doubt("import-formula-kept", f"the formula `{tex[:60]}` was kept as code: {faults[0][0]}")
                yield Code(tex)
            else:
                yield Display(tex) if match[1] is None else Math(tex)
        yield from words(text[place:])
