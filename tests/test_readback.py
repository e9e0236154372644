"""Nothing of a question is lost on paper: what is longer than a page goes on over it, and what cannot is an error at its item."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from samples import exam, group, para, question

from hwgen.bank.loading import load_course
from hwgen.classes.paper import Built, build
from hwgen.content.tree import Math, Str, Table
from hwgen.errors import Diagnostic, TypesettingFailed
from hwgen.kinds import TrueFalseAnswer
from hwgen.papercode import Code
from hwgen.pdf import readback
from hwgen.text import Language

TEX_AND_TYPST = pytest.mark.parametrize("engine", ["xelatex", "typst"])


def both(zh: str, en: str) -> dict[Language, str]:
    return {"zh": zh, "en": en}


def choice(id: str, stem: dict[Language, str], right: dict[Language, str], **more: Any) -> dict[str, Any]:
    why = both("因为。", "Because.")
    wrong = [{"id": "b", "text": both("另一个选项", "the other option"), "why": why}]
    about = {
        "kind": "choice",
        "difficulty": 2,
        "minutes": 1,
        "source": "own",
        "tags": [],
        "imported": True,
        "options": 2,
    }
    return {"id": id, **about, "stem": stem, "right": [{"id": "a", "text": right, "why": why}], "wrong": wrong, **more}


def text(words: int) -> dict[Language, str]:
    return both(
        *("".join(f"{word}{i}{end}" for i in range(words)) for word, end in (("第", "个词，"), ("word ", ", ")))
    )


def program(lines: int) -> dict[Language, str]:
    code = "\n".join(f"x{i} = step{i}(x{i - 1})" for i in range(1, lines))
    return both(
        *(
            f"{word}\n\n```python numbered\n{code}\n```\n\n{end}"
            for word, end in (("读程序。", "返回什么？"), ("Read.", "What is returned?"))
        )
    )


def table(rows: int) -> dict[Language, str]:
    cells = "\n".join(f"| {i} | {i * i * 37} |" for i in range(rows))
    return both(
        *(
            f"{word}\n\n| $i$ | {word} |\n|---|---|\n{cells}\n\n{end}"
            for word, end in (("数表", "表后。"), ("Values", "Below."))
        )
    )


def matrix(rows: int) -> dict[Language, str]:
    body = r"\\".join(["1 & 2"] * rows)
    return both(*(f"{word}\n\n$$\\begin{{pmatrix}}{body}\\end{{pmatrix}}$$" for word in ("矩阵：", "A matrix:")))


def rubric(words: int) -> list[dict[str, Any]]:
    return [{"points": 2, "text": text(words)}]


RIGHT = both("这一个选项", "this option")
ESSAY = {"id": "essay", "kind": "essay", "difficulty": 2, "minutes": 1, "source": "own", "tags": [], "imported": True}
LONG = (
    choice("program", program(130), RIGHT),
    choice("text", text(700), RIGHT, explanation=table(60)),
    choice("table", table(70), RIGHT),
    choice("options", both("哪一个？", "Which one?"), text(700)),
    # Each fits on a page, and they stick together.
    {
        **{key: value for key, value in ESSAY.items() if key != "id"},
        "id": "linked",
        "kind": "linked",
        "context": text(350),
        "parts": [
            {"id": "first", "kind": "essay", "stem": text(300), "model": text(10), "rubric": rubric(10)},
            {"id": "second", "kind": "essay", "stem": text(10), "model": text(10), "rubric": rubric(10)},
        ],
    },
    {**ESSAY, "stem": text(250), "model": text(700), "rubric": rubric(400), "lines": 45},
)


def printed(course: Path, engine: str, *items: dict[str, Any], language: Language = "zh") -> Built:
    """An exam of these items alone."""
    bank = course / "bank"
    for path in (bank / "items").glob("*.yaml"):
        path.unlink()
    for path in (bank / "exams").glob("*.yaml"):
        path.unlink()
    (bank / "items" / "long.yaml").write_text(
        yaml.safe_dump({"topic": "basics", "items": list(items)}, width=10**6), "utf-8"
    )
    sections = [{"title": both("题", "Questions"), "points": 2, "questions": [{"item": item["id"]} for item in items]}]
    plan = {"title": both("长卷", "Long"), "minutes": 10, "sections": sections}
    (bank / "exams" / "long.yaml").write_text(yaml.safe_dump(plan), "utf-8")
    return build(load_course(course), Code("long", 1, language), engine=engine, out=course / "out")


def faults(built: Built, pdf: bytes, *, key: bool = False) -> list[Diagnostic]:
    return list(readback.faults_of(built.exam, readback.pages(pdf, built.exam.code), "exam.pdf", key=key))


@TEX_AND_TYPST
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_longer_than_a_page_goes_on_over_it(small_course: Path, engine: str, language: Language) -> None:
    built = printed(small_course, engine, *LONG, language=language)
    for stem, key in (("exam", False), ("key", True)):
        pdf = (built.folder / f"{stem}.pdf").read_bytes()
        assert not faults(built, pdf, key=key)
        read = readback.pages(pdf, built.exam.code)
        assert all(str(i * i * 37) in "".join(page.text for page in read) for i in range(70))


def test_lualatex_goes_on_over_the_page(small_course: Path) -> None:
    built = printed(small_course, "lualatex", LONG[0], LONG[2])
    assert not faults(built, (built.folder / "exam.pdf").read_bytes())


@TEX_AND_TYPST
def test_what_is_shorter_than_a_page_is_kept_whole(small_course: Path, engine: str) -> None:
    """Two questions of two thirds of a page have a page each."""
    built = printed(small_course, engine, choice("one", text(200), RIGHT), choice("two", text(200), RIGHT))
    pages = readback.pages((built.folder / "exam.pdf").read_bytes(), built.exam.code)
    assert ["第199个词" in page.text for page in pages].count(True) == 2
    assert all(("第1个词" in page.text) == ("第199个词" in page.text) for page in pages)


@TEX_AND_TYPST
def test_a_last_question_that_takes_a_page_leaves_the_one_before_it_where_it_is(
    small_course: Path, engine: str
) -> None:
    short = choice("short", both("选哪个？", "Which?"), RIGHT)
    built = printed(
        small_course, engine, choice("one", text(300), RIGHT), short, choice("last", text(480), RIGHT), language="en"
    )
    pages = readback.pages((built.folder / "exam.pdf").read_bytes(), built.exam.code)
    assert [page.text.count("Which") for page in pages] == [1, 0]
    assert ["word0" in page.text for page in pages] == [True, True]


@TEX_AND_TYPST
def test_what_no_page_can_hold_is_an_error_at_its_item(small_course: Path, engine: str) -> None:
    with pytest.raises(TypesettingFailed) as error:
        printed(small_course, engine, choice("short", text(5), RIGHT), choice("huge", matrix(70), RIGHT))
    assert {d.rule for d in error.value.diagnostics} >= {"page-overflow"}
    assert {d.subject for d in error.value.diagnostics} == {"huge"}
    assert printed(small_course, engine, choice("short", text(5), RIGHT), choice("huge", matrix(15), RIGHT)).folder


def test_a_lost_text_is_missed(small_course: Path) -> None:
    """A paper without one of its pages, and one whose last line lies on the foot."""
    built = printed(small_course, "xelatex", choice("one", text(200), RIGHT), choice("two", text(210), RIGHT))
    whole = (built.folder / "exam.pdf").read_bytes()
    assert not faults(built, whole)
    with pikepdf.open(io.BytesIO(whole)) as paper:
        del paper.pages[-1]
        out = io.BytesIO()
        paper.save(out)
    (fault,) = faults(built, out.getvalue())
    assert (fault.rule, fault.subject) == ("text-lost", "two")
    with pikepdf.open(io.BytesIO(whole)) as paper:
        page = paper.pages[-1]
        page.contents_add(b"q 1 0 0 1 0 -690 cm", prepend=True)
        page.contents_add(b"Q")
        out = io.BytesIO()
        paper.save(out)
    assert {fault.subject for fault in faults(built, out.getvalue())} == {"two"}


def test_a_torn_text_takes_nothing_of_one_that_stands_whole() -> None:
    torn, short = (
        group(name, question("q", number, TrueFalseAnswer(True), para(words)))
        for number, (name, words) in enumerate((("torn", "linear nnn layers"), ("short", "nnn")), 1)
    )
    paper = replace(exam(), sections=(replace(exam().sections[0], groups=(torn, short)),))

    def lost(text: str) -> list[str | None]:
        return [
            fault.subject for fault in readback.faults_of(paper, [readback.Page(text, False)], "exam.pdf", key=False)
        ]

    assert lost("linearn2nnlayersnnn") == []
    assert lost("linearnnnlayers") == ["short"]
    assert lost("lin2layersnnn") == ["torn"]


def test_a_text_between_formulas_may_be_torn_by_the_end_of_a_page() -> None:
    torn = group("torn", question("q", 1, TrueFalseAnswer(True), para("att")))
    paper = replace(exam(), sections=(replace(exam().sections[0], groups=(torn,)),))

    def lost(*texts: str) -> int:
        read = [readback.Page(text, False) for text in texts]
        return len(list(readback.faults_of(paper, read, "exam.pdf", key=False)))

    assert lost("Onexat", "Namet") == lost("Onexa", "Namett") == 0
    assert lost("Onexat", "Name") == lost("Onexaz", "Namett") == 1


def test_the_cells_of_a_row_are_parted_where_a_formula_stands() -> None:
    """What stands on both sides of a formula is no run of letters on the page, on which the formula has some of its own."""
    row = ((Str("步幅 "), Math("s_i")), (Str("1"),), (Str("2"),), (Str("1"),))
    head = ((Str("层"),), (Str("甲"),), (Str("乙"),), (Str("丙"),))
    texts = [readback._letters(piece) for piece in readback._texts(Table(head, (row,)), ())]
    assert [piece for piece in texts if piece] == ["层甲乙丙", "步幅", "121"]
    assert [*readback._lost([(group("table"), texts)], ["层甲乙丙步幅si121"])] == []
