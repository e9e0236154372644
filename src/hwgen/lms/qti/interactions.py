"""Where a question is answered and how a response is scored: one function for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import assert_never

from hwgen.exam.marking import parts
from hwgen.kinds import (
    LETTERS,
    Answer,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.moodle.writing.marks import Interval, interval, wrong_intervals
from hwgen.lms.qti.elements import Elements
from hwgen.lms.texts import Texts
from hwgen.numerals import machine
from hwgen.writers import plain
from hwgen.writers.html import Html


@dataclass(frozen=True)
class Field:
    """One thing to be answered: its response and, by their identifiers with what they are at most, the outcomes that `rules` set."""

    response: str
    score: str
    points: Fraction
    rules: str
    feedback: str = ""
    human: bool = False


@dataclass(frozen=True)
class Interaction:
    """What stands in the text for the fields of a question; `name` is that of QTI for its interactions."""

    name: str
    body: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Names:
    """The variables of a field; `place` counts the fields of an item that has several, else it is empty."""

    place: str

    @property
    def response(self) -> str:
        return f"RESPONSE{self.place}"

    @property
    def score(self) -> str:
        return f"SCORE{self.place}"

    @property
    def feedback(self) -> str:
        return f"FEEDBACK{self.place}"


@dataclass(frozen=True)
class _Asker:
    """Writes the fields of one question, whose texts it has."""

    e: Elements
    texts: Texts

    def declared(
        self, names: Names, cardinality: str, base: str, correct: Sequence[str], mapping: str = "", default: str = ""
    ) -> str:
        e = self.e
        values = [e("value", escape(value, quote=False)) for value in correct]
        return e(
            "response-declaration",
            *([e("default-value", e("value", escape(default, quote=False)))] if default else ()),
            *([e("correct-response", *values)] if values else ()),
            mapping,
            identifier=names.response,
            cardinality=cardinality,
            base_type=base,
        )

    def correct(self, names: Names) -> str:
        """Whether the response is the right one."""
        return self.e("match", self.e.variable(names.response), self.e("correct", identifier=names.response))

    def scored(self, names: Names, points: Fraction) -> str:
        return self.e.set(names.score, self.e.value("float", number(points)))

    def mapped(self, names: Names, points: Fraction) -> str:
        """All points for the right response, which shares may miss by what is rounded, else the sum of the shares."""
        right = {self.correct(names): self.scored(names, points)}
        return self.e.condition({**self.nothing(names), **right}, self.shares(names))

    def shares(self, names: Names) -> str:
        return self.e.set(names.score, self.e("map-response", identifier=names.response))

    def nothing(self, names: Names) -> dict[str, str]:
        """No points without a response, which some players cannot map."""
        return {self.e("is-null", self.e.variable(names.response)): self.scored(names, Fraction(0))}

    def mapping(self, shares: Mapping[str, Fraction], **settings: str) -> str:
        entries = [
            self.e("map-entry", map_key=key, mapped_value=number(share), **settings) for key, share in shares.items()
        ]
        return self.e("mapping", *entries, default_value="0")

    def choice(self, answers: Sequence[ChoiceAnswer], points: Fraction, names: Names) -> Interaction:
        first = answers[0]
        rows = list(zip(*(answer.options for answer in answers), strict=True))
        whys = [self.texts.written([option.why for option in row]) for row in rows]
        ids = LETTERS[: len(rows)]
        bodies = [self.entry(row) for row in rows]
        right = [id for id, option in zip(ids, first.options, strict=True) if option.right]
        options, below = self.options(dict(zip(ids, bodies, strict=True)), whys, names)
        feedback = ""
        rules = self.e.set(names.feedback, self.e.variable(names.response)) if any(whys) else ""
        if any(whys):
            feedback = self.outcome(names.feedback, "multiple" if first.several else "single", "identifier")
        if first.several:
            shares = {id: points / (len(right) if id in right else -(len(ids) - len(right))) for id in ids}
            mapping = self.bounded(shares, points)
            response = self.declared(names, "multiple", "identifier", right, mapping)
            score = self.mapped(names, points)
        else:
            response = self.declared(names, "single", "identifier", right)
            score = self.single(names, points, first.deduct)
        field = Field(response, names.score, points, score + rules, feedback)
        return Interaction("choice", self.chosen(names, options, 0 if first.several else 1) + below, (field,))

    def bounded(self, shares: Mapping[str, Fraction], points: Fraction) -> str:
        """Shares of several options: what is wrong takes off, but no more than there is."""
        entries = [self.e("map-entry", map_key=id, mapped_value=number(share)) for id, share in shares.items()]
        return self.e("mapping", *entries, lower_bound="0", upper_bound=number(points), default_value="0")

    def single(self, names: Names, points: Fraction, deduct: int = 0) -> str:
        """All or nothing; with `deduct` percent, a wrong response takes off points, and none does not."""
        right = {self.correct(names): self.scored(names, points)}
        if not deduct:
            return self.e.condition(right, self.scored(names, Fraction(0)))
        return self.e.condition({**self.nothing(names), **right}, self.scored(names, -points * deduct / 100))

    def options(self, bodies: Mapping[str, str], whys: Sequence[str], names: Names) -> tuple[str, str]:
        """The options with the reasons that fit into a line, and below them all other reasons."""
        inside, below = [], []
        for (id, body), why in zip(bodies.items(), whys or [""] * len(bodies), strict=True):
            line = in_line(why)
            told = {"outcome_identifier": names.feedback, "identifier": id, "show_hide": "show"}
            note = self.e("feedback-inline", line, **told) if line else ""
            inside.append(self.e("simple-choice", body, note, identifier=id))
            if why and not line:
                below.append(self.e.content("feedback-block", why, **told))
        return "".join(inside), "".join(below)

    def chosen(self, names: Names, options: str, most: int) -> str:
        return self.e(
            "choice-interaction",
            options,
            class_="qti-labels-upper-alpha",
            response_identifier=names.response,
            shuffle="false",
            max_choices=most,
        )

    def true_false(self, answer: TrueFalseAnswer, points: Fraction, names: Names) -> Interaction:
        bodies = {value: f"<span>{self.texts.say(value)}</span>" for value in ("true", "false")}
        options, _ = self.options(bodies, (), names)
        response = self.declared(names, "single", "identifier", [str(answer.true).lower()])
        field = Field(response, names.score, points, self.single(names, points))
        return Interaction("choice", self.chosen(names, options, 1), (field,))

    def numbers(self, answers: Sequence[NumericAnswer], points: int, names: Sequence[Names]) -> Interaction:
        first = answers[0]
        shares = parts(points, len(first.cells))
        rows = list(zip(*(answer.cells for answer in answers), strict=True))
        fields = [self.number(*given) for given in zip(rows, shares, names, strict=True)]
        whys = "".join(why for row, name in zip(rows, names, strict=True) for why in self.reasons(row, name))
        labels = [self.texts.written([cell.label for cell in row]) for row in rows]
        entries = [
            Html(
                self.typed(name, 12)
                + (f" <span>{escape(row[0].value.unit, quote=False)}</span>" if row[0].value.unit else "")
            )
            for row, name in zip(rows, names, strict=True)
        ]
        if len(rows) == 1:
            label = in_line(labels[0])
            above = "" if label else labels[0]
            return Interaction(
                "text-entry", f"{above}<p>{f'{label} ' if label else ''}{entries[0]}</p>{whys}", tuple(fields)
            )
        width = first.columns or len(entries)
        table = self.texts.table(
            [] if first.columns else [Html(in_line(label) or label) for label in labels],
            [entries[i : i + width] for i in range(0, len(entries), width)],
            "hwgen-blanks",
        )
        return Interaction("text-entry", f"{table}{whys}", tuple(fields))

    def number(self, cells: Sequence[Cell], points: Fraction, names: Names) -> Field:
        """The key, then the numbers of misconceptions, each with its share; no two intervals meet."""
        first = cells[0]
        cases = {self.between(names, interval(first)): self.scored(names, points)}
        for i, (wide, wrong) in enumerate(zip(wrong_intervals(first), first.wrong, strict=True), 1):
            reason = self.e.set(names.feedback, self.e.value("identifier", f"WRONG_{i}"))
            share = self.scored(names, points * wrong.share / 100)
            cases[self.between(names, wide)] = share + (reason if any(wrong.why) else "")
        feedback = self.outcome(names.feedback, "single", "identifier") if any(w.why for w in first.wrong) else ""
        response = self.declared(names, "single", "float", [machine(interval(first)[0])])
        rules = self.e.condition(cases, self.scored(names, Fraction(0)))
        return Field(response, names.score, points, rules, feedback)

    def between(self, names: Names, wide: Interval) -> str:
        """Players know no other comparison of numbers all of them."""
        middle, tolerance = wide
        variable = self.e.variable(names.response)
        low = self.e("gte", variable, self.e.value("float", machine(middle - tolerance)))
        return self.e("and", low, self.e("lte", variable, self.e.value("float", machine(middle + tolerance))))

    def reasons(self, cells: Sequence[Cell], names: Names) -> Iterator[str]:
        for i in range(len(cells[0].wrong)):
            why = self.texts.written([cell.wrong[i].why for cell in cells])
            if why:
                told = {"outcome_identifier": names.feedback, "identifier": f"WRONG_{i + 1}", "show_hide": "show"}
                yield self.e.content("feedback-block", why, **told)

    def typed(self, names: Names, length: int) -> str:
        return self.e("text-entry-interaction", response_identifier=names.response, expected_length=length)

    def spelt(self, answer: ShortAnswerAnswer, points: Fraction, names: Names) -> Interaction:
        shares = dict.fromkeys(answer.accepted, points)
        if not answer.case:
            shares = {keys[0]: points for keys in _alike(answer.accepted)}
        mapping = self.mapping(shares, case_sensitive=str(answer.case).lower())
        response = self.declared(names, "single", "string", answer.accepted[:1], mapping)
        rules = self.e.condition(self.nothing(names), self.shares(names))
        longest = max(map(len, answer.accepted))
        return Interaction(
            "text-entry", f"<p>{self.typed(names, longest + 4)}</p>", (Field(response, names.score, points, rules),)
        )

    def match(self, answers: Sequence[MatchingAnswer], points: Fraction, names: Names) -> Interaction:
        first = answers[0]
        pairs = [f"L{i} R{place + 1}" for i, place in enumerate(first.key, 1)]
        mapping = self.mapping(dict.fromkeys(pairs, points / len(pairs)))
        response = self.declared(names, "multiple", "directedPair", pairs, mapping)
        sets = (
            self.choices("L", [self.entry(row) for row in zip(*(a.left for a in answers), strict=True)], 1),
            self.choices("R", [self.entry(row) for row in zip(*(a.right for a in answers), strict=True)], 0),
        )
        body = self.e(
            "match-interaction",
            *sets,
            class_="qti-match-tabular",
            response_identifier=names.response,
            shuffle="false",
            max_associations=len(first.left),
        )
        return Interaction("match", body, (Field(response, names.score, points, self.mapped(names, points)),))

    def choices(self, side: str, bodies: Sequence[str], most: int) -> str:
        entries = [
            self.e("simple-associable-choice", body, identifier=f"{side}{i}", match_max=most)
            for i, body in enumerate(bodies, 1)
        ]
        return self.e("simple-match-set", *entries)

    def order(self, answers: Sequence[OrderingAnswer], points: Fraction, names: Names) -> Interaction:
        """Each entry at its place gives its part of the points."""
        first = answers[0]
        key = [f"E{place + 1}" for place in first.key]
        share = self.e.set(
            names.score,
            self.e("sum", self.e.variable(names.score), self.e.value("float", number(points / len(key)))),
        )
        places = [
            self.e.condition(
                {
                    self.e(
                        "match",
                        self.e("index", self.e.variable(names.response), n=i),
                        self.e.value("identifier", id),
                    ): share
                }
            )
            for i, id in enumerate(key, 1)
        ]
        whole = self.e.condition({self.correct(names): self.scored(names, points)})
        rules = "".join((self.scored(names, Fraction(0)), *places, whole))
        entries = [
            self.e("simple-choice", self.entry(row), identifier=f"E{i}")
            for i, row in enumerate(zip(*(a.entries for a in answers), strict=True), 1)
        ]
        body = self.e("order-interaction", *entries, response_identifier=names.response, shuffle="false")
        response = self.declared(names, "ordered", "identifier", key)
        return Interaction("order", body, (Field(response, names.score, points, rules),))

    def essay(self, answers: Sequence[EssayAnswer], points: Fraction, names: Names) -> Interaction:
        """A person scores it, by the model answer and the marking scheme, which candidates do not see."""
        first, texts = answers[0], self.texts
        rows = [
            (texts.written([answer.rubric[i].text for answer in answers]), Html(line.points))
            for i, line in enumerate(first.rubric)
        ]
        heads = (texts.say("rubric"), texts.say("rubric_points"))
        scheme = texts.table(heads, rows, "hwgen-rubric") if rows else ""
        model = texts.written([answer.model for answer in answers])
        use = "scoring" if self.e.version.use else None
        rubric = self.e.content("rubric-block", model + scheme, view="scorer", use=use)
        begun = plain.blocks(first.template, texts.refs, texts.languages[0])
        response = self.declared(names, "single", "string", (), default=begun)
        body = self.e(
            "extended-text-interaction", response_identifier=names.response, expected_lines=max(first.lines, 3)
        )
        return Interaction("extended-text", rubric + body, (Field(response, names.score, points, "", human=True),))

    def entry(self, entries: Sequence[Option | Placed]) -> str:
        """One element: players lay out the parts of an entry beside each other."""
        body = self.texts.bodies(entries)
        line = in_line(body)
        return f"<span>{line}</span>" if line else f"<div>{body}</div>"

    def outcome(self, identifier: str, cardinality: str, base: str) -> str:
        return self.e("outcome-declaration", identifier=identifier, cardinality=cardinality, base_type=base)


def interaction(
    e: Elements, texts: Texts, answers: Sequence[Answer], points: int, names: Sequence[Names]
) -> Interaction:
    """The fields of a question whose answer is given once in each language; `names` has one for each field."""
    asker, whole, first = _Asker(e, texts), Fraction(points), answers[0]
    match first:
        case TrueFalseAnswer():
            return asker.true_false(first, whole, names[0])
        case ChoiceAnswer():
            return asker.choice([a for a in answers if isinstance(a, ChoiceAnswer)], whole, names[0])
        case NumericAnswer():
            return asker.numbers([a for a in answers if isinstance(a, NumericAnswer)], points, names)
        case ShortAnswerAnswer():
            return asker.spelt(first, whole, names[0])
        case MatchingAnswer():
            return asker.match([a for a in answers if isinstance(a, MatchingAnswer)], whole, names[0])
        case OrderingAnswer():
            return asker.order([a for a in answers if isinstance(a, OrderingAnswer)], whole, names[0])
        case EssayAnswer():
            return asker.essay([a for a in answers if isinstance(a, EssayAnswer)], whole, names[0])
        case _:
            assert_never(first)


def fields_of(answer: Answer) -> int:
    return len(answer.cells) if isinstance(answer, NumericAnswer) else 1


def number(value: Fraction) -> str:
    """A number with the digits that a player keeps."""
    return machine(value)


def in_line(text: str) -> str:
    """What stands in a paragraph that is alone; empty for anything else."""
    alone = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1 and text.count("</p>") == 1
    return text[3:-4] if alone else ""


def _alike(spellings: Sequence[str]) -> list[list[str]]:
    """The spellings that differ in capitals alone, together."""
    groups: dict[str, list[str]] = {}
    for spelling in spellings:
        groups.setdefault(spelling.lower(), []).append(spelling)
    return list(groups.values())
