"""Room for answers, and keys that have the answers alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import Ran


def exam_source(terminal: object, course: Path, engine: str) -> str:
    done: Ran = terminal("build", "named", "--seed", "7", "--engine", engine, "--json", "--replace", folder=course)  # type: ignore[operator]
    assert done.code == 0, done.err
    return (course / json.loads(done.out)["folder"] / ("exam.typ" if engine == "typst" else "exam.tex")).read_text()


@pytest.mark.parametrize(("engine", "expected"), [("xelatex", r"\answerspace[ruled]"), ("typst", 'space: "ruled"')])
def test_an_essay_says_how_its_answer_space_looks(
    terminal: object, small_course: Path, engine: str, expected: str
) -> None:
    assert expected not in exam_source(terminal, small_course, engine)
    items = small_course / "bank" / "items" / "basics.yaml"
    items.write_text(items.read_text().replace("    kind: essay\n", "    kind: essay\n    space: ruled\n"))
    assert expected in exam_source(terminal, small_course, engine)


@pytest.mark.parametrize("space", ["box", "grid"])
def test_no_page_parts_a_space_for_a_drawing_from_its_question(
    terminal: object, small_course: Path, space: str
) -> None:
    """Lines to write on may go on over the page."""
    items = small_course / "bank" / "items" / "basics.yaml"
    text = items.read_text()
    for kind, whole in (("ruled", False), (space, True)):
        items.write_text(text.replace("    kind: essay\n", f"    kind: essay\n    space: {kind}\n"))
        tex, typ = (exam_source(terminal, small_course, engine) for engine in ("xelatex", "typst"))
        last = tex.split(r"\begin{together}{0.90}")[-1].split(r"\end{together}")[0]
        assert (rf"\answerspace[{kind}]" in last) == whole
        assert (f'space: "{kind}");\n];' in typ) == whole


def test_a_part_leaves_room_to_compute(terminal: object, small_course: Path) -> None:
    assert r"\answerspace{3}" not in exam_source(terminal, small_course, "xelatex")
    exam = small_course / "bank" / "exams" / "named.yaml"
    exam.write_text(exam.read_text().replace("    points: 6\n", "    points: 6\n    room: 3\n", 1))
    assert r"\answerspace{3}" in exam_source(terminal, small_course, "xelatex")


def test_the_first_key_of_a_class_is_full_and_the_others_are_short(terminal: object, small_course: Path) -> None:
    words = ("build", "named", "--seed", "7", "--copies", "3", "-j", "1", "--json")
    done: Ran = terminal(*words, folder=small_course)  # type: ignore[operator]
    assert done.code == 0, done.err
    from pypdfium2 import PdfDocument

    keys = sorted((small_course / json.loads(done.out)["folder"] / "keys").glob("*.pdf"))
    first, *others = (len(PdfDocument(key)) for key in keys)
    assert first > 1
    assert others == [1, 1]
