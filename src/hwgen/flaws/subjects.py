"""What the question of a computed question is about, and its claim: one thing of the text, not two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, prose
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

WORD = {"zh": re.compile(r"[\u4e00-\u9fff]"), "en": re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")}
# A name has so many signs or words at least, in a language without spaces and in one with them.
LEAST = {"zh": 2, "en": 1}
IDLE = re.compile(
    r"(?i)\b(?:the|an?|of|is|are|was|were|in|at|on|to|by|for|and|its|it|this|that|what|how|many|much|there|after|with|from|as|be|does|do|has|have)\b"
)


def of_subjects(item: Reading) -> Iterator[Flaw]:
    """A claim that has another thing of the text in the place of the one that is asked for."""
    for part in item.parts:
        if isinstance(part, Computed) and item.context:
            wording = part.say()
            for language in (at for at in item.languages if at in WORD):
                context = _words(item.context[language], language)
                ask, claim = _words(wording.ask[language], language), _words(wording.claim[language], language)
                for mine, theirs in _replaced(ask, claim, context, language):
                    message = (
                        f"the question is about “{mine}”, its claim about “{theirs}” in the {name_of(language)} text"
                    )
                    yield flaw("claim-differs", message, wording.claim[language])


def _words(text: str, language: Language) -> list[str]:
    visible = prose(text).visible
    return WORD[language].findall(visible.lower() if language == "zh" else IDLE.sub(" ", visible).lower())


def _replaced(ask: list[str], claim: list[str], context: list[str], language: Language) -> Iterator[tuple[str, str]]:
    """The words of a claim that stand where a question has others; the text before them has both."""
    joint = "" if language == "zh" else " "
    whole = f"{joint}{joint.join(context)}{joint}"
    for kind, a, b, c, d in SequenceMatcher(None, ask, claim, autojunk=False).get_opcodes():
        mine, theirs = joint.join(ask[a:b]), joint.join(claim[c:d])
        if (
            kind == "replace"
            and min(b - a, d - c) >= LEAST[language]
            and all(f"{joint}{words}{joint}" in whole for words in (mine, theirs))
            and mine not in joint.join(claim)
            and theirs not in joint.join(ask)
        ):
            yield mine, theirs
