"""Every key of the pages of a review is named in their help."""

from __future__ import annotations

import re

import pytest

from hwgen.review.pages import HERE
from hwgen.words.words import shipped, words

# How the help of each language names a key that does not bear its own name.
NAMED = {
    "en": {"enter": "Enter", "escape": "Esc", "backspace": "Backspace", "delete": "Delete", " ": "Space"},
    "zh": {"enter": "Enter", "escape": "Esc", "backspace": "退格键", "delete": "Delete", " ": "空格"},
    "de": {"enter": "Enter", "escape": "Esc", "backspace": "Rücktaste", "delete": "Entf", " ": "Leertaste"},
    "fr": {"enter": "Entrée", "escape": "Échap", "backspace": "Retour arrière", "delete": "Suppr", " ": "Espace"},
}
ARROWS = {"arrowdown": "↓", "arrowup": "↑", "arrowright": "→", "arrowleft": "←"}
# Those that stand in boxes and on lines of a rubric are not counted up.
SEVERAL = {
    "en": ("letter", "digit"),
    "zh": ("字母", "数字"),
    "de": ("buchstabe", "ziffer"),
    "fr": ("lettre", "chiffre"),
}
# The help of each page, the function of the script that takes its keys, and its template.
PAGES = {
    "help": ("keyed", "doubts.html.j2"),
    "help_marks": ("keyed", "gallery.html.j2"),
    "help_written": ("marked", "answers.html.j2"),
}


def handled(function: str) -> set[str]:
    """The keys that a function of the script compares with, as browsers call them."""
    script = (HERE / "review.js").read_text(encoding="utf-8")
    body = re.search(rf"^function {function}\(.*?^}}", script, re.M | re.S)
    assert body is not None
    lists = re.findall(r"\[([^\]]*)\]\.includes\(key\)", body[0])
    return {*re.findall(r'key === "([^"]+)"', body[0]), *re.findall(r'"([^"]+)"', "".join(lists))}


def shown(template: str) -> set[str]:
    """The keys that stand on buttons and links of a page."""
    text = (HERE / template).read_text(encoding="utf-8")
    turns = re.search(r"set turns = \{(.*?)\}", text)
    kbd = {key.casefold() for key in re.findall(r"<kbd>([^<{]+)</kbd>", text)}
    keys = kbd | set(re.findall(r'data-key="(\w)"', text)) | set(re.findall(r'"(\w)"', turns[1] if turns else ""))
    return {"enter" if key == "↵" else key for key in keys}


def keys_of(page: str) -> set[str]:
    function, template = PAGES[page]
    keys = handled(function) | shown(template)
    # Only a button is pressed by this one.
    return keys if "x" in shown(template) else keys - {"x"}


def test_all_keys_are_known() -> None:
    moving = {"u", "escape", " ", "enter"}
    boxes = moving | {*ARROWS, "backspace", "delete"}
    assert keys_of("help") == boxes | {"x"}
    assert keys_of("help_marks") == boxes | {"0", "n", "p"}
    assert keys_of("help_written") == moving | {"arrowdown", "arrowup", "/", "="}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", NAMED)
def test_each_key_of_a_page_is_in_its_help(language: str, page: str) -> None:
    help, names = words(language)[f"review.{page}"], NAMED[language] | ARROWS
    missing = {key for key in keys_of(page) if not is_named(names.get(key, key.upper()), help)}
    assert missing == set()
    assert all(several in help.casefold() for several in SEVERAL[language])


def is_named(key: str, help: str) -> bool:
    """As a word of its own: a U within another word is none."""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(key)}(?![A-Za-z0-9])", help) is not None


def test_a_key_within_a_word_is_not_named() -> None:
    assert not is_named("U", "USB")
    assert is_named("U", "，U 撤销")


def test_all_languages_are_looked_at() -> None:
    assert {*NAMED} == {*shipped()}
