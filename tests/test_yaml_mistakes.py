"""What authors mistype, each at its line and column, with what it is and the way out; and what only looks like a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.items import read_items
from hwgen.bank.loading import load
from hwgen.bank.tables import read_misconceptions
from hwgen.errors import CourseError, Span
from hwgen.text import USUAL

STEM = "      en: Which one is right?"
TEXT = "text: {zh: 甲, en: one}"
TWO = "      - id: two"
QUOTES = "put the text in quotation marks"

EXAM = """\
title: {zh: 测, en: Quiz}
minutes: 10
sections:
  - title: {zh: 题, en: Part}
    points: 2
    questions:
      - {item: x}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        ("{item: x}", "{pick: 2.5}", (7, 16), "write `2` or `3`"),
        ("{item: x}", "{pick: 0}", (7, 16), "write 1 or more"),
        ("{item: x}", "{pick: 2, difficulty: 6}", (7, 31), "write a number from 1 to 5"),
        ("{item: x}", "{pick: 2, difficulty: easy}", (7, 31), "write `2`"),
        ("{item: x}", "{pick: 2, difficulty: 2-4}", (7, 31), "write `[2, 3, 4]`"),
        ("{item: x}", "{item: x", (7, 9), "end it with `}`"),
        ("{item: x}", "{item: x\n      - {item: y}", (7, 9), "end it with `}`"),
        ("{item: x}", "{item: x, pick: 2}", (7, 9), "remove one of the two"),
        ("{item: x}", "x", (7, 9), "write `item: x`"),
        ("points: 2", "points: -4", (5, 13), "write `4`, without a minus sign"),
        (
            "points: 2",
            "points: 2.5",
            (5, 13),
            "write `2` or `3`; points are whole numbers: to keep parts of a point, multiply all points by 2",
        ),
        ("minutes: 10", "minutes: 1h", (2, 10), "write `60`"),
        ("minutes: 10", "minutes: 10\nplan: {points: 100 points}", (3, 16), "write `100`"),
        ("minutes: 10", "minutes: 10\nplan: {difficulty: easy}", (3, 20), "write `2`"),
    ],
)
def test_a_mistake_in_an_exam_has_a_way_out(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], hint: str
) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Blueprint(path)
    first = caught.value.diagnostics[0]
    assert first.span
    assert (first.span.line, first.span.column, first.hint) == (*place, hint)


@pytest.mark.parametrize(
    ("topic", "hint"), [("basisc", "did you mean `basics`? items stand"), ("optics", "items stand")]
)
def test_a_topic_without_questions_is_remarked_on(small_course: Path, topic: str, hint: str) -> None:
    (small_course / "bank/items/other.yaml").write_text(f"topic: {topic}\n", encoding="utf-8")
    (warning,) = [w for w in load(small_course).course.warnings if w.rule == "topic-idle"]
    assert hint in warning.hint
    assert warning.span == Span(small_course / "bank/items/other.yaml", 1, 8)


def test_the_item_is_sound_as_it_stands(tmp_path: Path) -> None:
    assert not faults(tmp_path, ITEM)


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "hint"),
    [
        ("    difficulty: 1", "   difficulty: 1", (5, 4), "does not fit those above it", "indented"),
        ("    minutes: 1", "      minutes: 1", (6, 7), "does not fit those above it", "indented"),
        ("    kind: choice", "\tkind: choice", (4, 1), "a tab", "indent with spaces"),
        ("    kind: choice", "    \tkind: choice", (4, 5), "a tab", "indent with spaces"),
        ("    difficulty: 1", "\u00a0   difficulty: 1", (5, 1), "a space of another width", "ordinary spaces"),
        ("    difficulty: 1", "　　difficulty: 1", (5, 1), "a space of another width", "ordinary spaces"),
        ("    difficulty: 1\n", "", (3, 5), "missing key `difficulty`", "add `difficulty:` here"),
        (TEXT, "text: {zh: 甲}", (14, 15), "missing key `en`", "add `en:` here"),
        ("      zh: 哪", "      zh：哪", (9, 9), "a Chinese colon", "write `:` and a space"),
        ("    kind: choice", "    kind：choice", (4, 9), "a Chinese colon", "write `:` and a space"),
        ("    kind: choice", "    kind： choice", (4, 9), "a Chinese colon", "write `:` and a space"),
        (TWO, "      - id：two", (17, 11), "a Chinese colon", "write `:` and a space"),
        (TEXT, "text: {zh：甲, en: one}", (14, 16), "a Chinese colon", "write `:` and a space"),
        ("    kind: choice", "    kind:choice", (4, 9), "no space stands after the colon", "write a space"),
        ("    difficulty: 1", "    difficulty 1", (5, 15), "no colon stands after `difficulty`", "`difficulty: `"),
        (STEM, '      en: "Which "one" is right?"', (10, 18), "ends at this quotation mark", "write “ ”"),
        (TEXT, 'text: {zh: 甲, en: "the "one" of"}', (14, 32), "ends at this quotation mark", "write “ ”"),
        (STEM, "      en: 'Which one isn't right?'", (10, 25), "ends at this apostrophe", "write ’"),
        (STEM, "      en: “Which: one” is right?", (10, 17), "there is a colon inside", QUOTES),
        (STEM, "      en: Note: which one is right?", (10, 15), "there is a colon inside", QUOTES),
        (TEXT, "text: {zh: 甲, en: note: one}", (14, 31), "there is a colon inside", QUOTES),
        (STEM, "      en: `relu` is right?", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: @relu is right?", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: %relu is right?", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: *Which* one is right?", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: > 0.5 is right?", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: {1, 2} is a set", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: [1, 2] is a list", (10, 11), "cannot begin with this sign", QUOTES),
        (STEM, "      en: &Which one is right?", (10, 11), "`&Which` is not read as text", QUOTES),
        (STEM, "      en: !Which one is right?", (10, 11), "`!Which` is not read as text", QUOTES),
        (STEM, "      en: Which is model #1 of two?", (10, 26), "`#1 of two?` is a comment", QUOTES),
        (STEM, "      en: Double the # of inputs", (10, 22), "`# of inputs` is a comment", QUOTES),
        (TEXT, "text: {zh: 甲, en: C # or C++\n          }", (14, 29), "`# or C++` is a comment", QUOTES),
        (STEM, '      en: "Which one is right?', (10, 11), '`"` is never closed', 'end it with `"`'),
        (TEXT, 'text: {zh: 甲, en: "one}', (14, 27), '`"` is never closed', 'end it with `"`'),
        (TEXT, "text: {zh: 甲, en: one", (14, 15), "`{` is never closed", "end it with `}`"),
        (
            TEXT,
            "text: {zh: 甲, en: one, and two}",
            (14, 30),
            "the comma in `one, and two` ends",
            "put the whole text in",
        ),
        (TEXT, "text: {zh: 甲, en: A mean, really.}", (14, 33), "the comma in `A mean, really.`", "put the whole text"),
        (TEXT, "text: {zh: 甲, en: one,two, three}", (14, 30), "the comma in `one,two` ends", "if `two` is a key"),
        (TEXT, "text: {zh: 甲,乙, en: one}", (14, 21), "the comma in `甲,乙` ends", "put the whole text in"),
        (TEXT, "text: {zh: 甲, en: $f(x, y)$}", (14, 31), "the comma in `$f(x, y)$` ends", "put the whole text in"),
        (TEXT, "text: {zh: 甲, en: one, zh}", (14, 30), "the comma in `one, zh` ends", "put the whole text in"),
        (TEXT, "text: {zh: 甲, en: 'one', two}", (14, 32), "`two` stands outside the quotation", "put the whole"),
        (TEXT, "text: {zh: 甲, en: one, note: two}", (14, 32), "unknown key `note`", "if the comma before it belongs"),
        (TEXT, "text: {zh: 甲, en: one, , two}", (14, 32), "two commas stand beside", "delete one, or put"),
        (TEXT, "text: {zh: 甲，en: one}", (14, 21), "a Chinese comma", "write `, `"),
        (TEXT, 'text: {zh: "甲"，en: "one"}', (14, 23), "a Chinese comma", "write `, `"),
        (TEXT, "text: ｛zh: 甲, en: one｝", (14, 15), "a Chinese bracket", "write `{`"),
        (TWO, "      – id: two", (17, 7), "the dash of a word processor", "with `-` and a space"),
        (TWO, "      — id: two", (17, 7), "the dash of a word processor", "with `-` and a space"),
        (TWO, "      − id: two", (17, 7), "the dash of a word processor", "with `-` and a space"),
        (TWO, "      -id: two", (17, 7), "no space stands after `-`", "with `-` and a space"),
        ("kind: choice", "kind: choise", (4, 11), "there is no kind `choise`", "did you mean `choice`?"),
        ("    difficulty: 1", "    Difficulty: 1", (5, 5), "unknown key `Difficulty`", "did you mean `difficulty`?"),
        ("minutes: 1", "minutes: 2 min", (6, 14), "expected a number", "write `2` alone"),
        ("minutes: 1", "minutes: 2 分钟", (6, 14), "expected a number", "write `2` alone"),
        ("minutes: 1", "minutes: 1/2", (6, 14), "expected a number", "write `0.5`"),
        ("minutes: 1", "minutes: 2:30", (6, 14), "expected a number", "write `2.5`"),
        (TEXT, "text: [甲, one]", (14, 15), "expected a text", "write `{zh: 甲, en: one}`"),
        ("minutes: 1", "minutes: 1,5", (6, 14), "expected a number", "write `1.5` alone"),
        ("minutes: 1", "minutes: -1,5", (6, 14), "expected a number", "write `-1.5` alone"),
        ("minutes: 1", "minutes: 1,200", (6, 14), "expected a number", "write `1200` alone"),
        ("minutes: 1", "minutes: 1，5 分钟", (6, 14), "expected a number", "write `1.5` alone"),
        ("difficulty: 1", "difficulty: 2,5", (5, 17), "expected a whole number", "write `2` or `3`"),
        ("difficulty: 1", "difficulty: 2.5", (5, 17), "expected a whole number", "write `2` or `3`"),
        (TEXT, "text: {zh: 甲, en: about 1,5}", (14, 34), "the comma in `about 1,5`", "put the whole text in"),
        (TEXT, "text: {zh: 甲, en: 1,5}", (14, 28), "the comma in `1,5` ends the value", "write `1.5`"),
        ("kind: choice", "kind: multi-choice", (4, 11), "there is no kind `multi-choice`", "mean `multiple-choice`?"),
        ("minutes: 1", "minutes: 1\n    imported: flase", (7, 15), "expected `true`", "did you mean `false`?"),
        ("minutes: 1", "minutes: 1\n    calculator: scientifc", (7, 17), "expected `none`", "mean `scientific`?"),
        ("minutes: 1", "minutes: one", (6, 14), "expected a number", "write it in digits"),
        ("minutes: 1", "minutes: 1\n    imported: yes", (7, 15), "expected `true`", "write `true`"),
        ("minutes: 1", "minutes: 1\n    imported: wrong", (7, 15), "expected `true`", "write `false`"),
        ("minutes: 1", "minutes: 1\n    imported: 错误", (7, 15), "expected `true`", "write `false`"),
        ("minutes: 1", "minutes: 1\n    imported: √", (7, 15), "expected `true`", "write `true`"),
        ("minutes: 1", "minutes: 1\n    imported: 0", (7, 15), "expected `true`", "write `false`"),
        ("kind: choice", "kind: choice\u200b", (4, 11), "there is no kind", "delete the character U+200B"),
        ("    right:\n      - id", "    right:\n        id", (13, 9), "expected a list", "begin each entry with `-`"),
        (
            "      - id: three\n        text: {zh: 丙, en: three}\n        why: {zh: 丙, en: three}",
            "      - [three]",
            (20, 9),
            "expected lines such as",
            "is there a `-` too many?",
        ),
        (TEXT, "text: {zh: 甲, en: one # of two}", (14, 31), "`#` begins a comment", QUOTES),
        (
            STEM,
            '      en: "Is $\\lambda$ right?"',
            (10, 16),
            "`\\l` between double quotation marks is not an escape",
            "between ' and '",
        ),
        (
            STEM,
            '      en: "Is $\\times$ right?"',
            (10, 16),
            "`\\t` is an escape sequence, not the beginning",
            "between ' and '",
        ),
        (
            STEM,
            '      en: "Is $\\nabla f$ right?"',
            (10, 16),
            "`\\n` is an escape sequence, not the beginning",
            "between ' and '",
        ),
        (STEM, '      en: "Which one?\n    tags: ["$\\lambda$"]', (10, 11), '`"` is never closed', 'end it with `"`'),
        ("items:\n", "items\n", (2, 6), "no colon stands after `items`", "write `items:`"),
        ("topic: extra\n", "topic: extra\n---\n", (2, 1), "`---` begins a second document", "delete the line"),
        (
            "      - id: three",
            "        id: three",
            (20, 9),
            "begins again with `id`, without a `-`",
            "write `- ` before it",
        ),
        (TEXT, "text: {zh: 甲, en: ~}", (14, 27), "`~` stands for nothing in YAML", "delete `en`"),
        (TWO, "      - id: no", (17, 13), "is not a name to every YAML reader", "in quotation marks"),
        ("kind: choice", "kind: choice\0", (4, 17), "a character that YAML does not allow", "delete it"),
        ("    minutes: 1", "    minutes: 1\n    minutes: 2", (7, 5), "duplicate key `minutes`", "remove one"),
        ("difficulty: 1", "difficulty: 6", (5, 17), "expected a number less than", "write a number from 1 to 5"),
        ("difficulty: 1", "difficulty: easy", (5, 17), "expected a whole number", "write `2`"),
        ("difficulty: 1", "difficulty: 2-3", (5, 17), "expected a whole number", "write a number from 1 to 5"),
        ("minutes: 1", "minutes: 1 h", (6, 14), "expected a number", "write `60`"),
        ("topic: extra", "topic extra", (1, 6), "no colon stands after `topic`", "write `topic: `"),
        ("topic: extra", "topic:", (1, 1), "the topic has no name", "write its name"),
    ],
)
def test_a_mistake_has_a_place_a_name_and_a_way_out(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], message: str, hint: str
) -> None:
    assert old in ITEM
    here = [fault for fault in faults(tmp_path, ITEM.replace(old, new, 1)) if message in fault.message]
    assert [(fault.span.line, fault.span.column) for fault in here if fault.span] == [place]
    assert hint in here[0].hint


@pytest.mark.parametrize(
    "new",
    [
        "      en: 'Which: \"one\" is right?'",
        "      en: Which is 50 % of A&B, at 12:30 on http://example.org/a#b?",
        "      en: Which one is right? # of the two",
        "      # of the two\n      en: Which one",
        '      en: "Which one of $x$\\nis right?"',
        '      en: "Is $\\\\times$ right?"',
        '      en: "null"',
        "      en: 1,5",
        "      en: |\n        Which: one #1 is `right`?",
        "      en: >-\n        Which: one\n        is right?",
    ],
)
def test_what_looks_like_a_mistake_is_read(tmp_path: Path, new: str) -> None:
    assert not faults(tmp_path, ITEM.replace(STEM, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      - id: three", "        id: three"),
        (STEM, '      en: "Is $\\times$ right?"'),
        (STEM, '      en: "Is $\\nabla f$ right?"'),
        (TEXT, "text: {zh: 甲, en: ~}"),
    ],
)
def test_nothing_follows_from_a_mistake_that_is_understood(tmp_path: Path, old: str, new: str) -> None:
    assert len(faults(tmp_path, ITEM.replace(old, new, 1))) == 1


def test_a_line_of_any_length_is_looked_through_quickly(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, ITEM.replace(STEM, "      en: " + "{a, " * 200_000 + ": ", 1))
    assert fault.rule == "yaml-syntax"


def test_names_that_could_be_no_word_of_a_command(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: reason-to-shuffle", "id: Reason (to) shuffle"), encoding="utf-8")
    (fault,) = [fault for fault in load(small_course).faults if fault.rule in ("not-a-name", "id-form")]
    assert fault.rule == "not-a-name"
    assert "write lowercase letters, digits and hyphens: `reason-to-shuffle`" in fault.hint


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        ("id: extra-item", "id: Extra_Item", (3, 9), "write `extra-item`; `hwgen rename Extra_Item NEW` changes it"),
        ("id: extra-item", "id: 自由落体", (3, 9), "write something like `free-fall`; `hwgen rename '自由落体' NEW`"),
        ("id: extra-item", "id: P.Value", (3, 9), "write `p-value`; `hwgen rename P.Value NEW` changes it"),
        ("id: two", "id: secondOne", (17, 13), "write `second-one`; exams that pin it"),
    ],
)
def test_ids_have_one_form(tmp_path: Path, old: str, new: str, place: tuple[int, int], hint: str) -> None:
    path = tmp_path / "extra.yaml"
    path.write_text(ITEM.replace(old, new, 1), encoding="utf-8")
    file = read_items(path, USUAL)
    (note,) = file.warnings
    assert (len(file.items), note.rule, note.severity) == (1, "id-form", "note")
    assert note.span
    assert (note.span.line, note.span.column) == place
    assert "lowercase letters, digits and hyphens" in note.message
    assert note.hint.startswith(hint)


def test_ids_of_another_form_are_told_once_a_file_and_imported_ones_never(tmp_path: Path) -> None:
    path = tmp_path / "extra.yaml"
    path.write_text(ITEM.replace("id: t", "id: T"), encoding="utf-8")
    (note,) = read_items(path, USUAL).warnings
    assert note.message.endswith(", and 1 more in this file")
    path.write_text(ITEM.replace("id: t", "id: T").replace("minutes: 1", "minutes: 1\n    imported: true"), "utf-8")
    assert not read_items(path, USUAL).warnings


@pytest.mark.parametrize(
    ("name", "hint"), [("Max_Pool", "write `max-pool`"), ("池化", "write something like `free-fall`")]
)
def test_ids_of_generators_have_it_too(small_course: Path, name: str, hint: str) -> None:
    path = small_course / "generators" / "max_pool.py"
    path.write_text(path.read_text(encoding="utf-8").replace("max_pool", name), encoding="utf-8")
    (note,) = [fault for fault in load(small_course).faults if fault.rule == "id-form"]
    assert note.severity == "note"
    assert note.span
    assert path.read_text(encoding="utf-8").splitlines()[note.span.line - 1].startswith(f"def {name}(")
    assert note.span.column == 5
    assert note.hint.startswith(f"{hint}; `hwgen rename ")


def test_the_name_of_an_exam_is_suggested(small_course: Path) -> None:
    exams = small_course / "bank" / "exams"
    (exams / "named.yaml").rename(exams / "Mid Term (1).yaml")
    (fault,) = [fault for fault in load(small_course).faults if fault.rule == "not-a-name"]
    assert fault.hint == "rename the file: `mid-term-1.yaml`, with lowercase letters, digits and hyphens"


def test_the_topic_of_a_generator_is_that_of_a_file(small_course: Path) -> None:
    path = small_course / "generators" / "max_pool.py"
    misspelt = path.read_text(encoding="utf-8").replace('topic="basics"', 'topic="basisc", objective="pooling"')
    path.write_text(misspelt, encoding="utf-8")
    (fault,) = load(small_course).faults
    assert (fault.rule, fault.hint) == ("unknown-word", "did you mean `basics`?")
    assert fault.span
    assert fault.span.file == path


MISSPELT = [
    ("bank/items/basics.yaml", "difficulty:", "dificulty:"),
    ("bank/items/basics.yaml", "topic:", "topci:"),
    ("bank/items/basics.yaml", "kind:", "knd:"),
    ("bank/exams/named.yaml", "minutes:", "Minutes:"),
    ("bank/exams/named.yaml", "sections:", "section:"),
    ("bank/exams/named.yaml", "points:", "pionts:"),
    ("bank/misconceptions.yaml", "why:", "wy:"),
    ("bank/course.yaml", "name:", "nmae:"),
]


@pytest.mark.parametrize(("file", "key", "slip"), MISSPELT)
def test_a_misspelt_key_is_one_mistake(small_course: Path, file: str, key: str, slip: str) -> None:
    path = small_course / file
    path.write_text(path.read_text(encoding="utf-8").replace(key, slip, 1), encoding="utf-8")
    (fault,) = [error for error in load(small_course).errors if error.span and error.span.file == path]
    assert (fault.message, fault.hint) == (f"unknown key `{slip[:-1]}`", f"did you mean `{key[:-1]}`?")


def test_a_bare_text_in_the_place_of_an_entry_is_one_mistake(tmp_path: Path) -> None:
    bare = ITEM.replace("items:", "objectives:\n  z: {zh: 甲, en: one}\n  y: {bloom: apply}\nitems:", 1)
    objective, missing = faults(tmp_path, bare)
    assert objective.span == Span(tmp_path / "extra.yaml", 3, 6)
    assert objective.message == "a text stands where the entry `z` belongs"
    assert all(f"`{key}`" in objective.hint for key in ("bloom", "text"))
    assert missing.message == "missing key `text`"
    path = tmp_path / "misconceptions.yaml"
    path.write_text("z: {zh: 甲, en: one}\n", encoding="utf-8")
    (misconception,) = read_misconceptions(path, USUAL).faults
    assert misconception.message == objective.message
    assert all(f"`{key}`" in misconception.hint for key in ("name", "why", "topics"))
