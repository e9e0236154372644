"""Pictures of pages that do not count: written with the marks, gone when somebody has settled them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from paper_class import everything, paper_class
from reviewing import serving
from scanned import STUDENTS, Terminal

from hwgen.review.rows import PageRow
from hwgen.scanning import running
from hwgen.scanning.sources import sources


def test_pages_that_do_not_count_are_there_to_be_looked_at(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS)
    noise = np.full((2200, 1600), 255, np.uint8)
    cv2.putText(noise, "not a sheet", (200, 900), cv2.FONT_HERSHEY_SIMPLEX, 6, 0, 20)
    other = cv2.imencode(".jpg", noise)[1].tobytes()
    twice = [printed.scan(1, {**everything(), "q3": answer}) for answer in "CD"]
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, everything()), other, *twice)
    terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    folder = printed.folder / "marks" / "pages"
    names = ["pile-2-no-code.jpg", "pile-3-duplicate.jpg", "pile-4-duplicate.jpg"]
    assert sorted(path.name for path in folder.iterdir()) == names
    straight = cv2.imread(str(folder / names[1]), cv2.IMREAD_GRAYSCALE)
    assert straight is not None
    assert straight.shape == (297 * 6, 210 * 6), "as large as the sheet"
    with serving(printed.folder) as browser:
        for row in [row for row in browser.session.known.values() if isinstance(row, PageRow)]:
            assert browser.post("/decide", row=row.key, ignore=[len(row.scans) - 1]) == 200
        browser.post("/finish")
    assert list(folder.iterdir()) == []


def test_a_page_that_is_read_again_is_the_page_of_which_somebody_decided(tmp_path: Path) -> None:
    """What was set aside stays so, whatever another version made the digest of a page of."""
    printed = paper_class(tmp_path / "class", STUDENTS)
    noise = cv2.imencode(".jpg", np.tile(np.arange(1600, dtype=np.uint8), (2200, 1)))[1].tobytes()
    inputs = sources([printed.pile(tmp_path / "pile.pdf", noise)])
    (first,) = running.scan(printed.folder, (), inputs, 1).records
    (printed.folder / running.JOURNAL).unlink()
    known = replace(first, reading=replace(first.reading, content="as it was called"))
    (again,) = running.scan(printed.folder, [known], inputs, 1).records
    assert (again.reading.problem, again.reading.content) == ("no-code", "as it was called")
