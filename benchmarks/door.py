"""What a command costs before it does anything: CPU seconds, beside those of `import click`.

    python benchmarks/door.py [RUNS]

The least of several runs counts: other work on the machine adds, and never takes away. The cache is warm: the course was read and
proven before. Asked again means that nothing changed since the same was asked; asked first, that the answer is not kept yet.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7
HWGEN = ("-c", "import sys; sys.argv[0] = 'hwgen'; from hwgen.commands.app import main; main()")
COMPLETION = {"_HWGEN_COMPLETE": "bash_complete", "COMP_WORDS": "hwgen build m", "COMP_CWORD": "2"}
ANSWERS = ("answers", "style")


@dataclass(frozen=True)
class Row:
    """A command; `most` is how many times `import click` it may take when it is asked again. `{}` in a word is another one each time."""

    title: str
    words: tuple[str, ...]
    most: int
    environment: Mapping[str, str] = field(default_factory=dict)


ROWS = (
    Row("hwgen --help", ("--help",), 2),
    Row("hwgen build m<TAB>", (), 2, COMPLETION),
    Row("hwgen list", ("list",), 5),
    Row("hwgen list items", ("list", "items"), 5),
    Row("hwgen show, a conceptual item", ("show", "dropout-left-on-code"), 5),
    Row("hwgen show, a generator", ("show", "conv-layer"), 5),
    Row("hwgen schema items", ("schema", "items"), 5),
    Row("hwgen format, one file", ("format", "bank/items/mlp.yaml"), 5),
    Row("hwgen new exam", ("new", "exam", "test-{}"), 5),
    Row("hwgen new item", ("new", "item", "item-{}", "--topic", "cnn"), 5),
)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home, course = Path(folder), Path(folder, "course")
        seconds(home, home, (*HWGEN, "init", "course"))
        seconds(home, course, (*HWGEN, "list"))
        click = min(seconds(home, course, ("-c", "import click")) for _ in range(runs))
        print(f"{'import click':32}{click:8.3f} s")
        print(f"{'':32}{'asked first':>20}{'asked again':>20}{'at most':>10}")
        for row in ROWS:
            first = min(measured(home, course, row, f"first-{n}", forget=True) for n in range(runs))
            again = min(measured(home, course, row, f"again-{n}", forget=False) for n in range(runs))
            told = "".join(f"{cost:8.3f} s{cost / click:8.1f} x" for cost in (first, again))
            print(f"{row.title:32}{told}{row.most:8} x")


def measured(home: Path, course: Path, row: Row, name: str, *, forget: bool) -> float:
    for kind in ANSWERS if forget else ():
        shutil.rmtree(home / "cache" / kind, ignore_errors=True)
    return seconds(home, course, (*HWGEN, *(word.format(name) for word in row.words)), row.environment)


def seconds(home: Path, folder: Path, words: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """The CPU time of a Python that is given `words` in `folder`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Modules are compiled once, as they are where hwgen is installed.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"HWGEN_CACHE": str(home / "cache"), **(environment or {})}
    done = subprocess.run([sys.executable, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
