"""Exam data of an exam made by hand, against its schema."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import samples
from conftest import ROOT

from hwgen.exam.model import Exam
from hwgen.exam.stored import Stored
from hwgen.words.words import shipped, words
from hwgen.writers import native

sys.path.insert(0, str(ROOT / "scripts"))
from exam_schema import definitions

SCHEMA = json.loads((ROOT / "docs" / "exam.schema.json").read_text(encoding="utf-8"))
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/exam.json"))
WORDING = {language: words(language) for language in shipped()}


def model(data: bytes) -> Exam:
    exam = Stored(Path(), WORDING).read(json.loads(data)["model"])
    assert isinstance(exam, Exam)
    return exam


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
    assert choice["answer"] == {"value": [3, 8], "shown": "B. $9 > 8$", "deduct": 0}
    assert [(o["letter"], o["misconception"]) for o in choice["options"]] == [("A", "swap"), ("B", None)]
    assert pictures["answer"]["value"] == "sigmoid"
    # A figure that is not shown is named in one line.
    assert pictures["options"][0]["text"] == f"[{' '.join(f'relu {samples.HOSTILE}'.split())}]"
    assert essay["answer"]["value"] is None
    assert [line["points"] for line in essay["rubric"]] == [2, 3]
    assert essay["stem"] == "question 2: why?"


def test_params_are_plain_data() -> None:
    assert asked()[0]["params"] == {"sizes": [3, 4], "rate": 1 / 3, "shape": [3, 8, 8]}


def test_the_schema_describes_every_class_of_the_model() -> None:
    """`python scripts/exam_schema.py` writes them anew."""
    assert SCHEMA["$defs"] == json.loads(json.dumps(definitions()))


@pytest.mark.parametrize("file", GOLDEN, ids=[file.parent.name for file in GOLDEN])
def test_every_golden_exam_keeps_to_the_schema_and_is_rebuilt_from_its_data(file: Path) -> None:
    data = file.read_bytes()
    jsonschema.validate(json.loads(data), SCHEMA)
    exam = model(data)
    again = native.write(exam)
    assert json.loads(again) == json.loads(data)
    assert model(again) == exam


def test_an_exam_is_rebuilt_equal() -> None:
    exam = replace(samples.exam(), head=replace(samples.exam().head, department="x", letter="A"))
    assert model(native.write(exam)) == native.placeless(exam)


def test_what_marking_needs_can_be_read_without_the_model() -> None:
    questions = {q["kind"]: q for q in asked()}
    assert {"deduct"} <= questions["choice"]["answer"].keys()
    assert {"template", "lines"} <= questions["essay"].keys()


def test_every_property_is_described() -> None:
    def check(node: dict[str, Any]) -> None:
        for child in node.get("properties", {}).values():
            assert child["description"]
            check(child)
        if "items" in node:
            check(node["items"])

    check(SCHEMA)
