"""Moodle's text formats as HTML: what Moodle itself makes of them before it shows them."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from hwgen.lms.moodle.importing.formulas import FORMULAS

# Moodle 1.9 wrote numbers.
NUMBERED = {"0": "moodle_auto_format", "1": "html", "2": "plain_text", "3": "wiki_like", "4": "markdown"}
HELD = re.compile("\ue003([0-9]+)\ue004")


def as_html(text: str, format: str) -> str:
    match NUMBERED.get(format, format):
        case "plain_text":
            return _lines(escape(text.strip("\n"), quote=False).replace("  ", "&nbsp; "))
        case "moodle_auto_format" | "wiki_like":
            return _lines(_auto(text))
        case "markdown":
            return _markdown(text)
        case _:
            return text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "<br>\n")


def _auto(text: str) -> str:
    """Line ends beside a tag are no line breaks."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"\n(?=</?[a-zA-Z])|(?<=[a-zA-Z\"'/]>)\n", " ", lines)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _markdown(text: str) -> str:
    """Formulas are put aside: what stands in them is no emphasis and no escape."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(escape(match[0], quote=False))
        return f"\ue003{len(held) - 1}\ue004"

    shown = _parser().render(FORMULAS.sub(hold, text.replace("\r\n", "\n")))
    return HELD.sub(lambda match: held[int(match[1])], shown)
