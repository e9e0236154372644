"""The papers of the starter course, to the byte: what a change that means to change nothing must leave as it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from accepting import ADVICE, GOLDEN, Golden
from conftest import ROOT
from terminal import Ran, run_apart

Terminal = Callable[..., Ran]
Make = Callable[[str, str], Path]

LANGUAGES = ("zh", "en")
EXAMS = (("hw2", 7), ("hw2-original", 7), ("quiz", 3), ("midterm", 7))
PAPERS = {f"{exam}-{seed}-{lang}": (exam, seed, lang) for exam, seed in EXAMS for lang in LANGUAGES}
CLASSES = tuple(f"class-{lang}" for lang in LANGUAGES)
ROSTER = """\
id,name,group,room,seat,language,extra
2026001,张三,1班,A101,1-1,zh,
2026002,Zoë O’Connor,2班,A101,1-2,en,
2026003,"=1+1 & _Co_ 50% #1",2班,A101,1-3,,large-print high-contrast
"""
# What costs seconds is printed once: a paper by LuaLaTeX, and by XeLaTeX a class, which has copies in both languages.
BY_ENGINE = {
    "xelatex": (*PAPERS, "class-zh"),
    "typst": (*PAPERS, *CLASSES),
    "lualatex": ("hw2-7-zh", "hw2-7-en"),
}
PRINTED = [(paper, engine) for engine, papers in BY_ENGINE.items() for paper in papers]
# Of a manifest: what is a digest of other files, a version or told beside the PDFs.
NOT_TOLD = {"course_digest", "engine", "files", "pages", "stamp", "versions"}
PLACE = re.compile(r"((?:bank|generators)/[\w/-]+\.(?:yaml|py)):\d+(?::\d+)?")
# Every kind of question, and every way to ask a computed one; those with code, tables, charts and figures among them.
SHOWN = (
    ("activation-needed", ""),
    ("activation-plot", ""),
    ("conv-chain", "short-answer"),
    ("conv-layer", ""),
    ("conv-layer", "choice"),
    ("conv-layer", "numeric"),
    ("conv-layer", "true-false"),
    ("dqn-target-code", ""),
    ("information-gain", "true-false"),
    ("kmeans-step", "table"),
    ("long-tail-recall", ""),
    ("match-op-to-shape", ""),
    ("momentum-terminal-step", ""),
    ("nms-survivors", "multiple-choice"),
    ("optimal-values-by-hand", ""),
    ("order-layers-by-params", ""),
    ("overfitting", ""),
    ("rmsnorm-by-formula", ""),
    ("schedule-curves", ""),
    ("silu-properties", ""),
    ("training-iteration-order", ""),
)


@pytest.fixture(scope="module")
def printed(terminal: Terminal, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The folder of a paper or a class as an engine prints it; each is built once."""

    @cache
    def make(paper: str, engine: str) -> Path:
        folder = tmp_path_factory.mktemp("golden")
        if paper in CLASSES:
            (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
            words = ["hw2", "--seed", "7", "--lang", paper.removeprefix("class-"), "--roster", "roster.csv"]
        else:
            exam, seed, language = PAPERS[paper]
            words = [exam, "--seed", str(seed), "--lang", language]
        if paper.startswith("midterm"):
            # Its plan asks what every generator can make: proofs, by all processors, that the other tests need as well.
            request.getfixturevalue("proven")
        start = run_apart if paper in CLASSES else terminal
        done = start("build", *words, "--engine", engine, "--json", "--course", ROOT, folder=folder)
        assert done.code == 0, done.err
        return folder / json.loads(done.out)["folder"]

    return make


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def texts(folder: Path) -> dict[str, bytes]:
    """What a build wrote for people and programs to read, without what tells of versions and lines of the bank."""
    made = {}
    for path in files(folder):
        if path.suffix in {".tex", ".typ", ".xml", ".json", ".csv", ".txt"}:
            data = path.read_bytes()
            if path.name == "manifest.json":
                data = (json.dumps(told(json.loads(data)), ensure_ascii=False, indent=2) + "\n").encode()
            made[path.relative_to(folder).as_posix()] = PLACE.sub(r"\1", data.decode("utf-8")).encode()
    return made


def told(manifest: Any) -> Any:
    match manifest:
        case dict():
            return {name: told(value) for name, value in manifest.items() if name not in NOT_TOLD | {"line"}}
        case list():
            return [told(value) for value in manifest]
        case _:
            return manifest


@pytest.mark.parametrize("paper", [*PAPERS, *CLASSES])
def test_the_texts_of_a_paper(printed: Make, golden: Golden, paper: str) -> None:
    golden.files(paper, texts(printed(paper, "typst")))


@pytest.mark.parametrize(("paper", "engine"), [at for at in PRINTED if at[1] != "typst"])
def test_another_engine_gets_the_same_texts(printed: Make, golden: Golden, paper: str, engine: str) -> None:
    golden.files(paper, texts(printed(paper, engine)), whole=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_each_copy(
    printed: Make, terminal: Terminal, golden: Golden, language: str, tmp_path: Path
) -> None:
    """A copy that is made again by its code is the copy of its class."""
    folder = printed(f"class-{language}", "typst")
    for copy in json.loads((folder / "manifest.json").read_text())["copies"]:
        # The first key in each language is full; of three copies in two languages, the last one is short.
        words = (
            "--code",
            copy["code"],
            "--key",
            "short" if copy["copy"] == 3 else "full",
            "--engine",
            "typst",
            "--json",
            "--out",
            folder.parents[1],
        )
        done = terminal("build", *words, "--course", ROOT, folder=tmp_path)
        assert done.code == 0, done.err
        alone = Path(json.loads(done.out)["folder"])
        for part, name in (("copies", "exam.pdf"), ("keys", "key.pdf")):
            assert (alone / name).read_bytes() == (folder / part / f"{copy['stem']}.pdf").read_bytes()
        golden.files(f"copy-{language}-{copy['copy']}", texts(alone))


@pytest.mark.parametrize(("paper", "engine"), PRINTED)
def test_the_pages_of_a_paper(printed: Make, golden: Golden, paper: str, engine: str) -> None:
    folder = printed(paper, engine)
    versions = json.loads((folder / "manifest.json").read_text())["versions"]
    printer = f"{engine}: {versions[engine]}, pikepdf {versions['pikepdf']}"
    digests = {
        f"{paper}/{path.relative_to(folder).as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(folder)
        if path.suffix == ".pdf"
    }
    known = read_digests()
    if golden.accept:
        write_digests(accepted(known, printer, paper, digests))
        return
    expected = {name: digest for name, digest in known.get(printer, {}).items() if name.startswith(f"{paper}/")}
    if not expected:
        message = f"no pages of {paper} by {printer} are known: look at the PDFs in {folder}, then `pytest --accept`"
        pytest.fail(message, pytrace=False)
    changed = [name for name in sorted({*digests, *expected}) if digests.get(name) != expected.get(name)]
    if changed:
        message = f"{', '.join(changed)} by {printer} changed: look at {folder}; {ADVICE}"
        pytest.fail(message, pytrace=False)


Digests = dict[str, dict[str, str]]
PAGES = GOLDEN / "pages.json"


def read_digests() -> Digests:
    """SHA-256 of each PDF by what printed it: `engine: its version, that of pikepdf`."""
    found: Digests = json.loads(PAGES.read_text(encoding="utf-8")) if PAGES.is_file() else {}
    return found


def write_digests(digests: Digests) -> None:
    PAGES.parent.mkdir(exist_ok=True)
    PAGES.write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def accepted(known: Digests, printer: str, paper: str, made: dict[str, str]) -> Digests:
    """With the digests of a paper as it is now; those of other versions are of the paper as it was, unless it is the same."""
    before = known.get(printer, {})
    of_paper = {name for name in before if name.startswith(f"{paper}/")}
    changed = {name for name in of_paper if before[name] != made.get(name)}
    kept = {
        other: {
            name: digest for name, digest in digests.items() if name not in changed or not same_engine(other, printer)
        }
        for other, digests in known.items()
    }
    kept[printer] = {name: digest for name, digest in before.items() if name not in of_paper} | made
    return kept


def same_engine(one: str, other: str) -> bool:
    return one.split(":")[0] == other.split(":")[0]


def test_no_pages_are_known_of_what_is_not_printed(golden: Golden) -> None:
    known = read_digests()
    printed = {
        printer: {name: d for name, d in digests.items() if (name.split("/")[0], printer.split(":")[0]) in PRINTED}
        for printer, digests in known.items()
    }
    if golden.accept:
        write_digests({printer: digests for printer, digests in printed.items() if digests})
    else:
        assert printed == known


@pytest.mark.parametrize(("item", "manner"), SHOWN)
def test_an_item_as_it_is_shown(terminal: Terminal, golden: Golden, item: str, manner: str, tmp_path: Path) -> None:
    shown = []
    for language in LANGUAGES:
        words = ["show", item, "--seed", "3", "--lang", language, *(["--as", manner] if manner else [])]
        done = terminal(*words, "--course", ROOT, folder=tmp_path)
        assert (done.code, done.err) == (0, "")
        shown.append(f"$ hwgen {' '.join(words)}\n{done.out}".replace(f"{ROOT}/", ""))
    golden.file(f"show/{stem(item, manner)}", PLACE.sub(r"\1", "\n".join(shown)).encode())


def stem(item: str, manner: str) -> str:
    return f"{item}{'-as-' if manner else ''}{manner}.txt"


def test_nothing_else_is_golden(golden: Golden) -> None:
    copies = {f"copy-{language}-{n}" for language in LANGUAGES for n in range(1, len(ROSTER.splitlines()))}
    golden.nothing_but("", {*PAPERS, *CLASSES, *copies, "show", "outputs", PAGES.name})
    golden.nothing_but("show", {stem(*shown) for shown in SHOWN})
