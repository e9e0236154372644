"""Texts with holes: `[stride]` in a text of a generator becomes the number, as a teacher would write it there.

A hole holds an expression over the names of the question: its draws, what `draw.let` named, and the intermediate values of
its formulas. Brackets without a name in them, such as `[0, 1]`, `[@id]` or `![](figure)`, are text, but for numbers that need writing
in formulas, such as `[86400]` or `[10**6]`; `\\[` is a bracket, whatever follows.

`[n]`              the number; in formulas with the signs and parentheses that its neighbours ask for
`[x:.3]`           rounded to three decimals
`[=side]`          a worked step: formula, numbers, value; `[=key:.3]` rounds the value
`[~key:.3]`        `= 0.25` or `\\approx 0.333`, as it is exact or rounded
`[==side]`         the same without the formula in symbols
`[k: # filter|# filters]`          by number: singular or plural, `#` is the number
`[p: 0=no padding|padding # px]`   by value: the first form that fits, the last one without a value for all others
`[an name]`        with the indefinite article that the word takes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from hwgen.problem.evaluating import ExpressionError, evaluated, refuse_malformed
from hwgen.problem.expressions import names_in
from hwgen.text import Language, Text
from hwgen.values import equal_tex, number_tex

# What only asks to be written as a number: a long one, or a product or power of numbers.
CONSTANT = re.compile(r"\d{4,}|\d+(?:\s*\*\*?\s*\d+)+")
PLACES = re.compile(r"\.(\d)")
ARTICLE = re.compile(r"(an?|An?) (?=[A-Za-z_])")
SELECTED = re.compile(r"\s*([^=|#\[\]\s]+)=(.*)", re.DOTALL)
# The letters whose names begin with a vowel, for abbreviations that are spelled out.
SPELLED_WITH_VOWEL = "AEFHILMNORSX"
# What stands right behind a coefficient: `1` is not written there.
FACTOR = re.compile(
    r"[A-Za-z]|\\(?!times|cdot|div|quad|qquad|right|le|ge|ne|to|in|cdots|ldots|approx|rightarrow)[A-Za-z]"
)
# What may stand before a number in a formula so that a sign would be misread.
OPERATORS = (r"\times", r"\cdot", "/", r"\div", "-", ")", "}")

# What ends like a factor and is none: a number behind it stands first.
OPENING = re.compile(
    r"\\(?:begin\{\w+\*?\}(?:\{[lcr|]*\})?|text\{[^{}]*\}|(?:q?quad|le|ge|ne|leq|geq|neq|to|in|approx|sim|max|min|[cl]?dots|left|displaystyle))$"
)
NEAR = 1e-9

# By the expression, the decimals, and whether the formula in symbols comes first.
Worked = Callable[[str, int | None, bool], str]


@dataclass(frozen=True, slots=True)
class Hole:
    """`inside` is the expression; `worked` is "=" or "==" for a worked step, "~" for a value with its sign; `forms` are (value or "", text); `math` tells whether it stands in a formula."""

    inside: str
    math: bool
    worked: str = ""
    article: str = ""
    places: int | None = None
    forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Filling:
    """What holes are filled with: values by name, and the worked steps of the part's formulas.

    In a stem, only what comes of `given` may be rounded: the key is worked out with what students read.
    """

    names: Mapping[str, Any]
    worked: Worked
    given: Collection[str] | None = None

    def text(self, text: Text) -> Text:
        """A text with its holes filled in each language. Raises ExpressionError."""
        return Text({language: self.in_language(template, language) for language, template in text.items()})

    def in_language(self, template: str, language: Language) -> str:
        for written, name, meant in like_holes(template):
            if name in self.names or name in ("key", "value"):
                raise ExpressionError(written, "this is text, and no hole that becomes a number", f"write `{meant}`")
        pieces = parsed(template)
        out = ""
        for i, piece in enumerate(pieces):
            if isinstance(piece, str):
                out += piece
            else:
                after = pieces[i + 1] if i + 1 < len(pieces) else ""
                out = self.filled(piece, out, after if isinstance(after, str) else "[", language)
        return out

    def filled(self, hole: Hole, before: str, after: str, language: Language) -> str:
        """`before` with what the hole becomes."""
        if hole.worked == "~":
            return before + equal_tex(evaluated(hole.inside, self.names), hole.places)
        if hole.worked:
            return before + self.worked(hole.inside, hole.places, hole.worked == "=")
        value = evaluated(hole.inside, self.names)
        if hole.forms:
            return before + self.form(hole, value, language)
        if isinstance(value, Text):
            value = self.in_language(value[language], language)
        if isinstance(value, str):
            return before + _with_article(hole.article, value)
        tex = number_tex(int(value) if isinstance(value, bool) else value, hole.places)
        if self.given is not None and hole.places is not None and not names_in(hole.inside) & set(self.given):
            _refuse_rounded(hole, value)
        if not hole.math:
            return before + (tex if tex.isdigit() else f"${tex}$")
        return _joined(before, tex, after)

    def form(self, hole: Hole, value: Any, language: Language) -> str:
        form = _fitting(hole, value)
        number = "" if isinstance(value, str | Text | tuple) else number_tex(value, hole.places)
        if not hole.math and not number.isdigit():
            number = f"${number}$"
        return self.in_language(_numbered(form, number), language)


def _refuse_rounded(hole: Hole, value: Any) -> None:
    if isinstance(value, float | Fraction) and abs(round(float(value), hole.places or 0) - float(value)) > NEAR:
        message = "the stem rounds this number, and the key is worked out with all of its digits"
        raise ExpressionError(hole.inside, message, "name it in `let` of the formulas, and its decimals in `given`")


def _fitting(hole: Hole, value: Any) -> str:
    """The form for a value: its own, else the singular or the plural, or the one for all others."""
    shown = str(int(value) if isinstance(value, bool) else value)
    own = [form for selector, form in hole.forms if selector == shown]
    others = [form for selector, form in hole.forms if not selector]
    if not own and not others:
        raise ExpressionError(hole.inside, f"there is no form for {shown}", f"write `{shown}=...`, or a last form")
    return own[0] if own else others[0] if value == 1 else others[-1]


def _numbered(form: str, number: str) -> str:
    """The form with its number in the place of `#`; a hole inside has a number of its own."""
    depth, written = 0, ""
    for char in form:
        depth += (char == "[") - (char == "]")
        written += number if char == "#" and not depth else char
    return written


def _joined(before: str, tex: str, after: str) -> str:
    """A number behind what stands before it in a formula, with the signs of both made one and parentheses where they are needed."""
    left = before.rstrip()
    power = after.lstrip().startswith("^")
    if FACTOR.match(after) and tex in ("1", "-1"):
        tex = tex[:-1]
    if tex.startswith("-") and not power:
        if left.endswith("+"):
            return f"{left[:-1]}- {tex[1:]}" if before != left else f"{left[:-1]}-{tex[1:]}"
        beside = left.endswith(OPERATORS) or (left[-1:].isalnum() and left == before)
        if beside and not OPENING.search(left):
            return rf"{before}\left({tex}\right)"
    if power and not tex.isdigit() and not re.fullmatch(r"\d+\.\d+", tex):
        return rf"{before}\left({tex}\right)"
    return before + tex


def _with_article(article: str, word: str) -> str:
    if not article:
        return word
    first = word.lstrip("$\\*`“")
    spelled = first[:2].isupper()
    vowel = first[:1] in SPELLED_WITH_VOWEL if spelled else first[:1].lower() in "aeiou"
    return f"{article[0]}{'n' if vowel else ''} {word}"


# A name or a worked step between other brackets, or with a full-width sign behind the bracket; formulas have curly brackets of their own.
LIKE_HOLES = re.compile(
    r"(?:【|［|\{\{?)\s*(?P<name>==?[A-Za-z_]\w*|[A-Za-z_]\w*)\s*(?:】|］|\}\}?)|\[\s*(?P<sign>[＝～]|＝＝)(?P<step>[A-Za-z_]\w*)|\[(?P<value>[A-Za-z_]\w*)："
)
IN_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)


@cache
def like_holes(template: str) -> tuple[tuple[str, str, str], ...]:
    """What looks like a hole of a template and is text: as it stands, its name, and the hole that it should be."""
    words = IN_FORMULA.sub(lambda formula: re.sub(r"[{}]", " ", formula[0]), template)
    unread: list[tuple[str, str, str]] = []
    for match in LIKE_HOLES.finditer(words):
        name = match["name"] or match["step"] or match["value"]
        meant = (
            f"[{name}]"
            if match["name"]
            else f"[{'~' if match['sign'] == '～' else '='}{name}]"
            if match["sign"]
            else f"[{name}:"
        )
        unread.append((match[0], name.lstrip("="), meant))
    return tuple(unread)


@cache
def parsed(template: str) -> tuple[str | Hole, ...]:
    """The text and the holes of a template."""
    return tuple(_pieces(template))


@cache
def names_read(template: str) -> frozenset[str]:
    """The names in the holes of a template, and in those of their forms."""
    holes = [piece for piece in parsed(template) if isinstance(piece, Hole)]
    inner = (names_read(form) for hole in holes for _, form in hole.forms)
    return frozenset().union(*(names_in(hole.inside) for hole in holes), *inner)


def has_holes(text: Text) -> bool:
    return any(not isinstance(piece, str) for template in text.values() for piece in parsed(template))


def _pieces(template: str) -> Iterator[str | Hole]:
    text, i, math = "", 0, False
    while i < len(template):
        char = template[i]
        if char == "\\" and i + 1 < len(template):
            escaped = template[i + 1] in "[]" and math
            text += template[i + 1] if escaped else template[i : i + 2]
            i += 2
            continue
        if char == "`":
            end = _end_of_code(template, i)
            text, i = text + template[i:end], end
            continue
        if char == "$":
            math = not math
            step = 2 if template[i : i + 2] == "$$" else 1
            text, i = text + template[i : i + step], i + step
            continue
        if char == "[":
            end = _closing(template, i)
            hole = _hole(template[i + 1 : end], math) if end > 0 and not _is_figure(template, i, end) else None
            if hole:
                if text:
                    yield text
                yield hole
                text, i = "", end + 1
                continue
        text += char
        i += 1
    if text:
        yield text


def _end_of_code(template: str, start: int) -> int:
    fence = re.compile("`+").match(template, start)
    assert fence
    end = template.find(fence[0], fence.end())
    return fence.end() if end < 0 else end + len(fence[0])


def _closing(template: str, start: int) -> int:
    depth = 0
    for i in range(start, len(template)):
        depth += (template[i] == "[") - (template[i] == "]")
        if not depth:
            return i
    return -1


def _is_figure(template: str, start: int, end: int) -> bool:
    return template[end + 1 : end + 2] == "(" and template[start - 1 : start] == "!"


def _hole(inside: str, math: bool) -> Hole | None:
    """The hole that a bracket is, or None where it is text."""
    expression, colon, spec = _split(inside)
    worked = next((sign for sign in ("==", "=", "~") if expression.startswith(sign)), "")
    expression = expression.removeprefix(worked).strip()
    article = ARTICLE.match(expression)
    if article:
        expression = expression[article.end() :]
    try:
        is_hole = bool(worked or names_in(expression) or (math and CONSTANT.fullmatch(expression)))
    except SyntaxError:
        return None
    if not is_hole:
        return None
    if worked:
        refuse_malformed(expression)
    places = PLACES.fullmatch(spec.strip())
    forms = () if places or not colon else tuple(map(_form, _forms(spec.removeprefix(" "))))
    return Hole(expression, math, worked, article[1] if article else "", int(places[1]) if places else None, forms)


def _split(inside: str) -> tuple[str, str, str]:
    """The expression and what stands behind its colon."""
    depth = 0
    for i, char in enumerate(inside):
        depth += (char in "([{") - (char in ")]}")
        if char == ":" and not depth:
            return inside[:i], ":", inside[i + 1 :]
    return inside, "", ""


def _forms(spec: str) -> Iterator[str]:
    """The forms between bars; bars inside formulas, braces and holes are text."""
    depth, start, math = 0, 0, False
    for i, char in enumerate(spec):
        depth += (char in "[{") - (char in "]}")
        math ^= char == "$"
        if char == "|" and not depth and not math:
            yield spec[start:i]
            start = i + 1
    yield spec[start:]


def _form(form: str) -> tuple[str, str]:
    selected = SELECTED.fullmatch(form)
    return (selected[1], selected[2]) if selected else ("", form)
