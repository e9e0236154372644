"""Scans of answer sheets: what is marked is read as it was marked, or a person is asked; never anything else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from paper_class import LETTERS, QUESTIONS, PaperClass, everything, paper_class
from PIL import Image
from terminal import Ran

from hwgen.errors import Diagnostic
from hwgen.marks.folder import opened, save
from hwgen.marks.response import Response
from hwgen.scanning import decided, registration
from hwgen.scanning.batch import class_pages
from hwgen.scanning.blank import HALF, SCALE
from hwgen.scanning.pictures import Picture, decoded, pictures
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.simulation.scanners import KINDS

Terminal = Callable[..., Ran]
STUDENTS = [("2026001", "Li Lei"), ("2026002", "Han Meimei"), ("2026003", "Wang Fang")]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Sheets of one page for three students; read only."""
    return paper_class(tmp_path_factory.mktemp("small") / "class", STUDENTS)


@pytest.fixture
def fresh(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


def read(printed: PaperClass, jpeg: bytes) -> PageReading:
    return read_page(decoded(jpeg, Path("scan.jpg"), 1), class_pages(printed.folder))


def marked(reading: PageReading) -> dict[str, tuple[str, ...]]:
    return {id: group.marked for id, group in reading.groups.items() if group.marked}


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


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_may_lie_any_way(small: PaperClass, turns: int) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    reading = read_page(Picture(np.ascontiguousarray(np.rot90(grey, turns))), class_pages(small.folder))
    assert marked(reading) == {id: (value,) for id, value in everything().items()}


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
    (plain,) = pictures(pile, [1])
    with pikepdf.open(pile, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 1 1 re f")
        pdf.save()
    (drawn,) = pictures(pile, [1])
    assert isinstance(plain, Picture)
    assert isinstance(drawn, Picture)
    assert (plain.jpeg is None, drawn.jpeg is None) == (False, True)
    for picture in (plain, drawn):
        assert marked(read_page(picture, class_pages(small.folder))).keys() == everything().keys()


def test_a_photo_of_a_phone_may_be_heic(small: PaperClass, tmp_path: Path) -> None:
    grey = decoded(small.scan(0, everything()), Path("scan.jpg"), 1).grey
    heif = pillow_heif.from_bytes("RGB", (grey.shape[1], grey.shape[0]), cv2.merge([grey] * 3).tobytes())
    heif.save(tmp_path / "photo.heic", quality=80)
    (picture,) = pictures(tmp_path / "photo.heic", [1])
    assert isinstance(picture, Picture)
    assert marked(read_page(picture, class_pages(small.folder))) == {id: (value,) for id, value in everything().items()}


def as_tiff(path: Path, jpegs: list[bytes]) -> Path:
    frames = [Image.fromarray(decoded(jpeg, path, 1).grey) for jpeg in jpegs]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="tiff_lzw")
    return path


def test_a_class_is_marked_from_files_of_all_sorts(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    as_tiff(scans / "two.tiff", [fresh.scan(0, everything()), fresh.scan(1, everything())])
    (scans / "three.jpg").write_bytes(fresh.scan(2, everything()))
    (scans / "notes.txt").write_text("no scan", encoding="utf-8")
    ran = terminal("mark", scans, "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "3 sheets marked" in ran.out + ran.err
    assert "1 file left out: neither PDF nor picture [scan-folder-others]" in ran.err
    records = [
        json.loads(line)
        for line in (fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [record["reading"]["stamp"]["serial"] for record in records] == [1, 2, 3]


def marks(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "marks").iterdir()}


def test_the_order_of_files_and_runs_does_not_matter(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    first = fresh.pile(tmp_path / "a.pdf", fresh.scan(0, everything()), fresh.scan(1, everything()))
    second = fresh.pile(tmp_path / "b.pdf", fresh.scan(2, everything()))
    outcomes = []
    for runs in ([[first, second]], [[second, first]], [[second], [first]], [[first, second], [first, second]]):
        other = paper_class(tmp_path / f"class-{len(outcomes)}", STUDENTS)
        for files in runs:
            assert terminal("mark", *files, "--class", other.folder, "--jobs", "1", folder=tmp_path).code == 0
        outcomes.append(marks(other.folder))
    assert all(outcome == outcomes[0] for outcome in outcomes)


def spoilt(path: Path, jpeg: bytes) -> list[Path]:
    """Files that are no scans, each in a way of its own."""
    files = {
        "empty.jpg": b"",
        "cut.jpg": jpeg[: len(jpeg) // 2],
        "text.pdf": b"%PDF-1.7\nnothing",
        "words.png": b"this is not a picture",
        "small.png": b"",
    }
    for name, data in files.items():
        (path / name).write_bytes(data)
    Image.new("L", (300, 200), 255).save(path / "small.png")
    locked = pikepdf.new()
    locked.add_blank_page()
    locked.save(path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    return [path / name for name in (*files, "locked.pdf")]


def test_files_that_cannot_be_read_are_named_and_the_rest_is_marked(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path
) -> None:
    sound = fresh.scan(0, everything())
    files = spoilt(tmp_path, sound)
    (tmp_path / "good.jpg").write_bytes(sound)
    ran = terminal("mark", *files, tmp_path / "good.jpg", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    for name, rule in (
        ("empty.jpg", "scan-empty"),
        ("cut.jpg", "scan-broken"),
        ("text.pdf", "scan-broken"),
        ("words.png", "scan-format"),
        ("small.png", "scan-too-small"),
        ("locked.pdf", "scan-encrypted"),
    ):
        assert any(line.startswith(name) and f"[{rule}]" in line for line in ran.err.splitlines()), (name, ran.err)
    assert "Traceback" not in ran.err
    assert "1 sheet marked" in ran.out + ran.err


def problems(terminal: Terminal, printed: PaperClass, tmp_path: Path, *scans: bytes) -> Ran:
    return terminal(
        "mark", printed.pile(tmp_path / "pile.pdf", *scans), "--class", printed.folder, "--jobs", "1", folder=tmp_path
    )


def test_pages_of_something_else_are_told(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    other = paper_class(tmp_path / "other", [*STUDENTS, ("2026004", "Zhao Min")])
    changed = paper_class(tmp_path / "changed", STUDENTS, pages=2)
    white = cv2.imencode(".jpg", np.full((2339, 1654), 250, np.uint8))[1].tobytes()
    photo = cv2.imencode(".jpg", np.tile(np.arange(1654, dtype=np.uint8), (2339, 1)))[1].tobytes()
    scans = [other.scan(3, everything()), changed.scan(0, {}), white, photo, fresh.scan(0, everything())]
    ran = problems(terminal, fresh, tmp_path, *scans)
    for rule in ("sheet-foreign", "sheet-other-layout", "scan-empty-pages", "sheet-no-code"):
        assert f"[{rule}]" in ran.err
    assert "page 1 is of another class" in ran.err
    assert "1 sheet marked" in ran.out + ran.err


def test_a_sheet_that_comes_twice_counts_once(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    again = problems(terminal, fresh, tmp_path, fresh.scan(0, everything()), fresh.scan(0, everything(), seed=1))
    assert "[sheet-scanned-again]" in again.err
    assert again.code == 0
    changed = problems(
        terminal, fresh, tmp_path, fresh.scan(1, everything()), fresh.scan(1, {**everything(), "q7": "B"})
    )
    assert "[sheet-duplicate]" in changed.err
    assert changed.code == 6


def test_missing_pages_and_absent_students_are_told(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2)
    scans = [printed.scan(0, everything()), printed.scan(1, {**everything(), "absent": ["absent"]})]
    scans += [printed.scan(1, {}, page=2)]
    ran = problems(terminal, printed, tmp_path, *scans)
    assert "page 2 of the sheet of Li Lei (2026001) was not scanned" in ran.err
    assert "[sheet-absent-with-marks]" in ran.err
    assert "Wang Fang (2026003)" in ran.err
    assert ran.code == 6


def test_an_empty_sheet_is_told(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    assert "[sheet-blank]" in problems(terminal, fresh, tmp_path, fresh.scan(0, {})).err


def numbered(text: str) -> dict[str, str]:
    return {f"number#{i}": digit for i, digit in enumerate(text, 1)}


def test_nobodys_sheets_are_known_by_their_numbers(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, number=7)
    sound = [printed.scan(0, {**everything(), **numbered(id)}, seed=i) for i, (id, _) in enumerate(STUDENTS[:2])]
    assert problems(terminal, printed, tmp_path, *sound).code == 0
    wrong = printed.scan(0, {**everything(), **numbered("2026008")}, seed=8)
    ran = problems(terminal, printed, tmp_path, *sound, wrong)
    assert "nobody has the number 2026008" in ran.err
    assert "is it Li Lei (2026001)" in ran.err
    assert ran.code == 6
    same = printed.scan(0, {**everything(), **numbered(STUDENTS[0][0]), "q1": "D"}, seed=9)
    assert "[sheet-same-number]" in problems(terminal, printed, tmp_path, *sound, same).err


def test_pages_of_a_sheet_that_was_printed_once_lie_in_any_order(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2, number=7)
    first = printed.scan(0, {**everything(), **numbered(STUDENTS[0][0])})
    second = printed.scan(0, everything(), page=2)
    alone = problems(terminal, printed, tmp_path, second, first)
    assert (alone.code, "[sheet-" in alone.err) == (0, False), alone.err
    other = printed.scan(0, {**everything(), **numbered(STUDENTS[1][0])}, seed=1)
    assert "[sheet-without-first]" in problems(terminal, printed, tmp_path, second, first, other).err


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda folder: (folder / "layout.json").unlink(), "layout-unreadable"),
        (lambda folder: (folder / "sheets.pdf").unlink(), "layout-unreadable"),
        (lambda folder: (folder / "keys.json").write_text("{}", encoding="utf-8"), "keys-changed"),
        (lambda folder: moved(folder / "layout.json"), "layout-changed"),
    ],
)
def test_a_class_that_was_changed_is_refused(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path, spoil: Callable[[Path], None], rule: str
) -> None:
    scan = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, everything()))
    spoil(fresh.folder)
    ran = terminal("mark", scan, "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 2
    assert f"[{rule}]" in ran.err
    assert not (fresh.folder / "marks").exists()


def moved(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"x":30.0', '"x":31.0'), encoding="utf-8")


def test_pages_that_were_read_are_not_read_again(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """Nor are those of a run that was killed: they stand in its journal."""
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, everything()), fresh.scan(1, everything()))
    assert terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path).code == 0
    readings = fresh.folder / "marks" / "readings.jsonl"
    first = readings.read_text(encoding="utf-8").splitlines(keepends=True)
    killed = paper_class(tmp_path / "killed", STUDENTS)
    changed = first[0].replace('"q1": {"marked": ["B"]', '"q1": {"marked": ["D"]')
    assert changed != first[0]
    (killed.folder / ".marks.journal.jsonl").write_text(changed + first[1][:50], encoding="utf-8")
    assert terminal("mark", pile, "--class", killed.folder, "--jobs", "1", folder=tmp_path).code == 0
    assert (killed.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8") == changed + first[1]
    assert not (killed.folder / ".marks.journal.jsonl").exists()


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


def test_a_marked_sheet_holds_the_scan_as_it_came(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """Its JPEG is the scanner's to the byte; what is drawn over it lies on the boxes, and the reasons follow."""
    jpeg = fresh.scan(0, {**everything(), "q1": "D"})
    pile = fresh.pile(tmp_path / "pile.pdf", jpeg)
    ran = terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", "--returns", folder=tmp_path)
    assert ran.code == 0, ran.err
    (path,) = (fresh.folder / "marks" / "returns").iterdir()
    assert path.name == "0001-2026001.pdf"
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.pages[0].resources.XObject.Scan.read_raw_bytes() == jpeg
    (page, reasons) = pictures(path, [1, 2])
    assert isinstance(page, Picture)
    assert isinstance(reasons, Picture)
    ours = read_page(page, class_pages(fresh.folder))
    assert ours.stamp is not None
    assert ours.stamp.serial == 1
    scale = page.grey.shape[1] / fresh.layout.width
    box = next(box for box in fresh.layout.boxes if (box.group, box.value) == ("q1", "B"))
    ring = page.grey[round((box.y - 0.4) * scale), round((box.x + 0.5) * scale) : round((box.x + 3.5) * scale)]
    assert ring.max() < 200, "a ring is drawn around the right box"
    assert not (fresh.folder / ".marks.journal.jsonl").exists()


def test_what_a_person_typed_goes_before_a_scan(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    typed = Response(1, {"q1": ("D",)}, decided=("q1", "q4"))
    alone = Response(3, {"q1": ("A",)}, decided=("q1",))
    save(replace(opened(fresh.folder), responses=(typed, alone)))
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, everything()))
    for _ in range(2):
        assert terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path).code == 0
        first, third = opened(fresh.folder).responses
        assert first.marked == {**{id: (value,) for id, value in everything().items() if id != "q4"}, "q1": ("D",)}
        assert third == alone


def test_a_word_on_a_scan_counts_until_it_is_taken_back(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, {**everything(), "q3": ["A", "C"]}))
    words = fresh.folder / "marks" / "decisions.jsonl"

    def marked_again() -> Response:
        terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
        (response,) = opened(fresh.folder).responses
        return response

    assert marked_again().doubts == ("q3",)
    record = json.loads((fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8"))
    content = record["reading"]["content"]
    decided.append(words, decided.Word(content, "q3", ("C",)))
    after = marked_again()
    assert (after.marked["q3"], after.doubts, after.decided) == (("C",), (), ("q3",))
    again = json.loads((fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8"))["reading"]["groups"][
        "q3"
    ]
    assert (again["marked"], again["person"]) == (["A", "C"], ["C"])
    decided.append(words, decided.Word(content, "q3"))
    back = marked_again()
    assert (back.marked["q3"], back.doubts, back.decided) == (("A", "C"), ("q3",), ())
    assert len(words.read_text(encoding="utf-8").splitlines()) == 2


def test_libraries_that_are_missing_are_named(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    ran = terminal("mark", tmp_path / "photo.heic", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert "[scan-heic]" in ran.err
    monkeypatch.setattr("hwgen.scanning.extra.find_spec", lambda name: None)
    ran = terminal("mark", tmp_path / "photo.heic", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 3
    assert "pip install 'hwgen[mark]'" in ran.err


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
