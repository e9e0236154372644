"""In what the readers of HTML differ: how they take mathematics, pictures, languages, classes and empty elements."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from urllib.parse import quote

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.words.words import Words
from hwgen.writers import multilang
from hwgen.writers.mathml import mathml
from hwgen.writers.svg import svg
from hwgen.writers.unbroken import unbroken

DELIMITER = re.compile(r"\\(?=[(\[])|\$(?=\$|[^\s$][^$]*\$)")
BRACES = re.compile(r"\{(?=\{)")
# Parts what a reader would take for one sign.
PARTED = r"\g<0><bdi></bdi>"


def verbatim(text: str) -> str:
    """Text in which nothing is taken for a tag."""
    return escape(text, quote=False)


def as_it_is(html: str) -> str:
    return html


@dataclass(frozen=True)
class Dialect:
    """`math` writes a formula, in a line or displayed; `source` is the address of a picture; `prose` escapes text;
    `code` is that of a listing; `languages` joins what is not the same in each language, as blocks or in a line; `table` and `image` are classes of
    these elements; in `xhtml` empty elements are closed; `line` keeps what belongs together from being parted at the end of a line.
    """

    math: Callable[[str, bool], str]
    source: Callable[[Picture | Image], str]
    prose: Callable[[str], str]
    languages: Callable[[Mapping[Words, str], bool], str]
    code: Callable[[str], str] = verbatim
    table: str = ""
    image: str = ""
    xhtml: bool = False
    line: Callable[[str], str] = as_it_is

    def void(self, tag: str) -> str:
        """An element that has no content, from its name and attributes."""
        return f"<{tag}/>" if self.xhtml else f"<{tag}>"


@lru_cache(maxsize=256)
def file_of(picture: Picture | Image) -> tuple[str, bytes]:
    """The drawing as a file; its name depends on the drawing alone."""
    if isinstance(picture, Image):
        return picture.name, picture.data
    data = svg(picture)
    return f"{hashlib.blake2b(data, digest_size=6).hexdigest()}.svg", data


def in_folder(folder: str) -> Callable[[Picture | Image], str]:
    """Pictures that are files beside the page, or that a platform has under an address."""
    return lambda picture: f"{folder}/{quote(file_of(picture)[0])}"


def as_data(picture: Picture | Image) -> str:
    """A picture inside the page."""
    name, data = file_of(picture)
    return f"data:{mimetypes.guess_type(name)[0]};base64,{b64encode(data).decode()}"


def delimited(tex: str, display: bool) -> str:
    """TeX in the delimiters that MathJax knows."""
    opening, closing = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f"{opening}{escape(tex, quote=False)}{closing}"


def without_delimiters(text: str) -> str:
    """Text in which nothing is taken for a tag or for the beginning of a formula: an empty element parts delimiters."""
    return DELIMITER.sub(PARTED, escape(text, quote=False))


def without_braces(text: str) -> str:
    """Text in which nothing is taken for a tag or for a template's expression."""
    return BRACES.sub(PARTED, escape(text, quote=False))


def parted(text: str) -> str:
    """The same for listings and for versions of HTML that have no `bdi`."""
    return BRACES.sub(r"\g<0><span></span>", escape(text, quote=False))


def formula(tex: str, display: bool) -> str:
    """MathML that keeps its TeX and has nothing that is taken for a template's expression."""
    return BRACES.sub("{\u2060", mathml(tex, display=display, alttext=True))


def equation_image(tex: str, display: bool) -> str:
    """TeX as Canvas keeps it: a picture that its own server draws, with the source beside it for its editor."""
    shown = rf"\displaystyle {tex}" if display else tex
    address = f"/equation_images/{quote(quote(shown, safe=''), safe='')}"
    source = escape(shown)
    return f'<img class="equation_image" src="{address}" alt="LaTeX: {source}" data-equation-content="{source}"/>'


def marked(pieces: Mapping[Words, str], block: bool) -> str:
    """A text in an element for each language, which says the language to readers and style sheets."""
    tag = "div" if block else "span"
    return "".join(
        f'<{tag} lang="{at.script.tag}" xml:lang="{at.script.tag}">{piece}</{tag}>' for at, piece in pieces.items()
    )


# Classes of Bootstrap, which Moodle’s own tables have: borders, padding, and no wider than their contents.
MOODLE = Dialect(
    delimited,
    in_folder("@@PLUGINFILE@@"),
    without_delimiters,
    lambda pieces, block: multilang.spans(pieces),
    table="table table-bordered table-sm w-auto",
    image="img-fluid",
)
# GIFT has no files.
GIFT = replace(MOODLE, source=as_data)
CANVAS = Dialect(equation_image, in_folder("$IMS-CC-FILEBASE$/pictures"), without_delimiters, marked, xhtml=True)
# A page that needs nothing beside it. It is XML, too.
PAGE = Dialect(
    lambda tex, display: mathml(tex, display=display), as_data, without_braces, marked, xhtml=True, line=unbroken
)
# The same in a package that has files, for players that take an item for a template of theirs.
PICTURES = "pictures"
PACKAGE = replace(PAGE, math=formula, source=in_folder(PICTURES), prose=parted, code=parted, line=as_it_is)
