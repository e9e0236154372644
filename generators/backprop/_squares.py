"""Squares of whole numbers, and what they are."""

from hwgen import chance, texts

Matrix = tuple[tuple[int, ...], ...]
INPUTS = texts("""
    image: 图像 || image
    map: 特征图 || feature map
""")


def square(key: str, number: int, side: int, values: int) -> Matrix:
    """A square of whole numbers below `values` that depends on its key and number alone."""
    return tuple(tuple(chance((key, number, i, j), values) for j in range(side)) for i in range(side))
