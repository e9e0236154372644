"""Where the lines of pages break: signs stay beside formulas, options are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_serve import browser

from hwgen.serve.desk import Desk
from hwgen.serve.pages import coded, typed
from hwgen.writers.unbroken import unbroken


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("记<math>x</math>，则", '记<span class="unbroken"><math>x</math>，</span>则'),
        ("（<math>x</math> 与 <math>y</math>）。", '<span class="unbroken">（<math>x</math></span> 与 <span class="unbroken"><math>y</math>）。</span>'),
        ("(<math>x</math>), [<math>y</math>", '<span class="unbroken">(<math>x</math>),</span> <span class="unbroken">[<math>y</math></span>'),
        ("的<math>x</math>是<math>y</math><p>，</p>", "的<math>x</math>是<math>y</math><p>，</p>"),
    ],
)  # fmt: skip
def test_signs_stay_beside_their_formula(html: str, shown: str) -> None:
    assert unbroken(html) == shown


def test_an_option_stays_whole_at_the_end_of_a_line() -> None:
    """Browsers break lines behind each hyphen: half an option looks like another one."""
    assert typed("hwgen mark --class a-b") == '<code>hwgen mark <span class="unbroken">--class</span> a-b</code>'
    assert coded('<x> `lock --seed "<b>"` -x') == (
        '&lt;x&gt; <code>lock <span class="unbroken">--seed</span> &#34;&lt;b&gt;&#34;</code> <span class="unbroken">-x</span>'
    )


def test_pages_keep_signs_beside_formulas(small_course: Path) -> None:
    """Of all items as their cards show them, no formula has a sign beside it that could begin a line."""
    shown = browser(Desk(small_course)).get("/bank").text
    assert '<span class="unbroken">' in shown
    assert not re.search('(?<!unbroken">)<math(?:(?!</math>).)*</math>[，。、；：,.]', shown)
