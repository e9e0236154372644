"""Letters of options that were typed on a Russian keyboard: А, В and С look like A, B and C, and are others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.lms.written.draft import Doubt
from hwgen.lms.written.folding import folded

LATIN = str.maketrans("АВСЕНавсе", "ABCEHabce")
# The letter before an option, or behind the word before an answer.
BEGUN = re.compile(r"(\s*\*?[(\[]?)([АВСЕНавсе])(?=\s*[.．、)）:：\]])")
ANSWER = re.compile(
    r"(\s*(?:答案|正确答案|参考答案|(?i:(?:correct )?answer))\s*[:：]\s*)([A-HАВСЕН]*[АВСЕН][A-HАВСЕН]*)(?=\s*$)"
)
# The second letter of Russian stands where options are really counted in it.
RUSSIAN = re.compile(r"\s*\*?[(\[]?[Бб]\s*[.．、)）:：\]]")


LETTERS = re.compile(r"[A-Ha-hАВСЕНавсе\s,，、;；]+")
CYRILLIC = re.compile("[АВСЕНавсе]")


def latin_answer(answer: str) -> str:
    """An answer of nothing but letters, with Latin ones; "" where it has no others, or is no such answer."""
    return answer.translate(LATIN) if LETTERS.fullmatch(folded(answer)) and CYRILLIC.search(answer) else ""


def latin(lines: Sequence[str], doubt: Doubt) -> list[str]:
    """The lines with Latin letters before options, with a doubt at the first that had others."""
    if any(map(RUSSIAN.match, lines)):
        return list(lines)
    read = []
    for line in lines:
        match = BEGUN.match(line) or ANSWER.match(line)
        read.append(f"{match[1]}{match[2].translate(LATIN)}{line[match.end() :]}" if match else line)
    if changed := [at for at, line in enumerate(lines) if line != read[at]]:
        message = "the letters А, В, С before options are Cyrillic ones, and were read as A, B, C"
        doubt("written-label", changed[0] + 1, "", message)
    return read
