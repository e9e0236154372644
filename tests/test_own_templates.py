"""Templates of a course: whatever is wrong with what they make, the template is named."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT

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


def test_a_template_of_papers_that_is_older_than_the_arguments_of_its_commands_prints_the_same_pages(
    small_course: Path, hwgen: Run
) -> None:
    usual = (ROOT / "templates" / "latex" / "paper.tex.j2").read_text(encoding="utf-8")
    older = re.sub(r"(\\begin{(?:problem|context)}|\\closestem)\[.*?\](?=[{\n])", r"\1", usual)
    assert usual.count("\n") == older.count("\n")
    assert len(usual) > len(older) + 100
    file = small_course / "templates" / "latex" / "paper.tex.j2"
    file.parent.mkdir(parents=True)
    printed = []
    for text in (usual, older):
        file.write_text(text, encoding="utf-8")
        out = small_course / f"out{len(text)}"
        words = ("--formats", "pdf", "--engine", "xelatex", "--large-print", "--course", small_course, "--out", out)
        done = hwgen("build", "named", "--seed", "1", *words)
        assert done.returncode == 0, done.stderr
        printed.append([_words(out / "named" / "seed-1-zh" / name) for name in ("exam.pdf", "key.pdf")])
    assert printed[0] == printed[1]


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (
            "latex/preamble.tex.j2",
            [
                (r'\\BLOCK{ include "closer.tex.j2" }', ""),
                (r"\\paper@try", ""),
                (r"\\paper@settle", r"\\paper@release"),
            ],
        ),
        ("typst/preamble.typ.j2", [(r"#let closer = .*", ""), (r"\bif closer\b", "if false")]),
        ("typst/paper.typ.j2", [(r'\\BLOCK{ include "closer.typ.j2" }', "")]),
        ("typst/preamble.typ.j2", [(r"#let unbroken\(.*", "")]),
        ("latex/preamble.tex.j2", [(r"\\newcommand{\\ragged}[^\n]*\n[^\n]*\n", "")]),
        ("typst/preamble.typ.j2", [(r"#let beside\((?s:.*?)\n}\)", "")]),
        (
            "typst/preamble.typ.j2",
            [(r"#let (?:opens|in-line).*", ""), (r" opens: false,", ""), (r"if not opens (?=\[#number)", "")],
        ),
        (
            "latex/preamble.tex.j2",
            [(r"\\newcommand{\\mayfollow}.*", ""), (r"{\\paper@smallest}", r"{\\paper@former}")],
        ),
    ],
)
def test_a_template_that_is_older_than_commands_of_papers_still_makes_papers(
    small_course: Path, hwgen: Run, name: str, edits: list[tuple[str, str]]
) -> None:
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    for new, old in edits:
        text, count = re.subn(new, old, text)
        assert count
    file = small_course / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    engine = "xelatex" if name.startswith("latex") else "typst"
    words = ("--formats", "pdf", "--engine", engine, "--sheets", "--course", small_course)
    done = hwgen("build", "named", "--seed", "1", *words)
    assert done.returncode == 0, done.stderr
    assert "templates/" not in done.stderr


def _words(pdf: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.parametrize(
    ("name", "usual", "older"),
    [
        ("latex/paper.tex.j2", r"\begin{problem}", r"\begin{formerproblem}"),
        ("typst/paper.typ.j2", "#problem(", "#former-problem("),
    ],
)
def test_commands_of_an_older_template_are_not_errors_of_a_text(
    small_course: Path, hwgen: Run, name: str, usual: str, older: str
) -> None:
    template = (ROOT / "templates" / name).read_text(encoding="utf-8")
    file = small_course / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(template.replace(usual, older), encoding="utf-8")
    engine = "xelatex" if name.startswith("latex") else "typst"
    done = hwgen("build", "named", "--seed", "1", "--formats", "pdf", "--engine", engine, "--course", small_course)
    assert done.returncode == 4, done.stderr
    assert "which may be of an older hwgen" in done.stderr
    assert f"templates/{name}" in done.stderr


def test_a_brace_of_a_template_that_is_not_closed_is_one_error(small_course: Path, hwgen: Run) -> None:
    template = (ROOT / "templates" / "latex" / "paper.tex.j2").read_text(encoding="utf-8")
    file = small_course / "templates" / "latex" / "paper.tex.j2"
    file.parent.mkdir(parents=True)
    file.write_text(template.replace("\n\\begin{problem}", "\n{\\begin{problem}"), encoding="utf-8")
    words = ("--seed", "1", "--formats", "pdf", "--engine", "xelatex", "--course", small_course)
    done = hwgen("build", "named", *words)
    assert done.returncode == 4, done.stderr
    assert re.findall(r"error: (.*) \[", done.stderr) == ["in 11 items: TeX says: Missing } inserted."]
    assert "templates/latex/paper.tex.j2" in done.stderr
