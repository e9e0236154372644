"""The pages of YAML keys, made from the JSON Schemas that editors complete with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hwgen.editing.schema import schemas
from hwgen.text import USUAL
from reference.markdown import code, joined, table

Schema = Mapping[str, Any]
ROOT = Path(__file__).parents[2]
# The definitions of items in one language repeat the others.
COPIES = tuple(f"{language}-" for language in USUAL)


def items() -> str:
    """Files of items: what all kinds share, then each kind, then the parts they are made of."""
    schema = _schema("items")
    kinds = {s["properties"]["kind"]["const"]: s for name, s in _definitions(schema) if name.endswith("Item")}
    first, *others = kinds.values()
    shared = {
        name: value
        for name, value in first["properties"].items()
        if name != "kind" and all(other["properties"].get(name) == value for other in others)
    }
    common = {**first, "properties": {**shared, "kind": {"type": "string", "description": "The kind of question."}}}
    own = (
        joined(f"### {kind}", made.get("description", ""), _table(made, without=(*shared, "kind")))
        for kind, made in kinds.items()
    )
    rest = (
        joined(f"### {made['title']}", made.get("description", ""), _table(made))
        for name, made in _definitions(schema)
        if "const" not in made["properties"].get("kind", {})
    )
    return joined(
        "# Item files",
        "The keys of `bank/items/*.yaml`. `hwgen new item` writes a complete example of each kind.",
        _table(schema),
        "## Keys of every item",
        _table(common),
        "A part of a `linked` item has an `id`, a `kind` and the keys of that kind, without the others above.",
        "## Keys of each kind",
        *own,
        "## Inside an item",
        *rest,
    )


def exams() -> str:
    """Blueprints."""
    return joined("# Exam files", "The keys of `bank/exams/*.yaml`.", *_sections(_schema("exam"), "##"))


def course() -> str:
    """The files that stand once in a course."""
    blocks = ["# Course files"]
    for name, title, intro in (
        ("course", "course.yaml", "`bank/course.yaml` describes the course."),
        ("misconceptions", "misconceptions.yaml", "`bank/misconceptions*.yaml`: one entry for each id."),
        ("conventions", "conventions.yaml", "`bank/conventions.yaml`: one entry for each id."),
        ("terms", "terms.yaml", "`bank/terms.yaml`: one entry for each concept."),
    ):
        blocks += [f"## {title}", intro, *_sections(_schema(name), "###")]
    return joined(*blocks)


def exam_json() -> str:
    """The exam as data."""
    schema = json.loads((ROOT / "docs" / "exam.schema.json").read_text(encoding="utf-8"))
    return joined(
        "# exam.json",
        "`exam.json` is the whole exam as data: one language, every choice made, key and solutions included. Texts are "
        "plain text with mathematics as `$TeX$` and figures as `[alternative text]`. The full schema: "
        "[exam.schema.json](../exam.schema.json).",
        _table(schema),
        "## The model",
        "`model` is the same exam with nothing left out, for programs that write other formats. Each thing is an object with one "
        'key, which says what it is: `{"Para": {"inlines": [{"Str": {"text": "Why?"}}]}}`. Fields that have '
        "their default are left out.",
        *_model(schema["$defs"]),
    )


def _model(definitions: Mapping[str, Schema]) -> Iterator[str]:
    """The classes of an exam, each with its fields; what has no fields is named where it occurs."""
    for name, made in definitions.items():
        inner = made.get("properties", {}).get(name, {})
        head, about = f"### {_title(name)}", inner.get("description", "")
        if "anyOf" in made:
            yield joined(head, f"One of {', '.join(map(_type, made['anyOf']))}.")
        elif inner.get("properties"):
            yield joined(head, f"`{name}`: {about}" if about else f"`{name}`", _table(inner))
        else:
            yield joined(head, f"`{name}`: {about or 'it has no fields.'}")


def _schema(name: str) -> Schema:
    made: Schema = json.loads(schemas(None)[name])
    return made


def _definitions(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The definitions that have keys, once each."""
    for name, made in schema["$defs"].items():
        union = "enum" in made.get("properties", {}).get("kind", {}) and "allOf" in made
        if made.get("properties") and not name.startswith(COPIES) and name != "Text" and not union:
            yield name, made


def _sections(schema: Schema, marks: str) -> Iterator[str]:
    yield str(schema.get("description", ""))
    yield _table(schema)
    for _, made in _definitions(schema):
        yield joined(f"{marks} {made['title']}", made.get("description", ""), _table(made))


def _table(schema: Schema, without: tuple[str, ...] = ()) -> str:
    required = schema.get("required", ())
    rows = (
        (
            code(name) + ("" if name in required else " (optional)"),
            _type(value),
            str(value.get("description", "")) + _default(value),
        )
        for name, value in schema.get("properties", {}).items()
        if name not in without
    )
    return table(("key", "value", "meaning"), rows)


def _default(value: Schema) -> str:
    default = value.get("default")
    return "" if default in (None, "", False, "0", 0) else f" Default: {code(default)}."


def _type(value: Schema) -> str:
    """A type in words."""
    match value:
        case {"$ref": str(ref)}:
            return _link(ref)
        case {"const": const}:
            return code(const)
        case {"enum": list(choices)}:
            return ", ".join(map(code, choices))
        case {"anyOf": list(choices)}:
            return " or ".join(dict.fromkeys(map(_type, choices)))
        case {"type": "array"}:
            return f"list of {_type(value['items'])}" if "items" in value else "list"
        case {"type": "object", "additionalProperties": dict(inner)}:
            return f"table of {_type(inner)}"
        case {"pattern": _, "examples": list(examples)}:
            return ", ".join(code(example) for example in examples)
        case {"type": "boolean"}:
            return "`true`, `false`"
        case {"type": "object"}:
            return "keys"
        case {"type": "number" | "integer"}:
            return "number" + _bounds(value)
        case {"type": ["string", "number"] | "string"}:
            return "number" if "pattern" in value else "text"
        case _:
            return "any"


def _title(ref: str) -> str:
    """`SectionPlan` as "section plan"; what editors call it, too."""
    name = ref.rpartition("/")[2]
    if name == "Text":
        return "text in each language"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().removesuffix(" record")


def _link(ref: str) -> str:
    """A title that leads to its table, where it has one: not for unions, whose kinds have tables of their own."""
    title = _title(ref)
    shared = title == "text in each language" or ref.rpartition("/")[2].islower()
    return title if shared else f"[{title}](#{title.replace(' ', '-')})"


def _bounds(value: Schema) -> str:
    low, high = value.get("minimum"), value.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    return f", at least {low}" if low is not None else ""
