"""How far questions and lines stand from each other, in both engines."""

from __future__ import annotations

from itertools import pairwise, takewhile

import pypdfium2
import pytest
from test_pages import BOTH_ENGINES, DOTS_PER_POINT, SQUARE, TRUE, asked, letters, printed, printed_all, rows

from hwgen.content.markup import parse
from hwgen.kinds import ChoiceAnswer, EssayAnswer, Option
from hwgen.words.words import words
from hwgen.writers.typst.content import blocks

INK = 200


@BOTH_ENGINES
def test_a_question_keeps_its_distance_from_whatever_the_one_before_it_ends_with(engine: str) -> None:
    """Lines, columns of several lines, pictures, or a drawing beside the text, whichever of the two is longer."""
    short, long = ("word " * times for times in (4, 40))
    ends = [
        (_choice(*[parse("a word")] * 2), ()),
        (_choice(*[parse("a word")] * 3, parse(short * 2)), ()),
        (_choice(*[SQUARE.picture] * 2), ()),
        (_choice(*[parse(short)] * 2), (SQUARE,)),
        (_choice(*[parse(long)] * 2), (SQUARE,)),
    ]
    gaps = [
        _gap_above(printed(asked("en", ("Zebras?", answer, figures), ("Yaks.", TRUE, ())), engine)[0][0])
        for answer, figures in ends
    ]
    assert min(gaps) > max(gaps) - 5, gaps


@BOTH_ENGINES
def test_a_long_question_of_a_key_is_as_far_from_the_one_before_it_as_a_short_one(engine: str) -> None:
    """Pages may part it, and it began closer to what stood above it than lines are."""
    stems = ("\n\n".join(["Yaks."] * lines) for lines in (1, 12))
    papers = [asked("en", ("Zebras?", TRUE, ()), (stem, TRUE, ()), ("Last.", TRUE, ())) for stem in stems]
    short, long = (_gap_above(key[0]) for _, key in printed_all(papers, engine))
    assert abs(short - long) < 0.75


def _choice(*bodies: object) -> ChoiceAnswer:
    return ChoiceAnswer(tuple(Option(f"o{i}", body, i > 0, ()) for i, body in enumerate(bodies)))  # type: ignore[arg-type]


def _gap_above(page: pypdfium2.PdfPage) -> float:
    """The blank above the first Y, in points."""
    image = page.render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    dark = image.reshape(image.shape[0], -1).min(axis=1) < INK
    line = next(letter for letter in letters(page) if letter.sign == "Y")
    top = round((page.get_height() - line.top) * DOTS_PER_POINT)
    above = list(dark[: top - 4][::-1])
    return len(list(takewhile(lambda row: not row, above))) / DOTS_PER_POINT


@BOTH_ENGINES
def test_options_are_as_close_to_their_stem_beside_a_drawing_as_without_one(engine: str) -> None:
    """A line was left blank above them."""
    choice = _choice(*[parse("Yaks " * 5)] * 3)
    papers = [asked("en", ("Zebras run?", choice, figures)) for figures in ((), (SQUARE,))]
    gaps = []
    for pages in printed_all(papers, engine):
        for page in (pdf[0] for pdf in pages):
            stem, option = (next(letter for letter in letters(page) if letter.sign == sign) for sign in "ZY")
            gaps.append(stem.bottom - option.bottom)
    plain, beside = gaps[:2], gaps[2:]
    assert max(abs(a - b) for a, b in zip(plain, beside, strict=True)) < 3, gaps


def test_columns_of_a_table_are_centred_where_its_formulas_fit_beside_each_other() -> None:
    """Of a formula that is written with its alternative text, only one of both is printed."""
    table = "| box | coordinates | score |\n|---|---|---|\n| T | $(15, 3, 22, 8)$ and $x_{1}$ | $0.95$ |"
    long = table.replace("score", "score of the box, " * 8)
    assert ", center, " in blocks(parse(table), {}, words("en"))
    assert ", left, " in blocks(parse(long), {}, words("en"))


def test_a_short_formula_stays_on_one_line() -> None:
    """However far along the line it begins."""
    papers = [asked("zh", (f"{'字' * before} $16 + 16$ {'字' * 20}", TRUE, ())) for before in range(24, 40)]
    for exam, _ in printed_all(papers, "typst"):
        read = list(letters(exam[0]))
        sign = next(letter for letter in read if letter.sign == "+")
        beside = [six for six in read if six.sign == "6" and abs(six.bottom - sign.bottom) < 6]
        assert sorted(six.left < sign.left for six in beside) == [False, True]


@pytest.mark.parametrize(
    ("engine", "formula"),
    [
        ("xelatex", "6 = 6, 7 = 7, 8 = 8, 9 = 9"),
        ("typst", "6 = 6, 7 = 7, 8 = 8, 9 = 9"),
        ("typst", "6 = (6, 7, 8)"),
    ],
)
def test_no_line_ends_at_a_sign_within_short_formulas(engine: str, formula: str) -> None:
    """However far along the line they begin, and whether a formula lists them."""
    papers = [asked("zh", (f"{'字' * before} ${formula}$ {'字' * 20}", TRUE, ())) for before in range(18, 40, 2)]
    for exam, _ in printed_all(papers, engine):
        read = list(letters(exam[0]))
        for sign in (letter for letter in read if letter.sign == "="):
            assert any(0 < digit.left - sign.right < 15 and abs(digit.bottom - sign.bottom) < 6 for digit in read)


@BOTH_ENGINES
@pytest.mark.parametrize("formula", ["(6 - 6)", r"\left[6 - 6 - 6\right]", "(6 - (6 + 6)]"])
def test_no_line_ends_within_short_brackets(engine: str, formula: str) -> None:
    """Of a formula that is too long to stay on one line, however far along it they begin."""
    text = f"${' + '.join(['7', *[formula] * 19, '7'])}$"
    papers = [asked("en", ("Zebras run " + "so " * before + text, TRUE, ())) for before in range(18, 30, 2)]
    for exam, _ in printed_all(papers, engine):
        lines = [line for line in rows(exam[0]) if "6" in line]
        assert len(lines) > 1
        for line in lines:
            assert sum(map(line.count, "([")) == sum(map(line.count, ")]")), line


@BOTH_ENGINES
def test_answers_that_end_a_paper_share_its_last_page_where_one_holds_them_with_all_their_room(engine: str) -> None:
    """The first of them had half of its room at the end of a page, and the last one a page of its own."""
    essay = EssayAnswer((), (), 16)
    papers = [
        asked(
            "en", ("\n\n".join(["Before."] * filling), TRUE, ()), ("Zebras run.", essay, ()), ("Yaks run.", essay, ())
        )
        for filling in range(18, 30, 3)
    ]
    for exam, _ in printed_all(papers, engine):
        assert len(exam) == 2
        assert {"Z", "Y"} <= {letter.sign for letter in letters(exam[1])}


@BOTH_ENGINES
def test_characters_are_not_drawn_apart_before_code_that_is_wide(engine: str) -> None:
    """Code has no place to break: a line of Chinese before it lacked a fifth of its width."""
    text = "下面的程序本意是作因果自注意力，每个位置只看自己和之前的位置。`nn.MultiheadAttention` 的布尔掩码为真表示不允许看。"
    exam, _ = printed(asked("zh", (text, TRUE, ())), engine)
    line = [
        letter for letter in letters(exam[0]) if letter.sign in "下面的程序本意是作因果自注意力每个位置只看自己和之前"
    ]
    top = max(letter.bottom for letter in line)
    steps = [b.left - a.left for a, b in pairwise(letter for letter in line if abs(letter.bottom - top) < 3)]
    assert len(steps) > 20
    assert sorted(steps)[len(steps) // 2] < 12


@BOTH_ENGINES
def test_a_table_stands_beside_a_drawing_as_high_as_it(engine: str) -> None:
    table = "|X|y|\n|---|---|\n" + "|1|2|\n" * 6
    exam, _ = printed(asked("en", (f"Zebras run.\n\n{table}\n\nSo?", TRUE, (SQUARE,))), engine)
    image = exam[0].render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    lines = image.reshape(image.shape[0], -1) < INK
    read = list(letters(exam[0]))
    (head,) = (letter for letter in read if letter.sign == "X")
    (stem,) = (letter for letter in read if letter.sign == "Z")
    below = round((exam[0].get_height() - stem.bottom) * DOTS_PER_POINT)
    right = lines[below:, lines.shape[1] // 2 :].sum(axis=1)
    square = stem.bottom - int((right > 100).argmax()) / DOTS_PER_POINT
    assert right.max() > 100
    assert -2 < square - head.top < 12
