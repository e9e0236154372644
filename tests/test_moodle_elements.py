"""What Moodle needs of each type of question: each element is left out in turn."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from lxml import etree
from moodle_elements import DAMAGED, QUESTIONS, STOPS
from moodle_files import check

AFTER = (
    '<question type="description"><name><text>after</text></name>'
    '<questiontext format="html"><text>x</text></questiontext><penalty>0</penalty></question>'
)


def whole(kind: str) -> etree._Element:
    return etree.fromstring(f'<question type="{kind}">{QUESTIONS[kind]}</question>')


def paths(kind: str) -> Iterator[str]:
    """Each element, and each attribute of one (`@name`), by its path from the question."""
    root = whole(kind)
    known = dict.fromkeys(
        "/".join([*(above.tag for above in reversed(list(node.iterancestors())[:-1])), node.tag]) + at
        for node in root.iterdescendants()
        for at in ("", *(f"@{name}" for name in map(str, node.attrib)))
    )
    yield from known


def without(kind: str, path: str) -> bytes:
    root = copy.deepcopy(whole(kind))
    element, _, attribute = path.partition("@")
    node = root.find(element)
    assert node is not None
    if attribute:
        del node.attrib[attribute]
    else:
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
    return f"<quiz>{etree.tostring(root, encoding='unicode')}{AFTER}</quiz>".encode()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_missing_element_is_an_error_where_moodle_stops_or_spoils_the_question(kind: str) -> None:
    expected = {path: f"{kind}/{path}" in STOPS | DAMAGED for path in paths(kind)}
    assert {path: not check(without(kind, path)).passes for path in paths(kind)} == expected
    assert any(expected.values())
    assert check(f"<quiz>{etree.tostring(whole(kind), encoding='unicode')}{AFTER}</quiz>".encode()).diagnostics == []


def test_the_table_names_elements_that_there_are() -> None:
    assert {f"{kind}/{path}" for kind in QUESTIONS for path in paths(kind)} >= STOPS | DAMAGED
