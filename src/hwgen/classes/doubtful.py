"""Names and ids of a class list that are read as they stand, and are hardly what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hwgen.classes.spreadsheet import AS_TEXT
from hwgen.errors import Diagnostic, Span

# What stands in a cell until somebody knows better; a family may be called None or Na.
NOTHING_YET = re.compile(r"待[定补填]|暂无|未知|不详|空|无|tba|tbd|n/a|none|null|unknown|[?？]+", re.I)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".replace(" ", "|")
DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/](?:{_MONTHS})(?:[-/]\d{{2,4}})?|(?:{_MONTHS})[-/]\d{{1,4}}|\d{{1,2}}月\d{{1,2}}日",
    re.I,
)
LETTER = re.compile(r"[^\W\d_]")
CHINESE = re.compile("[\u3400-\u9fff]")
SAVE_AGAIN = "save the list again as .xlsx or as CSV in UTF-8 from the program that still shows it right"


@dataclass(frozen=True)
class Entry:
    """The id and the name in a row, and where each of them stands."""

    id: str
    name: str
    id_at: Span
    name_at: Span


def doubts(entries: Sequence[Entry]) -> Iterator[Diagnostic]:
    """A warning for each sort of doubt, at the first row that gives rise to it."""
    nameless = [entry for entry in entries if not any(map(str.isalpha, entry.name))]
    # Where most names are numbers, the list hides names on purpose.
    numbers = [entry for entry in nameless if re.search(r"\d", entry.name)] if len(nameless) * 2 < len(entries) else []
    placeholders = [entry for entry in entries if NOTHING_YET.fullmatch(entry.name)]
    garbled = [entry for entry in entries if "\ufffd" in entry.name or misread(entry.name)]
    dates = [entry for entry in entries if DATE.fullmatch(entry.id)]

    yield from _first(
        "roster-odd-name",
        numbers,
        lambda at: f"the name of `{at.id}` is a number, `{at.name}`",
        "correct the name",
    )
    yield from _first(
        "roster-odd-name",
        placeholders,
        lambda at: f"the name of `{at.id}` is `{at.name}`, which will be printed on the paper",
        "write the name, or leave it if this is what the student is called",
    )
    yield from _first("roster-odd-name", garbled, _garbled, SAVE_AGAIN)
    yield from _first(
        "roster-odd-id",
        dates,
        lambda at: f"the id `{at.id}` of {at.name} is a date: a spreadsheet makes one of 3-1",
        f"if this is no date, {AS_TEXT}",
    )
    yield from _first("roster-odd-id", *_without_zeros(entries))


def _first(rule: str, entries: Sequence[Entry], message: Callable[[Entry], str], hint: str) -> Iterator[Diagnostic]:
    """A warning at the first of some entries, if there are any, and how many more there are."""
    if entries:
        more = f", and {len(entries) - 1} more like it" if len(entries) > 1 else ""
        first = entries[0]
        span = first.name_at if rule == "roster-odd-name" else first.id_at
        yield Diagnostic(rule, message(first) + more, span, hint)


def _garbled(entry: Entry) -> str:
    if right := misread(entry.name):
        return f"the name `{entry.name}` of `{entry.id}` is `{right}` read in a wrong encoding"
    return f"the name `{entry.name}` of `{entry.id}` has lost characters"


def _without_zeros(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Callable[[Entry], str], str]:
    """Ids that are shorter than those of others which begin with zeros, and have none."""
    ids = [entry.id for entry in entries]
    longest = max(map(len, ids), default=0)
    zeros = next((id for id in ids if id.startswith("0") and len(id) == longest), "")
    if not zeros or not all(map(str.isdecimal, ids)):
        return [], str, ""
    short = [entry for entry in entries if len(entry.id) < longest and entry.id[0] != "0"]
    return (
        short,
        lambda at: f"the id `{at.id}` of {at.name} is shorter than `{zeros}`",
        f"if a spreadsheet cut off zeros, {AS_TEXT}",
    )


def misread(text: str) -> str:
    """The text in UTF-8 that was read as Windows-1252 or GBK: `MÃ¼ller` is Müller. Empty for any other."""
    if text.isascii():
        return ""
    # Where spaces are made alike, one of no break is among them: a byte of a letter.
    for encoding, read, sign in (
        ("cp1252", text, LETTER),
        ("cp1252", text.replace(" ", "\u00a0"), LETTER),
        ("gb18030", text, CHINESE),
    ):
        try:
            right = read.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        # A short text may by chance be read so: then hardly as letters.
        if len(right) < len(text) and sign.search(right):
            return right
    return ""
