"""Small courses for tests of assembly: items made by hand, blueprints as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, Objective
from hwgen.bank.ledger import Sitting
from hwgen.errors import Span
from hwgen.kinds import Essay
from hwgen.problem.parts import Problem
from hwgen.text import USUAL, Text

HERE = Span(Path("bank.yaml"), 1)
TITLE = {"zh": "卷", "en": "paper"}


def item(
    id: str,
    topic: str = "cnn",
    kind: str = "choice",
    level: int = 2,
    minutes: float = 2,
    *,
    objective: str = "",
    tags: Iterable[str] = (),
    enemies: Iterable[str] = (),
    parts: int = 1,
    languages: Any = USUAL,
) -> BankItem:
    problem = Problem(tuple(Essay(str(i), Text(), Text(), (), 1) for i in range(parts)))
    told = {"languages": languages, "objective": objective, "enemies": tuple(enemies)}
    return BankItem(id, kind, HERE, topic, level, minutes, tuple(tags), "", problem, "", **told)


def course(items: Iterable[BankItem], ledger: Iterable[Sitting] = (), objectives: Mapping[str, str] = {}) -> Course:
    """`objectives` are Bloom levels by id."""
    known = {item.id: item for item in items}
    topics = {
        i.topic: Text(zh="卷积网络", en="CNN") if i.topic == "cnn" else Text(zh=i.topic, en=i.topic)
        for i in known.values()
    }
    learned = {id: Objective(id, "cnn", bloom, Text(), HERE) for id, bloom in objectives.items()}  # type: ignore[arg-type]
    return Course(Path("."), Text(), Text(), known, {}, {}, {}, {}, topics, learned, tuple(ledger))


def sitting(exam: str, items: Iterable[str], seed: int | None = None) -> Sitting:
    return Sitting(exam, seed, {"A": tuple(items)}, HERE)


def section(*entries: str | dict[str, Any], points: int = 5) -> dict[str, Any]:
    return {
        "title": TITLE,
        "points": points,
        "questions": [yaml.safe_load(e) if isinstance(e, str) else e for e in entries],
    }


def blueprint(folder: Path, *sections: dict[str, Any], name: str = "paper", **plan: Any) -> Blueprint:
    file = {"title": TITLE, "minutes": 90, **({"plan": plan} if plan else {}), "sections": list(sections)}
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return Blueprint(path)
