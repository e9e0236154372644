"""The texts of a question with their pictures, as the Markdown of a bank in each of its languages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hwgen.content.image import Image, Unusable, cleaned
from hwgen.content.markup import parse
from hwgen.content.tree import Blocks, Para, Str
from hwgen.errors import CourseError
from hwgen.lms.imported import LONGEST_NAME, Data, Imported
from hwgen.lms.moodle.importing.html import Reader
from hwgen.lms.moodle.importing.languages import in_language
from hwgen.lms.moodle.parsing import Node
from hwgen.text import Language
from hwgen.writers import markdown

POLICY = re.compile(r'<p class="hwgen-policy">.*?</p>', re.DOTALL)


@dataclass(frozen=True)
class Texts:
    """Reads the texts of one question; what could not be carried over is told to `imported`."""

    imported: Imported
    folder: str
    node: Node
    languages: tuple[Language, ...]

    def doubt(self, rule: str, message: str) -> None:
        self.imported.doubt(rule, self.node.line, self.node.content("name", "text"), message)

    def bilingual(self, node: Node | None) -> dict[str, str]:
        """The text of an element with its files, in each language, as Markdown."""
        if node is None:
            return dict.fromkeys(self.languages, "")
        files = self.files(node)
        return self.markdown(node.content("text"), files, node.attributes.get("format", "html"))

    def markdown(self, text: str, files: Mapping[str, bytes], format: str = "html") -> dict[str, str]:
        return {at: self._one(in_language(text, at), files, format) for at in self.languages}

    def _one(self, text: str, files: Mapping[str, bytes], format: str = "html") -> str:
        text = POLICY.sub("", text)
        if format in ("plain_text", "markdown"):
            content: Blocks = tuple(Para((Str(" ".join(p.split())),)) for p in re.split(r"\n\s*\n", text) if p.strip())
        else:
            content = Reader(files, self._keep, self.doubt).blocks(text)
        written = markdown.blocks(content)
        try:
            known = {f"files/{path}": Image(path, data, "") for path, data in self.imported.files.items()}
            parse(written, known.get)
        except CourseError as e:
            self.doubt("import-text-plain", f"its text could only be kept as plain text: {e.diagnostics[0].message}")
            bare = " ".join(re.sub(r"<[^>]*>", " ", text).split())
            written = markdown.blocks((Para((Str(bare),)),)) if bare else ""
        return written

    def _keep(self, name: str, data: bytes) -> str:
        shown = name[:LONGEST_NAME]
        try:
            picture = cleaned(data)
        except Unusable as e:
            self.doubt("import-image-lost", f"the picture `{shown}` was dropped: {e}")
            return ""
        if picture.removed:
            self.doubt("import-image-cleaned", f"taken out of the picture `{shown}`: {', '.join(picture.removed)}")
        return self.imported.keep(self.folder, name, picture)

    def files(self, node: Node) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for file in node.every("file"):
            name = file.attributes.get("name", "")
            try:
                data = base64.b64decode("".join(file.text.split()), validate=True)
            except (binascii.Error, ValueError):
                self.doubt("import-file-damaged", f"the file `{name[:LONGEST_NAME]}` is damaged")
                continue
            files.setdefault((file.attributes.get("path", "/") + name).lstrip("/"), data)
        return files

    def stem(self) -> dict[str, str]:
        stem = self.bilingual(self.node.first("questiontext"))
        if not any(stem.values()):
            self.doubt("import-no-text", "the question has no text")
            return dict.fromkeys(self.languages, "\\[?\\]")
        return stem

    def explanation(self) -> Data:
        text = self.bilingual(self.node.first("generalfeedback"))
        return {"explanation": text} if any(text.values()) else {}

    def why(self, answer: Node) -> Data:
        text = self.bilingual(answer.first("feedback"))
        return {"why": text} if any(text.values()) else {}
