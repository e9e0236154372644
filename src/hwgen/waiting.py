"""What is done while others work: whoever waits wants to hear that something goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

# Hears what is at work, how much of it is done, and of how much.
AT_EACH_STEP: ContextVar[Callable[[str, int, int], None]] = ContextVar(
    "at_each_step", default=lambda what, done, total: None
)
# Is called from time to time while another process is waited for.
AT_EACH_LOOK: ContextVar[Callable[[], None]] = ContextVar("at_each_look", default=lambda: None)
