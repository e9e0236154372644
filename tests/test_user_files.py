"""Files under a name that the user chose: hwgen replaces only what it wrote itself, and the way out follows the refusal."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

import pytest

from hwgen import cache
from hwgen.errors import HwgenError
from hwgen.output import replace_folder, replace_own
from hwgen.refusals import cannot_write, way_out

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What hwgen wrote in other tests is not known here."""
    known = cache.folder
    monkeypatch.setattr(cache, "folder", lambda kind: tmp_path / "known" if kind == "written" else known(kind))


def test_only_what_hwgen_wrote_makes_way(tmp_path: Path) -> None:
    mine = tmp_path / "notes.xml"
    replace_own({mine: b"one"})
    replace_own({mine: b"two"})
    assert mine.read_bytes() == b"two"
    mine.write_bytes(b"two, and hours of work")
    with pytest.raises(HwgenError, match="edited since hwgen wrote it"):
        replace_own({mine: b"three"})
    assert mine.read_bytes() == b"two, and hours of work"
    replace_own({mine: b"two, and hours of work"})


def test_all_files_or_none(tmp_path: Path) -> None:
    paper, key = tmp_path / "a.docx", tmp_path / "a-key.docx"
    key.write_bytes(b"mine")
    with pytest.raises(HwgenError, match="a file here that hwgen did not write"):
        replace_own({paper: b"paper", key: b"key"})
    assert not paper.exists()
    assert key.read_bytes() == b"mine"


def test_an_empty_file_is_nobodys(tmp_path: Path) -> None:
    place = tmp_path / "made-by-mktemp.xml"
    place.touch()
    replace_own({place: b"one"})
    assert place.read_bytes() == b"one"


def test_an_edited_page_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    place = tmp_path / "report"
    assert not replace_folder(place, {"index.html": b"one"})
    assert not replace_folder(place, {"index.html": b"two"})
    (place / "index.html").write_bytes(b"edited")
    (warning,) = replace_folder(place, {"index.html": b"three"})
    assert warning.message == "this file was edited; it is kept as index-edited-1.html"
    assert (place / "index-edited-1.html").read_bytes() == b"edited"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("export", "moodle", "named", "--seed", "7"), "notes.xml"),
        (("export", "gift", "named", "--seed", "7"), "notes.txt"),
        (("export", "docx", "named", "--seed", "7"), "notes.docx"),
        (("schema", "items"), "notes.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_notes_of_the_user_stay(
    small_course: Path, tmp_path: Path, hwgen: Run, words: tuple[str, ...], name: str
) -> None:
    notes = tmp_path / name
    notes.write_text("my notes")
    done = hwgen(*words, "--out", notes, "--course", small_course)
    assert done.returncode == 1
    assert "a file here that hwgen did not write, as far as its cache remembers [edited-in-the-way]" in done.stderr
    assert notes.read_text() == "my notes"
    notes.unlink()
    assert hwgen(*words, "--out", notes, "--course", small_course).returncode == 0
    assert hwgen(*words, "--out", notes, "--course", small_course).returncode == 0


@pytest.mark.parametrize(
    ("number", "way"),
    [
        (errno.EACCES, "check the permissions of"),
        (errno.EPERM, "check the permissions of"),
        (errno.EROFS, "nothing can be written there: choose another place"),
        (errno.ENOSPC, "free some space, or choose another place"),
        (errno.EISDIR, "a folder has this name: choose another name"),
        (errno.ENAMETOOLONG, "choose a shorter name"),
    ],
)
def test_the_way_out_follows_the_refusal(tmp_path: Path, number: int, way: str) -> None:
    error = OSError(number, os.strerror(number), str(tmp_path / "x"))
    assert way_out(error).startswith(way)
    assert ("space" in way_out(error)) == (number == errno.ENOSPC)
    hint = cannot_write(error, tmp_path / "x", "the export", "nothing was changed").hint
    assert hint.startswith(f"nothing was changed; {way}")


def test_a_file_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    with pytest.raises(HwgenError) as caught:
        replace_own({tmp_path / "f" / "x.xml": b"one"})
    assert "f is a file, not a folder" in caught.value.diagnostics[0].hint


def test_a_file_that_cannot_be_written_is_not_said_to_be_the_only_one(
    small_course: Path, hwgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files before it have been changed by then."""

    def full(**place: str) -> tuple[int, str]:
        if place["prefix"] == ".two.yaml.":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return mkstemp(**place)  # type: ignore[call-overload, no-any-return]

    exams = small_course / "bank" / "exams"
    files = [exams / "one.yaml", exams / "two.yaml"]
    for file in files:
        file.write_text(
            (exams / "named.yaml").read_text(encoding="utf-8").replace("title:", "title:   ", 1), encoding="utf-8"
        )
    monkeypatch.setattr("hwgen.output.tempfile.mkstemp", full)
    done = hwgen("format", *files, "--course", small_course)
    assert done.returncode == 1
    assert str(files[0]) in done.stdout
    assert "this file was not changed; free some space" in " ".join(done.stderr.split())


def test_a_final_paper_that_is_not_recorded_says_so(small_course: Path, hwgen: Run) -> None:
    (small_course / "bank" / "given").write_text("in the way")
    done = hwgen("build", "named", "--seed", "7", "--formats", "json", "--final", "--course", small_course)
    assert done.returncode == 1
    assert "the papers are built, but not recorded: this file was not changed; " in done.stderr
    assert "bank/given is a file, not a folder: choose another place; then run the build again" in done.stderr


def test_an_export_names_the_option_by_which_a_forgotten_file_makes_way(
    small_course: Path, tmp_path: Path, hwgen: Run
) -> None:
    out = tmp_path / "q.txt"
    words = ("export", "gift", "named", "--seed", "1", "--lang", "en", "-o", out, "--course", small_course)
    out.write_text("an earlier export, after the cache was emptied")
    refused = hwgen(*words)
    assert refused.returncode != 0
    assert "as far as its cache remembers" in refused.stderr
    assert "replace it with `--replace`" in refused.stderr
    assert hwgen(*words, "--replace").returncode == 0
    assert b"earlier" not in out.read_bytes()
