"""What a text asks for: the same in every language, in the claim as in the question, in the form that the answer has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from hwgen.flaws.contrasts import COUNTABLE, exchanged, for_whom, places, recounted, settled, stated, wanted
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Piece, Reading, prose, table_rows
from hwgen.flaws.rules import rule
from hwgen.flaws.sides import changed_places
from hwgen.kinds.kind import ASKING
from hwgen.proof.claims import asks_extreme, speaks_of_extreme
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

# What a text that settles a convention can hardly do without.
SETTLES = {
    "rounding": {"zh": re.compile("取整|整数|四舍五入|进一|去尾|舍|丢|放不下|不[够足满]|余|补"), "en": re.compile("round|floor|ceil|integer|whole|fit|drop|discard|left (?:over|out)|incomplete|full|suffice", re.IGNORECASE)},
    "bias": {"zh": re.compile("偏置|偏差"), "en": re.compile("bias", re.IGNORECASE)},
    "second-bias": {"zh": re.compile("[两二双2]|各"), "en": re.compile(r"\btwo\b|both|pair|second|double|twice|2|each", re.IGNORECASE)},
    "logarithm": {"zh": re.compile("对数|底|log|ln"), "en": re.compile(r"log|\bln\b|base|\bnats?\b|\bbits?\b", re.IGNORECASE)},
    "padding": {"zh": re.compile("填充|补零|补"), "en": re.compile("pad", re.IGNORECASE)},
}  # fmt: skip
# A number right before what it counts.
COUNT = re.compile(r"(?<![\w.])(\d+)\$?\s?(?:-|个|条|层|的)?\s?\$?$")
ANYTHING, NEVER = re.compile(""), re.compile("(?!)")
POINTS = {"zh": re.compile("百分点"), "en": re.compile(r"percentage points?", re.IGNORECASE)}
PERCENT = {"zh": re.compile("[%％]|百分之"), "en": re.compile("%|per ?cent", re.IGNORECASE)}
# Begins like a word for the most, and is none.
PLACE_IN_TIME = re.compile("最[后初先近终]")
QUESTION = re.compile(r"[？?]")
CLAUSE = re.compile(r"[，。；：！\n]|[,;:.!]\s")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w|\.\d)")
HEAD = re.compile(r"[（(]((?:[a-zA-Zµμ]{1,4}|%)(?:/[a-zA-Z]{1,4})?)[)）]$")
# What may stand between a number and the word that it belongs to.
BEHIND = re.compile(r"\s?(?:-|个|条|层|的)?\s?")
BEFORE = re.compile(
    r"(?:\s|数|度|为|是|=|：|等于|的?边长|的?大小|上的?|错误率|误差|损失|准确率|of|is|are|was|a|an|on|the|set|error|rate|loss|accuracy|sizes?|sides?|length|dimension|width|number|\$)*"
)


@rule
def meaning_differs(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        for one, other in combinations(item.languages, 2):
            asks = passage.role in ASKING
            differences = list(_differ(passage.text, one, other)) if asks else []
            # A model answer goes its own way in each language.
            if not differences and passage.role != "model":
                differences = list(_counted_otherwise(passage.text, one, other, bounds=asks))
            yield from differences
            if asks:
                yield from _sides_differ(passage.text, one, other)
                yield from _cells_differ(passage.text, one, other)
        if passage.role in ASKING:
            for one, other in permutations(item.languages, 2):
                yield from _points_differ(passage.text, one, other)
                if passage.role == "stem":
                    yield from _extremes_differ(passage.text, one, other)


def _differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    whole = [stated(prose(text[at]).visible, at) for at in (one, other)]
    asked = [wanted(question_in(prose(text[at]).visible), at) for at in (one, other)]
    for mine, theirs in dict.fromkeys((*exchanged(*whole), *exchanged(*asked), *_of_others(text, one, other))):
        message = f"“{mine}” in the {name_of(one)} text, “{theirs}” in the {name_of(other)} text"
        yield Finding(message, text[other], max(0, text[other].find(theirs)))


def _counted_otherwise(text: Text, one: Language, other: Language, *, bounds: bool) -> Iterator[Finding]:
    """One of two opposites that one language names more often than the other, which names its opposite instead."""
    visible = [prose(text[at]).visible for at in (one, other)]
    for mine, theirs in recounted(visible[0], one, visible[1], other, bounds=bounds):
        names = name_of(one), name_of(other)
        message = f"the {names[0]} text mentions “{min(mine)}” more often, the {names[1]} text “{min(theirs)}”"
        yield Finding(message, text[other])


def _extremes_differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    """A question for the most or the least in one language alone."""
    extreme = asks_extreme(question_in(prose(text[one]).visible), one)
    if extreme and not speaks_of_extreme(PLACE_IN_TIME.sub("", prose(text[other]).visible), other):
        message = f"“{extreme}” in the {name_of(one)} question, nothing of it in the {name_of(other)} text"
        yield Finding(message, text[other])


def _sides_differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    if _exchange(text, one, other):
        return
    mine, theirs = (shown(text[at], at) for at in (one, other))
    for pair in changed_places(mine, one, theirs, other):
        message = f"the {name_of(other)} text has {' and '.join(pair)} the other way round than the {name_of(one)} text"
        yield Finding(message, text[other])


def _of_others(text: Text, one: Language, other: Language) -> Iterator[tuple[str, str]]:
    """Where a question asks for one or for all, and the other language never speaks of it."""
    whole = {at: for_whom(prose(text[at]).visible, at) for at in (one, other)}
    asked = {at: for_whom(question_in(prose(text[at]).visible), at) for at in (one, other)}
    mine, theirs = (
        {
            group: {concept: word for concept, word in words.items() if concept not in whole[away].get(group, {})}
            for group, words in asked[at].items()
        }
        for at, away in ((one, other), (other, one))
    )
    return exchanged(mine, theirs)


def _points_differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    """Percentage points in one language alone, where the other has percentages: those may be parts of the rate itself."""
    points, percent = POINTS.get(one, NEVER), PERCENT.get(other, NEVER)
    match, theirs = points.search(prose(text[one]).visible), shown(text[other], other)
    if match and percent.search(theirs) and not POINTS.get(other, ANYTHING).search(theirs):
        message = f"“{match[0]}” in the {name_of(one)} text, no points in the {name_of(other)} text"
        yield Finding(message, text[other])


def _cells_differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    """Tables are the same cell by cell: the rows, columns and numbers do not change places."""
    if "|" not in text[one]:
        return
    mine, theirs = (list(_cells(text[at], at)) for at in (one, other))
    if len(mine) == len(theirs):
        for here, there in zip(mine, theirs, strict=True):
            words = next(exchanged(stated(here, one), stated(there, other)), ())
            if words or NUMBER.findall(here) != NUMBER.findall(there) or _other_head(here, there):
                message = f"a cell of the table is “{here}” in the {name_of(one)} text, “{there}” in the {name_of(other)} text"
                yield Finding(message, text[other])
                return


def _other_head(here: str, there: str) -> bool:
    """Whether two cells end with units in brackets that differ, such as (s) and (ms)."""
    mine, theirs = HEAD.search(here), HEAD.search(there)
    return bool(mine and theirs and mine[1] != theirs[1])


def _cells(text: str, language: Language) -> Iterator[str]:
    for row in table_rows(shown(text, language)):
        yield from (cell.strip() for cell in row)


def question_in(visible: str) -> str:
    """The clauses that end in a question mark."""
    return "\n".join(CLAUSE.split(sentence)[-1] for sentence in QUESTION.split(visible)[:-1])


def question_or_all(visible: str) -> str:
    """What asks: the clauses that end in a question mark, or all of it where none does."""
    return question_in(visible) or visible


@rule
def convention_missing(item: Reading) -> Iterator[Finding]:
    """What one language settles and the other leaves open: biases, a rounding, the base of logarithms, the padding of one side or of both."""
    stems = [passage.text for passage in item.passages if passage.role in ("context", "stem")]
    whole = {at: "\n".join(shown(text[at], at) for text in stems) for at in item.languages}
    for one, other in permutations(item.languages, 2):
        theirs = settled(whole[other], other)
        for text in stems:
            for group, words in settled(shown(text[one], one), one).items():
                # The other language may say it in words that are not known here, but hardly without the noun.
                if group not in theirs and not SETTLES[group].get(other, ANYTHING).search(whole[other]):
                    word = next(iter(words.values()))
                    message = f"“{word}” in the {name_of(one)} text, nothing of it in the {name_of(other)} text"
                    yield Finding(message, text[other])


@rule
def numbers_exchanged(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        if passage.role in ASKING:
            for one, other in combinations(item.languages, 2):
                if exchange := _exchange(passage.text, one, other):
                    concept, mine, theirs = exchange
                    message = (
                        f"the {concept} is {mine} in the {name_of(one)} text, {theirs} in the {name_of(other)} text"
                    )
                    yield Finding(message, passage.text[other])
            for one, other in permutations(item.languages, 2):
                yield from _counts_differ(passage.text, one, other)


def _exchange(text: Text, one: Language, other: Language) -> tuple[str, str, str] | None:
    """Something whose number has changed places with that of something else, with its number in each text."""
    mine, theirs = (numbered(text[at], at) for at in (one, other))
    shared = {concept for concept in mine.keys() & theirs.keys() if mine[concept] != theirs[concept]}
    # Only where both have the same numbers, each with another word: what stands alone may mean anything.
    if not shared or {mine[concept] for concept in shared} != {theirs[concept] for concept in shared}:
        return None
    return min(shared), mine[min(shared)], theirs[min(shared)]


def _counts_differ(text: Text, one: Language, other: Language) -> Iterator[Finding]:
    """A number that counts epochs in one language and steps in the other, which speaks of no epochs."""
    mine, theirs = (counted_once(text[at], at) for at in (one, other))
    if not mine or not theirs:
        return
    known = {concept for concept, _ in places(shown(text[other], other), other)}
    for number in sorted(mine.keys() & theirs.keys()):
        if mine[number] != theirs[number] and mine[number] not in known:
            message = f"{number} counts {mine[number]} in the {name_of(one)} text, {theirs[number]} in the {name_of(other)} text"
            yield Finding(message, text[other])
            return


def counted_once(text: str, language: Language) -> Mapping[str, str]:
    """What each number counts that stands once in a text, right before the word for it."""
    visible = shown(text, language)
    numbers = NUMBER.findall(visible)
    if not numbers:
        return {}
    counted: dict[str, set[str]] = {}
    for concept, word in places(visible, language):
        if concept in COUNTABLE and (match := COUNT.search(visible[: word.start()])):
            counted.setdefault(match[1], set()).add(concept)
    return {n: min(concepts) for n, concepts in counted.items() if len(concepts) == 1 and numbers.count(n) == 1}


def numbered(text: str, language: Language) -> Mapping[str, str]:
    """The number that stands next to each concept of which there is one; a number belongs to one concept alone."""
    visible = shown(text, language)
    numbers = list(NUMBER.finditer(visible))
    if not numbers:
        return {}
    beside: dict[str, list[re.Match[str]]] = {}
    for concept, word in places(visible, language):
        beside.setdefault(concept, []).extend(n for n in numbers if _belongs(visible, n.span(), word.span()))
    numbered: dict[str, str] = {}
    # What stands beside several numbers, such as an error rate, is of no one of them.
    beside = dict(sorted(beside.items(), key=lambda known: len(known[1])))
    while sure := [concept for concept, numbers in beside.items() if len(numbers) == 1]:
        concept = sure[0]
        number = beside.pop(concept)[0]
        numbered[concept] = number[0]
        beside = {c: [n for n in numbers if n.start() != number.start()] for c, numbers in beside.items()}
    return numbered


def _belongs(visible: str, number: tuple[int, int], word: tuple[int, int]) -> bool:
    if number[1] <= word[0]:
        return bool(BEHIND.fullmatch(visible, number[1], word[0]))
    return number[0] >= word[1] and bool(BEFORE.fullmatch(visible, word[1], number[0]))


def shown(text: str, language: Language) -> str:
    """The words of a text with its formulas among them, decimals with a point."""
    return script_of(language).pointed(prose(text).filled(_inside))


def _inside(piece: Piece) -> str:
    return piece.inside if piece.kind == "math" else " "
