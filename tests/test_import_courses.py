"""The course that an import makes: its language, its place, and what to type next."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.bank.loading import load_course
from hwgen.errors import UsageError
from hwgen.lms.intake import import_file
from hwgen.lms.sources import SOURCES

LANGUAGES = {
    "1. What is the ratio of these?\nAnswer: one\n2. Which is it?\nA. x\nB. y\nAnswer: A": ("en",),
    "1. Wie groß ist die Summe der Zahlen?\nAntwort: drei\n2. Was ist nicht rot?\nA. Gras\nB. Blut\nAntwort: A": (
        "de",
    ),
    "1. Quelle est la somme des nombres?\nRéponse: trois\n2. Quel est le plus grand?\nA. un\nB. deux\nRéponse: B": (
        "fr",
    ),
    "1. 下列哪个正确？\nA. 甲\nB. 乙\n答案：A\n2. 天是蓝的。\n答案：对": ("zh",),
    "1. 下列哪个正确？\nA. 甲\nB. 乙\n答案：A\n2. Which of these is even?\nA. 1\nB. 2\nAnswer: B": ("zh", "en"),
    "1. 3 + 4 = ____\nAnswer: 7": ("zh", "en"),
}


def write(folder: Path, text: str, name: str = "quiz.txt") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(("text", "languages"), LANGUAGES.items(), ids=map(str, LANGUAGES.values()))
def test_a_new_course_is_in_the_language_of_its_questions(
    text: str, languages: tuple[str, ...], tmp_path: Path
) -> None:
    done = import_file(SOURCES["text"], write(tmp_path, text), tmp_path / "my course")
    assert load_course(tmp_path / "my course").languages == languages
    assert done.next == f"hwgen build {done.exams[0]} --seed 1 --course '{tmp_path}/my course'"


def test_the_next_command_names_the_language_where_the_course_begins_with_another(tmp_path: Path) -> None:
    into = tmp_path / "course"
    import_file(SOURCES["text"], write(tmp_path, list(LANGUAGES)[4]), into)
    done = import_file(SOURCES["text"], write(tmp_path, next(iter(LANGUAGES)), "new.txt"), into)
    assert done.next == f"hwgen build new --seed 1 --lang en --course {into}"


@pytest.mark.parametrize("inside", ["bank", "bank/items", "templates/new", "generators/deep/deeper", "new", "a/b"])
def test_no_course_is_made_inside_a_course(inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, next(iter(LANGUAGES)))
    import_file(SOURCES["text"], file, Path("c1"))
    with pytest.raises(UsageError) as caught:
        import_file(SOURCES["text"], file, Path("c1") / inside)
    assert caught.value.diagnostics[0].rule == "import-inside-course"
    assert caught.value.diagnostics[0].hint.startswith("`--into c1` brings the questions into that course")
    assert not (tmp_path / "c1" / inside / "bank").exists()
    # As a lecturer types it who stands in the course.
    monkeypatch.chdir(tmp_path / "c1")
    with pytest.raises(UsageError) as caught:
        import_file(SOURCES["text"], file, Path(inside))
    assert caught.value.diagnostics[0].hint.startswith("`--into .` brings")
    assert not (tmp_path / "c1" / inside / "bank").exists()


def test_a_topic_of_very_many_questions_has_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.lms.intake.ITEMS_OF_FILE", 2)
    text = "".join(f"{i}. Which of {i} is it?\nA. this\nB. that\nANSWER: B\n\n" for i in range(1, 6))
    done = import_file(SOURCES["text"], write(tmp_path, text), tmp_path / "course")
    assert done.items == 5
    files = sorted(path.stem for path in (tmp_path / "course" / "bank" / "items").iterdir())
    assert files == [f"{files[0]}{part}" for part in ("", "-2", "-3")]
    course = load_course(tmp_path / "course")
    assert sorted(course.blueprints) == sorted(done.exams) == files
    # Each exam asks as many as a file holds, in their order.
    plans = [course.blueprints[name].plan for name in done.exams]
    assert [entry.item for plan in plans for part in plan.sections for entry in part.questions] == sorted(course.items)


CHAPTERS = """题干,答案,章节,知识点
有章节的题____。,是,基础,损失函数
只有知识点的题____。,是,,ReLU；基础
编号就是主题的题____。,是,Basics,
新的章节____。,是,基础进阶,基础
两样都没有的题____。,是,,优化
"""


def test_questions_go_to_the_topics_that_the_course_has_by_their_names(small_course: Path, tmp_path: Path) -> None:
    """A chapter, and without one a tag, is the name of a topic, or its id: a plan counts them with the others there."""
    import_file(SOURCES["excel"], write(tmp_path, CHAPTERS, "more.csv"), small_course)
    course = load_course(small_course)
    topics = [course.items[f"more-{n:03d}"].topic for n in range(1, 6)]
    assert topics == ["basics", "basics", "basics", "基础进阶", "more"]


ASKED = {
    "choice": "{}. 哪个？\nA. 甲\nB. 乙\n答案：A",
    "number": "{}. 3+{}=____\n答案：7",
    "word": "{}. 首都{}____。\n答案：北京",
}


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        (
            ("单选题（每题3分）", "choice", "choice", "填空题（每空2分）", "word", "number", "word"),
            [("选择题", 3, 2), ("填空题", 2, 3)],
        ),
        (("choice", "word", "choice"), [("题目", 1, 3)]),
        (("choice", "（5分）choice", "choice"), [("选择题", 1, 3)]),
    ],
)
def test_questions_of_a_kind_that_stand_together_are_a_part(
    headings: tuple[str, ...], parts: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    texts = [
        ASKED[key].replace("{}. ", f"{n}. {mark}", 1).replace("{}", str(n)) if key in ASKED else heading
        for n, heading in enumerate(headings, 1)
        for mark, key in [(heading[: heading.rfind("）") + 1], heading[heading.rfind("）") + 1 :])]
    ]
    import_file(SOURCES["text"], write(tmp_path, "\n".join(texts)), tmp_path / "course")
    exam = load_course(tmp_path / "course").blueprints["quiz"]
    read = [(part.title["zh"], part.points, part.questions) for part in exam.plan.sections]
    assert [(title, points, len(questions)) for title, points, questions in read] == parts
    assert [entry.points for *_, questions in read for entry in questions if entry.points] == [5] * (
        "（5分）choice" in headings
    )
