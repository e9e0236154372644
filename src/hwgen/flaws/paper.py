"""Flaws of a whole paper: its key's letters, its time, questions that answer each other."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, permutations

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content.picture import Picture
from hwgen.errors import Diagnostic, NoPaper, counted
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Group, Question
from hwgen.flaws.likeness import shingles
from hwgen.kinds import LETTERS, ChoiceAnswer, ShortAnswerAnswer, TrueFalseAnswer
from hwgen.plan.assembly import assemble
from hwgen.plan.faults import unmet
from hwgen.plan.plan import Plan, Slot
from hwgen.text import Language
from hwgen.words.words import Words, script_of
from hwgen.writers.plain import blocks

# What happens by chance less often than this is reported.
RARE = 0.01
# Throws of a coin that are counted exactly; beyond them the normal distribution is near enough.
MOST_THROWS = 1000
# Counts of letters that are enumerated; beyond them the chi-square distribution is near enough.
MOST_STATES = 20_000


@dataclass(frozen=True)
class Paper:
    """A paper as it would be printed, in each language that all its items have."""

    plan: Plan
    exams: Mapping[Language, Exam]

    @property
    def name(self) -> str:
        return self.plan.blueprint.name

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for _, slots in self.plan.sections for slot in slots)

    @property
    def exam(self) -> Exam:
        return next(iter(self.exams.values()))

    @cached_property
    def keys(self) -> tuple[tuple[int, int], ...]:
        """The place of the key and the number of options of each choice of one, in the order of the paper."""
        return tuple(
            (LETTERS.index(q.answer.letters), len(q.answer.options))
            for q in self.exam.questions
            if isinstance(q.answer, ChoiceAnswer) and len(q.answer.letters) == 1
        )

    @cached_property
    def truths(self) -> tuple[bool, ...]:
        return tuple(q.answer.true for q in self.exam.questions if isinstance(q.answer, TrueFalseAnswer))

    @property
    def minutes(self) -> float:
        return sum(group.minutes for group in self.exam.groups)


def printed(course: Course, blueprint: Blueprint, seed: int) -> Paper | list[Diagnostic]:
    """The paper of a seed, or why there is none. Raises CourseError."""
    try:
        plan = assemble(course, blueprint, seed)
    except NoPaper as e:
        return [replace(diagnostic, subject=blueprint.name) for diagnostic in e.diagnostics]
    items = [slot.item for _, slots in plan.sections for slot in slots]
    languages = [
        at for at in course.languages if all(at in item.languages for item in items if isinstance(item, BankItem))
    ]
    if not languages:
        where = blueprint.span("sections")
        return [Diagnostic("no-common-language", "its items have no language in common", where, subject=blueprint.name)]
    return Paper(plan, {at: instantiate(course, plan, at) for at in languages})


def of_paper(paper: Paper) -> Iterator[Diagnostic]:
    for check in (plan_unmet, key_balance, key_run, true_false_balance, gives_away, over_time):
        yield from check(paper)


def plan_unmet(paper: Paper) -> Iterator[Diagnostic]:
    """What the paper lacks of its blueprint's plan."""
    yield from (replace(diagnostic, subject=paper.name) for diagnostic in unmet(paper.plan))


def key_balance(paper: Paper) -> Iterator[Diagnostic]:
    if paper.keys and (p := balance(paper.keys)) < RARE:
        message = f"the key's letters are {tally(paper)} (p = {p:.4f})"
        yield _of("key-balance", paper, message)


def key_run(paper: Paper) -> Iterator[Diagnostic]:
    letters = [LETTERS[place] for place, _ in paper.keys]
    for keys, options, what in (
        (letters, [count for _, count in paper.keys], "letter"),
        (["true" if t else "false" for t in paper.truths], [2] * len(paper.truths), "answer"),
    ):
        word, longest = longest_run(keys)
        if longest > 1 and (p := run_chance(options, longest)) < RARE:
            yield _of("key-run", paper, f"the {what} “{word}” comes {counted(longest, 'time')} in a row (p = {p:.4f})")


def true_false_balance(paper: Paper) -> Iterator[Diagnostic]:
    true, total = sum(paper.truths), len(paper.truths)
    if total and (p := even_chance(true, total)) < RARE:
        yield _of("true-false-balance", paper, f"{true} of {total} statements are true (p = {p:.4f})")


def over_time(paper: Paper) -> Iterator[Diagnostic]:
    allowed = paper.exam.minutes
    if paper.minutes > allowed:
        message = f"the questions take {counted(paper.minutes, 'minute')}, the paper has {allowed}"
        yield Diagnostic("over-time", message, paper.plan.blueprint.span("minutes"), subject=paper.name)


def gives_away(paper: Paper) -> Iterator[Diagnostic]:
    reported = set()
    for exam in paper.exams.values():
        groups = list(zip(paper.slots, exam.groups, strict=True))
        shown = {
            group.item: [_shown(group, question, exam.words) for question in group.questions] for _, group in groups
        }
        for (slot, asked), (other, giver) in permutations(groups, 2):
            pair = (asked.item, giver.item)
            for question in asked.questions if pair not in reported else ():
                for text in shown[giver.item]:
                    if secret := given(question, text, exam.words):
                        reported.add(pair)
                        message = f"`{giver.item}` says “{secret}”, the answer of `{asked.item}`"
                        yield Diagnostic(
                            "gives-away", message, other.span, subject=paper.name, related=(slot.item.span,)
                        )
                        break


def _of(rule: str, paper: Paper, message: str) -> Diagnostic:
    return Diagnostic(rule, message, paper.plan.blueprint.span("sections"), subject=paper.name)


def _shown(group: Group, question: Question, words: Words) -> str:
    refs = {q.id: q.number for q in group.questions}
    return blocks((*group.context, *question.stem), refs, words)


# The key of so many words or characters is found again by no accident.
LONG_IN_CHARACTERS, LONG_IN_WORDS = 6, 4
SHARED = 0.3


def given(question: Question, text: str, words: Words) -> str:
    """The answer of `question` that stands in another one's `text`, if it does."""
    language = words.language
    visible = _words(text, language)
    answer = question.answer
    if isinstance(answer, ChoiceAnswer):
        for option in answer.options:
            if option.right and not isinstance(option.body, Picture):
                key = blocks(option.body, {}, words)
                if len(_units(key, language)) >= _long(language) and _words(key, language) in visible:
                    return key
    elif isinstance(answer, ShortAnswerAnswer):
        asked, other = (shingles(string, language) for string in (blocks(question.stem, {}, words), text))
        common = len(set(asked.tolist()) & set(other.tolist())) / (len(asked) or 1)
        for spelling in answer.accepted:
            if common >= SHARED and len(spelling) > 1 and _words(spelling, language) in visible:
                return spelling
    return ""


def _long(language: Language) -> int:
    return LONG_IN_CHARACTERS if script_of(language).ideographic else LONG_IN_WORDS


def _units(text: str, language: Language) -> Sequence[str]:
    return "".join(re.findall(r"\w+", text)) if script_of(language).ideographic else re.findall(r"\w+", text)


def _words(text: str, language: Language) -> str:
    """For finding one text in another: whole words only."""
    units = _units(text.lower(), language)
    return "".join(units) if script_of(language).ideographic else f" {' '.join(units)} "


def tally(paper: Paper) -> str:
    counts = Counter(place for place, _ in paper.keys)
    return ", ".join(f"{LETTERS[i]} {counts[i]}" for i in range(max(count for _, count in paper.keys)))


def figures(paper: Paper) -> Iterator[str]:
    """What the paper's key looks like, with the odds of one as odd or odder."""
    if paper.keys:
        _, longest = longest_run([str(place) for place, _ in paper.keys])
        odds = run_chance([count for _, count in paper.keys], longest)
        yield f"key: {tally(paper)} (p = {balance(paper.keys):.2f}), longest run {longest} (p = {odds:.2f})"
    if paper.truths:
        true, total = sum(paper.truths), len(paper.truths)
        yield f"statements: {true} of {total} true (p = {even_chance(true, total):.2f})"
    yield f"minutes: {paper.minutes:g} of {paper.exam.minutes}"


def balance(keys: Sequence[tuple[int, int]]) -> float:
    """The chance that letters drawn evenly are as far from even as these, by the chi-square statistic.

    `keys` are the place of the key and the number of options of each question.
    """
    most = max(count for _, count in keys)
    expected = [sum(1 / count for _, count in keys if i < count) for i in range(most)]

    def statistic(counts: Sequence[int]) -> float:
        return sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))

    tally = Counter(place for place, _ in keys)
    here = statistic([tally[i] for i in range(most)]) - 1e-9
    if math.comb(len(keys) + most - 1, most - 1) > MOST_STATES:
        return _chi_square_tail(here, most - 1)
    states: dict[tuple[int, ...], float] = {(0,) * most: 1.0}
    for _, count in keys:
        following: dict[tuple[int, ...], float] = {}
        for counts, chance in states.items():
            for i in range(count):
                new = (*counts[:i], counts[i] + 1, *counts[i + 1 :])
                following[new] = following.get(new, 0.0) + chance / count
        states = following
    return min(1.0, sum(chance for counts, chance in states.items() if statistic(counts) >= here))


def _chi_square_tail(value: float, freedom: int) -> float:
    """Wilson and Hilferty (1931): the cube root of a chi-square is nearly normal."""
    spread = 2 / (9 * freedom)
    return math.erfc(((max(value, 0) / freedom) ** (1 / 3) - 1 + spread) / math.sqrt(2 * spread)) / 2


def longest_run(keys: Sequence[str]) -> tuple[str, int]:
    runs = [(word, len(list(run))) for word, run in groupby(keys)]
    return max(runs, key=lambda run: run[1], default=("", 0))


def run_chance(options: Sequence[int], length: int) -> float:
    """The chance of a run of `length` or more equal letters in questions of so many options."""
    if length < 2:
        return 1.0
    by_run = {1: 1.0}
    reached = 0.0
    for count in options[1:]:
        following = {1: sum(by_run.values()) * (1 - 1 / count)}
        for run, chance in by_run.items():
            if run + 1 >= length:
                reached += chance / count
            else:
                following[run + 1] = chance / count
        by_run = following
    return reached


def even_chance(heads: int, total: int) -> float:
    """The chance that `total` throws of a coin are as far from even as `heads`, on both sides."""
    away = abs(2 * heads - total)
    if total > MOST_THROWS:
        return math.erfc(max(away - 1, 0) / math.sqrt(2 * total))
    ways = sum(math.comb(total, k) for k in range(total + 1) if abs(2 * k - total) >= away)
    chance: float = ways / 2**total
    return chance
