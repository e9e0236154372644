"""Runs programs with the names that they take for granted."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from bank_programs import run
from torch import nn

USUAL = {"torch": torch, "nn": nn, "F": F, "math": math}


def names(text: str, **more: Any) -> dict[str, Any]:
    return run(text, **USUAL, **more)


def fails(text: str, **more: Any) -> str:
    """What the program says when it stops."""
    try:
        names(text, **more)
    except (RuntimeError, TypeError, ValueError) as e:
        return str(e)
    raise AssertionError("it does not fail")
