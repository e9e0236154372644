"""How Sphinx builds the site: `make docs`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "scripts"))

import reference  # noqa: E402

from hwgen import __version__  # noqa: E402

project = "hwgen"
release = version = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 4
myst_enable_extensions = ["deflist", "colon_fence"]
highlight_language = "none"
html_theme = "furo"
html_title = "hwgen"
html_copy_source = False
html_show_copyright = False
html_extra_path = ["exam.schema.json"]

reference.write(HERE / "reference")
