"""What the statements of a whole bank give away together: words and lengths that predict the answer, and answers that are mostly the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, lgamma

from hwgen.bank.items import BankItem
from hwgen.errors import Diagnostic, Span
from hwgen.flaws.paper import RARE, even_chance
from hwgen.flaws.reading import Reading, prose, width
from hwgen.flaws.words import pattern
from hwgen.kinds import Choice, TrueFalse
from hwgen.text import Language, Text, place
from hwgen.words.words import name_of

# Sorts of words that go with an answer in many banks, by their names in words.yaml.
SORTS = ("reasons", "absolutes", "hedges", "conditions", "negators")
LONGEST, SHORTEST = "longest", "shortest"
# Nobody sees that an option is longer than the others by less.
SEEN = 1.1
# So seldom may a sound bank be blamed, whatever the number of sorts and languages.
SELDOM = 0.05
# What a student gains by marking every such statement alike; less is of little use, and reported only if hardly a sound
# bank shows it: students add up several such cues.
USEFUL = 0.65
HARDLY = 0.001
EXAMPLES = 3
Sort = tuple[Language, str]


@dataclass(frozen=True)
class Claim:
    """A statement or an option as it counts here: its id, whether it is true, and what marks it.

    The marks are the sorts of words that stand in it, and whether it is among the longest or the shortest. `rivals`
    names the part that an option belongs to: it is chosen from among the others of its part.
    """

    id: str
    true: bool
    marks: frozenset[Sort]
    widths: Mapping[Language, int]
    rivals: str | None = None

    @property
    def is_option(self) -> bool:
        return self.rivals is not None


Found = tuple[BankItem, Claim]


@dataclass(frozen=True)
class Tally:
    """Of so many claims, so many are true, and so many marked; both hold of `both`."""

    both: int
    marked: int
    true: int
    total: int


def claims(item: Reading) -> tuple[Claim, ...]:
    return tuple(_claims(item))


def _claims(item: Reading) -> Iterator[Claim]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            for statement in part.pool:
                yield _claim(statement.id, statement.true, statement.text, item.languages)
        elif isinstance(part, Choice):
            for option in (*part.right, *part.wrong):
                if isinstance(option.body, Text):
                    yield _claim(option.id, option in part.right, option.body, item.languages, part.id)


def _claim(id: str, true: bool, text: Text, languages: Sequence[Language], rivals: str | None = None) -> Claim:
    widths = {language: width(text[language]) for language in languages}
    return Claim(id, true, frozenset(_sorts(text, languages)), widths, rivals)


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
    yield from _cues([_with_lengths(statements, 4, 1)])
    # Half of the options are right where several are to be marked, a quarter elsewhere: only those of one question compare.
    options: dict[tuple[str, str | None], list[Found]] = defaultdict(list)
    for item, claim in every:
        if claim.is_option:
            options[item.id, claim.rivals].append((item, claim))
    yield from _cues([_with_lengths(group, len(group), SEEN) for group in options.values()])


def _with_lengths(group: Sequence[Found], part: int, margin: float) -> Sequence[Found]:
    """`group` with one in `part` of it, or one at least, marked as longest and as shortest in each language.

    Only those that are so many times as long, or as short, as the next one that is left out.
    """
    marks: list[set[Sort]] = [set() for _ in group]
    for language in sorted({language for _, claim in group for language in claim.widths}):
        widths = {i: claim.widths[language] for i, (_, claim) in enumerate(group) if language in claim.widths}
        ordered = sorted(widths.values())
        count = max(1, len(ordered) // part)
        if count == len(ordered):
            continue
        for i, here in widths.items():
            if here > margin * ordered[-count - 1]:
                marks[i].add((language, LONGEST))
            if margin * here < ordered[count]:
                marks[i].add((language, SHORTEST))
    return [(item, replace(claim, marks=claim.marks | own)) for (item, claim), own in zip(group, marks, strict=True)]


def _cues(groups: Sequence[Sequence[Found]]) -> Iterator[Diagnostic]:
    """What marks tell about claims, each compared with the others of its group."""
    sorts = sorted({sort for group in groups for _, claim in group for sort in claim.marks})
    for sort in sorts:
        tallies = [_tally(sort, group) for group in groups]
        marked = [(item, claim) for group in groups for item, claim in group if sort in claim.marks]
        expected = sum(tally.marked * tally.true / tally.total for tally in tallies)
        answer = sum(tally.both for tally in tallies) > expected
        alike = [(item, claim) for item, claim in marked if claim.true is answer]
        chance = association(tallies)
        limit = SELDOM if len(alike) > USEFUL * len(marked) else HARDLY
        if chance < limit / len(sorts):
            by_chance = expected if answer else len(marked) - expected
            yield _cue_diagnostic(sort, alike, len(marked), by_chance, chance)


def _tally(sort: Sort, group: Sequence[Found]) -> Tally:
    marked = [claim.true for _, claim in group if sort in claim.marks]
    return Tally(sum(marked), len(marked), sum(claim.true for _, claim in group), len(group))


def _cue_diagnostic(sort: Sort, alike: Sequence[Found], marked: int, by_chance: float, chance: float) -> Diagnostic:
    language, name = sort
    (first, claim), *_ = alike
    text = _statement(first, claim.id)[language]
    shown = ", ".join(f"`{item.id}`/`{one.id}`" for item, one in alike[:EXAMPLES])
    answer = ("right ones" if claim.true else "wrong ones") if claim.is_option else ("true" if claim.true else "false")
    if name in (LONGEST, SHORTEST):
        at = place(text, 0)
        if claim.is_option:
            message = f"{len(alike)} of {marked} options that are the {name} of their question in {name_of(language)} are {answer}, where {by_chance:.1f} would be by chance (p = {chance:.2g}): {shown}, …"
        else:
            message = f"{len(alike)} of the {marked} {name} statements in {name_of(language)} are {answer}, where {by_chance:.1f} would be by chance (p = {chance:.2g}): {shown}, …"
    else:
        read = prose(text)
        match = pattern(name, language).search(read.visible)
        at = place(text, read.offset(match.start())) if match else None
        word = match[0] if match else name
        if claim.is_option:
            message = f"{len(alike)} of {marked} options with words such as “{word}” are {answer}, where {by_chance:.1f} would be by chance (p = {chance:.2g}): {shown}, …"
        else:
            message = f"{len(alike)} of {marked} statements with words such as “{word}” are {answer}, where {by_chance:.1f} would be by chance (p = {chance:.2g}): {shown}, …"
    return Diagnostic("cue-words", message, at or first.span, related=_spans(alike))


def _spans(alike: Sequence[Found]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(item.span for item, _ in alike[1:EXAMPLES]))


def _statement(item: BankItem, id: str) -> Text:
    texts: dict[str, Text] = {}
    for part in item.problem.parts:
        if isinstance(part, TrueFalse):
            texts |= {statement.id: statement.text for statement in part.pool}
        elif isinstance(part, Choice):
            texts |= {option.id: option.body for option in (*part.right, *part.wrong) if isinstance(option.body, Text)}
    return texts[id]


def association(groups: Iterable[Tally]) -> float:
    """Fisher's exact test, two-sided, within groups: how often chance alone puts as many, or as few, of the true ones among the marked."""
    chances, both = {0: 1.0}, 0
    for group in groups:
        both += group.both
        longer: dict[int, float] = defaultdict(float)
        for before, p in chances.items():
            for x, q in enumerate(_hypergeometric(group.marked, group.true, group.total)):
                longer[before + x] += p * q
        chances = longer
    here = chances[both] * (1 + 1e-9)
    return min(1.0, sum(p for p in chances.values() if p <= here))


@cache
def _hypergeometric(marked: int, true: int, total: int) -> tuple[float, ...]:
    """How likely 0, 1, 2 … of the true ones are among the marked."""
    low = max(0, marked + true - total)
    ways = _choose(total, true)
    return (0.0,) * low + tuple(
        exp(_choose(marked, x) + _choose(total - marked, true - x) - ways) for x in range(low, min(marked, true) + 1)
    )


def _choose(n: int, k: int) -> float:
    """The logarithm of the binomial coefficient."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
