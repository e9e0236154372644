"""Which figures a course has for its texts: those that its programs draw, and the files of its bank."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from hwgen import cache, digests
from hwgen.content.image import Image, NoPicture, UnusablePicture, check_file
from hwgen.errors import perhaps
from hwgen.limits import MB, PICTURE_BYTES


def image_of(bank: Path, name: str) -> Image | None:
    """The image `files/...` of a bank; None where there is none. Raises UnusablePicture where there is one that cannot be shown."""
    path = bank / name
    if ".." in path.parts or not path.is_file():
        return None
    if path.stat().st_size > PICTURE_BYTES:
        raise UnusablePicture(f"it has more than {PICTURE_BYTES // MB} MB", "save it smaller")
    data = path.read_bytes()
    _check(path.name, data)
    return Image(path.name, data, "")


def _check(name: str, data: bytes) -> None:
    """Raises UnusablePicture. What a file holds is read once: a large picture takes a second."""
    state = cache.digest(name, data, digests.code(check_file.__module__, "hwgen.content.vector"))
    wrong = cache.facts("pictures", state)
    if wrong is None:
        wrong = []
        try:
            check_file(name, data)
        except UnusablePicture as e:
            wrong = [str(e), e.hint]
        cache.keep_facts("pictures", state, wrong)
    if wrong:
        raise UnusablePicture(*wrong)


def files_of(bank: Path) -> list[str]:
    """The names by which texts show the files of a bank: `files/net.png`."""
    return sorted(path.relative_to(bank).as_posix() for path in (bank / "files").rglob("*") if path.is_file())


def having(bank: Path, figures: Collection[str], *, every: bool = True) -> Callable[[str], bool]:
    """Whether there is a figure of a name; unless `every` program could be read, there may be any.

    What is returned raises NoPicture where another is meant, and UnusablePicture for a file that cannot be shown.
    """

    def has_figure(name: str) -> bool:
        there = image_of(bank, name) is not None if name.startswith("files/") else name in figures or not every
        if not there and (hint := meant(name, [*figures, *files_of(bank)])):
            raise NoPicture(hint)
        return there

    return has_figure


def meant(name: str, known: Collection[str]) -> str:
    """A hint that names the figure whose file is called so, wherever the author looked for it, or one that is spelled almost so."""

    def file(path: str) -> str:
        return path.replace("\\", "/").rpartition("/")[2].casefold()

    same = next((other for other in known if file(other) == file(name)), "")
    return f"did you mean `{same}`?" if same else perhaps(name, known)
