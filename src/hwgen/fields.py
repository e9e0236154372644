"""What the values of a file may be: records, texts in the languages of a course, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypedDict

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from hwgen.text import USUAL, Language, Source, Text


class _SourceSchema:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(Source)


# For an editor, 0.5 is a number even where it is a text: an option, a label.
SourceText = Annotated[Source, _SourceSchema, WithJsonSchema({"type": ["string", "number"]})]


def refused(message: str, way_out: str) -> PydanticCustomError:
    """The fault of a value for which no general hint fits."""
    return PydanticCustomError("refused", "{message}", {"message": message, "way_out": way_out})


def _named(name: Source) -> Source:
    if not name.strip():
        raise PydanticCustomError("no_name", "expected a name, found nothing")
    return name


def _spelled(word: Source) -> Source:
    if not word.strip():
        raise refused("this spelling is empty, and would be right where nothing is written", "write one, or delete it")
    return word


Name = Annotated[SourceText, AfterValidator(_named)]
Spelling = Annotated[SourceText, AfterValidator(_spelled)]


# The type of the fault of a value that is none of a closed set; `names` has those, so that the nearest can be proposed.
ONE_OF = "one_of"


def one_of(names: Sequence[str], message: str, meant: str = "") -> PydanticCustomError:
    """`meant` is the one of them that a value stands for, if that is known."""
    return PydanticCustomError(ONE_OF, "{message}", {"message": message, "names": list(names), "meant": meant})


def _truth(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise one_of(("true", "false"), "expected `true` or `false`")


Truth = Annotated[bool, BeforeValidator(_truth)]


class Record(BaseModel):
    """A mapping in a YAML file: no unknown keys, nothing that changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


# Stands in a schema where a text does, until its languages are known.
TEXT_HERE = "x-text"


class _TextSchema:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(read_text)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        """`hwgen schema` defines it once, with the languages of the course."""
        return {TEXT_HERE: True}


# A formula without words, which reads the same in each language.
FORMULA = re.compile(r"\s*\$(?!.*\\(?:text|mbox))[^$]+\$\s*")
# A text in each of the course's languages, or of the item's own; in one language it may stand by itself.
CourseText = Annotated[Text, _TextSchema]


def _said(text: Text) -> Text:
    for language, words in text.items():
        if not words.strip():
            raise refused(f"the text under `{language}` is empty", "write what stands on the paper")
    return text


# What a paper cannot do without.
FilledText = Annotated[CourseText, AfterValidator(_said)]


def text_schema(languages: Sequence[Language], known: Sequence[Language] = ()) -> dict[str, Any]:
    """The schema of a text in these languages, for editors; it may stand in others that are `known`, too."""
    one: dict[str, Any] = {"type": ["string", "number"]}
    schema: dict[str, Any] = {
        "title": "text",
        "description": f"A text in each language: {', '.join(languages)}.",
        "type": "object",
        "properties": {at: one | {"description": f"In the language {at}."} for at in (known or languages)},
        "required": list(languages),
        "additionalProperties": False,
    }
    if len(languages) == 1:
        return {"title": "text", "anyOf": [one, schema]}
    # A formula stands once. The type that editors complete is the first one.
    written = f"write the text under {' and '.join(languages)}; only a formula alone stands once"
    return schema | {"type": ["object", "string"], "pattern": f"^{FORMULA.pattern}$", "patternErrorMessage": written}


class Tongues(TypedDict):
    """Which languages the texts of a file must have, and which they may have beside."""

    languages: tuple[Language, ...]
    known: tuple[Language, ...]


def tongues(info: core_schema.ValidationInfo[Any]) -> Tongues:
    """Those of the file that is being read; an item that has other languages puts them there."""
    context: Tongues | None = info.context
    return context or Tongues(languages=USUAL, known=USUAL)


def read_text(value: object, info: core_schema.ValidationInfo[Any]) -> Text:
    """A text of a file. Raises ValidationError with every language that is missing or not one of the course's."""
    languages, known = tongues(info)["languages"], tongues(info)["known"]
    if isinstance(value, Source) and (len(languages) == 1 or FORMULA.fullmatch(value)):
        return Text(dict.fromkeys(languages, value))
    if not isinstance(value, Mapping):
        keys = " and ".join(f"`{language}`" for language in languages)
        raise PydanticCustomError("no_text", "expected a text under {keys}", {"keys": keys, "languages": languages})
    faults = [InitErrorDetails(type="missing", loc=(at,), input=value) for at in languages if at not in value]
    for key, phrase in value.items():
        if key not in known:
            fault = PydanticCustomError("unknown_language", "{known}", {"known": ", ".join(f"`{at}`" for at in known)})
            faults.append(InitErrorDetails(type=fault, loc=(key,), input=phrase))
        elif not isinstance(phrase, Source):
            faults.append(InitErrorDetails(type="is_instance_of", loc=(key,), input=phrase, ctx={"class": "Source"}))
    if faults:
        raise ValidationError.from_exception_data("text", faults)
    return Text({language: value[language] for language in known if language in value})
