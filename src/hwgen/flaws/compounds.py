"""Names of chemical compounds beside their formulas: carbon monoxide is no CO₂."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwgen.text import Language
from hwgen.words.words import name_of

FORMULA = r"\s?[(（]\s?\$?(?:\\(?:mathrm|text|ce)\s?)?\{?(?P<formula>[A-Z][A-Za-z0-9_{}₀-₉]*?)\}?\$?\s?[)）]"
NAMES: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile(rf"(?P<many>[一二三四五六])(?P<of>氧化|氯化|氟化|硫化)[^，。；（(]{{1,3}}{FORMULA}"),
    "en": re.compile(
        rf"\b(?P<many>mon|di|tri|tetr|pent|hex)[ao]?(?P<of>oxide|chloride|fluoride|sul(?:f|ph)ide){FORMULA}",
        re.IGNORECASE,
    ),
}
NUMBERS = {
    name: number
    for names in ("一二三四五六", ("mon", "di", "tri", "tetr", "pent", "hex"))
    for number, name in enumerate(names, 1)
}
ELEMENTS = {"氧": "O", "氯": "Cl", "氟": "F", "硫": "S", "o": "O", "c": "Cl", "f": "F", "s": "S"}
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789", "_{}")


def miscounted_atoms(text: str, language: Language) -> Iterator[str]:
    """Compounds of which a text, as it is shown, has a name that counts other atoms than the formula behind it."""
    for match in NAMES[language].finditer(text) if language in NAMES else ():
        element = ELEMENTS[match["of"][0].lower()]
        formula = match["formula"].translate(SUBSCRIPTS)
        count = sum(int(n or 1) for n in re.findall(rf"{element}(?![a-z])(\d*)", formula))
        number = NUMBERS[match["many"].lower()]
        # Some are written as pairs of molecules, such as P₄O₁₀.
        if count != number and (number == 1 or not count or count % number):
            yield f"“{match[0]}”: the formula has {count} of {element}, the name {number}, in the {name_of(language)} text"
