"""Pictures of imported questions: sound ones are printed, and nothing hostile comes in with them."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pikepdf
import pytest
from imported_questions import Run, brought, doubts
from moodle_files import export_exam, import_moodle
from moodle_questions import file, question, quiz
from PIL import Image as pillow

from hwgen.bank.course import Course
from hwgen.errors import UsageError


def test_imported_pictures_are_printed(course: Course, tmp_path: Path, hwgen: Run) -> None:
    whole = tmp_path / "hw2.xml"
    export_exam(course, "hw2", 7, ("zh", "en"), whole)
    assert hwgen("import", "moodle", whole, "--into", "own").returncode == 0
    done = hwgen("build", "hw2", "--seed", "1", "--lang", "en", "--course", "own", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["warnings"] == 0
    shown = [name for name in summary["files"] if name.endswith(".png")]
    assert len(shown) == 5
    with pikepdf.open(tmp_path / summary["folder"] / "exam.pdf") as pdf:
        drawn = [x for page in pdf.pages for x in page.Resources.get("/XObject", {}).values() if x.Subtype == "/Image"]
        assert len(drawn) == 4
    svg = next((tmp_path / "own/bank/files/hw2").glob("*.svg"))
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', encoding="utf-8")
    done = hwgen("build", "hw2", "--seed", "1", "--lang", "en", "--course", "own", "--out", "again")
    later = hwgen("build", "hw2", "--seed", "1", "--lang", "zh", "--course", "own", "--out", "again")
    assert {done.returncode, later.returncode} == {1}
    assert f"{svg.name}` cannot be used: its width is 0 pixels" in done.stderr + later.stderr


def pixel(value: int) -> bytes:
    """A PNG of one pixel."""
    out = io.BytesIO()
    pillow.new("L", (1, 1), value).save(out, "PNG")
    return out.getvalue()


def picture(name: str, data: bytes) -> str:
    shown = f'<img src="@@PLUGINFILE@@/{name}" alt="A | `picture`">'
    return question("essay", text=f"Look: {shown} here.", files=file(name, base64.b64encode(data).decode()))


def test_pictures_are_unpacked_under_safe_names(tmp_path: Path) -> None:
    names = ("../../../etc/evil.png", "a b.png", "..\\..\\c.png", ".hidden.png", "d.exe")
    done, _ = brought(tmp_path, *(picture(name, pixel(i)) for i, name in enumerate(names)))
    files = {path.relative_to(tmp_path / "course").as_posix() for path in done.files if "files" in path.parts}
    assert files == {f"bank/files/old-bank/{n}.png" for n in ("evil", "a-b", "c", "hidden", "d")}
    assert {p.name for p in tmp_path.iterdir()} == {"old bank.xml", "course", "again.xml"}


@pytest.mark.parametrize("data", [b"MZ no picture at all", pixel(1)[:40], b"<svg><g></svg>"])
def test_files_that_are_no_sound_pictures_are_dropped(tmp_path: Path, data: bytes) -> None:
    done, found = brought(tmp_path, picture("a.svg", data))
    assert "the picture `a.svg` was dropped: it" in doubts(done)
    assert not found[0]["node"].findall("questiontext/file")


@pytest.mark.parametrize(("more", "inner"), [("", "<script>alert(1)</script>"), (' onload="alert(1)"', "")])
def test_a_picture_is_kept_without_what_is_active(tmp_path: Path, more: str, inner: str) -> None:
    xmlns = 'xmlns="http://www.w3.org/2000/svg" width="9" height="9"'
    done, _ = brought(tmp_path, picture("a.svg", f"<svg {xmlns}{more}><rect/>{inner}</svg>".encode()))
    assert "taken out of the picture `a.svg`: " in doubts(done)
    kept = (tmp_path / "course/bank/files/old-bank/a.svg").read_text()
    assert "<rect/>" in kept
    assert "alert" not in kept


def test_scripts_in_html_do_not_survive(tmp_path: Path) -> None:
    hostile = (
        "<p onclick='x()'>Say <script>alert(1)</script><iframe src='http://x'></iframe><b onmouseover='y'>this</b>.</p>"
    )
    done, found = brought(tmp_path, question("essay", text=hostile))
    assert found[0]["text"] == "<p>Say <strong>this</strong>.</p>"
    assert "<script> was dropped" in doubts(done)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<!DOCTYPE q [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>', "declares an entity"),
        ('<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "declares an entity"),
        ("<quiz>" + "<a>" * 1000, "nested too deeply"),
        ("<quiz><question type='essay'>" + "<a/>" * 30_000 + "</question></quiz>", "too many elements"),
        ("<quiz>" + " " * (65 * 2**20) + "</quiz>", "more than 64 MB"),
        ("GIF89a", "nothing is imported"),
        (quiz(question("ddwtos")), "none of its questions could be imported"),
    ],
)
def test_hostile_files_are_refused_and_leave_nothing(tmp_path: Path, text: str, told: str) -> None:
    source = tmp_path / "bank.xml"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(told)):
        import_moodle(source, tmp_path / "course")
    assert not (tmp_path / "course").exists()
