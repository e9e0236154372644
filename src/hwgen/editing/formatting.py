"""One style for the files of a bank: keys in the order of the models, long texts folded, and no comment lost."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from io import StringIO
from pathlib import Path

import yaml
from pydantic import BaseModel, RootModel
from yaml.emitter import Emitter
from yaml.resolver import Resolver

from hwgen.bank.items import ItemsFile, load_items
from hwgen.editing.schema import FILES, kind_of
from hwgen.errors import CourseError, Diagnostic, Span, UsageError
from hwgen.kinds.renamed import Renaming, is_old, rename_blueprint, rename_items, renamed_text
from hwgen.yamlsrc import Bilingual, Document

WIDTH = 120
STEP = 2
MODELINE = "# yaml-language-server:"
# Values of a list that is filled line by line; longer ones stand on a line each.
SHORT = 20
# A formula and a piece of code stay on one line.
WORD = re.compile(r"(?:\$[^$\n]*\$|`[^`\n]*`|[^ \n])+")
# What YAML 1.2 takes for a number, beside what PyYAML's YAML 1.1 does.
NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+")

UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def formatted(path: Path) -> str:
    """What the file at `path` is to look like. Raises CourseError with its errors, UsageError for a file of another sort."""
    name = kind_of(path)
    if name is None:
        hint = (
            "bank/items/*.yaml, bank/exams/*.yaml, bank/course.yaml, bank/conventions.yaml or bank/misconceptions*.yaml"
        )
        raise UsageError(Diagnostic("not a file of a bank", Span(path), hint))
    if name == "items":
        load_items(path)
    document = Document(path)
    renamings: tuple[Renaming, ...] = ()
    if name == "items":
        renamings = rename_items(document)
    elif name == "exam":
        renamings = rename_blueprint(document, old=is_old(path.absolute().parents[1] / "items"))
    record = document.read(FILES[name])
    before = _read(path, renamed_text(document.text, renamings))
    if not before.entries:
        return document.text
    _strict(before, document.text, path)
    if isinstance(record, ItemsFile):
        _apart(before)
    text = "\n".join(_file(before, record)) + "\n"
    after = _read(path, text)
    assert after.data() == before.data(), f"{path} would change its meaning"
    assert sorted(after.comments()) == sorted(before.comments()), f"{path} would lose a comment"
    return text


def bank_files(root: Path) -> list[Path]:
    """Every file of the course at `root` that has a style."""
    return [path for path in sorted((root / "bank").rglob("*.yaml")) if kind_of(path)]


def restyled(paths: Iterable[Path]) -> tuple[dict[Path, str], list[Diagnostic]]:
    """What those of `paths` are to look like that look otherwise, and the errors of those that have any."""
    changed: dict[Path, str] = {}
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            text = formatted(path)
        except CourseError as e:
            faults += e.diagnostics
            continue
        if text.encode() != path.read_bytes():
            changed[path] = text
    return changed, faults


def changes(path: Path, text: str) -> str:
    """What would change in the file, as a diff."""
    old = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return "".join(unified_diff(old, text.splitlines(keepends=True), str(path), str(path)))


@dataclass
class _Value:
    """A value with the comments inside it; `column` is that of its entries, `head` what stands above a whole file."""

    node: yaml.Node
    owner: _Entry | None = None
    entries: list[_Entry] = field(default_factory=list)
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
class _Entry:
    """A line of a mapping or a list: comments and blank lines (empty strings) before it, comments beside it."""

    inside: _Value
    key: str
    column: int
    value: _Value
    before: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def _read(path: Path, text: str) -> _Value:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return _Reader(text, node).value if node else _Value(yaml.ScalarNode("", ""))


class _Reader:
    """Finds what every comment belongs to."""

    def __init__(self, text: str, node: yaml.Node) -> None:
        self.text, self.lines = text, text.split("\n")
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        # The text without its scalars and comments, which leaves the signs of YAML in their places.
        self.signs = list(text)
        # Where an entry begins, and where a scalar or a list in brackets ends, by position.
        self.events: list[tuple[int, int, _Entry]] = []
        self._blank(node)
        comments = [(found.start(), found[0]) for found in re.finditer("#[^\n]*", "".join(self.signs))]
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

    def _value(self, node: yaml.Node, owner: _Entry | None) -> _Value:
        value = _Value(node, owner)
        match node:
            case yaml.SequenceNode():
                for child in node.value:
                    at = child.start_mark.index
                    self._entry(value, "", at if node.flow_style else self.masked.rindex("-", 0, at + 1), child)
            case yaml.MappingNode():
                for key, child in node.value:
                    self._entry(value, str(key.value), key.start_mark.index, child)
        return value

    def _entry(self, inside: _Value, key: str, at: int, child: yaml.Node) -> None:
        entry = _Entry(inside, key, self._column(at), _Value(child))
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
        told, column = ["", comment] if self._after_blank(at) else [comment], self._column(at)
        if following is None:
            self._foot(last, column, None).extend(told)
        elif end and following.value.entries and following.value.node.start_mark.index < at:
            following.value.foot.extend(told)
        elif end or following.inside.flow or column <= following.column or last is None:
            following.before.extend(told)
        else:
            self._foot(last, column, following).extend(told)

    def _foot(self, last: _Entry | None, column: int, following: _Entry | None) -> list[str]:
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


def _strict(value: _Value, text: str, path: Path) -> None:
    """Raises CourseError for anchors, which would not survive a change of order."""
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.AnchorToken):
            span = Span(path, token.start_mark.line + 1, token.start_mark.column + 1)
            raise CourseError(Diagnostic(f"`{token.value}` is an anchor", span, "write the value out in each place"))


def _apart(file: _Value) -> None:
    """A blank line between items."""
    for entry in file.entries:
        if entry.key == "items":
            for item in entry.value.entries[1:]:
                if not item.before or item.before[0]:
                    item.before.insert(0, "")


def _file(value: _Value, record: BaseModel) -> list[str]:
    lines = [*value.head, *_block(value, record, 0)]
    return lines if lines[0] else lines[1:]


def _block(value: _Value, record: object, indent: int) -> list[str]:
    """The lines of a mapping or a list, an entry after the other."""
    pad = " " * indent
    lines = [line for entry in _sorted(value, record) for line in _entry(entry, _inside(record, entry), indent)]
    lines += [pad + line if line else "" for line in value.foot]
    return lines[next(i for i, line in enumerate(lines) if line) :]


def _sorted(value: _Value, record: object) -> list[_Entry]:
    """The entries in the order of the model's keys."""
    if not isinstance(record, BaseModel) or isinstance(record, RootModel):
        return value.entries
    order = {told.alias or name: i for i, (name, told) in enumerate(type(record).model_fields.items())}
    return sorted(value.entries, key=lambda entry: order.get(entry.key, len(order)))


def _inside(record: object, entry: _Entry) -> object:
    """What the models made of an entry of `record`."""
    match record:
        case RootModel():
            return _inside(record.root, entry)
        case BaseModel():
            names = {told.alias or name: name for name, told in type(record).model_fields.items()}
            return getattr(record, names.get(entry.key, ""), None)
        case Mapping():
            return record.get(entry.key)
        case tuple():
            return dict(enumerate(record)).get(next(i for i, e in enumerate(entry.inside.entries) if e is entry))
    return None


def _entry(entry: _Entry, record: object, indent: int) -> list[str]:
    """The lines of an entry, with the comments around it."""
    pad, value = " " * indent, entry.value
    head = f"{_scalar(entry.key, None, flow=False)}:" if isinstance(entry.inside.node, yaml.MappingNode) else "-"
    *above, beside = entry.beside or [""]
    lines = [pad + line if line else "" for line in (*entry.before, *above)]
    end = f" {beside}" if beside else ""
    room = WIDTH - indent - _width(head) - 1
    inline = _inline(value, record, flow=False)
    if inline is not None and _width(inline) <= room:
        return [*lines, f"{pad}{head} {inline}{end}"]
    if isinstance(value.node, yaml.ScalarNode):
        style, content = _broken(value.node.value, indent + STEP)
        return [*lines, f"{pad}{head} {style or inline or _quoted(value.node.value)}{end}", *content]
    if inline is not None and (parts := _short(value)):
        return [*lines, *_filled(f"{pad}{head} [", parts, indent + STEP, f"]{end}")]
    child = _block(value, record, indent + STEP)
    if head != "-":
        return [*lines, f"{pad}{head}{end}", *child]
    # Comments have no place between a dash and what begins beside it.
    first = next(i for i, line in enumerate(child) if line and not line.lstrip().startswith("#"))
    hoisted = [*([beside] if beside else []), *child[:first]]
    lines += [pad + line.lstrip() if line else "" for line in hoisted]
    return [*lines, f"{pad}- {child[first].lstrip()}", *child[first + 1 :]]


def _inline(value: _Value, record: object, *, flow: bool) -> str | None:
    """A value on one line; None where it has to stand on several, or its author meant it to."""
    node = value.node
    if isinstance(node, yaml.ScalarNode):
        return None if "\n" in node.value else _scalar(node.value, node.style, flow=flow)
    pair = isinstance(record, Bilingual)
    plain = all(isinstance(entry.value.node, yaml.ScalarNode) for entry in value.entries)
    listed = isinstance(node, yaml.SequenceNode)
    if any(value.comments()) or not (value.flow or pair or not value.entries or (listed and plain)):
        return None
    texts = []
    for entry in _sorted(value, record):
        text = _inline(entry.value, _inside(record, entry), flow=True)
        if text is None:
            return None
        texts.append(text if listed else f"{_scalar(entry.key, None, flow=True)}: {text}")
    return f"[{', '.join(texts)}]" if listed else f"{{{', '.join(texts)}}}"


def _short(value: _Value) -> list[str]:
    """The values of a list of short ones; none where it is no such list."""
    parts = [_inline(entry.value, None, flow=True) or "" for entry in value.entries]
    fits = isinstance(value.node, yaml.SequenceNode) and all(0 < len(part) <= SHORT for part in parts)
    scalars = all(isinstance(entry.value.node, yaml.ScalarNode) for entry in value.entries)
    return parts if fits and scalars else []


def _filled(start: str, parts: list[str], indent: int, end: str) -> list[str]:
    """A list in brackets over as many lines as it takes."""
    lines = [start]
    for i, part in enumerate(parts):
        text = part + (", " if i + 1 < len(parts) else "")
        if _width(lines[-1] + text.rstrip()) > WIDTH:
            lines[-1] = lines[-1].rstrip()
            lines.append(" " * indent)
        lines[-1] += text
    lines[-1] += end
    return lines


def _broken(text: str, indent: int) -> tuple[str, list[str]]:
    """A text on lines of its own, with the sign that begins it; no sign where YAML could not read it back."""
    if "\n" in text:
        content = text.removesuffix("\n").split("\n")
        style = "|" + (str(STEP) if text[0] in " \n" else "") + ("" if text.endswith("\n") else "-")
    else:
        content, style = [""], ">-"
        for found in WORD.finditer(text):
            if content[-1] and _width(content[-1] + " " + found[0]) > WIDTH - indent:
                content.append("")
            content[-1] += (" " if content[-1] else "") + found[0]
        # Chinese has too few spaces to be folded at, and a fold puts a space into the text.
        if any(_width(line) > WIDTH - indent for line in content):
            return "", []
    lines = [" " * indent + line if line else "" for line in content]
    read = "\n".join([f"{' ' * (indent - STEP)}text: {style}", *lines, ""])
    try:
        node = yaml.compose(read, Loader=yaml.CSafeLoader)
        same = node is not None and node.value[0][1].value == text
    except yaml.YAMLError:
        same = False
    return (style, lines) if same else ("", [])


def _scalar(text: str, style: str | None, *, flow: bool) -> str:
    """A text on one line: plain if it can be, and stays what an editor takes it for."""
    found = Emitter(StringIO(), allow_unicode=True).analyze_scalar(text)
    plain = found.allow_flow_plain if flow else found.allow_block_plain
    quoted = style in ("'", '"') and _resembles(text)
    if plain and not quoted:
        return text
    if found.allow_single_quoted and not found.multiline and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text)


def _resembles(text: str) -> bool:
    """Whether an editor takes it for a number, a truth value, a date or nothing at all, unless it is quoted."""
    found = Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return found != Resolver.DEFAULT_SCALAR_TAG or NUMBER.fullmatch(text) is not None


def _quoted(text: str) -> str:
    """In double quotes, with what cannot be seen as `\\u....`."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _width(text: str) -> int:
    """In columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
