"""What a question shows, in each of its languages, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.kinds import Option, Placed
from hwgen.words.words import Words
from hwgen.writers import html, multilang


@dataclass(frozen=True)
class Texts:
    """Writes contents that are given once for each of the languages. `refs` has the place of each question of the group."""

    languages: tuple[Words, ...]
    refs: Mapping[str, int]

    def written(self, contents: Sequence[Blocks]) -> html.Html:
        if len(self.languages) == 1:
            return html.blocks(contents[0], self.languages[0], self.refs)
        return multilang.in_languages(dict(zip(self.languages, contents, strict=True)), self.refs)

    def say(self, word: str, **values: str | int) -> html.Html:
        """Words of our own, as HTML."""
        return multilang.spans({words: words.say(f"platform.{word}", **values) for words in self.languages})

    def small(self, word: str, **values: str | int) -> str:
        return f'<p class="hwgen-policy"><em>{self.say(word, **values)}</em></p>'

    def note(self, word: str, **values: str | int) -> str:
        """What a student has to know about a question that is asked in another way."""
        return f"<p><em>{self.say(word, **values)}</em></p>"

    def bodies(self, entries: Sequence[Option | Placed]) -> str:
        bodies = [entry.body for entry in entries]
        drawn = [body for body in bodies if isinstance(body, Picture)]
        if drawn:
            images = dict(zip(self.languages, map(html.image, drawn), strict=True))
            return f"<p>{multilang.spans(images)}</p>"
        return self.written([body for body in bodies if not isinstance(body, Picture)])
