import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontdesarts.programme.importing import Format, detect
from tests.programme.importing.readings import reading, reading_of, reasons


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "vide"),
        (b"\x00\x00 \n", "vide"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n\x1a\n....", "une image"),
        (b"\xff\xd8\xff\xe0....", "une image"),
        (b"PK\x03\x04 zip", "une archive"),
        (b"\xd0\xcf\x11\xe0 xls", ".xlsx"),
        (b"Bonjour, voici notre programme", "pas un programme connu"),
        (b'{"nom": "rien"}', "JSON n'est pas un programme connu"),
    ],
)
@pytest.mark.parametrize("asked", [None, "openagenda", "ical", "xlsx", "schemaorg"])
def test_what_is_no_programme_is_named_and_what_was_expected_is_said(content, named, asked):
    found = reading(content, format=asked)
    assert not found.events
    assert len(found.refusals) == 1
    if asked is None:
        assert named in reasons(found)[0]
        assert "Il faut un export OpenAgenda" in reasons(found)[0]


def test_more_than_20_megabytes_are_refused_before_being_read():
    assert reasons(reading(b"[" * (20 * 1024 * 1024 + 1))) == ["Ce fichier dépasse 20 Mo : coupez-le en plusieurs."]


def test_nesting_without_bottom_is_refused():
    assert reasons(reading(b"[" * 200_000, format="openagenda"))


def test_numbers_without_end_are_refused():
    assert reasons(reading(b'{"events": [{"uid": ' + b"9" * 6000 + b"}]}"))


def test_an_unknown_format_is_found_from_the_content():
    assert reading("BEGIN:VCALENDAR\nEND:VCALENDAR", format="inconnu").format is Format.ICAL


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (b'{"events": []}', Format.OPENAGENDA),
        (b'[{"uid": 1, "title": {"fr": "A"}, "timings": []}]', Format.OPENAGENDA),
        (b'{"total_count": 0, "results": []}', Format.OPENDATASOFT),
        (b'[{"title_fr": "A"}]', Format.OPENDATASOFT),
        (b'{"@context": "https://schema.org", "@type": "Event"}', Format.SCHEMAORG),
        (b'{"@id": "https://data.datatourisme.fr/1", "rdfs:label": {}}', Format.DATATOURISME),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", Format.ICAL),
        (b"<!DOCTYPE html><html></html>", Format.SCHEMAORG),
        (b"Titre;Date\nA;B\n", Format.CSV),
        (b'{"type": "FeatureCollection", "features": []}', None),
    ],
)
def test_the_format_is_found_from_the_content(content, known):
    assert detect(content, "fichier") is known


def test_a_sheet_of_datatourisme_is_read():
    sheet = {
        "@id": "https://data.datatourisme.fr/1/abc",
        "@type": ["schema:Event", "Conference", "EntertainmentAndEvent"],
        "rdfs:label": {"fr": ["Causerie au jardin"]},
        "takesPlaceAt": [{"startDate": "2027-05-02", "endDate": "2027-05-02", "startTime": "15:00:00",
                          "endTime": "17:00:00"}],
        "isLocatedAt": [{"schema:address": [{"schema:streetAddress": ["Le Verger", "rue Basse"],
                         "schema:postalCode": "26110",
                         "schema:addressLocality": "Nyons", "hasAddressCity": {"insee": "26220"}}]}],
    }  # fmt: skip
    event = reading_of(sheet).events[0]
    assert event.showings[0].ends_at.strftime("%d/%m/%Y %H:%M") == "02/05/2027 17:00"
    assert event.place and (event.place.name, event.place.insee) == ("Le Verger", "26220")
    assert "décrit un lieu" in reasons(reading_of({**sheet, "@type": ["PlaceOfInterest"]}))[0]


FORMATS = [None, *Format]
_KEYS = st.sampled_from(
    ["events", "event", "results", "records", "fields", "title", "title_fr", "timings", "begin", "end", "uid",
     "location", "name", "age",
     "status", "keywords", "registration", "occurrences", "date_start", "timetable", "@type", "@graph", "@id",
     "startDate", "subEvent",
     "endDate", "address", "offers", "image", "rdfs:label", "takesPlaceAt", "accessibility", "lat_lon", "latlon",
     "fr", "value", "state"]
)  # fmt: skip
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(
    ["2026-12-05T20:30:00+01:00", "2026-12-05", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "Event",
     "[{", '{"id": 6}',
     "http://[::1", "2026-12-05T20:30_2026-12-05T19:00;", "Europe/Paris", "EntertainmentAndEvent", "😀\ud800"]
)  # fmt: skip
_DOCUMENTS = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6), max_leaves=25
)


@given(content=st.binary(max_size=300), asked=st.sampled_from(FORMATS))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_reading(content, asked):
    found = reading(content, format=asked)
    assert found.events or found.refusals


@given(document=_DOCUMENTS, asked=st.sampled_from(FORMATS))
@settings(max_examples=400, deadline=None)
def test_any_json_gives_a_reading(document, asked):
    found = reading(json.dumps(document), format=asked)
    assert found.events or found.refusals
    for event in found.events:
        json.dumps(event.raw, allow_nan=False).encode()
        assert "\x00" not in event.title
        assert len(event.fingerprint) == 64


_LINES = st.sampled_from(
    ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "SUMMARY:A", "UID:1",
     "DTSTART:20261205T203000Z", "DTSTART:x",
     "DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261204", "DTEND:20261205T203000Z", "RRULE:FREQ=WEEKLY",
     "RRULE:FREQ=DAILY;COUNT=3",
     "EXDATE:x", "RDATE:20261206T203000Z", "RECURRENCE-ID:20261212T203000Z", "DURATION:PT1H", "DURATION:x",
     "GEO:1;2", "GEO:x", " suite",
     "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:X", "DTSTART;TZID=X:20261205T203000", "STATUS:CANCELLED", "X",
     "LOCATION:Ici\\, là"]
)  # fmt: skip


@given(lines=st.lists(_LINES, max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_lines_of_calendar_give_a_reading(lines):
    found = reading("BEGIN:VEVENT\n" + "\n".join(lines), format="ical")
    assert found.events or found.refusals


@given(text=st.text(alphabet='a"é;,\n\r\t|0125/h: ', max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_table_gives_a_reading(text):
    found = reading("Titre;Date\n" + text, format="csv")
    assert found.events or found.refusals


@given(markup=st.text(alphabet="<>/=\"' aitemscoprEvn!-&;#", max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_page_gives_a_reading(markup):
    found = reading(f'<html><div itemscope itemtype="http://schema.org/Event">{markup}</div>', format="schemaorg")
    assert found.events or found.refusals
