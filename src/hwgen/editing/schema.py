"""JSON Schemas of a course's files, for editors that complete and check while one types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, Bloom, ItemsFile
from hwgen.bank.loading import load_course
from hwgen.catalogue import flaws
from hwgen.editing.files import kind_of, modeline, place
from hwgen.editing.records import RECORDS
from hwgen.editing.unions import RecordSchemas, Schema, is_
from hwgen.fields import TEXT_HERE, text_schema
from hwgen.output import replace_file
from hwgen.text import USUAL, Language


def for_editors(root: Path) -> None:
    """Writes the schemas of the course at `root`, and the line that names its schema above each file of its bank."""
    for name, data in schemas(load_course(root)).items():
        replace_file(root / place(name), data)
    for path in (root / "bank").rglob("*.yaml"):
        if kind_of(path):
            replace_file(path, f"{modeline(path)}\n".encode() + path.read_bytes())


def schemas(course: Course | None, languages: Sequence[Language] = USUAL) -> dict[str, bytes]:
    """The schema of each of RECORDS, as bytes of a file. Names that `course` knows are suggested, and others allowed.

    Texts are those of the course's languages, or of `languages` where it has faults.
    """
    known = names(course) if course else {}
    languages = course.languages if course else languages
    return {
        name: (json.dumps(schema(model, known, languages), ensure_ascii=False, indent=1) + "\n").encode()
        for name, model in RECORDS.items()
    }


def schema(model: type[BaseModel], known: Mapping[str, Iterable[str]], languages: Sequence[Language] = USUAL) -> Schema:
    """The schema of a file that holds `model`, its texts in `languages`; `known` are the names to suggest, by the key that they stand under."""
    # Read back, so that no part of it is shared with another or with a model.
    whole: Schema = json.loads(json.dumps(model.model_json_schema(schema_generator=RecordSchemas)))
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", **whole}
    _share_unions(whole)
    whole.setdefault("$defs", {})["Text"] = text_schema(languages)
    for part in _parts(whole):
        if part.pop(TEXT_HERE, None):
            part["$ref"] = "#/$defs/Text"
    if model is ItemsFile:
        for name, value in _properties(whole):
            if name == "language":
                value["enum"] = list(languages)
        _in_one_language(whole, languages)
    for name, value in _properties(whole):
        if names := known.get(name):
            whole["$defs"][f"known-{name}"] = {"enum": sorted(names)}
            _suggest(value, f"#/$defs/known-{name}")
    return whole


def names(course: Course) -> dict[str, Iterable[str]]:
    items = [item for item in course.items.values() if isinstance(item, BankItem)]
    names: dict[str, Iterable[str]] = {}
    for keys, known in (
        (("topic", "topics"), course.topics),
        (("objective", "objectives"), course.objectives),
        (("misconception", "misconceptions"), course.misconceptions),
        (("item", "enemies", "exclude"), course.items),
        (("tag", "tags"), {tag for item in items for tag in item.tags}),
        (("kind", "kinds"), {item.kind for item in items}),
        (("bloom",), get_args(Bloom)),
        (("silence",), flaws()),
    ):
        names |= dict.fromkeys(keys, known)
    return names


def _share_unions(schema: Schema) -> None:
    """Writes a union once, under the name of the key that holds it, however many records do."""
    for name, value in _properties(schema):
        for union in (value.get("items"), value.get("additionalProperties")):
            if isinstance(union, dict) and "defaultSnippets" in union:
                schema["$defs"][name] = {"title": name.removesuffix("s"), **union}
                union.clear()
                union["$ref"] = f"#/$defs/{name}"


def _in_one_language(schema: Schema, languages: Sequence[Language]) -> None:
    """Items that exist in one language: the same schema once more for each, whose texts need that one only."""
    definitions: Schema = schema["$defs"]
    item = definitions[schema["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
    rest: Schema = {"allOf": item.pop("allOf")}
    text = json.dumps(definitions | {"Item": rest})
    for language in languages if len(languages) > 1 else ():
        copy = json.loads(text.replace("#/$defs/", f"#/$defs/{language}-"))
        copy["Text"] = text_schema((language,), languages)
        definitions |= {f"{language}-{name}": value for name, value in copy.items()}
        rest = {"if": is_("language", language), "then": {"$ref": f"#/$defs/{language}-Item"}, "else": rest}
    item |= rest


def _suggest(value: Schema, names: str) -> None:
    """Makes the definition `names` the first choice for a text, those of a list or the keys of a table; others are as good."""
    if "additionalProperties" in value:
        value["propertyNames"] = {"anyOf": [{"$ref": names}, {"type": "string"}]}
    elif "items" in value:
        _suggest(value["items"], names)
    elif "anyOf" in value:
        for choice in value["anyOf"]:
            _suggest(choice, names)
    elif "type" in value and not value.keys() & {"enum", "const"}:
        value["anyOf"] = [{"$ref": names}, {"type": value.pop("type")}]


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every key that a schema has a word on, at any depth."""
    for part in list(_parts(schema)):
        yield from ((name, value) for name, value in part.get("properties", {}).items() if isinstance(value, dict))


def _parts(node: object) -> Iterator[Schema]:
    """Every mapping inside a schema, itself included."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)
