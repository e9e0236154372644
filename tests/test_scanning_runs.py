"""A run over scans: files of all sorts, pages that lack or come twice, what was read before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from openpyxl import load_workbook
from paper_class import PaperClass, everything, paper_class
from PIL import Image
from scanned import STUDENTS, Terminal, cut_short, marks, numbered, problems

from hwgen.edited import digest
from hwgen.marks.folder import opened
from hwgen.scanning import decided
from hwgen.scanning.batch import class_pages
from hwgen.scanning.pictures import Picture, decoded, pictures
from hwgen.scanning.reading import read_page
from hwgen.sealed import sealed


@pytest.fixture
def fresh(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


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
    assert "1 file left out, neither PDF nor picture: `notes.txt` [scan-folder-others]" in ran.err
    records = [
        json.loads(line)
        for line in (fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [record["reading"]["stamp"]["serial"] for record in records] == [1, 2, 3]


def test_pages_that_do_not_count_are_named_in_their_order(terminal: Terminal, tmp_path: Path) -> None:
    """Not in that of their codes, in which 10 comes before 2."""
    printed = paper_class(tmp_path / "class", [(f"20260{i:02}", f"Student {i}") for i in range(1, 12)])
    blank = cv2.imencode(".jpg", np.full((2339, 1654), 250, np.uint8))[1].tobytes()
    scans = [cut_short(printed.scan(place, everything())) for place in (1, 9, 10)]
    ran = problems(terminal, printed, tmp_path, blank, *scans[:2], blank, *scans[2:])
    assert re.findall(r"page (\d+) does not look like", ran.err) == ["2", "3", "5"], ran.err
    assert "2 empty pages left out: page 1 of pile.pdf, page 4 of pile.pdf" in ran.err


def test_the_order_of_files_and_runs_does_not_matter(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    first = fresh.pile(tmp_path / "a.pdf", fresh.scan(0, everything()), fresh.scan(1, everything()))
    second = fresh.pile(tmp_path / "b.pdf", fresh.scan(2, everything()))
    outcomes = []
    for runs in ([[first, second]], [[second, first]], [[second], [first]], [[first, second], [first, second]]):
        other = paper_class(tmp_path / f"class-{len(outcomes)}", STUDENTS)
        for files in runs:
            assert terminal("mark", *files, "--class", other.folder, "--jobs", "1", folder=tmp_path).code in (0, 6)
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
    assert ran.code == 1


def test_damage_within_a_picture_is_told_from_what_fills_its_end(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path
) -> None:
    sound = fresh.scan(0, everything())
    middle = len(sound) // 2
    damaged = sound[:middle] + b"A" * 3000 + sound[middle + 3000 :]
    filled = sound[:-2] + bytes(12) + sound[-2:]
    names = {"damaged.jpg": damaged, "filled.jpg": filled, "sound.jpg": fresh.scan(1, everything())}
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    ran = terminal(
        "mark", *(tmp_path / name for name in names), "--class", fresh.folder, "--jobs", "1", folder=tmp_path
    )
    assert "damaged.jpg: error: page 1 is damaged [scan-broken]" in ran.err
    assert "filled.jpg" not in ran.err
    assert "2 sheets marked" in ran.out + ran.err


def test_pages_of_something_else_are_reported(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
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


def picture_of(kind: str) -> np.ndarray:
    """A page that is no sheet."""
    chance = np.random.default_rng(1)
    size = (2339, 1654)
    match kind:
        case "noise":
            return chance.integers(0, 256, size, np.uint8)
        case "grain":
            return np.clip(chance.normal(200, 40, size), 0, 255).astype(np.uint8)
        case "camera":
            return np.clip(chance.normal(200, 15, size), 0, 255).astype(np.uint8)
        case "black":
            return np.zeros(size, np.uint8)
        case "cloud":
            small = chance.integers(60, 220, (8, 6), np.uint8)
            return cv2.resize(small, size[::-1], interpolation=cv2.INTER_CUBIC)
        case "shining through":
            return np.where(chance.random(size) < 0.5, 235, 250).astype(np.uint8)
        case _:
            return np.full(size, 215, np.uint8)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("noise", "sheet-no-code"),
        ("grain", "sheet-no-code"),
        ("camera", "scan-empty-pages"),
        ("black", "sheet-no-code"),
        ("cloud", "sheet-no-code"),
        ("shining through", "scan-empty-pages"),
        ("paper", "scan-empty-pages"),
    ],
)
def test_only_paper_is_an_empty_page(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path, kind: str, rule: str
) -> None:
    cv2.imwrite(str(tmp_path / "other.png"), picture_of(kind))
    ran = terminal("mark", tmp_path / "other.png", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert "page 1 " in ran.err
    assert f"[{rule}]" in ran.err
    assert ("can be set aside with `hwgen mark --class DIR --review`" in ran.err) == rule.startswith("sheet-")
    assert "0 sheets marked" in ran.out + ran.err
    assert ran.code == 1


def test_missing_pages_and_absent_students_are_reported(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2)
    scans = [printed.scan(0, everything()), printed.scan(1, {**everything(), "absent": ["absent"]})]
    scans += [printed.scan(1, {}, page=2)]
    ran = problems(terminal, printed, tmp_path, *scans)
    assert "page 2 of the sheet of Li Lei (2026001) was not scanned" in ran.err
    assert "[sheet-absent-with-marks]" in ran.err
    assert "Wang Fang (2026003)" in ran.err
    assert ran.code == 6
    # Who answered was there, until a person decides.
    assert [response.absent for response in opened(printed.folder).responses] == [False, False]
    read = (printed.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(line)["reading"] for line in read]
    (content,) = (page["content"] for page in pages if page["groups"].get("absent", {}).get("marked"))
    decided.append(printed.folder / "marks" / "decisions.jsonl", decided.Word(content, "absent", ("absent",)))
    problems(terminal, printed, tmp_path, *scans)
    assert [response.absent for response in opened(printed.folder).responses] == [False, True]


def test_what_was_scanned_and_refused_is_not_called_unscanned(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2)
    spoiled = [cut_short(printed.scan(i, everything())) for i in range(2)]
    ran = problems(terminal, printed, tmp_path, spoiled[0], printed.scan(0, everything(), page=2), spoiled[1])
    assert ran.err.count("[sheet-unlike]") == 2
    said = " ".join(ran.err.split())
    for name, number in (("Li Lei (2026001)", 1), ("Han Meimei (2026002)", 3)):
        place = f"page {number} of pile.pdf"
        assert f"page 1 of the sheet of {name} was scanned, and cannot be read: {place}" in said
        assert f"page 1 of the sheet of {name} was not scanned" not in said
    assert "page 2 of the sheet of Han Meimei (2026002) was not scanned" in said
    assert "1 sheet not scanned: Wang Fang (2026003)" in said
    again = problems(terminal, printed, tmp_path, *(printed.scan(i, everything()) for i in range(2)))
    assert "cannot be read" not in again.err


def shaded(printed: PaperClass, scan: bytes, grey: int, high: float = 1.2) -> bytes:
    """With a stroke through the box for absence."""
    page = decoded(scan, Path("scan.jpg"), 1).grey.copy()
    box, scale = printed.layout.boxes[0], page.shape[0] / printed.layout.height
    top, left = round((box.y + 0.9) * scale), round((box.x + 0.6) * scale)
    stroke = page[top : top + round(high * scale), left : left + round(3.0 * scale)]
    stroke[:] = np.minimum(stroke, grey)
    return cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


@pytest.mark.parametrize(
    ("marked", "grey", "high", "doubts"), [(everything(), 110, 1.2, ()), ({}, 175, 2.0, ("absent",))]
)
def test_a_trace_in_the_box_for_absence_is_no_mark(
    terminal: Terminal,
    fresh: PaperClass,
    tmp_path: Path,
    marked: dict[str, str],
    grey: int,
    high: float,
    doubts: tuple[str, ...],
) -> None:
    """Who answered was there; of an empty sheet, a person says whether it is that of somebody absent."""
    ran = problems(terminal, fresh, tmp_path, shaded(fresh, fresh.scan(0, marked), grey, high))
    line = (fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8")
    box = json.loads(line)["reading"]["groups"]["absent"]
    assert (box["marked"], box["reason"]) == (["absent"], "faint")
    assert "[sheet-absent-with-marks]" not in ran.err
    assert [(one.absent, one.doubts) for one in opened(fresh.folder).responses] == [(False, doubts)]
    assert ran.code == 6


def test_what_is_written_in_a_frame_is_an_answer(terminal: Terminal, tmp_path: Path) -> None:
    """A sheet with nothing else is not empty, and whoever wrote it was there."""
    printed = paper_class(tmp_path / "class", STUDENTS[:2], essay=True)
    strokes = [[(30.0 + 2 * i, 160.0 + 2 * (i % 2)) for i in range(20)]]
    scans = printed.scan(0, {}, written=strokes), printed.scan(1, {"absent": ["absent"]}, written=strokes)
    ran = problems(terminal, printed, tmp_path, *scans)
    assert "[sheet-blank]" not in ran.err
    assert "Han Meimei (2026002) is marked as absent, and has answers" in " ".join(ran.err.split())
    assert [response.absent for response in opened(printed.folder).responses] == [False, False]


def test_an_empty_sheet_is_reported(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    assert "[sheet-blank]" in problems(terminal, fresh, tmp_path, fresh.scan(0, {})).err


def test_nobodys_sheets_are_known_by_their_numbers(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, number=7)
    sound = [printed.scan(0, {**everything(), **numbered(id)}, seed=i) for i, (id, _) in enumerate(STUDENTS[:2])]
    assert problems(terminal, printed, tmp_path, *sound).code == 6
    wrong = printed.scan(0, {**everything(), **numbered("2026008")}, seed=8)
    ran = problems(terminal, printed, tmp_path, *sound, wrong)
    assert "nobody has the number 2026008" in ran.err
    assert "is it Li Lei (2026001)" in ran.err
    assert ran.code == 6
    unclear = printed.scan(0, {**everything(), **numbered("202600"), "number#7": ["1", "2"], "q3": ["A", "C"]}, seed=7)
    problems(terminal, printed, tmp_path, unclear)
    doubts = load_workbook(printed.folder / "marks" / "marks.xlsx")["Doubts"]
    assert {row[3].value for row in doubts.iter_rows(min_row=2)} >= {"Student No.", "3"}
    same = printed.scan(0, {**everything(), **numbered(STUDENTS[0][0]), "q1": "D"}, seed=9)
    assert "[sheet-same-number]" in problems(terminal, printed, tmp_path, *sound, same).err


def test_pages_of_a_sheet_that_was_printed_once_lie_in_any_order(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2, number=7)
    first = printed.scan(0, {**everything(), **numbered(STUDENTS[0][0])})
    second = printed.scan(0, everything(), page=2)
    alone = problems(terminal, printed, tmp_path, second, first)
    assert (alone.code, "[sheet-" in alone.err) == (6, False), alone.err
    other = printed.scan(0, {**everything(), **numbered(STUDENTS[1][0])}, seed=1)
    assert "[sheet-without-first]" in problems(terminal, printed, tmp_path, second, first, other).err


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda folder: (folder / "layout.json").unlink(), "class-incomplete"),
        (lambda folder: (folder / "sheets.pdf").unlink(), "class-incomplete"),
        (lambda folder: (folder / "keys.json").unlink(), "class-incomplete"),
        (lambda folder: (folder / "manifest.json").unlink(), "class-incomplete"),
        (lambda folder: [path.unlink() for path in folder.iterdir()], "no-answer-sheets"),
        (lambda folder: (folder / "manifest.json").write_bytes(b""), "marks-unreadable"),
        (lambda folder: (folder / "sheets.pdf").write_bytes(b"%PDF-1.7"), "layout-changed"),
        (lambda folder: another_version(folder, "layout.json"), "layout-unreadable"),
        (lambda folder: another_version(folder, "keys.json"), "marks-unreadable"),
        (lambda folder: another_version(folder, "layout.json", layouts=0), "layout-unreadable"),
        (lambda folder: another_version(folder, "keys.json", copies=0), "marks-unreadable"),
        (lambda folder: another_version(folder, "manifest.json"), "marks-unreadable"),
        (lambda folder: another_version(folder, "layout.json", schema=1, more=[]), "layout-unreadable"),
        (lambda folder: another_version(folder, "keys.json", schema=1, more=[]), "marks-unreadable"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"[]"), "marks-unreadable"),
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
    assert f"[{rule}]\n  hint: " in ran.err
    assert "validation error" not in ran.err
    assert not (fresh.folder / "marks").exists()


def another_version(folder: Path, name: str, **changed: object) -> None:
    """As another version of hwgen would have written it."""
    data = json.dumps({**json.loads((folder / name).read_bytes()), "schema": 2, **changed}).encode()
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    if name == "manifest.json":
        return
    manifest["files"][name] = digest(data)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def moved(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"x":30.0', '"x":31.0'), encoding="utf-8")


def test_pages_that_were_read_are_not_read_again(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """Nor are those of a run that was killed: they stand in its journal."""
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, everything()), fresh.scan(1, everything()))
    assert terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path).code == 6
    readings = fresh.folder / "marks" / "readings.jsonl"
    first = readings.read_text(encoding="utf-8").splitlines(keepends=True)
    killed = paper_class(tmp_path / "killed", STUDENTS)
    changed = first[0].replace('"q1": {"marked": ["B"]', '"q1": {"marked": ["D"]')
    assert changed != first[0]
    journal = sealed(changed.rstrip("\n")) + sealed(first[1])[:50]
    (killed.folder / ".marks.journal.jsonl").write_text(journal, encoding="utf-8")
    assert terminal("mark", pile, "--class", killed.folder, "--jobs", "1", folder=tmp_path).code == 6
    assert (killed.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8") == changed + first[1]
    assert not (killed.folder / ".marks.journal.jsonl").exists()


def test_a_marked_sheet_holds_the_scan_as_it_came(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    """Its JPEG is the scanner's to the byte; what is drawn over it lies on the boxes, and the reasons follow."""
    jpeg = fresh.scan(0, {**everything(), "q1": "D"})
    pile = fresh.pile(tmp_path / "pile.pdf", jpeg)
    ran = terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", "--returns", folder=tmp_path)
    assert ran.code == 6, ran.err
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
