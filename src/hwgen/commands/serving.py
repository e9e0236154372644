"""The command that opens a course in the browser: serve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hwgen.commands.courses import course_option, generators_run, say_starter, warn_of_cache
from hwgen.commands.showing import reported, show_in_browser
from hwgen.interrupts import ENDS


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port on this machine for the pages.  [default: any free port]",
)
@click.option("--read-only", is_flag=True, help="Show the course, and change nothing.")
@click.option(
    "--open/--no-open", "opens", default=True, help="Open the browser, or only print the address.  [default: open]"
)
@course_option
def serve(port: int, read_only: bool, opens: bool, folder: Path | None) -> None:
    """Open the workbench: the bank and its papers, in the browser.

    The pages can be opened only on this machine, at an address that only this command prints. Changes that you make to files
    elsewhere appear at once. Outside a course, it shows the starter course and changes nothing. Ctrl-C ends it. It needs the extra `serve`, which
    `pipx install --force '.[serve]'` adds in the folder of hwgen.

    \b
    Examples:
      hwgen serve
      hwgen serve --read-only --no-open --port 8000
    """
    with reported():
        from hwgen.extras import require_serve

        require_serve()
        from hwgen.bank.files import find_course, starter_by_default
        from hwgen.serve.key import listening

        warn_of_cache()
        root = find_course(folder)
        if starter_by_default(root, folder):
            # What is written into it would be in every course that is made of it, until the next installation.
            read_only = True
            say_starter()
        # The browser may come while the rest is loaded.
        with listening(port) as (bound, key), _ended_by_ctrl_c():
            click.echo(key.address)
            if opens:
                show_in_browser(key.address)
            from hwgen.serve.app import serve as run
            from hwgen.serve.desk import Desk

            run(Desk(root, run=generators_run(), read_only=read_only), bound, key)


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Ctrl-C is how it ends, and at once: Python itself would first wait for whatever a page is being made of."""
    try:
        yield
    except KeyboardInterrupt:
        ENDS["_exit"](0)
