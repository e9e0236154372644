"""What YAML would leave out of a value without a word, or put into it: said before anything is made of the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from hwgen.yamlmistakes import escaped, half_said, in_curly_quotes, unescaped

_COMMENT = re.compile(r"[ \t]+(#(?!#).*\S)")


@dataclass(frozen=True)
class Lost:
    """A fault at an index of the file's text."""

    index: int
    message: str
    hint: str


def lost(text: str, node: yaml.ScalarNode) -> Iterator[Lost]:
    """A first word after `&` or `!`, all that follows a `#`, quotation marks that are none, and a backslash between double ones.

    The node then has the value that was meant, so that nothing else is wrong with it.
    """
    start, end = node.start_mark.index, node.end_mark.index
    first = re.match(r"[&!]\S+", text[start:end])
    if first and f"*{first[0][1:]}" not in text:
        yield Lost(start, f"`{first[0]}` is not read as text", "put the text in quotation marks")
    begun = text[max(start - 40, 0) : start]
    if not node.style and (inside := in_curly_quotes(begun, node.value)):
        message = f"the quotation marks of `{node.value}` are none of YAML, and belong to the value"
        yield Lost(start, message, f"write `{inside}`; between ' and ' if they are meant")
        node.value = inside
    if node.style == '"' and (escape := escaped(text, start, end)):
        yield Lost(escape.start(1), *unescaped(escape[1]))
        node.value = text[start + 1 : end - 1]
    comment = _COMMENT.match(text, end) if not node.style else None
    # A number, a name or a whole sentence may have a comment behind it; half a sentence has lost the rest.
    if comment and ((not comment[1][1].isspace() and " " in node.value) or half_said(begun, node.value)):
        message = f"`{comment[1]}` is a comment, and no part of the text before it"
        hint = "put the text in quotation marks, or write a comment on a line of its own"
        yield Lost(comment.start(1), message, hint)


def wide_commas(text: str, node: yaml.SequenceNode) -> Iterator[Lost]:
    """Chinese commas between the entries of `[a，b]`, which YAML takes for one; the node then has the entries that were meant."""
    if not node.flow_style:
        return
    entries: list[yaml.Node] = []
    for entry in node.value:
        if isinstance(entry, yaml.ScalarNode) and not entry.style and "，" in entry.value:
            parts = [part.strip() for part in entry.value.split("，") if part.strip()]
            message = f"`，` is a Chinese comma, so that `{entry.value}` is one entry"
            hint = f"write `{', '.join(parts)}`; a text with such a comma stands in quotation marks"
            yield Lost(text.index("，", entry.start_mark.index), message, hint)
            entries += [yaml.ScalarNode(entry.tag, part, entry.start_mark, entry.end_mark) for part in parts]
        else:
            entries.append(entry)
    node.value = entries
