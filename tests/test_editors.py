"""The real yaml-language-server completes and checks files of a bank with the schemas that hwgen writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from language_server import LanguageServer

from hwgen.bank.course import Course
from hwgen.editing.files import kind_of, modeline, place
from hwgen.editing.schema import schemas

HEAD = "topic: cnn\nitems:\n"
ITEM = f"{HEAD}  - id: x\n    kind: choice\n"


@pytest.fixture(scope="module")
def root(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course for an editor: its bank and its schemas."""
    root = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "bank", root / "bank")
    (root / place("items")).parent.mkdir()
    for name, data in schemas(course).items():
        (root / place(name)).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[LanguageServer]:
    with LanguageServer(root) as server:
        yield server


def with_modeline(path: Path, text: str) -> str:
    return f"{modeline(path)}\n{text}"


def test_nothing_is_said_of_the_bank(server: LanguageServer, root: Path) -> None:
    """A third of the files; all of them with ALL_ITEMS in the environment."""
    files = [path for path in sorted((root / "bank").rglob("*.yaml")) if kind_of(path)]
    one_of_each = {kind_of(path): path for path in files}.values()
    for path in files if os.environ.get("ALL_ITEMS") else sorted({*files[::3], *one_of_each}):
        text = path.read_text(encoding="utf-8")
        assert server.open(path, with_modeline(path, text)).told() == [], path.name


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message"),
    [
        ("difficulty: 2", "difficulty: 7", 7, "Value is above the maximum of 5"),
        ("    difficulty: 2\n", "", 5, 'Missing property "difficulty"'),
        ("difficulty: 2", "dificulty: 2", 7, "Property dificulty is not allowed"),
        ("kind: numeric", "kind: nummeric", 6, "Value is not accepted"),
        ("zh: 多长？", "zh: 多长？\n      fr: Combien", 12, "Property fr is not allowed"),
        ("      en: How long?\n", "", 11, 'Missing property "en"'),
        ("\n      zh: 多长？\n      en: How long?\n", " How long?\n", 11, "only a formula alone stands once"),
        ("answer: 8", "answer: eight", 13, 'Incorrect type. Expected "number"'),
        ("    explanation: {zh: 八。, en: Eight.}\n", "", 5, 'Missing property "explanation"'),
    ],
)
def test_a_fault_is_reported_where_it_stands(
    server: LanguageServer, root: Path, right: str, wrong: str, line: int, message: str
) -> None:
    text = (
        f"{HEAD}\n  - id: x\n    kind: numeric\n    difficulty: 2\n    minutes: 1\n    source: a book\n    tags: [length]\n"
        "    stem:\n      zh: 多长？\n      en: How long?\n    answer: 8\n    explanation: {zh: 八。, en: Eight.}\n"
    )
    path = root / "bank/items/cnn.yaml"
    assert server.open(path, with_modeline(path, text)).told() == []
    formula = text.replace("\n      zh: 多长？\n      en: How long?\n", " $40\\ \\mathrm{km/h}$\n")
    assert server.open(path, with_modeline(path, formula)).told() == []
    assert right in text
    told = server.open(path, with_modeline(path, text.replace(right, wrong))).told()
    assert any(at in (line, line + 1) and message in said for at, said in told), told


@pytest.mark.parametrize(
    ("text", "offered", "never"),
    [
        ("@@", {"topic", "name", "objectives", "items"}, {"sections"}),
        (f"{HEAD}  - @@", {"id", "kind", "new choice", "new true-false", "new linked"}, {"statements"}),
        (
            f"{ITEM}    @@\n",
            {"difficulty", "minutes", "source", "stem", "right", "wrong", "explanation"},
            {"id", "rubric"},
        ),
        (f"{ITEM}    dif@@\n", {"difficulty"}, {"statements"}),
        (f"{HEAD}  - id: x\n    kind: @@\n", {"true-false", "choice", "linked"}, set()),
        (f"{ITEM}    difficulty: @@\n", {"1", "5"}, set()),
        (f"{ITEM}    objective: @@\n", {"cnn-structure"}, set()),
        (f"{ITEM}    language: @@\n", {"zh", "en"}, {"fr"}),
        (f"{ITEM}    imported: @@\n", {"true", "false"}, set()),
        (f"{ITEM}    silence:\n      @@\n", {"key-longest"}, set()),
        (f"{ITEM}    wrong:\n      - id: a\n        @@\n", {"text", "why", "misconception"}, {"stem", "answer"}),
        (f"{ITEM}    wrong:\n      - id: a\n        misconception: @@\n", {"no-bias"}, set()),
        (
            f"{HEAD}  - id: x\n    kind: linked\n    parts:\n      - id: a\n        kind: numeric\n        @@\n",
            {"answer"},
            {"parts"},
        ),
        (f"{ITEM}    charts:\n      roc:\n        kind: bars\n        @@\n", {"categories", "series", "alt"}, {"rows"}),
    ],
)
def test_an_editor_offers(server: LanguageServer, root: Path, text: str, offered: set[str], never: set[str]) -> None:
    path = root / "bank/items/cnn.yaml"
    found = server.open(path, with_modeline(path, text)).offered()
    assert offered <= set(found)
    assert not never & set(found)


def test_a_text_is_offered_in_both_languages(server: LanguageServer, root: Path) -> None:
    path = root / "bank/items/cnn.yaml"
    both = server.open(path, with_modeline(path, f"{ITEM}    @@\n")).offered()
    assert both["stem"] == "stem:\n  zh: $1\n  en: $2"
    one = server.open(path, with_modeline(path, f"{ITEM}    language: zh\n    @@\n")).offered()
    assert one["stem"].rstrip() == "stem:"


def test_a_new_item_comes_with_all_that_it_needs(server: LanguageServer, root: Path) -> None:
    path = root / "bank/items/cnn.yaml"
    snippet = server.open(path, with_modeline(path, f"{HEAD}  - @@")).offered()["new choice"]
    lines = snippet.strip("\n").split("\n")
    for key in ("kind: choice", "difficulty:", "minutes:", "source:", "stem:", "right:", "wrong:", "explanation:"):
        assert any(line.strip().startswith(key) for line in lines), key
    assert snippet.count("why:") == 4


def test_exams_are_completed_too(server: LanguageServer, root: Path) -> None:
    path = root / "bank/exams/hw2.yaml"
    text = "title: {zh: 考试, en: Exam}\nminutes: 60\nsections:\n  - title: {zh: 题, en: Part}\n    points: 2\n    questions:\n"
    offered = server.open(path, with_modeline(path, f"{text}      - item: @@\n")).offered()
    assert {"conv-layer", "activation-needed"} <= set(offered)
    told = server.open(path, with_modeline(path, f"{text}      - topic: cnn\n")).told()
    assert told == [(8, 'Missing property "pick".')]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ITEM}    diffi@@culty: 2\n", "From 1 (known at once)"),
        (f"{ITEM}    ste@@m: {{zh: 一, en: one}}\n", "conventions that the answer depends on are stated"),
        (f"{ITEM}    wrong:\n      - id: a\n        misconcep@@tion: no-bias\n", "The misconception that leads to it"),
        ("to@@pic: cnn\n", "The topic of every item here"),
    ],
)
def test_a_key_says_what_it_is(server: LanguageServer, root: Path, text: str, said: str) -> None:
    path = root / "bank/items/cnn.yaml"
    assert said in server.open(path, with_modeline(path, text)).hover()
