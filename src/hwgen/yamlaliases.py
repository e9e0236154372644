"""Aliases of YAML that make much of little: a file is refused before any of it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import yaml

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.limits import MB

# What aliases may repeat of a file, in values and in signs of texts: reading it takes as long as if it were written out.
REPEATED, REPEATED_SIGNS = 20_000, 2 * MB
DEEPEST = 40


def too_deep(place: Span) -> Diagnostic:
    return Diagnostic("yaml-depth", "nested too deeply", place, "an anchor may not contain itself")


def refuse_repeated(root: yaml.Node, place: Callable[[yaml.Node], Span]) -> None:
    """Raises CourseError, at the place of a node, where aliases repeat too much or a node contains itself."""
    sizes: dict[int, tuple[int, int]] = {}
    values = signs = 0

    def size(node: yaml.Node, depth: int) -> tuple[int, int]:
        nonlocal values, signs
        if depth > DEEPEST:
            raise CourseError(too_deep(place(node)))
        if known := sizes.get(id(node)):
            values, signs = values + known[0], signs + known[1]
            if values > REPEATED or signs > REPEATED_SIGNS:
                message = f"aliases repeat more than {REPEATED:,} values, or {REPEATED_SIGNS // MB} MB of text"
                hint = "write out what differs, and use fewer aliases such as `*name`"
                raise CourseError(Diagnostic("yaml-size", message, place(node), hint))
            return known
        inside: Iterable[yaml.Node] = ()
        match node:
            case yaml.SequenceNode():
                inside = node.value
            case yaml.MappingNode():
                inside = (part for pair in node.value for part in pair)
        own = 0 if not isinstance(node, yaml.ScalarNode) else len(node.value)
        below = [size(part, depth + 1) for part in inside]
        sizes[id(node)] = total = (1 + sum(v for v, _ in below), own + sum(s for _, s in below))
        return total

    size(root, 0)
