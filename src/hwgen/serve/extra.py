"""The libraries that the workbench takes: an extra, since nothing else needs them."""

from __future__ import annotations

from importlib.util import find_spec

from hwgen.errors import Diagnostic, MissingProgram

LIBRARIES = {
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "watchfiles": "watchfiles",
    "python_multipart": "python-multipart",
}


def require() -> None:
    """Raises MissingProgram where one of them is not installed."""
    missing = [name for module, name in LIBRARIES.items() if find_spec(module) is None]
    if missing:
        message = f"the workbench does not run without {' and '.join(missing)}"
        raise MissingProgram(Diagnostic("missing-serve-extra", message, None, "pip install 'hwgen[serve]'"))
