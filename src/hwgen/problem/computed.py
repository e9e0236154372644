"""A question whose answer is computed; it is asked as one of several kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from hwgen.errors import did_you_mean
from hwgen.kinds import COMPUTED
from hwgen.problem.formula import Formulas
from hwgen.problem.types import expect
from hwgen.text import Text
from hwgen.values import Form, Raw, Value

TEXTS = ("ask", "claim", "solution")
FORMS = get_args(Form)
# As many as the words of papers have numbers for.
MOST_PLACES = 9


@dataclass(frozen=True)
class Wording:
    """The texts of a computed question, without holes.

    `ask` is the question; `claim` a sentence with `{}` inside a formula, where a true/false question puts a value; `solution` the
    worked solution; `reasons` say why values are wrong that no entry of bank/misconceptions.yaml explains.
    """

    ask: Text
    claim: Text
    solution: Text
    reasons: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in TEXTS:
            expect(name, getattr(self, name), Text)


def _unsaid() -> Wording:
    raise TypeError(
        "a computed question needs `ask`, `claim` and `solution`, each below its name in the block of texts, or `say`"
    )


@dataclass(frozen=True)
class Computed:
    """A question whose answer is computed. `about` is its id: that of its catalogue entry, such as "cnn/same-padding".

    `formulas` give the key and the misconceptions' values. `ask` is the question; `claim` a sentence with `[value]` inside a
    formula, for a true/false question; `solution` the worked solution. In these, in `cells` and in `labels`, `[stride]` is the number
    that was drawn (see `hwgen.problem.templates`). Where templates do not reach, `say` makes the texts in Python instead. `params` is what
    the formulas are worked out with: the draws and what `draw.let` named, if nothing is given. `difficulty` is a number from 1 to 5, or an expression
    over these ("1 + (s > 1)"). `form` and
    `places` (decimals) tell how values are shown; `signed` values may be negative or zero; no value is further from 0 than `most` (1 for a probability or a cosine). `cells` names the numbers of a
    tuple, for a table to fill in; `labels` names all that a set can hold, for a choice of several. `conventions` names the clauses of bank/conventions.yaml that the answer depends on:
    they are printed after the stem. `names` maps draws to the catalogue's names of them
    where they differ. `given` has the decimals with which a table prints intermediate values: what is worked out with these is the key. With `wrong_count` 0 the question is never a choice. `key`, `wrong` and `meets` (each misconception that comes to the key, "", or to an earlier one) are worked out of the rest.
    """

    about: str
    formulas: Formulas
    params: Mapping[str, Any] = field(default_factory=dict)
    say: Callable[[], Wording] = _unsaid
    difficulty: int | str = 0
    conventions: tuple[str, ...] = ()
    form: Form = "number"
    places: int | None = None
    signed: bool = False
    most: Raw = None
    unit: str = ""
    cells: tuple[Text, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    wrong_count: int = 3
    key: Raw = None
    wrong: Mapping[str, Raw] = field(default_factory=dict)
    meets: Mapping[str, str] = field(default_factory=dict)
    ask: Text = field(default_factory=Text)
    claim: Text = field(default_factory=Text)
    solution: Text = field(default_factory=Text)

    def __post_init__(self) -> None:
        for name, *types in TYPES:
            expect(name, getattr(self, name), *types)
        if self.form not in FORMS:
            raise ValueError(f"there is no form `{self.form}`; {did_you_mean(self.form, FORMS)}")
        if self.places is not None and not 0 <= self.places <= MOST_PLACES:
            raise ValueError(f"`places` is the number of decimals, from 0 to {MOST_PLACES}, and not {self.places}")
        for name in self.given:
            if name not in self.formulas.let:
                near = did_you_mean(name, self.formulas.let)
                raise ValueError(f"`given` names `{name}`, which is not an intermediate value; {near}")

    @property
    def id(self) -> str:
        return self.about.rpartition("/")[2]

    def value(self, raw: Raw) -> Value:
        return Value(raw, self.form, self.places, self.unit)

    @property
    def values(self) -> tuple[Value, ...]:
        """All that it can come to, the key first."""
        return tuple(map(self.value, (self.key, *self.wrong.values())))

    @property
    def kind(self) -> str:
        """How it is asked where a blueprint says nothing."""
        return "choice" if self.wrong_count else "numeric"

    def can_be(self, manner: str) -> bool:
        """Whether it can be asked so."""
        return manner in COMPUTED and COMPUTED[manner].fits(self)

    def following(self, earlier: str, carried: Raw) -> Raw:
        """What comes of `carried` as the value of an earlier part; None where nothing does."""
        formulas = _following(self.follows[earlier])
        return formulas({**self.params, "carried": carried}).wrong["follows"]


NOTHING = type(None)
TYPES: tuple[tuple[Any, ...], ...] = (
    ("about", str),
    ("formulas", Formulas),
    *((name, Mapping) for name in ("params", "labels", "names", "follows", "given")),
    *((name, tuple) for name in ("conventions", "cells")),
    *((name, Text) for name in TEXTS),
    ("places", int, NOTHING),
    ("wrong_count", int),
    ("unit", str),
)


@cache
def _following(expression: str) -> Formulas:
    """As a misconception's, so that a value that cannot be worked out is None."""
    return Formulas("0", wrong={"follows": expression})
