"""Lines are counted as editors count them, files of many remarks are read once, and nobody reads pydantic's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from pydantic_core import core_schema

from hwgen import lines
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.reporting import MOST, Report, abridged, written
from hwgen.validation import expected
from hwgen.yamlsrc import Document

# Python's str.splitlines ends a line at each of these.
OTHER_SIGNS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def test_only_line_ends_end_lines() -> None:
    assert lines.lines(f"a{OTHER_SIGNS}b\r\nc\rd\n") == [f"a{OTHER_SIGNS}b", "c", "d"]
    assert lines.lines("") == []
    assert lines.starts("a\r\nb\nc") == [0, 3, 5]


@pytest.mark.parametrize("sign", OTHER_SIGNS)
def test_a_remark_shows_the_line_that_it_speaks_of(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "class.csv"
    file.write_text(f"id,name\n1,A{sign}B\n2,C\n3,D\n", encoding="utf-8")
    assert "  | 2,C" in str(Diagnostic("roster-encoding", "odd", Span(file, 3)))


@pytest.mark.parametrize("sign", "\x85\u2028\u2029")
def test_values_of_a_file_stand_where_an_editor_shows_them(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f'# a{sign}# b\na: "x{sign}y"\nbad: one\nlong: |\n  first\n  second\n', encoding="utf-8")
    document = Document(file)
    assert document.span("bad") == Span(file, 3, 6)
    (long,) = document.texts("long")
    assert long.at(long.index("second")) == Span(file, 6, 3)
    file.write_text(f"a: x  # {sign}# y\nb: [1\n", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Document(file)
    assert caught.value.diagnostics[0].span == Span(file, 3, 1)


def test_many_remarks_read_a_file_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("one\ntwo\n")
    before = lines._lines_of.cache_info().misses
    assert all("  | two" in str(Diagnostic("wrong-value", f"{i}", Span(file, 2))) for i in range(100))
    assert lines._lines_of.cache_info().misses == before + 1
    file.write_text("one\nthree\n")
    assert "  | three" in str(Diagnostic("wrong-value", "", Span(file, 2)))


def test_text_has_the_first_of_many_remarks_and_json_has_all(tmp_path: Path) -> None:
    many = tuple(Diagnostic("near-duplicate", f"m{i}", subject=f"item{i % 2}") for i in range(2 * MOST + 1))
    report = Report(tmp_path, many)
    assert [line for line in abridged(many) if isinstance(line, str)] == ["and 1 more in `item0` [near-duplicate]"]
    assert sum(isinstance(line, Diagnostic) for line in abridged(many)) == 2 * MOST
    assert "and 1 more" in written(report, "text")
    assert len(json.loads(written(report, "json"))["diagnostics"]) == len(many)


OURS = ("value_error", "assertion_error")


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_pydantic_is_not_heard(kind: str) -> None:
    bounds = dict.fromkeys(("gt", "ge", "lt", "le", "min_length", "max_length", "expected"), 1)
    message = expected({"type": kind, "msg": "value error, of ours", "ctx": bounds, "input": []})
    assert message.startswith("value error" if kind in OURS else "expected ")
