"""A sheet as a header and rows, out of CSV of any make or of XLSX. What is broken is said line by line."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import openpyxl

from pontdesarts.incoming.notes import Refusal, Unreadable
from pontdesarts.incoming.texts import line as one_line
from pontdesarts.incoming.values import decoded

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_UNZIPPED = 150 * 1024 * 1024
EXAMPLE = 40
"""Characters of a cell that are enough to recognise its column."""
_DELIMITERS = ";,\t|"
_LONGEST_CELL = 1_000_000
_LONGEST_RECORD = 1_000
"""Lines: a quote never closed must not swallow the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the one a person sees in a spreadsheet or an editor."""

    line: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Refusal, ...] = ()


def table(content: bytes) -> Table:
    """Raises `Unreadable` when there is no header or too much to read."""
    return _of_workbook(content) if content.startswith(b"PK") else _of_text(decoded(content))


def _of_text(text: str) -> Table:
    if "\x00" in text:
        raise Unreadable("Ce fichier n'est pas un tableau : il contient autre chose que du texte.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    top = next((number for number, line in enumerate(lines) if line.strip(f'{_DELIMITERS} "')), None)
    if top is None:
        raise Unreadable("Ce tableau est vide.")
    if len(lines) > MOST_ROWS * 4:
        raise Unreadable(f"Ce tableau a plus de {MOST_ROWS} lignes : coupez-le en plusieurs fichiers.")
    delimiter = _delimiter(lines[top])
    csv.field_size_limit(_LONGEST_CELL)
    header, at, problem = _record(lines, top, delimiter)
    if problem or at - top > 20:  # a quote is not closed in the header itself
        header, at = lines[top].replace('"', "").split(delimiter), top + 1
    columns = _distinct(header)
    rows: list[Row] = []
    problems: list[Refusal] = []
    while at < len(lines):
        start = at
        cells, at, _ = _record(lines, start, delimiter)
        if not any(cell.strip() for cell in cells):
            continue
        quotes = sum(line.count('"') for line in lines[start:at])
        swallowed = quotes % 2 == 1 and at - start > 1
        fitted = None if swallowed else _fitted(cells, len(columns), sound=at - start == 1 and quotes % 2 == 0)
        if fitted is not None:
            rows.append(Row(start + 1, fitted))
        else:
            _line_by_line(lines, start, at, delimiter, len(columns), rows, problems)
        if len(rows) > MOST_ROWS:
            raise Unreadable(f"Ce tableau a plus de {MOST_ROWS} lignes : coupez-le en plusieurs fichiers.")
    return Table(columns, tuple(rows), tuple(problems))


def _delimiter(header: str) -> str:
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda sign: (outside.count(sign), -_DELIMITERS.index(sign)))


def _record(lines: list[str], start: int, delimiter: str) -> tuple[list[str], int, bool]:
    """The record that begins on that line, the line after it, and whether it could not be read."""
    reader = csv.reader(_from(lines, start), delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return [], start + 1, True
    return cells, start + max(1, reader.line_num), False


def _from(lines: list[str], start: int) -> Iterable[str]:
    for number in range(start, min(len(lines), start + _LONGEST_RECORD)):
        yield lines[number] + "\n"


def _fitted(cells: list[str], width: int, *, sound: bool) -> tuple[str, ...] | None:
    """The cells at the width of the header, empty ones added or taken off at the end; None when they have shifted."""
    if len(cells) == width:
        return tuple(cells)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return tuple(cells[:width])
    if len(cells) < width and sound and len(cells) >= min(2, width):
        return tuple(cells) + ("",) * (width - len(cells))
    return None


def _line_by_line(
    lines: list[str], start: int, end: int, delimiter: str, width: int, rows: list[Row], problems: list[Refusal]
) -> None:
    """A quote left open swallows what follows: each line is tried by itself, those that do not fit are said."""
    for number in range(start, end):
        if not lines[number].strip(f"{delimiter} "):
            continue
        try:
            cells = next(csv.reader([lines[number]], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        if len(cells) == width and lines[number].count('"') % 2 == 0:
            rows.append(Row(number + 1, tuple(cells)))
            continue
        many = "colonne" if len(cells) == 1 else "colonnes"
        problems.append(
            Refusal(
                f"ligne {number + 1}",
                f"La ligne a {len(cells)} {many} au lieu de {width} : un guillemet ou un séparateur y est mal placé.",
                number + 1,
            )
        )


def _distinct(header: Iterable[Any]) -> tuple[str, ...]:
    """Names without double: « Nom », « Nom (2) »; a column without name is « Colonne 3 »."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(list(header)[:MOST_COLUMNS], start=1):
        name = one_line("" if cell is None else str(cell), 120).strip("\ufeff ") or f"Colonne {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def workbook(content: bytes) -> dict[str, Table]:
    """Each sheet that holds something, by its name, in order. Raises `Unreadable`."""
    _guarded(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not know of a workbook is of no use here
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = {str(sheet.title): _rows_of(sheet) for sheet in book.worksheets[:20]}
        except Unreadable:
            raise
        except Exception as broken:  # a workbook of others: openpyxl fails in every way there is
            raise Unreadable(
                "Ce classeur est abîmé : ouvrez-le et enregistrez-le de nouveau au format .xlsx."
            ) from broken
    found = {name: _of_rows(rows) for name, rows in sheets.items() if rows}
    if not found:
        raise Unreadable("Ce classeur est vide.")
    return found


def _of_workbook(content: bytes) -> Table:
    """The first sheet that has more than a header."""
    sheets = list(workbook(content).values())
    return next((sheet for sheet in sheets if sheet.rows), sheets[0])


def _of_rows(rows: list[Row]) -> Table:
    top = next((row for row in rows if sum(cell is not None for cell in row.cells) > 1), rows[0])
    last = max(number for number, cell in enumerate(top.cells, start=1) if cell is not None)
    columns = _distinct(top.cells[:last])
    below = tuple(
        Row(row.line, (row.cells + (None,) * len(columns))[: len(columns)]) for row in rows if row.line > top.line
    )
    return Table(columns, below)


def _rows_of(sheet: Any) -> list[Row]:
    found: list[Row] = []
    if not hasattr(sheet, "iter_rows"):
        return []
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS * 4 or len(found) > MOST_ROWS:
            raise Unreadable(f"Ce classeur a plus de {MOST_ROWS} lignes : coupez-le en plusieurs fichiers.")
        if cells.count(None) == len(cells):
            continue
        cells = tuple(
            None if isinstance(cell, str) and (not cell.strip() or cell.startswith("#N/A")) else cell for cell in cells
        )
        if any(cell is not None for cell in cells):
            found.append(Row(number, cells))
    return found


def _guarded_part(xml: bytes) -> None:
    """Before openpyxl reads a sheet to its end, which takes a minute for a million rows."""
    if any(sign in xml for sign in (b"<!DOCTYPE", b"<!ENTITY")):
        raise Unreadable("Ce classeur contient des déclarations interdites (DOCTYPE) : il n'est pas ouvert.")
    if xml.count(b"<row") + xml.count(b":row") > MOST_ROWS * 4:
        raise Unreadable(f"Ce classeur a plus de {MOST_ROWS} lignes : coupez-le en plusieurs fichiers.")


def _guarded(content: bytes) -> None:
    """Raises `Unreadable` on what swells when unzipped, and on XML that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            parts = parcel.infolist()
            if sum(part.file_size for part in parts) > MOST_UNZIPPED or len(parts) > 5_000:
                raise Unreadable("Ce classeur est trop gros une fois décompressé : il n'est pas ouvert.")
            if not any(part.filename.startswith("xl/workbook") for part in parts):
                raise Unreadable(
                    "Ce fichier est une archive, pas un classeur : un fichier .xlsx ou .csv était attendu."
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _guarded_part(parcel.read(part))
    except Unreadable:
        raise
    except Exception as broken:  # zipfile raises its own, zlib's, RuntimeError for a password, NotImplementedError
        raise Unreadable(
            "Ce classeur est abîmé ou protégé par un mot de passe : il ne peut pas être ouvert."
        ) from broken


def examples(sheet: Table) -> dict[str, str]:
    """The columns, each with the first value that it holds, so that a person recognises it."""
    first = dict.fromkeys(sheet.columns, "")
    for row in sheet.rows[:50]:
        for column, cell in zip(sheet.columns, row.cells, strict=False):
            first[column] = first[column] or one_line(str(cell if cell is not None else ""), EXAMPLE)
    return first
