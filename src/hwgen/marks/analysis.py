"""What the answers of a class say of its questions: how hard they were, how well they told students apart, which mistakes were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from math import sqrt

from hwgen.marks import statistics as stats
from hwgen.marks.roll import Row
from hwgen.marks.scoring import QuestionScore, Result
from hwgen.sheets.keys import Boxes, Number, Option, Question

# Fewer say little; of fewer still nothing is compared, and nothing is kept that could be traced to one of them.
FEW, TOO_FEW = 30, 5
BINS = 10
LIKELY = Fraction(5, 100)


@dataclass(frozen=True)
class OptionUse:
    """How many chose an option of those who saw it, and how that goes with the rest of their points; `right` wherever it stood.

    `text` is what it says on one of the papers, `why` the reason that is given there.
    """

    id: str
    right: bool
    seen: int
    chosen: int
    biserial: float | None
    misconception: str = ""
    text: str = ""
    why: str = ""

    @property
    def share(self) -> Fraction:
        return Fraction(self.chosen, self.seen)


@dataclass(frozen=True)
class Suspect:
    """Why a key may be wrong: the id and the text of the wrong answer that the best gave or, without them, better students who did worse."""

    id: str = ""
    text: str = ""

    @property
    def by_discrimination(self) -> bool:
        return not self.id


@dataclass(frozen=True)
class ItemUse:
    """A question of an item, over all papers that asked it; of several difficulties, `difficulty` is 0. `stem` is that of one of the papers.

    `doubts` are answers of which a person had to decide what is marked, or still has to.
    """

    item: str
    part: str
    kind: str
    difficulty: int
    numbers: tuple[int, ...]
    count: int
    facility: Fraction
    interval: tuple[float, float]
    discrimination: float | None
    efficiency: float | None
    upper_lower: Fraction | None
    blank: Fraction
    doubts: int
    options: tuple[OptionUse, ...]
    variants: Mapping[str, tuple[int, Fraction]]
    stem: str = ""
    suspect: Suspect | None = None

    @property
    def name(self) -> str:
        return self.item if self.part in ("", self.item) else f"{self.item}/{self.part}"


@dataclass(frozen=True)
class MistakeUse:
    """A misconception over all items and variants that could show it, and a reason that is given against it."""

    id: str
    seen: int
    chosen: int
    items: tuple[str, ...]
    why: str = ""

    @property
    def share(self) -> Fraction:
        return Fraction(self.chosen, self.seen)


@dataclass(frozen=True)
class Difference:
    """Those with one variant or form beside all others: how many had everything right, or did better than the median."""

    name: str
    group: str
    count: int
    share: Fraction
    others: Fraction
    chance: Fraction
    corrected: Fraction

    @property
    def likely(self) -> bool:
        return self.corrected < LIKELY


@dataclass(frozen=True)
class Analysis:
    """`totals` are in percent, in their order; `bins` count them by tens. `missing` are students without a sheet; `incomplete` are sheets that lack pages, of which nothing is counted."""

    count: int
    missing: int
    incomplete: int
    absent: int
    totals: tuple[Fraction, ...]
    bins: tuple[int, ...]
    alpha: float | None
    error: float | None
    items: tuple[ItemUse, ...]
    misconceptions: tuple[MistakeUse, ...]
    differences: tuple[Difference, ...]
    passed: Fraction | None

    @property
    def small(self) -> bool:
        return self.count < FEW

    @property
    def mean(self) -> Fraction:
        return stats.mean(self.totals)

    @property
    def deviation(self) -> float:
        return sqrt(stats.variance(self.totals))


@dataclass(frozen=True)
class _Taken:
    """A question as one student answered it, and that student's points in all others."""

    result: Result
    score: QuestionScore
    rest: Fraction

    @property
    def share(self) -> Fraction:
        return self.score.share

    @property
    def doubtful(self) -> bool:
        response = self.result.response
        asked = {*self.result.doubts, *response.decided} - {*response.typed}
        return not asked.isdisjoint(self.score.question.groups)


def analysed(rows: Sequence[Row]) -> Analysis | None:
    """None where nobody's answers are there."""
    scored = [row.result for row in rows if row.result and not row.absent]
    # Of whoever lacks a page, neither the total nor the rest of the points is known.
    known = [result for result in scored if not result.unscanned]
    if not known:
        return None
    # What a question, an option or a reason says is that of the first paper that has it: in the language of the class, if any is.
    results = sorted(known, key=_foreign)
    taken = _taken(results)
    totals = tuple(sorted(_percent(result) for result in results))
    columns = [[score.points for score in column] for column in zip(*(r.questions for r in results), strict=False)]
    alpha = stats.alpha(columns)
    items = tuple(sorted(map(_item, taken.values()), key=lambda item: item.numbers))
    verdicts = [result.passed for result in results if result.passed is not None]
    return Analysis(
        len(results),
        sum(row.result is None for row in rows),
        len(scored) - len(results),
        sum(row.absent for row in rows),
        totals,
        _bins(totals),
        alpha,
        stats.error_of_measurement(sqrt(stats.variance(totals)), alpha),
        items,
        tuple(_misconceptions(taken)),
        tuple(_differences(results, taken)),
        Fraction(sum(verdicts), len(verdicts)) if verdicts else None,
    )


def _foreign(result: Result) -> bool:
    return bool(result.copy.language)


def _percent(result: Result) -> Fraction:
    return 100 * result.exact / result.most if result.most else Fraction(0)


def _bins(totals: Sequence[Fraction]) -> tuple[int, ...]:
    counts = [0] * BINS
    for total in totals:
        counts[min(max(int(total * BINS / 100), 0), BINS - 1)] += 1
    return tuple(counts)


def _taken(results: Sequence[Result]) -> dict[tuple[str, str], list[_Taken]]:
    """By item and part; what counts nothing, or the same for all, is left out."""
    taken: dict[tuple[str, str], list[_Taken]] = {}
    for result in results:
        points = sum((score.points for score in result.questions), Fraction(0))
        for score in result.questions:
            question = score.question
            if question.points and not question.void and not score.pending:
                entry = _Taken(result, score, points - score.points)
                taken.setdefault((question.item, question.part), []).append(entry)
    return taken


def _item(taken: Sequence[_Taken]) -> ItemUse:
    question = taken[0].score.question
    shares, rests = [each.share for each in taken], [each.rest for each in taken]
    facility = stats.mean(shares)
    variants: dict[str, list[Fraction]] = {}
    for each in taken:
        variants.setdefault(each.score.question.variant, []).append(each.share)
    use = ItemUse(
        question.item,
        question.part,
        question.kind,
        difficulties.pop() if len(difficulties := {each.score.question.difficulty for each in taken}) == 1 else 0,
        tuple(sorted({each.score.question.number for each in taken})),
        len(taken),
        facility,
        stats.wilson(min(max(facility, Fraction(0)), Fraction(1)), len(taken)),
        stats.correlation(shares, rests),
        stats.efficiency(shares, rests),
        stats.upper_lower(shares, rests),
        Fraction(sum(each.score.blank for each in taken), len(taken)),
        sum(each.doubtful for each in taken),
        tuple(_options(taken)),
        {variant: (len(values), stats.mean(values)) for variant, values in sorted(variants.items())},
        question.stem,
    )
    return replace(use, suspect=_suspect(use, taken))


def _options(taken: Sequence[_Taken]) -> Iterator[OptionUse]:
    """Those of questions that are one row of boxes; of true and false, the two answers, of which each statement has another right."""
    seen: dict[str, list[tuple[bool, Fraction]]] = {}
    about: dict[str, Option] = {}
    always: dict[str, bool] = {}
    for each in taken:
        match each.score.question.fields:
            case (Boxes(options=options),):
                chosen = each.score.fields[0].chosen
                for option in options:
                    seen.setdefault(option.id, []).append((option.value in chosen, each.rest))
                    always[option.id] = always.get(option.id, True) and option.share > 0
                    if option.id not in about or (option.misconception and not about[option.id].misconception):
                        about[option.id] = option
            case _:
                return
    for id, uses in seen.items():
        marks = [Fraction(choice) for choice, _ in uses]
        biserial = stats.correlation(marks, [rest for _, rest in uses])
        one = about[id]
        yield OptionUse(id, always[id], len(uses), int(sum(marks)), biserial, one.misconception, one.text, one.why)


def _suspect(use: ItemUse, taken: Sequence[_Taken]) -> Suspect | None:
    if len(taken) < 2 * TOO_FEW:
        return None
    best = sorted(taken, key=lambda each: each.rest)[-max(1, len(taken) // 4) :]
    votes: dict[str, int] = {}
    texts: dict[str, str] = {}
    for each in best:
        for name, text in _wrong(each.score):
            votes[name] = votes.get(name, 0) + 1
            texts.setdefault(name, text)
    favourite = max(votes, key=lambda name: votes[name], default="")
    if favourite and 2 * votes[favourite] > len(best):
        return Suspect(favourite, texts[favourite])
    # One or two who differ from all others make a correlation of any sign.
    fewer = sum(each.share < use.facility for each in taken)
    apart = min(fewer, len(taken) - fewer) >= TOO_FEW
    below = use.discrimination is not None and stats.surely_below(use.discrimination, len(taken))
    return Suspect() if apart and below else None


def _wrong(score: QuestionScore) -> Iterator[tuple[str, str]]:
    """What of an answer is no part of the key: the ids of options or a number, each with what it says."""
    for field, result in zip(score.question.fields, score.fields, strict=True):
        if isinstance(field, Boxes):
            wrong = (option for option in field.options if option.value in result.chosen and option.share <= 0)
            yield from ((option.id, option.text or option.value) for option in wrong)
        elif isinstance(field, Number) and result.answer and not result.share:
            yield result.answer, result.answer


def _borne(question: Question) -> Iterator[tuple[str, str]]:
    """The misconceptions that an answer to a question can show, each with the reason that is given against it."""
    for field in question.fields:
        if isinstance(field, Boxes):
            yield from ((option.misconception, option.why) for option in field.options if option.misconception)
        elif isinstance(field, Number):
            yield from ((interval.misconception, interval.why) for interval in field.accepted if interval.misconception)


def _misconceptions(taken: Mapping[tuple[str, str], Sequence[_Taken]]) -> Iterator[MistakeUse]:
    """The most frequent first."""
    seen: dict[str, int] = {}
    chosen: dict[str, int] = {}
    items: dict[str, dict[str, None]] = {}
    reasons: dict[str, str] = {}
    for each in sorted(chain.from_iterable(taken.values()), key=lambda each: _foreign(each.result)):
        borne = dict(_borne(each.score.question))
        for id, why in borne.items():
            reasons.setdefault(id, why)
            seen[id] = seen.get(id, 0) + 1
            items.setdefault(id, {})[each.score.question.item] = None
        for id in {id for field in each.score.fields for id in field.misconceptions}:
            chosen[id] = chosen.get(id, 0) + 1
    uses = (MistakeUse(id, count, chosen.get(id, 0), tuple(items[id]), reasons[id]) for id, count in seen.items())
    yield from sorted(uses, key=lambda use: (-use.share, use.id))


def _differences(results: Sequence[Result], taken: Mapping[tuple[str, str], Sequence[_Taken]]) -> Iterator[Difference]:
    """Variants of an item by who has everything right, forms by who is above the median; all chances corrected together."""
    tables = [*_by_variant(taken), *_by_form(results)]
    corrected = stats.holm([stats.fisher(*cells) for _, _, cells in tables])
    for (name, group, (a, b, c, d)), chance in zip(tables, corrected, strict=True):
        yield Difference(name, group, a + b, Fraction(a, a + b), Fraction(c, c + d), stats.fisher(a, b, c, d), chance)


Cells = tuple[int, int, int, int]


def _by_variant(taken: Mapping[tuple[str, str], Sequence[_Taken]]) -> Iterator[tuple[str, str, Cells]]:
    for (item, part), those in taken.items():
        name = item if part in ("", item) else f"{item}/{part}"
        groups = [(each.score.question.variant, each.share == 1) for each in those]
        yield from ((name, group, cells) for group, cells in _apart(groups))


def _by_form(results: Sequence[Result]) -> Iterator[tuple[str, str, Cells]]:
    median = stats.quantile(sorted(map(_percent, results)), Fraction(1, 2))
    groups = [(result.copy.form, _percent(result) > median) for result in results]
    yield from (("", group, cells) for group, cells in _apart(groups))


def _apart(groups: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, Cells]]:
    """Each group that is large enough beside all others, as a table of two by two; of two groups one says it all."""
    good = sum(success for _, success in groups)
    names = sorted({group for group, _ in groups})
    for name in names[:1] if len(names) == 2 else names:
        mine = [success for group, success in groups if group == name]
        if len(mine) >= TOO_FEW and len(groups) - len(mine) >= TOO_FEW:
            a = sum(mine)
            yield name, (a, len(mine) - a, good - a, len(groups) - len(mine) - good + a)
