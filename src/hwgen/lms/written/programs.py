"""Programs in a text of questions: between fences, or lines that can be nothing else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import dedent

from hwgen.lms.moodle.importing.formats import as_html
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.folding import CHINESE, folded
from hwgen.lms.written.nodes import PLACED, PLAIN, pictured, text

FENCE = re.compile(r"[ \t]*(```|~~~)[ \t]*([\w+#-]*)[ \t]*")
# A longer text is none that somebody wrote, and takes long to search.
LONGEST = 100_000
TABLE = r"^[ \t]*\|[^\n]*\|[ \t]*\n[ \t]*\|[ \t:|-]*-[ \t:|-]*\|[ \t]*(?:\n[ \t]*\|[^\n]*\|[ \t]*)*(?:\n|\Z)"
BLOCK = re.compile(rf"^{FENCE.pattern}\n(.*?)^[ \t]*\1[ \t]*(?:\n|\Z)|(?P<table>{TABLE})", re.M | re.S)
# LaTeX opens a quotation with the sign of code, and closes it with another.
INLINE = re.compile(r"(?<!`)`([^`'\n]+)`(?!`)")
# Emphasis in Markdown; a star beside figures, letters or brackets is a sign of multiplication, and a formula has its own.
ITALIC = re.compile(r"(?<![A-Za-z0-9_*)\]}\\])\*(?=[^\s*])([^*$\n]{1,200}?)(?<=[^\s*,，(])\*(?![A-Za-z0-9_*(\[{])")
QUOTED = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(?:#(?!\s*include)|//|/\*|--\s).*")
# What else a line may be: an option, a question, or a label with its colon.
OTHER = re.compile(r"\s*(?:[(\[]?[A-Za-z][.)\]](?![\w(\[])|[(\[]?\d+\s*[.)\]、]|\w+\s*:\s*[^\s:=])")
SURE = re.compile(
    r"\s*(?:(?:for|while|if|elif|else|def|class|with|try|except|switch|struct|match)\b.*[:{]\s*$|(?:from\s+\S+\s+)?import\s+\S"
    r"|return\b|#\s*include|using\s+namespace|(?:public|private|static|void|int|float|double|char|let|const|var|function)\s.*[;({=]"
    r"|>>>\s|print\(|.*[;{}]\s*$|@\w"
    # SQL, where it is written in capitals or can be no sentence.
    r"|(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+[A-Z]+|WITH\s+\w+\s+AS)\s+\S|(?:group|order)\s+by\s+[\w.]+(?:,.*|\s+(?:asc|desc))?$"
    r"|where\s+[\w.]+\s*(?:[=<>!]|(?:in|like|between)\s).*|(?:create|alter|drop)\s+table\s+\w+.*|insert\s+into\s+\w+.*"
    # Shells, R, Haskell, Pascal, markup, assembly, and the words with which blocks end in many languages and in pseudocode.
    r"|\$ [a-z./][^$]*$|#!|(?:for|while|until)\b.*;\s*do$|if\b.*;\s*then$|[\w.]+\s*(?:<-|::|:=)\s*\S|</?[A-Za-z!?][^<>]*>.*"
    r"|[A-Z]{2,5}\s+[\w#\[\]@$%+-]+\s*,\s*[\w#\[\]@$%+-]+\s*$|(?i:end[ _]?(?:if|for|while|do|function|procedure|module|case|sub|loop)?[.;]?)\s*$"
    r"|(?:IF|FOR|WHILE|REPEAT|UNTIL|PRINT|INPUT|OUTPUT|READ|NEXT|CALL|RETURN)\s+[^.?]*$)"
)
LIKELY = re.compile(
    r"\s*(?:[\w.]+(?:\[[^\]]*\])?(?:,\s*[\w.]+)*\s*(?:[-+*/]|//)?=\s*\S|[\w.]+\(.*\)\s*$|[)\]}]+[;,]?\s*$"
    r"|(?:FROM|WHERE|GROUP BY|ORDER BY|HAVING|LIMIT|VALUES|SET|ON|AND|OR|UNION|(?:[A-Z]+ )*JOIN)\b[^?]*$|(?:select|from|having|limit|values|set)\s[^.?:]*$"
    r"|(?:for|while|foreach|if|elseif|elsif)\b[^.?]*(?:\bdo|\bthen|[=<>].*)$|(?i:else|begin|repeat|do|then|done|fi|esac)[;]?\s*$"
    r"|(?:function|procedure|algorithm|module)\s+\w+[^.?]*$|echo\s|[A-Z]{2,5}\s+[A-Z\d]{1,4}h?$|[A-Z]{3}$)"
)


@dataclass(frozen=True)
class Program:
    """Lines of a file from `first` up to `last`, both counted; `fenced` says that signs around it say so."""

    first: int
    last: int
    source: str
    fenced: bool


def programs(lines: Sequence[str]) -> Iterator[Program]:
    """The programs of a text in their order. Each line is looked at once."""
    closing: dict[str, list[int]] = {"```": [], "~~~": []}
    for place, line in enumerate(lines):
        if line.strip() in closing:
            closing[line.strip()].append(place)
    at = 0
    while at < len(lines):
        if opened := FENCE.fullmatch(lines[at]):
            ends = closing[opened[1]]
            place = bisect_right(ends, at)
            if place < len(ends):
                yield Program(at + 1, ends[place] + 1, "\n".join(lines[at : ends[place] + 1]), True)
            at = ends[place] + 1 if place < len(ends) else at + 1
            continue
        end, sure = _bare(lines, at)
        if sure:
            source = dedent("\n".join(lines[at:end]).expandtabs(4))
            yield Program(at + 1, end, f"```\n{source}\n```", False)
        at = end


def _bare(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """Where lines end that may be a program, and whether they are: at least two, of which one can be nothing else."""
    if not lines[at].strip() or not (_is_sure(lines[at]) or _is_likely(lines[at])):
        return at + 1, False
    base, end, sure, filled = _indent(lines[at]), at, False, 0
    for place in range(at, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        inside = place > at and _indent(line) > base and not _is_prose(line)
        if not (_is_sure(line) or _is_likely(line) or inside):
            break
        sure, filled, end = sure or _is_sure(line), filled + 1, place + 1
    return end, sure and filled > 1


def _indent(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _is_prose(line: str) -> bool:
    return bool(CHINESE.search(QUOTED.sub("", line)))


def _is_sure(line: str) -> bool:
    return not _is_prose(line) and not OTHER.match(folded(line)) and bool(SURE.match(QUOTED.sub('""', line)))


def _is_likely(line: str) -> bool:
    """What belongs to a program where something beside it surely does; a remark alone, too."""
    if _is_prose(line) or OTHER.match(folded(line)):
        return False
    bare = QUOTED.sub('""', line)
    return bool(LIKELY.match(bare)) or bare.strip() == '""'


def fenced(content: str) -> tuple[str, int]:
    """The text with fences around its programs, and how many of its lines were taken for a program without any."""
    lines, pieces, place, guessed = content.split("\n"), [], 0, 0
    for program in programs(lines):
        pieces += [*lines[place : program.first - 1], program.source]
        place = program.last
        guessed += 0 if program.fenced else program.last - program.first + 1
    return "\n".join((*pieces, *lines[place:])), guessed


def masked(content: str) -> str:
    """The text, as long as it was, with spaces in place of its programs."""
    lines = content.split("\n")
    for program in programs(lines):
        if program.fenced:
            for at in range(program.first - 1, program.last):
                lines[at] = " " * len(lines[at])
    return "\n".join(lines)


def rich(name: str, content: str, /, **attributes: str) -> Node:
    """An element with a text in which programs and tables are set as such."""
    if len(content) > LONGEST or not any(sign.search(content) for sign in (BLOCK, INLINE, ITALIC, PLACED)):
        return text(name, content, PLAIN, **attributes)
    place, pieces = 0, []
    for match in BLOCK.finditer(content):
        block = _table(match["table"]) if match["table"] else _program(match)
        pieces += [_line(content[place : match.start()]), block]
        place = match.end()
    return text(name, "".join((*pieces, _line(content[place:]))), "html", **attributes)


def _program(match: re.Match[str]) -> str:
    language = f' class="language-{match[2]}"' if match[2] else ""
    source = escape(dedent(match[3]).rstrip("\n"), quote=False)
    return f"<pre><code{language}>{source}</code></pre>"


def _table(content: str) -> str:
    head, _, *rows = content.strip().split("\n")
    return f"<table>{_row(head, 'th')}{''.join(_row(row, 'td') for row in rows)}</table>"


def _row(row: str, tag: str) -> str:
    cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    return f"<tr>{''.join(f'<{tag}>{_line(cell.strip())}</{tag}>' for cell in cells)}</tr>"


def _line(content: str) -> str:
    parts = INLINE.split(content.strip("\n"))
    return "".join(
        f"<code>{escape(part, quote=False)}</code>" if i % 2 else _prose(part) for i, part in enumerate(parts)
    )


def _prose(content: str) -> str:
    parts = (as_html(part, "plain_text") for part in ITALIC.split(content))
    return pictured("".join(f"<em>{part}</em>" if i % 2 else part for i, part in enumerate(parts)))
