"""Exports for Moodle: pools, linked questions, both languages, files of a size; each marked against the proven key."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from exported import Terminal, nodes, pool
from lxml import etree
from moodle_files import check, checked_file, export_exam

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.classes.paper import Built
from hwgen.content.markup import parse
from hwgen.errors import CourseError
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.moodle import cloze, marking, reading
from hwgen.lms.moodle.writing import answers, marks
from hwgen.lms.moodle.writing.fields import escaped
from hwgen.words.words import words
from hwgen.writers.dialect import MOODLE
from hwgen.writers.languages import in_languages

Run = Callable[..., CompletedProcess[str]]


Make = Callable[..., Built]


@pytest.mark.parametrize(("exam", "seed"), [("hw2", 7), ("hw2-original", 1), ("quiz", 3)])
@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")])
@pytest.mark.parametrize("linked", ["separate", "cloze", "description"])
def test_exams_pass_the_check_without_a_word(
    course: Course, tmp_path: Path, exam: str, seed: int, languages: tuple, linked: str
) -> None:
    out = tmp_path / "exam.xml"
    done = export_exam(course, exam, seed, languages, out, ExportOptions(linked=linked))  # type: ignore[arg-type]
    assert not done.warnings
    assert not check(out.read_bytes()).diagnostics


def test_build_writes_the_same_file(course: Course, built: Make, tmp_path: Path) -> None:
    done = built("hw2", 7, "en")
    export_exam(course, "hw2", 7, ("en",), tmp_path / "hw2.xml")
    assert (tmp_path / "hw2.xml").read_bytes() == (done.folder / "moodle.xml").read_bytes()
    report = checked_file(done.folder / "moodle.xml", done.folder / "exam.json", scores=True)
    assert not report.diagnostics
    assert len(report.scored) == 10


def test_another_key_is_noticed(built: Make, tmp_path: Path) -> None:
    folder = built("hw2", 7, "en").folder
    key = json.loads((folder / "exam.json").read_text())
    asked = [q for s in key["sections"] for q in s["questions"]]
    asked[0]["answer"]["value"] = not asked[0]["answer"]["value"]
    options = asked[5]["options"]
    options[0]["right"], options[1]["right"] = options[1]["right"] or not options[0]["right"], options[0]["right"]
    asked[6]["points"] = 99
    asked[8]["item"] = "other"
    other = tmp_path / "exam.json"
    other.write_text(json.dumps(key), encoding="utf-8")
    rules = [f.rule for f in checked_file(folder / "moodle.xml", other, scores=False).diagnostics]
    assert set(rules) == {"export-key", "export-key-unknown", "export-key-missing"}
    assert rules.count("export-key") >= 3


def test_tags_penalty_and_marks(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "kv-cache", count=1, languages=("zh", "en"), points=7)
    (node,) = nodes(out)
    tags = [t.findtext("text") for t in node.findall("tags/tag")]
    assert {"attention", "language zh", "language en"} < set(tags)
    assert any(str(tag).startswith("difficulty ") for tag in tags)
    assert sum(str(tag).startswith("misconception ") for tag in tags) == 3
    assert (node.findtext("penalty"), node.findtext("defaultgrade")) == ("0", "7")
    whys = [a.findtext("feedback/text") for a in node.findall("answer") if a.get("fraction") == "0"]
    assert len(whys) == 3
    assert all(whys)


def test_numbers_of_misconceptions_get_an_answer_of_their_own(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "sigmoid-neuron-gradient", "kv-cache", count=20, manner="numeric")
    count = 0
    for node in nodes(out):
        found = [(float(a.findtext("text") or 0), float(a.findtext("tolerance") or 0)) for a in node.findall("answer")]
        assert [a.get("fraction") for a in node.findall("answer")] == ["100"] + ["0"] * (len(found) - 1)
        assert all(a.findtext("feedback/text") for a in node.findall("answer")[1:])
        found.sort()
        # No two intervals meet.
        assert all(a + s < b - t for (a, s), (b, t) in pairwise(found))
        count += len(found)
    assert count > 100


def test_follow_through_gives_half_for_what_follows_from_a_mistake(course: Course, tmp_path: Path) -> None:
    plain, kind = tmp_path / "plain.xml", tmp_path / "kind.xml"
    pool(course, plain, "conv-chain", count=5, manner="numeric")
    pool(course, kind, "conv-chain", count=5, manner="numeric", follow_through=True)
    checked = 0
    for before, after in zip(nodes(plain), nodes(kind), strict=True):
        shares = [a.get("fraction") for a in after.findall("answer")]
        if "conv-macs" not in str(after.findtext("idnumber")):
            assert etree.tostring(before) == etree.tostring(after)
            continue
        draws = dict(re.findall(r"(\w+)=(\d+)", str(after.findtext("name/text"))))
        side = next(
            n
            for n in nodes(kind)
            if n.findtext("idnumber") == str(after.findtext("idnumber")).replace("conv-macs", "conv2d-output-size")
        )
        wrong = [int(str(a.findtext("text"))) for a in side.findall("answer")[1:]]
        text = str(after.findtext("questiontext/text"))
        channels, kernel = int(draws["channels"]), int(draws["kernel"])
        filters = int(draws["filters"])
        assert "Part (1), not to be answered here" in text
        half = {int(str(a.findtext("text"))) for a in after.findall("answer") if a.get("fraction") == "50"}
        assert half == {filters * n * n * channels * kernel**2 for n in wrong}
        assert shares[0] == "100"
        checked += len(half)
    assert checked > 5


def test_questions_that_a_platform_takes_apart_or_together_are_counted_as_they_were_asked(
    small_course: Path, terminal: Terminal
) -> None:
    """A table becomes a question for each of its two blanks, two linked questions become one."""
    for asked, count in (
        ("gift named -o a.txt", "13 questions, made from 12, in 1 category"),
        ("moodle named -o a.xml", "12 questions in 1 category"),
        ("moodle named --linked cloze -o b.xml", "11 questions, made from 12, in 1 category"),
        ("gift --exam named --variants 2 -o b.txt", "16 questions, made from 15, in 13 categories"),
    ):
        done = terminal("export", *asked.split(), "--seed", "7", folder=small_course)
        assert done.code == 0, done.err
        assert count in done.err


def test_linked_questions_can_be_the_parts_of_one(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    done = pool(course, out, "conv-layer", "sigmoid-neuron-gradient", "kv-cache", count=3, linked="cloze", points=6)
    assert [n.get("type") for n in nodes(out)] == ["cloze"] * 6 + ["multichoice"] * 3
    assert done.questions == 9
    for node in nodes(out)[:6]:
        fields = cloze.fields(str(node.findtext("questiontext/text")))
        assert [field.weight for field in fields] == [6, 6]
        assert {field.name for field in fields} == {"MULTICHOICE_V"}
        for field in fields:
            right = [a for a in field.alternatives if a.fraction == 1]
            assert len(right) == 1
            assert all(a.remark for a in field.alternatives if a.fraction == 0)


def both(chinese: str, english: str) -> str:
    codes = {"zh_cn": chinese, "zh_tw": chinese, "en": english}
    return " ".join(f'<span lang="{code}" class="multilang">{text}</span>' for code, text in codes.items())


def test_a_table_in_two_languages_is_one_table_whose_cells_are_in_both() -> None:
    def written(zh: str, en: str) -> str:
        return in_languages({words("zh"): parse(zh), words("en"): parse(en)}, {}, MOODLE)

    assert written("| 层 |\n|---|\n| $3$ |", "| layer |\n|---|\n| $3$ |") == (
        f'<table class="table table-bordered table-sm w-auto"><thead><tr><th>{both("层", "layer")}'
        "</th></tr></thead><tbody><tr><td>\\(3\\)</td></tr></tbody></table>"
    )
    assert written("| 层 | 数 |\n|---|---|\n| $3$ | 4 |", "| layer |\n|---|\n| $3$ |").count("<table") == 3


def test_both_languages_stand_side_by_side_and_numbers_once(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "kv-cache", count=1, languages=("zh", "en"))
    (node,) = nodes(out)
    text = str(node.findtext("questiontext/text"))
    assert re.fullmatch(
        r'(<p>(<span lang="(zh_cn|zh_tw|en)" class="multilang">((?!</span>).)*</span>|\\\(.*?\\\)| |<bdi></bdi>)+</p>\s*)+',
        text,
    )
    assert not any("multilang" in str(a.findtext("text")) for a in node.findall("answer"))
    chinese, english = (
        re.findall(r"\d+", "".join(re.findall(rf'<span lang="{at}" class="multilang">(.*?)</span>', text)))
        for at in ("zh_cn", "en")
    )
    assert sorted(chinese) == sorted(english)


def test_ordering_as_matching_for_older_moodles(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "order-layers-by-params", count=3, ordering=False)
    for node in nodes(out):
        assert node.get("type") == "matching"
        assert sorted(str(s.findtext("answer/text")) for s in node.findall("subquestion")) == ["1", "2", "3", "4"]


def test_large_exports_are_split_into_files_in_order(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    done = pool(course, out, "activation-plot", "kv-cache", count=8, max_size=40_000)
    assert [f.name for f in done.files] == [f"pool-{i:02d}.xml" for i in range(1, len(done.files) + 1)]
    assert len(done.files) > 2
    assert not out.exists()
    assert max(f.stat().st_size for f in done.files) <= 40_000
    ids = [n.findtext("idnumber") for f in done.files for n in nodes(f)]
    assert ids == [f"{item}-{i:04d}" for item in ("activation-plot", "kv-cache") for i in range(1, 9)]
    assert not any(check(file.read_bytes()).diagnostics for file in done.files)
    again = pool(course, out, "kv-cache", count=1)
    assert sum("earlier export" in w.message for w in again.warnings) == len(done.files)


def test_a_file_that_fails_is_not_left(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(marks.SHARES, 1, "99")
    monkeypatch.setattr(answers, "shares", lambda choice: ["33.33" if o.right else "0" for o in choice.options])
    with pytest.raises(CourseError, match=r"Moodle refuses the fraction 33\.33"):
        pool(course, tmp_path / "pool.xml", "kv-cache", count=2)
    assert not list(tmp_path.iterdir())


def test_a_key_that_is_exported_wrongly_is_noticed(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answers.shares
    monkeypatch.setattr(answers, "shares", lambda choice: real(replace(choice, options=choice.options[::-1])))
    with pytest.raises(CourseError, match="against the key"):
        pool(course, tmp_path / "pool.xml", "kv-cache", count=8)
    assert not list(tmp_path.iterdir())


def test_wrong_options_take_points_off_only_where_the_blueprint_says_so(own_course: Path, tmp_path: Path) -> None:
    out = tmp_path / "hw2.xml"
    path = own_course / "bank/exams/hw2.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    points: 10\n", "    points: 10\n    deduct: 25\n"), encoding="utf-8")
    export_exam(load_course(own_course), "hw2", 7, ("en",), out)
    fractions = Counter(
        a.get("fraction") for n in nodes(out) if n.get("type") == "multichoice" for a in n.findall("answer")
    )
    assert fractions == {"100": 3, "-25": 9}
    told = [n for n in nodes(out) if "costs 25% of the points" in str(n.findtext("questiontext/text"))]
    assert len(told) == 3
    path.write_text(text.replace("    points: 10\n", "    points: 10\n    deduct: 33\n"), encoding="utf-8")
    with pytest.raises(CourseError, match="one of the parts that Moodle knows"):
        load_course(own_course)


def test_a_part_that_does_not_follow_as_it_says_is_refused(own_course: Path) -> None:
    path = own_course / "generators/cnn/conv_layer.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("filters*carried**2*channels", "filters*carried*channels"), encoding="utf-8")
    course = load_course(own_course)
    with pytest.raises(CourseError, match="`carried` is the value of the earlier part"):
        pool(course, own_course / "x.xml", "conv-chain", count=1)


def test_braces_and_hashes_in_fields_reach_the_student_as_they_were() -> None:
    html = r"<p>\(\{a, b\} \frac{1}{2}\) ~ # } &lt; \} a\\</p>"
    (field,) = cloze.fields("{1:MULTICHOICE_V:=" + escaped(html) + "#" + escaped(html) + "~%0%b}")
    assert field.alternatives[0].answer == field.alternatives[0].remark
    shown = field.alternatives[0].answer
    assert shown == r"<p>\(\lbrace a, b\rbrace  \frac{1}{2}\) ~ # } &lt; \<bdi></bdi>} a\\</p>"


BANK = """\
topic: mixed
items:
  - {id: several, kind: multiple-choice, difficulty: 1, minutes: 1, source: s, options: 4,
     stem: {zh: 哪些？, en: Which?}, explanation: {zh: 因为, en: Because},
     right: [{id: a, text: {zh: 甲, en: A}, why: {zh: 对, en: yes}}, {id: b, text: {zh: 乙, en: B}, why: {zh: 对, en: yes}}],
     wrong: [{id: c, text: {zh: 丙, en: C}, why: {zh: 错, en: no}}, {id: d, text: {zh: 丁, en: D}, why: {zh: 错, en: no}}]}
  - {id: half, kind: numeric, difficulty: 1, minutes: 1, source: s, answer: "0.5", tolerance: "0.01",
     stem: {zh: 多少？, en: How many?}, explanation: {zh: 因为, en: Because},
     wrong: [{answer: "2", share: 50, why: {zh: 颠倒了, en: Upside down}}]}
  - {id: cells, kind: table, difficulty: 1, minutes: 1, source: s, stem: {zh: 填表, en: Fill in},
     explanation: {zh: 因为, en: Because}, cells: [{answer: 1, label: {zh: 一, en: one}}, {answer: -2, label: {zh: 二, en: two}}]}
  - {id: word, kind: short-answer, difficulty: 1, minutes: 1, source: s, stem: {zh: 写出, en: Write}, accepted: ["ReLU & co_%", relu],
     explanation: {zh: 因为, en: Because}}
  - {id: pairs, kind: matching, difficulty: 1, minutes: 1, source: s, stem: {zh: 配对, en: Match},
     pairs: [{id: one, left: {zh: 一, en: one}, right: {zh: "1", en: "1"}}, {id: two, left: {zh: 二, en: two}, right: {zh: "2", en: "2"}}],
     extra: [{id: more, text: {zh: "3", en: "3"}}], explanation: {zh: 因为, en: Because}}
  - {id: steps, kind: ordering, difficulty: 1, minutes: 1, source: s, stem: {zh: 排序, en: Order}, explanation: {zh: 因为, en: Because},
     entries: [{id: first, text: {zh: 前向, en: forward}}, {id: then, text: {zh: 反向, en: backward}}, {id: last, text: {zh: 更新, en: update}}]}
  - id: story
    kind: linked
    difficulty: 1
    minutes: 1
    source: s
    context: {zh: 一个网络。, en: A network.}
    parts:
      - {id: size, kind: numeric, stem: {zh: 多大？, en: How large?}, answer: 3, explanation: {zh: 因为, en: Because}}
      - {id: why, kind: essay, stem: {zh: "由[@size]说明。", en: "Explain [@size]."}, model: {zh: 因为, en: Because}, lines: 3,
         template: {zh: "原因：", en: "Reason:"}, rubric: [{text: {zh: 理由, en: reason}, points: 1}]}
"""


EXAM = """\
title: {zh: 各种题, en: All kinds}
minutes: 30
sections:
  - title: {zh: 题, en: Part}
    points: 4
    questions: [{item: several}, {item: half}, {item: cells}, {item: word}, {item: pairs}, {item: steps}, {item: story}]
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bank_items_of_every_kind_are_printed_and_exported(
    own_course: Path, tmp_path: Path, hwgen: Run, language: str
) -> None:
    (own_course / "bank/items/mixed.yaml").write_text(BANK, encoding="utf-8")
    (own_course / "bank/exams/kinds.yaml").write_text(EXAM, encoding="utf-8")
    done = hwgen("build", "kinds", "--seed", "1", "--lang", language, "--course", own_course, "--out", "out", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["warnings"] == 0
    folder = tmp_path / summary["folder"]
    report = checked_file(folder / "moodle.xml", folder / "exam.json", scores=True)
    assert not report.diagnostics
    assert [s.type for s in report.scored] == [
        *("multichoice", "numerical", "cloze", "shortanswer", "matching", "ordering", "numerical", "essay")
    ]
    half = nodes(folder / "moodle.xml")[1]
    assert [(a.findtext("text"), a.get("fraction")) for a in half.findall("answer")] == [("0.5", "100"), ("2", "50")]
    if shutil.which("pdftotext"):
        text = hwgen("show", "story", "--lang", language, "--course", own_course).stdout
        assert ("第 1 题" if language == "zh" else "question 1") in text


def test_the_command_says_what_to_click_and_refuses_what_makes_no_sense(tmp_path: Path, hwgen: Run) -> None:
    done = hwgen(
        "export", "moodle", "--item", "kv-cache", "conv-layer", "--variants", "2", "--seed", "7", "-o", "p.xml"
    )
    assert done.returncode == 0, done.stderr
    assert "Get category from file" in done.stderr
    assert "a random question" in done.stderr
    done = hwgen(
        "export",
        "moodle",
        "--exam",
        "quiz",
        "--variants",
        "2",
        "--seed",
        "7",
        "-o",
        "q.xml",
        "--json",
        "--max-size",
        "30k",
    )
    assert len(json.loads(done.stdout)["files"]) > 1
    for arguments, told in (
        (("--seed", "7", "-o", "x.xml"), "give either one EXAM or --item"),
        (("hw2", "--seed", "7", "-o", "x.txt"), "end in .xml"),
        (("--item", "kv-cache", "--seed", "7", "-o", "x.xml"), "say how many --variants"),
        (("hw2", "--seed", "7", "-o", "x.xml", "--max-size", "big"), "is not a size"),
        (("--item", "kv-cach", "--variants", "2", "--seed", "7", "-o", "x.xml"), "did you mean `kv-cache`"),
    ):
        done = hwgen("export", "moodle", *arguments)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "x.xml").exists()


def test_scores_do_not_depend_on_the_way_a_number_is_typed(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "pool.xml"
    pool(course, out, "lstm-params", count=1, manner="numeric")
    right = str(nodes(out)[0].findtext("answer/text"))
    accepted = [reading.Accepted(float(right), 0, 1)]
    for typed in (right, f"{int(right):,}", f"{int(right):.12e}", f"{right}.0"):
        number = reading.read_number(typed)
        assert number is not None
        assert marking.numeric(accepted, number[0]) == 1


def test_typed_numbers_may_part_their_thousands() -> None:
    assert words("en").script.typed(("10035200", "12")) == ("10035200", "12", "10,035,200", "10 035 200")
    assert words("zh").script.typed(("-1234.5", "(1000, 2)", "0.12345")) == (
        *("-1234.5", "(1000, 2)", "0.12345"),
        *("-1,234.5", "-1 234.5"),
    )
    assert "10 035 200" in words("de").script.typed(("10035200",))


def test_a_number_with_decimals_that_has_to_be_exact_says_so(small_course: Path, terminal: Terminal) -> None:
    pools = ("export", "moodle", "--item", "squared-error", "--variants", "1", "--seed", "7", "--lang", "en", "-o")
    terminal(*pools, "x.xml", folder=small_course)
    assert "all of its decimals" in (small_course / "x.xml").read_text(encoding="utf-8")
    bank = small_course / "bank" / "items" / "basics.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("tolerance: 0\n", "tolerance: 0.01\n", 1), encoding="utf-8")
    terminal(*pools, "y.xml", folder=small_course)
    assert "all of its decimals" not in (small_course / "y.xml").read_text(encoding="utf-8")
