"""What is broken in a course stops what needs it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

Terminal = Callable[..., Ran]
BROKEN = "topic: drafts\nitems:\n  - id: draft\n    kind：choice\n"
NAMED = ("build", "named", "--seed", "7", "--formats", "json")
PICKED = ("build", "picked", "--seed", "7", "--formats", "json")
NOTE = "the course has 1 error in what"


@pytest.mark.parametrize(
    ("name", "text", "words", "code"),
    [
        ("bank/items/drafts.yaml", BROKEN, NAMED, 0),
        ("bank/items/drafts.yaml", BROKEN, ("export", "moodle", "named", "--seed", "7", "-o", "x.xml"), 0),
        ("bank/items/drafts.yaml", BROKEN, ("swap", "named", "--seed", "7", "1", "--variant", "2"), 0),
        ("generators/draft.py", "import nowhere\n", NAMED, 0),
        ("bank/items/drafts.yaml", BROKEN, PICKED, 1),
        ("bank/exams/draft.yaml", BROKEN, PICKED, 0),
        ("bank/conventions.yaml", "a: [", NAMED, 1),
        ("bank/exams/named.yaml", "title: [", NAMED, 1),
        ("bank/items/basics.yaml", BROKEN, NAMED, 1),
    ],
)
def test_a_draft_stops_what_needs_it(
    small_course: Path, terminal: Terminal, name: str, text: str, words: tuple[str, ...], code: int
) -> None:
    (small_course / name).write_text(text, encoding="utf-8")
    done = terminal(*words, folder=small_course)
    assert done.code == code, done.err
    assert (NOTE in done.err) == (code == 0)


def test_a_pick_of_other_topics_does_not_need_a_draft(small_course: Path, terminal: Terminal) -> None:
    path = small_course / "bank" / "exams" / "picked.yaml"
    (small_course / "bank" / "items" / "drafts.yaml").write_text(BROKEN, encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("{pick: 1, ", "{pick: 1, topic: basics, ")
    path.write_text(text, encoding="utf-8")
    done = terminal(*PICKED, folder=small_course)
    assert done.code == 0, done.err
    path.write_text(text.replace("topic: basics", "topic: [basics, drafts]", 1), encoding="utf-8")
    assert terminal(*PICKED, folder=small_course).code == 1
