"""Scans of answer sheets: what is marked is read as it was marked, or a person is asked; never anything else."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from paper_class import LETTERS, QUESTIONS, PaperClass, everything, paper_class
from PIL import Image
from scanned import STUDENTS, Terminal, marked

from hwgen.errors import Diagnostic
from hwgen.extras import install
from hwgen.scanning import codes, registration
from hwgen.scanning.batch import class_pages
from hwgen.scanning.blank import HALF, SCALE
from hwgen.scanning.decisions import decided, signs, usual
from hwgen.scanning.ink import Ink
from hwgen.scanning.pictures import Picture, decoded, original, pictures
from hwgen.scanning.printed import printed
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.simulation.scanners import KINDS


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Sheets of one page for three students; read only."""
    return paper_class(tmp_path_factory.mktemp("small") / "class", STUDENTS)


@pytest.fixture
def fresh(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


def read(printed: PaperClass, jpeg: bytes) -> PageReading:
    return read_page(decoded(jpeg, Path("scan.jpg"), 1), class_pages(printed.folder))


def doubts(reading: PageReading) -> set[str]:
    return {id for id, group in reading.groups.items() if group.doubtful}


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.brutal])
def test_scans_of_ordinary_kinds_are_read_as_they_were_marked(small: PaperClass, kind: str) -> None:
    answers = everything()
    del answers["q5"]
    reading = read(small, small.scan(1, answers, kind=KINDS[kind], seed=3))
    assert reading.problem == ""
    assert reading.stamp is not None
    assert (reading.stamp.code, reading.stamp.serial) == ("MOCK-7.2-EN-X", 2)
    assert doubts(reading) == set()
    assert marked(reading) == {id: (value,) for id, value in answers.items()}


def test_the_code_of_a_blurred_page_is_read_once_it_is_sharpened(
    small: PaperClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = small.scan(1, everything(), kind=replace(KINDS["blur"], blur=(2.7, 2.7)), seed=1)
    reading = read(small, scan)
    assert reading.stamp is not None
    assert (reading.problem, reading.stamp.serial, doubts(reading)) == ("", 2, set())
    assert {id: group.marked for id, group in reading.groups.items() if group.marked} == {
        id: (letter,) for id, letter in everything().items()
    }
    monkeypatch.setattr(codes, "SHARPER", 0.0)
    assert read(small, scan).problem == "no-code", "the page is not blurred enough to say anything"


def test_a_page_may_have_more_boxes_than_opencv_has_rows_for(small: PaperClass) -> None:
    layout = next(iter(printed(small.folder).layouts.layouts.values()))
    blank = class_pages(small.folder).blank(layout, 1)
    rows, _ = blank.size
    times = 2**15 // (rows * len(blank.boxes)) + 1
    many = replace(blank, layout=replace(layout, boxes=layout.boxes * times))
    assert len(many.boxes) * rows > 2**15
    assert (many.printed[: len(blank.boxes)] == blank.printed).all()


def test_pages_of_the_class_before_do_not_stay_in_memory(small: PaperClass, tmp_path: Path) -> None:
    layout = next(iter(printed(small.folder).layouts.layouts.values()))
    blanks = WeakValueDictionary({1: class_pages(small.folder).blank(layout, 1)})
    assert len(blanks) == 1, "pages are rendered once for all scans of a class"
    class_pages(shutil.copytree(small.folder, tmp_path / "class"))
    assert len(blanks) == 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_may_lie_any_way(small: PaperClass, turns: int) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    reading = read_page(Picture(np.ascontiguousarray(np.rot90(grey, turns))), class_pages(small.folder))
    assert marked(reading) == {id: (value,) for id, value in everything().items()}


def without_lines(grey: np.ndarray, at: float, millimetres: float) -> np.ndarray:
    """As a scanner sends it that pulled the sheet or, for lines below 0, held it."""
    y, lines = round(at * len(grey)), round(millimetres * len(grey) / 297)
    again = np.repeat(grey[y : y + 1], max(-lines, 0), 0)
    return np.ascontiguousarray(np.concatenate([grey[:y], again, grey[y + max(lines, 0) :]]))


@pytest.mark.parametrize("lines", [-18, -9, -5, 5, 9, 18])
@pytest.mark.parametrize("at", [0.22, 0.27, 0.4])
def test_where_a_scanner_lost_lines_no_box_is_taken_for_another(small: PaperClass, at: float, lines: int) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    reading = read_page(Picture(without_lines(grey, at, lines)), class_pages(small.folder))
    sure = {id: group.marked for id, group in reading.groups.items() if not group.doubtful and id != "absent"}
    assert sure.items() <= {id: (value,) for id, value in everything().items()}.items()
    assert reading.problem == "unlike" or at == 0.4


@pytest.mark.parametrize("lines", [-6.5, 5.4, 6.9])
@pytest.mark.parametrize("at", [0.16, 0.2, 0.27])
def test_a_row_that_was_lost_is_not_taken_for_the_next_one(small: PaperClass, at: float, lines: float) -> None:
    """Rows are 5.2 mm apart: where about as much is lost, each box has another one in its place."""
    answers = {f"q{i + 1}": "DBACCADBDCAB"[i] for i in range(12)}
    for seed in range(2):
        grey = decoded(small.scan(0, answers, seed=seed), Path("scan.jpg"), 1).grey
        assert read_page(Picture(without_lines(grey, at, lines)), class_pages(small.folder)).problem == "unlike"


@pytest.mark.parametrize("lines", [-6.0, 6.0])
def test_columns_that_were_lost_are_not_taken_for_the_next_ones(small: PaperClass, lines: float) -> None:
    """Of a page that was fed sideways: its columns are 6 mm apart."""
    grey = np.rot90(decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey)
    lost = without_lines(grey, 0.8, lines * 297 / 210)
    reading = read_page(Picture(lost), class_pages(small.folder))
    assert reading.problem == "unlike"


def test_a_page_without_a_corner_may_have_lost_lines(small: PaperClass) -> None:
    """By the markers that are left it seems to lie in perspective."""
    answers = {f"q{i + 1}": "DBACCADBDCAB"[i] for i in range(12)}
    grey = decoded(small.scan(0, answers), Path("scan.jpg"), 1).grey.copy()
    side = round(25 * len(grey) / 297)
    grey[-side:, :side] = 250
    assert marked(read_page(Picture(grey), class_pages(small.folder))) == {id: (v,) for id, v in answers.items()}
    for at, lines in ((0.2, 5.5), (0.16, -6.5)):
        assert read_page(Picture(without_lines(grey, at, lines)), class_pages(small.folder)).problem == "unlike"


@pytest.mark.parametrize(("at", "lines"), [(0.2, 9.0), (0.35, 14.0), (0.6, 18.0), (0.7, 9.0), (0.75, 22.0)])
def test_a_page_without_a_corner_may_have_lost_columns(small: PaperClass, at: float, lines: float) -> None:
    """What is left of its markers and codes seems to lie in perspective."""
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    side = round(0.12 * grey.shape[1])
    for corner in ((0, 0), (0, -side), (-side, -side), (-side, 0)):
        torn = grey.copy()
        torn[corner[0] : corner[0] + side or None, corner[1] : corner[1] + side or None] = 230
        turned = np.ascontiguousarray(np.rot90(torn))
        lost = without_lines(turned, at, lines * 297 / 210)
        assert read_page(Picture(turned), class_pages(small.folder)).problem == ""
        assert read_page(Picture(lost), class_pages(small.folder)).problem in ("unlike", "no-code"), corner


def test_a_page_that_is_as_long_as_before_may_have_lost_a_row(small: PaperClass) -> None:
    """Where a feeder stretches what it does not lose."""
    answers = {f"q{i + 1}": "DBACCADBDCAB"[i] for i in range(12)}
    grey = decoded(small.scan(0, answers), Path("scan.jpg"), 1).grey
    lost = cv2.resize(without_lines(grey, 0.2, 5.2), grey.shape[::-1], interpolation=cv2.INTER_AREA)
    assert read_page(Picture(lost), class_pages(small.folder)).problem == "unlike"


def test_a_scan_without_greys_may_have_lost_all_boxes(tmp_path: Path) -> None:
    """What is left of them says nothing of lost lines; the labels do."""
    pale = paper_class(tmp_path, STUDENTS[:1], pale=True)
    answers = {f"q{i + 1}": "DBACCADBDCAB"[i] for i in range(12)}
    for seed in range(4):
        grey = decoded(pale.scan(0, answers, kind=KINDS["fax"], seed=seed), Path("scan.jpg"), 1).grey
        for times in (0.99, 1, 1.01):
            stretched = cv2.resize(grey, None, fx=1, fy=times, interpolation=cv2.INTER_NEAREST)
            reading = read_page(Picture(stretched), class_pages(pale.folder))
            assert marked(reading) == {id: (value,) for id, value in answers.items()}
        for at, lines in ((0.16, 5.4), (0.2, -6.5), (0.27, 9)):
            assert read_page(Picture(without_lines(grey, at, lines)), class_pages(pale.folder)).problem == "unlike"


def test_a_scan_without_greys_that_lost_few_boxes_has_its_frame(tmp_path: Path) -> None:
    """Two rows of labels say too little of lost lines, but the frame below them says the rest."""
    pale = paper_class(tmp_path, STUDENTS[:1], pages=6, pale=True)
    for seed in range(2):
        scan = pale.scan(0, {"q1": "D", "q2": "B"}, kind=KINDS["fax"], seed=seed)
        reading = read(pale, scan)
        assert (reading.problem, marked(reading)) == ("", {"q1": ("D",), "q2": ("B",)})
        grey = decoded(scan, Path("scan.jpg"), 1).grey
        for at, lines in ((0.16, 5.4), (0.172, 5.2)):
            lost = without_lines(grey, at, lines)
            for picture in (lost, cv2.resize(lost, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)):
                assert read_page(Picture(picture), class_pages(pale.folder)).problem == "unlike", (at, lines)


@pytest.mark.parametrize("times", [0.975, 0.985, 0.996, 1.004, 1.015, 1.025])
def test_a_page_may_be_evenly_longer_or_shorter_than_it_was(small: PaperClass, times: float) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    longer = cv2.resize(grey, None, fx=1, fy=times, interpolation=cv2.INTER_AREA)
    assert marked(read_page(Picture(longer), class_pages(small.folder))) == {
        id: (value,) for id, value in everything().items()
    }


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.brutal])
def test_what_is_not_clear_is_asked(small: PaperClass, kind: str) -> None:
    """Stains, tears, ticks and circles may cost a person's time, but no answer."""
    read_for_sure = 0
    for seed in range(3):
        reading = read(small, small.scan(0, everything(), kind=KINDS[kind], seed=seed))
        sure = {id: group.marked for id, group in reading.groups.items() if not group.doubtful and id != "absent"}
        read_for_sure += len(sure)
        assert sure.items() <= {id: (value,) for id, value in everything().items()}.items()
    # Who circles the boxes is asked about each of them; not all of these students do.
    assert read_for_sure > len(everything())


def ring_page(
    circled: dict[int, list[int]], filled: dict[int, list[int]], groups: int = 12
) -> tuple[Ink, list[list[int]]]:
    """The ink of a page of four boxes in each group, some of them circled and some filled, without any picture."""
    zeros = np.zeros(4 * groups)
    ink = Ink(*(zeros.copy() for _ in range(8)), zeros + 0.8)
    for group, places in circled.items():
        for place in places:
            for side in (ink.around, ink.ground, ink.beyond):
                side[4 * group + place] = 0.1
    for group, places in filled.items():
        for place in places:
            ink.inside[4 * group + place], ink.dark[4 * group + place] = 0.4, 0.6
    return ink, [[4 * group + place for place in range(4)] for group in range(groups)]


@pytest.mark.parametrize(
    ("circled", "filled", "sure"),
    [
        (range(12), (), True),
        (range(7), (), True),
        (range(5), (), False),
        (range(8), (9, 10), False),
        ((), range(11), False),
    ],
    ids=["all", "most", "few", "filled ones", "one"],
)
def test_circles_are_marks_where_a_student_circles_instead_of_filling(
    circled: Sequence[int], filled: Sequence[int], sure: bool
) -> None:
    rings = {group: [1] for group in circled} or {11: [1]}
    ink, groups = ring_page(rings, {group: [2] for group in filled})
    page = usual(ink, groups)
    seen = signs(ink, page)
    first = next(iter(rings))
    decision = decided(ink, groups[first], page, seen, several=False)
    assert (decision.marked, decision.doubtful) == ((1,), not sure)
    assert decided(ink, groups[first], page, seen, several=True).doubtful


def test_a_second_or_a_paler_circle_is_asked_about() -> None:
    rings = {group: [1] for group in range(12)} | {3: [1, 2]}
    ink, groups = ring_page(rings, {})
    ink.ground[4 * 5 + 1] = 0.03
    page = usual(ink, groups)
    seen = signs(ink, page)
    doubtful = [i for i, places in enumerate(groups) if decided(ink, places, page, seen, several=False).doubtful]
    assert doubtful == [3, 5]


def test_two_marks_are_a_doubt_and_both_are_kept(small: PaperClass) -> None:
    reading = read(small, small.scan(0, {**everything(), "q3": ["A", "C"]}))
    assert doubts(reading) == {"q3"}
    assert reading.groups["q3"].marked == ("A", "C")
    assert reading.groups["q3"].reason == "double"


def test_several_marks_are_none_where_several_are_asked_for(small: PaperClass) -> None:
    reading = read(small, small.scan(0, {**everything(), "q2": ["A", "C", "D"]}))
    assert doubts(reading) == set()
    assert reading.groups["q2"].marked == ("A", "C", "D")


def test_a_box_that_cannot_be_seen_is_a_doubt(small: PaperClass) -> None:
    """A label that was stuck over a row hides its marks, and is no blank answer."""
    picture = cv2.imdecode(np.frombuffer(small.scan(0, everything()), np.uint8), cv2.IMREAD_GRAYSCALE)
    reading = read_page(Picture(picture), class_pages(small.folder))
    matrix = np.array(reading.matrix).reshape(3, 3)
    corners = np.array([[(28, 64), (56, 64), (56, 70), (28, 70)]], np.float64)
    place = cv2.perspectiveTransform(corners, matrix)
    cv2.fillPoly(picture, place.astype(np.int32), 245)
    covered = read_page(Picture(picture), class_pages(small.folder))
    assert "q4" in doubts(covered)
    assert covered.groups["q4"].reason == "hidden"
    assert doubts(covered) <= {"q3", "q4", "q5"}


def test_ink_of_any_colour_counts(small: PaperClass, tmp_path: Path) -> None:
    """A red pen on a colour scan is nearly as bright as paper to the eye of a grey one."""
    blank = cv2.imdecode(np.frombuffer(small.scan(0, {}), np.uint8), cv2.IMREAD_GRAYSCALE)
    full = cv2.imdecode(np.frombuffer(small.scan(0, everything()), np.uint8), cv2.IMREAD_GRAYSCALE)
    colour = cv2.merge([full, full, np.maximum(full, blank)])
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), colour)
    (picture,) = pictures(path, [1])
    assert isinstance(picture, Picture)
    assert marked(read_page(picture, class_pages(small.folder))) == {id: (value,) for id, value in everything().items()}


def test_a_page_may_be_rendered_or_taken_as_it_is(small: PaperClass, tmp_path: Path) -> None:
    """The scanner's JPEG is taken out of the PDF; where something is drawn over it, the page is rendered."""
    pile = small.pile(tmp_path / "pile.pdf", small.scan(0, everything()))
    (plain,), jpeg = pictures(pile, [1]), original(pile, 1)
    with pikepdf.open(pile, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 1 1 re f")
        pdf.save()
    (drawn,) = pictures(pile, [1])
    assert isinstance(plain, Picture)
    assert isinstance(drawn, Picture)
    assert (jpeg is None, original(pile, 1) is None) == (False, True)
    for picture in (plain, drawn):
        assert marked(read_page(picture, class_pages(small.folder))).keys() == everything().keys()


def test_a_photo_of_a_phone_may_be_heic(small: PaperClass, tmp_path: Path) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    heif = pillow_heif.from_bytes("RGB", (grey.shape[1], grey.shape[0]), cv2.merge([grey] * 3).tobytes())
    heif.save(tmp_path / "photo.heic", quality=80)
    (picture,) = pictures(tmp_path / "photo.heic", [1])
    assert isinstance(picture, Picture)
    assert marked(read_page(picture, class_pages(small.folder))) == {id: (value,) for id, value in everything().items()}


def test_a_simulated_class_is_read_as_it_was_marked(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    ran = terminal("simulate", "--class", fresh.folder, "--seed", "3", "--jobs", "1", folder=tmp_path)
    assert ran.code == 0, ran.err
    truth = json.loads((fresh.folder / "simulated-3.json").read_text(encoding="utf-8"))["marked"]
    terminal("mark", fresh.folder / "simulated-3.pdf", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    lines = (fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        reading = json.loads(line)["reading"]
        for id, group in reading["groups"].items():
            if group["confidence"] >= 0.5:
                assert group["marked"] == truth[str(reading["stamp"]["serial"])].get(id, [])
    assert len(lines) == len(STUDENTS)


def test_an_unknown_kind_of_scan_is_an_error(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    ran = terminal("simulate", "--class", fresh.folder, "--kind", "phones", folder=tmp_path)
    assert ran.code == 2
    assert "did you mean `phone`?" in ran.err


def test_pages_too_large_for_memory_are_refused(tmp_path: Path) -> None:
    Image.new("1", (40_000, 5_000)).save(tmp_path / "huge.png")
    (huge,) = pictures(tmp_path / "huge.png", [1])
    assert isinstance(huge, Diagnostic)
    assert huge.rule in ("scan-too-large", "scan-broken")


def test_the_layout_has_what_the_tests_need(small: PaperClass) -> None:
    assert len(small.layout.boxes) == QUESTIONS * len(LETTERS) + 1
    assert replace(small.layout, width=200.0).digest != small.layout.digest


def test_libraries_that_are_missing_are_named(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    ran = terminal("mark", tmp_path / "photo.heic", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert "[scan-heic]" in ran.err
    monkeypatch.setattr("hwgen.extras.find_spec", lambda name: None)
    ran = terminal("mark", tmp_path / "photo.heic", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 3
    assert install("mark") in ran.err


# On a sheet of large print: the upper left corners of pieces of the page in millimetres, their heights and widths in half pixels, how well each was
# matched, and how far down.
FEW_BOXES = [
    (184.0, 17.5, 33, 40, 0.97, 0), (30.25, 81.25, 33, 140, 0.38, 2), (12.0, 106.0, 55, 98, 0.77, 0), (12.0, 117.0, 76, 98, 0.94, 0),
    (12.0, 133.25, 55, 98, 0.64, 0), (12.0, 155.0, 77, 98, 0.35, 1), (33.75, 111.5, 33, 98, 0.96, 0), (33.75, 117.0, 76, 98, 0.94, 0),
    (33.75, 133.25, 55, 98, 0.9, 0), (33.75, 144.25, 54, 98, 0.94, 0), (33.75, 155.0, 77, 98, 0.79, 1), (33.75, 171.5, 33, 98, 0.92, 1),
    (188.0, 182.5, 33, 40, 0.89, 1), (131.0, 182.5, 33, 107, 0.9, 1),
]  # fmt: skip


def test_matches_that_lie_together_say_little_of_places_beyond() -> None:
    """A parabola through them would put the last rows of boxes, where marks hide the print, two pixels too high at the right."""
    sizes = np.array([(width / 2, height / 2) for _, _, height, width, _, _ in FEW_BOXES])
    places = np.array([(x, y) for x, y, *_ in FEW_BOXES]) * SCALE / HALF + sizes
    scores = np.array([score for *_, score, _ in FEW_BOXES])
    down = np.array([(0.0, float(shift)) for *_, shift in FEW_BOXES])
    wanted = np.array([(125.0, 84.0), (160.0, 84.0), (185.0, 84.0)]) * SCALE / HALF
    field = registration._field(places, down, scores, (1188, 840), wanted)
    assert field[:, 1].min() > -0.5
