"""In which language the questions of a file are, by their words: a course that an import begins is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from hwgen.lms.imported import Imported
from hwgen.text import USUAL, Language

# Words that sentences of one language have and those of the others lack.
COMMON: Mapping[Language, frozenset[str]] = {
    "en": frozenset(
        [
            "the",
            "of",
            "is",
            "are",
            "and",
            "which",
            "what",
            "how",
            "does",
            "why",
            "with",
            "from",
            "for",
            "that",
            "to",
            "by",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "das",
            "und",
            "ist",
            "sind",
            "nicht",
            "ein",
            "eine",
            "einer",
            "welche",
            "welcher",
            "welches",
            "wie",
            "wird",
            "mit",
            "für",
            "von",
            "den",
            "zu",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "est",
            "sont",
            "une",
            "dans",
            "quel",
            "quelle",
            "quels",
            "pour",
            "et",
            "qui",
            "du",
            "au",
            "avec",
            "par",
            "que",
        ]
    ),
}
WORD = re.compile(r"[^\W\d_]+")


def only_language(imported: Imported) -> Language | None:
    """The language of all questions that were read for a course in the usual two; None where they have several or none."""
    spoken = imported.spoken(USUAL)
    shared = [at for at in USUAL if all(at in languages for languages in spoken.values())]
    stems = [item["stem"] for items in imported.items.values() for item in items if isinstance(item.get("stem"), dict)]
    if len(shared) != 1 or any(len(set(stem.values())) > 1 for stem in stems):
        return None
    return shared[0] if shared[0] == "zh" else _latin(json.dumps(imported.items, ensure_ascii=False))


def _latin(text: str) -> Language:
    words = WORD.findall(text.lower())
    counts = {language: sum(word in common for word in words) for language, common in COMMON.items()}
    # The first of equals is English.
    return max(counts, key=counts.__getitem__)
