"""What an item gives for responses: each of its fields with every response that matters, worked out by its own response processing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from lxml import etree

from hwgen.lms.asked import Choice, Essay, Field, Kind, Matching, Number, Response, Typed, Unknown
from hwgen.lms.qti.parsing import Declaration, Item
from hwgen.lms.qti.processing import State, processor
from hwgen.lms.qti.values import Container, Scalar, Value, container, items_of, scalar

# Of so many options every set of ticks is tried.
FEW = 6
OPTIONS = {
    "qti-choice-interaction": "qti-simple-choice",
    "qti-inline-choice-interaction": "qti-inline-choice",
    "qti-hottext-interaction": "qti-hottext",
}
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
TYPED = ("qti-text-entry-interaction", "qti-extended-text-interaction", "qti-slider-interaction")


@dataclass(frozen=True)
class Scored:
    """An item with its response processing; `declared` goes by its correct responses alone, which give a point each.

    Raises Unsupported, NoValue.
    """

    item: Item
    declared: bool = False

    @cached_property
    def run(self) -> Callable[[Mapping[str, Value]], State]:
        return self._as_declared if self.declared else processor(self.item)

    def _as_declared(self, given: Mapping[str, Value]) -> State:
        right = [id for id, one in self.item.responses.items() if one.correct is not None]
        return {**given, "SCORE": float(sum(given.get(id) == self.right[id] for id in right))}

    @cached_property
    def interactions(self) -> Sequence[etree._Element]:
        """Where a response is given, in the order of the text."""
        body = self.item.body
        every = body.iter(etree.Element) if body is not None else ()
        return [e for e in every if str(e.tag).endswith("-interaction") and e.get("response-identifier")]

    @cached_property
    def right(self) -> dict[str, Value]:
        return {id: one.right for id, one in self.item.responses.items()}

    def score(self, given: Mapping[str, Value]) -> float:
        value = self.run({**self.right, **given}).get("SCORE")
        return float(items_of(value)[0]) if value is not None else 0.0

    @cached_property
    def full(self) -> float:
        return self.score({})

    @cached_property
    def without(self) -> Mapping[str, float]:
        """The score where one field is left empty and all others are right."""
        return {id: self.score({id: None}) for id in self.item.responses}

    def points(self, id: str) -> float:
        """What the right response to a field adds, where all others are right."""
        return self.full - self.without.get(id, self.full)

    def share(self, id: str, value: Value) -> float:
        points = self.points(id)
        return (self.score({id: value}) - self.without[id]) / points if points else 0.0


def fields(scored: Scored) -> Iterator[tuple[Field, list[Response]]]:
    """The fields of an item with what is given for each response."""
    several = len(scored.interactions) > 1
    parts = [scored.points(element.get("response-identifier") or "") for element in scored.interactions]
    # Fields that only count together have no points of their own.
    apart = abs(sum(parts) - scored.full) < 1e-6
    for place, (element, points) in enumerate(zip(scored.interactions, parts, strict=True), 1):
        kind, given = _field(scored, element)
        worth = scored.item.outcomes.get("SCORE") if isinstance(kind, Essay) and not several else None
        exact = round(points, 6) if apart and not isinstance(kind, Essay) else None
        lead = f"field {place}: " if several else ""
        responses = [Response(f"{lead}{text}", value, share) for text, value, share in given]
        yield Field(kind, worth.most if worth else exact), responses


def _field(scored: Scored, element: etree._Element) -> tuple[Kind, list[tuple[str, object, float]]]:
    id = element.get("response-identifier") or ""
    response = scored.item.responses.get(id)
    if response is None:
        return Unknown(), []
    if element.tag in OPTIONS:
        options = [e.get("identifier") or "" for e in element.iter(OPTIONS[str(element.tag)])]
        choice = _choice(scored, response, options, several=element.get("max-choices", "1") != "1")
        return choice, [(_letters(ticked), ticked, share) for ticked, share in choice.marks]
    if element.tag in TYPED:
        return _typed(scored, response, element)
    if element.tag == "qti-match-interaction":
        return _match(scored, response, element)
    if element.tag == "qti-order-interaction":
        return _order(scored, response, element)
    return Unknown(), []


def _letters(places: Sequence[int]) -> str:
    return "".join(chr(65 + place) for place in places) or "nothing"


def _choice(scored: Scored, response: Declaration, options: Sequence[str], *, several: bool) -> Choice:
    places = range(len(options))
    if several:
        right = tuple(i for i in places if options[i] in items_of(response.right))
        sizes = range(1, len(options) + 1) if len(options) <= FEW else (1,)
        sets = {*(ticked for size in sizes for ticked in combinations(places, size)), right, tuple(places)} - {()}
    else:
        sets = {(i,) for i in places}
    marks = [
        (ticked, scored.share(response.identifier, container((options[i] for i in ticked), response.cardinality)))
        for ticked in sorted(sets)
    ]
    return Choice(len(options), tuple(marks))


def _typed(
    scored: Scored, response: Declaration, element: etree._Element
) -> tuple[Kind, list[tuple[str, object, float]]]:
    id = response.identifier
    if response.base in ("float", "integer"):

        def number(value: float) -> float:
            return scored.share(id, value)

        probes = sorted({*constants(scored.item, response), *(float(v) for v in items_of(response.right))})
        return Number(number), [(f"{value:.15g}", value, number(value)) for value in probes]
    if is_by_hand(response, element):
        return Essay(), []

    def text(value: str) -> float:
        return scored.share(id, container([value], response.cardinality))

    mapped = response.mapped
    known = [*map(str, items_of(response.right)), *(map(str, (*mapped.exact, *mapped.folded)) if mapped else ())]
    return Typed(text), [(one, one, text(one)) for one in dict.fromkeys(known)]


def is_by_hand(response: Declaration, element: etree._Element) -> bool:
    """Whether a person has to score a text: nothing in the item says what is right."""
    stated = response.correct is not None or response.mapped is not None
    return element.tag == "qti-extended-text-interaction" and not stated


def constants(item: Item, response: Declaration) -> Iterator[float]:
    """The numbers that the processing compares something with, and those of a mapping."""
    processing = item.root.find("qti-response-processing")
    if processing is not None:
        for element in processing.iter("qti-base-value"):
            if element.get("base-type") in ("float", "integer") and _is_bound(element):
                value = scalar("float", element.text or "")
                yield float(value)
        for element in processing.iter("qti-equal"):
            yield from _edges(element, response)
    if response.mapped:
        yield from (float(key) for key in response.mapped.exact)


def _edges(element: etree._Element, response: Declaration) -> Iterator[float]:
    """Where a comparison with a tolerance ends."""
    tolerances = [Fraction(one) for one in (element.get("tolerance") or "").split() if NUMBER.fullmatch(one)]
    bases = [base.text or "" for base in element.iterchildren("qti-base-value")]
    values = [Fraction(text) for text in bases if NUMBER.fullmatch(text)]
    values += [Fraction(str(v)) for v in items_of(response.right) if element.find("qti-correct") is not None]
    if tolerances and element.get("tolerance-mode") in ("absolute", "relative"):
        for value in values:
            relative = abs(value) / 100 if element.get("tolerance-mode") == "relative" else 1
            yield from (float(value - tolerances[0] * relative), float(value + tolerances[-1] * relative))


def _is_bound(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag != "qti-set-outcome-value"


def _match(
    scored: Scored, response: Declaration, element: etree._Element
) -> tuple[Kind, list[tuple[str, object, float]]]:
    sets = list(element.iterchildren("qti-simple-match-set"))
    if len(sets) != 2:
        return Unknown(), []
    lefts, rights = (
        [e.get("identifier") or "" for e in one.iterchildren("qti-simple-associable-choice")] for one in sets
    )
    key = [str(pair) for pair in items_of(response.right)]

    def given(pairs: Sequence[Scalar]) -> float:
        return scored.share(response.identifier, Container(tuple(pairs)) if pairs else None)

    chosen = []
    for left in lefts:
        others = [pair for pair in key if pair.split(" ")[0] != left]
        best = max(range(len(rights)), key=lambda i: given([*others, f"{left} {rights[i]}"]), default=0)
        full = given([*others, f"{left} {rights[best]}"]) > 1 - 1e-6
        chosen.append(str(best + 1) if full else "?")
    turned = [
        f"{left} {rights[(rights.index(right) + 1) % len(rights)]}" for left, right in (p.split(" ") for p in key)
    ]
    one_off = [*key[:-1], *turned[-1:]]
    tried = (("all right", key), ("each the next one", turned), ("the last the next one", one_off))
    return Matching(tuple(chosen)), [(text, pairs, given(pairs)) for text, pairs in tried]


def _order(
    scored: Scored, response: Declaration, element: etree._Element
) -> tuple[Kind, list[tuple[str, object, float]]]:
    """The place of each entry, as it is shown, in the right order."""
    entries = [e.get("identifier") or "" for e in element.iterchildren("qti-simple-choice")]
    key = [str(id) for id in items_of(response.right)]

    def given(order: Sequence[str]) -> float:
        return scored.share(response.identifier, Container(tuple(order), ordered=True) if order else None)

    if sorted(key) != sorted(entries):
        return Unknown(), []
    right = given(key) > 1 - 1e-6 > given([*key[1:], *key[:1]])
    places = tuple(str(key.index(entry) + 1) if right else "?" for entry in entries)
    swapped = [*key[:-2], *key[-2:][::-1]]
    tried = (("all right", key), ("backwards", key[::-1]), ("the last two swapped", swapped))
    return Matching(places), [(text, order, given(order)) for text, order in tried]
