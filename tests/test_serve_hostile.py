"""The workbench among people who mean no good, and machines that fail: nothing is lost, and nothing let in. It runs as it does for everybody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from terminal import hear_ctrl_c
from test_serve import HERE, HOSTILE, KEY, Seen, browser
from test_serve_editor import FILE, SVG
from test_serve_papers import NAMED, Page, tree

from hwgen.bank.loading import load
from hwgen.edited import digest
from hwgen.limits import MB
from hwgen.serve.desk import Desk
from hwgen.serve.guard import HEADER, MOST, MOST_OF_A_FILE
from hwgen.serve.key import Key
from hwgen.serve.pages import plain_name


@dataclass
class Server:
    """A workbench in a process of its own."""

    process: subprocess.Popen[str]
    key: Key

    def ask(self, path: str, body: bytes | Iterator[bytes] | None = None, **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.key.port, timeout=60)
        own = {"Cookie": f"{self.key.cookie}={self.key.token}"}
        if body is not None:
            own |= {"Origin": f"http://127.0.0.1:{self.key.port}", HEADER: self.key.header}
        try:
            connection.request("GET" if body is None else "POST", path, body, own | headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def save(self, text: str, known: str) -> tuple[int, bytes]:
        draft = {"file": FILE, "text": text, "line": 1, "column": 1, "digest": known}
        return self.ask("/save", json.dumps(draft).encode(), **{"Content-Type": "application/json"})


PROGRAM = "from hwgen.commands.app import main; main()"
# A page that is never made, and says when it has begun.
ENDLESS = """
import threading
from hwgen.serve import bank

def faults_page(request):
    print("begun", flush=True)
    threading.Event().wait()

bank.faults_page = faults_page
"""


@contextmanager
def serving(root: Path, before: str = "") -> Iterator[Server]:
    """`before` is run by the same process before the workbench."""
    command = [sys.executable, "-u", "-c", before + PROGRAM, "serve", "--no-open", "--course", root]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ, preexec_fn=hear_ctrl_c
    ) as process:
        assert process.stdout
        address = urlsplit(process.stdout.readline().strip())
        try:
            yield Server(process, Key(parse_qs(address.query)["token"][0], address.port or 0))
        finally:
            process.kill()


@pytest.fixture
def server(small_course: Path) -> Iterator[Server]:
    with serving(small_course) as server:
        yield server


def test_only_the_pages_of_the_workbench_change_anything(server: Server, small_course: Path) -> None:
    before = tree(small_course)
    port, form = server.key.port, {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"name": "evil"}).encode()
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{port + 1}"},
        {"Origin": "null"},
        {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"},
        {HEADER: "wrong"},
        {HEADER: server.key.token},
    ):
        assert server.ask("/new-exam", body, **form, **headers)[0] == 403
    assert server.ask("/new-exam", body, **form, Cookie=f"{server.key.cookie}=wrong")[0] == 401
    assert server.ask("/bank", Cookie="")[0] == 401
    assert tree(small_course) == before
    assert server.ask("/new-exam", body, **form)[0] == 204


@pytest.mark.parametrize("path", ["/picture", "/save", "/new-exam", "/class/named/7/list", "/undo"])
@pytest.mark.parametrize("stated", [True, False])
def test_what_is_too_large_is_refused_wherever_it_goes(
    path: str, stated: bool, server: Server, small_course: Path
) -> None:
    before = tree(small_course)
    most = MOST_OF_A_FILE if path in ("/picture", "/class/named/7/list") else MOST
    head = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="x.svg"\r\n\r\n'
    size = most + 2 * MB
    body = head + b"x" * size if stated else (part for part in (head, *[b"x" * MB] * (size // MB)))
    kind = "multipart/form-data; boundary=x" if most == MOST_OF_A_FILE else "application/json"
    # A server that has heard enough closes the line while the rest is still on its way.
    with suppress(OSError, HTTPException):
        assert server.ask(path, body, **{"Content-Type": kind})[0] in (400, 409, 413)
    assert tree(small_course) == before
    assert server.ask("/bank")[0] == 200


def test_200_at_once_are_answered_while_pages_listen_and_somebody_saves(server: Server, small_course: Path) -> None:
    path = small_course / FILE
    text = path.read_text(encoding="utf-8")
    listening = [HTTPConnection("127.0.0.1", server.key.port, timeout=60) for _ in range(20)]
    for one in listening:
        one.request("GET", "/events", headers={"Cookie": f"{server.key.cookie}={server.key.token}"})
    paths = ["/bank?words=drop", "/card/kept-units", "/papers", "/paper/named?seed=7", "/files", "/faults", "/job"]

    def ask(number: int) -> int:
        if number % 20:
            return server.ask(f"{paths[number % len(paths)]}")[0]
        return server.save(f"{text}# {number}\n", digest(text.encode()))[0]

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(ask, range(200)))
    saves = answers[::20]
    assert sorted(saves) == [200] + [409] * 9
    assert {status for number, status in enumerate(answers) if number % 20} == {200}
    assert path.read_text(encoding="utf-8") == f"{text}# {saves.index(200) * 20}\n"
    for one in listening:
        assert one.getresponse().readline() == b": open\n"
        one.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_workbench_ends_when_it_is_asked_to_whatever_a_page_waits_for(
    number: signal.Signals, small_course: Path
) -> None:
    with serving(small_course, ENDLESS) as server, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(server.ask, "/faults")
        assert server.process.stdout
        assert server.process.stdout.readline() == "begun\n"
        server.process.send_signal(number)
        assert server.process.wait(60) == 0
        assert isinstance(waiting.exception(), OSError | HTTPException)


@pytest.mark.parametrize("seconds", [0.05, 0.12, 0.3, 0.5])
def test_a_workbench_that_is_killed_while_it_saves_leaves_whole_files(seconds: float, small_course: Path) -> None:
    path = small_course / FILE
    first = path.read_bytes().decode()
    # Long enough for the end to come in the middle.
    versions = {f"{first}{f'# {number} of many lines' * 20000}\n" for number in range(2)}
    with serving(small_course) as server:
        assert server.ask("/bank")[0] == 200
        end = threading.Timer(seconds, server.process.kill)
        end.start()
        known = first
        with suppress(OSError, HTTPException):
            while True:
                for text in sorted(versions):
                    assert server.save(text, digest(known.encode()))[0] == 200
                    known = text
    assert path.read_bytes().decode() in versions | {first}
    assert not load(small_course).errors


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


@pytest.mark.parametrize(
    ("place", "path", "fields"),
    [
        ("bank/exams/evil.yaml", "/new-exam", {"name": "evil"}),
        ("bank/exams/evil.yaml", "/paper/named/7/freeze", {"name": "evil"}),
        ("bank/items/evil.yaml", "/new", {"name": "evil", "kind": "essay", "topic": "evil"}),
        ("bank/papers/named-7.yaml", "/paper/named/7/lock", {"number": "1"}),
    ],
)
def test_no_link_leads_a_change_out_of_the_course(place: str, path: str, fields: dict[str, str], page: Page) -> None:
    outside = page.desk.root.parent / "outside"
    (page.desk.root / place).parent.mkdir(exist_ok=True)
    (page.desk.root / place).symlink_to(outside)
    page.post(path, **fields)
    assert not outside.exists()


def test_no_link_leads_a_picture_or_a_list_out_of_the_course(page: Page) -> None:
    outside = page.desk.root.parent / "outside"
    for folder, name in (("bank/files", "evil.svg"), ("output/rosters", "evil.csv")):
        (page.desk.root / folder).mkdir(parents=True, exist_ok=True)
        (page.desk.root / folder / name).symlink_to(outside)
    own = {"Origin": "http://127.0.0.1:8000", HEADER: Key("secret", 8000).header, "HX-Request": "true"}
    page.client.post("/picture", data={"alt": "x"}, files={"picture": ("evil.svg", SVG)}, headers=own)
    page.client.post("/class/named/7/list", files={"file": ("evil.csv", b"id,name\n1,A\n")}, headers=own)
    assert not outside.exists()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def nameless(path: Path) -> None:
    """As an archive from a Chinese Windows leaves it: the name is GBK."""
    Path(os.fsdecode(os.fsencode(path.parent) + "/题目".encode("gbk") + os.fsencode(path.suffix))).write_text("x: [")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("place", ["bank/items", "bank/exams", "generators"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (pipe, "it is a pipe or a device, not a file"),
        (device, "it is a pipe or a device, not a file"),
        (nameless, "its name is not UTF-8"),
    ],
)
def test_a_file_that_never_ends_or_has_no_name_is_not_opened(
    make: Callable[[Path], None], message: str, place: str, page: Page
) -> None:
    """What else there is works on, and the page of errors says which file it is."""
    path = page.desk.root / place / f"more{'.py' if place == 'generators' else '.yaml'}"
    assert message not in page.client.get("/faults").text
    make(path)
    assert message in page.client.get("/faults").text
    for other in ("/bank", "/files", "/papers", "/item/kept-units"):
        assert page.client.get(other).status_code == 200
    assert page.post("/paper/named/7/lock", number=1).status_code == 200


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("name", ["misconceptions-more.yaml", "conventions.yaml", "terms.yaml"])
def test_a_table_that_never_ends_is_not_opened(name: str, page: Page) -> None:
    (page.desk.root / "bank" / name).unlink(missing_ok=True)
    pipe(page.desk.root / "bank" / name)
    assert f"bank/{name}" in (text := page.client.get("/faults").text)
    assert "it is a pipe or a device, not a file" in text
    assert page.client.get("/bank").status_code == 200


def test_a_name_that_is_no_text_is_shown_where_nothing_reads_its_file(page: Page) -> None:
    nameless(page.desk.root / "bank" / "more.yaml")
    shown = page.client.get("/faults")
    assert shown.status_code == 200
    assert "\ufffd" in shown.text


NAMES = ["../evil", "a/b", "/evil", "evil\0", "C:\\evil", "evil.", " ", "", "..", "Evil", HOSTILE, "x" * 500, "évil"]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_makes_a_file_elsewhere_or_none_that_can_be_named(name: str, page: Page) -> None:
    before = tree(page.desk.root.parent)
    for path, more in (
        ("/new-exam", {}),
        ("/paper/named/7/freeze", {}),
        ("/rename/kept-units", {}),
        ("/new", {"kind": "essay", "topic": "basics"}),
    ):
        assert page.post(path, name=name, **more).status_code == 409, path
    assert page.post("/new", name="evil", kind="essay", topic=name).status_code == 409
    assert tree(page.desk.root.parent) == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.csv", "x.csv"),
        ("CON.csv", "file-con.csv"),
        ("com1", "file-com1"),
        ("console.csv", "console.csv"),
        ("a b?*<>|.csv", "a-b-.csv"),
        ("...", "otherwise"),
        ("x" * 300 + ".csv", "x" * 60 + ".csv"),
        (".htaccess", "htaccess"),
    ],
)
def test_a_file_that_is_dropped_in_gets_a_plain_name(given: str, kept: str) -> None:
    assert plain_name(given, "otherwise") == kept


def test_names_of_files_are_texts_on_every_page(small_course: Path) -> None:
    name = HOSTILE.replace("/", "")
    text = (small_course / FILE).read_text(encoding="utf-8")
    (small_course / "bank" / "items" / f"{name}.yaml").write_text(f"{text}  - id: 1\n", encoding="utf-8")
    (small_course / "generators" / f"{name}.py").write_text("def\n", encoding="utf-8")
    (small_course / f"{name}.csv").write_text("id,name\n1,A\n", encoding="utf-8")
    (small_course / "output" / "named" / f"{name}").mkdir(parents=True)
    client = browser(Desk(small_course))
    for path in ("/files", "/faults", "/bank", "/papers", "/class/named/7", f"/edit?file=bank/items/{name}.yaml"):
        answer = client.get(path)
        assert "alert(1)" in answer.text or path in ("/bank", "/papers")
        elements = Seen(answer.text).elements
        assert {about["src"] for tag, about in elements if tag == "script"} <= {
            "/static/htmx.min.js",
            "/static/page.js",
            "/static/editor.js",
        }
        assert not [tag for tag, about in elements if "onerror" in about]


@pytest.mark.parametrize(
    "text", ["\0", "\x1b[31m", "\r\n.\r\n", "\u2028", "\ufeff", "{{ 7 * 7 }}", "!!python/object:os", "'", '"', "---"]
)
def test_what_is_typed_into_a_form_is_kept_as_it_is_or_refused(text: str, page: Page) -> None:
    elements = Seen(page.client.get("/form/kept-units").text).elements
    known = next(about["value"] for tag, about in elements if about.get("name") == "digest")
    before = tree(page.desk.root)
    answer = page.post("/form/kept-units", digest=str(known), source=f"Book {text} 1")
    loaded = load(page.desk.root)
    assert not loaded.errors
    if answer.status_code == 409:
        assert tree(page.desk.root) == before
    else:
        assert answer.status_code == 204
        assert loaded.course.items["kept-units"].source == f"Book {text} 1".replace("\r\n", "\n")


@pytest.mark.parametrize("path", ["/save", "/check", "/complete"])
@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"file": ' * 50_000, b'{"file": 1e999}', b"\xff\xfe", b"null"])
def test_what_is_no_draft_is_refused(path: str, body: bytes, page: Page) -> None:
    own = {"Origin": HERE, HEADER: KEY.header, "Content-Type": "application/json"}
    assert page.client.post(path, content=body, headers=own).status_code == 400


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("move", {}),
        ("move", {"number": "1"}),
        ("move", {"number": "1", "by": "left"}),
        ("move", {"number": "", "by": "down"}),
        ("move", {"number": "\u0663", "by": "down"}),
        ("remove", {}),
        ("remove", {"number": "1e0"}),
        ("lock", {"number": "-1"}),
        ("swap", {}),
        ("swap", {"number": "1", "variant": "x"}),
        ("points", {"number": "1", "points": ""}),
        ("points", {"number": "1"}),
    ],
)
def test_a_change_that_says_too_little_changes_nothing(action: str, fields: dict[str, str], page: Page) -> None:
    (page.desk.root / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    before = tree(page.desk.root)
    assert page.post(f"/paper/mine/7/{action}", **fields).status_code == 400
    assert tree(page.desk.root) == before
