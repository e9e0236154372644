"""Numbers of a `check` that the question does not give: in the stem stands another one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from hwgen.flaws.finding import Finding, Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, contents, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Numeric
from hwgen.kinds.kind import EXPLAINING
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.proof.arithmetic import claims
from hwgen.proof.counting import in_full, in_words, numbers
from hwgen.text import Language
from hwgen.words.words import name_of

GIVES = frozenset(["context", "stem", "label", "caption"])
NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
SPACES = re.compile(r"\\,|\{,\}")
# What stands in a formula for itself.
PLAIN = frozenset(map(Fraction, (0, 1, 2, 10, 100)))
# Nobody states how long an hour is, or how many bits a byte has.
CONVERSIONS = (
    (re.compile("字节|比特|byte|bit|[KMG]i?B|FP|float", re.IGNORECASE), frozenset(map(Fraction, (4, 8, 16, 32, 64, 1024)))),
    (re.compile("秒|小时|分钟|[天周]|second|hour|minute|day|week", re.IGNORECASE), frozenset(map(Fraction, (7, 24, 60, 3600, 86400)))),
    (re.compile(r"角|\^\{?\\circ(?!\s*\\?(?:mathrm\{)?[CF])|\bangles?\b", re.IGNORECASE), frozenset(map(Fraction, (90, 180, 360)))),
    # A word or a sign with a prefix.
    (re.compile(r"(?<![A-Za-z])(?:[kMGmμ](?:m|g|s|W|Wh|J|A|V|N|Hz|Pa|L|Ω)|(?:kilo|mega|giga|milli|micro)[a-z]+)(?![A-Za-z])|[千兆吉毫微][米克瓦焦伏安赫帕欧牛秒升]"), frozenset(map(Fraction, (1000, 10**6)))),
)  # fmt: skip
KNOWN = frozenset[Fraction]().union(*(of for _, of in CONVERSIONS)) - {Fraction(1000), Fraction(10**6)}
# Smaller numbers may belong to the formula, as the 12 to the variance of a uniform distribution.
UNUSUAL = 13
# A power of a whole number with its factor, as formulas print it.
POWER = re.compile(r"(?:(?<![\w.])(\d+)\s*(?:\\times|\\cdot|×)\s*)?(?<![\w.])(\d+)\^\{?(\d+)\}?")
# So many zeros a number may have more than it is printed with, as $8\\times10^9$.
ZEROS = 12


@rule
def number_not_given(item: Reading) -> Iterator[Finding]:
    # What is read off a chart, or found by running a program, is not printed as a number.
    if item.numbers or any(any(prose(text).of("fence")) for _, text in item.texts):
        return
    parts = [part for part in item.parts if isinstance(part, Numeric)]
    if not parts:
        return
    known = _given(item, GIVES) | {abs(cell.number) for part in parts for cell in part.cells}
    if len(parts) == 1 and len(parts[0].cells) == 1:
        yield from _one_for_another(item, parts[0].cells[0].check)
    combined = known | PLAIN | one_step(known | {Fraction(1), Fraction(2), Fraction(100)}) | _explained(item)
    for cell in (cell for part in parts for cell in part.cells if cell.check):
        for number in _constants(cell.check):
            if not any(number / 10**zeros in combined for zeros in range(ZEROS)):
                yield Finding(f"`{cell.check}` has {float(number):g}, which the question does not give", cell.check)
                break


def _one_for_another(item: Reading, check: str) -> Iterator[Finding]:
    """A number that everybody knows, such as the 7 days of a week, where the question gives another one that is not used."""
    texts = [(passage.text[at], at) for passage in item.passages if passage.role in GIVES for at in item.languages]
    stated = {Fraction(number) for text, at in texts for number in NUMBER.findall(shown(text, at))}
    written = stated | {Fraction(n) for text, at in texts for n in in_words(text, at) if NUMBER.fullmatch(n)}
    constants = set(_constants(check))
    strange = (constants & KNOWN) - PLAIN - written - {a * b for a in written for b in written}
    unused = stated - constants - PLAIN
    if len(strange) == len(unused) == 1:
        message = f"`{check}` has {float(min(strange)):g}, and not {float(min(unused)):g}, which the question gives"
        yield Finding(message, check)


def of_constants(item: Reading) -> Iterator[Flaw]:
    """Numbers in the formula of a key that no text of the question says, such as 9.81."""
    unusual = {part.id: unusual_constants(part.formulas) for part in item.parts if isinstance(part, Computed)}
    # What a question gives takes long to read.
    if not any(unusual.values()) or shows_more(item):
        return
    given = given_by(item)
    strange = {number for numbers in unusual.values() for number in numbers} - given - PLAIN
    combined = combinations_of(given) if strange else given
    for part in item.parts:
        for number in unusual.get(part.id, ()):
            if isinstance(part, Computed) and number in strange - combined:
                message = f"the formula has {float(number):g}, which the question does not say"
                yield flaw("constant-unsaid", message, part.say().ask[item.languages[0]])


@lru_cache(maxsize=512)
def unusual_constants(formulas: Formulas) -> tuple[Fraction, ...]:
    """The numbers of a formula that the question has to say, but for those in functions of the author’s."""
    texts = () if formulas.functions else (formulas.key, *formulas.let.values())
    return tuple(n for text in texts for n in _constants(text) if n.denominator > 1 or n >= UNUSUAL)


def shows_more(item: Reading) -> bool:
    """Whether a text shows a program or a figure, which may give numbers, too."""
    return any(any(prose(text).of(kind)) for _, text in item.texts for kind in ("fence", "figure"))


def given_by(item: Reading) -> set[Fraction]:
    """The numbers that a question says, in its conventions, too."""
    clauses = [clause.get(at, "") for clause in item.clauses for at in item.languages]
    return _given(item, GIVES).union(*(_printed(text, at) for text in clauses for at in item.languages))


def combinations_of(given: Set[Fraction]) -> set[Fraction]:
    """These numbers, and those that one step leads to."""
    return {*given, *PLAIN, *one_step(given | {Fraction(1), Fraction(2), Fraction(100)})}


def of_powers(item: Reading) -> Iterator[Flaw]:
    """Constants with a power, such as 2 × 10⁵ or 2²⁰, in the place of which the formula has another one: 3 × 10⁵, or 10⁶."""
    for part in item.parts:
        if not isinstance(part, Computed) or part.formulas.functions:
            continue
        worked = {power for text in (part.formulas.key, *part.formulas.let.values()) for power in _powers(text)}
        # What a question gives takes long to read.
        if not worked:
            continue
        values = {_whole(power) for power in worked}
        clauses = "\n".join(clause.get(at, "") for clause in item.clauses for at in item.languages)
        for language in item.languages:
            before = item.before(language)
            text = part.say().ask[language]
            given = {
                (int(factor or 1), int(base), int(exponent))
                for factor, base, exponent in POWER.findall(shown(f"{before}\n{text}\n{clauses}", language))
            }
            known = {_whole(power) for power in given}
            for one in sorted(given):
                for other in sorted(worked):
                    if _whole(one) not in values and _whole(other) not in known and _are_rivals(one, other):
                        message = f"the question gives {_written(one)}, and the formula has {_written(other)}, in the {name_of(language)} text"
                        yield flaw("constant-unsaid", message, text)


def _powers(text: str) -> Iterator[tuple[int, int, int]]:
    """The powers of whole numbers in a formula, each with its factor."""
    tree = ast.parse(text, mode="eval")
    factors = {}
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(ast.Constant(int(factor)), ast.Mult(), ast.BinOp(op=ast.Pow()) as power):
                factors[id(power)] = factor
            case ast.BinOp(ast.Constant(int(base)), ast.Pow(), ast.Constant(int(exponent))):
                yield factors.get(id(node), 1), base, exponent


def _whole(power: tuple[int, int, int]) -> int:
    factor, base, exponent = power
    return int(factor * base**exponent)


def _are_rivals(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether a constant stands for another: with another factor, or as a power of ten for one of two."""
    if one[1:] == other[1:]:
        return True
    binary, decimal = sorted((one, other), key=lambda power: power[1])
    return (binary[1], decimal[1]) == (2, 10) and 3 * binary[2] == 10 * decimal[2]


def _written(power: tuple[int, int, int]) -> str:
    factor, base, exponent = power
    return f"{factor} × {base}^{exponent}" if factor != 1 else f"{base}^{exponent}"


def _given(item: Reading, roles: Set[str]) -> set[Fraction]:
    given: set[Fraction] = set()
    for passage in item.passages:
        if passage.role in roles:
            for language in item.languages:
                given |= _printed(passage.text[language], language)
    return given


def _printed(text: str, language: Language) -> set[Fraction]:
    whole = in_full(SPACES.sub("", contents(text)), language)
    written = chain(
        NUMBER.findall(whole),
        in_words(text, language),
        (n.replace(",", "") for n in numbers(shown(text, language), language)),
    )
    printed = {Fraction(number) for number in written if NUMBER.fullmatch(number)}
    return printed.union(*(of for pattern, of in CONVERSIONS if pattern.search(whole)))


def one_step(known: Set[Fraction]) -> set[Fraction]:
    """What one step leads to from what is known."""
    combined = {result for a in known for b in known for result in (a + b, a * b, abs(a - b))}
    return combined | {a / b for a in known for b in known if b}


def _explained(item: Reading) -> set[Fraction]:
    """What the explanation works out step by step."""
    texts = [passage.text[at] for passage in item.passages if passage.role in EXPLAINING for at in item.languages]
    steps = chain.from_iterable(claims(piece.inside) for text in texts for piece in prose(text).of("math"))
    return {Fraction(step.right) for step in steps if NUMBER.fullmatch(step.right) and not NUMBER.fullmatch(step.left)}


def _constants(check: str) -> Iterator[Fraction]:
    for side in re.split(r"(?<![=<>!])=(?!=)", check):
        try:
            tree = ast.parse(side.strip(), mode="eval")
        except SyntaxError:
            continue
        yield from (
            Fraction(str(n.value))
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and type(n.value) in (int, float)
        )
