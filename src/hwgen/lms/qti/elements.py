"""Elements of QTI as text: named as in 3.0, written as in the version that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from hwgen.lms.qti.versions import Version

OWN = {"xml_lang": "xml:lang", "class_": "class"}


@dataclass(frozen=True)
class Elements:
    """Writes the elements of one version. Contents are XML, attributes are text."""

    version: Version

    def __call__(self, name: str, *contents: str, **attributes: str | int | None) -> str:
        """`e("simple-choice", body, identifier="A")`; an attribute that is None is left out."""
        tag = self.version.element(name)
        start = tag + "".join(
            f' {self._named(key)}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
        )
        return f"<{start}>{''.join(contents)}</{tag}>" if contents else f"<{start}/>"

    def _named(self, key: str) -> str:
        return OWN.get(key) or self.version.attribute(key.replace("_", "-"))

    def content(self, name: str, *contents: str, **attributes: str | None) -> str:
        """An element that says something to somebody: feedback, a rubric."""
        around = self.version.content
        return self(name, *([self(around, *contents)] if around else contents), **attributes)

    # Expressions and rules of response processing.

    def value(self, base: str, value: str) -> str:
        return self("base-value", escape(value, quote=False), base_type=base)

    def variable(self, identifier: str) -> str:
        return self("variable", identifier=identifier)

    def set(self, identifier: str, expression: str) -> str:
        return self("set-outcome-value", expression, identifier=identifier)

    def condition(self, cases: Mapping[str, str], otherwise: str = "") -> str:
        """The rule of the first of `cases` whose expression is true."""
        rules = [
            self("response-else-if" if i else "response-if", expression, rule)
            for i, (expression, rule) in enumerate(cases.items())
        ]
        return self("response-condition", *rules, *([self("response-else", otherwise)] if otherwise else ()))
