"""What is done while others work: whoever waits wants to hear that something goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

AT_EACH_LOOK: ContextVar[Callable[[], None]] = ContextVar("at_each_look", default=lambda: None)
