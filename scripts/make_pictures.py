"""Makes the README's pictures: the first page of exam and key in both languages."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hwgen.bank.loading import load_course
from hwgen.classes.paper import build
from hwgen.papercode import Code

ROOT = Path(__file__).parents[1]


def main() -> None:
    course = load_course(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        for language in course.languages:
            built = build(course, Code("hw2", 7, language), out=Path(folder))
            for stem in ("exam", "key"):
                target = ROOT / "docs" / f"{stem}-{language}"
                pdf = built.folder / f"{stem}.pdf"
                subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", pdf, target], check=True)


if __name__ == "__main__":
    main()
