"""Model answers on marked sheets: paragraphs, lists, tables and pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from paper_class import ESSAY
from test_returns import reasons

from hwgen.marks.response import Response
from hwgen.marks.roll import results
from hwgen.scanning.feedback import feedback
from hwgen.scanning.passages import passage
from hwgen.sheets.keys import Copy, Figure, Keys, Question, Written

MODEL = "As follows:\n\nlayer | $|W|$ | bytes | kept\nconv1 | $9$ | 36 | no\nfc | $2$ | 8 | yes\n\nSo it is."


def test_a_table_in_a_model_answer_is_one() -> None:
    """A stroke within a formula is none between cells; a line of code, or a single line, is no table."""
    expression = passage(MODEL)
    assert expression.count("table(columns: 4") == 1
    assert '" | ' not in expression
    for text in ("P(A | B) is so", "    a = b | c\n    d = e | f", "x | y\nx | y | z"):
        assert "table" not in passage(text)
        assert "|" in passage(text)


def pages_behind(rows: int, model: str, path: Path) -> list[str]:
    """What stands on each page where a question with this model answer comes after so many rows."""
    last = Question(99, "essay", "essay", "1", "essay", Fraction(5), (replace(ESSAY, model=model),))
    short = Question(1, "i", "i", "1", "essay", Fraction(1), (Written("w", (), ""),))
    copy = Copy(1, "MOCK", "", (*(replace(short, number=i + 1) for i in range(rows)), last))
    keys = Keys("mock", "Mock", "Course", "en", 7, (copy,))
    (result,) = results(keys, [Response(1)])
    path.write_bytes(feedback(result, keys, "Li Lei", (210, 297)))
    document = pypdfium2.PdfDocument(path)
    return [document[i].get_textpage().get_text_range() for i in range(len(document))]


@pytest.mark.parametrize(
    ("model", "head", "after"),
    [
        ("It begins so.\n\n" + "It goes on. " * 30, r"^99\b", "It begins so."),
        ("It begins so.\n\nRemedies.\n\n" + "It goes on. " * 30, r"Remedies\.", "It goes on."),
        ("It is $x$.\n\n" + "It goes on. " * 10 + "\n\nRemedies.\n\n" + "Then so. " * 30, r"Remedies\.", "Then so."),
    ],
)
def test_nothing_stands_alone_at_the_foot_of_a_page(model: str, head: str, after: str, tmp_path: Path) -> None:
    """Wherever the page ends, a question stays with the beginning of its model answer, and what leads to a paragraph with that."""
    seen = set()
    for rows in range(24, 41):
        pages = pages_behind(rows, model, tmp_path / "return.pdf")
        (number,) = (i for i, text in enumerate(pages) if re.search(head, text, re.MULTILINE))
        assert after in pages[number], rows
        seen.add(number)
    assert seen == {0, 1}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("- a\n\n- b\n  - c", "• a • b • c"), ("so $x$\n- y", "so 𝑥 • y"), ("x - y\n    - z\n-3", "x - y - z -3")],
)
def test_entries_of_lists_have_bullets(text: str, shown: str, tmp_path: Path) -> None:
    """Lines of code and what stands within a line have none."""
    asked = Question(1, "i", "i", "1", "essay", Fraction(1), (replace(ESSAY, model=text),))
    keys = Keys("mock", "Mock", "Course", "en", 7, (Copy(1, "MOCK", "", (asked,)),))
    (result,) = results(keys, [Response(1)])
    (tmp_path / "return.pdf").write_bytes(feedback(result, keys, "Li Lei", (210, 297)))
    assert reasons(tmp_path / "return.pdf").endswith(f"Model answer {shown}")


SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="30mm" viewBox="0 0 3 3"><rect width="3" height="3" fill="#0000ff"/></svg>'


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("model", ["[A square]", "So:\n\n- [A square]\n\nAnd a[A square].", "[x]\n\n[A square]"])
def test_a_picture_in_a_model_answer_is_drawn_where_it_was_kept(model: str, *, kept: bool) -> None:
    """Older classes have its words alone. Names come from a file, and are no paths."""
    figure = Figure("[A square]", "../square.svg", 30)
    asked = Question(1, "i", "i", "1", "essay", Fraction(1), (replace(ESSAY, model=model),), figures=(figure,))
    copy = Copy(1, "MOCK", "", (asked,))
    keys = Keys("mock", "Mock", "Course", "en", 7, (copy,), figures={figure.name: SQUARE} if kept else {})
    (result,) = results(keys, [Response(1)])
    document = pypdfium2.PdfDocument(feedback(result, keys, "Li Lei", (210, 297)))
    words = " ".join(document[0].get_textpage().get_text_range().split())
    assert words.count("[A square]") == model.count("[A square]") - kept
    assert ("[x]" in words) == ("[x]" in model)
    pixels = document[0].render(scale=1).to_numpy()[..., :3]
    blue = ((pixels[..., 0] > 200) & (pixels[..., 2] < 50)).sum() * (25.4 / 72) ** 2
    assert blue == pytest.approx(900 * kept, rel=0.05)


FRACTION = r"\frac{7}{9}"


def digits(model: str) -> list[tuple[str, float, float]]:
    """The digits behind a sheet, from the top, each with its lower and its upper edge."""
    asked = Question(1, "i", "i", "1", "essay", Fraction(1), (replace(ESSAY, model=model),))
    keys = Keys("mock", "Mock", "Course", "en", 7, (Copy(1, "MOCK", "", (asked,)),))
    (result,) = results(keys, [Response(1)])
    (page,) = pypdfium2.PdfDocument(feedback(result, keys, "Li Lei", (210, 297)))
    text = page.get_textpage()
    boxes = [(text.get_text_range(i, 1), *text.get_charbox(i)) for i in range(text.count_chars())]
    return sorted(((sign, low, high) for sign, _, low, _, high in boxes if sign in "789"), key=lambda box: -box[1])


@pytest.mark.parametrize(
    ("formulas", "lines"),
    [
        pytest.param([f"$${FRACTION}$$"] * 5, 5, id="one below the other"),
        pytest.param([f"$${' + '.join([FRACTION] * 70)}$$"], 3, id="too wide for a line"),
        pytest.param([f"$${' + '.join([FRACTION] * 26)}$$"], 1, id="just too wide in this size"),
    ],
)
def test_displayed_fractions_do_not_meet_those_of_the_next_line(formulas: list[str], lines: int) -> None:
    """They were set as formulas in a text are, whose lines do not make way for fractions."""
    shown = digits("\n\n".join(formulas))
    above, below = ([edges for sign, *edges in shown if sign == each] for each in "79")
    tops = sorted({round(high) for _, high in above}, reverse=True)
    assert len(tops) == lines
    for top in tops[1:]:
        assert min(low for low, high in below if low > top - 1) - top > 2, (
            "between a denominator and the numerator below"
        )
