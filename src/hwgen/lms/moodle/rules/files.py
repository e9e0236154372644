"""Rules on the files that stand beside a text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from hwgen.errors import Diagnostic
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import on_line

MOST_BYTES = 2**20
FILE_REFERENCE = re.compile(r"@@PLUGINFILE@@/([^\"'<>)\s]+)")


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
                "moodle-file-twice", f"the file `{name}` stands twice here: the first is used", on_line(file.line)
            )
        names.add(path + name)
        try:
            size = len(base64.b64decode("".join(file.text.split()), validate=True))
        except (binascii.Error, ValueError):
            size = 1
            yield Diagnostic(
                "moodle-file-base64", f"the file `{name}` is not base64: its picture is broken", on_line(file.line)
            )
        if not size:
            yield Diagnostic("moodle-file-empty", f"the file `{name}` is empty", on_line(file.line))
        if size > MOST_BYTES:
            message = f"the file `{name}` has {size / 2**20:.1f} MB: Moodle reads long texts very slowly"
            yield Diagnostic("moodle-file-large", message, on_line(file.line), "keep files below 1 MB")
    if names and not allowed:
        yield Diagnostic("moodle-file-lost", f"<{node.name}> holds no files here: they are lost", on_line(node.line))
    wanted = {"/" + unquote(found.split("?")[0]) for found in FILE_REFERENCE.findall(text.text)}
    for missing in sorted(wanted - names):
        other = [name for name in names if name.lower() == missing.lower()]
        hint = (
            f"the file is called `{other[0][1:]}`" if other else "each file stands in the element whose text shows it"
        )
        message = f"no file `{missing[1:]}` stands in <{node.name}>: the picture is broken"
        yield Diagnostic("moodle-file-missing", message, on_line(text.line), hint)
    for unused in sorted(names - wanted):
        yield Diagnostic(
            "moodle-file-unused", f"no text of <{node.name}> shows the file `{unused[1:]}`", on_line(node.line)
        )
