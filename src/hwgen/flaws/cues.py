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
from hwgen.kinds import Choice, TrueFalse
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
    """A statement or an option as it counts here: its id, whether it is true, and which sorts of words stand in it."""

    id: str
    true: bool
    sorts: frozenset[Sort]
    is_option: bool = False


def claims(item: Reading) -> tuple[Claim, ...]:
    return tuple(_claims(item))


def _claims(item: Reading) -> Iterator[Claim]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            for statement in part.pool:
                yield Claim(statement.id, statement.true, frozenset(_sorts(statement.text, item.languages)))
        elif isinstance(part, Choice):
            for option in (*part.right, *part.wrong):
                if isinstance(option.body, Text):
                    sorts = frozenset(_sorts(option.body, item.languages))
                    yield Claim(option.id, option in part.right, sorts, is_option=True)


def _sorts(text: Text, languages: Sequence[Language]) -> Iterator[Sort]:
    for language in languages:
        visible = prose(text[language]).visible
        yield from ((language, sort) for sort in SORTS if pattern(sort, language).search(visible))


def of_claims(items: Sequence[BankItem], claimed: Sequence[Sequence[Claim]]) -> Iterator[Diagnostic]:
    """`claimed` has the claims of each of the items."""
    every = [(item, claim) for item, own in zip(items, claimed, strict=True) for claim in own]
    statements = [(item, claim) for item, claim in every if not claim.is_option]
    true = sum(claim.true for _, claim in statements)
    if (
        statements
        and even_chance(true, len(statements)) < RARE
        and max(true, len(statements) - true) > USEFUL * len(statements)
    ):
        message = f"{true} of the {len(statements)} statements of the bank are true"
        yield Diagnostic("answers-one-sided", message, statements[0][0].span)
    yield from _cues(statements)
    yield from _cues([(item, claim) for item, claim in every if claim.is_option])


def _cues(every: Sequence[tuple[BankItem, Claim]]) -> Iterator[Diagnostic]:
    true = sum(claim.true for _, claim in every)
    sorts = sorted({sort for _, claim in every for sort in claim.sorts})
    for sort in sorts:
        marked = [(item, claim) for item, claim in every if sort in claim.sorts]
        right = sum(claim.true for _, claim in marked)
        # More often so than elsewhere: of options, most are wrong.
        answer = right * len(every) > true * len(marked)
        alike = [(item, claim) for item, claim in marked if claim.true is answer]
        chance = association(right, len(marked), true, len(every))
        if chance < SELDOM / len(sorts) and len(alike) > USEFUL * len(marked):
            yield _cue_diagnostic(sort, alike, len(marked), len(every), true if answer else len(every) - true, chance)


def _cue_diagnostic(
    sort: Sort, alike: Sequence[tuple[BankItem, Claim]], marked: int, total: int, all_alike: int, chance: float
) -> Diagnostic:
    language, name = sort
    (first, claim), *_ = alike
    word = pattern(name, language)
    text = _statement(first, claim.id)[language]
    read = prose(text)
    match = word.search(read.visible)
    at = place(text, read.offset(match.start())) if match else None
    shown = ", ".join(f"`{item.id}`/`{one.id}`" for item, one in alike[:EXAMPLES])
    said = match[0] if match else name
    if claim.is_option:
        answer = "right" if claim.true else "wrong"
        message = f"{len(alike)} of {marked} options with words such as “{said}” are {answer}, and {all_alike - len(alike)} of the other {total - marked} (p = {chance:.4f}): {shown}, …"
    else:
        answer = "true" if claim.true else "false"
        message = f"{len(alike)} of {marked} statements with words such as “{said}” are {answer}, and {all_alike - len(alike)} of the other {total - marked} (p = {chance:.4f}): {shown}, …"
    return Diagnostic("cue-words", message, at or first.span, related=_spans(alike))


def _spans(alike: Sequence[tuple[BankItem, Claim]]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(item.span for item, _ in alike[1:EXAMPLES]))


def _statement(item: BankItem, id: str) -> Text:
    texts: dict[str, Text] = {}
    for part in item.problem.parts:
        if isinstance(part, TrueFalse):
            texts |= {statement.id: statement.text for statement in part.pool}
        elif isinstance(part, Choice):
            texts |= {option.id: option.body for option in (*part.right, *part.wrong) if isinstance(option.body, Text)}
    return texts[id]


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
