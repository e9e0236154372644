"""The words of a language: read from its file, with those of the course in place of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from hwgen.errors import CourseError, Diagnostic, Span, counted, did_you_mean
from hwgen.text import CODE, Language
from hwgen.words.script import Script, script
from hwgen.yamlsrc import Document

HERE = Path(__file__).parent
FORMS = frozenset(("one", "other"))
# Where the words of a course stand, and where they stood when all courses had the same two languages.
FOLDER = Path("templates", "words")
OLD_FILE = Path("templates", "wording.yaml")
# A course's templates may say words of their own, which stand in this group.
OWN = "own."
Phrase = str | Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """The words of one language by their names; those of a group have its name before theirs: `sheet.room`."""

    language: Language
    script: Script
    phrases: Mapping[str, Phrase] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """A word that counts nothing."""
        return self.phrase(name)

    def __hash__(self) -> int:
        return hash((self.language, self.script))

    def phrase(self, name: str, count: float = 2) -> str:
        """A word as it is written in the file, in the form that goes with `count`."""
        phrase = self.phrases[name]
        return phrase if isinstance(phrase, str) else phrase[self.script.form(count)]

    def counted(self, name: str, values: Mapping[str, object]) -> str:
        """A word in the form that goes with its `count`, or with the only number among `values`."""
        numbers = [value for value in (values.get("count"), *values.values()) if isinstance(value, int | float)]
        return self.phrase(name, numbers[0] if numbers else 2)

    def say(self, name: str, /, **values: str | float) -> str:
        """A word with `values` put in."""
        shown = {name: v if isinstance(v, str) else self.script.number(f"{v:g}") for name, v in values.items()}
        return self.counted(name, values).format(**shown)

    def ordinal(self, number: int) -> str:
        """The number of a part, counted from 1."""
        ordinals = self["ordinals"].split()
        return ordinals[number - 1] if number <= len(ordinals) else str(number)

    def get(self, name: str, otherwise: str) -> str:
        """A word that a language may lack, such as the name of a kind."""
        return self.phrase(name) if name in self.phrases else otherwise

    def group(self, name: str) -> dict[str, str]:
        """The words of a group by their own names."""
        start = f"{name}."
        return {key[len(start) :]: self.phrase(key) for key in self.phrases if key.startswith(start)}

    def listed(self, name: str) -> tuple[str, ...]:
        """A word that is several, with commas between."""
        return tuple(part.strip() for part in self.phrase(name).split(","))


def placeholders(phrase: Phrase) -> frozenset[str]:
    """What is put into a word when it is printed."""
    forms: Iterable[str] = (phrase,) if isinstance(phrase, str) else phrase.values()
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None)


@cache
def shipped() -> tuple[Language, ...]:
    """The languages whose words come with hwgen."""
    return tuple(sorted(path.stem for path in HERE.glob("*.yaml") if CODE.fullmatch(path.stem)))


@cache
def words(language: Language) -> Words:
    """The words that come with hwgen."""
    data = yaml.load((HERE / f"{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Words(language, script(data.pop("script")), dict(_flat(data)))


def name_of(language: Language) -> str:
    """What messages call a language: its English name, or its code where it is not one of ours."""
    return words(language).script.english_name if language in shipped() else f"`{language}`"


def language_called(word: str, among: Iterable[Language]) -> Language | None:
    """The language that a word means, by its code or by what people call it: `en`, `English`, `英文`."""
    return next((at for at in among if word.lower() in (at, *nearest(at).script.names)), None)


def script_of(language: Language) -> Script:
    """How a language is set; one that is not ours like English."""
    return nearest(language).script


def nearest(language: Language) -> Words:
    """The words of a language; English ones for one that is not ours."""
    return words(language if language in shipped() else "en")


def words_of(root: Path, language: Language) -> Words:
    """The words of a course: ours, with those that stand in its templates instead. Raises CourseError."""
    path, old = root / FOLDER / f"{language}.yaml", root / OLD_FILE
    own = Document(path).data if path.exists() else {}
    assert isinstance(own, dict)
    if language not in shipped():
        return _whole(path, language, own)
    ours = words(language)
    phrases = dict(ours.phrases)
    if old.is_file():
        data = Document(old).data
        assert isinstance(data, dict)
        phrases |= {name: _plain(both[language]) for name, both in data.items() if language in both}
    own = {name: value for name, value in own.items() if name != "script"}
    own_phrases = dict(_flat(own))
    _check(path, own_phrases, ours)
    return Words(language, ours.script, phrases | own_phrases)


def _whole(path: Path, language: Language, own: dict[str, Any]) -> Words:
    """The words of a language that hwgen does not bring along: its file has to have all."""
    if not own:
        hint = f"hwgen has {', '.join(shipped())}; for another one write all words into {FOLDER / f'{language}.yaml'}"
        raise CourseError(Diagnostic("no-words", f"there are no words in the language `{language}`", Span(path), hint))
    try:
        how = script(own.get("script", {}))
    except (ValueError, TypeError) as e:
        raise CourseError(
            Diagnostic("words-incomplete", str(e), Span(path), "copy it from the file of a language like it")
        ) from e
    phrases = dict(_flat({k: v for k, v in own.items() if k != "script"}))
    pattern = words("en")
    _check(path, phrases, pattern)
    if missing := [name for name in pattern.phrases if name not in phrases]:
        message = f"{counted(len(missing), 'word')} {'is' if len(missing) == 1 else 'are'} missing: {', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}"
        raise CourseError(Diagnostic("words-incomplete", message, Span(path), "each of them is printed somewhere"))
    return Words(language, how, phrases)


def _check(path: Path, phrases: Mapping[str, Phrase], pattern: Words) -> None:
    """Raises CourseError for a word that is not printed anywhere, and for one that puts in what nobody gives it."""
    faults = []
    for name, phrase in phrases.items():
        if name.startswith(OWN):
            continue
        if name not in pattern.phrases:
            faults.append(
                Diagnostic(
                    "unknown-phrase", f"there is no phrase `{name}`", Span(path), did_you_mean(name, pattern.phrases)
                )
            )
        elif unknown := placeholders(phrase) - placeholders(pattern.phrases[name]):
            names = ", ".join(f"{{{n}}}" for n in sorted(placeholders(pattern.phrases[name])))
            message = f"`{name}` puts in {{{sorted(unknown)[0]}}}, which it is not given"
            faults.append(
                Diagnostic("unknown-placeholder", message, Span(path), f"it has {names or 'nothing to put in'}")
            )
    if faults:
        raise CourseError(*faults)


def _flat(data: Mapping[str, Any], group: str = "") -> Iterator[tuple[str, Phrase]]:
    for name, value in data.items():
        if isinstance(value, Mapping) and not value.keys() <= FORMS:
            yield from _flat(value, f"{group}{name}.")
        else:
            yield f"{group}{name}", _plain(value)


def _plain(value: Any) -> Phrase:
    return {form: str(text) for form, text in value.items()} if isinstance(value, Mapping) else str(value)
