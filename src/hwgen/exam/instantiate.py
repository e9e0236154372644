"""Plan to exam: draws, proves, shuffles and numbers, once and for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, assert_never

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content.markup import parse_inline
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Inlines, Math, Para, Str
from hwgen.draw import Key, PinNotDrawn, Rejected, by_chance, chance, permuted, shuffled
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.exam.model import (
    Answer,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    Exam,
    Group,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    Question,
    RubricLine,
    Section,
    ShortAnswerAnswer,
    TrueFalseAnswer,
    Wrong,
)
from hwgen.papercode import FORMS, Code, Paper
from hwgen.plan.plan import Plan, Slot
from hwgen.problem.generator import Generator
from hwgen.problem.parts import (
    Candidate,
    Choice,
    Computed,
    Entry,
    Essay,
    Matching,
    Numeric,
    NumericCell,
    Ordering,
    Part,
    Problem,
    ShortAnswer,
    TrueFalse,
)
from hwgen.proof.certificates import certificate, variant
from hwgen.proof.domain import draw_problem
from hwgen.proof.options import usable
from hwgen.proof.roads import prove
from hwgen.text import LANGUAGES, Language, Text
from hwgen.values import NotShowable, Raw, Value

# The part of the points, in percent, for a number that follows from an earlier mistake.
FOLLOWING = 50


def instantiate(
    course: Course, plan: Plan, language: Language, paper: Paper = "a4", copy: int = 0, *, form: bool = False
) -> Exam:
    """The paper of a plan, or one of its personal copies or forms. Raises CourseError where a pin fits no draw, or an answer is not confirmed by its second road."""
    file = plan.blueprint.plan
    sections, number = [], 1
    for section, slots in plan.sections:
        groups = []
        for slot in slots:
            group = make_group(course, slot, plan.seed, language, number, copy)
            number += len(group.questions)
            groups.append(group)
        instructions = course.content(section.instructions.text()[language], language) if section.instructions else ()
        if section.deduct:
            instructions = (*instructions, *course.content(_deduction(section.deduct)[language], language))
        sections.append(Section(section.title.text()[language], instructions, tuple(groups)))
    code = Code(plan.blueprint.name, plan.seed, language, paper, copy, FORMS[copy - 1] if form else "")
    return Exam(
        name=plan.blueprint.name,
        course=course.name[language],
        institution=course.institution[language],
        title=file.title.text()[language],
        term=file.term.text()[language] if file.term else "",
        minutes=file.minutes,
        language=language,
        seed=plan.seed,
        code=str(code),
        sections=tuple(sections),
        copy=copy,
        form=code.form,
    )


def make_group(course: Course, slot: Slot, seed: int, language: Language, number: int, copy: int = 0) -> Group:
    """One group of a paper; its first question gets `number`."""
    return make_groups(course, slot, seed, (language,), number, copy)[0]


def make_groups(
    course: Course, slot: Slot, seed: int, languages: Sequence[Language], number: int, copy: int = 0
) -> tuple[Group, ...]:
    """The same group in each of `languages`."""
    problem, params = draw(course, slot, seed, copy)
    return tuple(_Maker(course, slot, seed, at, copy, problem, params).group(number) for at in languages)


def draw(course: Course, slot: Slot, seed: int, copy: int = 0) -> tuple[Problem, dict[str, Any]]:
    """The problem of the slot's item and, for a generator, its params. Every computed answer has been proven.

    Copies take the variants of the domain in an order of their own for each seed: no two alike until it is used up.
    """
    item = slot.item
    if isinstance(item, BankItem):
        if slot.pin.params:
            raise CourseError(Diagnostic(f"`{item.id}` has no params to pin", slot.span))
        return usable(item.problem), {}
    proven = certificate(course, item)
    if slot.pin.params:
        problem, params = _pinned(item, slot, (seed, item.id))
    else:
        problem, params = variant(item, proven.variant((seed, item.id, "variant"), copy, slot.difficulty))
    prove(item, problem, params)
    return problem, params


def _pinned(item: Generator, slot: Slot, key: Key) -> tuple[Problem, dict[str, Any]]:
    try:
        problem, draw = by_chance(lambda d: draw_problem(item, d), key, slot.pin.params)
    except PinNotDrawn as e:
        raise CourseError(Diagnostic(f"`{item.id}`: {e}", slot.span, did_you_mean("", map(str, e.allowed)))) from e
    except Rejected as e:
        raise CourseError(Diagnostic(f"`{item.id}` has no variant with these pins", slot.span)) from e
    return problem, draw.params


@dataclass(frozen=True)
class _Maker:
    """Makes the group of one slot."""

    course: Course
    slot: Slot
    seed: int
    language: Language
    copy: int
    problem: Problem
    params: dict[str, Any]

    @property
    def key(self) -> Key:
        """Copy 0 is the paper of a seed as it was before there were copies."""
        return (self.seed, self.slot.item.id, *((f"copy {self.copy}",) if self.copy else ()))

    def group(self, number: int) -> Group:
        item, problem = self.slot.item, self.problem
        if isinstance(item, BankItem) and self.language not in item.languages:
            name = {"zh": "Chinese", "en": "English"}[self.language]
            self.refuse(f"`{item.id}` has no {name} text", "write it, and leave `language` out")
        self.refuse_idle_pins(problem)
        if self.slot.manner and not any(isinstance(part, Computed) for part in problem.parts):
            self.refuse(f"`{item.id}` is always asked as {item.kind}", "leave `as` out")
        questions = tuple(self.question(part, number + i) for i, part in enumerate(problem.parts))
        return Group(
            item=item.id,
            span=item.span,
            params=self.params,
            context=self.content(problem.context()) if problem.context else (),
            questions=questions,
            topic=item.topic,
            difficulty=problem.difficulty if isinstance(item, Generator) else item.difficulty,
            minutes=item.minutes,
            tags=item.tags,
            source=item.source,
        )

    def statement(self, id: str, count: int) -> int:
        """Copies take the statements in turn, in an order of their own for each seed."""
        if self.copy:
            return permuted((self.seed, id, "statement"), self.copy % count, count)
        return chance((*self.key, id, "statement"), count)

    def refuse_idle_pins(self, problem: Problem) -> None:
        """A pin that nothing in `problem` answers to is a mistake."""
        choices = [part.id for part in problem.parts if isinstance(part, Choice | Computed | Ordering | Matching)]
        for id in self.slot.pin.options:
            if id not in choices:
                self.refuse(f"`{self.slot.item.id}` has no choice `{id}`", did_you_mean(id, choices))
        if self.slot.pin.statement is not None and not any(isinstance(part, TrueFalse) for part in problem.parts):
            self.refuse(f"`{self.slot.item.id}` has no statements to pin")

    def content(self, text: Text) -> Blocks:
        """The text as content; a fault in a generator's text is told at the generator."""
        try:
            return self.course.content(text[self.language], self.language, self.problem.figures())
        except CourseError as e:
            here = self.slot.item.span
            raise CourseError(*(d if d.span else replace(d, span=here) for d in e.diagnostics)) from e

    def question(self, part: Part, number: int) -> Question:
        proof = "check" if isinstance(self.slot.item, Generator) else ""
        answer: Answer
        match part:
            case TrueFalse(id=id, pool=pool):
                pinned = self.slot.pin.statement
                if pinned is not None and pinned not in {s.id for s in pool}:
                    self.refuse(f"`{id}` has no statement `{pinned}`", did_you_mean(pinned, [s.id for s in pool]))
                said = next((s for s in pool if s.id == pinned), None) or pool[self.statement(id, len(pool))]
                answer = TrueFalseAnswer(said.true)
                return Question(
                    id, number, self.content(said.text), answer, self.slot.points, self.content(said.why), said.id
                )
            case Choice(id=id):
                several = part.right_count > 1
                answer = ChoiceAnswer(
                    tuple(self.option(c, part) for c in self.offered(part)), several, 0 if several else self.slot.deduct
                )
                solution = self.content(part.solution)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, solution, "", proof)
            case Computed():
                return self.computed(part, number)
            case Ordering(id=id, entries=entries):
                shown = self.pinned(part, entries) or self.another_order((*self.key, id, "order"), entries)
                answer = OrderingAnswer(self.placed(shown), tuple(shown.index(entry) for entry in entries))
                solution = self.content(part.solution)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, solution, "", proof)
            case Matching(id=id, pairs=pairs, extra=extra):
                rights = (*(entry for _, entry in pairs), *extra)
                right = self.pinned(part, rights) or shuffled((*self.key, id, "right"), rights)
                # A pinned matching keeps its pairs in the order of the item.
                left = pairs if id in self.slot.pin.options else shuffled((*self.key, id, "left"), pairs)
                answer = MatchingAnswer(
                    self.placed(entry for entry, _ in left),
                    self.placed(right),
                    tuple(right.index(entry) for _, entry in left),
                )
                solution = self.content(part.solution)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, solution, "", proof)
            case Essay(id=id):
                template = self.content(part.template) if part.template else ()
                answer = EssayAnswer(self.content(part.model), self.rubric(part), part.lines, template)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, ())
            case Numeric(id=id):
                answer = NumericAnswer(tuple(map(self.given, part.cells)), part.columns)
                solution = self.content(part.solution)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, solution)
            case ShortAnswer(id=id):
                answer = ShortAnswerAnswer(None, part.accepted, part.case)
                solution = self.content(part.solution)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, solution)
            case _:
                assert_never(part)

    def given(self, cell: NumericCell) -> Cell:
        def value(number: Fraction) -> Value:
            return Value(int(number) if number.denominator == 1 else number)

        wrong = tuple(Wrong("", value(w.number), self.content(w.why), w.share) for w in cell.wrong)
        return Cell(value(cell.number), cell.tolerance, self.content(cell.label) if cell.label else (), wrong)

    def refuse(self, message: str, hint: str = "") -> None:
        raise CourseError(Diagnostic(message, self.slot.span, hint))

    def pinned(self, part: Ordering | Matching, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries in their pinned order; none where nothing is pinned."""
        wanted = self.slot.pin.options.get(part.id, ())
        known = {entry.id: entry for entry in entries}
        for id in wanted:
            if id not in known:
                self.refuse(f"part `{part.id}` of `{self.slot.item.id}` has no entry `{id}`", did_you_mean(id, known))
        if wanted and (len(set(wanted)) < len(wanted) or len(wanted) < len(entries)):
            self.refuse(f"the pinned order of part `{part.id}` names each entry once", ", ".join(known))
        return tuple(known[id] for id in wanted)

    def another_order(self, key: Key, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries in an order that is not the right one already."""
        return next(o for o in (shuffled((*key, take), entries) for take in range(1000)) if o != entries)

    def placed(self, entries: Iterable[Entry]) -> tuple[Placed, ...]:
        return tuple(
            Placed(e.id, e.text.in_language(self.language) if isinstance(e.text, Picture) else self.content(e.text))
            for e in entries
        )

    def computed(self, part: Computed, number: int) -> Question:
        """The question as the blueprint wants it asked: as a choice, where nothing is said."""
        manner = self.slot.manner or ("choice" if part.wrong_count else "numeric")
        wording = part.say()
        key = part.value(part.key)
        asked, rounds = wording.ask, key.rounded
        answer: Answer
        remark: Blocks = ()
        match manner:
            case "choice":
                if not part.can_be(manner):
                    self.refuse(
                        f"`{self.slot.item.id}` has too few wrong options to be a choice", "ask it as `numeric`"
                    )
                answer = ChoiceAnswer(self.computed_options(part), deduct=self.slot.deduct)
            case "true-false":
                wrong = self.claimed(part)
                value = part.value(part.wrong[wrong] if wrong else part.key)
                answer, rounds = TrueFalseAnswer(not wrong), value.rounded
                remark = self.content(self.course.misconceptions[wrong].why) if wrong else ()
                asked = Text(
                    *(wording.claim[at].replace("{}", value.shown_with(value.digits).tex()) for at in LANGUAGES)
                )
            case "multiple-choice":
                if not part.can_be(manner):
                    self.refuse(f"`{part.id}` of `{self.slot.item.id}` has one right answer", "ask it as `choice`")
                shown = {label: self.content(text) for label, text in part.labels.items()}
                answer = ChoiceAnswer(
                    tuple(Option(k, body, k in part.key, ()) for k, body in shown.items()), several=True
                )
            case "short-answer":
                answer = ShortAnswerAnswer(key, key.shown_with(key.digits).typed())
            case "numeric" | "table":
                if manner == "table" and not part.can_be(manner):
                    self.refuse(f"`{part.id}` of `{self.slot.item.id}` is a single value", "ask it as `numeric`")
                if not part.can_be("numeric"):
                    self.refuse(f"`{part.id}` of `{self.slot.item.id}` is not a number", "ask it as `short-answer`")
                answer = self.blanks(part)
            case _:
                assert_never(manner)
        stem = self.with_conventions(part, asked, rounds=rounds, stated=manner == "true-false")
        return Question(
            part.id, number, stem, answer, self.slot.points, (*remark, *self.content(wording.solution)), "", "check"
        )

    def blanks(self, part: Computed) -> NumericAnswer:
        """A single number, the named numbers of a tuple, or the numbers of a matrix."""
        half = Fraction(6, 10 ** (part.places + 1)) if part.places is not None else Fraction(0)

        def cell(raw: Any, label: Text | None = None) -> Cell:
            value = Value(raw, "number", part.places, part.unit)
            return Cell(value, half if value.rounded else Fraction(0), self.content(label) if label else ())

        match part.form:
            case "matrix":
                return NumericAnswer(tuple(cell(raw) for row in part.key for raw in row), columns=len(part.key[0]))
            case "tuple" | "shape":
                if part.cells:
                    return NumericAnswer(tuple(map(cell, part.key, part.cells)))
                return NumericAnswer(tuple(map(cell, part.key)), columns=len(part.key))
            case _:
                alone = cell(part.value(part.key).number)
                return NumericAnswer((replace(alone, wrong=tuple(self.wrong_numbers(part))),))

    def wrong_numbers(self, part: Computed) -> Iterator[Wrong]:
        """The numbers that follow from a mistake in an earlier part, then those of this part's misconceptions."""
        seen = {part.value(part.key).shown}

        def wrong(id: str, raw: Raw, why: Text, share: int = 0) -> Iterator[Wrong]:
            value = Value(part.value(raw).number, "number", part.places, part.unit)
            try:
                shown = value.shown
            except NotShowable:
                return
            if shown not in seen:
                seen.add(shown)
                yield Wrong(id, value, self.content(why), share)

        known = self.course.misconceptions
        for earlier in (p for p in self.problem.parts if isinstance(p, Computed) and p.id in part.follows):
            for id, raw in earlier.wrong.items() if self.slot.follow_through else ():
                following = part.following(earlier.id, raw)
                if following is not None:
                    yield from wrong(id, following, _carried(known[id].name), FOLLOWING)
        for id, raw in part.wrong.items():
            yield from wrong(id, raw, known[id].why)

    def claimed(self, part: Computed) -> str:
        """The misconception whose value is stated; as often the right value is, and there is none."""
        key = (*self.key, part.id, "claim")
        if not part.wrong or chance(key, 2):
            return ""
        ids = sorted(part.wrong)
        return ids[chance((*key, "wrong"), len(ids))]

    def with_conventions(self, part: Computed, asked: Text, *, rounds: bool, stated: bool) -> Blocks:
        """The question, ending in the clauses of the conventions that its answer depends on."""
        stem = self.content(asked)
        joined = clauses(self.course, part, self.language, rounds=rounds, stated=stated)
        if not joined:
            return stem
        space: Inlines = () if self.language == "zh" else (Str(" "),)
        *before, last = stem
        if not isinstance(last, Para):
            return (*stem, Para(parse_inline(joined)))
        return (*before, Para((*last.inlines, *space, *parse_inline(joined))))

    def computed_options(self, part: Computed) -> tuple[Option, ...]:
        """The options in their order: as pinned; else the key at a rank that is as often the first as the last."""
        pinned = self.slot.pin.options.get(part.id)
        if pinned is None:
            ids = shuffled((*self.key, part.id, "order"), ("right", *self.balanced(part)))
        else:
            ids = tuple(pinned)
            for id in ids:
                if id != "right" and id not in part.wrong:
                    hint = did_you_mean(id, ("right", *part.wrong))
                    self.refuse(f"part `{part.id}` of `{self.slot.item.id}` cannot offer `{id}` here", hint)
            if ids.count("right") != 1 or len(set(ids)) < len(ids):
                self.refuse(f"the pinned options of part `{part.id}` need exactly one right one", "name it `right`")
        values = [part.value(part.key if id == "right" else part.wrong[id]) for id in ids]
        return tuple(self.value_option(id, value) for id, value in zip(ids, alike(values), strict=True))

    def balanced(self, part: Computed) -> tuple[str, ...]:
        """Wrong options so chosen that the size of a value tells nothing about which one is the key."""
        pool = shuffled((*self.key, part.id, "wrong"), tuple(part.wrong))
        if part.form != "number":
            return pool[: part.wrong_count]
        below = [id for id in pool if part.wrong[id] < part.key]
        above = [id for id in pool if part.wrong[id] > part.key]
        rank = chance((*self.key, part.id, "rank"), part.wrong_count + 1)
        rank = min(max(rank, part.wrong_count - len(above)), len(below))
        return (*below[:rank], *above[: part.wrong_count - rank])

    def value_option(self, id: str, value: Value) -> Option:
        why = () if id == "right" else self.content(self.course.misconceptions[id].why)
        return Option(id, (Para((Math(value.tex()),)),), id == "right", why, value, "" if id == "right" else id)

    def offered(self, part: Choice) -> Sequence[Candidate]:
        """The options in their order: as pinned, or drawn and shuffled."""
        pinned = self.slot.pin.options.get(part.id)
        key = (*self.key, part.id)
        right = shuffled((*key, "right"), part.right)[: part.right_count]
        if pinned is None:
            wrong = shuffled((*key, "wrong"), part.wrong)[: part.wrong_count]
            return shuffled((*key, "order"), (*right, *wrong))
        known = {c.id: c for c in (*part.wrong, *part.right)}
        if part.right_count == 1:
            known["right"] = right[0]
        for id in pinned:
            if id not in known:
                self.refuse(
                    f"part `{part.id}` of `{self.slot.item.id}` cannot offer `{id}` here", did_you_mean(id, known)
                )
        chosen = [known[id] for id in pinned]
        if sum(c in part.right for c in chosen) != part.right_count:
            self.refuse(f"the pinned options of part `{part.id}` need exactly one right one", "name it `right`")
        return chosen

    def option(self, candidate: Candidate, part: Choice) -> Option:
        why = self.content(candidate.why)
        body = candidate.body
        shown = body.in_language(self.language) if isinstance(body, Picture) else self.content(body)
        return Option(candidate.id, shown, candidate in part.right, why, None, candidate.misconception)

    def rubric(self, part: Essay) -> tuple[RubricLine, ...]:
        """The marking scheme with its points scaled to those of the question (largest remainders first)."""
        total = sum(line.share for line in part.rubric)
        points = self.slot.points
        floors = [line.share * points // total for line in part.rubric]
        by_remainder = sorted(range(len(floors)), key=lambda i: -(part.rubric[i].share * points % total))
        for i in by_remainder[: points - sum(floors)]:
            floors[i] += 1
        return tuple(RubricLine(self.content(line.text), n) for line, n in zip(part.rubric, floors, strict=True))


def _carried(name: Text) -> Text:
    return Text(
        zh=f"由前面一问的错误结果（{name.zh}）推得，本问方法正确，得部分分。",
        en=f"This follows from a mistake in the earlier part ({name.en}); the method of this part is right and gets part of the points.",
    )


def _deduction(percent: int) -> Text:
    return Text(
        zh=f"每选错一题，扣该题分值的 {percent}%；不选不扣分。",
        en=f"A wrong option takes off {percent}% of the question’s points; no option takes nothing off.",
    )


def alike(values: Sequence[Value]) -> list[Value]:
    """The values shown in one manner: with the same decimals, or as fractions where one of them needs to be."""
    if any(r"\frac" in value.tex() for value in values if value.form == "number"):
        return [replace(value, form="fraction") for value in values]
    digits = max(value.digits for value in values)
    return [value.shown_with(digits) for value in values]


def clauses(course: Course, part: Computed, language: Language, *, rounds: bool, stated: bool = False) -> str:
    """What is printed after a question, in parentheses: the conventions that its answer depends on, and the rounding.

    `stated` is for a statement, where the numbers that stand there are rounded.
    """
    told = [course.conventions[id].clause[language] for id in part.conventions]
    if rounds and part.places is not None:
        told.append(_rounding(part.places, stated=stated)[language])
    if not told:
        return ""
    told[0] = told[0][:1].upper() + told[0][1:]
    return f"（{'；'.join(told)}。）" if language == "zh" else f"({'; '.join(told)}.)"


def _rounding(places: int, *, stated: bool) -> Text:
    zh, en = ("数值", "values are rounded to") if stated else ("结果", "round to")
    if places == 0:
        return Text(zh=f"{zh}四舍五入到整数", en=f"{en} whole numbers" if stated else f"{en} a whole number")
    word = ("一", "两", "三", "四", "五", "六")[places - 1]
    number = ("one", "two", "three", "four", "five", "six")[places - 1]
    return Text(zh=f"{zh}保留{word}位小数", en=f"{en} {number} decimal place{'' if places == 1 else 's'}")
