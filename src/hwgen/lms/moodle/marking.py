"""What Moodle's question engine gives for a response (question/type/*/question.php)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from hwgen.lms.asked import Response
from hwgen.lms.moodle import cloze, ordering
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.reading import (
    Accepted,
    Units,
    accepted_numbers,
    entries_shown,
    field_numbers,
    fits,
    fraction_of,
    is_case,
    is_single,
    options,
    pairs,
    truth,
    units_of,
)

EVERY_SUBSET = 8


def numeric(accepted: Sequence[Accepted], value: float) -> float:
    """The first answer that takes the value decides."""
    return next((a.fraction for a in accepted if a.takes(value)), 0.0)


def probes(accepted: Sequence[Accepted]) -> list[float]:
    """Numbers at each answer, at the edges of its tolerance, inside and outside of them."""
    values: list[float] = []
    for answer in accepted:
        if answer.value is None:
            continue
        step = answer.tolerance or abs(answer.value or 1) * 1e-6
        values += [answer.value]
        values += [answer.value + side * part for side in (-1, 1) for part in (answer.tolerance, answer.tolerance / 2)]
        values += [answer.value + side * (answer.tolerance + step / 100) for side in (-1, 1)]
        values += [answer.value + side * (answer.tolerance + step) for side in (-1, 1)]
    return list(dict.fromkeys(values))


def shortanswer(accepted: Sequence[tuple[str, float]], text: str, *, case: bool) -> float:
    """The first pattern that fits decides."""
    return next((fraction for pattern, fraction in accepted if fits(pattern, text, case=case)), 0.0)


def multiple(fractions: Sequence[float], chosen: Iterable[int]) -> float:
    return min(max(sum(fractions[i] for i in chosen), 0.0), 1.0)


def subsets(fractions: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Every subset of up to eight options; of more, all with one or two, all that is right, and all."""
    count = len(fractions)
    if count <= EVERY_SUBSET:
        for size in range(count + 1):
            yield from combinations(range(count), size)
        return
    for size in (0, 1, 2):
        yield from combinations(range(count), size)
    yield tuple(i for i, fraction in enumerate(fractions) if fraction > 0)
    yield tuple(range(count))


def responses(question: Node) -> list[Response]:
    """Responses of every kind to a question that Moodle marks itself, with what they get. Empty for all others."""
    match question.attributes.get("type"):
        case "truefalse":
            right = truth(question)
            return [Response(str(value).lower(), value, float(value is right)) for value in (True, False)]
        case "multichoice":
            return list(_choice(question))
        case "numerical":
            return list(_numerical(question))
        case "shortanswer":
            return list(_short(question))
        case "matching" | "match":
            return list(_match(question))
        case "ordering":
            return list(_order(question))
        case "cloze" | "multianswer":
            return list(_cloze(question))
        case _:
            return []


def _choice(question: Node) -> Iterator[Response]:
    fractions = [fraction_of(answer) for answer in options(question)]
    if is_single(question):
        yield Response("nothing", None, 0.0)
        for i, fraction in enumerate(fractions):
            yield Response(letter(i), i, fraction)
        return
    for chosen in subsets(fractions):
        yield Response("".join(map(letter, chosen)) or "nothing", chosen, multiple(fractions, chosen))


def letter(i: int) -> str:
    return chr(ord("A") + i) if i < 26 else f"#{i + 1}"


def _numerical(question: Node) -> Iterator[Response]:
    accepted, units = accepted_numbers(question), units_of(question)
    for value in probes(accepted):
        right = next(iter(units.multipliers), None) if units.chosen else None
        yield _with_unit(accepted, units, value, right)
    for unit, multiplier in units.multipliers.items():
        for answer in accepted:
            if answer.value is not None:
                yield _with_unit(accepted, units, answer.value * multiplier, unit)


def _with_unit(accepted: Sequence[Accepted], units: Units, value: float, unit: str | None) -> Response:
    """A number with a unit or without one. Moodle takes it as it stands, too, but then the unit is wrong."""
    scaled = value / units.multipliers[unit] if unit else value
    answer = next((a for a in accepted if a.takes(scaled) or a.takes(value)), None)
    fraction = answer.fraction if answer else 0.0
    if answer and not (unit and answer.takes(scaled)):
        fraction = max(0.0, fraction - units.penalty * (1.0 if units.of_all else fraction))
    shown = f"{value:.15g} {unit}" if unit else f"{value:.15g}"
    return Response(shown, (value, unit) if unit else value, fraction)


def _short(question: Node) -> Iterator[Response]:
    case = is_case(question)
    accepted = [(answer.content("text"), fraction_of(answer)) for answer in question.every("answer")]
    spellings = [pattern.replace(r"\*", "*") for pattern, _ in accepted]
    for text in dict.fromkeys([*spellings, *(word.swapcase() for word in spellings), "\u2205"]):
        yield Response(text, text, shortanswer(accepted, text, case=case))


def _match(question: Node) -> Iterator[Response]:
    matched, offered = pairs(question)
    right = [answer for _, answer in matched]
    if not right:
        return

    def mark(given: Sequence[str]) -> Response:
        hits = sum(a == b for a, b in zip(given, right, strict=True))
        return Response(", ".join(given), tuple(given), hits / len(right))

    yield mark(right)
    for i in range(len(right)):
        for other in offered:
            if other != right[i]:
                yield mark([*right[:i], other, *right[i + 1 :]])
                break
    if len(offered) > 1:
        turned = {answer: offered[(i + 1) % len(offered)] for i, answer in enumerate(offered)}
        yield mark([turned.get(answer, answer) for answer in right])


def _order(question: Node) -> Iterator[Response]:
    """Orders of entries, which are named by their right places. Where Moodle draws some of them, nobody knows which."""
    count = len(options(question))
    if count < 2 or entries_shown(question) < count:
        return
    places = tuple(range(count))
    fraction = ordering.fraction_of(question.content("gradingtype", default="RELATIVE"))

    def mark(order: tuple[int, ...]) -> Response:
        return Response(" ".join(str(i + 1) for i in order), order, fraction(order))

    yield mark(places)
    yield mark(places[::-1])
    yield mark((*places[1:], places[0]))
    for i in range(count - 1):
        yield mark((*places[:i], i + 1, i, *places[i + 2 :]))


def _cloze(question: Node) -> Iterator[Response]:
    """Responses to one field each: what a field gives is its part of the whole."""
    fields = cloze.fields(question.content("questiontext", "text"))
    total = sum(field.weight for field in fields)
    for number, field in enumerate(fields, 1):
        part = field.weight / total if total else 0.0
        for response, given, fraction in field_responses(field):
            yield Response(f"({number}) {response}", (number, given), fraction * part)


def field_responses(field: cloze.Field) -> Iterator[tuple[str, object, float]]:
    """Responses to a field alone, with the part of its own points that they get."""
    match field.kind:
        case "numerical":
            accepted = field_numbers(field)
            for value in probes(accepted):
                yield f"{value:.15g}", value, numeric(accepted, value)
        case "shortanswer":
            case = field.name in cloze.CASES
            patterns = [(a.answer, a.fraction) for a in field.alternatives]
            for text in dict.fromkeys([*(pattern.replace(r"\*", "*") for pattern, _ in patterns), "\u2205"]):
                yield text, text, shortanswer(patterns, text, case=case)
        case "multichoice":
            for i, alternative in enumerate(field.alternatives):
                yield letter(i), i, alternative.fraction
        case "multiresponse":
            fractions = [a.fraction for a in field.alternatives]
            for chosen in subsets(fractions):
                yield "".join(map(letter, chosen)) or "nothing", chosen, multiple(fractions, chosen)
