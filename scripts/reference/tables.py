"""The pages of kinds, engines, flaws, exit codes and environment variables."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from textwrap import dedent

import click

import hwgen.errors
from hwgen.commands.app import INTERRUPTED
from hwgen.commands.building import build
from hwgen.commands.marking import INCOMPLETE, UNREAD
from hwgen.editing.schema import schemas
from hwgen.errors import HwgenError
from hwgen.explaining import as_markdown
from hwgen.formats import FORMATS
from hwgen.kinds import MANNERS
from hwgen.lms.platforms import PLATFORMS, Platform
from hwgen.pdf.engines import ENGINES
from hwgen.words.words import Phrase, shipped, words
from reference.markdown import code, joined, slug, table
from reference.shown import kinds_shown

ENVIRONMENT = {
    "HWGEN_CACHE": "The folder that keeps proofs and what was read from banks. Default: the cache folder of the user.",
    "HWGEN_GENERATOR_SECONDS": "Seconds of the processor that a generator may take to be imported, or to draw a variant. Default: 60; 0 for no limit.",
    "HWGEN_NO_GENERATORS": "Set to 1: run no code of a course, as `--no-generators` does.",
    "HWGEN_START_METHOD": "How worker processes are started: fork, forkserver or spawn. Default: the fastest that is safe.",
    "HWGEN_TRACEBACK": "For developers: an unexpected error comes with its traceback.",
    "SUDO_UID": "With sudo, whose courses are trusted beside those of root.",
    "SOURCE_DATE_EPOCH": "The date, in seconds since 1970, in PDFs and in the ledger.",
    "OSFONTDIR": "More folders in which XeLaTeX and LuaLaTeX look for fonts.",
    "NO_COLOR": "Messages without colour.",
    "DISPLAY": "On Linux, `hwgen serve` and `--review` open the browser only where this or the next one is set.",
    "WAYLAND_DISPLAY": "As `DISPLAY`.",
}


def kinds() -> str:
    """The kinds of question, each with the example that `hwgen new item` writes."""
    kind = json.loads(schemas(None)["items"])["$defs"]["items"]["properties"]["kind"]
    abouts = dict(zip(kind["enum"], kind["enumDescriptions"], strict=True))
    examples = _examples()
    return joined(
        "# Kinds of questions",
        "The `kind:` of an item. A computed question can be asked in several ways; a blueprint names one by `as:`. Beside the "
        "kinds there are `as: worked` and `as: justified` for computed questions, `as: justified` and `as: corrected` for statements: see "
        "[working, reasons and corrections](../howto/questions.md#working-reasons-and-corrections).",
        table(
            ("kind", "what it is", "`as:`"),
            ((f"[{code(name)}](#{name})", about, "yes" if name in MANNERS else "") for name, about in abouts.items()),
        ),
        "The keys of each kind are listed in [item files](item-files.md#keys-of-each-kind). These are the examples that "
        "`hwgen new item` writes:",
        *(joined(f"## {name}", about, f"```yaml\n{examples[name]}\n```") for name, about in abouts.items()),
    )


def _examples() -> dict[str, str]:
    """The skeleton of each kind, without the comment that says to replace it."""
    text = (files("hwgen.editing") / "skeletons" / "items.yaml").read_text(encoding="utf-8").partition("items:\n")[2]
    chunks = (f"  - id: skeleton-{chunk}" for chunk in text.split("  - id: skeleton-")[1:])
    named = {re.findall("    kind: (.+)", chunk)[0]: re.sub(r"(\n|  #.*)*\Z", "", chunk) for chunk in chunks}
    return {name: dedent(chunk).replace("skeleton", "topic") for name, chunk in named.items()}


def formats() -> str:
    """What a build can write, and the engines that make PDFs."""
    rows = (
        (
            code(row.name),
            row.title,
            ", ".join(map(code, row.suffixes)),
            "yes" if row.default else "",
            "yes" if row.classes else "",
        )
        for row in FORMATS.values()
    )
    return joined(
        "# Formats and engines",
        "`hwgen build --formats NAME,...` names what to write. Without it, a build writes the default formats, and the "
        "sources of the engine that makes the PDFs. What a format cannot express is reported.",
        table(("format", "what it is", "files", "default", "for a class"), rows),
        "## Engines",
        "`--engine` chooses what makes the PDFs; `hwgen list engines` says which are installed.",
        table(("engine", "what it is"), ((code(row.name), row.about) for row in ENGINES.values())),
    )


def platforms() -> str:
    """The learning platforms: what each can do, and how a file gets in."""
    rows = (
        (
            f"[{code(row.name)}](#{slug(row.title)})",
            row.title,
            ", ".join(map(code, row.suffixes)),
            ", ".join(map(code, row.linked)),
            "yes" if row.languages else "",
            "yes" if row.follow_through else "",
            "yes" if row.ordering else "as matching",
            "yes" if row.imports else "",
        )
        for row in PLATFORMS.values()
    )
    head = (
        "platform",
        "what it is",
        "files",
        "`--linked`",
        "`--lang both`",
        "`--follow-through`",
        "ordering questions",
        "`hwgen import`",
    )
    return joined(
        "# Learning platforms",
        "`hwgen export NAME` writes questions for a platform, `hwgen import NAME` reads them, and `hwgen check-export` checks a "
        "file and sees for itself which platform it is for.",
        table(head, rows),
        kinds_shown(),
        *(_steps(row) for row in PLATFORMS.values()),
    )


def _steps(row: Platform) -> str:
    """What an instructor does on the platform."""
    steps = row.steps
    lists = (
        joined(f"{title}:", "\n".join(f"{i}. {_line(step)}" for i, step in enumerate((steps.upload, *how), 1)))
        for title, how in (("An exam", steps.exam), ("Pools of variants", steps.pools))
    )
    return joined(f"## {row.title}", f"In {steps.where}:", *lists, _line(steps.note))


def _line(text: str) -> str:
    return " ".join(text.split())


def languages() -> str:
    """The languages that come with hwgen, and every word that it prints, by its name."""
    all_words = [words(language) for language in shipped()]
    rows = (
        (
            code(w.language),
            w.script.english_name,
            "".join(w.script.quotes),
            code(w.script.decimal),
        )
        for w in all_words
    )
    english = words("en")
    return joined(
        "# Languages",
        "These languages are ready. A course names its own by `languages:` in [`bank/course.yaml`](course-files.md).",
        table(("code", "language", "quotation marks", "decimal sign"), rows),
        "## Words",
        "Every word that is printed around the questions, by its name in `templates/words/LANGUAGE.yaml`. A dot stands for a "
        "level of indentation. What is in braces is filled in. Some have a form for one (`one:`) and another for several (`other:`).",
        table(("name", "in English"), ((code(name), _phrase(phrase)) for name, phrase in english.phrases.items())),
    )


def _phrase(phrase: Phrase) -> str:
    forms = (phrase,) if isinstance(phrase, str) else phrase.values()
    return "; ".join(code(form) for form in forms)


def rules() -> str:
    """The catalogue of everything that hwgen reports."""
    return as_markdown()


def exit_codes() -> str:
    """Every exit code, by the exceptions that carry them."""
    meanings = {
        "CourseError": "The course has errors, or a check failed.",
        "UsageError": "Wrong usage: an unknown command, option or name.",
        "Unsound": "A platform would refuse a file, or spoil it, so none was written.",
        "MissingProgram": "A program that is needed is not installed.",
        "TypesettingFailed": "A paper could not be typeset.",
        "NoPaper": "No paper meets the blueprint.",
    }
    errors = [e for e in vars(hwgen.errors).values() if isinstance(e, type) and issubclass(e, HwgenError)]
    by_code: dict[int, list[str]] = {}
    for e in errors:
        if e is not HwgenError:
            by_code.setdefault(e.exit_code, []).append(meanings[e.__name__])
    by_code[UNREAD].append("A scan cannot be read, a file cannot be written, or no sheet was marked.")
    rows = [(str(code), " ".join(sentences)) for code, sentences in sorted(by_code.items())]
    return joined(
        "# Exit codes",
        table(
            ("code", "meaning"),
            [
                ("0", "Success."),
                *rows,
                (
                    str(INCOMPLETE),
                    "Marks are written, but not complete: sheets or pages are missing, or doubts or written answers are left to a person.",
                ),
                (str(INTERRUPTED), "Interrupted (Ctrl-C); old results stand."),
            ],
        ),
    )


def environment() -> str:
    """Environment variables."""
    return joined(
        "# Environment variables",
        table(("variable", "meaning"), ((code(name), about) for name, about in ENVIRONMENT.items())),
        "Options can be set by variables, too. Those of `hwgen build`:",
        table(
            ("variable", "option"),
            (
                (code(f"HWGEN_BUILD_{p.name}".upper()), code(p.opts[0]))
                for p in build.params
                if isinstance(p, click.Option)
            ),
        ),
        "For other commands, replace `BUILD` by the name of the command, as in `HWGEN_SHEET_ENGINE`.",
    )
