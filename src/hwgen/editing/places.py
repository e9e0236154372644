"""What stands at a place of a YAML text, by the keys and numbers that lead to it."""

from __future__ import annotations

import yaml


def path_at(text: str, line: int, column: int) -> tuple[str, ...]:
    """The path of the innermost value at a line and column, both from 1; empty where the text is no YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return ()
    at = line - 1, max(column - 1, 0)
    path: list[str] = []
    while node:
        # Where brackets open, the first entry stands.
        if at == _begin(node) and (entries := _entries(node)):
            at = _begin(entries[0][1])
        inside = next(((key, value) for key, first, value in _entries(node) if _holds(first, value, at)), None)
        if not inside:
            break
        key, node = inside
        path.append(key)
    return tuple(path)


def _entries(node: yaml.Node) -> list[tuple[str, yaml.Node, yaml.Node]]:
    """The entries of a mapping or a list, each with its key or number, where it begins, and its value."""
    match node:
        case yaml.MappingNode():
            return [(str(key.value), key, value) for key, value in node.value]
        case yaml.SequenceNode():
            return [(str(i), value, value) for i, value in enumerate(node.value)]
    return []


def _begin(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column


def _holds(first: yaml.Node, value: yaml.Node, at: tuple[int, int]) -> bool:
    end = value.end_mark
    return _begin(first) <= at < (end.line, max(end.column, 1))
