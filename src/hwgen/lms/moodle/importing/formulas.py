"""Formulas in a text of Moodle, in each notation that its filters show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from hwgen.content.tree import Code, DisplayMath, LineBreak, Math, Str
from hwgen.lms.moodle.importing.lines import Alone, Piece
from hwgen.lms.moodle.importing.tex import LOOKS, faults, plain_tex

Doubt = Callable[[str, str], None]
# A line break in a text, and what parts the texts of two elements: a delimiter is never put together of both.
BREAK, SEAM = "\ue002", "\ue001"
ENVIRONMENT = r"(?:align|aligned|equation|gather|gathered|eqnarray|multline|cases|[pbvBV]?matrix|array)\*?"
# No formula is longer, and what begins like one without an end is passed by in time.
ANY = ".{1,4000}?"
FORMULAS = re.compile(
    rf"\\\((?P<line>{ANY})\\\)|\\\[(?P<display>{ANY})\\\]|\$\$(?P<either>{ANY})\$\$|\[tex\](?P<tag>{ANY})\[/tex\]"
    rf"|(?P<bare>\\begin\{{(?P<name>{ENVIRONMENT})\}}{ANY}\\end\{{(?P=name)\}})"
    # What stands between two single dollar signs, is no price and holds no formula of its own.
    rf"|(?<!\${SEAM})(?<![\\$\w])\$(?P<single>(?![\s${SEAM}])(?:[^$\\]|\\[^][()])+?(?<![\s\\]))\$(?![\w$]|{SEAM}\$)",
    re.DOTALL,
)
OPEN = re.compile(r"\\[(\[]|\\begin\{|\$\$")
MATHEMATICAL = re.compile(r"[\\^_{}=<>|]")
PROSE = re.compile(r"[A-Za-z]{3}|[A-Za-z]{2} |[,;:]$|[.!?] ")
LONGEST_SHOWN = 60
KINDS: dict[str, type[Math] | type[DisplayMath]] = {"display": DisplayMath, "bare": DisplayMath, "either": Alone}


class Text(Str):
    """The text of an element, in which formulas have not been looked for."""


def with_formulas(pieces: Iterable[Piece], doubt: Doubt) -> Iterator[Piece]:
    """The pieces with their formulas; one may go over several lines and elements."""
    run: list[str] = []
    for piece in pieces:
        if isinstance(piece, Text):
            run.append(piece.text)
        elif isinstance(piece, LineBreak):
            run.append(BREAK)
        else:
            yield from _parted(SEAM.join(run), doubt)
            run = []
            yield piece
    yield from _parted(SEAM.join(run), doubt)


def parted(text: str) -> Iterator[str | re.Match[str]]:
    """The text by turns with the formulas in it."""
    place = 0
    for match in FORMULAS.finditer(text):
        if match["single"] is None or _is_formula(match["single"]):
            yield text[place : match.start()]
            yield match
            place = match.end()
    yield text[place:]


def written_in(match: re.Match[str]) -> str:
    """A formula without its delimiters."""
    return next(match[k] for k in ("line", "display", "either", "tag", "bare", "single") if match[k] is not None)


def _parted(text: str, doubt: Doubt) -> Iterator[Piece]:
    for piece in parted(text):
        if isinstance(piece, str):
            yield from _plain(piece, doubt)
        else:
            yield _formula(piece, doubt)


def _is_formula(text: str) -> bool:
    return bool(MATHEMATICAL.search(text)) or not PROSE.search(text)


def _formula(match: re.Match[str], doubt: Doubt) -> Piece:
    kind = str(match.lastgroup) if match.lastgroup != "name" else "bare"
    return formula(written_in(match), doubt, KINDS.get(kind, Math))


def formula(written: str, doubt: Doubt, kind: type[Math] | type[DisplayMath] = Math) -> Piece:
    """A formula, or its source where not every engine can print it."""
    tex = plain_tex(written.replace(BREAK, " ").replace(SEAM, ""))
    if not tex:
        return Str("")
    if LOOKS.search(written):
        doubt("import-formula-look", "a formula lost its colour, its frame or lines in it")
    if wrong := faults(tex):
        doubt("import-formula-kept", f"the formula `{tex[:LONGEST_SHOWN]}` was kept as code: {wrong}")
        return Code(tex)
    return kind(tex)


def _plain(text: str, doubt: Doubt) -> Iterator[Piece]:
    lines = text.replace(SEAM, "").split(BREAK)
    for i, line in enumerate(lines):
        if i:
            yield LineBreak()
        if line:
            yield Str(line)
    if opened := OPEN.search(text):
        near = " ".join(text[opened.start() :].replace(BREAK, " ").replace(SEAM, "").split())[:LONGEST_SHOWN]
        doubt("import-formula-open", f"`{near}` begins like a formula and was kept as text")
