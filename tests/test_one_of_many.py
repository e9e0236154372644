"""What goes wrong at one page or one student, for a reason that nobody expected, is said, and ends nothing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal
from terminal import Ran

from hwgen.marks import folder as marks_folder
from hwgen.marks import mailing
from hwgen.marks.folder import opened
from hwgen.scanning import batch, pictures, returns
from hwgen.scanning.batch import Batch, Read
from hwgen.scanning.pictures import Picture
from hwgen.scanning.reading import PageReading, read_page
from hwgen.unexpected import TRACEBACK
from hwgen.workers import START_METHOD

SECOND = 2


def fail(*_: object, **__: object) -> None:
    raise KeyError("nobody expected this")


class AtTheSecond:
    """Fails when it is called for the second time, and is `then` else."""

    def __init__(self, then: object) -> None:
        self.then, self.calls = then, 0

    def __call__(self, *arguments: object) -> object:
        self.calls += 1
        return fail() if self.calls == SECOND else self.then(*arguments)  # type: ignore[operator]


@pytest.fixture(autouse=True)
def no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACEBACK, "")


@pytest.fixture
def printed(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


@pytest.fixture
def pile(printed: PaperClass, tmp_path: Path) -> Path:
    return printed.pile(tmp_path / "pile.pdf", *(printed.scan(i, {**everything(), "q1": "D"}) for i in range(3)))


def mark(terminal: Terminal, printed: PaperClass, tmp_path: Path, *more: object) -> Ran:
    return terminal("mark", *more, "--class", printed.folder, "--jobs", "1", folder=tmp_path)


@pytest.mark.parametrize(("module", "name"), [(batch, "read_page"), (pictures, "_picture")])
def test_a_page_that_fails_is_a_problem_of_that_page(
    module: object, name: str, terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, AtTheSecond(getattr(module, name)))
        ran = mark(terminal, printed, tmp_path, pile)
    assert ran.code == 1
    assert "pile.pdf: error: page 2 was not read: this is a bug in hwgen: KeyError" in ran.err
    assert "2 sheets marked, 1 missing" in ran.err
    again = mark(terminal, printed, tmp_path, pile)
    assert (again.code, "3 sheets marked" in again.err) == (0, True), again.err


def test_a_file_that_fails_leaves_the_others(
    terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.jpg").write_bytes(printed.scan(0, everything()))
    monkeypatch.setattr(pictures, "jpegs_of", fail)
    ran = mark(terminal, printed, tmp_path, pile, tmp_path / "one.jpg")
    assert (ran.code, ran.err.count("[scan-failed]"), "1 sheet marked" in ran.err) == (1, 3, True), ran.err


def ends_at_the_second(page: Picture, pages: object) -> PageReading:
    reading = read_page(page, pages)  # type: ignore[arg-type]
    if reading.stamp and reading.stamp.serial == SECOND:
        os.kill(os.getpid(), signal.SIGKILL)
    return reading


def in_a_fork(read: object, task: Batch) -> Read:
    from hwgen.scanning import running

    return next(iter(running.workers.run(read, [task], "local", 1, lambda *_: Read(task, ()))))  # type: ignore[arg-type]


def test_a_worker_that_dies_at_a_page_takes_no_other_along(
    printed: PaperClass, pile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(START_METHOD, "fork")
    monkeypatch.setattr(batch, "read_page", ends_at_the_second)

    def apart(read: object, task: Batch) -> Read:
        result = in_a_fork(read, task)
        if not result.pages:
            raise batch.BrokenProcessPool
        return result

    monkeypatch.setattr(batch.workers, "apart", apart)
    whole = Batch(printed.folder, pile, (1, 2, 3))
    assert batch.lost(whole, alone=False) is None
    read = batch.lost(whole, alone=True)
    assert read
    assert [isinstance(page, PageReading) for page in read.pages] == [True, False, True]
    assert "page 2 was not read: it ended the process" in str(read.pages[1])


def test_a_sheet_to_hand_back_that_fails_leaves_the_others(
    terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path
) -> None:
    folder = printed.folder / "marks" / "returns"
    assert mark(terminal, printed, tmp_path, pile, "--returns").code == 0
    assert len(list(folder.iterdir())) == 3
    erratum = [{"item": "item-0", "accept": "d", "reason": "both are right"}]
    (tmp_path / "erratum.yaml").write_text(json.dumps(erratum), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(returns, "feedback", AtTheSecond(returns.feedback))
        ran = terminal("regrade", "--class", printed.folder, "erratum.yaml", folder=tmp_path)
    assert (ran.code, ran.err.count("[return-failed]")) == (1, 1), ran.err
    assert "2 marked sheets to hand back written again" in ran.err
    assert sorted(path.name[:4] for path in folder.iterdir()) == ["0001", "0003"], "one of before shows other marks"
    again = mark(terminal, printed, tmp_path, pile, "--returns")
    assert (again.code, len(list(folder.iterdir()))) == (0, 3), again.err


def test_marks_do_not_wait_for_the_report(
    terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks_folder, "report", fail)
    ran = mark(terminal, printed, tmp_path, pile)
    assert (ran.code, "[report-failed]" in ran.err) == (1, True), ran.err
    assert [row.result.total for row in opened(printed.folder).rows if row.result] == [22, 22, 22]
    assert (printed.folder / "marks" / "marks.xlsx").exists()


def test_a_mail_that_fails_leaves_the_others(
    terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{id},{name},{id}@example.org" for id, name in STUDENTS]
    (tmp_path / "list.csv").write_text("\n".join(["id,name,mail", *lines]), encoding="utf-8")
    mark(terminal, printed, tmp_path, pile)
    monkeypatch.setattr(mailing, "_mail", AtTheSecond(mailing._mail))
    ran = mark(terminal, printed, tmp_path, "--mail", tmp_path / "list.csv")
    assert (ran.code, ran.err.count("[mail-failed]"), "2 mails written" in ran.err) == (1, 1, True), ran.err


def test_a_line_of_readings_that_is_none_is_named(
    terminal: Terminal, printed: PaperClass, pile: Path, tmp_path: Path
) -> None:
    mark(terminal, printed, tmp_path, pile)
    path = printed.folder / "marks" / "readings.jsonl"
    path.write_text("{}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    ran = mark(terminal, printed, tmp_path, pile, "--as-is")
    assert (ran.code, "readings.jsonl:1" in ran.err, "bug" in ran.err) == (2, True, False), ran.err
