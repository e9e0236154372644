"""What is wrong with a file that is no YAML, or is empty, in words of those who write questions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hwgen.bank.loading import load
from hwgen.errors import CourseError
from hwgen.yamlsrc import Document

RAW = re.compile(
    r"node content|token|expected <|did not find|could not find|stream|mapping values|unacceptable|NoneType"
)


@pytest.mark.parametrize(
    "text",
    ["a: %x\n", "a: @x\n", "a: `x`\n", "a: [1, 2\nb: 3\n", "a: {b: 1\nc: 2\n", 'a: "x\nb: 1\n', "a: b: c\n", "a\nb: c\n", "- a\n b: c\n", "a:\n  - b\n c: d\n", 'a: "\\q"\n', "a: ]\n", "? [\n", "a: \x07\n", "}\n", "--- a\n--- b\n", "a: *\n", "a: !<\n"],
)  # fmt: skip
def test_no_word_of_the_parser_is_shown(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Document(file)
    for diagnostic in caught.value.diagnostics:
        assert not RAW.search(diagnostic.message), diagnostic.message


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n"])
def test_an_empty_file_is_called_empty_and_nothing_else(text: str, tmp_path: Path) -> None:
    for path, data in {
        "bank/course.yaml": "name: {en: A}\ninstitution: {en: B}\nlanguages: [en]\n",
        "bank/conventions.yaml": "{}",
        "bank/misconceptions.yaml": "{}",
        "bank/items/a.yaml": text,
        "bank/exams/b.yaml": text,
        "generators/.keep": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(data, encoding="utf-8")
    said = [(e.span.file.name, e.message) for e in load(tmp_path).errors if e.span]
    assert sorted(said) == [("a.yaml", "the file is empty"), ("b.yaml", "the file is empty")]
