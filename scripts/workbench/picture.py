"""Takes the pictures of the workbench that the documentation shows, of the starter course: `make workbench-pictures` runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = (
    "workbench-en=en:/paper/hw2?seed=7&lang=en",
    "workbench-bank=en:/bank?words=dropout",
)


def main() -> None:
    command = [sys.executable, "-u", "-m", "hwgen", "serve", "--no-open", "--course", ROOT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        taken = ["node", Path(__file__).with_suffix(".mjs"), address, ROOT / "docs", *PICTURES]
        subprocess.run(taken, check=True, env=os.environ)
        server.terminate()


if __name__ == "__main__":
    main()
