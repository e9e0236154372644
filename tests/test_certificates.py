"""Certificates come with the package, and hold for the sources that they were made of."""

from __future__ import annotations

import os
import sys
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from accepting import GOLDEN, Golden

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.looking.tables import generators
from hwgen.plan import plan
from hwgen.plan.assembly import assemble
from hwgen.problem.generator import Generator
from hwgen.proof import certificates, outlines
from hwgen.proof.certificates import Certificate, certificate, verified

ROOT = Path(__file__).parents[1]
COURSE = ROOT / "tests" / "course"
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
import prove  # noqa: E402

from hatch_build import Certificates  # noqa: E402


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificates of a small course where a wheel has them, and nothing in the cache."""
    folder = tmp_path / "certificates"
    prove.main(COURSE, folder)
    monkeypatch.setattr(certificates, "BUNDLED", folder)
    monkeypatch.setattr(certificates, "_held", {})
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    return folder


def all_of(course: Path) -> list[Certificate]:
    loaded = load_course(course)
    done = list(verified(loaded, generators(loaded)))
    assert all(isinstance(one, Certificate) for one in done)
    return done  # type: ignore[return-value]


def test_what_comes_with_the_package_is_not_proven_again(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "_prove", None)
    taken = all_of(COURSE)
    monkeypatch.undo()
    monkeypatch.setattr(certificates, "_held", {})
    assert [replace(one, digest="") for one in taken] == [replace(one, digest="") for one in all_of(COURSE)]


@pytest.mark.parametrize("damage", [b"", b"{}", b"whatever\nelse"])
def test_a_damaged_certificate_is_proven_again(bundled: Path, damage: bytes) -> None:
    for file in bundled.iterdir():
        file.write_bytes(damage)
    assert [one.variants for one in all_of(COURSE)]


def test_another_source_is_proven_itself(bundled: Path) -> None:
    loaded = load_course(COURSE)
    (generator,) = generators(loaded)
    assert (bundled / certificates.source(loaded, generator)).is_file()
    other = replace(loaded, conventions={})
    assert not (bundled / certificates.source(other, generator)).is_file()


def test_the_table_of_outlines_says_what_the_proofs_say(proven: Course, golden: Golden) -> None:
    wanted = generators(proven)
    table = outlines.lines(proven, [(generator, certificate(proven, generator)) for generator in wanted])
    golden.file(os.path.relpath(outlines.TABLE, GOLDEN), table.encode())


def test_a_paper_proves_what_it_asks_and_nothing_else(
    tmp_path: Path, proven: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = assemble(proven, proven.blueprint("quiz"), 7)
    monkeypatch.setattr(certificates, "_held", {})
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(certificates, "_prove", None)
    assert assemble(proven, proven.blueprint("quiz"), 7).chosen == known.chosen
    asked: list[Generator] = []
    monkeypatch.setattr(plan, "verified", lambda course, generators: asked.extend(generators) or ())
    plan.prove_asked(proven, [known])
    assert {item.id for item in asked} == {slot.item.id for slot in known.slots if isinstance(slot.item, Generator)}


@pytest.mark.parametrize("place", ["its file", "its course"])
def test_another_generator_has_no_outline(course: Course, place: str) -> None:
    generator = generators(course)[0]
    if place == "its file":
        other = copy(generator)
        other.file_digest = "another"
        assert outlines.listed(course, other) is None
    else:
        assert outlines.listed(replace(course, languages=("en",)), generator) is None


def test_a_wheel_takes_the_certificates_along(tmp_path: Path) -> None:
    hook = Certificates(str(tmp_path), {}, None, None, "", "wheel")  # type: ignore[arg-type]
    data: dict[str, dict[str, str]] = {"force_include": {}}
    hook.initialize("standard", data)
    assert data == {"force_include": {}}
    made = tmp_path / "output" / "certificates"
    made.mkdir(parents=True)
    hook.initialize("editable", data)
    assert data == {"force_include": {}}
    hook.initialize("standard", data)
    assert data == {"force_include": {str(made): "hwgen/starter/certificates"}}
