"""What every comment and blank line of a YAML file belongs to: found by place and column."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MODELINE = "# yaml-language-server:"


@dataclass
class Value:
    """A value with the comments inside it; `column` is that of its entries, `head` what stands above a whole file."""

    node: yaml.Node
    owner: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)

    @property
    def column(self) -> int:
        return self.entries[0].column

    @property
    def flow(self) -> bool:
        return bool(getattr(self.node, "flow_style", False))

    def data(self) -> object:
        match self.node:
            case yaml.MappingNode():
                return {entry.key: entry.value.data() for entry in self.entries}
            case yaml.SequenceNode():
                return [entry.value.data() for entry in self.entries]
        return self.node.value

    def comments(self) -> Iterator[str]:
        """Every comment in it; blank lines are none."""
        yield from filter(None, (*self.head, *self.foot))
        for entry in self.entries:
            yield from filter(None, (*entry.before, *entry.beside))
            yield from entry.value.comments()


@dataclass
class Entry:
    """A line of a mapping or a list: comments and blank lines (empty strings) before it, comments beside it."""

    inside: Value
    key: str
    column: int
    value: Value
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def read_comments(text: str) -> Value:
    """The value that a text of YAML holds, with its comments."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return _Reader(text, node).value if node else Value(yaml.ScalarNode("", ""))


class _Reader:
    """Finds what every comment belongs to."""

    def __init__(self, text: str, node: yaml.Node) -> None:
        self.text, self.lines = text, text.split("\n")
        self.breaks = [newline.start() for newline in re.finditer("\n", text)]
        # The text without its scalars and comments, which leaves the signs of YAML in their places.
        self.signs = list(text)
        # Where an entry begins, and where a scalar or a list in brackets ends, by position.
        self.events: list[tuple[int, int, Entry]] = []
        self._blank(node)
        comments = [(comment.start(), comment[0]) for comment in re.finditer("#[^\n]*", "".join(self.signs))]
        for at, comment in comments:
            self.signs[at : at + len(comment)] = " " * len(comment)
        self.masked = "".join(self.signs)
        self.value = self._value(node, None)
        self.events.sort(key=lambda event: event[:2])
        self.starts = [event[0] for event in self.events]
        for at, comment in comments:
            self._place(at, comment.rstrip())
        for at, end, entry in self.events:
            if not end and self._begins(at) and self._after_blank(at):
                entry.before.append("")
        self._split_head()

    def _blank(self, node: yaml.Node) -> None:
        match node:
            case yaml.ScalarNode():
                start, end = node.start_mark.index, node.end_mark.index
                if node.style in ("|", ">"):
                    start = min(self.breaks[bisect_left(self.breaks, start)], end) if self.breaks else end
                self.signs[start:end] = ["\n" if sign == "\n" else " " for sign in self.signs[start:end]]
            case yaml.SequenceNode():
                for child in node.value:
                    self._blank(child)
            case yaml.MappingNode():
                for key, child in node.value:
                    self._blank(key)
                    self._blank(child)

    def _value(self, node: yaml.Node, owner: Entry | None) -> Value:
        value = Value(node, owner)
        match node:
            case yaml.SequenceNode():
                for child in node.value:
                    at = child.start_mark.index
                    self._entry(value, "", at if node.flow_style else self.masked.rindex("-", 0, at + 1), child)
            case yaml.MappingNode():
                for key, child in node.value:
                    self._entry(value, str(key.value), key.start_mark.index, child)
        return value

    def _entry(self, inside: Value, key: str, at: int, child: yaml.Node) -> None:
        entry = Entry(inside, key, self._column(at), Value(child))
        self.events.append((at, 0, entry))
        entry.value = self._value(child, entry)
        inside.entries.append(entry)
        if entry.value.flow or not entry.value.entries:
            block = isinstance(child, yaml.ScalarNode) and child.style in ("|", ">")
            self.events.append(((child.start_mark if block else child.end_mark).index, 1, entry))

    def _place(self, at: int, comment: str) -> None:
        position = bisect_right(self.starts, at)
        last = self.events[position - 1][2] if position else None
        _, end, following = self.events[position] if position < len(self.events) else (0, 0, None)
        if not self._begins(at) and last:
            last.beside.append(comment)
            return
        lines, column = ["", comment] if self._after_blank(at) else [comment], self._column(at)
        if following is None:
            self._foot(last, column, None).extend(lines)
        elif end and following.value.entries and following.value.node.start_mark.index < at:
            following.value.foot.extend(lines)
        elif end or following.inside.flow or column <= following.column or last is None:
            following.before.extend(lines)
        else:
            self._foot(last, column, following).extend(lines)

    def _foot(self, last: Entry | None, column: int, following: Entry | None) -> list[str]:
        """Where a comment goes that stands after the last entry of one or more blocks: into that of its column."""
        around = set()
        entry = following
        while entry:
            around.add(id(entry.inside))
            entry = entry.inside.owner
        while last:
            block = last.inside
            if id(block) in around:
                break
            around_it = block.owner.inside if block.owner else None
            level = around_it is not None and id(around_it) not in around and around_it.column == block.column
            if not block.flow and block.column <= column and not level:
                return block.foot
            last = block.owner
        return following.before if following else self.value.foot

    def _column(self, at: int) -> int:
        line = bisect_left(self.breaks, at)
        return at - (self.breaks[line - 1] + 1 if line else 0)

    def _begins(self, at: int) -> bool:
        """Whether nothing stands before it on its line."""
        return not self.text[at - self._column(at) : at].strip()

    def _after_blank(self, at: int) -> bool:
        line = bisect_left(self.breaks, at)
        return line > 0 and not self.lines[line - 1].strip()

    def _split_head(self) -> None:
        """Gives the file what stands above its first key, up to the last blank line, and the line that editors read."""
        if self.value.entries:
            first = self.value.entries[0]
            last = max((i + 1 for i, line in enumerate(first.before) if not line), default=0)
            while last < len(first.before) and first.before[last].startswith(MODELINE):
                last += 1
            self.value.head, first.before = first.before[:last], first.before[last:]
