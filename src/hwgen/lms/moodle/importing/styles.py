"""What the `style` of an element says that a paper can show."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from hwgen.content.tree import Emph, Strong

EMPHASIS = frozenset(("em", "i", "cite", "var", "dfn", "ins", "mark"))
STRONG = frozenset(("strong", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"))
STRUCK = frozenset(("del",))
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)
SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)|text-decoration(?:-line)?\s*:[^;]*underline", re.IGNORECASE)
UPRIGHT = re.compile(r"font-style\s*:\s*normal|text-decoration(?:-line)?\s*:\s*none", re.IGNORECASE)
LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def emphasis(tag: str, node: HtmlElement) -> list[type[Emph] | type[Strong]]:
    """The kinds of emphasis of an element, by its name or its style."""
    style = node.get("style") or ""
    kinds: list[type[Emph] | type[Strong]] = []
    if (tag in STRONG and not LIGHT.search(style)) or BOLD.search(style):
        kinds.append(Strong)
    if (tag in EMPHASIS and not UPRIGHT.search(style)) or SLANTED.search(style):
        kinds.append(Emph)
    return kinds


def is_struck(tag: str, node: HtmlElement) -> bool:
    return tag in STRUCK or bool(LINE_THROUGH.search(node.get("style") or ""))


def is_hidden(node: HtmlElement) -> bool:
    return bool(HIDDEN.search(node.get("style") or ""))
