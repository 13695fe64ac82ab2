from typing import Any

import pytest

from tests.programme.importing.readings import only, reading, reading_of, reasons, starts


def written(**changes: Any) -> dict[str, Any]:
    return {
        "uid": 4512,
        "slug": "la-lune-en-poche",
        "title": {"fr": "La lune en poche"},
        "description": {"fr": "Un solo de marionnettes dès 4 ans."},
        "longDescription": {"fr": "**Petite forme** pour [les enfants](https://exemple.fr/lune)\n\n*   durée 40 min"},
        "keywords": {"fr": ["marionnettes", "jeune public"]},
        "state": 2,
        "status": 1,
        "attendanceMode": 1,
        "timezone": "Europe/Paris",
        "accessibility": {"hi": False, "vi": True, "pi": False, "mi": True, "ii": False},
        "age": {"min": 4, "max": 10},
        "registration": [
            {"type": "link", "value": None},
            {"type": "phone", "value": "01 99 00 12 34"},
            {"type": "email", "value": "resa@example.org"},
        ],
        "timings": [{"begin": "2026-12-05T15:00:00+01:00", "end": "2026-12-05T15:40:00+01:00"}],
        "location": {
            "uid": 77,
            "name": "Maison des arts",
            "address": "Place Salvador Allende",
            "postalCode": "94000",
            "city": "Créteil",
            "insee": "94028",
            "latitude": 48.77,
            "longitude": 2.45,
        },
        **changes,
    }


def test_a_published_event_is_read_whole():
    event = only(reading_of({"success": True, "events": [written()]}))
    assert (event.external_id, event.title, event.age_min, event.age_max) == ("4512", "La lune en poche", 4, 10)
    assert event.description == "Petite forme pour les enfants (https://exemple.fr/lune)\n\n• durée 40 min"
    assert event.access == {"audio_description", "wheelchair"}
    assert (event.registration.url, event.registration.mail) == ("", "resa@example.org")
    assert event.registration.phone == "01 99 00 12 34"
    assert event.place and (event.place.city, event.place.insee) == ("Créteil", "94028")
    assert starts(event) == ["2026-12-05 15:00"]
    assert event.discipline_hint == ("marionnettes", "jeune public")


@pytest.mark.parametrize(
    "wrap", [lambda e: e, lambda e: [e], lambda e: {"event": e}, lambda e: {"agenda": {}, "event": e}]
)
def test_every_envelope_is_opened(wrap):
    assert only(reading_of(wrap(written()))).external_id == "4512"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": 0}, "attend d'être modéré"),
        ({"state": 1}, "pas encore publié"),
        ({"draft": 1}, "brouillon"),
        ({"private": True}, "privé"),
        ({"title": {"fr": "  "}}, "pas de titre"),
        ({"timings": []}, "aucune date"),
        ({"timings": [{"begin": "hier"}]}, "aucune date"),
    ],
)
def test_what_is_not_published_or_not_dated_is_refused_with_a_reason(changes, reason):
    found = reading_of({"events": [written(**changes)]})
    assert not found.events
    assert reason in reasons(found)[0]


def test_an_end_before_the_begin_is_left_unknown_and_said():
    timings = [{"begin": "2026-12-05T19:30:00+01:00", "end": "2026-12-05T00:00:00+01:00"}]
    found = reading_of({"events": [written(timings=timings)]})
    assert only(found).showings[0].ends_at is None
    assert found.warnings[0].reason == (
        "La séance du 05/12/2026 à 19 h 30 se termine avant de commencer : l'heure de fin est laissée vide."
    )


def test_800_dates_pass_and_801_are_refused_with_the_limit():
    def dated(number: int) -> dict[str, Any]:
        return written(
            timings=[
                {"begin": f"2026-10-{1 + n // 60:02}T{9 + n % 60 // 6:02}:{n % 6 * 10:02}:00+02:00"}
                for n in range(number)
            ]
        )

    assert len(only(reading_of({"events": [dated(800)]})).showings) == 800
    found = reading_of({"events": [dated(801)]})
    assert reasons(found) == ["801 dates : un événement ne peut pas en avoir plus de 800."]


def test_a_cancelled_event_and_an_online_one_say_so():
    found = reading_of(
        [
            written(status=6),
            written(uid=2, attendanceMode=2, location=None, onlineAccessLink="https://exemple.fr/direct"),
        ]
    )
    cancelled, online = found.events
    assert (cancelled.cancelled, cancelled.status) == (True, "cancelled")
    assert (online.online, online.place, online.registration.url) == (True, None, "https://exemple.fr/direct")


def test_the_fingerprint_changes_with_what_we_keep_and_with_nothing_else():
    first = only(reading_of([written()]))
    assert (
        first.fingerprint == only(reading_of([written(updatedAt="2026-11-01T10:00:00Z", addMethod="api")])).fingerprint
    )
    moved = only(reading_of([written(timings=[{"begin": "2026-12-06T15:00:00+01:00"}])]))
    assert moved.fingerprint != first.fingerprint


def test_nothing_of_a_member_is_kept_and_what_is_kept_suits_a_json_column():
    event = only(reading_of([written(member={"name": "Quelqu'un"}, theme="nuit\x00 étoilée", poids=float("nan"))]))
    assert "member" not in event.raw
    assert (event.raw["theme"], event.raw["poids"]) == ("nuit étoilée", None)


def test_control_characters_and_separators_of_unicode_leave_no_trace():
    event = only(reading_of([written(title={"fr": "Le\u2028fil\x00 rouge\ud800"})]))
    assert event.title == "Le fil rouge"


def test_an_event_twice_in_a_file_is_kept_once():
    found = reading_of([written(), written()])
    assert len(found.events) == 1
    assert "deux fois" in found.warnings[0].reason


def test_broken_json_is_told_with_its_line_and_column():
    assert "ligne 2, colonne" in reasons(reading('{"events":\n [{"uid": 1,, }]}'))[0]
