"""Courses in other languages: a quiz on physics in German, and what a course says of its languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from terminal import Ran

from hwgen.bank.loading import load_course
from hwgen.errors import CourseError
from hwgen.papercode import Code, decode
from hwgen.text import Text

Terminal = Callable[..., Ran]
HERE = Path(__file__).parent
FOREIGN = re.compile(
    r"[\u3000-\u9fff\uff00-\uffef]|\b(?:the|and|of|with|points?|questions?|answers?|page|each|total|minutes|student|score|"
    r"part|class|paper|below|true|marking|explanation|round|decimal|this|wrong|right|draw|random)\b",
    re.IGNORECASE,
)


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A course in German alone, on physics: no text of it has a second language."""
    return Path(shutil.copytree(HERE / "german", tmp_path / "physik"))


def test_a_german_course_is_shown_checked_proven_and_built_in_german(german: Path, terminal: Terminal) -> None:
    shown = terminal("show", "free-fall", folder=german).out
    assert "(Die Fallbeschleunigung ist $g=9{,}81\\ \\mathrm{m/s^2}$; auf eine Nachkommastelle runden.)" in shown
    assert terminal("verify", folder=german).out == (
        "free-fall: all 6 variants proven: 6 of level 2\n"
        "  left out: 2 of 8 combinations of draws (too few wrong options)\n"
    )
    checked = terminal("check", folder=german)
    # Six variants with three wrong options leave no choice among them.
    assert (checked.code, re.findall(r"\[([\w-]+)\]$", checked.err, re.MULTILINE)) == (
        0,
        ["few-variants", "key-guessed"],
    )
    built = terminal("build", "--seed", "3", "--engine", "typst", "--json", folder=german)
    assert built.code == 0, built.err
    made = german / json.loads(built.out)["folder"]
    assert made.name == "seed-3-de"
    for name in ("exam", "key"):
        assert not FOREIGN.search(text := read(made / f"{name}.pdf")), text
    assert "Seite 1 von 1" in read(made / "exam.pdf")
    xml = re.sub(
        r"<[^>]*>|@@PLUGINFILE@@",
        " ",
        "".join(re.findall(r"<!\[CDATA\[(.*?)\]\]>", (made / "moodle.xml").read_text(), re.DOTALL)),
    )
    assert not FOREIGN.search(
        re.sub(r"\b(?:true|false|language de|difficulty|free-fall|misconception [\w-]+|t=\d)\b", "", xml)
    ), xml
    exam = json.loads((made / "exam.json").read_text(encoding="utf-8"))
    assert exam["language"] == "de"
    said = " ".join(texts(exam["sections"]))
    assert not FOREIGN.search(said), said
    assert "0{,}5" in said
    assert pikepdf.open(made / "exam.pdf").Root.Lang == "de-DE"


def read(path: Path) -> str:
    import subprocess

    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def texts(data: Any) -> list[str]:
    """What a student or a marker reads of an exam's data."""
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    if not isinstance(data, dict):
        return []
    told = [
        data[key]
        for key in ("title", "stem", "context", "explanation", "text", "why", "shown", "label")
        if isinstance(data.get(key), str)
    ]
    return told + [text for value in data.values() for text in texts(value)]


def test_lang_takes_what_the_course_has(german: Path, terminal: Terminal) -> None:
    done = terminal("show", "ohm", "--lang", "en", folder=german)
    assert done.code == 2
    assert "the course is not written in `en`" in done.err
    assert terminal("show", "ohm", "--lang", "de", folder=german).code == 0


def test_the_usual_exam_is_the_course_s(german: Path, terminal: Terminal) -> None:
    file = german / "bank/course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: quiz\n", ""), encoding="utf-8")
    exams = german / "bank/exams"
    shutil.copy(exams / "quiz.yaml", exams / "retake.yaml")
    done = terminal("build", "--seed", "3", folder=german)
    assert done.code == 2
    assert "hint: the course has quiz, retake" in done.err
    (exams / "retake.yaml").unlink()
    assert terminal("build", "--seed", "3", folder=german).code == 0


def changed(course: Path, **keys: Any) -> None:
    file = course / "bank/course.yaml"
    about = yaml.safe_load(file.read_text(encoding="utf-8")) | keys
    file.write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")


def test_a_second_language_is_missing_everywhere(german: Path) -> None:
    changed(german, languages=["de", "en"])
    with pytest.raises(CourseError) as caught:
        load_course(german)
    messages = {str(d.message) for d in caught.value.diagnostics}
    assert "expected a text under `de` and `en`" in messages


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            {"de": "a", "en": "b"},
            "`en` is not a language of the course",
            "write `languages: [de, en]` in bank/course.yaml",
        ),
        ({"dee": "a"}, "unknown key `dee`", "did you mean `de`?"),
        ({}, "missing key `de`", "add `de:` here"),
        ({"de": ["a"]}, "expected a text, found a list", ""),
    ],
)
def test_a_text_that_is_not_in_the_languages_of_the_course(german: Path, text: Any, message: str, hint: str) -> None:
    changed(german, name=text)
    with pytest.raises(CourseError) as caught:
        load_course(german)
    assert any(d.message == message and d.hint.startswith(hint) for d in caught.value.diagnostics), caught.value


@pytest.mark.parametrize("languages", [["Deutsch"], ["de", "de"], []])
def test_languages_that_are_none(german: Path, languages: list[str]) -> None:
    changed(german, languages=languages)
    with pytest.raises(CourseError):
        load_course(german)


def test_an_item_has_some_of_the_languages(tmp_path: Path) -> None:
    for folder in ("bank/items", "generators"):
        (tmp_path / folder).mkdir(parents=True)
    names = {"de": "x", "en": "x", "fr": "x"}
    about = {"languages": [*names], "name": names, "institution": names}
    (tmp_path / "bank/course.yaml").write_text(yaml.safe_dump(about))
    for name in ("conventions", "misconceptions"):
        (tmp_path / f"bank/{name}.yaml").write_text("{}\n")
    item = {"kind": "numeric", "difficulty": 1, "minutes": 1, "source": "Book, section 1", "answer": 1}
    some = {"languages": ["en", "fr"], "stem": {"fr": "un", "en": "one"}, "explanation": {"en": "one", "fr": "un"}}
    items = [{"id": "some"} | item | some, {"id": "one"} | item | {"language": "fr", "stem": "un", "explanation": "un"}]
    (tmp_path / "bank/items/t.yaml").write_text(yaml.safe_dump({"topic": "t", "items": items}, sort_keys=False))
    course = load_course(tmp_path)
    assert {id: item.languages for id, item in course.items.items()} == {"some": ("en", "fr"), "one": ("fr",)}  # type: ignore[union-attr]


def test_a_generator_without_a_language_is_no_proof(german: Path, terminal: Terminal) -> None:
    file = german / "generators/mechanik.py"
    file.write_text(file.read_text(encoding="utf-8").replace("claim=Text(de=", "claim=Text(en="), encoding="utf-8")
    assert "free-fall: claim: no German text" in terminal("verify", folder=german).err


@pytest.mark.parametrize(
    "code", [Code("quiz", 7, "de"), Code("a-b", 1, "pt-br", "letter", 12), Code("q", 0, "en", "letter", 2, "B")]
)
def test_codes_of_every_language_are_read_back(code: Code) -> None:
    assert decode(str(code)) == code


def test_a_text_is_what_it_was_built_of() -> None:
    import pickle

    text = Text(de="Kraft", en="force")
    assert text == Text({"en": "force", "de": "Kraft"})
    assert hash(text) == hash(Text({"en": "force", "de": "Kraft"}))
    assert pickle.loads(pickle.dumps(text)) == text
    assert (text["de"], "fr" in text, [*text]) == ("Kraft", False, ["de", "en"])
    assert not Text()
    assert Text()["de"] == ""
    assert Text("力", "force") == Text(zh="力", en="force")
    with pytest.raises(AttributeError, match="does not change"):
        text._texts = {}
    assert (text.get("de", ""), text.get("fr"), text.get("fr", ""), Text().get("fr")) == ("Kraft", None, "", "")
    with pytest.raises(CourseError, match="missing in the language `fr`: “Kraft”"):
        text["fr"]


def test_an_empty_course_takes_a_question_at_once(tmp_path: Path, terminal: Terminal) -> None:
    done = terminal("init", "--empty", "physics", "--languages", "fr,de", folder=tmp_path)
    assert done.code == 0, done.err
    course = tmp_path / "physics"
    assert terminal("new", "item", "densite", "--topic", "mecanique", folder=course).code == 0
    checked = terminal("check", "--no-proofs", folder=course)
    assert checked.code == 0
    assert re.findall(r"\[([a-z-]+)\]", checked.err) == ["example-left"]
    assert "Quelle est sa masse volumique ?" in terminal("show", "densite", folder=course).out
    assert "Wie groß ist seine Dichte?" in terminal("show", "densite", "--lang", "de", folder=course).out
    built = terminal("build", "--seed", "1", "--formats", "json", folder=course)
    assert built.code == 0, built.err
    assert terminal("format", "--check", folder=course).code == 0


@pytest.mark.parametrize("language", ["en", "zh", "de"])
def test_a_course_in_one_language_takes_a_generator_at_once(language: str, tmp_path: Path, terminal: Terminal) -> None:
    assert terminal("init", "--empty", "physics", "--languages", language, folder=tmp_path).code == 0
    course = tmp_path / "physics"
    assert terminal("new", "generator", "cart", "--topic", "motion", folder=course).code == 0
    proven = terminal("verify", "cart", folder=course)
    assert proven.out == "cart: all 27 variants proven: 13 of level 1, 14 of level 2\n", proven.err


def test_an_empty_course_is_in_a_language_that_there_is(tmp_path: Path, terminal: Terminal) -> None:
    done = terminal("init", "--empty", "physics", "--languages", "de,xx", folder=tmp_path)
    assert done.code == 2
    assert "hwgen has no language `xx`" in done.err
    assert not (tmp_path / "physics").exists()
