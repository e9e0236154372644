"""Whether the answer of a computed question is what is asked for: its unit in claim and solution, for one or for all, a mean, a count."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from hwgen.flaws.contrasts import COUNTABLE, answered, exchanged, named, places
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import CLAUSE, QUESTION, question_or_all
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.units import DIMENSIONS, UNIT, units
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.proof.canonical import returned
from hwgen.proof.claims import SLOT
from hwgen.proof.sources import definition
from hwgen.text import Language
from hwgen.values import numbers
from hwgen.words.words import name_of

SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
# A unit in a formula.
UPRIGHT = re.compile(r"\\(?:mathrm|text)\s*\{\s*([^{}]*?)\s*\}\s*$")
COUNTED = {
    "en": re.compile(r"\bhow many\b(?! (?:times|per|bits?|nats?|percent))", re.IGNORECASE),
    "zh": re.compile(r"多少个|几个|多少次|几次|多少层|几层"),
}
# What is counted, in things or in money.
THINGS = {"en": re.compile(r"\bhow many [a-z]+(?: [a-z]+)?", re.IGNORECASE), "zh": re.compile("多少(?:个[\u4e00-\u9fff]{1,3}|元)")}  # fmt: skip
PERCENT = re.compile(r"\s?\\?[%％]|\s?per ?cent\b|百分", re.IGNORECASE)
# What need not be whole, as so many moles or seconds need not.
ON_AVERAGE = re.compile(r"平均|期望|预期|\b(?:average|mean|expect(?:ed)?)\b", re.IGNORECASE)
NEXT = re.compile(r"\s?\w{1,16}")
WHOLE = {"en": re.compile(r"\bwhole number|\binteger", re.IGNORECASE), "zh": re.compile("(?<!取)整数")}
MEAN = {
    "en": re.compile(
        r"\b(?:what|find|compute|calculate|give) (?:is |are )?(?:the |their |its )?(?:\w+ )?(?:mean|average)\b(?! pool)",
        re.IGNORECASE,
    ),
    "zh": re.compile("平均(?!速[度率]|功率)[\u4e00-\u9fff]{0,6}?(?:是多少|为多少|等于多少)|求[^，。]{0,8}平均值"),
}
# A part of a whole, which is at most 1.
SHARE = {
    "en": re.compile(r"\bwhat (?:is the )?(?:share|fraction|proportion|probability)\b", re.IGNORECASE),
    "zh": re.compile("几分之几|(?:概率|比例|占比)(?:是|为)多少"),
}
# What the thing that is counted stands behind, and no word for one is longer.
MANY = {"en": re.compile(r"\bhow many ", re.IGNORECASE), "zh": re.compile("多少个?|几个")}
LONGEST = 24
ADJECTIVE = re.compile(r"^(?:(?:learnable|trainable|different|distinct) |(?:可学习|可训练|待学习|不同)的?)")
# Weights with biases are the parameters.
AND_BIASES = re.compile(r"\s?(?:and|和|与|及|、)\s?(?:the )?(?:biases|偏置)")
# What is asked for by number, beside things.
MEASURED = frozenset(["parameter", "multiplication", "byte", "bit"])
# The least that suffices is a quotient rounded up, the most that fits one rounded down; what is sure to happen may be either.
LEAST = {
    "en": re.compile(
        r"\bhow many\b[^,.;?\d]*\bat (?:the )?least\b(?! ?\$?\d)|\bat least how many\b|\b(?:least|minimum|smallest) number\b|\bfewest\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"(?:至少|最少)[^，。；？\d]{0,12}(?:多少|几)"),
}
MOST = {
    "en": re.compile(r"\bhow many\b[^,.;?\d]*\bat (?:the )?most\b(?! ?\$?\d)|\bat most how many\b|\b(?:greatest|maximum|largest) number\b", re.IGNORECASE),
    "zh": re.compile(r"(?:至多|最多)[^，。；？\d]{0,12}(?:多少|几)"),
}  # fmt: skip
SURE = re.compile(r"保证|必[然定有]|一定|确保|\b(?:guarantee|sure|certain|always|worst)", re.IGNORECASE)
# What a root is taken of is no answer.
ROOT = re.compile(r"\broots? of (?:the |their |its )?\w+|[^，。；]{0,12}开(?:平)?方|[^，。；]{0,8}的平方根")
YES_NO = {
    "en": re.compile(r"(?:^|[.!?:,\n] )(?:Is|Are|Does|Do|Can|Will|Has|Have|is|are|does|do|can|will)\b[^?]*$"),
    "zh": re.compile(r"吗$"),
}
WH = re.compile(r"\b(?:what|which|how|where|when|who)\b", re.IGNORECASE)


def of_answers(item: Reading) -> Iterator[Flaw]:
    """What is found between a computed question and its answer, each with its rule."""
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                for rule in (
                    _units,
                    _measured,
                    _scopes,
                    _quantities,
                    _things,
                    _kinds,
                    _extremes,
                ):
                    yield from rule(part, language)
            yield from _languages(part, item.languages)


def _units(part: Computed, language: Language) -> Iterator[Flaw]:
    wording, asked = part.say(), question_or_all(prose(part.say().ask[language]).visible)
    claim, solution = wording.claim[language], wording.solution[language]
    for text, tail in ((claim, claim.partition(SLOT)[2].partition("$")[2]), (solution, behind_last(solution))):
        for mine, theirs in _other_unit(part, asked, tail, language):
            message = f"the question asks for “{mine}”, the answer is in “{theirs}” in the {name_of(language)} text"
            yield flaw("unit-differs", message, text)


def _measured(part: Computed, language: Language) -> Iterator[Flaw]:
    """A solution that ends with so many bytes or percent where the question asks how many things there are, or how much money."""
    wording, asked = part.say(), question_or_all(prose(part.say().ask[language]).visible)
    things = search(THINGS, asked, language)
    if not things or units(asked, language) or UNIT.search(asked) or PERCENT.search(asked) or part.unit:
        return
    tail = behind_last(wording.solution[language]).lstrip(" 个")
    percent = PERCENT.match(tail)
    behind = units(f"1 {tail}", language, first=True)
    if percent or (DIMENSIONS & behind.keys()):
        word = percent[0] if percent else next(iter(next(iter(behind.values())).values()))
        message = (
            f"the question asks for “{things[0]}”, its solution ends with “{word}” in the {name_of(language)} text"
        )
        yield flaw("claim-differs", message, wording.solution[language])


def _scopes(part: Computed, language: Language) -> Iterator[Flaw]:
    """What is asked for one and answered for all, or the other way round."""
    wording = part.say()
    ask, claim, solution = (prose(text[language]).visible for text in (wording.ask, wording.claim, wording.solution))
    asked = _scope(question_or_all(ask), language)
    for text, last in ((claim, claim), (solution, last_clause(solution))):
        for mine, theirs in exchanged(asked, _scope(last, language)):
            message = f"the question says “{mine}”, its answer “{theirs}” in the {name_of(language)} text"
            yield flaw("claim-differs", message, text)


def _quantities(part: Computed, language: Language) -> Iterator[Flaw]:
    """A solution that ends with something else than what is asked for: an area instead of a side."""
    wording = part.say()
    asked, ending = (prose(text[language]).visible for text in (wording.ask, wording.solution))
    ending = ROOT.sub("", last_clause(ending))
    for mine, theirs in exchanged(answered(question_or_all(asked), language), answered(ending, language)):
        message = f"the question says “{mine}”, its solution ends with “{theirs}” in the {name_of(language)} text"
        yield flaw("claim-differs", message, wording.solution[language])


def _things(part: Computed, language: Language) -> Iterator[Flaw]:
    """A solution that ends with so many of another thing than the question asks the number of."""
    wording = part.say()
    asked, solution = question_or_all(prose(wording.ask[language]).visible), wording.solution[language]
    wanted, claim = counted(asked, language), wording.claim[language]
    for text, tail, what in (
        (solution, behind_last(solution), "solution ends with"),
        (claim, claim.partition(SLOT)[2].partition("$")[2], "claim counts"),
    ):
        behind = _first(ADJECTIVE.sub("", tail.lstrip(" 个条层"), count=1), language)
        if wanted and behind and wanted[0] != behind[0] and behind[0] not in {c for c, _ in places(asked, language)}:
            message = (
                f"the question asks how many “{wanted[1]}”, its {what} “{behind[1]}” in the {name_of(language)} text"
            )
            yield flaw("claim-differs", message, text)


def _languages(part: Computed, languages: Sequence[Language]) -> Iterator[Flaw]:
    """Two languages that ask for the number of different things."""
    asks = {at: prose(part.say().ask[at]).visible for at in languages if at in MANY}
    # Where two numbers are asked for, the languages may name them in another order.
    single = {at: ask for at, ask in asks.items() if len(MANY[at].findall(ask)) == 1}
    asked = {at: thing for at, ask in single.items() if (thing := counted(question_or_all(ask), at))}
    for one, other in combinations(asked, 2):
        if asked[one][0] != asked[other][0]:
            message = f"how many “{asked[one][1]}” in the {name_of(one)} text, “{asked[other][1]}” in the {name_of(other)} text"
            yield flaw("meaning-differs", message, part.say().ask[other])


def counted(asked: str, language: Language) -> tuple[str, str] | None:
    """The thing of which a question asks the number, and the word for it."""
    start = search(MANY, asked, language)
    return _first(ADJECTIVE.sub("", asked[start.end() :], count=1), language) if start else None


def _first(text: str, language: Language) -> tuple[str, str] | None:
    """The thing that a text begins with, and the word for it."""
    for concept, word in places(text[:LONGEST], language):
        if word.start() == 0 and (concept in COUNTABLE or concept in MEASURED):
            with_biases = AND_BIASES.match(text[word.end() :]) if concept == "weight" else None
            return ("parameter", f"{word[0]}{with_biases[0]}") if with_biases else (concept, word[0])
    return None


def _scope(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    return {group: words for group, words in named(text, language).items() if group == "scope"}


def _kinds(part: Computed, language: Language) -> Iterator[Flaw]:
    """What is answered by another kind of thing than the key is."""
    ask = prose(part.say().ask[language]).visible
    asked, sentences = question_or_all(ask), QUESTION.split(ask)[:-1]
    where = f"in the {name_of(language)} text"
    broken = part.places or any(isinstance(n, Fraction) and n.denominator != 1 for n in numbers(part.key))
    if part.form != "set" and broken:
        # What is counted may be an expectation, or be given in millions: then it has decimals that are asked for.
        for patterns in (WHOLE,) if part.places or part.unit else (COUNTED, WHOLE):
            if language in patterns and (match := patterns[language].search(asked)):
                if patterns is COUNTED and (ON_AVERAGE.search(asked) or units(_with_next(match), language)):
                    continue
                message = f"“{match[0]}” {where}, where the answer is {part.value(part.key).tex()}"
                yield flaw("answer-form-differs", message, ask)
    # The clause with the question mark may hold a unit alone.
    if (match := search(MEAN, ask, language)) and not (divides(part.formulas) or weighs(part.formulas)):
        yield flaw("asks-otherwise", f"“{match[0]}” {where}, but the formula divides nothing", ask)
    if (
        isinstance(part.key, int | float | Fraction)
        and part.key > 1
        and not (part.unit or PERCENT.search(f"{ask} {part.say().claim[language]}"))
        and (match := search(SHARE, asked, language))
    ):
        yield flaw(
            "answer-form-differs", f"“{match[0]}” {where}, where the answer is {part.value(part.key).tex()}", ask
        )
    last = SENTENCE.split(sentences[-1])[-1] if sentences else ""
    if (match := search(YES_NO, last, language)) and not WH.search(last):
        yield flaw("asks-otherwise", f"“{match[0].strip(' .,:')}” is answered by yes or no {where}", ask)
    if len(sentences) > 1 and part.form in ("number", "fraction"):
        yield flaw("asks-otherwise", f"more than one question {where}, where there is one number to answer", ask)


def _with_next(match: re.Match[str]) -> str:
    """What matched, and the word behind it."""
    word = NEXT.match(match.string, match.end())
    return match[0] + (word[0] if word else "")


def _extremes(part: Computed, language: Language) -> Iterator[Flaw]:
    """A question for the least that suffices whose answer is rounded down, or for the most that fits, rounded up."""
    ask = prose(part.say().ask[language]).visible
    least, most = search(LEAST, ask, language), search(MOST, ask, language)
    rounded = "" if SURE.search(ask) or (least and most) else _rounded(part.formulas)
    name = name_of(language)
    if least and rounded == "down":
        message = f"the {name} text asks for “{least[0]}”, and the formula of the answer rounds a quotient down"
        yield flaw("asks-otherwise", message, part.say().ask[language])
    if most and rounded == "up":
        message = f"the {name} text asks for “{most[0]}”, and the formula of the answer rounds a quotient up"
        yield flaw("asks-otherwise", message, part.say().ask[language])


@lru_cache(maxsize=256)
def _rounded(formulas: Formulas) -> str:
    """Whether a formula is a quotient rounded up or down, and nothing more, in a function of the author’s, too."""
    match _called(formulas):
        case ast.Call(func=ast.Name(id="floor" | "ceiling" as name), args=[inside]):
            match inside:
                case ast.BinOp(op=ast.Div()) | ast.Call(func=ast.Name(id="R"), args=[_, _]):
                    return "down" if name == "floor" else "up"
        case ast.BinOp(op=ast.FloorDiv()):
            return "down"
    return ""


def _called(formulas: Formulas) -> ast.expr:
    """The formula of a key; of a call of the author’s own function, what this returns."""
    key = ast.parse(formulas.key, mode="eval").body
    if isinstance(key, ast.Call) and isinstance(key.func, ast.Name):
        written = definition(formulas.functions.get(key.func.id))
        return (returned(written) if written else None) or key
    return key


def last_clause(solution: str) -> str:
    """The last clause of a solution."""
    return next((clause for clause in reversed(CLAUSE.split(solution)) if clause.strip(" .。")), "")


def behind_last(solution: str) -> str:
    """What stands behind the last number: the unit inside its formula, or the words that follow."""
    before, _, tail = solution.rpartition("$")
    inside = before.rstrip("$").rpartition("$")[2]
    return match[1] if (match := UPRIGHT.search(inside)) else tail


def _other_unit(part: Computed, asked: str, tail: str, language: Language) -> Iterator[tuple[str, str]]:
    """The unit that is asked for, and the other one that stands behind the answer."""
    wanted = {part.unit} if UNIT.fullmatch(part.unit) else set(UNIT.findall(asked))
    if wanted and (match := UNIT.match(tail.strip())) and match[0] not in wanted:
        yield min(wanted), match[0]
    groups, behind = units(asked, language), units(f"1 {tail.strip()}", language, first=True)
    for group in DIMENSIONS & groups.keys() & behind.keys():
        if others := [word for unit, word in behind[group].items() if unit not in groups[group]]:
            yield next(iter(groups[group].values())), others[0]


@lru_cache(maxsize=256)
def weighs(formulas: Formulas) -> bool:
    """Whether a formula has a share and what is left of it as factors, as the mean of two cases has."""
    for text in (formulas.key, *formulas.let.values()):
        for node in ast.walk(ast.parse(text, mode="eval")):
            match node:
                case ast.BinOp(ast.BinOp(ast.Constant(1), ast.Sub(), _), ast.Mult(), _) | ast.BinOp(
                    _, ast.Mult(), ast.BinOp(ast.Constant(1), ast.Sub(), _)
                ):
                    return True
    return False


@lru_cache(maxsize=256)
def divides(formulas: Formulas) -> bool:
    """Whether a formula has a quotient, a fraction, a function of the author's, or one that is a mean itself."""
    if formulas.functions:
        return True
    for text in (formulas.key, *formulas.let.values()):
        for node in ast.walk(ast.parse(text, mode="eval")):
            match node:
                case ast.Div() | ast.FloorDiv() | ast.Constant(value=float()):
                    return True
                case ast.Call(func=ast.Name(id=name)) if name not in ("sum", "max", "min", "abs"):
                    return True
    return False
