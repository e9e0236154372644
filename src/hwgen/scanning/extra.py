"""The libraries that reading scans takes: an extra, since they are large and sheets are printed without them."""

from __future__ import annotations

from importlib.util import find_spec

from hwgen.errors import Diagnostic, MissingProgram

LIBRARIES = {"cv2": "opencv-python-headless", "zxingcpp": "zxing-cpp"}


def require() -> None:
    """Raises MissingProgram where one of them is not installed."""
    missing = [name for module, name in LIBRARIES.items() if find_spec(module) is None]
    if missing:
        message = f"scans cannot be read without {' and '.join(missing)}"
        raise MissingProgram(Diagnostic("missing-mark-extra", message, None, "pip install 'hwgen[mark]'"))
