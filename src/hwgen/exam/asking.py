"""One item on one paper in one language: its questions, with everything decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content.markup import parse_inline
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Inlines, Para, Str, seen
from hwgen.draw import Key, dealt
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.exam.model import Group, Question
from hwgen.exam.turns import Turns
from hwgen.exam.wording import carried, clauses
from hwgen.kinds import COMPUTED, KIND, STATED, WRITING, kind_of, refusal
from hwgen.kinds.kind import AskedComputed, Body, Computable, Mistake
from hwgen.kinds.sharing import shares
from hwgen.plan.plan import Slot
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Part, Problem, can_be
from hwgen.proof.certificates import certificate
from hwgen.text import Language, Text
from hwgen.words.words import Words, name_of

# The part of the points, in percent, for a number that follows from an earlier mistake.
FOLLOWING = 50


@dataclass(frozen=True)
class Asking:
    """Asks the item of a slot; the kinds of its parts say what they want to know (`hwgen.kinds.kind.Asker`).

    `worth` are the points of the part that is being asked; 0 for those of the slot. `truth` is what statements are to be.
    """

    course: Course
    slot: Slot
    seed: int
    language: Language
    copy: int
    problem: Problem
    params: dict[str, Any]
    turns: Turns
    worth: int = 0
    truth: bool | None = None

    @property
    def words(self) -> Words:
        return self.course.wording[self.language]

    @property
    def item(self) -> str:
        return self.slot.item.id

    @property
    def key(self) -> Key:
        """Copy 0 is the paper of a seed as it was before there were copies."""
        return (self.seed, self.item, *((f"copy {self.copy}",) if self.copy else ()))

    @property
    def points(self) -> int:
        """Those of the question that is being asked."""
        return self.worth or self.slot.points

    def points_of_parts(self) -> tuple[int, ...]:
        """Together as many as if all parts had those of the slot, or as one question has."""
        weights = self.slot.item.weights if isinstance(self.slot.item, BankItem) else ()
        count = len(self.problem.parts)
        return shares(weights or (1,) * count, self.slot.worth(count))

    @property
    def deduct(self) -> int:
        return self.slot.deduct

    @property
    def statement(self) -> str | None:
        return self.slot.pin.statement

    def pinned(self, part: str) -> tuple[str, ...] | None:
        return self.slot.pin.options.get(part)

    def prices(self, part: str) -> Mapping[str, int]:
        assert isinstance(self.slot.item, Generator), "only generators compute"
        guess = certificate(self.course, self.slot.item).guesses.get(part)
        return guess.prices if guess else {}

    def turn(self, part: str, what: str, count: int) -> int | None:
        """Copies of a class take what was drawn for all questions together; any other copy, each of the `count` in turn."""
        if not self.copy:
            return None
        together = self.turns.get((self.item, part))
        return dealt((self.seed, part, what), self.copy, count) if together is None else together

    def refuse(self, rule: str, message: str, hint: str = "") -> NoReturn:
        raise CourseError(Diagnostic(rule, message, self.slot.span, hint))

    def content(self, text: Text) -> Blocks:
        """The text as content; a fault in a generator's text is reported at the generator."""
        try:
            return self.course.content(text[self.language], self.language, self.problem.figures())
        except CourseError as e:
            here = self.slot.item.span
            raise CourseError(*(d if d.span else replace(d, span=here) for d in e.diagnostics)) from e

    def body(self, body: Body) -> Blocks | Picture:
        return body.in_language(self.language) if isinstance(body, Picture) else self.content(body)

    def seen(self, body: Body) -> Mapping[Language, str]:
        if isinstance(body, Picture):
            return {self.language: seen(body.in_language(self.language))}
        here = self.language
        return {at: seen(replace(self, language=at).content(body)) for at in (body or (here,))}

    def why(self, misconception: str) -> Blocks:
        return self.content(self.reason(misconception))

    def reason(self, misconception: str) -> Text:
        """Why it is wrong: by the generator itself, else by the course's table."""
        own = (
            part.say().reasons for part in self.problem.parts if isinstance(part, Computed) and part.formulas.reasons
        )
        here = (reasons[misconception] for reasons in own if misconception in reasons)
        return next(here, None) or self.course.misconceptions[misconception].why

    def mistakes(self, part: Computable) -> Iterator[Mistake]:
        """What follows from a mistake in an earlier part, then what this part's misconceptions lead to."""
        assert isinstance(part, Computed)
        known = self.course.misconceptions
        for earlier in (p for p in self.problem.parts if isinstance(p, Computed) and p.id in part.follows):
            for id, raw in earlier.wrong.items() if self.slot.follow_through else ():
                following = part.following(earlier.id, raw)
                if following is not None:
                    name = known[id].name if id in known else self.reason(id)
                    yield Mistake(id, following, carried(self.words, name), FOLLOWING)
        for id, raw in part.wrong.items():
            yield Mistake(id, raw, self.reason(id))

    def group(self, number: int) -> Group:
        """The questions, of which the first gets `number`."""
        item, problem = self.slot.item, self.problem
        context = problem.situation()
        if isinstance(item, BankItem) and self.language not in item.languages:
            name = name_of(self.language)
            hint = f"build it with `--lang {item.languages[0]}`, or write the text, and leave `language` out"
            self.refuse("no-text-in-language", f"`{item.id}` has no {name} text", hint)
        self.refuse_idle_pins()
        computed = any(isinstance(part, Computed) for part in problem.parts)
        # What is computed says itself why it cannot be asked so.
        if self.slot.manner and not computed and not can_be(problem, self.slot.manner):
            self.refuse("manner-impossible", *refusal(item.id, item.kind, self.slot.manner))
        points = self.points_of_parts()
        questions = tuple(
            replace(self, worth=worth).question(part, number + i)
            for i, (part, worth) in enumerate(zip(problem.parts, points, strict=True))
        )
        return Group(
            item=item.id,
            span=item.span,
            params=self.params,
            context=self.content(context) if context else (),
            questions=questions,
            topic=item.topic,
            difficulty=problem.difficulty if isinstance(item, Generator) else item.difficulty,
            minutes=(problem.minutes if isinstance(item, Generator) else item.minutes) + self.writing,
            tags=item.tags,
            source=item.source,
        )

    @property
    def writing(self) -> int:
        """The minutes that the way of asking adds to those of the item."""
        return WRITING.get(self.slot.manner or "", 0) * len(self.problem.parts)

    def refuse_idle_pins(self) -> None:
        """A pin that nothing in the problem answers to is a mistake."""
        pins = {part.id: KIND[part.kind].pins for part in self.problem.parts}
        choices = [id for id, pinned in pins.items() if pinned == "options"]
        choices += [part.id for part in self.problem.parts if isinstance(part, Computed) and part.id not in choices]
        for id in self.slot.pin.options:
            if id not in choices:
                self.refuse("pin-unknown", f"`{self.item}` has no choice `{id}`", did_you_mean(id, choices))
        if self.slot.pin.statement is not None and "statement" not in pins.values():
            self.refuse("pin-unknown", f"`{self.item}` has no statements to pin")

    def question(self, part: Part, number: int) -> Question:
        if isinstance(part, Computed):
            return self.computed(part, number)
        kind, stated = kind_of(part), STATED.get(self.slot.manner or "")
        asked = stated.ask(part, self) if stated and stated.fits(part) else kind.ask(part, self)
        proof = "check" if kind.proven and isinstance(self.slot.item, Generator) else ""
        return Question(part.id, number, asked.stem, asked.answer, self.points, asked.explanation, asked.variant, proof)

    def computed(self, part: Computed, number: int) -> Question:
        """The question as the blueprint wants it asked."""
        name = self.slot.manner or part.kind
        if name not in COMPUTED:
            self.refuse(
                "manner-impossible",
                f"`{part.id}` of `{self.item}` is computed",
                "ask it as worked, justified or corrected, or as one of the kinds",
            )
        wording = part.say()
        asked = COMPUTED[name].ask(part, wording, self)
        stem = self.with_conventions(part, asked)
        explanation = () if asked.solved else (*asked.remark, *self.content(wording.solution))
        return Question(part.id, number, stem, asked.answer, self.points, explanation, "", "check")

    def with_conventions(self, part: Computed, asked: AskedComputed[Any]) -> Blocks:
        """The question, ending in the clauses of the conventions that its answer depends on."""
        stem = self.content(asked.ask)
        joined = clauses(
            self.course, part, self.words, asked.clauses, asked.values, stated=asked.stated, written=asked.written
        )
        if not joined:
            return stem
        between = self.words.script.space
        space: Inlines = (Str(between),) if between else ()
        *before, last = stem
        if not isinstance(last, Para):
            return (*stem, Para(parse_inline(joined)))
        return (*before, Para((*last.inlines, *space, *parse_inline(joined))))
