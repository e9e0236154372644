"""Courses with a planted flaw, and what the review says of them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.loading import load_course
from hwgen.errors import Diagnostic, Span
from hwgen.flaws import editor
from hwgen.flaws.checking import CheckOptions, check
from hwgen.flaws.reading import Reading, of_item

Data = dict[str, Any]


def text(zh: str, en: str) -> Data:
    return {"zh": zh, "en": en}


def option(id: str, zh: str, en: str, why: tuple[str, str] = ("见教材。", "See the textbook.")) -> Data:
    return {"id": id, "text": text(zh, en), "why": text(*why)}


ABOUT = {"difficulty": 2, "minutes": 2, "source": "Goodfellow et al., Deep Learning (2016)", "misconceptions": ["slip"]}


CHOICE: Data = {
    "id": "pooling",
    "kind": "choice",
    **ABOUT,
    "stem": text("最大池化对特征图做什么？", "What does max pooling do to a feature map?"),
    "right": [option("largest", "取每个窗口中的最大值", "It keeps the largest value of each window")],
    "wrong": [
        option("mean", "取每个窗口中的平均值", "It keeps the average value of each window"),
        option("first", "取每个窗口左上角的值", "It keeps the top left value of each window"),
        option("sum", "取每个窗口内各值之和", "It adds up all the values of each window"),
        option("random", "随机取窗口中的一个值", "It keeps a randomly chosen value instead"),
    ],
    "options": 4,
    "explanation": text("窗口中最大的值被保留下来。", "The largest value of the window is kept."),
}


TRUTHS: Data = {
    "id": "dropout",
    "kind": "true-false",
    **ABOUT,
    "statements": [
        {
            "id": "a",
            "answer": True,
            **option("a", "暂退法在训练时随机置零一些单元。", "Dropout sets random units to zero in training."),
        },
        {
            "id": "b",
            "answer": False,
            **option(
                "b", "预测时的置零概率比训练时更高。", "In prediction more units are set to zero than in training."
            ),
        },
        {
            "id": "c",
            "answer": True,
            **option("c", "较大的网络通常能承受较高的概率。", "Larger networks usually stand a higher rate."),
        },
        {
            "id": "d",
            "answer": False,
            **option("d", "它使训练误差下降得更快。", "It lets the training error fall faster."),
        },
    ],
}


OPEN: Data = {
    "id": "overfitting",
    "kind": "essay",
    **ABOUT,
    "stem": text("举出四种缓解过拟合的办法。", "Give four remedies for overfitting."),
    "model": text("权重衰减、暂退法、早停、数据增强。", "Weight decay, dropout, early stopping, augmentation."),
    "rubric": [{"text": text("四种合理的办法，每种 2 分", "Four sound remedies, 2 points each"), "points": 8}],
}


TERM: Data = {
    "id": "term",
    "kind": "short-answer",
    **ABOUT,
    "stem": text("损失随权重变化的方向由什么量给出？", "Which quantity tells how the loss changes with the weights?"),
    "accepted": ["梯度", "gradient"],
    "explanation": text("它由反向传播求出。", "It is found by backpropagation."),
}


EVERYTHING = CheckOptions()


def changed(item: Data, *changes: tuple[str, Any]) -> Data:
    """A copy with other values at paths such as "wrong.0.text.zh"."""
    item = copy.deepcopy(item)
    for path, value in changes:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        at: Any = item
        for step in steps:
            at = at[step]
        at[last] = value
    return item


def both(path: str, zh: str, en: str) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return (f"{path}.zh", zh), (f"{path}.en", en)


def options(zh: Iterable[str], en: Iterable[str]) -> list[tuple[str, Any]]:
    """The key, then the wrong options."""
    places = ("right.0.text", *(f"wrong.{i}.text" for i in range(4)))
    return [change for place, a, b in zip(places, zh, en, strict=True) for change in both(place, a, b)]


def course_of(root: Path, *items: Data, exam: Data | None = None, objectives: Data | None = None) -> Path:
    bank = root / "bank"
    for folder in (bank / "items", bank / "exams", root / "generators"):
        folder.mkdir(parents=True, exist_ok=True)
    german = any("de" in said for item in items for said in item.values() if isinstance(said, dict))
    languages = ("de",) if german else ("zh", "en")
    names = dict.fromkeys(languages, "Kurs")
    about = {"languages": [*languages], "name": names, "institution": names, "spelling": "british"}
    (bank / "course.yaml").write_text(dumped(about))
    (bank / "conventions.yaml").write_text("{}\n")
    image = {
        "term": dict.fromkeys(languages, "图像"),
        "avoid": {} if german else {"zh": ["图象"], "en": ["feature image"]},
    }
    (bank / "terms.yaml").write_text(dumped({"image": image}), encoding="utf-8")
    slip = {"name": dict.fromkeys(languages, "疏忽"), "why": dict.fromkeys(languages, "疏忽。"), "topics": ["cnn"]}
    (bank / "misconceptions.yaml").write_text(dumped({"slip": slip}), encoding="utf-8")
    (root / "generators" / "figures.py").write_text(
        "from hwgen import Picture, figure\n\n\n@figure\ndef drawn() -> Picture:\n    return Picture(9, 9, (), 'box')\n"
        "\n\n@figure\ndef other() -> Picture:\n    return Picture(8, 8, (), 'box')\n"
    )
    data = {"topic": "cnn", "objectives": objectives or {}, "items": list(items)}
    (bank / "items" / "cnn.yaml").write_text(dumped(data), encoding="utf-8")
    if exam:
        (bank / "exams" / "test.yaml").write_text(dumped(exam), encoding="utf-8")
    return root


class Dumper(yaml.SafeDumper):
    """Sets texts of several lines as people do."""


def dumped(data: Data) -> str:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10**6)


def found_in(root: Path, options: CheckOptions = EVERYTHING) -> tuple[Diagnostic, ...]:
    return check(root, options).diagnostics


def at(span: Span) -> str:
    """What stands at a place, and after it on its line."""
    return span.file.read_text(encoding="utf-8").splitlines()[span.line - 1][span.column - 1 :]


def told(root: Path, options: CheckOptions = EVERYTHING) -> set[str]:
    return {finding.rule for finding in found_in(root, options)}


def reading_of(root: Path, item: Data) -> Reading:
    course = load_course(course_of(root, item))
    (bank_item,) = editor.bank_items(course)
    return of_item(bank_item)
