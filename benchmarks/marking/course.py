"""A course with one exam that fills an answer sheet with boxes: what is asked does not matter."""

from __future__ import annotations

from pathlib import Path

COURSE = "name: A course of boxes\ninstitution: Benchmarks\nlanguages: [en]\n"
LETTERS = "abcde"
CHOICES, SEVERAL, STATEMENTS = 24, 6, 6


def write(folder: Path) -> None:
    bank = folder / "bank"
    for name in ("items", "exams"):
        (bank / name).mkdir(parents=True)
    (bank / "course.yaml").write_text(COURSE, encoding="utf-8")
    for name in ("conventions", "misconceptions"):
        (bank / f"{name}.yaml").write_text("{}\n", encoding="utf-8")
    (bank / "items" / "boxes.yaml").write_text(_items(), encoding="utf-8")
    (bank / "exams" / "boxes.yaml").write_text(_exam(), encoding="utf-8")


def _exam() -> str:
    names = [f"choice-{i}" for i in range(CHOICES)] + [f"several-{i}" for i in range(SEVERAL)]
    names += [f"statement-{i}" for i in range(STATEMENTS)]
    questions = "".join(f"      - item: {name}\n" for name in names)
    return (
        f"title: Boxes\nminutes: 60\nsections:\n  - title: Boxes\n    points: {len(names)}\n    questions:\n{questions}"
    )


def _items() -> str:
    items = [_choice(f"choice-{i}", "choice", 1, 3 + i % 2, i) for i in range(CHOICES)]
    items += [_choice(f"several-{i}", "multiple-choice", 2, 3, i) for i in range(SEVERAL)]
    items += [_statement(i) for i in range(STATEMENTS)]
    objective = "objectives:\n  boxes:\n    bloom: apply\n    text: Mark boxes\n"
    return f"topic: boxes\nname: boxes\n{objective}items:\n{''.join(items)}"


def _head(id: str, kind: str) -> str:
    return f"  - id: {id}\n    kind: {kind}\n    objective: boxes\n    difficulty: 1\n    minutes: 1\n    source: none\n    tags: [boxes]\n"


def _choice(id: str, kind: str, right: int, wrong: int, number: int) -> str:
    def options(word: str, count: int) -> str:
        return "".join(
            f"      - id: {word}-{LETTERS[i]}\n        text: The {word} option {LETTERS[i]} of {number}.\n        why: It is {word}.\n"
            for i in range(count)
        )

    stem = f"    stem: Which box of row {id} is meant?\n"
    return f"{_head(id, kind)}{stem}    right:\n{options('right', right)}    wrong:\n{options('wrong', wrong)}    explanation: It is.\n"


def _statement(number: int) -> str:
    text = f"      - id: only\n        answer: true\n        text: Box {number} is meant.\n        why: It is.\n"
    return f"{_head(f'statement-{number}', 'true-false')}    statements:\n{text}"
