"""A practice page read back: its questions with what each response gets, worked out from the page alone."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from lxml import etree, html

from hwgen.errors import Diagnostic, counted
from hwgen.lms.asked import Asked, Choice, Essay, Field, Matching, Number, Response, Typed
from hwgen.lms.places import on_line
from hwgen.lms.xmltree import text_of

# Of so many options every set of ticks is tried.
FEW = 6
# So much of a page is parsed at once.
CHUNK = 65536
# No page has so many tags before its first question, or between two.
MOST_TAGS = 300_000
LOADS = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "object": "data",
    "source": "src",
    "video": "src",
    "audio": "src",
}
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!data:)|@import")


class _Unfit(ValueError):
    """Data that do not fit the fields of the question."""


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    """Of a large page no more than one question is held at a time."""
    loaded: list[Diagnostic] = []
    count = 0
    try:
        for element in _elements(data):
            if element.tag == "article":
                count += 1
                take(_asked(element))
            loaded += _loaded(element)
    except (etree.ParseError, ValueError):
        count = 0
    if not count:
        message = "this is not a practice page: it has no question"
        return [Diagnostic("html-no-page", message, on_line(1))]
    return loaded


def _elements(data: bytes) -> Iterator[html.HtmlElement]:
    """Articles and what may load something, each when it ends."""
    # Pages hold their pictures, and huge ones are read all the same.
    parser: Any = etree.HTMLPullParser(
        ("end",), tag=("article", "section", "style", *LOADS), encoding="utf-8", huge_tree=True
    )
    parser.set_element_class_lookup(html.HtmlElementClassLookup())
    tags = 0
    for place in range(0, len(data), CHUNK):
        chunk = data[place : place + CHUNK]
        parser.feed(chunk)
        tags += chunk.count(b"<")
        for element in _ended(parser):
            tags = 0 if element.tag == "article" else tags
            yield element
        if tags > MOST_TAGS:
            raise ValueError("too many tags without a question")
    parser.close()
    yield from _ended(parser)


def _ended(parser: Any) -> Iterator[html.HtmlElement]:
    for _, element in parser.read_events():
        yield element
        if element.tag in ("article", "section"):
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)


def _loaded(element: html.HtmlElement) -> Iterator[Diagnostic]:
    line = on_line(element.sourceline or 0)
    loads = LOADS.get(str(element.tag))
    address = str((loads and element.get(loads)) or "")
    if address and not address.startswith("data:"):
        yield Diagnostic("html-loads", f"the page loads `{address[:80]}`", line)
    if element.tag == "style" and OUTSIDE.search(element.text or ""):
        yield Diagnostic("html-loads", "a style of the page loads a file", line)


def _asked(article: html.HtmlElement) -> Asked:
    id, line = str(article.get("data-id") or ""), article.sourceline or 0
    fields: list[Field] = []
    responses: list[Response] = []
    faults: list[Diagnostic] = []
    for place, part in enumerate(article.find_class("part"), 1):
        try:
            own, given = _part(part)
        except (ValueError, LookupError, TypeError) as e:
            message = f"`{id}`, part {place}: its marking cannot be read: {e}"
            faults.append(Diagnostic("html-marking", message, on_line(part.sourceline or 0)))
        else:
            fields += own
            responses += given
    name = " ".join(text_of(article).split())[:60]
    return Asked(id, name, "practice", line, tuple(fields), tuple(responses), tuple(faults))


def _part(part: html.HtmlElement) -> tuple[list[Field], list[Response]]:
    """The fields of a question and its responses; none in a page without keys."""
    scripts = part.find_class("marking")
    if not scripts:
        return [], []
    marking = json.loads(scripts[0].text or "")
    inputs = [field for field in part.iter("input", "select", "textarea") if "earned" not in (field.get("class") or "")]
    match marking["kind"]:
        case "choice" | "several" as kind:
            choice = _choice([float(share) for share in marking["shares"]], len(inputs), several=kind == "several")
            return [Field(choice, marking["points"])], [
                Response(_letters(ticked), ticked, mark) for ticked, mark in choice.marks
            ]
        case "number":
            return _numbers(marking, len(inputs))
        case "text":
            accepted, exact = [str(one) for one in marking["accepted"]], bool(marking["case"])
            typed = Typed(lambda text: float(any(_plain(text, exact) == _plain(one, exact) for one in accepted)))
            return [Field(typed, marking["points"])], [Response(one, one, typed.mark(one)) for one in accepted]
        case "match":
            return _matching(marking, inputs)
        case "essay":
            return [Field(Essay(), marking["points"])], []
        case other:
            raise _Unfit(f"there is no kind `{other}`")


def _choice(shares: Sequence[float], count: int, *, several: bool) -> Choice:
    if count != len(shares):
        raise _Unfit(f"{counted(count, 'option')} and {counted(len(shares), 'share')}")
    places = range(count)
    right = tuple(i for i in places if shares[i] > 0)
    if not several:
        return Choice(count, tuple(((i,), shares[i]) for i in places))
    sizes = range(1, count + 1) if count <= FEW else (1,)
    sets = {*(ticked for size in sizes for ticked in combinations(places, size)), right, tuple(places)}
    return Choice(count, tuple((ticked, max(0.0, sum(shares[i] for i in ticked))) for ticked in sorted(sets)))


def _letters(places: Sequence[int]) -> str:
    return "".join(chr(65 + place) for place in places)


def _numbers(marking: Mapping[str, Any], count: int) -> tuple[list[Field], list[Response]]:
    cells = marking["cells"]
    if count != len(cells):
        raise _Unfit(f"{counted(count, 'field')} and {counted(len(cells), 'number')}")
    fields, responses = [], []
    for i, cell in enumerate(cells):
        intervals = [tuple(map(float, interval)) for interval in cell["intervals"]]

        def mark(number: float, intervals: Sequence[tuple[float, ...]] = intervals) -> float:
            return next((share for low, high, share in intervals if low <= number <= high), 0.0)

        fields.append(Field(Number(mark), round(cell["part"] * marking["points"], 6)))
        for low, high, _ in intervals:
            for number in dict.fromkeys((low, (low + high) / 2, high)):
                responses.append(Response(f"{number:.15g} in field {i + 1}", (i, number), cell["part"] * mark(number)))
    return fields, responses


def _matching(marking: Mapping[str, Any], selects: Sequence[html.HtmlElement]) -> tuple[list[Field], list[Response]]:
    key = [int(place) for place in marking["key"]]
    if len(selects) != len(key):
        raise _Unfit(f"{counted(len(selects), 'field')} and {counted(len(key), 'pair')}")
    offered = [[str(option.text_content()) for option in select.iter("option")][1:] for select in selects]
    right = tuple(names[place] for names, place in zip(offered, key, strict=True))
    turned = [(place + 1) % len(offered[0]) for place in key]
    same = sum(a == b for a, b in zip(turned, key, strict=True)) / len(key)
    responses = [Response("; ".join(right), key, 1.0), Response("each the next one", turned, same)]
    return [Field(Matching(right), marking["points"])], responses


def _plain(text: str, exact: bool) -> str:
    one = " ".join(unicodedata.normalize("NFC", text).split())
    return one if exact else one.lower()
