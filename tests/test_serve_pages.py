"""Where questions lie on the pages that the workbench shows, and how these pages are laid out."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from hwgen import serve
from hwgen.content.image import UnusablePicture, check_file
from hwgen.pdf.typst import Drawn, Place
from hwgen.refusals import cannot_write
from hwgen.serve import drawn
from hwgen.serve.pages import own_message, own_remedy, page_words, spaced


def pixels() -> bytes:
    file = io.BytesIO()
    Image.frombytes("L", (60, 60), bytes(i * i % 251 for i in range(3600))).save(file, "PNG")
    return file.getvalue()


PIXELS = pixels()


def test_a_workbench_answers_without_what_no_first_page_needs() -> None:
    code = "import sys, hwgen.serve.app, hwgen.serve.desk; print(*(name for name in sys.modules if name.startswith(('hwgen.exam.', 'hwgen.kinds', 'hwgen.pdf', 'numpy', 'jinja2', 'pydantic'))))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split() == []


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


OPENED = b'<svg xmlns="http://www.w3.org/2000/svg">'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("half.png", PIXELS[: len(PIXELS) // 2]),
        ("spoiled.png", PIXELS[:200] + bytes(9) + PIXELS[209:]),
        ("tags.svg", OPENED + b"<g></svg>"),
        ("open.svg", OPENED + b"<g>"),
        ("cut.svg", OPENED + b"<g"),
        ("twice.svg", OPENED + b'<g a="1" a="2"/></svg>'),
        ("bare.svg", OPENED + b"<g a=1/></svg>"),
        ("prefix.svg", OPENED + b"<x:g/></svg>"),
        ("entity.svg", OPENED + b"&nbsp;</svg>"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said_in_chinese(name: str, data: bytes) -> None:
    """It is found out by libraries, which say it in English."""
    with pytest.raises(UnusablePicture) as e:
        check_file(name, data)
    shown = own_message(str(e.value), "zh")
    assert re.search("[一-龥]", shown)
    assert not re.search("[a-z]{4}", shown.replace("nbsp", ""))


@pytest.mark.parametrize(
    "number",
    ["EROFS", "ENOSPC", "EDQUOT", "EACCES", "EPERM", "ENOTDIR", "EEXIST", "EISDIR", "ENAMETOOLONG", "ENOENT", "EMFILE"],
)
def test_why_the_system_refuses_to_write_is_said_in_chinese(number: str, tmp_path: Path) -> None:
    """It says so in English, and so does a terminal."""
    (tmp_path / "1").write_text("")
    code = getattr(errno, number)
    refused = cannot_write(OSError(code, os.strerror(code)), tmp_path / "1" / "2", rest="this file was not changed")
    for words in (own_message(refused.message, "zh"), own_remedy(refused, "zh")):
        assert re.search("[一-龥]", words)
        assert not re.search("[a-z]{4}", words.replace(str(tmp_path), ""))
