"""A course of which something is broken: what is sound is there, and what is wrong is known, at its place and once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from hwgen.bank.files import find_course
from hwgen.bank.loading import Loaded, load, load_course
from hwgen.bank.recipes import _not_installed
from hwgen.errors import CourseError, Span, UsageError
from hwgen.flaws.checking import CheckOptions, check
from hwgen.looking.tables import generators

Run = Callable[..., "CompletedProcess[str]"]
WHOLE = 11


@pytest.fixture
def root(small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    return small_course


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rules(loaded: Loaded) -> Sequence[tuple[str, str]]:
    return [(fault.rule, fault.subject) for fault in loaded.errors]


def test_a_sound_course_has_no_faults(root: Path) -> None:
    loaded = load(root)
    assert (loaded.faults, loaded.broken, loaded.provable) == ((), frozenset(), True)
    assert len(loaded.course.items) == WHOLE


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("kind: true-false", "kind: true-flase", [("wrong-value", "relu-values")]),
        ("minutes: 1\n", "minuets: 1\n", [("unknown-key", "relu-values")]),
        ("answer: false", "answer: true", [("one-sided-statements", "relu-values")]),
        ("ReLU maps $-3$ to 0.", "ReLU maps $-3 to 0.", [("markup-unclosed", "relu-values")]),
    ],
)
def test_one_broken_item_leaves_the_others(root: Path, old: str, new: str, found: Sequence[tuple[str, str]]) -> None:
    change(root / "bank" / "items" / "basics.yaml", old, new)
    loaded = load(root)
    assert sorted(rules(loaded)) == sorted(found)
    assert loaded.broken == {"relu-values"}
    assert len(loaded.course.items) == WHOLE - 1


def test_an_item_without_reasons_can_be_looked_at(root: Path) -> None:
    change(
        root / "bank" / "items" / "basics.yaml", "        why: {zh: '$\\max(0,-3)=0$。', en: '$\\max(0,-3)=0$.'}\n", ""
    )
    loaded = load(root)
    assert rules(loaded) == [("missing-key", "relu-values")]
    assert len(loaded.course.items) == WHOLE


def test_the_faults_in_the_texts_of_a_broken_item_are_reported_as_well(root: Path) -> None:
    path = root / "bank" / "items" / "basics.yaml"
    change(path, "kind: true-false", "kind: true-flase")
    change(path, "ReLU maps $-3$ to 0.", "ReLU maps $-3 to 0.")
    assert rules(load(root)) == [("wrong-value", "relu-values"), ("markup-unclosed", "relu-values")]


def test_a_text_of_a_misconception_that_is_not_closed_is_an_error_at_its_place(root: Path) -> None:
    path = root / "bank" / "misconceptions.yaml"
    change(path, "en: This leaves the biases out.", "en: This leaves $b out.")
    loaded = load(root)
    assert rules(loaded) == [("markup-unclosed", "")]
    assert [(at.file, at.line) for fault in loaded.errors if (at := fault.span)] == [(path, 3)]
    # What names it is no error of its own.
    assert len(loaded.course.items) == WHOLE


def test_a_key_that_stands_twice_leaves_the_file(root: Path) -> None:
    change(root / "bank" / "items" / "basics.yaml", "    minutes: 1\n", "    minutes: 1\n    minutes: 2\n")
    loaded = load(root)
    assert rules(loaded) == [("duplicate-key", "")]
    assert len(loaded.course.items) == WHOLE


def test_what_a_broken_item_is_named_for_is_no_second_fault(root: Path) -> None:
    path = root / "bank" / "items" / "basics.yaml"
    change(path, "    kind: choice\n", "    kind: choice\n    enemies: [relu-values]\n")
    assert not load(root).faults
    change(path, "kind: true-false", "kind: true-flase")
    assert rules(load(root)) == [("wrong-value", "relu-values")]


@pytest.mark.parametrize(
    ("name", "text", "rule", "lost"),
    [
        ("bank/items/more.yaml", "topic: [", "yaml-syntax", 0),
        ("bank/items/more.yaml", "items: []\n", "missing-key", 0),
        ("generators/max_pool.py", "import nowhere\n", "generator-import", 1),
        ("generators/max_pool.py", "def (:\n", "generator-syntax", 1),
        ("bank/misconceptions.yaml", "a: [", "yaml-syntax", 0),
        ("bank/conventions.yaml", "a: [", "yaml-syntax", 0),
        ("bank/exams/more.yaml", "title: 3\n", "missing-key", 0),
        ("bank/ledger.yaml", "- exm: 3\n", "missing-key", 0),
        ("bank/course.yaml", "", "missing-key", 0),
    ],
)
def test_a_broken_file_leaves_the_others(root: Path, name: str, text: str, rule: str, lost: int) -> None:
    (root / name).write_text(text, encoding="utf-8")
    loaded = load(root)
    assert {fault.span and fault.span.file for fault in loaded.errors} == {(root / name).resolve()}
    assert rule in {fault.rule for fault in loaded.errors}
    assert len(loaded.course.items) == WHOLE - lost
    assert loaded.provable == (name not in ("bank/misconceptions.yaml", "bank/conventions.yaml"))


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("import nowhere", "if `nowhere` is a package, install it in the environment of hwgen: "),
        ("from nowhere.inside import one", "pip install nowhere`"),
        ("import json.nowhere", "`json` is installed, but has no `nowhere`"),
        ("import max_pool", "it is a file beside this one: write `from .max_pool import ...`"),
        ("from .nowhere import one", ""),
    ],
)
def test_a_module_that_is_not_there(root: Path, line: str, hint: str) -> None:
    path = root / "generators" / "more.py"
    path.write_text(f'"""More."""\n{line}\n', encoding="utf-8")
    (fault,) = load(root).errors
    assert (fault.rule, fault.span and fault.span.line) == ("generator-import", 2)
    assert hint in fault.hint
    assert bool(hint) == bool(fault.hint)


def test_what_a_module_lacks_is_named_without_where_it_lies(root: Path) -> None:
    path = root / "generators" / "more.py"
    for line, message, hint in (
        ("from hwgen import generatr", "`hwgen` has no `generatr`", "did you mean `generator`?"),
        ("from .max_pool import stride", "`generators.max_pool` has no `stride`", ""),
    ):
        path.write_text(f'"""More."""\n{line}\n', encoding="utf-8")
        (fault,) = load(root).errors
        assert (fault.message, fault.hint) == (f"cannot be imported: {message}", hint)


def test_a_package_may_have_another_name_than_its_module() -> None:
    hint = _not_installed(ModuleNotFoundError(name="sklearn"), Path("generators/one.py"), "course")
    assert hint.endswith("pip install scikit-learn`")


def test_a_missing_course_file_is_a_fault(root: Path) -> None:
    (root / "bank" / "course.yaml").unlink()
    loaded = load(root)
    assert [str(fault).splitlines()[0] for fault in loaded.errors] == [
        f"{root / 'bank' / 'course.yaml'}: error: there is no such file [missing-file]"
    ]


def test_a_bank_needs_no_conventions(root: Path) -> None:
    (root / "generators" / "max_pool.py").unlink()
    (root / "bank" / "conventions.yaml").unlink()
    assert load(root).provable


def test_an_objective_that_cannot_be_read_is_missed_by_nobody(root: Path) -> None:
    change(root / "bank" / "items" / "basics.yaml", "bloom: apply", "bloom: aply")
    loaded = load(root)
    assert rules(loaded) == [("wrong-value", "")]
    assert list(loaded.course.objectives) == ["basics-training"]
    assert len(loaded.course.items) == WHOLE


def test_the_first_of_two_items_stays(root: Path) -> None:
    path = root / "bank" / "items" / "basics.yaml"
    first = load(root).course.items["relu-values"].span
    change(path, "id: kept-units", "id: relu-values")
    loaded = load(root)
    assert [fault.rule for fault in loaded.errors] == ["duplicate-id"]
    assert loaded.course.items["relu-values"].span == first


def test_the_strict_door_has_every_error(root: Path) -> None:
    change(root / "bank" / "items" / "basics.yaml", "kind: true-false", "kind: true-flase")
    (root / "bank" / "ledger.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(root)
    assert {fault.rule for fault in caught.value.diagnostics} == {"wrong-value", "yaml-syntax"}


def test_a_faulty_file_is_read_again_and_a_sound_one_is_not(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hwgen.bank import loading

    read: list[str] = []
    real = loading.read_items
    monkeypatch.setattr(loading, "read_items", lambda path, languages: read.append(path.name) or real(path, languages))
    (root / "bank" / "items" / "more.yaml").write_text("topic: more\nitems: [{id: x}]\n", encoding="utf-8")
    first, second = load(root), load(root)
    assert read == ["basics.yaml", "more.yaml", "more.yaml"]
    assert first.faults == second.faults


def test_commands_work_with_what_is_sound(root: Path, hwgen: Run) -> None:
    change(root / "bank" / "items" / "basics.yaml", "kind: true-false", "kind: true-flase")
    listed = hwgen("list", "items", "--course", root)
    assert listed.returncode == 0
    assert "kept-units" in listed.stdout
    assert "relu-values" not in listed.stdout
    assert "there is no kind `true-flase` [wrong-value]" in listed.stderr
    assert "hint: did you mean `true-false`?" in listed.stderr
    assert "the course has 1 error" in listed.stderr
    shown = hwgen("show", "kept-units", "--course", root)
    assert (shown.returncode, shown.stdout.splitlines()[0].split()[0]) == (0, "kept-units")
    assert "[wrong-value]" in shown.stderr
    broken = hwgen("show", "relu-values", "--course", root)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "[wrong-value]" in broken.stderr
    assert "error: `relu-values` cannot be shown: it has errors [broken-item]" in broken.stderr
    assert hwgen("build", "named", "--seed", "1", "--course", root).returncode == 1


def test_what_stands_in_a_broken_file_is_not_called_unknown(root: Path, hwgen: Run) -> None:
    change(root / "bank" / "items" / "basics.yaml", "    kind: true-false", "   kind: true-false")
    (root / "bank" / "exams" / "torn.yaml").write_text("title: [Torn\n", encoding="utf-8")
    (root / "generators" / "torn.py").write_text("def torn_thing(draw\n", encoding="utf-8")
    course = load(root).course
    for seek, name, file in (
        (course.item, "relu-values", "basics.yaml"),
        (course.blueprint, "torn", "torn.yaml"),
        (lambda id: generators(course, [id]), "torn-thing", "torn.py"),
    ):
        with pytest.raises(CourseError) as faults:
            seek(name)
        assert {fault.span.file.name for fault in faults.value.diagnostics if fault.span} == {file}
        with pytest.raises(UsageError, match="there is no"):
            seek(name[:-1])
    shown = hwgen("show", "relu-values", "--course", root)
    assert (shown.returncode, "there is no item" in shown.stderr) == (1, False)
    assert shown.stderr.splitlines()[-1] == "error: `relu-values` cannot be shown: it has errors [broken-item]"


def test_an_exam_in_a_file_that_is_not_read_is_told_how_to_name_it(root: Path) -> None:
    (root / "bank" / "exams" / "mine.yml").write_text("title: Mine\n", encoding="utf-8")
    course = load(root).course
    for name in ("mine", "mine.yml"):
        with pytest.raises(UsageError, match=r"rename the file to `mine\.yaml`"):
            course.blueprint(name)


def test_check_reads_what_is_sound(root: Path, hwgen: Run) -> None:
    path = root / "bank" / "items" / "basics.yaml"
    change(path, "kind: true-false", "kind: true-flase")
    change(path, "How many are kept on average?", "How many are kept on avarage?")
    done = hwgen("check", "--course", root)
    assert done.returncode == 1
    assert sorted(re.findall(r"\[([a-z-]+)\]$", done.stderr, re.MULTILINE)) == ["english-spelling", "wrong-value"]
    assert "1 generator: all 8 variants proven" in done.stdout
    assert "not checked: the exams; the course has errors" in done.stdout


def test_nothing_is_proven_where_conventions_cannot_be_read(root: Path, hwgen: Run) -> None:
    (root / "bank" / "conventions.yaml").write_text("a: [", encoding="utf-8")
    done = hwgen("check", "--course", root)
    assert done.returncode == 1
    assert re.findall(r"\[([a-z-]+)\]$", done.stderr, re.MULTILINE) == ["yaml-syntax"]
    assert "not checked: the exams, nor the generators; the course has errors" in done.stdout
    listed = hwgen("list", "generators", "--course", root)
    assert listed.returncode == 0
    assert "max-pool" in listed.stdout


@pytest.mark.parametrize("name", ["off", "No", "true", "~"])
def test_a_name_that_yaml_takes_for_something_else_is_refused(small_course: Path, name: str) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace("id: negative-input", f"id: {name}"), encoding="utf-8")
    (fault,) = load(small_course).errors
    assert (fault.rule, fault.span and fault.span.file) == ("yaml-word", path)
    path.write_text(written.replace("id: negative-input", f'id: "{name}"'), encoding="utf-8")
    assert not load(small_course).errors


def test_terms_are_in_the_languages_of_the_course(small_course: Path) -> None:
    path = small_course / "bank" / "terms.yaml"
    path.write_text("a: {term: {zh: 图像, en: image}, avoid: {zn: [图象]}}\n", encoding="utf-8")
    (fault,) = load(small_course).errors
    assert "`zn`" in fault.message


def test_a_bank_with_a_course_file_is_a_course_without_generators(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    with pytest.raises(UsageError):
        find_course(tmp_path)
    (tmp_path / "bank" / "course.yaml").write_text("name: {zh: 课, en: Course}\n", encoding="utf-8")
    assert find_course(tmp_path) == tmp_path


def test_kinds_in_exams_have_their_present_names_whatever_else_items_are_warned_of(root: Path) -> None:
    basics = root / "bank" / "items" / "basics.yaml"
    exam = root / "bank" / "exams" / "named.yaml"
    exam.write_text(exam.read_text(encoding="utf-8") + "      - {pick: 1, kind: short-answer}\n", encoding="utf-8")
    basics.write_text(
        basics.read_text(encoding="utf-8").replace("id: relu-values", "id: Relu-Values"), encoding="utf-8"
    )
    assert "old-kind-name" not in [fault.rule for fault in load(root).faults]


ABOUT = "name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n"


@pytest.mark.parametrize(
    ("about", "rule"),
    [
        ("languages: [zh, eng]\n" + ABOUT, "wrong-value"),
        ("languages: [zh, en\n" + ABOUT, "yaml-syntax"),
        ("languages:\n  - zh\n  - en\nhead: {\n" + ABOUT, "yaml-syntax"),
    ],
)
def test_a_mistake_beside_the_languages_hides_no_other_and_makes_none(root: Path, about: str, rule: str) -> None:
    (root / "bank" / "course.yaml").write_text(about, encoding="utf-8")
    change(root / "bank" / "items" / "basics.yaml", "kind: true-false", "kind: true-flase")
    assert sorted(rules(load(root))) == sorted([(rule, ""), ("wrong-value", "relu-values")])


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        # The explanation cannot be read, and two options are the same.
        ("zh: 每个单元以概率 $1-", "zh: 每个单元以概率 $$1-", {"markup-unclosed", "duplicate-option"}),
        ("zh: 一层有 200 个单元，训练时每个单元以概率 0.25 被丢弃。平均有多少个单元被保留？", "zh:", {"empty-text"}),
        # What the question says cannot be read: nothing is said of its options, which are the same.
        ("zh: 一层有 200 个单元", "zh: 一层有 $200 个单元", {"markup-unclosed"}),
    ],
)
def test_a_text_that_cannot_be_read_hides_no_other_mistake(root: Path, old: str, new: str, found: set[str]) -> None:
    items = root / "bank" / "items" / "basics.yaml"
    change(items, "zh: 50 个, en: 50 units", "zh: 200 个, en: 200 units")
    change(items, old, new)
    diagnostics = check(root, CheckOptions(proofs=False)).diagnostics
    assert {fault.rule for fault in diagnostics if fault.severity == "error"} == found


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("bank/exams/resit.yml", "rename it: `bank/exams/resit.yaml`"),
        ("bank/exams/resit.YAML", "rename it: `bank/exams/resit.yaml`"),
        ("bank/exams/resit.yaml.txt", "rename it: `bank/exams/resit.yaml`"),
        ("bank/exams/old/resit.yaml", "move it: `bank/exams/resit.yaml`"),
        ("bank/exams/old/picked.yml", "there is `bank/exams/picked.yaml` as well, which is read: give this file"),
        ("bank/exam/resit.yaml", "there is no folder `bank/exam` that is read; did you mean `exams`?"),
        ("bank/convention.yaml", "items stand in bank/items, exams in bank/exams; did you mean `conventions.yaml`?"),
        ("bank/misconceptions-2.yml", "rename it: `bank/misconceptions-2.yaml`"),
        ("bank/items/2026/waves.yml", "rename it: `bank/items/2026/waves.yaml`"),
        ("templates/words/nl.yml", "rename it: `templates/words/nl.yaml`"),
        ("generators/waves.py.txt", "rename it: `generators/waves.py`"),
        ("generators/sub/waves.PY", "rename it: `generators/sub/waves.py`"),
        ("generators/max_pool.py3", "there is `generators/max_pool.py` as well, which is read"),
        ("bank/items/waves.py", "move it: `generators/waves.py`"),
        ("bank/items/题库.docx", "read its questions into the bank: `hwgen import docx FILE"),
        ("bank/items/old/waves.XLSX", "read its questions into the bank: `hwgen import excel FILE"),
        ("bank/items/~$题库.docx", ""),
        ("bank/files/waves.docx", ""),
        ("bank/files/waves.py", ""),
        ("generators/__pycache__/waves.pyw", ""),
        ("course.yaml", "move it: `bank/course.yaml`"),
        ("roster.yaml", ""),
        ("bank/files/data.yml", ""),
        ("bank/exams/.resit.yml", ""),
        ("bank/exams/resit.yaml.bak", ""),
        ("bank/resit-doubts.txt", ""),
    ],
)
def test_a_file_that_is_not_read_comes_with_the_way_out(small_course: Path, file: str, hint: str) -> None:
    path = small_course / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("title: {zh: 补考, en: Resit}\n", encoding="utf-8")
    warnings = [fault for fault in load(small_course).faults if fault.rule == "file-not-read"]
    assert [fault.span.file for fault in warnings if fault.span] == [path] * bool(hint)
    assert all(fault.hint.startswith(hint) for fault in warnings)


@pytest.mark.parametrize("folder", ["items", "exams"])
def test_a_folder_beside_the_bank_is_not_read(small_course: Path, folder: str) -> None:
    for name in ("a.yaml", "sub/b.yml"):
        path = small_course / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("topic: waves\n", encoding="utf-8")
    (warning,) = [fault for fault in load(small_course).faults if fault.rule == "file-not-read"]
    assert (warning.span, warning.hint) == (Span(small_course / folder), f"move it: `bank/{folder}`")
