"""Questions as teachers write them: every shape with what it has to become, nothing dropped in silence, hostile files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hwgen.bank.loading import load_course
from hwgen.errors import UsageError
from hwgen.lms.imported import Data, Imported
from hwgen.lms.intake import import_file
from hwgen.lms.sources import SOURCES

USUAL = ("zh", "en")

# Each shape: its text, and what each question becomes.
SHAPES = {
    "numbered": ("1. 下列正确的是？\nA. 甲\nB. 乙\n答案：B\n解析：因为如此。", ["choice B"]),
    "full width": ("１．下列正确的是？\nＡ．甲\nＢ．乙\n答案：Ｂ", ["choice B"]),
    "enumeration commas": ("1、下列正确的是？\nA、甲\nB、乙\nC、丙\n正确答案：C", ["choice C"]),
    "letters in brackets": ("（1）下列正确的是？\n（A）甲\n（B）乙\n【答案】A", ["choice A"]),
    "options in one line": ("1. 下列正确的是？\nA. 甲  B. 乙  C. 丙  D. 丁\n答案：D", ["choice D"]),
    "two options a line": ("1. 正确的是？\nA．甲   B．乙\nC．丙   D．丁\n【答案】C\n【解析】略。", ["choice C"]),
    "letters and a space": ("1. 正确的是？\nA 甲\nB 乙\nC 丙\n答案 B", ["choice B"]),
    "answer in the stem": ("1. 下列正确的是（ B ）。\nA. 甲\nB. 乙", ["choice B"]),
    "several in the stem": ("1. 下列正确的有（ABD）\nA. 甲\nB. 乙\nC. 丙\nD. 丁", ["multiple-choice ABD"]),
    "several with commas": ("1. 正确的有？\nA. 甲\nB. 乙\nC. 丙\n答案：A、C", ["multiple-choice AC"]),
    "several apart": ("1. Which?\nA) one\nB) two\nC) three\nAnswer: A and C", ["multiple-choice AC"]),
    "small letters": ("1) Which is even?\na) 1\nb) 2\nc) 3\nanswer: b", ["choice B"]),
    "aiken": ("Which is even?\nA. 1\nB. 2\nANSWER: B\n\nWhich is odd?\nA) 1\nB) 2\nANSWER: A", ["choice B", "choice A"]),
    "aiken without empty lines": ("Which is even?\nA. 1\nB. 2\nANSWER: B\nWhich is odd?\nA) 1\nB) 2\nANSWER: A", ["choice B", "choice A"]),
    "a star": ("1. Which is even?\nA. 1\n*B. 2\nC. 3", ["choice B"]),
    "marked behind": ("1. 正确的是？\nA. 甲\nB. 乙（正确答案）\nC. 丙", ["choice B"]),
    "text as the answer": ("1. 正确的是？\nA. 甲醇\nB. 乙醇\n答案：乙醇", ["choice B"]),
    "letter with text": ("1. 正确的是？\nA. 甲醇\nB. 乙醇\n答案：B. 乙醇", ["choice B"]),
    "choose the letter": ("1. 正确的是？\nA. 甲\nB. 乙\n答案：选B", ["choice B"]),
    "a tag": ("1、下列正确的是？[单选题]\nA.甲\nB.乙\n答案：A", ["choice A"]),
    "a tag of truth": ("1、【判断题】天是蓝的。\n答案：√", ["true-false T"]),
    "truth": ("1. 天是蓝的。\n答案：正确\n2. 草是红的。\n答案：×\n3. 雪是白的。\n答案：T\n4. 火是冷的。\n答案：F", ["true-false T", "true-false F", "true-false T", "true-false F"]),
    "truth in brackets": ("一、判断题\n1. 天是蓝的。（√）\n2. 草是红的。（×）\n3. 雪是白的（ 对 ）", ["true-false T", "true-false F", "true-false T"]),
    "truth at the end": ("判断题：\n1. 天是蓝的。 √\n2. 草是红的。 ×", ["true-false T", "true-false F"]),
    "truth with options": ("1. 天是蓝的。\nA. 对\nB. 错\n答案：A", ["true-false T"]),
    "truth in English": ("True or false\n1. The sky is blue. (T)\n2. Grass is red. (F)", ["true-false T", "true-false F"]),
    "a blank": ("1. 水的化学式是____。\n答案：H2O", ["short-answer H2O"]),
    "spellings": ("1. 早停的英文是____。\n答案：early stopping | Early-Stopping", ["short-answer early stopping|Early-Stopping"]),
    "a number": ("1. 3+4=____\n答案：7", ["numeric 7"]),
    "brackets as blanks": ("三、填空题\n1. 中国的首都是（　　）。\n答案：北京", ["short-answer 北京"]),
    "several blanks": ("1. ____和____是颜色，____是数。\n答案：红；绿；7", ["linked short-answer 红,short-answer 绿,numeric 7"]),
    "counted blanks": ("1. ____和____是颜色。\n答案：(1) 红 (2) 绿", ["linked short-answer 红,short-answer 绿"]),
    "an essay": ("四、简答题\n1. 为什么？（5分）\n答：因为这样。\n所以那样。", ["essay 因为这样。\\\n所以那样。"]),
    "an essay without an answer": ("五、论述题\n1. 谈谈你的看法。", ["essay （无参考答案）"]),
    "short answer": ("Short answer questions\n1. Who wrote Hamlet?\nAnswer: Shakespeare", ["short-answer Shakespeare"]),
    "answers at the end": ("1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n3. 丙？\nA. 一\nB. 二\n参考答案：\n1-3 ABA", ["choice A", "choice B", "choice A"]),
    "answers in a line": ("1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n答案：1-2 BA", ["choice B", "choice A"]),
    "answers one by one": ("1. 甲？\nA. 一\nB. 二\n2. 天是蓝的。\n3. 首都是____。\n答案\n1. B  2. √  3. 北京", ["choice B", "true-false T", "short-answer 北京"]),
    "answers by sections": ("一、单选题\n1. 甲？\nA. 一\nB. 二\n二、判断题\n1. 天是蓝的。\n2. 草是红的。\n参考答案\n一、单选题\n1. B\n二、判断题\n1-2 √×", ["choice B", "true-false T", "true-false F"]),
    "answers with reasons": ("1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n答案与解析\n1. B\n解析：甲是二。\n2. A\n解析：乙是一。", ["choice B", "choice A"]),
    "no numbers": ("下列正确的是？\nA. 甲\nB. 乙\n答案：B\n\n天是蓝的。\n答案：对", ["choice B", "true-false T"]),
    "lines of a stem": ("1. 看下面两句：\n(1) 天是蓝的。\n(2) 草是红的。\n正确的是？\nA. 第一句\nB. 第二句\n答案：A", ["choice A"]),
    "lines of an option": ("1. 哪个？\nA. 甲\n还是甲\nB. 乙\n答案：B", ["choice B"]),
    "a decimal": ("1. 圆周率约是？\nA. 3.14\nB. 2.72\n答案：A\n解析：\n3.14159 更准。", ["choice A"]),
    "lists in reasons": ("1. 哪个？\nA. 甲\nB. 乙\n答案：A\n解析：分两步：\n1. 先看甲。\n2. 再看乙。\n\n2. 哪个？\nA. 甲\nB. 乙\n答案：B", ["choice A", "choice B"]),
    "circled numbers": ("①正确的是？\nA.甲\nB.乙\n答案：A\n②天是蓝的。\n答案：对", ["choice A", "true-false T"]),
    "options behind the stem": ("1.哪个？A.甲 B.乙 C.丙\n答案：C\n2. 哪个是偶数？ A、1 B、2 C、3\n答案：B", ["choice C", "choice B"]),
    "options without spaces": ("1. 哪个？\nA.甲B.乙C.丙D.丁\n答案：C", ["choice C"]),
    "an answer on a line": ("1. 正确的是__B__。\nA. 甲\nB. 乙", ["choice B"]),
    "truth before the number": ("判断题\n（√）1、天是蓝的。\n（×）2、草是红的。\n（　）3、雪是白的。\n答案：√", ["true-false T", "true-false F", "true-false T"]),
    "a letter before the number": ("（B）1. 哪个？\nA. 甲\nB. 乙\n（A）2. 哪个？\nA. 甲\nB. 乙", ["choice B", "choice A"]),
    "boxes": ("1. Which are even?\n- [x] 2\n- [ ] 3\n- [x] 4", ["multiple-choice AC"]),
    "marked without letters": ("1、天是蓝的。[判断题]\n对(正确答案)\n错\n\n2、哪个？[单选题]\n甲\n乙(正确答案)", ["true-false T", "choice B"]),
    "answers in a table": ("1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n\n参考答案\n题号 1 2\n答案 A B", ["choice A", "choice B"]),
    "a title in brackets": ("1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n\n【参考答案】\n1.A；2.B", ["choice A", "choice B"]),
    "a list in the stem": ("1. 三条：\n1) 甲\n2) 乙\n3) 丙\n正确的是？\nA. 前两条\nB. 后两条\n答案：B\n2. 哪个？\nA. 甲\nB. 乙\n答案：A", ["choice B", "choice A"]),
    "the answer is": ("1. 哪个？\nA. 甲\nB. 乙\n答案是：A", ["choice A"]),
    "traditional": ("一、單選題\n1. 哪個正確？\nA. 甲\nB. 乙\n正確答案：B\n解釋：因為。\n二、判斷題\n1. 天是藍的。\n答案：對", ["choice B", "true-false T"]),
    "a tolerance": ("1. 圆周率约为____。\n答案：3.14±0.01", ["numeric 3.14"]),
    "spellings in two scripts": ("1. 批量归一化缩写为____。\n答案：BN/批归一化", ["short-answer BN|批归一化"]),
    "a quotation": ("1. 哪个？\nA. 甲\nB. 乙\n**答案：** B\n> 解析：因为。", ["choice B"]),
    "sections without other numbers": ("一、天是蓝的。（√）\n二、草是红的。（×）\n三、哪个是偶数？\nA. 1\nB. 2\n答案：B", ["true-false T", "true-false F", "choice B"]),
    "twelve in Chinese": ("\n".join(f"{n}、这是第几条说法。（√）" for n in (*"一二三四五六七八九十", "十一", "十二")), ["true-false T"] * 12),
    "an option in bold": ("1. Which is even?\nA. 1\n**B. 2**\nC. 3", ["choice B"]),
    "true and false below": ("1) The sky is blue.\nTrue\nFalse\nAnswer: True", ["true-false T"]),
    "letter with text in brackets": ("1. 哪些是对的？\nA. 甲\nB. 乙\nC. 以上都对\n答案：C（以上都对）", ["choice C"]),
    "letters with texts": ("1. 哪些是奇数？\nA. 1\nB. 2\nC. 3\n答案：AC:1;3;", ["multiple-choice AC"]),
    "a reason behind the letter": ("1. 哪个是偶数？\nA. 1\nB. 2\n答案：B。因为能被二整除。", ["choice B"]),
    "a reason in the line": ("1. 哪个是偶数？\nA. 1\nB. 2\n答案：B 解析：能被二整除。 难度：易", ["choice B"]),
    "a number left out": ("1. 哪个？\nA. 甲\nB. 乙\n答案：B\n3. 哪个？\nA. 甲\nB. 乙\n答案：A", ["choice B", "choice A"]),
    "a number again": ("1. 哪个？\nA. 甲\nB. 乙\n答案：B\n1. 哪个？\nA. 甲\nB. 乙\n答案：A", ["choice B", "choice A"]),
    "parts of a key": ("Part I. Multiple choice\n1. Which?\nA. 4\nB. 5\n2. Which?\nA. 4\nB. 5\nPart II. True/False\n3. Grass is red.\n\nANSWER KEY\nPart I: 1-B 2-A\nPart II: 3-F", ["choice B", "choice A", "true-false F"]),
    "tags with points": ("1. (单选题, 2.0分)哪个？\nA. 甲\nB. 乙\n正确答案: B:乙;", ["choice B"]),
    "a line for the kind": ("1. 单选题（1分）\n哪个？\nA 甲\nB 乙\n正确答案：B\n2. 判断题（1分）\n天是蓝的。\n正确答案：√", ["choice B", "true-false T"]),
    "stars of what has to be answered": ("1、哪个？[单选题] *\nA.甲\nB.乙(正确答案)\n\n2、[判断题] 天是蓝的。*\n对(正确答案)\n错\n\n3、[填空题] 首都是______*(答案：北京)", ["choice B", "true-false T", "short-answer 北京"]),
    "a solution": ("六、计算题\n1. 边长三，求面积。\n解：三乘三得九。", ["essay 三乘三得九。"]),
}  # fmt: skip


def read(data: bytes | str, source: str = "text") -> Imported:
    data = data if isinstance(data, bytes) else data.encode()
    return SOURCES[source].reads()(data, "quiz", set(), "quiz", USUAL, None)


def items(imported: Imported) -> list[Data]:
    return [item for those in imported.items.values() for item in those]


def summary(item: Data) -> str:
    kind = item["kind"]

    def letters() -> str:
        return "".join(option["id"][-1].upper() for option in item["right"])

    match kind:
        case "choice" | "multiple-choice":
            return f"{kind} {letters()}"
        case "true-false":
            return f"{kind} {'T' if item['statements'][0]['answer'] else 'F'}"
        case "short-answer":
            return f"{kind} {'|'.join(item['accepted'])}"
        case "numeric":
            return f"{kind} {item['answer']}"
        case "essay":
            return f"{kind} {next(iter(item['model'].values()))}"
        case "linked":
            return f"{kind} {','.join(map(summary, item['parts']))}"
    return str(kind)


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=list(SHAPES))
def test_every_shape_is_understood(text: str, expected: list[str]) -> None:
    imported = read(text)
    assert [summary(item) for item in items(imported)] == expected
    assert not [
        d
        for d in imported.doubts
        if d.rule not in ("import-one-language", "import-no-rubric", "import-no-model", "import-two-keys")
    ]


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_every_encoding_gives_the_same(encoding: str, text: str, expected: list[str]) -> None:
    lines = text.replace("\n", "\r\n").encode(encoding, "replace")
    assert [summary(item) for item in items(read(lines))] == expected


NUMBERS = {
    "3.14±0.01": ("3.14", "0.01", ""),
    "３．１４（允许误差 0.01）": ("3.14", "0.01", ""),
    "9.8，误差不超过0.1": ("9.8", "0.1", ""),
    "9.8 (within 0.1)": ("9.8", "0.1", ""),
    "5 ± 2%": ("5", "0.1", ""),
    "7, tolerance 1e-3": ("7", "0.001", ""),
    "1,024": ("1024", "0", ""),
    "−2.5e3": ("-2500", "0", ""),
    "3.13~3.15": ("3.14", "0.01", "the range “3.13~3.15” became 3.14 ± 0.01"),
    "1,300～1,400之间": ("1350", "50", "became 1350 ± 50"),
    "2.5 to 3.5": ("3", "0.5", "became 3 ± 0.5"),
    "2.5-3.5": ("3", "0.5", "became 3 ± 0.5"),
    "介于0.1和0.2之间": ("0.15", "0.05", "became 0.15 ± 0.05"),
    "0.7（0.65到0.72均可）": ("0.685", "0.035", "became 0.685 ± 0.035 in place of 0.7"),
    "约0.33": ("0.33", "0.005", "“约0.33” has no tolerance; half of its last place, 0.005, is accepted"),
}


@pytest.mark.parametrize(("given", "expected"), NUMBERS.items(), ids=list(NUMBERS))
def test_a_number_has_the_tolerance_that_is_said_of_it(given: str, expected: tuple[str, str, str]) -> None:
    value, tolerance, remark = expected
    for text in (f"1. x=____\n答案：{given}", f"1. x=____，y=____\n答案：{given}；甲"):
        imported = read(text)
        (item,) = items(imported)
        item = item["parts"][0] if item["kind"] == "linked" else item
        assert (item["kind"], item["answer"], item["tolerance"]) == ("numeric", value, tolerance)
        guesses = [d.message for d in imported.doubts if d.rule == "written-number"]
        assert len(guesses) == bool(remark)
        assert remark in "".join(guesses)


@pytest.mark.parametrize("given", ["3-5", "2 and 3", "2和3", "007", "85%", "5 cm", "[0, 1]", "3~2", "1/3"])
def test_what_is_no_number_with_a_tolerance_stays_a_text(given: str) -> None:
    (item,) = items(read(f"1. x=____\n答案：{given}"))
    assert (item["kind"], item["accepted"]) == ("short-answer", [given])


def test_a_tolerance_may_have_a_line_or_a_column() -> None:
    (item,) = items(read("1. x=____\n答案：3.14\n允许误差：±0.01"))
    assert (item["answer"], item["tolerance"]) == ("3.14", "0.01")
    (item,) = items(read("题干,答案,误差\nx=____,3.14,0.01".encode(), "excel"))
    assert (item["answer"], item["tolerance"]) == ("3.14", "0.01")
    imported = read("1. x=____\n答案：甲\n允许误差：0.01")
    assert [summary(item) for item in items(imported)] == ["short-answer 甲"]
    assert [d.message for d in imported.doubts if d.rule == "written-number"] == [
        "the tolerance “0.01” belongs to no number and was dropped"
    ]


WORD = re.compile(r"\b(?![A-H]+\b)[A-Za-z]{3,}|[\u4e00-\u9fff]{2,}")
# Words that say what a line is, and that no item needs.
LABELS = re.compile(
    r"^[一二三四五六七八九十]+、(?!\w+題|\w+题)|\b(?:True|False)\b|answer key|part i*|multiple choice|难度：易|计算题|填空题|正确答案|正確答案|参考答案|答案与解析|答案是|答案|解析|解釋|題号|题号|[一二]、\w+題|一、单选题|二、判断题|[一二三四五]、\w+题|判断题|单选题|正确|错误|answer|and|True or false|Short answer questions|选",
    re.I | re.M,
)


def shown(imported: Imported) -> str:
    data = yaml.safe_dump(imported.items, allow_unicode=True, width=10**6)
    return data + " ".join(f"{d.subject} {d.message}" for d in imported.doubts)


@pytest.mark.parametrize("text", [text for text, _ in SHAPES.values()], ids=list(SHAPES))
def test_every_word_is_in_an_item_or_in_a_doubt(text: str) -> None:
    kept = shown(read(text))
    for word in WORD.findall(LABELS.sub(" ", text)):
        assert word in kept, word


DOUBTS = [
    ("written-text", "第三章 小测\n请认真作答\n1. 哪个？\nA. 甲\nB. 乙\n答案：A", 1, "第三章 小测"),
    ("import-question-lost", "1. 哪个？\nA. 甲\nB. 乙\n\n2. 天是蓝的。\n答案：√", 1, "no option is marked as correct"),
    (
        "import-question-lost",
        "1. 天是蓝的。\n答案：√\n2. 哪个？\nA. 甲\nB. 乙\n答案：D",
        3,
        "the answer “D” is not one of",
    ),
    (
        "import-question-lost",
        "1. 天是蓝的。\n答案：√\n2. ____和____\n答案：甲",
        3,
        "2 blanks and another number of answers",
    ),
    (
        "import-question-lost",
        "一、判断题\n1. 天是蓝的。\n答案：√\n2. 草是红的。\n答案：也许",
        4,
        "neither true nor false",
    ),
    ("import-question-lost", "1. 天是蓝的。\n答案：√\n2. 这是什么？", 3, "it has no answer"),
    ("import-key-doubtful", "二、多选题\n1. 哪些？\nA. 甲\nB. 乙\n答案：A", 2, "one option is right"),
    ("import-key-doubtful", "一、单选题\n1. 哪个？\nA. 甲\nB. 乙\nC. 丙\n答案：AB", 2, "several options are right"),
    ("import-key-doubtful", "1. 哪个？\n*A. 甲\nB. 乙\n答案：B", 1, "options are marked as right"),
    ("written-twice", "1. 哪个？\nA. 甲\nB. 乙\n答案：A\n答案：B", 5, "a second answer, “B”"),
    (
        "written-stray",
        "1. 哪个？\nA. 甲\nB. 乙\n答案：A\n\n阅读下面的材料。\n2. 天是蓝的。\n答案：√",
        6,
        "阅读下面的材料",
    ),
    ("written-text", "1. 哪个？\nA. 甲\nB. 乙\n2. 甲？\nA. 一\nB. 二\n参考答案\n1. A 2. B 3. A", 8, "no such question"),
    ("written-text", "1. 哪个？\nA. 甲\nB. 乙\n2. 甲？\nA. 一\nB. 二\n参考答案\n1-2 A", 8, "an answer for each"),
    ("written-difficulty", "1. 天是蓝的。\n答案：√\n难度：超难", 1, "超难"),
    ("import-question-lost", "1. 天是蓝的。\n答案：√\n2. 哪个？\n甲\n乙\n答案：C", 3, "no options were recognised"),
    ("written-response", "1. 哪个？\nA. 甲\nB. 乙\n我的答案：A\n正确答案：B", 4, "“A” is no answer of the key"),
    ("import-option-twice", "1. 哪个？\nA. 甲\nB. 乙\nC. 乙\n答案：A", 1, "a duplicate option"),
    ("written-picture", "1. 图中是？\n![网络](net.png)\nA. 甲\nB. 乙\n答案：A", 1, "“![网络](net.png)”"),
    (
        "written-response",
        "1. 首都是____。\n我的答案：\n(1) 上海\n正确答案：北京",
        3,
        "“(1) 上海” is no answer of the key",
    ),
    ("written-encoding", "1. 天是蓝的。\n答案：√", 0, "read as GBK"),
]


@pytest.mark.parametrize(("rule", "text", "line", "message"), DOUBTS)
def test_every_doubt_has_its_line(rule: str, text: str, line: int, message: str) -> None:
    imported = read(text.encode("gb18030") if rule == "written-encoding" else text)
    doubt = next(d for d in imported.doubts if d.rule == rule)
    assert doubt.span
    assert doubt.span.line == line
    assert message in doubt.message


def test_what_is_said_of_a_question() -> None:
    (item,) = items(
        read(
            "一、单选题（每题3分）\n1. 哪个？\nA. 甲\nB. 乙\n答案：A\n解析：因为\n是甲。\n难度：易\n知识点：颜色；天空"
        )
    )
    assert item["difficulty"] == 2
    assert item["tags"] == ["颜色", "天空"]
    assert item["explanation"] == {"zh": "因为\\\n是甲。"}
    imported = read("一、单选题（每题3分）\n1. 哪个？（5分）\nA. 甲\nB. 乙\n答案：A\n2. 哪个？\nA. 甲\nB. 乙\n答案：A")
    assert [entry["points"] for entry in imported.entries] == [5, 3]
    assert [item["stem"]["zh"] for item in items(imported)] == ["哪个？", "哪个？"]


def test_lists_in_reasons_and_answers_are_no_questions() -> None:
    first, second = items(read(SHAPES["lists in reasons"][0]))
    assert "先看甲" in first["explanation"]["zh"]
    assert "再看乙" in first["explanation"]["zh"]
    assert second["stem"]["zh"] == "哪个？"
    (essay,) = items(read("1. 简述。\n答案：\n1. 其一。\n2. 其二。"))
    assert "其二" in essay["model"]["zh"]


@pytest.mark.parametrize(
    ("source", "data", "rule"),
    [
        ("text", b"", "import-nothing"),
        ("text", "随便写的\n没有题目".encode(), "written-nothing"),
        ("text", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "written-unreadable"),
        ("excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "written-unreadable"),
        ("excel", b"PK\x03\x04 no zip", "archive-damaged"),
        ("excel", "甲,乙\n1,2".encode(), "written-nothing"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(source: str, data: bytes, rule: str, tmp_path: Path) -> None:
    file = tmp_path / "quiz.dat"
    file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        import_file(SOURCES[source], file, tmp_path / "course")
    assert caught.value.diagnostics[0].rule == rule
    assert caught.value.diagnostics[0].hint or rule.startswith("archive")
    assert not (tmp_path / "course").exists()


PIECES = st.sampled_from(
    ["1. ", "2、", "A. ", "B．", "答案：", "答案", "解析：", "（ B ）", "____", "√", "1-5 ABCDA", "一、单选题", "{1:SA:=x}", "<b>", "$x$", "\\", "A", "BD", "|", "天是蓝的", "Which", "（2分）", "\t", "  ", "\n", "\n\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_imported_or_refused(text: str) -> None:
    from hwgen.lms.places import Unreadable

    try:
        imported = read(text)
    except Unreadable:
        return
    for item in items(imported):
        assert summary(item)


NUMBERED = ("numbered", "full width", "enumeration commas", "options in one line", "a number")


def test_an_import_is_a_course_that_loads(tmp_path: Path) -> None:
    file = tmp_path / "第三章.txt"
    file.write_text("\n\n".join(SHAPES[name][0] for name in NUMBERED), encoding="gb18030")
    done = import_file(SOURCES["text"], file, tmp_path / "course")
    assert done.items == len(load_course(tmp_path / "course").items) == len(NUMBERED)


MOSTLY = {
    "zh": "1. 下列哪个函数的值域有界？\nA. ReLU\nB. tanh\n答案：B\n",
    "en": "1. Which of these functions is bounded?\nA. ReLU\nB. tanh\nAnswer: B\n",
}


@pytest.mark.parametrize("stem", ["2. sigmoid(0) = ____", "2. ReLU(-1)=____。", "2. max(1, 2) = ____"])
@pytest.mark.parametrize("language", USUAL)
def test_a_few_latin_words_are_in_the_language_of_the_file(language: str, stem: str) -> None:
    imported = read(f"{MOSTLY[language]}{stem}\n答案：0.5\n")
    assert [item.get("language") for item in items(imported)] == [language, language]


def test_what_is_plainly_in_another_language_stays_in_it() -> None:
    other = "2. Which of these functions is odd?\nA. ReLU\nB. tanh\n答案：B\n3. 什么是 dropout？\n答案：随机失活\n"
    assert [item.get("language") for item in items(read(MOSTLY["zh"] + other))] == ["zh", "en", "zh"]
