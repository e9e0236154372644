"""Products as people write them, without their `*`: what is meant by `2x`, `a t` and `at`."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Collection

_BETWEEN = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?:(?<=\d)x(?=\d)|(?=[A-Za-z(]))|(?<=[\w)])\s+(?=[\w(])|(?<=\))(?=[\w(])"
)


def written_out(expression: str) -> str:
    """The expression with the `*` that are missing; an empty string where it is none with them either."""
    words = re.findall(r"[A-Za-z_]\w*", expression)
    if any(keyword.iskeyword(word) for word in words):
        return ""
    whole = _BETWEEN.sub(lambda gap: f"{gap[1] or ''}*", expression.strip())
    try:
        ast.parse(whole, mode="eval")
    except SyntaxError:
        return ""
    return whole if whole != expression.strip() else ""


def parted(name: str, names: Collection[str]) -> str:
    """A name as the product of others that stand in it one after the other: `a*t` for `at`; an empty string where it is none.

    `nn` is rather an `n` that was typed twice.
    """
    for known in sorted(names, key=len, reverse=True):
        if name.startswith(known) and (rest := name[len(known) :]):
            others = rest if rest in names else parted(rest, names)
            if others and known not in others.split("*"):
                return f"{known}*{others}"
    return ""
