"""Rectangles on a page, in millimetres from its upper left corner, as marks of a picture."""

from __future__ import annotations

from dataclasses import dataclass

from hwgen.content.picture import Area, Line, Point

# In millimetres.
POINT = 25.4 / 72


@dataclass(frozen=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float

    def corners(self, page: float, inset: float = 0.0) -> tuple[Point, ...]:
        """Its corners on a page of this height as pictures count, from the lower left."""
        left, right = self.x + inset, self.x + self.width - inset
        top, bottom = page - self.y - inset, page - self.y - self.height + inset
        return tuple(
            (round(x, 3), round(y, 3)) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
        )

    def filled(self, page: float, grey: float = 0.0) -> Area:
        return Area(self.corners(page), grey)

    def outlined(self, page: float, width: float, grey: float = 0.0) -> Line:
        """A line of so many points, whose outer edge is the rectangle."""
        corners = self.corners(page, width * POINT / 2)
        return Line((*corners, *corners[:2]), width=width, grey=grey)
