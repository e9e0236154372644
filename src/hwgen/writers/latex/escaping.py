"""Text as TeX that prints just that text, whatever characters it has."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatex.utils import NoEscape, escape_latex

from hwgen.words.script import IDLE_JOINERS, NARROW
from hwgen.writers.printed.measures import LONGEST_RUN, PIECE, WORDS

# Where pylatex has no escape, or one that prints something else.
_OWN = {
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "-": "-",
    "−": "$-$",
    # The Chinese fonts have a small one, as high as an accent.
    "～": r"$\sim$",
    "\u202f": r"\,",
    "′": "$'$",
    "″": "$''$",
    **{sign: rf"\narrow{{{quote}}}" for quote, sign in NARROW.items()},
}
_LONG_RUN = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST_RUN + 1},}}")
# The Chinese fonts have these; the preamble names the same ones.
_COMMON = (
    r"\u2190-\u2193\u2208\u220f\u2211\u2212\u221a\u221d-\u2220\u2225\u2227-\u222b\u2234-\u2237"
    r"\u223d\u2248\u224c\u2260\u2261\u2264\u2265\u226e\u226f\u2299\u22a5\u25a0-\u25cf"
)
_RARE = r"\u2070-\u209f\u2100-\u214f\u2190-\u245f\u2500-\u27bf\u2900-\u2bff\U0001f000-\U0001faff"

# Numbers in circles and brackets, and units in a square, that stand beside Chinese characters.
_RARE_SIGNS = r"\u2170-\u217f\u246a-\u2473\u249c-\u24ff\u3004\u3006\u3012\u3018-\u3020\u322a-\u33ff"
_GREEK = r"[\u0370-\u03ff\u1f00-\u1fff]"


def _rare_han() -> str:
    """Chinese characters beyond GB 2312, which names have and few fonts."""
    cells = bytes(byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    common = set(cells.decode("gb2312", "ignore"))
    rare = (chr(i) for i in range(0x4E00, 0xA000) if chr(i) not in common)
    return "".join(rare) + r"\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff" + _RARE_SIGNS


_TO_LEFT = r"[\u0590-\u08ff\u200c\u200d\ufb1d-\ufdff\ufe70-\ufefc]+"
# Characters that neither Latin Modern nor Fandol has, each group with the command of the preamble that sets it.
FOREIGN = re.compile(
    # Greek words, and letters of units such as those of kΩ and 6 Ω; one that stands alone is a sign among Chinese characters.
    rf"(?P<greek>{_GREEK}{{2,}}|(?<=[A-Za-z\d]){_GREEK}|(?<=\d[ \xa0]){_GREEK}|{_GREEK}(?=[A-Za-z])|(?![\u0391-\u03a9\u03b1-\u03c1\u03c3-\u03c9]){_GREEK})"
    rf"|(?P<symbols>(?:(?![{_COMMON}])[{_RARE}])+)"
    rf"|(?P<righttoleft>{_TO_LEFT}(?:[\s'-]+{_TO_LEFT})*)"
    r"|(?P<otherscript>[\u0400-\u058f\u0900-\u0eff\u10a0-\u10ff][\u0400-\u058f\u0900-\u0eff\u10a0-\u10ff\u200c\u200d]*)"
    rf"|(?P<rarehan>[{_rare_han()}]+)"
)
_UNSEEN = re.compile(rf"[\ufe0e\ufe0f\x00-\x08\x0e-\x1f\x7f]|{IDLE_JOINERS}")
_LIGATURE = re.compile(r"([-',])(?=\1)")


class Tex(NoEscape):  # type: ignore[misc]
    """Text that is TeX already."""


@lru_cache(maxsize=1 << 14, typed=True)
def escape(text: str) -> Tex:
    """`text` as TeX that prints just that text, on one line of source; TeX stays as it is."""
    if isinstance(text, Tex):
        return text
    flat = re.sub(r"[\n\r\t\v\f]", " ", _UNSEEN.sub("", text))
    parts: list[str] = []
    end = 0
    for run in _LONG_RUN.finditer(flat):
        parts += [_literal(flat[end : run.start()]), r"\allowbreak{}".join(map(_breakable, WORDS.findall(run[0])))]
        end = run.end()
    return Tex("".join([*parts, _literal(flat[end:])]))


def _breakable(word: str) -> str:
    """A word with the signs behind it, which may also break within, where lines have no better place."""
    return r"\penalty500 ".join(_literal(word[i : i + PIECE]) for i in range(0, len(word), PIECE))


def _literal(text: str) -> str:
    if text.isascii():
        return _characters(text)
    parts: list[str] = []
    end = 0
    for run in FOREIGN.finditer(text):
        parts += [_characters(text[end : run.start()]), rf"\{run.lastgroup}{{{run[0]}}}"]
        end = run.end()
    return "".join([*parts, _characters(text[end:])])


def _characters(text: str) -> str:
    # An empty group does not part a ligature in XeTeX, an italic correction does.
    return _LIGATURE.sub(r"\1\/", "".join(_OWN.get(c) or str(escape_latex(c)) for c in text))


def indent(tex: str, depth: int = 2) -> Tex:
    """`tex` with every line but empty ones moved right."""
    return Tex("\n".join(" " * depth + line if line else line for line in tex.split("\n")))


def within(begin: str, inner: str, end: str) -> str:
    return f"{begin}\n{indent(inner)}\n{end}"
