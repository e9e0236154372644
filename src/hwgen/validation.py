"""What is wrong with values and what may stand in their place, in hwgen's words instead of pydantic's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from math import inf
from typing import Any, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import core_schema

from hwgen.errors import closest, counted, perhaps
from hwgen.fields import ONE_OF, TEXT_HERE
from hwgen.meantnumbers import allowance_meant, in_digits, level_meant, number_meant, percent_meant, range_meant
from hwgen.numerals import number_hint, pointed, points_hint
from hwgen.othernames import TRUTHS, meant
from hwgen.recordkeys import Records, records_of
from hwgen.text import CODE

# A number, a range or a share, of which nothing but a comma may be wrong.
_NUMERIC = re.compile(r"(?:at (?:least|most) +)?[-+\d.,，/ –%]+(?:[eE][-+]?\d+)?")
# What is in a value and cannot be seen: joiners, marks of direction, a mark of the order of bytes.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# In the message of what takes a number, whole or not.
A_NUMBER = "a number such as"
A_RANGE = "expected a range"
BACKWARDS, COUNTED = "is more than the most", "counted in whole numbers"
OF_RANGES = (A_RANGE, BACKWARDS, COUNTED)
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


def odd_character(name: str) -> str:
    """The way out of a name with a character that cannot be seen, or that looks like another; "" for any other name."""
    if odd := UNSEEN.search(name) or re.search(r"[^\S ]", name):
        return f"delete the character U+{ord(odd[0]):04X} in it, which cannot be seen"
    if odd := re.search("[\u0370-\u052f]", name):
        like = unicodedata.name(odd[0], "").partition(" ")[0].capitalize()
        return f"`{odd[0]}` (U+{ord(odd[0]):04X}) is a {like} letter that looks like a Latin one: type it again"
    return ""


def own_faults(error: ValidationError) -> list[Any]:
    """The faults of an error, without those that follow from others: a list is too short for its faulty entries alone, a key is missing
    because it is misspelt.
    """
    faults = error.errors()
    strange: dict[tuple[int | str, ...], list[str]] = {}
    for fault in faults:
        if fault["type"] in ("extra_forbidden", "unknown_language"):
            strange.setdefault(fault["loc"][:-1], []).append(str(fault["loc"][-1]))
    # Of a text whose languages stand beside its key, its own fault says where they belong.
    beside = [
        (*fault["loc"][:-1], at)
        for fault in faults
        if fault["type"] == "no_text" and not fault["input"]
        for at in fault["ctx"]["languages"]
    ]
    return [
        fault
        for fault in faults
        if not (fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"])
        and not (fault["type"] == "extra_forbidden" and fault["loc"] in beside)
        and not (fault["type"] == "missing" and misspelt(fault["loc"][-1], strange.get(fault["loc"][:-1], ())))
    ]


def misspelt(key: int | str, written: Iterable[str], *, alike: float = 0.6) -> str:
    """The key among the `written` ones that is a misspelling of this one, or an empty string."""
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
    message = _EXPECTED.get(kind, "expected another value").format_map(context).replace("'", "`")
    return f"{message}, found {_sort(fault.get('input'))}" if kind.endswith(("_type", "_of")) else message


def value_hint(fault: Any) -> str:
    """The way out of a value in which pydantic found a fault: the number or the word that is meant, as far as it can be seen."""
    given = fault.get("input")
    match fault["type"], given:
        case "refused", _:
            return str(fault["ctx"]["way_out"])
        case (("tuple_type" | "list_type"), {**texts}) if texts and all(CODE.fullmatch(str(at)) for at in texts):
            words = [str(text) for text in texts.values()]
            if all(re.fullmatch(r"[\w.-]+(?: [\w.-]+)*", word) for word in words):
                return f"write `[{', '.join(words)}]`: one list has those of all languages"
            return "write a list of those of all languages, without their names"
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
        case "is_instance_of", [str(first), *_] if fault["loc"][-1] == "item":
            return f"write each as an entry of its own: `- item: {first}`"
        case _, [_, *_] if fault["type"] == "is_instance_of" or fault["type"].startswith(_OF_NUMBERS):
            return "write one value, not a list"
        case "no_text", [dict(), *_]:
            return "is there a `-` too many?"
        case "no_text", [_, *_] if all(isinstance(text, str) for text in given):
            languages = fault["ctx"]["languages"]
            if len(given) == len(languages):
                return f"write `{{{', '.join(f'{at}: {text}' for at, text in zip(languages, given, strict=True))}}}`"
        case _, dict() if fault["type"].startswith(_OF_NUMBERS) or fault["type"] == "is_instance_of":
            return "write one value, without keys below it"
        case "no_text", "":
            languages = ", ".join(f"`{at}: …`" for at in fault["ctx"]["languages"])
            return f"write {languages} on lines of their own below it, with more space before them"
        case "no_text", str() if _PLAIN.fullmatch(given):
            return f"write `${given.strip()}$`: a formula alone stands once for all languages"
        case "no_text", str() if given:
            languages = ", ".join(f"{at}: …" for at in fault["ctx"]["languages"])
            return f"write `{{{languages}}}`, each with the text in its language"
    if any(wording in fault["msg"] for wording in OF_RANGES):
        return _range_hint(given, fault["msg"])
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
        if called := fault["ctx"].get("meant"):
            return f"write `{called}`"
        names = _names(fault["ctx"])
        if "true" in names and (meant := TRUTHS.get(given.strip().lower())):
            return f"write `{meant}`"
        return perhaps(given, names)
    if "of 0 or more" in fault["msg"]:
        return f"write `{given.strip().lstrip('-−')}`, without a minus sign"
    if "zeros" in fault["msg"]:
        return "write it in a larger unit"
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
    if A_PERCENTAGE in fault["msg"]:
        if "not a share" in fault["msg"]:
            return f"write `{float(given) * 100:g}`"
        return number_hint(given) or in_digits(given, "write a number such as `60`")
    return ""


def _range_hint(given: object, message: str) -> str:
    """The range that is meant; `message` says what is wrong with the one that is given."""
    if isinstance(given, str) and _NUMERIC.fullmatch(given) and (number := pointed(given)) != given:
        return f"write `{number}`"
    if "difficulties" in message:
        return (
            (isinstance(given, str) and level_meant(given))
            or range_meant(given)
            or "write a number or a range such as `2-3`"
        )
    if not isinstance(given, str) or BACKWARDS in message:
        return range_meant(given, percent="percentages" in message)
    if COUNTED in message:
        part = re.fullmatch(r"0?\.\d+", given.strip())
        return range_meant(given, percent=True) if part else number_hint(given, whole=True)
    if negative := re.fullmatch(r"[-−](\d+)", given.strip()):
        return f"write `{negative[1]}`, without a minus sign"
    meant = range_meant(given, percent="percentages" in message)
    return meant or in_digits(given, "write a number or a range such as `2-4`")


def _names(context: Mapping[str, Any]) -> Sequence[str]:
    return context.get("names") or re.findall("'([^']+)'", context.get("expected", ""))


def _sort(value: object) -> str:
    match value:
        case dict():
            return "keys with values"
        case list():
            return "a list"
        case _:
            return "a text" if value and value not in ("null", "~") else "nothing"


def way_out(fault: Any, schema: type[BaseModel], path: Sequence[str | int], data: Any) -> str:
    """The way out of a value at `path` of the data, as `value_hint`, else by what the schema has there."""
    given, kind = fault.get("input"), fault["type"]
    if kind == "too_short" and not given and path:
        records = [record for record in records_of(schema).of(path[:-1], data) if path[-1] in record]
        entries = [entry for record in records for entry in records_of(schema).entries(record[str(path[-1])])]
        return f"write each entry below `{path[-1]}:`, such as `- id: …`" if any("id" in e for e in entries) else ""
    if not path and isinstance(given, list) and issubclass(schema, RootModel):
        return "write each id on a line of its own, without `-` and with `:` behind it, and its keys indented below it"
    if not path and isinstance(given, list):
        *first, last = (f"`{name}:`" for name in records_of(schema).begins())
        return f"begin the file with {' and '.join(filter(None, (', '.join(first), last)))}"
    if isinstance(given, str) and kind in ("model_type", "model_attributes_type"):
        return value_hint(fault) or _entry_hint(given, records_of(schema).of(path, data))
    place = next((i for i in range(len(path) - 1, -1, -1) if isinstance(path[i], str)), None)
    if not isinstance(given, str) or place is None:
        return value_hint(fault)
    known, name = records_of(schema), str(path[place])
    records = [record for record in known.of(path[:place], data) if name in record]
    if kind in ("tuple_type", "list_type") and (hint := _list_hint(given, name, known, records)):
        return hint
    if name == "points" and re.fullmatch(r"\d+(?:\.\d+)?\s*[%％]", given.strip()) and "range" not in fault["msg"]:
        return "write the points themselves, such as `2` for half of 4"
    if A_NUMBER in fault["msg"] and name != "tolerance" and "items" not in schema.model_fields:
        # What an answer may be instead is no way out of a setting.
        return number_hint(given) or in_digits(given)
    if not kind.startswith(_OF_NUMBERS):
        left_out = records and not any(known.requires(record, name) for record in records)
        return f"write a value behind `{name}:`, or delete it" if not given and left_out else value_hint(fault)
    limits = _Limits(record[name] for record in records)
    if (pair := _PAIR.fullmatch(given.strip())) and limits.several:
        low, high = sorted((int(pair[1]), int(pair[2])))
        return f"write `[{', '.join(map(str, range(low, high + 1)))}]`"
    if name == "minutes" and (hours := _HOURS.fullmatch(given.strip())):
        return f"write `{float(hours[1]) * 60 + float(hours[2] or 0):g}`"
    if name == "minutes" and not limits.whole and (clock := _CLOCK.fullmatch(given.strip())):
        return f"write `{int(clock[1]) + int(clock[2]) / 60:.3g}`"
    if name == "difficulty" and (hint := level_meant(given)):
        return hint
    if pair and kind == "int_parsing" and not limits.between():
        return f"write `{pair[1]}` or `{pair[2]}`"
    if kind.endswith("_parsing"):
        if 100 in (limits.most, limits.below) and (percent := percent_meant(given)):
            return f"write `{percent}`: it is in percent"
        near = points_hint if name == "points" else number_hint
        read = "" if pair else near(given, whole=kind == "int_parsing", fits=limits.fits)
        return read or limits.between() or in_digits(given, f"write a number such as `{limits.example():g}`")
    return limits.positive(given) or limits.between() or limits.beyond() or value_hint(fault)


# Faults of values that are numbers, or ought to be.
_OF_NUMBERS = ("int_", "float_", "greater_than", "less_than")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?(?:/\d+)?")
_PAIR = re.compile(r"(\d)\s*[-–~～至到]\s*(\d)")
_CLOCK = re.compile(r"(\d{1,2})[:：]([0-5]\d)")
_HOURS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*(?:h|hrs?|hours?|小时)\s*(?:(\d{1,2})\s*(?:m|min|minutes?|分钟?)?)?")


class _Limits:
    """What a schema says of a number, alone or in a list."""

    def __init__(self, parts: Iterable[Any]) -> None:
        self.least: float | None = None
        self.most: float | None = None
        self.above: float | None = None
        self.below: float | None = None
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
                self.below = part.get("exclusiveMaximum", self.below)
                self.examples += [each for each in part.get("examples", ()) if isinstance(each, int | float)]
                self.several = self.several or part.get("type") == "array"
                self.whole = self.whole or part.get("type") == "integer"
                for inner in part.values():
                    self._see(inner)
            case list():
                for inner in part:
                    self._see(inner)

    def between(self) -> str:
        most = self.below - 1 if self.below is not None and self.whole else self.most
        least = self.above + 1 if self.above is not None and self.whole else self.least
        return f"write a number from {least:g} to {most:g}" if None not in (least, most) else ""

    def beyond(self) -> str:
        least = self.above + 1 if self.above is not None and self.whole else self.least
        if least is None:
            return f"write a number such as `{self.example():g}`" if self.above is not None else ""
        return f"write {least:g} or more"

    def positive(self, given: str) -> str:
        """The number itself, where only its sign is wrong."""
        number = re.fullmatch(r"[-−–]\s*(\d+(?:\.\d+)?)", given.strip())
        return f"write `{number[1]}`, without a minus sign" if number and self.fits(float(number[1])) else ""

    def fits(self, number: float) -> bool:
        lowest, above, below, most = (
            other if limit is None else limit
            for limit, other in ((self.least, -inf), (self.above, -inf), (self.below, inf), (self.most, inf))
        )
        return lowest <= number <= most and above < number < below

    def example(self) -> float:
        """A number that may stand there."""
        lowest = self.least if self.above is None else self.above + 1
        return self.examples[0] if self.examples else lowest or 1


def _list_hint(given: str, name: str, known: Records, records: Sequence[Mapping[str, Any]]) -> str:
    """The list to write in place of a text: of entries below the key, or of words in brackets."""
    entries = [entry for record in records for entry in known.entries(record[name])]
    if entries:
        first = next((key for key in ("item", "id") if key in entries[0]), next(iter(entries[0])))
        alone = given if first == "item" and re.fullmatch(r"[\w.-]+", given) else "…"
        return f"write each entry below `{name}:`, such as `- {first}: {alone}`"
    if not given or "：" in given or any(TEXT_HERE in record[name].get("items", ()) for record in records):
        return ""
    # A language has no name of several words.
    signs = r"[,，、;；/|+\s]+|\b(?:and|und)\b" if name == "languages" else r"[,，、;；]\s*"
    words = [word.strip("“”‘’ ") for word in re.split(signs, given.strip("[]［］【】()（） "))]
    words = [word for word in words if word and word not in ("and", "和", "与")]
    listed = all(re.fullmatch(r"[\w.-]+(?: [\w.-]+)*", word) for word in words)
    return f"write `[{', '.join(words)}]`" if listed else ""


def _entry_hint(given: str, records: Sequence[Mapping[str, Any]]) -> str:
    """The keys of an entry, where a text or a number stands in its place."""
    if len(records) != 1:
        return ""
    if "item" in records[0] and re.fullmatch(r"[\w.-]+", given):
        return f"write `item: {given}`"
    *names, last = (f"`{name}`" for name in records[0])
    return f"it has the keys {', '.join(names)} and {last}" if names else f"it has the key {last}"


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
