"""Numbers as answers, with what is accepted beside them: 3.14±0.01, 3.13~3.15, 9.8（误差不超过 0.1）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from hwgen.lms.written.folding import folded
from hwgen.meantnumbers import POWER, number_meant
from hwgen.numerals import decimals, machine

PLAIN = r"[+-]?(?:(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,2})?"
ABOUT = r"(?:大约|约(?:为|等于|是)?|近似(?:为|值)?|≈|~|about|approx(?:\.|imately)?|around|circa)\s*"
PLUS_MINUS = r"(?:±|\+\s?/?\s?-)"
ERROR = (
    r"(?:(?:允许|容许|可接受|最大|绝对|相对)?的?误差(?:范围)?(?:不超过|不大于|不得超过|小于等于|在|为|是|≤|<=?)?"
    r"|(?:with )?(?:an? )?(?:tolerance|error|margin)(?: of| is)?|within|give or take)"
)
ENOUGH = r"(?:以内|之内|内)?(?:均可|都可|皆可|均对|都对|均正确|都正确|均给分|都给分|即可|accepted|is fine|are right)?"
END = rf"\s*{ENOUGH}\s*(?:[(\[]\s*(?:均?含(?:端点)?|包含端点|inclusive)\s*[)\]])?\s*[)\]]?\s*\.?"
WITHIN = re.compile(
    rf"(?:{ABOUT})?(?P<number>{PLAIN})\s*[,;]?\s*[(\[]?\s*"
    rf"(?:{PLUS_MINUS}|{ERROR}\s*[:=]?\s*{PLUS_MINUS}?)\s*(?P<tolerance>\d+(?:\.\d+)?(?:e-?\d{{1,2}})?)\s*(?P<percent>%)?{END}",
    re.I,
)
# In words alone what stands between is no sign of subtraction; a dash between whole numbers may be one.
BETWEEN = re.compile(
    rf"(?:(?:{ABOUT})?(?P<number>{PLAIN})\s*(?:[;(\[]|,\s)\s*[(\[]?\s*)?(?:(?:可接受|接受|允许|答案|范围|accept(?:ed)?|range|anything|any)*\s*[:]?\s*)"
    rf"(?:(?:between|介于|from|在)?\s*)(?P<low>{PLAIN})\s*(?:(?P<sign>~|—|–|至|到|to|and|和|与|…+|\.\.+)|(?P<dash>-))\s*"
    rf"(?P<high>{PLAIN})\s*(?P<there>之间)?{END}",
    re.I,
)
# What may be an interval as well as a range of accepted numbers.
INTERVAL = re.compile(
    rf"\[\s*(?P<low>{PLAIN})\s*[,;]\s*(?P<high>{PLAIN})\s*\]|(?P<least>{PLAIN})\s*[≤<]=?\s*\w{{1,10}}\s*[≤<]=?\s*(?P<most>{PLAIN})",
    re.I,
)
# A comma that can be nothing but a decimal point: 0,5 and 3,14 and 1.234,5; others may part two answers, or thousands.
COMMA = re.compile(
    r"(?P<whole>[+-]?(?:0|[1-9]\d{0,2}(?:[. ']\d{3})+|[1-9]\d*(?=,(?:\d\d|\d{4,})(?!\d))))[,](?P<decimals>\d+)"
)
# Thousands that are parted by points, spaces or apostrophes.
GROUPED = re.compile(r"([+-]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?: \d{3})+|(?:'\d{3})+))(\.\d+)?")
# Thousands to some readers, and three decimals to others.
GROUPED_ONCE = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
# What may be a number or several.
COMMAS = re.compile(r"[+-]?\d+(?:, *\d+)+(?:\.\d+)?")
# A formula that is nothing but a number, and a number at the end of a sentence.
AROUND = re.compile(r"\$([^$]*)\$|(.*\d)[.;。；]", re.DOTALL)
FRACTION = re.compile(r"([+-]?\d{1,9})\s*/\s*(0*[1-9]\d{0,8})")
WITH_UNIT = re.compile(rf"({PLAIN}\s*{PLUS_MINUS}\s*\d+(?:\.\d+)?)\s*([^\d\s%]{{1,8}})")
# Whole numbers with a dash between them: a range, or a difference.
DASHED = re.compile(r"(\d+)\s*-\s*(\d+)")
ROUGH = re.compile(rf"{ABOUT}(?P<number>{PLAIN})\s*\.?", re.I)
ALONE = re.compile(PLAIN, re.I)
LONGEST = 100
# Words that join two answers, unless something says that what lies between them is meant.
JOINING = ("and", "和", "与")
INNER = re.compile(r"between|介于|在", re.I)


@dataclass(frozen=True)
class Number:
    """`remark` says what had to be guessed."""

    value: Fraction
    tolerance: Fraction = Fraction(0)
    remark: str = ""


def number(given: str) -> Number | None:
    """The number that an answer is, with its tolerance; None for what is none, or stays a text better: 007, 85%, 5 cm."""
    plain = _plain(given)
    if len(plain) > LONGEST:
        return None
    if match := POWER.fullmatch(plain):
        return Number(Fraction(f"{match[1]}e{match[2]}"))
    if match := COMMA.fullmatch(plain):
        shown = machine(value := Fraction(re.sub(r"[. ']", "", match["whole"]) + f".{match['decimals']}"))
        return Number(value, remark=f"“{given[:40]}” was read as {shown}: its comma as a decimal point")
    if match := GROUPED.fullmatch(plain):
        return Number(Fraction(re.sub(r"[. ']", "", match[1]) + (match[2] or "").replace(",", ".")))
    if ALONE.fullmatch(plain):
        return Number(_value(plain))
    if match := WITHIN.fullmatch(plain):
        value, tolerance = _value(match["number"]), _value(match["tolerance"])
        return Number(value, abs(value) * tolerance / 100 if match["percent"] else tolerance)
    if match := BETWEEN.fullmatch(plain):
        return _between(match)
    if match := ROUGH.fullmatch(plain):
        value, decimals = _value(match["number"]), len(match["number"].partition(".")[2])
        half = Fraction(1, 2 * 10**decimals)
        remark = f"“{given[:40]}” has no tolerance; half of its last place, {machine(half)}, is accepted"
        return Number(value, half, remark)
    return None


def is_decimal_comma(given: str) -> bool:
    """Whether an answer has a comma that can be nothing but a decimal point."""
    return len(given) <= LONGEST and bool(COMMA.fullmatch(_plain(given)))


def grouped_doubt(given: str) -> str:
    """What is doubtful about an answer such as 1,000 or 1.000 where others have decimal commas; "" for nothing."""
    plain = _plain(given)
    if len(plain) > LONGEST or not GROUPED_ONCE.fullmatch(plain) or not (asked := number(plain)):
        return ""
    other = _value(plain.replace(",", ".")) if "," in plain else _value(plain.replace(".", ","))
    return (
        f"“{given[:40]}” was read as {machine(asked.value)}; if commas are decimal points here, write {machine(other)}"
    )


def text_doubt(given: str) -> str:
    """What is doubtful about an answer of figures that was read as a text: an interval, or commas; "" for nothing."""
    plain = _plain(given).replace("、", ",")
    if len(plain) <= LONGEST and (match := INTERVAL.fullmatch(plain)):
        low, high = match["low"] or match["least"], match["high"] or match["most"]
        return f"“{given[:40]}” was read as a text; if every number between is right, write {low}~{high}"
    if len(plain) > LONGEST or number(given):
        return ""
    if match := DASHED.fullmatch(plain):
        return f"“{given[:40]}” was read as a text; if every number between is right, write {match[1]}~{match[2]}"
    if COMMAS.fullmatch(plain):
        one = plain.count(",") == 1 and " " not in plain
        single = f"write {plain.replace(',', '.')} for a number, or " if one else "write "
        several = re.sub(", *", "; ", plain)
        return f"“{given[:40]}” was read as a text because of its comma; {single}“{several}” for several answers"
    hint = _way_to_number(plain)
    return f"“{given[:40]}” was read as a text, to be typed just so; {hint}" if hint else ""


def _way_to_number(plain: str) -> str:
    if match := FRACTION.fullmatch(plain):
        value = Fraction(int(match[1]), int(match[2]))
        if decimals(value) is not None:
            return f"“{plain} | {machine(value)}” accepts both"
        return f"for a number, write decimals with a tolerance, such as {float(value):.3f}±0.001"
    if match := WITH_UNIT.fullmatch(plain):
        return f"for a number, write {match[1]}, and put {match[2]} into the stem"
    hint = number_meant(plain)
    return f"for a number, {hint}" if hint.startswith("write `") and ":" not in plain else ""


def _between(match: re.Match[str]) -> Number | None:
    low, high = _value(match["low"]), _value(match["high"])
    apart = not match["dash"] or "." in match["low"] + match["high"]
    joined = match["sign"] and match["sign"].lower() in JOINING and not (match["there"] or INNER.search(match[0]))
    if low >= high or not apart or joined:
        return None
    value, tolerance = (low + high) / 2, (high - low) / 2
    shown = f"{machine(value)} ± {machine(tolerance)}"
    instead = f" in place of {match['number']}" if match["number"] and _value(match["number"]) != value else ""
    return Number(value, tolerance, f"the range “{match[0].strip()[:40]}” became {shown}{instead}")


def _plain(given: str) -> str:
    plain = folded(given).replace("−", "-").strip()
    around = AROUND.fullmatch(plain)
    return (around[1] or around[2] or "").strip() if around else plain


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))
