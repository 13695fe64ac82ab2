"""The facts that the project ships about France: see `data/SOURCES.md` for their origin and how to make them again."""

import csv
import lzma
from collections.abc import Iterator
from pathlib import Path

from .operations import CommuneRow, DepartmentRow

_FOLDER = Path(__file__).parent / "data"


def departments() -> Iterator[DepartmentRow]:
    with (_FOLDER / "departments.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield DepartmentRow(**row)


def communes() -> Iterator[CommuneRow]:
    with lzma.open(_FOLDER / "communes.csv.xz", "rt", newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        next(lines)
        for insee, name, department, parent, postal_codes, population, latitude, longitude in lines:
            yield CommuneRow(
                insee,
                name,
                department,
                parent or None,
                postal_codes.split(),
                int(population) if population else None,
                float(latitude) if latitude else None,
                float(longitude) if longitude else None,
            )
