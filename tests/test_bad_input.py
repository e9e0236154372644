"""Bad input: each fault at its line with a hint, all at once, and nothing written."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ITEM = """topic: extra
items:
  - id: extra-item
    kind: true-false
    difficulty: 1
    minutes: 1
    source: "a book"
    statements:
      - id: one
        answer: true
        text: {zh: "甲", en: "one"}
        why: {zh: "甲", en: "one"}
      - id: two
        answer: false
        text: {zh: "乙", en: "two"}
        why: {zh: "乙", en: "two"}
"""
EXAM = """title: {zh: 甲, en: A}
minutes: 10
sections:
  - title: {zh: 甲, en: A}
    points: 5
    questions:
      - item: extra-item
"""
PINNED = EXAM.replace("item: extra-item", "item: extra-item\n        pin: {statement: one}")


def plant(course: Path, *, item: str = ITEM, exam: str = EXAM) -> None:
    (course / "bank" / "items" / "extra.yaml").write_text(item, encoding="utf-8")
    (course / "bank" / "exams" / "extra.yaml").write_text(exam, encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (("list", "items", "--difficulty", "2,5"), "'2,5' is not a whole number."),
        (("list", "items", "--difficulty", "1,000"), "Did you mean '1000'?"),
        (("export", "moodle", "x", "--max-size", "1,5M"), "write 1.5M"),
        (("list", "items", "--kind", "multi-choice"), "Did you mean 'multiple-choice'?"),
        (("list", "itmes"), "Did you mean 'items'?"),
        (("list", "--lang", "english"), "did you mean `en`?"),
        (("list", "--lang", "English"), "did you mean `en`?"),
        (("build", "x", "--seed", "1", "--formats", "word"), "did you mean `docx`?"),
        (("build", "x", "--seed", "seven"), "'seven' is not a whole number. Write it in digits, such as 7."),
        (
            ("build", "x", "--seed", "1", "--roster", "course/bank/corse.yaml"),
            "Did you mean 'course/bank/course.yaml'?",
        ),
        (("build", "x", "--seed", "1", "--roster", "lists/class.csv"), "Nor does the folder 'lists'."),
        (("build", "x", "--seed", "1", "--forms", "AB"), "'AB' is not a whole number. Did you mean '2'?"),
        (("build", "x", "--seed", "1", "--forms", "A-D"), "Did you mean '4'?"),
        (("lock", "x", "--seed", "1", "all"), "Leave it out for all of them."),
        (("unlock", "x", "--seed", "1", "all"), "Did you mean '--all'?"),
        (("redraw", "x", "--seed", "1", "all"), "Name each question."),
        (("lock", "x", "--seed", "1", "2-4"), "Did you mean '2 3 4'?"),
        (("lock", "x", "--seed", "1", "2,4"), "Did you mean '2 4'?"),
        (("swap", "x", "--seed", "1", "Q3"), "Did you mean '3'?"),
        (("swap", "x", "--seed", "1", "relu"), "It is the number of a question on the paper."),
        (("mark", "scans", "--class", "x"), "It was looked for in /"),
    ],
)
def test_a_wrong_value_of_an_option_has_the_nearest(
    small_course: Path, hwgen: Run, wrong: tuple[str, ...], hint: str
) -> None:
    done = hwgen(*wrong, "--course", small_course)
    assert hint in done.stderr.replace("\n", " "), done.stderr


def test_a_link_that_leads_nowhere_is_called_one(small_course: Path, hwgen: Run, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").symlink_to("usb/scan.pdf")
    done = hwgen("mark", tmp_path / "scan.pdf", "--class", tmp_path, "--course", small_course)
    assert "It is a link to 'usb/scan.pdf', which does not exist." in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        (
            "points: 5",
            "points: 2,5",
            "write `2` or `3`; points are whole numbers: to keep parts of a point, multiply all points by 2",
        ),
        ("minutes: 10", "minutes: 1,000", "write `1000` alone"),
        ("minutes: 10", "minutes: 10\nmarking: {rounding: 0,5}", "write `0.5`"),
        ("minutes: 10", "minutes: 10\nmarking:\n  rounding: 0,5", "write `0.5`"),
        ("minutes: 10", "minutes: 10\nplan:\n  difficulty: 2,5-3,5", "write `2.5-3.5`"),
        ("minutes: 10", "minutes: 10\nhead: {layout: chinse}", "did you mean `chinese`?"),
        ("item: extra-item", "item: extra-item\n        as: true-flase", "did you mean `true-false`?"),
    ],
)
def test_a_wrong_value_of_a_blueprint_has_what_is_meant(
    small_course: Path, hwgen: Run, old: str, new: str, hint: str
) -> None:
    assert old in EXAM
    plant(small_course, exam=EXAM.replace(old, new, 1))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert f"hint: {hint}" in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("about", "faults"),
    [
        ("langauges: [en]\nname: {en: C}\ninstitution: {en: D}\n", "unknown key `langauges`"),
        ("languages: [english]\nname: {en: C}\ninstitution: {en: D}\n", "is not a language code"),
        ("", "the file is empty"),
        (None, "there is no such file"),
    ],
)
def test_where_the_languages_are_unknown_nothing_that_depends_on_them_is_reported(
    small_course: Path, hwgen: Run, about: str | None, faults: str
) -> None:
    plant(small_course, item=ITEM.replace('{zh: "甲", en: "one"}', '{en: "one"}'))
    file = small_course / "bank" / "course.yaml"
    file.unlink()
    if about is not None:
        file.write_text(about, encoding="utf-8")
    for command in (("check", "--no-proofs"), ("build", "extra", "--seed", "1")):
        done = hwgen(*command, "--course", small_course)
        errors = [line for line in done.stderr.splitlines() if ": error: " in line]
        assert faults in done.stderr
        assert errors, done.stderr
        assert all("course.yaml" in line for line in errors), done.stderr


def test_other_mistakes_of_the_course_file_hide_nothing(small_course: Path, hwgen: Run) -> None:
    plant(small_course, item=ITEM.replace("minutes: 1", "minuets: 1"))
    about = "languages: [zh, en]\nname: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\nspelling: brittish\n"
    (small_course / "bank" / "course.yaml").write_text(about, encoding="utf-8")
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert "did you mean `british`?" in done.stderr
    assert "unknown key `minuets`" in done.stderr


def test_the_usual_exam_exists(small_course: Path, hwgen: Run) -> None:
    plant(small_course)
    file = small_course / "bank" / "course.yaml"
    about = "languages: [zh, en]\nname: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\nexam: extar\n"
    file.write_text(about, encoding="utf-8")
    for command in (("check", "--no-proofs"), ("build", "--seed", "1")):
        done = hwgen(*command, "--course", small_course)
        assert "bank/course.yaml:4:7: error: there is no exam `extar` [unknown-exam]" in done.stderr
        assert "did you mean `extra`?" in done.stderr
    done = hwgen("build", "extra", "--seed", "1", "--formats", "json", "--course", small_course)
    assert done.returncode == 0, done.stderr


def test_a_command_of_programs_is_no_other_command_mistyped(small_course: Path, hwgen: Run) -> None:
    plant(small_course, item=ITEM.replace('en: "one"}', r"en: 'one $\input{a}$'}", 1))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert "did you mean" not in done.stderr
    assert "only TeX mathematics is allowed" in done.stderr


def test_the_planted_item_is_fine_as_it_stands(small_course: Path, hwgen: Run) -> None:
    plant(small_course)
    done = hwgen("show", "extra-item", "--course", small_course)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes: 1", "minuets: 1", "extra.yaml:6:5: error: unknown key `minuets`"),
        ("minutes: 1", "minutes: 1\n    minutes: 2", "extra.yaml:7:5: error: duplicate key `minutes`"),
        ('text: {zh: "甲", en: "one"}', 'text: {zh: "甲"}', "extra.yaml:11:15: error: missing key `en`"),
        ('en: "one"}', 'en: "one $x"}', "error: unclosed `$`"),
        ('en: "one"}', r"en: 'one $\input{a}$'}", r"error: TeX command `\input` is not allowed"),
        ('en: "one"}', r"en: 'one $\write18{a}$'}", r"error: TeX command `\write` is not allowed"),
        ('en: "one"}', "en: ''}", "error: the English text is empty"),
        ("answer: false", "answer: no", "extra.yaml:14:17: error: expected `true` or `false`"),
        ("answer: false", "answer: true", "error: every statement is true"),
        ("difficulty: 1", "difficulty: 9", "extra.yaml:5:17: error:"),
        ("kind: true-false", "kind: essay", "extra.yaml:3:5: error:"),
        ("id: extra-item", "id: max-pool", "error: duplicate id `max-pool`"),
        ("id: two", "id: one", "error: duplicate id `one`"),
        ('why: {zh: "甲", en: "one"}', 'why: {zh: "甲", en: "![](nowhere)"}', "error: there is no figure `nowhere`"),
        ("topic: extra", "topic: [extra", "extra.yaml:1:8: error: `[` is never closed"),
    ],
)
def test_a_faulty_item(small_course: Path, hwgen: Run, tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ITEM
    plant(small_course, item=ITEM.replace(old, new, 1))
    done = hwgen("build", "extra", "--seed", "1", "--course", small_course)
    assert done.returncode == 1, done.stderr
    assert told in done.stderr
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        # A key that there is, in a place where it is none.
        ("exams", "minutes:", "logo: a.png\nminutes:", "it belongs below `head:`"),
        # A value of a key in the place of the key.
        ("exams", "minutes:", "head: chinese\nminutes:", "write `{layout: chinese}`"),
        ("exams", "minutes:", "kind: choice\nminutes:", "it belongs below `questions:`"),
        ("exams", "    points:", "    term: {zh: 春, en: spring}\n    points:", "it belongs at the top of the file"),
        ("items", "    minutes: 1", "    minutes: 1\n    bloom: apply", "it belongs below `objectives:`"),
        ("items", "    minutes: 1", "    minutes: 1\n    tolerance: 1", "only the kind `numeric` has it"),
        ("items", "    minutes: 1", "    minutes: 1\n    wrong: []", "only the kinds `choice`, `multiple-choice`"),
        # A name that is not spelled right: that of the place before all others, those of other kinds not at all.
        ("items", "    minutes: 1", "    minutes: 1\n    statments: []", "did you mean `statements`?\n"),
        (
            "items",
            "    minutes: 1",
            "    minutes: 1\n    tolerence: 1",
            "did you mean `tolerance`? Only the kind `numeric` has it",
        ),
        ("exams", "minutes:", "layot: chinese\nminutes:", "did you mean `layout`? It belongs below `head:`"),
        # Not spelled like any: what there is.
        ("exams", "minutes:", "colour: red\nminutes:", "known: `answer-sheet`, "),
    ],
)
def test_a_key_in_the_wrong_place(small_course: Path, hwgen: Run, file: str, old: str, new: str, hint: str) -> None:
    text = {"items": ITEM, "exams": EXAM}[file]
    assert old in text
    plant(small_course, **{file.removesuffix("s"): text.replace(old, new, 1)})
    done = hwgen("build", "extra", "--seed", "1", "--course", small_course)
    assert (done.returncode, hint in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("new", "told", "code"),
    [
        ("item: max-pol", "extra.yaml:7:15: error: there is no item `max-pol` [unknown-item]\n", 1),
        ("pick: 2\n        topic: cmn", "error: no item has the topic `cmn`", 1),
        ("pick: 99\n        topic: basics", "more items on `basics`: ", 5),
        ("item: max-pool\n        pin: {params: {n: 65}}", "`n` cannot be 65", 1),
        (
            "item: max-pool\n        pin: {options: {side: [right, nothing]}}",
            "cannot offer `nothing`",
            1,
        ),
        ("item: extra-item\n        pin: {statement: three}", "has no statement `three`", 1),
        ("item: max-pool\n        pin: {statement: three}", "has no statements to pin", 1),
        (
            "item: max-pool\n        pin: {options: {sides: [right]}}",
            "did you mean `side`?",
            1,
        ),
    ],
)
def test_a_faulty_blueprint(small_course: Path, hwgen: Run, tmp_path: Path, new: str, told: str, code: int) -> None:
    plant(small_course, exam=EXAM.replace("item: extra-item", new))
    done = hwgen("build", "extra", "--seed", "1", "--course", small_course)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert not (tmp_path / "output").exists()


def test_all_errors_of_all_files_at_once(small_course: Path, hwgen: Run) -> None:
    item = ITEM.replace("minutes", "minuets").replace("answer: false", "answer: no").replace('"two"', '"two $x"', 1)
    plant(small_course, item=item)
    (small_course / "bank" / "exams" / "extra.yaml").write_text("title: 3\n", encoding="utf-8")
    (small_course / "generators" / "broken.py").write_text("def f(:\n", encoding="utf-8")
    done = hwgen("check", "--course", small_course)
    assert done.returncode == 1
    for told in (
        "unknown key `minuets`",
        "did you mean `minutes`?",
        "expected `true`",
        "missing key `sections`",
        "unclosed `$`",
        "not Python",
    ):
        assert told in done.stderr


def test_a_generator_that_crashes_tells_its_params(small_course: Path, hwgen: Run) -> None:
    path = small_course / "generators" / "max_pool.py"
    path.write_text(path.read_text().replace('k = draw.pick("k", (2, 3))', 'k = draw.pick("k", (2, 3)) // 0'))
    done = hwgen("check", "--course", small_course)
    assert done.returncode == 1
    assert "`max-pool` crashed: ZeroDivisionError" in done.stderr
    assert "n=14" in done.stderr


def test_a_fault_in_the_text_of_a_generator_is_reported_at_its_line(small_course: Path, hwgen: Run) -> None:
    path = small_course / "generators" / "max_pool.py"
    path.write_text(path.read_text().replace("What is the side", "What $is the side"))
    done = hwgen("check", "--course", small_course)
    assert done.returncode == 1
    before = path.read_text().partition("What $is")[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert f"max_pool.py:{line}:{column}: error: `max-pool`, side: ask: unclosed `$`, for " in done.stderr


def test_a_wrong_closed_form_is_refused_by_build_and_check(small_course: Path, hwgen: Run, tmp_path: Path) -> None:
    path = small_course / "generators" / "max_pool.py"
    path.write_text(path.read_text().replace('"floor((n - k)/2) + 1",', '"floor((n - k)/2) + 2",'))
    for command in (["check"], ["build", "named", "--seed", "1"]):
        done = hwgen(*command, "--course", small_course)
        assert done.returncode == 1
        assert "`max-pool`, part `side`: the formula gives" in done.stderr
        assert "k=" in done.stderr
    assert not (tmp_path / "output").exists()


def test_without_a_check_no_generator_loads(small_course: Path, hwgen: Run) -> None:
    path = small_course / "generators" / "max_pool.py"
    path.write_text(path.read_text().replace("@max_pool.check", ""))
    done = hwgen("list", "--course", small_course)
    assert "generator `max-pool` has no check" in done.stderr


def test_without_xelatex_the_tex_files_are_kept(hwgen: Run, tmp_path: Path) -> None:
    done = hwgen("build", "--seed", "7", "--engine", "xelatex", PATH=str(tmp_path))
    assert done.returncode == 3
    assert "texlive-xetex" in done.stderr
    names = {p.name for p in (tmp_path / "output" / "hw2" / "seed-7-zh").iterdir()}
    assert names == {"exam.tex", "key.tex", "moodle.xml", "exam.json", "manifest.json"}


def test_a_tex_error_points_at_the_bank_line(small_course: Path, hwgen: Run, tmp_path: Path) -> None:
    plant(small_course, item=ITEM.replace('en: "one"', 'en: "one $a_b_c$"'), exam=PINNED)
    done = hwgen("build", "extra", "--seed", "1", "--lang", "en", "--course", small_course)
    assert done.returncode == 4, done.stderr
    assert "extra.yaml:3: error: in `extra-item`: TeX says: Double subscript" in done.stderr
    assert not (tmp_path / "output").exists()


HOSTILE = r"\% \$ \& \# \_ \{ \} \~ \^ \\ a < b > ]]> 'x' “y” " + "Z" * 300


def test_hostile_text_prints_as_it_is(small_course: Path, hwgen: Run, tmp_path: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    plant(small_course, item=ITEM.replace('en: "one"', f"en: '{quoted}'"), exam=PINNED)
    done = hwgen("build", "extra", "--seed", "1", "--lang", "en", "--course", small_course)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    folder = tmp_path / "output" / "extra" / "seed-1-en"
    text = subprocess.run(["pdftotext", folder / "exam.pdf", "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    for piece in (r"%$&#_{}~^\a<b>]]>", "Z" * 300):
        assert piece in flat
    assert r"%$&amp;#_{}~^\a&lt;b&gt;]]&gt;" in "".join((folder / "moodle.xml").read_text().split())


def test_a_glyph_that_no_font_has_is_named(small_course: Path, hwgen: Run) -> None:
    plant(
        small_course,
        item=ITEM.replace('en: "one"', 'en: "one \U00013000"').replace('en: "two"', 'en: "two \U00013000"'),
    )
    done = hwgen("build", "extra", "--seed", "1", "--lang", "en", "--course", small_course)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("U+13000") == 1
    assert "extra.yaml:3: warning: in `extra-item`" in done.stderr


def test_a_place_that_cannot_be_written_keeps_the_old(hwgen: Run, tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file in the way")
    done = hwgen("build", "--seed", "7")
    assert done.returncode == 1
    assert "cannot write the results" in done.stderr
    assert (tmp_path / "output").read_text() == "a file in the way"
    assert shutil.which("xelatex")


def test_an_option_with_an_unknown_misconception_is_reported(small_course: Path, hwgen: Run) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    before, name, after = path.read_text(encoding="utf-8").partition("dropout-only-at-test-time")
    path.write_text(f"{before}dropout-only-at-test-tme{after}", encoding="utf-8")
    line = before.count("\n") + 1
    done = hwgen("list", "items", "--course", small_course)
    assert f"did you mean `{name}`?" in done.stderr
    assert f"basics.yaml:{line}:24: error: there is no misconception `dropout-only-at-test-tme`" in done.stderr
    entry = "`dropout-only-at-test-tme:` with `name`, `why` and `topics: [basics]`"
    assert f"Otherwise add it to bank/misconceptions.yaml: {entry}" in done.stderr


def test_the_letters_of_a_long_key_stay_in_their_cell(own_course: Path, hwgen: Run) -> None:
    plant(own_course, exam=EXAM.replace("item: extra-item", "item: attention-sublayer-order"))
    done = hwgen("build", "extra", "--seed", "1", "--course", own_course, "--json")
    assert done.returncode == 0, done.stderr
    assert (json.loads(done.stdout)["warnings"], done.stderr) == (0, "")
