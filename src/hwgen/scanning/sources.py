"""The files that scans come in: PDFs and pictures, single or in folders, page by page."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hwgen.errors import Diagnostic, Span, counted
from hwgen.extras import install

PICTURES = frozenset(
    (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".avif", ".jp2", ".heic", ".heif")
)
# What a build and marking leave in the folder of a class.
MADE = frozenset(("print.pdf", "keys.pdf", "sheets.pdf", "lists.pdf", "envelopes.pdf", "copies", "keys", "marks"))
# The formats in which pictures are read, whatever they are called: scanners and cameras leave out the suffix, or have their own. Others that Pillow knows run programs.
FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "JPEG2000", "PPM", "AVIF", "HEIF")
# How an HEIC picture begins, behind the length of its first part.
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
# What many files are sent in at once, scans among them.
PACKED = frozenset((".zip", ".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz"))
# Of the files that are left out, those that are named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Source:
    """A file with its number of pages, known by the digest of its bytes."""

    path: Path
    pages: int
    digest: str


@dataclass(frozen=True)
class Sources:
    """Files with the same bytes are there once. `diagnostics` are those that cannot be read."""

    files: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def pages(self) -> int:
        return sum(file.pages for file in self.files)


def sources(paths: Sequence[Path], class_folder: Path | None = None) -> Sources:
    """What lies at `paths`; folders are gone through to the bottom. What was made in `class_folder` is no scan."""
    files: dict[str, Source] = {}
    diagnostics: list[Diagnostic] = []
    own: list[Path] = []
    for path in _files(paths, diagnostics):
        if class_folder is not None and _is_made(path, class_folder):
            own.append(path)
            continue
        try:
            if path.exists() and not path.is_file():
                raise Unreadable(Diagnostic("scan-unreadable", "is no file", Span(path)))
            digest = file_digest(path)
            if digest not in files:
                files[digest] = Source(path, _pages(path), digest)
        except Unreadable as e:
            diagnostics.append(e.diagnostic)
        except OSError as e:
            diagnostics.append(_unreadable(path, e))
    if own:
        others = f", with {counted(len(own) - 1, 'other file')} of its kind," if len(own) > 1 else ""
        message = f"this{others} was made by hwgen, to be printed or handed back, and is no scan"
        diagnostics.append(Diagnostic("scan-made", message, Span(own[0])))
    return Sources(tuple(files.values()), tuple(diagnostics))


def _is_made(path: Path, class_folder: Path) -> bool:
    """Whether a file is one of those that are made in the folder of a class; scans may lie there, too."""
    path, folder = path.resolve(), class_folder.resolve()
    return path.is_relative_to(folder) and path.relative_to(folder).parts[0] in MADE


class Unreadable(Exception):
    """A file, or a page of it, is no scan that can be read."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def _files(paths: Iterable[Path], diagnostics: list[Diagnostic]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        known = len(diagnostics)
        inside = sorted(_inside(path, set(), diagnostics))
        known_by_name = PICTURES | PACKED | {".pdf"}
        scans = [file for file in inside if file.suffix.lower() in known_by_name or _looks_like_one(file)]
        yield from scans
        if not scans and len(diagnostics) == known:
            diagnostics.append(
                Diagnostic("scan-folder-empty", "there is no PDF and no picture in this folder", Span(path))
            )
        elif scans and len(scans) < len(inside):
            others = [file.name for file in sorted({*inside} - {*scans})]
            names = ", ".join(f"`{name}`" for name in others[:MOST_NAMED])
            more = " and others" if len(others) > MOST_NAMED else ""
            message = f"{counted(len(others), 'file')} left out, neither PDF nor picture: {names}{more}"
            diagnostics.append(Diagnostic("scan-folder-others", message, Span(path)))


def _looks_like_one(file: Path) -> bool:
    """By its first bytes."""
    from PIL import Image

    try:
        with file.open("rb") as data:
            if data.read(5) == b"%PDF-":
                return True
        with opened_picture(file):
            return True
    except (Image.DecompressionBombError, Unreadable):
        return True
    except (OSError, ValueError, SyntaxError):
        return False


def _inside(folder: Path, been: set[Path], diagnostics: list[Diagnostic]) -> Iterator[Path]:
    """All that lies in a folder, also behind links; a link that leads nowhere is there, and one that leads back is gone through once."""
    if folder.resolve() in been:
        return
    been.add(folder.resolve())
    try:
        inside = [(path, path.is_dir()) for path in folder.iterdir()]
    except OSError as e:
        diagnostics.append(_unreadable(folder, e))
        return
    for path, is_folder in inside:
        if is_folder:
            yield from _inside(path, been, diagnostics)
        elif not path.name.startswith("."):
            yield path


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic("scan-unreadable", f"cannot be read: {error.strerror or error}", Span(path))


def file_digest(path: Path) -> str:
    """By which a scan is known, whatever it is called."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_pdf(path: Path) -> bool:
    """By its first bytes: some scanners put something before the header."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _pages(path: Path) -> int:
    if path.stat().st_size == 0:
        raise Unreadable(Diagnostic("scan-empty", "the file is empty", Span(path)))
    return pdf_pages(path) if is_pdf(path) else _frames(path)


def pdf_pages(path: Path) -> int:
    """How many pages a PDF has. Raises Unreadable."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            pages, is_portfolio = len(pdf.pages), "/Collection" in pdf.Root
    except pikepdf.PasswordError:
        raise Unreadable(Diagnostic("scan-encrypted", "the PDF is protected by a password", Span(path))) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unreadable(Diagnostic("scan-broken", "the PDF is damaged", Span(path))) from None
    if is_portfolio:
        message = "the PDF is a portfolio: scans may be among the files in it, which are not read"
        raise Unreadable(Diagnostic("scan-packed", message, Span(path), "save these files into a folder, and name it"))
    if not pages:
        raise Unreadable(Diagnostic("scan-empty", "the PDF has no pages", Span(path)))
    return pages


def _frames(path: Path) -> int:
    """How many pages a picture has. What some phones add to a photo, such as its depths, is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with opened_picture(path) as picture:
            return 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError:
        raise Unreadable(Diagnostic("scan-too-large", "the picture has too many pixels", Span(path))) from None
    except UnidentifiedImageError:
        raise Unreadable(_no_scan(path)) from None
    except (OSError, ValueError, SyntaxError):
        raise Unreadable(Diagnostic("scan-broken", "the picture is damaged", Span(path))) from None


def _no_scan(path: Path) -> Diagnostic:
    if path.suffix.lower() in PACKED:
        message = "is an archive: scans may be among the files in it, which are not read"
        return Diagnostic("scan-packed", message, Span(path), "unpack it into a folder, and name that")
    return Diagnostic("scan-format", "is neither a PDF nor a picture that can be read", Span(path))


@contextmanager
def opened_picture(path: Path) -> Iterator[Any]:
    """A picture of one of the FORMATS, by its first bytes. Raises what Pillow raises, and Unreadable where a library is missing."""
    from PIL import Image

    Image.init()
    with path.open("rb") as file:
        if file.read(12)[4:].startswith(HEIC):
            _register_heic(path)
    known = [name for name in FORMATS if name in Image.OPEN]
    with quiet(), Image.open(path, formats=known) as picture:
        yield picture


@contextmanager
def quiet() -> Iterator[None]:
    """Pillow warns of large pictures; we refuse those that are too large ourselves."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _register_heic(path: Path) -> None:
    """Pillow reads HEIC from now on. Raises Unreadable where its package is not installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise Unreadable(
            Diagnostic(
                "scan-heic",
                "HEIC pictures are read by pillow-heif, which is not installed",
                Span(path),
                f"{install('mark')}; or save the photo as JPEG",
            )
        ) from None
    register_heif_opener()
