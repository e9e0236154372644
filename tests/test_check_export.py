"""Every rule of the check before the upload: a file with the damage is caught, its twin without it passes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from moodle_files import FILE, check
from moodle_questions import (
    PNG,
    RIGHT,
    SHOWN,
    WRONG,
    answer,
    category,
    choice,
    field,
    file,
    number,
    ordering,
    pair,
    question,
    quiz,
    tolerance,
    truth,
    unit,
)

from hwgen import catalogue
from hwgen.errors import Span
from hwgen.lms.moodle import cloze

Run = Callable[..., CompletedProcess[str]]


GIF, SVG, PDF = (base64.b64encode(data).decode() for data in (b"GIF89a picture", b"<svg/>", b"%PDF-1.7"))


def both(chinese: str, english: str, code: str = "zh_cn") -> str:
    return f'<span lang="{code}" class="multilang">{chinese}</span> <span lang="en" class="multilang">{english}</span>'


HINT = '<hint format="html"><text>Think.</text></hint>'


ID = "<idnumber>c</idnumber>"


UNIT_WANTED = "<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty>"


IMAGE = '<img src="@@PLUGINFILE@@/a.png" alt="">'


SHORT = question("shortanswer", answer("a", "100"))


@dataclass(frozen=True)
class Case:
    """`planted` breaks `rule`; `sound` differs in as little as can be."""

    rule: str
    severity: str
    planted: str | bytes
    sound: str | bytes


def q(rule: str, severity: str, planted: str, sound: str) -> Case:
    return Case(rule, severity, quiz(planted), quiz(sound))


CASES = [
    # The file.
    Case("moodle-not-xml", "error", quiz(question("essay", text="&", name="a < b")), quiz(question("essay", name="a &lt;"[:1]))),
    Case("moodle-not-xml", "error", quiz(question("essay", name="a&nbsp;b")), quiz(question("essay", name="a&#160;b"))),
    Case("moodle-not-xml", "error", quiz(question("essay", name="a\x0cb")), quiz(question("essay", name="a\tb"))),
    Case("moodle-not-xml", "error", quiz(question("essay", name="a]]>b")), quiz(question("essay", name="a]]&gt;b"))),
    Case("moodle-not-xml", "error", quiz(question("essay")).replace("</name>", "</nam>"), quiz(question("essay"))),
    Case("moodle-not-utf-8", "error", quiz(question("essay", name="卷积")).encode("gbk"), quiz(question("essay", name="卷积"))),
    Case("moodle-encoding", "error", quiz(question("essay")).replace("UTF-8", "GBK"), quiz(question("essay"))),
    Case("moodle-encoding", "error", quiz(question("essay")).replace("UTF-8", "ISO-8859-1"), quiz(question("essay"))),
    Case("moodle-entity", "error", quiz(question("essay")).replace("<quiz>", '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>'),
         quiz(question("essay")).replace("<quiz>", "<!DOCTYPE quiz><quiz>")),
    Case("moodle-truncated", "error", quiz(question("essay"), question("essay"))[:-40], quiz(question("essay"), question("essay"))),
    Case("moodle-root", "error", quiz(question("essay")).replace("quiz>", "exam>"), quiz(question("essay"))),
    Case("moodle-no-questions", "error", quiz(), quiz(question("essay"))),
    Case("export-only-categories", "warning", quiz(category("A")), quiz(question("essay"))),
    Case("moodle-upload-size", "warning", quiz(question("essay", text="x" * 2_200_000)), quiz(question("essay", text="x" * 2_000_000))),
    Case("moodle-text-too-long", "error", quiz(question("essay", text="x" * 10_100_000)), quiz(question("essay", text="x" * 1000))),
    # Spaces that Moodle loses.
    q("moodle-lost-space", "error", question("essay", name="a &amp; 池"), question("essay", name="a &amp;池")),
    q("moodle-lost-space", "error", question("essay", name="&#x5377; &#x79ef;"), question("essay", name="卷 积")),
    q("moodle-lost-space", "error", question("essay").replace("<![CDATA[Why?]]>", "&lt;b&gt;a&lt;/b&gt; &lt;b&gt;b&lt;/b&gt;"),
      question("essay").replace("<![CDATA[Why?]]>", "&lt;b&gt;a&lt;/b&gt; b &lt;b&gt;b&lt;/b&gt;")),
    q("moodle-lost-space", "error", question("essay", text="a]]> <![CDATA[b"), question("essay", text="a ]]><![CDATA[b")),
    # What all questions have.
    q("moodle-type", "error", question("TrueFalse"), question("essay")),
    q("moodle-type", "error", question("essay").replace(' type="essay"', ""), question("essay")),
    q("moodle-not-checked", "warning", question("ddwtos"), question("essay")),
    q("moodle-name", "error", question("essay").replace("<name><text>one</text></name>", ""), question("essay")),
    q("moodle-name-empty", "error", question("essay", name=" "), question("essay")),
    q("moodle-name-tag", "error", question("essay", name="a&lt;b"), question("essay", name="a &lt; b &gt; c")),
    q("moodle-name-long", "error", question("essay", name="x" * 256), question("essay", name="x" * 255)),
    q("moodle-question-empty", "error", question("essay", text=""), question("essay", text=".")),
    q("moodle-text-outside", "error", question("essay").replace("<text><![CDATA[Why?]]></text>", "Why?"), question("essay")),
    q("moodle-html-in-text", "error", question("essay").replace("<![CDATA[Why?]]>", "<b>Why?</b>"), question("essay", text="<b>Why?</b>")),
    q("moodle-penalty", "error", question("essay", marks="<penalty></penalty>"), question("essay", marks="<penalty>0</penalty>")),
    q("moodle-penalty", "error", question("essay", marks="<penalty>100</penalty>"), question("essay", marks="<penalty>1</penalty>")),
    q("moodle-penalty", "error", question("essay", marks="<penalty>-1</penalty>"), question("essay", marks="<penalty>0.5</penalty>")),
    q("moodle-penalty-missing", "warning", question("essay", marks=" "), question("essay")),
    q("moodle-defaultgrade", "error", question("essay", marks="<penalty>0</penalty><defaultgrade>ten</defaultgrade>"), question("essay")),
    q("moodle-defaultgrade", "error", question("essay", marks="<penalty>0</penalty><defaultgrade>100000</defaultgrade>"),
      question("essay", marks="<penalty>0</penalty><defaultgrade>99999</defaultgrade>")),
    q("moodle-defaultgrade", "error", question("essay", marks="<penalty>0</penalty><defaultgrade>-1</defaultgrade>"), question("essay")),
    q("moodle-idnumber", "error", question("essay", f"<idnumber>{'x' * 101}</idnumber>"), question("essay", f"<idnumber>{'x' * 100}</idnumber>")),
    q("moodle-idnumber", "error", question("essay", "<idnumber><text>x</text></idnumber>"), question("essay", "<idnumber>x</idnumber>")),
    q("moodle-idnumber-twice", "error", 2 * question("essay", "<idnumber>x</idnumber>"),
      question("essay", "<idnumber>x</idnumber>") + category("B") + question("essay", "<idnumber>x</idnumber>")),
    q("moodle-hidden", "error", question("essay", "<hidden>1</hidden>"), question("essay", "<hidden>0</hidden>")),
    q("moodle-unknown-element", "warning", question("essay", "<rubric>x</rubric>"), question("essay", "<shuffleanswers>0</shuffleanswers><rubric/>")),
    q("moodle-text-ignored", "error", question("essay", "<generalfedback><text>x</text></generalfedback>"),
      question("essay", "<generalfeedback><text>x</text></generalfeedback><answer fraction='0'><text></text></answer>")),
    q("moodle-hint", "error", question("essay", '<hint format="html"></hint>'), question("essay", HINT)),
    q("moodle-plugin-type", "warning", question("stack"), question("essay")),
    *(
        q("moodle-value", "error", question(kind, f"<{name}>{wrong}</{name}>{rest}"), question(kind, f"<{name}>{right}</{name}>{rest}"))
        for kind, name, wrong, right, rest in (
            ("essay", "responsefieldlines", "ten", "10", ""), ("essay", "attachments", "1.5", "", ""), ("essay", "responserequired", "true", "1", ""),
            ("essay", "responsefieldlines", "99999", "7", ""), ("essay", "minwordlimit", "1e400", "99999", ""), ("essay", "maxbytes", "1 MB", "1048576", ""),
            ("shortanswer", "usecase", "true", " 1 ", answer("a", "100")), ("ordering", "selectcount", "99999", "x", ""),
            ("numerical", "unitgradingtype", "half", "1", ""), ("numerical", "unitpenalty", "10%", "0.1", ""), ("numerical", "showunits", "0.5", "3", ""),
            ("numerical", "units", unit("1e400", "m"), unit("100", "cm"), ""), ("numerical", "units", unit("ten", "m"), unit("", "cm"), ""),
        )
    ),
    q("moodle-value-long", "error", question("numerical", f"<units>{unit('1', 'm' * 51)}</units>"), question("numerical", f"<units>{unit('1', 'm' * 50)}</units>")),
    q("moodle-value-long", "error", question("matching", pair("a", "x" * 256) + pair("b", "2")), question("matching", pair("a", "图" * 255) + pair("b", "2"))),
    q("moodle-tag", "error", question("essay", "<tags><tag>cnn</tag></tags>"), question("essay", "<tags><tag><text>cnn</text></tag></tags>")),
    q("moodle-tag", "error", question("essay", "<tags><tag><text/></tag></tags>"), question("essay", "<tags/>")),
    q("moodle-tag", "error", question("essay", "<tags><tag><text>0</text></tag></tags>"), question("essay", "<tags><tag><text>00</text></tag></tags>")),
    q("moodle-tag-empty", "warning", question("essay", "<tags><tag><text/></tag><tag><text>a</text></tag></tags>"), question("essay", "<tags/>")),
    q("moodle-tag-twice", "warning", question("essay", f"<tags>{2 * '<tag><text>cnn</text></tag>'}</tags>"),
      question("essay", "<tags><tag><text>cnn</text></tag><tag><text>rnn</text></tag></tags>")),
    q("moodle-tag-markup", "error", question("essay", "<tags><tag><text>&lt;b&gt;cnn</text></tag></tags>"),
      question("essay", "<tags><tag><text>b&gt;cnn</text></tag></tags>")),
    q("moodle-format", "warning", question("essay").replace('format="html"', 'format="HTML5"'), question("essay")),
    # Categories.
    q("moodle-category", "error", '<question type="category"><category>A</category></question>' + SHORT, category("A") + SHORT),
    q("moodle-category", "error", category("") + SHORT, category("A") + SHORT),
    q("moodle-category-long", "error", category("x" * 256) + SHORT, category("x" * 255) + SHORT),
    q("moodle-category-system", "error", category("$system$/A") + SHORT, category("$course$/A") + SHORT),
    q("moodle-category-blank", "warning", category("A/ /B") + SHORT, category("A//B") + SHORT),
    q("moodle-category", "error", category("A", '<info format="html"></info>') + SHORT, category("A", "<info><text>x</text></info>") + SHORT),
    q("moodle-category-tag", "error", category("a &lt;b&gt; c") + SHORT, category("a &lt; b") + SHORT),
    q("moodle-category-id-twice", "error", category("A", ID) + SHORT + category("B", ID), category("A", ID) + SHORT + category("A", ID)),
    q("moodle-idnumber", "error", category("A", f"<idnumber>{'x' * 101}</idnumber>") + SHORT, category("A", f"<idnumber>{'x' * 100}</idnumber>") + SHORT),
    # Formulas.
    q("moodle-dollar-math", "error", question("essay", text="Is $x^2$ convex?"), question("essay", text=r"Is \(x^2\) for $5 or $6 convex?")),
    q("moodle-formula-tag", "error", question("essay", text=r"\(x<y\)"), question("essay", text=r"\(x&lt;y\)")),
    q("moodle-formula-open", "error", question("essay", text=r"\(x"), question("essay", text=r"\(x\)")),
    q("moodle-formula-markdown", "error", question("essay", text=r"\(x\)").replace("html", "markdown"), question("essay", text=r"\(x\)")),
    q("moodle-script", "warning", question("essay", text="<p onclick='x()'>a</p>"), question("essay", text="<p>a</p>")),
    # Files.
    q("moodle-file-missing", "error", question("essay", text=IMAGE), question("essay", text=IMAGE, files=file())),
    q("moodle-file-missing", "error", question("essay", text=IMAGE, files=file("A.png")), question("essay", text=IMAGE, files=file())),
    q("moodle-file-missing", "error", question("multichoice", answer(IMAGE, "100") + WRONG, files=file()),
      question("multichoice", answer(IMAGE, "100", file()) + WRONG)),
    *(
        q("moodle-file-missing", "error", question("essay", text=f'<img src="@@PLUGINFILE@@/{shown}">', files=file()),
          question("essay", text=f'<img src="@@PLUGINFILE@@/{shown}">', files=file(held)))
        for shown, held in (("a b.png", "a b.png"), ("图 1.png", "图 1.png"), ("a%20b.png", "a b.png"), ("a&amp;b.png?x=1", "a&amp;b.png"))
    ),
    *(
        q("moodle-file-not-image", "error", question("essay", text=IMAGE.replace("png", ending), files=file(f"a.{ending}", wrong)),
          question("essay", text=IMAGE.replace("png", ending), files=file(f"a.{ending}", right)))
        for ending, wrong, right in (("svg", GIF, SVG), ("png", PDF, PNG), ("png", SVG, PNG), ("gif", PDF, GIF))
    ),
    q("moodle-file-type", "warning", question("essay", text=IMAGE, files=file(data=GIF)), question("essay", text=IMAGE, files=file())),
    *(
        q("moodle-picture-lost", "error", question("essay", text=f"<img src='{address}'>"), question("essay", text=IMAGE, files=file()))
        for address in ("figs/a.png", "file:///C:/a.png", "C:\\a.png", "/pluginfile.php/1/a.png", "http://other.example/pluginfile.php/1/a.png", "")
    ),
    q("moodle-picture-external", "warning", question("essay", text='<img alt="a" src="https://example.org/a.png">'),
      question("essay", text='<img src="data:image/png;base64,AA=="> <a href="https://example.org/a.png">a</a>')),
    # Languages.
    q("moodle-language", "error", question("essay", text=both("中文", "English", "zh")), question("essay", text=both("中文", "English"))),
    q("moodle-language", "error", question("essay", text=both("中文", "English", "zh-Hans")), question("essay", text=both("中文", "English", "zh-CN"))),
    q("moodle-language-nested", "error", question("essay", text=both("<span>中</span>文", "English")), question("essay", text=both("<em>中</em>文", "English"))),
    q("moodle-language-formula", "warning", question("essay", text=both(r"设 \(x\) 为", r"Let \(x\) be")),
      question("essay", text=both("设", "Let") + r"\(x\)" + both("为", "be"))),
    q("moodle-file-name", "error", question("essay", files=file("")), question("essay", text=IMAGE, files=file())),
    q("moodle-file-path", "error", question("essay", text=IMAGE, files=file(path="a")), question("essay", text=IMAGE, files=file())),
    q("moodle-file-twice", "error", question("essay", text=IMAGE, files=2 * file()), question("essay", text=IMAGE, files=file())),
    q("moodle-file-base64", "error", question("essay", text=IMAGE, files=file(data="%%%")), question("essay", text=IMAGE, files=file(data="\n" + PNG))),
    q("moodle-file-empty", "error", question("essay", text=IMAGE, files=file(data="")), question("essay", text=IMAGE, files=file())),
    q("moodle-file-unused", "warning", question("essay", files=file()), question("essay", text=IMAGE, files=file())),
    q("moodle-file-large", "warning", question("essay", text=IMAGE, files=file(data=base64.b64encode(bytes(2**20 + 1)).decode())),
      question("essay", text=IMAGE, files=file(data=base64.b64encode(bytes(2**20)).decode()))),
    q("moodle-file-lost", "error", question("essay", f'<responsetemplate format="html"><text><![CDATA[{IMAGE}]]></text>{file()}</responsetemplate>'),
      question("essay", f'<graderinfo format="html"><text><![CDATA[{IMAGE}]]></text>{file()}</graderinfo>')),
    # Choices.
    q("moodle-fraction", "error", choice(RIGHT, answer("b", "33.33")), choice(RIGHT, answer("b", "33.33333"))),
    q("moodle-fraction", "error", choice(RIGHT, answer("b", "")), choice(RIGHT, answer("b", "0"))),
    q("moodle-fraction", "error", choice(RIGHT, answer("b", "abc")), choice(RIGHT, answer("b", "-50"))),
    q("moodle-fraction", "error", choice(RIGHT, answer("b", "12")), choice(RIGHT, answer("b", "12.5"))),
    q("moodle-fraction-missing", "error", choice(RIGHT, WRONG.replace(' fraction="0"', "")), choice(RIGHT, WRONG)),
    q("moodle-options", "error", choice(RIGHT), choice(RIGHT, WRONG)),
    q("moodle-option-empty", "error", choice(RIGHT, WRONG, answer("")), choice(RIGHT, WRONG, answer("c"))),
    q("moodle-option-twice", "error", choice(RIGHT, WRONG, WRONG), choice(RIGHT, WRONG)),
    q("moodle-single", "error", choice(RIGHT, WRONG, single="False"), choice(RIGHT, WRONG, single="1")),
    q("moodle-single-missing", "warning", choice(RIGHT, WRONG).replace("<single>true</single>", ""), choice(RIGHT, WRONG)),
    q("moodle-numbering", "error", choice(RIGHT, WRONG, more="<answernumbering>a)</answernumbering>"),
      choice(RIGHT, WRONG, more="<answernumbering>abc</answernumbering>")),
    q("moodle-no-full-mark", "error", choice(answer("a", "90"), WRONG), choice(RIGHT, WRONG)),
    q("moodle-full-marks-twice", "error", choice(RIGHT, answer("b", "100")), choice(RIGHT, WRONG)),
    q("moodle-sum", "error", choice(answer("a", "50"), answer("b", "40"), answer("c", "-50"), single="false"),
      choice(answer("a", "50"), answer("b", "50"), answer("c", "-50"), single="false")),
    q("moodle-mark-all", "error", choice(answer("a", "50"), answer("b", "50"), answer("c", "0"), single="false"),
      choice(answer("a", "50"), answer("b", "50"), answer("c", "-50"), single="false")),
    q("moodle-one-is-all", "error", choice(RIGHT, answer("b", "100"), answer("c", "-100"), single="false"),
      choice(RIGHT, answer("c", "-100"), single="false")),
    # True or false.
    q("moodle-truefalse-answers", "error", question("truefalse", answer("true", "100")), truth()),
    q("moodle-truefalse-text", "error", truth(words=("True", "False")), truth()),
    q("moodle-truefalse-text", "error", truth(words=("正确", "错误")), truth()),
    q("moodle-truefalse-key", "error", truth("100", "100"), truth("100", "0")),
    q("moodle-truefalse-key", "error", truth("0", "0"), truth("0", "100")),
    # Short answers and numbers.
    q("moodle-no-full-mark", "error", question("shortanswer", answer("a", "90")), SHORT),
    q("moodle-hidden-answer", "error", question("shortanswer", answer("*", "0") + answer("a", "100")),
      question("shortanswer", answer("a", "100") + answer("*", "0"))),
    q("moodle-hidden-answer", "error", question("shortanswer", answer("re*", "50") + answer("relu", "100")),
      question("shortanswer", answer("relu", "100") + answer("re*", "50"))),
    q("moodle-hidden-answer", "error", question("shortanswer", answer("RELU", "50") + answer("relu", "100")),
      question("shortanswer", "<usecase>1</usecase>" + answer("RELU", "50") + answer("relu", "100"))),
    q("moodle-answer-empty", "error", question("shortanswer", answer("a", "100") + answer("")), SHORT),
    q("moodle-answer-plain", "error", question("shortanswer", answer("<b>a</b>", "100")), SHORT),
    q("moodle-number", "error", number(answer("abc", "100", tolerance("0"))), number(answer("1", "100", tolerance("0")))),
    q("moodle-number", "error", number(answer("", "100", tolerance("0"))), number(answer("1", "100", tolerance("0")))),
    q("moodle-number", "error", number(answer("１２", "100", tolerance("0"))), number(answer("12", "100", tolerance("0")))),
    q("moodle-number", "error", number(answer("inf", "100", tolerance("0"))), number(answer("1e9", "100", tolerance("0")))),
    *(
        q("moodle-number-read", "error", number(answer(text, "100", tolerance("0"))), number(answer("5", "100", tolerance("0"))))
        for text in ("1/3", "3x3", "0,5", "0x10", "1,792", "1.5x10^3")
    ),
    *(
        q("moodle-number-digits", "error", number(answer(wrong, "100", tolerance("0"))), number(answer(right, "100", tolerance(within))))
        for wrong, right, within in (
            ("0.1234567890123456", "0.12345678901234", "0"), ("0.1234567890123456", "0.1234567890123456", "0.001"),
            ("12345678901234567890", "123456789012345", "0"), ("0.1234567890123456", "3.14159265358979312", "0"),
        )
    ),
    q("moodle-number", "error", number(answer("1e400", "100", tolerance("0"))), number(answer("1e308", "100", tolerance("0")))),
    q("moodle-number-read", "error", number(answer("1e-400", "100", tolerance("0"))), number(answer("1e-300", "100", tolerance("0")))),
    q("moodle-no-full-mark", "error", number(answer("5", "100", "<tolerance>0</tolerance>", UNIT_WANTED)),
      number(answer("5", "100", "<tolerance>0</tolerance>", f"{UNIT_WANTED}<units>{unit('1', 'm')}</units>"))),
    *(
        q("moodle-tolerance", "error", number(answer("5", "100", tolerance(text))), number(answer("5", "100", tolerance("1"))))
        for text in ("5%", "abc", "-1")
    ),
    q("moodle-tolerance", "error", number(answer("5", "100", tolerance("1m"))), number(answer("5", "100", tolerance("")))),
    q("moodle-tolerance-missing", "warning", number(answer("0.5", "100")), number(answer("5", "100"))),
    q("moodle-hidden-answer", "error", number(answer("10", "50", tolerance("2")), answer("10", "100", tolerance("0.1"))),
      number(answer("10", "100", tolerance("0.1")), answer("10", "50", tolerance("2")))),
    q("moodle-intervals-meet", "warning", number(answer("10", "50", tolerance("1")), answer("11.5", "100", tolerance("1"))),
      number(answer("10", "50", tolerance("1")), answer("12.5", "100", tolerance("1")))),
    q("moodle-no-full-mark", "error", number(answer("5", "50", tolerance("0"))), number(answer("5", "100", tolerance("0")))),
    # Matching and ordering.
    q("moodle-pair-open", "error", question("matching", pair("a", "1") + pair("b", "2") + pair("c", "")),
      question("matching", pair("a", "1") + pair("b", "2") + pair("c", "3"))),
    q("moodle-pairs", "error", question("matching", pair("a", "1")), question("matching", pair("a", "1") + pair("", "2"))),
    q("moodle-pairs", "error", question("matching", pair("a", "1") + pair("b", "1")), question("matching", pair("a", "1") + pair("b", "2"))),
    q("moodle-pairs", "error", question("matching", pair("", "1") + pair("", "2")), question("matching", pair("a", "1") + pair("b", "2"))),
    q("moodle-answer-plain", "error", question("matching", pair("a", r"\(x\)") + pair("b", "2") + pair("c", "3")),
      question("matching", pair(r"\(x\)", "1") + pair("b", "2") + pair("c", "3"))),
    q("moodle-entries", "error", ordering("a"), ordering("a", "b")),
    q("moodle-entries-drawn", "warning", ordering("a", "b", "c").replace("ALL<", "RANDOM</selecttype><selectcount>2</selectcount><selecttype>x<"), ordering("a", "b", "c")),
    q("moodle-entries-drawn", "warning", ordering("a", "b", "c").replace("<selecttype>ALL</selecttype>", "<logical>0</logical><studentsee>x</studentsee>"),
      ordering("a", "b", "c").replace("ALL", "0")),
    q("moodle-ordering-hints", "error", ordering("a", "b").replace(SHOWN, ""), ordering("a", "b", name="卷" * 60)),
    q("moodle-ordering-hints", "error", ordering("a", "b").replace(SHOWN, HINT), ordering("a", "b").replace(SHOWN, 2 * HINT)),
    q("moodle-fraction", "error", ordering("a", "b").replace('fraction="1"', 'fraction="first"'), ordering("a", "b").replace(' fraction="1"', "")),
    q("moodle-responseformat", "error", question("essay", "<responseformat>html</responseformat>"),
      question("essay", "<responseformat>editor</responseformat>")),
    # Fields.
    q("moodle-cloze-fields", "error", field("No field"), field("{1:SHORTANSWER:=a}")),
    q("moodle-cloze-unread", "error", field("{1:shortanswer:=a} {1:SA:=b}"), field("{1:SHORTANSWER:=a} {1:SA:=b}")),
    *(
        q("moodle-cloze-unread", "error", field(wrong + " {1:SA:=b}"), field("{1:SA:=a} {:SA:=b} the set {1: a, 2: b}, {SA: a name}"))
        for wrong in (
            "{1：MC：=a~b}", "{1:MC：=a~b}", "{0.5:NM:=3}", "{1,5:SA:=a}", "{-1:SA:=a}", "{１:SA:=a}", "{ 1:SA:=a}", "{1 :SA:=a}", "{1: SA:=a}",
            "{1:SA :=a}", "｛1:SA:=a｝", "{SA:=a}", "{1:MCQ:=a~b}",
        )
    ),
    q("moodle-cloze-weight", "error", field("{100000:SA:=a}"), field("{99999:SA:=a}")),
    q("moodle-number", "error", field("{1:NM:=1e400:0}"), field("{1:NM:=1e300:0}")),
    q("moodle-hidden-answer", "error", field("{1:SA:%50%re*~=relu}"), field("{1:SA:=relu~%50%re*}")),
    q("moodle-name", "error", field("{1:SA:=a}").replace("<name><text>one</text></name>", "<name/>"), field("{1:SA:=a}").replace("<name><text>one</text></name>", "")),
    q("moodle-cloze-cut", "error", field(r"{1:MULTICHOICE_V:=\(\frac{a}{b}\)~%0%\(b\)}"), field(r"{1:MULTICHOICE_V:=\(a\)~%0%\(b\)}")),
    q("moodle-options", "error", field(r"{1:MULTICHOICE_V:=\(\frac{a}{b}\)}"), field(r"{1:MULTICHOICE_V:=\(\frac&#123;a&#125;&#123;b&#125;\)~b}")),
    q("moodle-cloze-tilde", "error", field(r"{1:SA:=a\~b}"), field("{1:SA:=a&#126;b}")),
    q("moodle-cloze-weight", "error", field("{0:SA:=a} {1:SA:=b}"), field("{1:SA:=a} {1:SA:=b}")),
    q("moodle-cloze-shares", "warning", field("{1:MULTIRESPONSE:=a~=b~c}"), field("{1:MULTIRESPONSE:%50%a~%50%b~%-50%c}")),
    q("moodle-no-full-mark", "error", field("{1:SA:%50%a}"), field("{1:SA:%100%a}")),
    q("moodle-number", "error", field("{1:NUMERICAL:=1/3:0}"), field("{1:NUMERICAL:=0.33:0.01}")),
    q("moodle-hidden-answer", "error", field("{1:NUMERICAL:%50%10:2~=10:0.1}"), field("{1:NUMERICAL:=10:0.1~%50%10:2}")),
    q("moodle-answer-plain", "error", field(r"{1:MULTICHOICE:=\(a\)~b}"), field(r"{1:MULTICHOICE_V:=\(a\)~b}")),
    q("moodle-defaultgrade-cloze", "error", field("{2:SA:=a}", "<penalty>0</penalty><defaultgrade>1</defaultgrade>"),
      field("{2:SA:=a}", "<penalty>0</penalty><defaultgrade>2</defaultgrade>")),
]  # fmt: skip


def found(text: str | bytes) -> set[tuple[str, str]]:
    checked = check(text.encode() if isinstance(text, str) else text)
    return {(diagnostic.rule, diagnostic.severity) for diagnostic in checked.diagnostics}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_planted_damage_is_caught_and_its_twin_passes(case: Case) -> None:
    assert (case.rule, case.severity) in found(case.planted)
    assert case.rule not in {rule for rule, _ in found(case.sound)}


def test_every_rule_of_moodle_is_planted() -> None:
    known = {id for id in catalogue.rules() if id.startswith("moodle-")}
    elsewhere = {"file-too-large", "too-complex"}
    assert len(known) > 90
    assert known - {case.rule for case in CASES} == {f"moodle-{name}" for name in elsewhere}


def test_the_line_of_a_finding_is_the_line_in_the_file() -> None:
    text = quiz(SHORT, question("essay", text="one\ntwo\nIs $x^2$ convex?"))
    line = next(i for i, line in enumerate(text.splitlines(), 1) if "x^2" in line)
    assert [(d.rule, d.span) for d in check(text.encode()).diagnostics] == [("moodle-dollar-math", Span(FILE, line))]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"<quiz>" + b"<a>" * 100_000, "too-complex"),
        (b"<quiz><question>" + b"<a/>" * 100_000, "too-complex"),
        (b"x" * (64 * 2**20 + 1), "file-too-large"),
        (b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>', "entity"),
        (b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "entity"),
        (b"\xff\xfe<\x00q\x00", "not-utf-8"),
        (b"", "not-xml"),
        (b"{1:MC:=" * 1000, "not-xml"),
    ],
)
def test_hostile_files_are_refused(data: bytes, rule: str) -> None:
    assert [d.rule for d in check(data).diagnostics if d.severity == "error"] == [f"moodle-{rule}"]


def test_many_unclosed_fields_are_read_in_linear_time() -> None:
    assert cloze.fields("{1:MC:=" * 20_000) == []


def test_the_same_warning_stands_once_with_how_often() -> None:
    checked = check(quiz(question("stack"), SHORT, question("stack"), question("coderunner")).encode())
    assert [(d.rule, d.span.line if d.span else 0, "2 times" in d.message) for d in checked.diagnostics] == [
        ("moodle-plugin-type", 3, True),
        ("moodle-plugin-type", 6, False),
    ]


def test_blank_lines_before_the_declaration_change_no_line() -> None:
    text = "\n  \n" + quiz(choice(RIGHT, answer("b", "33.33")))
    (diagnostic,) = check(text.encode()).diagnostics
    assert (diagnostic.rule, diagnostic.span) == ("moodle-fraction", Span(FILE, 5))


def test_the_command_reports_and_says_so_by_its_exit_code(tmp_path: Path, hwgen: Run) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(quiz(SHORT), encoding="utf-8")
    bad.write_text(quiz(choice(RIGHT, answer("b", "33.33"))), encoding="utf-8")
    done = hwgen("check-export", good, "--scores")
    assert (done.returncode, "100.00%  a" in done.stdout) == (0, True)
    done = hwgen("check-export", bad)
    assert done.returncode == 1
    assert "bad.xml:3: error: Moodle refuses the fraction 33.33 [moodle-fraction]" in done.stderr
    done = hwgen("check-export", bad, "--json")
    assert json.loads(done.stdout)["diagnostics"][0]["rule"] == "moodle-fraction"
    done = hwgen("check-export", bad, "--format", "github")
    assert done.stdout.splitlines()[0].startswith("::error file=bad.xml,line=3,col=1,title=moodle-fraction::")
    other = good.rename(tmp_path / "good.txt")
    assert hwgen("check-export", other).returncode == 1
    assert "not an exam.json" in hwgen("check-export", bad, "--against", bad).stderr
