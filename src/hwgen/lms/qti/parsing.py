"""Items of any version as trees with the names of QTI 3.0, found in a package or alone in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.limits import XML_BYTES
from hwgen.lms.archives import MANIFEST, Archive, opened
from hwgen.lms.places import Unreadable, inside
from hwgen.lms.platforms import SIGNATURE
from hwgen.lms.qti import metadata
from hwgen.lms.qti.values import Mapped, Scalar, Value, container, declared, stated
from hwgen.lms.xmltree import line_of, tree

ITEM = "qti-assessment-item"
OURS = re.compile(r"imsqti", re.IGNORECASE)
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Of what QTI 2 has in its namespace, these are elements of HTML and have no other name in QTI 3.
HTML = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "kbd",
        "label",
        "li",
        "mark",
        "nav",
        "object",
        "ol",
        "p",
        "param",
        "picture",
        "pre",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
)


@dataclass(frozen=True)
class Declaration:
    """A variable of an item: how many values it has and of which kind, the right ones, and what each is worth; `values` are
    those that are declared correct as they stand there, be it one or more.
    """

    identifier: str
    cardinality: str
    base: str
    line: int
    correct: Value = None
    default: Value = None
    mapped: Mapped | None = None
    most: float | None = None
    human: bool = False
    values: tuple[str, ...] = ()

    @property
    def right(self) -> Value:
        """What is declared correct, else what the mapping gives points for."""
        if self.correct is not None or self.mapped is None:
            return self.correct
        worth: dict[Scalar, float] = dict(self.mapped.folded.items())
        worth |= self.mapped.exact
        best = [key for key in worth if worth[key] > 0]
        return container(
            best if self.cardinality != "single" else sorted(best, key=worth.__getitem__)[-1:], self.cardinality
        )


# Every item has these variables without declaring them; the second is that of QTI 2.0.
BUILT_IN = (
    Declaration("completionStatus", "single", "identifier", 0),
    Declaration("completion_status", "single", "identifier", 0),
    Declaration("numAttempts", "single", "integer", 0, default=1.0),
    Declaration("duration", "single", "float", 0),
)


@dataclass(frozen=True)
class Item:
    """An item as a tree; `file` is its name in a package, whose files are `beside` it, and whose manifest says its `tags`."""

    root: etree._Element
    file: str = ""
    beside: frozenset[str] | None = None
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its label, which may hold any sign, else its identifier."""
        return self.root.get("label") or self.root.get("identifier") or ""

    @property
    def title(self) -> str:
        return self.root.get("title") or self.id

    @property
    def line(self) -> int:
        return line_of(self.root)

    @cached_property
    def responses(self) -> Mapping[str, Declaration]:
        return {one.identifier: one for one in map(_declaration, self.root.iterchildren("qti-response-declaration"))}

    @cached_property
    def outcomes(self) -> Mapping[str, Declaration]:
        own = map(_declaration, self.root.iterchildren("qti-outcome-declaration"))
        return {one.identifier: one for one in (*BUILT_IN, *own)}

    @property
    def body(self) -> etree._Element | None:
        return self.root.find("qti-item-body")


def read(data: bytes) -> Iterator[Item | Diagnostic]:
    """The items of a file one by one, and what cannot be read of it. Raises Unreadable where nothing can."""
    if not data.startswith(SIGNATURE):
        root = canonical(tree(data))
        if root.tag != ITEM:
            raise _no_item(f"the root is <{_local(root)}>, not an assessment item")
        yield Item(root)
        return
    archive = opened(data)
    names, tags = frozenset(archive.names), _tags(archive)
    # What could not be read is why there is no item, if there is none.
    faults: list[Diagnostic] = []
    any_item = False
    for part in _documents(archive):
        if isinstance(part, Diagnostic):
            faults.append(part)
        elif part[1].tag == ITEM:
            any_item = True
            yield Item(part[1], part[0], names, tags.get(part[0], ()))
        if any_item:
            yield from faults
            faults = []
    if not any_item:
        raise Unreadable(*faults, *_no_item("the package has no assessment item").diagnostics)


def _documents(archive: Archive) -> Iterator[tuple[str, etree._Element] | Diagnostic]:
    """The XML files that the manifest lists, or all where there is none."""
    yield from (
        _listed(archive)
        if MANIFEST in archive
        else (Diagnostic("qti-no-manifest", f"there is no {MANIFEST}", inside("")),)
    )
    for name in _ordered(archive):
        if archive.size(name) > XML_BYTES:
            yield Diagnostic("xml-too-large", f"`{name}` is too large to be read", inside(name))
            continue
        try:
            yield name, canonical(tree(archive.read(name), name))
        except Unreadable as e:
            yield from e.diagnostics


def _listed(archive: Archive) -> Iterator[Diagnostic]:
    """What the manifest names and the package does not have."""
    try:
        root = tree(archive.read(MANIFEST), MANIFEST)
    except Unreadable as e:
        yield from e.diagnostics
        return
    for element in root.iter("{*}file", "{*}resource"):
        href = element.get("href")
        if href and not urlsplit(href).scheme and resolved(MANIFEST, href) not in archive:
            message = f"the manifest names `{href[:80]}`, which is not in the package"
            yield Diagnostic("qti-file-missing", message, inside(MANIFEST, line_of(element)))


def _ordered(archive: Archive) -> Sequence[str]:
    """The files that may hold items, in the order of the manifest, else by name."""
    hrefs = [name for name, element in _resources(archive) if "item" in (element.get("type") or "").lower()]
    listed = [name for name in dict.fromkeys(hrefs) if name in archive]
    return listed or sorted(name for name in archive.names if name.lower().endswith(".xml") and name != MANIFEST)


def _resources(archive: Archive) -> Iterator[tuple[str, etree._Element]]:
    """The files of the manifest with what it says of them."""
    with suppress(Unreadable):
        root = tree(archive.read(MANIFEST), MANIFEST) if MANIFEST in archive else None
        for element in root.iter("{*}resource") if root is not None else ():
            yield resolved(MANIFEST, element.get("href") or ""), element


def _tags(archive: Archive) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(metadata.tags(element)) for name, element in _resources(archive)}


def resolved(file: str, href: str) -> str:
    """The name in a package of what `file` names by its address."""
    return normpath(join(dirname(file), unquote(urlsplit(href).path)))


def canonical(root: etree._Element) -> etree._Element:
    """The tree with the names of QTI 3.0 and without its namespace; MathML and SVG keep theirs."""
    for element in root.iter(etree.Element):
        space, _, local = str(element.tag).rpartition("}")
        if space and not OURS.search(space):
            continue
        element.tag = _named(local)
        for key in [key for key in element.attrib if not key.islower() and "}" not in key]:
            element.set(_dashed(str(key)), element.attrib.pop(key))
    return root


@lru_cache(maxsize=1024)
def _named(local: str) -> str:
    return local if local in HTML or local.startswith("qti-") else f"qti-{_dashed(local)}"


@lru_cache(maxsize=1024)
def _dashed(name: str) -> str:
    return CAPITAL.sub("-", name).lower()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _declaration(element: etree._Element) -> Declaration:
    cardinality, base = element.get("cardinality") or "single", element.get("base-type") or "string"
    most = element.get("normal-maximum")
    correct = element.find("qti-correct-response")
    return Declaration(
        element.get("identifier") or "",
        cardinality,
        base,
        line_of(element),
        declared(correct, cardinality, base),
        declared(element.find("qti-default-value"), cardinality, base),
        Mapped.of(element.find("qti-mapping"), base),
        float(most) if most else None,
        element.get("external-scored") == "human",
        stated(correct),
    )


def _no_item(message: str) -> Unreadable:
    return Unreadable(Diagnostic("qti-no-item", message, inside("", 1)))
