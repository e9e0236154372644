"""The head of a paper: data of the course, replaced key by key by those of the exam, in both layouts and engines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest
from terminal import Ran

HEAD = """
head:
  layout: chinese
  logo: files/logo.svg
  code: CS2301
  teacher: {zh: 王老师, en: Dr Wang}
  book: closed
  letter: A
  rules:
    - {zh: 请用黑色签字笔作答。, en: Write with a black pen.}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


@pytest.fixture
def headed(small_course: Path) -> Path:
    (small_course / "bank" / "files").mkdir(exist_ok=True)
    (small_course / "bank" / "files" / "logo.svg").write_text(LOGO)
    with (small_course / "bank" / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(HEAD)
    return small_course


def built(terminal: object, course: Path, engine: str, language: str = "en", *options: str) -> str:
    """The exam's source, printed without an error."""
    done: Ran = terminal(
        "build", "named", "--seed", "7", "--lang", language, "--engine", engine, "--json", *options, folder=course
    )  # type: ignore[operator]
    assert done.code == 0, done.err
    suffix = "typ" if engine == "typst" else "tex"
    return (course / json.loads(done.out)["folder"] / f"exam.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["xelatex", "typst"])
def test_what_the_course_says_stands_on_the_paper(terminal: object, headed: Path, engine: str) -> None:
    source = built(terminal, headed, engine)
    for text in ("CS2301", "Dr Wang", "closed book", "Version A", "Write with a black pen", "Marker"):
        assert text in source
    assert "王老师" not in source


@pytest.mark.parametrize("engine", ["xelatex", "typst"])
def test_an_exam_replaces_keys_of_its_course(terminal: object, headed: Path, engine: str) -> None:
    exam = headed / "bank" / "exams" / "named.yaml"
    before = built(terminal, headed, engine)
    exam.write_text(
        exam.read_text()
        + "head: {layout: western, teacher: {zh: 李老师, en: Dr Li}, institution: {zh: 夜校, en: Evening School}}\n"
    )
    assert "Evening School" not in before
    source = built(terminal, headed, engine, "en", "--replace")
    assert "Evening School" in source
    assert ("Dr Li" in source, "Dr Wang" in source, "CS2301" in source) == (True, False, True)
    assert "Honour statement" in source


@pytest.mark.parametrize("engine", ["xelatex", "typst"])
def test_the_table_of_marks_holds_many_parts(terminal: object, small_course: Path, engine: str) -> None:
    """A paper whose table runs off its page is refused."""
    ids = re.findall(r"^  - id: (\S+)", (small_course / "bank/items/basics.yaml").read_text(encoding="utf-8"), re.M)
    parts = "".join(
        f"  - title: {{zh: 部分, en: Part}}\n    points: 4\n    questions: [{{item: {id}}}]\n" for id in ids
    )
    exam = small_course / "bank" / "exams" / "named.yaml"
    exam.write_text(f"title: {{zh: 小测, en: Quiz}}\nminutes: 90\nsections:\n{parts}", encoding="utf-8")
    assert "Quiz" in built(terminal, small_course, engine)


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("teacher:", "techer:", "unknown key `techer`", "did you mean `teacher`?"),
        ("layout: chinese", "layout: chinse", "", ""),
        ("letter: A", "letter: B卷", "expected one letter, such as `A`, found `B卷`", "write `B`"),
        ("files/logo.svg", "files/lego.svg", "there is no picture `files/lego.svg`", "did you mean `files/logo.svg`?"),
    ],
)
def test_a_faulty_head_is_reported_at_its_place(
    terminal: object, headed: Path, old: str, new: str, message: str, hint: str
) -> None:
    about = headed / "bank" / "course.yaml"
    text = about.read_text().replace(old, new)
    about.write_text(text)
    line = next(i for i, row in enumerate(text.splitlines(), 1) if new in row)
    done: Ran = terminal("check", "--no-proofs", folder=headed)  # type: ignore[operator]
    assert done.code
    assert f"bank/course.yaml:{line}:" in done.err + done.out
    assert message in done.err + done.out
    assert hint in done.err + done.out


ROOMS = "id,name,room\n01,Ada,B 12\n02,Bo,\n"


@pytest.mark.parametrize(("students", "names"), [(ROOMS, False), ("id,name\n01,Ada\n02,Bo\n", True)])
@pytest.mark.parametrize("options", [(), ("--forms", "2")])
def test_where_students_have_rooms_no_paper_names_that_of_the_exam(
    terminal: object, headed: Path, students: str, names: bool, options: tuple[str, ...]
) -> None:
    """Nor do those of students who have none, so that all papers look alike; and one that is built again is as it was."""
    exam = headed / "bank" / "exams" / "named.yaml"
    exam.write_text(exam.read_text() + "head: {room: {zh: 教二 301, en: Hall 301}}\n")
    (headed / "class.csv").write_text(students, encoding="utf-8")

    def papers(*words: str) -> list[str]:
        done: Ran = terminal("build", *words, "--engine", "typst", "--json", folder=headed)  # type: ignore[operator]
        assert done.code == 0, done.err
        folder = headed / json.loads(done.out)["folder"]
        found = sorted((folder / "copies").glob("*.pdf")) or [folder / "exam.pdf"]
        return [text_of(path) for path in found]

    listed = ("--roster", "class.csv")
    made = papers("named", "--seed", "7", "--lang", "en", *listed, *options)
    assert len(made) == 2
    assert ["Hall 301" in paper for paper in made] == [names] * 2
    if not options:
        manifest = json.loads((headed / "output/named/seed-7-en-class/manifest.json").read_text(encoding="utf-8"))
        code = manifest["copies"][1]["code"]
        for again in (("--code", code), ("--code", code, *listed)):
            assert ["Hall 301" in paper for paper in papers(*again)] == [names]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text
