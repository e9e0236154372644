"""What the alternative texts of charts say: numbers that the charts have, labels that the question uses, and not the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from hwgen.flaws.contrasts import wanted
from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Numeric
from hwgen.text import Language
from hwgen.words.words import name_of

NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?![\d.]*\d|\s?[%％])(?![A-Za-z])")
# The ends of an axis.
RANGE = re.compile(r"(?:从|自|\bfrom |\bbetween )\s?\S+ ?(?:到|至|to|and) ?\S+")
# Of so few points all may be given; of a curve, values are that lie between its points.
FEW = 12
# What a curve, a bar or a point is called by a letter; A and I are words of English, too.
LABEL = {
    "zh": re.compile(r"(?<![A-Za-z0-9-])[A-Z](?![A-Za-z0-9-])|[甲乙丙丁]"),
    "en": re.compile(r"(?<![\w-])(?:[B-HJ-Z]|I[IV]|III)(?![\w’-])"),
}
# A value that is read off a chart is rounded.
NEAR = 0.03


@rule
def alternative_differs(item: Reading) -> Iterator[Finding]:
    yield from _labels(item)
    yield from _values(item)


def _labels(item: Reading) -> Iterator[Finding]:
    """Letters by which the stem calls what the chart shows, where the chart has other letters."""
    for language in (at for at in item.languages if at in LABEL):
        captions = [passage.text[language] for passage in item.passages if passage.role == "caption"]
        known = {label for text in captions for label in LABEL[language].findall(prose(text).visible)}
        for passage in item.passages if known else ():
            text = passage.text[language] if passage.role in ("context", "stem") else ""
            for match in LABEL[language].finditer(prose(text).visible):
                if match[0] not in known:
                    message = f"“{match[0]}” in the {name_of(language)} text is nowhere in the chart"
                    yield Finding(message, text, prose(text).offset(match.start()))


def _values(item: Reading) -> Iterator[Finding]:
    values = [float(value) for value in chain.from_iterable(chain.from_iterable(item.numbers.values()))]
    counts = [float(len(row)) for rows in item.numbers.values() for row in rows]
    # Bars have names below them, which may be numbers.
    if not values or not all(rows for name, known in item.numbers.items() if name.endswith("_x") for rows in known):
        return
    for passage in item.passages:
        for language in item.languages if passage.role == "caption" else ():
            text = shown(passage.text[language], language)
            numbers = [float(match[0].replace("−", "-")) for match in NUMBER.finditer(RANGE.sub("", text))]
            unknown = [number for number in numbers if not _is_shown(number, [*values, *counts])]
            # What is compared may be no value; one number among others that are is a slip.
            if len(unknown) == 1 and len(numbers) > 2 and len(values) <= FEW:
                message = f"{unknown[0]:g} in the {name_of(language)} alternative text is nowhere in the chart"
                yield Finding(message, passage.text[language])
            if match := _told(item, text, language):
                yield Finding(
                    f"“{match}” in the {name_of(language)} alternative text is the answer", passage.text[language]
                )


def _is_shown(number: float, values: list[float]) -> bool:
    return any(abs(number - value) <= NEAR * abs(value) + 1e-9 for value in values)


def _told(item: Reading, text: str, language: Language) -> str:
    """The answer behind the word for what is asked for, such as “a mean of 35” where the mean is asked for."""
    for part in item.parts:
        if isinstance(part, Numeric) and len(part.cells) == 1:
            asked = wanted(question_or_all(prose(part.stem[language]).visible), language)
            key = f"{float(part.cells[0].number):g}"
            for words in asked.values():
                for word in words.values():
                    match = re.search(
                        rf"{re.escape(word)}[^，。；,.;\d]{{0,8}}(?<![\d.]){re.escape(key)}(?![.\d])",
                        text,
                        re.IGNORECASE,
                    )
                    if match:
                        return match[0]
    return ""
