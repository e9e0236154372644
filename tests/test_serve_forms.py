"""Forms of items: every kind has one, and it writes the same file with its comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import ROOT
from test_serve import Seen
from test_serve_papers import Page, tree

from hwgen.bank.blueprint import ExamFile
from hwgen.bank.tables import MisconceptionRecord
from hwgen.editing.comments import read_comments
from hwgen.editing.form import Field, filled, form_of
from hwgen.editing.merging import with_item
from hwgen.editing.places import path_at
from hwgen.errors import CourseError
from hwgen.kinds import MANNERS
from hwgen.kinds.linked import ITEM_KINDS, LINKED
from hwgen.serve.bank import names_of
from hwgen.serve.forms import RECORDS
from hwgen.serve.pages import about_fields, page_languages, page_words

FILE = Path("bank", "items", "basics.yaml")
TEXT = (ROOT / "tests" / "course" / FILE).read_text(encoding="utf-8")
ITEMS = {item["id"]: item for item in read_comments(TEXT).data()["items"]}  # type: ignore[index]

EXAM = form_of(ExamFile, {}, ("zh", "en"))
MISCONCEPTION_FORM = form_of(MisconceptionRecord, {}, ("zh", "en"))


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


def sent(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """What a page sends of a form that nobody has touched."""
    for field in fields:
        match field.sort:
            case "text":
                yield from ((f"{field.name}.{at}", text) for at, text in field.value.items())
            case "records" | "record" | "group" | "quotas" | "ranges":
                yield from sent(field.fields)
            case "range":
                yield from ((f"{field.name}.{part}", value) for part, value in field.bounds.items())
            case _:
                yield field.name, field.value


def form(id: str) -> tuple[Field, ...]:
    return form_of(RECORDS[ITEMS[id]["kind"]], ITEMS[id], ("zh", "en"))


def given(id: str) -> dict[str, str]:
    return dict(sent(form(id)))


def test_every_kind_has_a_form() -> None:
    assert set(RECORDS) == set(ITEM_KINDS)
    for kind, record in RECORDS.items():
        keys = {field.key for field in form_of(record, {}, ("zh", "en"))}
        assert {"id", "difficulty", "minutes", "source"} <= keys, kind


def keys_of(fields: Sequence[Field], at: str = "") -> set[str]:
    """The keys that have a label: those of a group stand below it, the names of a quota are called as elsewhere, and one entry of a list has a name of its own."""
    keys = {f"{at}{field.key}" for field in fields if field.sort not in ("record", "range")}
    for field in fields:
        below = f"{at}{field.key}." if field.sort == "group" else "" if field.sort == "quotas" else at
        if field.sort == "group":
            keys.add(f"{below}about")
        if field.empty:
            keys.add(f"{at}{field.key}.one")
        keys |= keys_of((*field.fields, *field.empty), below)
    return keys


def test_every_field_of_a_form_has_a_name_in_each_language() -> None:
    keys = set().union(*(keys_of(form_of(record, {}, ("zh", "en"))) for record in RECORDS.values()))
    assert {"stem", "why", "rubric", "points"} <= keys
    for language in page_languages():
        named = {name.removeprefix("field.") for name in page_words(language).phrases if name.startswith("field.")}
        # What has a name of its own where it stands.
        own = {name for name in named if "." in name.removesuffix(".one")}
        assert named - own == keys, language
        forms = [form_of(record, {}, ("zh", "en")) for record in RECORDS.values()]
        assert {name.removesuffix(".one") for name in own} <= {
            f"{field.owner}.{field.key}" for fields in forms for field in fields_in(fields)
        }
        exam = {name.removeprefix("exam.") for name in page_words(language).phrases if name.startswith("exam.")}
        assert exam == keys_of(EXAM), language


@pytest.mark.parametrize(("language", "options"), [("en", "options"), ("zh", "选项")])
def test_only_what_has_options_speaks_of_them(language: str, options: str) -> None:
    """A key may stand in several kinds, and in lists of what is no option."""
    say = page_words(language)
    for kind, record in RECORDS.items():
        fields = list(fields_in(form_of(record, {}, ("zh", "en"))))
        labels = {
            say.get(f"field.{field.owner}.{field.key}", say[f"field.{field.key}"]) for field in fields if field.key
        }
        assert any(options in label for label in labels) == ("choice" in kind or kind == LINKED), kind


def fields_in(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from fields_in((*field.fields, *field.empty))


def test_what_a_field_is_for_and_its_values_are_said_in_chinese() -> None:
    forms = [EXAM, MISCONCEPTION_FORM, *(form_of(record, {}, ("zh", "en")) for record in RECORDS.values())]
    every = [field for form in forms for field in fields_in(form)]
    assert about_fields("zh").keys() == {field.about for field in every if field.about}
    values = {value for field in every if field.sort != "range" for value in field.options}
    assert {f"value.{value}" for value in values} <= page_words("zh").phrases.keys()
    assert not about_fields("en")


def test_every_way_to_ask_has_a_name_in_each_language(page: Page) -> None:
    for language in page_languages():
        names = names_of(page.desk.course, language)
        assert not [manner for manner in MANNERS if names("kind", manner) == manner and "-" in manner]
        assert names("kind", "worked") != "worked"


@pytest.mark.parametrize("id", ITEMS)
def test_a_form_that_nobody_touched_changes_nothing(id: str) -> None:
    assert with_item(TEXT, id, filled(form(id), given(id)), ("zh", "en")) == TEXT


@pytest.mark.parametrize("id", ITEMS)
def test_what_is_filled_in_stands_in_the_file_and_nothing_else_changes(id: str) -> None:
    fields = given(id) | {"difficulty": "3", "tags": "first\nsecond", "source": "A: book #1"}
    new = read_comments(with_item(TEXT, id, filled(form(id), fields), ("zh", "en"))).data()
    old = read_comments(TEXT).data()
    for item in old["items"]:  # type: ignore[index]
        if item["id"] == id:
            item |= {"difficulty": "3", "tags": ["first", "second"], "source": "A: book #1"}
    assert new == old


COMMENTED = TEXT.replace(
    "      - id: removed\n", "      # The common one.\n      - id: removed # Of course.\n"
).replace("    options: 4\n", "    options: 4 # Not more.\n")


def changed(**fields: str | None) -> str:
    """The file after some fields of `kept-units` were filled in, or not sent: __ stands for a dot."""
    values = given("kept-units")
    for name, value in fields.items():
        path = name.replace("__", ".")
        if value is None:
            values = {name: held for name, held in values.items() if not name.startswith(f"{path}.")}
        else:
            values[path] = value
    return with_item(COMMENTED, "kept-units", filled(form("kept-units"), values), ("zh", "en"))


def wrong(text: str) -> list[str]:
    items = read_comments(text).data()["items"]  # type: ignore[index]
    return [option["id"] for item in items if item["id"] == "kept-units" for option in item["wrong"]]


def test_comments_stay_where_they_are() -> None:
    assert COMMENTED != TEXT
    text = changed(wrong__0__text__en="51 units", options="3")
    assert "      # The common one.\n      - id: removed # Of course.\n        text: {zh: 50 个, en: 51 units}" in text
    assert "options: 3 # Not more." in text


def test_a_text_that_is_emptied_in_one_language_is_missing(page: Page) -> None:
    with pytest.raises(CourseError, match="missing key `en`"):
        changed(wrong__0__text__en="")
    # While somebody writes it anew, the preview says so.
    shown = page.post("/form/kept-units/preview", **given("kept-units") | {"wrong.0.text.en": ""})
    assert shown.status_code == 200
    assert "missing key <code>en</code>" in shown.text


def test_entries_are_taken_away_and_added() -> None:
    assert wrong(changed(wrong__1=None)) == ["removed", "fifth", "rate-of-rate"]
    text = changed(
        wrong__4__id="new-one",
        wrong__4__text__zh="新的",
        wrong__4__text__en="new",
        wrong__4__why__zh="无",
        wrong__4__why__en="none",
    )
    assert wrong(text) == ["removed", "all", "fifth", "rate-of-rate", "new-one"]
    assert "# The common one." in text
    # An entry that was added and left empty is none.
    assert wrong(changed(wrong__4__id="", wrong__4__text__zh="")) == ["removed", "all", "fifth", "rate-of-rate"]


def test_a_form_is_saved_and_taken_back(page: Page) -> None:
    before = tree(page.desk.root)
    elements = Seen(page.client.get("/form/kept-units").text).elements
    digest = next(about["value"] for tag, about in elements if about.get("name") == "digest")
    assert {"stem.zh", "stem.en", "wrong.0.text.en", "difficulty"} <= {about.get("name") for _, about in elements}
    answer = page.post(
        "/form/kept-units", **given("kept-units") | {"digest": str(digest), "stem.en": "How many <b>remain</b>?"}
    )
    assert answer.status_code == 409
    assert tree(page.desk.root) == before
    answer = page.post(
        "/form/kept-units", **given("kept-units") | {"digest": str(digest), "stem.en": "Of 200 units, with 0.25?"}
    )
    assert answer.headers["HX-Location"] == "/form/kept-units?saved=1"
    assert "Of 200 units, with 0.25?" in (page.desk.root / FILE).read_text(encoding="utf-8")
    again = page.post("/form/kept-units", **given("kept-units") | {"digest": str(digest), "stem.en": "Mine"})
    assert again.status_code == 409
    assert "changed on disk" in again.text
    page.press("undo")
    assert tree(page.desk.root) == before


@pytest.mark.parametrize("now", ["renamed", "removed"])
def test_a_form_whose_item_has_gone_writes_nothing_and_says_so(page: Page, now: str) -> None:
    digest = re.search('name="digest" value="([^"]*)"', page.client.get("/form/kept-units").text)
    assert digest
    file = page.desk.root / FILE
    text = file.read_text(encoding="utf-8")
    start = text.index("  - id: kept-units\n")
    end = text.index("  - id: ", start + 1)
    file.write_text(
        text.replace("id: kept-units", "id: units-kept") if now == "renamed" else text[:start] + text[end:],
        encoding="utf-8",
    )
    before = tree(page.desk.root)
    for address in ("/form/kept-units", "/form/kept-units/preview"):
        answer = page.post(address, **given("kept-units") | {"digest": digest[1], "source": "Mine"})
        assert answer.status_code == 409
        assert "<code>kept-units</code>" in answer.text
        # What was filled in stays in the page: nothing leads away from it.
        assert not {"HX-Location", "HX-Redirect", "HX-Refresh"} & {*answer.headers}
    assert tree(page.desk.root) == before


def test_what_is_filled_in_is_shown_and_checked_before_it_is_saved(page: Page) -> None:
    before = tree(page.desk.root)
    filled_in = given("kept-units") | {"stem.en": "Of 200 units, with 0.25?", "id": "units-kept"}
    shown = page.post("/form/kept-units/preview", **filled_in).text
    assert "Of 200 units, with 0.25?" in shown
    assert 'aria-label="units-kept"' in shown
    wrong = page.post("/form/kept-units/preview", **filled_in | {"stem.en": "How many $x remain?"}).text
    assert "<article" not in wrong
    # The mistake leads to its field.
    assert 'data-field="stem.en"' in wrong
    assert page.post("/form/max-pool/preview", id="x").status_code == 409
    assert tree(page.desk.root) == before


def test_an_id_has_its_form_before_it_is_sent(page: Page) -> None:
    file = page.desk.root / FILE
    file.write_text(file.read_text(encoding="utf-8").replace("- id: removed\n", "- id: Removed_1\n"), encoding="utf-8")
    elements = Seen(page.client.get("/form/kept-units").text).elements
    patterns = {about["name"]: about.get("pattern") or "" for _, about in elements if about.get("name")}
    for id, fits in (("free-fall", True), (" v1.2 ", True), ("Removed_1", False), ("两个", False), ("a--b", False)):
        assert bool(re.fullmatch(patterns["id"], id)) == fits, id
    assert patterns["wrong.NEW.id"] == patterns["wrong.1.id"] == patterns["id"]
    # What has another form already, an import for instance, can be saved as it is.
    assert patterns["wrong.0.id"] == ""


def test_a_mistake_leads_to_its_own_field(page: Page) -> None:
    file = page.desk.root / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("- id: relu-values\n", "- id: relu-values\n    enemies: [kept-units]\n"), encoding="utf-8"
    )
    assert "enemies: [kept-units]" in file.read_text(encoding="utf-8")

    def fields_of(**changes: str) -> list[str]:
        shown = page.post("/form/kept-units/preview", **given("kept-units") | changes).text
        return re.findall('data-field="([^"]*)"', shown)

    # Another item names this one, and is not wrong because this one is.
    assert fields_of(**{"stem.en": "How many $x remain?"}) == ["stem.en"]
    # An entry of a list leads to the list.
    assert fields_of(languages="xx") == ["languages.0"]
    digest = re.search('name="digest" value="([^"]*)"', page.client.get("/form/kept-units").text)
    assert digest
    refused = page.post("/form/kept-units", **given("kept-units") | {"digest": digest[1], "id": "renamed"})
    # What is wrong in another item has a place, and no field of this one.
    assert "there is no item <code>kept-units</code>" in refused.text
    assert "data-field" not in refused.text
    assert "basics.yaml:" in refused.text


def test_a_generator_and_an_unknown_item_have_none(page: Page) -> None:
    assert "written in Python" in page.client.get("/form/max-pool").text
    assert page.client.get("/form/nothing").status_code == 409
    assert page.post("/form/max-pool", id="x").status_code == 409


def test_what_a_keyboard_and_a_word_processor_add_is_taken_away() -> None:
    text = changed(difficulty="３", minutes="1．5", stem__en="“Of 200\u00ad units”,\u000bwith\u200b 0.25\u0007?")
    item = next(one for one in read_comments(text).data()["items"] if one["id"] == "kept-units")  # type: ignore[index]
    assert (item["difficulty"], item["minutes"]) == ("3", "1.5")
    assert item["stem"]["en"] == "“Of 200 units”,\nwith 0.25?\n".rstrip("\n")


@pytest.mark.parametrize(
    ("line", "column", "path"),
    [
        (1, 1, ("title",)),
        (1, 8, ("title", "zh")),
        (1, 16, ("title", "en")),
        (3, 5, ("parts", "0", "id")),
        (4, 9, ("parts", "0", "of", "0")),
        (4, 13, ("parts", "0", "of", "1")),
        (9, 1, ()),
    ],
)
def test_a_place_is_found_by_its_keys(line: int, column: int, path: tuple[str, ...]) -> None:
    text = "title: {zh: 一, en: One}\nparts:\n  - id: a\n    of: [x, y]\n"
    assert path_at(text, line, column) == path
    assert path_at("a: [", line, column) == ()


def test_whoever_fills_in_a_form_sees_the_remarks_on_its_item(page: Page) -> None:
    asked = [about.get("hx-get") for _, about in Seen(page.client.get("/form/kept-units").text).elements]
    path = "/remarks/kept-units?alone=1"
    assert path in asked
    # The review of the whole bank would keep previews waiting.
    shown = page.client.get(path).text
    assert "being reviewed" not in shown
    assert page.app.app.state.bank_review.known() is None  # type: ignore[attr-defined]
    page.app.app.state.bank_review.finish()  # type: ignore[attr-defined]
    assert page.app.app.state.bank_review.known() is None  # type: ignore[attr-defined]
    assert "being reviewed" in page.client.get("/remarks/kept-units").text


def parts(**fields: str) -> list[dict[str, object]]:
    """The parts of the linked item after some fields were filled in: __ stands for a dot."""
    given_now = given(LINKED_ITEM) | {name.replace("__", "."): value for name, value in fields.items()}
    items = read_comments(with_item(TEXT, LINKED_ITEM, filled(form(LINKED_ITEM), given_now), ("zh", "en"))).data()
    held: list[dict[str, object]] = next(item for item in items["items"] if item["id"] == LINKED_ITEM)["parts"]  # type: ignore[index]
    return held


LINKED_ITEM = next(id for id, item in ITEMS.items() if item["kind"] == LINKED)


def test_a_part_of_any_kind_is_added_to_a_linked_item(page: Page) -> None:
    elements = Seen(page.client.get(f"/form/{LINKED_ITEM}").text).elements
    templates = [about["data-kind"] for tag, about in elements if tag == "template" and about["data-list"] == "parts"]
    assert sorted(str(kind) for kind in templates) == sorted(kind for kind in ITEM_KINDS if kind != LINKED)
    before = parts()
    at = f"parts__{len(before)}__"
    sent_now = {
        f"{at}kind": "short-answer",
        f"{at}id": "name",
        f"{at}stem__zh": "叫什么？",
        f"{at}stem__en": "What is it called?",
    }
    sent_now |= {
        f"{at}accepted": "ReLU",
        f"{at}explanation__zh": "见程序。",
        f"{at}explanation__en": "The program says so.",
    }
    added = parts(**sent_now)
    assert added[:-1] == before
    assert (added[-1]["kind"], added[-1]["id"], added[-1]["accepted"]) == ("short-answer", "name", ["ReLU"])
    assert parts(**sent_now | {f"{at}kind": "no-such"}) == before


@pytest.mark.parametrize("text", ["one\ntwo three", "one, two three", "one，two three,", "one、two three"])
def test_lists_may_be_written_with_commas(text: str) -> None:
    new = read_comments(
        with_item(TEXT, "kept-units", filled(form("kept-units"), given("kept-units") | {"tags": text}), ("zh", "en"))
    )
    assert next(item for item in new.data()["items"] if item["id"] == "kept-units")["tags"] == ["one", "two three"]  # type: ignore[index]


def test_spellings_and_what_nobody_changed_keep_their_commas() -> None:
    record = RECORDS["short-answer"]
    fields = form_of(record, {"accepted": ["2, 3"], "tags": ["a, b"]}, ("zh", "en"))
    assert filled(fields, {"accepted": "2, 3\n3, 2", "tags": "a, b"}) == {
        "accepted": ["2, 3", "3, 2"],
        "tags": ["a, b"],
    }


def test_what_a_statement_says_is_true_or_false(page: Page) -> None:
    """It is not yes or no, as an answer to a question is."""
    answers = (
        page.client.get("/form/relu-values").text.partition('name="statements.0.answer"')[2].partition("</select>")[0]
    )
    assert re.findall(r">(\w+)</option>", answers) == ["true", "false"]
