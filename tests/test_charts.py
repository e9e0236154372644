"""Charts and numbered programs: data in an item, drawn alike in every format."""

from __future__ import annotations

import io
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice, pairwise
from pathlib import Path

import pylopdf_fonts_zh_cn as chinese
import pytest
from lxml import etree
from PIL import Image as pillow
from resvg_py import svg_to_bytes

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content import chart
from hwgen.content.chart import Axis, Bars, Curves, Heatmap, Series
from hwgen.content.lettering import text_length
from hwgen.content.markup import parse
from hwgen.content.picture import Area, Label, Line, Picture, number
from hwgen.content.plotting import TYPE
from hwgen.content.renderer import POINT
from hwgen.content.tree import CodeBlock
from hwgen.looking.tables import generators
from hwgen.proof.domain import variants
from hwgen.text import USUAL, Language, Text
from hwgen.words.words import words
from hwgen.writers import html, markdown, plain
from hwgen.writers.latex import content as latex
from hwgen.writers.svg import svg
from hwgen.writers.typst import content as typst

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CHART = """topic: extra
items:
  - id: extra-plot
    kind: numeric
    difficulty: 1
    minutes: 1
    source: "a book"
    charts:
      plot:
        kind: lines
        alt: {zh: "两条曲线", en: "two curves"}
        x: {label: {zh: "轮次", en: "epoch"}, from: 0, to: 10}
        y: {label: 'loss & <"%$#_{}>'}
        series:
          - {name: {zh: "训练", en: "training"}, x: [0, 5, 10], y: [3, 2, 1]}
          - {name: "B_%$", x: [0, 5, 10], y: [3, 2.5, 2], style: dashdot, markers: true}
    stem:
      zh: |
        读图。

        ![](plot)
      en: |
        Read.

        ![](plot)
    answer: 1
    explanation: {zh: "略", en: "none"}
"""


def plot(course: Path, text: str = CHART) -> None:
    (course / "bank" / "items" / "extra.yaml").write_text(text, encoding="utf-8")


def charts(course: Course) -> list[tuple[BankItem, str]]:
    items = (item for item in course.items.values() if isinstance(item, BankItem))
    return [(item, name) for item in items for name in item.problem.figures()]


def labels(picture: Picture) -> set[str]:
    return {str(mark.text) for mark in picture.marks if isinstance(mark, Label)}


@pytest.fixture(scope="module")
def drawn(course: Course) -> list[tuple[str, dict[Language, Picture]]]:
    """Every chart of the bank in each language, with its item."""
    return [
        (item.id, {at: item.problem.figures()[name].in_language(at) for at in USUAL}) for item, name in charts(course)
    ]


def test_every_chart_of_the_bank_says_the_same_in_both_languages(
    drawn: list[tuple[str, dict[Language, Picture]]],
) -> None:
    assert len(drawn) >= 40
    for item, pictures in drawn:
        shapes = [[m for m in p.marks if isinstance(m, Area)] for p in pictures.values()]
        assert len(shapes[0]) == len(shapes[1]), item
        assert pictures["zh"].alt != pictures["en"].alt, item
        digits = [sorted(t for t in labels(p) if t.isdigit()) for p in pictures.values()]
        assert digits[0] == digits[1], item


@pytest.mark.parametrize("language", USUAL)
def test_a_chart_fits_the_width_of_a_page(drawn: list[tuple[str, dict[Language, Picture]]], language: Language) -> None:
    for item, pictures in drawn:
        assert pictures[language].width < 160, item


def test_values_stand_where_they_should() -> None:
    """The end points of a curve are the corners of its axes."""
    chart = Curves.model_construct(
        kind="lines", alt=None, width=60, height=40, series=(Series.model_construct(x=(0, 10), y=(0, 5)),)
    )
    curve = max((m for m in _drawn(chart).marks if isinstance(m, Line)), key=lambda m: m.width)
    (left, bottom), (right, top) = curve.points
    # Matplotlib leaves a margin of 5 % around the data.
    assert (round(right - left, 1), round(top - bottom, 1)) == (round(60 / 1.1, 1), round(40 / 1.1, 1))


def test_bars_are_as_high_as_their_values_and_cells_as_dark() -> None:
    series = (Series.model_construct(y=(1, 2, 4)),)
    bars = list(_drawn(Bars.model_construct(kind="bars", categories=("A", "B", "C"), series=series)).marks)
    heights = [max(y for _, y in m.points) - min(y for _, y in m.points) for m in bars if isinstance(m, Area)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.11)
    assert heights[2] == pytest.approx(4 * heights[0], abs=0.11)
    cells = Heatmap.model_construct(kind="heatmap", rows=("a",), columns=("p", "q", "r"), values=((0, 1, 2),))
    greys = [m.grey for m in _drawn(cells).marks if isinstance(m, Area)]
    assert greys == sorted(greys, reverse=True)
    assert greys[0] == 1.0
    assert {"0", "1", "2"} <= labels(_drawn(cells))


def _drawn(chart: Curves | Bars | Heatmap) -> Picture:
    from hwgen.content.plotting import drawn

    return drawn(chart.model_copy(update={"alt": Text(zh="图", en="plot")}), "en")


def test_hostile_captions_print_as_they_are(small_course: Path, hwgen: Run, tmp_path: Path) -> None:
    plot(small_course)
    for engine in ("xelatex", "typst"):
        done = hwgen(
            "sheet", "extra-plot", "--course", small_course, "--engine", engine, "--lang", "en", "--count", "1"
        )
        assert done.returncode == 0, done.stderr
        pdf = tmp_path / "output" / "sheet-en" / "exam.pdf"
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        for caption in ('loss & <"%$#_{}>', "B_%$", "training", "epoch"):
            assert caption in text.replace("”", '"').replace("“", '"'), (engine, text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("y: [3, 2, 1]", "y: [3, 2]", "a series has 3 values of x and 2 of y"),
        ("to: 10}", "to: 8}", "10 lies outside the x axis"),
        ("from: 0, to: 10}", "log: true}", "0 cannot be shown on a logarithmic x axis"),
        ("y: [3, 2, 1]", "y: [3, 2, inf]", "finite"),
        ("y: [3, 2, 1]", "y: [3, 2, one]", "number"),
        ("kind: lines", "kind: pie", "lines"),
        ("style: dashdot", "style: wavy", "dashdot"),
        ("![](plot)", "![](plto)", "there is no figure `plto`"),
        ("        alt:", "        alternative:", "alternative"),
    ],
)
def test_a_faulty_chart_is_reported_at_its_place(small_course: Path, hwgen: Run, old: str, new: str, told: str) -> None:
    plot(small_course, CHART.replace(old, new, 1))
    done = hwgen("show", "extra-plot", "--course", small_course)
    assert done.returncode == 1
    assert "extra.yaml:" in done.stderr
    assert told in done.stderr


def test_loading_a_course_draws_nothing(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from hwgen.bank.loading import load_course; from hwgen.bank.files import starter; load_course(starter()); print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "False"


def test_a_chart_is_the_same_svg_every_time(course: Course) -> None:
    from hwgen.content.plotting import drawn

    item, name = charts(course)[0]
    chart = item.problem.figures()[name]
    first = svg(chart.in_language("zh"))
    assert svg(drawn(chart, "zh")) == first
    assert b"<title>" in first


PROGRAM = CodeBlock("import torch\n\nx = {1}  # 5 % & $", "python", numbered=True)


def test_lines_of_a_program_are_numbered_in_every_format() -> None:
    (block,) = blocks = parse("```python numbered\nimport torch\n\nx = {1}  # 5 % & $\n```")
    assert block == PROGRAM
    assert " 3  x = {1}" in plain.blocks(blocks, {}, words("en"))
    assert " 3  x = {1}  # 5 % &amp; $" in html.blocks(blocks, words("en"), {})
    assert r"\begin{codeblock}[numbered]" in latex.blocks(blocks, {}, words("en"))
    assert "numbered: true" in typst.blocks(blocks, {}, words("en"))
    assert parse(markdown.blocks(blocks)) == blocks
    bare = (replace(PROGRAM, numbered=False),)
    assert "numbered" not in latex.blocks(bare, {}, words("en")) + typst.blocks(bare, {}, words("en")) + html.blocks(
        bare, words("en"), {}
    )


def dark(drawing: bytes, margin: float) -> list[tuple[int, int, int, int] | None]:
    """Where there is ink around a drawing: in the whole, and inside its frame. It is drawn with `margin` on each side."""
    root = etree.fromstring(drawing)
    left, top, width, height = map(float, str(root.get("viewBox")).split())
    root.set("viewBox", f"{left - margin} {top - margin} {width + 2 * margin} {height + 2 * margin}")
    root.set("width", f"{width + 2 * margin}mm")
    root.set("height", f"{height + 2 * margin}mm")
    drawn = svg_to_bytes(
        svg_string=etree.tostring(root, encoding="unicode"), dpi=96, skip_system_fonts=True,
        font_files=[str(chinese.serif_path())], serif_family="Noto Serif SC", background="#ffffff",
    )  # fmt: skip
    picture = pillow.open(io.BytesIO(drawn)).convert("L").point(lambda grey: 255 * (grey < 200))
    edge = math.floor(margin * 96 / 25.4)
    return [picture.getbbox(), picture.crop((edge, edge, picture.width - edge, picture.height - edge)).getbbox()]


def every_picture(course: Course) -> Iterator[Picture]:
    for figure in course.figures.values():
        yield from (figure.draw().in_language(at) for at in USUAL)
    for item in course.items.values():
        if isinstance(item, BankItem):
            yield from (chart.in_language(at) for chart in item.problem.figures().values() for at in USUAL)


def test_figures_speak_the_language_of_the_paper(course: Course) -> None:
    """Names of functions such as tanh are the same everywhere; other words are not."""
    words = {
        mark.text
        for figure in course.figures.values()
        for mark in figure.draw().marks
        if isinstance(mark, Label) and isinstance(mark.text, str) and re.search("[a-z]{3}", mark.text)
    }
    assert words <= {"tanh"}


def test_no_label_of_the_bank_is_cut_off(course: Course) -> None:
    count = 0
    for picture in every_picture(course):
        whole, inside = dark(svg(picture), 8.0)
        assert whole
        assert inside
        # The frame may lie within a pixel.
        assert whole[2] - whole[0] <= inside[2] - inside[0] + 1, picture.alt
        assert whole[3] - whole[1] <= inside[3] - inside[1] + 1, picture.alt
        count += 1
    assert count > 50


def printed(label: Label, *, larger: float = 1) -> tuple[float, float, float, float]:
    """The left, right, lower and upper edge of its letters, in millimetres; beside what is drawn, those of keys are larger by a fourteenth."""
    size, gap = larger * TYPE * POINT, 0.6
    long, high = text_length(str(label.text).replace("_", "", label.italic)) * size, 0.75 * size
    left = label.at[0] + {"west": gap, "east": -long - gap}.get(label.anchor, -long / 2)
    low = label.at[1] + {"north": -high - gap, "south": gap}.get(label.anchor, -high / 2)
    return left, left + long, low, low + high


def test_no_two_texts_of_a_picture_touch(course: Course) -> None:
    for picture in every_picture(course):
        texts = [(mark.text, *printed(mark)) for mark in picture.marks if isinstance(mark, Label)]
        for (one, left, right, low, high), (other, left2, right2, low2, high2) in combinations(texts, 2):
            apart = max(left2 - right, left - right2, low2 - high, low - high2)
            assert apart > 0, f"{one} and {other} of: {picture.alt}"


def test_no_line_passes_through_a_text(course: Course) -> None:
    struck = Picture(20, 10, (Line(((0, 5), (20, 5))), Label((10, 5), "a")), "struck")
    assert list(lines_through_texts(struck)) == ["a"]
    for picture in (*every_picture(course), *pictures_of_generators(course)):
        assert not list(lines_through_texts(picture)), picture.alt


def lines_through_texts(picture: Picture) -> Iterator[str]:
    for label in (mark for mark in picture.marks if isinstance(mark, Label)):
        left, right, low, high = printed(label, larger=1.07)
        letters = (left + 0.2, right - 0.2, low + 0.4, high - 0.4)
        if any(passes(mark, letters) for mark in picture.marks if isinstance(mark, Line)):
            yield str(label.text)


def passes(line: Line, box: tuple[float, float, float, float]) -> bool:
    """Whether one of many points of a line lies in a box."""
    left, right, low, high = box
    parts = [part / 40 for part in range(41)]
    points = [(x0 + p * (x1 - x0), y0 + p * (y1 - y0)) for (x0, y0), (x1, y1) in pairwise(line.points) for p in parts]
    return any(left < x < right and low < y < high for x, y in points)


def pictures_of_generators(course: Course) -> Iterator[Picture]:
    """Of some variants of each generator that draws."""
    for generator in generators(course):
        for problem, _ in islice(variants(generator), 0, 150, 30):
            figures = problem.figures()
            yield from (picture.in_language("en") for picture in figures.values())
            if not figures:
                break


def test_names_along_an_axis_that_would_touch_stand_in_rows() -> None:
    series = (Series.model_construct(y=(1.0,) * 6),)

    def rows(name: str) -> int:
        bars = Bars.model_construct(kind="bars", series=series, categories=(name,) * 6, width=50, height=30)
        return len({mark.at[1] for mark in _drawn(bars).marks if isinstance(mark, Label) and mark.text == name})

    assert [rows("a"), rows("a long name"), rows("a name that is longer")] == [1, 3, 4]


def test_a_label_beyond_the_edge_makes_the_picture_larger() -> None:
    """And one inside leaves it as it is."""
    inside, beyond = (Picture(20, 10, (Label((10, 5), text),), "") for text in ("A", "ABCDEFGHIJKLMN"))
    assert b'viewBox="0 0 20 10"' in svg(inside)
    assert b'viewBox="0 0 20 10"' not in svg(beyond)
    whole, framed = dark(svg(beyond), 20.0)
    assert whole
    assert framed
    assert whole[2] - whole[0] == framed[2] - framed[0]


def test_a_variable_along_an_axis_is_printed_as_in_a_formula() -> None:
    def label(text: str) -> Label:
        series = (Series.model_construct(x=(0.0, 1.0), y=(0.0, 1.0)),)
        axis = Axis.model_construct(label=text)
        drawn = _drawn(Curves.model_construct(kind="lines", series=series, x=axis, y=axis))
        return next(mark for mark in drawn.marks if isinstance(mark, Label) and mark.text == text)

    assert [label(text).italic for text in ("x", "x_1", "k", "loss", "D(G)", "FID")] == [True] * 3 + [False] * 3


def test_a_legend_stands_where_nothing_is_drawn() -> None:
    """In the upper right corner unless the curve goes there; above the axes where curves go everywhere."""

    def height(name: str | None, y: tuple[float, ...]) -> float:
        series = (Series.model_construct(name=name, x=tuple(range(len(y))), y=y),)
        return _drawn(Curves.model_construct(kind="lines", series=series)).height

    falling, zigzag = (9.0, 3.0, 1.0, 0.0), (0.0, 9.0) * 12
    assert height("a name", falling) == height(None, falling)
    assert height("a name", zigzag) > height(None, zigzag)


def test_no_point_of_a_legend_is_taken_for_data() -> None:
    """Beside points without lines, it stands above the axes."""
    plain = (Series(x=(0, 1), y=(0.0, 0.0)), Series(x=(0, 1), y=(0.0, 0.0)))
    named = tuple(one.model_copy(update={"name": name}) for one, name in zip(plain, "AB", strict=True))
    for kind, more in ("lines", 0), ("points", 2):
        first, second = (_drawn(Curves.model_construct(kind=kind, series=each)).height for each in (plain, named))
        assert (second - first > more) == bool(more)


def test_long_numbers_beside_an_axis_are_parted_as_in_a_text() -> None:
    x, series = Axis(ticks=(1000, 1250000)), (Series(x=(1000, 1250000), y=(0, 1)),)
    assert {"1000", "1\u202f250\u202f000"} <= labels(_drawn(Curves.model_construct(kind="lines", x=x, series=series)))


def test_a_chart_that_was_drawn_before_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path))
    one = Curves.model_construct(kind="lines", alt=Text("线", "a line"), series=(Series(x=(0, 1), y=(0, 1)),))
    draw = chart._drawn.__wrapped__
    first = draw(one, "en")
    monkeypatch.setattr("hwgen.content.plotting.drawn", None)
    assert draw(one, "en") == first
    with pytest.raises(TypeError):
        draw(one.model_copy(update={"width": 61}), "en")


@pytest.mark.parametrize(
    ("value", "shown"), [(1e-5, "0.00001"), (-30, "−30"), (2e6, "2000000"), (0.5, "0.5"), (-2e-7, "−0.0000002")]
)
def test_numbers_beside_an_axis_are_written_as_people_do(value: float, shown: str) -> None:
    assert number(value) == shown


def test_an_index_stands_below_its_letter() -> None:
    drawing = svg(Picture(10, 10, (Label((5, 5), "c_1", italic=True), Label((5, 8), "x", italic=True)), "")).decode()
    texts = etree.fromstring(drawing.encode()).findall(".//{*}text")
    assert [("".join(text.itertext()), len(text)) for text in texts] == [("c1", 1), ("x", 0)]
    assert texts[0][0].get("font-style") == "normal"
    assert float(texts[0][0].get("dy")) > 0


def test_numbers_below_an_axis_that_would_touch_are_left_out() -> None:
    powers = tuple(10.0**k for k in range(9))
    series = (Series.model_construct(x=powers, y=(1.0,) * 9),)
    axis = chart.Axis.model_construct(log=True, ticks=powers)
    marks = _drawn(Curves.model_construct(kind="lines", series=series, x=axis, width=50, height=30)).marks
    labels = [mark for mark in marks if isinstance(mark, Label)]
    lowest = min(label.at[1] for label in labels)
    below = sorted((label.at[0], str(label.text)) for label in labels if label.at[1] < lowest + 0.1)
    assert below[0][1] == "1"
    assert 3 <= len(below) < len(powers)
    for (left, first), (right, second) in pairwise(below):
        assert right - left >= (text_length(first) + text_length(second)) / 2 * TYPE * POINT - 0.01
