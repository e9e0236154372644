"""TeX mathematics as Typst mathematics: the commands that `texmath` admits, read as TeX reads them.

What comes out leaves nothing to Typst's guesses: delimiters grow only where TeX says `\\left`, letters side by side stay
a product, and every sign that means something to Typst is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from hwgen.writers.typst.literals import quoted
from hwgen.writers.typst.signs import (
    ARROWS,
    BARE_BEFORE,
    BARE_BEHIND,
    CENTRED_DOTS_BEFORE,
    DELIMITERS,
    ESCAPED,
    FONTS,
    FOOTING,
    FRACTIONS,
    FUNCTIONS,
    HIGH,
    LIMITED,
    MATRICES,
    OPERATORS,
    PLAIN,
    SIGNS,
    SIZES,
    SPACED,
    STACKED,
    TEXTS,
)
from hwgen.writers.typst.tokens import Tokens

DEEPEST = 40
# An index with an index of its own hangs lower than a line.
HANGING = re.compile(r"b: (?:[^()]|\([^()]*\))*attach\(")
_EMPTY = '""'


@lru_cache(maxsize=1 << 14)
def formula(tex: str, *, inline: bool = False) -> str:
    """The body of a Typst equation, on one line. Raises CourseError for what is not TeX mathematics.

    In an `inline` one, what is high keeps its distance from the lines above and below.
    """
    return _Reader(tex).whole("tall({})" if inline else "")


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tokens = Tokens(tex)
        self.depth = 0
        self.scripts = 0

    def whole(self, high: str) -> str:
        body = self.sequence((), high=high)
        if self.tokens:
            raise self.tokens.fault(f"`{self.tokens.next()}` has no beginning")
        return body or '""'

    def sequence(self, stops: tuple[str, ...], *, word: bool = False, high: str = "") -> str:
        """Everything up to one of `stops`; with `word`, letters side by side are one word. Parts that are high are set in `high`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.tokens.fault("it is nested too deeply")
        parts: list[str] = []
        while (token := self.tokens.peek()) and token not in ("}", "&", r"\\", r"\end", r"\right", *stops):
            if token in (r"\displaystyle", r"\textstyle"):
                self.tokens.at += 1
                style = "display" if token == r"\displaystyle" else "inline"
                styled = high.format(f"{style}({{}})")
                parts.append(f"{style}({self.sequence(stops, word=word, high=styled)})")
            else:
                part = self.scripted(self.nucleus(word=word), word=word)
                parts.append(high.format(part) if high and _is_high(part) else part)
        self.depth -= 1
        return _joined(parts)

    def scripted(self, base: str, *, word: bool) -> str:
        """`base` with the scripts that follow it."""
        above, below = "", ""
        while (token := self.tokens.peek()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.tokens.at += 1
            if token == "'":
                above += "′"
            elif token == "^":
                if above.strip("′"):
                    raise self.tokens.fault("it has two exponents at one place")
                above += self.script(word=word)
            elif token == "_":
                if below:
                    raise self.tokens.fault("it has two indices at one place")
                below = self.script(word=word)
            else:
                base = f"limits({base})" if token == r"\limits" else f"scripts({base})"
        if not above and not below:
            return base
        parts = [base or '""', *([f"t: {above}"] if above else []), *([f"b: {below}"] if below else [])]
        return f"attach({', '.join(parts)})"

    def script(self, *, word: bool) -> str:
        self.scripts += 1
        shown = self.argument(word=word)
        self.scripts -= 1
        return shown

    def argument(self, *, word: bool = False) -> str:
        """A group, or the next sign alone."""
        token = self.tokens.peek()
        if not token or token in ("}", "&", r"\\", "^", "_"):
            raise self.tokens.fault(
                "something is missing at its end" if not token else f"something is missing before `{token}`"
            )
        if token == "{":
            return self.group(word=word) or '""'
        self.tokens.split_number()
        return self.nucleus(word=word) or '""'

    def group(self, *, word: bool = False) -> str:
        self.tokens.expect("{")
        inner = self.sequence((), word=word)
        self.tokens.expect("}")
        return inner

    def nucleus(self, *, word: bool = False) -> str:
        token = self.tokens.take()
        if token == "{":
            self.tokens.at -= 1
            inner = self.group(word=word)
            return f'class("normal", {inner})' if inner and not inner.isalnum() else inner
        if token[0] == "\\":
            return self.command(token[1:], word=word)
        if token[0].isdigit() and not word:
            return token
        if (token[0].isalnum() and token.isascii()) and word:
            letters = self.tokens.letters(token)
            return letters if len(letters) == 1 else quoted(letters)
        if token.isascii():
            return PLAIN.get(token) or (token if token.isalnum() or token == "+" else rf"\{token}")
        if unicodedata.category(token) in ("Lo", "So") or ord(token) >= 0x2E80:
            return quoted(self.tokens.script(token))
        return PLAIN.get(token, token)

    def command(self, name: str, *, word: bool) -> str:
        if name in ("left", "right") or name.rstrip("lr") in SIZES:
            return self.delimited(name)
        if name in ("cdots", "ldots", "dots"):
            return self.dots(name)
        if name in SIGNS:
            return SIGNS[name]
        if name in ESCAPED:
            return ESCAPED[name]
        if name in OPERATORS:
            return _operator(quoted(SPACED.get(name, name)), OPERATORS[name])
        if name in ("operatorname", "operatorname*"):
            limits = name.endswith("*")
            if not limits and self.tokens.peek() == "*":
                self.tokens.at += 1
                limits = True
            inner = self.argument(word=True)
            return _operator(inner if inner.startswith('"') and inner.count('"') == 2 else f"upright({inner})", limits)
        if name in FONTS:
            font, word_inside = FONTS[name]
            inner = self.argument(word=word_inside)
            return f"upright(bold({inner}))" if name == "mathbf" else f"{font}({inner})"
        if name in FUNCTIONS:
            return f"{FUNCTIONS[name]}({self.argument(word=word)})"
        if name in FRACTIONS:
            over, under = self.argument(word=word), self.argument(word=word)
            if any(sign in under for sign in LIMITED):
                under += f" {FOOTING}"
            shown = f"{'binom' if name.endswith('binom') else 'frac'}({over}, {under})"
            return f"{FRACTIONS[name]}({shown})" if FRACTIONS[name] else shown
        if name in TEXTS:
            return TEXTS[name].format(self.text())
        if name in STACKED:
            sign, base = self.argument(word=word), self.argument(word=word)
            shown = f"attach(limits({base}), {STACKED[name]}: {sign})"
            return f'class("relation", {shown})' if name == "stackrel" else shown
        if name in ARROWS:
            return self.arrow(name)
        match name:
            case "sqrt":
                return self.root()
            case "bmod":
                return 'class("binary", op("mod"))'
            case "pmod":
                return rf'#h(1em)\(op("mod")#h(0.333em){self.argument(word=word)}\)'
            case "substack":
                return self.stack()
            case "middle":
                return f"mid({self.delimiter()})"
            case "underbrace" | "overbrace":
                return self.brace(name)
            case "not":
                return self.negated()
            case "begin":
                return self.environment()
        raise self.tokens.fault(f"`\\{name}` is not known")

    def dots(self, name: str) -> str:
        """Dots with the thin spaces that TeX leaves beside them, but in scripts."""
        before, behind = self.tokens.before(), self.tokens.peek()
        sign = "⋯" if name == "cdots" or (name == "dots" and behind in CENTRED_DOTS_BEFORE) else "…"
        thin = "" if self.scripts else ESCAPED[","]
        return f"{thin if before not in BARE_BEFORE else ''}{sign}{thin if behind not in BARE_BEHIND else ''}"

    def root(self) -> str:
        if self.tokens.peek() != "[":
            return f"sqrt({self.argument()})"
        self.tokens.at += 1
        index = self.sequence(("]",))
        self.tokens.expect("]")
        return f"root({index}, {self.argument()})"

    def arrow(self, name: str) -> str:
        """An arrow with what stands above it and, in brackets, below it."""
        below = ""
        if self.tokens.peek() == "[":
            self.tokens.at += 1
            below = self.sequence(("]",))
            self.tokens.expect("]")
        under = f", b: {below}" if below else ""
        return f'class("relation", attach(limits({ARROWS[name]}), t: {self.argument()}{under}))'

    def stack(self) -> str:
        self.tokens.expect("{")
        lines = [self.sequence(())]
        while self.tokens.peek() == r"\\":
            self.tokens.at += 1
            lines.append(self.sequence(()))
        self.tokens.expect("}")
        return f"vec(delim: #none, gap: #0.2em, {', '.join(line or _EMPTY for line in lines)})"

    def brace(self, name: str) -> str:
        body = self.argument()
        if self.tokens.peek() != ("_" if name == "underbrace" else "^"):
            return f"{name}({body})"
        self.tokens.at += 1
        return f"{name}({body}, {self.argument()})"

    def negated(self) -> str:
        base = self.argument()
        joined = unicodedata.normalize("NFC", base.lstrip("\\") + "\u0338")
        return joined if len(joined) == 1 else f"cancel({base})"

    def delimited(self, name: str) -> str:
        if name == "right":
            raise self.tokens.fault("`\\right` has no `\\left`")
        opening = self.delimiter()
        if name != "left":
            kind = {"l": "opening", "r": "closing"}.get(name[-1], "normal")
            return f'class("{kind}", lr(size: #{SIZES[name.rstrip("lr")]}em, {opening}))'
        inner = self.sequence(())
        self.tokens.expect(r"\right")
        return f"lr({_joined([opening, inner, self.delimiter()])})"

    def delimiter(self) -> str:
        token = self.tokens.take()
        if token == ".":
            return ""
        if token not in DELIMITERS:
            raise self.tokens.fault(f"`{token}` is not a delimiter")
        return DELIMITERS[token]

    def text(self) -> str:
        """Text with its spaces, and formulas between dollars in it."""
        self.tokens.expect("{")
        parts: list[str] = []
        text, depth = "", 0
        while True:
            token = self.tokens.next()
            if token == "$":
                parts += [_text(text), self.sequence(("$",))]
                text = ""
                self.tokens.expect("$")
            elif token == "}" and not depth:
                return _joined([*parts, _text(text)]) or '""'
            elif token in "{}":
                depth += 1 if token == "{" else -1
            elif token[0] == "\\" and token[1:].isalpha():
                raise self.tokens.fault(f"`{token}` cannot stand in its text")
            elif token[0] == "\\":
                text += {" ": "\u00a0", ",": "\u2009", ";": "\u2005", ":": "\u2005", "!": ""}.get(token[1], token[1])
            else:
                text += " " if token.isspace() else token.replace("~", "\u00a0")

    def environment(self) -> str:
        name = self.tokens.name()
        align = "center"
        if name == "array":
            columns = re.sub(r"[^lcr]", "", self.tokens.name())
            align = {"l": "left", "r": "right"}.get(columns[:1], "center") if len(set(columns)) == 1 else "center"
        rows = self.rows()
        if self.tokens.name() != name:
            raise self.tokens.fault(f"`\\end{{{name}}}` is missing")
        if name in MATRICES:
            cells = "; ".join(", ".join(cell or '""' for cell in row) for row in rows)
            return f"display(mat(delim: {MATRICES[name]}, align: #{align}, row-gap: #0.3em, {cells}))"
        if name == "cases":
            return f"display(cases({', '.join('& ' + ' #h(1em) && '.join(row) for row in rows)}))"
        if name in ("aligned", "gathered"):
            lines = ", ".join(" & ".join(f"display({cell})" if cell else "" for cell in row) or '""' for row in rows)
            return f"vec(delim: #none, gap: #0.6em, {lines})"
        raise self.tokens.fault(f"the environment `{name}` is not known")

    def rows(self) -> list[list[str]]:
        """The cells up to the end of an environment, without a last row that is empty."""
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self.sequence(()))
            token = self.tokens.take()
            if token == r"\\":
                rows.append([])
            elif token == r"\end":
                break
            elif token != "&":
                raise self.tokens.fault(
                    "an environment has no end" if not token else f"`{token}` stands in the wrong place"
                )
        if len(rows) > 1 and not any(rows[-1]):
            rows.pop()
        return rows


def _is_high(part: str) -> bool:
    return any(name in part for name in HIGH) or bool(HANGING.search(part))


def _operator(shown: str, limits: bool) -> str:
    return f"op({shown}{', limits: #true' if limits else ''})"


def _text(text: str) -> str:
    if not text:
        return ""
    inner = text.strip(" ")
    before = "\u00a0" if text.startswith(" ") else ""
    after = "\u00a0" if text.endswith(" ") and inner else ""
    return quoted(before + inner + after)


def _joined(parts: list[str]) -> str:
    """The parts side by side, with a space only where two names would run together."""
    kept = [part for part in parts if part]
    gaps = [" " if a[-1].isalnum() and b[0].isalnum() else "" for a, b in pairwise(kept)]
    return "".join(part + gap for part, gap in zip(kept, [*gaps, ""], strict=bool(kept)))
