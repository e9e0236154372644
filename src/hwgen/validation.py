"""What is wrong with values and what may stand in their place, in hwgen's words instead of pydantic's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

_EXPECTED = {
    "is_instance_of": "expected a text",
    "string_type": "expected a text",
    "tuple_type": "expected a list",
    "dict_type": "expected keys with values",
    "model_type": "expected keys with values",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
}


def expected(fault: Any) -> str:
    """What pydantic says, as this file says it."""
    context = fault.get("ctx", {})
    match fault["type"]:
        case "literal_error":
            return f"expected {context['expected']}"
        case "too_short":
            return f"expected at least {_several(context['min_length'])}"
        case "too_long":
            return f"expected at most {_several(context['max_length'])}"
    message = fault["msg"].removeprefix("Value error, ")
    message = _EXPECTED.get(fault["type"], message).replace("Input should be", "expected a number")
    return str(message[:1].lower() + message[1:])


def _several(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def keys(schema: type[BaseModel]) -> set[str]:
    """All keys that the schema knows anywhere: for hints."""
    found: set[str] = set()
    text = schema.model_json_schema()
    for part in (text, *text.get("$defs", {}).values()):
        found |= set(part.get("properties", {}))
    return found


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
