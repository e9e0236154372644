"""What a text says of two numbers, and what they are: “falls from 3 to 5”, “half of 30, that is 10”; and changes that a question takes for granted, where the answer is negative."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading
from hwgen.flaws.trees import names_of, powers_of
from hwgen.kinds.kind import ASKING
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.text import Language
from hwgen.words.words import name_of

NUMBER = r"(?<![\w.^])[-−]?\d+(?:(?:\\,|,)\d{3})*(?:\.\d+)?(?![\d^])"
UNIT_EN = r"(?:\s?(?:\\?%|°|[a-zA-Z]{1,12}(?:/[a-z]+)?))?"
UNIT_ZH = r"(?:\s?(?:\\?%|°C|[a-zA-Z]{1,4}(?:/[a-z]+)?|[元件个人吨米千克分秒天年度次台份]{1,2}))?\s?"
# From one number to another, by what they are said to do.
FROM_TO: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {
        way: re.compile(
            rf"\b(?:{verbs}) (?:\w+ ){{0,3}}?from ({NUMBER})(?P<unit>{UNIT_EN}) to ({NUMBER})(?P<other>{UNIT_EN})",
            re.IGNORECASE,
        )
        for way, verbs in {
            "up": "rises?|rose|risen|raised|grows?|grew|grown|increases?|increased|climbs?|climbed",
            "down": "falls?|fell|fallen|drops?|dropped|decreases?|decreased|declines?|declined|shrinks?|shrank|lowered|reduced",
        }.items()
    },
    "zh": {
        way: re.compile(
            rf"从\s?({NUMBER})(?P<unit>{UNIT_ZH})(?:{verbs})(?:了)?[到至为]\s?({NUMBER})(?P<other>{UNIT_ZH})"
        )
        for way, verbs in {
            "up": "升高?|涨|增加?|增大|增长|提高|上升|上涨|扩大",
            "down": "降低?|跌|减少?|减小|下降|下跌|缩小|缩短",
        }.items()
    },
}
# How many times another number a number is, right behind the words for it.
MULTIPLE: Mapping[Language, Mapping[Fraction, re.Pattern[str]]] = {
    "en": {
        factor: re.compile(rf"\b(?:{words}) (?:of )?[^.;,=\d]{{2,40}}, (?:that is,? |namely |i\.e\.,? )?({NUMBER})", re.IGNORECASE)
        for factor, words in {Fraction(1, 2): "(?:one )?half", Fraction(2): "twice|double"}.items()
    },
    "zh": {
        factor: re.compile(rf"的\s?(?:{words})，(?:即|也就是|亦即)\s?({NUMBER})")
        for factor, words in {Fraction(1, 2): "一半|二分之一", Fraction(2): "[两2]\\s?倍"}.items()
    },
}  # fmt: skip
# A share in words, and right behind it the division by which it is worked out.
PARTS = {
    "en": {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"},
    "zh": {2: "一半|二分之一", 3: "三分之一", 4: "四分之一", 5: "五分之一", 10: "十分之一"},
}
DIVIDED = r"\s?\$?\d+(?:\\,\d{3})*\s?(?:\\div|/|÷)\s?(?P<by>\d+)(?![\d.])\s?="
SHARE = {
    "en": re.compile(rf"\b(?P<share>{'|'.join(PARTS['en'].values())})\b[^.;,:\d]{{0,40}}[:,]{DIVIDED}", re.IGNORECASE),
    "zh": re.compile(
        rf"(?<![二三四五六七八九十])(?P<share>{'|'.join(PARTS['zh'].values())})[^，。；：\d]{{0,10}}[：，]{DIVIDED}"
    ),
}
# By what something is multiplied again and again.
EACH_TIME: Mapping[Language, Mapping[Fraction, re.Pattern[str]]] = {
    "en": {
        Fraction(2): re.compile(r"\bdoubl(?:es?|ed|ing) (?:every|each|once)\b|\bdoubl(?:es?|ing) (?:\w+ ){0,3}every\b", re.IGNORECASE),
        Fraction(3): re.compile(r"\b(?:tripl|trebl)(?:es?|ed|ing) (?:every|each|once)\b|\b(?:tripl|trebl)(?:es?|ing) (?:\w+ ){0,3}every\b", re.IGNORECASE),
        Fraction(1, 2): re.compile(r"\b(?:halves|is halved|halving) (?:every|each|once)\b|\bhalf-life", re.IGNORECASE),
    },
    "zh": {
        Fraction(2): re.compile(r"(?:每|各)[^，。；]{1,12}，?[^，。；]{0,8}(?:翻一[倍番]|加倍|翻倍|变为[两2]倍)"),
        Fraction(3): re.compile(r"(?:每|各)[^，。；]{1,12}，?[^，。；]{0,8}(?:变为三倍|翻两[倍番]|变为 ?\$?3\$? ?倍|增至三倍)"),
        Fraction(1, 2): re.compile(r"(?:每|各)[^，。；]{1,12}，?[^，。；]{0,8}(?:减半|变为一半)|半衰期"),
    },
}  # fmt: skip
# What has no sign, or only one.
UNSIGNED: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:what is|find|compute|calculate|give|determine) (?:the|its) (?:absolute value|magnitude)\b|\bhow (?:many|much)\b[^?;,]*\b(?:above|below|more|less|fewer|higher|lower|larger|smaller|greater|longer|shorter)\b|\bby how (?:many|much)\b[^?;]*\b(?:rise|fall|increase|decrease|drop|grow|shrink|improve|exceed)s?\b", re.IGNORECASE),
    "zh": re.compile(r"绝对值(?:[是为]|等于)?多少|(?:高|低|大|小|长|短|快|慢|重|轻|贵)(?:出|了)?(?:多少|几)|[多少](?:出|了)(?:多少|几)|(?:增加|上升|提高|增长|减少|下降|降低|缩短)了?(?:多少|几)"),
}  # fmt: skip
SIGNED: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"negative|\bsign(?:s|ed)?\b|minus", re.IGNORECASE),
    "zh": re.compile("负|符号|正负|减去"),
}


def of_movements(item: Reading) -> Iterator[Flaw]:
    for language in item.languages:
        texts = [(passage, shown(passage.text[language], language)) for passage in item.passages]
        numbers = {_value(number) for _, text in texts for number in re.findall(NUMBER, text)}
        for passage, text in texts:
            for message in (
                *(_astray(text, language) if passage.role in ASKING else ()),
                *_multiples(text, numbers, language),
                *_shares(text, language),
            ):
                yield flaw("described-otherwise", f"{message}, in the {name_of(language)} text", passage.text[language])
    yield from _without_sign(item)
    yield from _each_time(item)


def _each_time(item: Reading) -> Iterator[Flaw]:
    """What is said to double, where the formula has powers of 3."""
    for part in item.parts:
        if not isinstance(part, Computed) or not (base := _base(part.formulas) or _linear(part.formulas)):
            continue
        is_power = _base(part.formulas) is not None
        for language in item.languages:
            text = shown(item.asked(part, language), language)
            words = {factor: match for factor, p in EACH_TIME.get(language, {}).items() if (match := p.search(text))}
            is_known = not {base, 1 / base}.isdisjoint(words)
            if words and is_known is not is_power:
                word, name = next(iter(words.values()))[0], name_of(language)
                message = f"“{word}”, and the formula has powers of {base}, in the {name} text"
                if not is_power:
                    message = (
                        f"“{word}”, and the formula multiplies by {base} once and has no powers, in the {name} text"
                    )
                yield flaw("described-otherwise", message, part.say().ask[language])


@lru_cache(maxsize=256)
def _base(formulas: Formulas) -> Fraction | None:
    """The only number of which a formula has powers with another exponent than a number."""
    powers = powers_of(inlined(formulas, formulas.key))
    bases = {b for power in powers if not isinstance(power.right, ast.Constant) and (b := _number(power.left))}
    return bases.pop() if len(bases) == 1 else None


@lru_cache(maxsize=256)
def _linear(formulas: Formulas) -> Fraction | None:
    """The only number by which a product of others is multiplied, where there are no powers: what doubles is not counted so."""
    tree = inlined(formulas, formulas.key)
    allowed = ast.BinOp | ast.Mult | ast.Div | ast.Name | ast.Load | ast.Constant
    nodes = [*ast.walk(tree)]
    numbers = [b for node in nodes if isinstance(node, ast.Constant) and (b := _number(node))]
    is_product = all(isinstance(node, allowed) for node in nodes) and len(names_of(tree)) > 1
    return numbers[0] if is_product and len(numbers) == 1 else None


def _number(node: ast.expr) -> Fraction | None:
    match node:
        case ast.Constant(int() | float() as value):
            return Fraction(str(value))
        case ast.BinOp(ast.Constant(int(a)), ast.Div(), ast.Constant(int(b))) | ast.Call(
            ast.Name("R"), [ast.Constant(int(a)), ast.Constant(int(b))]
        ) if b:
            return Fraction(a, b)
    return None


def _astray(text: str, language: Language) -> Iterator[str]:
    """What is said to fall from a smaller number to a larger one, or to rise from a larger to a smaller."""
    for way, pattern in FROM_TO.get(language, {}).items():
        for match in pattern.finditer(text):
            here, there = _value(match[1]), _value(match[3])
            units = match["unit"].strip(), match["other"].strip()
            # 1 m is more than 80 cm.
            same = units[0] == units[1] or not all(units)
            if same and (here > there if way == "up" else here < there):
                yield f"“{match[0]}” says the wrong way"


def _multiples(text: str, numbers: set[Fraction], language: Language) -> Iterator[str]:
    for factor, pattern in MULTIPLE.get(language, {}).items():
        for match in pattern.finditer(text):
            within = Fraction(1, 2 * 10 ** len(match[1].partition(".")[2])) if "." in match[1] else 0
            if not any(abs(factor * number - _value(match[1])) <= within for number in numbers):
                yield f"“{match[0]}”, but no number of the question is the one of which it is so much"


def _shares(text: str, language: Language) -> Iterator[str]:
    """A third, worked out as a half."""
    for match in SHARE[language].finditer(text) if language in SHARE else ():
        (part,) = (n for n, words in PARTS[language].items() if re.fullmatch(words, match["share"], re.IGNORECASE))
        if int(match["by"]) != part:
            yield f"“{match[0].rstrip('= ')}” divides by another number than it says"


def _without_sign(item: Reading) -> Iterator[Flaw]:
    """A question for how much higher something is, or for an absolute value, whose answer is negative."""
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, int | float | Fraction) or part.key >= 0:
            continue
        for language in (at for at in item.languages if at in UNSIGNED):
            ask = part.say().ask[language]
            match = UNSIGNED[language].search(question_or_all(shown(ask, language)))
            before = item.before(language)
            clauses = " ".join(clause.get(language, "") for clause in item.clauses)
            if match and not SIGNED[language].search(f"{before} {ask} {clauses}"):
                message = (
                    f"“{match[0]}” in the {name_of(language)} text, where the answer is {part.value(part.key).tex()}"
                )
                yield flaw("asks-otherwise", message, ask)


def _value(number: str) -> Fraction:
    return Fraction(number.replace("\\,", "").replace(",", "").replace("−", "-"))
