"""Formulas as people write them: products without their `*`, such as `2x`, `a t` and `at`, and TeX."""

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


_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(times|cdot|div|left|right|,|;|!|quad|[A-Za-z]+) ?")
_COMMANDS = {"times": "*", "cdot": "*", "div": "/", "ln": "log"} | {name: name for name in ("exp", "log", "sqrt", "pi")}
_NOTHING = ("left", "right", ",", ";", "!", "quad")


def without_tex(expression: str) -> str:
    """What a formula of TeX is as an expression; an empty string where it is none of TeX, or none that can be read so."""
    if "\\" not in expression and "$" not in expression:
        return ""
    plain = expression.strip("$ ")
    while fraction := _FRACTION.search(plain):
        over, under = (part if re.fullmatch(r"[\d.]+", part) else f"({part})" for part in fraction.groups())
        plain = f"{plain[: fraction.start()]}{over}/{under}{plain[fraction.end() :]}"
    plain = _COMMAND.sub(lambda name: "" if name[1] in _NOTHING else f"{_COMMANDS.get(name[1], name[0])} ", plain)
    plain = re.sub(r" (?=[{(])", "", plain)
    plain = re.sub(r"(?<=\^)\{([\d.]+)\}", r"\1", plain).replace("{", "(").replace("}", ")").replace("^", "**")
    plain = re.sub(r" ?([*/]+) ?", r"\1", re.sub(r"\b(log|exp|sqrt) ([\d.]+)", r"\1(\2)", plain))
    try:
        ast.parse(plain, mode="eval")
    except SyntaxError:
        return ""
    return " ".join(plain.split())


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
