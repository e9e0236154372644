"""In what the versions of QTI differ. Names are those of 3.0 everywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

DASH = re.compile(r"-([a-z])")


@dataclass(frozen=True)
class Version:
    """`item` and `test` are the types of resources in a manifest, whose namespace is `packaging`.

    With `prefixed`, elements are called `qti-simple-choice`, else `simpleChoice`. `content` is an element around what
    feedback and rubrics say, `external` says whether a score can be one that a person gives, `use` whether a rubric
    says what it is for.
    """

    name: str
    namespace: str
    packaging: str
    schema: str
    schema_version: str
    item: str
    test: str
    prefixed: bool
    content: str
    external: bool
    use: bool

    def element(self, name: str) -> str:
        return f"qti-{name}" if self.prefixed else _joined(name)

    def attribute(self, name: str) -> str:
        return name if self.prefixed else _joined(name)


@cache
def _joined(name: str) -> str:
    return name if ":" in name else DASH.sub(lambda match: match[1].upper(), name)


ROWS = (
    Version(
        "3.0",
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
        "imsqti_test_xmlv3p0",
        prefixed=True,
        content="content-body",
        external=True,
        use=True,
    ),
    Version(
        "2.2",
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.2 Package",
        "1.0.0",
        "imsqti_item_xmlv2p2",
        "imsqti_test_xmlv2p2",
        prefixed=False,
        content="",
        external=True,
        use=False,
    ),
    Version(
        "2.1",
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.1 Package",
        "1.0.0",
        "imsqti_item_xmlv2p1",
        "imsqti_test_xmlv2p1",
        prefixed=False,
        content="",
        external=False,
        use=False,
    ),
)
VERSIONS: Mapping[str, Version] = {row.name: row for row in ROWS}


def version_of(data: bytes) -> Version:
    """The version of an item that was written here, by its namespace."""
    return next(row for row in ROWS if row.namespace.encode() in data[:400])
