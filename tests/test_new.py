"""What `hwgen new` writes is a question that holds already."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import pytest
from conftest import ROOT
from terminal import Ran

from hwgen.bank.loading import load_course
from hwgen.classes.paper import exam_of, plan_of
from hwgen.commands.kept import question, reply
from hwgen.editing.files import modeline
from hwgen.editing.formatting import formatted
from hwgen.editing.holdings import Holdings, holdings
from hwgen.editing.skeleton import new_exam, new_generator, new_item
from hwgen.errors import CourseError, UsageError
from hwgen.flaws.checking import CheckOptions, check
from hwgen.kinds import KINDS
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.looking.tables import generators
from hwgen.papercode import Code
from hwgen.proof.certificates import Certificate, verified
from hwgen.writers import native
from hwgen.yamlsrc import Document

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A course without any questions."""
    (tmp_path / "bank/exams").mkdir(parents=True)
    (tmp_path / "generators").mkdir()
    (tmp_path / "bank/course.yaml").write_text(
        "name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n", encoding="utf-8"
    )
    for name in ("conventions", "misconceptions"):
        (tmp_path / f"bank/{name}.yaml").write_text("", encoding="utf-8")
    return tmp_path


def held(root: Path) -> Holdings:
    return holdings(load_course(root))


def test_every_kind_is_a_question_against_which_nothing_is_said(empty: Path) -> None:
    shutil.copy(ROOT / "bank/misconceptions.yaml", empty / "bank")
    for kind in ITEM_KINDS:
        path = new_item(empty, held(empty), f"my-{kind}", kind, "a-new-topic").file
    assert path == empty / "bank/items/a-new-topic.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(modeline(path))
    assert text.count("  # To be replaced: write your own text everywhere") == len(ITEM_KINDS)
    assert formatted(path) == text
    found = check(empty, CheckOptions(proofs=False)).diagnostics
    assert [d.rule for d in found] == ["example-left"] * len(ITEM_KINDS)
    path.write_text("".join(line for line in text.splitlines(True) if "To be replaced" not in line), encoding="utf-8")
    assert check(empty, CheckOptions(proofs=False)).diagnostics == ()
    course = load_course(empty)
    assert [item.kind for item in course.items.values()] == [*ITEM_KINDS]
    assert {item.objective for item in course.items.values()} == {"a-new-topic-basics"}


def test_a_course_may_begin_with_it(empty: Path) -> None:
    for kind in ITEM_KINDS:
        new_item(empty, held(empty), f"my-{kind}", kind, "cnn")
    new_generator(empty, held(empty), "my-generator", "cnn")
    new_exam(empty, held(empty), "my-exam")
    course = load_course(empty)
    assert len(course.items) == len(ITEM_KINDS) + 1
    report = check(empty, CheckOptions(proofs=False))
    assert report.errors == 0
    examples = sorted({d.span.file.name for d in report.diagnostics if d.span and d.rule == "example-left"})
    assert examples == ["cnn.yaml", "my-exam.yaml", "my_generator.py"]
    left = "not checked: the papers, and the texts of 1 of 1 generators, which are not proven yet"
    assert report.lines[0] == left


def test_a_build_names_the_examples_that_it_prints(empty: Path, terminal: Callable[..., Ran]) -> None:
    for kind in ("choice", "numeric"):
        new_item(empty, held(empty), f"my-{kind}", kind, "cnn")
    for name in ("left-generator", "idle-generator"):
        new_generator(empty, held(empty), name, "cnn")
    asked = ", ".join(f"{{item: {id}}}" for id in ("my-choice", "left-generator"))
    blueprint = f"title: {{zh: 试卷, en: Test}}\nminutes: 9\nsections: [{{title: {{zh: 题, en: Part}}, points: 4, questions: [{asked}]}}]\n"
    (empty / "bank/exams/mine.yaml").write_text(blueprint, encoding="utf-8")
    for of_class in (("--formats", "json"), ("--copies", "2")):
        built = terminal("build", "mine", "--seed", "1", "--engine", "typst", *of_class, folder=empty)
        assert built.code == 0, built.err
        files = re.findall(r"(\S+?):\d+:\d+: warning: .* \[example-left\]", built.err)
        assert sorted(files) == ["bank/items/cnn.yaml", "generators/cnn/left_generator.py"]


def test_a_generator_is_proven_at_once(empty: Path) -> None:
    path, named, _ = new_generator(empty, held(empty), "layer-size", "cnn")
    assert path == empty / "generators/cnn/layer_size.py"
    assert formatted(named) == named.read_text(encoding="utf-8")
    course = load_course(empty)
    (proof,) = verified(course, generators(course, ("layer-size",)))
    assert isinstance(proof, Certificate), proof
    assert proof.variants > 20
    assert len(proof.by_difficulty) == 2


def test_a_generator_may_begin_a_topic(own_course: Path) -> None:
    *_, begun = new_generator(own_course, held(own_course), "two-carts", "mechanics")
    assert "mechanics" in load_course(own_course).topics
    assert formatted(begun) == begun.read_text(encoding="utf-8")
    new_item(own_course, held(own_course), "a-cart", "choice", "mechanics")
    assert load_course(own_course).items["a-cart"].span.file == begun


def test_a_topic_that_is_spelled_almost_like_another_is_questioned(own_course: Path) -> None:
    for make in (new_generator, partial(new_item, kind="choice")):
        with pytest.raises(UsageError) as refused:
            make(own_course, held(own_course), name="mine", topic="activation")
        (fault,) = refused.value.diagnostics
        assert "did you mean `activations`?" in fault.hint
        assert "--new-topic" in fault.hint
    span = new_item(own_course, held(own_course), "mine", "choice", "activation", new_topic=True)
    assert span.file == own_course / "bank/items/activation.yaml"
    assert new_item(own_course, held(own_course), "yours", "choice", "mechanics").file.name == "mechanics.yaml"


def test_an_exam_gives_papers_at_once(own_course: Path) -> None:
    path = new_exam(own_course, held(own_course), "my-test-2")
    assert "title: {zh: 试卷 2, en: My test 2}" in path.read_text(encoding="utf-8")
    assert formatted(path) == path.read_text(encoding="utf-8")
    course = load_course(own_course)
    code = Code("my-test-2", 1, "en")
    exam = exam_of(course, plan_of(course, code), code)
    assert exam.points == sum(count * points for count, points in (kind.section for kind in KINDS))
    assert b'"title": "My test 2"' in native.write(exam)


def test_an_item_comes_after_the_others_and_nothing_else_changes(own_course: Path) -> None:
    path = own_course / "bank/items/cnn.yaml"
    before = f"# ours\n{path.read_text(encoding='utf-8')}\n  # the last comment\n\n"
    path.write_text(before, encoding="utf-8")
    data = Document(path).data
    assert new_item(own_course, held(own_course), "mine", "numeric", "cnn").file == path
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip() + "\n\n")
    grown = Document(path).data
    assert isinstance(data, dict)
    assert isinstance(grown, dict)
    assert grown["items"][:-1] == data["items"]
    assert grown["items"][-1]["objective"] in data["objectives"]
    assert grown["items"][-1]["tags"] == ["cnn"]


@pytest.mark.parametrize("items", ["", "items:\n- {indented}\n"])
def test_a_file_takes_an_item_however_it_is_written(empty: Path, items: str) -> None:
    path = empty / "bank/items/mine.yaml"
    path.parent.mkdir()
    new_item(empty, held(empty), "first", "choice", "cnn")
    first = (empty / "bank/items/cnn.yaml").read_text(encoding="utf-8").partition("items:\n")[2]
    path.unlink(missing_ok=True)
    (empty / "bank/items/cnn.yaml").unlink()
    item = "\r\n".join(line[2:] for line in first.splitlines()).replace("cnn-basics", "o") + "\r\n"
    head = "topic: cnn\r\nobjectives: {o: {bloom: apply, text: {zh: 会, en: can}}}\r\n"
    body = items.replace("\n", "\r\n").replace("- {indented}\r\n", item)
    path.write_bytes((head + body).encode())
    new_item(empty, held(empty), "second", "numeric", "cnn")
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert "second" in load_course(empty).items
    assert len(load_course(empty).items) == 1 + ("- " in items)


def test_a_file_that_ends_otherwise_is_left_alone(empty: Path) -> None:
    path = empty / "bank/items/cnn.yaml"
    new_item(empty, held(empty), "first", "choice", "cnn")
    text = path.read_text(encoding="utf-8") + "name: {zh: 卷积, en: Convolution}\n"
    text = text.replace("name: {zh: cnn, en: cnn}\n", "", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be added at the end"):
        new_item(empty, held(empty), "second", "choice", "cnn")
    assert path.read_text(encoding="utf-8") == text
    assert [file.name for file in path.parent.iterdir()] == ["cnn.yaml"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Softmax",
        "soft max",
        "a_b",
        "../a",
        "a/b",
        "a.b",
        "-a",
        "a-",
        "a--b",
        "1a",
        "软",
        "a\n",
        "$x",
        "a" * 61,
        "😀",
        "%",
        "~",
    ],
)
def test_names_are_kebab_case(empty: Path, name: str) -> None:
    course = load_course(empty)
    for make in (
        lambda: new_item(course.root, holdings(course), name, "choice", "cnn"),
        lambda: new_item(course.root, holdings(course), "a", "choice", name),
        lambda: new_generator(course.root, holdings(course), name, "cnn"),
        lambda: new_exam(course.root, holdings(course), name),
    ):
        with pytest.raises(UsageError, match=r"lowercase letters and digits with hyphens|too long for a name"):
            make()
    assert list((empty / "bank/exams").iterdir()) == []
    assert not (empty / "bank/items").exists()


def test_nothing_is_overwritten(own_course: Path) -> None:
    course = load_course(own_course)
    for make in (
        lambda: new_item(course.root, holdings(course), "conv-layer", "choice", "cnn"),
        lambda: new_generator(course.root, holdings(course), "overfitting", "cnn"),
        lambda: new_exam(course.root, holdings(course), "hw2"),
    ):
        with pytest.raises(UsageError, match="already exists"):
            make()
    with pytest.raises(UsageError, match="word of Python"):
        new_generator(course.root, holdings(course), "lambda", "cnn")
    other = own_course / "bank/items/other.yaml"
    other.write_text("topic: another\n", encoding="utf-8")
    with pytest.raises(UsageError, match="belongs to the topic `another`"):
        new_item(own_course, held(own_course), "mine", "choice", "other")


def test_an_exam_needs_questions(empty: Path) -> None:
    with pytest.raises(UsageError, match="nothing to ask yet"):
        new_exam(empty, held(empty), "my-test")


def test_the_commands_say_what_comes_next(hwgen: Run, empty: Path) -> None:
    done = hwgen("new", "item", "softmax-shift", "--kind", "true-false", "--topic", "activations", "--course", empty)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(empty / "bank/items/activations.yaml")
    assert "hwgen show softmax-shift" in done.stderr
    assert hwgen("show", "softmax-shift", "--course", empty).returncode == 0
    assert hwgen("new", "item", "x", "--topic", "cnn", "--kind", "riddle", "--course", empty).returncode == 2
    assert hwgen("new", "item", "Bad Name", "--topic", "cnn", "--course", empty).returncode == 2
    shutil.rmtree(empty / "bank")
    away = hwgen("new", "exam", "test-1")
    assert away.returncode == 2
    assert "there is no course here" in away.stderr


def test_what_a_command_adds_is_known_to_the_next(
    hwgen: Run, tmp_path: Path, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The course is not read again, and what is known of it is what reading it would show."""
    assert hwgen("new", "item", "one", "--topic", "basics", "--course", small_course).returncode == 0
    kept = [question(small_course, ("new",), "hwgen.editing.holdings")]
    monkeypatch.setattr("hwgen.bank.loading.load", lambda *_, **__: pytest.fail("the course is read"))
    for words in (("exam", "mine"), ("item", "two", "--topic", "basics", "--kind", "numeric")):
        done = hwgen("new", *words, "--course", small_course)
        assert done.returncode == 0, done.stderr
        kept.append(question(small_course, ("new",), "hwgen.editing.holdings"))
    monkeypatch.undo()
    assert len({asked.state for asked in kept}) == len(kept)
    known = json.loads(json.dumps(vars(held(small_course))))
    monkeypatch.chdir(tmp_path)
    with click.Context(click.Command("new")):
        assert reply(kept[-1], lambda: pytest.fail("nothing is known"), lambda _: None) == known
    assert hwgen("new", "item", "two", "--topic", "basics", "--course", small_course).returncode == 2


def test_a_draft_in_another_file_stops_nobody(hwgen: Run, small_course: Path) -> None:
    """What is added does not need it; in the file of the topic, or where that may be, it has to be mended first."""
    bank = small_course / "bank/items"
    (bank / "draft.yaml").write_text('topic: drafts\nitems:\n  - id: "half\n', encoding="utf-8")
    for words in (("item", "one", "--topic", "basics"), ("exam", "mine"), ("generator", "sums", "--topic", "basics")):
        for name in (words[1], f"{words[1]}-more"):
            done = hwgen("new", words[0], name, *words[2:], "--course", small_course)
            assert done.returncode == 0, done.stderr
            assert "the course has 1 error in other files" in done.stderr
    before = {path: path.read_bytes() for path in small_course.rglob("*.yaml")}
    for topic in ("drafts", "unheard"):
        done = hwgen("new", "item", "two", "--topic", topic, "--course", small_course)
        assert (done.returncode, "draft.yaml:3:" in done.stderr) == (1, True), done.stderr
    text = (bank / "basics.yaml").read_text(encoding="utf-8")
    (bank / "basics.yaml").write_text(text.replace("kind: true-false", "kind: true-fals", 1), encoding="utf-8")
    before |= {bank / "basics.yaml": (bank / "basics.yaml").read_bytes()}
    assert hwgen("new", "item", "two", "--topic", "basics", "--course", small_course).returncode == 1
    assert {path: path.read_bytes() for path in small_course.rglob("*.yaml")} == before
