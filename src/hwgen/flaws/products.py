"""Products that begin with a number of the question and end with a unit: not bytes of what the question has in bits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.measures import PURE, behind
from hwgen.flaws.slots import Texts
from hwgen.words.words import name_of

# Times what has no numbers of the question in it, up to the end of the formula: [s] × (m k + k n)$ bytes.
TIMES = re.compile(r"\s*\\(?:times|cdot)\s*(?:\([^()$]*\)|[A-Za-z\d\s^{}]+)\s*\$(?P<rest>[^$].*)", re.DOTALL)
BEGINS = re.compile(r"\$\s*$")


def of_products(texts: Texts) -> Iterator[Flaw]:
    for slot in texts.slots(texts.part.solution[texts.language]):
        match = TIMES.match(slot.after)
        own = texts.units.get(slot.name, PURE)
        if match and own != PURE and BEGINS.search(slot.before):
            printed = behind(match["rest"], texts.language)
            if printed.dimension == own.dimension != () and not printed.factors & own.factors:
                message = f"`{slot.name}` is in “{own.word}” in the question, and a product with it in “{printed.word}” in the solution, in the {name_of(texts.language)} text"
                yield flaw("unit-differs", message, texts.part.solution[texts.language])
                return
