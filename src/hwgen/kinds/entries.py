"""Entries to be put together or in order: what matching and ordering share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.errors import did_you_mean
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds.calculations import check
from hwgen.kinds.kind import LETTERS, Asker, Body, Offer, Passage
from hwgen.text import Language, Text

# There are letters for no more.
MOST_ENTRIES = len(LETTERS)


class EntryRecord(Record):
    """One thing to be ordered, or one more to choose from."""

    id: SourceText = Field(description="Its name within the item, in kebab-case.")
    text: CourseText = Field(description="The entry as it is printed.")
    check: SourceText | None = check()

    def entry(self) -> Entry:
        return Entry(self.id, self.text, self.check or "")


@dataclass(frozen=True)
class Entry:
    """Something to be put in order or matched."""

    id: str
    text: Body
    check: str = ""


@dataclass(frozen=True)
class Placed:
    """An entry to be matched or ordered."""

    id: str
    body: Blocks | Picture


def passages(entries: Iterable[Entry]) -> Iterator[Passage]:
    yield from (Passage("entry", entry.text, entry.id) for entry in entries if isinstance(entry.text, Text))


def offers(entries: Iterable[Entry]) -> tuple[Offer, ...]:
    return tuple(Offer(entry.id, entry.text) for entry in entries)


def placed(entries: Iterable[Entry], asker: Asker) -> tuple[Placed, ...]:
    return tuple(Placed(entry.id, asker.body(entry.text)) for entry in entries)


def merged(entries: Iterable[Entry], asker: Asker) -> dict[Entry, Entry]:
    """For each entry the first of those that read the same: nobody tells them apart, so that they are one to choose.

    Refuses those that read the same in some languages only.
    """
    firsts: dict[Entry, Mapping[Language, str]] = {}
    result: dict[Entry, Entry] = {}
    for entry in entries:
        texts = asker.seen(entry.text)
        for first, others in firsts.items():
            same = [at for at, text in texts.items() if text == others.get(at)]
            if same and len(same) < len(texts):
                what = f"the entries `{first.id}` and `{entry.id}` of `{asker.item}` read the same in one language only"
                asker.refuse("same-in-one-language", what, f"in `{same[0]}`: “{texts[same[0]]}”")
            if same:
                result[entry] = first
                break
        else:
            firsts[entry] = texts
            result[entry] = entry
    return result


def pinned(part: str, entries: tuple[Entry, ...], asker: Asker) -> tuple[Entry, ...]:
    """The entries of a part in their pinned order; none where nothing is pinned."""
    wanted = asker.pinned(part) or ()
    known = {entry.id: entry for entry in entries}
    for id in wanted:
        if id not in known:
            asker.refuse("pin-unknown", f"part `{part}` of `{asker.item}` has no entry `{id}`", did_you_mean(id, known))
    if wanted and (len(set(wanted)) < len(wanted) or len(wanted) < len(entries)):
        asker.refuse("pin-options", f"the pinned order of part `{part}` names each entry once", ", ".join(known))
    return tuple(known[id] for id in wanted)
