"""Small programmes of our own wording, read for the season 2026-2027."""

import io
import json
from datetime import date
from typing import Any

import openpyxl

from pontdesarts.programme.importing import Reading, SourceEvent, read

SEASON = (date(2026, 9, 1), date(2027, 8, 31))


def reading(content: bytes | str, **asked: Any) -> Reading:
    return read(content.encode() if isinstance(content, str) else content, season=SEASON, **asked)


def reading_of(document: Any, **asked: Any) -> Reading:
    return reading(json.dumps(document), **asked)


def only(of: Reading) -> SourceEvent:
    assert len(of.events) == 1, of
    return of.events[0]


def reasons(of: Reading) -> list[str]:
    return [refusal.reason for refusal in of.refusals]


def starts(event: SourceEvent) -> list[str]:
    return [showing.starts_at.strftime("%Y-%m-%d %H:%M") for showing in event.showings]


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    parcel = io.BytesIO()
    book.save(parcel)
    return parcel.getvalue()
