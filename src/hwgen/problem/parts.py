"""A problem in both languages with all its pools, before a language, an order and numbers are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from hwgen.content.picture import Drawable, Picture
from hwgen.problem.formula import Formulas
from hwgen.text import Text
from hwgen.values import Form, Raw, Value


@dataclass(frozen=True)
class Statement:
    """A claim that is true or false, and why."""

    id: str
    text: Text
    true: bool
    why: Text
    misconception: str = ""


@dataclass(frozen=True)
class TrueFalse:
    """A true/false concept: one statement of the pool is asked."""

    id: str
    pool: tuple[Statement, ...]


@dataclass(frozen=True)
class Candidate:
    """A possible option. `body` is what is shown, `why` tells why it is right or wrong.

    `misconception` is the entry of bank/misconceptions.yaml that a wrong one comes of, if it has one.
    """

    id: str
    body: Text | Picture
    why: Text
    misconception: str = ""


@dataclass(frozen=True)
class Choice:
    """A choice between texts or pictures: `wrong_count` wrong candidates are drawn from their pool, and the right one.

    With `right_count` above 1 several options are right, and the student marks each of them. `about` is its entry in the
    catalogue, if it has one.
    """

    id: str
    stem: Text
    right: tuple[Candidate, ...]
    wrong: tuple[Candidate, ...]
    solution: Text
    wrong_count: int = 3
    right_count: int = 1
    difficulty: int = 0
    about: str = ""


# The name that generators of old courses import.
Selection = Choice


@dataclass(frozen=True)
class Wording:
    """The texts of a computed question.

    `ask` is the question; `claim` a sentence with `{}` inside a formula, where a true/false question puts a value; `solution` the
    worked solution.
    """

    ask: Text
    claim: Text
    solution: Text


@dataclass(frozen=True)
class Computed:
    """A question whose answer is computed. `about` is its id: that of its catalogue entry, such as "cnn/same-padding".

    `formulas` at `params` (any mapping: the draws, with derived numbers if need be) give the key and the misconceptions'
    values; their ids stand in bank/misconceptions.yaml. `say` makes the texts, only when they are needed. `form` and
    `places` (decimals) tell how values are shown; `signed` values may be negative or zero; no value is above `most` (1 for a probability). `cells` names the numbers of a
    tuple, for a table to fill in; `labels` names all that a set can hold, for a choice of several. `conventions` names the clauses of bank/conventions.yaml that the answer depends on:
    they are printed after the stem. `names` maps draws to the catalogue's names of them
    where they differ. With `wrong_count` 0 the question is never a choice. `key` and `wrong` are worked out of the rest.
    """

    about: str
    formulas: Formulas
    params: Mapping[str, Any]
    say: Callable[[], Wording]
    difficulty: int
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
    wrong_count: int = 3
    key: Raw = None
    wrong: Mapping[str, Raw] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.about.rpartition("/")[2]

    def value(self, raw: Raw) -> Value:
        return Value(raw, self.form, self.places, self.unit)

    def can_be(self, manner: str) -> bool:
        """Whether it can be asked in a manner of a blueprint's `as`."""
        match manner:
            case "choice":
                return self.wrong_count > 0
            case "multiple-choice":
                return bool(self.labels)
            case "table":
                return self.form in ("tuple", "matrix")
            case "numeric":
                return self.form != "set" and not isinstance(self.key, str)
            case _:
                return True

    def following(self, earlier: str, carried: Raw) -> Raw:
        """What comes of `carried` as the value of an earlier part; None where nothing does."""
        formulas = _following(self.follows[earlier])
        return formulas({**self.params, "carried": carried}).wrong["follows"]


@cache
def _following(expression: str) -> Formulas:
    """As a misconception's, so that a value that cannot be worked out is None."""
    return Formulas("0", wrong={"follows": expression})


@dataclass(frozen=True)
class Entry:
    """Something to be put in order or matched."""

    id: str
    text: Text | Picture


@dataclass(frozen=True)
class Ordering:
    """Entries in their right order, to be put back into it."""

    id: str
    stem: Text
    entries: tuple[Entry, ...]
    solution: Text
    difficulty: int = 0
    about: str = ""


@dataclass(frozen=True)
class Matching:
    """Pairs to be matched; `extra` are right-hand entries that belong to nothing on the left."""

    id: str
    stem: Text
    pairs: tuple[tuple[Entry, Entry], ...]
    solution: Text
    extra: tuple[Entry, ...] = ()
    difficulty: int = 0
    about: str = ""


@dataclass(frozen=True)
class Rubric:
    """A line of a marking scheme; `share` is its part of the question's points."""

    text: Text
    share: int


@dataclass(frozen=True)
class Essay:
    """An answer in sentences, marked by a person; `lines` is the height of the answer space in lines of text."""

    id: str
    stem: Text
    model: Text
    rubric: tuple[Rubric, ...]
    lines: int = 10
    template: Text | None = None


@dataclass(frozen=True)
class NumericWrong:
    """A wrong number that is met with an answer of its own; `share` is its part of the points in percent."""

    number: Fraction
    why: Text
    share: int = 0


@dataclass(frozen=True)
class NumericCell:
    """A number to be filled in; `tolerance` is absolute."""

    number: Fraction
    tolerance: Fraction = Fraction(0)
    label: Text | None = None
    wrong: tuple[NumericWrong, ...] = ()


@dataclass(frozen=True)
class Numeric:
    """Numbers to be filled in that are stated, not computed: one, a row of labelled ones, or a grid of `columns`."""

    id: str
    stem: Text
    cells: tuple[NumericCell, ...]
    solution: Text
    columns: int = 0


@dataclass(frozen=True)
class ShortAnswer:
    """A few words to be typed; each spelling in `accepted` is right. `case` says whether capitals count."""

    id: str
    stem: Text
    accepted: tuple[str, ...]
    solution: Text
    case: bool = False


Part = Numeric | ShortAnswer | TrueFalse | Choice | Computed | Ordering | Matching | Essay


def _nothing() -> dict[str, Drawable]:
    return {}


@dataclass(frozen=True)
class Problem:
    """One or more linked questions. `context` and `figures` (by the name in `![](name)`) are made only when needed."""

    parts: tuple[Part, ...]
    context: Callable[[], Text] | None = None
    figures: Callable[[], Mapping[str, Drawable]] = _nothing

    @property
    def difficulty(self) -> int:
        """That of its hardest computed question; 0 where none states one."""
        return max((getattr(part, "difficulty", 0) for part in self.parts), default=0)
