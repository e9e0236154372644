"""Kinds of arrays. Pictures have a row for each line of pixels; 0 is black in what a scanner gives.

OpenCV's functions say nothing of the types in their arrays, so that these are names only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Bytes; numbers with fractions; yes or no.
Grey = NDArray[Any]
Floats = NDArray[Any]
Flags = NDArray[np.bool_]
