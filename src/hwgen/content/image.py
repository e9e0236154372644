"""Pictures from files: PNG, JPEG and SVG. Whatever enters or leaves goes through `cleaned`, which reads each to its end."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from hwgen.limits import MB, PICTURE_BYTES, PICTURE_PIXELS, PICTURE_SIDE

if TYPE_CHECKING:
    from PIL.Image import Image as Raster

# The kinds of pictures that can be made PNG, by how a file begins.
CONVERTED = re.compile(rb"GIF8[79]a|RIFF....WEBP|BM", re.DOTALL)
SUFFIXES = {"png": (".png",), "jpg": (".jpg", ".jpeg"), "svg": (".svg",)}
TITLES = {"png": "PNG", "jpg": "JPEG", "svg": "SVG"}
SAVE_AGAIN = "open it in a drawing program and save it again as PNG, JPEG or plain SVG"


class UnusablePicture(Exception):
    """A file is no picture that can be shown everywhere. It says what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = SAVE_AGAIN) -> None:
        super().__init__(message)
        self.hint = hint


class NoPicture(UnusablePicture):
    """There is no picture of a name, and `hint` says which one may be meant."""

    def __init__(self, hint: str) -> None:
        super().__init__("there is none of this name", hint)


@dataclass(frozen=True)
class Image:
    """A picture from a file, as the bytes of a PNG, JPEG or SVG. `name` is the file's, without folders."""

    name: str
    data: bytes
    alt: str

    @property
    def kind(self) -> str:
        return image_kind(self.data)


@dataclass(frozen=True)
class Cleaned:
    """The bytes of a sound picture; `removed` names what was taken out of it, since it could act or load from elsewhere."""

    kind: str
    data: bytes
    removed: tuple[str, ...] = ()


def image_kind(data: bytes) -> str:
    """What a file's bytes are: png, jpg, svg, or an empty string for anything else."""
    if data.startswith(b"\x89PNG\r\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if b"<svg" in data[:2000] else ""


def cleaned(data: bytes) -> Cleaned:
    """The picture without anything active. Raises UnusablePicture."""
    kind = image_kind(data)
    if not data:
        raise UnusablePicture("the file is empty")
    if len(data) > PICTURE_BYTES:
        raise UnusablePicture(f"it has more than {PICTURE_BYTES // MB} MB", "save it smaller")
    if not kind:
        raise UnusablePicture("it is no PNG, JPEG or SVG")
    if kind == "svg":
        from hwgen.content.vector import without_active

        return Cleaned(kind, *without_active(data))
    check_pixels(data)
    return Cleaned(kind, data)


def check_file(name: str, data: bytes) -> None:
    """Raises UnusablePicture for a file of a bank that is damaged, active, too large or wrongly named."""
    picture = cleaned(data)
    if picture.removed:
        raise UnusablePicture(f"it holds {', '.join(picture.removed)}", "save it as plain SVG or PNG, without these")
    suffixes = SUFFIXES[picture.kind]
    if PurePath(name).suffix.lower() not in suffixes:
        raise UnusablePicture(f"its content is a {TITLES[picture.kind]}", f"end its name in {suffixes[0]}")


def as_png(data: bytes) -> tuple[bytes, int]:
    """A GIF, WebP or BMP picture as PNG, and how many pictures it moves through, of which the first is kept. Raises UnusablePicture."""
    png = io.BytesIO()
    with _pixels(data, "GIF", "WEBP", "BMP") as picture:
        frames = getattr(picture, "n_frames", 1)
        picture.save(png, "PNG")
    return png.getvalue(), frames


def check_pixels(data: bytes) -> None:
    """Reads every pixel of a PNG or JPEG. Raises UnusablePicture where one is missing, and for too many of them."""
    with _pixels(data, "PNG", "JPEG"):
        pass


@contextmanager
def _pixels(data: bytes, *formats: str) -> Iterator[Raster]:
    """A picture of which every pixel was read. Raises UnusablePicture."""
    from PIL import Image as pillow
    from PIL import UnidentifiedImageError

    with warnings.catch_warnings():
        # The limit is our own, and looked at before a pixel is read.
        warnings.simplefilter("ignore", pillow.DecompressionBombWarning)
        try:
            with pillow.open(io.BytesIO(data), formats=formats) as picture:
                _check_size(*picture.size)
                picture.load()
                yield picture
        except pillow.DecompressionBombError as e:
            raise UnusablePicture(f"it has more than {PICTURE_PIXELS:,} pixels", "save it smaller") from e
        # Pillow passes on what its decoders raise, and names no common class.
        except UnusablePicture:
            raise
        except UnidentifiedImageError as e:
            raise UnusablePicture("its header is damaged") from e
        except Exception as e:
            raise UnusablePicture(f"it is damaged: {e}") from e


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise UnusablePicture("it has no size")
    if width * height > PICTURE_PIXELS or max(width, height) > PICTURE_SIDE:
        most = f"{PICTURE_PIXELS:,} in all, {PICTURE_SIDE:,} on a side"
        raise UnusablePicture(f"it has {width:,} × {height:,} pixels, more than are read ({most})", "save it smaller")
