"""Drawings of the conceptual items about systems."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

STAGES = 3
BATCHES = 4
WIDE, HIGH = 10.0, 7.0
LEFT, BOTTOM = 16.0, 9.0


@figure
def pipeline_schedule() -> Picture:
    slots = STAGES + BATCHES - 1
    top, right = BOTTOM + STAGES * HIGH, LEFT + slots * WIDE
    rules = [Line(((LEFT, BOTTOM + i * HIGH), (right, BOTTOM + i * HIGH)), width=0.5) for i in range(STAGES + 1)]
    rules += [Line(((LEFT + i * WIDE, BOTTOM), (LEFT + i * WIDE, top)), width=0.5) for i in range(slots + 1)]
    names = [
        Label((LEFT - 1.5, top - (stage + 0.5) * HIGH), Text(f"第 {stage + 1} 级", f"stage {stage + 1}"), "east")
        for stage in range(STAGES)
    ]
    cells = [
        Label((LEFT + (stage + batch + 0.5) * WIDE, top - (stage + 0.5) * HIGH), str(batch + 1))
        for stage in range(STAGES)
        for batch in range(BATCHES)
    ]
    arrow = Line(((LEFT, BOTTOM - 3), (right, BOTTOM - 3)), width=0.5, arrow=True)
    time = Label(((LEFT + right) / 2, BOTTOM - 4), Text("时间", "time"), "north")
    return Picture(
        width=right + 2,
        height=top + 2,
        marks=(*rules, *names, *cells, arrow, time),
        alt=Text(
            "3 行 6 列的表格，行是级，列是时间片。第 1 级依次处理微批 1、2、3、4，然后两格空闲；"
            "第 2 级空闲一格，处理微批 1 至 4，再空闲一格；第 3 级先空闲两格，再处理微批 1 至 4。",
            "A grid of 3 rows (stages) and 6 columns (time slots). Stage 1 processes micro-batches 1, 2, 3, 4 and is then "
            "idle for two slots; stage 2 is idle for one slot, processes 1 to 4 and is idle for one; stage 3 is idle for two "
            "slots and then processes 1 to 4.",
        ),
    )
