"""CSV and XLSX: one row per event or per showing, the columns matched by a person or guessed from their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pontdesarts.incoming.notes import Unreadable
from pontdesarts.incoming.sheets import Row, Table, table
from pontdesarts.incoming.texts import address_of_page, folded, kept_json, line, plain
from pontdesarts.incoming.values import drawn_id
from pontdesarts.programme.importing import access, values
from pontdesarts.programme.importing.formats.sheet_columns import FIELDS, REQUIRED, suggest_matching
from pontdesarts.programme.importing.moments import Moment, at_hour, clock, moment
from pontdesarts.programme.importing.source_event import (
    CONDITIONS_LENGTH,
    DESCRIPTION_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
    Registration,
    SourceEvent,
)
from pontdesarts.programme.importing.task import Span, Task, open_dated

_NOTHING = {"", "-", "--", "nc", "n c", "n a", "na", "null", "none", "nan"}


@dataclass(slots=True)
class _Rows:
    """The rows of one event: what it is comes from the first, the dates from all."""

    first: dict[str, Any]
    line: int
    spans: list[Span] = field(default_factory=list)
    last_dates: int = 0


def columns(content: bytes) -> list[str]:
    """The names of the columns, for matching by hand. Raises `Unreadable`."""
    return list(table(content).columns)


def read(content: bytes, task: Task) -> list[SourceEvent]:
    sheet = table(content)
    matching = _checked(task.matching, sheet)
    where = {name: sheet.columns.index(column) for name, column in matching.items()}
    for problem in sheet.problems:
        task.refuse(problem.item, problem.reason, problem.line)
    together: dict[str, _Rows] = {}
    for row in sheet.rows:
        _take(row, where, sheet, together, task)
    return [event for key, rows in together.items() if (event := _event(key, rows, task))]


def _checked(given: Mapping[str, str] | None, sheet: Table) -> dict[str, str]:
    """The matching asked for, or the guess. Columns that are no longer there are left out."""
    matching = suggest_matching(sheet.columns) if given is None else dict(given)
    matching = {name: column for name, column in matching.items() if name in FIELDS and column in sheet.columns}
    missing = [FIELDS[name] for name in REQUIRED if name not in matching]
    if missing:
        known = ", ".join(f"« {column} »" for column in sheet.columns[:12])
        raise Unreadable(
            f"Dites quelle colonne contient : {' ; '.join(missing)}. Les colonnes de ce tableau sont {known}."
        )
    return matching


def _take(row: Row, where: dict[str, int], sheet: Table, together: dict[str, _Rows], task: Task) -> None:
    cells = {name: _cell(row.cells[at]) for name, at in where.items()}
    title = line(cells.get("title"), TITLE_LENGTH)
    if not title:
        task.refuse(f"ligne {row.line}", "La ligne n'a pas de titre.", row.line)
        return
    spans, reason = _spans(cells, row.line, task)
    if reason:
        task.refuse(title, reason, row.line)
        return
    own = _identifier(cells.get("id"))
    key = own or drawn_id(title, _words(cells.get("place_name")), _words(cells.get("city")))
    taken = set(where.values())
    cells["raw"] = {
        name: str(cell)
        for at, (name, cell) in enumerate(zip(sheet.columns, row.cells, strict=True))
        if at not in taken and cell
    }
    rows = together.setdefault(key, _Rows(cells, row.line))
    if rows.first is not cells and folded(_words(rows.first.get("title"))) != folded(title):
        task.warn(
            title,
            f"Même identifiant que « {_words(rows.first.get('title'))[:80]} » : les deux lignes sont réunies.",
            row.line,
        )
    rows.spans.extend(spans)
    rows.last_dates += len(spans) == 2


def _cell(value: Any) -> Any:
    """None for the many ways of writing nothing: « - », « NC », « #N/A »."""
    return None if isinstance(value, str) and folded(value) in _NOTHING else value


def _words(value: object) -> str:
    """A cell as text: numbers without « .0 », dates as they are read."""
    if isinstance(value, float) and value == int(value) and abs(value) < 10**15:
        value = int(value)
    return line(value if isinstance(value, str | int | float) else "" if value is None else str(value), 500)


def _identifier(value: object) -> str:
    return _words(value)[:200]


def _spans(cells: dict[str, Any], number: int, task: Task) -> tuple[list[Span], str]:
    """The dates of a row, or the reason why it has none."""
    written = cells.get("date")
    if written is None:
        return [], "La ligne n'a pas de date."
    begin = moment(written, task.zone)
    if begin is None:
        return [], f"La date « {str(written)[:60]} » ne peut pas être lue : écrivez-la JJ/MM/AAAA."
    hour = cells.get("time")
    if hour is not None:
        opens = clock(hour)
        if opens is None:
            return [], f"L'heure « {str(hour)[:60]} » ne peut pas être lue : écrivez-la comme 20h30."
        begin = at_hour(begin, opens) or begin
    end = _end(cells, begin, task)
    if end and end.at < begin.at and cells.get("end_date") is not None:
        return [], f"La fin ({str(cells['end_date'])[:40]}) est avant le début ({str(written)[:40]})."
    cancelled = access.is_true(cells.get("cancelled"))
    spans = [Span(begin, end, cancelled=cancelled, written=str(written), line=number)]
    last = moment(cells.get("last_date"), task.zone)
    if last and last.at > begin.at:
        spans.append(Span(last, cancelled=cancelled, line=number))
    return spans, ""


def _end(cells: dict[str, Any], begin: Moment, task: Task) -> Moment | None:
    end = moment(cells.get("end_date"), task.zone)
    closes = clock(cells.get("end_time"))
    if closes:
        end = at_hour(end or begin, closes)
    elif end and end.all_day and not begin.all_day:  # « le 3 à 20 h, fin le 3 »: the hour of the end is not said
        end = None if end.at.date() == begin.at.date() else end
    elif end and end.all_day and end.at == begin.at:
        end = None
    return end


def _event(key: str, rows: _Rows, task: Task) -> SourceEvent | None:
    cells = rows.first
    title = line(cells.get("title"), TITLE_LENGTH)
    period = open_dated(rows.spans)
    showings = () if period else task.showings(title, rows.spans, end_before_is_next_day=True)
    if task.too_many(title, len(showings), rows.line):
        return None
    if rows.last_dates and len(showings) > 1:
        task.warn(
            title,
            "Seules la première et la dernière date sont dans le fichier : ajoutez les autres à la main.",
            rows.line,
        )
    age_min, age_max = values.ages(cells.get("age_min"), cells.get("age_max"))
    if age_min is None and age_max is None:
        age_min, age_max = values.age_range(_words(cells.get("age")))
    all_cancelled = bool(showings) and all(showing.cancelled for showing in showings)
    return SourceEvent(
        external_id=key,
        title=title,
        summary=line(cells.get("summary"), SUMMARY_LENGTH),
        description=plain(cells.get("description"), DESCRIPTION_LENGTH),
        discipline_hint=values.words(cells.get("discipline")),
        url=address_of_page(cells.get("url"), URL_LENGTH),
        image_url=address_of_page(cells.get("image_url"), URL_LENGTH),
        age_min=age_min,
        age_max=age_max,
        access=access.from_words(values.words(cells.get("access"))),
        language=line(cells.get("language"), 10),
        place=values.place(
            external_id=_words(cells.get("place_id")),
            name=_words(cells.get("place_name")),
            address=_words(cells.get("address")),
            postal_code=cells.get("postal_code"),
            city=_words(cells.get("city")),
            insee=cells.get("insee"),
            latitude=cells.get("latitude"),
            longitude=cells.get("longitude"),
        ),
        cancelled=all_cancelled,
        status="cancelled" if all_cancelled else "scheduled",
        showings=showings,
        permanent=period is not None,
        valid_from=period[0] if period else None,
        valid_to=period[1] if period else None,
        registration=Registration(
            address_of_page(cells.get("registration_url"), URL_LENGTH),
            mail if "@" in (mail := _words(cells.get("registration_mail"))[:254]) else "",
            _words(cells.get("registration_phone"))[:40],
        ),
        conditions=line(cells.get("conditions"), CONDITIONS_LENGTH),
        raw=kept_json(cells["raw"]),
    )
