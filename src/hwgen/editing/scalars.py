"""How a text is written in YAML: plain or in quotes, on one line or folded over several."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from io import StringIO

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

WIDTH = 120
STEP = 2
# A formula and a piece of code stay on one line.
WORD = re.compile(r"(?:\$[^$\n]*\$|`[^`\n]*`|[^ \n])+")
# What YAML 1.2 takes for a number, beside what PyYAML's YAML 1.1 does.
NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+")
# A form writes its file anew at each change, and few of its texts are others then.
MOST_KEPT = 10_000
UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


@lru_cache(maxsize=MOST_KEPT)
def one_line(text: str, style: str | None, *, flow: bool) -> str:
    """A text on one line: plain if it can be, and stays what an editor takes it for."""
    analysis = Emitter(StringIO(), allow_unicode=True).analyze_scalar(text)
    plain = analysis.allow_flow_plain if flow else analysis.allow_block_plain
    meant = style in ("'", '"') and _resembles(text)
    if plain and not meant:
        return text
    if analysis.allow_single_quoted and not analysis.multiline and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return quoted(text)


@lru_cache(maxsize=MOST_KEPT)
def folded(text: str, indent: int) -> tuple[str, tuple[str, ...]]:
    """A text on lines of its own, with the sign that begins it; no sign where YAML could not read it back."""
    if "\n" in text:
        content = text.removesuffix("\n").split("\n")
        style = "|" + (str(STEP) if text[0] in " \n" else "") + ("" if text.endswith("\n") else "-")
    else:
        content, style = [""], ">-"
        for word in WORD.finditer(text):
            if content[-1] and columns(content[-1] + " " + word[0]) > WIDTH - indent:
                content.append("")
            content[-1] += (" " if content[-1] else "") + word[0]
        # Chinese has too few spaces to be folded at, and a fold puts a space into the text.
        if any(columns(line) > WIDTH - indent for line in content):
            return "", ()
    lines = tuple(" " * indent + line if line else "" for line in content)
    read = "\n".join([f"{' ' * (indent - STEP)}text: {style}", *lines, ""])
    try:
        node = yaml.compose(read, Loader=yaml.CSafeLoader)
        same = node is not None and node.value[0][1].value == text
    except yaml.YAMLError:
        same = False
    return (style, lines) if same else ("", ())


def _resembles(text: str) -> bool:
    """Whether an editor takes it for a number, a truth value, a date or nothing at all, unless it is quoted."""
    tag = Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag != Resolver.DEFAULT_SCALAR_TAG or NUMBER.fullmatch(text) is not None


def quoted(text: str) -> str:
    """In double quotes, with what cannot be seen as `\\u....`."""
    return UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def columns(text: str) -> int:
    """In columns: a Chinese character takes two."""
    return (
        len(text)
        if text.isascii()
        else sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    )
