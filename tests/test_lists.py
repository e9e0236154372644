"""What lists kinds, engines, platforms, formats or languages is made from their tables: the few lists that cannot be are compared with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

from conftest import ROOT

import hwgen
from hwgen.bank.about import _CODE_SCHEMA
from hwgen.commands.options import format_option
from hwgen.formats import FORMATS
from hwgen.kinds import KINDS
from hwgen.lms.platforms import PLATFORMS
from hwgen.pdf.engines import ENGINES
from hwgen.problem import generator
from hwgen.reporting import FORMATS as REPORTS
from hwgen.words.words import shipped

# From how many names of a table on a list is a copy of it.
TABLES = {
    "kinds": ({kind.name for kind in KINDS}, 4),
    "engines": (set(ENGINES), 2),
    "platforms": (set(PLATFORMS), 2),
    "formats": (set(FORMATS), 4),
    "languages": (set(shipped()), 3),
}
# What a module knows of its own languages or kinds, each with a way for all others; or what a test below compares.
ALLOWED = {
    ("bank/about.py", "languages"): "examples",
    ("proof/counting.py", "languages"): "how each counts",
    ("lms/gift/notation.py", "platforms"): "formats of texts that are called so, too",
    ("lms/recognised.py", "languages"): "words of each that tell it from the others",
    ("flaws/wording.py", "languages"): "words of each that the review knows",
    ("problem/generator.py", "kinds"): "for type checkers",
}


def strings(node: ast.AST) -> list[str]:
    match node:
        case ast.List() | ast.Tuple() | ast.Set():
            elements: list[ast.expr | None] = list(node.elts)
        case ast.Dict():
            elements = list(node.keys)
        case ast.MatchOr():
            elements = [p.value for p in node.patterns if isinstance(p, ast.MatchValue)]
        case _:
            return []
    return [e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)]


def copies(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            listed = strings(node)
            for table, (names, enough) in TABLES.items():
                if len(listed) >= enough and len(names.intersection(listed)) >= enough:
                    yield path.relative_to(root).as_posix(), table


def test_no_list_stands_twice() -> None:
    assert set(copies(ROOT / "src" / "hwgen")) == set(ALLOWED)


def test_a_copy_of_a_table_is_seen(tmp_path: Path) -> None:
    (tmp_path / "copy.py").write_text(
        'KINDS = ["choice", "essay", "table", "numeric"]\nLANGUAGES = {"zh": 1, "en": 2}\n'
    )
    assert list(copies(tmp_path)) == [("copy.py", "kinds")]


def test_a_generator_can_be_of_every_kind_that_is_proven() -> None:
    hints = get_type_hints(hwgen.generator, localns={"Recipe": object})
    assert set(get_args(hints["kind"])) == {"numeric"} | {kind.name for kind in KINDS if kind.proven}
    assert generator.generator is hwgen.generator


def test_languages_and_forms_of_reports_are_those_of_their_tables() -> None:
    assert _CODE_SCHEMA["examples"] == list(shipped())
    chosen = format_option(lambda: None).__click_params__[0]  # type: ignore[attr-defined]
    assert tuple(chosen.type.choices) == REPORTS


def test_every_kind_has_its_case() -> None:
    headings = [line.removeprefix("## ") for line in cases().splitlines() if line.startswith("## ")]
    assert headings == [kind.name for kind in KINDS]


def cases() -> str:
    return (ROOT / "tests" / "cases" / "kinds.md").read_text(encoding="utf-8")
