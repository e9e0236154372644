"""Claims of true/false questions: with the key they are true, and with any other value false under every reading."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from hwgen.errors import CourseError, Diagnostic, counted
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.counting import alike
from hwgen.text import Language
from hwgen.words.words import name_of

# Where a claim takes the value that it states.
SLOT = "{}"
# The clauses of a sentence: a condition in another one may well hold a “not” or an “at most”.
CLAUSE = re.compile(r"[,;:，；：。！？()（）]\s?|\.\s|—")
# In formulas, next to the place for the value.
SIGNS = {
    "negation": r"\\(?:neq?|not\s*=)(?![A-Za-z])|≠",
    "bound": r"\\(?:leq?|geq?|leqslant|geqslant|ll|gg|lesssim|gtrsim|lt|gt)(?![A-Za-z])|[<>≤≥]",
    "several": r"\\(?:in|mid|equiv)(?![A-Za-z])|∈|∣",
    "about": r"\\(?:approx|simeq|sim)(?![A-Za-z])|≈",
}
# By which a question asks for the most or the least.
ASKED_EXTREME = {
    "en": r"\bat (?:most|least)\b|\bthe (?:maximum|minimum|largest|smallest|greatest|fewest|most)\b(?! (?:class|pool|likelihood))",
    "zh": "[至最]多|[至最]少|最[大小][^池似间汇化]{0,8}(?:是|为|有)?(?:多少|几)",
}
WHAT = {
    "negation": ("is negated, so that it is false with the key and true with any other value", "say what the value is, without “not”"),
    "bound": ("is a bound, and one that is true of the key is true of other values, too", "ask for the value itself, or for the smallest bound"),
    "several": ("is true of several values, so that a wrong one may be right, too", "say what the one value is"),
    "about": ("says “about” of an exact value, so that a value close to it is no clear mistake", "state the value, or set `places`"),
}  # fmt: skip


def sound_claims(generator: Generator, problem: Problem) -> None:
    """Raises CourseError for a claim without exactly one place for a value in each language, and for one that can be read otherwise."""
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            for language, claim in wording.claim.items():
                _sound_claim(generator, part, language, claim)
            for language, ask in wording.ask.items():
                if extreme := _not_claimed(alike(ask), alike(wording.claim.get(language, "")), language):
                    message = f"`{generator.id}`, {part.id}: claim: the {name_of(language)} question asks for “{extreme}”, the claim does not say so: what holds of the most or the least may hold of other values"
                    raise CourseError(
                        Diagnostic(
                            "proof-loose-claim",
                            message,
                            generator.span,
                            "say “at most”, “the largest” or the like in the claim, too",
                        )
                    )
                if _asks_for_any_bound(alike(ask), language):
                    message = f"`{generator.id}`, {part.id}: ask: the {name_of(language)} question has more than one answer: anything beyond a bound is a bound, too"
                    raise CourseError(
                        Diagnostic("proof-loose-claim", message, generator.span, "ask for the smallest bound")
                    )


def _sound_claim(generator: Generator, part: Computed, language: Language, claim: str) -> None:
    where, what = f"`{generator.id}`, {part.id}: claim", f"the {name_of(language)} text"
    if fault := _misplaced(claim):
        hint = "write `$[value]$` once, where a true/false question states a value"
        raise CourseError(Diagnostic("proof-claim", f"{where}: {fault} in {what}", generator.span, hint))
    for kind in _read_otherwise(alike(claim), language):
        # What is rounded may well be called so.
        if kind != "about" or part.places is None:
            message, hint = WHAT[kind]
            raise CourseError(Diagnostic("proof-loose-claim", f"{where}: {what} {message}", generator.span, hint))


def _misplaced(claim: str) -> str:
    before, slot, after = claim.partition(SLOT)
    if not slot or SLOT in after:
        return f"{counted(claim.count(SLOT), 'place')} for a value"
    return "" if before.count("$") % 2 else "the place for a value stands outside a formula"


@cache
def _words() -> dict[Language, dict[str, Any]]:
    text = Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _asks_for_any_bound(ask: str, language: Language) -> bool:
    patterns = _words().get(language, {}).get("bound", {}).get("asked", ())
    return any(re.search(pattern, ask, re.IGNORECASE) for pattern in patterns)


def asks_extreme(ask: str, language: Language) -> str:
    """The word by which a question asks for the most or the least."""
    match = re.search(ASKED_EXTREME[language], ask, re.IGNORECASE) if language in ASKED_EXTREME else None
    return match[0] if match else ""


def speaks_of_extreme(text: str, language: Language) -> bool:
    """Whether a text has a word for the most or the least, or one like it; in a language that has no list of them, it may."""
    known = _words().get(language, {})
    return "extreme" not in known or bool(re.search(known["extreme"], text, re.IGNORECASE))


@lru_cache(maxsize=1024)
def _not_claimed(ask: str, claim: str, language: Language) -> str:
    """The word by which a question asks for the most or the least, where its claim has none like it."""
    extreme = asks_extreme(ask, language)
    return "" if speaks_of_extreme(claim, language) else extreme


@lru_cache(maxsize=1024)
def _read_otherwise(claim: str, language: Language) -> tuple[str, ...]:
    """Why a claim, without its numbers, may be true of other values, or false of its own: names in WHAT."""
    before, _, after = claim.partition(SLOT)
    head, _, formula = before.rpartition("$")
    rest, _, tail = after.partition("$")
    head, tail = CLAUSE.split(head)[-1].rstrip(), CLAUSE.split(tail)[0].lstrip()
    known = _words().get(language, {})

    def is_read(kind: str) -> bool:
        signs, words = SIGNS[kind], known.get(kind, {})
        return bool(
            re.search(rf"(?:{signs})\s*$", formula)
            or re.match(rf"\s*(?:{signs})", rest)
            or any(re.search(pattern, head, re.IGNORECASE) for pattern in words.get("before", ()))
            or any(re.match(pattern, tail, re.IGNORECASE) for pattern in words.get("behind", ()))
        )

    return tuple(filter(is_read, SIGNS))
