"""A page of a scan as a grey picture: the scanner's own JPEG where the page is nothing else, rendered where it is more."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from hwgen.errors import Diagnostic, Span, counted
from hwgen.scanning.arrays import Grey
from hwgen.scanning.damage import complaints, is_damage
from hwgen.scanning.scanner_pdf import jpegs_of, pixels_of
from hwgen.scanning.sources import Unreadable, is_pdf, opened_picture, quiet
from hwgen.unexpected import left_undone

# The longer side of a page, in pixels: what is rendered gets it, and what has twice as many is halved when it is decoded.
LENGTH = 2400
LEAST_LENGTH = 600
MOST_PIXELS = 150_000_000
# A picture with more pixels takes so much memory, some 200 MB at 600 dpi in colours, that workers decode one of them at a time.
LARGE = 20_000_000
# As high is a strip of a picture in colours, once it is reduced.
STRIP = 256
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
# The parts of a JPEG by their numbers: that with the picture itself, and those with notes of programs, but for the one that says of which kind its colours are.
SCAN, BESIDE = 0xDA, frozenset({*range(0xE0, 0xF0), 0xFE} - {0xEE})


@dataclass(frozen=True)
class Picture:
    """A page, with one pixel for `times` times `times` of the original. `content` is the digest of the JPEG that it was, if it was one: pictures of one content are the same."""

    grey: Grey
    times: int = 1
    content: str = ""

    @property
    def digest(self) -> str:
        """That of its pixels takes as long as to find its codes."""
        return self.content or _digest(np.ascontiguousarray(self.grey).data)


@dataclass(frozen=True)
class Jpeg:
    """A page as a JPEG, with one pixel for `times` times `times` of the scan."""

    data: bytes
    width: int
    height: int
    is_grey: bool
    times: int = 1


def original(path: Path, number: int) -> Jpeg | None:
    """The JPEG that a page is, which is not decoded; None where it is something else, is not in grey or RGB, or cannot be read."""
    try:
        data = jpegs_of(path, [number]).get(number) if is_pdf(path) else path.read_bytes()
        if not data or not data.startswith(JPEG_START):
            return None
        width, height, mode = _header(data, path, number)
    except Unreadable:
        return None
    return Jpeg(data, width, height, mode == "L") if mode in ("L", "RGB") else None


Alone = Callable[[], AbstractContextManager[None]]


def pictures(path: Path, numbers: Sequence[int], alone: Alone = nullcontext) -> Iterator[Picture | Diagnostic]:
    """The pages of a file with these numbers, from 1; what cannot be read in place of a page that cannot.

    While a large page is decoded, `alone` is held.
    """
    try:
        jpegs = jpegs_of(path, numbers) if is_pdf(path) else None
    except Exception as e:
        yield from (failed(path, number, e) for number in numbers)
        return
    for number in numbers:
        try:
            with alone() if _pixels(path, number, jpegs) > LARGE else nullcontext():
                picture = _picture(path, number, jpegs)
            yield picture
        except Unreadable as e:
            yield e.diagnostic
        except MemoryError:
            yield Diagnostic("scan-too-large", f"page {number} has too many pixels", Span(path))
        except Exception as e:
            yield failed(path, number, e)


def failed(path: Path, number: int, error: Exception) -> Diagnostic:
    """Why a page could not be read, for a reason that nobody expected: the others are marked all the same."""
    return left_undone("scan-failed", f"page {number} was not read", error, Span(path))


def _pixels(path: Path, number: int, jpegs: Mapping[int, bytes] | None) -> int:
    """How many a page has to be decoded of; none where that is not known before it is read."""
    from PIL import Image

    if jpegs is not None and number not in jpegs:
        return pixels_of(path, number)
    try:
        opened = opened_picture(path) if jpegs is None else Image.open(io.BytesIO(jpegs[number]))
        with quiet(), opened as picture:
            return int(picture.width * picture.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0


def _picture(path: Path, number: int, jpegs: Mapping[int, bytes] | None) -> Picture:
    if jpegs is None:
        picture = _frame(path, number)
    elif number in jpegs:
        picture = decoded(jpegs[number], path, number)
    else:
        picture = Picture(rendered(path, number, LENGTH))
    if max(picture.grey.shape) < LEAST_LENGTH:
        message = (
            f"page {number} is too small: {counted(max(picture.grey.shape), 'pixel')}, where {LEAST_LENGTH} are needed"
        )
        raise Unreadable(Diagnostic("scan-too-small", message, Span(path)))
    return picture


def rendered(path: Path, number: int, length: int) -> Grey:
    """A page of a PDF whose longer side has `length` pixels."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(path)
        try:
            page = pdf[number - 1]
            grey = page.render(scale=length / max(page.get_size()), grayscale=True).to_numpy()
            return np.ascontiguousarray(grey.reshape(grey.shape[:2]))
        finally:
            pdf.close()
    except (pdfium.PdfiumError, ZeroDivisionError, IndexError):
        raise Unreadable(Diagnostic("scan-broken", f"page {number} is damaged", Span(path))) from None


def decoded(data: bytes, path: Path, number: int) -> Picture:
    """A JPEG; where it has many more pixels than are needed, by a half or a quarter of them."""
    width, height, mode = _header(data, path, number)
    grey = mode == "L"
    if JPEG_END not in data[-65536:]:
        raise Unreadable(Diagnostic("scan-broken", f"page {number} ends too early", Span(path)))
    times = 4 if max(width, height) >= 4 * LENGTH else 2 if max(width, height) >= 2 * LENGTH else 1
    flags = {(1, True): cv2.IMREAD_GRAYSCALE, (1, False): cv2.IMREAD_COLOR}
    flags |= {(2, True): cv2.IMREAD_REDUCED_GRAYSCALE_2, (2, False): cv2.IMREAD_REDUCED_COLOR_2}
    flags |= {(4, True): cv2.IMREAD_REDUCED_GRAYSCALE_4, (4, False): cv2.IMREAD_REDUCED_COLOR_4}
    with complaints() as heard:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), flags[times, grey] | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None or any(is_damage(line, data) for line in heard):
        raise Unreadable(Diagnostic("scan-broken", f"page {number} is damaged", Span(path)))
    return Picture(_darkest(picture), times, _digest(*_shown(data)))


def _digest(*parts: bytes | memoryview) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _shown(jpeg: bytes) -> Iterator[memoryview]:
    """A JPEG without what programs write beside the picture, such as when it was taken and last saved."""
    data, at = memoryview(jpeg), 2
    while at + 4 <= len(data) and data[at] == JPEG_START[0] and data[at + 1] != SCAN:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in BESIDE:
            yield data[at:end]
        at = end
    yield data[at:]


def _header(data: bytes, path: Path, number: int) -> tuple[int, int, str]:
    from PIL import Image

    try:
        with quiet(), Image.open(io.BytesIO(data)) as picture:
            size, mode = picture.size, picture.mode
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable(Diagnostic("scan-broken", f"page {number} is damaged", Span(path))) from None
    if size[0] * size[1] > MOST_PIXELS:
        raise Unreadable(
            Diagnostic("scan-too-large", f"page {number} has too many pixels: {size[0]} × {size[1]}", Span(path))
        )
    return *size, mode


def _darkest(picture: Any) -> Grey:
    """The darkest of the colours of each pixel: ink of any colour counts in full."""
    if picture.ndim == 2:
        return np.asarray(picture)
    darkest = cv2.extractChannel(picture, 0)
    for channel in (1, 2):
        cv2.min(darkest, cv2.extractChannel(picture, channel), dst=darkest)
    return np.asarray(darkest)


def _frame(path: Path, number: int) -> Picture:
    from PIL import Image

    with path.open("rb") as file:
        is_jpeg = file.read(len(JPEG_START)) == JPEG_START
    if is_jpeg:
        return decoded(path.read_bytes(), path, number)
    try:
        with opened_picture(path) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable(
                    Diagnostic(
                        "scan-too-large",
                        f"page {number} has too many pixels: {picture.width} × {picture.height}",
                        Span(path),
                    )
                )
            picture.seek(number - 1)
            return _reduced(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise Unreadable(Diagnostic("scan-broken", f"page {number} is damaged", Span(path))) from None


def _reduced(picture: Any) -> Picture:
    """In grey, with as few pixels as are needed. Colours are averaged before they become grey, strip by strip: a picture of them is as large as all else that is held."""
    times = max(1, max(picture.size) // LENGTH)
    if picture.mode in ("RGB", "RGBA"):
        width, height = picture.size
        edges = range(0, height, STRIP * times)
        strips = (picture.crop((0, top, width, min(top + edges.step, height))) for top in edges)
        return Picture(np.concatenate([_grey(strip.reduce(times)) for strip in strips]), times)
    grey = _grey(picture)
    if times > 1:
        grey = cv2.resize(grey, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
    return Picture(np.ascontiguousarray(grey), times)


def _grey(picture: Any) -> Grey:
    """On white paper, where the picture is transparent."""
    from PIL import Image

    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L"))
    if picture.mode == "F" or picture.mode.startswith("I"):
        values = np.asarray(picture, np.float32)
        return np.asarray(np.clip(values / max(float(values.max()), 1) * 255, 0, 255), np.uint8)
    if picture.mode != "RGB" or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    return _darkest(np.asarray(picture))
