"""Where questions lie on the pages that the workbench shows."""

from __future__ import annotations

import re
from pathlib import Path

from hwgen import serve
from hwgen.pdf.typst import Drawn, Place
from hwgen.serve import drawn


def test_what_questions_share_is_beside_none_of_them() -> None:
    places = (Place(1, 1, 0.2), Place(0, 1, 0.5), Place(2, 1, 0.6), Place(3, 2, 0.1))
    spans = drawn.spans_of(Drawn((), places))
    assert {number: (page, end) for number, (page, _, end) in spans.items()} == {
        1: (1, 0.494),
        2: (1, 0.934),
        3: (2, 0.934),
    }


def test_all_that_scrolls_is_in_reach_of_the_keyboard() -> None:
    """What the style lets scroll gets the focus where it does, by the script of the pages, or always, by its template."""
    folder = Path(serve.__file__).parent
    script = (folder / "static" / "page.js").read_text(encoding="utf-8")
    reached = next(line for line in script.splitlines() if "one.tabIndex = 0" in line).replace("'", '"')
    templates = "".join(path.read_text(encoding="utf-8") for path in (folder / "templates").glob("*.html"))
    style = (folder / "static" / "style.css").read_text(encoding="utf-8")
    scrolls = re.findall(r"([^{}]+)\{[^{}]*overflow(?:-[xy])?: auto", style)
    selectors = {one.strip().removesuffix(":not(:empty)") for rule in scrolls for one in rule.split(",")}
    assert len(selectors) > 5
    always = {f".{name}" for name in re.findall('class="([a-z-]+)" tabindex="0"', templates)}
    assert {one for one in selectors - always if one not in reached} == set()
