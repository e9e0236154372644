"""HTML of other people as content; what has no place in it goes, and is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from hwgen.content.tree import Blocks, Code, CodeBlock, DisplayMath, LineBreak, Math, Str
from hwgen.lms.moodle.importing.formulas import Doubt, Text, formula, with_formulas
from hwgen.lms.moodle.importing.lines import PART, Alone, Piece, paragraphs, within
from hwgen.lms.moodle.importing.lists import LISTS, listed
from hwgen.lms.moodle.importing.mathml import tex_of
from hwgen.lms.moodle.importing.pictures import PLUGIN_FILE, Pictures
from hwgen.lms.moodle.importing.scripts import SIGNS, Script, attached, script
from hwgen.lms.moodle.importing.styles import emphasis, is_hidden, is_struck
from hwgen.lms.moodle.importing.tables import table
from hwgen.lms.xmltree import text_of

SILENT = frozenset(("style", "head", "title", "meta", "link", "xml", "wbr", "col", "colgroup", "rp"))
DROPPED = frozenset(
    ("script", "iframe", "object", "embed", "applet", "form", "input", "button", "select", "textarea", "svg", "canvas")
) | {"video", "audio", "source", "track", "map", "area", "progress", "meter"}
BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "center", "address", "header")
) | {"footer", "main", "figure", "figcaption", "dl", "dt", "dd", "details", "summary", "li", "fieldset", "legend"}
ENCLOSED = {"q": ("“", "”"), "rt": ("(", ")")}
CODE = frozenset(("code", "kbd", "samp"))
# What libraries draw beside the formula itself.
DRAWN = frozenset(("katex-html", "MathJax_Preview"))
# What no font shows: control characters, marks of byte order, spaces without width.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")
# A paragraph or more of nothing, underlined, is a gap to be filled in.
GAP = "____"
# libxml2 ends these where a paragraph begins inside them, and not their other names.
UNENDED = {
    "b": "strong",
    "i": "em",
    "u": "ins",
    "s": "del",
    "strike": "del",
    "tt": "samp",
    "big": "span",
    "small": "span",
}
TAG = re.compile(rf"(</?)({'|'.join(UNENDED)})(?=[\s/>])", re.IGNORECASE)
DEEPEST = 60
LONGEST_SHOWN = 80


def parsed(text: str) -> HtmlElement:
    """The body of an HTML text."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    text = TAG.sub(lambda tag: tag[1] + UNENDED[tag[2].lower()], CONTROL.sub("", text))
    whole = f"<html><body><div>{text}</div></body></html>"
    body: HtmlElement = lxml_html.document_fromstring(whole.encode("utf-8", "replace"), parser=parser).find("body")
    return body


def of_class(node: HtmlElement, tag: str, name: str) -> list[HtmlElement]:
    """The elements of a class inside an element."""
    return [element for element in node.iter(tag) if name in (element.get("class") or "").split()]


class Reader:
    """Reads texts of one question. `files` are those that stand beside it, `image` keeps a picture and names it, `doubt` takes the
    rule and the message of what could not be carried over. In a text of one `line` no formula stands by itself.
    """

    def __init__(
        self, files: Mapping[str, bytes], image: Callable[[str, bytes], str], doubt: Doubt, *, line: bool = False
    ) -> None:
        self.pictures = Pictures(files, image, doubt)
        self.doubt, self.line = doubt, line

    def blocks(self, text: str) -> Blocks:
        return self.content(parsed(text)) if text.strip() else ()

    def content(self, node: HtmlElement, depth: int = 0) -> Blocks:
        """The content inside an element."""
        return tuple(paragraphs(self._settled(self._inside(node, depth))))

    def element(self, node: HtmlElement, depth: int) -> Blocks:
        """The content that an element is."""
        return tuple(paragraphs(self._settled(self._element(str(node.tag).lower(), node, depth + 1))))

    def text(self, text: str) -> Blocks:
        return tuple(paragraphs(self._settled(iter((Text(text),)))))

    def _settled(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """The pieces of a line with the formulas in them."""
        for piece in attached(list(with_formulas(pieces, self.doubt))):
            yield Math(piece.tex) if self.line and isinstance(piece, Alone) else piece

    def _inside(self, node: HtmlElement, depth: int) -> Iterator[Piece]:
        if depth > DEEPEST:
            yield self._unformatted(node)
            return
        if node.text:
            yield Text(node.text)
        for child in node:
            if isinstance(child.tag, str):
                yield from self._element(child.tag.lower(), child, depth + 1)
            if child.tail:
                yield Text(child.tail)

    def _element(self, tag: str, node: HtmlElement, depth: int) -> Iterator[Piece]:
        """What an element shows, within a line or between lines."""
        if tag in SILENT or not DRAWN.isdisjoint((node.get("class") or "").split()):
            return
        if is_hidden(node):
            self.doubt("import-element-lost", "text that is hidden there was dropped")
            return
        if tag in DROPPED:
            yield from self._dropped(tag, node)
        elif (tag in (*CODE, *SIGNS, "pre") or tag.endswith("math")) and _is_deep(node):
            yield self._unformatted(node)
        elif tag in CODE:
            yield from self._code(node, depth)
        elif tag in SIGNS:
            yield from self._script(node, depth)
        elif tag in LISTS:
            yield from listed(node, self, depth, self.doubt)
        elif tag == "table":
            yield from table(node, self, depth, self.doubt)
        elif tag == "br":
            yield LineBreak()
        elif tag == "hr":
            yield PART
        elif tag == "pre":
            yield from self._program(node)
        elif tag == "img":
            yield from self.pictures.of(node)
        elif tag.endswith("math"):
            yield from self._math(node)
        else:
            yield from self._text(tag, node, depth)

    def _unformatted(self, node: HtmlElement) -> Piece:
        self.doubt("import-element-lost", "the formatting of elements that are nested too deeply was dropped")
        return Text(text_of(node))

    def _text(self, tag: str, node: HtmlElement, depth: int) -> Iterator[Piece]:
        """An element that holds text, in the emphasis that it has."""
        kinds = emphasis(tag, node)
        if kinds and not len(node) and re.fullmatch(r"[\s\xa0]{2,}", node.text or ""):
            yield Str(f" {GAP} ")
            return
        if is_struck(tag, node):
            self.doubt("import-struck", "struck-out text became plain text")
        pieces = self._inside(node, depth)
        for kind in kinds:
            pieces = within(kind, self._settled(pieces))
        if tag in BLOCKS:
            yield PART
            yield from pieces
            yield PART
        elif tag in ENCLOSED:
            before, after = ENCLOSED[tag]
            yield from (Str(before), *pieces, Str(after))
        else:
            yield from pieces
            if tag == "a":
                yield from self._link(node)

    def _link(self, node: HtmlElement) -> Iterator[Piece]:
        target = node.get("href") or ""
        shown = text_of(node)
        if target.startswith(PLUGIN_FILE):
            name = target.removeprefix(PLUGIN_FILE)
            self.doubt("import-file-lost", f"the file `{name[:LONGEST_SHOWN]}`, to which a text links, was dropped")
        elif target.startswith(("http://", "https://")) and target not in shown:
            yield Str(f" ({target})")

    def _dropped(self, tag: str, node: HtmlElement) -> Iterator[Piece]:
        if tag == "script" and (node.get("type") or "").startswith("math/tex"):
            shown = DisplayMath if "display" in (node.get("type") or "") else Math
            yield formula(node.text or "", self.doubt, shown)
            return
        source = node.get("src") or node.get("data") or ""
        target = f", `{source[:LONGEST_SHOWN]}`," if source else ""
        self.doubt("import-element-lost", f"<{tag}>{target} was dropped")

    def _code(self, node: HtmlElement, depth: int) -> Iterator[Piece]:
        """Code within a line, or a program where it has line breaks; not what holds more than text."""
        if next(node.iter("img", "table", *LISTS), None) is not None:
            yield from self._inside(node, depth)
            return
        text = _text_with_breaks(node)
        if "\n" in text.strip("\n"):
            yield CodeBlock(text.strip("\n"))
            return
        code = text.replace("\n", "").strip()
        if text[:1].isspace():
            yield Str(" ")
        if code:
            yield Code(code)
        if code and text[-1:].isspace():
            yield Str(" ")

    def _program(self, node: HtmlElement) -> Iterator[Piece]:
        inside = node.find("code")
        kind = (inside.get("class") or "") if inside is not None else ""
        language = re.search(r"language-([\w+-]+)", kind)
        text = _text_with_breaks(node, keep=True).strip("\n")
        if text.strip():
            yield CodeBlock(text, language[1] if language else "")
        for image in node.iter("img"):
            yield from self.pictures.of(image)

    def _script(self, node: HtmlElement, depth: int) -> Iterator[Piece]:
        pictured = next(node.iter("img", "table", *LISTS), None) is not None
        if not pictured and not text_of(node).strip():
            return
        tex = None if pictured else script(node)
        if tex is None:
            what = "superscript" if node.tag == "sup" else "subscript"
            self.doubt("import-script-lost", f"a {what} was moved onto the line, since no formula can contain it")
            yield from self._inside(node, depth)
        else:
            yield Script(tex)

    def _math(self, node: HtmlElement) -> Iterator[Piece]:
        tex = tex_of(node)
        if tex:
            yield formula(tex, self.doubt, DisplayMath if node.get("display") == "block" else Math)
        else:
            self.doubt("import-element-lost", "<math> was dropped")


def _is_deep(node: HtmlElement) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(node, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _text_with_breaks(node: HtmlElement, *, keep: bool = False) -> str:
    """The text of code, `<br>` as a line end; other line ends are spaces unless they are to be kept."""

    def clean(text: str | None) -> str:
        text = (text or "").replace("\xa0", " ").replace("\r\n", "\n")
        return text if keep else re.sub(r"\s*\n\s*", " ", text)

    parts = [clean(node.text)]
    for child in node:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag in ("p", "div", "li"):
            parts += ["\n", _text_with_breaks(child, keep=keep), "\n"]
        else:
            parts.append(_text_with_breaks(child, keep=keep))
        parts.append(clean(child.tail))
    return "".join(parts)
