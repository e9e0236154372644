"""True or false: a concept in several statements, of which a paper asks one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.content.tree import Blocks
from hwgen.draw import chance
from hwgen.errors import Diagnostic, did_you_mean
from hwgen.fields import CourseText, Name, Record, SourceText, Truth
from hwgen.kinds.kind import (
    Asked,
    AskedComputed,
    Asker,
    Compared,
    Computable,
    Find,
    Kind,
    Layout,
    Manner,
    Passage,
    Place,
    Say,
    Seen,
    Wording,
    as_asked,
)
from hwgen.kinds.records import QuestionRecord, text, twice
from hwgen.text import Text
from hwgen.words.words import Words


class StatementRecord(Record):
    """One wording of a concept; a paper asks one of them."""

    id: SourceText = Field(description="Its name within the item, in kebab-case; papers pin it by this name.")
    answer: Truth = Field(description="Whether the statement is true.")
    misconception: Name | None = Field(
        None, description="The misconception that a wrong answer shows, by its id in bank/misconceptions*.yaml."
    )
    text: CourseText = Field(description="The statement, uncontestable as worded.")
    why: CourseText | None = Field(None, description="Why it is true or false, for the key.")
    correction: CourseText | None = Field(
        None, description="A false statement put right, for papers that ask for it: `as: corrected`."
    )


class TrueFalseRecord(QuestionRecord):
    """True or false: a concept in several statements of both answers, of which a paper asks one."""

    kind: Literal["true-false"]
    statements: tuple[StatementRecord, ...] = Field(
        min_length=1,
        description="Statements with both answers; each is complete in itself and is not the plain negation of another.",
    )


@dataclass(frozen=True)
class Statement:
    """A claim that is true or false, and why; `correction` is a false one put right."""

    id: str
    text: Text
    true: bool
    why: Text
    misconception: str = ""
    correction: Text | None = None


@dataclass(frozen=True)
class TrueFalse:
    """A true/false concept: one statement of the pool is asked."""

    id: str
    pool: tuple[Statement, ...]
    kind: ClassVar[str] = "true-false"


@dataclass(frozen=True)
class TrueFalseAnswer:
    """`misconception` is what a wrong answer shows, where it is known."""

    true: bool
    misconception: str = ""
    kind: ClassVar[str] = "true-false"
    layout: ClassVar[Layout] = "truefalse"

    @property
    def brief(self) -> bool:
        return self.true

    def rules(self, words: Words) -> Iterable[str]:
        return ()

    def compared(self, seen: Seen) -> Compared:
        return Compared((), self.true)


def _read(record: TrueFalseRecord) -> TrueFalse:
    pool = (
        Statement(s.id, s.text, s.answer, text(s.why), s.misconception or "", s.correction) for s in record.statements
    )
    return TrueFalse(record.id, tuple(pool))


def _faults(record: TrueFalseRecord, find: Find) -> Iterator[Diagnostic]:
    statements = record.statements
    if len(statements) > 1 and len({s.answer for s in statements}) < 2:
        hint = "a concept needs statements of both kinds, so that a seed can ask either side"
        word = "true" if statements[0].answer else "false"
        yield Diagnostic("one-sided-statements", f"every statement is {word}", find("statements"), hint)
    for i, statement in enumerate(statements):
        if statement.answer and statement.correction is not None:
            hint = "leave it out, or set `answer: false`"
            span = find("statements", i, "correction")
            yield Diagnostic("true-corrected", f"`{statement.id}` is true: there is nothing to correct", span, hint)
    yield from twice([s.id for s in statements])


def _unexplained(record: TrueFalseRecord) -> Iterator[Place]:
    yield from (("statements", i, "why") for i, s in enumerate(record.statements) if s.why is None)


def _passages(part: TrueFalse) -> Iterator[Passage]:
    for statement in part.pool:
        yield Passage("statement", statement.text, statement.id)
        yield Passage("why", statement.why, statement.id)
        if statement.correction:
            yield Passage("model", statement.correction, statement.id)


def _ask(part: TrueFalse, asker: Asker) -> Asked[TrueFalseAnswer]:
    statement = drawn(part, asker)
    answer = TrueFalseAnswer(statement.true, statement.misconception)
    return Asked(asker.content(statement.text), answer, asker.content(statement.why), statement.id)


def drawn(part: TrueFalse, asker: Asker) -> Statement:
    """The statement that is asked: the pinned one, or that of chance."""
    known = {statement.id: statement for statement in part.pool}
    pinned = asker.statement
    if pinned is not None and pinned not in known:
        asker.refuse("pin-unknown", f"`{part.id}` has no statement `{pinned}`", did_you_mean(pinned, known))
    if pinned is not None:
        return known[pinned]
    if wanted := [statement for statement in part.pool if statement.true is asker.truth]:
        return wanted[chance((*asker.key, part.id, "statement"), len(wanted))]
    return part.pool[_place(part, asker)]


def _place(part: TrueFalse, asker: Asker) -> int:
    count = len(part.pool)
    turn = asker.turn(part.id, "statement", count)
    return chance((*asker.key, part.id, "statement"), count) if turn is None else turn


def _ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[TrueFalseAnswer]:
    return claiming(part, wording, asker, _claimed(part, asker))


def claiming(part: Computable, wording: Wording, asker: Asker, wrong: str) -> AskedComputed[TrueFalseAnswer]:
    """The statement of the value that a misconception leads to, or of the right one where there is none.

    Where the question says to how many decimals values are rounded, it is written with as many: whole numbers would be true more often.
    """
    shown = as_asked(part, part.value(part.wrong[wrong] if wrong else part.key)).tex()
    claim = Text({at: string.replace("{}", shown) for at, string in wording.claim.items()})
    remark: Blocks = asker.why(wrong) if wrong else ()
    return AskedComputed(claim, TrueFalseAnswer(not wrong, wrong), stated=True, remark=remark)


def _claimed(part: Computable, asker: Asker) -> str:
    """The misconception whose value is stated; an empty string where the right value is, as in half of all variants."""
    key = (*asker.key, part.id, "claim")
    true = bool(chance(key, 2)) if asker.truth is None else asker.truth
    if not part.wrong or true:
        return ""
    ids = sorted(part.wrong)
    return ids[chance((*key, "wrong"), len(ids))]


def _shown(answer: TrueFalseAnswer, say: Say) -> str:
    return say.words["true_sign" if answer.true else "false_sign"]


def _data(answer: TrueFalseAnswer, say: Say) -> dict[str, Any]:
    return {"answer": {"value": answer.true}}


TRUE_FALSE = Kind(
    name="true-false",
    record=TrueFalseRecord,
    part=TrueFalse,
    answer=TrueFalseAnswer,
    read=_read,
    faults=_faults,
    unexplained=_unexplained,
    passages=_passages,
    misconceptions=lambda part: (s.misconception for s in part.pool if s.misconception),
    variety=lambda part: len(part.pool),
    turns=lambda part: (str(statement.true) for statement in part.pool),
    ask=_ask,
    pins="statement",
    manner=Manner(lambda part: True, _ask_computed),
    data=_data,
    shown=_shown,
    section=(5, 2),
)
