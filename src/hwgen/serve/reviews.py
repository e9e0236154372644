"""Reviews of scans beside the workbench: each is `hwgen mark --review` in a process of its own, which ends with the workbench."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO
from urllib.parse import quote

from hwgen.errors import Diagnostic, HwgenError, Span
from hwgen.text import Language

SECONDS_TO_END = 1.0
# A single error, as every command prints it.
FAULT = re.compile(r"(?:[^\n]*: )?error: ([^\n]*) \[[a-z-]+\](?:\n  \|[^\n]*)*(?:\n  hint: (.*))?")


class Reviews:
    """The reviews that run, by the folder of the class, each with its address."""

    def __init__(self) -> None:
        self._running: dict[Path, tuple[subprocess.Popen[str], str]] = {}
        self._lock = threading.Lock()

    def open(self, folder: Path, language: Language, back: str) -> str:
        """The address of the review of a class in a language of the pages, which links to the page `back`. It is started where there is none. Raises HwgenError where it does not start."""
        with self._lock:
            process, address = self._running.get(folder, (None, ""))
            if process is None or process.poll() is not None:
                process = _started(folder)
                # One that is still starting ends with the others.
                self._running[folder] = process, ""
                address = _address(process, folder)
                self._running[folder] = process, address
            return f"{address}&lang={language}&back={quote(back, safe='')}"

    def end(self) -> None:
        """Ends all of them; by force what does not end by itself."""
        processes = [process for process, _ in tuple(self._running.values())]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
            assert process.stdin
            process.stdin.close()


def _started(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hwgen", "mark", "--class", str(folder), "--review", "--no-open", "--attended"]
    # Whatever becomes of this process, the other one then has no more input.
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe, text=True, encoding="utf-8")


def _address(process: subprocess.Popen[str], folder: Path) -> str:
    """Where a review that has just been started shows its pages. Raises HwgenError where it does not say so."""
    assert process.stderr
    # Its first line says how many doubts there are, and where.
    line = process.stderr.readline()
    _, scheme, rest = line.partition("http://127.0.0.1:")
    if not scheme:
        with process:
            error = (line + process.stderr.read()).strip()
        message, hint = (fault[1], fault[2] or "") if (fault := FAULT.fullmatch(error)) else (error, "")
        raise HwgenError(Diagnostic("review-not-started", f"the review did not start: {message}", Span(folder), hint))
    # What it says later is for nobody, and must not fill the pipe.
    threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
    return scheme + rest.strip()


def _drain(stream: IO[str]) -> None:
    with stream:
        stream.read()
