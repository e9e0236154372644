"""Solutions of rounded answers that never write the answer as it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import GROUPED
from hwgen.words.words import name_of

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def of_unrounded(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or part.form not in ("number", "tuple") or not part.value(part.key).rounded:
            continue
        answer = part.value(part.key).bare().tex()
        for language in item.languages:
            solution = part.say().solution[language]
            # Zeros behind the last digit may be left off.
            written = set(map(float, _numbers(solution)))
            if missing := [number for number in _numbers(answer) if float(number) not in written]:
                message = f"the answer is {answer}, but the {name_of(language)} solution never comes to {missing[0]}"
                yield flaw("answer-unrounded", message, solution)


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(GROUPED.sub("", text))
