"""What a build writes: engines and formats from their tables."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.classes.paper import Built, build
from hwgen.commands.app import cli
from hwgen.commands.options import FormatNames
from hwgen.errors import MissingProgram, UsageError
from hwgen.formats import FORMATS, refuse_for_classes, usual
from hwgen.papercode import Code
from hwgen.pdf import engines
from hwgen.pdf.engines import ENGINES, Engine, choose, second_best
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import Backend

Make = Callable[..., Built]
Terminal = Callable[..., Ran]
CODE = Code("hw2", 7, "en")


def absent(row: Engine) -> Engine:
    backend = replace(row.backend(), installed=lambda: False)
    return replace(row, backend=lambda: backend)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
def test_an_engine_gives_the_sources_of_exam_and_key(engine: Engine, course: Course, built: Make) -> None:
    exam = built("hw2", 7, "en").exam
    sources = engine.sources(exam, Kit(course, engine))
    suffix = FORMATS[engine.source].suffixes[0]
    assert set(sources) == {f"exam{suffix}", f"key{suffix}"}
    assert engine.version
    assert engine.installed


@pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))
def test_a_missing_engine_is_an_error_with_its_remedy(engine: Engine, course: Course, built: Make) -> None:
    exam = built("hw2", 7, "en").exam
    with pytest.raises(MissingProgram, match=f"{engine.title} is not installed") as caught:
        absent(engine).print([exam], Kit(course, engine))
    assert caught.value.diagnostics[0].hint == engine.remedy


def test_auto_takes_the_first_automatic_engine_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (row for row in engines.ROWS if row.automatic)
    assert choose("auto") == first
    assert second_best("auto", first) == second_best(second.name, second) == ""
    gone = absent(first)
    monkeypatch.setattr(engines, "ROWS", (gone, *engines.ROWS[1:]))
    assert choose("auto") == second
    assert second_best("auto", second) == f"{first.title} is not installed; the PDFs are made by {second.title}"
    monkeypatch.setattr(engines, "ROWS", (gone, *map(absent, engines.ROWS[1:])))
    assert choose("auto").name == second.name


def test_an_engine_is_a_row(course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A new row is enough for a build, its manifest and its choice."""
    toy = Backend(lambda: True, lambda: "toy 1.0", lambda exam, kit: {"exam.tex": exam.code}, ENGINES["typst"].print)
    monkeypatch.setitem(ENGINES, "toy", Engine("toy", "Toy", "A toy.", "buy one", "tex", lambda: toy))  # type: ignore[arg-type]
    done = build(course, CODE, engine="toy", formats=(FORMATS["pdf"],), out=tmp_path)
    manifest = json.loads((done.folder / "manifest.json").read_bytes())
    assert manifest["engine"] == "toy"
    assert manifest["versions"]["toy"] == "toy 1.0"


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"pdf"}))
def test_a_format_alone_needs_no_engine_and_writes_the_same_bytes(
    name: str, course: Course, built: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = built("hw2", 7, "en")
    monkeypatch.setattr(Engine, "print", lambda *_: pytest.fail("an engine is used"))
    done = build(course, CODE, formats=(FORMATS[name],), out=tmp_path)
    assert set(done.files) > {"manifest.json"}
    for file in set(done.files) & set(whole.files) - {"manifest.json"}:
        assert (done.folder / file).read_bytes() == (whole.folder / file).read_bytes()
    assert all(Path(file).suffix in FORMATS[name].suffixes for file in set(done.files) - {"manifest.json"})
    assert json.loads((done.folder / "manifest.json").read_bytes())["engine"] is None


def test_the_usual_formats_have_the_sources_of_the_pdfs(built: Make) -> None:
    assert {row.name for row in usual(ENGINES["xelatex"])} == {"pdf", "tex", "json", "moodle"}
    assert {row.name for row in usual(ENGINES["typst"])} == {"pdf", "tex", "json", "moodle", "typst"}
    files = {"exam.pdf", "key.pdf", "exam.tex", "key.tex", "exam.json", "moodle.xml", "manifest.json"}
    assert set(built("hw2", 7, "en").files) == files


def test_json_is_written_where_no_engine_is(hwgen: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = hwgen("build", "hw2", "--seed", "7", "--formats", "json", "--json", PATH="")
    assert done.returncode == 0, done.stderr
    assert "not installed" not in done.stderr
    summary = json.loads(done.stdout)
    assert sorted(Path(file).name for file in summary["files"]) == ["exam.json", "manifest.json"]
    assert summary["losses"] == 0


def test_unknown_formats_are_named_with_the_nearest() -> None:
    done = CliRunner().invoke(cli, ["build", "--seed", "7", "--formats", "jsn,pdf,tx"])
    assert done.exit_code == 2
    assert "there is no format `jsn`; did you mean `json`?" in done.output
    assert "there is no format `tx`" in done.output
    assert CliRunner().invoke(cli, ["build", "--seed", "7", "--formats", ","]).exit_code == 2


def test_a_class_is_printed_only() -> None:
    refuse_for_classes((FORMATS["pdf"], FORMATS["docx"]))
    with pytest.raises(UsageError, match="a class can have pdf, docx") as caught:
        refuse_for_classes((FORMATS["pdf"], FORMATS["json"]))
    assert "--formats json, without --roster" in caught.value.diagnostics[0].hint
    done = CliRunner().invoke(
        cli, ["build", "--seed", "7", "--copies", "2", "--formats", "moodle"], standalone_mode=False
    )
    assert done.exit_code == 2


def test_the_shell_completes_each_name_of_a_list() -> None:
    def completed(text: str) -> list[str]:
        return [item.value for item in FormatNames().shell_complete(None, None, text)]  # type: ignore[arg-type]

    assert completed("") == list(FORMATS)
    assert completed("pdf,t") == ["pdf,tex", "pdf,typst"]
    assert completed("tex,t") == ["tex,typst"]


@pytest.mark.parametrize("command", ["build", "sheet"])
def test_help_names_every_engine(command: str) -> None:
    text = " ".join(CliRunner().invoke(cli, [command, "--help"]).output.split())
    assert "|".join(("auto", *ENGINES)) in text
    assert "auto: the first of XeLaTeX and Typst" in text


def test_a_platforms_file_is_checked_as_an_export_is(small_course: Path, terminal: Terminal) -> None:
    """What Moodle would spoil is not left; everything else is, and the message says which item."""
    out = small_course / "output" / "named" / "seed-7-zh"
    formats = ("build", "named", "--seed", "7", "--formats", "json,moodle")
    assert terminal(*formats, folder=small_course).code == 0
    assert (out / "moodle.xml").exists()
    bank = small_course / "bank" / "items" / "basics.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("tolerance: 0\n", "tolerance: 3\n", 1), encoding="utf-8")
    done = terminal(*formats, "--replace", folder=small_course)
    assert done.code == 1
    assert "basics.yaml:" in done.err
    assert "`squared-error` in Moodle XML: an earlier answer `2.5` already matches `5`" in done.err
    assert "moodle.xml" not in done.err
    assert sorted(path.name for path in out.iterdir()) == ["exam.json", "manifest.json"]
    assert terminal("export", "moodle", "named", "--seed", "7", "-o", "x.xml", folder=small_course).err == done.err


def test_another_format_of_the_same_paper_takes_no_earlier_one_away(terminal: Terminal, small_course: Path) -> None:
    """The folder holds both until the course changes; what was edited or removed is no result any more."""

    def build(*formats: str) -> dict[str, object]:
        done = terminal("build", "named", "--seed", "7", "--formats", ",".join(formats), folder=small_course)
        assert done.code == 0, done.err
        manifest: dict[str, object] = json.loads((folder / "manifest.json").read_bytes())["files"]
        assert {path.name for path in folder.iterdir()} == {*manifest, "manifest.json"}
        return manifest

    folder = small_course / "output/named/seed-7-zh"
    first = build("json", "tex")
    assert set(build("typst")) == {*first, "exam.typ", "key.typ"}
    (folder / "exam.tex").unlink()
    assert set(build("json")) == {"exam.json", "key.tex", "exam.typ", "key.typ"}
    with (small_course / "bank/exams/named.yaml").open("a", encoding="utf-8") as blueprint:
        blueprint.write("# a remark\n")
    assert set(build("json")) == {"exam.json"}
