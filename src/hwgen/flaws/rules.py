"""The registry of what is looked for in an item: one function for each flaw, under the flaw's name with underscores."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading

Rule = Callable[[Reading], Iterator[Finding]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    RULES[check.__name__.replace("_", "-")] = check
    return check
