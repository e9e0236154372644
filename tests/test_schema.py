"""The schemas for editors say what the loader says."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import ROOT

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import load_items
from hwgen.editing.files import kind_of, modeline, place
from hwgen.editing.records import RECORDS
from hwgen.editing.schema import schema, schemas
from hwgen.errors import CourseError

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Data = dict[str, Any]


class Core(yaml.CSafeLoader):
    """Scalars as an editor reads them: by the core schema of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for tag, pattern in {
    "bool": r"true|True|TRUE|false|False|FALSE",
    "null": r"~|null|Null|NULL|",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None)


@pytest.fixture(scope="module")
def made(course: Course) -> dict[str, Data]:
    return {name: json.loads(data) for name, data in schemas(course).items()}


def files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / "bank").rglob("*.yaml")):
        if name := kind_of(path):
            yield name, path


def faults(told: Data, data: object) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(told).iter_errors(data)]


def test_each_is_a_schema(made: dict[str, Data]) -> None:
    assert list(made) == list(RECORDS)
    for told in made.values():
        jsonschema.Draft7Validator.check_schema(told)


@pytest.fixture(scope="module")
def bank() -> list[tuple[str, Path, object]]:
    """The files of the starter course as editors read them."""
    return [(name, path, yaml.load(path.read_text(encoding="utf-8"), Core)) for name, path in files(ROOT)]


def test_every_file_of_the_bank_is_valid(made: dict[str, Data], bank: list[tuple[str, Path, object]]) -> None:
    assert {name for name, _, _ in bank} == set(RECORDS)
    for name, path, data in bank:
        assert faults(made[name], data) == [], path


def test_a_schema_without_the_course_is_as_good(bank: list[tuple[str, Path, object]]) -> None:
    without = {name: schema(record, {}) for name, record in RECORDS.items()}
    for name, path, data in bank:
        assert faults(without[name], data) == [], path


def test_names_of_the_course_are_suggested_and_others_allowed(made: dict[str, Data], course: Course) -> None:
    definitions = made["items"]["$defs"]
    assert definitions["known-objective"]["enum"] == sorted(course.objectives)
    item = definitions["ChoiceItem"]["properties"]
    assert item["objective"]["anyOf"] == [{"$ref": "#/$defs/known-objective"}, {"type": ["string", "number"]}]
    assert "conv-layer" in made["exam"]["$defs"]["known-item"]["enum"]
    data = numeric() | {"objective": "written-tomorrow", "tags": ["new"], "silence": {"new-flaw": "a reason"}}
    assert faults(made["items"], {"topic": "new", "items": [data]}) == []


def test_every_key_is_described(made: dict[str, Data]) -> None:
    for name, told in made.items():
        for part in (told, *told.get("$defs", {}).values()):
            for key, value in part.get("properties", {}).items():
                assert key == "kind" or value.get("description"), f"{name}: {part.get('title')}.{key}"


def numeric() -> Data:
    text = {"zh": "一", "en": "one"}
    about = {"id": "one", "kind": "numeric", "difficulty": 1, "minutes": 1.5, "source": "a book, section 2"}
    wrong = [{"answer": "1/3", "why": dict(text), "share": 50}]
    return {**about, "stem": dict(text), "answer": -0.25, "wrong": wrong, "explanation": dict(text)}


def choice() -> Data:
    text = {"zh": "一", "en": "one"}
    options = [{"id": f"o{i}", "text": dict(text), "why": dict(text)} for i in range(5)]
    about = {"id": "one", "kind": "choice", "difficulty": 1, "minutes": 1, "source": "a book"}
    return {**about, "stem": dict(text), "right": options[:1], "wrong": options[1:], "explanation": dict(text)}


def linked() -> Data:
    part = {name: value for name, value in numeric().items() if name not in ("difficulty", "minutes", "source")}
    about = {"id": "all", "kind": "linked", "difficulty": 1, "minutes": 1, "source": "a book"}
    return {**about, "context": {"zh": "一", "en": "one"}, "parts": [part]}


def chart() -> Data:
    series = [{"x": [1, 2], "y": [0.5, 1]}]
    plot = {"kind": "lines", "alt": {"zh": "图", "en": "a plot"}, "x": {"from": 0, "to": 3}, "series": series}
    return numeric() | {"charts": {"plot": plot}}


def edited(data: Data, change: Callable[[Data], object]) -> Data:
    new = copy.deepcopy(data)
    change(new)
    return new


GOOD = {
    "a number": numeric(),
    "a formula alone": numeric() | {"stem": r"$40\ \mathrm{km/h}$"},
    "a choice": choice(),
    "linked questions": linked(),
    "a chart": chart(),
    "an imported item": edited(
        choice(), lambda d: (d.update(imported=True), d.pop("explanation"), d["wrong"][0].pop("why"))
    ),
    "one language": edited(numeric(), lambda d: d.update(language="zh", stem={"zh": "一"}, explanation={"zh": "一"})),
    "one language, and both here and there": numeric() | {"language": "en", "stem": {"en": "one"}},
    "a number as a text": edited(choice(), lambda d: d["wrong"][0].update(text={"zh": 0.5, "en": 0.5})),
}
BAD = {
    "a text in no language": numeric() | {"stem": "How many?"},
    "a formula with words": numeric() | {"stem": r"$40\text{ metres}$"},
    "an unknown kind": numeric() | {"kind": "essay"},
    "no kind": edited(numeric(), lambda d: d.pop("kind")),
    "no stem": edited(numeric(), lambda d: d.pop("stem")),
    "no source": edited(numeric(), lambda d: d.pop("source")),
    "no explanation": edited(choice(), lambda d: d.pop("explanation")),
    "no reason of an option": edited(choice(), lambda d: d["wrong"][0].pop("why")),
    "no reason of an option in a linked question": edited(
        linked(),
        lambda d: d["parts"].append(
            {k: v for k, v in choice().items() if k in ("kind", "stem", "right", "wrong")} | {"id": "c"}
        ),
    ),
    "one language of a text": edited(choice(), lambda d: d["right"][0]["text"].pop("en")),
    "a misspelt key": numeric() | {"dificulty": 2},
    "a key of another kind": numeric() | {"right": choice()["right"]},
    "a misspelt key of an option": edited(choice(), lambda d: d["wrong"][0].update(becaus="x")),
    "too difficult": numeric() | {"difficulty": 6},
    "no minutes": numeric() | {"minutes": 0},
    "a word for a number": numeric() | {"answer": "three"},
    "a division by zero": numeric() | {"answer": "1/0"},
    "a number for a text in a list": numeric() | {"tags": "softmax"},
    "a word for a truth value": numeric() | {"imported": "yes"},
    "more than a share": edited(numeric(), lambda d: d["wrong"][0].update(share=100)),
    "no wrong option": choice() | {"wrong": []},
    "an unknown language": numeric() | {"language": "fr"},
    "the other language alone": numeric() | {"language": "zh", "stem": {"en": "one"}},
    "an unknown plot": edited(chart(), lambda d: d["charts"]["plot"].update(kind="pie")),
    "a plot that nobody describes": edited(chart(), lambda d: d["charts"]["plot"].pop("alt")),
    "a misspelt key of an axis": edited(chart(), lambda d: d["charts"]["plot"]["x"].update(form=1)),
    "parts in parts": edited(linked(), lambda d: d["parts"].append(linked())),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_what_the_loader_takes_the_schema_takes(made: dict[str, Data], tmp_path: Path, data: Data) -> None:
    file = {"topic": "new", "items": [data]}
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    load_items(tmp_path / "new.yaml")
    assert faults(made["items"], file) == []


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_the_loader_refuses_the_schema_refuses(made: dict[str, Data], tmp_path: Path, data: Data) -> None:
    file = {"topic": "new", "items": [data]}
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(CourseError):
        load_items(tmp_path / "new.yaml")
    assert faults(made["items"], file) != []


EXAM = "title: {zh: 考试, en: Exam}\nminutes: 60\nsections:\n  - title: {zh: 题, en: Part}\n    points: 2\n    questions:\n"


@pytest.mark.parametrize(
    ("entry", "right"),
    [
        ("item: conv-layer", True),
        ("{pick: 2, topic: [cnn, attention], difficulty: 3, generated: true}", True),
        ("{item: conv-layer, pick: 2}", False),
        ("{item: conv-layer, topic: cnn}", False),
        ("{topic: cnn}", False),
        ("{pick: 0}", False),
        ("{item: conv-layer, as: essay}", False),
        ("{item: conv-layer, pin: {parameters: {size: 3}}}", False),
    ],
)
def test_an_exam_is_reported_as_the_loader_tells_it(
    made: dict[str, Data], tmp_path: Path, entry: str, right: bool
) -> None:
    path = tmp_path / "exam.yaml"
    path.write_text(f"{EXAM}      - {entry}\nplan: {{topics: {{cnn: 2-4, others: at most 50%}}}}\n", encoding="utf-8")
    assert (faults(made["exam"], yaml.load(path.read_text(encoding="utf-8"), Core)) == []) is right
    if right:
        Blueprint(path)
    else:
        with pytest.raises(CourseError):
            Blueprint(path)


def test_the_command_writes_all_of_them(hwgen: Run, small_course: Path) -> None:
    done = hwgen("schema", "--write", "--course", small_course)
    assert done.returncode == 0, done.stderr
    for name in RECORDS:
        jsonschema.Draft7Validator.check_schema(json.loads((small_course / place(name)).read_bytes()))
    one = hwgen("schema", "exam", "--course", small_course)
    assert one.stdout == (small_course / place("exam")).read_text(encoding="utf-8")
    assert hwgen("schema").returncode == 2
    assert hwgen("schema", "items", "--write").returncode == 2


def test_a_course_with_errors_still_has_schemas(hwgen: Run, small_course: Path) -> None:
    (small_course / "bank/items/broken.yaml").write_text("topic: [", encoding="utf-8")
    done = hwgen("schema", "items", "--out", "items.json", "--course", small_course)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "the course has 1 error; everything else is shown"
    written = (small_course.parent / "items.json").read_text(encoding="utf-8")
    assert '"kept-units"' in written


def test_a_new_course_tells_editors_where_its_schemas_are(hwgen: Run, tmp_path: Path) -> None:
    assert hwgen("init", "mine").returncode == 0
    for name, path in files(tmp_path / "mine"):
        line = path.read_text(encoding="utf-8").split("\n")[0]
        assert line == modeline(path)
        assert (path.parent / line.partition("=")[2]).resolve() == (tmp_path / "mine" / place(name)).resolve()
        assert (tmp_path / "mine" / place(name)).is_file()
