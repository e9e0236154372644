"""Damage in JPEGs that a decoder passes over: what comes after it lies in a wrong place, where other boxes are."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

STANDARD_ERROR = 2
JPEG_END = b"\xff\xd9"
# Some scanners fill the end of a picture with bytes that mean nothing.
FILLED = re.compile(r"(\d+) extraneous bytes before marker 0xd9")

_one_at_a_time = Lock()


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What libjpeg complains of meanwhile. OpenCV passes it on by the standard error of the process alone."""
    heard: list[str] = []
    with _one_at_a_time, tempfile.TemporaryFile() as file:
        kept = os.dup(STANDARD_ERROR)
        os.dup2(file.fileno(), STANDARD_ERROR)
        try:
            yield heard
        finally:
            os.dup2(kept, STANDARD_ERROR)
            os.close(kept)
            file.seek(0)
            heard += file.read().decode(errors="replace").splitlines()


def is_damage(line: str, data: bytes) -> bool:
    """Whether the decoder lost its way in the JPEG that it complains of."""
    filled = FILLED.search(line)
    if filled:
        end = data.rfind(JPEG_END)
        return len(set(data[end - int(filled[1]) : end])) > 1
    return "JPEG" in line
