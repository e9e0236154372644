"""What a new course or question says to begin with, in the languages of the course and in the style of its files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from hwgen.bank.files import PARTS, starter
from hwgen.editing.formatting import formatted
from hwgen.editing.scalars import one_line
from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.refusals import cannot_write
from hwgen.scratch import scratch
from hwgen.text import USUAL, Language
from hwgen.words.words import shipped, words

# A text of a skeleton has each language on a line of its own: of YAML, or of a block of Python.
LINE = re.compile(r"( +)([a-z]{2}): (.*)")
HAN_SPELLING = re.compile(r", [\u4e00-\u9fff]+")

IGNORED = """# Papers can be built again, and those of a class name its students.
/output/
"""


def skeleton(name: str, languages: Sequence[Language]) -> str:
    """A file of skeletons with its texts in `languages`: English ones where it has none."""
    text = files("hwgen").joinpath("editing", "skeletons", name).read_text(encoding="utf-8")
    return in_languages(
        text if "zh" in languages else HAN_SPELLING.sub("", text), languages, is_yaml=name.endswith(".yaml")
    )


def in_languages(text: str, languages: Sequence[Language], *, is_yaml: bool = True) -> str:
    """A file with its texts in `languages`; in the blocks of a program, those of the usual languages need no tags."""
    lines: list[str] = []
    waiting = text.split("\n")
    while waiting:
        phrases: dict[str, str] = {}
        while waiting and (line := LINE.fullmatch(waiting[0])) and line[2] in shipped():
            phrases[line[2]] = line[3]
            indent = line[1]
            waiting.pop(0)
        if not phrases:
            lines.append(waiting.pop(0))
        elif not is_yaml and tuple(languages) == USUAL:
            lines += [f"{indent}{phrases[at]}" for at in USUAL]
        elif is_yaml and len(languages) == 1:
            lines[-1] += f" {phrases.get(languages[0], phrases['en'])}"
        else:
            lines += [f"{indent}{at}: {phrases.get(at, phrases['en'])}" for at in languages]
    return "\n".join(lines)


def styled(text: str, place: Path, languages: Sequence[Language]) -> str:
    """The text of a file that is to stand at `place` in a course, as `hwgen format` writes it."""
    with scratch() as folder:
        path = folder.joinpath(*place.parts)
        path.parent.mkdir(parents=True)
        (folder / "bank" / "course.yaml").write_text(f"languages: [{', '.join(languages)}]\n", encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        return formatted(path)


def new_course(languages: Sequence[Language]) -> dict[str, str]:
    """The files of a course without content, by their places."""
    wording = {at: words(at) for at in languages}
    names = {key: {at: wording[at][f"new_{key}"] for at in languages} for key in ("course", "institution")}
    spelling = "# The spelling of English: british, american or none.\nspelling: none\n" if "en" in languages else ""
    papers = {at: f"{wording[at]['new_exam']} 1" for at in languages}
    texts = {
        "bank/course.yaml": f"# The languages of every text; the first is the default of --lang.\nlanguages: [{', '.join(languages)}]\n"
        f"# Printed on every paper.\nname: {flow(names['course'])}\ninstitution: {flow(names['institution'])}\n"
        f"# The exam that `hwgen build` builds by default.\nexam: first\n{spelling}",
        "bank/exams/first.yaml": f"title: {flow(papers)}\nminutes: 30\nsections:\n"
        f"  - title: {flow({at: wording[at]['titles.questions'] for at in languages})}\n    points: 5\n    questions:\n"
        "      # Whatever the bank has; `- item: ID` asks one by name.\n      - pick: 1\n",
        "bank/misconceptions.yaml": skeleton("first-misconceptions.yaml", languages),
    }
    files = {place: styled(text, Path(place), languages) for place, text in texts.items()}
    return files | {
        "bank/conventions.yaml": "# Clauses that generators name, so that they are printed with a question.\n{}\n"
    }


def write_course(root: Path, languages: Sequence[Language]) -> None:
    """Makes a course without content. Raises UsageError for a language that cannot be one, and for one without words."""
    for language in languages:
        if language not in shipped():
            hint = f"hwgen has {', '.join(shipped())}; a course can bring the words of another one"
            raise UsageError(Diagnostic("unknown-language", f"hwgen has no language `{language}`", None, hint))
    for place, text in new_course(tuple(dict.fromkeys(languages))).items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in ("generators", "bank/items"):
        (root / folder).mkdir()


def write_starter(root: Path) -> None:
    """Makes a course with the content of the starter course, and files to try things out."""
    for part in PARTS:
        for file in sorted((starter() / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                copy = root / file.relative_to(starter())
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
    for example in sorted((starter() / "examples").iterdir()):
        shutil.copyfile(example, root / example.name)


def write_ignored(root: Path) -> None:
    """Writes what a repository of git leaves out."""
    (root / ".gitignore").write_text(IGNORED, encoding="utf-8")


@contextmanager
def whole(root: Path) -> Iterator[None]:
    """A new course, in a folder that is not there or has nothing of a course, is written whole or not at all. Raises
    HwgenError where it cannot be written.
    """
    there = root.exists()
    before = {*root.iterdir()} if there else set()
    try:
        yield
    except BaseException as e:
        for entry in {*root.iterdir()} - before if root.is_dir() else ():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if not there:
            shutil.rmtree(root, ignore_errors=True)
        if isinstance(e, OSError):
            raise HwgenError(cannot_write(e, root, "the course", rest="nothing of it is left")) from e
        raise


def flow(phrases: Mapping[Language, str]) -> str:
    """A short text as YAML on one line."""
    written = {at: one_line(phrase, None, flow=len(phrases) > 1) for at, phrase in phrases.items()}
    if len(phrases) == 1:
        return next(iter(written.values()))
    return f"{{{', '.join(f'{at}: {phrase}' for at, phrase in written.items())}}}"
