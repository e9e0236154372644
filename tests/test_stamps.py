"""What is coded on each page of an answer sheet."""

from __future__ import annotations

import pytest

from hwgen.sheets.stamp import Stamp, parse


def test_a_stamp_is_read_as_it_was_printed() -> None:
    stamp = Stamp("HW2-7.12-ZH-BWZ4-9", 12, 1, 2, "3FA9")
    assert parse(str(stamp)) == stamp
    for text in ("", "https://example.org", "HW2-7 x 1/2 3FA9", "HW2-7 1 1 3FA9"):
        with pytest.raises(ValueError, match="answer sheet"):
            parse(text)
