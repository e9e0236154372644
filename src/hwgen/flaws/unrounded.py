"""Solutions of rounded answers that never write the answer as it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.content.texmath import FORMULA
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import GROUPED
from hwgen.words.words import name_of

# Zeros behind the last digit may be left off.
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def of_unrounded(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or part.form not in ("number", "tuple") or not part.value(part.key).rounded:
            continue
        answer = part.value(part.key).bare().tex()
        wanted = _numbers(answer)
        for language in item.languages:
            solution = part.say().solution[language]
            written = {number for formula in FORMULA.findall(solution) for number in _numbers("".join(formula))}
            if missing := [number for number in wanted if number not in written]:
                message = f"the answer is {answer}, but the {name_of(language)} solution never comes to {missing[0]:g}"
                yield flaw("answer-unrounded", message, solution)


def _numbers(formula: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(GROUPED.sub("", formula))]
