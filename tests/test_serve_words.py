"""What the pages of the workbench say: the same in every language, and messages in Chinese, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from starlette.testclient import TestClient
from test_serve import browser

from hwgen import serve
from hwgen.catalogue import parts, rules
from hwgen.errors import Diagnostic
from hwgen.serve.desk import Desk
from hwgen.serve.pages import own_message, own_reasons, own_remedy, own_titles, page_languages, page_words
from hwgen.words.words import placeholders


@pytest.fixture(scope="module")
def client() -> TestClient:
    return browser(Desk(ROOT / "tests" / "course"))


def test_pages_have_the_same_words_in_every_language() -> None:
    assert page_languages() == ("en", "zh")
    english, chinese = page_words("en").phrases, page_words("zh").phrases
    assert english.keys() == chinese.keys()
    for name, phrase in english.items():
        assert placeholders(phrase) == placeholders(chinese[name]), name


def test_every_rule_that_pages_can_show_has_a_title_in_chinese() -> None:
    elsewhere = (
        "Moodle",
        "GIFT",
        "Canvas",
        "QTI",
        "Chaoxing",
        "Blackboard",
        "Anki",
        "Questions in",
        "Practice",
        "Scans",
    )
    by_command = ("archive-", "xml-", "import-", "no-exam-json")
    rules = {rule.id for part in parts() if not part.title.startswith(elsewhere) for rule in part.rules}
    shown = {id for id in rules if not id.startswith(by_command)} | {"layout-unreadable", "layout-changed"}
    assert own_titles("zh").keys() == shown
    assert not own_titles("en")


def test_every_rule_with_a_title_in_chinese_is_explained_in_chinese() -> None:
    own = own_reasons("zh")
    assert own.keys() == own_titles("zh").keys()
    for id, texts in own.items():
        assert texts.keys() == {"why", "do"}
        # What is typed as it stands is the same.
        for text, english in ((texts["why"], rules()[id].why), (texts["do"], rules()[id].remedy)):
            assert re.search("[一-龥]", text), id
            assert re.findall("`[^`]*`", text) == re.findall("`[^`]*`", english), id
    assert not own_reasons("en")


def test_a_message_on_a_chinese_page_has_a_chinese_title(client: TestClient) -> None:
    text = client.get("/item/no-such-item", headers={"Accept-Language": "zh"}).text
    assert "没有这个标识的题目" in text
    assert "没有题目 <code>no-such-item</code>" in text
    assert "没有这个标识的题目" not in client.get("/item/no-such-item").text


def test_what_to_do_is_said_in_chinese(client: TestClient) -> None:
    chinese = {"Accept-Language": "zh"}
    address = "/form/max-pool"
    assert "<p>用文本编辑器修改它的文件</p>" in client.get(address, headers=chinese).text
    assert '<p lang="en">edit its file in a text editor</p>' in client.get(address).text
    text = client.get("/item/max-poll", headers=chinese).text
    assert "<p>是不是 <code>max-pool</code>？</p>" in text
    assert "列出的标识" not in text
    assert '<p lang="en">did you mean <code>max-pool</code>?</p>' in client.get("/item/max-poll").text


@pytest.mark.parametrize(
    ("message", "own"),
    [
        ("unknown key `titel`", "没有名为 `titel` 的键"),
        ("expected a text, found a list", "此处应为文本，现在是列表"),
        ("copy 7 could not be built: `x` is already on the paper", "试卷 7 未能生成：试卷上已有 `x`"),
        (
            "the plan wants at least 3 questions on x, given: at most 20 points; on y (line 4)",
            "组卷方案要求主题为 x 的题至少 3 道；同时还要求：总分至多 20 分；主题为 y（第 4 行）",
        ),
        ("a full-width “９” in “有９个”", "有全角的“９”：“有９个”"),
        (
            "“＄” is a full-width sign, with which no formula begins; write `$` in “求 ＄x＄”",
            "“＄”是全角符号，不能作公式的开头；写 `$`：“求 ＄x＄”",
        ),
        ("“two” in the English text, nothing of it in the Chinese text", "英文文本中有“two”，中文文本中没有"),
        ("the most shares add up to 90%", "各项比例的上限之和为 90%"),
        ("write `2*x`, not `2x`; `x**2`, not `x^2`", "写 `2*x`，不写 `2x`；写 `x**2`，不写 `x^2`"),
        ("expected at least 8 wrong options of 9 options, found 6", "至少应有 8 个错误选项（共 9 个选项），现在是 6"),
        (
            "expected a range such as 3, 2-4, at least 2, at most 4 or 15-25%",
            "此处应为数或范围，如 3、2-4、at least 2（至少）、at most 4（至多）或 15-25%",
        ),
        ("expected at least 1 entry", "至少应有 1 条"),
        ("save it as .csv, .tsv or .xlsx", "另存为 .csv, .tsv 或 .xlsx"),
        (
            "did you mean `a`? Otherwise add it to bank/misconceptions.yaml: `b:` with `name`, `why` and `topics: [c]`",
            "是不是 `a`？若是新的误解，请写入 bank/misconceptions.yaml：`b:`，写明 `name`、`why` 和 `topics: [c]`",
        ),
        ("write `1` or `2`", "写 `1` 或 `2`"),
        ("known: `a`, `b` and 37 more", "可用的有：`a`、`b` 等，另有 37 个"),
        ("3 more", "还有 3 个"),
        ("unclosed `$`", "`$` 没有配对"),
        ("`g`, part `p`: the difficulty is 7, for n=2", "`g` 的 `p`：取 n=2 时，难度为 7"),
        (
            "`g`, part `p`: the formula gives 3, the check 4, for n=2",
            "`g` 的 `p`：取 n=2 时，公式的结果是 3，核算的结果是 4",
        ),
        (
            "`g`, solution of `p`: 2 = 3 does not hold, for no draws",
            "`g` 中 `p` 的解答：取固定的数时，2 = 3 不成立",
        ),
        ("`g`: the check `c` reads the key", "`g`：核算 `c` 读取了答案"),
        ("`g` has 3 variants", "`g` 只有 3 种变式"),
        ("3 cells below 2 columns", "3 个单元格，而表头只有 2 列"),
        ("`max-pool` has a plan that nobody has put into Chinese", ""),
        ("in `x`: TeX says: Double subscript.", "`x` 中：TeX 报告：“Double subscript.”"),
        (
            "part 1 needs 2 more conceptual choice items: 1 of 3 found",
            "第 1 部分还缺 2 道单选题（非计算题）：需要 3 道，只找到 1 道",
        ),
        ("the source `own` names nothing in which the key could be looked up", "出处 `own` 没有写明到哪里查证答案"),
        ("what nobody has put into Chinese", ""),
    ],
)
def test_messages_are_said_in_chinese_with_what_differs(message: str, own: str) -> None:
    assert own_message(message, "zh") == own
    assert own_message(message, "en") == ""


REAL = re.compile(r"(?:error|warning|note): (.+?) \[([a-z0-9-]+)\]|hint: (.+)$", re.MULTILINE)
# Names, and what is quoted as it stands.
NAMES = re.compile(r"`[^`]*`|“[^”]*”|（[^（）]*）|at (?:least|most) \d")


def test_no_message_is_said_half_in_chinese() -> None:
    """What commands really say, in all cases and on all pages of the manual: in Chinese as a whole, or in its own words."""
    texts = [
        path.read_text(encoding="utf-8") for folder in ("tests/cases", "docs") for path in (ROOT / folder).rglob("*.md")
    ]
    said = {one for text in texts for message, _, hint in REAL.findall(text) for one in (message, hint) if one}
    own = {one: own_message(one, "zh") for one in said}
    assert sum(map(bool, own.values())) > 100
    assert {(one, it) for one, it in own.items() if re.search("[A-Za-z]{2,} [a-z]{2,}", NAMES.sub("", it))} == set()


# What commands alone say, as do rules whose remedies are the names of what there is.
OF_COMMANDS = {"folder-not-empty", "no-course", "not-a-bank-file", "not-a-date", "unknown-executor"}
KINDS = re.compile("[a-z-]+(, [a-z-]+)* or [a-z-]+")


def test_every_message_of_the_cases_that_pages_can_show_is_said_in_chinese() -> None:
    """As it is really said, with all that is put together only then; where else to look, pages do not say."""
    english, count = set[str](), 0
    for path in (path for folder in ("tests/cases", "docs") for path in (ROOT / folder).rglob("*.md")):
        rule = ""
        for message, id, hint in REAL.findall(path.read_text(encoding="utf-8")):
            rule = id or rule
            one = message.partition("; see ")[0] or hint
            if rule not in own_titles("zh") or rule in OF_COMMANDS or one == rules()[rule].remedy:
                continue
            count += 1
            if not re.search("[一-龥]", own_message(one, "zh")) and not KINDS.fullmatch(one):
                english.add(one)
    assert count > 250
    assert english == set()


def test_a_name_between_backticks_has_no_other_in_chinese() -> None:
    """`topic` alone is a word that has one."""
    assert own_message("topic", "zh") == "主题"
    assert own_message("did you mean `topic`?", "zh") == "是不是 `topic`？"


def test_no_message_is_taken_for_another() -> None:
    """The first shape that fits is taken: one that fits another stands behind it."""
    path = Path(serve.__file__).parent / "words" / "messages" / "zh.yaml"
    for english, chinese in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        first, *rest = english.split("{}")
        given = [f"x{i}" for i in range(len(rest))]
        message = first + "".join(map("".join, zip(given, rest, strict=True)))
        assert own_message(message, "zh") == chinese.format(*given)


def test_places_in_messages_are_of_the_course(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: kept-units", "id: relu-values"), encoding="utf-8")
    shown = browser(Desk(small_course)).get("/faults").text
    assert "it is already defined at bank/items/basics.yaml:" in shown
    assert str(small_course) not in shown


# What the pages of the workbench can show is made in these rooms, but for what only commands say.
ROOMS = (
    "bank",
    "classes",
    "content",
    "editing",
    "exam",
    "flaws",
    "kinds",
    "marks",
    "pdf",
    "plan",
    "problem",
    "proof",
    "serve",
)
BY_COMMAND = (
    "bank/about",
    "bank/files",
    "classes/identity",
    "editing/begin",
    "editing/formatting",
    "marks/contradictions",
    "marks/mailing",
    "marks/typed",
)
# What a review says when it does not start, the workbench passes on.
BY_REVIEW = ("scanning/decided", "scanning/printed", "scanning/sheet_pages", "review/server")
# What these are given becomes a message or its hint.
PASSED_ON = ("UnusablePicture", "NotCalculated", "add_fault", "refuse", "_refuse", "fault", "Cell")
# Their beginnings are put together from others: `test_messages_are_said_in_chinese_with_what_differs` has some whole ones.
JOINED = {
    "`{}` crashed{}: {}, for {}",
    "{}: {} does not hold, for {}",
    "{} {} not run",
    "`{}`: the check `{}` {}",
    "{} cannot be drawn: {}",
    "{}: `{}` is not a number",
}
JOINED |= {
    "`{}`{} asks almost the same as {}",
    "the bank has nothing {} for question {} (`{}`){}",
    "it is an objective of the topic `{}`; ",
    "write {}=120, or 0 for no limit",
}


def shapes(node: ast.expr, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        case ast.IfExp():
            yield from (*shapes(node.body, known), *shapes(node.orelse, known))
        case ast.Name(id=name):
            yield from known.get(name, ())


def messages_of(function: ast.AST) -> Iterator[str]:
    """The shapes of what the diagnostics of a function say, and of their hints, as far as they stand in it."""
    known: dict[str, list[str]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                known.setdefault(name, []).extend(shapes(value, {}))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for one, value in zip(names, values, strict=True):
                    known.setdefault(ast.unparse(one), []).extend(shapes(value, {}))
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="Diagnostic"), args=[_, message, *others]):
                for text in (message, *others[1:2]):
                    yield from shapes(text, known)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=texts) if name in PASSED_ON:
                # What begins with a sign is put behind the name of an item.
                said = (shape for text in texts for shape in shapes(text, known))
                yield from (shape for shape in said if shape[:1].isalpha() and " " in shape)


# What these return is put into a message.
FRAGMENTS = ("_taken", "described", "end_of_time", "_never", "_ended")


def fragments_of(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Return(value=ast.expr() as value):
                yield from shapes(value, {})
            case ast.Assign(value=ast.BoolOp() | ast.IfExp() as value):
                yield from (
                    shape for part in ast.walk(value) if isinstance(part, ast.expr) for shape in shapes(part, {})
                )


def test_every_message_that_pages_can_show_is_said_in_chinese() -> None:
    english = set[str]()
    source = ROOT / "src" / "hwgen"
    modules = [source / f"{name}.py" for name in BY_REVIEW]
    for path in (*modules, *(path for room in ROOMS for path in (source / room).rglob("*.py"))):
        if path.relative_to(source).with_suffix("").as_posix() in BY_COMMAND:
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                said = chain(messages_of(function), fragments_of(function) if function.name in FRAGMENTS else ())
                english.update(message for message in said if re.search("[a-z]{4}", message))
    assert len(english) > 250
    assert {one for one in english - JOINED if not own_message(one.replace("{}", "x1"), "zh")} == set()


def test_every_message_with_own_words_is_one_that_there_is() -> None:
    """What is worded anew has to be put into Chinese anew: the pieces between what differs stand in the program."""
    texts = set[str]()
    for path in (ROOT / "src" / "hwgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    texts.update(rule.remedy for rule in rules().values())
    whole = "\n".join(texts)
    folder = Path(serve.__file__).parent / "words" / "messages"
    for language in ("zh", "en"):
        words = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
        for english, own in words.items():
            assert not [piece for piece in english.split("{}") if piece.strip() not in whole], english
            assert re.search("[一-龥1]", own) or language == "en"
            assert own.format(*"abcdefgh"[: english.count("{}")])


# Words on how the workbench itself is started, in a terminal.
OF_SERVE = {
    "{} is made by a generator, and --no-generators keeps it from running",
    "--port 0 takes a free one",
    "start it without --no-generators",
}
# What stands in a command as a whole, or is added to one in a terminal, can be typed.
TYPED = re.compile("`hwgen [^`]*`|terminal.*|终端.*")
OPTION = re.compile("--[a-z]")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_names_an_option_that_nobody_there_can_type(language: str) -> None:
    folder = Path(serve.__file__).parent / "words" / "messages"
    texts = {at: yaml.safe_load((folder / f"{at}.yaml").read_text(encoding="utf-8")) for at in ("en", "zh")}
    naming = {english for english in texts["zh"] if OPTION.search(TYPED.sub("", english))} - OF_SERVE
    assert len(naming) > 20
    for english in naming:
        own = own_message(english.replace("{}", "x1"), language)
        assert own, english
        assert not OPTION.search(TYPED.sub("", own)), own
    # English pages have no words of their own but for these.
    assert {english for english in texts["en"] if not OPTION.search(english)} <= {"Ordering questions ({}) {}."}


# Rules on how the workbench itself is started, and on what its pages do not do.
BY_TERMINAL = {
    "generators-not-run", "generator-not-run", "no-course", "starter-course", "foreign-course", "port-taken", "served-read-only",
    "export-unrecognised", "typed-columns", "review-port", "mail-unsure",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_rule_names_an_option_where_its_message_has_no_hint(language: str) -> None:
    """What a rule says in general is for a terminal; a page says what to press there."""
    naming = {id for id in own_titles("zh") if OPTION.search(TYPED.sub("", rules()[id].remedy))}
    assert naming > BY_TERMINAL
    for id in naming - BY_TERMINAL:
        own = own_remedy(Diagnostic(id, "it cannot be done"), language)
        assert own, id
        assert not OPTION.search(TYPED.sub("", own)), own
        assert ("hwgen" in own or "终端" in own or "terminal" in own) or "`--" not in own


def test_what_english_pages_say_of_their_own_is_of_the_pages() -> None:
    """What a hint calls a button or a box is called so on the page."""
    words = {word for word in page_words("en").phrases.values() if isinstance(word, str)}
    hints = yaml.safe_load((Path(serve.__file__).parent / "words" / "messages" / "en.yaml").read_text(encoding="utf-8"))
    named = {name for hint in hints.values() for name in re.findall("“([^”]*)”", hint)}
    assert named
    assert {name for name in named if not any(word.startswith(name) for word in words)} == set()


def test_a_kind_has_a_name_that_says_what_it_is(client: TestClient) -> None:
    """The short names of columns on paper say it only beside others: “several” of what?"""
    for path in ("/bank", "/files"):
        shown = client.get(path).text
        assert ">multiple answers" in shown
        assert ">several" not in shown
