"""How large things may be that come from elsewhere: pictures, archives, files to be imported. Documented in docs/reliability.md."""

from __future__ import annotations

from pathlib import Path

MB = 2**20
# Of a file of a course, whose reading takes some 30 times its size of memory: a topic of a thousand items has 2 MB.
YAML_BYTES = 16 * MB
# Of a class list, and of what an Excel file unpacks to.
ROSTER_BYTES = 32 * MB
ROSTER_UNPACKED_BYTES = 256 * MB
# Of a file to be imported or checked.
IMPORT_BYTES = 64 * MB
# Of the questions of an import, each of which takes some 25 kB of memory.
IMPORT_QUESTIONS = 20_000
# Of a text of questions that is imported, and of one line or question in it, without its pictures. Nobody writes a longer one;
# a longer one is a text in which nothing says where questions begin.
TEXT_BYTES = 20 * MB
QUESTION_CHARACTERS = 100_000
# Of a package of a platform: its files, and what they unpack to. Each is unpacked alone.
ARCHIVE_FILES = 100_000
ARCHIVE_UNPACKED_BYTES = 256 * MB
# Of an XML file that is read as a tree, which takes some 100 bytes of memory for a tag.
XML_BYTES = 16 * MB
XML_TAGS = 500_000
# Of a sheet of an Excel file with questions, whose cells are read one by one.
SHEET_TAGS = 4_000_000
# Of a process in which a generator is proven.
GENERATOR_MEMORY = 4096 * MB
# Of a picture: its file, its pixels, and the longer of its sides in pixels.
PICTURE_BYTES = 16 * MB
PICTURE_PIXELS = 50_000_000
PICTURE_SIDE = 20_000
# Of an SVG: how deep its elements are nested, and how many there are with all that `use` repeats.
SVG_DEPTH = 200
SVG_ELEMENTS = 100_000


def bounded(path: Path, most: int) -> bytes:
    """The bytes of a file, and one more than `most` of a larger one: a device has no size, and no end. Raises OSError."""
    with path.open("rb") as file:
        return file.read(most + 1)
