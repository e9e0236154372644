"""Packages of platforms, which are zip files: written with the same bytes each time, and read with bounded memory, whoever wrote them."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hwgen.errors import Diagnostic
from hwgen.limits import ARCHIVE_FILES, ARCHIVE_UNPACKED_BYTES, IMPORT_BYTES, MB, XML_BYTES
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.platforms import SIGNATURE

MANIFEST = "imsmanifest.xml"
# The first day of zip files: a package says nothing of the clock.
DAY = (1980, 1, 1, 0, 0, 0)
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files in their order as one archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_entry(name), data)
    return whole.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    # The system that wrote it would stand in the file otherwise.
    entry.create_system = 3
    return entry


@dataclass(frozen=True)
class Archive:
    """A zip file that is no attack. Its files are unpacked one by one when they are asked for, never onto the disk."""

    _archive: zipfile.ZipFile
    _entries: Mapping[str, zipfile.ZipInfo]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files, folders parted by `/`, as they stand in it."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises KeyError, and Unreadable where they are damaged or not as many as the archive says."""
        entry = self._entries[name]
        try:
            with self._archive.open(entry) as file:
                # Without a number, all that comes would be unpacked at once, however many bytes that are.
                return file.read(entry.file_size + 1)
        except BROKEN as e:
            raise _damaged(f"`{_shown(name)}` in the archive is damaged") from e


def opened(data: bytes) -> Archive:
    """Raises Unreadable for what is no zip file, and for one that is damaged, too large or made to do harm."""
    if len(data) > IMPORT_BYTES:
        raise _too_large(f"the archive has more than {IMPORT_BYTES // MB} MB")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as e:
        if data and not data.startswith(SIGNATURE):
            raise Unreadable(Diagnostic("archive-damaged", "this is no zip archive", on_line(0))) from e
        raise _damaged("the end of the zip archive is missing" if data else "the file is empty") from e
    faults = list(_faults(archive))
    if faults:
        raise Unreadable(*faults[:5])
    return Archive(archive, {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()})


def manifest(data: bytes) -> bytes:
    """What a package says of itself; empty for what is no package that can be read."""
    try:
        archive = opened(data)
        return archive.read(MANIFEST) if MANIFEST in archive and archive.size(MANIFEST) <= XML_BYTES else b""
    except Unreadable:
        return b""


def _faults(archive: zipfile.ZipFile) -> Iterator[Diagnostic]:
    """What is wrong with an archive as far as its list of files tells; nothing is unpacked."""
    entries = archive.infolist()
    if len(entries) > ARCHIVE_FILES:
        yield from _too_large(f"the archive has {len(entries):,} files; {ARCHIVE_FILES} are read").diagnostics
        return
    total = sum(entry.file_size for entry in entries)
    if total > ARCHIVE_UNPACKED_BYTES:
        most = ARCHIVE_UNPACKED_BYTES // MB
        yield from _too_large(f"the archive unpacks to {total / MB:.0f} MB; {most} MB are read").diagnostics
    names: set[str] = set()
    for entry in entries:
        what = _fault(entry)
        if not what and entry.filename in names:
            what = "stands in it twice"
        names.add(entry.filename)
        if what:
            yield Diagnostic("archive-hostile", f"`{_shown(entry.filename)}` in the archive {what}", on_line(0))


def _fault(entry: zipfile.ZipInfo) -> str:
    """Why an entry is refused; empty if it is sound. A name is compared as any system would take it."""
    parts = entry.orig_filename.replace("\\", "/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return "has a path that leads out of it"
    if not entry.orig_filename.isprintable():
        return "has a name with control characters"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in METHODS:
        return "is packed by a method that platforms do not know"
    return ""


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in name)[:80]


def _damaged(message: str) -> Unreadable:
    return Unreadable(Diagnostic("archive-damaged", message, on_line(0), "export or download it again"))


def _too_large(message: str) -> Unreadable:
    return Unreadable(Diagnostic("archive-too-large", message, on_line(0)))
