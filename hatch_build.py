"""The wheel takes the certificates of the starter course along, where `make wheel` has made them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Certificates(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        made = Path(self.root, "output", "certificates")
        if version == "standard" and made.is_dir():
            build_data["force_include"][str(made)] = "hwgen/starter/certificates"
