"""About how wide texts and formulas print, and what fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hwgen.content.tree import Code, Inline, Math
from hwgen.values import Value

# Text without a space that is longer may break after the signs behind each of its words, and a word of it that is longer
# still after every PIECE characters.
LONGEST_RUN = 30
PIECE = 10
WORDS = re.compile(r"\d+(?:\.\d+)+\W*|\w+\W*|\W+")
FITTING = 76
# What makes a formula a statement; brackets of any kind, in which a comma parts no statements; and what holds for all that follows.
RELATION = re.compile(r"[=<>]|\\(?:leq?|geq?|neq?|approx|sim|propto|equiv|in|to|mapsto)(?![A-Za-z])")
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
OPENING = frozenset((r"\begin", r"\left", r"\langle", r"\{", *"{(["))
CLOSING = frozenset((r"\end", r"\right", r"\rangle", r"\}", *"})]"))
# Brackets in which lines may break, in pairs or as the ends of an interval; and what may stand before a bracket that closes.
BRACKETS = frozenset((*"([", r"\{", *(rf"\{name}" for name in ("langle", "lfloor", "lceil", "lvert", "lVert"))))
CLOSED = frozenset((*")]", r"\}", *(rf"\{name}" for name in ("rangle", "rfloor", "rceil", "rvert", "rVert"))))
BARS = frozenset(("|", r"\|"))
SIZED = re.compile(r"\\(?:right|[bB]igg?r?)$")
# Signs behind which a line may end, and what stands in no group.
BREAKS = re.compile(
    r"[=<>+*:]|(?<=[\w})\]])\s*-|\\(?:leq?|geq?|neq?|ll|gg|approx|sim|propto|equiv|in|subseteq|to|times|cdot|odot|circ|cup|cap|mid|mapsto|pm)(?![A-Za-z])"
)
UNGROUPED = re.compile(r"\\middle|\\\\|&")
# A formula that is wider never stays whole, nor what is in its brackets; in half em. A sign has spaces at its sides.
UNBROKEN = 13
SPACED = 2
UNSEEN = frozenset("{}^_ ")
# Where a line could end within code.
PARTED = re.compile(r"[ -]")
# A wider part of a formula, in half em, leaves a gap at the end of the line before it, which justified Chinese text would share out.
STIFF = 16
# So does a longer piece of code.
STIFF_CODE = 12
SPACE = re.compile(r"^(?:\s|\\[ ,:;!])+")
STYLE = re.compile(r"\\(?:display|text|script)style")
# What fits into a cell of the table of answers, and what fits in smaller type: numbers of seven and eight digits.
GLANCE, SMALL_GLANCE = 7, 10
# Characters of an option that may stand beside others.
MEASURED = 300
LONGEST_NAME = 40


def width(text: str) -> int:
    """About how wide `text` prints, in half em."""
    return sum(2 if ord(char) >= 0x2E80 else 1 for char in text)


def tex_width(tex: str) -> int:
    """About how wide `tex` prints, in half em."""
    return width(re.sub(r"\\[A-Za-z]+|[{}$\\]", "", tex))


def listed(tex: str) -> list[str]:
    """The statements of a formula such as `a = 1, b = 2`, each with its comma: lines end between them rather than within one."""
    parts = [""]
    for token, outside in _tokens(tex):
        parts[-1] += token
        if token in (",", ";") and outside:
            parts.append("")
    statements = parts[:1]
    for part in parts[1:]:
        if all(map(RELATION.search, (statements[-1], part))) and not part.lstrip().startswith((r"\quad", r"\qquad")):
            statements.append(SPACE.sub("", part))
        else:
            statements[-1] += part
    return [tex] if STYLE.search(tex) else statements


def _tokens(tex: str) -> Iterator[tuple[str, bool]]:
    """The tokens of a formula, each with whether brackets of no kind are open behind it."""
    depth = 0
    for token in TOKEN.findall(tex):
        depth += (token in OPENING) - (token in CLOSING)
        yield token, not depth


def held(tex: str) -> str:
    """A formula in which no line ends within short brackets: what is between them is a group."""
    tokens, opened, depth = TOKEN.findall(tex), list[int](), 0
    for i, token in enumerate(tokens):
        depth += (token == "{") - (token == "}")
        if depth:
            continue
        # A bar closes the one before it in the same brackets.
        ends = opened and token in BARS and tokens[opened[-1]] == token
        if token in BRACKETS or (token in BARS and not ends):
            opened.append(i)
        elif token in CLOSED or ends:
            while opened and token in CLOSED and tokens[opened[-1]] in BARS:
                opened.pop()
            if not opened:
                continue
            first = opened.pop() + 1
            last = i - bool(SIZED.match(tokens[i - 1]))
            inner = "".join(tokens[first:last])
            signs = len(BREAKS.findall(inner))
            wide = sum(token not in UNSEEN for token in tokens[first:last]) + SPACED * signs
            if signs and wide <= UNBROKEN and not UNGROUPED.search(inner):
                tokens[first], tokens[last - 1] = "{" + tokens[first], tokens[last - 1] + "}"
    return "".join(tokens)


def on_one_line(code: str) -> bool:
    """Whether no line ends within code in a text, where one could: it is as short as `(C, H, W)`."""
    return len(code) <= UNBROKEN and bool(PARTED.search(code))


def stiff(inline: Inline) -> bool:
    """Whether a formula or code in a text has a part so wide that a line before it ends early: lines of a formula break at its signs."""
    if isinstance(inline, Math):
        return any(tex_width(part) > STIFF for part in BREAKS.split(inline.tex))
    return isinstance(inline, Code) and len(inline.text) > STIFF_CODE


def spaced(tex: str) -> list[str]:
    """The formulas that stand beside each other in one display, a quad apart or two."""
    parts = [""]
    for token, outside in _tokens(tex):
        if token in (r"\quad", r"\qquad") and outside:
            parts.append("")
        else:
            parts[-1] += token
    return [tex] if STYLE.search(tex) else [part.strip() for part in parts if part.strip()]


def glanced(value: Value) -> tuple[str, bool] | None:
    """The TeX of a value that fits into the table of answers, and whether only in smaller type. Of a product that is too long, its
    number. None where nothing fits."""
    spellings = [value, *multiplied(value)]
    texts = [each.tex() for each in spellings]
    for text in texts:
        if tex_width(text) <= GLANCE:
            return text, False
    return (texts[-1], True) if spellings[-1].form == "number" and tex_width(texts[-1]) <= SMALL_GLANCE else None


def multiplied(value: Value) -> tuple[Value, ...]:
    """The number that a product is; nothing for other values."""
    return (replace(value, raw=value.number, form="number"),) if value.form == "product" else ()


def key_tex(value: Value) -> str:
    """The TeX of a value in the blank of a key, without its unit: of a product, its number as well, as in the table of answers."""
    return " = ".join(each.bare().tex() for each in (value, *multiplied(value)))


def shortened(name: str) -> str:
    """A name that fits in the head of a page."""
    kept = name
    while width(kept) > LONGEST_NAME:
        kept = kept[:-1]
    return kept if kept == name else kept + "…"
