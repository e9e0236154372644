"""Moodle XML as a stream of questions with line numbers, read with bounded memory and as Moodle's own parser would."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from hwgen.errors import Diagnostic, counted
from hwgen.lms.adapter import LARGEST
from hwgen.lms.places import Unreadable, on_line

DEEPEST = 40
MOST_NODES = 20_000
LONGEST_TEXT = 10_000_000
BLANK_LEAD = re.compile(rb"\A(\s+)(<\?xml.*?\?>)", re.DOTALL)

# What the parser reports, for those who write questions.
PLAIN = {
    expat.errors.XML_ERROR_NO_ELEMENTS: "the file ends before an element is closed, or holds no XML",
    expat.errors.XML_ERROR_SYNTAX: "this is not XML",
    expat.errors.XML_ERROR_INVALID_TOKEN: "a character that XML does not allow here",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "the file ends within a tag",
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "the file ends within <![CDATA[",
    expat.errors.XML_ERROR_TAG_MISMATCH: "a closing tag does not belong to the element that is open",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "an element has the same attribute twice",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "more stands behind the end of the document",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "a name between & and ; that XML does not know",
}


@dataclass(slots=True)
class Node:
    """An element: what stands in it as text, and its children. `line` counts from 1."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""
    loses_space: bool = False

    def first(self, *names: str) -> Node | None:
        """The first child of a child of ... by name."""
        node: Node | None = self
        for name in names:
            node = next((child for child in node.children if child.name == name), None) if node else None
        return node

    def every(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def content(self, *names: str, default: str = "") -> str:
        """The trimmed text of a descendant, `default` where it is missing."""
        node = self.first(*names)
        return default if node is None else node.text.strip(" \t\n\r\0\x0b")


def read(data: bytes, take: Callable[[Node], None]) -> None:
    """Calls `take` for each question of a file, in order, as soon as it has been read.

    Raises Unreadable for what is no Moodle XML; what stood before has been taken then.
    """
    if len(data) > LARGEST:
        message = f"the file has {len(data) / 2**20:.0f} MB; more than {LARGEST // 2**20} MB is not read"
        raise Unreadable(Diagnostic("moodle-file-too-large", message, on_line(0), "split it into files of 2 MB"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise Unreadable(
            Diagnostic("moodle-not-utf-8", f"byte {e.start} is not UTF-8", on_line(line), "save the file as UTF-8")
        ) from e
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if "\r" in text and "\n" not in text:
        data = data.replace(b"\r", b"\n")
    # Moodle takes blank lines before the declaration; behind it they change no line number.
    _Reader(BLANK_LEAD.sub(rb"\2\1", data), take).run()


class _Reader:
    def __init__(self, data: bytes, take: Callable[[Node], None]) -> None:
        self.data, self.take = data, take
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.EntityDeclHandler = self.entity
        self.parser.XmlDeclHandler = self.declaration
        self.open: list[Node] = []
        self.chunks: list[list[str]] = []
        self.starts: list[int] = []
        self.nodes = 0
        self.seen = 0
        self.root = ""

    def run(self) -> None:
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as e:
            raise self.unreadable(e) from e
        if self.root != "quiz":
            raise Unreadable(
                Diagnostic(
                    "moodle-root", f"the root is <{self.root}>, not <quiz>", on_line(1), "Moodle XML begins with <quiz>"
                )
            )
        if not self.seen:
            raise Unreadable(
                Diagnostic(
                    "moodle-no-questions",
                    "there is no question in <quiz>",
                    on_line(1),
                    "Moodle stops with an error page",
                )
            )

    def unreadable(self, e: expat.ExpatError) -> Unreadable:
        message = expat.errors.messages[e.code]
        rest = self.data.rstrip()
        cut = message in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
        cut = cut or (message == expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION)
        if self.seen and cut and not rest.endswith(b"</quiz>"):
            ending = f"the file ends in the middle, after {counted(self.seen, 'question')}: Moodle imports these and reports success"
            return Unreadable(Diagnostic("moodle-truncated", ending, on_line(e.lineno), "write the file again"))
        if message == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
            hint = "write the character itself: XML knows only &lt; &gt; &amp; &quot; &apos;"
        elif rest and not rest.lstrip().startswith(b"<"):
            message, hint = expat.errors.XML_ERROR_SYNTAX, "XML begins with <: is this file in another format?"
        elif message == expat.errors.XML_ERROR_INVALID_TOKEN:
            hint = "a bare < or &, or a control character: put the text into <![CDATA[...]]>"
        elif not rest:
            return Unreadable(
                Diagnostic("moodle-not-xml", "the file is empty", on_line(0), "export the questions again")
            )
        elif message == expat.errors.XML_ERROR_TAG_MISMATCH:
            hint = "an element is not closed"
        else:
            hint = "export the questions again"
        return Unreadable(
            Diagnostic(
                "moodle-not-xml",
                f"{PLAIN.get(message, message)} (column {e.offset + 1}): nothing is imported",
                on_line(e.lineno),
                hint,
            )
        )

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        name = (encoding or "utf-8").lower()
        if name not in ("utf-8", "utf8", "us-ascii", "ascii"):
            message = f"the file is UTF-8, but declares itself as {encoding}"
            raise Unreadable(
                Diagnostic("moodle-encoding", message, on_line(1), 'write <?xml version="1.0" encoding="UTF-8"?>')
            )

    def entity(self, name: str, *rest: object) -> None:
        line = self.parser.CurrentLineNumber
        hint = "Moodle would expand it; write the text instead"
        raise Unreadable(Diagnostic("moodle-entity", f"the file declares an entity `{name}`", on_line(line), hint))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parser = self.parser
        if not self.open:
            self.root = name
        self.nodes += 1
        if len(self.open) > DEEPEST or self.nodes > MOST_NODES:
            message = (
                "elements are nested too deeply" if len(self.open) > DEEPEST else "a question has too many elements"
            )
            raise Unreadable(Diagnostic("moodle-too-complex", message, on_line(parser.CurrentLineNumber)))
        self.open.append(Node(name, attributes, parser.CurrentLineNumber))
        self.chunks.append([])
        self.starts.append(parser.CurrentByteIndex)

    def characters(self, text: str) -> None:
        self.chunks[-1].append(text)

    def end(self, name: str) -> None:
        node, chunks, start = self.open.pop(), self.chunks.pop(), self.starts.pop()
        node.text = "".join(chunks)
        if len(node.text) > LONGEST_TEXT:
            message = f"a text of {len(node.text) / 1e6:.0f} million characters: Moodle’s parser runs out of memory"
            raise Unreadable(
                Diagnostic("moodle-text-too-long", message, on_line(node.line), "keep each file below 1 MB")
            )
        if name == "text" and not node.children:
            node.loses_space = self.loses_space(start)
        if len(self.open) == 1 and name == "question":
            self.seen += 1
            self.take(node)
            self.nodes = 0
            self.open[0].children.clear()
        elif self.open:
            self.open[-1].children.append(node)

    def loses_space(self, start: int) -> bool:
        end = self.parser.CurrentByteIndex
        inside = self.data.index(b">", start) + 1
        raw = self.data[inside:end]
        if raw.startswith(b"<![CDATA[") and raw.count(b"<![CDATA[") == 1 and raw.endswith(b"]]>"):
            return False
        return bool(LOST_SPACE.search(raw.strip()))


REFERENCE = rb"(?:&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);|\]\]>)"
# Moodle drops a chunk that is only whitespace. Chunks end at references, at CDATA sections and, right after one of
# these, where whitespace is followed by what is not ASCII.
LOST_SPACE = re.compile(REFERENCE + rb"[ \t\r\n]+(?:&|<!\[CDATA\[|[\x80-\xff])")
