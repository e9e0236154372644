"""Pages that come twice: the same picture, or two scans of a sheet."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal, numbered, problems

from hwgen.marks.folder import opened
from hwgen.scanning.pictures import decoded


@pytest.fixture
def fresh(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


def test_a_sheet_that_comes_twice_counts_once(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    again = problems(terminal, fresh, tmp_path, fresh.scan(0, everything()), fresh.scan(0, everything(), seed=1))
    assert "[sheet-scanned-again]" in again.err
    assert again.code == 6
    changed = problems(
        terminal, fresh, tmp_path, fresh.scan(1, everything()), fresh.scan(1, {**everything(), "q7": "B"})
    )
    assert "[sheet-duplicate]" in changed.err
    assert changed.code == 6


def test_the_same_picture_counts_once_and_is_named(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """A page that a person copied in a PDF, or that a program saved in two files, and also one that is no sheet."""
    sheet, other = fresh.scan(0, everything()), fresh.scan(1, everything())
    photo = cv2.imencode(".jpg", np.tile(np.arange(1654, dtype=np.uint8), (2339, 1)))[1].tobytes()
    ran = problems(terminal, fresh, tmp_path, sheet, other, sheet, photo, photo)
    whose = "page 1 of the sheet of Li Lei (2026001) is there twice, as the same picture, which counts once"
    assert f"{whose}: page 1 of pile.pdf and page 3 of pile.pdf [sheet-scanned-again]" in ran.err
    assert ran.err.count("[sheet-scanned-again]") == 1
    assert [f"page {number} has no code" in ran.err for number in (4, 5)] == [True, True]
    late = fresh.pile(tmp_path / "late.pdf", fresh.scan(2, everything()), sheet)
    ran = terminal("mark", late, "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    places = "page 2 of late.pdf, page 1 of pile.pdf and page 3 of pile.pdf"
    assert f"is there 3 times, as the same picture, which counts once: {places} [sheet-scanned-again]" in ran.err
    assert [response.serial for response in opened(fresh.folder).responses] == [1, 2, 3]


def test_of_many_places_the_first_are_named(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """A file may hold the same page a thousand times."""
    ran = problems(terminal, fresh, tmp_path, *[fresh.scan(0, everything())] * 8)
    first = ", ".join(f"page {number} of pile.pdf" for number in range(1, 6))
    assert f"is there 8 times, as the same picture, which counts once: {first} and others [sheet-" in ran.err


def test_the_same_picture_of_a_sheet_without_a_name_is_that_of_its_number(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, number=7)
    sheet = printed.scan(0, {**everything(), **numbered(STUDENTS[1][0])})
    ran = problems(terminal, printed, tmp_path, sheet, sheet)
    assert "number 2026002 is there twice, as the same picture" in ran.err
    assert len(opened(printed.folder).responses) == 1


def test_a_picture_that_was_saved_with_notes_is_the_same_picture(terminal: Terminal, tmp_path: Path) -> None:
    """Programs write into a JPEG when it was taken, copied or looked at."""
    printed = paper_class(tmp_path / "class", STUDENTS, number=7)
    sheet = printed.scan(0, {**everything(), **numbered(STUDENTS[1][0])})
    noted = sheet[:2] + b"\xff\xfe\x00\x08looked" + sheet[2:]
    ran = problems(terminal, printed, tmp_path, sheet, noted)
    assert "number 2026002 is there twice, as the same picture" in ran.err
    other = printed.scan(0, {**everything(), **numbered(STUDENTS[1][0])}, seed=1)
    assert (
        decoded(sheet, tmp_path, 1).digest == decoded(noted, tmp_path, 1).digest != decoded(other, tmp_path, 1).digest
    )


def test_what_is_written_on_one_of_two_scans_alone_is_asked_about(terminal: Terminal, tmp_path: Path) -> None:
    """Unless points beside it show that its marker wrote it."""
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True, paper_points=True)
    strokes = [[(30.0 + 2 * i, 160.0 + 2 * (i % 2)) for i in range(20)]]
    empty = printed.scan(0, everything())
    written = printed.scan(0, everything(), written=strokes)
    assert "[sheet-duplicate]" in problems(terminal, printed, tmp_path, empty, written).err
    other = paper_class(tmp_path / "other", STUDENTS[:1], essay=True, paper_points=True)
    rated = other.scan(0, {**everything(), "q99.points": "0"}, written=strokes)
    assert "[sheet-scanned-again]" in problems(terminal, other, tmp_path, empty, rated).err
