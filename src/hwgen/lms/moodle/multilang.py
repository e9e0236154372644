"""Moodle's filters for languages and formulas, as far as they meet (filter/multilang, filter/mathjaxloader)."""

from __future__ import annotations

import re

ATTRIBUTES = r'(?:\s+lang="[a-zA-Z0-9_-]+"|\s+class="multilang"){2}'
BLOCK = re.compile(
    rf"(?:<span{ATTRIBUTES}\s*>.*?</span>)(?:\s*<span{ATTRIBUTES}\s*>.*?</span>)+", re.IGNORECASE | re.DOTALL
)
SPAN = re.compile(r'<(?:lang|span)[^>]+lang="([a-zA-Z0-9_-]+)"[^>]*>(.*?)</(?:lang|span)>', re.IGNORECASE | re.DOTALL)
FORMULA = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]|\$\$.*?\$\$", re.DOTALL)


def code(name: str) -> str:
    """A language's code as Moodle compares it."""
    return name.lower().replace("-", "_")


def shown(text: str, language: str) -> str:
    """What the filter leaves for a user of a language: its own span, else the English one, else the first."""

    def chosen(match: re.Match[str]) -> str:
        spans: dict[str, str] = {code(name): inside for name, inside in SPAN.findall(match[0])}
        return spans.get(language, spans.get("en", next(iter(spans.values()), match[0])))

    return BLOCK.sub(chosen, text)


def with_formulas(text: str) -> str:
    """The text after the filter for formulas, which puts each into a span of its own."""
    return FORMULA.sub(lambda match: f'<span class="nolink">{match[0]}</span>', text)
