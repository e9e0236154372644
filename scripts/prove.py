"""Proves the starter course and writes its certificates where the wheel takes them from."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hwgen.bank.loading import load_course
from hwgen.errors import CourseError
from hwgen.looking.tables import generators
from hwgen.proof.certificates import packed, source, verified

ROOT = Path(__file__).parents[1]


def main(root: Path, folder: Path) -> None:
    course = load_course(root)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = generators(course)
    for generator, proven in zip(wanted, verified(course, wanted), strict=True):
        if isinstance(proven, CourseError):
            sys.exit(str(proven))
        (folder / source(course, generator)).write_bytes(packed(proven))
    print(f"{len(wanted)} certificates are in {folder}")


if __name__ == "__main__":
    main(ROOT, ROOT / "output" / "certificates")
