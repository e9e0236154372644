"""Templates of a course: whatever is wrong with what they make, the template is named."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("latex/exam.tex.j2", "Hello\n", "1 paper came out where 2 were expected"),
        ("latex/exam.tex.j2", "\\begin{paper}{}{}\\nosuchcommand\\end{paper}\n", "Undefined control sequence"),
        ("latex/exam.tex.j2", "\\BLOCK{ extends 'paper.tex.j2' \n", "the template cannot be filled in"),
        ("latex/title.tex.j2", "\\VAR{ nothing }\n", "the template cannot be filled in: 'nothing' is undefined"),
        ("typst/exam.typ.j2", "#text(\n", "unclosed delimiter"),
        ("typst/title.typ.j2", "\n\\VAR{ exam.title }\n", "a template may print"),
    ],
)
def test_a_template_that_makes_no_paper_is_named(
    small_course: Path, hwgen: Run, name: str, text: str, message: str
) -> None:
    file = small_course / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    engine = "xelatex" if name.startswith("latex") else "typst"
    done = hwgen("build", "named", "--seed", "1", "--formats", "pdf", "--engine", engine, "--course", small_course)
    assert done.returncode in (1, 4), done.stderr
    assert message in done.stderr
    assert f"templates/{name}" in done.stderr
    assert "this is a bug" not in done.stderr
