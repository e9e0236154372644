"""What people call a kind of question, a level of thinking, a layout, a truth or a key of a file, and what is meant."""

from __future__ import annotations

import re
from collections.abc import Collection

# What people write for true and false.
TRUTHS = {
    **dict.fromkeys(
        [
            "yes",
            "on",
            "y",
            "t",
            "1",
            "right",
            "correct",
            "ja",
            "j",
            "wahr",
            "richtig",
            "oui",
            "vrai",
            "si",
            "sí",
            "sì",
            "verdadero",
            "vero",
            "sim",
            "да",
            "是",
            "是的",
            "对的",
            "正确的",
            "对",
            "√",
            "✓",
            "✔",
            "正确",
            "真",
            "有",
        ],
        "true",
    ),
    **dict.fromkeys(
        [
            "no",
            "off",
            "n",
            "f",
            "0",
            "wrong",
            "incorrect",
            "nein",
            "falsch",
            "non",
            "faux",
            "falso",
            "não",
            "нет",
            "否",
            "非",
            "错",
            "×",
            "✗",
            "✘",
            "错误",
            "不",
            "不对",
            "错的",
            "错误的",
            "不是",
            "不正确",
            "假",
            "无",
            "没有",
        ],
        "false",
    ),
}
# Keys that people write into a file and that the command line has, by the option of `hwgen build`.
_OPTIONS = {
    "seed": "seed 种子 随机种子",
    "lang": "lang language languages 语言",
    "copies": "copies 份数",
    "roster": "roster students class classlist class-list 名单 学生名单",
    "forms": "forms versions 套数",
    "paper": "paper papersize paper-size 纸张",
    "engine": "engine",
    "out": "out output",
    "formats": "format formats",
}
_FLAGS = ("booklet", "large-print", "high-contrast", "final", "replace")

# By what is meant, since several names may be: 填空题 asks for a number or for words.
_CALLED = {
    ("choice",): "mc mcq sc single single-choice single-answer single-best-answer one-choice choose 选择 单选 单项选择",
    (
        "multiple-choice",
    ): "ma mr msq multi multi-choice multi-select multiple multiple-answer multiple-answers multiple-response"
    " multiple-select select-all checkbox checkboxes several 多选 多项选择 不定项 不定项选择",
    ("true-false",): "tf t/f true/false true-or-false truefalse boolean yes-no judgement 判断 判断正误 是非 对错 正误",
    ("numeric",): "number numerical calculation calculated calculate integer decimal 数值 计算 计算填空",
    (
        "numeric",
        "short-answer",
    ): "fill-in fill-in-the-blank fill-in-the-blanks fill-in-blank blank blanks gap gaps cloze fib fitb 填空",
    ("short-answer",): "short short-text shortanswer word words text phrase 填词",
    ("table",): "cells 填表 表格",
    ("matching",): "match matches pair pairs pairing 连线 匹配 配对 配伍",
    ("ordering",): "order sequence sequencing sort sorting rank ranking sorted 排序",
    ("definition",): "define definitions term terms terminology 名词解释 术语 术语解释 概念",
    (
        "essay",
    ): "open open-ended open-question long-answer long free-text free-response discussion explain written proof derivation"
    " 简答 问答 论述 解答 证明 推导 写作",
    ("linked",): "group grouped compound composite multi-part multipart parts 综合 大 题组 材料 共用题干",
    ("remember",): "knowledge recall know remembering 记忆 识记 记住",
    ("understand",): "comprehension comprehend understanding 理解 领会 了解",
    ("apply",): "application applying 应用 运用 掌握",
    ("analyse",): "analysis analyze analysing 分析",
    ("evaluate",): "evaluation judge evaluating 评价 评估",
    ("create",): "synthesis synthesise synthesize creating 创造 创新 综合 设计",
    ("chinese",): "cn zh china 中文 中式 中国 试卷 密封线",
    ("western",): "us uk en english american cover cover-page 西式 英文 封面",
    ("plain",): "simple normal 普通 简单",
    ("closed",): "closed-book 闭卷 闭",
    ("open",): "open-book 开卷 开",
    ("none",): "no false forbidden 否 无 不允许 禁止",
    ("basic", "scientific"): "yes true allowed 是 允许 可以",
    ("american",): "us usa en-us america",
    ("british",): "uk gb en-gb britain",
    ("blank",): "empty white 空白",
    ("ruled",): "line lines lined 横线 横格",
    ("grid",): "gridded squared squares graph-paper 方格 网格",
    ("box",): "boxed frame framed 方框 框",
    ("stem",): "question prompt text body ask 题干 题目 问题",
    ("right",): "correct correct-answer correct-answers answer answers key 正确 正确答案 正确选项 答案",
    ("wrong",): "distractor distractors incorrect false wrong-answer wrong-answers 错误 错误选项 干扰项",
    ("explanation",): "feedback solution rationale comment explain 解析 解释 讲解",
    ("answer",): "correct correct-answer solution result key value 答案 结果",
    ("model",): "answer model-answer sample-answer solution reference 答案 参考答案",
    ("rubric",): "criteria scheme marking marking-scheme grading 评分 评分标准",
    ("why",): "reason feedback because comment 原因 理由",
    ("kind",): "type sort format style 题型 类型",
    ("difficulty",): "level hardness grade 难度 难易",
    ("minutes",): "time duration length 时间 时长 分钟",
    ("topic",): "subject chapter theme category unit 主题 知识点 章节",
    ("source",): "reference origin book 来源 出处",
    ("points",): "marks score scores worth mark total 分值 分数 分",
    ("pick",): "count number choose draw select 抽取 题数 数量",
    ("sections",): "parts 大题 部分",
    ("questions",): "items tasks problems 题目 试题",
    ("book",): "closed-book open-book closed open 闭卷 开卷 考试形式",
    ("answer-sheet",): "sheet sheets answer-sheets answersheet omr 答题卡",
    ("title",): "name heading 标题 名称",
    ("name",): "title 名称 课程 课程名 课程名称",
    ("institution",): "university school college faculty department 学校 大学 学院 单位 院系",
    ("languages",): "language lang langs 语言 语种",
    ("language",): "lang 语言 语种",
    ("key",): "answer right correct solution 答案 正确答案",
    ("accept",): "accepted also also-right alternative alternatives",
    ("reason",): "why because comment note explanation 原因 理由 说明",
    ("item",): "question id number problem 题 题号 题目",
    ("zh",): "cn ch chn chs chi zho chinese zh-cn zh-hans zh-hans-cn 中文 汉语 中",
    ("en",): "eng english en-us en-gb en-uk 英文 英语 英",
}
# Keys of other files that people write where they do not belong, by where they do.
_ELSEWHERE = {
    "it belongs to an exam, in bank/exams": (
        "points",
        "deduct",
        "pick",
        "questions",
        "sections",
        "instructions",
        "plan",
        "room",
    ),
    "it belongs to bank/course.yaml": ("exam", "institution", "languages", "spelling"),
}


def meant(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The known names of what is called by this word; none where nobody calls it so."""
    plain = "-".join(word.strip().lower().replace("_", " ").split())
    plain = plain.removesuffix("s" if plain.endswith("-questions") else "").removesuffix("-question").removesuffix("题")
    for names, called in _CALLED.items():
        if plain in called.split() and (those := tuple(name for name in names if name in known)):
            return those
    return ()


def option(key: str, value: object) -> str:
    """The option of `hwgen build` that is meant by a key with this value; "" where none is."""
    plain = key.strip().lower().replace("_", "-")
    if plain in _FLAGS:
        return f"--{plain}"
    name = next((name for name, called in _OPTIONS.items() if plain in called.split()), "")
    alone = isinstance(value, str) and re.fullmatch(r"[\w./:-]+", value)
    return name and f"--{name} {value if alone else '…'}"


def elsewhere(key: str) -> str:
    """Where a key belongs that another file has, in words; "" where none has it."""
    return next((place for place, keys in _ELSEWHERE.items() if key in keys), "")
