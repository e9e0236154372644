"""The workbench: who may speak to it, what its pages show, and what it does to the files of a course."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from hwgen import serve
from hwgen.limits import MB
from hwgen.proof.certificates import certificate
from hwgen.serve.app import application
from hwgen.serve.desk import MOST_KEPT, Desk
from hwgen.serve.guard import HEADER, MOST, Guard, Key
from hwgen.serve.pages import page_words

KEY = Key("secret", 8000)
HERE = "http://127.0.0.1:8000"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def browser(desk: Desk) -> TestClient:
    """A browser that has opened the address of the workbench."""
    client = TestClient(application(desk, KEY), base_url=HERE, headers={"Accept-Language": "en"})
    assert client.get("/", params={"token": KEY.token}).status_code == 200
    return client


def read_only() -> Desk:
    """The small course, of which tests read only."""
    desk = Desk(ROOT / "tests" / "course")
    certificate(desk.course, desk.course.items["max-pool"])  # type: ignore[arg-type]
    return desk


@pytest.fixture(scope="module")
def desk() -> Desk:
    return read_only()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return browser(desk)


class Seen(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def cards(self) -> list[str | None]:
        return [about["aria-label"] for tag, about in self.elements if tag == "article"]


def bank(client: TestClient, **asked: str) -> str:
    """The bank as somebody sees it who scrolls to its end."""
    text = client.get("/bank", params=asked).text
    shown = text
    while more := re.search(r'hx-get="(/bank[^"]*)" hx-target="closest .more"', shown):
        shown = client.get(unescape(more[1]), headers={"HX-Request": "true"}).text
        text += shown
    return text


def cards(client: TestClient, **asked: str) -> list[str | None]:
    return Seen(bank(client, **asked)).cards()


# Who may speak to it


def echo() -> Callable[..., TestClient]:
    """An application that reads the whole body, behind the guard."""

    async def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", read, methods=["GET", "POST"])])
    return lambda **headers: TestClient(
        Guard(app, KEY), base_url=HERE, cookies={KEY.cookie: KEY.token}, headers=headers
    )


OWN = {"Origin": HERE, HEADER: KEY.header}


def test_a_page_of_the_workbench_may_post() -> None:
    answer = echo()(**OWN).post("/", content=b"abc")
    assert (answer.status_code, answer.text) == (200, "3")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({**OWN, "Host": "evil.example:8000"}, 403),
        ({**OWN, "Host": "127.0.0.1:8001"}, 403),
        ({**OWN, "Host": "127.0.0.1"}, 403),
        ({**OWN, "Origin": "http://evil.example"}, 403),
        ({**OWN, "Origin": "null"}, 403),
        ({**OWN, "Origin": "http://localhost:8000"}, 403),
        ({HEADER: KEY.header}, 403),
        ({"Origin": HERE}, 403),
        ({**OWN, HEADER: KEY.token}, 403),
        ({**OWN, "Cookie": f"{KEY.cookie}=wrong"}, 401),
        ({**OWN, "Cookie": f"hwgen-8001={KEY.token}"}, 401),
        ({**OWN, "Content-Length": "9" * 30}, 413),
        ({**OWN, "Content-Length": "-1"}, 413),
    ],
)
def test_what_does_not_come_from_a_page_of_the_workbench_is_refused(headers: dict[str, str], status: int) -> None:
    client = echo()()
    if "Cookie" in headers:
        client.cookies.clear()
    assert client.post("/", content=b"abc", headers=headers).status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(method: str) -> None:
    assert echo()(**OWN).request(method, "/").status_code == 405


@pytest.mark.parametrize("token", ["", "wrong", "secret ", "sécret"])
def test_the_address_is_the_key(token: str, desk: Desk) -> None:
    client = TestClient(application(desk, KEY), base_url=HERE)
    assert client.get("/", params={"token": token}).status_code == 401
    assert client.get("/static/style.css").status_code == 401
    assert not client.cookies


def test_the_key_is_kept_from_scripts_and_from_other_sites(desk: Desk) -> None:
    client = TestClient(application(desk, KEY), base_url=HERE, follow_redirects=False)
    cookie = client.get("/", params={"token": KEY.token}).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert KEY.token not in client.get("/bank").text


def test_a_body_is_counted_where_it_does_not_say_its_length() -> None:
    def body(size: int) -> Iterator[bytes]:
        yield from (b"x" * 2**16 for _ in range(size // 2**16))

    client = echo()(**OWN)
    assert client.post("/", content=body(MOST)).text == str(MOST)
    assert client.post("/", content=body(MOST + MB)).status_code == 413
    assert client.post("/", content=b"x" * (MOST + 1)).status_code == 413


def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_of_its_own(client: TestClient) -> None:
    for path in ("/bank", "/item/max-pool", "/faults"):
        answer = client.get(path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == "'self'"
        for tag, about in Seen(answer.text).elements:
            assert not [name for name in about if name.startswith("on") or name == "style"], tag
            assert tag != "script" or about["src"].startswith("/static/")  # type: ignore[union-attr]
            assert not re.match(r"(https?:)?//", about.get("src") or about.get("href") or "")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/item/..%2f..%2fetc%2fpasswd",
        "/item/%00",
        "/card/%3Cscript%3E",
        "/nowhere",
    ],
)
def test_an_address_leads_to_no_file_but_those_of_the_pages(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 409)
    assert "<script>" not in answer.text.replace('<script src="/static/', "")


@pytest.mark.parametrize(
    ("back", "to"), [("/bank", "/bank"), ("//evil.example", "/"), ("/\\evil", "/"), ("https://evil", "/")]
)
def test_the_switch_of_languages_leads_back_to_this_site(back: str, to: str, client: TestClient) -> None:
    answer = client.get("/language/zh", params={"back": back}, follow_redirects=False)
    assert answer.headers["location"] == to
    assert "题库" in client.get("/bank").text


@pytest.mark.parametrize(
    "address", ["/edit?file=bank/items/basics.yaml&line=30", "/paper/picked?seed=7", "/bank?q=丢弃"]
)
def test_the_switch_of_languages_shows_the_same(address: str, client: TestClient) -> None:
    english = client.get(address, headers={"accept-language": "en"})
    link = re.search('href="(/language/zh[^"]*)"', english.text)
    assert link
    answer = client.get(unescape(link[1]))
    assert unquote(str(answer.url)).endswith(address)
    assert '<html lang="zh' in answer.text


def test_200_requests_at_once_are_answered(client: TestClient) -> None:
    paths = [f"/card/kept-units?show=en&seed={seed}" for seed in range(200)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(client.get, paths))
    assert {answer.status_code for answer in answers} == {200}


# What its pages show


def test_the_bank_is_searched_in_every_language_and_by_ids(client: TestClient) -> None:
    assert len(cards(client)) > 10
    assert cards(client, words="三个 单元") == []
    assert (
        cards(client, words="丢弃 保留")
        == cards(client, words="DROPOUT kept")
        == cards(client, words="kept-units")
        == ["kept-units"]
    )


def test_what_another_page_drops_meanwhile_is_still_answered(desk: Desk) -> None:
    class Dropped:
        """A key whose value others have dropped whenever it is looked up."""

        asking = False

        def __hash__(self) -> int:
            if not self.asking:
                self.asking = True
                for i in range(2 * MOST_KEPT):
                    desk.once(("other", i), lambda: None)
                self.asking = False
            return 1

    key = Dropped()
    assert [desk.once(key, lambda: "page") for _ in range(2)] == ["page", "page"]


@pytest.mark.parametrize(
    "address", ["/bank", "/papers", "/paper/picked?seed=7", "/files", "/form/kept-units", "/blueprint/picked"]
)
def test_no_two_buttons_of_a_page_are_called_alike(address: str, small_course: Path) -> None:
    """Who hears a button without its place still has to know what it does."""
    shown = browser(Desk(small_course)).get(address).text
    buttons = re.findall(
        r"<button\b([^>]*)>(.*?)</button>", re.sub("<template.*?</template>", "", shown, flags=re.DOTALL), re.DOTALL
    )
    names = [
        own[1] if (own := re.search('aria-label="([^"]*)"', about)) else re.sub("<[^>]*>", "", text)
        for about, text in buttons
    ]
    assert names
    assert sorted(names) == sorted(set(names))


def test_words_of_the_page_within_a_text_are_in_its_language(small_course: Path) -> None:
    """A card in Chinese has an answer that an English page calls by its own word."""
    shown = browser(Desk(small_course)).get("/item/kept-units").text
    assert shown.count('<summary lang="en">') == shown.count('class="side"') > 1


def test_the_reason_of_a_misconception_is_shown_with_its_formulas(small_course: Path) -> None:
    file = small_course / "bank" / "misconceptions.yaml"
    text = file.read_text(encoding="utf-8").replace("This drops the final + 1", "This drops the $+1$ of $n$")
    file.write_text(text.replace("漏了公式末尾的加 1", "漏了 $x"), encoding="utf-8")
    desk = Desk(small_course)
    certificate(desk.course, desk.course.items["max-pool"])  # type: ignore[arg-type]
    shown = browser(desk).get("/item/max-pool").text
    assert re.search(r'<span class="why" lang="en">This drops the .*</math> of <', shown)
    # What cannot be read stands there as it was written.
    assert '<span class="why" lang="zh">漏了 $x' in shown


def test_a_list_on_a_chinese_page_has_chinese_signs(client: TestClient) -> None:
    text = client.get("/item/max-pool", headers={"Accept-Language": "zh"}).text
    assert "；难度" in text
    assert not re.search("[一-龥][,;] ", text)


def test_what_is_broken_is_named_at_its_line_beside_what_works(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    kind: table", "    kind: tabel"), encoding="utf-8")
    line = next(i for i, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "tabel" in text)
    client = browser(Desk(small_course))
    assert "precision-and-recall" not in cards(client)
    assert "kept-units" in cards(client)
    assert f"bank/items/basics.yaml:{line}" in client.get("/faults").text
    assert "1 error in the course" in client.get("/bank").text


def test_an_exam_with_errors_shows_them(small_course: Path) -> None:
    path = small_course / "bank" / "exams" / "named.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes:", "minuets:", 1), encoding="utf-8")
    text = browser(Desk(small_course)).get("/paper/named?seed=7").text
    assert re.search(r"bank/exams/named.yaml:\d", text)
    assert "there is no exam" not in text


@pytest.mark.parametrize("name", ["course.yaml", "items/basics.yaml", "misconceptions.yaml", "exams/named.yaml"])
def test_any_file_may_be_broken(name: str, small_course: Path) -> None:
    (small_course / "bank" / name).write_bytes(b"a: [\xff\n b:\t}")
    client = browser(Desk(small_course))
    assert f"bank/{name}" in client.get("/faults").text
    assert client.get("/bank").status_code == 200


def test_a_file_that_is_saved_shows_in_the_next_page(small_course: Path) -> None:
    client = browser(Desk(small_course))
    path = small_course / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("150 units", "150 neurons"), encoding="utf-8")
    assert "150 neurons" in client.get("/card/kept-units").text
    assert cards(client, words="neurons") == ["kept-units"]


def test_hostile_texts_stay_texts(small_course: Path) -> None:
    path = small_course / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    # In a text, only code may look like HTML.
    for old, new in (
        ("[dropout]", f"['{HOSTILE}']"),
        ("Goodfellow, Bengio and Courville", HOSTILE),
        ("为什么用", f"`{HOSTILE}` 为什么用"),
        ("Why is", f"`{HOSTILE}` Why is"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    (small_course / "bank" / "exams" / f"{HOSTILE.replace('/', '')}.yaml").write_text("title: x\n", encoding="utf-8")
    client = browser(Desk(small_course))
    assert {"kept-units", "reason-to-shuffle"} <= set(cards(client))
    for path_of_page in ("/bank", "/item/kept-units", "/faults", f"/bank?words={HOSTILE}"):
        seen = Seen(client.get(path_of_page).text)
        assert [about.get("src") for tag, about in seen.elements if tag == "script"] == [
            "/static/htmx.min.js",
            "/static/page.js",
        ]
        assert not [tag for tag, about in seen.elements if "onerror" in about]


def test_an_address_of_nothing_is_a_page_in_the_language_of_the_reader(client: TestClient) -> None:
    for address in ("/nowhere", "/edit?file=nothing"):
        answer = client.get(address, headers={"Accept-Language": "zh"})
        assert answer.status_code == 404
        assert "没有这个页面" in answer.text


def test_a_search_that_finds_nothing_says_how_to_go_on(client: TestClient) -> None:
    nothing = client.get("/bank", params={"words": "zzqq"}, headers={"Accept-Language": "zh"}).text
    assert "没有符合条件的题" in nothing
    assert "没有符合条件的题" not in client.get("/bank", headers={"Accept-Language": "zh"}).text


def test_each_field_with_a_pattern_says_what_fits(client: TestClient) -> None:
    """Browsers show the title of the field beside what does not match."""
    asked = [
        about
        for path in ("/files", "/papers", "/item/kept-units", "/paper/named?seed=7")
        for _, about in Seen(client.get(path).text).elements
        if "pattern" in about
    ]
    assert len(asked) == 5
    assert {about.get("title") for about in asked} == {page_words("en").say("page.name_form")}


def test_a_file_is_chosen_by_words_of_the_page() -> None:
    """Browsers have words of their own on the fields of files, in their own language."""
    for path in (Path(serve.__file__).parent / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.count('type="file"') == text.count('<label class="file">'), path.name


@pytest.mark.parametrize(
    ("path", "within"),
    [("/item/kept-units", "bank"), ("/form/kept-units", "bank"), ("/paper/named?seed=7", "papers")]
    + [(f"/{page}/named/7", "papers") for page in ("class", "export")]
    + [("/blueprint/named", "papers"), ("/edit?file=bank/items/basics.yaml", "files"), ("/faults", "faults")],
)
def test_each_page_is_marked_where_it_belongs(path: str, within: str, client: TestClient) -> None:
    elements = Seen(client.get(path).text).elements
    assert [about["href"] for _, about in elements if about.get("aria-current") == "page"] == [f"/{within}"]
