"""What the models of files say of a key: its field, the records and texts inside its annotation, the kind of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo


def fields_of(model: Any) -> Mapping[str, FieldInfo]:
    """The fields of a record by the keys of a file; none for anything else."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)) or issubclass(model, RootModel):
        return {}
    return {field.alias or name: field for name, field in model.model_fields.items()}


def kind_of_record(model: Any) -> str | None:
    """The kind that the record of a question has; None for other records."""
    field = fields_of(model).get("kind")
    return get_args(field.annotation)[0] if field and get_origin(field.annotation) is Literal else None


def types_in(annotation: Any) -> Iterator[Any]:
    """The records, texts and literals inside an annotation, whatever lists and tables are around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from types_in(get_args(annotation)[0])
    elif origin in (Union, UnionType, tuple):
        for inner in get_args(annotation):
            yield from types_in(inner)
    elif origin is dict:
        yield from types_in(get_args(annotation)[1])
    elif isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from types_in(annotation.model_fields["root"].annotation)
    elif annotation not in (None, type(None), Ellipsis):
        yield annotation
