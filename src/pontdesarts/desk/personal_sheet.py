"""The register of personal data as a sheet."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from pontdesarts.printing import sheets

from .personal_data import Left, Line, Table

COLUMNS = ("Table", "Données", "Pourquoi", "Combien de temps")
COUNTED = ("Lignes gardées", "La plus ancienne", "Prochain effacement", "En retard")


def csv(tables: Iterable[Table], *, counted: bool) -> bytes:
    """One line for what is kept as long in one table; ``counted``: with what is left of it."""
    return sheets.csv(COLUMNS + COUNTED if counted else COLUMNS, _rows(tables, counted=counted))


def _rows(tables: Iterable[Table], *, counted: bool) -> Iterator[sheets.Row]:
    for table in tables:
        for line, left in table.lines:
            yield [table.name, line.labels, line.purpose, line.kept, *(_numbers(line, left) if counted else ())]


def _numbers(line: Line, left: Left | None) -> list[str]:
    if left is None:
        return ["compté pour toute la plateforme", "", "", ""]
    days = (f"{timezone.localdate(moment):%d/%m/%Y}" if moment else "" for moment in (left.oldest, left.ends_at))
    late = ("oui" if left.is_overdue else "non") if line.term else ""
    return [left.count, *days, late]
