"""The lines of a file: keys in the order of the models, short values on one line, comments where they belong."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from pydantic import BaseModel, RootModel

from hwgen.editing.comments import Entry, Value
from hwgen.editing.scalars import STEP, WIDTH, columns, folded, one_line, quoted
from hwgen.text import Text
from hwgen.yamlmistakes import half_said

# Values of a list that is filled line by line; longer ones stand on a line each.
SHORT = 20


def file_lines(value: Value, record: BaseModel) -> list[str]:
    lines = [*value.head, *_block(value, record, 0)]
    return lines if lines[0] else lines[1:]


def _block(value: Value, record: object, indent: int) -> list[str]:
    """The lines of a mapping or a list, an entry after the other."""
    pad = " " * indent
    lines = [line for entry in _sorted(value, record) for line in _entry(entry, _inside(record, entry), indent)]
    lines += [pad + line if line else "" for line in value.foot]
    return lines[next(i for i, line in enumerate(lines) if line) :]


def _sorted(value: Value, record: object) -> list[Entry]:
    """The entries in the order of the model's keys, texts in that of the course's languages."""
    if isinstance(record, Text):
        languages = list(record)
        return sorted(value.entries, key=lambda entry: languages.index(entry.key) if entry.key in record else -1)
    if not isinstance(record, BaseModel) or isinstance(record, RootModel):
        return value.entries
    order = {model_field.alias or name: i for i, (name, model_field) in enumerate(type(record).model_fields.items())}
    # What a record takes beside its own keys, such as languages, is what it is about.
    others = -1 if type(record).model_config.get("extra") == "allow" else len(order)
    return sorted(value.entries, key=lambda entry: order.get(entry.key, others))


def _inside(record: object, entry: Entry) -> object:
    """What the models made of an entry of `record`."""
    match record:
        case RootModel():
            return _inside(record.root, entry)
        case BaseModel():
            names = {model_field.alias or name: name for name, model_field in type(record).model_fields.items()}
            return getattr(record, names.get(entry.key, ""), None)
        case Mapping():
            return record.get(entry.key)
        case tuple():
            return dict(enumerate(record)).get(next(i for i, e in enumerate(entry.inside.entries) if e is entry))
    return None


def _entry(entry: Entry, record: object, indent: int) -> list[str]:
    """The lines of an entry, with the comments around it."""
    pad, value = " " * indent, entry.value
    head = f"{one_line(entry.key, None, flow=False)}:" if isinstance(entry.inside.node, yaml.MappingNode) else "-"
    *above, beside = entry.beside or [""]
    lines = [pad + line if line else "" for line in (*entry.before, *above)]
    if beside and isinstance(value.node, yaml.ScalarNode) and half_said(f"{head} ", value.node.value):
        # Behind the text it would be taken for the rest of it.
        lines, beside = [*lines, pad + beside], ""
    end = f" {beside}" if beside else ""
    room = WIDTH - indent - columns(head) - 1
    inline = _inline(value, record, flow=False)
    if inline is not None and columns(inline) <= room:
        return [*lines, f"{pad}{head} {inline}{end}"]
    if isinstance(value.node, yaml.ScalarNode):
        style, content = folded(value.node.value, indent + STEP)
        return [*lines, f"{pad}{head} {style or inline or quoted(value.node.value)}{end}", *content]
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


def _inline(value: Value, record: object, *, flow: bool) -> str | None:
    """A value on one line; None where it has to stand on several, or its author meant it to."""
    node = value.node
    if isinstance(node, yaml.ScalarNode):
        return None if "\n" in node.value else one_line(node.value, node.style, flow=flow)
    pair = isinstance(record, Text)
    plain = all(isinstance(entry.value.node, yaml.ScalarNode) for entry in value.entries)
    listed = isinstance(node, yaml.SequenceNode)
    if any(value.comments()) or not (value.flow or pair or not value.entries or (listed and plain)):
        return None
    texts = []
    for entry in _sorted(value, record):
        text = _inline(entry.value, _inside(record, entry), flow=True)
        if text is None:
            return None
        texts.append(text if listed else f"{one_line(entry.key, None, flow=True)}: {text}")
    return f"[{', '.join(texts)}]" if listed else f"{{{', '.join(texts)}}}"


def _short(value: Value) -> list[str]:
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
        if columns(lines[-1] + text.rstrip()) > WIDTH:
            lines[-1] = lines[-1].rstrip()
            lines.append(" " * indent)
        lines[-1] += text
    lines[-1] += end
    return lines
