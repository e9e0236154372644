"""A waiting time is no turnaround time, and each is that of the job that is named."""

from __future__ import annotations

import pytest
from readings import question

from hwgen.flaws.jobs import of_jobs

ZH = "单处理机按先来先服务的次序运行：\n\n| 进程 | {} | {} |\n|---|---|---|\n| P1 | 0 | 7 |\n| P2 | 2 | 4 |\n| P3 | 3 | 3 |\n\n{}"
EN = "One processor, first come, first served:\n\n| process | {} | {} |\n|---|---|---|\n| P1 | 0 | 7 |\n| P2 | 2 | 4 |\n| P3 | 3 | 3 |\n\n{}"
HEADS = ("到达时刻", "运行时间", "arrives at", "runs for")
# P1 waits 0 and stays 7, P2 5 and 9, P3 8 and 11.
WAITING = ("平均等待时间是多少？", "What is the mean waiting time?")
TURNAROUND = ("平均周转时间是多少？", "What is the mean turnaround time?")
OF_P3 = ("P3 的周转时间是多少？", "What is the turnaround time of P3?")
OF_P2 = ("P2 的周转时间是多少？", "What is the turnaround time of P2?")
BOTH = (
    "平均周转时间比平均等待时间长多少？",
    "By how much is the mean turnaround time longer than the mean waiting time?",
)


def rules(asked: tuple[str, str], key: float, heads: tuple[str, str, str, str] = HEADS, more: str = "") -> list[str]:
    zh, en = ZH.format(*heads[:2], more + asked[0]), EN.format(*heads[2:], more + asked[1])
    return [rule for rule, _ in of_jobs(question(zh, en, "sum(run)", {}, key=key, places=2))]


@pytest.mark.parametrize(
    ("asked", "key", "languages"),
    [
        (WAITING, 13 / 3, 0),
        (WAITING, 9, 2),
        (TURNAROUND, 9, 0),
        (TURNAROUND, 13 / 3, 2),
        (OF_P3, 11, 0),
        (OF_P3, 8, 2),
        (OF_P2, 9, 0),
        (OF_P2, 11, 2),
        # The table has all that is needed.
        (WAITING, 5, 2),
        (BOTH, 14 / 3, 0),
        # In seconds, of two of the jobs, by their running times, in another order.
        (WAITING, 0.0043, 0),
        (("P2 和 P3 的平均等待时间是多少？", "What is the mean waiting time of P2 and P3?"), 6.5, 0),
        (("平均带权周转时间是多少？", "What is the mean weighted turnaround time?"), 2.31, 0),
        (
            (
                "改用短作业优先，平均等待时间是多少？",
                "With the shortest job first instead, what is the mean waiting time?",
            ),
            4,
            0,
        ),
    ],
)
def test_times_are_those_that_are_asked_for(asked: tuple[str, str], key: float, languages: int) -> None:
    assert rules(asked, key) == ["asks-otherwise"] * languages


def test_columns_that_change_places_are_noticed() -> None:
    assert rules(WAITING, 13 / 3, ("运行时间", "到达时刻", "runs for", "arrives at")) == ["asks-otherwise"] * 2


def test_with_another_number_nothing_is_known() -> None:
    assert rules(WAITING, 5, more="切换一次用 1 ms (1 ms for a switch). ") == []


@pytest.mark.parametrize(("key", "languages"), [(14 / 3, 0), (29 / 3, 2), (5, 0)])
def test_jobs_may_arrive_together(key: float, languages: int) -> None:
    zh = "作业 A、B、C 同时到达，按 A、B、C 的次序运行，分别用 4 ms、6 ms、5 ms，平均等待时间是多少？"
    en = "Jobs A, B and C arrive together and run in this order; they take 4 ms, 6 ms and 5 ms. What is the mean waiting time?"
    reading = question(zh, en, "R(2*a + b, 3)", {"a": 4, "b": 6, "c": 5}, key=key, places=2)
    assert [rule for rule, _ in of_jobs(reading)] == ["asks-otherwise"] * languages
