"""An item or an exam as a form: fields made of its record's model, so that each kind has one, and what was filled in as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from hwgen.editing.models import fields_of, kind_of_record, types_in
from hwgen.fields import Record
from hwgen.text import Language, Source, Text

Sort = Literal["line", "number", "choice", "words", "text", "records", "record"]
# What the path of a field is joined by in its name; keys of files and numbers of entries have none.
JOINT = "."
# The entry of a list that a form adds, before the page numbers it.
NEW = "NEW"


@dataclass(frozen=True)
class Field:
    """A field, or a group of them. `name` is its path in the item; `value` what the file says, by languages for a `text`."""

    name: str
    key: str
    about: str
    sort: Sort
    required: bool
    value: Any = ""
    options: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    empty: Field | None = None


def form_of(
    record: type[BaseModel], data: Mapping[str, Any], languages: Sequence[Language], at: str = ""
) -> tuple[Field, ...]:
    """The fields of a record with the `data` of a file; what a form has no field for is left out."""
    return tuple(_fields(record, data, tuple(languages), at))


def _fields(
    record: type[BaseModel], data: Mapping[str, Any], languages: tuple[Language, ...], at: str
) -> Iterator[Field]:
    for key, field in fields_of(record).items():
        name, about = f"{at}{key}", field.description or ""
        types, several = list(types_in(field.annotation)), _is_list(field.annotation)
        value = data.get(key)
        # The kind of a question decides which fields there are.
        decides = key == "kind" and kind_of_record(record) is not None
        if decides or get_origin(field.annotation) is dict:
            continue
        if Text in types and not several:
            texts = value if isinstance(value, Mapping) else {languages[0]: value or ""}
            yield Field(name, key, about, "text", field.is_required(), {one: texts.get(one, "") for one in languages})
        elif several and all(_is_record(each) for each in types):
            entries = value if isinstance(value, list) else []
            held = tuple(_entry(types, entry, languages, f"{name}{JOINT}{i}") for i, entry in enumerate(entries))
            # Whoever adds an entry of one of several kinds writes it in the editor.
            empty = _entry(types, {}, languages, f"{name}{JOINT}{NEW}") if len(types) == 1 else None
            yield Field(name, key, about, "records", field.is_required(), fields=held, empty=empty)
        elif several and types in ([Source], [int]):
            words = value if isinstance(value, list) else [value or ""]
            yield Field(name, key, about, "words", field.is_required(), "\n".join(map(str, words)))
        elif options := tuple(_options(types)):
            yield Field(name, key, about, "choice", field.is_required(), value or "", options)
        elif not several and not any(map(_is_record, types)):
            yield Field(name, key, about, "number" if types == [int] else "line", field.is_required(), value or "")


def _entry(types: Sequence[Any], data: Any, languages: tuple[Language, ...], name: str) -> Field:
    data = data if isinstance(data, Mapping) else {}
    record = next((each for each in types if kind_of_record(each) == data.get("kind")), types[0])
    return Field(name, "", "", "record", False, fields=form_of(record, data, languages, f"{name}{JOINT}"))


def _options(types: Sequence[Any]) -> Iterator[str]:
    for each in types:
        if get_origin(each) is Literal:
            yield from map(str, get_args(each))
        elif each is bool:
            yield from ("true", "false")


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(get_origin(part) is tuple for part in get_args(annotation))


def _is_record(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, Record)


def filled(form: Sequence[Field], given: Mapping[str, str]) -> dict[str, Any]:
    """What was filled in, by key: None for what was left empty, lists of records by their places in the file, with None for what was removed."""
    return {field.key: _value(field, given) for field in form if _is_given(field, given)}


def _is_given(field: Field, given: Mapping[str, str]) -> bool:
    """A field that was not sent at all says nothing."""
    return (
        field.name in given or any(name.startswith(f"{field.name}{JOINT}") for name in given) or field.sort == "records"
    )


def _value(field: Field, given: Mapping[str, str]) -> Any:
    match field.sort:
        case "text":
            # A language that was left empty is taken away.
            texts = {at: _clean(given.get(f"{field.name}{JOINT}{at}", "")) or None for at in field.value}
            return texts if any(texts.values()) else None
        case "records":
            entries = {i: _record(entry, given) for i, entry in enumerate(field.fields)}
            for place in _added(field, given):
                if field.empty and (new := _record(_numbered(field.empty, field.name, place), given)):
                    entries[place] = new
            return entries or None
        case "words":
            return [line.strip() for line in given.get(field.name, "").splitlines() if line.strip()] or None
        case _:
            return _clean(given.get(field.name, "")) or None


def _record(entry: Field, given: Mapping[str, str]) -> dict[str, Any] | None:
    """None for an entry of which nothing was sent, which is how a page removes one."""
    if not any(name.startswith(f"{entry.name}{JOINT}") for name in given):
        return None
    held = filled(entry.fields, given)
    return held if any(value is not None for value in held.values()) else None


def _added(field: Field, given: Mapping[str, str]) -> list[int]:
    """The numbers of entries that the file does not have yet."""
    heads = {name[len(field.name) + 1 :].split(JOINT)[0] for name in given if name.startswith(f"{field.name}{JOINT}")}
    return sorted(int(head) for head in heads if head.isdecimal() and len(head) < 5 and int(head) >= len(field.fields))


def _numbered(field: Field, list_name: str, place: int) -> Field:
    """The empty entry as the one that a page has numbered."""
    old, new = f"{list_name}{JOINT}{NEW}", f"{list_name}{JOINT}{place}"

    def renamed(one: Field) -> Field:
        empty = renamed(one.empty) if one.empty else None
        return replace(one, name=one.name.replace(old, new, 1), fields=tuple(map(renamed, one.fields)), empty=empty)

    return renamed(field)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
