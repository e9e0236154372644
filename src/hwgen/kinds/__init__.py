"""The question kinds: a file each, and the one list that all of hwgen reads."""

from __future__ import annotations

from typing import Any

from hwgen.kinds.candidates import Candidate
from hwgen.kinds.choice import CHOICE, Choice, ChoiceAnswer, Option
from hwgen.kinds.definition import DEFINITION
from hwgen.kinds.entries import Entry, Placed
from hwgen.kinds.essay import ESSAY, Essay, EssayAnswer, Rubric, RubricLine
from hwgen.kinds.kind import LETTERS, Kind
from hwgen.kinds.manners import STATED, WRITING, computed, refusal
from hwgen.kinds.matching import MATCHING, Matching, MatchingAnswer
from hwgen.kinds.multiple_choice import MULTIPLE_CHOICE
from hwgen.kinds.numeric import NUMERIC, Cell, Numeric, NumericAnswer, NumericCell, NumericWrong, Wrong
from hwgen.kinds.ordering import ORDERING, Ordering, OrderingAnswer
from hwgen.kinds.short_answer import SHORT_ANSWER, ShortAnswer, ShortAnswerAnswer
from hwgen.kinds.table import TABLE
from hwgen.kinds.true_false import TRUE_FALSE, Statement, TrueFalse, TrueFalseAnswer

# A question in both languages with all its pools, and its answer in one language on one paper.
StatedPart = TrueFalse | Choice | Numeric | ShortAnswer | Matching | Ordering | Essay
Answer = (
    TrueFalseAnswer | ChoiceAnswer | NumericAnswer | ShortAnswerAnswer | MatchingAnswer | OrderingAnswer | EssayAnswer
)

KINDS: tuple[Kind[Any, Any, Any], ...] = (
    TRUE_FALSE,
    CHOICE,
    MULTIPLE_CHOICE,
    NUMERIC,
    TABLE,
    SHORT_ANSWER,
    MATCHING,
    ORDERING,
    DEFINITION,
    ESSAY,
)
KIND = {kind.name: kind for kind in KINDS}
# How a computed question can be asked; and how any question can be, for all that is written behind `as:`.
COMPUTED = computed(KINDS)
MANNERS = tuple(dict.fromkeys((*COMPUTED, *STATED)))


def kind_of(thing: StatedPart | Answer) -> Kind[Any, Any, Any]:
    return KIND[thing.kind]


__all__ = [
    "COMPUTED",
    "KIND",
    "KINDS",
    "LETTERS",
    "MANNERS",
    "STATED",
    "WRITING",
    "Answer",
    "Candidate",
    "Cell",
    "Choice",
    "ChoiceAnswer",
    "Entry",
    "Essay",
    "EssayAnswer",
    "Kind",
    "Matching",
    "MatchingAnswer",
    "Numeric",
    "NumericAnswer",
    "NumericCell",
    "NumericWrong",
    "Option",
    "Ordering",
    "OrderingAnswer",
    "Placed",
    "Rubric",
    "RubricLine",
    "ShortAnswer",
    "ShortAnswerAnswer",
    "StatedPart",
    "Statement",
    "TrueFalse",
    "TrueFalseAnswer",
    "Wrong",
    "kind_of",
    "refusal",
]
