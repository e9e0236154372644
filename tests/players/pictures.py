"""Every drawing of the starter course in Chromium: no letter is cut off at its edge. `make players` runs it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from hwgen.bank.course import Course
from hwgen.classes.paper import exam_of_items
from hwgen.content.picture import Label, Picture
from hwgen.writers.svg import svg


def pictures(thing: object) -> Iterator[Picture]:
    if isinstance(thing, Picture):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from pictures(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from pictures(getattr(thing, field.name))


def shown(drawings: Iterable[bytes], folder: Path) -> Mapping[str, Any]:
    for i, drawing in enumerate(drawings):
        (folder / f"{i}.svg").write_bytes(drawing)
    command = ["node", Path(__file__).with_name("pictures.mjs"), folder, folder / "result.json"]
    subprocess.run(command, check=True, env=os.environ, timeout=3600)
    done: Mapping[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return done


def test_no_letter_is_cut_off(course: Course, tmp_path: Path) -> None:
    exams = [exam_of_items(course, list(course.items), 1, 7, language) for language in course.languages]
    drawn = list(dict.fromkeys(picture for exam in exams for picture in pictures(exam.sections)))
    done = shown(map(svg, drawn), tmp_path)
    print(f"{len(drawn)} drawings, {done['letters'] // 2} labels")
    assert len(drawn) > 150
    assert [drawn[int(name.partition(".")[0])].alt for name in done["cut"]] == []


def test_a_letter_that_is_cut_off_is_noticed(tmp_path: Path) -> None:
    whole = svg(Picture(20, 10, (Label((20, 5), "ABCDE", "center"),), "cut"))
    narrow = whole.replace(whole[whole.index(b"viewBox") : whole.index(b" role")], b'viewBox="0 0 20 10"')
    assert shown([whole, narrow], tmp_path)["cut"] == ["1.svg"]
