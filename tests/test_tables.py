"""Nothing in a table is printed over its neighbour: columns hold their longest words, wide tables are set smaller, the widest are refused."""

from __future__ import annotations

import math
from pathlib import Path

import pypdfium2
import pytest
from test_readback import RIGHT, TEX_AND_TYPST, both, choice, printed

from hwgen.bank.loading import load_course
from hwgen.classes.paper import build
from hwgen.content import tabular
from hwgen.content.markup import parse
from hwgen.content.tree import Table
from hwgen.errors import CourseError
from hwgen.exam.model import Looks
from hwgen.papercode import Code

TABLES = {
    "words": (10, ["EfficientNet-B7", "66", "0.99", "0.93", "0.925", "45.6", "8.1", "scales depth, width and resolution", "2019", "Laboratory"]),
    "chinese": (10, ["模型名称", "参数量（百万）", "训练集", "验证集", "0.925", "推断时间（毫秒）", "8.1", "复合缩放系数同时调整深度宽度与分辨率", "2019", "某某公司"]),
    "formulas": (8, [r"$\frac{\partial L}{\partial w_{ij}}$", r"$\sum_{i=1}^{n} x_i y_i$", "gradient", "`torch.nn.Linear`", "$W^{(1)}x+b$", "**Convolution**", "1024", "Regularisation"]),
    "many": (11, ["Accuracy"] * 11),
    "long": (9, ["Transformer-XL", "Wikipedia", "perplexity", "0.12345", "18.3", "parameters", "attention", "2019", "Carnegie"]),
}  # fmt: skip


def table(cells: list[str], rows: int = 2) -> str:
    lines = [cells, ["---"] * len(cells), *[cells] * rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def crossings(pdf: bytes, below: float = math.inf) -> list[str]:
    """Texts through which a line of a table runs, or another text; `below` this height of a page, in points."""
    found: list[str] = []
    for page in pypdfium2.PdfDocument(pdf):
        things = [(thing.type, thing.get_bounds()) for thing in page.get_objects(max_depth=1)]
        rules = [box for kind, box in things if kind == 2 and box[2] - box[0] < 1.5 and box[3] - box[1] > 6]
        texts = [box for kind, box in things if kind == 1 and box[2] - box[0] > 1]
        read = page.get_textpage()
        for i, (left, low, right, high) in enumerate(texts):
            if high > below:
                continue
            middle = (low + high) / 2
            ruled = any(left + 1 < rule[0] < right - 1 and rule[1] < middle < rule[3] for rule in rules)
            over = any(
                left + 1 < other[2] and other[0] + 1 < right and abs(other[1] - low) < 1 and abs(other[3] - high) < 1
                for other in texts[:i]
            )
            if ruled or over:
                found.append(read.get_text_bounded(left, low, right, high))
    return found


@TEX_AND_TYPST
@pytest.mark.parametrize("name", TABLES)
def test_no_cell_is_printed_over_its_neighbour(small_course: Path, engine: str, name: str) -> None:
    count, cells = TABLES[name]
    assert len(cells) == count
    text = table(cells, 40 if name == "long" else 2)
    built = printed(
        small_course, engine, choice("wide", both(f"表：\n\n{text}\n\n如何？", f"A:\n\n{text}\n\nWhat?"), RIGHT)
    )
    assert not crossings((built.folder / "exam.pdf").read_bytes())


def test_a_table_that_no_type_makes_fit_is_refused() -> None:
    assert parse(table(["Regularise"] * 10))
    with pytest.raises(CourseError, match="columns of this table do not fit on a page"):
        parse(table(["Regularise"] * 16))


def test_columns_hold_their_longest_words() -> None:
    (block,) = parse(table(TABLES["words"][1]))
    assert isinstance(block, Table)
    rows = (block.head, *block.rows)
    widths, words = tabular.widths(rows), tabular.longest_words(rows)
    assert all(width >= word for width, word in zip(widths, words, strict=True))
    assert not tabular.hold([0.1] * 10, rows)
    assert tabular.hold([0.5, 0.5], [row[1:3] for row in rows])


@TEX_AND_TYPST
def test_the_foot_of_a_page_is_not_printed_over_itself(small_course: Path, engine: str) -> None:
    """In large print, with a code as long as they are."""
    exams = small_course / "bank" / "exams"
    name = "topic-of-regularisation"
    (exams / f"{name}.yaml").write_text((exams / "named.yaml").read_text("utf-8"), "utf-8")
    code = Code(name, 12345, "zh")
    built = build(load_course(small_course), code, engine=engine, looks=Looks(large=True), out=small_course / "out")
    assert not crossings((built.folder / "exam.pdf").read_bytes(), below=60)
