"""The records of a schema: which keys they have, and where a key belongs that stands at another place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from hwgen.errors import closest, did_you_mean
from hwgen.othernames import elsewhere, meant, option


def key_hint(schema: type[BaseModel], path: Sequence[str | int], entry: Any) -> str:
    """The way out of the unknown key at the end of `path`, in this entry: where it belongs, or which one is meant."""
    name = str(path[-1])
    records = records_of(schema)
    here = records.at(path[:-1])
    own = {key for record in here for key in record if records.kind(record) in ("", entry.get("kind"))}
    # Capitals, or one letter more or less, such as an `s`, make no key from elsewhere.
    plain = name.lower()
    if twin := next((key for key in (plain, f"{plain}s", plain.removesuffix("s")) if key != name and key in own), ""):
        return f"did you mean `{twin}`?"
    within = records.within(path[:-1], entry.get("kind"))
    where, called = records.where(name, here, within), meant(name, own)
    if called and not where.startswith("it belongs"):
        return f"did you mean `{called[0]}`?"
    if where:
        return where
    if given := option(name, entry.get(name)):
        return f"it belongs on the command line: `hwgen build {given}`"
    if place := elsewhere(name) or records.where(name, (), records.placed):
        return place
    # What belongs elsewhere has to be spelled much like it, and what belongs here less so.
    names = {key for _, record in within for key in record}
    if not closest(name, own, alike=0.8) and (near := closest(name, names, alike=0.8)):
        where = records.where(near, here, within)
        return f"did you mean `{near}`? {where[0].upper()}{where[1:]}"
    return did_you_mean(name, own)


class Records:
    """The records of a schema, each as its keys with their schemas, and the key below which it stands: none at the top of the file."""

    def __init__(self, schema: type[BaseModel]) -> None:
        whole = schema.model_json_schema()
        self.defined: dict[str, Any] = whole.pop("$defs", {})
        self.top = tuple(self._inside(whole))
        named = [part["properties"] for part in self.defined.values() if "properties" in part]
        below = [
            (key, inner)
            for record in (*self.top, *named)
            for key, part in record.items()
            for inner in self._inside(part)
        ]
        wholes = (whole, *self.defined.values())
        self._required = {id(part["properties"]): part.get("required", ()) for part in wholes if "properties" in part}
        self.placed = (*(("", record) for record in self.top), *below)

    def _inside(self, part: Any) -> Iterator[dict[str, Any]]:
        match part:
            case {"properties": dict(record)}:
                yield record
            case {"$ref": str(name)}:
                yield from self._inside(self.defined[name.rpartition("/")[2]])
            case dict():
                yield from (record for inner in part.values() for record in self._inside(inner))
            case list():
                yield from (record for inner in part for record in self._inside(inner))

    def at(self, path: Sequence[str | int]) -> Sequence[dict[str, Any]]:
        """Those that can stand there; a step that is the place in a list or a name of the author's own leads to no other."""
        here = self.top
        for step in path:
            here = (
                tuple(inner for record in here if step in record for inner in self._inside(record[str(step)])) or here
            )
        return here

    def of(self, path: Sequence[str | int], data: Any) -> Sequence[dict[str, Any]]:
        """Those that can stand there in the data, by the kinds that it names on the way."""
        here = self.top
        for step in path:
            kind = data.get("kind") if isinstance(data, dict) else None
            own = [record for record in here if self.kind(record) in ("", kind)]
            here = tuple(inner for record in own if step in record for inner in self._inside(record[str(step)])) or here
            data = data[step]
        return here

    def within(self, path: Sequence[str | int], kind: str | None) -> Sequence[tuple[str, dict[str, Any]]]:
        """Those around a value and inside it, which is of this kind, each with the key below which it stands."""
        own = [record for record in self.at(path) if self.kind(record) in ("", kind)]
        around = [record for i in range(len(path)) for record in self.at(path[:i])]
        reached = {id(record): record for record in (*around, *own)}
        waiting = [*own]
        while waiting:
            for part in waiting.pop().values():
                for inner in self._inside(part):
                    if id(inner) not in reached:
                        reached[id(inner)] = inner
                        waiting.append(inner)
        return [(below, record) for below, record in self.placed if id(record) in reached]

    def where(self, name: str, here: Sequence[dict[str, Any]], within: Sequence[tuple[str, dict[str, Any]]]) -> str:
        """Where a key belongs, in words, that these records do not all have: at a place that is `within` reach, or in no words."""
        if kinds := [f"`{self.kind(record)}`" for record in here if name in record and self.kind(record)]:
            subject, verb = ("kinds", "have") if len(kinds) > 1 else ("kind", "has")
            return f"only the {subject} {', '.join(kinds)} {verb} it"
        homes = tuple(dict.fromkeys(f"`{below}:`" if below else "" for below, record in within if name in record))
        if "" in homes:
            return "it belongs at the top of the file"
        return f"it belongs below {' or '.join(filter(None, (', '.join(homes[:-1]), homes[-1])))}" if homes else ""

    def requires(self, record: Mapping[str, Any], name: str) -> bool:
        return name in self._required[id(record)]

    def begins(self) -> Sequence[str]:
        """The keys without which there is no file, and those below which its entries are listed."""
        return [
            name
            for record in self.top
            for name, part in record.items()
            if self.requires(record, name) or any(self.entries(part))
        ]

    def entries(self, part: Any) -> Iterator[dict[str, Any]]:
        """The records of a list."""
        match part:
            case {"type": "array", "items": inner}:
                yield from self._inside(inner)
            case {"anyOf": list(choices)}:
                yield from (record for choice in choices for record in self.entries(choice))

    @staticmethod
    def kind(record: Mapping[str, Any]) -> str:
        """The kind of question or chart that has these keys alone, if it is of one."""
        return str(record.get("kind", {}).get("const", ""))


@lru_cache(maxsize=16)
def records_of(schema: type[BaseModel]) -> Records:
    """Those of a schema, which pydantic takes a tenth of a second to write down: a file may have many faults."""
    return Records(schema)


def alternatives(schema: type[BaseModel], path: Sequence[str | int]) -> str:
    """The kinds that the schema has for a value at `path`, in words."""
    whole = schema.model_json_schema()

    def resolved(part: Any) -> Any:
        return whole["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part

    part: Any = whole
    for step in path:
        choices = [resolved(choice) for choice in (part, *part.get("oneOf", ()))]
        part = next(
            resolved(inner)
            for choice in choices
            for inner in (
                choice.get("properties", {}).get(step),
                choice.get("items"),
                choice.get("additionalProperties"),
            )
            if isinstance(inner, dict)
        )
    names = {ref: name for name, ref in part["discriminator"]["mapping"].items()}
    *kinds, last = (names[choice["$ref"]] for choice in part["oneOf"])
    return f"{', '.join(kinds)} or {last}"
