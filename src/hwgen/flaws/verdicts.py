"""Reasons that argue against their own key: “This is wrong” of a right option, 正确 of a false statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Choice, TrueFalse
from hwgen.text import Text
from hwgen.words.words import name_of

SUBJECT = {
    "en": r"(?:(?:this|that|it|the (?:statement|claim|option|answer)) is )",
    "zh": r"(?:(?:这|该|此|这一|这个|本)(?:说法|命题|选项|答案|陈述|项)?(?:是|显然)?)",
}
END = {"en": r"(?=[.,:;]|$)", "zh": r"的?(?=[。，；：]|$)"}
# A verdict at the very beginning, with nothing behind it in its clause: “True only for …” may be part of an argument.
VERDICTS = {
    "en": {
        True: re.compile(rf"{SUBJECT['en']}?(?:true|right|correct|not (?:false|wrong)){END['en']}", re.IGNORECASE),
        False: re.compile(
            rf"{SUBJECT['en']}?(?:false|wrong|incorrect|untrue|not (?:true|right|correct|so)){END['en']}", re.IGNORECASE
        ),
    },
    "zh": {
        True: re.compile(rf"{SUBJECT['zh']}?(?:正确|对|没错|成立){END['zh']}"),
        False: re.compile(rf"{SUBJECT['zh']}?(?:错误?|不对|不正确|不成立|有误){END['zh']}"),
    },
}
# “That is right, but …” grants something first.
GRANTS = {
    "en": re.compile(r"\b(?:but|yet|however|though|although)\b", re.IGNORECASE),
    "zh": re.compile("但|不过|然而|却|只是"),
}


@rule
def reason_against_key(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, TrueFalse):
            reasons = [(statement.id, statement.why, statement.true) for statement in part.pool]
        elif isinstance(part, Choice):
            reasons = [(c.id, c.why, right) for right, of in ((True, part.right), (False, part.wrong)) for c in of]
        else:
            continue
        for id, why, right in reasons:
            for language in item.languages:
                if why and language in VERDICTS and (word := _contrary(why, language, right)):
                    if right:
                        message = (
                            f"`{id}` is right, but its reason begins with “{word}” in the {name_of(language)} text"
                        )
                    else:
                        message = (
                            f"`{id}` is wrong, but its reason begins with “{word}” in the {name_of(language)} text"
                        )
                    yield Finding(message, why[language])


def _contrary(why: Text, language: str, right: bool) -> str:
    visible = prose(why[language]).visible.strip()
    match = VERDICTS[language][not right].match(visible)
    return match[0] if match and not GRANTS[language].search(visible) else ""
