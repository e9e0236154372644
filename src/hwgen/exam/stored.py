"""An exam as plain data and back: by this, a paper is kept whatever becomes of the course that it came from."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from hwgen.exam.model import Exam
from hwgen.words.words import Words


class Unreadable(ValueError):
    """Data that no exam was ever written as."""


@dataclass(frozen=True)
class Stored:
    """Writes and reads exams of the course at `root`, whose words are `wording`.

    A dataclass is written as its name with its fields, those left out that have their default: what is written stays readable when
    a field is added. A tuple is a list.
    """

    root: Path
    wording: Mapping[str, Words]

    def write(self, thing: object) -> Any:
        if isinstance(thing, Words):
            return {"Words": thing.language}
        match thing:
            case None | bool() | int() | float():
                return thing
            case str():
                return str(thing)
            case tuple():
                return [self.write(part) for part in thing]
            case list():
                return {"list": [self.write(part) for part in thing]}
            case Mapping():
                return {"mapping": [[self.write(key), self.write(value)] for key, value in thing.items()]}
            case bytes():
                return {"bytes": base64.b64encode(thing).decode()}
            case Fraction():
                return {"Fraction": str(thing)}
            case Path():
                return {"Path": (thing.relative_to(self.root) if thing.is_relative_to(self.root) else thing).as_posix()}
            case _ if is_dataclass(thing) and not isinstance(thing, type):
                return {type(thing).__name__: {name: self.write(value) for name, value in own_fields(thing)}}
            case _:
                return str(thing)

    def read(self, data: Any) -> Any:
        """Raises Unreadable."""
        match data:
            case None | bool() | int() | float() | str():
                return data
            case list():
                return tuple(map(self.read, data))
            case dict() if len(data) == 1:
                ((name, held),) = data.items()
                return self._named(name, held)
            case _:
                raise Unreadable(f"{data!r:.60} is not part of an exam")

    def _named(self, name: str, held: Any) -> Any:
        try:
            match name:
                case "list":
                    return [self.read(part) for part in held]
                case "mapping":
                    return {self.read(key): self.read(value) for key, value in held}
                case "bytes":
                    return base64.b64decode(held)
                case "Fraction":
                    return Fraction(held)
                case "Path":
                    return self.root / held
                case "Words":
                    return self.wording[held]
                case _:
                    return classes()[name](**{field: self.read(value) for field, value in held.items()})
        except (LookupError, TypeError, ValueError, AttributeError) as e:
            raise Unreadable(f"`{name}` of a stored exam cannot be read: {e}") from e


def own_fields(thing: Any) -> Iterator[tuple[str, object]]:
    """The fields of a dataclass by name that have another value than their default."""
    for name, default in _defaults(thing.__class__):
        value = getattr(thing, name)
        if default is MISSING or value != default or type(value) is not type(default):
            yield name, value


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    return tuple(
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(kind)
    )


@cache
def classes() -> dict[str, type]:
    """Every dataclass that an exam is made of, by its name."""
    classes: dict[str, type] = {}
    reached: set[type] = set()
    waiting: list[Any] = [Exam]
    while waiting:
        annotation = waiting.pop()
        waiting += get_args(annotation)
        if not is_dataclass(annotation) or not isinstance(annotation, type) or annotation is Words:
            continue
        known = classes.setdefault(annotation.__name__, annotation)
        if known is not annotation:
            raise AssertionError(f"two classes of an exam are called {known.__name__}")
        if known not in reached:
            reached.add(known)
            hints = get_type_hints(known)
            waiting += [hints[field.name] for field in fields(known)]
    return classes
