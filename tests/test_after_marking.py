"""What becomes of marks in the end: mails to the students, and what is forgotten of these."""

from __future__ import annotations

import email
import json
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal

from hwgen.marks.folder import opened
from hwgen.marks.mailing import write_mails

ADDRESSES = "id,name,Kontakt\n2026001,Li Lei,li@example.edu\n2026002,Han Meimei,han.m@example.edu\n2026003,Wang Fang,\n"


@pytest.fixture
def back(terminal: Terminal, tmp_path: Path) -> PaperClass:
    """Three students, of whom the second marked two boxes; the sheets to hand back are there."""
    printed = paper_class(tmp_path / "class", STUDENTS)
    answers = [everything(), {**everything(), "q3": ["A", "C"]}, everything()]
    pile = printed.pile(tmp_path / "pile.pdf", *(printed.scan(i, marks) for i, marks in enumerate(answers)))
    terminal("mark", pile, "--class", printed.folder, "--jobs", "1", "--returns", folder=tmp_path)
    (tmp_path / "list.csv").write_text(ADDRESSES, encoding="utf-8")
    return printed


def mails(folder: Path) -> dict[str, EmailMessage]:
    return {
        path.name: email.message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted((folder / "marks" / "mail").glob("*.eml"))
    }


def test_students_without_a_marked_sheet_are_named(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS)
    (tmp_path / "list.csv").write_text(ADDRESSES, encoding="utf-8")
    ran = terminal("mark", "--class", printed.folder, "--mail", "list.csv", folder=tmp_path)
    assert "no mail goes to 3 students without a marked sheet: Li Lei, Han Meimei, Wang Fang" in ran.err


def test_a_mail_for_each_student_whose_marks_are_certain(back: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    assert ran.code == 6
    assert "1 mail written" in ran.err
    assert "no mail goes to 1 student without an address: Wang Fang [mail-without-address]" in ran.err
    assert "no mail goes to 1 student whose marks may still change: Han Meimei" in ran.err
    ((name, mail),) = mails(back.folder).items()
    assert name == "0001-2026001.eml"
    assert mail["To"] == "Li Lei <li@example.edu>"
    assert (mail["Subject"], mail["X-Unsent"], mail["From"]) == ("Course · Mock: your marks", "1", None)
    text, sheet = mail.iter_parts()
    assert "you have 24 of 24 points (100%)" in text.get_content()
    assert "3: 2/2; 4: 2/2" in text.get_content()
    assert sheet.get_content() == (back.folder / "marks" / "returns" / "0001-2026001.pdf").read_bytes()
    merge = (back.folder / "marks" / "mail" / "mail.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:5] for line in merge[1:]] == [["li@example.edu", "2026001", "Li Lei", "24", "24"]]
    before = (back.folder / "marks" / "mail" / name).read_bytes()
    terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    assert (back.folder / "marks" / "mail" / name).read_bytes() == before, "the same marks, the same bytes"


def test_a_mail_is_in_the_language_of_the_paper(back: PaperClass, tmp_path: Path) -> None:
    """And by the words of the course in that language."""
    known = opened(back.folder)
    first, *others = known.printed.copies
    chinese = replace(first, language="zh", course="深度学习", title="作业")
    for own, subject in (({}, "深度学习 · 作业：成绩"), ({"mail_subject": "{exam}成绩单"}, "深度学习 · 作业成绩单")):
        printed = replace(known.printed, copies=(chinese, *others), other_words={"zh": own})
        (path,) = write_mails(replace(known, printed=printed), tmp_path / "list.csv").paths
        mail = mails(back.folder)[path.name]
        assert mail["Subject"] == subject
        assert "Li Lei同学：" in next(mail.iter_parts()).get_content()


def test_a_student_without_a_mail_has_none_of_before(back: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    (tmp_path / "list.csv").write_text(ADDRESSES.replace("li@example.edu", ""), encoding="utf-8")
    terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    assert mails(back.folder) == {}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("li@", "list.csv:2:16: error: `li@` of `2026001` is no e-mail address [mail-address]"),
        ("li@example.edu>x@y.z", "`li@example.edu>x@y.z` of `2026001` is no e-mail address"),
        (
            "li@example.edu\n２０２６００１　,Li Lei,lei@example.edu",
            "list.csv:3:17: error: `２０２６００１` has two addresses, `li@example.edu` and `lei@example.edu`",
        ),
        ("", "there are no e-mail addresses in this list"),
    ],
)
def test_no_mail_goes_astray(back: PaperClass, terminal: Terminal, tmp_path: Path, cell: str, message: str) -> None:
    text = ADDRESSES.replace("li@example.edu", cell)
    (tmp_path / "list.csv").write_text(text if cell else text.replace("han.m@example.edu", ""), encoding="utf-8")
    ran = terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    assert ran.code == 2
    assert message in ran.err
    assert not (back.folder / "marks" / "mail").exists()


def test_pictures_are_forgotten_and_marks_stay(back: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    marks = back.folder / "marks"
    before = (marks / "marks.csv").read_bytes()
    edited = marks / "returns" / "0003-2026003.pdf"
    edited.write_bytes(b"%PDF edited")
    ran = terminal("mark", "--class", back.folder, "--forget", "pictures", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "2 files removed" in ran.err
    assert f"left for you to remove: {edited}" in ran.err
    assert f"left for you to remove: {tmp_path / 'pile.pdf'}" in ran.err
    assert [path.name for path in (marks / "returns").iterdir()] == ["0003-2026003.pdf"]
    assert (marks / "marks.csv").read_bytes() == before


def test_students_are_forgotten_and_statistics_stay(back: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    terminal("mark", "--class", back.folder, "--mail", "list.csv", folder=tmp_path)
    terminal("simulate", "--class", back.folder, "--jobs", "1", folder=tmp_path)
    (back.folder / "notes.txt").write_text("mine", encoding="utf-8")
    ran = terminal("mark", "--class", back.folder, "--forget", "students", folder=tmp_path)
    assert ran.code == 0, ran.err
    left = sorted(path.relative_to(back.folder).as_posix() for path in back.folder.rglob("*") if path.is_file())
    assert left == ["marks/errata.json", "marks/items.csv", "marks/report.html", "notes.txt"]
    assert "notes.txt" in ran.err
    for path in back.folder.rglob("*.*"):
        assert b"2026001" not in path.read_bytes()
        assert b"Li Lei" not in path.read_bytes()


def test_forgetting_is_asked_for_alone(back: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("mark", "--class", back.folder, "--enter", "--forget", "students", folder=tmp_path)
    assert ran.code == 2
    assert json.loads((back.folder / "manifest.json").read_text(encoding="utf-8"))
