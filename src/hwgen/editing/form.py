"""An item or an exam as a form: fields made of its record's model, so that each kind has one, and what was filled in as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel

from hwgen.bank.blueprint import RANGE, Percentages, Range
from hwgen.editing.models import fields_of, kind_of_record, types_in
from hwgen.fields import Record
from hwgen.text import Language, Source, Text

Sort = Literal[
    "line", "number", "choice", "words", "text", "records", "record", "group", "quotas", "ranges", "range", "name"
]
# What the path of a field is joined by in its name; keys of files and numbers of entries have none.
JOINT = "."
# The entry of a list that a form adds, before the page numbers it.
NEW = "NEW"
# The key that decides which fields an entry has, where its list has entries of several kinds.
KIND = "kind"
# Quotas are given by name: their key, and that of such a name.
NAMES = {
    "levels": "difficulty",
    "topics": "topic",
    "objectives": "objective",
    "bloom": "bloom",
    "kinds": "kind",
    "tags": "tag",
}
# What a word processor puts into a text that is pasted: breaks of its own, soft hyphens, spaces without width, signs for itself.
PASTED = dict.fromkeys((*range(9), *range(14, 32), 127, 0xAD, 0x200B, 0xFEFF)) | {0x0B: "\n", 0x0C: "\n"}
BOUNDS = ("least", "most", "unit")
# Lists whose entries may have commas.
SPELLED = frozenset({"accepted"})
COMMAS = re.compile("[,，、;；]")
# What is written in the editor alone.
WRITTEN = frozenset({"head", "marking", "pin"})
# What a question, an option or a part says, with which whoever fills in a form begins; settings follow.
FIRST = ("id", "title", "context", "stem", "term", "label", "left", "text")


@dataclass(frozen=True)
class Field:
    """A field, or a group of them. `name` is its path in the item; `value` what the file says, by languages for a `text`.

    `owner` is the kind of the record in which it stands, or the key of the list that has such records: a key may mean different things.
    `empty` are the entries that a list may be given, one for each kind where they have kinds; the value of such an entry is its kind.
    """

    name: str
    key: str
    about: str
    sort: Sort
    required: bool
    value: Any = ""
    options: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    empty: tuple[Field, ...] = ()
    owner: str = ""

    @property
    def bounds(self) -> Mapping[str, str]:
        """The parts of a range as they stand in the file."""
        read = RANGE.fullmatch(self.value.strip())
        side, first, second, unit = read.groups(default="") if read else ("", "", "", "")
        least, most = "" if side == "at most" else first, "" if side == "at least" else second or first
        return dict(zip(BOUNDS, (least, most, unit), strict=True))


def form_of(
    record: type[BaseModel], data: Mapping[str, Any], languages: Sequence[Language], at: str = ""
) -> tuple[Field, ...]:
    """The fields of a record with the `data` of a file, what is asked first; what a form has no field for is left out."""
    kept_in = [key for key in at.split(JOINT) if key and not key.isdecimal() and key != NEW]
    owner = kind_of_record(record) or (kept_in[-1] if kept_in else "")
    fields = sorted(_fields(record, data, tuple(languages), at), key=_rank)
    return tuple(replace(field, owner=owner) for field in fields)


def _rank(field: Field) -> int:
    return FIRST.index(field.key) if field.key in FIRST else len(FIRST)


def _fields(
    record: type[BaseModel], data: Mapping[str, Any], languages: tuple[Language, ...], at: str
) -> Iterator[Field]:
    for key, field in fields_of(record).items():
        name, about = f"{at}{key}", field.description or ""
        types, several = list(types_in(field.annotation)), _is_list(field.annotation)
        value = data.get(key)
        # The kind of a question decides which fields there are.
        decides = key == KIND and kind_of_record(record) is not None
        if decides or key in WRITTEN:
            continue
        if types == [Range]:
            yield (
                _quotas(name, key, about, value) if key in NAMES else _ranges(name, key, about, field.annotation, value)
            )
        elif get_origin(field.annotation) is dict:
            continue
        elif Text in types and not several:
            texts = value if isinstance(value, Mapping) else {languages[0]: value or ""}
            yield Field(name, key, about, "text", field.is_required(), {one: texts.get(one, "") for one in languages})
        elif several and all(_is_record(each) for each in types):
            entries = value if isinstance(value, list) else []
            held = tuple(_entry(types, entry, languages, f"{name}{JOINT}{i}") for i, entry in enumerate(entries))
            kinds = [{KIND: kind} for each in types if (kind := kind_of_record(each))] or [{}]
            empty = tuple(_entry(types, kind, languages, f"{name}{JOINT}{NEW}") for kind in kinds)
            yield Field(name, key, about, "records", field.is_required(), fields=held, empty=empty)
        elif several and types in ([Source], [int]):
            words = value if isinstance(value, list) else [value or ""]
            yield Field(name, key, about, "words", field.is_required(), "\n".join(map(str, words)))
        elif options := tuple(_options(types)):
            yield Field(name, key, about, "choice", field.is_required(), value or "", options)
        elif any(map(_is_record, types)):
            held = form_of(types[0], value if isinstance(value, Mapping) else {}, languages, f"{name}{JOINT}")
            yield Field(name, key, about, "group", field.is_required(), value or "", fields=held)
        elif not several:
            sort: Sort = "number" if types in ([int], [float]) else "line"
            yield Field(name, key, about, sort, field.is_required(), value or "")


def _entry(types: Sequence[Any], data: Any, languages: tuple[Language, ...], name: str) -> Field:
    data = data if isinstance(data, Mapping) else {}
    record = next((each for each in types if kind_of_record(each) == data.get(KIND)), types[0])
    fields = form_of(record, data, languages, f"{name}{JOINT}")
    return Field(name, "", "", "record", False, kind_of_record(record) or "", fields=fields)


def _quotas(name: str, key: str, about: str, value: Any) -> Field:
    """A row for each range of each name."""
    texts = [(one, text) for one, amount in (value or {}).items() for text in _several(amount)]

    def row(at: int | str, one: str = "", text: str = "") -> Field:
        path = f"{name}{JOINT}{at}{JOINT}"
        named = Field(f"{path}name", NAMES[key], "", "name", True, one)
        amount = Field(f"{path}range", "range", "", "range", True, text, ("", "%"))
        return Field(path.removesuffix(JOINT), "", "", "record", False, fields=(named, amount))

    held = tuple(row(i, *text) for i, text in enumerate(texts))
    return Field(name, key, about, "quotas", False, fields=held, empty=(row(NEW),))


def _ranges(name: str, key: str, about: str, annotation: Any, value: Any) -> Field:
    """One range, or as many as the file has."""
    units = ("", "%") if _is_list(annotation) else ("%",) if Percentages in get_args(annotation) else ("",)
    texts = enumerate(_several(value or ""))
    held = tuple(Field(f"{name}{JOINT}{i}", key, "", "range", False, text, units) for i, text in texts)
    return Field(name, key, about, "ranges", False, fields=held)


def _several(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


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
        field.name in given
        or any(name.startswith(f"{field.name}{JOINT}") for name in given)
        or field.sort in ("records", "quotas")
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
                empty = _empty(field, given, place)
                if empty and (new := _record(_numbered(empty, field.name, place), given)):
                    entries[place] = {KIND: empty.value} | new if empty.value else new
            return entries or None
        case "group":
            held = filled(field.fields, given)
            # What a form has no field for stays.
            return held if field.value or any(value is not None for value in held.values()) else None
        case "quotas":
            amounts = _amounts(field, given)
            return {row.fields[0].value: None for row in field.fields} | amounts if amounts else None
        case "ranges":
            ranges = [text for one in field.fields if (text := _range(one, given))]
            return _one_or_all(ranges) if ranges else None
        case "words":
            return _words(field, given.get(field.name, "")) or None
        case "number":
            return _number(given.get(field.name, "")) or None
        case _:
            return _clean(given.get(field.name, "")) or None


def _words(field: Field, text: str) -> list[str]:
    """One a line; several in a line, with commas between them, where none of them can have one. What nobody has changed stays as it is."""
    text = text.replace("\r\n", "\n")
    if text != field.value and field.key not in SPELLED:
        text = COMMAS.sub("\n", text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _amounts(field: Field, given: Mapping[str, str]) -> dict[str, str | list[str]]:
    """What was filled in for each name; a name without a range has an empty one, which is reported like any other mistake."""
    rows = [row for row in field.fields if row.fields[0].name in given]
    rows += [
        _numbered(empty, field.name, place) for place in _added(field, given) if (empty := _empty(field, given, place))
    ]
    amounts: dict[str, list[str]] = {}
    for name, amount in (row.fields for row in rows):
        one, text = _clean(given.get(name.name, "")), _range(amount, given)
        if one or text:
            amounts.setdefault(one, []).append(text)
    return {one: _one_or_all(texts) for one, texts in amounts.items()}


def _one_or_all(texts: list[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else texts


def _range(field: Field, given: Mapping[str, str]) -> str:
    """A range as files write it; as it was written, where nobody changed it."""
    least, most, unit = (_number(given.get(f"{field.name}{JOINT}{part}", "")) for part in BOUNDS)
    if len(field.options) == 1:
        (unit,) = field.options
    if [least, most, unit] == [field.bounds[part] for part in BOUNDS]:
        return str(field.value)
    if not least or not most:
        return f"at least {least}{unit}" if least else f"at most {most}{unit}" if most else ""
    return f"{least}{unit}" if least == most else f"{least}-{most}{unit}"


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


def _empty(field: Field, given: Mapping[str, str], place: int) -> Field | None:
    """The entry that was added at a place, before it is filled in; None for an unknown kind."""
    kind = given.get(JOINT.join((field.name, str(place), KIND)), "")
    return next((one for one in field.empty if one.value in ("", kind)), None)


def _numbered(field: Field, list_name: str, place: int) -> Field:
    """The empty entry as the one that a page has numbered."""
    old, new = f"{list_name}{JOINT}{NEW}", f"{list_name}{JOINT}{place}"

    def renamed(one: Field) -> Field:
        fields, empty = (tuple(map(renamed, held)) for held in (one.fields, one.empty))
        return replace(one, name=one.name.replace(old, new, 1), fields=fields, empty=empty)

    return renamed(field)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").translate(PASTED).strip()


def _number(text: str) -> str:
    """A Chinese keyboard writes digits and points as wide as its characters."""
    return normalize("NFKC", _clean(text)).replace("。", ".")
