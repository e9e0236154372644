"""The programs of the bank as students see them; with PyYAML alone, so that any Python that has PyTorch can run them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

ITEMS = Path(__file__).parents[2] / "bank" / "items"
FENCE = re.compile(r"^( *)```python[^\n]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
BLANK = re.compile(r"____\((\d+)\)____")


@cache
def items() -> list[dict[str, Any]]:
    """Those of all files that hold programs."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(ITEMS.glob("*.yaml")))
    return [item for text in texts if "```" in text for item in yaml.load(text, yaml.CSafeLoader)["items"]]


def asked(item: dict[str, Any], language: str = "en") -> str:
    """What stands before the answer."""
    texts = (item.get("context"), item.get("stem"), *(part.get("stem") for part in item.get("parts", ())))
    return "\n\n".join(text[language] for text in texts if text)


def programs(item: dict[str, Any], language: str = "en") -> list[str]:
    """Those that are asked about; of an item that asks to write one, that of the model answer."""
    texts = (asked(item, language), item.get("model", {}).get(language, ""))
    return next(([dedent(match[2]) for match in FENCE.finditer(text)] for text in texts if FENCE.search(text)), [])


def program(id: str) -> str:
    """The only program of an item; its blanks are filled in by the model answer."""
    (item,) = (item for item in items() if item["id"] == id)
    (text,) = programs(item)
    model = item["model"]["en"] if "model" in item else ""
    filled = dict(re.findall(r"\((\d+)\) (?:or )?`([^`]+)`", model))
    return BLANK.sub(lambda blank: filled[blank[1]], text)


def key_of(id: str) -> list[Any]:
    """The numbers that an item asks for."""
    (item,) = (item for item in items() if item["id"] == id)
    return [cell["answer"] for cell in item.get("cells", (item,))]


def run(text: str, **names: Any) -> dict[str, Any]:
    """What a program leaves behind that starts with these names."""
    exec(compile(text, "program", "exec"), names)
    return names


def with_programs() -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in items() if programs(item)}


def mended(text: str, old: str, new: str) -> str:
    """The program with the correction that the key names."""
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    return text.replace(old, new)
