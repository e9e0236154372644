"""Questions of other people's banks as items: keys, marks and kinds are kept, or it is said what became of them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from moodle_files import import_moodle
from moodle_questions import answer, category, choice, field, number, pair, question, quiz, tolerance, truth
from PIL import Image as pillow
from terminal import run as terminal
from test_import_texts import png

from hwgen.bank.loading import load_course
from hwgen.classes.roster import read_roster
from hwgen.lms.intake import Taken

Items = list[dict[str, Any]]


def brought(tmp_path: Path, *questions: str, language: str | None = None) -> tuple[Items, list[str], Taken]:
    """The items of a file, the rules of the doubts, and all that was taken; the course loads."""
    source = tmp_path / "q.xml"
    source.write_text(quiz(*questions), encoding="utf-8")
    done = import_moodle(source, tmp_path / "course", language)
    load_course(tmp_path / "course")
    files = sorted((tmp_path / "course/bank/items").glob("*.yaml"))
    items = [item for path in files for item in yaml.safe_load(path.read_text(encoding="utf-8"))["items"]]
    return items, [doubt.rule for doubt in done.doubts if doubt.rule != "import-one-language"], done


PNG = base64.b64encode(png()).decode()
SOUND = choice(answer("yes", "100"), answer("no"))
FEEDBACK = "<feedback><text>{}</text></feedback>"


@pytest.mark.parametrize(
    ("bad", "rules"),
    [
        (choice(answer("<svg/>", "100"), answer("<p><br></p>")), {"import-no-text", "import-option-twice"}),
        (choice(answer("<p>same</p>", "100"), answer("same")), {"import-option-twice"}),
        (choice(answer("a", "100")), set()),
        (question("matching", pair("a", "b")), set()),
        (question("gapselect", text="no gap"), set()),
        (question("calculated", answer("{a}+1", "100")), set()),
        (question("numerical"), set()),
        (field("{1:SA:%50%half}"), {"import-answer-lost"}),
    ],
)
def test_a_question_that_cannot_be_asked_is_left_out_alone(tmp_path: Path, bad: str, rules: set[str]) -> None:
    items, doubts, _ = brought(tmp_path, bad, SOUND)
    assert [item["kind"] for item in items] == ["choice"]
    assert "import-question-lost" in doubts
    assert rules <= set(doubts)


def test_a_question_that_the_course_refuses_keeps_out_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hwgen.lms.moodle.importing import questions

    sound = questions.KINDS["essay"]

    def broken(*given: Any) -> Any:
        record = sound(*given)
        record.data["stem"] = {"en": "**unclosed"}
        return record

    monkeypatch.setitem(questions.KINDS, "essay", broken)
    items, doubts, done = brought(tmp_path, SOUND, question("essay"), SOUND, question("essay"))
    assert [item["kind"] for item in items] == ["choice", "choice"]
    assert doubts.count("import-question-lost") == 2
    assert "unclosed" in done.doubts_file.read_text()


@pytest.mark.parametrize(
    ("written", "slack", "key", "within", "rules"),
    [
        ("0,5", "0,1", "0.5", "0.1", ["import-number-comma"]),
        ("1,000", "0", "1000", "0", ["import-number-comma"]),
        ("85", "1%", "85", "0.85", ["import-tolerance-percent"]),
        ("3", "wide", "3", "0", ["import-tolerance-lost"]),
        ("2.5e3", "1", "2500", "1", []),
        ("1 000", "", "1000", "0", []),
    ],
)
def test_numbers_are_read_as_meant(
    tmp_path: Path, written: str, slack: str, key: str, within: str, rules: list[str]
) -> None:
    items, doubts, _ = brought(tmp_path, number(answer(written, "100", tolerance(slack))))
    assert (items[0]["answer"], items[0]["tolerance"]) == (key, within)
    assert list(dict.fromkeys(doubts)) == rules


def test_a_cloze_field_has_the_same_numbers(tmp_path: Path) -> None:
    items, doubts, _ = brought(tmp_path, field("{1:NUMERICAL:=0,5:0,1} and {1:NM:=85:1%}"))
    parts = items[0]["parts"]
    assert [(part["answer"], part["tolerance"]) for part in parts] == [("0.5", "0.1"), ("85", "0.85")]
    assert set(doubts) == {"import-number-comma", "import-tolerance-percent"}


def test_a_wide_half_mark_around_the_key_is_reported(tmp_path: Path) -> None:
    half = answer("3.14159", "50", tolerance("0.005") + FEEDBACK.format("Not precise."))
    items, doubts, done = brought(tmp_path, number(half, answer("3.14159", "100", tolerance("0.00005"))))
    assert (items[0]["answer"], items[0].get("wrong"), doubts) == ("3.14159", None, ["import-answer-lost"])
    assert "`3.14159 ± 0.005` with 50%" in done.doubts[0].message


@pytest.mark.parametrize(
    ("mark", "points", "rules"),
    [
        ("1,5", 1, ["import-mark-unread"]),
        ("nan", 1, ["import-mark-unread"]),
        ("-3", 1, ["import-mark-unread"]),
        ("2.5", 2, ["import-points-rounded"]),
        ("4.0000000", 4, []),
    ],
)
def test_a_default_mark_is_a_number_or_1(tmp_path: Path, mark: str, points: int, rules: list[str]) -> None:
    marked = choice(answer("a", "100"), answer("b")).replace(
        "</name>", f"</name><defaultgrade>{mark}</defaultgrade>", 1
    )
    marked = marked.replace("<defaultgrade>1</defaultgrade>", "")
    _, doubts, _ = brought(tmp_path, marked)
    exam = yaml.safe_load((tmp_path / "course/bank/exams/q.yaml").read_text())
    assert (exam["sections"][0]["points"], doubts) == (points, rules)


@pytest.mark.parametrize(("wrong", "told"), [("-100", False), ("-50", True), ("0", True)])
def test_shares_of_several_right_options_are_reported_where_they_differ(tmp_path: Path, wrong: str, told: bool) -> None:
    options = (answer("a", "50"), answer("b", "50"), answer("c", wrong))
    items, doubts, _ = brought(tmp_path, choice(*options, single="false"))
    assert (items[0]["kind"], "import-marks-lost" in doubts) == ("multiple-choice", told)


def test_feedback_of_true_and_false_says_to_which_it_is(tmp_path: Path) -> None:
    items, _, _ = brought(
        tmp_path,
        question(
            "truefalse",
            answer("true", "100", FEEDBACK.format("Well done.")) + answer("false", "0", FEEDBACK.format("1. No.")),
        ),
        question(
            "truefalse",
            answer("true", "100", FEEDBACK.format("Same.")) + answer("false", "0", FEEDBACK.format("Same.")),
        ),
        truth(),
    )
    whys = [item["statements"][0].get("why", {}).get("en") for item in items]
    assert whys == ["True: Well done.\n\nFalse: 1. No.", "Same.", None] or whys[0].startswith(
        "True: Well done.\n\nFalse"
    )


def test_an_essay_has_its_solution_from_the_general_feedback(tmp_path: Path) -> None:
    solution = "<generalfeedback format='html'><text>Because.</text></generalfeedback>"
    limits = "<attachments>2</attachments><maxwordlimit>50</maxwordlimit><responseformat>monospaced</responseformat>"
    items, doubts, _ = brought(tmp_path, question("essay", solution + limits))
    assert items[0]["model"] == {"en": "Because."}
    assert {"import-essay-files", "import-essay-limits"} <= set(doubts)
    assert "import-no-model" not in doubts


def test_an_ordering_tells_what_it_was_besides(tmp_path: Path) -> None:
    settings = "<layouttype>HORIZONTAL</layouttype><selecttype>RANDOM</selecttype><selectcount>2</selectcount><gradingtype>ALL_OR_NOTHING</gradingtype>"
    _, doubts, _ = brought(
        tmp_path, question("ordering", settings + answer("a", "1") + answer("b", "2") + answer("c", "3"))
    )
    assert {"import-element-lost", "import-ordering-subset", "import-ordering-marks"} <= set(doubts)


def test_a_gif_becomes_a_png(tmp_path: Path) -> None:
    gif = io.BytesIO()
    pillow.new("RGB", (20, 10), "red").save(gif, "GIF")
    file = f'<file name="p.gif" path="/" encoding="base64">{base64.b64encode(gif.getvalue()).decode()}</file>'
    text = '<p><img src="@@PLUGINFILE@@/p.gif" alt="a"/>?</p>'
    items, doubts, _ = brought(tmp_path, question("essay", text=text, files=file))
    assert "import-image-converted" in doubts
    kept = tmp_path / "course/bank/files/q/p.png"
    assert kept.read_bytes().startswith(b"\x89PNG")
    assert "![a](files/q/p.png)" in str(items[0])


def test_a_picture_of_moodle_1_stands_below_the_question(tmp_path: Path) -> None:
    items, doubts, _ = brought(
        tmp_path,
        choice(answer("a", "100"), answer("b"), more=f"<image>x/net.png</image><image_base64>{PNG}</image_base64>"),
    )
    assert items[0]["stem"]["en"].endswith("\n\n![](<files/q/net.png>)")
    assert not doubts


@pytest.mark.parametrize(("kind", "word"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_gaps_with_words_become_choices(tmp_path: Path, kind: str, word: str) -> None:
    words = [("up", 1), ("down", 1), ("left", 2), ("right", 2)]
    rest = "".join(f"<{word}><text>{text}</text><group>{group}</group></{word}>" for text, group in words)
    items, doubts, _ = brought(tmp_path, question(kind, rest, text="Go [[2]] and [[3]]."))
    assert items[0]["context"]["en"] == r"Go (1) \_\_\_\_ and (2) \_\_\_\_."
    shown = [([o["text"]["en"] for o in p["right"]], [o["text"]["en"] for o in p["wrong"]]) for p in items[0]["parts"]]
    assert shown == [(["down"], ["up"]), (["left"], ["right"])]
    # Each part has a whole number of points.
    assert doubts == ["import-points-rounded"]


def test_a_field_of_another_language_is_no_part(tmp_path: Path) -> None:
    spans = '<span lang="zh_cn" class="multilang">填 {1:SA:=甲}</span> <span lang="en" class="multilang">fill {1:SA:=A}</span>'
    items, doubts, _ = brought(tmp_path, field(spans), language="en")
    assert items[0]["context"]["en"] == r"fill (1) \_\_\_\_"
    assert [part["accepted"] for part in items[0]["parts"]] == [["A"]]
    assert {"import-language-lost", "import-answer-lost"} <= set(doubts)


def dataset(**values: tuple[str, ...]) -> str:
    return "<dataset_definitions>{}</dataset_definitions>".format(
        "".join(
            f"<dataset_definition><name><text>{name}</text></name><dataset_items>"
            + "".join(
                f"<dataset_item><number>{i}</number><value>{v}</value></dataset_item>" for i, v in enumerate(numbers, 1)
            )
            + "</dataset_items></dataset_definition>"
            for name, numbers in values.items()
        )
    )


def computed(formula: str, kind: int = 1, slack: str = "0.01", length: int = 2) -> str:
    return answer(
        formula,
        "100",
        f"<tolerance>{slack}</tolerance><tolerancetype>{kind}</tolerancetype><correctanswerformat>1</correctanswerformat><correctanswerlength>{length}</correctanswerlength>",
    )


def test_a_calculated_question_becomes_its_variants_of_which_one_is_asked(tmp_path: Path) -> None:
    asked = question(
        "calculated", computed("sqrt({a})*{b}/3") + dataset(a=("4", "9"), b=("6", "2.5")), text="{a}, {b}, {={a}+{b}}?"
    )
    items, doubts, _ = brought(tmp_path, asked, SOUND, language="en")
    assert [(i["stem"]["en"], i["answer"], i["tolerance"]) for i in items[:2]] == [
        ("4, 6, 10?", "4", "0.04"),
        ("9, 2.5, 11.5?", "2.5", "0.025"),
    ]
    assert [i["enemies"] for i in items[:2]] == [[items[1]["id"]], [items[0]["id"]]]
    entries = yaml.safe_load((tmp_path / "course/bank/exams/q.yaml").read_text())["sections"][0]["questions"]
    assert entries[0] == {"pick": 1, "tag": items[0]["tags"][-1]}
    assert not doubts
    run = terminal("export", "moodle", "q", "--seed", "1", "-o", "x.xml", folder=tmp_path / "course")
    assert run.code == 0, run.err


def test_what_lacks_a_language_cannot_be_picked_so_the_first_variant_is_asked(tmp_path: Path) -> None:
    (tmp_path / "course/bank").mkdir(parents=True)
    for name, data in {
        "course": "name: {zh: 课, en: C}\ninstitution: {zh: 校, en: U}\n",
        "conventions": "{}",
        "misconceptions": "{}",
    }.items():
        (tmp_path / f"course/bank/{name}.yaml").write_text(data, encoding="utf-8")
    items, _, _ = brought(tmp_path, question("calculated", computed("{a}+1") + dataset(a=("4", "9"))))
    entries = yaml.safe_load((tmp_path / "course/bank/exams/q.yaml").read_text())["sections"][0]["questions"]
    assert entries == [{"item": items[0]["id"]}]
    run = terminal("export", "moodle", "q", "--seed", "1", "--lang", "en", "-o", "x.xml", folder=tmp_path / "course")
    assert run.code == 0, run.err


def test_a_calculated_choice_has_computed_options(tmp_path: Path) -> None:
    options = computed("{={a}*2}", length=0) + answer("{={a}/3} or {a}")
    items, _, _ = brought(tmp_path, question("calculatedmulti", "<single>1</single>" + options + dataset(a=("7",))))
    assert items[0]["right"][0]["text"]["en"] == "14"
    assert items[0]["wrong"][0]["text"]["en"] == "2.33 or 7"


@pytest.mark.parametrize(
    "formula", ["1/({a}-{a})", "open({a})", "__import__('os')", "{a}**9**9**9", "(" * 400, "{b}+1", "9e999"]
)
def test_what_has_no_value_is_left_out(tmp_path: Path, formula: str) -> None:
    items, doubts, _ = brought(tmp_path, question("calculated", computed(formula) + dataset(a=("4",))), SOUND)
    assert len(items) == 1
    assert "import-question-lost" in doubts


def test_a_description_belongs_to_what_has_its_id(tmp_path: Path) -> None:
    def named(kind: str, id: str, rest: str = "") -> str:
        return question(kind, f"<idnumber>{id}</idnumber>{rest}", text=f"text of {id}")

    linked = (named("description", "net"), named("essay", "net-size"), named("essay", "net-cost"), named("essay", "z"))
    items, doubts, _ = brought(tmp_path, *linked, named("description", "x"), named("essay", "y"))
    assert [item.get("context", {}).get("en") for item in items] == ["text of net", "text of net", None, None]
    assert doubts.count("import-description-lost") == 1
    assert "import-description-joined" in doubts


def test_what_is_said_of_many_questions_is_said_once(tmp_path: Path) -> None:
    _, doubts, done = brought(tmp_path, *[question("essay", "<hint><text>h</text></hint>")] * 4)
    assert doubts.count("import-element-lost") == 1
    assert "hints were dropped (4 questions, this is the first)" in done.doubts_file.read_text()


TWO = (choice(answer("yes", "100"), answer("no")), question("essay", text="只有中文的问题"))


def test_two_languages_make_two_exams(tmp_path: Path) -> None:
    _, _, done = brought(tmp_path, *TWO)
    assert done.exams == ("q-zh", "q-en")
    for language in ("zh", "en"):
        out = tmp_path / f"{language}.xml"
        run = terminal(
            "export",
            "moodle",
            f"q-{language}",
            "--seed",
            "1",
            "--lang",
            language,
            "-o",
            str(out),
            folder=tmp_path / "course",
        )
        assert run.code == 0, run.err


def test_a_question_without_words_is_in_every_language(tmp_path: Path) -> None:
    formula = question("essay", text=r"3*4=? \(\frac{1}{2}\)")
    items, _, done = brought(tmp_path, *TWO, formula)
    (item,) = [item for item in items if "language" not in item]
    assert set(item["stem"]) == {"zh", "en"}
    assert done.exams == ("q-zh", "q-en")


def test_the_examples_that_come_with_a_course_are_read(tmp_path: Path) -> None:
    run = terminal(
        "import", "moodle", str(ROOT / "examples" / "questions.xml"), "--into", "new", "--json", folder=tmp_path
    )
    assert run.code == 0, run.err
    assert len(load_course(tmp_path / "new").items) == 3
    assert len(read_roster(ROOT / "examples" / "students.csv").students) == 3


def test_the_language_can_be_given(tmp_path: Path) -> None:
    source = tmp_path / "fragen.xml"
    source.write_text(quiz(SOUND), encoding="utf-8")
    run = terminal(
        "import", "moodle", str(source), "--into", str(tmp_path / "new"), "--lang", "en", "--json", folder=tmp_path
    )
    assert json.loads(run.out)["doubts"] == []
    assert load_course(tmp_path / "new").languages == ("en",)
    again = terminal("import", "moodle", str(source), "--into", str(tmp_path / "new"), "--lang", "de", folder=tmp_path)
    assert (again.code, "the course has no language `de`" in again.err) == (2, True)


def test_the_topic_is_the_category(tmp_path: Path, hwgen: Callable[..., Any]) -> None:
    items, _, _ = brought(tmp_path, category("$course$/top/Week 3"), SOUND)
    assert items[0]["source"] == "Moodle: $course$/top/Week 3"


def test_characters_stand_in_the_file_as_themselves(tmp_path: Path) -> None:
    brought(tmp_path, choice(answer("yes 😀 – 是", "100"), answer("no")), SOUND)
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "course/bank/items").glob("*.yaml"))
    assert "yes 😀 – 是" in written
