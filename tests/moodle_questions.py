"""Questions of Moodle XML, piece by piece."""

from __future__ import annotations

import base64

PNG = base64.b64encode(b"\x89PNG picture").decode()


def quiz(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def question(
    kind: str, rest: str = "", *, text: str = "Why?", name: str = "one", marks: str = "", files: str = ""
) -> str:
    marks = marks or "<defaultgrade>1</defaultgrade><penalty>0</penalty>"
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{files}</questiontext>{marks}{rest}</question>"
    )


def answer(text: str, fraction: str = "0", more: str = "", tail: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{more}</answer>{tail}'


def choice(*answers: str, single: str = "true", more: str = "") -> str:
    return question("multichoice", f"<single>{single}</single>{more}{''.join(answers)}")


def number(*answers: str) -> str:
    return question("numerical", "".join(answers))


def tolerance(value: str) -> str:
    return f"<tolerance>{value}</tolerance>"


def truth(true: str = "100", false: str = "0", words: tuple[str, str] = ("true", "false")) -> str:
    return question("truefalse", answer(words[0], true) + answer(words[1], false))


def pair(left: str, right: str) -> str:
    return f'<subquestion format="html"><text><![CDATA[{left}]]></text><answer><text><![CDATA[{right}]]></text></answer></subquestion>'


def field(text: str, marks: str = "<penalty>0</penalty>") -> str:
    return question("cloze", text=text, marks=marks)


def category(path: str, info: str = '<info format="html"><text></text></info>') -> str:
    return f'<question type="category"><category><text>{path}</text></category>{info}</question>'


def file(name: str = "a.png", data: str = PNG, path: str = "/") -> str:
    return f'<file name="{name}" path="{path}" encoding="base64">{data}</file>'


def ordering(*entries: str, name: str = "one") -> str:
    rest = "<selecttype>ALL</selecttype><shownumcorrect>1</shownumcorrect>" + "".join(
        answer(entry, str(i)) for i, entry in enumerate(entries, 1)
    )
    return question("ordering", rest, name=name)


def unit(multiplier: str, name: str) -> str:
    return f"<unit><multiplier>{multiplier}</multiplier><unit_name>{name}</unit_name></unit>"


SHOWN = "<shownumcorrect>1</shownumcorrect>"


RIGHT, WRONG = answer("a", "100"), answer("b")
