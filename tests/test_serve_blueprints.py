"""Forms of blueprints: an exam gets its title, its time, its parts and its picks without YAML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from test_serve import HOSTILE, Seen
from test_serve_forms import sent
from test_serve_papers import NAMED, Page, tree

from hwgen.bank.blueprint import ExamFile
from hwgen.editing.comments import read_comments
from hwgen.editing.form import filled, form_of
from hwgen.editing.merging import with_exam

EXAMS = sorted((ROOT / "bank" / "exams").glob("*.yaml"))
BOTH = ("zh", "en")


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def given(text: str) -> dict[str, str]:
    return dict(sent(form_of(ExamFile, read_comments(text).data(), BOTH)))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", EXAMS, ids=lambda path: path.stem)
def test_a_form_that_nobody_touched_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = form_of(ExamFile, read_comments(text).data(), BOTH)  # type: ignore[arg-type]
    assert with_exam(text, path.name, filled(form, given(text)), BOTH) == text


def test_an_exam_gets_a_title_a_time_and_a_part_and_keeps_its_comments(page: Page) -> None:
    path = page.desk.root / "bank" / "exams" / "mine.yaml"
    before = tree(page.desk.root)
    elements = Seen(page.client.get("/blueprint/mine?seed=7").text).elements
    digest = str(next(about["value"] for _, about in elements if about.get("name") == "digest"))
    new = {
        "title.zh": "期中考试",
        "title.en": "Midterm",
        "minutes": "45",
        "sections.1.points": "8",
        "sections.2.title.zh": "三",
        "sections.2.title.en": "Three",
        "sections.2.points": "5",
        "sections.2.questions.0.pick": "1",
        "sections.2.questions.0.kind": "true-false",
        "sections.2.questions.0.difficulty": "",
    }
    fields = given(NAMED) | {"digest": digest} | new
    assert page.post("/blueprint/mine?seed=7", **fields).headers["HX-Redirect"] == "/paper/mine?seed=7"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Kept for ever.\ntitle: {zh: 期中考试, en: Midterm}\nminutes: 45\n")
    assert "# The easiest first.\n      - item: relu-values # They know it." in text
    plan = page.desk.course.blueprint("mine").plan
    assert [section.points for section in plan.sections] == [4, 8, 5]
    assert (plan.sections[2].questions[0].pick, plan.sections[2].questions[0].kind) == (1, ("true-false",))
    assert page.post("/blueprint/mine", **fields | {"minutes": "50"}).status_code == 409
    page.press("undo")
    assert tree(page.desk.root) == before


MIDTERM = (ROOT / "bank" / "exams" / "midterm.yaml").read_text(encoding="utf-8")


def planned(text: str, **fields: str | None) -> str:
    """The file after demands of its plan were filled in, or not sent: __ stands for a dot."""
    values: dict[str, str] = given(text)
    for name, value in fields.items():
        path = f"plan.{name.replace('__', '.')}"
        if value is None:
            values = {name: held for name, held in values.items() if not name.startswith(f"{path}.")}
        else:
            values[path] = value
    form = form_of(ExamFile, read_comments(text).data(), BOTH)  # type: ignore[arg-type]
    return with_exam(text, "midterm.yaml", filled(form, values), BOTH)


def test_demands_of_a_plan_are_filled_in_and_nothing_else_changes() -> None:
    text = planned(
        MIDTERM,
        points__0__most="110",
        minutes__0__least="60",
        levels__0__range__unit="",
        topics__0__range__least="1",
        topics__2=None,
        topics__10__name="gan",
        topics__10__range__least="2",
        topics__11__name="cnn",
        topics__11__range__most="20",
        topics__11__range__unit="%",
        kinds__0__name="matching",
        kinds__0__range__least="1",
        kinds__0__range__most="1",
        generated__0__least="",
        calculator="basic",
        fresh="",
    )
    plan = text[text.index("plan:") : text.index("sections:")]
    assert "points: 100-110\n" in plan
    assert "minutes: 60-80 # of the items together" in plan
    assert read_comments(text).data()["plan"]["levels"] == {"1": "at most 15", "4": "at most 20%", "5": "0"}  # type: ignore[index]
    assert "loss: 1-4\n" in plan
    assert "backprop" not in plan
    assert "gan: at least 2\n" in plan
    assert "others: 0 # the second half" in plan
    assert read_comments(text).data()["plan"]["topics"]["cnn"] == ["3-6", "at most 20%"]  # type: ignore[index]
    assert "kinds: {matching: 1}" in plan or "matching: 1\n" in plan
    assert "generated: at most 60%\n" in plan
    assert "calculator: basic" in plan
    assert "fresh" not in plan
    assert "difficulty: 2.1-2.8 # the mean" in plan
    assert text[text.index("sections:") :] == MIDTERM[MIDTERM.index("sections:") :]


def test_an_exam_without_a_plan_gets_one(page: Page) -> None:
    fields = {"plan.facility.0.least": "40", "plan.facility.0.most": "70"}
    form = form_of(ExamFile, read_comments(NAMED).data(), BOTH)  # type: ignore[arg-type]
    assert with_exam(NAMED, "mine.yaml", filled(form, given(NAMED) | {"plan.fresh": ""}), BOTH) == NAMED
    text = with_exam(NAMED, "mine.yaml", filled(form, given(NAMED) | fields), BOTH)
    assert read_comments(text).data()["plan"] == {"facility": "40-70%"}  # type: ignore[index]
    elements = Seen(page.client.get("/blueprint/mine").text).elements
    digest = str(next(about["value"] for _, about in elements if about.get("name") == "digest"))
    # A name without a range is a mistake, not nothing.
    named = {"plan.topics.0.name": "others", "digest": digest}
    refused = page.post("/blueprint/mine", **given(NAMED) | fields | named)
    assert refused.status_code == 409
    assert "expected a range" in refused.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "soon"},
        {"title.en": ""},
        {"sections.0.questions.0.item": HOSTILE},
        {"sections.1.points": ""},
        {"sections.0.deduct": "7"},
        {"plan.points.0.least": "9", "plan.points.0.most": "3"},
    ],
)
def test_what_would_be_no_exam_is_not_written(wrong: dict[str, str], page: Page) -> None:
    before = tree(page.desk.root)
    elements = Seen(page.client.get("/blueprint/mine").text).elements
    digest = str(next(about["value"] for _, about in elements if about.get("name") == "digest"))
    answer = page.post("/blueprint/mine", **given(NAMED) | {"digest": digest} | wrong)
    assert answer.status_code == 409
    # The mistake leads to its field.
    assert any(f'data-field="{name.split(".0.least")[0]}"' in answer.text for name in wrong)
    assert "<script>" not in answer.text
    assert tree(page.desk.root) == before


def test_an_exam_that_was_given_stays_as_it_is(page: Page) -> None:
    ledger = "- {exam: mine, on: 2026-01-05, items: [relu-values, kept-units, squared-error]}\n"
    (page.desk.root / "bank" / "ledger.yaml").write_text(ledger, encoding="utf-8")
    answer = page.post("/blueprint/mine", **given(NAMED) | {"minutes": "45"})
    assert answer.status_code == 409
    assert "has been given" in answer.text
    assert "/blueprint/mine" not in page.client.get("/paper/mine?seed=7").text


def test_topics_and_kinds_are_chosen_by_their_names(page: Page) -> None:
    text = page.client.get("/blueprint/picked", headers={"Accept-Language": "zh"}).text
    assert '<option value="true-false">判断</option>' in text or 'value="true-false" selected>判断' in text
    assert "印在试卷上的名称。" in text


def test_what_a_paper_lacks_stands_above_what_it_has(page: Page) -> None:
    path = page.desk.root / "bank" / "exams" / "picked.yaml"
    plan = (
        "topics: {basics: 3}\n  kinds: {choice: 0-5, table: 0-100%, essay: 0}\n  tags: {losses: 0-1}\n  minutes: 1-99"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("topics: {basics: 3}", plan), encoding="utf-8")
    page.post("/paper/picked/7/swap", number=3, item="small-network")
    shown = page.client.get("/paper/picked?seed=7&lang=en").text
    signs = re.findall(r'<li class="(met|error)">', shown)
    assert signs == sorted(signs)
    assert "error" in signs
    assert "at least 0" not in shown
    assert "100%" not in shown
    assert "at most 5" in shown
