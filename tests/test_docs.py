"""What the documentation promises: links lead somewhere, commands exist, nothing is left out."""

from __future__ import annotations

import ast
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import click
import pytest
import yaml
from accepting import Golden
from markdown_it import MarkdownIt
from markdown_it.token import Token
from terminal import Ran

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.items import load_items
from hwgen.commands.app import cli
from hwgen.content.tree import Block, Inline
from hwgen.kinds import KINDS, Answer
from hwgen.lms.platforms import PLATFORMS
from hwgen.pdf.engines import PACKAGES

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import reference  # noqa: E402
from reference.commands import walked  # noqa: E402
from reference.tables import ENVIRONMENT  # noqa: E402

MOST_WORDS = 1100
MADE = "docs/reference"
WRITTEN = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = dict(walked(cli, ("hwgen",)))
# In a command of the docs: a word for something of the reader's own, which no option could check.
PLACEHOLDER = re.compile(r"[A-Z]+(,?\.\.\.)?")


@cache
def pages() -> dict[str, str]:
    """Every page by its path in the repository, also those that the program makes: a test below compares them."""
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in WRITTEN}


@cache
def parsed(path: str) -> tuple[Token, ...]:
    """The tokens of a page, inline ones included."""
    tokens = MarkdownIt("commonmark").enable("table").parse(pages()[path])
    return tuple(inner for token in tokens for inner in (token, *(token.children or ())))


def anchors(path: str) -> set[str]:
    """The headings of a page as GitHub and MyST link to them."""
    tokens = parsed(path)
    titles = (
        "".join(t.content for t in tokens[i + 1].children or ())
        for i, t in enumerate(tokens)
        if t.type == "heading_open"
    )
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def links(path: str) -> Iterator[str]:
    for token in parsed(path):
        target = (
            token.attrGet("href")
            if token.type == "link_open"
            else token.attrGet("src")
            if token.type == "image"
            else None
        )
        if isinstance(target, str) and not target.startswith(("http://", "https://")):
            yield target


def commands() -> Iterator[tuple[str, str]]:
    """Every `hwgen ...` that a page tells readers to type, with its page."""
    for path in pages():
        for token in parsed(path):
            if token.type == "code_inline" or (token.type == "fence" and token.info in ("", "yaml")):
                for line in token.content.splitlines():
                    for typed in re.finditer(r"(?:^|\$\(|&& |run: )\s*(hwgen(?: [^#&|`)]*)?)", line):
                        if "[OPTIONS]" not in typed[1]:
                            yield path, typed[1].strip()


@pytest.mark.parametrize("path", pages())
def test_data_can_be_read(path: str) -> None:
    for token in parsed(path):
        if token.type == "fence" and token.info in ("yaml", "json"):
            # JSON is YAML, too.
            yaml.safe_load(token.content)


@pytest.mark.parametrize("path", pages())
def test_links_lead_somewhere(path: str) -> None:
    broken = []
    for link in links(path):
        name, _, anchor = unquote(link).partition("#")
        target = (ROOT / path).parent / name if name else ROOT / path
        inside = target.resolve().relative_to(ROOT).as_posix()
        there = inside in pages() or (ROOT / inside).exists()
        if not there or (anchor and anchor not in anchors(inside)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize(("path", "line"), sorted(set(commands())))
def test_commands_exist(path: str, line: str) -> None:
    words = shlex.split(line)
    if words[1:] in ([], ["--help"], ["--version"]) or PLACEHOLDER.fullmatch(words[1]):
        return
    names = tuple(next((words[:n] for n in (3, 2) if tuple(words[:n]) in COMMANDS), ()))
    if not names:
        group = cli.get_command(click.Context(cli), words[1])
        assert isinstance(group, click.Group), "no such command"
        assert words[2:] == [] or PLACEHOLDER.fullmatch(words[2]), "no such command"
        return
    command = COMMANDS[names]
    ctx = click.Context(command, info_name=line, **cli.context_settings)
    # An option that is only mentioned, as in "`hwgen build --code`", gets a value.
    rest = [word for word in words[len(names) :] if word != "--help"]
    mentioned = rest and any(
        rest[-1] in p.opts and not p.is_flag for p in command.params if isinstance(p, click.Option)
    )
    values, _, _ = command.make_parser(ctx).parse_args([*rest, "VALUE"] if mentioned else rest)
    for param in command.params:
        value = values.get(param.name)
        if not isinstance(value, str) or PLACEHOLDER.fullmatch(value) or isinstance(param.type, click.Path):
            continue
        param.type_cast_value(ctx, value)


def test_every_import_works_within_the_course() -> None:
    """There the README runs all commands; a folder of that name in it would be a course inside a course."""
    folders = {
        (path, line): line.partition(" --into ")[2] for path, line in commands() if line.startswith("hwgen import ")
    }
    named = {at: into for at, into in folders.items() if into}
    assert len(named) > 15
    assert {at: into for at, into in named.items() if into != "."} == {}


def test_every_command_and_option_is_documented() -> None:
    page = pages()[f"{MADE}/commands.md"]
    for names, command in COMMANDS.items():
        section = page.split(f"## {' '.join(names)}\n")[1].split("\n## ")[0]
        for option in (p for p in command.params if isinstance(p, click.Option) and not p.hidden):
            row = re.search(rf"^\| .*`{option.opts[0]}`.* \| (.*) \|$", section, re.MULTILINE)
            assert row, (names, option.opts)
            assert option.help, f"{' '.join(names)} {option.opts[0]} has no help"


def test_every_variable_of_the_environment_is_documented() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    named = re.findall(r"""environ(?:\.get)?[(\[]["'](\w+)["']|["'](HWGEN_\w+)["']""", sources)
    assert {name for names in named for name in names if name} == set(ENVIRONMENT)


def blocks(path: str, language: str) -> list[str]:
    return [token.content for token in parsed(path) if token.type == "fence" and token.info == language]


def test_the_item_of_the_tutorial_loads(tmp_path: Path) -> None:
    head = (ROOT / "bank/items/activations.yaml").read_text(encoding="utf-8").partition("items:\n")[0]
    file = tmp_path / "activations.yaml"
    file.write_text(f"{head}items:\n{blocks('docs/tutorial/first-item.md', 'yaml')[0]}", encoding="utf-8")
    assert [item.id for item in load_items(file).items] == ["softmax-shift"]


def test_the_tutorial_of_items_prints_what_it_says(tmp_path: Path, terminal: Callable[..., Ran]) -> None:
    page = "docs/tutorial/first-item.md"
    (item, line), shown = blocks(page, "yaml"), blocks(page, "")
    assert terminal("init", "mycourse", folder=tmp_path).code == 0
    folder = tmp_path / "mycourse"
    file, exam = folder / "bank/items/activations.yaml", folder / "bank/exams/hw2.yaml"

    def printed(block: str) -> str:
        """The block as a pattern, in which `…` stands for a number of this course."""
        return re.escape(block.strip()).replace("…", r"\d+")

    def typed(block: str) -> Ran:
        return terminal(*shlex.split(block)[1:], folder=folder)

    before = file.read_text(encoding="utf-8")
    assert typed(shown[0]).code == 0
    assert file.read_text(encoding="utf-8").startswith(before)
    file.write_text(f"{before}\n{item}", encoding="utf-8")
    assert re.fullmatch(printed(shown[2]), typed(shown[1]).out.strip())
    check, said, build = shown[4:]
    assert typed(check).code == 0
    file.write_text(f"{before}\n{item.replace('activation-values', 'activation-value')}", encoding="utf-8")
    assert re.search(printed(said), typed(check).err)
    file.write_text(f"{before}\n{item}", encoding="utf-8")
    exam.write_text(
        exam.read_text(encoding="utf-8").replace("    questions:\n      - item: activation-needed\n", line, 1),
        encoding="utf-8",
    )
    built = typed(f"{build.strip()} --formats json")
    asked = re.search(r"The exam now has (\d+) questions", pages()[page])
    assert asked
    assert f"{asked[1]} questions" in built.out + built.err


def test_the_blueprint_of_the_docs_loads(tmp_path: Path) -> None:
    file = tmp_path / "midterm.yaml"
    file.write_text(blocks("docs/howto/blueprints.md", "yaml")[0], encoding="utf-8")
    assert len(Blueprint(file).plan.sections) == 3


def test_the_packages_of_tex_are_documented() -> None:
    assert set(PACKAGES.split()) <= set(pages()["docs/install.md"].split())


def test_every_library_has_its_reason_in_the_decisions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (name for names in project["optional-dependencies"].values() for name in names)
    needed = {re.split(r"[<>=,]", name)[0] for name in (*project["dependencies"], *extras)}
    rows = re.findall(r"^\| (.+?) \|", pages()["docs/decisions.md"].split("## Dependencies")[1], re.MULTILINE)
    assert set(re.findall(r"[a-z][\w-]+", " ".join(rows[1:]).replace(" with ", " "))) == needed


def closed_matches(*unions: object) -> dict[str, int]:
    """How often each file takes apart one of the unions by a `match` that has to name every member."""
    members = {member.__name__ for union in unions for member in get_args(union)}
    places: dict[str, int] = {}
    for path in (ROOT / "src/hwgen").rglob("*.py"):
        for match in (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Match)):
            closed = any(isinstance(node, ast.Name) and node.id == "assert_never" for node in ast.walk(match.cases[-1]))
            patterns = (node for case in match.cases for node in ast.walk(case.pattern))
            classes = {
                node.cls.id for node in patterns if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name)
            }
            if closed and classes & members:
                name = path.relative_to(ROOT / "src/hwgen").as_posix()
                places[name] = places.get(name, 0) + 1
    return places


@pytest.mark.parametrize(
    ("heading", "unions"), [("A question kind", (Answer,)), ("A content node", (Block, Inline))], ids=["kind", "node"]
)
def test_the_recipes_name_every_place_that_a_new_member_reaches(heading: str, unions: tuple[object, ...]) -> None:
    recipe = pages()["docs/adding.md"].split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\S+\.py)` \| (\d+) \|", recipe, re.MULTILINE)
    assert {name: int(count) for name, count in rows} == closed_matches(*unions)


def test_the_readme_is_short() -> None:
    assert len(pages()["README.md"].split()) <= MOST_WORDS


def test_the_architecture_names_the_rooms_of_the_contract() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = " | ".join(contract["contracts"][0]["layers"])
    house = [name for name in re.findall(r"hwgen\.(\w+)", layers) if name != "__main__"]
    rooms, ground = pages()["docs/architecture.md"].split("src/hwgen/\n")[1].split("```")[0].split("└── ")
    drawn = re.findall(r"├── (\w+)", rooms)
    assert drawn == [name for name in house if name in drawn]
    assert sorted(re.findall(r"\w+", ground)) == sorted(set(house) - set(drawn))
    assert not any((ROOT / "src/hwgen" / name).is_dir() for name in re.findall(r"\w+", ground))


def test_the_reference_says_how_each_platform_shows_each_kind() -> None:
    page = pages()["docs/reference/platforms.md"]
    head, *rows = page.split("## How each kind is shown")[1].split("| kind |")[1].split("\n\n")[0].splitlines()
    assert [cell.strip() for cell in head.split("|") if cell.strip()] == [row.title for row in PLATFORMS.values()]
    assert [row.split("`")[1] for row in rows[1:]] == [kind.name for kind in KINDS]
    assert "the table: each blank becomes a question of its own" in page


def test_the_reference_in_the_repository_is_made_of_the_program(golden: Golden) -> None:
    if golden.accept:
        reference.write(ROOT / MADE)
    kept = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / MADE).iterdir()}
    made = reference.pages()
    assert kept.keys() == made.keys()
    assert [name for name in made if kept[name] != made[name]] == [], "`make docs` writes them anew"


def test_the_code_of_a_paper_in_the_docs_is_that_of_the_paper(golden: Golden) -> None:
    manifest = (Path(__file__).parent / "golden" / "hw2-7-en" / "manifest.json").read_text(encoding="utf-8")
    code = json.loads(manifest)["code"]
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        now = re.sub(r"\bHW2-7-EN-\w{4}-\w\b", code, text)
        if golden.accept and now != text:
            path.write_text(now, encoding="utf-8")
        assert golden.accept or now == text, path
    assert code in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_page_links_to_every_page_of_its_menu() -> None:
    text = pages()["docs/index.md"]
    listed = re.findall(r"^- \[.*\]\((.*)\.md\)$", text, re.MULTILINE)
    assert listed == [line for menu in re.findall(r":hidden:\n\n(.*?)```", text, re.DOTALL) for line in menu.split()]
