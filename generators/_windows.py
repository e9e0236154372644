"""Windows that slide along a row of pixels: how checks find sides without a formula."""

from functools import cache


@cache
def places(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> int:
    """The number of places where a comb of `kernel` taps fits in the padded row."""
    inside = range(-padding, size + padding)
    return sum(1 for start in inside[::stride] if all(start + dilation * tap in inside for tap in range(kernel)))
