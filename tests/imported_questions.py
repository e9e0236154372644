"""Questions that are imported from Moodle XML, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from lxml import etree
from moodle_files import export_exam, import_moodle
from moodle_questions import quiz

from hwgen.bank.loading import load_course
from hwgen.lms.intake import Taken

Run = Callable[..., CompletedProcess[str]]


def brought(tmp_path: Path, *questions: str) -> tuple[Taken, list[dict]]:
    source = tmp_path / "old bank.xml"
    source.write_text(quiz(*questions), encoding="utf-8")
    done = import_moodle(source, tmp_path / "course")
    own = load_course(tmp_path / "course")
    out = tmp_path / "again.xml"
    export_exam(own, done.exams[0], 1, ("en",), out)
    return done, [
        {"type": q.get("type"), "text": q.findtext("questiontext/text"), "node": q}
        for q in etree.parse(str(out)).getroot()
        if q.get("type") != "category"
    ]


def doubts(done: Taken) -> str:
    return "\n".join(d.message for d in done.doubts)
