"""What distinguishes one paper from another: a few characters for what it asks, and marks that say which questions differ."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

from hwgen.exam.model import Exam, Group, Question
from hwgen.exam.stored import own_fields
from hwgen.papercode import LEGIBLE, decode
from hwgen.words.words import Words

# What neither students nor markers see, what a code says of itself, and how a paper is laid out and answered: whose it is, its head and answer sheet, where items stand.
UNSEEN = {
    "Exam": {"name", "seed", "code", "copy", "form", "holder", "looks", "head", "sheet"},
    "Section": {"room", "answering"},
    "Group": {"item", "span", "topic", "difficulty", "minutes", "tags", "source"},
    "Question": {"id", "variant", "proof"},
    "Option": {"id", "misconception"},
    "TrueFalseAnswer": {"misconception"},
    "Placed": {"id"},
    "Wrong": {"id"},
    "Image": {"name"},
}
CHARACTERS = 4
PLAIN = frozenset({type(None), bool, int, float, str})


@dataclass(frozen=True)
class Mark:
    """By what a question is compared with that of another paper: digests of its texts, of their order, of its key and of all of it."""

    number: int
    item: str
    points: int
    text: str
    order: str
    key: str
    whole: str

    def __str__(self) -> str:
        return f"{self.number} {self.points} {self.text} {self.order} {self.key} {self.whole} {self.item}"


def fingerprint(exam: Exam) -> str:
    """Of all that students and markers see of a paper, the names on it apart."""
    number = int(_hash(_seen(exam))[:16], 16)
    return "".join(LEGIBLE[(number >> (5 * i)) % 32] for i in range(CHARACTERS))


def identified(exam: Exam) -> Exam:
    """The exam with its fingerprint in its code."""
    return replace(exam, code=str(replace(decode(exam.code), fingerprint=fingerprint(exam))))


def marks(exam: Exam) -> tuple[Mark, ...]:
    return tuple(_mark(group, question) for group in exam.groups for question in group.questions)


def parsed(written: object) -> tuple[Mark, ...]:
    """The marks as `str` writes them. Raises ValueError."""
    if not isinstance(written, list):
        raise ValueError("no marks")
    return tuple(_parsed(str(line)) for line in written)


def _parsed(line: str) -> Mark:
    number, points, text, order, key, whole, item = line.split(" ", 6)
    return Mark(int(number), item, int(points), text, order, key, whole)


def differences(old: Sequence[Mark], new: Sequence[Mark]) -> tuple[str, ...]:
    """What differs, question by question, by the numbers of the old paper."""
    return tuple(_differences(_known(old), _known(new)))


def _known(marks: Sequence[Mark]) -> dict[tuple[str, int], Mark]:
    """By the item, and which of its questions each is."""
    seen: Counter[str] = Counter()
    known = {}
    for mark in marks:
        known[mark.item, seen[mark.item]] = mark
        seen[mark.item] += 1
    return known


def _differences(old: Mapping[tuple[str, int], Mark], new: Mapping[tuple[str, int], Mark]) -> Iterator[str]:
    common = [key for key in old if key in new]
    moved = common != [key for key in new if key in old]
    for key, mark in old.items():
        name = f"question {mark.number} (`{mark.item}`)"
        if key not in new:
            yield f"{name}: gone"
            continue
        other = new[key]
        what = [word for word in ("text", "key", "points", "order") if getattr(mark, word) != getattr(other, word)]
        if not what and mark.whole != other.whole:
            what = ["explanation"]
        if moved and mark.number != other.number:
            what.append(f"now question {other.number}")
        if what:
            yield f"{name}: {', '.join(what)}"
    yield from (f"question {new[key].number} (`{key[0]}`): new" for key in new if key not in old)


def _mark(group: Group, question: Question) -> Mark:
    bodies, key = question.answer.compared(_seen)
    seen = [json.dumps(_seen(body), ensure_ascii=False) for body in bodies]
    text = _digest((_seen(group.context), _seen(question.stem), sorted(seen)))
    whole = _digest((_seen(group.context), _seen(replace(question, number=0))))
    return Mark(question.number, group.item, question.points, text, _digest(seen), _digest(key), whole)


def _seen(thing: object) -> Any:
    """Plain data of what can be seen of a part of an exam."""
    kind = type(thing)
    # Pictures have thousands of these.
    if kind in PLAIN:
        return thing
    if kind is tuple or kind is list:
        return [part if type(part) in PLAIN else _seen(part) for part in thing]  # type: ignore[attr-defined]
    if isinstance(thing, Words):
        return thing.language
    match thing:
        case bytes():
            return hashlib.sha256(thing).hexdigest()
        case Mapping():
            return sorted([str(key), _seen(value)] for key, value in thing.items())
        case _ if is_dataclass(thing):
            hidden = UNSEEN.get(kind.__name__, set())
            return [kind.__name__, {name: _seen(value) for name, value in own_fields(thing) if name not in hidden}]
        case _:
            return str(thing)


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _digest(data: object) -> str:
    return _hash(data)[:8]
