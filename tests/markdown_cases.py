"""Cases in Markdown that anybody can read: files, commands, and what they say; see tests/README.md."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"(`{3,})(.*)")
ASSIGNED = re.compile(r"([A-Z_]+)=(.*)", re.DOTALL)
PROMPT, ERROR, CODE = "$ ", "2> ", "=> "


@dataclass(frozen=True)
class File:
    """A file to be written before the commands below it."""

    name: str
    encoding: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command as it stands after the prompt: `NAME=value ... hwgen WORDS`, or `cd FOLDER`."""

    line: str

    @property
    def environment(self) -> dict[str, str]:
        return {found[1]: found[2] for word in self._words[: self._first] if (found := ASSIGNED.fullmatch(word))}

    @property
    def program(self) -> str:
        return self._words[self._first]

    @property
    def words(self) -> list[str]:
        return self._words[self._first + 1 :]

    @property
    def _words(self) -> list[str]:
        return shlex.split(self.line)

    @property
    def _first(self) -> int:
        return next(i for i, word in enumerate(self._words) if not ASSIGNED.fullmatch(word))


@dataclass(frozen=True)
class Session:
    """Commands with all that they say, as one block; `start` and `end` are the lines of its text, counted from 0."""

    commands: tuple[Command, ...]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Case:
    path: Path
    line: int
    title: str
    steps: tuple[File | Session, ...]

    @property
    def sessions(self) -> list[Session]:
        return [step for step in self.steps if isinstance(step, Session)]


def read_cases(path: Path) -> list[Case]:
    """The cases of a file: each begins with a heading of the second level."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in _outside(lines) if line.startswith("## ")]
    return [
        Case(path, start + 1, lines[start].removeprefix("## "), tuple(_steps(lines, start, end)))
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def said(command: Command, out: str, err: str, code: int) -> str:
    """A command with what it said, as it stands in a case."""
    lines = [f"{PROMPT}{command.line}", *out.splitlines(), *(f"{ERROR}{line}".rstrip() for line in err.splitlines())]
    return "".join(f"{line}\n" for line in [*lines, *([f"{CODE}{code}"] if code else [])])


def rewrite(case: Case, texts: list[str]) -> None:
    """Puts `texts` in the place of those of the case's sessions."""
    (now,) = (other for other in read_cases(case.path) if other.title == case.title)
    lines = case.path.read_text(encoding="utf-8").splitlines()
    for session, text in reversed(list(zip(now.sessions, texts, strict=True))):
        lines[session.start : session.end] = text.splitlines()
    case.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _blocks(lines: list[str], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The fenced blocks: what stands behind the fence, the first line and the line after the last."""
    i = start
    while i < end:
        if opened := FENCE.fullmatch(lines[i]):
            first = i + 1
            i = next(j for j in range(first, end) if lines[j] == opened[1])
            yield opened[2].strip(), first, i
        i += 1


def _outside(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines outside of blocks."""
    inside = {i for _, first, end in _blocks(lines, 0, len(lines)) for i in range(first, end)}
    return ((i, line) for i, line in enumerate(lines) if i not in inside)


def _steps(lines: list[str], start: int, end: int) -> Iterator[File | Session]:
    for told, first, last in _blocks(lines, start, end):
        text = "".join(f"{line}\n" for line in lines[first:last])
        match told.split():
            case ["file", name]:
                yield File(name, "utf-8", text)
            case ["file", name, encoding]:
                yield File(name, encoding, text)
            case []:
                commands = [Command(line.removeprefix(PROMPT)) for line in lines[first:last] if line.startswith(PROMPT)]
                yield Session(tuple(commands), text, first, last)
            case _:
                raise ValueError(f"line {first}: a block is a session or a `file PATH [ENCODING]`, not `{told}`")
