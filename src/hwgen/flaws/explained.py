"""Explanations and reasons beside the question that they belong to: what they count, name and put in order is what the question and its key have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from hwgen.flaws.contrasts import opposites
from hwgen.flaws.counts import IN_WORDS, NUMBERS
from hwgen.flaws.exchanged import content_of
from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.options import quantity
from hwgen.flaws.reading import HAN, Reading, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.sides import changed_places
from hwgen.kinds import Choice, Matching, Numeric, Ordering, ShortAnswer, TrueFalse
from hwgen.problem.parts import Part
from hwgen.text import Language, Text
from hwgen.words.words import name_of

# So many words an explanation has at least, none of which the question has, before it is taken for that of another.
SURE = 5
# How many of what: four triangles, 四个三角形.
COUNTED = {
    "zh": re.compile(rf"(?<![第每各前后])({IN_WORDS['zh']})[个条层种次块段人张位步组]([{HAN}]{{2,3}})"),
    "en": re.compile(rf"\b({IN_WORDS['en']}) ([a-z]{{4,}}s)\b", re.IGNORECASE),
}
# What a reason says a wrong value is, and nothing more.
THIS_IS = {
    "zh": re.compile(rf"^这是([{HAN}]{{2,12}})。?$"),
    "en": re.compile(r"^this is (?:the |an? )?([a-z][a-z -]{3,60})\.?$", re.IGNORECASE),
}
ASKED = {
    "zh": re.compile(rf"([{HAN}]{{2,12}})(?:是|为|等于|有)?(?:百分之)?(?:多少|几)"),
    "en": re.compile(r"\bwhat (?:is|are|was|were) (?:the |its |their )?([a-z][a-z -]{3,60}?)(?=,|\?| in \S+\?|$)", re.IGNORECASE),
}  # fmt: skip
ARTICLES = re.compile(r"\b(?:the|an?|its|their|this)\s", re.IGNORECASE)


@rule
def explained_otherwise(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        for language in item.languages:
            if isinstance(part, Ordering):
                yield from _in_another_order(part, language)
            for one, other in _belonging(part):
                if one and other:
                    yield from _exchanged(one[language], other[language], language)
                    yield from _counted_otherwise(one[language], other[language], language)
            yield from _what_is_asked(part, language)
        yield from _of_another(part, item)


def _belonging(part: Part) -> Iterator[tuple[Text, Text]]:
    """What says the same of one thing: a true statement and its reason, the reason of the key and the explanation."""
    if isinstance(part, TrueFalse):
        yield from ((statement.text, statement.why) for statement in part.pool if statement.true)
    elif isinstance(part, Choice) and len(part.right) == 1:
        yield part.right[0].why, part.solution


def _exchanged(one: str, other: str, language: Language) -> Iterator[Finding]:
    """Two pairs of opposites, such as ions and electrodes, of which each goes with the other one."""
    mine, theirs = (shown(text, language) for text in (one, other))
    pairs = [_pairs(text, language) for text in (mine, theirs)]
    for groups in pairs[0].keys() & pairs[1].keys():
        if pairs[0][groups] != pairs[1][groups]:
            first, second = sorted(pairs[0][groups])[0]
            message = f"“{first}” goes with “{second}”, but not so in what explains it, in the {name_of(language)} text"
            yield Finding(message, other)
            return
    for pair in changed_places(mine, language, theirs, language):
        message = f"{' and '.join(pair)} stand the other way round in what explains it, in the {name_of(language)} text"
        yield Finding(message, other)
        return


def _pairs(text: str, language: Language) -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
    """What goes with what, of every two groups of opposites that a text names in turns."""
    known = opposites(text, language, text)
    pairs = {}
    for one, other in combinations(sorted(known), 2):
        (first, a), (second, b), (third, c), (fourth, d) = sorted([*known[one], *known[other]])
        in_one = [(place, name) in known[one] for place, name in ((first, a), (second, b), (third, c), (fourth, d))]
        if in_one in ([True, False] * 2, [False, True] * 2):
            pairs[one, other] = frozenset([(a, b), (c, d)] if in_one[0] else [(b, a), (d, c)])
    return pairs


def _counted_otherwise(one: str, other: str, language: Language) -> Iterator[Finding]:
    mine, theirs = (_counts(text, language) for text in (one, other))
    for thing in sorted(mine.keys() & theirs.keys()):
        if len(mine[thing]) == len(theirs[thing]) == 1 and mine[thing] != theirs[thing]:
            message = f"{min(mine[thing])} and {min(theirs[thing])} of “{thing}”, where one explains the other, in the {name_of(language)} text"
            yield Finding(message, other)
            return


def _counts(text: str, language: Language) -> Mapping[str, set[int]]:
    """How many a text says there are of what."""
    counts: dict[str, set[int]] = {}
    for number, thing in COUNTED[language].findall(shown(text, language)) if language in COUNTED else ():
        counts.setdefault(thing.lower(), set()).add(NUMBERS[number.lower()])
    return counts


def _in_another_order(part: Ordering, language: Language) -> Iterator[Finding]:
    """An explanation that names every entry once, in an order that is neither that of the key nor its reverse."""
    texts = [prose(entry.text[language]).visible for entry in part.entries if isinstance(entry.text, Text)]
    solution = prose(part.solution[language]).visible if part.solution else ""
    places = [[match.start() for match in re.finditer(re.escape(text), solution)] for text in texts]
    if len(texts) > 2 and len(texts) == len(part.entries) and all(len(at) == 1 for at in places):
        order = [at for (at,) in places]
        if order not in (sorted(order), sorted(order, reverse=True)):
            first, second = next((a, b) for (a, x), (b, y) in combinations(zip(texts, order, strict=True), 2) if x > y)
            message = (
                f"the {name_of(language)} explanation has “{second}” before “{first}”, the key the other way round"
            )
            yield Finding(message, part.solution[language])


def _what_is_asked(part: Part, language: Language) -> Iterator[Finding]:
    """The reason of a wrong answer that says that it is the very thing that is asked for."""
    if isinstance(part, Numeric):
        reasons = [wrong.why for cell in part.cells for wrong in cell.wrong if len(part.cells) == 1]
    elif isinstance(part, Choice):
        reasons = [candidate.why for candidate in part.wrong]
    else:
        return
    asked = ASKED[language].search(prose(part.stem[language]).visible) if language in ASKED else None
    for why in filter(None, reasons if asked else ()):
        claimed = THIS_IS[language].match(prose(why[language]).visible.strip())
        if claimed and asked and _is_the_same(claimed[1], asked[1], language):
            message = f"the reason of a wrong answer says that it is “{claimed[1]}”, which is what is asked for, in the {name_of(language)} text"
            yield Finding(message, why[language])


def _is_the_same(claimed: str, asked: str, language: Language) -> bool:
    if language == "zh":
        return claimed == asked
    mine, theirs = (f"{ARTICLES.sub('', text.lower()).strip()} " for text in (claimed, asked))
    # More may be said of it: where it is, of what it is a part.
    return theirs == mine or any(theirs.startswith(f"{mine}{word} ") for word in ("in", "at", "after", "before", "on"))


def _of_another(part: Part, item: Reading) -> Iterator[Finding]:
    """An explanation that has no word of its question in any language."""
    if not isinstance(part, Choice | ShortAnswer | Matching) or not part.solution:
        return
    # A calculation is explained by a law that the question does not name.
    if isinstance(part, Choice) and any(
        quantity(c.body[at]) for c in part.right if isinstance(c.body, Text) for at in item.languages
    ):
        return
    for language in item.languages:
        rest = [p.text[language] for p in item.passages if p.text != part.solution]
        words = content_of(part.solution[language], language)
        if len(words) < SURE or words & frozenset().union(*(content_of(text, language) for text in rest)):
            return
    message = "the explanation has no word of its question: it may be that of another one"
    yield Finding(message, part.solution[item.languages[0]])
