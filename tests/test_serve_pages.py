"""Where questions lie on the pages that the workbench shows, and how these pages are laid out."""

from __future__ import annotations

import re
from pathlib import Path

from hwgen import serve
from hwgen.pdf.typst import Drawn, Place
from hwgen.serve import drawn
from hwgen.serve.pages import page_words, spaced


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


def test_no_space_follows_a_sign_that_is_as_wide_as_a_character() -> None:
    """A field below its label stands apart anyway."""
    said = re.compile(r'say\("([\w.]+)"[^}|]*\}\}(?:</\w+>|\{%[^%]*%\})* (?!<(?:input|select|textarea))')
    chinese = page_words("zh").phrases
    wrong = [
        f"{path.name}: {name}"
        for path in sorted((Path(serve.__file__).parent / "templates").glob("*.html"))
        for name in said.findall(path.read_text(encoding="utf-8"))
        if name in chinese and spaced(str(chinese[name])) == chinese[name]
    ]
    assert wrong == []
    assert spaced("Written to the file:") == "Written to the file: "
