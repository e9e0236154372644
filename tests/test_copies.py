"""A class gets papers whose bytes depend on nothing but the paper, and nothing that was made is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from dask_cluster import running
from openpyxl import load_workbook

from hwgen.bank.course import Course
from hwgen.classes import batches, making
from hwgen.classes.copies import ClassOptions, Copy, copies_of, forms_of
from hwgen.classes.making import Class, Progress, build_class
from hwgen.classes.roster import Student
from hwgen.errors import NoPaper, TypesettingFailed
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Holder, Looks
from hwgen.papercode import Code, decode
from hwgen.pdf import latex, tex
from hwgen.pdf.engines import Engine
from hwgen.pdf.kit import Kit
from hwgen.pdf.split import Title
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import for_copies
from hwgen.workers import START_METHOD
from hwgen.writers.latex.escaping import Tex

Run = Callable[..., subprocess.CompletedProcess[str]]


NAMES = (
    "张三",
    r"O’Brien-$mith & Co_50% #1 {x} ~^\ <b> ]]>",
    "😀 王",
    "יוסי כהן",
    "محمد علي",
    "=cmd|'/C calc'!A0",
    "W" * 200,
    "李㛃喆堃",
    "Иван Петров",
)


STUDENTS = [
    Student(Holder(f"20{i:03}", name, "1班", "A", f"{i // 3}-{i % 3 + 1}"), None, Looks(large=i == 0, contrast=i == 0))
    for i, name in enumerate(NAMES)
]


OPTIONS = ClassOptions("xelatex", jobs=2)


def papers(students: list[Student], count: int = 0) -> list[Copy]:
    return copies_of("hw2", 7, "zh", "a4", students, count, Looks())


def text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module", autouse=True)
def _forked() -> Iterator[None]:
    """Workers share what these tests put in the place of others. Typst, which could not be forked, runs apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(START_METHOD, "fork")
        yield


@pytest.fixture(scope="module")
def made(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Class:
    return build_class(course, papers(STUDENTS), OPTIONS, out=tmp_path_factory.mktemp("class"))


def manifest(made: Class) -> dict[str, object]:
    return json.loads((made.folder / "manifest.json").read_text())


def test_the_same_bytes_whatever_shares_the_run(
    made: Class, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_IN_A_RUN", 4)
    again = build_class(course, papers(STUDENTS), replace(OPTIONS, jobs=1), out=tmp_path)
    assert contents(again.folder) == contents(made.folder)
    assert [warning.rule for warning in made.warnings] in ([], ["variants-shared"])


def test_colours_that_a_paper_leaves_behind_change_no_other() -> None:
    """As a template does that sets one: TeX keeps it on a stack, and sets it again on each page."""
    paper = r"\typeout{Paper of 1 pages}\color{black} text\newpage"
    document = r"\documentclass{article}\usepackage{xcolor}\pagestyle{empty}\begin{document}%s\end{document}"
    one, three = (tex.typeset(document % (paper * n), {}, [Title("t", "en")] * n).pdfs for n in (1, 3))
    assert three == one * 3


def test_a_copy_is_made_again_from_its_code(made: Class, course: Course, hwgen: Run, tmp_path: Path) -> None:
    """The first is in large print, the third has an emoji from a font that no run can share."""
    for record in (manifest(made)["copies"][0], manifest(made)["copies"][2]):  # type: ignore[index]
        done = hwgen("build", "--code", record["code"], "--out", made.folder.parents[1], "--json")
        assert done.returncode == 0, done.stderr
        assert done.stderr.startswith("warning: there is no course in this folder")
        folder = Path(json.loads(done.stdout)["folder"])
        assert (folder / "exam.pdf").read_bytes() == (made.folder / f"copies/{record['stem']}.pdf").read_bytes()
        assert (folder / "key.pdf").read_bytes() == (made.folder / f"keys/{record['stem']}.pdf").read_bytes()


def test_every_page_tells_name_number_code_and_the_right_total(made: Class) -> None:
    for record in manifest(made)["copies"]:  # type: ignore[attr-defined]
        for part, count in zip(("copies", "keys"), record["pages"], strict=True):
            pages = text(made.folder / part / f"{record['stem']}.pdf").split("\f")[:-1]
            assert len(pages) == count
            for i, page in enumerate(pages, 1):
                assert re.search(rf"第 *{i} *页 *共 *{count} *页", page)
                assert record["code"] in page
                if part == "copies" or i > 1:
                    assert record["holder"]["id"] in page


@pytest.mark.parametrize("i", [0, 1, 5, 7, 8])
def test_names_print_as_they_are(made: Class, i: int) -> None:
    record = manifest(made)["copies"][i]  # type: ignore[index]
    flat = "".join(text(made.folder / "copies" / f"{record['stem']}.pdf").split())
    assert "".join(NAMES[i].split()).replace("'", "’") in flat


def test_large_print_is_larger_and_has_the_same_key(made: Class, course: Course, tmp_path: Path) -> None:
    plain = build_class(course, papers([replace(STUDENTS[0], looks=Looks())]), OPTIONS, out=tmp_path)
    stem = papers(STUDENTS)[0].stem
    large, normal = (folder / "copies" / f"{stem}.pdf" for folder in (made.folder, plain.folder))
    assert large.read_bytes() != normal.read_bytes()
    assert (made.folder / "keys" / f"{stem}.pdf").read_bytes() == (plain.folder / "keys" / f"{stem}.pdf").read_bytes()

    def largest(pdf: Path) -> float:
        with pikepdf.open(pdf) as paper:
            return min(float(size) for size in re.findall(rb"([\d.]+) Tf", paper.pages[0].Contents.read_bytes()))

    assert largest(large) > 1.3 * largest(normal)


def test_the_print_file_has_each_copy_on_a_fresh_sheet(made: Class) -> None:
    pages = text(made.folder / "print.pdf").split("\f")[:-1]
    firsts = [i for i, page in enumerate(pages) if re.search(r"第 *1 *页", page)]
    assert [i % 2 for i in firsts] == [0] * len(NAMES)
    assert [re.findall(r"HW2-7\.(\d+)-", pages[i])[-1] for i in firsts] == [str(n) for n in range(1, len(NAMES) + 1)]
    singles = "".join(text(made.folder / "copies" / f"{copy.stem}.pdf") for copy in papers(STUDENTS))
    assert "".join("".join(pages).split()) == "".join(singles.replace("\f", "").split())


def test_papers_lie_in_the_order_of_seats(made: Class, course: Course, tmp_path: Path) -> None:
    backwards = [replace(s, holder=replace(s.holder, seat=f"1-{9 - i}")) for i, s in enumerate(STUDENTS[:3])]
    done = build_class(course, papers(backwards), replace(OPTIONS, order="seat"), backwards, out=tmp_path)
    assert re.findall(r"HW2-7\.(\d)-ZH-\w{4}-.\n*\f", text(done.folder / "print.pdf"))[0] == "3"
    assert [r["copy"] for r in manifest(done)["copies"]] == [1, 2, 3]  # type: ignore[attr-defined]


def drawn(pdf: Path, place: Path) -> list[bytes]:
    """The pixels of each page."""
    place.mkdir()
    subprocess.run(["pdftoppm", "-r", "45", "-gray", pdf, place / "page"], check=True)
    return [page.read_bytes() for page in sorted(place.iterdir())]


@pytest.mark.parametrize("part", ["copies", "keys"])
def test_the_merged_files_show_what_the_single_ones_show(made: Class, tmp_path: Path, part: str) -> None:
    """Fonts that were cut down and joined again give the same pixels, on every page."""
    merged = drawn(made.folder / {"copies": "print.pdf", "keys": "keys.pdf"}[part], tmp_path / "merged")
    pages = (page for page in merged if set(page[20:]) != {255})
    for copy in papers(STUDENTS):
        for i, page in enumerate(drawn(made.folder / part / f"{copy.stem}.pdf", tmp_path / copy.stem), 1):
            assert next(pages) == page, (copy.stem, i)
    assert next(pages, None) is None


def test_copies_differ_and_are_equally_hard(proven: Course) -> None:
    plan = for_copies(proven, assemble(proven, proven.blueprint("quiz"), 3))
    exams = [instantiate(proven, plan, "en", "a4", copy) for copy in range(1, 13)]
    assert (
        len({tuple((g.item, g.difficulty, tuple(q.points for q in g.questions)) for g in e.groups) for e in exams}) == 1
    )
    for groups in zip(*(exam.groups for exam in exams), strict=True):
        if groups[0].params:
            assert len({str(group.params) for group in groups}) == 12


def test_a_domain_that_is_too_small_stops_where_repeats_are_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(NoPaper) as caught:
        build_class(course, papers([], 50), replace(OPTIONS, allow_repeats=False), out=tmp_path)
    assert "`activation-plot` has 44 variants of difficulty 3 for 50 copies: each is on 1 or 2 of them" in str(
        caught.value
    )
    assert not list(tmp_path.iterdir())


def test_the_sheet_for_the_markers(made: Class) -> None:
    rows = list(csv.reader(io.StringIO((made.folder / "answers.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0][:4] == ["序号", "编号", "学号", "姓名"]
    assert rows[1][7:] == ["4"] * 5 + ["10"] * 3 + ["25"] * 2 + ["100"]
    assert [row[2] for row in rows[2:]] == [s.holder.id for s in STUDENTS]
    assert rows[7][3] == "'" + NAMES[5]
    key = text(made.folder / "keys" / f"{papers(STUDENTS)[3].stem}.pdf")
    assert rows[5][12] == re.findall(r"6\..*?（ *([A-D]) *）", key, re.DOTALL)[0]
    book = load_workbook(made.folder / "answers.xlsx")
    assert book.sheetnames == ["答案", "评分", "等级标准"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = {cell.value for cell in cells if cell.data_type == "f" and "SUM" in cell.value}
    assert formulas == {f"=SUM(H{i}:Q{i})" for i in range(3, 3 + len(NAMES))}
    assert NAMES[5] in {cell.value for cell in cells if cell.data_type == "s"}


class Interrupted(BaseException):
    pass


def test_an_interrupted_run_is_resumed(
    made: Class, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_IN_A_RUN", 3)

    def stop(now: Progress) -> None:
        if now.kept:
            assert (now.kept, now.failed, now.total) == (3, 0, len(STUDENTS))
            raise Interrupted
        assert now.at_work == 3

    with pytest.raises(Interrupted):
        build_class(course, papers(STUDENTS), replace(OPTIONS, jobs=1), out=tmp_path, progress=stop)
    (part,) = (tmp_path / "hw2").iterdir()
    assert part.name == "seed-7-zh-class.part"
    left = {p.name for p in part.rglob("*.pdf")}
    assert len(left) == 3
    torn, other, whole = sorted(part.glob("copies/*.pdf"))
    torn.write_bytes(torn.read_bytes()[:100])
    before = (journal := part / "journal.jsonl").read_bytes()
    journal.write_bytes(before.replace(f'"stem": "{other.stem}"'.encode(), f'"stem": "{whole.stem}"'.encode()))
    again = build_class(course, papers(STUDENTS), replace(OPTIONS, resume=True), out=tmp_path)
    assert again.reused == 1
    assert contents(again.folder) == contents(made.folder)
    monkeypatch.setattr(Engine, "print", lambda *_: pytest.fail("a copy that has not changed is made again"))
    third = build_class(course, papers(STUDENTS), replace(OPTIONS, resume=True), out=tmp_path)
    assert third.reused == len(NAMES)
    assert contents(third.folder) == contents(made.folder)
    assert [p.name for p in (tmp_path / "hw2").iterdir()] == ["seed-7-zh-class"]
    for step in ("write_results", "put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(making, step, interrupted)
            with pytest.raises(Interrupted):
                build_class(course, papers(STUDENTS), replace(OPTIONS, resume=True), out=tmp_path)
        shutil.rmtree(third.folder)
        last = build_class(course, papers(STUDENTS), replace(OPTIONS, resume=True), out=tmp_path)
        assert last.reused == len(NAMES)
        assert contents(last.folder) == contents(made.folder)


def interrupted(*_: object) -> None:
    raise Interrupted


def test_a_copy_that_fails_is_reported_alone(
    made: Class, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = latex._body

    def planted(exam: object, kit: Kit, *, key: bool) -> Tex:
        tex = body(exam, kit, key=key)  # type: ignore[arg-type]
        wrong = r"\unheardof{" if exam.copy in (2, 5) and key else ""  # type: ignore[attr-defined]
        return Tex(tex.replace(r"\begin{problem}", rf"{wrong}\begin{{problem}}", 1))

    monkeypatch.setattr(latex, "_body", planted)
    done = build_class(course, papers(STUDENTS), OPTIONS, out=tmp_path)
    assert set(done.failed) == {papers(STUDENTS)[i].stem for i in (1, 4)}
    for told in done.failed.values():
        assert any(d.span and re.search("in `[a-z-]+`: TeX says: Undefined control", d.message) for d in told)
    whole = contents(made.folder)
    for name, data in contents(done.folder).items():
        if name.startswith(("copies/", "keys/")):
            assert data == whole[name]
    assert len(manifest(done)["copies"]) == len(NAMES) - 2  # type: ignore[arg-type]


def test_a_class_of_which_no_copy_can_be_made_says_why_and_leaves_the_earlier_one(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = build_class(course, papers(STUDENTS[:1]), OPTIONS, out=tmp_path)
    before = contents(earlier.folder)
    body = latex._body

    def planted(exam: object, kit: Kit, *, key: bool) -> Tex:
        return Tex(body(exam, kit, key=key).replace(r"\begin{problem}", r"\unheardof\begin{problem}", 1))  # type: ignore[arg-type]

    monkeypatch.setattr(latex, "_body", planted)
    with pytest.raises(TypesettingFailed, match="Undefined control") as refused:
        build_class(course, papers(STUDENTS[:2]), replace(OPTIONS, replaces=True), out=tmp_path)
    assert len(refused.value.diagnostics) == len(set(map(str, refused.value.diagnostics)))
    assert contents(earlier.folder) == before
    assert [p.name for p in (tmp_path / "hw2").iterdir()] == ["seed-7-zh-class"]


def test_forms_are_dealt_and_named(course: Course, tmp_path: Path) -> None:
    forms = forms_of("hw2", 7, "en", "a4", 3, Looks())
    options = replace(OPTIONS, language="en", layout="booklet", order="seat")
    done = build_class(course, forms, options, STUDENTS, out=tmp_path)
    assert {"copies/A.pdf", "keys/C.pdf", "seating.csv"} < set(done.files)
    assert "Form B" in text(done.folder / "copies" / "B.pdf")
    assert decode(manifest(done)["copies"][1]["code"]).bare == Code("hw2", 7, "en", copy=2, form="B")  # type: ignore[index]
    rows = list(csv.DictReader(io.StringIO((done.folder / "seating.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(NAMES)
    with pikepdf.open(done.folder / "print.pdf") as book:
        assert len(book.pages) == 2 * sum(
            -(-len(pikepdf.open(done.folder / "copies" / f"{r['Form']}.pdf").pages) // 4) for r in rows
        )
        assert [float(x) for x in book.pages[0].mediabox[2:]] == pytest.approx([1190.56, 841.89])
        assert (done.copies, done.papers, done.pages) == (3, len(NAMES), len(book.pages))
    first = text(done.folder / "print.pdf").split("\f")[0]
    assert re.search("Page 1 of [23]", first)


@pytest.mark.filterwarnings("default")
def test_a_dask_cluster_makes_the_same_papers_though_a_worker_is_killed(
    made: Class, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_IN_A_RUN", 2)
    with running(tmp_path / "scheduler.json") as (address, workers):

        def kill_one(now: Progress) -> None:
            workers[0].kill()

        options = replace(OPTIONS, executor=f"dask://{address}")
        done = build_class(course, papers(STUDENTS), options, out=tmp_path, progress=kill_one)
        assert contents(done.folder) == contents(made.folder)
        assert workers[0].wait() == -signal.SIGKILL
