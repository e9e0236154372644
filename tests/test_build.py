"""A real build in both languages: read back, rasterised, rebuilt to the same bytes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.classes.paper import Built, build
from hwgen.content.tree import Blocks, Code, Emph, Math, Para, Str, Strong
from hwgen.kinds import ChoiceAnswer, TrueFalseAnswer
from hwgen.papercode import Code as PaperCode
from hwgen.text import Language
from hwgen.writers.plain import blocks

FILES = {"exam.tex", "key.tex", "exam.pdf", "key.pdf", "moodle.xml", "exam.json", "manifest.json"}
Make = Callable[..., Built]
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


def pdf_text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def squeezed(text: str) -> str:
    return re.sub(r"\s+|[（）()]", "", text)


def first_words(blocks: Blocks) -> str:
    """The longest run of plain text in the first paragraph."""
    assert isinstance(blocks[0], Para)
    runs: list[str] = []
    for inline in blocks[0].inlines:
        match inline:
            case Str(text) | Code(text):
                runs.append(text)
            case Emph() | Strong() | Math():
                runs.append("")
            case _:
                pass
    return max(runs, key=len)[:18]


@BOTH
def test_every_file_is_there_and_the_manifest_knows_it(built: Make, language: Language) -> None:
    done = built("hw2", 7, language)
    assert {p.name for p in done.folder.iterdir()} == FILES
    manifest = json.loads((done.folder / "manifest.json").read_text())
    for name in FILES - {"manifest.json"}:
        assert manifest["files"][name] == sha256((done.folder / name).read_bytes()).hexdigest()
    assert manifest["groups"][-3]["params"]["size"] in (28, 32, 64, 128, 224)
    assert done.verified == 3
    assert not done.warnings


@BOTH
def test_each_question_stands_once_in_the_exam_and_no_key_does(built: Make, language: Language) -> None:
    done = built("hw2", 7, language)
    paper = squeezed(pdf_text(done.folder / "exam.pdf")).replace("’", "'")
    for question in done.exam.questions:
        words = squeezed(first_words(question.stem)).replace("’", "'")
        assert paper.count(words) == 1, words
        assert re.search(rf"{question.number}\.", paper)
    instructed = sum(blocks(s.answering + s.instructions, {}, language).count("√") for s in done.exam.sections)
    assert paper.count("√") == instructed
    for question in done.exam.questions:
        for block in question.explanation[:1]:
            assert squeezed(first_words((block,))) not in paper


@BOTH
def test_the_key_holds_every_answer(built: Make, language: Language) -> None:
    done = built("hw2", 7, language)
    key = squeezed(pdf_text(done.folder / "key.pdf"))
    answers = ""
    for question in done.exam.questions:
        match question.answer:
            case TrueFalseAnswer(true):
                answers += ("√" if true else "×") if language == "zh" else ("T" if true else "F")
            case ChoiceAnswer() as choice:
                answers += choice.letters
            case _:
                pass
    assert f"{'答案' if language == 'zh' else 'Answer'}{answers}" in key


@BOTH
@pytest.mark.parametrize("stem", ["exam", "key"])
def test_no_page_is_blank_and_nothing_runs_off_the_page(
    built: Make, language: Language, stem: str, tmp_path: Path
) -> None:
    pdf = built("hw2", 7, language).folder / f"{stem}.pdf"
    subprocess.run(["pdftoppm", "-r", "40", "-gray", pdf, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.pgm"))
    with pikepdf.open(pdf) as document:
        assert len(pages) == len(document.pages) > 0
    for page in pages:
        header, size, _, pixels = page.read_bytes().split(b"\n", 3)
        assert header == b"P5"
        width, height = map(int, size.split())
        rows = [pixels[i * width : (i + 1) * width] for i in range(height)]
        above_the_footer = b"".join(rows[: int(height * 0.9)])
        assert sum(1 for p in above_the_footer if p < 200) > 60, f"{page.name} is blank"
        margin = 10
        for row in rows:
            assert min(row[:margin] + row[-margin:]) > 128, f"{page.name}: ink in the margin"


@BOTH
def test_the_code_is_on_every_page(built: Make, language: Language) -> None:
    done = built("hw2", 7, language)
    for stem in ("exam", "key"):
        pages = pdf_text(done.folder / f"{stem}.pdf").split("\f")[:-1]
        assert all(done.exam.code in page for page in pages)
        last = f"第{len(pages)}页共{len(pages)}页" if language == "zh" else f"Page{len(pages)}of{len(pages)}"
        assert last in squeezed(pages[-1])


def test_the_same_seed_gives_the_same_bytes_in_every_file(built: Make, course: Course, tmp_path: Path) -> None:
    first = built("hw2", 7, "zh").folder
    second = build(course, PaperCode("hw2", 7, "zh"), out=tmp_path / "else" / "where").folder
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_guess_of_the_pages_changes_no_byte(built: Make, course: Course, tmp_path: Path) -> None:
    first = built("hw2", 7, "zh").folder
    for pages in ({"exam": 1, "key": 9}, {"exam": 3, "key": 4}):
        neighbour = tmp_path / "hw2" / "seed-1-zh"
        neighbour.mkdir(parents=True, exist_ok=True)
        (neighbour / "manifest.json").write_text(json.dumps({"pages": pages}))
        second = build(course, PaperCode("hw2", 7, "zh"), out=tmp_path).folder
        for name in FILES:
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_another_seed_gives_another_paper(built: Make) -> None:
    seven, eight = (built("hw2", seed, "zh").exam for seed in (7, 8))
    assert [g.params for g in seven.groups] != [g.params for g in eight.groups]


def test_both_languages_have_the_same_draws_options_and_key(built: Make) -> None:
    zh, en = (built("hw2", 7, language).exam for language in ("zh", "en"))
    assert [g.params for g in zh.groups] == [g.params for g in en.groups]
    for a, b in zip(zh.questions, en.questions, strict=True):
        assert (a.id, a.variant, a.points) == (b.id, b.variant, b.points)
        if isinstance(a.answer, ChoiceAnswer) and isinstance(b.answer, ChoiceAnswer):
            assert [(o.id, o.right, o.value) for o in a.answer.options] == [
                (o.id, o.right, o.value) for o in b.answer.options
            ]


def test_the_original_has_its_key(built: Make) -> None:
    exam = built("hw2-original", 1, "zh").exam
    shown = []
    for question in exam.questions:
        match question.answer:
            case TrueFalseAnswer(true):
                shown.append("√" if true else "×")
            case ChoiceAnswer() as choice:
                shown.append(choice.letters)
            case _:
                pass
    assert shown == ["×", "√", "√", "×", "×", "C", "C", "D"]
    data = json.loads((built("hw2-original", 1, "zh").folder / "exam.json").read_text())
    questions = [q for section in data["sections"] for q in section["questions"]]
    assert questions[6]["answer"]["value"] == [32, 62, 62]
    assert questions[7]["answer"]["value"] == 864


def test_changing_one_item_moves_no_other(own_course: Path, course: Course) -> None:
    from hwgen.exam.instantiate import instantiate
    from hwgen.plan.assembly import assemble

    path = next(own_course.glob("bank/items/recurrent.yaml"))
    path.write_text(path.read_text().replace("LSTM", "LSTM cell"))
    changed = load_course(own_course)
    before, after = (instantiate(c, assemble(c, c.blueprint("hw2"), 3), "en") for c in (course, changed))
    for old, new in zip(before.groups, after.groups, strict=True):
        assert (old.params, [q.variant for q in old.questions]) == (new.params, [q.variant for q in new.questions])
        if old.item != "lstm-memory":
            assert old.questions == new.questions


def test_the_tex_stands_on_its_own(built: Make, tmp_path: Path) -> None:
    for stem in ("exam", "key"):
        (tmp_path / f"{stem}.tex").write_bytes((built("hw2", 7, "en").folder / f"{stem}.tex").read_bytes())
        command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{stem}.tex"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / f"{stem}.pdf").stat().st_size > 10_000
