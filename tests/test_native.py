"""Exam data of an exam made by hand, against its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import samples

from hwgen.writers import native

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "exam.schema.json").read_text(encoding="utf-8"))


def asked() -> list[dict[str, Any]]:
    return [q for s in json.loads(native.write(samples.exam()))["sections"] for q in s["questions"]]


def test_it_keeps_to_the_schema_and_is_the_same_each_time() -> None:
    data = native.write(samples.exam())
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(data), SCHEMA)
    assert data == native.write(samples.exam())
    assert data.endswith(b"}\n")


def test_texts_come_back_as_they_were() -> None:
    assert asked()[0]["stem"] == samples.HOSTILE
    assert asked()[0]["explanation"] == "explained " + samples.HOSTILE


def test_answers() -> None:
    truth, choice, essay, pictures, *_ = asked()
    assert truth["answer"] == {"value": False, "shown": "F"}
    assert choice["answer"] == {"value": [3, 8], "shown": "B. $9 > 8$"}
    assert [(o["letter"], o["misconception"]) for o in choice["options"]] == [("A", "swap"), ("B", None)]
    assert pictures["answer"]["value"] == "sigmoid"
    assert pictures["options"][0]["text"] == f"[relu {samples.HOSTILE}]"
    assert essay["answer"]["value"] is None
    assert [line["points"] for line in essay["rubric"]] == [2, 3]
    assert essay["stem"] == "question 2: why?"


def test_params_are_plain_data() -> None:
    assert asked()[0]["params"] == {"sizes": [3, 4], "rate": 1 / 3, "shape": [3, 8, 8]}


def test_every_property_is_described() -> None:
    def check(node: dict[str, Any]) -> None:
        for child in node.get("properties", {}).values():
            assert child["description"]
            check(child)
        if "items" in node:
            check(node["items"])

    check(SCHEMA)
