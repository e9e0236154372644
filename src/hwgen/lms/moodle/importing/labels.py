"""How the entries of an HTML list are labelled: I, a, or from 3 on."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

STYLES = {
    **dict.fromkeys(("decimal", ""), "1"),
    **dict.fromkeys(("lower-alpha", "lower-latin"), "a"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "A"),
    "lower-roman": "i",
    "upper-roman": "I",
    "none": "none",
    **{kind: kind for kind in ("1", "a", "A", "i", "I")},
}
STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40}
ROMAN |= {"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}


def style_of(node: HtmlElement) -> str:
    """What CSS or HTML says of the labels of a list, or of its entries; empty where nothing does."""
    for one in (node, *node.iterchildren("li")):
        if match := STYLE.search(one.get("style") or ""):
            return match[1].lower()
        if one.get("type"):
            return str(one.get("type")).strip()
    return ""


def number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip(), re.ASCII) else None


def label(kind: str, place: int) -> str:
    """The label of the entry at a place, with its full stop."""
    if kind == "none":
        return ""
    if place > 0 and kind in ("a", "A"):
        letters = ""
        while place:
            place, letter = divmod(place - 1, 26)
            letters = chr(ord(kind) + letter) + letters
        return f"{letters}. "
    if 0 < place < 4000 and kind in ("i", "I"):
        return f"{_roman(place) if kind == 'i' else _roman(place).upper()}. "
    return f"{place}. "


def _roman(place: int) -> str:
    written = ""
    for sign, value in ROMAN.items():
        written += sign * (place // value)
        place %= value
    return written
