"""The review of scans in the browser: what is asked, what a decision does, and who is let in."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np
import pytest
from paper_class import PaperClass, everything, paper_class
from reviewing import STUDENTS, Images, Terminal, marked, responses, serving

from hwgen.errors import UsageError
from hwgen.marks.folder import opened, save
from hwgen.marks.kept import noted
from hwgen.review.crops import print_of
from hwgen.review.rows import BoxRow, PageRow, StudentRow
from hwgen.review.server import Server, served
from hwgen.review.session import Session
from hwgen.scanning import decided
from hwgen.scanning.codes import sightings
from hwgen.scanning.printed import printed as read_printed
from hwgen.sheets.rectangle import Rectangle
from hwgen.words.words import shipped, words


def numbered(text: str) -> dict[str, str]:
    return {f"number#{i}": digit for i, digit in enumerate(text, 1)}


@pytest.fixture(scope="module")
def marked_once(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Nobody's sheets: two marks, a number that nobody has, two sheets with one number, and a page of something else."""
    folder = tmp_path_factory.mktemp("doubtful")
    printed = paper_class(folder / "class", STUDENTS, number=7)
    scans = [
        printed.scan(0, {**everything(), **numbered("2026001"), "q3": ["A", "C"]}, seed=1),
        printed.scan(0, {**everything(), **numbered("2026008")}, seed=2),
        printed.scan(0, {**everything(), **numbered("2026001")}, seed=3),
        cv2.imencode(".jpg", np.tile(np.arange(1654, dtype=np.uint8), (2339, 1)))[1].tobytes(),
    ]
    marked(terminal, printed, folder, *scans)
    return printed


@pytest.fixture
def doubtful(marked_once: PaperClass, tmp_path: Path) -> PaperClass:
    shutil.copytree(marked_once.folder, tmp_path / "class")
    return replace(marked_once, folder=tmp_path / "class")


def test_a_scan_stands_beside_the_sheet_of_the_same_student(tmp_path: Path) -> None:
    """Wherever it lies in the pile, which may be in the order of seats."""
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2)
    for copy in (printed.copies[1], printed.copies[2], printed.copies[0]):
        for page in (1, 2):
            picture = print_of(read_printed(printed.folder), copy, page, Rectangle(0, 0, 210, 297))
            grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
            seen = {(sighting.stamp.serial, sighting.stamp.page) for sighting in sightings(grey)}
            assert seen == {(copy.serial, page)}


def test_every_doubt_is_a_row_with_its_pictures(doubtful: PaperClass) -> None:
    with serving(doubtful.folder) as browser:
        status, headers, page = browser.ask("GET", "/")
        assert status == 200
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert b"<b>Han" not in page
        kinds = [type(row) for row in browser.session.known.values()]
        assert kinds == [PageRow, StudentRow, StudentRow, StudentRow, BoxRow]
        assert len(browser.session.open) == 5
        images = Images()
        images.feed(page.decode())
        assert len(images.addresses) == 6
        for address in images.addresses:
            status, headers, data = browser.ask("GET", address)
            assert (status, headers["Content-Type"]) == (200, "image/jpeg")
            picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
            assert picture.std() > 5, "something is seen"


def test_a_crop_shows_the_row_that_is_asked_about(doubtful: PaperClass) -> None:
    """In the piece of the scan the two marks are dark, and the other two boxes are not."""
    with serving(doubtful.folder) as browser:
        _, _, data = browser.ask("GET", f"/scan/{browser.row(BoxRow)}/0")
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        row = browser.session.known[browser.row(BoxRow)]
        assert isinstance(row, BoxRow)
        left, top = row.boxes[0].x - 14.0, row.boxes[0].y - 3.0
        dark = []
        for box in row.boxes:
            x, y = round((box.x - left) * 8), round((box.y - top) * 8)
            inside = picture[y + 4 : y + round(box.height * 8) - 4, x + 4 : x + round(box.width * 8) - 4]
            dark.append(inside.mean() < 190)
        assert dark == [True, False, True, False]


def test_decisions_are_on_the_disk_at_once_and_in_the_marks_at_the_end(doubtful: PaperClass) -> None:
    words_file = doubtful.folder / "marks" / "decisions.jsonl"
    with serving(doubtful.folder) as browser:
        row = browser.row(BoxRow)
        assert browser.post("/decide", row=row, marked=["C"]) == 200
        assert len(words_file.read_text(encoding="utf-8").splitlines()) == 1
        assert browser.state(row) == ("C", False)
        assert browser.post("/undo") == 200
        assert browser.state(row) == ("", True)
        browser.post("/decide", row=row, marked=["C"])
        browser.post("/decide", row=row, marked=[])
        assert browser.state(row) == ("none", False)
        browser.post("/undo")
        assert browser.state(row) == ("C", False)
        unknown = browser.row(StudentRow, 1)
        assert browser.post("/decide", row=unknown, student="2026002") == 200
        assert browser.post("/decide", row=browser.row(StudentRow, 2), ignore=[0]) == 200
        assert browser.post("/decide", row=browser.row(PageRow), ignore=[0]) == 200
        assert browser.session.open == frozenset()
        assert browser.post("/finish") == 200
    assert [(response.id, response.doubts) for response in responses(doubtful.folder)] == [
        ("2026001", ()),
        ("2026002", ()),
    ]
    assert responses(doubtful.folder)[0].marked["q3"] == ("C",)


def test_a_review_goes_on_where_it_was_left(
    terminal: Terminal, marked_once: PaperClass, doubtful: PaperClass, tmp_path: Path
) -> None:
    """What was decided counts for the next run over scans as well, and can still be changed."""
    with serving(doubtful.folder) as browser:
        row = browser.row(BoxRow)
        browser.post("/decide", row=row, marked=["A"])
    pile = marked_once.folder.parent / "pile.pdf"
    terminal("mark", pile, "--class", doubtful.folder, "--jobs", "1", folder=tmp_path)
    assert next(r for r in responses(doubtful.folder) if "q3" in r.decided).marked["q3"] == ("A",)
    with serving(doubtful.folder) as browser:
        assert browser.state(row) == ("A", False)
        assert len(browser.session.open) == 4
        assert browser.post("/decide", row=row, marked=["C"]) == 200
        assert browser.state(row) == ("C", False)


def pressed(page: bytes, row: str) -> list[str]:
    """The values of the buttons of a row that are pressed."""
    section = page.decode().partition(f'id="{row}"')[2].partition("</section>")[0]
    return re.findall(r'data-value="(\w*)"[^>]*aria-pressed="true"', section)


def test_a_row_shows_what_counts(doubtful: PaperClass) -> None:
    """What was read, what was decided instead, and again what was read once that is taken back."""
    with serving(doubtful.folder) as browser:
        row = browser.row(BoxRow)
        shown = []
        for step in ({}, {"row": row, "marked": ["B"]}, {"row": row, "marked": []}, None, None):
            if step != {}:
                browser.post(*(("/undo",) if step is None else ("/decide",)), **(step or {}))
            state = json.loads(browser.ask("POST", "/state", b"{}")[2])["rows"][row]
            page = browser.ask("GET", "/")[2]
            assert f'data-marked="{" ".join(state["marked"])}"'.encode() in page
            shown.append((state["marked"], pressed(page, row)))
    assert shown == [(["A", "C"],) * 2, (["B"],) * 2, ([], [""]), (["B"],) * 2, (["A", "C"],) * 2]


def test_pages_of_a_review_have_no_style_within_them(terminal: Terminal, tmp_path: Path) -> None:
    """Browsers keep to the policy, and leave it out."""
    printed = paper_class(tmp_path / "class", STUDENTS, essay=True)
    marked(terminal, printed, tmp_path, printed.scan(0, everything()))
    with serving(printed.folder) as browser:
        (pile,) = browser.session.piles
        page = browser.ask("GET", f"/written/{pile.key}")[2].decode()
    assert '<span class="unbroken"><math' in page
    assert " style=" not in page


def test_half_a_line_of_a_killed_run_costs_no_decision(doubtful: PaperClass) -> None:
    words_file = doubtful.folder / "marks" / "decisions.jsonl"
    with suppress(KeyboardInterrupt), noted(words_file, '{"content": "abc"}\n'):
        words_file.write_text('{"content": "ab', encoding="utf-8")
        raise KeyboardInterrupt
    with serving(doubtful.folder) as browser:
        row = browser.row(BoxRow)
        assert browser.post("/decide", row=row, marked=["C"]) == 200
    assert list(decided.read(words_file).groups.values()) == [("C",)]


def test_of_scans_that_differ_one_counts(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS)
    scans = [printed.scan(0, everything(), seed=1), printed.scan(0, {**everything(), "q7": "B"}, seed=2)]
    assert marked(terminal, printed, tmp_path, *scans).code == 6
    with serving(printed.folder) as browser:
        assert [type(row) for row in browser.session.known.values()] == [PageRow, BoxRow]
        assert browser.post("/decide", row=browser.row(PageRow), ignore=[0, 1, 2]) == 422
        before = browser.session.scanned.read[0].marked["q7"]
        browser.post("/decide", row=browser.row(PageRow), ignore=[0])
        first = browser.session.scanned.read[0].marked["q7"]
        browser.post("/decide", row=browser.row(PageRow), ignore=[1])
        second = browser.session.scanned.read[0].marked["q7"]
        assert {first, second} == {("B",), (everything()["q7"],)}
        assert before in (first, second)
        assert browser.session.open == frozenset()


@pytest.mark.parametrize(
    "data",
    [
        {"row": "0" * 16, "marked": ["A"]},
        {"row": "boxes", "marked": ["Z"]},
        {"row": "boxes", "marked": "A"},
        {"row": "boxes", "student": "2026001"},
        {"row": "student", "student": "<script>"},
        {"row": "page", "ignore": [-1]},
        {"row": "page", "ignore": []},
        {"row": "boxes", "marked": ["A"], "content": "x"},
        {},
    ],
)
def test_what_is_no_decision_is_refused(doubtful: PaperClass, data: dict[str, Any]) -> None:
    kinds = {"boxes": BoxRow, "student": StudentRow, "page": PageRow}
    with serving(doubtful.folder) as browser:
        if data.get("row") in kinds:
            data = {**data, "row": browser.row(kinds[data["row"]])}
        assert browser.post("/decide", **data) == 422
    assert not (doubtful.folder / "marks" / "decisions.jsonl").exists()


def test_nobody_else_is_let_in(doubtful: PaperClass) -> None:
    """Another page, another name for this computer, a guessed key, or too much of anything."""
    with serving(doubtful.folder) as browser:
        row = browser.row(BoxRow)
        body = json.dumps({"row": row, "marked": ["C"]}).encode()
        assert browser.ask("GET", "/", Cookie=None)[0] == 403
        assert browser.ask("GET", "/?key=guess", Cookie=None)[0] == 403
        assert browser.ask("GET", f"/scan/{row}/0", Cookie=f"{browser.server.cookie}=guess")[0] == 403
        assert browser.ask("GET", "/", Host="evil.example")[0] == 421
        assert browser.ask("POST", "/decide", body, Origin="http://evil.example")[0] == 403
        assert browser.ask("POST", "/decide", body, Origin=None)[0] == 403
        assert browser.ask("POST", "/decide", body, X_Token="guess")[0] == 403
        assert browser.ask("POST", "/decide", body, Content_Type="text/plain")[0] == 400
        assert browser.ask("POST", "/decide", b"[" * 60_000)[0] == 400
        assert browser.ask("POST", "/decide", body, Content_Length="70000")[0] == 413
        for path in ("/../../keys.json", "/%2e%2e/keys.json", "/review.py", "/scan/x/0", f"/scan/{row}/9"):
            assert browser.ask("GET", path)[0] == 404
        assert browser.ask("POST", "/decide", body)[0] == 200


def test_the_address_opens_it_once_and_leaves_no_key_behind(doubtful: PaperClass) -> None:
    with serving(doubtful.folder) as browser:
        assert browser.server.url.startswith("http://127.0.0.1:")
        path = browser.server.url.partition(str(browser.server.server_port))[2]
        status, headers, _ = browser.ask("GET", path, Cookie=None)
        assert (status, headers["Location"]) == (303, "/")
        assert "HttpOnly; SameSite=Strict" in headers["Set-Cookie"]


def test_a_scan_that_was_replaced_is_not_shown(doubtful: PaperClass, tmp_path: Path) -> None:
    """Scanners use the same name again: it would be the sheet of somebody else."""
    other = tmp_path / "pile.pdf"
    other.write_bytes(b"something else")
    places = doubtful.folder / "marks" / "scans.json"
    places.write_text(
        json.dumps(dict.fromkeys(json.loads(places.read_text(encoding="utf-8")), str(other))), encoding="utf-8"
    )
    save(opened(doubtful.folder, as_is=True))
    with serving(doubtful.folder) as browser:
        assert browser.ask("GET", f"/scan/{browser.row(BoxRow)}/0")[0] == 404
        assert browser.ask("GET", f"/print/{browser.row(BoxRow)}")[0] == 200


def test_a_review_speaks_the_language_of_whoever_opens_it(doubtful: PaperClass) -> None:
    with serving(doubtful.folder) as browser:
        path = browser.server.url.partition(str(browser.server.server_port))[2]
        for language in (*shipped(), "xx"):
            assert browser.ask("GET", f"{path}&lang={language}")[0] == 303
            own = words(language if language in shipped() else shipped()[-1])
            assert f'lang="{own.script.tag}"' in browser.ask("GET", "/")[2].decode()
        # Whoever has not the key chooses nothing.
        assert browser.ask("GET", "/?key=wrong&lang=en")[0] == 200
        assert f'lang="{words(shipped()[-1]).script.tag}"' in browser.ask("GET", "/")[2].decode()


def test_a_review_leads_back_to_the_workbench_that_opened_it(doubtful: PaperClass) -> None:
    def first_link() -> str:
        return re.findall(r'href="([^"]*)"', browser.ask("GET", "/")[2].decode().partition("<body>")[2])[0]

    with serving(doubtful.folder) as browser:
        path = browser.server.url.partition(str(browser.server.server_port))[2]
        assert first_link() == "/"
        marks = "http://127.0.0.1:8000/marks/quiz/seed-7-en-class"
        elsewhere = ("http://127.0.0.1.example.org/", "https://example.org/", "javascript:alert(1)", f"{marks}?x")
        for back in (marks, *elsewhere):
            browser.ask("GET", f"{path}&back={quote(back, safe='')}")
            assert first_link() == marks
        assert marks in browser.ask("POST", "/finish", b"{}")[2].decode()


def test_a_review_needs_scans_and_a_port(terminal: Terminal, doubtful: PaperClass, tmp_path: Path) -> None:
    empty = paper_class(tmp_path / "empty", STUDENTS)
    ran = terminal("mark", "--class", empty.folder, "--review", "--no-open", folder=tmp_path)
    assert (ran.code, "[review-nothing]" in ran.err) == (2, True)
    session = Session.of(opened(doubtful.folder))
    with served(session, 0) as server, pytest.raises(UsageError) as e, served(session, server.server_port):
        pass
    assert e.value.diagnostics[0].rule == "review-port"


def test_a_review_that_is_interrupted_keeps_what_was_decided(
    terminal: Terminal, doubtful: PaperClass, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(server: Server) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    ran = terminal("mark", "--class", doubtful.folder, "--review", "--no-open", folder=tmp_path)
    assert ran.code == 130
    assert "review ended; your decisions are kept" in ran.err
    assert "unchanged" not in ran.err


@pytest.mark.parametrize("language", shipped())
def test_each_reason_has_words(language: str) -> None:
    own = words(language).group("review")
    for reason in ("faint", "double", "circled", "hidden", "line"):
        assert own[f"reason_{reason}"]
