"""Extras: libraries that few need, and the command that installs them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from hwgen.errors import Diagnostic, MissingProgram

# Packages by their modules.
MARK = {"cv2": "opencv-python-headless", "zxingcpp": "zxing-cpp"}
SERVE = {
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "watchfiles": "watchfiles",
    "python_multipart": "python-multipart",
}


def require_mark() -> None:
    """Raises MissingProgram where a library that reads scans is not installed."""
    _require("missing-mark-extra", "mark", MARK, "scans cannot be read")


def require_serve() -> None:
    """Raises MissingProgram where a library of the workbench is not installed."""
    _require("missing-serve-extra", "serve", SERVE, "the workbench does not run")


def _require(rule: str, extra: str, libraries: Mapping[str, str], lacking: str) -> None:
    missing = [package for module, package in libraries.items() if find_spec(module) is None]
    if missing:
        raise MissingProgram(Diagnostic(rule, f"{lacking} without {', '.join(missing)}", None, install(extra)))


def installer() -> str:
    """The command that puts packages into the environment of hwgen."""
    return "pipx inject hwgen" if _by_pipx() else "pip install"


def _by_pipx() -> bool:
    return (Path(sys.prefix) / "pipx_metadata.json").exists()


def install(extra: str) -> str:
    """The command that installs an extra.

    It names the libraries where hwgen itself came from a file or a folder, for pip would look for it in the package index.
    """
    try:
        hwgen = distribution("hwgen")
    except PackageNotFoundError:
        return f"pip install 'hwgen[{extra}]'"
    if not _by_pipx() and hwgen.read_text("direct_url.json") is None:
        return f"pip install 'hwgen[{extra}]'"
    wanted = (line.partition(";") for line in hwgen.requires or ())
    quoted = (f"'{extra}'", f'"{extra}"')
    libraries = [f"'{name.strip()}'" for name, _, marker in wanted if marker.strip().endswith(quoted)]
    return f"{installer()} {' '.join(libraries)}"
