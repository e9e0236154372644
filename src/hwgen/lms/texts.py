"""What a question shows, in each of its languages, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.exam.model import Group
from hwgen.kinds import Option, Placed
from hwgen.words.words import Words
from hwgen.writers import html
from hwgen.writers.dialect import Dialect
from hwgen.writers.languages import in_languages, joined

# What an import leaves out.
POLICY = "hwgen-policy"


@dataclass(frozen=True)
class Texts:
    """Writes contents that are given once for each of the languages, in the dialect of a platform. `refs` has the place of
    each question of the group.
    """

    languages: tuple[Words, ...]
    refs: Mapping[str, int]
    dialect: Dialect

    def written(self, contents: Sequence[Blocks]) -> html.Html:
        if len(self.languages) == 1:
            return html.blocks(contents[0], self.languages[0], self.refs, self.dialect)
        return in_languages(dict(zip(self.languages, contents, strict=True)), self.refs, self.dialect)

    def say(self, word: str, **values: str | int) -> html.Html:
        """Words of our own, as HTML."""
        return self._words(f"platform.{word}", values)

    def marking(self, word: str) -> str:
        """What a marker has to know."""
        return f'<p class="{POLICY}"><em>{self._words(f"marking.{word}", {})}</em></p>'

    def own(self, word: str, **values: str | int) -> html.Html:
        """Words of a practice page, as HTML."""
        return self._words(f"practice.{word}", values)

    def _words(self, name: str, values: Mapping[str, str | int]) -> html.Html:
        return joined({words: words.say(name, **values) for words in self.languages}, self.dialect)

    def table(self, head: Sequence[html.Html], rows: Iterable[Sequence[html.Html]], kind: str = "") -> html.Html:
        return html.table(head, rows, kind, self.dialect)

    def small(self, word: str, **values: str | int) -> str:
        return f'<p class="{POLICY}"><em>{self.say(word, **values)}</em></p>'

    def note(self, word: str, **values: str | int) -> str:
        """What a student has to know about a question that is asked in another way."""
        return f"<p><em>{self.say(word, **values)}</em></p>"

    def bodies(self, entries: Sequence[Option | Placed]) -> str:
        bodies = [entry.body for entry in entries]
        drawn = [body for body in bodies if isinstance(body, Picture)]
        if drawn:
            images = [html.image(picture, self.dialect) for picture in drawn]
            return f"<p>{joined(dict(zip(self.languages, images, strict=True)), self.dialect)}</p>"
        return self.written([body for body in bodies if not isinstance(body, Picture)])


def texts_of(group: Group, languages: tuple[Words, ...], dialect: Dialect) -> Texts:
    return Texts(languages, {question.id: place for place, question in enumerate(group.questions, 1)}, dialect)
