"""Slips in a file of items: each has one message, its place and a way out, at the first round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.agreement import unknown
from hwgen.bank.items import load_items
from hwgen.errors import CourseError
from hwgen.yamlsrc import Document

STEM = "    stem:\n      zh: 哪一个对？\n      en: Which one is right?\n"
WRONG = ITEM[ITEM.index("    wrong:") :]
RIGHT = ITEM[ITEM.index("    right:") : ITEM.index("    wrong:")]
ONE_WRONG = WRONG[: WRONG.index("      - id: three")]
FEW = "17: expected at least 3 wrong options of 4 options, found 1"


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ([("difficulty: 1", "difficulty: 9")], ["5: expected a number less than or equal to 5", FEW]),
        ([("    source: a book\n", "")], ["3: missing key `source`", FEW.replace("17", "16")]),
        ([("    source: a book\n", "    options: x\n")], ["3: missing key `source`", "7: expected a whole number"]),
        ([("    source", "    options: 2\n    soruce")], ["8: unknown key `soruce`"]),
    ],
)
def test_too_few_options_are_told_beside_other_faults(
    changes: Sequence[tuple[str, str]], lines: Sequence[str], tmp_path: Path
) -> None:
    text = ITEM.replace(WRONG, ONE_WRONG)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    those = [f"{fault.span.line if fault.span else 0}: {fault.message}" for fault in faults(tmp_path, text)]
    assert sorted(those) == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "place", "hints"),
    [
        (WRONG, "    wrong: []\n", (16, 12), ["write each entry below `wrong:`, such as `- id: …`"]),
        (RIGHT, "    right: []\n", (12, 12), ["write each entry below `right:`, such as `- id: …`"]),
        (STEM, "    stem:\n      - zh: 甲\n      - en: One\n", (9, 7), ["is there a `-` too many?"]),
        ("      zh: 哪", "      cn: 哪", (9, 7), ["did you mean `zh`?"]),
        ("      zh: 哪", "      zh-CN: 哪", (9, 7), ["did you mean `zh`?"]),
        ("      zh: 哪", "      中文: 哪", (9, 7), ["did you mean `zh`?"]),
        ("      en: W", "      English: W", (10, 7), ["did you mean `en`?"]),
        (
            "text: {zh: 甲, en: one}",
            'text: "4"',
            (14, 15),
            ["write `$4$`: a formula alone stands once for all languages"],
        ),
        ("minutes: 1", "minutes: null", (6, 14), ["write a number such as `1`"]),
        ("minutes: 1", "minutes: ~", (6, 14), ["write a number such as `1`"]),
        ("kind: choice", "languages: [zh,, en]", (4, 20), ["delete one, or put the text in quotation marks"]),
        ("  - id: extra-item", "  -\tid: extra-item", (3, 4), ["indent with spaces"]),
    ],
)
def test_a_slip_has_one_message_with_a_way_out(
    old: str, new: str, place: tuple[int, int], hints: Sequence[str], tmp_path: Path
) -> None:
    assert old in ITEM
    those = faults(tmp_path, ITEM.replace(old, new, 1))
    assert [fault.hint for fault in those] == hints
    assert [(fault.span.line, fault.span.column) for fault in those if fault.span] == [place]


def test_an_item_is_no_enemy_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "extra.yaml"
    path.write_text(ITEM.replace("    source:", "    enemies: [extra-item]\n    source:"), encoding="utf-8")
    (item,) = load_items(path).items
    (fault,) = unknown([item], [], None, None, [])
    assert (fault.message, fault.span and fault.span.line) == ("`extra-item` is named as its own enemy", 7)


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("title: 测验\n", "utf-16", "the file is UTF-16, not UTF-8"),
        ("title: Quiz\n", "utf-16-le", "the file is UTF-16, not UTF-8"),
        ("title: Quiz\n", "utf-16-be", "the file is UTF-16, not UTF-8"),
        ("title: Prüfung für Anfänger\n", "latin-1", "the file is not UTF-8; it may be Windows-1252"),
        ("title: Contrôle de français, première année\n", "cp1252", "the file is not UTF-8; it may be Windows-1252"),
        ("title: 机器学习测验\n", "gbk", "the file is not UTF-8; it may be GBK"),
        (
            "title: 下列關於類神經網路的敘述，哪一個是正確的？請選出最適當的答案。\n",
            "big5",
            "the file is not UTF-8; it may be Big5",
        ),
    ],
)
def test_a_file_in_another_encoding_says_in_which(text: str, encoding: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(CourseError) as caught:
        Document(path)
    (fault,) = caught.value.diagnostics
    assert fault.message == named
    assert "UTF-8" in fault.hint
