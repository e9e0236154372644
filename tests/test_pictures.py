"""Pictures from files: sound ones are kept to the byte, what is active is taken out or refused, what is damaged is named at its line."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import samples
from PIL import Image as pillow
from terminal import Ran

from hwgen.content.image import UnusablePicture, as_png, check_file, cleaned
from hwgen.content.picture import Picture
from hwgen.limits import SVG_DEPTH
from hwgen.text import Text
from hwgen.writers.svg import svg as drawn

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="20"'


def svg(inner: str, more: str = "", before: str = "") -> bytes:
    return f'{before}<svg {XMLNS} {more}><rect id="r" width="9" height="9"/>{inner}</svg>'.encode()


def raster(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    pillow.effect_noise(size, 50).save(out, kind)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says that it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


PNG, JPEG = raster("PNG"), raster("JPEG")
INSIDE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"

# What is active, what is said of it, and the same without it.
ACTIVE = {
    "script": (svg("<script>alert(1)</script>"), "`<script>`", svg("<desc>alert(1)</desc>")),
    "script-cdata": (svg("<script><![CDATA[alert(1)]]></script>"), "`<script>`", svg("<title>alert(1)</title>")),
    "handler": (svg("", 'onload="alert(1)"'), "the handler `onload`", svg("", 'class="online"')),
    "handler-inside": (svg('<g onClick="x()"/>'), "the handler `onclick`", svg("<g/>")),
    "image": (svg('<image href="http://example.org/a.png"/>'), "example.org", svg(f'<image width="9" height="9" href="{INSIDE}"/>')),
    "image-xlink": (svg('<image xlink:href="file:///etc/passwd"/>'), "file:///etc/passwd", svg(f'<image width="9" height="9" xlink:href="{INSIDE}"/>')),
    "image-relative": (svg('<image href="other.png"/>'), "other.png", svg("<g/>")),
    "image-svg": (svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), "data:image/svg", svg("<g/>")),
    "image-broken": (svg('<image href="data:image/png;base64,iVBORw0KGgo="/>'), "data:image/png", svg("<g/>")),
    "use": (svg('<use href="http://example.org/a.svg#x"/>'), "example.org", svg('<use href="#r"/>')),
    "link": (svg('<a href="javascript:alert(1)"><rect/></a>'), "javascript:", svg("<a><rect/></a>")),
    "link-tab": (svg('<a href=" java&#9;script:alert(1)"><rect/></a>'), "javascript:", svg("<a><rect/></a>")),
    "link-data": (svg('<a xlink:href="data:text/html,x"><rect/></a>'), "data:text", svg('<a xlink:href="#r"><rect/></a>')),
    "set": (svg('<set attributeName="onmouseover" to="alert(1)"/>'), "`<set>`", svg("<g/>")),
    "animate": (svg('<a><animate attributeName="href" to="javascript:x"/></a>'), "`<animate>`", svg("<a/>")),
    "foreign": (svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'), "`<foreignObject>`", svg("<text>x</text>")),
    "xhtml": (svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml">x</x:script>'), "`<script>`", svg('<n:view xmlns:n="http://www.inkscape.org/namespaces/inkscape"/>')),
    "import": (svg("<style>@import url(http://example.org/a.css);</style>"), "a style that loads", svg("<style>.a{fill:url(#r)}</style>")),
    "import-escaped": (svg(r"<style>@\69mport 'http://example.org/a.css';</style>"), "a style that loads", svg("<style>.a{fill:red}</style>")),
    "font": (svg("<style>@font-face{src:url('//example.org/f.woff')}</style>"), "a style that loads", svg("<style>@font-face{src:url(data:font/woff2;base64,AA)}</style>")),
    "style": (svg('<g style="fill:url(http://example.org/a#b)"/>'), "a `style` that loads", svg('<g style="fill:url(#r)"/>')),
    "fill": (svg('<g fill="u/**/rl( \'http://example.org/a\')"/>'), "a `fill` that loads", svg("<g fill=\"url('#r')\"/>")),
    "sheet": (svg("", before='<?xml-stylesheet href="http://example.org/a.css"?>'), "style sheet", svg("", before='<?xml version="1.0"?>')),
    "base": (svg("", 'xml:base="http://example.org/"'), "example.org", svg("", 'xml:space="preserve"')),
}  # fmt: skip
LAUGHS = "".join(
    f'<g id="g{i}">{f"<use href=&quot;#g{i - 1}&quot;/>".replace("&quot;", chr(34)) * 10}</g>' for i in range(1, 9)
)
# What cannot be mended.
REFUSED = {
    "deep": (svg("<g>" * 20_000 + "</g>" * 20_000), "nested more than"),
    "deeper-than-allowed": (svg("<g>" * (SVG_DEPTH + 1) + "</g>" * (SVG_DEPTH + 1)), "nested more than"),
    "entity": (svg("&e;", before='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "entit"),
    "laughs": (svg("&b;", before='<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'), "entities"),
    "use-laughs": (svg(f'<g id="g0"><rect/></g>{LAUGHS}'), "elements"),
    "use-itself": (svg('<g id="g"><use href="#g"/></g>'), "endlessly"),
    "not-closed": (svg("<g>"), "well-formed"),
    "no-namespace": (b'<svg width="9" height="9"/>', "namespace"),
    "no-size": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "width and height"),
    "zero": (b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>', "width is 0"),
    "huge": (b'<svg xmlns="http://www.w3.org/2000/svg" width="9e9" height="9"/>', "width is"),
    "endless": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e400 9"/>', "width is inf"),
    "png-cut": (PNG[: len(PNG) // 2], "damaged"),
    "png-head": (PNG[:40], "damaged"),
    "png-changed": (PNG[:60] + bytes(20) + PNG[80:], "damaged"),
    "jpeg-cut": (JPEG[: len(JPEG) // 2], "damaged"),
    "png-bomb": (bomb(40_000, 40_000), "pixels"),
    "png-long": (bomb(1_000_000, 2), "pixels"),
    "png-empty": (bomb(0, 9), "damaged|size"),
    "empty": (b"", "empty"),
    "gif": (raster("GIF"), "no PNG, JPEG or SVG"),
    "pdf": (b"%PDF-1.7\n", "no PNG, JPEG or SVG"),
    "utf-16": (svg("<script/>").decode().encode("utf-16"), "no PNG, JPEG or SVG"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVE)
def test_what_is_active_is_taken_out_and_named(name: str) -> None:
    data, said, sound = ACTIVE[name]
    picture = cleaned(data)
    assert said in ", ".join(picture.removed)
    assert b"<rect" in picture.data
    assert not cleaned(picture.data).removed
    for sign in (b"script", b"example.org", b"passwd", b"onload", b"attributeName", b"import"):
        assert sign not in picture.data
    assert (cleaned(sound).data, cleaned(sound).removed) == (sound, ())
    with pytest.raises(UnusablePicture, match="it holds"):
        check_file("a.svg", data)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused(name: str) -> None:
    data, said = REFUSED[name]
    with pytest.raises(UnusablePicture, match=said):
        cleaned(data)


@pytest.mark.parametrize(("name", "data"), [("a.png", PNG), ("b.JPG", JPEG), ("b.jpeg", JPEG), ("c.svg", svg(""))])
def test_sound_pictures_are_kept_to_the_byte(name: str, data: bytes) -> None:
    check_file(name, data)
    assert cleaned(data).data == data


@pytest.mark.parametrize(("name", "right"), [("a.jpg", ".png"), ("a", ".png"), ("a.svg", ".png"), ("a.gif", ".png")])
def test_a_name_says_what_the_bytes_are(name: str, right: str) -> None:
    with pytest.raises(UnusablePicture, match="its content is a PNG") as error:
        check_file(name, PNG)
    assert right in error.value.hint


def test_what_other_drawing_programs_write_is_sound() -> None:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Made -->\n'
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    notes = (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#">'
        '<cc:Work rdf:about=""/></rdf:RDF></metadata>'
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="base"/>'
        '<style type="text/css">*{stroke-linejoin: round}</style><text transform="rotate(9)" font-family="sans">x</text>'
    )
    data = svg(notes, before=head + doctype)
    assert cleaned(data).data == data


def test_our_own_drawings_are_sound() -> None:
    data = drawn(samples.drawing("<x>"))
    assert cleaned(data).data == data


def asks(course: Path, name: str, data: bytes) -> None:
    """Puts the picture into the first item of the small course."""
    (course / "bank" / "files").mkdir(exist_ok=True)
    (course / "bank" / "files" / name).write_bytes(data)
    item = """topic: pictures
items:
  - id: shown
    kind: essay
    difficulty: 2
    minutes: 1
    source: own
    tags: []
    stem:
      zh: |-
        看图。

        ![图](files/NAME)
      en: |-
        Look at this.

        ![A picture](files/NAME)
    model: {zh: 是。, en: Yes.}
    rubric: [{points: 2, text: {zh: 对, en: Right}}]
"""
    (course / "bank" / "items" / "pictures.yaml").write_text(item.replace("NAME", name), "utf-8")
    exam = "title: {zh: 图, en: Picture}\nminutes: 9\nsections:\n  - {title: {zh: 一, en: One}, points: 2, questions: [{item: shown}]}\n"
    (course / "bank" / "exams" / "shown.yaml").write_text(exam, "utf-8")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bad.png", *REFUSED["png-cut"]),
        ("bad.jpg", *REFUSED["jpeg-cut"]),
        ("empty.png", *REFUSED["empty"]),
        ("deep.svg", *REFUSED["deep"]),
        ("script.svg", ACTIVE["script"][0], "`<script>`"),
        ("other.jpg", PNG, "its content is a PNG"),
    ],
)
def test_check_build_and_export_name_the_picture_at_its_line(
    small_course: Path, terminal: Callable[..., Ran], name: str, data: bytes, said: str
) -> None:
    asks(small_course, name, data)
    for command in (
        ("check", "--no-proofs"),
        ("build", "shown", "--seed", "1", "--formats", "tex"),
        ("export", "moodle", "--item", "shown", "--variants", "1", "--seed", "1", "-o", "x.xml"),
    ):
        done = terminal(*command, folder=small_course)
        assert done.code == 1, command
        assert "bank/items/pictures.yaml:13" in done.out + done.err
        assert f"the picture `files/{name}` cannot be used" in done.out + done.err
    asks(small_course, name, {".svg": svg(""), ".jpg": JPEG, ".png": PNG}[Path(name).suffix])
    assert terminal("check", "--no-proofs", folder=small_course).code == 0


def test_a_picture_that_is_damaged_later_is_seen(small_course: Path, terminal: Callable[..., Ran]) -> None:
    """The item is known by then, and its file has not changed."""
    asks(small_course, "a.png", PNG)
    assert terminal("check", "--no-proofs", folder=small_course).code == 0
    (small_course / "bank" / "files" / "a.png").write_bytes(PNG[:50])
    assert "cannot be used" in terminal("check", "--no-proofs", folder=small_course).err


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP"])
def test_other_pictures_become_png(kind: str) -> None:
    png, frames = as_png(raster(kind))
    assert (cleaned(png).kind, frames) == ("png", 1)
    with pytest.raises(UnusablePicture, match="damaged"):
        as_png(raster(kind)[:40])


def test_a_picture_that_moves_becomes_its_first() -> None:
    moving, first = io.BytesIO(), pillow.new("RGB", (2, 2), "red")
    first.save(moving, "GIF", save_all=True, append_images=[pillow.new("RGB", (2, 2), "blue")])
    png, frames = as_png(moving.getvalue())
    with pillow.open(io.BytesIO(png)) as kept:
        red, _, blue = kept.convert("RGB").getpixel((0, 0))
    assert (red > blue, frames) == (True, 2)


def test_an_alternative_text_in_two_languages_is_a_text() -> None:
    with pytest.raises(ValueError, match=r"write `Text\("):
        Picture(10, 10, (), alt="一点 || a dot")
    assert Picture(10, 10, (), alt=Text("一点 || a dot")).in_language("en").alt == "a dot"
