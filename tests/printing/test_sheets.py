import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pontdesarts.printing import sheets

RUN = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", RUN)
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(text: str) -> None:
    line = next(
        csv.reader(StringIO(sheets.csv(["A"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]), delimiter=";")
    )
    assert line[0].startswith("'")
    cell = load_workbook(BytesIO(sheets.xlsx(["A"], [[text]]))).active["A2"]
    assert cell.data_type == "s"


def test_a_link_is_a_text_too() -> None:
    cell = load_workbook(BytesIO(sheets.xlsx(["A"], [["https://example.org/"]]))).active["A2"]
    assert cell.hyperlink is None
    assert cell.value == "https://example.org/"


def test_numbers_stay_numbers_negative_ones_too() -> None:
    cells = [-2, 1.5, Decimal("-3.25"), 0]
    assert sheets.csv(["a", "b", "c", "d"], [cells]).decode("utf-8-sig").splitlines()[1] == "-2;1,5;-3,25;0"
    row = load_workbook(BytesIO(sheets.xlsx(["a", "b", "c", "d"], [cells]))).active[2]
    assert [cell.value for cell in row] == [-2, 1.5, -3.25, 0]


def test_moments_are_on_the_clock_of_the_site() -> None:
    cells = [datetime(2026, 12, 3, 19, 30, tzinfo=UTC), date(2026, 12, 3), time(20, 30), True, None]
    assert sheets.csv(list("abcde"), [cells]).decode("utf-8-sig").splitlines()[1] == (
        "03/12/2026 20:30;03/12/2026;20:30;oui;"
    )
    row = load_workbook(BytesIO(sheets.xlsx(list("abcde"), [cells]))).active[2]
    assert [cell.value for cell in row] == [
        datetime(2026, 12, 3, 20, 30),
        datetime(2026, 12, 3),
        time(20, 30),
        "oui",
        None,
    ]


def test_csv_opens_in_a_french_excel() -> None:
    made = sheets.csv(["Été", "b"], [["cœur ; main", 'dit "oui"']])
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == 'Été;b\r\n"cœur ; main";"dit ""oui"""\r\n'


def test_lines_are_written_as_rows_come() -> None:
    read = []

    def rows() -> Iterator[list[int]]:
        for number in range(3):
            read.append(number)
            yield [number]

    lines = sheets.csv_lines(["n"], rows())
    assert (next(lines), read) == ("﻿n\r\n".encode(), [])
    assert (next(lines), read) == (b"0\r\n", [0])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_any_text_is_read_back(texts: list[str]) -> None:
    made = sheets.csv(["x"] * len(texts), [texts]).decode("utf-8-sig").split("\r\n", 1)[1]
    read = next(csv.reader(StringIO(made, newline=""), delimiter=";"))
    for text, cell in zip(texts, read, strict=True):
        assert cell in {text.replace("\x00", ""), "'" + text.replace("\x00", "")}
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    sheets.xlsx(["x"] * len(texts), [texts])


@pytest.mark.parametrize("name", ["", "a" * 60, "[x]:*?/\\", "'liste'"])
def test_any_name_of_sheet_is_taken(name: str) -> None:
    assert load_workbook(BytesIO(sheets.xlsx(["a"], [], name=name))).sheetnames


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert len(load_workbook(BytesIO(sheets.xlsx(["a"], [["é" * 40_000]]))).active["A2"].value) == 32_767
