"""The real yaml-language-server, spoken to as an editor does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

SERVER = Path(__file__).parents[1] / ".npm" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


@dataclass(frozen=True)
class Page:
    """An open file, with the cursor in it."""

    server: LanguageServer
    uri: str
    cursor: dict[str, Any]

    def told(self) -> list[tuple[int, str]]:
        return self.server.told(self.uri)

    def offered(self) -> dict[str, str]:
        """What is offered at the cursor, and what each would insert."""
        answer = self.server.ask("textDocument/completion", self.cursor)
        return {item["label"]: item.get("insertText", "") for item in answer["items"]}

    def hover(self) -> str:
        answer = self.server.ask("textDocument/hover", self.cursor)
        return str(answer["contents"]["value"]) if answer else ""


class LanguageServer:
    """One server process."""

    def __init__(self, root: Path) -> None:
        assert SERVER.is_file(), "yaml-language-server is missing: run `make language-server`"
        node = shutil.which("node")
        assert node, "node is missing: run `make language-server`"
        self._process = subprocess.Popen(
            [node, str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root, env={**os.environ}
        )
        self._requests = self._pages = 0
        self._diagnostics: dict[str, list[Any]] = {}
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True},
        }
        folders = [{"uri": root.as_uri(), "name": "course"}]
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "capabilities": capabilities,
                "workspaceFolders": folders,
            },
        )
        self.send("initialized", {})

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, path: Path, text: str) -> Page:
        """Opens a new file beside `path` that holds `text`; a mark `@@` in it is where the cursor stands."""
        self._pages += 1
        uri = path.with_name(f"{path.stem}-{self._pages}.yaml").as_uri()
        before, _, after = text.partition("@@")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": before + after}
        self.send("textDocument/didOpen", {"textDocument": document})
        position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return Page(self, uri, {"textDocument": {"uri": uri}, "position": position})

    def told(self, uri: str) -> list[tuple[int, str]]:
        """Line (from 1) and message of every remark on an open file, when there are any or it is clean."""
        while uri not in self._diagnostics:
            self._take()
        return [(d["range"]["start"]["line"] + 1, d["message"]) for d in self._diagnostics[uri]]

    def ask(self, method: str, params: object) -> Any:
        self._requests += 1
        number = self._requests
        self.send(method, params, number)
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")

    def send(self, method: str, params: object, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self._write(message if number is None else {**message, "id": number})

    def _write(self, message: object) -> None:
        data = json.dumps(message).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _take(self) -> Any:
        """The next message; what the server asks of an editor is answered."""
        assert self._process.stdout
        length = 0
        while (header := self._process.stdout.readline().strip()) != b"":
            if header.lower().startswith(b"content-length:"):
                length = int(header.partition(b":")[2])
        assert length, "the language server has ended"
        message = json.loads(self._process.stdout.read(length))
        if "method" in message and "id" in message:
            settings = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
            items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            result = (
                [settings if item.get("section") == "yaml" else {} for item in items] if items is not None else None
            )
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": result})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message
