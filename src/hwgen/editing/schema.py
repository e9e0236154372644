"""JSON Schemas of a course's files, for editors that complete and check while one types."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from hwgen.bank.blueprint import ExamFile
from hwgen.bank.course import ConventionsFile, Course, CourseFile, MisconceptionsFile, load_course
from hwgen.bank.items import BankItem, Bloom, ItemsFile
from hwgen.flaws.catalogue import FLAWS
from hwgen.output import replace_file
from hwgen.text import LANGUAGES

FILES: Mapping[str, type[BaseModel]] = {
    "items": ItemsFile,
    "exam": ExamFile,
    "conventions": ConventionsFile,
    "misconceptions": MisconceptionsFile,
    "course": CourseFile,
}
FOLDER = ".hwgen"
# What a new item needs although its record has a default, and how many wrong options a new one gets.
WANTED = ("objective", "why", "explanation")
WRONG = 3
Schema = dict[str, Any]


def kind_of(path: Path) -> str | None:
    """Which of FILES the file at `path` is, by where it stands in a course; None for any other."""
    folders = [folder.name for folder in path.absolute().parents]
    if path.suffix != ".yaml" or "bank" not in folders:
        return None
    below = folders[: folders.index("bank")]
    if below:
        return {"items": "items", "exams": "exam"}.get(below[-1])
    if path.stem in ("course", "conventions"):
        return path.stem
    return "misconceptions" if path.stem.startswith("misconceptions") else None


def place(name: str) -> str:
    """Where the schema of a file stands in a course."""
    return f"{FOLDER}/{name}.schema.json"


def modeline(path: Path) -> str:
    """The line that tells an editor the schema of the file at `path`, which has one."""
    folders = [folder.name for folder in path.absolute().parents]
    up = "../" * (folders.index("bank") + 1)
    return f"# yaml-language-server: $schema={up}{place(kind_of(path) or '')}"


def for_editors(root: Path) -> None:
    """Writes the schemas of the course at `root`, and the line that names its schema above each file of its bank."""
    for name, data in schemas(load_course(root)).items():
        replace_file(root / place(name), data)
    for path in (root / "bank").rglob("*.yaml"):
        if kind_of(path):
            replace_file(path, f"{modeline(path)}\n".encode() + path.read_bytes())


def schemas(course: Course | None) -> dict[str, bytes]:
    """The schema of each of FILES, as bytes of a file. Names that `course` knows are suggested, and others allowed."""
    known = _names(course) if course else {}
    return {
        name: (json.dumps(schema(model, known), ensure_ascii=False, indent=1) + "\n").encode()
        for name, model in FILES.items()
    }


def schema(model: type[BaseModel], known: Mapping[str, Iterable[str]]) -> Schema:
    """The schema of a file that holds `model`; `known` are the names to suggest, by the key that they stand under."""
    # Read back, so that no part of it is shared with another or with a model.
    made: Schema = json.loads(json.dumps(model.model_json_schema(schema_generator=_Generator)))
    made = {"$schema": "http://json-schema.org/draft-07/schema#", **made}
    _share_unions(made)
    if model is ItemsFile:
        _in_one_language(made)
    for name, value in _properties(made):
        if names := known.get(name):
            made["$defs"][f"known-{name}"] = {"enum": sorted(names)}
            _suggest(value, f"#/$defs/known-{name}")
    return made


def _names(course: Course) -> dict[str, Iterable[str]]:
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
        (("silence",), FLAWS),
    ):
        names |= dict.fromkeys(keys, known)
    return names


class _Generator(GenerateJsonSchema):
    """Says every kind of a union by `if` and `then`, so that an editor knows the keys of an item once its kind stands there."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", schema["cls"].__name__.lstrip("_")).lower()
        return made | {"title": words.removesuffix(" record"), "description": inspect.getdoc(schema["cls"])}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that may be left out: in a file there is no null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if not isinstance(made.get("default"), str | int | float):
            made.pop("default", None)
        return made

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Nothing: keys stand in the order in which they are written."""
        return value

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        refs = {kind: self.generate_inner(choice) for kind, choice in schema["choices"].items()}
        choices = {str(kind): self.get_schema_from_definitions(ref["$ref"]) or {} for kind, ref in refs.items()}
        first, *others = choices.values()
        shared = {
            name: value
            for name, value in first["properties"].items()
            if name != "kind" and all(other["properties"].get(name) == value for other in others)
        }
        kind = {
            "description": "Decides the other keys.",
            "enum": list(choices),
            "enumDescriptions": [_paragraph(choice) for choice in choices.values()],
        }
        snippets = [
            {"label": f"new {name}", "description": _paragraph(choice), "body": self._body(choice, count(1), name)}
            for name, choice in choices.items()
        ]
        return {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": kind},
            "allOf": [
                {"if": {"type": "object", "required": ["kind"]}, "else": {"properties": shared}},
                *({"if": _is("kind", name), "then": self._complete(refs[name])} for name in choices),
            ],
            "defaultSnippets": snippets,
        }

    def _complete(self, ref: Schema) -> Schema:
        """Of an item: that it explains its answers, unless it was imported."""
        made = self._resolved(ref)
        if "imported" not in made["properties"]:
            return ref
        return {"allOf": [ref, {"if": _is("imported", True), "else": self._explained(made)}]}

    def _explained(self, made: Schema) -> Schema:
        """What must not be missing in `made` although its record has a default."""
        required = [name for name in ("explanation", "why") if name in made["properties"]]
        inside = {}
        for name, value in made["properties"].items():
            if "items" not in value:
                continue
            parts = value["items"].get("allOf", ())
            kinds = [
                {"if": part["if"], "then": self._explained(self._resolved(part["then"]))}
                for part in parts
                if "then" in part
            ]
            below = {"allOf": kinds} if kinds else self._explained(self._resolved(value["items"]))
            if below:
                inside[name] = {"items": below}
        return {**({"required": required} if required else {}), **({"properties": inside} if inside else {})}

    def _resolved(self, made: Schema) -> Schema:
        found = self.get_schema_from_definitions(made["$ref"]) if "$ref" in made else made
        return {"properties": {}, **(found or {})}

    def _body(self, made: Schema, stops: Iterator[int], kind: str = "", several: int = 1) -> Any:
        """What is filled in for `made`: its required keys, with a place to type at each."""
        made = self._resolved(made)
        if made["properties"]:
            required = [*made.get("required", ()), *WANTED]
            return {
                name: kind if name == "kind" else self._body(value, stops, several=WRONG if name == "wrong" else 1)
                for name, value in made["properties"].items()
                if name in required
            }
        if "items" in made:
            return [self._body(made["items"], stops) for _ in range(max(several, made.get("minItems", 1)))]
        if "allOf" in made:
            return {"id": f"${next(stops)}", "kind": f"${next(stops)}"}
        return f"${next(stops)}"


def _paragraph(made: Schema) -> str:
    return str(made.get("description", "")).split("\n\n")[0]


def _is(name: str, value: object) -> Schema:
    return {"type": "object", "required": [name], "properties": {name: {"const": value}}}


def _share_unions(made: Schema) -> None:
    """Writes a union once, under the name of the key that holds it, however many records do."""
    for name, value in _properties(made):
        for union in (value.get("items"), value.get("additionalProperties")):
            if isinstance(union, dict) and "defaultSnippets" in union:
                made["$defs"][name] = {"title": name.removesuffix("s"), **union}
                union.clear()
                union["$ref"] = f"#/$defs/{name}"


def _in_one_language(made: Schema) -> None:
    """Items that exist in one language: the same schema once more for each, whose texts need that one only."""
    definitions: Schema = made["$defs"]
    item = definitions[made["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
    rest: Schema = {"allOf": item.pop("allOf")}
    text = json.dumps(definitions | {"Item": rest})
    for language in LANGUAGES:
        copy = json.loads(text.replace("#/$defs/", f"#/$defs/{language}-"))
        copy["Bilingual"]["required"] = [language]
        definitions |= {f"{language}-{name}": value for name, value in copy.items()}
        rest = {"if": _is("language", language), "then": {"$ref": f"#/$defs/{language}-Item"}, "else": rest}
    item |= rest


def _properties(made: Schema) -> Iterator[tuple[str, Schema]]:
    """Every key that a schema has a word on, at any depth."""
    for part in list(_parts(made)):
        yield from ((name, value) for name, value in part.get("properties", {}).items() if isinstance(value, dict))


def _parts(made: object) -> Iterator[Schema]:
    """Every mapping inside a schema, itself included."""
    if isinstance(made, dict):
        yield made
        for value in made.values():
            yield from _parts(value)
    elif isinstance(made, list):
        for value in made:
            yield from _parts(value)


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
