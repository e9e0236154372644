"""Rules on the files that stand beside a text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from hwgen.errors import Diagnostic
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import on_line

MOST_BYTES = 2**20
# In an attribute a name may hold spaces; elsewhere one ends it.
FILE_REFERENCE = re.compile(
    r"""(?<=")@@PLUGINFILE@@/([^"<>]+)|(?<=')@@PLUGINFILE@@/([^'<>]+)|@@PLUGINFILE@@/([^"'<>)\s]+)"""
)
PICTURE = re.compile(r"""<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
SIGNS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"\0\0\1\0", "ico"))
IMAGES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "gif": "gif", "bmp": "bmp", "ico": "ico"} | {
    "svg": "svg",
    "webp": "webp",
    "avif": "avif",
}


def file_findings(node: Node, text: Node, *, allowed: bool) -> Iterator[Diagnostic]:
    names: set[str] = set()
    for file in node.every("file"):
        name, path = file.attributes.get("name", "").strip(), file.attributes.get("path", "/").strip()
        if not name:
            yield Diagnostic(
                "moodle-file-name", "a file without a name stops Moodle with an error page", on_line(file.line)
            )
            continue
        if not (path.startswith("/") and path.endswith("/")):
            message = f"the path `{path}` of a file does not begin and end with `/`: Moodle stops with an error page"
            yield Diagnostic("moodle-file-path", message, on_line(file.line))
        if path + name in names:
            yield Diagnostic(
                "moodle-file-twice", f"the file `{name}` occurs twice here: the first is used", on_line(file.line)
            )
        names.add(path + name)
        data = b""
        try:
            data = base64.b64decode("".join(file.text.split()), validate=True)
            size = len(data)
        except (binascii.Error, ValueError):
            size = 1
            yield Diagnostic(
                "moodle-file-base64", f"the file `{name}` is not base64: its picture is broken", on_line(file.line)
            )
        if not size:
            yield Diagnostic("moodle-file-empty", f"the file `{name}` is empty", on_line(file.line))
        if data:
            yield from _image_findings(name, data, file.line)
        if size > MOST_BYTES:
            message = f"the file `{name}` has {size / 2**20:.1f} MB: Moodle reads long texts very slowly"
            yield Diagnostic("moodle-file-large", message, on_line(file.line), "keep files below 1 MB")
    if names and not allowed:
        yield Diagnostic("moodle-file-lost", f"<{node.name}> holds no files here: they are lost", on_line(node.line))
    wanted = {
        "/" + unescape(unquote("".join(reference).split("?")[0])) for reference in FILE_REFERENCE.findall(text.text)
    }
    for missing in sorted(wanted - names):
        other = [name for name in names if name.lower() == missing.lower()]
        hint = f"the file is called `{other[0][1:]}`" if other else "put each file into the element whose text shows it"
        message = f"no file `{missing[1:]}` is in <{node.name}>: the picture is broken"
        yield Diagnostic("moodle-file-missing", message, on_line(text.line), hint)
    for unused in sorted(names - wanted):
        yield Diagnostic(
            "moodle-file-unused", f"no text of <{node.name}> shows the file `{unused[1:]}`", on_line(node.line)
        )


def _image_findings(name: str, data: bytes, line: int) -> Iterator[Diagnostic]:
    """A file whose name says that it is an image must be one. Browsers show a bitmap of another type, but no SVG so."""
    named, is_ = IMAGES.get(name.rpartition(".")[2].lower()), _image_type(data)
    if named is None or named == is_:
        return
    if is_ is None:
        yield Diagnostic(
            "moodle-file-not-image", f"the file `{name}` is not an image: it is shown broken", on_line(line)
        )
    elif "svg" in (named, is_):
        message = f"the file `{name}` is of type {is_}: it is shown broken"
        yield Diagnostic("moodle-file-not-image", message, on_line(line), f"call it .{is_}")
    else:
        message = f"the file `{name}` is of type {is_}: some programs refuse it under this name"
        yield Diagnostic("moodle-file-type", message, on_line(line), f"call it .{is_}")


def _image_type(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    return next((type for sign, type in SIGNS if data.startswith(sign)), "svg" if b"<svg" in data[:4096] else None)


def picture_findings(node: Node) -> Iterator[Diagnostic]:
    """Pictures that are not in the file: those of a disk or another page are broken, those of another site may be."""
    for match in PICTURE.finditer(node.text):
        source = unescape(next(group for group in match.groups() if group is not None)).strip()
        line = on_line(node.line + node.text.count("\n", 0, match.start()))
        hint = "put the picture into a <file> beside the text, and write @@PLUGINFILE@@/name.png"
        if source.startswith(("@@PLUGINFILE@@", "data:")):
            continue
        if ELSEWHERE.match(source) and "file.php/" not in source:
            message = f"a picture on another site, `{_shortened(source)}`: it is shown only as long as that site has it"
            yield Diagnostic("moodle-picture-external", message, line, hint)
        else:
            message = f"the picture `{_shortened(source)}` is not in the file: it is shown broken"
            yield Diagnostic("moodle-picture-lost", message, line, hint)


def _shortened(source: str) -> str:
    return source if len(source) <= 60 else f"{source[:60]}…"
