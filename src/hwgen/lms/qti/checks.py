"""What players refuse in an item, or show or score in another way than is meant, without a word."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.lms.places import inside
from hwgen.lms.qti.parsing import Item, resolved
from hwgen.lms.qti.scoring import Scored
from hwgen.lms.xmltree import line_of

LOADING = {"img": "src", "object": "data", "audio": "src", "video": "src", "source": "src", "qti-stylesheet": "href"}
EXACT = 1e-6


class Checks:
    """Checks the items of one file, one after the other."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def of(self, item: Item, scored: Scored | None) -> Iterator[Diagnostic]:
        """What is wrong with an item; `scored` is None where its scores could not be worked out."""
        yield from self.identifier(item)
        yield from _interactions(item)
        yield from _files(item)
        if scored is not None:
            yield from _scores(item, scored)

    def identifier(self, item: Item) -> Iterator[Diagnostic]:
        id = item.root.get("identifier") or ""
        if not id or id in self.seen:
            message = f"the identifier `{id[:80]}` comes again" if id else "the item has no identifier"
            yield _at("qti-identifier", item, item.root, message)
        self.seen.add(id)


def _interactions(item: Item) -> Iterator[Diagnostic]:
    body = item.body
    if body is None:
        yield _at("qti-no-body", item, item.root, "the item has no body")
        return
    for element in body.iter(etree.Element):
        if not str(element.tag).endswith("-interaction"):
            continue
        id = element.get("response-identifier")
        if id not in item.responses:
            yield _at("qti-undeclared", item, element, f"no response `{(id or '')[:80]}` is declared")


def _files(item: Item) -> Iterator[Diagnostic]:
    for element in item.root.iter(*LOADING):
        address = element.get(LOADING[str(element.tag)]) or ""
        scheme = urlsplit(address).scheme
        if scheme in ("http", "https") or address.startswith("//"):
            yield _at("qti-outside", item, element, f"`{address[:80]}` is loaded from elsewhere")
        elif scheme != "data" and item.beside is not None and resolved(item.file, address) not in item.beside:
            yield _at("qti-file-missing", item, element, f"`{address[:80]}` is not in the package")


def _scores(item: Item, scored: Scored) -> Iterator[Diagnostic]:
    score = item.outcomes.get("SCORE")
    if score is None:
        yield _at("qti-no-score", item, item.root, "no outcome `SCORE` is declared")
        return
    human = any(outcome.human for outcome in item.outcomes.values())
    known = [one for one in item.responses.values() if one.correct is not None or one.mapped is not None]
    if not known or not scored.interactions or human:
        return
    if scored.full <= EXACT:
        yield _at("qti-right-unscored", item, item.root, "the right response gets no points")
    elif score.most is not None and abs(scored.full - score.most) > 1e-3:
        message = f"the right response gets {scored.full:g} of {score.most:g} points"
        yield _at("qti-right-unscored", item, item.root, message)


def _at(rule: str, item: Item, element: etree._Element, message: str) -> Diagnostic:
    return Diagnostic(rule, message, inside(item.file, line_of(element)))
