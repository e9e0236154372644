"""How the review reports: what is told and what is silenced, what is read again, and in which formats."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from planted_flaws import CHOICE, TRUTHS, Data, at, both, changed, course_of, found_in, told

from hwgen import cache
from hwgen.bank.loading import load_course
from hwgen.errors import Diagnostic, Span
from hwgen.flaws import editor
from hwgen.flaws.checking import CheckOptions, check
from hwgen.reporting import Report, as_github, as_json, as_sarif

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_silence_with_a_reason_silences_one_item(tmp_path: Path) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."))
    assert told(course_of(tmp_path, planted)) == {"english-spelling"}
    report = check(course_of(tmp_path, {**planted, "silence": {"english-spelling": "a name"}}), CheckOptions())
    assert report.diagnostics == ()
    assert [(f.rule, str(reason)) for f, reason in report.silenced] == [("english-spelling", "a name")]
    other = changed(planted, ("id", "other"), *both("stem", "全局池化做什么？", "What does it do?"))
    twin = course_of(tmp_path, {**planted, "silence": {"english-spelling": "a name"}}, other)
    assert [f.subject for f in found_in(twin) if f.rule == "english-spelling"] == ["other"]


@pytest.mark.parametrize(
    ("silence", "message"),
    [
        ({"key-longst": "so"}, "did you mean `key-longest`?"),
        ({"key-longest": " "}, "without a reason"),
        ({"key-longest": "so"}, "`key-longest` is silenced, but does not occur"),
        ({"key-run": "so"}, "`key-run` is not a flaw that can be silenced here"),
        ({"unknown-key": "so"}, "`unknown-key` is not a flaw that can be silenced here"),
    ],
)
def test_a_silence_that_does_not_work_is_reported(tmp_path: Path, silence: Data, message: str) -> None:
    (finding,) = found_in(course_of(tmp_path, {**CHOICE, "silence": silence}))
    assert finding.rule == "silence"
    assert message in finding.message


def test_nothing_is_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."))
    root = course_of(tmp_path, planted, TRUTHS)
    first = found_in(root)
    path = root / "bank" / "items" / "cnn.yaml"
    path.write_text("# a line more\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    read = []
    examined = editor.examine
    monkeypatch.setattr(editor, "examine", lambda course, item: read.append(item.id) or examined(course, item))
    again = found_in(root)
    assert read == []
    assert [f.span.line for f in again] == [f.span.line + 1 for f in first]
    assert at(again[0].span) == "normalization."
    course_of(tmp_path, planted, changed(TRUTHS, ("minutes", 3)))
    assert len(found_in(root)) == 1
    assert read == ["dropout"]


def test_an_item_is_not_examined_again_in_a_copy_of_its_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    root = course_of(tmp_path / "first", changed(CHOICE, ("wrong.0.why.en", "This is a normalization.")), TRUTHS)
    first = found_in(root)
    other = Path(shutil.copytree(root, tmp_path / "other"))
    examined, read = editor.examine, []
    monkeypatch.setattr(editor, "examine", lambda course, item: read.append(item.id) or examined(course, item))
    again = found_in(other)
    assert read == []
    assert [(f.message, f.span.line) for f in again] == [(f.message, f.span.line) for f in first]
    assert again[0].span.file.is_relative_to(other)
    found_in(course_of(other, changed(TRUTHS, ("minutes", 3))))
    assert read == ["dropout"]


def test_a_generator_without_flaws_is_not_read_again_in_another_folder(
    small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    program = small_course / "generators" / "max_pool.py"
    other = Path(shutil.copytree(small_course, tmp_path / "other"))
    first = check(small_course, CheckOptions())
    read = []
    monkeypatch.setattr(editor, "run", lambda task, ids, *_: [(id, read.append(id) or []) for id in ids])
    again = check(other, CheckOptions())
    assert (read, [d.rule for d in again.diagnostics]) == ([], [d.rule for d in first.diagnostics])
    # One that has flaws is read again, since what is said of it names its folder.
    flawed = other / "generators" / "max_pool.py"
    flawed.write_text(program.read_text(encoding="utf-8").replace("{worked}.$$", "{worked}$$"), encoding="utf-8")
    check(other, CheckOptions())
    assert read == ["max-pool"]


@pytest.mark.parametrize("source", ["any textbook", "教材"])
def test_the_source_of_a_generator_names_something(small_course: Path, source: str) -> None:
    path = small_course / "generators" / "max_pool.py"
    assert "no-source" not in told(small_course)
    path.write_text(path.read_text(encoding="utf-8").replace("Dumoulin and Visin (2016), section 3", source), "utf-8")
    (found,) = [fault for fault in found_in(small_course) if fault.rule == "no-source"]
    assert at(found.span).startswith(source)


def test_problems_that_were_read_before_are_not_unpacked(tmp_path: Path) -> None:
    root = course_of(tmp_path, CHOICE, TRUTHS)
    found_in(root)
    course = load_course(root)
    editor.of_bank(course)
    assert all("problem" not in vars(item) for item in editor.bank_items(course))


def test_a_spoilt_cache_costs_only_time(tmp_path: Path) -> None:
    root = course_of(tmp_path, changed(CHOICE, ("wrong.0.why.en", "This is a normalization.")))
    first = found_in(root)
    for kind in ("flaws", "items"):
        for path in cache.folder(kind).iterdir():
            path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    assert found_in(root) == first


def test_only_and_ignore_choose_what_is_reported(tmp_path: Path) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."), ("source", "TODO"))
    root = course_of(tmp_path, planted)
    assert told(root) == {"english-spelling", "no-source"}
    assert told(root, CheckOptions(only=("no-source",))) == {"no-source"}
    assert told(root, CheckOptions(ignored=("no-source",))) == {"english-spelling"}


PLANTED = changed(
    CHOICE, ("id", "again"), ("wrong.0.why.en", "This is a % normalization, 100\\%: `:`."), ("source", "TODO")
)


def report_of(root: Path) -> Report:
    silenced = {**CHOICE, "silence": {"no-source": "lecture notes"}, "source": "TODO"}
    return check(course_of(root, silenced, PLANTED), CheckOptions())


def test_json_tells_places_from_the_course(tmp_path: Path) -> None:
    data = json.loads(as_json(report_of(tmp_path)))
    assert data["schema"] == 2
    assert (data["errors"], data["warnings"]) == (1, 2)
    first = next(d for d in data["diagnostics"] if d["rule"] == "duplicate")
    assert first["file"] == "bank/items/cnn.yaml"
    assert first["related"] == [{"file": "bank/items/cnn.yaml", "line": 4, "column": 3}]
    assert [(f["rule"], f["reason"]) for f in data["silenced"]] == [("no-source", "lecture notes")]
    assert str(tmp_path) not in as_json(report_of(tmp_path))


def test_sarif_has_what_its_schema_demands(tmp_path: Path) -> None:
    told = as_sarif(report_of(tmp_path))
    assert str(tmp_path) not in told
    log = json.loads(told)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            place = location["physicalLocation"]
            assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
            assert place["region"]["startLine"] >= 1
            assert place["region"]["startColumn"] >= 1
    (suppressed,) = [result for result in run["results"] if "suppressions" in result]
    assert suppressed["suppressions"] == [{"kind": "inSource", "justification": "lecture notes"}]


def test_github_commands_are_escaped(tmp_path: Path) -> None:
    lines = list(as_github(report_of(tmp_path)))
    assert len(lines) == 3
    error = next(line for line in lines if line.startswith("::error "))
    assert error.startswith("::error file=bank/items/cnn.yaml,line=")
    assert ",title=duplicate::`again` asks the same as `pooling`;" in error
    planted = Diagnostic("clang", "50 %\nof: a, b", Span(tmp_path / "a,b:c.yaml", 1, 2))
    (line,) = as_github(Report(tmp_path, (planted,)))
    assert "file=a%2Cb%3Ac.yaml" in line
    assert "50 %25%0Aof: a, b" in line


def test_the_command_line_fails_on_errors_and_on_warnings_if_it_is_strict(tmp_path: Path, hwgen: Run) -> None:
    root = course_of(tmp_path / "course", {**CHOICE, "source": "TODO"})
    done = hwgen("check", "--course", root)
    assert done.returncode == 0, done.stderr
    assert (
        "cnn.yaml:4:3: warning: the source `TODO` names nothing in which the key could be looked up [no-source]"
        in done.stderr
    )
    assert done.stdout == "items: 1; no errors, 1 warning\n"
    assert hwgen("check", "--strict", "--course", root).returncode == 1
    assert hwgen("check", "--strict", "--ignore", "no-source", "--course", root).returncode == 0
    course_of(tmp_path / "course", CHOICE, {**CHOICE, "id": "again"})
    done = hwgen("check", "--format", "json", "--course", root)
    assert done.returncode == 1
    assert [d["rule"] for d in json.loads(done.stdout)["diagnostics"]] == ["duplicate"]
    wrong = hwgen("check", "--only", "key-longst", "--course", root)
    assert wrong.returncode == 2
    assert "did you mean `key-longest`?" in wrong.stderr
    assert hwgen("check", "--exam", "none", "--course", root).returncode == 2


def test_a_course_that_cannot_be_read_is_reported_in_every_format(tmp_path: Path, hwgen: Run) -> None:
    root = course_of(tmp_path / "course", {**CHOICE, "minuets": 3})
    for form in ("text", "json", "sarif", "github"):
        done = hwgen("check", "--format", form, "--course", root)
        assert done.returncode == 1
        assert "unknown key `minuets`" in done.stdout + done.stderr
        assert "did you mean `minutes`" in done.stdout + done.stderr
    assert json.loads(hwgen("check", "--format", "sarif", "--course", root).stdout)["runs"][0]["results"]


def test_nothing_is_left_to_say_of_the_starter_course_but_that_no_exam_was_given_yet(proven: object) -> None:
    report = check(ROOT, CheckOptions())
    assert [str(d) for d in report.diagnostics if d.rule != "fresh-of-nothing"] == []
    assert [d.severity for d in report.diagnostics] == ["note"]


def test_the_hook_runs_what_there_is(tmp_path: Path, hwgen: Run) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    hook = next(hook for hook in hooks if hook["id"] == "hwgen-check")
    assert re.search(hook["files"], "bank/items/cnn.yaml")
    assert re.search(hook["files"], "courses/dl/generators/cnn/pool.py")
    assert not re.search(hook["files"], "README.md")
    program, *words = hook["entry"].split()
    assert program == "hwgen"
    root = course_of(tmp_path / "course", CHOICE, {**CHOICE, "id": "again"})
    assert hwgen(*words, "--course", root).returncode == 1
