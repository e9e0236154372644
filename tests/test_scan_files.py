"""The files and folders that scans come in: links, folders without scans, pictures of many pixels; what is wrong is said with the way out."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pikepdf
import pillow_heif
import pytest
from paper_class import PaperClass, everything, paper_class
from pikepdf import Name
from PIL import Image
from scanned import STUDENTS, Terminal, marks

from hwgen.marks.folder import opened
from hwgen.scanning import batch
from hwgen.scanning.batch import LARGE_PAGE
from hwgen.scanning.marking import known_so_far, present
from hwgen.scanning.pictures import Alone, Jpeg, Picture, decoded, original, pictures
from hwgen.scanning.sources import sources


@pytest.fixture
def printed(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "七年级 二班", STUDENTS)


def test_scans_in_a_folder_need_no_suffix(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    """Network scanners call them SCAN0001, others have suffixes of their own; what is no scan is named."""
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "SCAN0001").write_bytes(printed.scan(0, everything()))
    printed.pile(scans / "SCAN0002", printed.scan(1, everything()))
    Image.fromarray(decoded(printed.scan(2, everything()), scans, 1).grey).save(scans / "three.jp2")
    for name in ("a.txt", "b.xlsx", "c", "d.json"):
        (scans / name).write_bytes(b"%!PS no scan %PDF-1.7")
    ran = terminal("mark", scans, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "3 sheets marked" in ran.err
    assert (
        "4 files left out, neither PDF nor picture: `a.txt`, `b.xlsx`, `c` and others [scan-folder-others]" in ran.err
    )


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_names_of_files_break_no_line_and_may_be_no_text(
    terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    """A newline, what steers a terminal, bytes of another encoding: the scan is read, named on one line, and there again for a review."""
    scans = tmp_path / "scans"
    scans.mkdir()
    noise = Image.fromarray(np.tile(np.arange(1600, dtype=np.uint8), (2200, 1)))
    for place, name in enumerate((b"new\nline", b"red\x1b[31m", b"caf\xe9")):
        Path(os.fsdecode(os.fsencode(scans) + b"/" + name + b".jpg")).write_bytes(printed.scan(place, everything()))
        noise.crop((place, 0, 1600, 2200)).save(os.fsencode(scans) + b"/no " + name + b".png")
    ran = terminal("mark", scans, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 6, ran.err
    for name in ("new\\n", "red\\x1b[31m", "caf\\udce9"):
        assert any(line.startswith(f"no {name}") and "[sheet-no-code]" in line for line in ran.err.splitlines()), (
            ran.err
        )
    again = known_so_far(opened(printed.folder))
    assert len(present(again.files)) == 6
    assert sorted(record.file for record in again.records if not record.reading.problem) == [
        "caf\\udce9.jpg",
        "new\\nline.jpg",
        "red\\x1b[31m.jpg",
    ]


def test_links_and_names_of_any_script_are_followed(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    printed.pile(tmp_path / "elsewhere" / "second.pdf", printed.scan(1, everything()))
    folder = tmp_path / "扫描 文件 夹"
    folder.mkdir()
    pile = printed.pile(folder / "第一 批.pdf", printed.scan(0, everything()))
    (folder / "same.pdf").symlink_to(pile)
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "back").symlink_to(folder)
    (folder / "nowhere.pdf").symlink_to(tmp_path / "gone.pdf")
    ran = terminal("mark", folder, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert "2 sheets marked" in ran.err, ran.err
    assert "nowhere.pdf: error: cannot be read: No such file or directory [scan-unreadable]" in ran.err
    assert ran.code == 1


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (problem,) = sources([tmp_path / "pipe.pdf"]).diagnostics
    assert (problem.rule, problem.message) == ("scan-unreadable", "is no file")


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scans" / "locked").mkdir(parents=True)
    (tmp_path / "alone").mkdir()
    Image.new("L", (900, 1200), 255).save(tmp_path / "scans" / "good.png")
    inside = Path.iterdir

    def denied(folder: Path) -> Iterator[Path]:
        if folder.name in ("locked", "alone"):
            raise PermissionError(13, "Permission denied", str(folder))
        return inside(folder)

    monkeypatch.setattr(Path, "iterdir", denied)
    found = sources([tmp_path / "alone", tmp_path / "scans"])
    assert [file.path.name for file in found.files] == ["good.png"]
    told = [(problem.span and problem.span.file.name, problem.rule, problem.message) for problem in found.diagnostics]
    assert told == [(name, "scan-unreadable", "cannot be read: Permission denied") for name in ("alone", "locked")]


@pytest.mark.parametrize("names", [(), ("notes.txt",)])
def test_a_folder_without_scans_is_named(
    terminal: Terminal, printed: PaperClass, tmp_path: Path, names: tuple[str, ...]
) -> None:
    (tmp_path / "scans").mkdir()
    for name in names:
        (tmp_path / "scans" / name).write_text("no scan", encoding="utf-8")
    ran = terminal("mark", tmp_path / "scans", "--class", printed.folder, folder=tmp_path)
    assert "scans: warning: there is no PDF and no picture in this folder [scan-folder-empty]" in ran.err
    assert ran.code == 1


@pytest.mark.parametrize(("mode", "kept"), [("L", True), ("RGB", True), ("CMYK", False)])
def test_a_jpeg_is_handed_back_as_it_came_if_a_pdf_shows_it_so(tmp_path: Path, mode: str, kept: bool) -> None:
    path = tmp_path / "scan.jpg"
    Image.new(mode, (700, 990)).save(path)
    jpeg = original(path, 1)
    assert (jpeg == Jpeg(path.read_bytes(), 700, 990, mode == "L")) == kept
    assert kept or jpeg is None


def test_what_is_no_jpeg_is_not_handed_back_as_one(printed: PaperClass, tmp_path: Path) -> None:
    scan = printed.scan(0, everything())
    jpeg = original(printed.pile(tmp_path / "pile.pdf", scan), 1)
    assert jpeg
    assert jpeg.data == scan
    Image.new("L", (700, 990)).save(tmp_path / "scan.png")
    assert original(tmp_path / "scan.png", 1) is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_pictures_of_many_pixels_read_like_the_scan(printed: PaperClass, tmp_path: Path, mode: str) -> None:
    grey = decoded(printed.scan(0, everything()), tmp_path, 1).grey
    large = Image.fromarray(grey).resize((grey.shape[1] * 3, grey.shape[0] * 3), Image.Resampling.NEAREST)
    large.convert(mode).save(tmp_path / "large.png")
    (picture,) = pictures(tmp_path / "large.png", [1])
    assert isinstance(picture, Picture)
    assert picture.times == 2
    small = np.asarray(Image.fromarray(picture.grey).resize(grey.shape[::-1]), np.float32)
    assert np.abs(small - grey).mean() < 4


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [("tif", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "RGBX", "CMYK", "LAB", "F", "I", "I;16", "I;16B")]
    + [("png", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("gif", "P"), ("webp", "RGBA"), ("avif", "RGB"), ("pgm", "L"), ("bmp", "L"), ("jp2", "L")],
)
def test_ink_is_read_in_every_kind_of_picture(suffix: str, mode: str, tmp_path: Path) -> None:
    """One that comes out white would be left out as an empty leaf."""
    grey = np.full((1000, 700), 240, np.uint8)
    grey[400:600, 100:600] = 20
    path = tmp_path / f"page.{suffix}"
    if mode.startswith("I;16"):
        wide = (grey.astype(np.uint16) * 257).astype(">u2" if mode.endswith("B") else "<u2")
        Image.frombytes(mode, (700, 1000), wide.tobytes()).save(path)
    else:
        through = "L" if mode in ("1", "L", "LA", "P", "F", "I") else "RGB"
        Image.fromarray(grey).convert(through).convert(mode).save(path)
    (read,) = pictures(path, [1])
    assert isinstance(read, Picture), read
    assert read.grey[500, 350] < 80
    assert read.grey[100, 350] > 200


def test_a_picture_is_what_its_bytes_say(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    """Phones send HEIC under the name of a JPEG, and photos with a second frame, which is no page."""
    pages = [Image.fromarray(decoded(printed.scan(i, everything()), tmp_path, 1).grey).convert("RGB") for i in range(3)]
    pillow_heif.register_heif_opener()
    scans = tmp_path / "scans"
    scans.mkdir()
    pages[0].save(scans / "1.jpg", format="HEIF", quality=80)
    pages[1].save(scans / "2", format="AVIF", quality=80)
    pages[2].save(scans / "3.jpg", format="MPO", save_all=True, append_images=[pages[2].resize((700, 990))])
    ran = terminal("mark", scans, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "3 sheets marked" in ran.err
    assert "warning" not in ran.err
    assert "note" not in ran.err


def test_no_program_is_run_on_a_file(tmp_path: Path) -> None:
    """Pillow hands PostScript to Ghostscript, of whoever sent it."""
    page = tmp_path / "page.jpg"
    page.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 612 792\nshowpage\n%%EOF\n")
    (told,) = sources([page]).diagnostics
    assert told.rule == "scan-format"


@pytest.mark.parametrize("in_folder", [False, True])
def test_scans_inside_of_another_file_are_not_passed_over(in_folder: bool, tmp_path: Path) -> None:
    """A portfolio shows a leaf that asks for another viewer; a PDF to which something is attached is read."""
    for name, key in (("portfolio.pdf", "/Collection"), ("attached.pdf", "/Other")):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.attachments["scan.pdf"] = pikepdf.AttachedFileSpec(pdf, b"%PDF-1.7", filename="scan.pdf")
            pdf.Root[key] = pikepdf.Dictionary()
            pdf.save(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "scans.zip", "w") as packed:
        packed.writestr("1.jpg", b"scan")
    files = sorted(tmp_path.iterdir())
    read = sources([tmp_path] if in_folder else files)
    assert [file.path.name for file in read.files] == ["attached.pdf"]
    assert [(at.span.file.name, at.rule) for at in read.diagnostics if at.span] == [
        ("portfolio.pdf", "scan-packed"),
        ("scans.zip", "scan-packed"),
    ]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("size", [(601, 1001), (2503, 4999), (4811, 2519)])
def test_a_picture_in_strips_is_that_in_one_piece(mode: str, size: tuple[int, int], tmp_path: Path) -> None:
    """A page is known by its pixels, so that they may not depend on how much memory is spared."""
    chance = np.random.default_rng(1)
    small = chance.integers(0, 256, (size[1] // 7, size[0] // 7, len(mode)), np.uint8)
    picture = Image.fromarray(small, mode).resize(size, Image.Resampling.BILINEAR)
    picture.save(tmp_path / "page.png", compress_level=1)
    (read,) = pictures(tmp_path / "page.png", [1])
    assert isinstance(read, Picture)
    whole = picture.reduce(max(1, max(size) // 2400))
    if mode == "RGBA":
        whole = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    assert np.array_equal(read.grey, np.asarray(whole).min(2))


@pytest.mark.parametrize("suffix", ["png", "jpg", "pdf"])
@pytest.mark.parametrize(("size", "times"), [((3508, 4961), 0), ((4961, 7016), 1)])
def test_large_pages_are_decoded_one_at_a_time(suffix: str, size: tuple[int, int], times: int, tmp_path: Path) -> None:
    """Two pages of 600 dpi in colours, decoded at once, take what all else together does not."""
    path = tmp_path / f"page.{suffix}"
    page = Image.new("L", size, 200)
    if suffix == "pdf":
        pdf = pikepdf.new()
        picture = pdf.make_stream(page.tobytes(), Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=8)
        picture.Width, picture.Height, picture.ColorSpace = *size, Name.DeviceGray
        pdf.add_blank_page().Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
        pdf.pages[0].Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Scan Do Q")
        pdf.save(path)
    else:
        page.save(path)
    held = []

    @contextmanager
    def alone() -> Iterator[None]:
        held.append("taken")
        yield
        held.append("given back")

    (read,) = pictures(path, [1], alone)
    assert isinstance(read, Picture)
    assert held == ["taken", "given back"] * times


def test_workers_share_the_lock_for_large_pages(
    printed: PaperClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def _decoded(path: Path, numbers: Sequence[int], alone: Alone) -> Iterator[Picture]:
        with alone():
            held.extend(file.name for file in printed.folder.iterdir() if file.name == LARGE_PAGE)
        yield Picture(np.zeros((1000, 700), np.uint8))

    monkeypatch.setattr(batch, "pictures", _decoded)
    batch.read_batch(batch.Batch(printed.folder, tmp_path / "page.png", (1,)))
    assert held == [LARGE_PAGE]
    assert not (printed.folder / LARGE_PAGE).exists()


def test_what_to_do_is_said_once(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 nothing")
    other = paper_class(tmp_path / "other", [*STUDENTS, ("2026004", "Zhao Min"), ("2026005", "Sun Li")])
    pile = other.pile(tmp_path / "other.pdf", other.scan(3, everything()), other.scan(4, everything()))
    run = partial(terminal, "mark", "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    ran = run(tmp_path / "a.pdf", tmp_path / "b.pdf", pile)
    assert ran.err.count("  hint: copy or scan it again; the next run reads only what is new") == 1
    assert ran.err.count("  hint: mark it with the folder of its own class; what does not belong here can be") == 1
    assert "page 1 is of another class: paper MOCK-7.4-EN-X, sheet 4, page 1 of 1 [sheet-foreign]" in ran.err
    assert "marks.xlsx" in marks(printed.folder)


def test_files_of_one_name_are_named_with_their_folders(
    terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    other = paper_class(tmp_path / "other", [*STUDENTS, ("2026004", "Zhao Min")])
    run = partial(terminal, "mark", "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    for folder in ("a/scans", "b/scans"):
        (tmp_path / folder).mkdir(parents=True)
    wrong = other.pile(tmp_path / "a/scans/scan.pdf", other.scan(3, everything()))
    right = printed.pile(tmp_path / "b/scans/scan.pdf", printed.scan(0, {}), printed.scan(1, everything()))
    assert run(wrong).err.startswith("scan.pdf: warning: page 1 is of another class")
    ran = run(right)
    assert "1 page of earlier scans left out as before" in ran.err
    assert "page 1 is of another class" not in ran.err
    assert "has no marks: page 1 of b/scans/scan.pdf" in ran.err
    assert not any(line.startswith("scan.pdf") for line in ran.err.splitlines())


def test_of_half_a_sheet_it_is_not_said_that_nothing_is_marked(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2)
    half = printed.pile(tmp_path / "half.pdf", printed.scan(0, {}, page=2))
    ran = terminal("mark", half, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert "[sheet-missing-page]" in ran.err
    assert "[sheet-blank]" not in ran.err


def test_papers_as_they_were_printed_are_no_scans(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    pile = printed.pile(printed.folder / "scans.pdf", printed.scan(0, everything()))
    ran = terminal(
        "mark", printed.folder / "sheets.pdf", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path
    )
    assert (ran.code, "1 sheet marked" in ran.err) == (1, True), ran.err
    assert (
        "sheets.pdf: error: this was made by hwgen, to be printed or handed back, and is no scan [scan-made]" in ran.err
    )
    copies = tmp_path / "other" / "copies"
    copies.mkdir(parents=True)
    for name in ("a.pdf", "b.pdf"):
        (copies / name).write_bytes(pile.read_bytes() + name.encode())
    assert len(sources([copies], printed.folder).files) == 2
    found = sources([copies], tmp_path / "other")
    assert (found.files, len(found.diagnostics)) == ((), 1)
    assert "with 1 other file of its kind" in found.diagnostics[0].message
