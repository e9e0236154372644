"""What is wrong with a class list is reported at its cell: at a column of the line, or at the cell's name in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_roster_slips import complaints, table

from hwgen.classes.roster import Student, read_roster
from hwgen.classes.seating import refuse_seats
from hwgen.classes.spreadsheet import cell_name
from hwgen.errors import UsageError

PLACES = [
    ("id,name\n1,Ada\n1,Bob\n", "3:1"),
    ("id,name\n1,\n", "2:3"),
    ('"id","name","extra"\n1,"Lovelace, Ada", wings\n', "2:20"),
    ("name,id\n张三,\n", "2:4"),
    ("name\tid\nAda\t 1E+9\n", "2:6"),
    ("sep=;\nid;name;language\n1;Ada;xx\n", "3:7"),
    ("id,name\n1,Ada,more\n", "2:7"),
    ("id,name\n1,Ada\n2,tbd\n3,Cy\n", "3:3"),
    ('id,name\n1,Ada\n2,"Bob\n3,Cy\n', "3:3"),
    ("id,name\n\n1,#N/A\n", "3:3"),
    ('id,name\n1,"Ada\nLovelace",\n2,\n', "4:3"),
    ("id,surname,given name\n1,,\n", "2:3"),
    ("id,name,ext,seat\n1,Ada,,3\n2,Bob,,4\n", "1:9"),
    ("id,nam\n1,Ada\n", "1:4"),
    ("学号,姓名,考场,教室\n1,甲,A1,B2\n", "1:10"),
]


@pytest.mark.parametrize(("data", "place"), PLACES)
def test_a_cell_of_a_text_file_is_told_by_its_column(data: str, place: str, tmp_path: Path) -> None:
    assert [str(each.span) for each in complaints(tmp_path, data)] == [f"{tmp_path}/class.csv:{place}"]


def test_a_cell_of_a_workbook_is_told_by_its_name(tmp_path: Path) -> None:
    data = table(["学号", "姓名", "特殊需要"], ["1", "甲", None], [None, "乙", None], ["3", "丙", "翅膀"])
    places = [str(each.span).rpartition(":")[2] for each in complaints(tmp_path, data, "class.xlsx")]
    assert places == ["A3", "C4"]


def test_cells_beyond_z_have_two_letters() -> None:
    assert [cell_name(7, column) for column in (1, 26, 27, 52, 53, 702, 703)] == [
        *("A7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7")
    ]


def test_a_seat_without_a_place_is_reported_at_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("id,seat,name\n1,front,Ada\n", encoding="utf-8")
    students: tuple[Student, ...] = read_roster(path).students
    with pytest.raises(UsageError) as caught:
        refuse_seats(students, ordered=True)
    assert [str(each.span) for each in caught.value.diagnostics] == [f"{path}:2:3"]
