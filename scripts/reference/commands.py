"""The page of commands, made from the tree that click parses with."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from hwgen.commands.app import cli
from reference.markdown import code, joined, sentence, table

INTRO = """# Commands

Every command has `--help` (`-h`). `hwgen --version` prints the version. Options of a command can also be set by
[environment variables](environment.md)."""


def page() -> str:
    """Every command with its arguments, options and examples."""
    commands = list(walked(cli, ("hwgen",)))
    overview = table(
        ("command", "what it does"),
        ((f"[`{' '.join(path)}`](#{'-'.join(path)})", command.get_short_help_str(200)) for path, command in commands),
    )
    return joined(INTRO, overview, *(_section(path, command) for path, command in commands))


def walked(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The commands below `group` that do something, each with the words that call it."""
    ctx = click.Context(group, info_name=path[-1], **cli.context_settings)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from walked(command, (*path, name))
        else:
            yield (*path, name), command


def _section(path: tuple[str, ...], command: click.Command) -> str:
    prose, _, examples = inspect.cleandoc(command.help or "").partition("\b\n")
    title, _, lines = examples.partition("\n")
    ctx = click.Context(command, info_name=" ".join(path), **cli.context_settings)
    usage = " ".join([*path, *command.collect_usage_pieces(ctx)])
    return joined(
        f"## {' '.join(path)}",
        prose,
        f"```\n{usage}\n```",
        table(
            ("option", "meaning"),
            (_option(p, ctx) for p in command.params if isinstance(p, click.Option) and not p.hidden),
        ),
        f"{title}\n\n```\n{inspect.cleandoc(lines)}\n```" if lines else "",
    )


def _option(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    names = ", ".join(map(code, option.opts))
    number = isinstance(option.type, click.IntRange)
    value = "" if option.is_flag else f" {code('N' if number else option.make_metavar(ctx))}"
    notes = [sentence(option.help or "")]
    if option.required:
        notes.append("Required.")
    elif option.show_default and option.default is not None:
        notes.append(f"Default: {code(option.default)}.")
    return names + value, " ".join(filter(None, notes))
