"""The page around its questions: a section for each place, in which the variants of a pool take turns, with its style and its script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from hwgen.lms.adapter import Category, Piece
from hwgen.lms.texts import Texts
from hwgen.words.words import Words, words
from hwgen.writers.dialect import PAGE
from hwgen.writers.languages import joined

GENERATOR = '<meta name="generator" content="hwgen practice page"/>'
# Nothing is loaded from anywhere, and nothing is sent.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
HERE = Path(__file__).parent


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    languages = tuple(at for at, _ in placed[0][0].about) if placed else (words("en"),)
    texts = Texts(languages, {}, PAGE)
    pools = [(list(some), category.points > 0) for category, some in groupby(placed, lambda one: one[0])]
    sections = [[piece for _, piece in some] for some, pool in pools if pool]
    sections += [[piece] for some, pool in pools if not pool for _, piece in some]
    keys = any(piece.asked for _, piece in placed)
    title = " · ".join(dict.fromkeys(placed[0][0].names[:2])) if placed else ""
    heading = PAGE.prose(title)
    if placed and not placed[0][0].points:
        heading = joined({at: PAGE.prose(text) for at, text in placed[0][0].about}, PAGE)
    head = f"""<!DOCTYPE html>
<html lang="{languages[0].script.tag}" data-decimal="{languages[0].script.decimal}">
<head>
<meta charset="utf-8"/>
{GENERATOR}
<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{escape(title)}</title>
<style>
{_asset("page.css")}{_hidden(languages)}</style>
</head>
<body>
<header>
<h1>{heading}</h1>
<div class="bar">{_switch(languages)}{_score(texts) if keys else _save(texts)}</div>
</header>
<main>
"""
    end = f"""
</main>
<script>
{_asset("page.js")}</script>
</body>
</html>
"""
    written = (_section(texts, number, variants, keys=keys) for number, variants in enumerate(sections, 1))
    # A page may be large: its questions are put into it once.
    between = (part for i, section in enumerate(written) for part in ((b"\n" if i else b""), *section))
    return b"".join((head.encode(), *between, end.encode()))


def _hidden(languages: Sequence[Words]) -> str:
    """Of the languages of a page, those that are not chosen are hidden."""
    if len(languages) == 1:
        return ""
    tags = [at.script.tag for at in languages]
    return "".join(
        f'html[lang="{tag}"] main [lang="{other}"], html[lang="{tag}"] header [lang="{other}"]:not(button) {{ display: none }}\n'
        for tag in tags
        for other in tags
        if other != tag
    )


def _switch(languages: Sequence[Words]) -> str:
    if len(languages) == 1:
        return ""
    buttons = "".join(
        f'<button type="button" class="language" lang="{at.script.tag}" data-decimal="{at.script.decimal}" '
        f'aria-pressed="{str(not i).lower()}">{escape(at["practice.language"])}</button>'
        for i, at in enumerate(languages)
    )
    return f'<span class="languages">{buttons}</span>'


def _score(texts: Texts) -> str:
    return (
        f'<span role="status">{texts.own("score")} <output class="total"></output></span>'
        f'<button type="button" class="restart">{texts.own("restart")}</button>'
    )


def _save(texts: Texts) -> str:
    return f'<span>{texts.own("exam")}</span><button type="button" class="save">{texts.own("save")}</button>'


def _section(texts: Texts, number: int, variants: Sequence[Piece], *, keys: bool) -> Iterator[bytes]:
    another = f'<button type="button" class="another">{texts.own("another")}</button>' if len(variants) > 1 else ""
    head = f'<div class="bar"><h2>{texts.own("question", number=number)}</h2>{another}</div>'
    yield f"<section>\n{head}\n".encode()
    for i, piece in enumerate(variants):
        yield piece.data.replace(b"<article ", b'<article hidden="hidden" ', 1) if i else piece.data
    yield b"</section>"
