"""Other fonts for what TeX has no shape for: characters of a document set in a font of the system, or replaced."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping, Set
from functools import cache
from itertools import groupby

import pylopdf_fonts_zh_cn as chinese

from hwgen.pdf.glyphs import REPLACEMENT, clusters, pattern
from hwgen.writers.latex.escaping import FOREIGN

# Those that look like the others on the paper; then any that fontconfig knows.
PREFERRED = ("FreeSerif", "DejaVu Serif", "DejaVu Sans", "Symbola")
# In one of these stands what is set without a command for it.
USUAL = ("lmroman10-regular.otf", "FandolSong-Regular.otf")
LETTERS_AND_SIGNS = re.compile(r"[\u00a1-\u2dff]")
# Commands of the preamble that set characters one by one, so that what their font lacks is known without a run: emoji and signs, and
# Chinese characters of names.
RARE = re.compile(r"\\(symbols|rarehan)\{([^{}]*)\}")
# Those that print nothing.
SELECTORS = re.compile("[\u200b-\u200f\ufe00-\ufe0f\U000e0020-\U000e01ef]")
BEGIN = r"\begin{document}"
# On one line, so that errors are reported at the lines of the document as it was.
COMMAND = (
    r"\NewDocumentCommand{\otherface}{mm}{\ifmmode\text{\otherface{#1}{#2}}\else"
    r"{\fontspec{#1}\ifdefined\XeTeXversion\CJKfontspec{#1}\else\jfontspec{#1}\fi#2}\fi}"
)
Fonts = Mapping[str, str | None]


@cache
def font_of(cluster: str) -> str | None:
    """A font that has all of these characters."""
    if _chinese().issuperset(map(ord, cluster)):
        return str(chinese.serif_path().name)
    program = shutil.which("fc-list")
    if program is None:
        return None
    wanted = f":charset={' '.join(f'{ord(char):x}' for char in cluster)}"
    listed = subprocess.run([program, wanted, "family"], capture_output=True, text=True, check=False).stdout
    families = {line.split(",")[0].strip() for line in listed.splitlines() if line.strip()}
    return next((name for name in PREFERRED if name in families), min(families, default=None))


@cache
def _chinese() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(chinese.serif_path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _symbols() -> frozenset[int]:
    """What the font of `\\symbols` has; nothing where it is not found."""
    from fontTools.ttLib import TTFont

    program = shutil.which("fc-list")
    command = [program or "", ":family=Symbola", "file"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout if program else ""
    path = next((line.strip().rstrip(":") for line in listed.splitlines() if line.strip()), "")
    if not path:
        return frozenset()
    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


@cache
def _usual() -> frozenset[int]:
    """What the usual fonts have; nothing where they are not found."""
    from fontTools.ttLib import TTFont

    program = shutil.which("kpsewhich")
    listed = subprocess.run([program, *USUAL], capture_output=True, text=True, check=False).stdout if program else ""
    characters: set[int] = set()
    for path in listed.split():
        with TTFont(path, lazy=True) as font:
            characters.update(font.getBestCmap())
    return frozenset(characters)


def foreseen(document: str) -> dict[str, str | None]:
    """Fonts for what the usual ones cannot have, so that a run does not have to find it out: ᵀ in an item, or 𠮷 in a name, costs nothing."""
    body = document.partition(BEGIN)[2]
    signs = set(LETTERS_AND_SIGNS.findall(body))
    signs -= {sign for sign in signs if FOREIGN.match(sign)}
    known = _usual() if signs else frozenset()
    fonts = {sign: font_of(sign) for sign in sorted(signs) if known and ord(sign) not in known}
    return more_fonts(body, _lacking(body), fonts)


def _lacking(body: str) -> frozenset[str]:
    """The rare characters that the fonts of their commands do not have."""
    lacking: set[str] = set()
    for command, text in set(RARE.findall(body)):
        known = _symbols() if command == "symbols" else _chinese()
        rare = (char for char in SELECTORS.sub("", text) if not (char.isascii() or unicodedata.decomposition(char)))
        lacking.update(char for char in rare if known and ord(char) not in known)
    return frozenset(lacking)


def with_fonts(document: str, fonts: Fonts) -> str:
    """The document with these clusters in other fonts, or replaced where they have none."""
    if not fonts:
        return document
    head, begin, body = document.partition(BEGIN)
    runs = re.compile(f"(?:{pattern(fonts).pattern})+")
    lines = (
        line if line.lstrip().startswith("%") else runs.sub(lambda run: _set(run[0], fonts), line)
        for line in body.split("\n")
    )
    return f"{head}{COMMAND}{begin}{chr(10).join(lines)}"


def _set(run: str, fonts: Fonts) -> str:
    """A run of clusters, neighbours of one font together."""
    groups = groupby(pattern(fonts).findall(run), key=fonts.__getitem__)
    return "".join(
        REPLACEMENT * len(list(parts)) if font is None else rf"\otherface{{{font}}}{{{''.join(parts)}}}"
        for font, parts in groups
    )


def more_fonts(document: str, missing: Set[str], fonts: Fonts) -> dict[str, str | None]:
    """`fonts`, and those for clusters that a run found `missing`; none for what its font did not have after all."""
    here = {cluster for cluster in clusters(document) if not missing.isdisjoint(cluster)} if missing else set()
    return {**fonts, **{cluster: None if cluster in fonts else font_of(cluster) for cluster in here}}
