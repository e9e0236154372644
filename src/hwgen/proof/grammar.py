"""English and Chinese around a number that was drawn: “1 layers”, “7 layer of”, “a 8-bit code”, “2th”, “-1 个”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hwgen.proof.agreement import patterns
from hwgen.proof.counting import SIGNED, alike
from hwgen.text import Language, Text

NOUNS = [
    "attribute",
    "batch",
    "bit",
    "block",
    "box",
    "bucket",
    "byte",
    "category",
    "channel",
    "class",
    "column",
    "copy",
    "device",
    "dimension",
    "document",
    "edge",
    "element",
    "entry",
    "epoch",
    "error",
    "example",
    "expert",
    "feature",
    "filter",
    "frame",
    "gate",
    "gradient",
    "group",
    "head",
    "image",
    "input",
    "instance",
    "iteration",
    "kernel",
    "label",
    "layer",
    "map",
    "multiplication",
    "neighbour",
    "node",
    "neuron",
    "number",
    "output",
    "parameter",
    "part",
    "patch",
    "phrase",
    "pixel",
    "point",
    "position",
    "prediction",
    "question",
    "replica",
    "row",
    "sample",
    "sentence",
    "sequence",
    "server",
    "state",
    "step",
    "student",
    "test",
    "time",
    "token",
    "triangle",
    "unit",
    "update",
    "value",
    "vector",
    "vertex",
    "weight",
    "window",
    "word",
]
NOUN = f"(?:{'|'.join(NOUNS)})"
# What a number names instead of counting: class 1, step 3; or it ends a row of widths.
NAMED = "".join(
    f"(?<!{word} )(?<!{word} \\$)"
    for word in [
        "–",
        "box",
        "class",
        "column",
        "degree",
        "document",
        "epoch",
        "group",
        "head",
        "layer",
        "length of",
        "level",
        "map",
        "label",
        "node",
        "part",
        "point",
        "position",
        "row",
        "stage",
        "step",
        "test",
        "token",
        "type",
        "word",
    ]
)
# Looking ahead first is much faster than looking behind at each letter.
ONE = rf"(?=\$?1){NAMED}(?:\$1\$|(?<![\w.,/$×^_=+*()-])1)"
MORE = rf"(?=\$?[1-9]){NAMED}(?:\$(?:[2-9]|[1-9]\d+)\$|(?<![\w.,/$×^_=+*()-])(?:[2-9]|[1-9]\d+))"
SEVERAL = "(?:two|three|four|five|six|seven|eight|nine|ten|twelve|both|several|many|few|these|those)"
# What a number of layers, heads or classes may describe: “a two-layer network”, with a hyphen.
DESCRIBED = "(?:network|net|model|perceptron|classifier|encoder|decoder|transformer|stack|problem|attention|cell|convolution|tree|mlp|cnn|rnn)"
# What may stand between a number and its noun.
KIND = "(?:hidden|input|output|convolutional|linear|dense|fully connected|residual|recurrent|different|equal|identical|separate|independent|parallel|new|more|other)"
# The noun may come behind another number: 8 input and 16 output channels.
NOUN_LATER = rf"(?! (?:and|or|by) \$?(?:\d+|[a-z]+)\$? {KIND} (?:{KIND} )?{NOUN}(?:e?s)\b)"
# What may be a verb behind “each”.
VERB = "(?:weights|maps|outputs|inputs|labels|samples|steps|points|tests|states|filters|groups|updates|values|numbers|parts|frames|scales|batches|heads)"
PATTERNS = {
    "en": (
        *patterns(NOUNS),
        # The same of numbers in words.
        rf"\b(?i:{SEVERAL}) {KIND} {NOUN}(?= (?:of|and|each|in|with|are|is|have|has|for|by)\b|[.,;:?!]|$)",
        rf"\b(?i:{SEVERAL}) {NOUN}{NOUN_LATER}(?= (?:of|and|each|in|with|are|is|have|has|does|do|there|to|for|by)\b|[.,;:?!]|$)",
        rf"\b(?i:{SEVERAL}|\d+) {NOUN} {DESCRIBED}\b",
        rf"\b(?i:one|each|every|a single) (?!{VERB}\b)(?:{NOUN}(?:es|s)(?<!ss)|classes|matrices|vertices|categories|copies|boxes)\b(?!['’])",
        r"\b[Aa]n (?:two|three|four|five|six|seven|nine|ten|twelve)\b|\b[Aa] (?:eight|eleven|eighteen)\b",
        rf"\b[Aa]n? (?!few)(?i:{SEVERAL}|\d+) (?!times|percent){NOUN}(?:e?s)\b",
        rf"\b[Hh]ow much (?!the )(?:[a-z-]+ )?{NOUN}(?:e?s)\b",
        rf"(?:^|[.;:] )(?:An?|Each|Every|One|This) (?:[a-z-]+ ){{0,2}}(?:{NOUN}|{DESCRIBED}) have\b",
        r"\bdo (?:it|this|that) (?:have|need|take|cost|use)\b|\bdoes (?:they|these|those)\b",
        # One of something that is said to be several. A number behind a comma may end a list.
        r"\b(?:is|are|was|were|has|have|with|of|in|and|after|takes?|uses?|needs?) 1 (?!GPUs\b)[a-z]{3,}(?<![suia])s\b",
        rf"{ONE} (?:(?!(?:and|or|is|are|in|of|to|than|per|for|from|at|on|by|the|an?|some|both|all|many)\b)[a-z-]+ ){{0,2}}{NOUN}(?:e?s)\b(?!')",
        r"\b[Hh]ow many of (?!the\b|each\b|every\b|these\b|those\b|them\b|its\b|their\b|your\b|our\b|all\b|\$?\d)",
        r"\b(?:does|do|did) (?:it|they|this|that|the [a-z]+|an? [a-z]+|each [a-z]+) has\b",
        rf"{MORE} (?:{KIND} )?(?!test\b){NOUN}{NOUN_LATER}(?= (?:of|and|each|in|with|are|is|have|has)\b|[.,;?]|$)",
        r"(?<!1)(?:1|\$1\$)th\b|(?<!1)(?:[23]|\$[23]\$)th\b|1[123](?:st|nd|rd)\b",
        r"(?:\ba|(?:^|[.:?!] )A) \$?(?:8\d*|1[18](?:\d{3})*)\$?(?![\d.])(?:-[a-z]| [a-z]{2,})",
        # Small letters: abbreviations are read letter by letter.
        r"\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz][a-z]{2})(?!x[a-z]*\b)[a-z]+",
        # A may be a name.
        r"(?<![“‘])(?:\ba|^A|(?<=[.?!] )A) (?=[aeio][a-z]{2})(?!(?:and|are|also|alone|once|ones?|into|instead|exceeds|equals|eu\w*|one-\w*)\b)[a-z]+",
        rf"\b[Hh]ow many (?:[a-z-]+ ){{0,2}}{NOUN}(?:e?s)(?: (?:of|in) (?:the |a |an |each |all )?[a-z-]+)? (?:is|was)\b(?! (?:(?:it|that|this|the|a|an|each|one)\b|[$\ue000]))",
        r"\b[Aa]n \$?(?!8|1[18](?!\d)|1[18]\d{3}(?!\d))\d+\$?(?:-[a-z]| [a-z]{2,})",
        rf"(?<![\w)\]}}$])\$?[-−]\d+\$? {NOUN}(?:e?s)?\b",
    ),
    "zh": (
        r"(?:^|[有个是共用经过])二[个层条张步块组](?!元)",
        r"(?<![\w)\]}$])\$?[-−]\d+\$?\s?[个层条张头轮次步页]",
        r"个个(?=[\u4e00-\u9fff])(?![体人性位都])|的的(?!确)|是是(?!非)|在在|为为|和和|与与|，，|。。|经经(?!常)|有有(?![限效界用意关序利])",
    ),
}
# What a pattern asks of a number itself: digits but how often something comes and those of a sign's code, and the sign.
WHICH_NUMBER = re.compile(r"(?<!\\)\d(?![,\d]*\})|\[-−\]")
CODE = re.compile(r"\\u\w{4}")
# By language, each with whether it matters which numbers stand in a text.
COMPILED = {
    language: [(re.compile(pattern), bool(WHICH_NUMBER.search(CODE.sub("", pattern)))) for pattern in patterns]
    for language, patterns in PATTERNS.items()
}
ORDINAL = re.compile(r"\$?(?:st|nd|rd|th)\b")
# A number that a word goes with: the one behind it, “a” before it, or the sign that it is no count with.
BESIDE = re.compile(r"\$?\s?-?[^\W\d_]")
ARTICLE = re.compile(r"\b[Aa]n? \$?$")
# In other languages, a word does not ask which number it is.
ENGLISH = "en"
EIGHT, ELEVEN = re.compile(r"8\d*"), re.compile(r"1[18](?:\d{3})*")


def slips(text: Text) -> Iterator[str]:
    """What no teacher would print, as it stands there."""
    for language, string in text.items():
        yield from (match[0].strip() for match in matches(string, language))


def matches(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Where a text in a language slips, once for each way to do so."""
    signs_too = alike(text).replace(" - ", " + ").replace(r"\left(7\right)", "7")
    beside = SIGNED.sub(_beside_english if language == ENGLISH else _beside, text)
    slipping = {*_slipping(signs_too, language, False), *_slipping(beside.replace(" - ", " + "), language, True)}
    for i in sorted(slipping):
        if match := COMPILED[language][i][0].search(text):
            yield match


def _beside(number: re.Match[str]) -> str:
    """A number that goes with the same words as this one, in a language where only its sign tells."""
    return "-7" if number[0].startswith("-") and BESIDE.match(number.string, number.end()) else "7"


def _beside_english(number: re.Match[str]) -> str:
    """A number that goes with the same words as this one: 1, 8 and 11 do as no other, and 3rd has letters of its own."""
    start, end = number.span()
    sign, digits = ("-", number[0][1:]) if number[0].startswith("-") else ("", number[0])
    if not BESIDE.match(number.string, end) and not ARTICLE.search(number.string, max(0, start - 5), start):
        return "7"
    if digits in ("0", "1") or ORDINAL.match(number.string, end):
        return number[0]
    return sign + (
        "8" if EIGHT.fullmatch(digits) else "11" if ELEVEN.fullmatch(digits) else "7" if digits.isdigit() else "7.5"
    )


@lru_cache(maxsize=4096)
def _slipping(text: str, language: Language, by_number: bool) -> tuple[int, ...]:
    """The patterns that a text slips by: those that ask which number stands there, or all others."""
    return tuple(
        i for i, (pattern, asks) in enumerate(COMPILED.get(language, ())) if asks is by_number and pattern.search(text)
    )
