"""TeX mathematics as Typst mathematics: the commands that `texmath` admits, read as TeX reads them.

What comes out leaves nothing to Typst's guesses: delimiters grow only where TeX says `\\left`, letters side by side stay
a product, and every sign that means something to Typst is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from hwgen.errors import CourseError, Diagnostic

DEEPEST = 40
# For an alternative text that says nothing; PDF/UA admits no empty one.
UNTOLD = "–"

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|\d+(?:\.\d+)?|.", re.DOTALL)


def _named(names: str, signs: str) -> dict[str, str]:
    return dict(zip(names.split(), signs, strict=True))


SIGNS = {
    **_named(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma "
        "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ",
    ),
    **_named(
        "sum prod int cdot cdots ldots vdots ddots times div pm mp ast star circ bullet odot otimes oplus "
        "le leq ge geq ne neq ll gg approx equiv sim simeq cong propto in notin ni subset subseteq supset cup cap "
        "setminus emptyset forall exists neg land lor to rightarrow leftarrow Rightarrow Leftarrow leftrightarrow "
        "Leftrightarrow mapsto longrightarrow infty partial nabla ell top bot prime because therefore square "
        "checkmark parallel",
        "∑∏∫⋅⋯…⋮⋱×÷±∓∗⋆∘∙⊙⊗⊕≤≤≥≥≠≠≪≫≈≡∼≃≅∝∈∉∋⊂⊆⊃∪∩∖∅∀∃¬∧∨→→←⇒⇐↔⇔↦⟶∞∂∇ℓ⊤⊥′∵∴□✓∥",
    ),
    "lt": r"\<",
    "gt": r"\>",
    "implies": "#h(0.28em)⟹#h(0.28em)",
    "iff": "#h(0.28em)⟺#h(0.28em)",
    "mid": r'class("relation", \|)',
    "colon": r'class("punctuation", \:)',
    "vert": r'class("normal", \|)',
    "Vert": 'class("normal", ‖)',
    "lvert": r'class("opening", \|)',
    "rvert": r'class("closing", \|)',
    "lVert": 'class("opening", ‖)',
    "rVert": 'class("closing", ‖)',
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "langle": "⟨",
    "rangle": "⟩",
    "quad": "#h(1em)",
    "qquad": "#h(2em)",
}
ESCAPED = {
    ",": "#h(0.167em)",
    ":": "#h(0.222em)",
    ";": "#h(0.278em)",
    "!": "#h(-0.167em)",
    " ": "#h(0.333em)",
    "\n": "#h(0.333em)",
    "|": 'class("normal", ‖)',
    "%": r'class("normal", \%)',
    "#": r'class("normal", \#)',
    "&": r'class("normal", \&)',
    "$": r"\$",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "'": "",
}
PLAIN = {
    "-": "−",
    "*": "∗",
    ":": r'class("relation", \:)',
    "/": r'class("normal", \/)',
    "|": r'class("normal", \|)',
    "~": "#h(0.333em)",
    "‖": 'class("normal", ‖)',
    "%": r'class("normal", \%)',
}
OPERATORS = dict.fromkeys(("log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arg", "dim"), False)
OPERATORS |= dict.fromkeys(("lim", "max", "min", "sup", "inf", "det", "Pr", "argmax", "argmin"), True)
FUNCTIONS = {
    "hat": "hat",
    "bar": "macron",
    "tilde": "tilde",
    "vec": "arrow",
    "dot": "dot",
    "ddot": "dot.double",
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "overline",
    "underline": "underline",
}
FONTS = {
    "mathrm": ("upright", True),
    "mathbf": ("bold", True),
    "mathbb": ("bb", True),
    "mathcal": ("cal", True),
    "mathit": ("italic", True),
    "mathsf": ("sans", True),
    "bm": ("bold", False),
    "boldsymbol": ("bold", False),
}
SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
DELIMITERS = {
    **{c: rf"\{c}" for c in "()[]|/"},
    "<": "⟨",
    ">": "⟩",
    r"\{": r"\{",
    r"\}": r"\}",
    r"\|": "‖",
    r"\vert": r"\|",
    r"\lvert": r"\|",
    r"\rvert": r"\|",
    r"\Vert": "‖",
    r"\lVert": "‖",
    r"\rVert": "‖",
    **{rf"\{name}": SIGNS[name] for name in ("lfloor", "rfloor", "lceil", "rceil", "langle", "rangle")},
}
MATRICES = {"matrix": "#none", "pmatrix": '"("', "bmatrix": '"["', "vmatrix": '"|"', "array": "#none"}
CENTRED_DOTS_BEFORE = frozenset(["+", "-", "=", "<", ">", r"\times", r"\cdot", r"\le", r"\ge", r"\lt", r"\gt", r"\to"])


@lru_cache(maxsize=1 << 14)
def formula(tex: str) -> str:
    """The body of a Typst equation, on one line. Raises CourseError for what is not TeX mathematics."""
    return _Reader(tex).whole()


def quoted(text: str) -> str:
    """A string literal of Typst that is `text`, control signs left out."""
    inner = re.sub(r'(["\\])', r"\\\1", re.sub(r"\s", " ", text))
    return '"' + re.sub(r"[\x00-\x1f\x7f]", "", inner) + '"'


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.tokens = _TOKEN.findall(tex)
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        body = self.sequence(())
        if self.at < len(self.tokens):
            raise self.fault(f"`{self.tokens[self.at]}` has no beginning")
        return body or '""'

    def fault(self, why: str) -> CourseError:
        return CourseError(
            Diagnostic("formula-unprintable", f"the formula `{self.tex.strip()}` cannot be printed: {why}")
        )

    def peek(self) -> str:
        """The next token that is not a space, or an empty string at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise self.fault(f"`{token}` is missing")

    def sequence(self, stops: tuple[str, ...], *, word: bool = False) -> str:
        """Everything up to one of `stops`; with `word`, letters side by side are one word."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault("it is nested too deeply")
        parts: list[str] = []
        while (token := self.peek()) and token not in ("}", "&", r"\\", r"\end", r"\right", *stops):
            if token in (r"\displaystyle", r"\textstyle"):
                self.at += 1
                style = "display" if token == r"\displaystyle" else "inline"
                parts.append(f"{style}({self.sequence(stops, word=word)})")
            else:
                parts.append(self.scripted(self.nucleus(word=word), word=word))
        self.depth -= 1
        return _joined(parts)

    def scripted(self, base: str, *, word: bool) -> str:
        """`base` with the scripts that follow it."""
        above, below = "", ""
        while (token := self.peek()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.at += 1
            if token == "'":
                above += "′"
            elif token == "^":
                if above.strip("′"):
                    raise self.fault("it has two exponents at one place")
                above += self.argument(word=word)
            elif token == "_":
                if below:
                    raise self.fault("it has two indices at one place")
                below = self.argument(word=word)
            else:
                base = f"limits({base})" if token == r"\limits" else f"scripts({base})"
        if not above and not below:
            return base
        told = [base or '""', *([f"t: {above}"] if above else []), *([f"b: {below}"] if below else [])]
        return f"attach({', '.join(told)})"

    def argument(self, *, word: bool = False) -> str:
        """A group, or the next sign alone."""
        token = self.peek()
        if not token or token in ("}", "&", r"\\", "^", "_"):
            raise self.fault(
                "something is missing at its end" if not token else f"something is missing before `{token}`"
            )
        if token == "{":
            return self.group(word=word) or '""'
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = [token[0], *_TOKEN.findall(token[1:])]
        return self.nucleus(word=word) or '""'

    def group(self, *, word: bool = False) -> str:
        self.expect("{")
        inner = self.sequence((), word=word)
        self.expect("}")
        return inner

    def nucleus(self, *, word: bool = False) -> str:
        token = self.take()
        if token == "{":
            self.at -= 1
            single = len(self.tokens) > self.at + 2 and self.tokens[self.at + 2] == "}"
            inner = self.group(word=word)
            return f'class("normal", {inner})' if single and not inner.isalnum() and inner else inner
        if token[0] == "\\":
            return self.command(token[1:], word=word)
        if token[0].isdigit() and not word:
            return token
        if (token[0].isalnum() and token.isascii()) and word:
            return self.word(token)
        if token.isascii():
            return PLAIN.get(token) or (token if token.isalnum() or token == "+" else rf"\{token}")
        if unicodedata.category(token) in ("Lo", "So") or ord(token) >= 0x2E80:
            return self.run(token)
        return PLAIN.get(token, token)

    def word(self, first: str) -> str:
        letters = first
        while (token := self.peek()) and token[0].isalnum() and token.isascii():
            letters += token
            self.at += 1
        return letters if len(letters) == 1 else quoted(letters)

    def run(self, first: str) -> str:
        """Signs of a script that mathematics has no letters for, as text."""
        text = first
        while self.at < len(self.tokens) and ord(self.tokens[self.at][0]) >= 0x2E80:
            text += self.tokens[self.at]
            self.at += 1
        return quoted(text)

    def command(self, name: str, *, word: bool) -> str:
        if name in ("left", "right") or name.rstrip("lr") in SIZES:
            return self.delimited(name)
        if name in SIGNS:
            return SIGNS[name]
        if name in ESCAPED:
            return ESCAPED[name]
        if name in OPERATORS:
            shown = {"argmax": "arg\u2009max", "argmin": "arg\u2009min"}.get(name, name)
            return _operator(quoted(shown), OPERATORS[name])
        if name in ("operatorname", "operatorname*"):
            limits = name.endswith("*")
            if not limits and self.peek() == "*":
                self.at += 1
                limits = True
            inner = self.argument(word=True)
            return _operator(inner if inner.startswith('"') and inner.count('"') == 2 else f"upright({inner})", limits)
        if name in FONTS:
            font, word_inside = FONTS[name]
            inner = self.argument(word=word_inside)
            return f"upright(bold({inner}))" if name == "mathbf" else f"{font}({inner})"
        if name in FUNCTIONS:
            return f"{FUNCTIONS[name]}({self.argument(word=word)})"
        match name:
            case "frac" | "dfrac" | "tfrac" | "binom":
                over, under = self.argument(word=word), self.argument(word=word)
                style = {"dfrac": "display", "tfrac": "inline"}.get(name)
                shown = f"{'binom' if name == 'binom' else 'frac'}({over}, {under})"
                return f"{style}({shown})" if style else shown
            case "sqrt":
                return self.root()
            case "text" | "textbf":
                return f"upright(bold({self.text()}))" if name == "textbf" else self.text()
            case "underbrace" | "overbrace":
                return self.brace(name)
            case "dots":
                return "⋯" if self.peek() in CENTRED_DOTS_BEFORE else "…"
            case "not":
                return self.negated()
            case "begin":
                return self.environment()
        raise self.fault(f"`\\{name}` is not known")

    def root(self) -> str:
        if self.peek() != "[":
            return f"sqrt({self.argument()})"
        self.at += 1
        index = self.sequence(("]",))
        self.expect("]")
        return f"root({index}, {self.argument()})"

    def brace(self, name: str) -> str:
        body = self.argument()
        if self.peek() != ("_" if name == "underbrace" else "^"):
            return f"{name}({body})"
        self.at += 1
        return f"{name}({body}, {self.argument()})"

    def negated(self) -> str:
        base = self.argument()
        joined = unicodedata.normalize("NFC", base.lstrip("\\") + "\u0338")
        return joined if len(joined) == 1 else f"cancel({base})"

    def delimited(self, name: str) -> str:
        if name == "right":
            raise self.fault("`\\right` has no `\\left`")
        opening = self.delimiter()
        if name != "left":
            kind = {"l": "opening", "r": "closing"}.get(name[-1], "normal")
            return f'class("{kind}", lr(size: #{SIZES[name.rstrip("lr")]}em, {opening}))'
        inner = self.sequence(())
        self.expect(r"\right")
        return f"lr({_joined([opening, inner, self.delimiter()])})"

    def delimiter(self) -> str:
        token = self.take()
        if token == ".":
            return ""
        if token not in DELIMITERS:
            raise self.fault(f"`{token}` is no delimiter")
        return DELIMITERS[token]

    def text(self) -> str:
        """Text with its spaces, and formulas between dollars in it."""
        self.expect("{")
        parts: list[str] = []
        text, depth = "", 0
        while True:
            if self.at >= len(self.tokens):
                raise self.fault("`}` is missing")
            token = self.tokens[self.at]
            self.at += 1
            if token == "$":
                parts += [_text(text), self.sequence(("$",))]
                text = ""
                self.expect("$")
            elif token == "}" and not depth:
                return _joined([*parts, _text(text)]) or '""'
            elif token in "{}":
                depth += 1 if token == "{" else -1
            elif token[0] == "\\" and token[1:].isalpha():
                raise self.fault(f"`{token}` cannot stand in its text")
            elif token[0] == "\\":
                text += {" ": "\u00a0", ",": "\u2009", ";": "\u2005", ":": "\u2005", "!": ""}.get(token[1], token[1])
            else:
                text += " " if token.isspace() else token.replace("~", "\u00a0")

    def name(self) -> str:
        self.expect("{")
        letters = ""
        while (token := self.take()) != "}":
            if not token:
                raise self.fault("`}` is missing")
            letters += token
        return letters

    def environment(self) -> str:
        name = self.name()
        align = "center"
        if name == "array":
            columns = re.sub(r"[^lcr]", "", self.name())
            align = {"l": "left", "r": "right"}.get(columns[:1], "center") if len(set(columns)) == 1 else "center"
        rows = self.rows()
        if self.name() != name:
            raise self.fault(f"`\\end{{{name}}}` is missing")
        if name in MATRICES:
            told = "; ".join(", ".join(cell or '""' for cell in row) for row in rows)
            return f"display(mat(delim: {MATRICES[name]}, align: #{align}, row-gap: #0.3em, {told}))"
        if name == "cases":
            return f"display(cases({', '.join('& ' + ' #h(1em) && '.join(row) for row in rows)}))"
        if name in ("aligned", "gathered"):
            lines = ", ".join(" & ".join(f"display({cell})" if cell else "" for cell in row) or '""' for row in rows)
            return f"vec(delim: #none, gap: #0.6em, {lines})"
        raise self.fault(f"the environment `{name}` is not known")

    def rows(self) -> list[list[str]]:
        """The cells up to the end of an environment, without a last row that is empty."""
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self.sequence(()))
            token = self.take()
            if token == r"\\":
                rows.append([])
            elif token == r"\end":
                break
            elif token != "&":
                raise self.fault("an environment has no end" if not token else f"`{token}` stands in the wrong place")
        if len(rows) > 1 and not any(rows[-1]):
            rows.pop()
        return rows


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
