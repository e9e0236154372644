"""SVG from files: drawings and nothing else. What could act in a browser or load from elsewhere is taken out and named."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from hwgen.content.image import UnusablePicture, check_pixels
from hwgen.errors import counted
from hwgen.limits import PICTURE_SIDE, SVG_DEPTH, SVG_ELEMENTS

SVG = "http://www.w3.org/2000/svg"
# What draws, and what drawings are made of. Everything else of SVG scripts, animates, links or embeds.
DRAWS = frozenset(
    [
        "circle",
        "clipPath",
        "defs",
        "desc",
        "ellipse",
        "filter",
        "g",
        "image",
        "line",
        "linearGradient",
        "marker",
        "mask",
        "metadata",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "radialGradient",
        "rect",
        "stop",
        "style",
        "svg",
        "switch",
        "symbol",
        "text",
        "textPath",
        "title",
        "tspan",
        "use",
        "view",
        "a",
        "color-profile",
        "feBlend",
        "feColorMatrix",
        "feComponentTransfer",
        "feComposite",
        "feConvolveMatrix",
        "feDiffuseLighting",
        "feDisplacementMap",
        "feDistantLight",
        "feDropShadow",
        "feFlood",
        "feFuncA",
        "feFuncB",
        "feFuncG",
        "feFuncR",
        "feGaussianBlur",
        "feImage",
        "feMerge",
        "feMergeNode",
        "feMorphology",
        "feOffset",
        "fePointLight",
        "feSpecularLighting",
        "feSpotLight",
        "feTile",
        "feTurbulence",
    ]
)
# Notes of drawing programs, which no browser looks at.
NOTES = re.compile(
    r"https?://(www\.inkscape\.org|sodipodi|inkscape\.sourceforge|www\.w3\.org/1999/02/22-rdf|creativecommons|web\.resource\.org/cc"
    r"|purl\.org/dc|ns\.adobe\.com|www\.bohemiancoding\.com|schemas\.microsoft\.com/visio|www\.corel\.com|www\.serif\.com|svgjs\.)"
)
# How large, in pixels, a drawing is drawn to see whether it can be.
THUMB = 256
REFERENCES = ("href", "src")
SHOWN_FROM_ELSEWHERE = ("image", "use", "feImage")
PICTURE_INSIDE = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
ACTIVE_CSS = re.compile(
    r"@import|expression\(|javascript:|vbscript:|data:text|-moz-binding|behavior:|image-set\(|cross-fade\("
    r"|(?<![\w-])(?:image|src)\(|url\((?!['\"]?(?:#|data:(?:image/(?:png|jpe?g)|font/|application/(?:x-)?font)))"
)
LENGTH = re.compile(r"\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|ex|)\s*", re.IGNORECASE)
# Pixels of CSS in a unit.
UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "ex": 8.0,
}


def without_active(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The drawing, to the byte where nothing had to be taken out, and the names of what was. Raises UnusablePicture."""
    root = _parsed(data)
    longest = max(_size(root))
    removed = dict.fromkeys(_take_out(root))
    _check_extent(root)
    rest = etree.tostring(root, encoding="utf-8") if removed else data
    _check_drawn(rest, longest)
    return rest, tuple(removed)


def _parsed(data: bytes) -> etree._Element:
    """The drawing as XML: libxml2 loads nothing and refuses what is nested or repeated too deep."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        reason = str(e).splitlines()[0]
        raise _too_deep() if "depth" in reason else UnusablePicture(f"it is not well-formed SVG: {reason}") from e
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise UnusablePicture("it declares entities")
    if root.tag != f"{{{SVG}}}svg":
        raise UnusablePicture(f"its root is not an `svg` element in the namespace {SVG}")
    return root


def longest_side(data: bytes) -> float:
    """Of a drawing, in pixels of CSS. Raises UnusablePicture."""
    return max(_size(_parsed(data)))


def _too_deep() -> UnusablePicture:
    return UnusablePicture(f"its elements are nested more than {SVG_DEPTH} deep")


def _size(root: etree._Element) -> list[float]:
    """Width and height; they are such that a page can hold them."""
    sizes: list[float] = []
    box = [float(n) for n in re.findall(r"[+-]?[\d.]+(?:e[+-]?\d+)?", root.get("viewBox", ""))[2:4]]
    for i, side in enumerate(("width", "height")):
        match = LENGTH.fullmatch(root.get(side, ""))
        try:
            size = float(match[1]) * UNITS[match[2].lower()] if match else box[i]
        except (IndexError, ValueError) as e:
            raise UnusablePicture(
                "it has neither width and height nor a viewBox", "give it a width and a height"
            ) from e
        if not 0 < size <= PICTURE_SIDE:
            message = (
                f"its {side} is {counted(size, 'pixel')}, where more than 0 and up to {PICTURE_SIDE:,} can be shown"
            )
            raise UnusablePicture(message, "save it as PNG, or give it a width and a height")
        sizes.append(size)
    return sizes


def _take_out(root: etree._Element) -> Iterator[str]:
    """Takes out what is active, and names it."""
    for node in root.itersiblings(preceding=True):
        if isinstance(node, etree._ProcessingInstruction):
            yield "an instruction to load a style sheet"
    gone: set[etree._Element] = set()
    for element in list(root.iter()):
        if element in gone or isinstance(element, etree._Comment):
            continue
        whole = _whole(element)
        parts = [whole] if whole else list(_attributes(element))
        if whole or (parts and _local(element) in SHOWN_FROM_ELSEWHERE):
            gone.update(element.iter())
            _drop(element)
        yield from parts


def _whole(element: etree._Element) -> str:
    """What an element is that cannot stay; nothing where it can."""
    if not isinstance(element.tag, str):
        return "an instruction"
    name = etree.QName(element)
    if name.namespace == SVG and name.localname in DRAWS:
        active = name.localname == "style" and _loads("".join(map(str, element.itertext())))
        return "a style that loads from elsewhere" if active else ""
    return "" if NOTES.match(name.namespace or "") else f"`<{name.localname}>`"


def _attributes(element: etree._Element) -> Iterator[str]:
    """Takes active attributes off an element, and names them."""
    for key, value in list(element.attrib.items()):
        active = _active(_local(element), etree.QName(str(key)).localname.lower(), str(value))
        if active:
            del element.attrib[key]
            yield active


def _active(element: str, name: str, value: str) -> str:
    """What is active in an attribute; nothing where it is not."""
    target = re.sub(r"[\x00-\x20]", "", value)
    if name.startswith("on"):
        return f"the handler `{name}`"
    if name == "base" or (name in REFERENCES and not target.startswith("#") and not _picture_inside(element, target)):
        return f"a reference to `{target[:40]}`"
    return f"a `{name}` that loads from elsewhere" if _loads(value) else ""


def _picture_inside(element: str, target: str) -> bool:
    match = PICTURE_INSIDE.match(target)
    if not match or element not in SHOWN_FROM_ELSEWHERE:
        return False
    try:
        check_pixels(base64.b64decode(target[match.end() :], validate=True))
    except (binascii.Error, UnusablePicture):
        return False
    return True


def _loads(css: str) -> bool:
    plain = CSS_ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], CSS_COMMENT.sub("", css))
    return bool(ACTIVE_CSS.search(re.sub(r"[\x00-\x20]", "", plain).lower()))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _drop(element: etree._Element) -> None:
    """Takes the element out of its parent, which keeps the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _check_extent(root: etree._Element) -> None:
    """Raises UnusablePicture for a drawing that is nested too deep, has too many elements, or repeats itself without end."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > SVG_DEPTH:
            raise _too_deep()
    named = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    _count(root, named, {}, ())


def _count(
    element: etree._Element,
    named: dict[str, etree._Element],
    known: dict[etree._Element, int],
    within: tuple[etree._Element, ...],
) -> int:
    """How many elements are drawn for one, with those that `use` repeats."""
    if element in within or len(within) > SVG_DEPTH:
        raise UnusablePicture("its `use` elements refer to each other endlessly")
    if element not in known:
        total = 0
        for inner in element.iter(f"{{{SVG}}}*"):
            total += 1
            if _local(inner) == "use":
                name = next((str(v) for k, v in inner.attrib.items() if etree.QName(str(k)).localname == "href"), "")
                target = named.get(name.strip().removeprefix("#"))
                if target is not None:
                    total += _count(target, named, known, (*within, element))
            if total > SVG_ELEMENTS:
                raise UnusablePicture(f"it draws more than {SVG_ELEMENTS:,} elements", "save it as PNG")
        known[element] = total
    return known[element]


def _check_drawn(data: bytes, longest: float) -> None:
    """Raises UnusablePicture for what cannot be drawn for print."""
    from resvg_py import svg_to_bytes

    try:
        svg_to_bytes(
            svg_string=data.decode(errors="replace"), skip_system_fonts=True, dpi=96, zoom=min(1.0, THUMB / longest)
        )
    except Exception as e:
        raise UnusablePicture(f"it cannot be drawn: {e}", "save it as PNG") from e
