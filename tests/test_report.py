"""The page that tells what a bank covers."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran
from test_bad_input import ITEM, plant

from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.usefixtures("proven")
def test_the_report_counts_what_is_there(own_course: Path, hwgen: Run, tmp_path: Path) -> None:
    plant(own_course)
    for language in ("zh", "en"):
        done = hwgen("report", "--course", own_course, "--lang", language)
        assert done.returncode == 0, done.stderr
        page = (tmp_path / "output" / "report" / f"bank-{language}" / "index.html").read_text(encoding="utf-8")
        whole = load_course(own_course)
        count = sum(isinstance(item, BankItem) for item in whole.items.values())
        assert f"<b>{count}</b>" in page
        assert all(f"<code>{id}</code>" in page for id in whole.items)
        assert all(o.text[language] in page for o in whole.objectives.values() if "&" not in o.text[language])  # type: ignore[index]
        assert page.count("<svg") == 3
        assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.usefixtures("proven")
def test_the_report_escapes_what_it_is_reported(own_course: Path, hwgen: Run, tmp_path: Path) -> None:
    plant(own_course, item=ITEM.replace("topic: extra\n", 'topic: extra\nname: {zh: "<b>&", en: "<b>&"}\n'))
    assert hwgen("report", "--course", own_course).returncode == 0
    page = (tmp_path / "output" / "report" / "bank-zh" / "index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;" in page
    assert "<b>&" not in page


def test_the_report_on_an_exam_has_its_title(small_course: Path, terminal: Callable[..., Ran]) -> None:
    for words, title in ((("named",), "Named quiz — "), ((), "")):
        assert terminal("report", *words, "--lang", "en", folder=small_course).code == 0
        page = (small_course / f"output/report/{words[0] if words else 'bank'}-en/index.html").read_text(
            encoding="utf-8"
        )
        assert re.search(rf"<title>{title}[^<—]+ — report on the bank</title>", page)
        assert re.search(rf"<h1>{title}[^<—]+: report on the bank</h1>", page)
