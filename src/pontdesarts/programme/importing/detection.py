"""Which format a file is of, from its content first and its name last; and what to answer when it is none."""

import json
import re
from typing import Any

from pontdesarts.incoming.kinds import is_workbook, what_else
from pontdesarts.incoming.values import decoded
from pontdesarts.programme.importing.source_event import Format

EXPECTED = (
    "un export OpenAgenda ou Opendatasoft (.json), un calendrier (.ics), une page web (.html) "
    "ou un tableau (.csv, .xlsx)"
)

_SHEET_NAMES = (".csv", ".tsv", ".txt")


def detect(content: bytes, filename: str = "") -> Format | None:
    """None when it is none of ours; `why_not` then says what it seems to be."""
    if not content.strip(b"\x00 \t\r\n") or what_else(content):
        return None
    if content.startswith(b"PK"):
        return Format.XLSX if is_workbook(content) else None
    text = decoded(content)
    if text[:4096].count("\x00") > 0:
        return None
    start = text[:4096].lstrip()
    if re.search(r"^BEGIN:V(?:CALENDAR|EVENT)", start, re.IGNORECASE | re.MULTILINE):
        return Format.ICAL
    if start[:1] in ("{", "["):
        return _of_json(text)
    if start.startswith("<"):
        return None if start.startswith("<?xml") and "<html" not in start.lower() else Format.SCHEMAORG
    if re.search(r"<html|<body|itemtype=|ld\+json", start, re.IGNORECASE):
        return Format.SCHEMAORG
    first = start.split("\n", 1)[0]
    looks_so = any(first.count(sign) for sign in ";,\t|") and "\n" in text.strip()
    return Format.CSV if looks_so or (filename.lower().endswith(_SHEET_NAMES) and "\n" in text.strip()) else None


def why_not(content: bytes) -> str:
    """The sentence for a file that `detect` does not know."""
    if not content.strip(b"\x00 \t\r\n"):
        return f"Ce fichier est vide. Il faut {EXPECTED}."
    kind = what_else(content) or ("une archive" if content.startswith(b"PK") else "")
    if kind:
        return f"Ce fichier est {kind}. Il faut {EXPECTED}."
    if decoded(content[:4096]).lstrip()[:1] in ("{", "["):
        return f"Ce fichier JSON n'est pas un programme connu. Il faut {EXPECTED}."
    return f"Ce fichier n'est pas un programme connu. Il faut {EXPECTED}."


def _of_json(text: str) -> Format | None:
    try:
        return _of_document(json.loads(text))
    except (ValueError, RecursionError):
        return _of_broken(text)


def _of_document(document: Any) -> Format | None:
    if isinstance(document, list):
        return next((kind for each in document[:5] if (kind := _of_record(each))), None)
    if not isinstance(document, dict):
        return None
    listed: list[Any] = next(
        (document[key] for key in ("results", "records") if isinstance(document.get(key), list)), []
    )
    if (
        "total_count" in document
        or "nhits" in document
        or any(_of_record(each) is Format.OPENDATASOFT for each in listed[:5])
    ):
        return Format.OPENDATASOFT
    if isinstance(document.get("events"), list) or isinstance(document.get("event"), dict):
        return Format.OPENAGENDA
    if isinstance(document.get("@graph"), list) and any(
        _of_record(each) is Format.DATATOURISME for each in document["@graph"][:5]
    ):
        return Format.DATATOURISME
    return Format.SCHEMAORG if "@graph" in document else _of_record(document)


def _of_record(record: Any) -> Format | None:
    if not isinstance(record, dict):
        return None
    if "rdfs:label" in record or "datatourisme" in str(record.get("@id", ""))[:200]:
        return Format.DATATOURISME
    if "@type" in record:
        return Format.SCHEMAORG
    inner = record.get("record") if isinstance(record.get("record"), dict) else record
    fields = inner.get("fields") if isinstance(inner, dict) and isinstance(inner.get("fields"), dict) else record
    if isinstance(fields, dict) and fields.keys() & {
        "title_fr",
        "firstdate_begin",
        "date_start",
        "occurrences",
        "timetable",
    }:
        return Format.OPENDATASOFT
    if (
        "timings" in record
        or isinstance(record.get("event"), dict)
        or (isinstance(record.get("title"), dict) and "uid" in record)
    ):
        return Format.OPENAGENDA
    return None


def _of_broken(text: str) -> Format:
    """Where it is broken is said by the reader of the format it most resembles."""
    start = text[:20_000]
    if re.search(r'"(?:nhits|total_count|records|results|title_fr)"', start):
        return Format.OPENDATASOFT
    if "rdfs:label" in start:
        return Format.DATATOURISME
    return Format.SCHEMAORG if '"@type"' in start else Format.OPENAGENDA
