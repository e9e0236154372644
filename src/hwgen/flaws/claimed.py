"""What a claim says its value is, and a rule by which something changes: a solution gives it no other value, and follows the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, off_at_most, prose
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR, decimals, sides_in
from hwgen.proof.claims import SLOT
from hwgen.proof.symbolic import given, worked_out
from hwgen.text import Language
from hwgen.words.words import name_of

# Nothing that a sentence is told by.
SPACE = re.compile(r"[\s，,：:$]+")
# Too short to say what a value is.
SHORTEST = {"zh": 5, "en": 12}
RULE = re.compile(r"(?P<left>\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?)\s*(?:\\leftarrow|\\gets|:=)\s*(?P<right>[^,;，；]+)")
LETTER = re.compile(r"\\[A-Za-z]+(?:_(?:\w|\{\w+\}))?|(?<![\\A-Za-z])[A-Za-z](?:_(?:\w|\{\w+\}))?(?![A-Za-z])")
# A claim of by how much something has changed, and a question that asks for anything of the kind.
HAS_CHANGED = {
    "zh": re.compile(r"(?:减少|减小|增加|增大|下降|上升|升高|降低|提高)了\s?\$?$"),
    "en": re.compile(r"\b(?:increase|decrease|grow|grown|rise|risen|fall|fallen|drop|dropp|change)(?:d|s|ed)? by \$?$"),
}
OF_CHANGES = {
    "zh": re.compile("[增减升降变改差省多少快慢]了?多少|变化|改变|增[加大长]|减[少小]|[上升下]降|升高|降低|提高|差"),
    "en": re.compile(
        r"\b(?:by how|by what|how much|chang|differ|increas|decreas|gr[eo]w|ris|rose|fall|fell|drop|reduc|more|less|fewer|smaller|larger|higher|lower|faster|slower|gain|los|sav)",
        re.IGNORECASE,
    ),
}
INDEXED = re.compile(r"(\\[A-Za-z]+|(?<![A-Za-z])[A-Za-z])_(\d|\{\d+\})")
# The letter whose value a formula gives.
LEFT = re.compile(r"(?:(?<=\$)|^)\s*(?P<letter>(?:\\[A-Za-z]+|[A-Za-z])(?:_\w)?)\s*=")
NO_LETTER = re.compile(r"\\(?:times|cdot|left|right|frac|tfrac|dfrac|sqrt|exp|ln|quad|pi|tanh|sigma|max|min)$|e$")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")


def of_claimed(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed) and isinstance(part.key, int | float | Fraction):
            for language in (at for at in item.languages if at in SHORTEST):
                for message in (
                    *_valued(part, language),
                    *_lettered(part, item, language),
                    *_changed(part, language),
                    *_of_another_place(part, language),
                    *_by_rule(part, item, language),
                ):
                    text = part.say().solution[language]
                    yield flaw("claim-differs", message, text)


def _valued(part: Computed, language: Language) -> Iterator[str]:
    """The words of the claim up to its value, where the solution has them before another one."""
    wording, within = part.say(), off_at_most(part)
    words, _, tail = (SPACE.sub("", part) for part in wording.claim[language].partition(SLOT))
    # “times as many” says more than a number.
    behind_value = re.sub(r"[。.\W]+$", "", tail)[:8]
    if len(words) < SHORTEST[language]:
        return
    for sentence in re.split(r"[。；;\n]|\.\s", wording.solution[language]):
        plain = SPACE.sub("", sentence)
        if words in plain:
            behind = plain.partition(words)[2]
            value, has_tail, _ = behind.partition(behind_value) if behind_value else (behind, "yes", "")
            ends = [*sides_in(value)] if has_tail else []
            if ends and all(abs(end - float(part.key)) > within + NEAR * abs(end) for end in ends):
                yield f"“{sentence.strip()}”, where the answer is {float(part.key):g}, in the {name_of(language)} text"


def _lettered(part: Computed, item: Reading, language: Language) -> Iterator[str]:
    """A claim about one letter of the question whose solution ends with another one."""
    wording = part.say()
    claimed = LEFT.search(wording.claim[language].partition(SLOT)[0])
    printed = [piece.inside for piece in prose(wording.solution[language]).of("math")]
    ends = LEFT.match(printed[-1]) if claimed and printed else None
    if not claimed or not ends or claimed["letter"] in LETTER.findall(printed[-1]):
        return
    if any(ends["letter"] in LETTER.findall(piece.inside) for piece in prose(item.asked(part, language)).of("math")):
        yield f"the claim is about `{claimed['letter']}`, and the solution ends with `{ends['letter']}`, in the {name_of(language)} text"


def _changed(part: Computed, language: Language) -> Iterator[str]:
    """A claim of a change, where the question asks for what there is."""
    wording = part.say()
    match = HAS_CHANGED[language].search(wording.claim[language].partition(SLOT)[0])
    if match and not OF_CHANGES[language].search(prose(wording.ask[language]).visible):
        yield f"the claim says “{match[0].strip(' $')}”, and the question does not ask for a change, in the {name_of(language)} text"


def _of_another_place(part: Computed, language: Language) -> Iterator[str]:
    """A claim about $p_2$ where the question asks for $p_1$."""
    wording = part.say()
    asked, claimed = (
        {match.groups() for match in INDEXED.finditer(text)}
        for text in (wording.ask[language], wording.claim[language])
    )
    for letter, place in sorted(claimed - asked):
        if others := {other for one, other in asked if one == letter}:
            yield f"the question is about `{letter}_{min(others)}`, its claim about `{letter}_{place}`, in the {name_of(language)} text"
            return


def _by_rule(part: Computed, item: Reading, language: Language) -> Iterator[str]:
    """A rule such as v ← βv + (1 − β)x of the question, by which no number of the solution comes of those that it gives."""
    stem, solution = item.asked(part, language), part.say().solution[language]
    rules = [match for piece in prose(stem).of("math") for match in RULE.finditer(piece.inside)]
    if not rules:
        return
    values = given(stem)
    printed = [piece.inside for piece in prose(solution).of("math")]
    numbers = {
        float(part.key),
        *(end for tex in printed if "=" in tex or "approx" in tex for end in [*sides_in(tex)][-1:]),
    }
    # What another rule changes keeps its first value for no longer than that.
    changing = {rule["left"] for rule in rules}
    tried = ({*map(float, NUMBER.findall(stem))} - {*values.values()}) | numbers
    for rule in rules:
        right = rule["right"].strip(" .。")
        letters = {m[0] for m in LETTER.finditer(right) if not NO_LETTER.search(m[0])}
        open_letters = {m for m in letters if m not in values or m in changing - {rule["left"]}}
        if rule["left"] not in values or len(open_letters) > 1:
            continue
        results = [*_results(right, values, open_letters, tried)]
        off = 0.51 * 10.0 ** -max((decimals(tex) for tex in printed), default=0) if part.places else NEAR
        if results and not any(
            abs(result - number) <= off + NEAR * abs(number) for result in results for number in numbers
        ):
            yield f"by `{rule[0].strip(' .。')}` of the question, none of the numbers of the solution comes, in the {name_of(language)} text"


def _results(right: str, values: Mapping[str, float], open_letters: set[str], tried: set[float]) -> Iterator[float]:
    ways = ({**values, letter: number} for letter in open_letters for number in tried) if open_letters else (values,)
    for way in ways:
        if (result := worked_out(right, way)) is not None:
            yield result
