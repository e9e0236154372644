"""Reasons of wrong options: one for each mistake, that says something, and not the wrong direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from hwgen.flaws.contrasts import exchanged, in_reasons
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, prose, spoken
from hwgen.flaws.synonyms import says_the_same
from hwgen.flaws.words import table
from hwgen.kinds import Choice
from hwgen.problem.computed import Computed
from hwgen.problem.parts import Part
from hwgen.proof.arithmetic import NEAR
from hwgen.text import Language, Text
from hwgen.words.words import name_of

NUMBER = r"(-?\d+(?:\.\d+)?)(?![\d.]*\d|\s*(?:%|[-+/^*×]|\\))"
BY = re.compile(r"\bby (?:the |its |their )?([a-z]+)")
# What there is one too many or too few of.
COUNTED = re.compile(r"个(\w*)|[一两\d] ?([块辆只条张])")
CLAUSE = re.compile(r"(?<=[，。；：,;:])|(?<=\.)\s")


@cache
def _patterns(language: Language) -> Mapping[str, Any]:
    file: Mapping[Language, Mapping[str, Any]] = table("reasons.yaml")
    return file.get(language, {})


def of_reasons(item: Reading) -> Iterator[Flaw]:
    """What is wrong with the reasons of a variant's wrong options."""
    for part in item.parts:
        reasons = reasons_of(part, item)
        if isinstance(part, Computed):
            yield from _astray(part, reasons)
        yield from _alike(reasons, item)
        yield from _opposite(reasons, item)
        for id, why in reasons:
            for language, text in why.items():
                visible = prose(text).visible
                if _is_verdict(visible, language):
                    yield flaw("empty-reason", f"the reason of `{id}` only says that it is wrong: “{text}”", text)
                if match := re.search(_patterns(language).get("ways", "(?!)"), visible, re.IGNORECASE):
                    message = f"the reason of `{id}` leaves open which of two mistakes it is: “{match[0]}”"
                    yield flaw("empty-reason", message, text)


def reasons_of(part: Part, item: Reading) -> Sequence[tuple[str, Text]]:
    """Each wrong option of a part with its reason: its own, or that of bank/misconceptions.yaml."""
    if isinstance(part, Computed):
        whys = {**item.misconceptions, **part.say().reasons}
        return [(id, whys[id]) for id, value in part.wrong.items() if id in whys and value is not None]
    return [(candidate.id, candidate.why) for candidate in part.wrong] if isinstance(part, Choice) else []


def _left_out(reason: str, language: Language) -> list[str]:
    """The words, in no order, of a reason that says that something is left out; nothing of another one."""
    text = spoken(reason).lower().strip(" .。")
    # What is counted and what is left out may change places.
    if re.search(r"[，；,;]", text):
        return []
    words, count = re.subn(_patterns(language).get("omits", "(?!)"), " ", text)
    if not count or not re.search(_patterns(language)["omitted"], text):
        return []
    kept = re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+|[+×]", words)
    return sorted(kept) if len(kept) > 1 else []


def _bag(reason: str, language: Language) -> list[str]:
    """The words of a reason in no order, but for those that say nothing; nothing of one whose order matters."""
    known = _patterns(language)
    # By what something is done stays together, wherever it stands.
    text = BY.sub(r"by_\1", spoken(reason).lower().strip(" .。"))
    # What is counted and what is left out may change places.
    if "idle" not in known or re.search(known["ordered"], text) or re.search(r"[$，；,;]", reason):
        return []
    for name, pattern in known["alike"].items():
        text = re.sub(pattern, name, text)
    kept = re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+|[-+×*/^]", re.sub(known["idle"], " ", text))
    return sorted(kept) if len(kept) > 2 else []


def _is_verdict(reason: str, language: Language) -> bool:
    """Whether each of its clauses says that the option is wrong, and nothing more."""
    verdict = re.compile(_patterns(language).get("verdict", "(?!)"), re.IGNORECASE)
    clauses = [clause.strip(" .,;:。，；：！!") for clause in CLAUSE.split(reason)]
    return all(verdict.fullmatch(clause) for clause in clauses if clause)


def _astray(part: Computed, reasons: Sequence[tuple[str, Text]]) -> Iterator[Flaw]:
    """Reasons that say that a value is too large where it is too small."""
    for id, why in reasons:
        wrong = part.wrong.get(id)
        for language, text in why.items() if _is_plain(wrong) and _is_plain(part.key) else ():
            asked = part.say().ask.get(language, "")
            if says := _untrue(prose(text).visible, asked, wrong, part.key, language) or _beyond(text, language, wrong):
                values = part.value(wrong).tex(), part.value(part.key).tex()
                message = f"the reason of `{id}` says “{says}” of {values[0]}, where the answer is {values[1]}"
                yield flaw("reason-direction", message, text)


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float | Fraction) and value >= 0


def _alike(reasons: Sequence[tuple[str, Text]], item: Reading) -> Iterator[Flaw]:
    for (a, one), (b, other) in combinations(reasons, 2):
        for language in item.languages:
            mine, theirs = one.get(language, ""), other.get(language, "")
            if mine and (
                mine == theirs
                or says_the_same(mine, theirs, language, item.terms)
                or _left_out(mine, language) == _left_out(theirs, language) != []
                or _bag(mine, language) == _bag(theirs, language) != []
            ):
                message = f"`{b}` has the reason of `{a}` in the {name_of(language)} text: “{mine}”"
                yield flaw("same-reason", message, theirs)
                return


def _opposite(reasons: Sequence[tuple[str, Text]], item: Reading) -> Iterator[Flaw]:
    """Reasons of which one language says the contrary of another: that something was added, and that it was left out."""
    for id, why in reasons:
        for one, other in combinations(item.languages, 2):
            mine, theirs = (in_reasons(prose(why.get(at, "")).visible, at) for at in (one, other))
            for here, there in exchanged(mine, theirs):
                message = f"the reason of `{id}` says “{here}” in the {name_of(one)} text, “{there}” in the {name_of(other)} text"
                yield flaw("meaning-differs", message, why[other])


def _beyond(reason: str, language: Language, wrong: Any) -> str:
    """What a reason says of a wrong value beside a number, such as “the result is above 1”, that does not hold."""
    text = shown(reason, language)
    for way, pattern in _patterns(language).get("beyond", {}).items():
        for match in re.finditer(rf"{pattern}\s*{NUMBER}", text, re.IGNORECASE):
            if not (wrong > float(match[1]) if way == "above" else wrong < float(match[1])):
                return match[0]
    return ""


def _untrue(reason: str, asked: str, wrong: Any, key: Any, language: Language) -> str:
    """What a reason says of a wrong value that does not hold of it."""
    known = _patterns(language)
    if not known:
        return ""
    clauses = [clause for clause in CLAUSE.split(reason) if not re.search(known["parts"], clause, re.IGNORECASE)]
    for clause in clauses:
        whole = isinstance(wrong, int) and isinstance(key, int)
        for way, holds in (("larger", wrong > key), ("smaller", wrong < key), ("recounted", wrong > key or not whole)):
            for pattern in known[way]:
                if not holds and (match := re.search(pattern, clause, re.IGNORECASE)):
                    # One half-life too few leaves more: what is counted has to be what is asked for.
                    counted = COUNTED.search(clause[match.start() :])
                    thing = next(filter(None, counted.groups()), "") if counted else ""
                    if thing in asked:
                        return match[0]
        for factor, pattern in known["times"].items():
            if (match := re.search(pattern, clause, re.IGNORECASE)) and abs(wrong - float(factor) * key) > NEAR * key:
                return match[0]
    return ""
