"""The marks of a question at a glance: what stands together, what is first, and what a change does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from paper_class import PaperClass, everything, paper_class
from reviewing import STUDENTS, Images, Terminal, marked, responses, serving

from hwgen.marks.titles import title_of
from hwgen.review.gallery import region
from hwgen.review.pages import pages
from hwgen.review.titles import tabs
from hwgen.scanning.arrays import Grey
from hwgen.scanning.batch import class_pages
from hwgen.scanning.blank import SCALE
from hwgen.scanning.pictures import Picture, decoded
from hwgen.scanning.pieces import piece
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.records import Record
from hwgen.scanning.simulation.scanners import KINDS
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.rectangle import Rectangle
from hwgen.words.words import words


@pytest.fixture(scope="module")
def printed(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Three students; the first has another answer to question 3, the second none to question 4."""
    folder = tmp_path_factory.mktemp("gallery")
    printed = paper_class(folder / "class", STUDENTS)
    answers = [{**everything(), "q3": "C"}, {key: v for key, v in everything().items() if key != "q4"}, everything()]
    marked(terminal, printed, folder, *(printed.scan(i, marks, seed=i) for i, marks in enumerate(answers)))
    return printed


def test_pieces_stand_by_what_was_read(printed: PaperClass) -> None:
    with serving(printed.folder) as browser:
        usual = everything()["q3"]
        parts = browser.session.gallery("q3")
        assert [(marks, len(pieces)) for marks, pieces in parts] == sorted([(("C",), 1), ((usual,), 2)])
        assert [marks for marks, _ in browser.session.gallery("q4")] == [(), (everything()["q4"],)]
        for _, pieces in parts:
            shares = [max(piece.row.reading.likeness) for piece in pieces]
            assert shares == sorted(shares), "the palest mark comes first"


def test_each_piece_has_a_picture_and_a_button_for_each_box(printed: PaperClass) -> None:
    with serving(printed.folder) as browser:
        status, _, page = browser.ask("GET", "/marks/3")
        assert status == 200
        assert page.count(b"data-place=") == 3 * 4
        images = Images()
        images.feed(page.decode())
        assert len(images.addresses) == 3
        for address in images.addresses:
            status, headers, _ = browser.ask("GET", address)
            assert (status, headers["Content-Type"]) == (200, "image/jpeg")
        assert browser.ask("GET", "/marks/99")[0] == 404
        assert browser.ask("GET", "/piece/unknown")[0] == 404


def test_a_piece_of_a_curled_page_shows_its_boxes_where_their_buttons_are(printed: PaperClass) -> None:
    """The frame of a button stands around the box itself: what is printed there is found where it should be."""
    pages = class_pages(printed.folder)
    scan = printed.scan(0, everything(), kind=replace(KINDS["phone"], curl=(2.0, 2.0)), seed=1)
    picture = decoded(scan, Path("scan.jpg"), 1)
    reading = read_page(picture, pages)
    straight = replace(reading, groups={id: replace(group, off=(0.0, 0.0)) for id, group in reading.groups.items()})
    printed_page = 255 - pages.blank(printed.layout, 1).darkness

    def farthest(seen: PageReading) -> float:
        """In millimetres."""
        return max(
            _off(picture, Record("scan.jpg", 1, "", seen), printed_page, printed, group) for group in seen.groups
        )

    assert farthest(reading) < 0.4
    assert farthest(straight) > 0.8, "the page is not bent enough to say anything"


def _off(picture: Picture, record: Record, page: Grey, printed: PaperClass, group: str) -> float:
    place, room = region([box for box in printed.layout.boxes if box.group == group]), 2
    wide = Rectangle(place.x - room, place.y - room, place.width + 2 * room, place.height + 2 * room)
    seen = cv2.imdecode(np.frombuffer(piece(picture, record, wide, SCALE, group), np.uint8), cv2.IMREAD_GRAYSCALE)
    left, top, width, height = (round(at * SCALE) for at in (place.x, place.y, place.width, place.height))
    wanted = np.ascontiguousarray(page[top : top + height, left : left + width])
    _, _, _, at = cv2.minMaxLoc(cv2.matchTemplate(seen, wanted, cv2.TM_CCOEFF_NORMED))
    return max(abs(axis / SCALE - room) for axis in at)


@pytest.mark.parametrize(
    ("language", "here"), [("en", "present"), ("zh", "未缺考"), ("de", "anwesend"), ("fr", "présente")]
)
def test_who_was_absent_is_said_in_the_language_of_the_page(printed: PaperClass, language: str, here: str) -> None:
    with serving(printed.folder) as browser:
        known = words(language)
        assert known["review.present"] == here
        browser.server.application.language = language
        _, _, page = browser.ask("GET", "/marks/0")
        assert f"<h3>{here} (3)</h3>" in page.decode()
        environment = pages(known)
        assert environment.filters["sign"](ABSENT, "") == known["review.absent"]


def test_the_tabs_beside_the_shown_one_say_their_keys(printed: PaperClass) -> None:
    """There are many, and each would be as many tabulators away."""
    with serving(printed.folder) as browser:
        keys = {
            tab: re.findall(
                r'href="/marks/(\d+)"[^>]* aria-keyshortcuts="(\w)"', browser.ask("GET", f"/marks/{tab}")[2].decode()
            )
            for tab in (0, 3)
        }
    assert keys == {0: [("1", "n")], 3: [("2", "p"), ("4", "n")]}


def test_a_change_is_a_decision_like_any_other(printed: PaperClass) -> None:
    with serving(printed.folder) as browser:
        piece = next(pieces[0] for marks, pieces in browser.session.gallery("q3") if marks == ("C",))
        assert browser.post("/decide", row=piece.key, marked=["B"]) == 200
        assert browser.session.seen_marks[piece.key] == ("B",)
        browser.post("/undo")
        assert browser.session.seen_marks[piece.key] == ("C",)
        browser.post("/decide", row=piece.key, marked=["D"])
        browser.post("/finish")
    assert responses(printed.folder)[0].marked["q3"] == ("D",)


@pytest.mark.parametrize(
    ("group", "english", "chinese"),
    [
        ("q12", "Question 12", "第 12 题"),
        ("q3.2#1", "Question 3 (2): column 1", "第 3 (2) 题：第 1 位"),
        ("q9.points", "Question 9: points", "第 9 题：得分"),
        ("q9.points#2", "Question 9: points, column 2", "第 9 题：得分，第 2 位"),
        ("q9.half", "Question 9: half a point", "第 9 题：半分"),
        ("absent", "absent", "缺考"),
    ],
)
def test_each_group_has_a_title(group: str, english: str, chinese: str) -> None:
    assert title_of(group, words("en")) == english
    assert title_of(group, words("zh")) == chinese


def test_tabs_stand_by_question() -> None:
    shown = tabs(["q3", "q9.half", "q9.points", "q10#1", "q10#2"], words("en"))
    assert [(question, [tab.part for tab in each]) for question, each in shown] == [
        ("Question 3", [""]),
        ("Question 9", ["half a point", "points"]),
        ("Question 10", ["column 1", "column 2"]),
    ]
    assert [tab.place for _, each in shown for tab in each] == [0, 1, 2, 3, 4]


def test_a_doubt_stands_in_its_gallery_as_well(terminal: Terminal, tmp_path: Path) -> None:
    """What the page gets after a change says of each piece what is marked, and of each page how much is left."""
    printed = paper_class(tmp_path / "class", STUDENTS)
    marked(terminal, printed, tmp_path, printed.scan(0, {**everything(), "q3": ["A", "C"]}))
    with serving(printed.folder) as browser:
        ((_, (piece,)),) = browser.session.gallery("q3")
        state = json.loads(browser.ask("POST", "/state", b"{}")[2])
        assert state["rows"][piece.key]["marked"] == ["A", "C"]
        assert state["rows"][piece.key]["open"]
        assert state["counts"] == {"/": 1}
