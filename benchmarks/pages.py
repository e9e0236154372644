"""How well papers and their keys fill their pages, by language and engine: numbers of pages, and how much of each page stays blank at its bottom.

Space for an answer at the end of a page counts as blank, too.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

import pypdfium2

from hwgen.bank.loading import load_course
from hwgen.classes.paper import build
from hwgen.formats import FORMATS
from hwgen.papercode import Code

ROOT = Path(__file__).parents[1]
EXAMS = (
    ("hw2", 7),
    ("quiz", 3),
    ("midterm", 7),
    ("midterm", 5),
    ("final", 7),
    ("quiz-20", 7),
    ("quiz-20", 5),
    ("quiz-20", 31),
)
ENGINES = ("xelatex", "typst")
PARTS = ("exam", "key")
# In millimetres: where the text of a page ends, and the darkest grey that counts as ink.
BOTTOM, INK = 20.0, 200
# Of a page: as much blank is seen at once, and a last page with as much holds little.
HOLE, LITTLE = 0.25, 0.6
DOTS_PER_MM = 2


def blanks(pdf: Path) -> Iterator[float]:
    """For each page the part of its height that is blank between the last ink and the lower margin."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        image = page.render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True).to_numpy()
        rows = image.reshape(image.shape[0], -1).min(axis=1)
        end = round(len(rows) - BOTTOM * DOTS_PER_MM)
        inked = [row for row in range(end) if rows[row] < INK]
        yield (end - 1 - (inked[-1] if inked else 0)) / len(rows)
    document.close()


def main(engines: Sequence[str]) -> None:
    course = load_course(ROOT)
    every: dict[tuple[str, str], list[float]] = {(engine, part): [] for engine in engines for part in PARTS}
    last: dict[tuple[str, str], list[float]] = {(engine, part): [] for engine in engines for part in PARTS}
    with tempfile.TemporaryDirectory() as folder:
        for name, seed in EXAMS:
            for language in course.languages:
                for engine in engines:
                    code = Code(name, seed, language)
                    out = Path(os.environ.get("PAGES_OUT", folder)) / engine
                    built = build(course, code, engine=engine, formats=(FORMATS["pdf"],), out=out)
                    for part in PARTS:
                        pages = list(blanks(built.folder / f"{part}.pdf"))
                        every[engine, part] += pages[:-1]
                        last[engine, part] += pages[1:][-1:]
                        shown = " ".join(f"{100 * page:.0f}" for page in pages)
                        print(
                            f"{name} {language} {engine}, {part}: {len(pages)} pages; blank at the bottom, %: {shown}",
                            flush=True,
                        )
    for (engine, part), pages in every.items():
        print(
            f"{engine}, {part}: {100 * fmean(pages):.1f} % of a page that is not the last is blank at its bottom, at most {100 * max(pages):.0f} % (aim: below 8 on average); "
            f"{sum(page > HOLE for page in pages)} of {len(pages)} have more than {100 * HOLE:.0f} %, "
            f"and {sum(page > LITTLE for page in last[engine, part])} of {len(last[engine, part])} last pages more than {100 * LITTLE:.0f} %"
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ENGINES)
