"""Blocks of texts and misconceptions in generators: what they come to, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen import Computed, Formulas, Problem, Text, texts
from hwgen.bank.course import Course
from hwgen.bank.loading import load
from hwgen.bank.recipes import recipe_file
from hwgen.bank.unrun import unrun_file
from hwgen.errors import CourseError
from hwgen.paired import BlockError
from hwgen.proof.domain import variants
from hwgen.proof.prove import prove_all
from hwgen.proof.wording import texts_of

SIDE = Computed("cnn/side", Formulas("n"))
AREA = Computed("cnn/area", Formulas("n*n"))


@pytest.mark.parametrize(
    ("block", "zh", "en"),
    [
        ("特征图 || a feature map", "特征图", "a feature map"),
        ("\n    特征图\n    a feature map\n", "特征图", "a feature map"),
        ("\n  步幅为 [s]，\n    没有填充。\n  Stride [s],\n    no padding.\n", "步幅为 [s]，没有填充。", "Stride [s], no padding."),
        ("一。 || One.\n二。 || Two.", "一。\n\n二。", "One.\n\nTwo."),
        ("\n    面积为\n    The area is\n    $$[=key].$$\n", "面积为\n\n$$[=key].$$", "The area is\n\n$$[=key].$$"),
        ("[opening]\n![](net)\n图。 || See above.", "[opening]\n\n![](net)\n\n图。", "[opening]\n\n![](net)\n\nSee above."),
        ("$$a$$ || $$b$$", "$$a$$", "$$b$$"),
        ("| 框 | 得分 |\n| box | score |\n|---|---|\n| P | 3 |", "| 框 | 得分 |\n|---|---|\n| P | 3 |", "| box | score |\n|---|---|\n| P | 3 |"),
        # What Python puts in has its later lines at the left margin.
        ("\n    得： || So:\n    $$1$$\n\n$$2$$\n", "得：\n\n$$1$$\n\n$$2$$", "So:\n\n$$1$$\n\n$$2$$"),
    ],
)  # fmt: skip
def test_a_paragraph_is_a_line_in_each_language(block: str, zh: str, en: str) -> None:
    assert Text(block) == Text(zh=zh, en=en)


@pytest.mark.parametrize(
    "text", ["模型：CNN || Model: a CNN", "$||x||$ 的值 || $||x||$", "ask：边？ || asks: side?", "Claim: true || 对"]
)
def test_signs_that_have_no_meaning_there_stay(text: str) -> None:
    zh, en = text.split(" || ")
    if text.startswith("Claim"):
        zh, en = en, zh
    assert Text(f"{zh} || {en}") == Text(zh=zh, en=en)


def test_lines_may_begin_with_their_language() -> None:
    assert Text("de: Ein Netz\n    mit [n] Schichten\nfr: Un réseau\n$$x$$") == Text(
        de="Ein Netz mit [n] Schichten\n\n$$x$$", fr="Un réseau\n\n$$x$$"
    )


def test_texts_by_name() -> None:
    settings = texts("""
        map: 特征图 || a feature map
        sound: 语音频谱图
               a spectrogram of speech
        """)
    assert settings == {
        "map": Text(zh="特征图", en="a feature map"),
        "sound": Text(zh="语音频谱图", en="a spectrogram of speech"),
    }


def test_misconceptions_with_their_formulas_and_reasons() -> None:
    formulas = (
        Formulas("n + 1", let={"m": "n"})
        .with_wrong({"first": "n"})
        .with_wrong(r"""
        no-plus-one: n
        doubled: 2*n || 加倍。 || This doubles [n].
        wide: n + m
            把两者相加；应当只加 $1$。
            This adds the two; $1$ is to be added.
        """)
    )
    assert formulas.wrong == {"first": "n", "no-plus-one": "n", "doubled": "2*n", "wide": "n + m"}
    assert formulas.reasons == {
        "doubled": Text(zh="加倍。", en="This doubles [n]."),
        "wide": Text(zh="把两者相加；应当只加 $1$。", en="This adds the two; $1$ is to be added."),
    }
    assert (formulas.key, formulas.let) == ("n + 1", {"m": "n"})


def test_the_texts_of_a_problem() -> None:
    problem = Problem((SIDE, AREA)).worded("""
        一张图的边长为 [n]。 || An image has the side [n].

        # side
        ask: 边长是多少？ || What is the side?
        claim: 边长是 $[value]$。
               The side is $[value]$.
        solution: 如题。 || As stated.
                  $$[=key].$$

        # area
        ask: 面积是多少？ || What is the area?
        """)
    side, area = problem.parts
    assert isinstance(side, Computed)
    assert isinstance(area, Computed)
    assert problem.context == Text(zh="一张图的边长为 [n]。", en="An image has the side [n].")
    assert side.claim == Text(zh="边长是 $[value]$。", en="The side is $[value]$.")
    assert side.solution == Text(zh="如题。\n\n$$[=key].$$", en="As stated.\n\n$$[=key].$$")
    assert (area.ask, area.claim) == (Text(zh="面积是多少？", en="What is the area?"), Text())


def test_what_a_question_says_itself_stays() -> None:
    own = Computed("side", Formulas("n"), claim=Text(zh="边长。", en="The side."))
    problem = Problem(own, Text(zh="图。", en="An image.")).worded("ask: 边长？ || The side?")
    assert problem.parts[0] == Computed("side", own.formulas, claim=own.claim, ask=Text(zh="边长？", en="The side?"))
    assert problem.context == Text(zh="图。", en="An image.")


@pytest.mark.parametrize(
    ("make", "line", "message", "hint"),
    [
        (lambda: Text("一行。"), "一行。", "first zh then en", "behind ` || `"),
        (lambda: Text("一 || one || two"), "一 || one || two", "first zh then en", "next line"),
        (lambda: Text("一\n二 || two"), "一", "first zh then en", "indent a line that goes on"),
        (lambda: Text("A net. || 网络。"), "A net. || 网络。", "comes second", "Chinese line first"),
        (lambda: Text("它用 ReLU，\n有两层。\nIt has ReLU\nand two layers."), "它用 ReLU，", "the other line is Chinese, too", "indent a line"),
        (lambda: Text("de: eins\nzwei"), "zwei", "the language is missing", "`de: `"),
        (lambda: texts("a: 一 || one\n二 || two"), "二 || two", "the name is missing", "`name: ...`"),
        (lambda: texts("a: 一 || one\nb： 二 || two"), "b： 二 || two", "`：` is a Chinese colon", "write `b: `"),
        (lambda: Text("甲 ｜｜ one"), "甲 ｜｜ one", "`｜｜` is a Chinese sign", "write ` || `"),
        (lambda: Text("甲|| one"), "甲|| one", "no spaces stand around `||`", "between the languages"),
        (lambda: Text("边长为 ［n］ || side [n]"), "边长为 ［n］ || side [n]", "`［` is a Chinese sign", "around a name"),
        (lambda: Formulas("n").with_wrong("half：n/2"), "half：n/2", "`：` is a Chinese colon", "write `half: `"),
        (lambda: Problem(SIDE).worded("图。 || A net.\nask：边？ || Side?"), "ask：边？ || Side?", "Chinese colon", "write `ask: `"),
        (lambda: Problem(SIDE).worded("图。 || A net.\nask: 边？ || Side?\nclaim： 边 || S"), "claim： 边 || S", "Chinese colon", "`claim: `"),
        (lambda: Problem(SIDE).worded("图。 || A net.\nask:边？ || Side?"), "ask:边？ || Side?", "a colon and a space", "write `ask: `"),
        (lambda: Problem(SIDE).worded("图。 || A net.\nAsk : 边？ || Side?"), "Ask : 边？ || Side?", "a colon and a space", "write `ask: `"),
        (lambda: Problem(SIDE).worded("＃ side\nask: 边？ || Side?"), "＃ side", "`＃` is a Chinese sign", "id of a question"),
        (lambda: texts("a: 一 || one\na: 二 || two"), "a:", "already in the block", "another name"),
        (lambda: texts("a:"), "a:", "the text is missing", "below and indented"),
        (lambda: Formulas("n").with_wrong("half:\n    一半。 || Half."), "half:", "the formula is missing", "the reason below"),
        (lambda: Problem(SIDE).worded("ask: 边？ || Side?\nclam: 边。 || Side."), "clam:", "no text of this name", "did you mean `claim`?"),
        (lambda: Problem(SIDE).worded("# sied\nask: 边？ || Side?"), "# sied", "no computed question is called `sied`", "`side`"),
        (lambda: Problem((SIDE, AREA)).worded("ask: 边？ || Side?"), "# ", "several questions", "above the texts of each"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_read(make: object, line: str, message: str, hint: str) -> None:
    assert callable(make)
    with pytest.raises(BlockError) as caught:
        make()
    assert caught.value.line == line
    assert message in str(caught.value)
    assert hint in caught.value.hint


GENERATOR = """\
from hwgen import Computed, Draw, Formulas, Problem, generator, source

SIDE = Formulas("n - k + 1").with_wrong(\"\"\"
    off: n - k || 漏了 1。 || This leaves out 1.
    sum: n + k
    larger: n + k + 1
    kept: n
\"\"\")


@generator(topic="basics", minutes=1)
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.1")
def side(draw: Draw) -> Problem:
    draw.pick("n", (7, 9, 11))
    draw.pick("k", (3, 4))
    return Problem(Computed("side", SIDE, difficulty=1)).worded(\"\"\"
        边长为 [n] 的图用边长为 [k] 的核卷积。
        An image of side [n] meets a kernel of side [k].

        ask: 输出的边长是多少？ || What is the side of the output?
        claim: 输出的边长是 $[value]$。 || The side of the output is $[value]$.
        solution: $$[=key].$$
    \"\"\")


@side.check
def by_counting(n: int, k: int) -> int:
    return sum(1 for start in range(n) if start + k <= n)
"""


def test_a_generator_in_the_short_form(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "side.py"
    path.write_text(GENERATOR, encoding="utf-8")
    (generator,) = recipe_file(path, tmp_path, "").generators
    assert generator.source.startswith("Goodfellow")
    assert unrun_file(path).generators[0].source == generator.source
    assert prove_all(generator, course.conventions, course.languages).variants == 6
    problem, _ = next(variants(generator))
    assert dict(texts_of(problem))["side: solution"]["en"] == "$$n - k + 1 = 7 - 3 + 1 = 5.$$"


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        (" || 漏了 1。 || This leaves out 1.", "\n        漏了 1。", "generator-block", 5, 9),
        ("sum: n + k\n", "sum: n +* k\n", "generator-expression", 5, 10),
        ("    kept: n\n", "    off: n\n", "generator-block", 4, 5),
    ],
)
def test_a_block_at_the_top_is_reported_with_its_place(
    small_course: Path, old: str, new: str, rule: str, line: int, column: int
) -> None:
    path = small_course / "generators" / "side.py"
    path.write_text(GENERATOR.replace(old, new), encoding="utf-8")
    (fault,) = load(small_course).errors
    assert fault.span
    assert (fault.rule, fault.span.line, fault.span.column) == (rule, line, column)


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        ("        An image of", "          An image of", "generator-block", 17, 9),
        ("        claim: 输", "        clam: 输", "generator-block", 21, 9),
        ("        claim: 输", "        claim：输", "generator-block", 21, 9),
        ("        ask: 输", "        ask：输", "generator-block", 20, 9),
        (
            "        claim: 输出的边长是 $[value]$。 || ",
            "        claim: 输出的边长是 $[value]$。 ｜｜ ",
            "generator-block",
            21,
            9,
        ),
        ("side [k].", "side [kk].", "generator-expression", 18, 54),
    ],
)
def test_a_block_of_a_problem_is_reported_with_its_place(
    tmp_path: Path, course: Course, old: str, new: str, rule: str, line: int, column: int
) -> None:
    path = tmp_path / "side.py"
    path.write_text(GENERATOR.replace(old, new), encoding="utf-8")
    (generator,) = recipe_file(path, tmp_path, "").generators
    with pytest.raises(CourseError) as caught:
        prove_all(generator, course.conventions, course.languages)
    (fault,) = caught.value.diagnostics
    assert fault.span
    assert (fault.rule, fault.span.line, fault.span.column) == (rule, line, column)
    assert fault.hint


def test_a_generator_without_a_source_is_refused(small_course: Path) -> None:
    path = small_course / "generators" / "side.py"
    text = "\n".join(line for line in GENERATOR.splitlines() if not line.startswith("@source"))
    path.write_text(text, encoding="utf-8")
    (fault,) = load(small_course).errors
    assert '`side` has no source: write `@source("...")` below `@generator`' in fault.message


@pytest.mark.parametrize("body", ["return n - k + 1", "return SIDE({'n': n, 'k': k}).key"])
def test_a_check_that_is_the_formula_is_refused_in_the_short_form(tmp_path: Path, course: Course, body: str) -> None:
    path = tmp_path / "side.py"
    check = "return sum(1 for start in range(n) if start + k <= n)"
    path.write_text(GENERATOR.replace(check, body), encoding="utf-8")
    (generator,) = recipe_file(path, tmp_path, "").generators
    with pytest.raises(CourseError) as caught:
        prove_all(generator, course.conventions, course.languages)
    assert [fault.rule for fault in caught.value.diagnostics] == ["proof-not-independent"]
