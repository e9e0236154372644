"""What is wrong with values and what may stand in their place, in hwgen's words instead of pydantic's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import core_schema

from hwgen.errors import counted

# What pydantic finds by itself; any other message is hwgen's own.
_BUILT_IN = frozenset(get_args(core_schema.ErrorType)) - {"value_error", "assertion_error"}
_EXPECTED = {
    "is_instance_of": "expected a text",
    "string_type": "expected a text",
    "tuple_type": "expected a list",
    "list_type": "expected a list",
    "dict_type": "expected lines such as `key: value`",
    "model_type": "expected lines such as `key: value`",
    "model_attributes_type": "expected lines such as `key: value`",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_parsing_size": "expected a smaller whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a finite number",
    "greater_than": "expected a number greater than {gt:g}",
    "greater_than_equal": "expected a number greater than or equal to {ge:g}",
    "less_than": "expected a number less than {lt:g}",
    "less_than_equal": "expected a number less than or equal to {le:g}",
    "literal_error": "expected {expected}",
    "none_required": "expected nothing",
}


def expected(fault: Any) -> str:
    """What was expected instead of a value in which pydantic found a fault, and what stands there if that is of another sort."""
    kind, context = fault["type"], fault.get("ctx", {})
    match kind:
        case "too_short":
            return f"expected at least {counted(context['min_length'], 'entry')}"
        case "too_long":
            return f"expected at most {counted(context['max_length'], 'entry')}"
    if kind not in _BUILT_IN:
        message = fault["msg"].removeprefix("Value error, ")
        return str(message[:1].lower() + message[1:])
    message = _EXPECTED.get(kind, "expected another value").format_map(context)
    return f"{message}, found {_sort(fault.get('input'))}" if kind.endswith(("_type", "_of")) else message


def _sort(value: object) -> str:
    match value:
        case dict():
            return "keys with values"
        case list():
            return "a list"
        case _:
            return "a text" if value else "nothing"


def keys(schema: type[BaseModel]) -> set[str]:
    """All keys that the schema knows anywhere: for hints."""
    names: set[str] = set()
    text = schema.model_json_schema()
    for part in (text, *text.get("$defs", {}).values()):
        names |= set(part.get("properties", {}))
    return names


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
