"""What teachers do with the type of a Word file: right options in colour, on a line or on a marker; answers written into blanks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from docx.text.run import Run
from test_written import items, read, summary
from test_written_documents import HALF, MATH, saved
from test_written_documents import numbered as lists

from hwgen.lms.imported import Imported
from hwgen.lms.written import marks

Mark = Callable[[Run], object]


def red(run: Run) -> None:
    run.font.color.rgb = RGBColor(0xFF, 0, 0)


def green(run: Run) -> None:
    run.font.color.rgb = RGBColor(0, 0xB0, 0x50)


def grey(run: Run) -> None:
    run.font.color.rgb = RGBColor(0x33, 0x33, 0x33)


def line(run: Run) -> None:
    run.underline = True


def marker(run: Run) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def shade(run: Run) -> None:
    run._r.get_or_add_rPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFFF00"/>'))


def bold(run: Run) -> None:
    run.bold = True


def style(run: Run) -> None:
    run.style = "Strong"


MARKS = (red, green, line, marker, shade, bold, style)


def plain(run: Run) -> None:
    pass


def paragraph(doc: Doc, *pieces: str | tuple[str, Mark]) -> None:
    added = doc.add_paragraph()
    for piece in pieces:
        words, mark = (piece, plain) if isinstance(piece, str) else piece
        mark(added.add_run(words))


def asked(doc: Doc) -> tuple[list[str], Imported]:
    imported = read(saved(doc), "docx")
    return list(map(summary, items(imported))), imported


@pytest.mark.parametrize("mark", MARKS)
def test_an_option_in_another_type_is_right(mark: Mark) -> None:
    doc = Document()
    put = lists(doc, "decimal", "upperLetter")
    paragraph(doc, "1. 下列", ("不是", mark), "激活函数的是（ ）。")
    paragraph(doc, "A. ReLU")
    paragraph(doc, ("B. Adam", mark))
    paragraph(doc, "C. ", ("GELU 中的", mark), "一种")
    paragraph(doc, "2. 哪些是优化器？")
    paragraph(doc, "A. ", ("Adam", mark), "   B. ReLU   ", ("C", mark), ". SGD  D. GELU")
    put(doc.add_paragraph("哪个是损失函数？"), 0)
    for words in ("Adam", "交叉熵", "ReLU"):
        option = doc.add_paragraph()
        run = option.add_run(words)
        if words == "交叉熵":
            mark(run)
        put(option, 1)
    summaries, imported = asked(doc)
    assert summaries == ["choice B", "multiple-choice AC", "choice B"]
    assert items(imported)[0]["stem"]["zh"] == "下列不是激活函数的是（ ）。"
    assert {doubt.rule for doubt in imported.doubts} <= {"import-one-language", "written-stray"}


def test_a_type_that_all_options_have_marks_none() -> None:
    doc = Document()
    paragraph(doc, ("1. Which is even?", bold))
    for letter, words in (("A", "one"), ("B", "two"), ("C", "three")):
        paragraph(doc, (f"{letter}. ", bold), (words, red if words == "two" else grey if words == "one" else plain))
    paragraph(doc, "2. Which is odd?")
    for letter, words in (("A", "six"), ("B", "seven")):
        paragraph(doc, (f"{letter}. {words}", bold))
    paragraph(doc, "Answer: B")
    summaries, imported = asked(doc)
    assert summaries == ["choice B", "choice B"]
    assert not [doubt for doubt in imported.doubts if doubt.rule == "import-key-doubtful"]


def accidental(run: Run) -> None:
    styles = run.part.document.styles  # type: ignore[attr-defined]
    if "Pasted" not in [known.name for known in styles]:
        styles.add_style("Pasted", WD_STYLE_TYPE.CHARACTER)
    run.style = "Pasted"


CHANCES = {
    "a style that stresses nothing": ("Which is even?", [plain, accidental, plain], "", "choice B", "in the style “Pasted”: B;"),
    "most options in a style": ("Which is even?", [accidental, accidental, plain], "", "multiple-choice AB", "in the style “Pasted”: A, B;"),
    "most options in red": ("Which is even?", [red, red, plain], "", "multiple-choice AB", "that are red: A, B;"),
    "most, where several are asked for": ("哪些是偶数？", [red, red, plain], "", "multiple-choice AB", ""),
    "a style that the answer confirms": ("Which is even?", [plain, accidental, plain], "Answer: B", "choice B", ""),
    "most, and another answer": ("Which is even?", [accidental, accidental, plain], "Answer: C", "choice C", "the answer is “C”"),
    "most, and another answer in the text": ("Which is even? ( C )", [red, red, plain], "", "choice C", "the answer is “C”"),
    "all of them": ("Which is even?", [accidental] * 3, "Answer: C", "choice C", ""),
}  # fmt: skip


@pytest.mark.parametrize("chance", CHANCES)
def test_what_was_taken_for_a_mark_is_told_where_it_may_be_none(chance: str) -> None:
    stem, kinds, answer, asks, message = CHANCES[chance]
    doc = Document()
    paragraph(doc, f"1. {stem}")
    for letter, kind in zip("ABC", kinds, strict=True):
        paragraph(doc, (f"{letter}. text {letter.lower()}", kind))
    if answer:
        paragraph(doc, answer)
    summaries, imported = asked(doc)
    assert summaries == [asks]
    doubts = [doubt.message for doubt in imported.doubts if doubt.rule == "import-key-doubtful"]
    assert [message in doubt for doubt in doubts].count(True) == len(doubts[:1]) == bool(message)


def test_two_types_that_disagree_and_an_answer_that_disagrees_are_doubts() -> None:
    doc = Document()
    paragraph(doc, "1. Which is even?")
    paragraph(doc, ("A. one", bold))
    paragraph(doc, ("B. two", red))
    paragraph(doc, "C. three")
    paragraph(doc, "2. Which is odd?")
    paragraph(doc, ("A. six", marker))
    paragraph(doc, "B. seven")
    paragraph(doc, "Answer: B")
    summaries, imported = asked(doc)
    assert summaries == ["choice B", "choice B"]
    doubts = [doubt.message for doubt in imported.doubts if doubt.rule == "import-key-doubtful"]
    assert "are red; others are bold" in doubts[0]
    assert "options are marked as right, and the answer is “B”" in doubts[1]


def test_an_answer_in_the_text_is_taken_out_where_its_option_is_marked_too() -> None:
    doc = Document()
    for letter in "BA":
        paragraph(doc, "（ ", (letter, red), " ）哪个是偶数？")
        paragraph(doc, "A. 一   ", ("B. 二", red))
    summaries, imported = asked(doc)
    assert summaries == ["choice B", "choice B"]
    assert [item["stem"]["zh"] for item in items(imported)] == ["（　）哪个是偶数？", "（ A ）哪个是偶数？"]
    doubts = [doubt.message for doubt in imported.doubts if doubt.rule == "import-key-doubtful"]
    assert doubts == ["options are marked as right, and in its text stands “A”; if this is its answer, correct it"]


def test_a_formula_in_red_and_options_in_a_table_are_right() -> None:
    doc = Document()
    paragraph(doc, "1. Which is smaller than one?")
    red_half = HALF.replace("<m:r>", f'<m:r><w:rPr {nsdecls("w")}><w:color w:val="C00000"/></w:rPr>')
    for letter, formula in (("A. ", f"<m:oMath {MATH}><m:r><m:t>2</m:t></m:r></m:oMath>"), ("B. ", red_half)):
        doc.add_paragraph(letter)._p.append(parse_xml(formula))
    paragraph(doc, "2. Which is even?")
    table = doc.add_table(rows=1, cols=2)
    for cell, words in zip(table._cells, ("A. one", "B. two"), strict=True):
        run = cell.paragraphs[0].add_run(words)
        if words == "B. two":
            red(run)
    assert asked(doc)[0] == ["choice B", "choice B"]


@pytest.mark.parametrize("mark", [red, line, marker])
def test_answers_in_their_blanks_are_taken_out(mark: Mark) -> None:
    doc = Document()
    paragraph(doc, "一、填空题")
    paragraph(doc, "1. 力的单位是", ("  牛顿 ", mark), "，功的单位是", ("焦", mark), ("耳", mark), "。")
    paragraph(doc, "2. 水的化学式是（", ("H2O", mark), "）。")
    summaries, imported = asked(doc)
    assert summaries == ["linked short-answer 牛顿,short-answer 焦耳", "short-answer H2O"]
    assert "牛顿" not in str(items(imported)[0]["context"])


def test_an_underlined_answer_without_a_heading_is_a_doubt_and_an_underlined_word_of_a_question_is_none() -> None:
    doc = Document()
    paragraph(doc, "1. The unit of force is ", ("   ", line), ("newton", line), ("  ", line), ".")
    paragraph(doc, "2. Why is velocity ", ("not", line), " a scalar?")
    paragraph(doc, "Answer: It has a direction, and a scalar has none.")
    paragraph(doc, "3. The sky is ", ("never", line), " blue. (F)")
    paragraph(doc, "4. The unit of work is ", ("joule", line), ".")
    paragraph(doc, "Answer: joule")
    paragraph(doc, "5. Is the sky ", ("always", line), " blue?")
    paragraph(doc, "6. The unit of ", ("power", line), " is ____.")
    paragraph(doc, "Answer: watt")
    paragraph(doc, "7. The unit of ", ("charge", line), " is ____.")
    paragraph(doc, "8. The right letter is ", (" B ", line), ".")
    paragraph(doc, "A. one")
    paragraph(doc, "B. two")
    summaries, imported = asked(doc)
    kinds = ["short-answer", "essay", "true-false", "short-answer", "short-answer", "choice"]
    assert [words.split()[0] for words in summaries] == kinds
    assert [summaries[i] for i in (0, 3, 4, 5)] == [
        "short-answer newton",
        "short-answer joule",
        "short-answer watt",
        "choice B",
    ]
    assert items(imported)[4]["stem"]["en"] == r"The unit of power is \_\_\_\_."
    doubts = [doubt.message for doubt in imported.doubts if "no answer" in doubt.message]
    lost = ["it has no answer; the question was left out"] * 2
    assert doubts == ["it has no answer; “newton”, which is underlined, became the answer", *lost]


def test_links_are_no_marks_and_signs_of_the_file_itself_are_left_out() -> None:
    doc = Document()
    paragraph(doc, f"1. Which is even?{chr(marks.FIRST_SIGN + 7)}{marks.UNDERLINED}")
    first = doc.add_paragraph("A. ")
    run = '<w:r><w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr><w:t>one</w:t></w:r>'
    first._p.append(parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="x">{run}</w:hyperlink>'))
    paragraph(doc, "B. two")
    paragraph(doc, "Answer: B")
    summaries, imported = asked(doc)
    assert summaries == ["choice B"]
    assert not marks.OURS.search(str(imported.items))
    assert not [doubt for doubt in imported.doubts if doubt.rule == "import-key-doubtful"]
