"""Makes the pictures of README and docs: the first page of exam and key in both languages, an answer sheet, and each layout of the head."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from hwgen.bank.head import HeadRecord
from hwgen.bank.loading import load_course
from hwgen.classes.paper import build
from hwgen.exam.model import Looks
from hwgen.layouts import Layout
from hwgen.papercode import Code
from hwgen.text import Language

ROOT = Path(__file__).parents[1]
LAYOUTS: tuple[tuple[Layout, Language], ...] = (("chinese", "zh"), ("western", "en"))


def first_page(pdf: Path, name: str) -> None:
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", pdf, ROOT / "docs" / name], check=True)


def main() -> None:
    course = load_course(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        for language in course.languages:
            built = build(course, Code("hw2", 7, language), out=Path(folder))
            for stem in ("exam", "key"):
                first_page(built.folder / f"{stem}.pdf", f"{stem}-{language}")
        built = build(course, Code("hw2", 7, "en"), looks=Looks(sheet=True), out=Path(folder) / "sheets")
        first_page(built.folder / "sheets.pdf", "sheet-en")
        for layout, language in LAYOUTS:
            headed = replace(course, head=HeadRecord(layout=layout, book="closed"))
            built = build(headed, Code("hw2", 7, language), out=Path(folder) / layout)
            first_page(built.folder / "exam.pdf", f"head-{layout}")


if __name__ == "__main__":
    main()
