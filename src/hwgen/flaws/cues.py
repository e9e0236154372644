"""What the statements of a whole bank give away together: words that predict the answer, and answers that are mostly the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma

from hwgen.bank.items import BankItem
from hwgen.errors import Diagnostic, Span
from hwgen.flaws.paper import RARE, even_chance
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.words import pattern
from hwgen.kinds import TrueFalse
from hwgen.text import Language, Text, place

# Sorts of words that go with an answer in many banks, by their names in words.yaml.
SORTS = ("reasons", "absolutes", "hedges", "conditions", "negators")
# So seldom may a sound bank be blamed, whatever the number of sorts and languages.
SELDOM = 0.05
# What a student gains by marking every such statement alike; less is of no use.
USEFUL = 0.65
EXAMPLES = 3
Sort = tuple[Language, str]


@dataclass(frozen=True)
class Claim:
    """A statement as it counts here: its id, whether it is true, and which sorts of words stand in it."""

    id: str
    true: bool
    sorts: frozenset[Sort]


def claims(item: Reading) -> tuple[Claim, ...]:
    return tuple(
        Claim(statement.id, statement.true, frozenset(_sorts(statement.text, item.languages)))
        for part in item.parts
        if isinstance(part, TrueFalse)
        for statement in part.pool
    )


def _sorts(text: Text, languages: Sequence[Language]) -> Iterator[Sort]:
    for language in languages:
        visible = prose(text[language]).visible
        yield from ((language, sort) for sort in SORTS if pattern(sort, language).search(visible))


def of_claims(items: Sequence[BankItem], claimed: Sequence[Sequence[Claim]]) -> Iterator[Diagnostic]:
    """`claimed` has the claims of each of the items."""
    every = [(item, claim) for item, own in zip(items, claimed, strict=True) for claim in own]
    true = sum(claim.true for _, claim in every)
    if every and even_chance(true, len(every)) < RARE and max(true, len(every) - true) > USEFUL * len(every):
        message = f"{true} of the {len(every)} statements of the bank are true"
        yield Diagnostic("answers-one-sided", message, every[0][0].span)
    sorts = sorted({sort for _, claim in every for sort in claim.sorts})
    for sort in sorts:
        marked = [(item, claim) for item, claim in every if sort in claim.sorts]
        right = sum(claim.true for _, claim in marked)
        answer = 2 * right > len(marked)
        alike = [(item, claim) for item, claim in marked if claim.true is answer]
        chance = association(right, len(marked), true, len(every))
        if chance < SELDOM / len(sorts) and len(alike) > USEFUL * len(marked):
            yield _cue_diagnostic(sort, alike, len(marked), len(every), true if answer else len(every) - true, chance)


def _cue_diagnostic(
    sort: Sort, alike: Sequence[tuple[BankItem, Claim]], marked: int, total: int, all_alike: int, chance: float
) -> Diagnostic:
    language, name = sort
    (first, claim), *_ = alike
    answer = "true" if claim.true else "false"
    word = pattern(name, language)
    text = _statement(first, claim.id)[language]
    read = prose(text)
    match = word.search(read.visible)
    at = place(text, read.offset(match.start())) if match else None
    shown = ", ".join(f"`{item.id}`/`{one.id}`" for item, one in alike[:EXAMPLES])
    message = (
        f"{len(alike)} of {marked} statements with words such as “{match[0] if match else name}” are {answer}, and "
        f"{all_alike - len(alike)} of the other {total - marked} (p = {chance:.4f}): {shown}, …"
    )
    return Diagnostic("cue-words", message, at or first.span, related=_spans(alike))


def _spans(alike: Sequence[tuple[BankItem, Claim]]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(item.span for item, _ in alike[1:EXAMPLES]))


def _statement(item: BankItem, id: str) -> Text:
    pools = (part.pool for part in item.problem.parts if isinstance(part, TrueFalse))
    return next(statement.text for pool in pools for statement in pool if statement.id == id)


@cache
def association(both: int, marked: int, true: int, total: int) -> float:
    """Fisher's exact test, two-sided: how often chance alone puts so many, or so few, of the true ones among the marked."""
    low, high = max(0, marked + true - total), min(marked, true)

    def weight(x: int) -> float:
        return _choose(marked, x) + _choose(total - marked, true - x) - _choose(total, true)

    here = weight(both) + 1e-9
    return min(1.0, sum(exp(w) for w in map(weight, range(low, high + 1)) if w <= here))


def _choose(n: int, k: int) -> float:
    """The logarithm of the binomial coefficient."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
