"""The cache holds values, which can do nothing, in a folder of the user's own."""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from hwgen import cache
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load
from hwgen.errors import Span

Make = Callable[..., object]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def plant(own: Path, body: bytes) -> None:
    """Puts a pickle there as hwgen would have written it."""
    path = own / "bank" / cache.digest("place")
    cache.keep("bank", "place", "state", 1)
    path.write_bytes(f"state {cache.digest(body)}\n".encode() + body)


class Runs:
    def __init__(self, function: Make, *given: object) -> None:
        self.what = function, given

    def __reduce__(self) -> tuple[Make, tuple[object, ...]]:
        return self.what


@pytest.mark.parametrize(
    "make",
    [
        lambda ran: Runs(os.mkdir, ran),
        lambda ran: Runs(os.system, f"mkdir {ran}"),
        lambda ran: Runs(eval, f"__import__('os').mkdir({ran!r})"),
        lambda ran: pickle.Unpickler,
        lambda ran: os.mkdir,
        lambda ran: cache.write,
    ],
)
def test_nothing_that_was_planted_is_run(own: Path, tmp_path: Path, make: Callable[[str], object]) -> None:
    plant(own, pickle.dumps(make(str(tmp_path / "ran")), protocol=5))
    assert cache.kept("bank", "place", "state") is None
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "body",
    [
        b"\x80\x05chwgen.__main__\nmain\n.",
        b"\x80\x05chwgen.commands.app\nmain\n.",
        b"\x80\x05\x8c\x0chwgen.errors\x8c\x10Span.file.unlink\x93.",
        b"\x80\x05chwgen.errors\nIterable\n.",
        b"(" * 100_000,
        b"",
    ],
)
def test_what_is_no_value_is_not_read(own: Path, body: bytes) -> None:
    plant(own, body)
    assert cache.kept("bank", "place", "state") is None


def test_values_come_back(own: Path) -> None:
    thing = (Span(ROOT, 1, 2), {"a": [1.5, None]}, frozenset({"b"}))
    plant(own, cache.packed(thing))
    assert cache.kept("bank", "place", "state") == thing


def test_the_whole_bank_comes_back(own: Path) -> None:
    """Every class that an item is made of is one of values."""
    first = load(ROOT).course
    again = load(ROOT).course
    assert list((own / "bank").iterdir())
    for id, item in first.items.items():
        if isinstance(item, BankItem):
            known = again.items[id]
            assert isinstance(known, BankItem)
            assert isinstance(known.stored, bytes)
            assert known.problem == item.problem
    assert again.misconceptions == first.misconceptions


def test_others_are_kept_out(own: Path) -> None:
    before = os.umask(0)
    try:
        cache.keep_facts("answers", "state", [1])
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own, own / "answers")] == [0o700, 0o700]
    (own / "answers").chmod(0o777)
    own.chmod(0o777)
    cache._is_ours.cache_clear()
    assert cache.facts("answers", "state") == [1]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (own, own / "answers")] == [0o777, 0o700]


def test_a_cache_of_somebody_else_is_not_used(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.keep_facts("answers", "state", [1])
    assert cache.faults() == ()
    monkeypatch.setattr(cache.os, "geteuid", lambda: own.stat().st_uid + 1)
    cache._is_ours.cache_clear()
    assert cache.facts("answers", "state") is None
    cache.keep_facts("answers", "other", [1])
    assert [path.name for path in (own / "answers").iterdir()] == ["state"]
    assert [fault.rule for fault in cache.faults()] == ["foreign-cache"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_not_opened(own: Path, make: Callable[[Path], None]) -> None:
    cache.keep_facts("answers", "other", 1)
    make(own / "answers" / "state")
    assert cache.facts("answers", "state") is None
