"""Words that do not go with a number: “the sizes is”, “a weights”, “7 layer of”."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, is_sample, prose
from hwgen.flaws.rules import rule
from hwgen.proof.grammar import matches


@rule
def grammar_slip(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        read = prose(text)
        for match in matches(read.visible, language):
            # Punctuation has a rule of its own.
            if match[0].strip("，。") and not is_sample(read.visible, match.start()):
                yield Finding(f"“{match[0].strip()}”", text, read.offset(match.start()))
