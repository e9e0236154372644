"""Templates that can print nothing but markup, and labels with their values put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from string import Formatter
from typing import TypeVar

import jinja2

from hwgen.words.words import Words

M = TypeVar("M", bound=str)


def environment(
    folders: Sequence[Path], markup: type[str], name: str, **filters: Callable[..., str]
) -> jinja2.Environment:
    """Templates from `folders`, the first that has one, in which only `markup`, called `name`, and whole numbers can be printed."""

    def finalize(value: object) -> object:
        if isinstance(value, markup) or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, jinja2.Undefined):
            return str(value)
        raise TypeError(f"a template may print {name} or whole numbers only, not {value!r}")

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        block_start_string=r"\BLOCK{",
        block_end_string="}",
        variable_start_string=r"\VAR{",
        variable_end_string="}",
        comment_start_string=r"\#{",
        comment_end_string="}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        finalize=finalize,
    )
    templates.filters.update(filters)
    return templates


def say(escape: Callable[[str], M], words: Words, word: str, **values: str | int) -> M:
    """A label with its values put in; `escape` makes markup of text."""
    parts: list[str] = []
    for text, name, _, _ in Formatter().parse(words.counted(word, values)):
        parts.append(escape(text))
        if name is not None:
            value = values[name]
            parts.append(escape(value if isinstance(value, str) else str(value)))
    return type(escape(""))("".join(parts))
