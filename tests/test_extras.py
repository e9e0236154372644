"""The command that installs an extra works wherever hwgen came from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import PathDistribution
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from hwgen import extras
from hwgen.extras import install

METADATA = """\
Metadata-Version: 2.4
Name: hwgen
Version: 1
Requires-Dist: click>=8
Requires-Dist: zxing-cpp>=3; extra == "mark"
Requires-Dist: opencv-python-headless>=5; extra == 'mark'
Requires-Dist: uvicorn>=0.34; extra == 'serve'
"""


@pytest.mark.parametrize(
    ("came_from", "piped", "command"),
    [
        (None, False, "pip install 'hwgen[mark]'"),
        ("{}", False, "pip install 'zxing-cpp>=3' 'opencv-python-headless>=5'"),
        (None, True, "pipx inject hwgen 'zxing-cpp>=3' 'opencv-python-headless>=5'"),
    ],
)
def test_an_extra_is_installed_by_name_only_from_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, came_from: str | None, piped: bool, command: str
) -> None:
    folder = tmp_path / "hwgen-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA, encoding="utf-8")
    if came_from:
        (folder / "direct_url.json").write_text(came_from, encoding="utf-8")
    if piped:
        (tmp_path / "pipx_metadata.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(extras, "distribution", lambda name: PathDistribution(folder))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert install("mark") == command


def test_what_is_not_installed_is_said_with_the_way_out(
    hwgen: Callable[..., CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "SERVE", {"no_such_module": "no-such-package"})
    done = hwgen("serve", "--no-open")
    assert done.returncode == 3
    assert "without no-such-package" in done.stderr
    assert extras.install("serve") in done.stderr
