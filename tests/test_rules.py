"""The catalogue of rules: every diagnostic has one, every one is used, and each is explained."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT

from hwgen.catalogue import Rule, flaws, parts, rules
from hwgen.errors import Diagnostic, Span
from hwgen.explaining import as_markdown, explained
from hwgen.flaws import editor
from hwgen.flaws.rules import RULES

Run = Callable[..., CompletedProcess[str]]
EVERY = [rule for part in parts() for rule in part.rules]


@cache
def sources() -> dict[Path, ast.Module]:
    """Read when a test asks: every worker collects all the tests, and one runs these."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src/hwgen").rglob("*.py")}


def makers() -> set[str]:
    """What makes diagnostics: the type, and functions whose first parameter is the rule, which their callers name."""
    found = {"Diagnostic"}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                args = [arg for arg in node.args.args if arg.arg != "self"]
                if args and ast.unparse(args[0]) == "rule: str":
                    found.add(known_as(node.name, path))
    return found


def known_as(name: str, path: Path) -> str:
    """A name that begins with an underscore is another one in each module."""
    return f"{path}:{name}" if name.startswith("_") else name


def named() -> Iterator[tuple[str, ast.expr]]:
    """The first argument of each call that makes a diagnostic, with its place."""
    names = makers()
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if known_as(name, path) in names and node.args:
                    yield f"{path.name}:{node.lineno}", node.args[0]


def ids() -> set[str]:
    return {str(said.value) for _, said in named() if isinstance(said, ast.Constant)}


def test_every_diagnostic_names_a_rule_of_the_catalogue() -> None:
    for place, said in named():
        if isinstance(said, ast.Constant):
            assert said.value in rules(), place
        else:
            # A function hands on what its caller named; what is kept of an item names a rule of RULES.
            assert ast.unparse(said) in ("rule", "self.rule"), place


def test_every_rule_of_the_catalogue_is_used() -> None:
    assert editor.RULES is RULES
    assert rules().keys() == ids() | RULES.keys()


def test_every_rule_has_one_entry() -> None:
    assert len(EVERY) == len(rules())


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_every_rule_is_explained(rule: Rule) -> None:
    assert rule.severity in ("error", "warning", "note")
    for text in (rule.title, rule.why, rule.remedy):
        assert text == text.strip() != ""
    assert rule.why.endswith((".", "?"))
    assert not rule.title.endswith(".")
    assert not rule.remedy.endswith(".")
    assert rule.remedy in explained(rule)


def test_the_page_of_rules_holds_every_rule() -> None:
    assert re.findall("^### (.+)$", as_markdown(), re.MULTILINE) == list(rules())


def test_a_diagnostic_says_its_rule_and_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "cnn.yaml"
    file.write_text("topic: cnn\nminuets: 3\n", encoding="utf-8")
    shown = str(Diagnostic("unknown-key", "unknown key `minuets`", Span(file, 2, 1), "did you mean `minutes`?"))
    assert shown == (
        f"{file}:2:1: error: unknown key `minuets` [unknown-key]\n  | minuets: 3\n  | ^\n  hint: did you mean `minutes`?"
    )
    plain = Diagnostic("clang", "“pool” stands in the stem and in the key alone", related=(Span(file, 1),))
    assert str(plain) == (
        f"warning: “pool” stands in the stem and in the key alone; see {file}:1 [clang]\n"
        "  hint: use the word in a wrong option, too, or use another one in the key"
    )


def test_explain_knows_the_rules_of_every_part(hwgen: Run) -> None:
    listed = hwgen("explain").stdout
    assert all(f"  {id} " in listed for id in rules())
    assert all(part.title in listed for part in parts())
    done = hwgen("explain", "clang", "unknown-key")
    assert "clang: the key repeats a word of the stem (warning, item)" in done.stdout
    assert "Haladyna, Downing and Rodriguez" in done.stdout
    assert "Bad:\n  minuets: 3" in done.stdout
    wrong = hwgen("explain", "unknown-keys")
    assert wrong.returncode == 2
    assert "there is no rule `unknown-keys` [unknown-rule]\n  hint: did you mean `unknown-key`?" in wrong.stderr


def test_only_flaws_of_items_and_exams_can_be_silenced() -> None:
    assert set(flaws("item")) == set(RULES)
    assert "unknown-key" not in flaws()
