"""The words that hwgen prints: one file a language, with the same words in each, and what a course says instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

from hwgen.errors import CourseError
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.looking.coverage import BLOOM
from hwgen.values import Value
from hwgen.words.words import placeholders, shipped, words, words_of

ENGLISH = words("en")
# What a language may share with English although it is not English.
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_four_languages_are_ready() -> None:
    assert shipped() == ("de", "en", "fr", "zh")


@pytest.mark.parametrize("language", shipped())
def test_each_has_the_words_of_english_and_no_others(language: str) -> None:
    assert words(language).phrases.keys() == ENGLISH.phrases.keys()


@pytest.mark.parametrize("language", shipped())
def test_each_word_puts_in_the_same(language: str) -> None:
    own = words(language)
    for name, phrase in ENGLISH.phrases.items():
        for form in [own.phrases[name]] if isinstance(own.phrases[name], str) else own.phrases[name].values():  # type: ignore[union-attr]
            assert placeholders(form) == placeholders(phrase), f"{language}: {name}"


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", "number of {} options"),
        ("zh", "{}选项数"),
        ("de", "Zahl der {}"),
        ("fr", "nombre d(?:’options|e réponses) {}"),
    ],
)
def test_students_can_reckon_what_several_options_are_worth(language: str, counted: str) -> None:
    """A wrong option takes off the points divided by the number of wrong ones, which is not what a right one gives: 8 points, BDE right, BCD 1.33."""
    right, wrong = {
        "en": ("right", "wrong"),
        "zh": ("正确", "错误"),
        "de": ("richtigen", "falschen"),
        "fr": ("justes", "fausses"),
    }[language]
    for name in ("marking.several", "platform.several"):
        for each in (right, wrong):
            assert re.search(counted.format(each), words(language)[name]), f"{language}: {name}"


@pytest.mark.parametrize("language", sorted(set(shipped()) - {"zh"}))
def test_only_chinese_is_printed_in_chinese_characters(language: str) -> None:
    for name, phrase in words(language).phrases.items():
        assert not HAN.search(str(phrase)), name


def test_kinds_and_levels_have_names_in_each() -> None:
    for language in shipped():
        own = words(language)
        assert own.group("kinds").keys() >= set(ITEM_KINDS)
        assert own.group("titles").keys() >= set(ITEM_KINDS)
        assert own.group("bloom").keys() == set(BLOOM)


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 minute"),
        ("de", 1, "1 Minute"),
        ("de", 2, "2 Minuten"),
        ("fr", 0, "0 minute"),
        ("fr", 1, "1 minute"),
        ("fr", 2, "2 minutes"),
        ("zh", 1, "时间 1 分钟"),
    ],
)
def test_counts_have_their_forms(language: str, count: int, said: str) -> None:
    assert words(language).say("exam_minutes", minutes=count) == said


def test_decimals_are_those_of_the_language() -> None:
    german, english = words("de").script, words("en").script
    assert german.formula(r"x=0.5,\ 1\,000.25") == r"x=0{,}5;\ 1\,000{,}25"
    assert german.formula(r"(1,\ 2)") == r"(1,\ 2)"
    assert english.formula(r"x=0.5") == "x=0.5"
    assert german.typed(("0.5",)) == ("0,5", "0.5")
    assert german.typed(("(0.5, 1)", "3")) == ("(0,5; 1)", "3", "(0.5, 1)")


def test_listed_names_have_the_comma_of_the_language() -> None:
    chinese, english = words("zh").script, words("en").script
    listed = Value(("B", "F"), "set")
    assert english.formula(listed.tex()) == r"\mathrm{B},\ \mathrm{F}"
    assert chinese.formula(listed.tex()) == r"\mathrm{B}\text{、}\mathrm{F}"
    assert chinese.formula(r"(\mathrm{B},\ \mathrm{F})") == r"(\mathrm{B},\ \mathrm{F})"
    assert chinese.formula(r"3,\ 4") == r"3,\ 4"
    assert chinese.typed(listed.typed())[:2] == ("B、F", "B, F")
    assert english.typed(listed.typed())[0] == "B, F"
    assert "1、2" not in chinese.typed(("1, 2",))


def test_a_key_begins_with_a_spelling_that_its_readers_can_read() -> None:
    spellings = ("教师强制", "强制教学", "teacher forcing", "teacher-forcing")
    assert words("zh").script.own_first(spellings) == spellings
    assert words("en").script.own_first(spellings) == (*spellings[2:], *spellings[:2])


def test_french_signs_keep_their_spaces() -> None:
    spaced = words("fr").script.spaced
    assert spaced("Quoi ? Ceci : « non » ; voilà !") == "Quoi\u202f? Ceci\u00a0: «\u00a0non\u00a0»\u202f; voilà\u202f!"
    assert words("de").script.spaced("Was ?") == "Was ?"


def test_a_course_says_words_in_its_own_way(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "words"
    folder.mkdir(parents=True)
    (folder / "de.yaml").write_text("student_number: Kennung\nsheet: {room: Hörsaal}\nown: {motto: Viel Erfolg!}\n")
    said = words_of(tmp_path, "de")
    assert (said["student_number"], said["sheet.room"], said["own.motto"]) == ("Kennung", "Hörsaal", "Viel Erfolg!")
    assert said["class"] == words("de")["class"]


def test_the_old_file_of_words_still_counts(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "wording.yaml").write_text("name: {zh: 名字, en: Your name}\nmine: {zh: 我, en: me}\n")
    assert (words_of(tmp_path, "zh")["name"], words_of(tmp_path, "en")["mine"]) == ("名字", "me")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("studentnumber: x\n", r"there is no phrase `studentnumber`.*did you mean `student_number`"),
        ("exam_total: '{point}'\n", r"`exam_total` puts in \{point\}.*it has \{points\}"),
    ],
)
def test_words_that_are_none_are_refused(tmp_path: Path, text: str, message: str) -> None:
    folder = tmp_path / "templates" / "words"
    folder.mkdir(parents=True)
    (folder / "en.yaml").write_text(text)
    with pytest.raises(CourseError, match=re.compile(message, re.DOTALL)):
        words_of(tmp_path, "en")


def test_a_language_that_hwgen_lacks_is_one_file(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there are no words in the language `nl`"):
        words_of(tmp_path, "nl")
    folder = tmp_path / "templates" / "words"
    folder.mkdir(parents=True)
    whole = (ROOT / "src" / "hwgen" / "words" / "en.yaml").read_text(encoding="utf-8")
    (folder / "nl.yaml").write_text(whole.replace("name: Name\n", "name: Naam\n", 1), encoding="utf-8")
    assert words_of(tmp_path, "nl")["name"] == "Naam"
    (folder / "nl.yaml").write_text(whole.replace("name: Name\n", "", 1), encoding="utf-8")
    with pytest.raises(CourseError, match="1 word is missing: name"):
        words_of(tmp_path, "nl")
