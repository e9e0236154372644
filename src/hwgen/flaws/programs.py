"""Programs in a language that nobody knows, and paragraphs that Markdown takes for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.content.tokens import tokens
from hwgen.errors import closest
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import rule
from hwgen.lines import starts

# What may be one of them: only then is a text taken apart.
MAYBE = re.compile(r"^ *(?:```|~~~)|^(?: {4}|\t)", re.MULTILINE)
NUMBERED = "numbered"
LANGUAGES = frozenset(
    (
        "ada", "asm", "assembly", "awk", "bash", "c", "c#", "c++", "clojure", "cmake", "console", "cpp", "csharp", "css",
        "csv", "cuda", "cython", "dart", "diff", "dockerfile", "elixir", "erlang", "f#", "fortran", "go", "graphql", "haskell", "html",
        "ini", "java", "javascript", "js", "json", "julia", "kotlin", "latex", "lean", "lisp", "lua", "makefile", "markdown", "matlab",
        "mermaid", "ocaml", "octave", "output", "pascal", "perl", "php", "plaintext", "powershell", "prolog", "pseudocode", "py", "pycon", "python",
        "python3", "r", "ruby", "rust", "sas", "scala", "scheme", "sh", "shell", "sql", "stan", "stata", "swift", "tex",
        "text", "toml", "ts", "typescript", "verilog", "vhdl", "xml", "yaml", "zig",
    )
)  # fmt: skip


@rule
def program_language(item: Reading) -> Iterator[Finding]:
    for text, kind, info, at in _programs(item):
        language = info.partition(" ")[0]
        if kind != "fence" or not language or language.lower() in LANGUAGES:
            continue
        if language.lower() == NUMBERED:
            yield Finding("`numbered` belongs behind the language, as in `python numbered`", text, at)
        elif near := closest(language.lower(), LANGUAGES, alike=0.75):
            yield Finding(f"no language of programs is called `{language}`: is it `{near}`?", text, at)


@rule
def indented_text(item: Reading) -> Iterator[Finding]:
    for text, kind, _, at in _programs(item):
        if kind == "code_block":
            yield Finding("what is indented by four spaces is printed as a program", text, at)


def _programs(item: Reading) -> Iterator[tuple[str, str, str, int]]:
    """Each program with its text, how it is marked, what stands behind the marks, and where it begins."""
    for _, text in item.texts:
        if MAYBE.search(text):
            for token in tokens(text):
                if token.type in ("fence", "code_block") and token.map:
                    begin = starts(text)[token.map[0]]
                    indent = len(text[begin:]) - len(text[begin:].lstrip())
                    yield text, token.type, token.info.strip(), begin + indent
