"""Plan to exam: draws, proves, shuffles and numbers, once and for every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.draw import Key, PinNotDrawn, Rejected, by_chance, chance
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.exam.answering import how_to_answer
from hwgen.exam.asking import Asking
from hwgen.exam.fingerprint import identified
from hwgen.exam.head import head_of, institution_of
from hwgen.exam.model import Exam, Group, Section
from hwgen.exam.turns import ALONE, Turns, turns
from hwgen.kinds import TrueFalseAnswer
from hwgen.papercode import FORMS, Code, Paper
from hwgen.plan.plan import Plan, Slot, prove_asked
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.certificates import certificate, variant
from hwgen.proof.checks import prove
from hwgen.proof.domain import draw_problem
from hwgen.text import Language

# Of so many statements in a part, not all are true or all false, where their pools allow it.
MIXED = 4


def instantiate(
    course: Course, plan: Plan, language: Language, paper: Paper = "a4", copy: int = 0, *, form: bool = False
) -> Exam:
    """The paper of a plan, or one of its personal copies or forms. Raises CourseError where a pin fits no draw, or an answer is not confirmed by its check."""
    prove_asked(course, [plan])
    file, words = plan.blueprint.plan, course.wording[language]
    together, drawn_first = turns(plan, copy, form=form), plan.before_swaps
    before = together if drawn_first is plan else turns(drawn_first, copy, form=form)

    def asked_as(slot: Slot, first: int, truth: bool | None = None, dealt: Turns = together) -> Group:
        return make_groups(course, slot, plan.seed, (language,), first, copy, dealt, truth)[0]

    def as_drawn(slot: Slot, group: Group) -> Group:
        """What stood there before a swap, if that can still be asked."""
        if slot.instead_of:
            with suppress(CourseError):
                return asked_as(slot.instead_of, group.questions[0].number, dealt=before)
        return group

    sections, number = [], 1
    for section, slots in plan.sections:
        groups = []
        for slot in slots:
            groups.append(asked_as(slot, number))
            number += len(groups[-1].questions)
        drawn = list(map(as_drawn, slots, groups))
        _mix(drawn, [slot.instead_of or slot for slot in slots], asked_as, plan.seed)
        groups = [new if slot.instead_of else old for slot, new, old in zip(slots, groups, drawn, strict=True)]
        own = section.instructions
        asked = {question.answer.kind for group in groups for question in group.questions}
        answering = () if own else how_to_answer(asked, words)
        instructions = course.content(own[language], language) if own else ()
        if section.deduct:
            instructions = (*instructions, *course.content(words.say("deduction", percent=section.deduct), language))
        sections.append(Section(section.title[language], instructions, tuple(groups), section.room, answering))
    code = Code(plan.blueprint.name, plan.seed, language, paper, copy, FORMS[copy - 1] if form else "")
    exam = Exam(
        name=plan.blueprint.name,
        course=course.name[language],
        institution=institution_of(course, file, language),
        title=file.title[language],
        term=file.term[language] if file.term else "",
        minutes=file.minutes,
        words=words,
        seed=plan.seed,
        code=str(code),
        sections=tuple(sections),
        copy=copy,
        form=code.form,
        head=head_of(course, file, language),
    )
    return identified(exam)


def _mix(groups: list[Group], slots: Sequence[Slot], ask: Callable[[Slot, int, bool], Group], seed: int) -> None:
    """Where all statements of a part are true, or all false, asks one of them the other way.

    A computed one comes first: a frozen paper pins the written ones.
    """
    truths = _truths(groups)
    if len(truths) < MIXED or len(set(truths)) > 1:
        return
    by_turn = sorted(
        range(len(slots)),
        key=lambda i: (isinstance(slots[i].item, BankItem), chance((seed, slots[i].item.id, "unlike"), 1 << 62)),
    )
    for i in by_turn:
        if before := _truths(groups[i : i + 1]):
            other = ask(slots[i], groups[i].questions[0].number, not truths[0])
            if _truths((other,)) != before:
                groups[i] = other
                return


def _truths(groups: Sequence[Group]) -> list[bool]:
    return [q.answer.true for group in groups for q in group.questions if isinstance(q.answer, TrueFalseAnswer)]


def make_group(course: Course, slot: Slot, seed: int, language: Language, number: int, copy: int = 0) -> Group:
    """One group of a paper; its first question gets `number`."""
    return make_groups(course, slot, seed, (language,), number, copy)[0]


def make_groups(
    course: Course,
    slot: Slot,
    seed: int,
    languages: Sequence[Language],
    number: int,
    copy: int = 0,
    together: Turns = ALONE,
    truth: bool | None = None,
) -> tuple[Group, ...]:
    """The same group in each of `languages`. `together` has what was drawn for all questions of a class together, `truth` what statements are to be."""
    problem, params = draw(course, slot, seed, copy)
    asked = copy or slot.variant
    asking = [Asking(course, slot, seed, at, asked, problem, params, together, truth=truth) for at in languages]
    return tuple(each.group(number) for each in asking)


def draw(course: Course, slot: Slot, seed: int, copy: int = 0) -> tuple[Problem, dict[str, Any]]:
    """The problem of the slot's item and, for a generator, its params. Every computed answer has been proven.

    Copies take the variants of the domain in an order of their own for each seed: no two alike until it is used up.
    """
    item = slot.item
    if isinstance(item, BankItem):
        if slot.pin.params:
            raise CourseError(Diagnostic("pin-unknown", f"`{item.id}` has no params to pin", slot.span))
        return item.problem, {}
    proven = certificate(course, item)
    if slot.pin.params:
        problem, params = _pinned(item, slot, (seed, item.id))
        prove(item, problem, params)
    else:
        choices = proven.variant((seed, item.id, "variant"), copy + slot.variant, slot.difficulty)
        problem, params = _drawn(item, choices)
    return problem, dict(params)


@lru_cache(maxsize=1 << 8)
def _drawn(item: Generator, choices: tuple[int, ...]) -> tuple[Problem, dict[str, Any]]:
    """A variant of a generator as it was read, proven: a class has most of them on several papers."""
    problem, params = variant(item, choices)
    prove(item, problem, params)
    return problem, params


def _pinned(item: Generator, slot: Slot, key: Key) -> tuple[Problem, dict[str, Any]]:
    try:
        problem, draw = by_chance(lambda d: draw_problem(item, d), key, slot.pin.params)
    except PinNotDrawn as e:
        raise CourseError(
            Diagnostic("pin-unknown", f"`{item.id}`: {e}", slot.span, did_you_mean("", map(str, e.allowed)))
        ) from e
    except Rejected as e:
        raise CourseError(Diagnostic("pin-impossible", f"`{item.id}` has no variant with these pins", slot.span)) from e
    return problem, draw.params
