"""A question of each type with every element that Moodle's own export writes, and what Moodle 4.5 and 5.1 do without one of them.

Measured by importing each file into both: `STOPS` where the import ends and what follows is lost, `DAMAGED` where it is
taken and is not what was meant. Without any other element Moodle takes its default.
"""

from __future__ import annotations

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HEAD = f"""
<name><text>one</text></name>
<questiontext format="html"><text><![CDATA[<p>Why? <img src="@@PLUGINFILE@@/a.png" alt="a"></p>]]></text>
<file name="a.png" path="/" encoding="base64">{PNG}</file></questiontext>
<generalfeedback format="html"><text>So.</text></generalfeedback>
<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><idnumber>q1</idnumber>
"""
TAGS = "<tags><tag><text>t</text></tag></tags>"
COMBINED = "".join(
    f'<{name} format="html"><text>{name}</text></{name}>'
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
)
HINT = '<hint format="html"><text>Think.</text><shownumcorrect/><clearwrong/><options>1</options></hint>'


def answer(text: str, fraction: int, tail: str = "") -> str:
    feedback = '<feedback format="html"><text>f</text></feedback>'
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{feedback}{tail}</answer>'


def pair(left: str, right: str) -> str:
    return f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'


TOLERANCE = "<tolerance>0.1</tolerance>"
UNITS = """
<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>
<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>
<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>0</showunits><unitsleft>0</unitsleft>
"""
ORDERING = """
<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>3</selectcount>
<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>
<shownumcorrect>1</shownumcorrect>
"""
ESSAY = """
<responseformat>editor</responseformat><responserequired>1</responserequired><responsefieldlines>10</responsefieldlines>
<minwordlimit>10</minwordlimit><maxwordlimit>100</maxwordlimit><attachments>0</attachments>
<attachmentsrequired>0</attachmentsrequired><maxbytes>0</maxbytes><filetypeslist>.pdf</filetypeslist>
<graderinfo format="html"><text>g</text></graderinfo><responsetemplate format="html"><text>r</text></responsetemplate>
"""
CHOICE = """
<single>true</single><shuffleanswers>1</shuffleanswers><answernumbering>abc</answernumbering>
<showstandardinstruction>0</showstandardinstruction><shownumcorrect/>
"""
FIELDS = HEAD.replace("Why?", "Why? {1:SHORTANSWER:=x} {1:MULTICHOICE:=a~b}").replace(
    "<defaultgrade>1</defaultgrade>", ""
)

QUESTIONS = {
    "multichoice": HEAD + CHOICE + COMBINED + answer("A", 100) + answer("B", 0) + HINT + TAGS,
    "truefalse": HEAD
    + "<showstandardinstruction>0</showstandardinstruction>"
    + answer("true", 100)
    + answer("false", 0)
    + HINT
    + TAGS,
    "shortanswer": HEAD + "<usecase>1</usecase>" + answer("x", 100) + answer("y", 50) + HINT + TAGS,
    "numerical": HEAD + answer("5", 100, TOLERANCE) + answer("9", 50, TOLERANCE) + UNITS + HINT + TAGS,
    "matching": HEAD
    + "<shuffleanswers>true</shuffleanswers><shownumcorrect/>"
    + COMBINED
    + pair("a", "1")
    + pair("b", "2")
    + pair("c", "3")
    + HINT
    + TAGS,
    "ordering": HEAD + ORDERING + COMBINED + answer("A", 1) + answer("B", 2) + answer("C", 3) + HINT + TAGS,
    "essay": HEAD + ESSAY + TAGS,
    "description": HEAD + TAGS,
    "cloze": FIELDS + HINT + TAGS,
    "category": '<category><text>$course$/top/A</text></category><info format="html"><text>i</text></info><idnumber>c1</idnumber>',
}
STOPS = {
    *(f"{kind}/{path}" for kind in QUESTIONS if kind not in ("category", "cloze") for path in ("name", "name/text")),
    *(
        f"{kind}/{path}"
        for kind in QUESTIONS
        if kind != "category"
        for path in ("questiontext/file@name", "tags/tag/text")
    ),
    *("multichoice/answer", "truefalse/answer", "shortanswer/answer", "shortanswer/answer@fraction"),
    *("numerical/answer/text", "matching/subquestion/answer", "matching/subquestion/answer/text"),
    "ordering/shownumcorrect",
    *(
        "cloze/name/text",
        "cloze/questiontext",
        "cloze/questiontext/text",
        "category/category/text",
        "category/info/text",
    ),
}
DAMAGED = {
    *(
        f"{kind}/{path}"
        for kind in QUESTIONS
        if kind not in ("category", "cloze")
        for path in ("questiontext", "questiontext/text", "questiontext/file")
    ),
    *("cloze/questiontext/file", "category/category"),
    *("multichoice/answer@fraction", "multichoice/answer/text", "truefalse/answer@fraction", "truefalse/answer/text"),
    *("shortanswer/answer/text", "numerical/answer", "numerical/answer@fraction", "numerical/units"),
}
