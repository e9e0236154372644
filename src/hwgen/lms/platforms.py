"""The table of platforms for learning. A new one is a module with an `Adapter` and a row here; the rest follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.limits import IMPORT_BYTES

if TYPE_CHECKING:
    from hwgen.lms.adapter import Adapter, Reads

HEAD_BYTES = 4096
SIGNATURE = b"PK\x03\x04"
OPENS = "Open the file in a browser, send it to students, or put it on any web server; it needs no network."
CHOOSES_LANGUAGE = "The buttons at the top choose the language."
ARCHIVES = frozenset((".zip", ".imscc", ".xlsx", ".apkg"))


@dataclass(frozen=True)
class Steps:
    """What an instructor does there: to get a file in, then to use an exam, or pools; what to know about it, and about
    questions in several languages.
    """

    where: str
    upload: str
    exam: tuple[str, ...]
    pools: tuple[str, ...]
    note: str
    languages: str


@dataclass(frozen=True)
class Platform:
    """A row. What is said of a platform stands here; `adapter` imports what does the work.

    `file` is what a build calls its file. `linked` has the ways in which it can show linked questions, each with what
    that means, the first being the usual one. `ordering` says of a platform that has ordering questions what to say of
    them after an export; it is empty where they become matchings. `languages` says whether a question can hold two,
    `weighs` whether the points of a question from a pool have to be set there, `keyless` what one does with a file that does not tell what is right,
    where one can be written, `imports` whether files can be imported, and `marks` whether it marks answers. `versions` are those of its format, the
    usual one first, where there are several. A file holds `most` questions or one pool of twice as many; 0 is no limit. `parts`
    are the suffixes of what a package holds and can be checked alone.
    """

    name: str
    title: str
    file: str
    suffixes: tuple[str, ...]
    steps: Steps
    adapter: Callable[[], Adapter]
    linked: Mapping[str, str]
    ordering: str = ""
    follow_through: bool = True
    languages: bool = True
    max_size: bool = True
    most: int = 0
    weighs: bool = True
    keyless: Steps | None = None
    imports: bool = True
    marks: bool = True
    versions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def reads(self) -> Reads:
        """What makes items of its files, where they are imported."""
        reads = self.adapter().read_items
        assert reads is not None
        return reads


def _moodle() -> Adapter:
    from hwgen.lms.moodle.adapter import MOODLE

    return MOODLE


def _gift() -> Adapter:
    from hwgen.lms.gift.adapter import GIFT

    return GIFT


def _qti() -> Adapter:
    from hwgen.lms.qti.adapter import QTI

    return QTI


def _canvas() -> Adapter:
    from hwgen.lms.canvas.adapter import CANVAS

    return CANVAS


def _anki() -> Adapter:
    from hwgen.lms.anki.adapter import ANKI

    return ANKI


def _chaoxing() -> Adapter:
    from hwgen.lms.chaoxing.adapter import CHAOXING

    return CHAOXING


def _blackboard() -> Adapter:
    from hwgen.lms.blackboard.adapter import BLACKBOARD

    return BLACKBOARD


def _html() -> Adapter:
    from hwgen.lms.html.adapter import HTML

    return HTML


IN_QUIZ = "Quiz settings > Question behaviour: “Deferred feedback”."
MOODLE_EXAM = (
    "In the quiz: Questions > Add > “from question bank”, choose the category, tick all, Add selected.",
    IN_QUIZ,
)
MOODLE_POOLS = (
    "In the quiz: Questions > Add > “a random question”, choose the category of an item, Add. Once for each item.",
    "In the quiz: set the mark beside each random question.",
    f"{IN_QUIZ} Every student gets a variant of each item.",
)
NO_UPDATE = "An import never changes a question: a second one makes copies. Delete the old category first."
MULTILANG = (
    "Several languages: Site administration > Plugins > Filters > Manage filters, turn on “Multi-Language Content” for\n"
    "  content and headings, and move it to the top, above MathJax. Without it, all languages are shown."
)

ROWS = (
    Platform(
        "moodle",
        "Moodle XML",
        "moodle.xml",
        (".xml",),
        Steps(
            "Moodle",
            "Question bank > Import: choose “Moodle XML format”, open “General”, tick “Get category from file”,\n"
            "     leave “Stop on error” on, drop the file in, Import.",
            MOODLE_EXAM,
            MOODLE_POOLS,
            NO_UPDATE,
            MULTILANG,
        ),
        _moodle,
        {
            "separate": "apart",
            "cloze": "as the parts of one",
            "description": "after a description",
        },
        "need Moodle 4.4, or the plugin qtype_ordering; without it, use --no-ordering",
    ),
    Platform(
        "gift",
        "GIFT",
        "exam.gift.txt",
        (".txt",),
        Steps(
            "Moodle",
            "Question bank > Import: choose “GIFT format”, open “General”, tick “Get category from file”,\n"
            "     leave “Stop on error” on, drop the file in, Import.",
            (MOODLE_EXAM[0], "In the quiz: set the points of each question; GIFT has none.", *MOODLE_EXAM[1:]),
            MOODLE_POOLS,
            NO_UPDATE,
            MULTILANG,
        ),
        _gift,
        {"separate": "apart", "description": "after a description"},
        max_size=False,
    ),
    Platform(
        "qti",
        "QTI",
        "qti.zip",
        (".zip",),
        Steps(
            "the platform",
            "Import the file as a QTI package: in TAO under Tests > Import > “QTI Test Package 2.1/2.2” or under Items, in\n"
            "     OpenOlat in the question bank or as a learning resource, in Inspera under Question sets > Import.",
            ("Open the test of the package, or make one of its items, and look at it as a candidate.",),
            (
                "Open the test of the package: it has a section for each item, from which each candidate gets one variant.",
                "Where the platform shows all variants, it does not know selection: choose one of each section yourself.",
            ),
            "QTI 3.0 is the default; TAO and OpenOlat take --version 2.2 or 2.1. A second import makes copies.",
            "",
        ),
        _qti,
        {"together": "as the parts of one item", "separate": "apart"},
        "are order interactions; for a platform without these, use --no-ordering",
        follow_through=True,
        languages=False,
        max_size=False,
        most=5000,
        weighs=False,
        versions=("3.0", "2.2", "2.1"),
        parts=(".xml",),
    ),
    Platform(
        "canvas",
        "Canvas package",
        "canvas.zip",
        (".zip", ".imscc"),
        Steps(
            "Canvas",
            "Settings > Import Course Content: Content Type “QTI .zip file”, choose the file. For New Quizzes, tick\n"
            "     “Import existing quizzes as New Quizzes”, if it is there. Import.",
            ("In Quizzes: open the quiz, look at it, set dates and time limit, Publish.",),
            (
                "In Quizzes: open the quiz, Edit > Questions: each item is a group, from which every student gets one variant.",
                "Set dates and time limit, Save & Publish.",
            ),
            "A second import makes a second quiz: delete the old one first.",
            "",
        ),
        _canvas,
        {"separate": "apart"},
        follow_through=True,
        languages=False,
        max_size=False,
        most=1250,
        weighs=False,
    ),
    Platform(
        "chaoxing",
        "Chaoxing spreadsheet",
        "chaoxing.xlsx",
        (".xlsx",),
        Steps(
            "学习通",
            "题库 > 导入题目 > Excel 导入: compare the columns with those of the template there, choose the file.",
            ("作业/考试 > 从题库选题: choose the folder, set the points of each question.",),
            ("作业/考试 > 随机组卷: from the folder of each item, draw one question.",),
            "hwgen has not been tried on the platform: import a few questions first, and look at them.",
            "",
        ),
        _chaoxing,
        {"separate": "apart"},
        follow_through=False,
        languages=False,
        max_size=False,
        imports=False,
    ),
    Platform(
        "blackboard",
        "Blackboard text",
        "blackboard.txt",
        (".txt",),
        Steps(
            "Blackboard",
            "Original course view: Tests, Surveys, and Pools > Tests, open one, Upload Questions. Ultra: in a test,\n"
            "     “Upload questions from file”. Choose the file.",
            ("In the test: set the points of each question.",),
            (
                "Export each item alone (--item), and upload its file into a pool of its own; Ultra takes it into a test only.",
                "In the test: add one random question from each pool, and set its points.",
            ),
            "hwgen has not been tried on the platform: upload a few questions first, and look at them.",
            "",
        ),
        _blackboard,
        {"separate": "apart"},
        "are ORD lines, which the Original course view takes; for Ultra, use --no-ordering",
        follow_through=False,
        languages=False,
        max_size=False,
        most=250,
        imports=False,
    ),
    Platform(
        "html",
        "Practice page",
        "practice.html",
        (".html", ".htm"),
        Steps(
            "the page",
            OPENS,
            ("Answer a question and press “Check”: the page marks it and shows why, and then the solution.",),
            ("Each question has a button for another variant of it.",),
            "The keys are in the file. With --no-keys, they are not, and answers can be saved for marking.",
            CHOOSES_LANGUAGE,
        ),
        _html,
        {"together": "together"},
        follow_through=False,
        max_size=False,
        weighs=False,
        keyless=Steps(
            "the page",
            OPENS,
            ("Students answer, press “Save answers” and hand the file in: mark it by hand.",),
            ("Each question has a button for another variant of it.",),
            "Nothing in the file tells what is right.",
            CHOOSES_LANGUAGE,
        ),
        imports=False,
    ),
    Platform(
        "anki",
        "Anki package",
        "anki.apkg",
        (".apkg",),
        Steps(
            "Anki",
            "File > Import, choose the file; or open it on a phone with AnkiDroid or AnkiMobile.",
            ("The notes are in a deck of the course and the exam. Students mark themselves.",),
            ("The variants of an item are notes of one deck.",),
            "A second import makes no copies. To have changed questions replace the old ones: “Update notes: Always”.",
            "A card shows all languages, one below the other.",
        ),
        _anki,
        {"separate": "apart"},
        follow_through=False,
        max_size=False,
        weighs=False,
        imports=False,
        marks=False,
    ),
)
PLATFORMS: Mapping[str, Platform] = {row.name: row for row in ROWS}


def recognised(file: Path, named: str | None = None) -> Platform:
    """The platform that a file is for, by its contents, else by its name; the one that is `named` in any case.

    Raises UsageError where it is for none of them.
    """
    if named:
        return PLATFORMS[named]
    with file.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if head.startswith(SIGNATURE):
            # What is in a package follows from its suffix.
            head += stream.read(IMPORT_BYTES)
    # In what is packed, the words of a text may stand by chance.
    able = [row for row in ROWS if not head.startswith(SIGNATURE) or not ARCHIVES.isdisjoint(row.suffixes)]
    by_contents = [row for row in able if row.adapter().recognises(head)]
    by_name = [row for row in ROWS if file.name.lower().endswith(row.suffixes)]
    for row in (*by_contents, *by_name):
        return row
    known = ", ".join(f"{row.title} ({' '.join(row.suffixes)})" for row in ROWS)
    names = " or ".join(f"--as {name}" for name in PLATFORMS)
    raise UsageError(
        Diagnostic(
            "export-unrecognised",
            f"hwgen cannot check this kind of file; it knows: {known}",
            Span(file),
            f"if it is one of these nevertheless: {names}",
        )
    )
