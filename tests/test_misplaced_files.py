"""Copies of files, merges that were not finished, and what is no file where one belongs: each is named where it is, and waited for nowhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from terminal import run

from hwgen import digests
from hwgen.bank.files import courses_below
from hwgen.bank.ledger import load_ledger
from hwgen.bank.loading import load
from hwgen.bank.paths import Paths
from hwgen.bank.results import load_results
from hwgen.bank.swaps import path_of, read_swaps
from hwgen.errors import CourseError
from hwgen.yamlsrc import Document

MERGED = "{}<<<<<<< HEAD\n{}=======\n{}>>>>>>> theirs\n"


@pytest.mark.parametrize("copy", ["basics (1)", "basics - 副本", "basics - 副本 (2)", "basics copy 2", "basics - Copy"])
def test_what_stands_twice_is_reported_in_the_copy(small_course: Path, copy: str) -> None:
    original = small_course / "bank/items/basics.yaml"
    (path := original.with_stem(copy)).write_bytes(original.read_bytes())
    faults = [fault for fault in load(small_course).errors if fault.rule == "duplicate-id"]
    assert {fault.span.file for fault in faults if fault.span} == {path}


def test_names_with_numbers_are_no_copies(small_course: Path) -> None:
    for name in ("copy", "waves 2", "waves-copy-machines", "9 (odd"):
        (small_course / "bank/items" / f"{name}.yaml").touch()
    names = [path.stem for path in Paths.of(small_course).topics]
    assert names == sorted(names)


@pytest.mark.parametrize("file", ["bank/items/basics.yaml", "bank/course.yaml", "generators/max_pool.py"])
def test_a_merge_that_was_not_finished_has_its_line(small_course: Path, file: str) -> None:
    path = small_course / file
    first, second, *rest = path.read_text().splitlines(keepends=True)
    path.write_text(MERGED.format(first, second, second) + "".join(rest))
    fault = next(fault for fault in load(small_course).errors if fault.span and fault.span.file == path)
    assert fault.message.endswith("a merge was not finished")
    assert fault.span
    assert fault.span.line == 2


def test_arrows_in_a_text_are_no_merge(tmp_path: Path) -> None:
    (path := tmp_path / "a.yaml").write_text("text: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> theirs\n")
    assert Document(path).data


def test_a_folder_in_the_place_of_a_file_is_not_taken_for_nothing(small_course: Path) -> None:
    for name in ("ledger.yaml", "results.yaml"):
        (small_course / "bank" / name).unlink(missing_ok=True)
        (small_course / "bank" / name).mkdir()
    path_of(small_course, "named", 7).mkdir(parents=True)
    reading = (load_ledger, load_results, lambda root: read_swaps(root, "named", 7))
    for read in reading:
        with pytest.raises(CourseError, match="it is a folder, not a file"):
            read(small_course)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
def test_pipes_are_waited_for_nowhere(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    # The mark of a pipe is never that of the last run.
    assert digests.of_files(tmp_path, [pipe]) == {}
    result = run("import", "text", pipe, "--into", tmp_path / "new", folder=tmp_path)
    assert "is a named pipe, and no file" in result.err


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="there are no such files")
def test_what_comes_through_a_pipe_of_the_shell_is_imported(small_course: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, b"::q:: 2+2? {=4 ~5}\n")
    os.close(write)
    result = run("import", "gift", f"/dev/fd/{read}", "--into", small_course, folder=tmp_path)
    os.close(read)
    assert result.code == 0, result.err
    assert (small_course / "bank" / "exams" / "imported.yaml").is_file()


def test_a_course_below_is_seen_from_above(small_course: Path) -> None:
    assert courses_below(small_course.parent) == [small_course]
    other = small_course.parent / "another"
    shutil.copytree(small_course, other)
    assert courses_below(small_course.parent) == [other, small_course]
    hint = run("new", "item", "x", "--topic", "y", folder=small_course.parent).err
    assert "`another`, `course` are courses: `cd` into one of them first" in hint
    assert courses_below(small_course / "bank") == []
