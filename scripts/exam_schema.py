"""Describes the `model` of exam.json in docs/exam.schema.json, from the classes that an exam is made of."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hwgen.content import tree
from hwgen.exam.stored import classes
from hwgen.kinds import Answer
from hwgen.words.words import Words

FILE = Path(__file__).parents[1] / "docs" / "exam.schema.json"
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
# What is neither data of JSON nor a class of ours: its name and what it is written as.
WRITTEN = {
    bytes: ("bytes", "string", "Base64."),
    Fraction: ("Fraction", "string", "A fraction such as 1/3, or a whole number."),
    Path: ("Path", "string", "A file."),
    Words: ("Words", "string", "The code of a language."),
}
# Unions with a name of their own.
UNIONS = {"Block": tree.Block, "Inline": tree.Inline, "Answer": Answer}


def definitions() -> dict[str, Any]:
    """A schema for each class: an object of one key, its name, which holds its fields without those that have their default."""
    ours = {name: _class(thing) for name, thing in classes().items()}
    written = {name: _named(name, {"type": kind, "description": what}) for name, kind, what in WRITTEN.values()}
    unions = {name: {"anyOf": [_type(member) for member in get_args(union)]} for name, union in UNIONS.items()}
    return dict(sorted((ours | written | unions).items()))


def _named(name: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": [name], "properties": {name: content}}


def _class(thing: type) -> dict[str, Any]:
    assert is_dataclass(thing)
    hints = get_type_hints(thing)
    content: dict[str, Any] = {"type": "object", "additionalProperties": False}
    doc = thing.__doc__ or ""
    if not doc.startswith(f"{thing.__name__}("):
        content["description"] = " ".join(doc.split())
    content["required"] = [f.name for f in fields(thing) if f.default is MISSING and f.default_factory is MISSING]
    content["properties"] = {f.name: _type(hints[f.name]) for f in fields(thing)}
    return _named(thing.__name__, content)


def _type(annotation: Any) -> dict[str, Any]:
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation in PLAIN:
        return {"type": PLAIN[annotation]}
    if annotation in WRITTEN:
        return {"$ref": f"#/$defs/{WRITTEN[annotation][0]}"}
    if is_dataclass(annotation) and isinstance(annotation, type):
        return {"$ref": f"#/$defs/{annotation.__name__}"}
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, types.UnionType):
        for name, union in UNIONS.items():
            if annotation == union:
                return {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [_type(arg) for arg in args]}
    if origin is tuple and args[-1] is Ellipsis:
        return {"type": "array", "items": _type(args[0])}
    if origin is tuple:
        return {
            "type": "array",
            "prefixItems": [_type(arg) for arg in args],
            "minItems": len(args),
            "maxItems": len(args),
        }
    if origin in (dict, Mapping):
        return _named("mapping", {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2}})
    return {}


if __name__ == "__main__":
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    FILE.write_text(
        json.dumps({**schema, "$defs": definitions()}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
