"""Questions that a file asks twice with different keys, of which one has to be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from hwgen.lms.imported import Data

# A text that could not be read is like any other of its kind.
UNREAD = "\\[?\\]"


def contradictions(items: Iterable[Data]) -> Iterator[tuple[str, str]]:
    """Ids of items that ask the same as an earlier one with another key, with the id of that one."""
    first: dict[str, tuple[str, str]] = {}
    for item in items:
        for asked, key in _asked(item):
            text = _canonical([item["kind"], asked])
            if UNREAD not in text:
                id, other = first.setdefault(text, (item["id"], _canonical(key)))
                if other != _canonical(key):
                    yield item["id"], id


def _asked(item: Data) -> Iterator[tuple[Any, Any]]:
    """What an item asks, and its key; nothing for kinds whose answers can be right in different words."""
    match item["kind"]:
        case "true-false":
            yield from ((one["text"], one["answer"]) for one in item["statements"])
        case "choice" | "multiple-choice":
            right, wrong = (sorted(_canonical(one["text"]) for one in item[side]) for side in ("right", "wrong"))
            yield [item["stem"], sorted([*right, *wrong])], right
        case "numeric":
            yield item["stem"], item["answer"]


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False)
