"""QTI among the platforms: written by `writing` and `package`, read back by `parsing`, `processing` and `scoring`, imported by `importing`."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.archives import manifest
from hwgen.lms.platforms import SIGNATURE
from hwgen.lms.qti.importing import read_items
from hwgen.lms.qti.package import pack
from hwgen.lms.qti.reading_back import read_back
from hwgen.lms.qti.writing import pieces

ITEMS = (b"<assessmentItem", b"<qti-assessment-item")
PACKAGES = (b"imsqti_item_xml", b"imsqti_xmlv2p", b"imsqti_test_xml", b"imsqti_apipitem")


def recognises(head: bytes) -> bool:
    if head.startswith(SIGNATURE):
        about = manifest(head)
        return any(name in about for name in PACKAGES)
    return any(name in head for name in ITEMS)


QTI = Adapter(pieces, pack, read_back, read_items, recognises)
