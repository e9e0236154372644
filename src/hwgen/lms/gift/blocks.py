"""A GIFT file taken apart: blocks between blank lines, and stretches of them that know where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hwgen.errors import Diagnostic, Span
from hwgen.lms.gift.notation import SPACE, masked, tokens
from hwgen.lms.places import NAMELESS


class Fault(Exception):
    """A question that Moodle would refuse or take for something else, and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


END = re.compile(r"\r\n|\r|\n")
# The name of a question at the beginning of a line.
NAMED = re.compile(r"::[^\n]*?::")


@dataclass(frozen=True)
class Block:
    """The lines between two blank ones, those of comments emptied, and the ids and tags that the comments give, each with
    the line of its comment.
    """

    text: str
    line: int
    about: tuple[tuple[int, str, str], ...]

    def place(self, at: int) -> Span:
        """The line and column of a character, counted from 0 in the block."""
        before = self.text[:at]
        return Span(NAMELESS, self.line + before.count("\n"), at - before.rfind("\n"))


def blocks(text: str) -> Iterator[Block]:
    """The questions and categories of a file, as they stand there: blank lines part them."""
    lines: list[str] = []
    about: list[tuple[int, str, str]] = []
    for number, line in enumerate(_lines(text), 1):
        if not line.strip(f"{SPACE}\f"):
            if lines:
                yield Block("\n".join(lines), number - len(lines), tuple(about))
            lines, about = [], []
        elif line.strip(SPACE).startswith("//"):
            about += ((number, *token) for token in tokens(line))
            lines.append("")
        else:
            lines.append(line)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text one by one, and an empty one: a list of all takes several times the memory of the file."""
    at = 0
    for end in END.finditer(text):
        yield text[at : end.start()]
        at = end.end()
    yield text[at:]
    yield ""


def apart(block: Block) -> Iterator[Block]:
    """The questions of a block that lacks blank lines between them: each line behind answers or a category begins one."""
    shape = masked(block.text)
    last, begin, first, line = shape.rfind("{"), 0, block.line, block.line
    # The last line that was no comment: what stands in comments behind it is said of the next question.
    written, before = block.line, 0
    opened = closed = 0
    filled = ended = False
    for match in re.finditer(r"[^\n]*(?:\n|$)", shape):
        at = match.start()
        named = shape.startswith("$CATEGORY:", at) or bool(NAMED.match(shape, at))
        # A name begins one also behind a question whose braces do not match: that one alone is lost.
        if filled and (named or (opened == closed and ended and last >= at)):
            yield Block(block.text[begin:at], first, _between(block, before, written))
            before = written
            begin, first, opened, closed, filled = at, line, 0, 0, False
        opened, closed = opened + match[0].count("{"), closed + match[0].count("}")
        if match[0].strip(SPACE):
            filled, written = True, line
        ended = shape.startswith("$CATEGORY:", begin) or 0 < opened == closed
        line += match[0].count("\n")
    yield Block(block.text[begin:], first, tuple(about for about in block.about if about[0] > before))


def _between(block: Block, before: int, written: int) -> tuple[tuple[int, str, str], ...]:
    return tuple(about for about in block.about if before < about[0] <= written)


@dataclass(frozen=True)
class Part:
    """A stretch of a block, from `start` to `end`. `mask` is the block with escaped characters blotted out."""

    block: Block
    mask: str
    start: int
    end: int

    @property
    def raw(self) -> str:
        return self.block.text[self.start : self.end]

    @property
    def shape(self) -> str:
        """Its text with escaped characters blotted out."""
        return self.mask[self.start : self.end]

    def part(self, start: int, end: int | None = None) -> Part:
        """A stretch of it, by places counted from its own start, without the blanks around it."""
        last = self.end if end is None else self.start + end
        first = self.start + start
        raw = self.block.text[first:last]
        return Part(
            self.block,
            self.mask,
            first + len(raw) - len(raw.lstrip(SPACE)),
            first + len(raw.rstrip(SPACE)) if raw.strip(SPACE) else first,
        )

    def split(self, signs: str) -> list[Part]:
        """The stretches that begin with one of these signs; first, if there is something, what stands before them."""
        places = [i for i, char in enumerate(self.shape) if char in signs]
        bounds = [*([0] if not places or self.shape[: places[0]].strip(SPACE) else []), *places, len(self.shape)]
        return [self.part(a, b) for a, b in pairwise(bounds)]

    def cut(self, sign: str) -> tuple[Part, Part | None]:
        """What stands before the first such sign, and after it."""
        at = self.shape.find(sign)
        return (self, None) if at < 0 else (self.part(0, at), self.part(at + len(sign)))

    def fault(self, message: str) -> Fault:
        return Fault(Diagnostic("gift-syntax", message, self.place))

    @property
    def place(self) -> Span:
        return self.block.place(self.start)


def whole(block: Block) -> Part:
    mask = masked(block.text)
    return Part(block, mask, 0, len(mask)).part(0)
