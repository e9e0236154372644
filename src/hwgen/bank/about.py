"""What a course is called, its languages and its spelling: bank/course.yaml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from hwgen.bank.head import EMPTY, HeadRecord
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.fields import CourseText, Name, Record, SourceText, one_of, refused
from hwgen.text import CODE, USUAL, Language, Source
from hwgen.validation import misspelt
from hwgen.words.script import IDEOGRAPH
from hwgen.words.words import language_called, script_of, shipped
from hwgen.yamlsrc import Document

FILE = Path("bank", "course.yaml")
Spelling = Literal["british", "american", "none"]

# None of these is the code of a language.
OF_COUNTRIES = {"cn": "zh", "jp": "ja", "kr": "ko", "cz": "cs", "dk": "da", "gb": "en", "us": "en"}


def _code(code: Source) -> Source:
    if code in OF_COUNTRIES:
        message = f"`{code}` is the code of a country; that of its language is `{OF_COUNTRIES[code]}`"
        raise one_of((), message, OF_COUNTRIES[code])
    if not CODE.fullmatch(code):
        message = (
            f"`{code}` is not a language code, which has two lowercase letters, such as `de`, or `pt-br` with a region"
        )
        raise one_of((), message, language_called(code, shipped()) or "")
    return code


def _means(word: str) -> str:
    """The code that is meant by a word for a language or for its country; the word itself where none is known."""
    return OF_COUNTRIES.get(word.lower()) or language_called(word, shipped()) or word


def _words(text: str) -> list[str]:
    # A language has no name of several words.
    return [word for word in re.split(r"[^\w-]+|\b(?:and|und)\b|[和与及]", text) if word]


def _in_brackets(codes: object) -> object:
    """Raises PydanticCustomError for a text in place of a list, with the codes that it means."""
    if isinstance(codes, Source) and (words := _words(codes)):
        message = "expected a list of language codes, found a text"
        raise one_of((), message, f"[{', '.join(map(_means, words))}]")
    return codes


def _once(codes: tuple[Source, ...]) -> tuple[Source, ...]:
    for code in codes:
        if codes.count(code) > 1:
            raise refused(f"`{code}` appears twice", "delete one of the two")
    return codes


_CODE_SCHEMA = {"type": "string", "pattern": f"^{CODE.pattern}$", "examples": ["de", "en", "fr", "zh"]}
LanguageCode = Annotated[SourceText, AfterValidator(_code), WithJsonSchema(_CODE_SCHEMA)]


class CourseFile(Record):
    """What a course is called, in which languages it is given, and what its commands take for granted."""

    languages: Annotated[tuple[LanguageCode, ...], BeforeValidator(_in_brackets), AfterValidator(_once)] = Field(
        (), min_length=1, description="The languages that every text has; the first is the default of `--lang`."
    )
    name: CourseText = Field(description="The course’s name, printed on every paper.")
    institution: CourseText = Field(description="The department or school, printed on every paper.")
    exam: Name | None = Field(None, description="The exam that `hwgen build` builds by default.")
    head: HeadRecord = Field(EMPTY, description="The head of every paper; an exam may override each key.")
    spelling: Spelling = Field("none", description="The spelling of English; `hwgen check` reports other spellings.")


def read_about(root: Path) -> CourseFile:
    """Raises CourseError with every fault of the file."""
    if not (root / FILE).exists():
        hint = "`hwgen init DIR` makes a course that has one; copy it, and name your languages in it"
        raise CourseError(Diagnostic("missing-file", "there is no such file", Span(root / FILE), hint))
    document = Document(root / FILE)
    languages = _languages(document)
    if _in_one_unsaid(document.data):
        hint = (
            f"write `languages: [{languages[0]}]`, or write every text under {' and '.join(f'`{at}`' for at in USUAL)}"
        )
        place, what = document.span("languages", "#key"), "no `languages`, and a name in one language"
        unsaid = Diagnostic("missing-key", what, place, hint)
        others = (fault for path, fault in document.sound(CourseFile, languages).faults if path != ("languages",))
        raise CourseError(unsaid, *others)
    return document.read(CourseFile, languages)


def languages_of(root: Path) -> tuple[Language, ...]:
    """The languages of the course at `root`: the usual ones where its file does not say, or cannot be read."""
    try:
        return _languages(Document(root / FILE))
    except (CourseError, OSError):
        return _named_in_text(root) or USUAL


def says_languages(root: Path) -> bool:
    """Whether the file says in which languages the texts are, though other keys of it may be wrong."""
    try:
        document = Document(root / FILE)
    except (CourseError, OSError):
        return False
    return isinstance(document.data, dict) and "languages" in document.data and not _are_wrong(document)


def suggests_languages(root: Path) -> bool:
    """Whether a file with wrong languages, or one that is no YAML, shows which ones are meant."""
    try:
        document = Document(root / FILE)
    except (CourseError, OSError):
        return bool(_named_in_text(root))
    return _are_wrong(document) and bool(_named(document))


def _are_wrong(document: Document) -> bool:
    return any(path[:1] == ("languages",) for path, _ in document.sound(CourseFile, _languages(document)).faults)


def _named(document: Document) -> tuple[Language, ...]:
    """The languages that the name of the course is written in, where it is a text in several."""
    name = document.data.get("name") if isinstance(document.data, dict) else None
    codes = tuple(map(str, name)) if isinstance(name, dict) else ()
    return codes if all(map(CODE.fullmatch, codes)) else ()


# The value of `languages:` in a file that is no YAML: a list in brackets or of lines that begin with `-`.
_LIST = re.compile(r"^languages:((?:[ \t]*\[[^\]\n]*|(?:[ \t]*\n[ \t]*-[^\n]*)+))", re.MULTILINE)


def _named_in_text(root: Path) -> tuple[Language, ...]:
    """What a file that cannot be read says in its line `languages:`, if every word there is a code."""
    if not (root / FILE).is_file():
        return ()
    try:
        listed = _LIST.search((root / FILE).read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, OSError):
        return ()
    codes = re.findall(r"[\w-]*\w", listed[1]) if listed else []
    return tuple(dict.fromkeys(codes)) if all(map(CODE.fullmatch, codes)) else ()


def languages_around(path: Path) -> tuple[Language, ...]:
    """Those of the course that the file at `path` stands in."""
    return languages_of(next((folder for folder in path.absolute().parents if (folder / FILE).is_file()), path))


def _declared(data: object) -> object:
    """What stands below `languages:`, or below a key that is misspelt for it."""
    if not isinstance(data, dict):
        return None
    strange = [key for key in data if key not in CourseFile.model_fields]
    return data.get("languages") or data.get(misspelt("languages", strange))


def _in_one_unsaid(data: object) -> bool:
    """Whether the name of the course is in one language, and no key says in which."""
    return isinstance(data, dict) and _declared(data) is None and isinstance(data.get("name"), Source)


def _languages(document: Document) -> tuple[Language, ...]:
    """Those that the file declares; where a code of them is wrong, those of its name, so that nothing else seems wrong."""
    declared = _declared(document.data)
    listed = declared if isinstance(declared, list) else _words(declared) if isinstance(declared, str) else ()
    codes = [_means(str(code)) for code in listed if isinstance(code, str)]
    if not all(map(CODE.fullmatch, codes)) and (named := _named(document)):
        return named
    if isinstance(document.data, dict) and _in_one_unsaid(document.data):
        chinese = bool(IDEOGRAPH.search(document.data["name"]))
        return tuple(at for at in USUAL if script_of(at).ideographic is chinese)
    return tuple(dict.fromkeys(codes)) or USUAL
