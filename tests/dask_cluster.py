"""A real Dask cluster on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(file: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, which writes it into `file`, and its two workers."""
    environment = {**os.environ, "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h"}
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                file,
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    ]
    for _ in range(2):
        command = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            "--scheduler-file",
            file,
            "--no-nanny",
            "--nthreads",
            "1",
            "--no-dashboard",
        ]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    while not file.exists() or not file.read_text().strip():
        assert started[0].poll() is None
        time.sleep(0.1)
    address = json.loads(file.read_text())["address"].removeprefix("tcp://")
    from distributed import Client

    with Client(f"tcp://{address}", timeout=20) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, started[1:]
    for process in started:
        process.kill()
        process.wait()
