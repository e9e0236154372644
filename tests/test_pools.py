"""Question pools: their variants, their ids, their parts and their marks."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from exported import Terminal, nodes, pool
from lxml import etree
from moodle_files import check, export_exam

from hwgen.bank.course import Course
from hwgen.lms import labels


@pytest.mark.parametrize("languages", [("en",), ("zh", "en")])
def test_a_pool_of_every_generator_and_item_passes_the_check(proven: Course, tmp_path: Path, languages: tuple) -> None:
    """A quarter of the items in one language, others in two; all of them with ALL_ITEMS in the environment."""
    out = tmp_path / "all.xml"
    items = [*proven.items] if os.environ.get("ALL_ITEMS") else [*proven.items][len(languages) % 2 :: 4]
    done = pool(proven, out, *items, count=8, languages=languages, max_size=10**8, follow_through=True)
    report = check(out.read_bytes())
    assert (report.diagnostics and [f.rule for f in report.diagnostics]) == ["moodle-upload-size"]
    assert report.questions == done.questions == len(nodes(out))
    ids = Counter(node.findtext("idnumber") for node in nodes(out))
    assert max(ids.values()) == 1
    for item in items:
        here = [id for id in ids if re.fullmatch(rf"{item}(-.+)?-\d{{4}}", str(id))]
        few = next((w for w in done.warnings if f"`{item}` has" in w.message), None)
        assert len(here) >= 8 or few, item


def test_variants_of_a_pool_are_different_and_named_by_their_place(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    done = pool(course, out, "kv-cache", "relu-vanishing", "activation-plot", count=70)
    texts = [
        etree.tostring(n.find("questiontext")) + b"".join(map(etree.tostring, n.findall("answer"))) for n in nodes(out)
    ]
    assert len(set(texts)) == len(texts) == done.questions
    paths = [c.findtext("category/text") for c in etree.parse(str(out)).getroot() if c.get("type") == "category"]
    assert paths == [
        "$course$/top/Deep Learning/attention/kv-cache",
        "$course$/top/Deep Learning/activations/relu-vanishing",
        "$course$/top/Deep Learning/activations/activation-plot",
    ]
    assert nodes(out)[6].findtext("idnumber") == "kv-cache-0007"
    assert str(nodes(out)[6].findtext("name/text")).startswith("kv-cache · 0007 · ")
    assert [w.message for w in done.warnings if "activation-plot" in w.message] == [
        "`activation-plot` has only 66 variants"
    ]


def test_ids_do_not_depend_on_what_is_asked(course: Course, tmp_path: Path) -> None:
    for seed in (1, 2):
        export_exam(course, "hw2", seed, ("en",), tmp_path / f"{seed}.xml")
    one, two = ([n.findtext("idnumber") for n in nodes(tmp_path / f"{seed}.xml")] for seed in (1, 2))
    assert one == two
    assert [n.findtext("questiontext/text") for n in nodes(tmp_path / "1.xml")] != [
        n.findtext("questiontext/text") for n in nodes(tmp_path / "2.xml")
    ]


def test_parts_of_a_pool_that_stand_apart_have_categories_of_their_own(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "conv-layer", count=3)
    paths = [c.findtext("category/text") for c in etree.parse(str(out)).getroot() if c.get("type") == "category"]
    assert [str(p).rpartition("/conv-layer")[2] for p in paths] == ["/conv2d-output-shape", "/conv2d-param-count"]


def test_a_pool_says_which_mark_to_set(small_course: Path, terminal: Terminal) -> None:
    """A random question counts 1 in Moodle, whatever it is worth."""
    pools = ("export", "moodle", "--exam", "named", "--variants", "2", "--seed", "7", "--lang", "all")
    done = terminal(*pools, "-o", "pools.xml", folder=small_course)
    root = etree.parse(str(small_course / "pools.xml")).getroot()
    about = ""
    for node in root:
        about = node.findtext("info/text") or about
        grade = node.findtext("defaultgrade")
        if grade:
            assert f"Mark to set in the quiz: {grade}<" in about
            assert f"设为 {grade} 分" in about
            item = str(node.findtext("idnumber")).rpartition("-")[0]
            assert re.search(rf"\n     {grade}: .*{item.rpartition('-')[2]}", done.err)
    assert "Marks to set for random questions, which count 1 otherwise:\n" in done.err
    assert "move it to the top, above MathJax" in done.err
    alone = terminal("export", "moodle", "named", "--seed", "7", "-o", "exam.xml", folder=small_course)
    assert "Marks to set" not in alone.err
    assert "MathJax" not in alone.err


def test_all_items_that_cannot_be_asked_so_are_named(small_course: Path, terminal: Terminal) -> None:
    words = ("--variants", "2", "--seed", "7", "--as", "table", "-o", "x.xml")
    done = terminal(
        "export", "moodle", "--item", "relu-values", "kept-units", "squared-error", *words, folder=small_course
    )
    assert done.code == 1
    assert [item in done.err for item in ("relu-values", "kept-units", "squared-error")] == [True] * 3


def test_names_show_neither_tex_nor_python() -> None:
    stem = r"If $y_w$ and $\frac{a}{b}\le \alpha^{2}$, then $\text{loss}=\sum_i x_i$."
    assert labels.without_tex(stem) == "If y_w and a/b≤α^2, then loss=∑_i x_i."
    drawn = {"ops": (("conv", 64, 3), ("pool", 2)), "l": (3, 1), "f": "relu", "skip": True}
    assert labels.flat(tuple(drawn.values())) == "conv 64 3; pool 2; 3 1; relu; true"
