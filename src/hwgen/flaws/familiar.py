"""Quantities of some fields, and what they come to of the numbers of a question: divisible integers, carriers of an allele, deposits, trips out and back, causal masks, projections."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from numbers import Real
from typing import Any

from hwgen.text import Language

# What each quantity of a family comes to: more than one value where the name leaves open which of them is meant.
Family = Mapping[str, Sequence[float]]
# Families of which a text names a quantity before it asks for another one.
OF_WHOLE = frozenset(["reckoning"])
DIVISIBLE = re.compile(r"整除|倍数|[约因]数|divisib|multiple|divisor|factor", re.IGNORECASE)
FROM_ONE = re.compile(r"1 ?[到至~]|不超过|from \$?1\$? to|between 1 and|up to|not exceed", re.IGNORECASE)
MOST_DIVISORS = 10**4
EQUILIBRIUM = re.compile(r"哈[代迪]|遗传平衡|Hardy", re.IGNORECASE)
# Two parents who both carry a recessive allele.
CROSS = re.compile(
    r"(?P<one>[A-Z])(?P<two>[a-z])\$?\s?(?:×|\\times|x)\s?\$?(?P=one)(?P=two)"
    r"|(?:均|都)[为是]\s?\$?(?:[A-Z][a-z](?![a-z])|杂合|携带者)|\bboth (?:are |were )?(?:of genotype |heterozygous|carriers|\$?[A-Z][a-z](?![a-z]))"
)
DOMINANT = re.compile(
    r"显性(?:遗传)?[病症]|(?<!co)(?<!in)\bdominant (?:disease|disorder|condition|trait)", re.IGNORECASE
)
DEPOSIT = re.compile(r"利率|利息|单利|复利|interest|compounded", re.IGNORECASE)
PERIODS = {"compound": 1, "half-yearly": 2, "quarterly": 4, "monthly": 12}
LEAST_SUM, MOST_YEARS = 100, 50
RETURN = re.compile(
    r"折返|返回|往返|原路|回程|\b(?:turns? (?:at once|back|round|around)|returns?|and back|way back)\b", re.IGNORECASE
)

CAUSAL = re.compile(r"因果掩码|\bcausal(?:ly)? mask|\bmasked self-attention", re.IGNORECASE)
# Each token sees those before it and not itself.
STRICT = re.compile(
    r"不(?:能|可以?|得)?(?:关注|看到?|包括|含)?(?:它?自己|自身)|(?:but )?not (?:to )?itself|\bstrictly before",
    re.IGNORECASE,
)
VECTOR = re.compile(r"(?<![A-Za-z\\])(?P<name>[a-zA-Z])\s*=\s*\((?P<entries>-?\d+(?:\s*,\s*-?\d+)+)\)")
ONTO = re.compile(
    r"(?P<one>[a-zA-Z])\$? ?在 ?(?:向量 ?)?\$?(?P<zh>[a-zA-Z])\$? ?(?:方向)?上的|\bof \$?(?P<of>[a-zA-Z])\$? onto \$?(?P<en>[a-zA-Z])\b"
)


def of_fields(
    params: Mapping[str, Any], used: Mapping[str, Any], text: str, language: Language
) -> Iterator[tuple[str, Family]]:
    """The families of a question that draws `params`, by what its text is about; `used` are those that its formula works with."""
    drawn, numbers = _plain(params), _plain(used)
    if DIVISIBLE.search(text) and FROM_ONE.search(text):
        yield from (("divisible", family) for family in _divisible(drawn))
    if projections := _projections(text):
        yield "projection", projections
    if len(numbers) != len(used):
        return
    if EQUILIBRIUM.search(text) and (alleles := _alleles(numbers)):
        yield "alleles", alleles
    if CROSS.search(text) and not DOMINANT.search(text) and len(numbers) < 2:
        people = [1.0, *numbers]
        shares = {"carriers": 1 / 2, "affected": 1 / 4, "healthy": 3 / 4}
        yield "alleles", {name: [share * n for n in people] for name, share in shares.items()}
    if len(numbers) in (2, 3) and all(n > 1 and n == int(n) for n in numbers):
        whole = [int(n) for n in numbers]
        yield "multiples", {"lcm": [math.lcm(*whole)], "gcd": [math.gcd(*whole)]}
    if DEPOSIT.search(text) and len(numbers) == 3 and max(numbers) >= LEAST_SUM:
        yield from _deposits(numbers)
    if CAUSAL.search(text) and (pairs := _pairs(numbers, strict=bool(STRICT.search(text)))):
        yield "mask", pairs
    if RETURN.search(text) and (trip := _trip(numbers)):
        yield "trip", trip


def _plain(values: Mapping[str, Any]) -> list[float]:
    return [float(v) for v in values.values() if isinstance(v, Real) and not isinstance(v, bool)]


def _divisible(numbers: Sequence[float]) -> Iterator[Family]:
    whole = sorted({int(n) for n in numbers if n == int(n) and n > 1}, reverse=True)
    if len(whole) < 3 or whole[0] > MOST_DIVISORS:
        return
    n, *rest = whole
    for a, b in combinations(rest, 2):
        # What else is drawn is worked out of the two.
        if {*rest} <= {a, b, math.lcm(a, b), math.gcd(a, b), a * b}:
            both = n // math.lcm(a, b)
            either = n // a + n // b - both
            of_both = [d for d in range(1, n + 1) if a % d == b % d == 0]
            of_one = [d for d in range(1, n + 1) if a % d == 0 or b % d == 0]
            yield {"both": [both], "either": [either], "neither": [n - either], "divisors": [len(of_both), len(of_one)]}
            return


def _alleles(numbers: Sequence[float]) -> Family:
    shares, sizes = [n for n in numbers if 0 < n < 1], [n for n in numbers if n > 1]
    if len(shares) != 1 or len(sizes) > 1 or len(numbers) > 2:
        return {}
    q, people = shares[0], [1.0, *sizes]
    return {
        "carriers": [n * 2 * q * (1 - q) for n in people],
        "affected": [n * q * q for n in people],
        "healthy": [n * (1 - q * q) for n in people],
    }


def _deposits(numbers: Sequence[float]) -> Iterator[tuple[str, Family]]:
    """A sum, a rate in percent and a number of years."""
    *rest, deposit = sorted(numbers)
    grown: dict[str, list[float]] = {name: [] for name in (*PERIODS, "simple")}
    for rate, years in permutations(rest):
        share = rate if rate < 1 else rate / 100
        if years > MOST_YEARS or share >= 1:
            continue
        for name, periods in PERIODS.items():
            grown[name].append(deposit * (1 + share / periods) ** (periods * years))
        grown["simple"].append(deposit * (1 + share * years))
    ends = [value for values in grown.values() for value in values]
    yield "deposit", {"in-all": ends, "interest": [value - deposit for value in ends]}
    yield "reckoning", {name: [*values, *(value - deposit for value in values)] for name, values in grown.items()}


def _trip(numbers: Sequence[float]) -> Family:
    match sorted(numbers):
        case [u, v] if u > 0:
            return {
                "speed": [2 * u * v / (u + v)],
                "velocity": [0.0],
                "mean of the two speeds": [(u + v) / 2],
            }
        case [least, _, _] if least > 0:
            ways = [*permutations(numbers)]
            return {"speed": [(s + r) / t for s, r, t in ways], "velocity": [(s - r) / t for s, r, t in ways]}
    return {}


def _pairs(numbers: Sequence[float], *, strict: bool) -> Family:
    """The pairs of so many tokens that a mask leaves and those that it takes away, of one head or of some."""
    if not numbers or len(numbers) > 2:
        return {}
    ways = [*permutations(numbers)] if len(numbers) == 2 else [(numbers[0], 1.0)]
    seen, unseen = ([h * t * (t + by) / 2 for t, h in ways] for by in (1, -1))
    return {"masked": seen, "unmasked": unseen} if strict else {"masked": unseen, "unmasked": seen}


def _projections(text: str) -> Family:
    """How long the projection of one of two vectors onto the other is, in the direction that the text names and in the other one."""
    vectors = {m["name"]: [float(n) for n in m["entries"].split(",")] for m in VECTOR.finditer(text)}
    asked = {(m["one"] or m["of"], m["zh"] or m["en"]) for m in ONTO.finditer(text)}
    if len(vectors) != 2 or len(asked) != 1 or (names := min(asked))[0] == names[1] or not {*names} <= vectors.keys():
        return {}
    one, other = (vectors[name] for name in names)
    if len(one) != len(other) or not any(one) or not any(other):
        return {}
    product = math.fsum(a * b for a, b in zip(one, other, strict=True))
    onto, back = ([product / math.hypot(*v), -product / math.hypot(*v)] for v in (other, one))
    return {"onto": onto, "back": back}
