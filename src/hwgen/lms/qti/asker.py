"""The variables of an item and the rules that set them, as every kind of question needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from hwgen.kinds import Option, Placed
from hwgen.lms.qti.elements import Elements
from hwgen.lms.texts import Texts
from hwgen.numerals import machine


@dataclass(frozen=True)
class Field:
    """One thing to be answered: its response and, by their identifiers with what they are at most, the outcomes that `rules` set."""

    response: str
    score: str
    points: Fraction
    rules: str
    feedback: str = ""
    human: bool = False


@dataclass(frozen=True)
class Interaction:
    """What stands in the text for the fields of a question; `name` is that of QTI for its interactions."""

    name: str
    body: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Names:
    """The variables of a field; `place` counts the fields of an item that has several, else it is empty."""

    place: str

    @property
    def response(self) -> str:
        return f"RESPONSE{self.place}"

    @property
    def score(self) -> str:
        return f"SCORE{self.place}"

    @property
    def feedback(self) -> str:
        return f"FEEDBACK{self.place}"


@dataclass(frozen=True)
class Asker:
    """Writes the fields of one question, whose texts it has."""

    e: Elements
    texts: Texts

    def declared(
        self, names: Names, cardinality: str, base: str, correct: Sequence[str], mapping: str = "", default: str = ""
    ) -> str:
        e = self.e
        values = [e("value", escape(value, quote=False)) for value in correct]
        return e(
            "response-declaration",
            *([e("default-value", e("value", escape(default, quote=False)))] if default else ()),
            *([e("correct-response", *values)] if values else ()),
            mapping,
            identifier=names.response,
            cardinality=cardinality,
            base_type=base,
        )

    def correct(self, names: Names) -> str:
        """Whether the response is the right one."""
        return self.e("match", self.e.variable(names.response), self.e("correct", identifier=names.response))

    def scored(self, names: Names, points: Fraction) -> str:
        return self.e.set(names.score, self.e.value("float", number(points)))

    def mapped(self, names: Names, points: Fraction) -> str:
        """All points for the right response, which shares may miss by what is rounded, else the sum of the shares."""
        right = {self.correct(names): self.scored(names, points)}
        return self.e.condition({**self.nothing(names), **right}, self.shares(names))

    def shares(self, names: Names) -> str:
        return self.e.set(names.score, self.e("map-response", identifier=names.response))

    def nothing(self, names: Names) -> dict[str, str]:
        """No points without a response, which some players cannot map."""
        return {self.e("is-null", self.e.variable(names.response)): self.scored(names, Fraction(0))}

    def mapping(self, shares: Mapping[str, Fraction], **settings: str) -> str:
        entries = [
            self.e("map-entry", map_key=key, mapped_value=number(share), **settings) for key, share in shares.items()
        ]
        return self.e("mapping", *entries, default_value="0")

    def typed(self, names: Names, length: int) -> str:
        return self.e("text-entry-interaction", response_identifier=names.response, expected_length=length)

    def entry(self, entries: Sequence[Option | Placed]) -> str:
        """One element: players lay out the parts of an entry beside each other."""
        body = self.texts.bodies(entries)
        line = in_line(body)
        return f"<span>{line}</span>" if line else f"<div>{body}</div>"

    def outcome(self, identifier: str, cardinality: str, base: str) -> str:
        return self.e("outcome-declaration", identifier=identifier, cardinality=cardinality, base_type=base)


def number(value: Fraction) -> str:
    """A number with the digits that a player keeps."""
    return machine(value)


def in_line(text: str) -> str:
    """What stands in a paragraph that is alone; empty for anything else."""
    alone = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1 and text.count("</p>") == 1
    return text[3:-4] if alone else ""
