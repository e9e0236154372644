"""Items of QTI 1.2 as they stand in a file, whoever wrote it: what is shown, the fields, and the conditions of responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from hwgen.errors import Span
from hwgen.lms.places import inside
from hwgen.lms.xmltree import local, text_of


@dataclass(frozen=True)
class Label:
    """An entry of a list to choose from, as HTML."""

    ident: str
    html: str


@dataclass(frozen=True)
class Choices:
    """A list to choose from, with what stands before it."""

    ident: str
    cardinality: str
    html: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Variable:
    """A response that is compared with a value: `test` is `varequal`, `vargte`, `varlte`, `vargt`. `inverted` says that
    it stands in a `not`.
    """

    test: str
    response: str
    value: str
    inverted: bool
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """`score` is what it gives in percent, None where it only says something. `frames` are the words around its
    variables, `or` and `and`.
    """

    variables: tuple[Variable, ...]
    frames: frozenset[str]
    other: bool
    score: float | None
    comments: tuple[str, ...]

    def first(self, test: str) -> Variable | None:
        return next((v for v in self.variables if v.test == test and not v.inverted), None)


@dataclass(frozen=True)
class Item:
    """`fields` is its metadata; `typed` says of each field to type into whether it takes a number."""

    ident: str
    name: str
    place: Span
    fields: Mapping[str, str]
    html: str
    lists: tuple[Choices, ...]
    typed: tuple[bool, ...]
    conditions: tuple[Condition, ...]
    comments: Mapping[str, str]

    def comment(self, ident: str) -> str:
        return self.comments.get(ident, "")

    def comments_on(self, response: str, value: str) -> str:
        """The comments on one response."""
        of = (c for condition in self.conditions if _names(condition, response, value) for c in condition.comments)
        return next(filter(None, map(self.comment, of)), "")


def _names(condition: Condition, response: str, value: str) -> bool:
    first = condition.first("varequal")
    return first is not None and len(condition.variables) == 1 and (first.response, first.value) == (response, value)


def line_of(element: etree._Element) -> int:
    return int(str(element.sourceline or 0))


def item_of(element: etree._Element, file: str) -> Item:
    every = [(local(child), child) for child in element.iter() if isinstance(child.tag, str)]
    presentation = next((child for name, child in every if name == "presentation"), None)
    lists = tuple(_choices(child) for name, child in every if name == "response_lid")
    typed = tuple(child.get("fibtype") == "Decimal" for name, child in every if name == "render_fib")
    comments = {child.get("ident") or "": _html(child) for name, child in every if name == "itemfeedback"}
    return Item(
        element.get("ident") or "",
        element.get("title") or "",
        inside(file, line_of(element)),
        dict(_fields(child for name, child in every if name == "qtimetadatafield")),
        _shown(presentation),
        lists,
        typed,
        tuple(_condition(child) for name, child in every if name == "respcondition"),
        comments,
    )


def _fields(elements: Iterator[etree._Element]) -> Iterator[tuple[str, str]]:
    for element in elements:
        texts = {local(child): text_of(child).strip() for child in element}
        yield texts.get("fieldlabel", ""), texts.get("fieldentry", "")


def _shown(presentation: etree._Element | None) -> str:
    """The first text, which stands before all fields."""
    if presentation is None:
        return ""
    for child in presentation:
        if local(child) in ("material", "flow", "flow_mat"):
            return _html(child)
    return ""


def _html(element: etree._Element) -> str:
    """The first text inside an element, as HTML."""
    for text in element.iter():
        if local(text) == "mattext":
            return _of_text(text)
    return ""


def _of_text(text: etree._Element) -> str:
    """HTML is written as text; some write it as elements."""
    if len(text):
        pieces = [text.text or "", *(etree.tostring(child, encoding="unicode") for child in text)]
        return "".join(pieces)
    plain = text.text or ""
    if text.get("texttype") == "text/html":
        return plain
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _choices(element: etree._Element) -> Choices:
    labels = [child for child in element.iter() if local(child) == "response_label"]
    before = next((child for child in element if local(child) == "material"), None)
    return Choices(
        element.get("ident") or "",
        element.get("rcardinality") or "Single",
        "" if before is None else _html(before),
        tuple(Label(label.get("ident") or "", _html(label)) for label in labels),
    )


def _condition(element: etree._Element) -> Condition:
    variables: list[Variable] = []
    frames: set[str] = set()
    comments: list[str] = []
    score: float | None = None
    other = False
    for child in element.iter():
        name = local(child)
        if name.startswith("var"):
            inverted = any(local(above) == "not" for above in child.iterancestors() if above is not element)
            value = (child.text or "").strip()
            attributes = {str(key): str(text) for key, text in child.attrib.items()}
            variables.append(Variable(name, child.get("respident") or "", value, inverted, attributes))
        elif name in ("or", "and"):
            frames.add(name)
        elif name == "other":
            other = True
        elif name == "displayfeedback":
            comments.append(child.get("linkrefid") or "")
        elif name == "setvar" and (child.get("varname") or "SCORE") == "SCORE":
            score = _number(child.text or "")
    return Condition(tuple(variables), frozenset(frames), other, score, tuple(comments))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def exact(text: str) -> Fraction | None:
    """The number that a text is; none with an exponent that would fill the memory."""
    try:
        number = float(text)
        return Fraction(text.strip()) if 1e-300 < abs(number) < 1e300 or not number else None
    except (ValueError, ZeroDivisionError):
        return None


def typed(number: float) -> Fraction:
    """A response, which has as many digits as people type."""
    return Fraction(f"{number:.15g}")
