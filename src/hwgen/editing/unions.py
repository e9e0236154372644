"""Records as JSON Schema, each kind of a union behind an `if`: an editor knows the keys of an item once its kind stands there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

# What a new item needs although its record has a default, and how many wrong options a new one gets.
WANTED = ("objective", "why", "explanation")
WRONG = 3
Schema = dict[str, Any]


class RecordSchemas(GenerateJsonSchema):
    """Says every kind of a union by `if` and `then`, so that an editor knows the keys of an item once its kind stands there."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", schema["cls"].__name__.lstrip("_")).lower()
        return written | {"title": words.removesuffix(" record"), "description": inspect.getdoc(schema["cls"])}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key that may be left out: in a file there is no null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        own = super().default_schema(schema)
        if not isinstance(own.get("default"), str | int | float):
            own.pop("default", None)
        return own

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
                *({"if": is_("kind", name), "then": self._complete(refs[name])} for name in choices),
            ],
            "defaultSnippets": snippets,
        }

    def _complete(self, ref: Schema) -> Schema:
        """Of an item: that it explains its answers, unless it was imported."""
        schema = self._resolved(ref)
        if "imported" not in schema["properties"]:
            return ref
        return {"allOf": [ref, {"if": is_("imported", True), "else": self._explained(schema)}]}

    def _explained(self, schema: Schema) -> Schema:
        """What must not be missing in `schema` although its record has a default."""
        required = [name for name in ("explanation", "why") if name in schema["properties"]]
        inside = {}
        for name, value in schema["properties"].items():
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

    def _resolved(self, schema: Schema) -> Schema:
        definition = self.get_schema_from_definitions(schema["$ref"]) if "$ref" in schema else schema
        return {"properties": {}, **(definition or {})}

    def _body(self, schema: Schema, stops: Iterator[int], kind: str = "", several: int = 1) -> Any:
        """What is filled in for `schema`: its required keys, with a place to type at each."""
        schema = self._resolved(schema)
        if schema["properties"]:
            required = [*schema.get("required", ()), *WANTED]
            return {
                name: kind if name == "kind" else self._body(value, stops, several=WRONG if name == "wrong" else 1)
                for name, value in schema["properties"].items()
                if name in required
            }
        if "items" in schema:
            return [self._body(schema["items"], stops) for _ in range(max(several, schema.get("minItems", 1)))]
        if "allOf" in schema:
            return {"id": f"${next(stops)}", "kind": f"${next(stops)}"}
        return f"${next(stops)}"


def is_(name: str, value: object) -> Schema:
    return {"type": "object", "required": [name], "properties": {name: {"const": value}}}


def _paragraph(schema: Schema) -> str:
    return str(schema.get("description", "")).split("\n\n")[0]
