"""Plan to exam: draws, proves, shuffles and numbers, once and for every format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from hwgen.assemble import Item, Plan, Slot
from hwgen.bank import BankItem
from hwgen.content import Blocks, Inlines, Math, Para, Str
from hwgen.course import Course
from hwgen.draw import Key, PinNotDrawn, Rejected, by_chance, chance, shuffled
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.markup import parse_inline
from hwgen.model import Answer, Choice, Essay, Exam, Group, Option, Question, RubricLine, Section, TrueFalse
from hwgen.papercode import Paper, encode
from hwgen.picture import Picture
from hwgen.problem import Candidate, Open, Part, Problem, Selection, Statements
from hwgen.recipe import Generator
from hwgen.text import Language, Text
from hwgen.values import tex
from hwgen.verify import draw_problem, prove, usable


def instantiate(course: Course, plan: Plan, language: Language, paper: Paper = "a4") -> Exam:
    """Raises CourseError where a pin fits no draw, or an answer is not confirmed by its second road."""
    file = plan.blueprint.plan
    sections, number = [], 1
    for section, slots in plan.sections:
        groups = []
        for slot in slots:
            group = make_group(course, slot, plan.seed, language, number)
            number += len(group.questions)
            groups.append(group)
        instructions = course.content(section.instructions.text()[language], language) if section.instructions else ()
        sections.append(Section(section.title.text()[language], instructions, tuple(groups)))
    return Exam(
        name=plan.blueprint.name,
        course=course.name[language],
        institution=course.institution[language],
        title=file.title.text()[language],
        term=file.term.text()[language] if file.term else "",
        minutes=file.minutes,
        language=language,
        seed=plan.seed,
        code=encode(plan.blueprint.name, plan.seed, language, paper),
        sections=tuple(sections),
    )


def make_group(course: Course, slot: Slot, seed: int, language: Language, number: int) -> Group:
    """One group of a paper; its first question gets `number`."""
    return _Maker(course, slot, seed, language).group(number)


def draw(item: Item, key: Key, slot: Slot) -> tuple[Problem, dict[str, object]]:
    """The problem of `item` for `key` and, for a generator, its params. Every computed answer has been proven."""
    if isinstance(item, BankItem):
        if slot.pin.params:
            raise CourseError(Diagnostic(f"`{item.id}` has no params to pin", slot.span))
        return usable(item.problem), {}
    pins = slot.pin.params
    try:
        problem, params = by_chance(lambda d: draw_problem(item, d), key, pins)
    except PinNotDrawn as e:
        hint = did_you_mean("", map(str, e.allowed))
        raise CourseError(Diagnostic(f"`{item.id}`: {e}", slot.span, hint)) from e
    except Rejected as e:
        message = f"`{item.id}` has no variant" + (" with these pins" if pins else "")
        raise CourseError(Diagnostic(message, slot.span)) from e
    prove(item, problem, params)
    return problem, params


@dataclass(frozen=True)
class _Maker:
    """Makes the group of one slot."""

    course: Course
    slot: Slot
    seed: int
    language: Language

    @property
    def key(self) -> Key:
        return (self.seed, self.slot.item.id)

    def group(self, number: int) -> Group:
        item = self.slot.item
        problem, params = draw(item, self.key, self.slot)
        self.refuse_idle_pins(problem)
        questions = tuple(self.question(part, number + i) for i, part in enumerate(problem.parts))
        return Group(
            item=item.id,
            span=item.span,
            params=params,
            context=self.content(problem.context) if problem.context else (),
            questions=questions,
            topic=item.topic,
            difficulty=item.difficulty,
            minutes=item.minutes,
            tags=item.tags,
            source=item.source,
        )

    def refuse_idle_pins(self, problem: Problem) -> None:
        """A pin that nothing in `problem` answers to is a mistake."""
        choices = [part.id for part in problem.parts if isinstance(part, Selection)]
        for id in self.slot.pin.options:
            if id not in choices:
                self.refuse(f"`{self.slot.item.id}` has no choice `{id}`", did_you_mean(id, choices))
        if self.slot.pin.statement is not None and not any(isinstance(part, Statements) for part in problem.parts):
            self.refuse(f"`{self.slot.item.id}` has no statements to pin")

    def content(self, text: Text) -> Blocks:
        """The text as content; a fault in a generator's text is told at the generator."""
        try:
            return self.course.content(text[self.language], self.language)
        except CourseError as e:
            here = self.slot.item.span
            raise CourseError(*(d if d.span else replace(d, span=here) for d in e.diagnostics)) from e

    def question(self, part: Part, number: int) -> Question:
        proof = "check" if isinstance(self.slot.item, Generator) else ""
        answer: Answer
        match part:
            case Statements(id=id, pool=pool):
                pinned = self.slot.pin.statement
                if pinned is not None and pinned not in {s.id for s in pool}:
                    self.refuse(f"`{id}` has no statement `{pinned}`", did_you_mean(pinned, [s.id for s in pool]))
                said = (
                    next((s for s in pool if s.id == pinned), None)
                    or pool[chance((*self.key, id, "statement"), len(pool))]
                )
                answer = TrueFalse(said.true)
                return Question(
                    id, number, self.content(said.text), answer, self.slot.points, self.content(said.why), said.id
                )
            case Selection(id=id):
                answer = Choice(tuple(self.option(c, part) for c in self.offered(part)))
                stem = self.with_conventions(part)
                return Question(id, number, stem, answer, self.slot.points, self.content(part.solution), "", proof)
            case Open(id=id):
                answer = Essay(self.content(part.model), self.rubric(part), part.lines)
                return Question(id, number, self.content(part.stem), answer, self.slot.points, ())
            case _:
                assert_never(part)

    def refuse(self, message: str, hint: str = "") -> None:
        raise CourseError(Diagnostic(message, self.slot.span, hint))

    def with_conventions(self, part: Selection) -> Blocks:
        """The stem, ending in the clauses of the conventions that its answer depends on."""
        unknown = [c for c in part.conventions if c not in self.course.conventions]
        if unknown:
            message = f"`{self.slot.item.id}` names the unknown convention `{unknown[0]}`"
            raise CourseError(
                Diagnostic(message, self.slot.item.span, did_you_mean(unknown[0], self.course.conventions))
            )
        stem = self.content(part.stem)
        if not part.conventions:
            return stem
        clauses = [self.course.conventions[c][self.language] for c in part.conventions]
        clauses[0] = clauses[0][:1].upper() + clauses[0][1:]
        joined = f"（{'；'.join(clauses)}。）" if self.language == "zh" else f"({'; '.join(clauses)}.)"
        space: Inlines = () if self.language == "zh" else (Str(" "),)
        *before, last = stem
        if not isinstance(last, Para):
            return (*stem, Para(parse_inline(joined)))
        return (*before, Para((*last.inlines, *space, *parse_inline(joined))))

    def offered(self, part: Selection) -> Sequence[Candidate]:
        """The options in their order: as pinned, or drawn and shuffled."""
        pinned = self.slot.pin.options.get(part.id)
        key = (*self.key, part.id)
        right = part.right[chance((*key, "right"), len(part.right))]
        if pinned is None:
            wrong = shuffled((*key, "wrong"), part.wrong)[: part.wrong_count]
            return shuffled((*key, "order"), (right, *wrong))
        known = {c.id: c for c in part.wrong} | {c.id: c for c in part.right} | {"right": right}
        for id in pinned:
            if id not in known:
                self.refuse(
                    f"part `{part.id}` of `{self.slot.item.id}` cannot offer `{id}` here", did_you_mean(id, known)
                )
        chosen = [known[id] for id in pinned]
        if sum(c in part.right for c in chosen) != 1:
            self.refuse(f"the pinned options of part `{part.id}` need exactly one right one", "name it `right`")
        return chosen

    def option(self, candidate: Candidate, part: Selection) -> Option:
        right = candidate in part.right
        name = "right" if right and len(part.right) == 1 else candidate.id
        why = self.content(candidate.why)
        match candidate.body:
            case Picture() as picture:
                return Option(candidate.id, picture.in_language(self.language), right, why)
            case Text() as text:
                return Option(candidate.id, self.content(text), right, why)
            case value:
                return Option(name, (Para((Math(tex(value)),)),), right, why, value)

    def rubric(self, part: Open) -> tuple[RubricLine, ...]:
        """The marking scheme with its points scaled to those of the question (largest remainders first)."""
        total = sum(line.share for line in part.rubric)
        points = self.slot.points
        floors = [line.share * points // total for line in part.rubric]
        by_remainder = sorted(range(len(floors)), key=lambda i: -(part.rubric[i].share * points % total))
        for i in by_remainder[: points - sum(floors)]:
            floors[i] += 1
        return tuple(RubricLine(self.content(line.text), n) for line, n in zip(part.rubric, floors, strict=True))
