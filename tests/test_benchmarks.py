"""Benchmarks are run by hand, so that nothing else sees that one no longer fits the code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from mypy import api

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.mark.parametrize("path", sorted(BENCHMARKS.rglob("*.py")), ids=lambda path: str(path.relative_to(BENCHMARKS)))
def test_a_benchmark_loads(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.syspath_prepend(path.parent)
    # The folders beside each other have files of one name.
    for module in [
        name for name, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(BENCHMARKS))
    ]:
        monkeypatch.delitem(sys.modules, module)
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)


# Calls that no longer fit; what else is wrong with types is no reason that a benchmark stops.
MISFITS = ("[call-arg]", "[attr-defined]", "[name-defined]")


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in BENCHMARKS.rglob("*.py")}), ids=lambda path: path.name
)
def test_benchmarks_call_the_code_as_it_is(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = [str(path) for path in sorted(folder.glob("*.py"))]
    assert misfits(files, tmp_path_factory.getbasetemp()) == []


def test_a_call_that_no_longer_fits_is_seen(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    stale = tmp_path / "stale.py"
    stale.write_text(
        "from hwgen.papercode import gone\nfrom hwgen.errors import counted\n\n\ndef main():\n    print(counted(1))\n"
    )
    assert [line.split(":")[1] for line in misfits([str(stale)], tmp_path_factory.getbasetemp())] == ["1", "6"]


def misfits(files: list[str], scratch: Path) -> list[str]:
    options = ["--check-untyped-defs", "--ignore-missing-imports", "--follow-imports=silent", "--no-error-summary"]
    told, wrong, _ = api.run([*options, "--config-file=", f"--cache-dir={scratch / 'mypy'}", *files])
    assert wrong == ""
    return [line for line in told.splitlines() if line.endswith(MISFITS)]


def test_a_row_says_whether_its_aim_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    from waiting import Row

    assert str(Row("work", 2.8, "other", 2.0, 1.4)) == "| work | 2.80 s | other | 2.00 s | 1.40 | 1.4 | reached |"
    assert str(Row("work", 2.9, "limit", 2.0, 1.4)).endswith("| 1.45 | 1.4 | missed |")
