"""The rules that hwgen checks: what each is, why it matters and what to do, in a `rules.yaml` beside the modules that check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rule:
    """`remedy` is one thing to do, `scope` what has the flaw (of flaws), `sources` are keys of the literature."""

    id: str
    severity: Severity
    title: str
    why: str
    remedy: str
    bad: str = ""
    good: str = ""
    scope: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """The rules of one room, in the order in which they are explained."""

    title: str
    about: str
    rules: tuple[Rule, ...]
    literature: Mapping[str, str]


@cache
def parts() -> tuple[Part, ...]:
    """Every part, in the order in which an instructor meets them."""
    import yaml

    files = (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in sorted(HERE.rglob("rules.yaml")))
    return tuple(_part(data) for data in sorted(files, key=lambda data: data["order"]))


def _part(data: Mapping[str, Any]) -> Part:
    rules = tuple(_rule(id, about) for id, about in data["rules"].items())
    return Part(data["title"], data.get("about", ""), rules, data.get("literature", {}))


def _rule(id: str, about: Mapping[str, Any]) -> Rule:
    plain = {name: about[name] for name in ("severity", "title", "why", "bad", "good", "scope") if name in about}
    return Rule(id, **plain, remedy=about["do"], sources=tuple(about.get("sources", ())))


@cache
def rules() -> Mapping[str, Rule]:
    return {rule.id: rule for part in parts() for rule in part.rules}


def flaws(*scopes: str) -> dict[str, Rule]:
    """The rules that can be silenced, of these scopes or of all."""
    return {id: rule for id, rule in rules().items() if rule.scope and (not scopes or rule.scope in scopes)}


def rule(id: str) -> Rule:
    return rules()[id]
