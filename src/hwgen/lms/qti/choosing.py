"""Options to choose from: one that is right, several, or true and false."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hwgen.kinds import LETTERS, ChoiceAnswer, TrueFalseAnswer
from hwgen.lms.qti.asker import Asker, Field, Interaction, Names, in_line, number


def choice(asker: Asker, answers: Sequence[ChoiceAnswer], points: Fraction, names: Names) -> Interaction:
    first = answers[0]
    rows = list(zip(*(answer.options for answer in answers), strict=True))
    whys = [asker.texts.written([option.why for option in row]) for row in rows]
    ids = LETTERS[: len(rows)]
    bodies = [asker.entry(row) for row in rows]
    right = [id for id, option in zip(ids, first.options, strict=True) if option.right]
    options, below = _options(asker, dict(zip(ids, bodies, strict=True)), whys, names)
    feedback = ""
    rules = asker.e.set(names.feedback, asker.e.variable(names.response)) if any(whys) else ""
    if any(whys):
        feedback = asker.outcome(names.feedback, "multiple" if first.several else "single", "identifier")
    if first.several:
        shares = {id: points / (len(right) if id in right else -(len(ids) - len(right))) for id in ids}
        mapping = _bounded(asker, shares, points)
        response = asker.declared(names, "multiple", "identifier", right, mapping)
        score = asker.mapped(names, points)
    else:
        response = asker.declared(names, "single", "identifier", right)
        score = _single(asker, names, points, first.deduct)
    field = Field(response, names.score, points, score + rules, feedback)
    return Interaction("choice", _chosen(asker, names, options, 0 if first.several else 1) + below, (field,))


def true_false(asker: Asker, answer: TrueFalseAnswer, points: Fraction, names: Names) -> Interaction:
    bodies = {value: f"<span>{asker.texts.say(value)}</span>" for value in ("true", "false")}
    options, _ = _options(asker, bodies, (), names)
    response = asker.declared(names, "single", "identifier", [str(answer.true).lower()])
    field = Field(response, names.score, points, _single(asker, names, points))
    return Interaction("choice", _chosen(asker, names, options, 1), (field,))


def _bounded(asker: Asker, shares: Mapping[str, Fraction], points: Fraction) -> str:
    """Shares of several options: what is wrong takes off, but no more than there is."""
    entries = [asker.e("map-entry", map_key=id, mapped_value=number(share)) for id, share in shares.items()]
    return asker.e("mapping", *entries, lower_bound="0", upper_bound=number(points), default_value="0")


def _single(asker: Asker, names: Names, points: Fraction, deduct: int = 0) -> str:
    """All or nothing; with `deduct` percent, a wrong response takes off points, and none does not."""
    right = {asker.correct(names): asker.scored(names, points)}
    if not deduct:
        return asker.e.condition(right, asker.scored(names, Fraction(0)))
    return asker.e.condition({**asker.nothing(names), **right}, asker.scored(names, -points * deduct / 100))


def _options(asker: Asker, bodies: Mapping[str, str], whys: Sequence[str], names: Names) -> tuple[str, str]:
    """The options with the reasons that fit into a line, and below them all other reasons."""
    inside, below = [], []
    for (id, body), why in zip(bodies.items(), whys or [""] * len(bodies), strict=True):
        line = in_line(why)
        visibility = {"outcome_identifier": names.feedback, "identifier": id, "show_hide": "show"}
        note = asker.e("feedback-inline", line, **visibility) if line else ""
        inside.append(asker.e("simple-choice", body, note, identifier=id))
        if why and not line:
            below.append(asker.e.content("feedback-block", why, **visibility))
    return "".join(inside), "".join(below)


def _chosen(asker: Asker, names: Names, options: str, most: int) -> str:
    return asker.e(
        "choice-interaction",
        options,
        class_="qti-labels-upper-alpha",
        response_identifier=names.response,
        shuffle="false",
        max_choices=most,
    )
