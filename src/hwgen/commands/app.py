"""The command line: its commands by the modules that hold them, so that --help is instant."""

from __future__ import annotations

import gc
import importlib
import os
import re
import sys
import time
from pathlib import Path

import click

from hwgen import __version__, interrupts
from hwgen.commands.progress import beat, step
from hwgen.commands.streams import outputs
from hwgen.waiting import AT_EACH_LOOK, AT_EACH_STEP


def _age() -> float:
    """Seconds since the process was started, Python's own start among them; those of computing where the system keeps no other."""
    try:
        with open("/proc/self/stat") as stat:
            ticks = int(stat.read().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except OSError:
        return time.process_time()


# When the program began.
BEGAN = time.monotonic() - _age()
# What a word processor or a Chinese keyboard writes for `-` and `--`.
DASHES = "‐‑‒–—―−－"
# By Ctrl-C; another signal adds its number to 128.
INTERRUPTED = 130
UNEXPECTED = 1

# Each command, by the module that holds it; modules import what a command needs when it runs.
COMMANDS = {
    "build": "building",
    "catalogue": "looking",
    "check": "checking",
    "check-export": "platforms",
    "completion": "app",
    "explain": "checking",
    "export": "platforms",
    "format": "editing",
    "freeze": "swapping",
    "import": "platforms",
    "init": "editing",
    "list": "looking",
    "lock": "swapping",
    "mark": "marking",
    "new": "editing",
    "redraw": "swapping",
    "regrade": "marking",
    "rename": "editing",
    "report": "looking",
    "schema": "editing",
    "serve": "serving",
    "sheet": "sheets",
    "show": "looking",
    "simulate": "scanning",
    "swap": "swapping",
    "unlock": "swapping",
    "variants": "looking",
    "verify": "proving",
}

# Those that leave results; what the others do not finish leaves nothing to speak of.
RESULTS = ("build", "catalogue", "export", "mark", "regrade", "report", "sheet", "simulate")


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"hwgen.commands.{COMMANDS[cmd_name]}")
        return next(c for c in vars(module).values() if isinstance(c, click.Command) and c.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from hwgen.errors import did_you_mean

            ctx.fail(f"there is no command `{args[0]}`; {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "HWGEN"})
@click.version_option(__version__, prog_name="hwgen")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Make exams and answer keys from an item bank: on paper, for Moodle, and as data.

    \b
    Examples:
      hwgen build --seed 7              the usual exam of the course
      hwgen build quiz --seed 7 --lang en
      hwgen list                        what the course holds
      hwgen check                       all errors in the course

    \b
    Exit codes: 0 success, 1 errors in the course, 2 wrong usage, 3 a program is
    missing, 4 typesetting failed, 5 no paper meets the blueprint, 6 doubts about marks,
    130 interrupted.
    """
    ctx.obj = BEGAN
    AT_EACH_LOOK.set(beat)
    AT_EACH_STEP.set(step)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"], case_sensitive=False))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Example:
      eval "$(hwgen completion bash)"
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(cli, {}, "hwgen", "_HWGEN_COMPLETE").source())


def main() -> None:
    """The one place that makes a message of what nobody expected."""
    # A command makes many objects that live as long as it does: looking for cycles after each 700 takes a tenth of its time.
    gc.set_threshold(300_000, 20, 20)
    with interrupts.heard():
        code = _run()
    # Nor does anybody wait for a last look for cycles, which frees what the end of the process frees anyway.
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    """Runs a command, and gives its exit code."""
    try:
        with outputs():
            return _command()
    except (click.Abort, KeyboardInterrupt):
        asked = next((word for word in sys.argv[1:] if word in COMMANDS), "")
        click.echo("interrupted" + ("; the old results are unchanged" if asked in RESULTS else ""), err=True)
        return 128 + interrupts.asked() if interrupts.asked() else INTERRUPTED
    except Exception as e:
        from hwgen.unexpected import TRACEBACK, diagnostic

        if os.environ.get(TRACEBACK):
            raise
        click.echo(diagnostic(e), err=True)
        return UNEXPECTED


def _command() -> int:
    try:
        cli(standalone_mode=False)
    except click.ClickException as e:
        _plainest(e).show()
        return e.exit_code
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else 0 if e.code is None else 1
    return 0


def _plainest(error: click.ClickException) -> click.ClickException:
    """The error as a person would put it, whichever click raised."""
    if isinstance(error, click.MissingParameter) and (means := getattr(error.param, "help", "")):
        return click.UsageError(f"{error.format_message()} {means}", error.ctx)
    if isinstance(error, click.BadParameter):
        return _plainer(error)
    if isinstance(error, click.NoSuchOption) and (meant := _with_one_dash(error)):
        return click.UsageError(f"No such option '{meant[1:]}'. (Did you mean '{meant}'?)", error.ctx)
    if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message):
        return _too_many(extra[1], error)
    return error


def _with_one_dash(error: click.NoSuchOption) -> str:
    """The option that lacks a dash, where click names its first letter alone."""
    options = {name for one in error.ctx.command.params for name in one.opts} if error.ctx else set()
    return next((f"-{word}" for word in sys.argv if f"-{word}" in options and word.startswith(error.option_name)), "")


def _too_many(extra: str, error: click.ClickException) -> click.ClickException:
    """What stands behind all arguments that a command takes, with the option that it lacks where it is a number."""
    ctx = getattr(error, "ctx", None)
    assert ctx is not None
    taken = " ".join(one.make_metavar(ctx) for one in ctx.command.params if isinstance(one, click.Argument))
    message = f"`{extra}` is too much: `{ctx.command_path}` takes {taken or 'options alone'}."
    options = {name for one in ctx.command.params for name in one.opts}
    word = extra.split()[0]
    if (dashed := f"--{word.lstrip(DASHES).partition('=')[0]}") in options and word[0] in DASHES:
        return click.UsageError(f"`{word}` begins with a dash of a word processor. Did you mean '{dashed}'?", ctx)
    lacking = next((name for name in (("--seed", "--port") if word.isdigit() else ("--exam",)) if name in options), "")
    meant = lacking and f"{lacking} {word}"
    return click.UsageError(message + (f" Did you mean '{meant}'?" if meant else ""), ctx)


def _nearby(path: Path) -> str:
    """What there is instead of a path that does not exist."""
    from hwgen.errors import closest

    folder = path.parent
    if path.is_symlink():
        return f" It is a link to '{path.readlink()}', which does not exist."
    if not folder.is_dir():
        return f" Nor does the folder '{folder}'."
    near = closest(path.name, [each.name for each in folder.iterdir()])
    return f" Did you mean '{folder / near}'?" if near else f" It was looked for in {folder.resolve()}."


def _number_meant(word: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
    """The way out of what stands where a whole number belongs: `all`, several in one word, forms by their letters."""
    if param is None or ctx is None:
        return ""
    if "--forms" in param.opts:
        from hwgen.papercode import FORMS

        letters = re.sub(r"[\s,，、;]", "", word.upper())
        if span := re.fullmatch(f"A[-–~]([{FORMS}])", letters):
            letters = FORMS[: FORMS.index(span[1]) + 1]
        return f"Did you mean '{len(letters)}'?" if len(letters) > 1 and FORMS.startswith(letters) else ""
    if not isinstance(param, click.Argument):
        return ""
    if param.nargs == -1 and word.casefold() in ("all", "every", "全部", "所有"):
        if any("--all" in one.opts for one in ctx.command.params):
            return "Did you mean '--all'?"
        return "Name each question." if param.required else "Leave it out for all of them."
    if param.nargs == -1 and (between := re.fullmatch(r"(\d{1,3})[-–~](\d{1,3})", word)):
        numbers = [str(number) for number in range(int(between[1]), int(between[2]) + 1)]
    else:
        numbers = re.findall(r"\d+", word) if re.fullmatch(r"[q第]?[\d\s,，、;]+题?", word.lower()) else []
    if len(numbers) == 1 or (numbers and param.nargs == -1):
        return f"Did you mean '{' '.join(numbers)}'?"
    return "" if numbers else "It is the number of a question on the paper."


def _plainer(error: click.BadParameter) -> click.BadParameter:
    """The error as a person would put it, with a near value where there is one."""
    message = re.sub(r"is not a valid integer( range)?\.", "is not a whole number.", error.message)
    message = re.sub(r"is not a valid float( range)?\.", "is not a number.", message)
    kind = error.param.type if error.param else None
    wrong = re.match(r"['`](.*)['`] is not (one of|a|an) ", message)
    if wrong and wrong[2] == "one of":
        from hwgen.errors import closest
        from hwgen.othernames import meant

        choice = getattr(kind, "choice", kind)
        known = [str(one) for one in choice.choices] if isinstance(choice, click.Choice) else []
        near = meant(wrong[1], known) or filter(None, [closest(wrong[1], known)])
        message += "".join(f" Did you mean '{name}'?" for name in [*near][:1])
    elif wrong and "whole" in message and (meant_number := _number_meant(wrong[1], error.param, error.ctx)):
        message += f" {meant_number}"
    elif wrong and "," in wrong[1]:
        from hwgen.numerals import pointed

        number = pointed(wrong[1])
        read = number.isascii() and (number.isdigit() or "whole" not in message)
        message += f" Did you mean '{number}'?" if read and number != wrong[1] else ""
    elif wrong and "whole" in message and isinstance(kind, click.types.IntParamType):
        least = getattr(kind, "min", None) or 0
        most = getattr(kind, "max", None)
        message += f" Write it in digits, such as {max(least, min(7, 7 if most is None else most))}."
    elif isinstance(kind, click.Path) and (missing := re.match(r"\w+ '(.*)' does not exist\.", message)):
        message += _nearby(Path(missing[1]))
    return error if message == error.message else click.BadParameter(message, error.ctx, error.param, error.param_hint)
