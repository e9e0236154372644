"""Lines of YAML at the wrong place, and signs that look like those of YAML: each is told where it stands, with a way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.items import read_items
from hwgen.bank.loading import load
from hwgen.errors import CourseError
from hwgen.text import USUAL

TEXT = "text: {zh: 甲, en: one}"
STEM = "      zh: 哪一个对？\n      en: Which one is right?\n"
BLOCKS = "      zh: |\n        哪一个对？\n        下一行。\n      en: |\n        Which one?\n        Another line.\n"
SLIPS = [
    (STEM, BLOCKS.replace("        哪", "      哪").replace("        下", "      下"), (10, 7), "does not stand further right", "put 8 spaces before each"),
    (STEM, BLOCKS.replace("        下", "       下"), (11, 8), "further left than its first one", "the same space before each line of the text: 8"),
    ("  - id: extra-item", "  - id: other\n  id: extra-item", (4, 3), "in the column of the dashes", "write `- ` before it"),
    ("    kind: choice", "  kind: choice", (4, 3), "in the column of the dashes", "as much space before it as before the keys"),
    ("  - id: extra-item", "  id: other\n  - id: extra-item", (3, 3), "in the column of the dashes", "write `- ` before it"),
    ("kind: choice", "kind: choice difficulty: 1", (4, 18), "a second key stands on the line", "on a line of its own"),
    ("items:\n", "items: []\n", (2, 8), "`items` has a value on its line", "delete one of the two"),
    ("    right:\n", "    right: {\n", (12, 12), "`{` is never closed", "need no brackets"),
    ("topic: extra\n", "---\ntopic: extra\n...\n", (3, 1), "`...` ends the file", "delete the line"),
    ("minutes: 1", "minutes:\u00a01", (6, 13), "another width stands after the colon", "an ordinary space"),
    ("items:\n", "# one\u2028two\nitems:\n", (2, 6), "ends the line for YAML", "delete it"),
    (TEXT, "text: {zh: 甲; en: one}", (14, 21), "`;` does not part", "write `, ` in its place"),
    (TEXT, "text: {zh: 甲 en: one}", (14, 22), "no comma stands before this key", "write `, ` between"),
    (TEXT, "text: {'zh': '甲' 'en': 'one'}", (14, 26), "no comma stands before this key", "write `, ` between"),
    (TEXT, "text: (zh: 甲, en: one)", (14, 15), "`(` holds no keys together", "write `{` and `}`"),
    (TEXT, "text: zh: 甲", (14, 15), "a second key stands on the line", "between `{` and `}`"),
    ("minutes: 1", "minutes = 1", (6, 13), "`=` stands where a colon belongs", "write `:` and a space"),
    ("minutes: 1", "minutes; 1", (6, 12), "`;` stands where a colon belongs", "write `:` and a space"),
    ("minutes: 1", "minutes；1", (6, 12), "`；` stands where a colon belongs", "write `:` and a space"),
    (TEXT, "text: {zh: 甲, en: one}}", (14, 31), "one `}` too many", "delete it"),
    ("      en: Which one is right?", "      en: Which one\n      is right?", (11, 9), "no colon stands after `is`", "put more space before the line"),
    ("minutes: 1", "minu\u00adtes: 1", (6, 5), "unknown key", "delete the character U+00AD"),
    ("minutes: 1", "minutes\u00a0: 1", (6, 5), "unknown key", "delete the character U+00A0"),
    ("minutes: 1", "mіnutes: 1", (6, 5), "unknown key", "is a Cyrillic letter that looks like a Latin one"),
    (TEXT, "text: {zh: 甲, EN: one}", (14, 23), "unknown key `EN`", "did you mean `en`?"),
    ("    stem:\n" + STEM, "    stem:\n    zh: 甲\n    en: one\n", (8, 10), "expected a text under", "with more space before them"),
    ("kind: choice", "kind: “choice”", (4, 11), "the quotation marks of `“choice”`", "write `choice`"),
    ("difficulty: 1", "difficulty: 0x2", (5, 17), "expected a whole number", "write `2`"),
    ("difficulty: 1", "difficulty: {level: 2}", (5, 17), "found keys with values", "write one value"),
    ("    source: a book", "    source: a book\n    tags: {zh: 甲, en: one}", (8, 11), "expected a list", "write `[甲, one]`"),
    ("    source: a book", "    source: a book\n    tags: early stopping, 早停", (8, 11), "expected a list", "write `[early stopping, 早停]`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "message", "hint"), SLIPS)
def test_a_slip_is_one_mistake_with_its_place_and_a_way_out(
    old: str, new: str, place: tuple[int, int], message: str, hint: str, tmp_path: Path
) -> None:
    assert old in ITEM
    (fault,) = faults(tmp_path, ITEM.replace(old, new, 1))
    assert fault.span
    assert (fault.span.line, fault.span.column) == place
    assert message in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (STEM, BLOCKS),
        (STEM, BLOCKS.replace("        下", "          下")),
        ("topic: extra\n", "---\ntopic: extra\n"),
        (TEXT, "text: {zh: 甲;乙, en: one; two}"),
        (TEXT, "text: {zh: “甲”, en: “one”}"),
        (TEXT, "text: {'zh': '甲', \"en\": \"one\"}"),
        ("source: a book", "source: a book (a = b)"),
        ("      - id: two\n", "      -\n        id: two\n"),
    ],
)
def test_what_only_looks_like_a_slip_is_read(old: str, new: str, tmp_path: Path) -> None:
    assert old in ITEM
    assert not faults(tmp_path, ITEM.replace(old, new, 1))


@pytest.mark.parametrize(
    "begin",
    [
        b"PK\x03\x04\xff",
        b"\xd0\xcf\x11\xe0",
        b"%PDF-1.7\n\xe2\xe3",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04a\0",
        b"%PDF-1.7",
        b"{\\rtf1}",
    ],
)
def test_a_file_of_another_program_is_called_so(begin: bytes, tmp_path: Path) -> None:
    path = tmp_path / "extra.yaml"
    path.write_bytes(begin)
    with pytest.raises(CourseError, match="no plain text"):
        read_items(path, USUAL)


def test_a_language_without_a_single_text_is_one_error_of_a_file(small_course: Path) -> None:
    path = small_course / "bank" / "course.yaml"
    path.write_text("languages: [zh, en, de]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    errors = [fault for fault in load(small_course).errors if fault.rule == "missing-key"]
    assert {fault.message for fault in errors} == {
        "`de` is a language of the course, and no text of this file is in it"
    }
    files = [fault.span.file.name for fault in errors if fault.span]
    assert len(files) == len(set(files)) > 4
    named = small_course / "bank" / "exams" / "named.yaml"
    named.write_text(named.read_text(encoding="utf-8").replace("en: Named quiz", "en: Named quiz, de: Test"), "utf-8")
    assert len([fault for fault in load(small_course).errors if fault.span and fault.span.file == named]) == 4


@pytest.mark.parametrize(("topic", "hints"), [("basisc", ["did you mean `basics`?"]), ("optics", [])])
def test_the_topic_of_a_misconception_is_misspelt_or_elsewhere(
    topic: str, hints: Sequence[str], small_course: Path
) -> None:
    path = small_course / "bank" / "misconceptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[basics]", f"[{topic}]", 1), encoding="utf-8")
    faults = [fault for fault in load(small_course).faults if fault.rule == "unknown-word"]
    assert [fault.hint for fault in faults] == hints
    assert all(fault.span and (fault.span.file, fault.span.line) == (path, 4) for fault in faults)


@pytest.mark.parametrize(
    "why", ['{zh: "`甲` {a} 乙", en: "`one` {a}: two, # three"}', "{zh: '[甲] 乙', en: '[one], two'}"]
)
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("    topic: other", "   topic: other", 27),
        ("    topic: other", "     topic: other", 27),
        ("    topic: other", "      topic: other", 27),
        ("  - id: next-item", " - id: next-item", 26),
        ("  - id: next-item", "   - id: next-item", 26),
    ],
)
def test_a_line_at_the_wrong_place_is_no_mistake_of_a_sound_text_above_it(
    old: str, new: str, line: int, why: str, tmp_path: Path
) -> None:
    text = f"{ITEM.rstrip().rpartition('why: ')[0]}why: {why}\n  - id: next-item\n    topic: other\n"
    (fault,) = faults(tmp_path, text.replace(old, new, 1))
    assert fault.span
    assert fault.span.line == line
    assert fault.message == "this line does not fit those above it"
    assert "is it indented as its neighbours are?" in fault.hint
