"""Superscripts and subscripts of HTML as formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from hwgen.content.tree import Emph, Math, Str
from hwgen.lms.moodle.importing.formulas import parted, written_in
from hwgen.lms.moodle.importing.lines import Piece
from hwgen.lms.moodle.importing.tex import CHARACTERS, faults, from_text, plain_tex

SIGNS = {"sup": "^", "sub": "_"}
GREEK = "".join(sign for sign in CHARACTERS if sign.isalpha())
# What a script stands at: a number, or a letter that is no part of a word and no unit.
BASE = re.compile(rf"(?:(?<![\w.])\d+(?:\.\d+)?|(?<![^\W\d_])(?<!\d[ \xa0])[A-Za-z{GREEK}]|[∇∂∑∏∫])$")


@dataclass(frozen=True)
class Script(Math):
    """A script, with its sign, that has no base yet."""


def script(node: HtmlElement) -> str | None:
    """The script with its sign as TeX; None for one that no formula can hold."""
    tex = f"{SIGNS[str(node.tag)]}{{{_inside(node).strip()}}}"
    return None if faults("{}" + tex) else tex


def _inside(node: HtmlElement) -> str:
    parts = [_text(node.text or "")]
    for child in node:
        inner = _inside(child)
        parts.append(f"{SIGNS[str(child.tag)]}{{{inner}}}" if child.tag in SIGNS else inner)
        parts.append(_text(child.tail or ""))
    return "".join(parts)


def _text(text: str) -> str:
    return "".join(
        from_text(piece) if isinstance(piece, str) else plain_tex(written_in(piece)) for piece in parted(text)
    )


def attached(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in which each script stands at what is before it."""
    done: list[Piece] = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, Script):
            _attach(done, piece.tex, pieces[i + 1] if i + 1 < len(pieces) else None)
        else:
            done.append(piece)
    return done


def _attach(done: list[Piece], tex: str, after: Piece | None) -> None:
    before = done[-1] if done else None
    if isinstance(before, Math):
        # A second script of the same kind needs a base of its own.
        again = re.search(rf"\{tex[0]}(?:\{{[^{{}}]*\}}|.)$", before.tex)
        done[-1] = Math(before.tex + ("{}" if again else "") + tex)
    elif isinstance(before, Emph) and (letter := _letter(before)):
        done[-1] = Math(from_text(letter).strip() + tex)
    elif isinstance(before, Str) and (base := BASE.search(before.text)) and not _is_symbol(base[0], after):
        done[-1:] = [Str(before.text[: base.start()]), Math(from_text(base[0]).strip() + tex)]
    else:
        done.append(Math("{}" + tex))


def _letter(emphasis: Emph) -> str:
    """The variable that is all that stands in emphasis."""
    only = emphasis.inlines[0] if len(emphasis.inlines) == 1 else None
    return only.text if isinstance(only, Str) and BASE.fullmatch(only.text) else ""


def _is_symbol(base: str, after: Piece | None) -> bool:
    """Whether it is one of a chemical formula, which stands upright."""
    return base.isupper() and isinstance(after, Str) and after.text[:1].isalpha()
