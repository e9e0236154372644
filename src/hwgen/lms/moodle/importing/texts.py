"""The texts of a question with their pictures, as the Markdown of a bank in each of its languages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from hwgen.content.image import CONVERTED, Image, UnusablePicture, as_png, cleaned
from hwgen.lms.imported import LONGEST_NAME, Data, Imported
from hwgen.lms.moodle.importing.faithful import written
from hwgen.lms.moodle.importing.formats import as_html
from hwgen.lms.moodle.importing.html import Reader, of_class
from hwgen.lms.moodle.importing.languages import in_language
from hwgen.lms.moodle.parsing import Node
from hwgen.text import Language

# What an export of hwgen says below a question, in words that it writes again.
POLICY = "hwgen-policy"
NO_TEXT = "\\[?\\]"
Tongues = dict[Language, str]


@dataclass(frozen=True)
class Texts:
    """Reads the texts of one question; `imported` notes what could not be carried over."""

    imported: Imported
    folder: str
    node: Node
    languages: tuple[Language, ...]

    def doubt(self, rule: str, message: str) -> None:
        self.imported.doubt(rule, self.node.line, self.node.content("name", "text"), message)

    def bilingual(self, node: Node | None, *, line: bool = False) -> Tongues:
        """The text of an element with its files, in each language, as Markdown; `line` for one that stands within a line."""
        if node is None:
            return dict.fromkeys(self.languages, "")
        return self.markdown(node.content("text"), self.files(node), self.format(node), line=line)

    def format(self, node: Node) -> str:
        """An element that does not say its format has that of the question."""
        stem = self.node.first("questiontext")
        usual = stem.attributes.get("format", "html") if stem else "html"
        return node.attributes.get("format") or usual

    def markdown(self, text: str, files: Mapping[str, bytes], format: str = "html", *, line: bool = False) -> Tongues:
        """A text without files or doubts is read once: the options and remarks of many questions are alike."""
        known, key, doubts = self.imported.texts, (text, format, line, self.languages), len(self.imported.doubts)
        if files or key not in known:
            texts = self.of(self.trees(as_html(text, format)), files, line=line)
            if files or len(self.imported.doubts) > doubts:
                return texts
            known[key] = texts
        return dict(known[key])

    def trees(self, html: str) -> dict[Language, HtmlElement]:
        """An HTML text in each language."""
        trees = {at: in_language(html, at) for at in self.languages}
        for tree in trees.values():
            for policy in of_class(tree, "p", POLICY):
                policy.drop_tree()
        return trees

    def of(self, trees: Mapping[Language, HtmlElement], files: Mapping[str, bytes], *, line: bool = False) -> Tongues:
        """What the elements hold, as Markdown."""
        reader = Reader(files, self._keep, self.doubt, line=line)
        contents = {at: reader.content(tree) for at, tree in trees.items()}
        known = {f"files/{path}": Image(path, data, "") for path, data in self.imported.files.items()}
        texts = {at: written(content, known, self.doubt) for at, content in contents.items()}
        # A text that is missing in one of the languages is shown in another.
        return {at: text or next(filter(None, texts.values()), "") for at, text in texts.items()}

    def _keep(self, name: str, data: bytes) -> str:
        shown = name[:LONGEST_NAME]
        try:
            if CONVERTED.match(data):
                data, frames = as_png(data)
                kept = f"; it moves, and the first of its {frames} pictures was kept" if frames > 1 else ""
                self.doubt("import-image-converted", f"the picture `{shown}` became a PNG{kept}")
            picture = cleaned(data)
        except UnusablePicture as e:
            self.doubt("import-image-lost", f"the picture `{shown}` was dropped: {e}")
            return ""
        if picture.removed:
            self.doubt("import-image-cleaned", f"taken out of the picture `{shown}`: {', '.join(picture.removed)}")
        return self.imported.keep(self.folder, name, picture)

    def files(self, node: Node) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for file in node.every("file"):
            name = file.attributes.get("name", "")
            data = self._decoded(name, file.text)
            if data is not None:
                files.setdefault((file.attributes.get("path", "/") + name).lstrip("/"), data)
        return files

    def _decoded(self, name: str, text: str) -> bytes | None:
        try:
            return base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            self.doubt("import-file-damaged", f"the file `{name[:LONGEST_NAME]}` is damaged")
            return None

    def stem(self) -> Tongues:
        stem = self.bilingual(self.node.first("questiontext"))
        if picture := self._picture_below():
            stem = {at: "\n\n".join(filter(None, (text, picture))) for at, text in stem.items()}
        if not all(stem.values()):
            self.doubt("import-no-text", "the question has no text")
        return {at: text or NO_TEXT for at, text in stem.items()}

    def _picture_below(self) -> str:
        """Moodle 1.9 put a picture below the question, and Moodle still reads it."""
        data = self.node.content("image_base64")
        name = self.node.content("image").rpartition("/")[2]
        if not data:
            if name:
                self.doubt("import-image-lost", f"the picture `{name[:LONGEST_NAME]}` is not in the file")
            return ""
        decoded = self._decoded(name, data)
        kept = self._keep(name, decoded) if decoded is not None else ""
        return f"![](<files/{kept}>)" if kept else ""

    def explanation(self) -> Data:
        text = self.bilingual(self.node.first("generalfeedback"))
        return {"explanation": text} if all(text.values()) else {}

    def why(self, answer: Node) -> Data:
        text = self.bilingual(answer.first("feedback"))
        return {"why": text} if all(text.values()) else {}
