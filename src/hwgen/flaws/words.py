"""The words that the rules look for: words.yaml, and the misspellings that codespell collects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.about import Spelling
from hwgen.text import Language
from hwgen.words.words import script_of


@cache
def table(name: str) -> Any:
    """What a YAML file of words beside this module holds."""
    return yaml.load(Path(__file__).with_name(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def words(name: str, language: Language | None = None) -> frozenset[str]:
    entry = table("words.yaml")[name]
    return frozenset(entry.get(language, ()) if language else entry)


@cache
def pattern(name: str, language: Language) -> re.Pattern[str]:
    """Matches any of the words: whole ones in English. `above` holds patterns itself."""
    longest_first = sorted(words(name, language), key=lambda word: (-len(word), word))
    any_of = "|".join(longest_first if name == "above" else map(re.escape, longest_first))
    if not any_of:
        return re.compile(r"(?!)")
    return re.compile(any_of if script_of(language).ideographic else rf"(?<![\w'])(?:{any_of})(?![\w'])", re.IGNORECASE)


def search(patterns: Mapping[Language, re.Pattern[str]], text: str, language: Language) -> re.Match[str] | None:
    """What the pattern of a language finds; nothing in a language that has none."""
    return patterns[language].search(text) if language in patterns else None


# Improvisation, of course, has no z anywhere.
ISATION = re.compile(r"(?!improv).{3,}isation(?:s|al)?")
ENDINGS = re.compile(r"(.{2,})(i|y)z(e|es|ed|er|ers|ing|ings|able|ation|ations|ational)$")
# Their z is no ending; "normalizing flows" and the like are names in no language.
WITH_Z = frozenset(
    [
        "size",
        "sizes",
        "sized",
        "sizing",
        "resize",
        "resizes",
        "resized",
        "resizing",
        "downsize",
        "downsized",
        "upsize",
        "upsized",
        "oversize",
        "oversized",
        "prize",
        "prizes",
        "prized",
        "seize",
        "seizes",
        "seized",
        "seizing",
        "capsize",
        "capsized",
        "assize",
        "maize",
        "baize",
        "outsize",
        "midsize",
        "fullsize",
        "batchsize",
    ]
)


@cache
def british(word: str) -> str:
    """The British spelling of an American one in small letters; nothing for any other word."""
    if spelling := table("words.yaml")["british"].get(word):
        return str(spelling)
    ending = ENDINGS.fullmatch(word)
    if not ending or word in WITH_Z or (ending[2] == "y" and not ending[1].endswith("l")):
        return ""
    return f"{ending[1]}{ending[2]}s{ending[3]}"


@cache
def misspellings() -> dict[str, str]:
    """What codespell's dictionary corrects in one way only, where that is sure: words of four letters and more."""
    spec = find_spec("codespell_lib")
    if spec is None or not spec.submodule_search_locations:
        return {}
    text = Path(spec.submodule_search_locations[0], "data", "dictionary.txt").read_text(encoding="utf-8")
    pairs = (line.partition("->") for line in text.splitlines())
    return {wrong: right for wrong, _, right in pairs if "," not in right and len(wrong) > 3}


@cache
def american(word: str) -> str:
    """The American spelling of a British one in small letters; nothing for any other word."""
    if spelling := _american().get(word):
        return spelling
    return re.sub(r"isation(s|al)?$", r"ization\1", word) if ISATION.fullmatch(word) else ""


@cache
def _american() -> dict[str, str]:
    return {there: here for here, there in table("words.yaml")["british"].items()}


SPELT: Mapping[Spelling, Callable[[str], str]] = {"british": british, "american": american, "none": lambda word: ""}


@cache
def _judged(spelling: Spelling) -> set[str]:
    return set()


def misspelt(words: Iterable[str], spelling: Spelling) -> dict[str, str]:
    """Those of the English words that are not spelt so, with what they should be; words in capitals are names."""
    judged, spelt = _judged(spelling), SPELT[spelling]
    new = set(words) - judged
    faults = {}
    for word in new:
        if word[1:].islower() and (right := spelt(word.lower()) or misspellings().get(word.lower(), "")):
            faults[word] = right.capitalize() if word[0].isupper() else right
    judged.update(new - faults.keys())
    return faults
