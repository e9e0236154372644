"""The workbench in Chromium, by what a person sees: roles and names. `make players` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hwgen.bank.items import BankItem
from hwgen.bank.loading import load
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.looking.tables import generators
from hwgen.proof.certificates import certificate

HERE = Path(__file__).parent
EXAM = """title: {zh: 我的小测, en: My quiz}
minutes: 20
sections:
  - title: {zh: 一, en: One}
    points: 4
    questions:
      - item: relu-values # The first.
      - item: kept-units
      - item: squared-error
"""


@pytest.fixture
def address(small_course: Path) -> Iterator[str]:
    """A workbench on a copy of the small course, all of it proven."""
    course = load(small_course).course
    for generator in generators(course):
        certificate(course, generator)
    (small_course / "bank" / "exams" / "mine.yaml").write_text(EXAM, encoding="utf-8")
    command = [sys.executable, "-m", "hwgen", "serve", "--no-open", "--course", small_course]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def driven(script: str, address: str, folder: Path, tmp_path: Path) -> dict[str, Any]:
    result = tmp_path / "result.json"
    subprocess.run(["node", HERE / script, address, folder, result], check=True, env=os.environ, timeout=600)
    done: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return done


def test_a_course_is_looked_through_composed_and_written(address: str, small_course: Path, tmp_path: Path) -> None:
    done = driven("workbench.mjs", address, small_course, tmp_path)
    assert not done["errors"]
    assert not done["elsewhere"]
    assert done["found"] == ["kept-units"]
    assert done["searches"] == 1
    assert done["address"] == {"for": "mine", "words": "max-pool"}
    assert done["pagesOfSearch"] == 0
    assert done["collected"] == "✓ Added to mine: One"
    assert done["moved"] == ["kept-units", "relu-values", "squared-error"]
    assert done["focus"] == "kept-units"
    assert done["seen"]
    assert done["covered"] == []
    assert done["behind"] < 0
    assert done["points"] == "17 points"
    assert done["typed"] == "Points of question 1"
    assert done["back"] == "Swap 30"
    assert done["stays"] == "Swap 3"
    assert "hwgen swap picked --seed 7 3 --with squared-error" in done["said"]
    assert done["marked"] == "relu-values"
    assert done["dragged"] == ["squared-error", "kept-units", "relu-values"]
    assert done["undone"] == ["kept-units", "relu-values", "squared-error"]
    said = {name: f"{name} bank/exams/mine.yaml" for name in ("Undone:", "Redone:")}
    assert done["history"] == [
        *("Undo", said["Undone:"]) * 2,
        *("Redo", said["Undone:"]),
        *("Redo", said["Redone:"]),
        *("Redo", said["Undone:"]),
    ]
    assert "# The first." in (small_course / "bank" / "exams" / "mine.yaml").read_text(encoding="utf-8")
    assert done["swapped"] != "precision-and-recall"
    assert done["elsewhereShown"]
    assert "Unlock 3" in done["locked"]
    written = (small_course / "bank" / "items" / "basics.yaml").read_text(encoding="utf-8")
    assert "150 neurons" in written
    assert "- id: added-by-form" in written
    assert done["named"] == "Wrong option 5 Misconception: rate-kept"
    assert "misconception: rate-kept" in written
    assert "# Somebody else." in written
    assert done["mistakes"] > 0
    assert done["conflict"]
    assert not done["undescribed"]
    assert done["pictures"] == ["image.svg"]
    assert [line.strip() for line in done["dropped"]][:4] == [
        "en: |",
        "A layer has 200 units, and dropout removes each with probability 0.25. How many are kept on average?",
        "",
        "![A square](files/image.svg)",
    ]
    assert done["pasted"][-2:] == ["", "![A square](files/image.svg)"]
    assert done["pastedToo"][-2:] == done["pasted"][-2:]
    first, second, third = done["entries"]
    assert second[:2] == first[1::-1]
    assert third[:3] == [first[1], first[2], first[0]]
    assert done["entry"] == ["Wrong option 2 Text English", "50 units"]
    assert "手机\nnot used" in done["columns"]
    assert sorted(done["forms"]) == ["A", "B"]
    assert "--roster 'output/rosters/名单.csv' --forms 2" in done["command"]
    assert "n=" in done["disproof"] or "n = " in done["disproof"]
    assert done["field"].startswith("Stem")
    assert done["asked"] > 0
    assert done["sent"] == 1
    # Each fault has a link to its place, the one of a program, too.
    assert min(done["faults"]) >= len(("colon", "key", "long", "broken"))
    assert done["wide"] == []
    assert done["axe"] == []
    assert done["unreached"] == []
    assert (small_course / "bank" / "exams" / "kept-1.yaml").is_file()


def test_what_is_typed_while_a_page_waits_is_not_lost(address: str, small_course: Path, tmp_path: Path) -> None:
    done = driven("saving.mjs", address, small_course, tmp_path)
    assert done["saved"].endswith("# Mine\n")
    assert done["kept"] == "# MineK"
    assert done["typed"] == "# Too"
    assert "# Too" not in done["disk"]
    assert done["untouched"] == ["", ""]
    assert done["both"].endswith("# Mine\n# Somebody else.\n# Again.\n# Once more.\n# Both\n")
    assert done["on"] == ["", True, "# On."]
    assert done["over"] == ["# On.", ""]
    assert done["theirs"] == [True, False]
    assert done["begins"] == "Stem 中文"
    assert (done["goesOn"], done["closed"]) == ("source", "")
    # Whoever takes what is on disk gives up what is here, and is not asked once more.
    assert (done["theirsKept"], done["leaving"]) == ("Over theirs", 0)
    assert done["field"] == done["source"] == "Made by us"
    assert done["saving"] == "source"
    assert done["caret"] == "tags 5"
    assert done["focus"] == "Difficulty, 1 to 5"
    assert done["mistakes"] == 1
    assert done["offers"] == 0
    assert done["renewed"] == [[1, False], [0, True]]


def test_a_lecturer_composes_and_prints_a_midterm_with_the_mouse(
    address: str, small_course: Path, tmp_path: Path
) -> None:
    done = driven("lecturer.mjs", address, small_course, tmp_path)
    assert not done["english"]
    assert "限时 45 分钟" in done["limit"]
    assert "平均难度" in done["demands"]
    assert "其他" in done["demands"]
    assert done["swapped"]
    assert done["moved"]
    assert done["removed"]
    assert done["added"]
    assert {"exam.pdf", "key.pdf"} <= set(done["files"])
    assert done["pdf"] == "%PDF-"


def test_an_assistant_writes_an_item_of_each_kind_and_a_generator(
    address: str, small_course: Path, tmp_path: Path
) -> None:
    done = driven("assistant.mjs", address, small_course, tmp_path)
    assert sorted(done["kinds"]) == sorted((*ITEM_KINDS, "generator"))
    assert sorted(done["written"]) == sorted(ITEM_KINDS)
    assert all(done["led"])
    assert done["mended"]
    loaded = load(small_course)
    assert not loaded.errors
    assert {f"written-{kind}" for kind in done["kinds"]} <= set(loaded.course.items)
    linked = loaded.course.items["written-linked"]
    assert isinstance(linked, BankItem)
    assert [part.id for part in linked.problem.parts][2:] == ["third"]
