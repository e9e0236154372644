"""Packages from elsewhere: what could do harm is refused before it is unpacked, with bounded memory and nothing written."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hwgen import limits
from hwgen.lms import archives
from hwgen.lms.archives import manifest, opened, packed
from hwgen.lms.places import Unreadable, in_file, inside
from hwgen.lms.xmltree import tree

MB = limits.MB
SOUND = {"imsmanifest.xml": b"<manifest/>", "pictures/a.svg": b"<svg/>"}


def zipped(name: str, data: bytes = b"x", **entry: int) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        for key, value in entry.items():
            setattr(info, key, value)
        archive.writestr(info, data)
    return whole.getvalue()


def twice() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.xml", b"1")
        archive.writestr("b.xml", b"2")
    return whole.getvalue().replace(b"b.xml", b"a.xml")


def encrypted() -> bytes:
    """A zip whose central directory says that the file is encrypted."""
    data = bytearray(zipped("a.xml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def test_files_come_back_and_the_bytes_are_the_same_twice() -> None:
    archive = opened(packed(SOUND))
    assert {name: archive.read(name) for name in archive.names} == SOUND
    assert packed(SOUND) == packed(SOUND)
    assert manifest(packed(SOUND)) == b"<manifest/>"
    assert "imsmanifest.xml" in archive
    assert archive.size("imsmanifest.xml") == len(SOUND["imsmanifest.xml"])


@pytest.mark.parametrize(
    ("make", "rule", "message"),
    [
        (lambda: zipped("../a.xml"), "archive-hostile", "leads out of it"),
        (lambda: zipped("a/../../b.xml"), "archive-hostile", "leads out of it"),
        (lambda: zipped("/etc/passwd"), "archive-hostile", "leads out of it"),
        (lambda: zipped("C:/a.xml"), "archive-hostile", "leads out of it"),
        (lambda: zipped("..\\a.xml"), "archive-hostile", "leads out of it"),
        (lambda: zipped("a\x1b[2J.xml"), "archive-hostile", "control characters"),
        (lambda: zipped("a", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16), "archive-hostile", "a link"),
        (lambda: zipped("a", external_attr=(stat.S_IFCHR | 0o777) << 16), "archive-hostile", "a device"),
        (lambda: zipped("a", compress_type=zipfile.ZIP_LZMA), "archive-hostile", "a method"),
        (encrypted, "archive-hostile", "is encrypted"),
        (twice, "archive-hostile", "stands in it twice"),
        (lambda: b"PK\x03\x04 and no more", "archive-damaged", "end of the zip archive is missing"),
        (lambda: b"question,answer", "archive-damaged", "no zip archive"),
        (lambda: b"\0" * (limits.IMPORT_BYTES + 1), "archive-too-large", "more than 64 MB"),
    ],
)
def test_what_could_do_harm_is_refused(make: Callable[[], bytes], rule: str, message: str) -> None:
    data = make()
    with pytest.raises(Unreadable) as refused:
        opened(data)
    assert [d.rule for d in refused.value.diagnostics] == [rule]
    assert message in refused.value.diagnostics[0].message
    assert manifest(data) == b""


def test_a_bomb_is_refused_by_what_it_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped("imsmanifest.xml", b"0" * (2 * MB))
    monkeypatch.setattr(archives, "ARCHIVE_UNPACKED_BYTES", MB)
    with pytest.raises(Unreadable, match="unpacks to 2 MB"):
        opened(data)
    monkeypatch.setattr(archives, "ARCHIVE_FILES", 0)
    with pytest.raises(Unreadable, match="has 1 files; 0 are read"):
        opened(data)


def test_a_bomb_that_lies_is_unpacked_no_further_than_it_says() -> None:
    data = bytearray(zipped("a.xml", b"0" * (32 * MB)))
    at = data.index(b"PK\x01\x02") + 24
    assert int.from_bytes(data[at : at + 4], "little") == 32 * MB
    data[at : at + 4] = (100).to_bytes(4, "little")
    archive = opened(bytes(data))
    tracemalloc.start()
    with pytest.raises(Unreadable, match=r"`a.xml` in the archive is damaged"):
        archive.read("a.xml")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < MB


def test_a_file_with_wrong_bytes_is_damaged() -> None:
    data = bytearray(zipped("a.xml", b"abc" * 100))
    data[data.index(b"a.xml") + len("a.xml")] ^= 0xFF
    with pytest.raises(Unreadable, match="damaged"):
        opened(bytes(data)).read("a.xml")


LAUGHS = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>'
# So many that the parser gives up before the tree is made.
BILLION = (
    b'<!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]><a>&j;</a>"
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]><a>&l;</a>'


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (LAUGHS, "xml-entity", 1),
        (OUTSIDE, "xml-entity", 1),
        (BILLION, "xml-entity", 1),
        (BILLION.decode().encode("utf-16"), "xml-entity", 1),
        (b"<a>\n<b></a>", "xml-broken", 2),
        (b"", "xml-broken", 1),
        (b"\x4c\x6f\xa7\x94\x93", "xml-broken", 1),
        (b'<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>', "xml-broken", 1),
        (b"<a>&nbsp;</a>", "xml-broken", 1),
        (b"<a>" + b"<b>" * 300 + b"</b>" * 300 + b"</a>", "xml-broken", 1),
        (b"<a>" + b"<b/>" * limits.XML_TAGS + b"</a>", "xml-too-large", 0),
        (b" " * (limits.XML_BYTES + 1), "xml-too-large", 0),
    ],
    ids=[
        "laughs",
        "outside",
        "billion",
        "billion in UTF-16",
        "unclosed",
        "empty",
        "ebcdic",
        "declared",
        "entity",
        "deep",
        "many",
        "large",
    ],
)
def test_xml_that_could_do_harm_is_refused_at_its_line(data: bytes, rule: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        tree(data, "items/a.xml")
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.rule == rule
    span = in_file(diagnostic, Path("/x.zip")).span
    assert span is not None
    assert (span.file, span.line) == (Path("/x.zip/items/a.xml"), line)


def test_sound_xml_is_read_whatever_stands_before_it() -> None:
    assert tree(b"\n \n<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE a><a>1</a>").text == "1"
    assert tree("\ufeff<a>é</a>".encode()).text == "é"
    assert tree('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16")).text == "é"


def test_a_place_in_an_archive_names_the_file_in_it() -> None:
    assert str(inside("items/a.xml", 3)) == "items/a.xml:3"
