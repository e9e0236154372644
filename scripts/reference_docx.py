"""Writes templates/docx/reference.docx: the styles, lists and margins of papers for Word. Run it after a change and look at a paper.

It begins with the document that comes with python-docx, whose styles an office knows, and leaves of it what papers need.
"""

from __future__ import annotations

import copy
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from hwgen.writers.docx.package import saved

ROOT = Path(__file__).parents[1]
KEPT = {"Normal", "Title", "Subtitle", "Heading1", "Header", "Footer", "TableNormal", "DefaultParagraphFont", "NoList", "TableGrid"}  # fmt: skip
SERIF = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="宋体"/>'
SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="黑体"/>'
MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New" w:eastAsia="宋体"/>'
LIST, BULLETS, NUMBERS, PAIRS = 1, 2, 3, 4
# A twentieth of a point is the unit of lengths, half a point that of sizes.
STEP = 425


def size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def numbered(list_: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'


def indent(left: int, hanging: int = 0) -> str:
    return f'<w:ind w:left="{left}"' + (f' w:hanging="{hanging}"/>' if hanging else "/>")


def gap(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


CENTRED = '<w:jc w:val="center"/>'
# Names as Word shows them, what each is based on, and how its paragraphs and its letters look.
STYLES = (
    ("Institution", "Institution", "Normal", gap(0, 60) + CENTRED, size(24)),
    ("Term", "Term", "Normal", gap(0, 120) + CENTRED, ""),
    ("Facts", "Facts", "Normal", gap(0, 120) + CENTRED, ""),
    ("Notes", "Notes Heading", "Normal", "<w:keepNext/>" + gap(160, 40), f"{SANS}<w:b/>"),
    ("Note", "Note", "Normal", numbered(NUMBERS) + gap(0, 20), size(20)),
    ("Signature", "Signature Line", "Normal", gap(240, 60) + '<w:jc w:val="right"/>', ""),
    ("Instructions", "Instructions", "Normal", "<w:keepNext/>" + gap(0, 80), size(20)),
    ("Shared", "Shared Stem", "Normal", "<w:keepNext/>" + gap(160, 40), f"{SANS}<w:b/>"),
    ("SharedText", "Shared Stem Text", "Normal", gap(0, 60), ""),
    ("Question", "Question", "Normal", numbered(LIST) + gap(120, 40), ""),
    ("QuestionText", "Question Text", "Normal", gap(0, 40) + indent(STEP), ""),
    ("Option", "Option", "Normal", "<w:keepLines/>" + numbered(LIST, 1) + gap(0, 20), ""),
    ("Pair", "Pair", "Normal", "<w:keepLines/>" + numbered(PAIRS) + gap(0, 20), ""),
    ("Remark", "Remark", "Normal", gap(0, 40) + indent(STEP), size(20)),
    ("AnswerLine", "Answer Line", "Normal", gap(60, 60) + indent(STEP) + '<w:jc w:val="right"/>', ""),
    ("AnswerSpace", "Answer Space", "Normal", gap(0, 0) + indent(STEP), ""),
    ("Figure", "Figure", "Normal", gap(60, 60) + CENTRED, ""),
    ("Formula", "Formula", "Normal", gap(60, 60) + CENTRED, ""),
    ("ListBullet", "List Bullet", "Normal", numbered(BULLETS) + gap(0, 20), ""),
    ("ListNumber", "List Number", "Normal", numbered(NUMBERS) + gap(0, 20), ""),
    ("Program", "Program", "Normal", '<w:keepLines/><w:wordWrap w:val="0"/>' + gap(0, 0) + indent(2 * STEP), MONO + size(20)),
    ("Solution", "Solution", "Normal", '<w:pBdr><w:left w:val="single" w:sz="12" w:space="6" w:color="A6A6A6"/></w:pBdr>' + gap(20, 40) + indent(STEP + 120), size(20)),
    ("Cell", "Table Text", "Normal", gap(20, 20), ""),
    ("Gap", "Gap", "Normal", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', size(4)),
)  # fmt: skip
LETTERS = (
    ("Keyword", "Keyword", f"{SANS}<w:b/>"),
    ("Points", "Points", ""),
    ("ProgramText", "Program Text", MONO),
    ("Emphasis", "Emphasis", '<w:rFonts w:eastAsia="楷体"/><w:i/><w:iCs/>'),
    ("Strong", "Strong", '<w:rFonts w:eastAsia="黑体"/><w:b/><w:bCs/>'),
)
HEADINGS = {
    "Title": (gap(0, 60) + CENTRED, f"{SANS}<w:b/>{size(32)}"),
    "Subtitle": (gap(0, 60) + CENTRED, f"{SANS}{size(26)}"),
    "Heading1": ("<w:keepNext/><w:keepLines/>" + gap(240, 80) + '<w:outlineLvl w:val="0"/>', f"{SANS}<w:b/>{size(24)}"),
    "Header": (gap(0, 0), size(20)),
    "Footer": (gap(0, 0), size(20)),
}  # fmt: skip


def level(number: int, form: str, text: str, left: int, style: str = "", letters: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{indent(left, STEP)}</w:pPr><w:rPr>{letters}</w:rPr></w:lvl>'
    )


def numbering() -> str:
    """The list of questions with their options and pairs; bullets; and numbers in brackets."""
    lists = (
        (LIST, "multilevel", [
            level(0, "decimal", "%1.", STEP, "Question"),
            level(1, "upperLetter", "%2.", 2 * STEP, "Option"),
        ]),
        (BULLETS, "hybridMultilevel", [level(i, "bullet", "•", (2 + i) * STEP, "" if i else "ListBullet") for i in range(4)]),
        (NUMBERS, "hybridMultilevel", [level(i, "decimal", f"(%{i + 1})", (2 + i) * STEP, "" if i else "ListNumber") for i in range(4)]),
        (PAIRS, "singleLevel", [level(0, "decimal", "(%1)", STEP, "Pair")]),
    )  # fmt: skip
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="{kind}"/>{"".join(levels)}</w:abstractNum>'
        for i, kind, levels in lists
    )
    used = "".join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i, _, _ in lists)
    return f"<w:numbering {nsdecls('w')}>{abstract}{used}</w:numbering>"


def paragraph_style(id: str, name: str, base: str, paragraph: str, letters: str) -> str:
    custom = "" if id.startswith("List") else ' w:customStyle="1"'
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{custom} w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def letter_style(id: str, name: str, letters: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="character" w:styleId="{id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{letters}</w:rPr></w:style>'
    )


def main() -> None:
    document = docx.Document()
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT:
            styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).replace(
        styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))[0],
        parse_xml(
            f'<w:rPr {nsdecls("w")}>{SERIF}{size(21)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        ),
    )
    for id, (paragraph, letters) in {
        "Normal": ('<w:spacing w:before="0" w:after="0" w:line="288" w:lineRule="auto"/>', ""),
        **HEADINGS,
    }.items():
        style = next(style for style in styles.findall(qn("w:style")) if style.get(qn("w:styleId")) == id)
        for old in [
            *style.findall(qn("w:pPr")),
            *style.findall(qn("w:rPr")),
            *style.findall(qn("w:link")),
            *style.findall(qn("w:next")),
        ]:
            style.remove(old)
        for name, inner in (("pPr", paragraph), ("rPr", letters)):
            style.append(parse_xml(f"<w:{name} {nsdecls('w')}>{inner}</w:{name}>"))
    for row in STYLES:
        styles.append(parse_xml(paragraph_style(*row)))
    for letters_row in LETTERS:
        styles.append(parse_xml(letter_style(*letters_row)))
    lists = document.part.numbering_part.element
    for child in list(lists):
        lists.remove(child)
    lists.extend(copy.deepcopy(list(parse_xml(numbering()))))
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    section = document.sections[0]
    section.page_width, section.page_height = docx.shared.Mm(210), docx.shared.Mm(297)
    section.left_margin = section.right_margin = docx.shared.Mm(22)
    section.top_margin, section.bottom_margin = docx.shared.Mm(20), docx.shared.Mm(20)
    section.header_distance = section.footer_distance = docx.shared.Mm(11)
    document.core_properties.title = "Styles of papers"
    out = ROOT / "templates" / "docx" / "reference.docx"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(saved(document))
    print(out)


if __name__ == "__main__":
    main()
