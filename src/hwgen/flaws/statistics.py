"""Answers that are another statistic of the numbers shown than the one asked for: a variance for a standard deviation, a recall for a precision, a circumference for an area."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from hwgen.flaws.contrasts import named
from hwgen.flaws.finding import Finding, Flaw, flaw
from hwgen.flaws.meaning import numbered, question_or_all, shown
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Numeric
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR
from hwgen.text import Language
from hwgen.words.words import name_of

# Numbers in a row, such as 3, 5 and 9.
ROW = re.compile(r"(?<![\w.(])-?\d+(?:\.\d+)?(?:(?:\s?[,，、]\s?(?:and )?|\s?和\s?| and )-?\d+(?:\.\d+)?)+(?![\w)])")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FEWEST = 3
ROOT = re.compile(r"\bsqrt\(|\*\* ?(?:0?\.5\b|R\(1, ?2\)|\(1/2\))")
MEAN = re.compile(r"(?:R)?\((\w+(?: ?\+ ?\w+)+)(?:, ?|\) ?/ ?)(\d+)\)?")
WEIGHTED = re.compile(r"\((?P<terms>\w+\*\w+(?: ?\+ ?\w+\*\w+)+)\) ?/ ?\((?P<weights>\w+(?: ?\+ ?\w+)+)\)")
# What a last formula gives the value of.
SIGNS = {
    "variance": re.compile(r"\\(?:mathrm|operatorname)\{Var\}[^=]*=|\\sigma(?:_\w)?\^\{?2\}?\s*="),
    "deviation": re.compile(r"\\(?:mathrm|operatorname)\{(?:SD|Std|std)\}[^=]*=|\\sigma(?:_\w)?\s*="),
}
SQUARE = re.compile(r"\*\* ?2\b")
OF_DATA: Mapping[str, Sequence[Callable[[Sequence[float]], float]]] = {
    "mean": (statistics.fmean,),
    "median": (statistics.median,),
    "variance": (statistics.pvariance, statistics.variance),
    "deviation": (statistics.pstdev, statistics.stdev),
    "sum": (math.fsum,),
}
# A variance of a sample is another one than that of a population: what says which of them it is, or how it is worked out.
SPREAD = ("variance", "deviation")
SPECIFIED = {
    "zh": re.compile(r"样本|总体|[无有]偏|自由度|除以|贝塞尔|批|均匀|概率|\\frac|\\sum|[nN] ?[-−] ?1"),
    "en": re.compile(
        r"sample|population|biased|degrees? of freedom|divid|Bessel|batch|probabilit|uniform|\\frac|\\sum|[nN] ?[-−] ?1",
        re.IGNORECASE,
    ),
}
# Which of the two a text says, in words for one of them alone.
SIDES = {
    "zh": (re.compile(r"总体|除以 ?\$?[nN]\$?(?! ?[-−])|有偏"), re.compile(r"样本|无偏|[nN] ?[-−] ?1")),
    "en": (re.compile(r"population|divided by \$?[nN]\$?(?! ?[-−])|(?<!un)\bbiased", re.IGNORECASE), re.compile(r"\bsample\b|unbiased|[nN] ?[-−] ?1", re.IGNORECASE)),
}  # fmt: skip
DIVIDED_BY = {
    "zh": re.compile(r"除以\s?\$?[nN](\s?[-−]\s?1)?(?![\w(])"),
    "en": re.compile(r"\bdivid(?:ed|ing|es|e) by\s?\$?[nN](\s?[-−]\s?1)?(?![\w(])"),
}
# Of true positives, false positives, false negatives and true negatives.
OUTCOMES = ("true-positive", "false-positive", "false-negative", "true-negative")
OF_OUTCOMES: Mapping[str, Callable[[float, float, float, float], float]] = {
    "precision": lambda tp, fp, fn, tn: tp / (tp + fp),
    "recall": lambda tp, fp, fn, tn: tp / (tp + fn),
    "specificity": lambda tp, fp, fn, tn: tn / (tn + fp),
    "accuracy": lambda tp, fp, fn, tn: (tp + tn) / (tp + fp + fn + tn),
    "error-rate": lambda tp, fp, fn, tn: (fp + fn) / (tp + fp + fn + tn),
}
# Of the radius of a circle.
OF_CIRCLE: Mapping[str, Callable[[float], float]] = {
    "area": lambda r: math.pi * r**2,
    "perimeter": lambda r: 2 * math.pi * r,
    "diameter": lambda r: 2 * r,
}
# Of the sides of a rectangle.
OF_RECTANGLE: Mapping[str, Callable[[float, float], float]] = {
    "area": lambda a, b: a * b,
    "perimeter": lambda a, b: 2 * (a + b),
    "diagonal": lambda a, b: math.hypot(a, b),
}
RECTANGLE = {"zh": re.compile("长方|矩形"), "en": re.compile(r"\brectang", re.IGNORECASE)}


@rule
def asks_otherwise(item: Reading) -> Iterator[Finding]:
    """Numbers of items that are another statistic than the one asked for."""
    for part in item.parts:
        if isinstance(part, Numeric) and len(part.cells) == 1:
            number = part.cells[0].number
            places = next((n for n in range(16) if (number * 10**n).denominator == 1), 15)
            for language in item.languages:
                before = f"{item.context[language]}\n" if item.context else ""
                text = before + part.stem[language]
                wanted = _asked(question_or_all(prose(part.stem[language]).visible), language)
                if message := _fault(text, wanted, number, places, language):
                    yield Finding(message, part.stem[language])


def of_statistics(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed) and part.form == "tuple" and len(part.cells) == len(part.key):
            yield from _of_cells(part, item)
        if not isinstance(part, Computed) or not isinstance(part.key, int | float | Fraction):
            continue
        for language in item.languages:
            ask = part.say().ask[language]
            visible = prose(ask).visible
            # The last clause of a question may hold the end of a row of numbers alone.
            wanted = _asked(question_or_all(visible), language) or _asked(visible, language)
            if len(wanted) != 1:
                continue
            ((concept, word),) = wanted.items()
            fault = _of_another_form(part, concept, word, language) or _ends_otherwise(part, concept, word, language)
            if fault:
                yield flaw("asks-otherwise", fault, ask)
            text = item.asked(part, language)
            clauses = "\n".join(clause.get(language, "") for clause in item.clauses)
            if message := _fault(text, wanted, part.key, part.places, language, clauses):
                yield flaw("asks-otherwise", message, ask)


def _of_cells(part: Computed, item: Reading) -> Iterator[Flaw]:
    """The numbers of a tuple, each by the name that it has in a table."""
    for language in item.languages:
        ask = part.say().ask[language]
        text = item.asked(part, language)
        for cell, number in zip(part.cells, part.key, strict=True):
            wanted = _asked(cell.get(language, ""), language)
            if isinstance(number, int | float | Fraction) and (
                message := _fault(text, wanted, number, part.places, language)
            ):
                yield flaw("asks-otherwise", message, ask)


def _fault(
    text: str,
    wanted: Mapping[str, str],
    key: int | float | Fraction,
    places: int | None,
    language: Language,
    clauses: str = "",
) -> str:
    """That a key is another value of the numbers of a text than the one that it asks for, or that of a sample or of a population."""
    if len(wanted) != 1:
        return ""
    ((concept, word),) = wanted.items()
    hits = {name: [_same(value, key, places) for value in of] for name, of in _values(text, language).items()}
    asked = hits.get(concept, ())
    if asked and not any(asked):
        other = next((name for name, of in hits.items() if any(of)), "")
        message = f"the {name_of(language)} text asks for “{word}”, the answer is the {other} of the numbers shown"
        return message if other else ""
    whole = f"{text}\n{clauses}"
    sides = [bool(side.search(whole)) for side in SIDES.get(language, ())] if concept in SPREAD else []
    # What it is divided by says more than its name.
    if (by := DIVIDED_BY[language].findall(whole) if language in DIVIDED_BY and any(sides) else []) and len(
        set(by)
    ) == 1:
        sides = [by[0] == "", by[0] != ""]
    if sum(sides) == 1 and any(asked) and not asked[sides.index(True)]:
        which = "a sample" if sides[0] else "a population"
        return f"the {name_of(language)} text asks for “{word}”, the answer is that of {which}"
    specified = SPECIFIED.get(language) if concept in SPREAD else None
    if specified and any(asked) and not all(asked) and not specified.search(f"{text}\n{clauses}"):
        return f"the {name_of(language)} text does not say whether “{word}” is that of a sample or of a population"
    return ""


def _of_another_form(part: Computed, concept: str, word: str, language: Language) -> str:
    """A standard deviation of squares without a root, a variance that is a root, a sum that is divided by the number of its terms."""
    formulas = part.formulas
    texts = [formulas.key, *formulas.let.values()]
    rooted = any(ROOT.search(text) for text in texts)
    if formulas.functions:
        return ""
    if concept == "sum" and (mean := MEAN.fullmatch(formulas.key)) and mean[1].count("+") + 1 == int(mean[2]):
        return f"the {name_of(language)} text asks for “{word}”, and the formula of the answer is a mean"
    if concept == "sum" and _is_weighted_mean(formulas.key):
        return f"the {name_of(language)} text asks for “{word}”, and the formula of the answer is a weighted mean"
    if (concept == "deviation" and not rooted and SQUARE.search(formulas.key)) or (
        concept == "variance" and formulas.key.startswith("sqrt(")
    ):
        what = "is a root" if rooted else "has no root"
        return f"the {name_of(language)} text asks for “{word}”, and the formula of the answer {what}"
    return ""


def _ends_otherwise(part: Computed, concept: str, word: str, language: Language) -> str:
    """A solution that ends with a variance, or with σ², where a standard deviation is asked for, or the other way round."""
    formulas = [piece.inside for piece in prose(part.say().solution[language]).of("math")]
    ends = [name for name, sign in SIGNS.items() if formulas and sign.match(formulas[-1].strip())]
    if concept in SPREAD and ends and ends[0] != concept:
        return f"the {name_of(language)} text asks for “{word}”, and the solution ends with the {ends[0]}"
    return ""


def _is_weighted_mean(key: str) -> bool:
    """Whether a sum of products is divided by the sum of one factor of each."""
    match = WEIGHTED.fullmatch(key)
    if not match:
        return False
    terms = [{*re.split(r"\*", term.strip())} for term in match["terms"].split("+")]
    weights = [weight.strip() for weight in match["weights"].split("+")]
    return len(terms) == len(weights) and all(w in term for w, term in zip(weights, terms, strict=True))


def _asked(text: str, language: Language) -> Mapping[str, str]:
    groups = named(text, language)
    return {
        concept: word
        for group in ("statistic", "metric", "quantity")
        for concept, word in groups.get(group, {}).items()
    }


def _values(text: str, language: Language) -> Mapping[str, Sequence[float]]:
    """What each statistic comes to of the numbers that a text shows."""
    visible = shown(text, language)
    values: dict[str, Sequence[float]] = {}
    rows = [[float(number) for number in NUMBER.findall(row)] for row in ROW.findall(visible)]
    if len(rows) == 1 and len(rows[0]) >= FEWEST:
        values |= {name: [of(rows[0]) for of in functions] for name, functions in OF_DATA.items()}
    known = numbered(text, language)
    counts = [float(known[name]) for name in OUTCOMES if name in known]
    if len(counts) == len(OUTCOMES) and all(counts):
        values |= {name: [of(*counts)] for name, of in OF_OUTCOMES.items()}
    sides = [float(known[name]) for name in ("length", "width") if name in known]
    if len(sides) == 2 and language in RECTANGLE and RECTANGLE[language].search(visible):
        values |= {name: [of(*sides)] for name, of in OF_RECTANGLE.items()}
    if "radius" in known:
        values |= {name: [of(float(known["radius"]))] for name, of in OF_CIRCLE.items()}
    return values


def _same(value: float, key: int | float | Fraction, places: int | None) -> bool:
    """Whether a value is the key, in percent or not, as far as it is rounded."""
    within = NEAR * max(1.0, abs(value)) + (0 if places is None else 0.5 * 10.0**-places)
    return any(abs(float(key) - factor * value) <= within for factor in (1, 100))
