"""TeX as text that stays readable: x², α ≤ β, (a+b)/c; None for what a line of text cannot show."""

from __future__ import annotations

import re
from functools import lru_cache

from hwgen.writers.typst.signs import SIGNS

TOKEN = re.compile(r"\\([A-Za-z]+)|\\(.)|([{}^_])|(\s+)|([^\\{}^_\s])", re.DOTALL)
PLAIN = "0123456789+-=()niabcdefghjklmoprstuvwxyz"
UP = dict(zip(PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)) | {"T": "ᵀ", "−": "⁻", "∗": "*"}
DOWN = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
MARKS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
MARKS |= {"overline": "\u0304", "widetilde": "\u0303"}
WORDS = frozenset(
    [
        "log",
        "ln",
        "exp",
        "sin",
        "cos",
        "tan",
        "tanh",
        "sinh",
        "cosh",
        "max",
        "min",
        "arg",
        "lim",
        "det",
        "dim",
        "ker",
        "Pr",
        "sup",
        "inf",
        "gcd",
        "deg",
        "mod",
    ]
)
AS_IT_IS = frozenset(
    [
        "text",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathtt",
        "mathcal",
        "boldsymbol",
        "operatorname",
        "textbf",
        "textit",
    ]
)
DOUBLE = dict(zip("RNZQCEP1", "ℝℕℤℚℂ𝔼ℙ𝟙", strict=True))
SIZES = frozenset(["left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "limits", "nolimits"])
SPACES = {"quad": " ", "qquad": "  ", ",": " ", ";": " ", ":": " ", "!": "", " ": " "}
FRACTIONS = frozenset(("frac", "dfrac", "tfrac"))
ALONE = re.compile(r"[\w.′\u0300-\u036f]*[²³¹⁰-₎]*|\([^()]*\)")
# What a sign in front of it takes as a whole: a number, a letter with what is raised or lowered, or brackets.
ONE = re.compile(r"\d+(?:\.\d+)?|[^\W\d_][′\u0300-\u036f]*[ⁿᵀ²³¹⁰-ₜ]*|\([^()]*\)")


class _Unreadable(ValueError):
    """A formula that needs more than a line."""


class _Ratio(str):
    """a/b, or √a, which needs brackets where a factor stands beside it."""


@lru_cache(maxsize=1 << 12)
def readable(tex: str) -> str | None:
    try:
        return " ".join(_Reader(tex).row("").split())
    except _Unreadable:
        return None


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tokens = list(TOKEN.finditer(tex))
        self.place = 0

    def row(self, end: str) -> str:
        """What stands up to a closing brace."""
        written: list[str] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token[0] == end:
                self.place += 1
                return _joined(written)
            if token[3] and token[0] in "^_":
                self.place += 1
                # `min` has a space behind it.
                written[-1:] = [part if isinstance(part, _Ratio) else part.rstrip() for part in written[-1:]]
                written.append(_raised(self.argument(), token[0]))
            elif token[0] == "}":
                raise _Unreadable
            else:
                written.append(self.one())
        if end:
            raise _Unreadable
        return _joined(written)

    def argument(self) -> str:
        while self.place < len(self.tokens) and self.tokens[self.place][4]:
            self.place += 1
        if self.place == len(self.tokens):
            raise _Unreadable
        return self.one()

    def one(self) -> str:
        token = self.tokens[self.place]
        self.place += 1
        if token[0] == "{":
            return self.row("}")
        if token[1]:
            return self.command(token[1])
        if token[2]:
            return SPACES.get(token[2], token[2] if token[2] in "{}%$#&_|" else "") or self.refused(token[2])
        return "" if token[4] else token[0].replace("'", "′").replace("-", "−").replace("~", " ")

    def refused(self, sign: str) -> str:
        if sign in SPACES:
            return ""
        raise _Unreadable

    def command(self, name: str) -> str:
        if name in FRACTIONS:
            top, bottom = self.argument(), self.argument()
            return _Ratio(f"{_grouped(top, ALONE)}/{_grouped(bottom, ONE)}")
        if name == "sqrt":
            if self.place < len(self.tokens) and self.tokens[self.place][0] == "[":
                raise _Unreadable
            return _Ratio(f"√{_grouped(self.argument(), ONE)}")
        if name in MARKS:
            inside = self.argument()
            return inside + MARKS[name] if len(inside) == 1 else self.refused(name)
        if name == "mathbb":
            inside = self.argument()
            return "".join(DOUBLE.get(sign, sign) for sign in inside)
        if name in AS_IT_IS:
            return self.words()
        if name in SIZES:
            return ""
        if name in WORDS:
            return f"{name} "
        if name in SPACES:
            return SPACES[name]
        sign = SIGNS.get(name, "")
        if len(sign) != 1:
            raise _Unreadable
        return f" {sign} " if not sign.isalnum() and sign not in "∑∏∫∂∇∞′…⋯" else sign

    def words(self) -> str:
        """The argument with its spaces, as `text` has them."""
        if self.place < len(self.tokens) and self.tokens[self.place][0] == "{":
            depth, written = 0, ""
            while self.place < len(self.tokens):
                token = self.tokens[self.place]
                depth += {"{": 1, "}": -1}.get(token[0], 0)
                if depth == 0:
                    self.place += 1
                    return written
                if token[1] or token[0] in "^_":
                    if token[0] == "_" or not token[1]:
                        raise _Unreadable
                    self.place += 1
                    written += self.command(token[1])
                    continue
                written += "" if token[0] in "{}" else token[2] or token[0]
                self.place += 1
            raise _Unreadable
        return self.argument()


def _raised(text: str, sign: str) -> str:
    """A superscript or subscript in small figures, or in brackets where there are none."""
    text = text.strip()
    known = UP if sign == "^" else DOWN
    plain = text.replace("−", "-").replace(" ", "")
    if plain and all(letter in known for letter in plain):
        return "".join(known[letter] for letter in plain)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _grouped(text: str, alone: re.Pattern[str]) -> str:
    text = text.strip()
    return text if alone.fullmatch(text) else f"({text})"


def _joined(written: list[str]) -> str:
    """The pieces in a row; a quotient beside a factor is in brackets, and one behind a number, which may be a mixed number, is not readable."""
    if len(written) == 1:
        return written[0]
    row = ""
    for place, piece in enumerate(written):
        if isinstance(piece, _Ratio):
            before, behind = row.rstrip()[-1:], "".join(written[place + 1 :]).lstrip()[:1]
            root = piece.startswith("√")
            # Small figures are no decimals.
            if before.isdecimal() and not root:
                raise _Unreadable
            factor = not root and (before.isalnum() or before == ")")
            row += f"({piece})" if factor or behind.isalnum() or behind in ("(", "^", "√") else piece
        else:
            row += piece
    return row
