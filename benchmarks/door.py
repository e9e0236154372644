"""What a command costs before it does anything: CPU seconds, beside those of `import click`.

    python benchmarks/door.py [RUNS]

The least of several runs counts: other work on the machine adds, and never takes away. Caches are warm.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7
HWGEN = ("-c", "import sys; sys.argv[0] = 'hwgen'; from hwgen.commands.app import main; main()")
COMPLETION = {"_HWGEN_COMPLETE": "bash_complete", "COMP_WORDS": "hwgen build m", "COMP_CWORD": "2"}


def seconds(words: Sequence[str], runs: int, environment: Mapping[str, str] | None = None) -> float:
    """The CPU time of a Python that is given `words`."""
    return min(_once(words, environment or {}) for _ in range(runs))


def _once(words: Sequence[str], environment: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as empty:
        subprocess.run([sys.executable, *HWGEN, "init", f"{empty}/course"], check=True, capture_output=True)
        own = ("--course", f"{empty}/course")
        commands: dict[str, tuple[tuple[str, ...], int, dict[str, str]]] = {
            "hwgen --help": (("--help",), 2, {}),
            "hwgen build m<TAB>": ((), 2, COMPLETION),
            "hwgen list": (("list",), 5, {}),
            "hwgen list items": (("list", "items"), 5, {}),
            "hwgen list generators": (("list", "generators"), 5, {}),
            "hwgen show a conceptual item": (("show", "dropout-left-on-code"), 5, {}),
            "hwgen show a generator": (("show", "conv-layer"), 5, {}),
            "hwgen schema items": (("schema", "items"), 5, {}),
            "hwgen format one file": (("format", "bank/items/mlp.yaml"), 5, {}),
            "hwgen new exam": (("new", "exam", "test-{}", *own), 5, {}),
        }
        click = seconds(("-c", "import click"), runs)
        print(f"{'import click':32}{click:8.3f} s")
        for name, (words, limit, environment) in commands.items():
            _once((*HWGEN, *(w.format("warm") for w in words)), environment)
            cost = min(_once((*HWGEN, *(w.format(n) for w in words)), environment) for n in range(runs))
            print(f"{name:32}{cost:8.3f} s{cost / click:8.1f} x   (at most {limit})")


if __name__ == "__main__":
    main()
