"""Small classes whose sheets are scanned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from paper_class import PaperClass
from terminal import Ran

from hwgen.scanning.pictures import decoded
from hwgen.scanning.reading import PageReading

Terminal = Callable[..., Ran]


STUDENTS = [("2026001", "Li Lei"), ("2026002", "Han Meimei"), ("2026003", "Wang Fang")]


def marked(reading: PageReading) -> dict[str, tuple[str, ...]]:
    return {id: group.marked for id, group in reading.groups.items() if group.marked}


def marks(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "marks").iterdir() if path.is_file()}


def problems(terminal: Terminal, printed: PaperClass, tmp_path: Path, *scans: bytes) -> Ran:
    return terminal(
        "mark", printed.pile(tmp_path / "pile.pdf", *scans), "--class", printed.folder, "--jobs", "1", folder=tmp_path
    )


def numbered(text: str) -> dict[str, str]:
    return {f"number#{i}": digit for i, digit in enumerate(text, 1)}


def cut_short(scan: bytes) -> bytes:
    """As a scanner sends it that pulled the sheet above its first rows."""
    grey = decoded(scan, Path("scan.jpg"), 1).grey
    y, lines = round(0.22 * len(grey)), round(18 * len(grey) / 297)
    return cv2.imencode(".jpg", np.concatenate([grey[:y], grey[y + lines :]]))[1].tobytes()


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    texts = (document[i].get_textpage().get_text_range() for i in range(len(document)))
    return " ".join(" ".join(texts).split())
