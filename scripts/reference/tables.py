"""The pages of kinds, engines, flaws, exit codes and environment variables."""

from __future__ import annotations

import json
from typing import get_args

import hwgen.errors
from hwgen.commands.app import INTERRUPTED
from hwgen.editing.schema import schemas
from hwgen.errors import HwgenError
from hwgen.flaws.catalogue import as_markdown
from hwgen.pdf.press import Engine
from reference.markdown import code, joined, table

ENGINES = {
    "xelatex": "TeX. The default where it is installed. Many papers share one run, so it is the fastest for a class.",
    "lualatex": "TeX. One run for each paper, some seconds each.",
    "typst": "Comes with hwgen. The default where XeLaTeX is missing. The PDFs are tagged for screen readers (PDF/UA).",
}
ENVIRONMENT = {
    "HWGEN_CACHE": "The folder that keeps proofs and what was read from banks. Default: the cache folder of the user.",
    "SOURCE_DATE_EPOCH": "The date, in seconds since 1970, in PDFs and in the ledger.",
    "OSFONTDIR": "More folders in which XeLaTeX and LuaLaTeX look for fonts.",
    "NO_COLOR": "Messages without colour.",
}


def kinds() -> str:
    """The kinds of question."""
    kind = json.loads(schemas(None)["items"])["$defs"]["items"]["properties"]["kind"]
    rows = ((code(name), about) for name, about in zip(kind["enum"], kind["enumDescriptions"], strict=True))
    return joined(
        "# Kinds of questions",
        "The `kind:` of an item. The keys of each kind: [item files](item-files.md).",
        table(("kind", "what students do"), rows),
    )


def engines() -> str:
    """The engines that make PDFs."""
    assert set(get_args(Engine.__value__ if hasattr(Engine, "__value__") else Engine)) == set(ENGINES)
    return joined(
        "# PDF engines",
        "`--engine` chooses what makes the PDFs; `hwgen list engines` says which are installed.",
        table(("engine", "what it is"), ((code(name), about) for name, about in ENGINES.items())),
    )


def flaws() -> str:
    """The catalogue of item-writing flaws."""
    return as_markdown()


def exit_codes() -> str:
    """Every exit code, by the exceptions that carry them."""
    meanings = {
        "CourseError": "The course has errors, or a check failed.",
        "UsageError": "Wrong usage: an unknown command, option or name.",
        "MissingProgram": "A program that is needed is not installed.",
        "TypesettingFailed": "A paper could not be typeset.",
        "NoPaper": "No paper meets the blueprint.",
    }
    errors = [e for e in vars(hwgen.errors).values() if isinstance(e, type) and issubclass(e, HwgenError)]
    rows = [(str(e.exit_code), meanings[e.__name__]) for e in errors if e is not HwgenError]
    return joined(
        "# Exit codes",
        table(
            ("code", "meaning"),
            [("0", "Success."), *rows, (str(INTERRUPTED), "Interrupted (Ctrl-C); old results stand.")],
        ),
    )


def environment() -> str:
    """Environment variables."""
    return joined(
        "# Environment variables",
        table(("variable", "meaning"), ((code(name), about) for name, about in ENVIRONMENT.items())),
        "Every option can be set by a variable, too: `HWGEN_`, the command and the option in capitals with underscores. "
        "`HWGEN_BUILD_ENGINE=typst` makes `hwgen build` print with Typst, `HWGEN_BUILD_LANG` does nothing to `hwgen show`.",
    )
