"""What each command writes of the small course, to the byte: exports, reports, schemas, findings and helps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from accepting import Golden
from terminal import Ran

Terminal = Callable[..., Ran]

MOODLE = "export moodle named --seed 1 -o made.xml"
# The golden file, the command, and the file that it writes, or nothing for what it prints.
OUTPUTS = {
    "moodle-both.xml": (f"{MOODLE} --lang both", "made.xml"),
    "moodle-cloze.xml": (f"{MOODLE} --lang en --linked cloze", "made.xml"),
    "moodle-description.xml": (f"{MOODLE} --lang zh --linked description --follow-through --no-ordering", "made.xml"),
    "moodle-numeric.xml": (
        "export moodle --item max-pool --as numeric --variants 2 --seed 1 --lang en -o made.xml",
        "made.xml",
    ),
    "moodle-pools.xml": ("export moodle --exam named --variants 2 --seed 1 -o made.xml", "made.xml"),
    "blackboard.txt": ("export blackboard named --seed 7 --lang en -o made.txt", "made.txt"),
    "report-bank-zh.html": ("report", "output/report/bank-zh/index.html"),
    "report-picked-en.html": ("report picked --lang en", "output/report/picked-en/index.html"),
    "schema-course.json": ("schema course", ""),
    "schema-exam.json": ("schema exam", ""),
    "check.json": ("check --format json", ""),
    "check.sarif": ("check --format sarif", ""),
    "check.github": ("check --format github", ""),
    "scores.txt": ("check-export moodle.xml --scores", ""),
    "variants.jsonl": ("variants --all --json", ""),
    "list.json": ("list bank --json", ""),
    "new-item.yaml": ("new item fresh --topic other --kind linked", "bank/items/other.yaml"),
    "new-generator.txt": ("new generator fresh --topic other", "generators/other/fresh.py"),
    "new-exam.yaml": ("new exam fresh", "bank/exams/fresh.yaml"),
    "imported-items.yaml": ("import moodle moodle.xml --into ../imported", "../imported/bank/items/moodle.yaml"),
    "imported-exam.yaml": ("import moodle moodle.xml --into ../imported", "../imported/bank/exams/moodle.yaml"),
    "import-doubts.txt": ("import moodle moodle.xml --into ../imported", "../imported/bank/moodle-doubts.txt"),
}
COMMANDS = (
    "",
    *("build", "list", "report", "show", "sheet", "check", "explain", "verify", "variants", "check-export"),
    *("export", "export moodle", "import", "import moodle", "schema", "format"),
    *("new", "new item", "new generator", "new exam", "init", "completion"),
)
FLAWED = """\
topic: more
items:
  - id: doubled
    kind: numeric
    difficulty: 2
    minutes: 1
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2
    tags: [numbers]
    stem: {zh: 两倍的二等于几？, en: What is is twice two ?}
    answer: 4
    explanation: {zh: 等于三加一。, en: It is 3 and one.}
"""
VERSION = re.compile(r'("name": "hwgen",\s*"version": )"[\d.]+"')


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_a_command_writes(terminal: Terminal, golden: Golden, small_course: Path, name: str) -> None:
    command, file = OUTPUTS[name]
    if command.startswith("check "):
        (small_course / "bank" / "items" / "more.yaml").write_text(FLAWED, encoding="utf-8")
    if "moodle.xml" in command:
        terminal(*MOODLE.replace("made", "moodle").split(), "--lang", "en", folder=small_course)
    done = terminal(*command.split(), folder=small_course)
    assert done.code == 0, done.err
    made = (small_course / file).read_text(encoding="utf-8") if file else done.out
    if command.startswith("check ") and made.startswith("{"):
        made = json.dumps(json.loads(made), ensure_ascii=False, indent=1) + "\n"
    golden.file(f"outputs/{name}", VERSION.sub(r"\1VERSION", made).encode())


def test_what_the_commands_say_of_themselves(terminal: Terminal, golden: Golden, tmp_path: Path) -> None:
    helps = []
    for command in COMMANDS:
        words = [*command.split(), "--help"]
        helps.append(f"$ hwgen {' '.join(words)}\n{terminal(*words, folder=tmp_path).out}")
    golden.file("outputs/help.txt", "\n".join(helps).encode())


def test_nothing_else_is_golden(golden: Golden) -> None:
    golden.nothing_but("outputs", {*OUTPUTS, "help.txt"})
