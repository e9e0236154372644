"""The columns of the spreadsheet, and its words for kinds of questions."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.kinds import LETTERS

MOST_OPTIONS = 8
COLUMNS = (
    *(
        "目录",
        "题目类型",
        "大题题干",
        "小题题型",
        "小题题干",
        "正确答案",
        "答案解析",
        "难易度",
        "知识点",
        "标签",
        "选项数",
    ),
    *(f"选项{letter}" for letter in LETTERS[:MOST_OPTIONS]),
)
# The column of a stem. Those of 小题 are for kinds that are made of several, such as 阅读理解.
STEM = "大题题干"
SINGLE, SEVERAL, TRUTH, BLANK, MATCH, ESSAY = "单选题", "多选题", "判断题", "填空题", "连线题", "简答题"
KINDS = (SINGLE, SEVERAL, TRUTH, BLANK, MATCH, ESSAY)
TRUTHS = ("正确", "错误")
# The tag of blanks that stand for the entries of a matching; what belongs into them stands in the stem with letters or numbers.
MATCHING = "matching"
APART = ";"
LONGEST_CELL = 32_767


def folder(names: Sequence[str]) -> str:
    """The folder of a question, from the top downwards."""
    return "".join(f"/{name.replace('/', '-')}" for name in names)


def pairs(letters: Sequence[str]) -> str:
    """The key of a matching: 1-B;2-A"""
    return APART.join(f"{i}-{letter}" for i, letter in enumerate(letters, 1))


def difficulty(level: int) -> str:
    return "易" if level <= 2 else "中" if level == 3 else "难"
