"""The columns of the spreadsheet, and its words for kinds of questions."""

from __future__ import annotations

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
SINGLE, SEVERAL, TRUTH, BLANK, ESSAY = "单选题", "多选题", "判断题", "填空题", "简答题"
KINDS = (SINGLE, SEVERAL, TRUTH, BLANK, ESSAY)
TRUTHS = ("正确", "错误")
# A blank for each left entry of a matching; its right entries stand in the stem by their letters.
MATCHING = "matching"
APART = ";"
LONGEST_CELL = 32_767


def difficulty(level: int) -> str:
    return "易" if level <= 2 else "中" if level == 3 else "难"
