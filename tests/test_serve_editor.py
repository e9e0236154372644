"""The editor of the workbench: what it says while one types, and that nothing on disk is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from httpx2 import Response
from test_serve import HERE, HOSTILE, KEY, Seen
from test_serve_papers import Page, tree

from hwgen.bank.loading import load
from hwgen.content.image import Image
from hwgen.content.markup import parse
from hwgen.content.tree import Figure
from hwgen.edited import digest
from hwgen.editing.completing import completions
from hwgen.serve.guard import HEADER

FILE = "bank/items/basics.yaml"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


def sent(page: Page, address: str, text: str, **more: Any) -> Response:
    draft = {"file": FILE, "text": text, "line": 1, "column": 1, **more}
    return page.client.post(address, json=draft, headers={"Origin": HERE, HEADER: KEY.header})


def dropped(page: Page, name: str, data: bytes, alt: str) -> Response:
    """What is answered to a picture that somebody has described."""
    own = {"Origin": HERE, HEADER: KEY.header}
    return page.client.post("/picture", data={"alt": alt}, files={"picture": (name, data)}, headers=own)


def text_of(page: Page) -> str:
    return (page.desk.root / FILE).read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("kind: table", "kind: tabel", "invalid-value"),
        ("difficulty: 1\n", "difficulty: 9\n", "invalid-value"),
        ("$200\\times 0.75=150$。", "$200\\times 0.75=150。", ""),
        ("objective: basics-training", "objective: basics-trianing", "unknown-objective"),
        ("misconception: value-for-slope", "misconception: no-such", "unknown-name"),
        ("id: kept-units", "id: max-pool", "duplicate-id"),
        ("id: kept-units", "id: relu-values", "duplicate-id"),
        ("items:\n", "items\n", ""),
    ],
)
def test_a_draft_is_checked_at_its_lines(old: str, new: str, rule: str, page: Page) -> None:
    text, before = text_of(page), tree(page.desk.root)
    assert old in text
    assert not [fault for fault in sent(page, "/check", text).json()["faults"] if fault["severity"] == "error"]
    checked = sent(page, "/check", text.replace(old, new, 1)).json()
    faults = checked["faults"]
    # Whoever sees no margin has them beside the text.
    assert "data-say" in checked["preview"]
    errors = [fault for fault in faults if fault["severity"] == "error"]
    assert errors
    if rule in ("unknown-objective", "unknown-name"):
        assert (errors[0]["rule"], errors[0]["line"]) == (rule, line_of(text, old))
    elif rule:
        assert rule == "invalid-value" or rule in [fault["rule"] for fault in errors]
    assert tree(page.desk.root) == before


def test_a_draft_shows_its_item_at_the_cursor_in_every_language(page: Page) -> None:
    text = text_of(page).replace("en: 150 units", f"en: '`{HOSTILE}` units'")
    shown = sent(page, "/check", text, line=line_of(text, "id: kept-units") + 3).json()["preview"]
    assert "平均有多少个单元被保留" in shown
    assert "How many are kept on average" in shown
    assert {"script", "img"}.isdisjoint(tag for tag, _ in Seen(shown).elements)
    # The key and the reasons are open.
    assert "open" in next(about for tag, about in Seen(shown).elements if tag == "details")
    assert "relu-values" in sent(page, "/check", text, line=line_of(text, "id: relu-values")).json()["preview"]


def test_a_blueprint_is_checked_too(page: Page) -> None:
    text = (page.desk.root / "bank/exams/picked.yaml").read_text(encoding="utf-8").replace("basics: 3", "basisc: 3")
    faults = sent(page, "/check", text, file="bank/exams/picked.yaml").json()["faults"]
    assert [fault["rule"] for fault in faults] == ["unknown-word"]


def test_what_is_saved_is_on_disk_and_can_be_taken_back(page: Page) -> None:
    before = tree(page.desk.root)
    text = text_of(page)
    first = sent(page, "/save", text.replace("150 units", "150 neurons"), digest=digest(text.encode())).json()["digest"]
    assert "150 neurons" in text_of(page)
    assert first == digest((page.desk.root / FILE).read_bytes())
    page.press("undo")
    assert tree(page.desk.root) == before


def test_what_somebody_else_saved_is_never_overwritten(page: Page) -> None:
    text = text_of(page)
    (page.desk.root / FILE).write_text(text.replace("150 units", "150 nodes"), encoding="utf-8")
    answer = sent(page, "/save", text.replace("150 units", "150 neurons"), digest=digest(text.encode()))
    assert answer.status_code == 409
    assert "-        text: {zh: 150 个, en: 150 nodes}" in answer.json()["message"]
    assert "+        text: {zh: 150 个, en: 150 neurons}" in answer.json()["message"]
    assert "150 nodes" in text_of(page)


def test_of_two_who_save_at_once_one_does(page: Page) -> None:
    text = text_of(page)
    known = digest(text.encode())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: sent(page, "/save", f"{text}# {i}\n", digest=known).status_code, range(8)))
    assert sorted(answers) == [200] + [409] * 7


@pytest.mark.parametrize(("end", "mark"), [("\r\n", b""), ("\n", b"\xef\xbb\xbf")])
def test_line_ends_and_marks_of_a_file_stay(end: str, mark: bytes, page: Page) -> None:
    path = page.desk.root / FILE
    data = mark + text_of(page).replace("\n", end).encode()
    path.write_bytes(data)
    shown = page.client.get("/text", params={"file": FILE}).json()
    assert "\r" not in shown["text"]
    assert sent(page, "/save", shown["text"], digest=shown["digest"]).status_code == 200
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "name",
    ["", "../course/bank/items/basics.yaml", "bank/../bank/items/basics.yaml", "/etc/passwd", "bank/items/\0", "generators/../bank/x.py", "bank/items/none.yaml", "bank/items/link.yaml", ".hwgen/x.yaml", "bank\\items\\basics.yaml", "C:/bank/items/basics.yaml", "//host/bank/items/basics.yaml", "bank/items/nul", f"bank/items/{'x' * 5000}.yaml"],
)  # fmt: skip
def test_only_files_of_the_bank_are_edited(name: str, page: Page, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret: 1\n", encoding="utf-8")
    (page.desk.root / "bank" / "items" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    before = tree(tmp_path)
    for address in ("/edit", "/text"):
        assert page.client.get(address, params={"file": name}).status_code == 404
    for address in ("/save", "/check", "/complete"):
        # What may be edited if it were there may have been there a moment ago.
        gone = 409 if name == "bank/items/none.yaml" else 404
        assert sent(page, address, "x", file=name, digest=digest(b"secret: 1\n")).status_code == gone
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"file": 1}',
        b"\xff",
        b'{"file": "bank/items/basics.yaml", "text": "x"}',
        b'{"file": "bank/items/basics.yaml", "text": "\\ud800", "line": 1, "column": 1}',
    ],
)
def test_what_is_no_draft_is_refused(body: bytes, page: Page) -> None:
    answer = page.client.post("/save", content=body, headers={"Origin": HERE, HEADER: KEY.header})
    assert answer.status_code == 400


def test_a_new_item_is_the_one_of_the_command(page: Page) -> None:
    answer = page.post("/new", name="free-fall", kind="numeric", topic="basics")
    assert answer.headers["HX-Redirect"] == "/form/free-fall"
    assert load(page.desk.root).course.items["free-fall"].kind == "numeric"
    assert page.desk.steps[-1].command == "hwgen new item free-fall --kind numeric --topic basics"
    assert page.post("/new", name="../x", kind="numeric", topic="basics").status_code == 409
    assert page.post("/new", name="x", kind="nonsense", topic="basics").status_code == 400
    page.press("undo")
    assert "free-fall" not in text_of(page)


def test_a_new_generator_is_the_one_of_the_command(page: Page) -> None:
    answer = page.post("/new", name="ohm-series", kind="generator", topic="basics")
    assert answer.headers["HX-Redirect"] == "/edit?file=generators/basics/ohm_series.py"
    assert not load(page.desk.root).errors
    assert "ohm-series" in page.desk.course.items
    assert page.desk.steps[-1].command == "hwgen new generator ohm-series --topic basics"
    shown = ("/variants/ohm-series", "/card/ohm-series")
    assert all("Prove it now" in page.client.get(path).text for path in shown)
    # Whoever is only shown the course cannot prove anything here.
    reader = Page(page.desk.root, read_only=True)
    assert all("Prove it now" not in reader.client.get(path).text for path in shown)
    assert all("hwgen verify" in reader.client.get(path).text for path in shown)
    page.press("undo")
    assert not list((page.desk.root / "generators").rglob("ohm_series.py"))
    assert not (page.desk.root / "bank" / "misconceptions-ohm-series.yaml").exists()
    # Only items say what a topic is called.
    assert page.post("/new", name="ohm-series", kind="generator", topic="circuits", new_topic="on").status_code == 409


def test_a_topic_that_is_spelled_almost_like_another_is_begun_on_demand(page: Page) -> None:
    refused = page.post("/new", name="free-fall", kind="numeric", topic="basic")
    assert refused.status_code == 409
    assert "basics" in refused.text
    assert page.post("/new", name="free-fall", kind="numeric", topic="basic", new_topic="on").status_code == 204
    assert load(page.desk.root).course.items["free-fall"].topic == "basic"
    assert page.desk.steps[-1].command.endswith("--topic basic --new-topic")


@pytest.mark.parametrize(
    ("name", "data", "stored"),
    [
        ("Plot 1.svg", SVG, "plot-1.svg"),
        ("../../evil.svg", SVG, "evil.svg"),
        ("C:\\evil.svg", SVG, "evil.svg"),
        ("图.svg", SVG, "图.svg"),
        ("nul.svg", SVG, "file-nul.svg"),
        (f"{'x' * 500}.svg", SVG, f"{'x' * 60}.svg"),
        ("x.svg:y.svg", SVG, "x.svg-y.svg"),
        ("x.svg", SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), ""),
        ("x.png", SVG, ""),
        ("x.html", b"<html>", ""),
        ("x.svg", b"", ""),
    ],
)
def test_a_picture_is_taken_in_if_it_is_one(name: str, data: bytes, stored: str, page: Page) -> None:
    before = tree(page.desk.root.parent)
    answer = dropped(page, name, data, "A square")
    new = tree(page.desk.root.parent).keys() - before.keys()
    assert new == ({f"course/bank/files/{stored}"} if stored else set())
    assert answer.json().get("markup", "") == (f"![A square](files/{stored})" if stored else "")
    assert answer.status_code == (200 if stored else 409)


@pytest.mark.parametrize("alt", ["", " ", "A [bracket] of $x$ *and* _more_ \\\n`<b>` &amp; ~~all~~", "梯度（红色）"])
def test_a_picture_says_what_it_shows(alt: str, page: Page) -> None:
    answer = dropped(page, "plot.svg", SVG, alt)
    if not alt.strip():
        assert answer.status_code == 409
        assert "has no alternative text" in answer.json()["message"]
        assert not (page.desk.root / "bank" / "files").exists() or not list(
            (page.desk.root / "bank" / "files").glob("plot*")
        )
        return
    picture = Image("plot.svg", SVG, "")
    (figure,) = parse(answer.json()["markup"], {"files/plot.svg": picture}.get)
    assert isinstance(figure, Figure)
    assert isinstance(figure.picture, Image)
    assert figure.picture.alt == " ".join(alt.split())


def test_pictures_of_one_name_get_names_of_their_own(page: Page) -> None:
    def pasted(data: bytes) -> str:
        markup: str = dropped(page, "image.svg", data, "x").json()["markup"]
        return markup

    other = SVG.replace(b"<rect", b"<rect id='x'")
    assert [pasted(data) for data in (SVG, other, SVG, other)] == [
        "![x](files/image.svg)",
        "![x](files/image-2.svg)",
        "![x](files/image.svg)",
        "![x](files/image-2.svg)",
    ]


CHOICE = "topic: basics\nitems:\n  - id: a\n    kind: choice\n"


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("|", "topic: ", "stem: "),
        ("topic: basics\nitems:\n  - |", "kind: ", "stem: "),
        (f"{CHOICE}    |", "right: ", "kind: "),
        (f"{CHOICE}    |", "wrong: ", "statements: "),
        (f"{CHOICE}    right:\n      - |", "misconception: ", "right: "),
        (f"{CHOICE}    right:\n      - id: x\n        text:\n          zh: 1\n          |", "en: ", "zh: "),
        (f"{CHOICE}    objective: |", "basics-training", "choice"),
        (f"{CHOICE}    misconceptions:\n      - |", "value-for-slope", "id: "),
        ("topic: basics\nitems:\n  - id: a\n    kind: |", "true-false", "a"),
        ("topic: basics\nitems:\n  - id: a\n    |\n    kind: numeric\n", "tolerance: ", "right: "),
        ("items:\n  - kind: true-false\n    statements:\n      - answer: |", "true", "choice"),
    ],
)
def test_what_can_stand_at_a_place_is_offered(text: str, some: str, none: str) -> None:
    course = load(ROOT / "tests" / "course").course
    before = text[: text.index("|")]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    labels = [option.label for option in completions(course, "items", text.replace("|", ""), line, column)]
    assert some in labels
    assert none not in labels


KILLED = """
import os, sys
from pathlib import Path
from hwgen.output import change_file
path = Path(sys.argv[1])
write = os.fsync
def killed(*about):
    os.kill(os.getpid(), 9)
if sys.argv[2] == "before":
    os.fsync = killed
else:
    Path.replace = killed
change_file(path, lambda old: b"new: 1\\n")
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_save_that_is_killed_leaves_the_old_file_whole(when: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old: 1\n")
    done = subprocess.run([sys.executable, "-c", KILLED, path, when], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old: 1\n"


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("card", 'class="key"'),
        ("exam", 'src="data:image/svg+xml;base64,'),
        ("key", 'src="data:image/svg+xml;base64,'),
        ("moodle", 'class="replies"'),
        ("nonsense", 'class="key"'),
    ],
)
def test_an_item_is_shown_as_it_is_printed_and_as_it_is_sent(view: str, shown: str, page: Page) -> None:
    text = text_of(page).replace("150 units", "150 neurons")
    answer = sent(page, "/check", text, view=view, line=line_of(text, "- id: kept-units")).json()
    assert shown in answer["preview"]
    assert view in ("exam", "key") or "150 neurons" in answer["preview"]


def test_the_preview_has_wrong_numbers_with_their_reasons_and_shares(page: Page) -> None:
    text = text_of(page).replace("tolerance: 0\n", "tolerance: 0.05\n")
    shown = sent(page, "/check", text, line=line_of(text, "id: squared-error")).json()["preview"]
    assert "<span>±</span> 0.05" in shown
    assert "<span>×</span> 5 (50%) " in shown
    assert "This is the sum of the squares" in shown
