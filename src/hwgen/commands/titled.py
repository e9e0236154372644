"""Groups of commands that are also known by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class Titled(click.Group):
    """A group that names the command which was meant, also by its title or its files: `export word` is docx, `import xlsx` excel."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._called: list[tuple[str, str]] = []
        self._elsewhere: dict[str, str] = {}

    def add_titled(self, command: click.Command, suffixes: Sequence[str]) -> None:
        self.add_command(command)
        words = {*command.get_short_help_str().lower().split(), *(suffix.lstrip(".") for suffix in suffixes)}
        self._called += [(word, str(command.name)) for word in sorted(words)]

    def add_called(self, name: str, *words: str) -> None:
        """Other words for a command."""
        self._called += [(word, name) for word in words]

    def add_elsewhere(self, way_out: str, *words: str) -> None:
        """Words for what no command here does, and what does it."""
        self._elsewhere |= dict.fromkeys(words, way_out)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from hwgen.errors import did_you_mean

            asked = args[0].lower().lstrip(".")
            # What several are called means none of them: nearly all packages are zipped.
            meant = [name for word, name in self._called if word == asked]
            near = self._elsewhere.get(asked) or did_you_mean(meant[0] if len(meant) == 1 else asked, self.commands)
            ctx.fail(f"there is no command `{self.name} {args[0]}`; {near}")
        return super().resolve_command(ctx, args)
