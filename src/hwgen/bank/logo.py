"""Whether the logo of a head is a picture that can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hwgen.bank.pictures import files_of, image_of, meant
from hwgen.content.image import UnusablePicture
from hwgen.errors import Diagnostic
from hwgen.text import Source, place


def logo_faults(bank: Path, logo: Source | None) -> Iterator[Diagnostic]:
    """What is wrong with it, at its place in the file."""
    if not logo:
        return
    try:
        if image_of(bank, logo) is None:
            hint = meant(logo, files_of(bank)) or "put the picture into bank/files"
            yield Diagnostic("unknown-figure", f"there is no picture `{logo}`", place(logo), hint)
    except UnusablePicture as e:
        yield Diagnostic("picture-unusable", f"the picture `{logo}` cannot be shown: {e}", place(logo), e.hint)
