"""Formulas as MathML that browsers show and that keeps to the schema of MathML 3."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from math_core import LatexToMathML

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
# The schema knows these on `math` and `mstyle` alone.
STYLES = ("displaystyle", "scriptlevel")
# The converter writes texts in other letters as HTML within MathML, which the schema forbids. These say the same, first to
# those who read MathML 3, then to browsers.
LETTERS = {
    "b": ("bold", "font-weight: bold"),
    "i": ("italic", "font-style: italic"),
    "code": ("monospace", "font-family: monospace"),
    "math-core-sans-serif-font": ("sans-serif", "font-family: sans-serif"),
}


@lru_cache(maxsize=1 << 12)
def mathml(tex: str, *, display: bool = False, alttext: bool = False) -> str:
    """A formula as a `math` element; its TeX as text where it has no other form (see `fault`), and with `alttext` beside it."""
    from math_core import LatexError

    try:
        # XML has no entities of MathML: U+2061 stands for the application of a function.
        root = etree.fromstring(_converted(tex, display=display).replace("&ApplyFunction;", "\u2061"))
    except LatexError:
        root = etree.Element("math")
        etree.SubElement(root, "mtext").text = tex
    root.set("xmlns", NAMESPACE)
    if alttext:
        root.set("alttext", tex)
    for element in list(root.iterdescendants()):
        if element.tag != "mstyle" and any(name in element.attrib for name in STYLES):
            _wrap(element)
    for text in root.iter("mtext"):
        if len(text):
            _unmark(text)
    return etree.tostring(root, encoding="unicode")


@lru_cache(maxsize=1 << 14)
def fault(tex: str) -> str:
    """Why a formula has no MathML; empty if it has."""
    from math_core import LatexError

    try:
        _converted(tex, display=False)
    except LatexError as e:
        return str(e).splitlines()[0]
    return ""


def _converted(tex: str, *, display: bool) -> str:
    # The converter knows one tilde, which is as wide as what stands under it, and matrices of one size.
    tex = tex.replace(r"\widetilde", r"\tilde").replace("{smallmatrix}", "{matrix}")
    return _converter().convert_with_local_state(tex, displaystyle=display)


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def _wrap(element: etree._Element) -> None:
    """Moves the styles of an element to an `mstyle` around it."""
    parent = element.getparent()
    assert parent is not None
    style = etree.Element("mstyle", {name: str(element.attrib.pop(name)) for name in STYLES if name in element.attrib})
    parent.replace(element, style)
    style.append(element)


def _unmark(text: etree._Element) -> None:
    """Says by attributes of a text what its elements say."""
    marks = [str(element.get("class") or element.tag) for element in text.iterdescendants()]
    letters = [LETTERS[mark] for mark in marks if mark in LETTERS]
    whole = "".join(map(str, text.itertext()))
    text[:] = []
    text.text = whole
    if letters:
        text.set("mathvariant", "-".join(variant for variant, _ in letters))
        text.set("style", "; ".join(style for _, style in letters))
