"""What is wrong with values and what may stand in their place, in hwgen's words instead of pydantic's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from math import inf
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import core_schema

from hwgen.errors import closest, counted, did_you_mean, perhaps
from hwgen.fields import ONE_OF
from hwgen.meantnumbers import allowance_meant, in_digits, number_meant, range_meant
from hwgen.numerals import number_hint, pointed
from hwgen.othernames import meant

# A number, a range or a share, of which nothing but a comma may be wrong.
_NUMERIC = re.compile(r"(?:at (?:least|most) +)?[-+\d.,，/ –%]+(?:[eE][-+]?\d+)?")
# What people write for true and false.
TRUTHS = {
    **dict.fromkeys(("yes", "on", "y", "t", "1", "right", "correct", *"是对√✓✔", "正确"), "true"),
    **dict.fromkeys(
        ("no", "off", "n", "f", "0", "wrong", "incorrect", *"否非错×✗✘", "错误", "不对", "不正确"), "false"
    ),
}
# What is in a value and cannot be seen: joiners, marks of direction, a mark of the order of bytes.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# In the message of what takes a number, whole or not.
A_NUMBER = "a number such as"
A_RANGE = "expected a range"
A_PERCENTAGE = "expected a percentage such as 60"
OF_MARKS = "or points such as"
CHINESE_COLON = "is `：` meant as a colon? write `:` and a space after the name of a key"
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


def own_faults(error: ValidationError) -> list[Any]:
    """The faults of an error, without those that follow from others: a list is too short for its faulty entries alone, a key is missing
    because it is misspelt.
    """
    faults = error.errors()
    strange: dict[tuple[int | str, ...], list[str]] = {}
    for fault in faults:
        if fault["type"] in ("extra_forbidden", "unknown_language"):
            strange.setdefault(fault["loc"][:-1], []).append(str(fault["loc"][-1]))
    return [
        fault
        for fault in faults
        if not (fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"])
        and not (fault["type"] == "missing" and misspelt(fault["loc"][-1], strange.get(fault["loc"][:-1], ())))
    ]


def misspelt(key: int | str, written: Iterable[str], *, alike: float = 0.6) -> str:
    """The one of the keys that are `written` which is meant to be this one; an empty string where none is."""
    plain = {name: name.partition("：")[0].strip().lower() for name in written}
    return next(
        (name for name, word in plain.items() if closest(word, [str(key)], alike=alike) or meant(word, [str(key)])), ""
    )


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


def value_hint(fault: Any) -> str:
    """The way out of a value in which pydantic found a fault: the number or the word that is meant, as far as it can be seen."""
    given = fault.get("input")
    match fault["type"], given:
        case (("tuple_type" | "list_type"), dict()):
            return "begin each entry with `-` and a space"
        case "dict_type", [str(first), *_] | str(first) if first:
            return f"write a value after each name: `{first}: …`"
        case (("dict_type" | "model_type" | "model_attributes_type"), list()):
            return "is there a `-` too many?"
        case _, {"item": _, "pick": _}:
            return "remove one of the two"
        case _, [_, _, *_] if A_NUMBER in fault["msg"]:
            return "the kind `table` asks for several numbers"
        case (("is_instance_of" | "one_of" | "no_text"), [str(only)]):
            return f"write `{only}` alone, not as a list"
        case _, [str(only)] if fault["type"].startswith(_OF_NUMBERS) or A_NUMBER in fault["msg"]:
            return f"write `{only}` alone, not as a list"
        case _, [_, *_] if fault["type"] == "is_instance_of" or fault["type"].startswith(_OF_NUMBERS):
            return "write one value, not a list"
        case "no_text", str() if given:
            languages = ", ".join(f"{at}: …" for at in fault["ctx"]["languages"])
            return f"write `{{{languages}}}`, each with the text in its language"
    # What should be a key is one with the value, where no space divides them.
    if not given and "：" in str(fault["loc"][-1]):
        return CHINESE_COLON
    if not isinstance(given, str):
        return ""
    if unseen := UNSEEN.search(given):
        return f"delete the character U+{ord(unseen[0]):04X} in it, which cannot be seen"
    if fault["type"] in ("int_parsing", "float_parsing"):
        return number_hint(given, whole=fault["type"] == "int_parsing") or in_digits(given)
    if fault["type"] in ("literal_error", ONE_OF):
        # The message names all of them.
        names = _names(fault["ctx"])
        if "true" in names and (meant := TRUTHS.get(given.strip().lower())):
            return f"write `{meant}`"
        return perhaps(given, names)
    if A_NUMBER in fault["msg"]:
        return allowance_meant(given) if fault["loc"][-1] == "tolerance" else number_meant(given)
    if "：" in given:
        return CHINESE_COLON
    if _NUMERIC.fullmatch(given) and (number := pointed(given)) != given:
        return f"write `{number}`"
    if OF_MARKS in fault["msg"] and (amount := re.search(r"\d+(?:\.\d+)?", given)):
        return f"write `{amount[0]} points` or `{amount[0]}%`"
    if fault["type"] in ("tuple_type", "list_type"):
        return "begin each entry with `-` and a space"
    if A_RANGE in fault["msg"]:
        if negative := re.fullmatch(r"[-−](\d+)", given.strip()):
            return f"write `{negative[1]}`, without a minus sign"
        return range_meant(given) or number_hint(given) or in_digits(given, "write a number or a range such as `2-4`")
    if A_PERCENTAGE in fault["msg"]:
        if "not a share" in fault["msg"]:
            return f"write `{float(given) * 100:g}`"
        return number_hint(given) or in_digits(given, "write a number such as `60`")
    return ""


def _names(context: Mapping[str, Any]) -> Sequence[str]:
    return context.get("names") or re.findall("'([^']+)'", context["expected"])


def _sort(value: object) -> str:
    match value:
        case dict():
            return "keys with values"
        case list():
            return "a list"
        case _:
            return "a text" if value else "nothing"


def key_hint(schema: type[BaseModel], path: Sequence[str | int], entry: Any) -> str:
    """The way out of the unknown key at the end of `path`, in this entry: where it belongs, or which one is meant."""
    name = str(path[-1])
    records = _Records(schema)
    here = records.at(path[:-1])
    own = {key for record in here for key in record if records.kind(record) in ("", entry.get("kind"))}
    # One letter more or less, such as an `s`, is no key from elsewhere.
    if twin := next((key for key in (f"{name}s", name.removesuffix("s")) if key != name and key in own), ""):
        return f"did you mean `{twin}`?"
    where, called = records.where(name, here), meant(name, own)
    if called and not where.startswith("it belongs"):
        return f"did you mean `{called[0]}`?"
    if where:
        return where
    # What belongs elsewhere has to be spelled much like it, and what belongs here less so.
    if not closest(name, own, alike=0.8) and (near := closest(name, records.names(), alike=0.8)):
        where = records.where(near, here)
        return f"did you mean `{near}`? {where[0].upper()}{where[1:]}"
    return did_you_mean(name, own)


def way_out(fault: Any, schema: type[BaseModel], path: Sequence[str | int], data: Any) -> str:
    """The way out of a value at `path` of the data, as `value_hint`, else by what the schema has there."""
    given, kind = fault.get("input"), fault["type"]
    if isinstance(given, str) and kind in ("model_type", "model_attributes_type"):
        return value_hint(fault) or _entry_hint(given, _Records(schema).of(path, data))
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if not (isinstance(given, str) and name and kind.startswith(_OF_NUMBERS)):
        return value_hint(fault)
    records = _Records(schema).of(path[: len(path) - 1 - [*reversed(path)].index(name)], data)
    limits = _Limits(part[name] for part in records if name in part)
    if (pair := _PAIR.fullmatch(given.strip())) and limits.several:
        return f"write `[{', '.join(map(str, range(int(pair[1]), int(pair[2]) + 1)))}]`"
    if hours := _HOURS.fullmatch(given.strip()) if name == "minutes" else None:
        return f"write `{float(hours[1]) * 60 + float(hours[2] or 0):g}`"
    if pair and kind == "int_parsing" and not limits.between():
        return f"write `{pair[1]}` or `{pair[2]}`"
    if kind.endswith("_parsing"):
        if limits.most == 100 and (part := re.fullmatch(r"0?\.\d+", given.strip())):
            return f"write `{float(part[0]) * 100:g}`: it is in percent"
        read = "" if pair else number_hint(given, whole=kind == "int_parsing")
        return read or limits.between() or in_digits(given, f"write a number such as `{limits.example():g}`")
    return limits.positive(given) or limits.between() or limits.beyond() or value_hint(fault)


# Faults of values that are numbers, or ought to be.
_OF_NUMBERS = ("int_", "float_", "greater_than", "less_than")
_PAIR = re.compile(r"(\d)\s*[-–~～至到]\s*(\d)")
_HOURS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*(?:h|hrs?|hours?|小时)\s*(?:(\d{1,2})\s*(?:m|min|minutes?|分钟?)?)?")


class _Limits:
    """What a schema says of a number, alone or in a list."""

    def __init__(self, parts: Iterable[Any]) -> None:
        self.least: float | None = None
        self.most: float | None = None
        self.above: float | None = None
        self.several = self.whole = False
        self.examples: list[float] = []
        for part in parts:
            self._see(part)

    def _see(self, part: Any) -> None:
        match part:
            case dict():
                self.least = part.get("minimum", self.least)
                self.most = part.get("maximum", self.most)
                self.above = part.get("exclusiveMinimum", self.above)
                self.examples += [each for each in part.get("examples", ()) if isinstance(each, int | float)]
                self.several = self.several or part.get("type") == "array"
                self.whole = self.whole or part.get("type") == "integer"
                for inner in part.values():
                    self._see(inner)
            case list():
                for inner in part:
                    self._see(inner)

    def between(self) -> str:
        bounded = self.least is not None and self.most is not None
        return f"write a number from {self.least:g} to {self.most:g}" if bounded else ""

    def beyond(self) -> str:
        least = self.above + 1 if self.above is not None and self.whole else self.least
        if least is None:
            return f"write a number such as `{self.example():g}`" if self.above is not None else ""
        return f"write {least:g} or more"

    def positive(self, given: str) -> str:
        """The number itself, where only its sign is wrong."""
        number = re.fullmatch(r"[-−–]\s*(\d+(?:\.\d+)?)", given.strip())
        if number is None:
            return ""
        lowest = -inf if self.least is None else self.least
        fits = (
            max(lowest, 0 if self.above is None else self.above)
            <= float(number[1])
            <= (inf if self.most is None else self.most)
        )
        return f"write `{number[1]}`, without a minus sign" if fits and float(number[1]) != self.above else ""

    def example(self) -> float:
        """A number that may stand there."""
        lowest = self.least if self.above is None else self.above + 1
        return self.examples[0] if self.examples else lowest or 1


def _entry_hint(given: str, records: Sequence[Mapping[str, Any]]) -> str:
    """The keys of an entry, where a text or a number stands in its place."""
    if len(records) != 1:
        return ""
    if "item" in records[0] and re.fullmatch(r"[\w.-]+", given):
        return f"write `item: {given}`"
    *names, last = (f"`{name}`" for name in records[0])
    return f"it has the keys {', '.join(names)} and {last}" if names else f"it has the key {last}"


class _Records:
    """The records of a schema, each as its keys with their schemas, and the key below which it stands: none at the top of the file."""

    def __init__(self, schema: type[BaseModel]) -> None:
        whole = schema.model_json_schema()
        self.defined: dict[str, Any] = whole.pop("$defs", {})
        self.top = tuple(self._inside(whole))
        named = [part["properties"] for part in self.defined.values() if "properties" in part]
        below = [
            (key, inner)
            for record in (*self.top, *named)
            for key, part in record.items()
            for inner in self._inside(part)
        ]
        self.placed = (*(("", record) for record in self.top), *below)

    def _inside(self, part: Any) -> Iterator[dict[str, Any]]:
        match part:
            case {"properties": dict(record)}:
                yield record
            case {"$ref": str(name)}:
                yield from self._inside(self.defined[name.rpartition("/")[2]])
            case dict():
                yield from (record for inner in part.values() for record in self._inside(inner))
            case list():
                yield from (record for inner in part for record in self._inside(inner))

    def at(self, path: Sequence[str | int]) -> Sequence[dict[str, Any]]:
        """Those that can stand there; a step that is the place in a list or a name of the author's own leads to no other."""
        here = self.top
        for step in path:
            here = (
                tuple(inner for record in here if step in record for inner in self._inside(record[str(step)])) or here
            )
        return here

    def of(self, path: Sequence[str | int], data: Any) -> Sequence[dict[str, Any]]:
        """Those that can stand there in the data, by the kinds that it names on the way."""
        here = self.top
        for step in path:
            kind = data.get("kind") if isinstance(data, dict) else None
            own = [record for record in here if self.kind(record) in ("", kind)]
            here = tuple(inner for record in own if step in record for inner in self._inside(record[str(step)])) or here
            data = data[step]
        return here

    def names(self) -> Set[str]:
        return {key for _, record in self.placed for key in record}

    def where(self, name: str, here: Sequence[dict[str, Any]]) -> str:
        """Where a key belongs, in words, that these records do not all have; nothing where no record has it."""
        if kinds := [f"`{self.kind(record)}`" for record in here if name in record and self.kind(record)]:
            subject, verb = ("kinds", "have") if len(kinds) > 1 else ("kind", "has")
            return f"only the {subject} {', '.join(kinds)} {verb} it"
        homes = tuple(dict.fromkeys(f"`{below}:`" if below else "" for below, record in self.placed if name in record))
        if "" in homes:
            return "it belongs at the top of the file"
        return f"it belongs below {' or '.join(filter(None, (', '.join(homes[:-1]), homes[-1])))}" if homes else ""

    @staticmethod
    def kind(record: Mapping[str, Any]) -> str:
        """The kind of question or chart that has these keys alone, if it is of one."""
        return str(record.get("kind", {}).get("const", ""))


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


def without(data: Any, left_out: Set[tuple[str | int, ...]], here: tuple[str | int, ...] = ()) -> Any:
    """The data without the values at these paths."""
    match data:
        case dict():
            inside: Iterable[tuple[Any, Any]] = data.items()
        case list():
            inside = enumerate(data)
        case _:
            return data
    kept = {step: without(value, left_out, (*here, step)) for step, value in inside if (*here, step) not in left_out}
    return kept if isinstance(data, dict) else list(kept.values())
