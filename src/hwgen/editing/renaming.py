"""An item under another id, wherever its course names it: the rest of each file stays as it is, to the byte."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from hwgen.bank.course import Course
from hwgen.bank.ledger import before_swap, parted
from hwgen.bank.names import FORM
from hwgen.bank.together import Change, change_together
from hwgen.editing.scalars import quoted
from hwgen.editing.skeleton import sound_name
from hwgen.errors import CourseError, Diagnostic, Span, UsageError
from hwgen.problem.generator import Generator

# The keys whose values are items, by the folder or the file of the bank.
KEYS: Mapping[str, frozenset[str]] = {
    "items": frozenset(("enemies",)),
    "exams": frozenset(("item", "exclude")),
    "papers": frozenset(("item",)),
    "ledger.yaml": frozenset(("items", "forms")),
    "results.yaml": frozenset(("item",)),
}
Range = tuple[int, int]


def renamed(course: Course, old: str, new: str) -> dict[Path, Change]:
    """The files that name an item, as they are and with its new id; its own is the last.

    Raises UsageError for an unknown item, and for an id that is none or taken; CourseError for a file that names it and cannot be read.
    """
    item = course.item(old)
    sound_name(new)
    if new in course.items:
        taken = course.items[new].span
        raise UsageError(Diagnostic("file-exists", f"`{new}` already exists", taken, "choose another name"))
    files: dict[Path, Change] = {}
    for place, keys in KEYS.items():
        at = course.root / "bank" / place
        for path in [at] if at.is_file() else sorted(at.rglob("*.yaml")):
            data = path.read_bytes()
            changed = _in_file(path, data, old, new, keys, own=place == "items")
            if changed != data:
                files[path] = data, changed
    own = item.span.file
    if isinstance(item, Generator):
        data = own.read_bytes()
        return files | {own: (data, _in_program(data, old, new))}
    return {path: change for path, change in files.items() if path != own} | {own: files[own]}


def rename(course: Course, old: str, new: str) -> list[Path]:
    """Writes what `renamed` gives, and returns where."""
    files = renamed(course, old, new)
    change_together(course.root, files)
    return list(files)


def _in_file(path: Path, data: bytes, old: str, new: str, keys: frozenset[str], *, own: bool) -> bytes:
    # Most files do not name it, and reading them takes longer than finding that out, unless its letters can be written in other ways.
    if FORM.fullmatch(old) and old.encode() not in data:
        return data
    try:
        return _in_text(data.decode("utf-8"), old, new, keys, own=own).encode()
    except (UnicodeDecodeError, yaml.YAMLError) as e:
        message = f"the file names `{old}`, and cannot be read: nothing was renamed"
        raise CourseError(
            Diagnostic("cannot-rename", message, Span(path), "`hwgen check` says what is wrong with it")
        ) from e


def _in_text(text: str, old: str, new: str, keys: frozenset[str], *, own: bool) -> str:
    """A file of YAML in which the values of some keys, and of its `own` items' ids, name the item otherwise."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    named = {node.start_mark.index: node for node in _named(root, keys, own=own) if _is(node, old)}
    for begin, node in sorted(named.items(), reverse=True):
        end = node.end_mark.index
        written = text[begin:end]
        # Between quotation marks it may be written with escapes: `"caf\u00e9"`.
        if before_swap(node.value):
            parts = node.value.split("<")
            whole = quoted("<".join(new + part.removeprefix(old) if parted(part)[0] == old else part for part in parts))
        else:
            whole = written.replace(old, new, 1) if old in written else quoted(new + node.value.removeprefix(old))
        text = text[:begin] + whole + text[end:]
    return text


def _is(node: yaml.ScalarNode, id: str) -> bool:
    """Whether it names the item, or has it before a swap."""
    named = (node.value, before_swap(node.value)) if node.value else ()
    return any(part and parted(part)[0] == id for part in named)


def _named(node: yaml.Node | None, keys: frozenset[str], *, own: bool) -> Iterator[yaml.ScalarNode]:
    match node:
        case yaml.MappingNode():
            for key, value in node.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else ""
                if name in keys:
                    yield from _scalars(value)
                elif own and name == "items" and isinstance(value, yaml.SequenceNode):
                    records = (record for record in value.value if isinstance(record, yaml.MappingNode))
                    ids = (one for record in records for name, one in record.value if name.value == "id")
                    yield from (one for one in ids if isinstance(one, yaml.ScalarNode))
                    yield from _named(value, keys, own=False)
                else:
                    yield from _named(value, keys, own=False)
        case yaml.SequenceNode():
            for value in node.value:
                yield from _named(value, keys, own=False)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    match node:
        case yaml.ScalarNode():
            yield node
        case yaml.SequenceNode():
            for value in node.value:
                yield from _scalars(value)
        case yaml.MappingNode():
            for _, value in node.value:
                yield from _scalars(value)


def _in_program(data: bytes, old: str, new: str) -> bytes:
    """A program in which the function of that id has another name, wherever the program uses it."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    lines = data.decode(encoding).splitlines(keepends=True)
    before, after = old.replace("-", "_"), new.replace("-", "_")
    tokens = list(tokenize.tokenize(io.BytesIO(data).readline))
    for token in reversed(tokens):
        if token.type == tokenize.NAME and token.string == before:
            (row, begin), (_, end) = token.start, token.end
            lines[row - 1] = lines[row - 1][:begin] + after + lines[row - 1][end:]
    return "".join(lines).encode(encoding)
