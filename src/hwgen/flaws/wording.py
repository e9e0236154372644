"""How a question is put: negatives, absolutes, cues in statements and entries, what an item says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from hwgen.flaws.finding import Finding
from hwgen.flaws.likeness import STOPS, resemblance, shingles
from hwgen.flaws.measures import OPEN, Dimension, behind
from hwgen.flaws.options import quantity
from hwgen.flaws.reading import HAN, Reading, contents, prose, spoken
from hwgen.flaws.rules import rule
from hwgen.flaws.synonyms import meaning
from hwgen.flaws.words import pattern, words
from hwgen.kinds import Choice, Entry, Matching, Numeric, Ordering, ShortAnswer, Statement, TrueFalse
from hwgen.meantnumbers import NUMBER
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

NOTHING = re.compile("(?!)")
ASKED = {
    "en": re.compile(r"\b(?:which|what)\b[^.?!\n]*\?", re.IGNORECASE),
    "zh": re.compile(r"(?:哪|下列|以下|下面)[^。？！\n]*[？?（(:：]?"),
    "de": re.compile(r"\b(?:welche[nmrs]?|was|wer)\b[^.?!\n]*\?", re.IGNORECASE),
    "fr": re.compile(r"(?:\bquel(?:le)?s?\b|\b(?:les?|la)quel(?:le)?s?\b|\bqu’|\bque\b)[^.?!\n]*\?", re.IGNORECASE),
}

# A number, perhaps with a unit or a percent sign.
NUMBER_WRITTEN = re.compile(rf"\s*{NUMBER}(?:\s*[/:]\s*{NUMBER})?\s*[^\d\s]{{0,8}}\s*")


@rule
def negative_stem(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if not isinstance(part, Choice):
            continue
        for language in item.languages:
            stem = part.stem[language]
            read = prose(stem)
            strong = [(m.start(1), m.end(1)) for m in re.finditer(r"\*\*(.+?)\*\*", stem)]
            for asked in ASKED.get(language, NOTHING).finditer(read.visible):
                for word in pattern("negatives", language).finditer(asked[0]):
                    at = read.offset(asked.start() + word.start())
                    if not any(start <= at < end for start, end in strong):
                        yield Finding(f"“{word[0]}” negates the question and is not emphasised", stem, at)


@rule
def absolutes(item: Reading) -> Iterator[Finding]:
    """In false statements or wrong options alone."""
    for part in item.parts:
        for language in item.languages:
            if isinstance(part, TrueFalse):
                true = [s.text[language] for s in part.pool if s.true]
                false = [s.text[language] for s in part.pool if not s.true]
            elif isinstance(part, Choice):
                true = [c.body[language] for c in part.right if isinstance(c.body, Text)]
                false = [c.body[language] for c in part.wrong if isinstance(c.body, Text)]
            else:
                continue
            search = pattern("absolutes", language).search
            absolute = [text for text in false if search(prose(text).visible)]
            if (
                true
                and len(absolute) >= max(1, min(2, len(false)), len(false) / 3)
                and not any(search(prose(text).visible) for text in true)
            ):
                match = search(prose(absolute[0]).visible)
                assert match
                word, at = match[0], prose(absolute[0]).offset(match.start())
                what = "false statements" if isinstance(part, TrueFalse) else "wrong options"
                yield Finding(
                    f"absolutes such as “{word}” appear in {len(absolute)} of {len(false)} {what} and in nothing that is right",
                    absolute[0],
                    at,
                )


# What comes and goes with a negator in Chinese.
ABLE = re.compile("可以|能够|能|会|并(?=[不非没未])|仍然|仍旧|依然|仍|还|有")
# Words of English that negate what follows, or the rest of themselves.
NEGATING = re.compile(
    r"\bfails? to\b|\b(?:un|in|non-?)(?=(?:active|able|affected|bounded|biased|changed|correct|dependent|linear|necessary|stable|supervised|trainable|differentiable|convex)\b)"
)
DEPENDENT = re.compile(r"\bdependent (?:of|on)\b")


@rule
def plain_negation(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            for a, b in combinations(part.pool, 2):
                if a.true != b.true and any(_negated(a.text[at], b.text[at], at) for at in item.languages):
                    yield Finding(f"`{b.id}` is `{a.id}` with a “not”", b.text[item.languages[0]])


def _negated(a: str, b: str, language: Language) -> bool:
    mine, theirs = (_affirmed(text, language) for text in (a, b))
    # A table is no sentence.
    return mine == theirs or ("|" not in a and meaning(mine, language, ()) == meaning(theirs, language, ()))


@lru_cache(maxsize=64)
def _affirmed(text: str, language: Language) -> str:
    """The statement without its negations, and without what English puts around them."""
    string = contents(text).lower()
    if script_of(language).ideographic:
        return STOPS.sub("", pattern("negators", language).sub("", ABLE.sub("", string.replace("没有", "没"))))
    string = re.sub(r"n't\b|n’t\b", " not", string).replace("cannot", "can not")
    string = DEPENDENT.sub("depends on", NEGATING.sub("", string))
    kept = [
        word
        for word in re.findall(r"\w+|[^\w\s]", STOPS.sub(" ", string))
        if word not in words("negators", language) | words("helpers", language)
    ]
    return " ".join(word.removesuffix("s") for word in kept)


@rule
def near_statements(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            for a, b in combinations(part.pool, 2):
                if any(
                    _alike(a, b, language) and not _negated(a.text[language], b.text[language], language)
                    for language in item.languages
                ):
                    yield Finding(f"`{b.id}` says almost the same as `{a.id}`", b.text[item.languages[0]])


def _alike(a: Statement, b: Statement, language: Language) -> bool:
    return resemblance(shingles(a.text[language], language), shingles(b.text[language], language)) > 0.8


@rule
def duplicate_option(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Choice):
            for a, b in combinations((*part.right, *part.wrong), 2):
                if isinstance(a.body, Text) and isinstance(b.body, Text):
                    for language in item.languages:
                        one, other = a.body[language], b.body[language]
                        if contents(one) == contents(other):
                            message = f"`{b.id}` reads the same as `{a.id}`"
                            if a in part.right and b in part.wrong:
                                message = f"the wrong option `{b.id}` reads the same as the right option `{a.id}`"
                            yield Finding(message, other)
                            break
                        if (amount := _amount(one, language)) and amount == _amount(other, language):
                            yield Finding(f"`{b.id}` is the same quantity as `{a.id}`, in another unit", other)
                            break


def _amount(text: str, language: Language) -> tuple[Dimension, Fraction] | None:
    """What an option comes to in base units, where it is a number with a unit that is known."""
    number, unit = quantity(text) or (None, "")
    measure = behind(f" {unit}", language)
    if number is None or not measure.dimension or measure.dimension == OPEN or measure.word != unit:
        return None
    return measure.dimension, number * min(measure.factors)


@rule
def accepted_twice(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, ShortAnswer):
            first: dict[str, str] = {}
            for spelling in part.accepted:
                typed = " ".join(spelling.split())
                same = first.setdefault(typed if part.case else typed.casefold(), spelling)
                if same is not spelling:
                    yield Finding(f"“{spelling}” is the same answer as “{same}”", spelling)


@rule
def number_as_text(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, ShortAnswer) and all(map(NUMBER_WRITTEN.fullmatch, part.accepted)):
            first = part.accepted[0]
            yield Finding(f"“{first}” is compared as a text, so that the same number written otherwise is wrong", first)


@rule
def accepted_in_one_language(item: Reading) -> Iterator[Finding]:
    """Words alone that the readers of a Chinese paper, or of another one, do not write; an abbreviation is written by all."""
    for part in item.parts:
        if isinstance(part, ShortAnswer) and not item.imported and len(item.languages) > 1:
            chinese = [bool(re.search(f"[{HAN}]", spelling)) for spelling in part.accepted]
            phrases = [" " in spelling.strip() and "$" not in spelling for spelling in part.accepted]
            for language in item.languages:
                ideographic = script_of(language).ideographic
                if all(chinese) if not ideographic else all(p and not c for p, c in zip(phrases, chinese, strict=True)):
                    message = f"no accepted spelling is one that readers of the {name_of(language)} paper write"
                    yield Finding(message, part.stem[language])


@rule
def same_entries(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Matching):
            for (a, right), (b, other) in combinations(part.pairs, 2):
                if _same(a, b, item.languages) and not _same(right, other, item.languages):
                    yield Finding(f"`{b.id}` has the left side of `{a.id}` and another right side", _text(b, item))
        elif isinstance(part, Ordering):
            first, *others = part.entries
            if all(_same(first, other, item.languages) for other in others):
                yield Finding("all entries read the same", _text(first, item))


@rule
def same_in_one_language(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        for entries in _sides(part):
            for a, b in combinations(entries, 2):
                same = [at for at in item.languages if _same(a, b, (at,))]
                if same and len(same) < len(item.languages):
                    message = f"`{b.id}` reads the same as `{a.id}` in {name_of(same[0])} only"
                    yield Finding(message, _text(b, item, same[0]))


def _sides(part: object) -> Iterator[tuple[Entry, ...]]:
    """The entries that stand side by side."""
    if isinstance(part, Matching):
        yield tuple(left for left, _ in part.pairs)
        yield part.rights
    elif isinstance(part, Ordering):
        yield part.entries


def _same(a: Entry, b: Entry, languages: Sequence[Language]) -> bool:
    """Whether two entries read the same in each of these languages, and show the same: drawings of a program are not compared."""
    if not isinstance(a.text, Text) or not isinstance(b.text, Text):
        return False
    return all(_seen(a.text[at]) == _seen(b.text[at]) for at in languages)


def _seen(text: str) -> tuple[str, tuple[str, ...]]:
    """What is read in a text, and the figures and programs in it."""
    read = prose(text)
    return spoken(text), tuple(piece.inside for kind in ("figure", "fence") for piece in read.of(kind))


def _text(entry: Entry, item: Reading, language: Language = "") -> str:
    return entry.text[language or item.languages[0]] if isinstance(entry.text, Text) else ""


@rule
def order_cue(item: Reading) -> Iterator[Finding]:
    for text, language in _ordered(item):
        visible = prose(text).visible
        word = pattern("places", language).match(visible)
        # A first-level cache has that name wherever it stands.
        if word and word[0].lower() not in ("then", "next") and not visible.startswith("-", word.end()):
            yield Finding(f"“{word[0]}” gives away where the entry belongs", text)


@rule
def order_open(item: Reading) -> Iterator[Finding]:
    for text, language in _ordered(item):
        read = prose(text)
        if word := pattern("open", language).search(read.visible):
            yield Finding(f"“{word[0]}” leaves open where the entry belongs", text, read.offset(word.start()))


def _ordered(item: Reading) -> Iterator[tuple[str, Language]]:
    """The texts of all entries that are to be put in order."""
    for part in item.parts:
        if isinstance(part, Ordering):
            for entry in part.entries:
                if isinstance(entry.text, Text):
                    yield from ((entry.text[at], at) for at in item.languages)


@rule
def tolerance(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Numeric):
            for cell in part.cells:
                if not cell.tolerance and not _decimal(cell.number.denominator):
                    yield Finding(
                        f"{cell.number} is not a finite decimal, and has no tolerance", part.stem[item.languages[0]]
                    )
                for i, wrong in enumerate(cell.wrong):
                    name, key = wrong.written or f"{float(wrong.number):g}", f"{float(cell.number):g}"
                    if wrong.number == cell.number:
                        message = f"the wrong number `{name}` equals the key, {key}"
                    elif abs(wrong.number - cell.number) <= cell.tolerance:
                        message = f"the wrong number `{name}` counts as right: it lies within the tolerance of {key}"
                    elif any(other.number == wrong.number for other in cell.wrong[:i]):
                        message = f"the wrong number `{name}` stands there twice"
                    else:
                        continue
                    yield Finding(message, wrong.written or wrong.why[item.languages[0]])


def _decimal(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


# What an author notes who still has to look a source up.
UNFINISHED = re.compile(
    r"待[补查定填核]|回头|以后再|稍后|有空再|再[查补]一?下?$|[某哪几][本篇个一]?(?:教材|教科书|书|论文|文章|课件|讲义)|第[几某？?][章节页]|[?？]{2,}|\bX{2,}\b(?!-)|\d\dXX|\byear\?|example\.(?:com|org)"
    # What there is of many sorts, and is not named.
    r"|^(?:某|任意|任何|经典|网[上络]|作者|本人|自己|课堂|老师|教师|上课|个人|相关|有关|常见|一般|的|由|来自)*(?:教材|笔记|讲义|课件|博客|网页|资料|知乎|百度|维基百科|同上|见上|自编|自拟|自创|原创|整理|经验|常识|找的|搜索|文献|论文|书籍|生成)+$"
    r"|^\s*(?:ibid\.?|see above|as above)\s*$"
    r"|\b(?:to be (?:added|filled|completed|checked|confirmed|found|looked up|determined)|(?:add|fill in|look up|find|check|insert) (?:the |a |an )?(?:\w+ )?(?:later|source|reference|citation|page|chapter)|citation needed|some (?:\w+ )?(?:book|textbook|paper|article|lecture|notes|blog)|not sure|don['’]t remember|from memory)\b|\b(?:chapter|section|page|p\.|ch\.) ?\?",
    re.IGNORECASE,
)
SAID = re.compile(r"[\u4e00-\u9fff]+|[^\W_\u4e00-\u9fff]+(?:/[^\W_\u4e00-\u9fff]+)*")


@rule
def no_source(item: Reading) -> Iterator[Finding]:
    if item.source is not None:
        yield from sourceless(item.source)


def sourceless(source: str) -> Iterator[Finding]:
    if _names_nothing(source):
        yield Finding(
            f"the source `{source}` names nothing in which the key could be looked up"
            if source.strip()
            else "the item names nothing in which the key could be looked up",
            source,
        )


def _names_nothing(source: str) -> bool:
    """Whether a source is a placeholder, or says no more than that there is a book."""
    names = SAID.findall(source.lower())
    return bool(
        not re.search(r"\w{3}|[\u4e00-\u9fff]{2}", source)
        or UNFINISHED.search(source)
        or not names
        or names[0] in words("placeholders")
        or all(word in words("sourceless") | words("placeholders") for word in names)
    )
