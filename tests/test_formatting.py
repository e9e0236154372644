"""One style for the files of a bank: the same meaning, every comment, and nothing left to change."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from hwgen.bank.items import load_items
from hwgen.editing.formatting import formatted
from hwgen.editing.restyling import bank_files
from hwgen.editing.scalars import WIDTH
from hwgen.errors import CourseError, UsageError
from hwgen.yamlsrc import Document

Run = Callable[..., "subprocess.CompletedProcess[str]"]

COMMENTED = """\
# yaml-language-server: $schema=../../.hwgen/items.schema.json
# head of the file

# above items
items: # beside items
# before the first item
- kind: true-false # beside kind
  # above id
  id: softmax-shift
  minutes: 1   # beside minutes
  difficulty: 2
  # above source
  source: "Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1 and so many more words that it is long # no comment" # beside source
  tags: [softmax, # first in tags
    more, # second in tags
    # before the end of tags
    ] # beside tags
  statements:
  -   # beside the dash
    id: same
    # above answer
    answer: true
    text:  # beside text
      # above zh
      zh: 给 softmax 的所有输入加上同一个常数 $c$，输出不变。
      en: >- # beside a folded text
        Adding the same constant $c$ to all inputs
        of a softmax leaves its output unchanged.
    why: {zh: 分子和分母同乘 $e^c$，约去后不变。, # inside brackets
          en: "Numerator and denominator are both multiplied by $e^c$, which cancels."}
    # at the end of a statement

    # after a blank line
  # before the second statement
  - id: doubled
    answer: false
    text:
      zh: | # beside a literal text
        把 softmax 的所有输入都乘以 2，输出总是不变。

      # above en
      en: Multiplying all inputs of a softmax by 2 always leaves its output unchanged.
    why:
      zh: 输入不全相等时，乘以 2 使分布更尖锐。
      en: Unless all inputs are equal, doubling them makes the distribution sharper.
      # at the end of why
    # at the end of a statement, too
  # at the end of the item
topic: activations # beside topic
# at the end of the file
"""
TIDY = """\
# yaml-language-server: $schema=../../.hwgen/items.schema.json
# head of the file

topic: activations # beside topic
# above items
items: # beside items
  # before the first item
  # above id
  - id: softmax-shift
    kind: true-false # beside kind
    difficulty: 2
    minutes: 1 # beside minutes
    # above source
    source: >- # beside source
      Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1 and so many more words that it is long # no
      comment
    tags: # beside tags
      - softmax # first in tags
      - more # second in tags
      # before the end of tags
    statements:
      # beside the dash
      - id: same
        # above answer
        answer: true
        text: # beside text
          # above zh
          zh: 给 softmax 的所有输入加上同一个常数 $c$，输出不变。
          en: Adding the same constant $c$ to all inputs of a softmax leaves its output unchanged. # beside a folded text
        why:
          zh: 分子和分母同乘 $e^c$，约去后不变。 # inside brackets
          en: Numerator and denominator are both multiplied by $e^c$, which cancels.
        # at the end of a statement

        # after a blank line
      # before the second statement
      - id: doubled
        answer: false
        text:
          zh: | # beside a literal text
            把 softmax 的所有输入都乘以 2，输出总是不变。

          # above en
          en: Multiplying all inputs of a softmax by 2 always leaves its output unchanged.
        why:
          zh: 输入不全相等时，乘以 2 使分布更尖锐。
          en: Unless all inputs are equal, doubling them makes the distribution sharper.
          # at the end of why
        # at the end of a statement, too
    # at the end of the item
# at the end of the file
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    (tmp_path / "bank/items").mkdir(parents=True)
    return tmp_path / "bank"


def styled(bank: Path, text: str) -> str:
    """What becomes of a file of items; it is checked that nothing more would change."""
    path = bank / "items/new.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    said = Document(path).data
    new = formatted(path)
    path.write_text(new, encoding="utf-8")
    assert formatted(path) == new
    assert Document(path).data == said
    return new


def test_every_comment_stays_where_it_belongs(bank: Path) -> None:
    assert styled(bank, COMMENTED) == TIDY


def test_lines_of_windows_and_a_mark_of_byte_order_go(bank: Path) -> None:
    assert styled(bank, "\ufeff" + COMMENTED.replace("\n", "\r\n")) == TIDY


@pytest.mark.parametrize("path", bank_files(ROOT), ids=lambda path: path.name)
def test_the_bank_has_the_style(path: Path) -> None:
    assert formatted(path) == path.read_text(encoding="utf-8")


ITEM = """\
topic: cnn
items:
  - id: x
    kind: numeric
    difficulty: 2
    minutes: 1
    source: a book
    stem:
      zh: {zh}
      en: {en}
    answer: 8
    explanation: {{zh: 八, en: eight}}
"""


def stem(bank: Path, zh: str, en: str) -> str:
    """How a stem is written: what stands between `source` and `answer`."""
    text = ITEM.replace("{zh}", yaml.dump(zh, allow_unicode=True, default_style='"', width=9999).strip())
    text = text.replace("{en}", yaml.dump(en, allow_unicode=True, default_style='"', width=9999).strip())
    new = styled(bank, text.replace("{{", "{").replace("}}", "}"))
    return new.partition("source: a book\n")[2].partition("    answer:")[0]


def test_a_short_pair_stands_on_one_line(bank: Path) -> None:
    assert stem(bank, "几？", "How many") == "    stem: {zh: 几？, en: How many}\n"
    assert stem(bank, "几？", "How many?") == '    stem: {zh: 几？, en: "How many?"}\n'


def test_quotes_stay_where_they_are_needed(bank: Path) -> None:
    assert stem(bank, "真", "true") == '    stem: {zh: 真, en: "true"}\n'
    assert stem(bank, "数", "1e-4") == '    stem: {zh: 数, en: "1e-4"}\n'
    assert stem(bank, "数", "a: b") == '    stem: {zh: 数, en: "a: b"}\n'
    assert stem(bank, "数", r"$\sum_i$, [1]") == "    stem: {zh: 数, en: '$\\sum_i$, [1]'}\n"
    assert stem(bank, "数", r'it’s "$\pi$"') == '    stem: {zh: 数, en: it’s "$\\pi$"}\n'
    assert stem(bank, "- 数", "# no comment") == '    stem: {zh: "- 数", en: "# no comment"}\n'


def test_long_english_is_folded_and_chinese_without_spaces_is_not(bank: Path) -> None:
    zh = "卷积" * 80
    en = "How many parameters does $a + b$ have " * 5 + "in all?"
    lines = stem(bank, zh, en).splitlines()
    assert lines[:3] == ["    stem:", f"      zh: {zh}", "      en: >-"]
    assert all(len(line) <= WIDTH for line in lines[3:])
    assert "$a + b$" in lines[3]


def test_a_text_of_several_lines_keeps_them(bank: Path) -> None:
    code = "看：\n\n```python\nfor x in y:\n    print(x)  # twice\n```\n"
    assert stem(bank, code, "one").splitlines()[1:6] == [
        "      zh: |",
        "        看：",
        "",
        "        ```python",
        "        for x in y:",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("%", "&x", "*x", "!x", "|", ">", "@x", "`x`", "{}", "[]", "a #b", "a: b", "x:", "? x", "- x", "'", '"', "\\"),
        *("~", "null", "yes", "1:30", "2026-01-01", "😀 e\u0301", "\u202eright", "\u2028", "\x85", "\ufeff", "a\tb"),
        *(" x ", "x" * 300, "x \n y", "\n x\n", "  a\nb\n\n\n", "a  b " * 60, "]]> <b>", "---", "...", "a\n---\nb\n"),
        *("#", "", "\n", "\x07"),
    ],
)
def test_hostile_texts_stay_what_they_are(bank: Path, text: str) -> None:
    stem(bank, f"文{text}", text or "x")
    stem(bank, f"{text}文", f"{text}x")


def test_matrices_and_long_lists_of_numbers_are_filled(bank: Path) -> None:
    numbers = ", ".join(str(i / 4) for i in range(60))
    chart = (
        f"    charts: {{c: {{alt: {{en: a, zh: 图}}, series: [{{y: [{numbers}], x: [{numbers}]}}], kind: lines}}}}\n"
    )
    new = styled(bank, ITEM.format(zh="几", en="one").replace("    stem:", f"{chart}    stem:"))
    assert (
        "    charts:\n      c:\n        kind: lines\n        alt: {zh: 图, en: a}\n        series:\n          - x: [0.0, "
        in new
    )
    assert max(map(len, new.splitlines())) <= WIDTH


def test_a_file_with_errors_is_left_alone(hwgen: Run, small_course: Path) -> None:
    path = small_course / "bank/items/basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("difficulty: 2", "difficulty: 9", 1), encoding="utf-8")
    other = small_course / "bank/course.yaml"
    other.write_text("institution: {zh: 系, en: D}\nname: {zh: 课, en: C}\n", encoding="utf-8")
    before = path.read_bytes()
    done = hwgen("format", "--course", small_course)
    assert done.returncode == 1
    assert "basics.yaml:" in done.stderr
    assert path.read_bytes() == before
    assert other.read_text(encoding="utf-8").startswith("name:")


def test_anchors_are_not_moved(bank: Path) -> None:
    with pytest.raises(CourseError, match="`x` is an anchor"):
        styled(bank, ITEM.format(zh="几", en="one").replace("source: a book", "source: &x a book\n    tags: [*x]"))


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not a file of a bank"):
        formatted(tmp_path / "compose.yaml")


def test_check_and_diff_write_nothing(hwgen: Run, small_course: Path) -> None:
    path = small_course / "bank/course.yaml"
    path.write_text("# ours\ninstitution: {zh: 系, en: D} # beside\nname: {zh: 课, en: C}\n", encoding="utf-8")
    before = path.read_bytes()
    told = hwgen("format", "--check", path)
    assert told.returncode == 1
    assert "would change" in told.stdout
    shown = hwgen("format", "--diff", path)
    assert shown.returncode == 1
    assert "+name: {zh: 课, en: C}" in shown.stdout
    assert path.read_bytes() == before
    assert hwgen("format", path).returncode == 0
    assert path.read_text(encoding="utf-8") == "name: {zh: 课, en: C}\n# ours\ninstitution: {zh: 系, en: D} # beside\n"
    assert hwgen("format", "--check", path).returncode == 0


def test_an_error_in_a_folded_text_is_reported_at_its_line(bank: Path) -> None:
    text = ITEM.replace("{en}", ">-\n        What is\n        the value of \\foo?").format(zh="几")
    text = text.replace("\\foo", "$\\foo$")
    path = bank / "items/new.yaml"
    path.write_text(text, encoding="utf-8")
    told = next(iter(load_items(path).items)).problem.parts[0].stem.en  # type: ignore[union-attr]
    place = told.at(told.index("foo"))  # type: ignore[attr-defined]
    line = text.splitlines()[place.line - 1]
    assert line[place.column - 1 :].startswith("foo")


COMMENT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12).map(
    lambda text: ("# " + text).strip()
)


def test_a_comment_is_not_put_behind_half_a_sentence(bank: Path) -> None:
    """It would be read as the rest of it, and refused."""
    new = styled(bank, COMMENTED.replace("its output unchanged.", "its output as it is"))
    assert re.search(r"# beside a folded text\n +en: Adding the same constant.* as it is\n", new)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A file of items with its keys in any order and comments anywhere, and the comments."""
    written: list[str] = []

    def comments(column: int) -> list[str]:
        made = draw(st.lists(COMMENT, max_size=2))
        written.extend(made)
        return [line for text in made for line in ([""] * draw(st.integers(0, 2)) + [" " * column + text])]

    def beside() -> str:
        if draw(st.booleans()):
            return ""
        written.append(draw(COMMENT))
        return " " + written[-1]

    def block(keys: dict[str, list[str]], column: int) -> list[str]:
        lines = []
        for key in draw(st.permutations(list(keys))):
            lines += comments(column)
            head, *rest = keys[key]
            lines += [f"{' ' * column}{key}: {head}{beside()}".rstrip(), *rest]
        return lines + comments(column)

    def text(column: int) -> list[str]:
        if draw(st.booleans()):
            return ["{en: How many, zh: 几个}"]
        return ["", *block({"zh": ["几个？"], "en": ["How many?"]}, column)]

    def item(i: int) -> list[str]:
        keys = {
            "id": [f"item-{i}"],
            "kind": ["essay"],
            "difficulty": ["2"],
            "minutes": ["1"],
            "source": [
                draw(st.sampled_from(["a book", '"a book: " # not this', "'it''s # one'"])).partition(" # not")[0]
            ],
            "tags": draw(st.sampled_from([["[a, b]"], ["", "    - a", "    - b"], ["[a,", "      b]"]])),
            "stem": text(6),
            "model": text(6),
            "rubric": ["", "    - points: 2", "      text: {zh: 好, en: good}"],
        }
        lines = block(keys, 4)
        first = next(n for n, line in enumerate(lines) if line and not line.lstrip().startswith("#"))
        lines[first] = "  - " + lines[first][4:]
        return [line[2:] if n < first and line else line for n, line in enumerate(lines)]

    items = [line for i in range(draw(st.integers(1, 3))) for line in item(i)]
    lines = block({"topic": ["cnn"], "items": ["", *items]}, 0)
    return "\n".join(lines) + "\n", written


@settings(max_examples=60)
@given(made=files())
def test_no_comment_is_lost_whatever_the_order(
    made: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, comments = made
    bank = tmp_path_factory.mktemp("any") / "bank"
    (bank / "items").mkdir(parents=True)
    new = styled(bank, text)
    lines = new.replace("it's # one", "").splitlines()
    found = [line[line.index("#") :] for line in lines if "#" in line]
    assert sorted(found) == sorted(comment.rstrip() for comment in comments)
    order = [
        line.split(":")[0].strip(" -")
        for line in new.splitlines()
        if line.startswith(("topic", "items", "    ", "  - "))
    ]
    assert order.index("topic") < order.index("items") < order.index("id") < order.index("kind") < order.index("rubric")
