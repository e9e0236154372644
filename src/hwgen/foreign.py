"""Files that have the name of another kind of file: what they are, by their contents."""

from __future__ import annotations

import re

# The name says nothing: by their first bytes.
OTHERS = {
    b"%PDF-": "a PDF",
    b"{\\rtf": "a Word file (.rtf)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x09\x08": "an old Excel file (.xls)",
    b"\x09\x04": "an old Excel file (.xls)",
    b"\x09\x02": "an old Excel file (.xls)",
    b"SQLite format 3": "a database",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The names of what is in such a file are in UTF-16.
WITHIN = {
    "EncryptedPackage": "a file with a password",
    "WordDocument": "an old Word file (.doc)",
    "PowerPoint Document": "an old PowerPoint file (.ppt)",
    "Workbook": "an old Excel file (.xls)",
    "Book": "an old Excel file (.xls)",
}
WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|html|table|\?xml|meta|head|body)|MIME-Version:)", re.I)


def foreign(data: bytes) -> str:
    """What a file is that is no text and no zip archive, or a web page, as browsers and Word save it; "" for any other."""
    if data.startswith(OLD_OFFICE):
        there = (kind for name, kind in WITHIN.items() if name.encode("utf-16-le") in data)
        return next(there, "a file of an old Office program")
    if WEB_PAGE.match(data[:200]):
        return "a web page or an XML file"
    return next((kind for start, kind in OTHERS.items() if data.startswith(start)), "")
