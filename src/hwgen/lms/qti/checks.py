"""What players refuse in an item, or show or score in another way than is meant, without a word."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.lms.places import inside
from hwgen.lms.qti.parsing import Item, resolved
from hwgen.lms.qti.scoring import Scored, is_by_hand
from hwgen.lms.qti.values import items_of
from hwgen.lms.xmltree import line_of

LOADING = {"img": "src", "object": "data", "audio": "src", "video": "src", "source": "src", "qti-stylesheet": "href"}
EXACT = 1e-6
IDENTIFIERS = ("identifier", "pair", "directedPair")


class Checks:
    """Checks the items of one file, one after the other."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def of(self, item: Item) -> Iterator[Diagnostic]:
        """What is wrong with an item, whatever it scores."""
        yield from self.identifier(item)
        yield from interactions(item)
        yield from _files(item)
        yield from _traps(item)

    def scores(self, item: Item, scored: Scored) -> Iterator[Diagnostic]:
        yield from _scores(item, scored)

    def identifier(self, item: Item) -> Iterator[Diagnostic]:
        id = item.root.get("identifier") or ""
        if not id or id in self.seen:
            message = f"the identifier `{id[:80]}` comes again" if id else "the item has no identifier"
            yield _at("qti-identifier", item, item.root, message)
        self.seen.add(id)


def interactions(item: Item) -> Iterator[Diagnostic]:
    """What is wrong with the responses that an item asks for."""
    body = item.body
    if body is None:
        yield _at("qti-no-body", item, item.root, "the item has no body")
        return
    for element in body.iter(etree.Element):
        if not str(element.tag).endswith("-interaction"):
            continue
        id = element.get("response-identifier") or ""
        if id not in item.responses:
            yield _at("qti-undeclared", item, element, f"no response `{id[:80]}` is declared")
            continue
        offered = {choice.get("identifier") for choice in element.iter(etree.Element) if choice.get("identifier")}
        given = [part for value in items_of(item.responses[id].correct) for part in str(value).split(" ")]
        if item.responses[id].base in IDENTIFIERS and offered and not offered.issuperset(given):
            wrong = next(part for part in given if part not in offered)
            yield _at(
                "qti-right-unknown", item, element, f"the correct response names `{wrong[:80]}`, which is not there"
            )


def _files(item: Item) -> Iterator[Diagnostic]:
    for element in item.root.iter(*LOADING):
        address = element.get(LOADING[str(element.tag)]) or ""
        scheme = urlsplit(address).scheme
        if scheme in ("http", "https") or address.startswith("//"):
            yield _at("qti-outside", item, element, f"`{address[:80]}` is loaded from elsewhere")
        elif scheme != "data" and item.beside is not None and resolved(item.file, address) not in item.beside:
            yield _at("qti-file-missing", item, element, f"`{address[:80]}` is not in the package")


def _traps(item: Item) -> Iterator[Diagnostic]:
    """What keeps to the standard, and still comes out wrong in a player that is in use."""
    for element in item.root.iter("qti-equal"):
        if element.get("tolerance-mode") in ("absolute", "relative"):
            message = "some players ignore the tolerance of `equal`"
            yield _at("qti-tolerance", item, element, message)
    body = item.body
    for element in body.iter(etree.Element) if body is not None else ():
        if "{{" in (element.text or "") or "{{" in (element.tail or ""):
            yield _at("qti-braces", item, element, "some players take `{{` for an expression of theirs")
            return


def _scores(item: Item, scored: Scored) -> Iterator[Diagnostic]:
    score = item.outcomes.get("SCORE")
    if score is None:
        yield _at("qti-no-score", item, item.root, "no outcome `SCORE` is declared")
        return
    # QTI 2.1 cannot say that a person scores a part.
    ids = ((e, item.responses.get(e.get("response-identifier") or "")) for e in scored.interactions)
    by_hand = (is_by_hand(response, element) for element, response in ids if response)
    human = any(outcome.human for outcome in item.outcomes.values()) or any(by_hand)
    known = [one for one in item.responses.values() if one.correct is not None or one.mapped is not None]
    if not known or not scored.interactions or human:
        return
    if item.root.find("qti-response-processing") is None:
        yield _at("qti-no-processing", item, item.root, "there is no response processing")
    elif scored.full <= EXACT:
        yield _at("qti-right-unscored", item, item.root, "the right response gets no points")
    elif score.most is not None and abs(scored.full - score.most) > 1e-3:
        message = f"the right response gets {scored.full:g} of {score.most:g} points"
        yield _at("qti-right-unscored", item, item.root, message)


def _at(rule: str, item: Item, element: etree._Element, message: str) -> Diagnostic:
    return Diagnostic(rule, message, inside(item.file, line_of(element)))
