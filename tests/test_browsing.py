"""The page to look through a bank, and the table of specifications of a paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from openpyxl import load_workbook
from terminal import Ran

from hwgen.bank.loading import load
from hwgen.exam.instantiate import instantiate
from hwgen.looking.approval import approval
from hwgen.looking.browsing import card, page
from hwgen.looking.shares import percentages
from hwgen.looking.specification import specification
from hwgen.plan.assembly import assemble
from hwgen.words.words import words

Terminal = Callable[..., Ran]
HOSTILE = "</article><script>alert(1)</script> {{ 7 * 7 }}"


def shown(folder: Path, language: str = "en") -> str:
    text, faults = page(load(folder).course, language, 1)
    assert not faults
    return text.decode()


class Reader(HTMLParser):
    """What a page loads, and the data of its cards."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.cards: list[dict[str, str | None]] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [value for name in ("src", "href") if (value := given.get(name))]
        self.scripts += tag == "script"
        if tag == "article":
            self.cards.append(given)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_has_a_card_that_filters_know(small_course: Path, language: str) -> None:
    course = load(small_course).course
    text = shown(small_course, language)
    read = Reader(text)
    assert [(card["data-topic"], card["data-kind"]) for card in read.cards] == [
        (item.topic, item.kind) for item in course.items.values()
    ]
    assert all(f"<code>{id}</code>" in text for id in course.items)
    assert sum(card["data-generated"] == "1" for card in read.cards) == 1
    assert all(address.startswith("data:") for address in read.addresses)


def test_all_statements_of_an_item_are_shown(small_course: Path) -> None:
    text = shown(small_course)
    (card,) = re.findall(r"<code>relu-values</code>.*?</article>", text, re.DOTALL)
    assert card.count("<details>") == (small_course / "bank/items/basics.yaml").read_text().split("id: kept-units")[
        0
    ].count("answer: ")


def test_a_text_is_no_markup_of_the_page(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "en: A training set is sorted by class.", f"en: '{HOSTILE}'\n      #"
    )
    path.write_text(text, encoding="utf-8")
    read = Reader(shown(small_course))
    assert len(read.cards) == len(load(small_course).course.items)
    assert read.scripts == 1


def test_a_key_has_formulas_and_no_markup_of_an_answer(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "accepted: [early stopping,", f"accepted: ['{HOSTILE}', early stopping,"
    )
    path.write_text(text, encoding="utf-8")
    course = load(small_course).course
    keys = {
        kind: part["key"]
        for kind in ("numeric", "table", "short-answer", "true-false")
        for item in course.items.values()
        if item.kind == kind
        for part in card(course, item, "en", 1).parts
    }
    assert "<math" in keys["numeric"]
    assert keys["table"].count("<math") == keys["table"].count(": ") > 1
    assert "$" not in "".join(keys.values())
    assert keys["short-answer"] == escape(HOSTILE)
    assert keys["true-false"] in ("T", "F")


def test_an_item_in_another_language_alone_is_shown_in_it(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "chinese.yaml"
    path.write_text(
        "topic: basics\nitems:\n  - id: only-chinese\n    kind: essay\n    language: zh\n    difficulty: 1\n    minutes: 1\n    source: a\n"
        "    lines: 2\n    stem: 只有中文\n    model: 对\n    rubric: [{points: 1, text: 对}]\n",
        encoding="utf-8",
    )
    assert "只有中文" in shown(small_course)


def test_a_draft_that_cannot_be_read_leaves_the_others(small_course: Path, terminal: Terminal) -> None:
    (small_course / "bank" / "items" / "drafts.yaml").write_text("topic：drafts\n", encoding="utf-8")
    done = terminal("catalogue", "--lang", "en", folder=small_course)
    assert done.code == 0
    assert "is `：` meant as a colon?" in done.err
    assert "<code>kept-units</code>" in (small_course / "output/catalogue/en/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_points_of_a_table_of_specifications_are_those_of_the_paper(small_course: Path, language: str) -> None:
    course = load(small_course).course
    exam = instantiate(course, assemble(course, course.blueprint("named"), 7), language)
    by_topic, by_question = specification(course, exam)
    *topics, total = by_topic.rows
    points = [int(re.match(r"\d+", str(cell))[0]) for cell in total[1:-1]]  # type: ignore[index]
    assert points[-1] == sum(points[:-1]) == exam.points
    assert [row[-1] for row in topics] == ["100%"]
    assert [row[-1] for row in by_question.rows] == [question.points for question in exam.questions]
    assert [row[0] for row in by_question.rows] == [question.number for question in exam.questions]
    assert by_question.rows[0][5] == {"zh": "应用", "en": "apply"}[language]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40).filter(any))
def test_shares_of_a_total_add_up_to_a_hundred(parts: list[int]) -> None:
    """42 points of 21 topics added up to 103%."""
    shares = [Decimal(share) for share in percentages(parts, words("en").script)]
    assert sum(shares) == 100
    assert all(
        abs(share - Decimal(100 * part) / sum(parts)) <= Decimal("0.1")
        for part, share in zip(parts, shares, strict=True)
    )
    whole = all(100 * part % sum(parts) == 0 for part in parts)
    assert whole == all(share == share.to_integral_value() and share.as_tuple().exponent == 0 for share in shares)


def test_tables_and_forms_share_out_the_points_of_a_paper(small_course: Path) -> None:
    course = load(small_course).course
    exam = instantiate(course, assemble(course, course.blueprint("named"), 7), "en")
    first = exam.sections[0]
    group = first.groups[0]
    thirds = replace(
        exam,
        sections=(
            replace(
                first,
                groups=tuple(
                    replace(group, topic=topic, difficulty=level, questions=(replace(group.questions[0], points=1),))
                    for level, topic in enumerate("abc", 1)
                ),
            ),
        ),
    )
    *topics, _ = specification(course, thirds)[0].rows
    assert [row[-1] for row in topics] == ["33.4%", "33.3%", "33.3%"]
    levels = next(value for row in approval(thirds).rows for name, value in row if "33" in value)
    assert levels.count("33.4") == 1
    assert levels.count("33.3") == 2


def test_a_build_writes_the_table_of_specifications(small_course: Path, terminal: Terminal) -> None:
    done = terminal("build", "picked", "--seed", "7", "--formats", "specification", folder=small_course)
    assert done.code == 0, done.err
    folder = small_course / "output" / "picked" / "seed-7-zh"
    assert (folder / "specification.pdf").read_bytes().startswith(b"%PDF")
    book = load_workbook(io.BytesIO((folder / "specification.xlsx").read_bytes()))
    assert book.sheetnames == ["命题双向细目表", "命题双向细目表（逐题）"]


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "html").glob("*.j2")), ids=lambda path: path.name)
def test_a_page_is_dark_in_the_dark_and_what_sticks_lies_over_the_rest(path: Path) -> None:
    style = path.read_text(encoding="utf-8").split("<style>")[1].split("</style>")[0]
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    roots = [body for selector, body in rules if selector.strip().endswith(":root")]
    named = [set(re.findall(r"(--\w+):", body)) for body in roots]
    assert len(named) == 2
    assert "color-scheme: light dark" in roots[0]
    assert named[0] == named[1]
    for selector, body in rules:
        if not selector.strip().endswith(":root"):
            assert not re.search(r"#[0-9a-f]{3,6}\b", body), f"{selector} has a colour that is the same in the dark"
        assert "sticky" not in body or "z-index" in body


def test_wrong_numbers_and_other_spellings_stand_below_the_key(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8").replace("tolerance: 0\n", "tolerance: 0.05\n")
    path.write_text(text.replace("提前停止", f"'{HOSTILE}'"), encoding="utf-8")
    text = shown(small_course)
    assert '<div class="why">± 0.05 </div>' in text
    assert re.search(r'<div class="why">× 5 \(50%\) .*This is the sum of the squares', text)
    assert re.search(r'<div class="why"> also right: .*&lt;/article&gt;&lt;script&gt;', text)
