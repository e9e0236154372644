"""A statement that is judged and reasoned about, or put right, in sentences that a person marks."""

from __future__ import annotations

from hwgen.content.tree import Blocks, Emph, Para, Str, Strong
from hwgen.draw import chance
from hwgen.errors import did_you_mean
from hwgen.kinds.essay import EssayAnswer, RubricLine, shared_out
from hwgen.kinds.kind import Asked, AskedComputed, Asker, Computable, Manner, StatedManner, Wording
from hwgen.kinds.true_false import TRUE_FALSE, Statement, TrueFalse, TrueFalseAnswer, claiming, drawn

LINES = 4
# Of the points: for the verdict, and for its reason; for the mistake, and for the correction.
VERDICT, REASON = 1, 2
MISTAKE, CORRECTION = 1, 1


def _justify(part: TrueFalse, asker: Asker) -> Asked[EssayAnswer]:
    statement = drawn(part, asker)
    stem = (*asker.content(statement.text), _note("justified.ask", asker))
    return Asked(stem, _judged(statement.true, asker.content(statement.why), asker), variant=statement.id)


def _justify_claim(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[EssayAnswer]:
    assert TRUE_FALSE.manner is not None
    claimed = TRUE_FALSE.manner.ask(part, wording, asker)
    assert isinstance(claimed.answer, TrueFalseAnswer)
    reason = (*claimed.remark, *asker.content(wording.solution))
    answer = _judged(claimed.answer.true, reason, asker)
    return AskedComputed(claimed.ask, answer, stated=True, clauses=(asker.words["justified.clause"],), solved=True)


def _judged(true: bool, reason: Blocks, asker: Asker) -> EssayAnswer:
    verdict = asker.words["justified.true" if true else "justified.false"]
    return EssayAnswer(
        (Para((Strong((Str(verdict),)),)), *reason), _rubric("justified", (VERDICT, REASON), asker), LINES
    )


def _correct(part: TrueFalse, asker: Asker) -> Asked[EssayAnswer]:
    statement = _false_one(part, asker)
    assert statement.correction is not None
    stem = (*asker.content(statement.text), _note("corrected.ask", asker))
    model = (*asker.content(statement.correction), *asker.content(statement.why))
    answer = EssayAnswer(model, _rubric("corrected", (MISTAKE, CORRECTION), asker), LINES)
    return Asked(stem, answer, variant=statement.id)


def _false_one(part: TrueFalse, asker: Asker) -> Statement:
    """The statement that is pinned, or one of those that can be corrected."""
    known = {statement.id: statement for statement in part.pool if statement.correction}
    pinned = asker.statement
    if pinned is not None and pinned not in known:
        message = f"`{part.id}` has no statement `{pinned}` with a `correction`"
        asker.refuse("pin-unknown", message, did_you_mean(pinned, known))
    pool = list(known.values())
    return known[pinned] if pinned is not None else pool[chance((*asker.key, part.id, "corrected"), len(pool))]


def _correct_claim(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[EssayAnswer]:
    ids = sorted(part.wrong)
    if not ids:
        message = f"`{part.id}` of `{asker.item}` has no wrong value to correct"
        asker.refuse("manner-impossible", message, "ask it as justified, or as one of the kinds")
    false = claiming(part, wording, asker, ids[chance((*asker.key, part.id, "corrected"), len(ids))])
    right = claiming(part, wording, asker, "")
    model = (*asker.content(right.ask), *false.remark, *asker.content(wording.solution))
    answer = EssayAnswer(model, _rubric("corrected", (MISTAKE, CORRECTION), asker, first="leads"), LINES)
    return AskedComputed(false.ask, answer, stated=True, clauses=(asker.words["corrected.clause"],), solved=True)


def _note(word: str, asker: Asker) -> Para:
    return Para((Emph((Str(asker.words[word]),)),))


def _rubric(manner: str, shares: tuple[int, int], asker: Asker, first: str = "first") -> tuple[RubricLine, ...]:
    """Two lines, or one where there is a single point."""
    words = asker.words
    texts = [words[f"{manner}.{first}"], words[f"{manner}.second"]]
    if asker.points == 1:
        texts = [words["marking.joint"].join(texts)]
    return shared_out(
        [((Para((Str(text),)),), share) for text, share in zip(texts, shares, strict=False)], asker.points
    )


JUSTIFIED = StatedManner("statements that are true or false", lambda part: isinstance(part, TrueFalse), _justify)
JUSTIFIED_CLAIM = Manner(lambda part: True, _justify_claim)
CORRECTED_CLAIM = Manner(lambda part: bool(part.wrong), _correct_claim)
CORRECTED = StatedManner(
    "a false statement with a `correction`",
    lambda part: isinstance(part, TrueFalse) and any(statement.correction for statement in part.pool),
    _correct,
)
