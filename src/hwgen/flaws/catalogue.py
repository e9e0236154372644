"""The flaws that `hwgen check` knows: what each is, what to do about it, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

Scope = Literal["item", "bank", "exam", "course"]


@dataclass(frozen=True)
class Flaw:
    """`scope` says what has it; `remedy` is one thing to do, `sources` are keys of the literature."""

    id: str
    scope: Scope
    severity: Literal["error", "warning"]
    title: str
    why: str
    remedy: str
    sources: tuple[str, ...] = ()


def _file() -> tuple[dict[str, Flaw], dict[str, str]]:
    data = yaml.load(Path(__file__).with_name("catalogue.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    flaws = {
        id: Flaw(
            id,
            about["scope"],
            about["severity"],
            about["title"],
            about["why"],
            about["do"],
            tuple(about.get("sources", ())),
        )
        for id, about in data["flaws"].items()
    }
    return flaws, data["literature"]


FLAWS, LITERATURE = _file()


def explained(flaw: Flaw) -> str:
    """A flaw as text for the terminal."""
    says = "".join(f"\n  {LITERATURE[source]}" for source in flaw.sources)
    silence = (
        "" if flaw.scope == "course" else f"\n\nSilence it where it does not apply: silence: {{{flaw.id}: the reason}}"
    )
    return (
        f"{flaw.id}: {flaw.title} ({flaw.severity}, {flaw.scope})\n\n{flaw.why}\n\nWhat to do: {flaw.remedy}.{silence}"
        + (f"\n\nLiterature:{says}" if says else "")
    )


HEADINGS: dict[Scope, str] = {
    "item": "In one item",
    "bank": "Between items of a bank",
    "exam": "On a paper",
    "course": "In the course",
}


def as_markdown() -> str:
    """docs/flaws.md."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield from (
        "# What `hwgen check` finds",
        "",
        "Made by `hwgen explain --markdown` from the catalogue that the checks use. An error spoils a paper, and `hwgen check` exits with 1;",
        "a warning is for the author to judge (`--strict` makes it count). A flaw that does not apply is silenced with a reason, in the item:",
        "",
        "```yaml",
        "    silence:",
        "      key-longest: the shorter wording would be ambiguous",
        "```",
        "",
        "and one of a paper in its file in `bank/exams/`. A silence that silences nothing, has no reason, or names no flaw is a finding itself.",
    )
    for scope, heading in HEADINGS.items():
        yield from ("", f"## {heading}")
        for flaw in FLAWS.values():
            if flaw.scope == scope:
                says = f" [{', '.join(flaw.sources)}]" if flaw.sources else ""
                yield from (
                    "",
                    f"### {flaw.id}",
                    f"{flaw.title} ({flaw.severity}). {flaw.why}{says}",
                    "",
                    f"*What to do:* {flaw.remedy}.",
                )
    yield from ("", "## Literature")
    yield from (f"- **{key}**: {said}" for key, said in LITERATURE.items())
