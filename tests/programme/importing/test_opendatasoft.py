import json
from typing import Any

from tests.programme.importing.readings import only, reading_of, reasons, starts


def public(**changes: Any) -> dict[str, Any]:
    return {
        "uid": "901",
        "title_fr": "Chœur d'hiver",
        "description_fr": "Cinquante voix amateurs",
        "longdescription_fr": "<p>Entrée <b>libre</b>&nbsp;!</p><ul><li>vestiaire</li></ul>",
        "keywords_fr": "musique;chorale",
        "timings": json.dumps([{"begin": "2026-12-11T20:30:00+01:00", "end": "2026-12-11T22:00:00+01:00"}]),
        "status": json.dumps({"id": 1, "label": {"fr": "Programmé"}}),
        "attendancemode": json.dumps({"id": 1}),
        "accessibility": "hi;mi",
        "registration": json.dumps([{"type": "link", "value": "https://exemple.fr/choeur"}]),
        "location_name": "Église Saint-Christophe",
        "location_coordinates": {"lon": 2.45, "lat": 48.79},
        "location_postalcode": "94000",
        "location_city": "Créteil",
        **changes,
    }


def paris(**changes: Any) -> dict[str, Any]:
    return {
        "id": "77001",
        "title": "Veillée aux lanternes",
        "lead_text": "Une marche dans le quartier",
        "date_start": "2026-12-18T20:00:00+00:00",
        "date_end": "2026-12-20T22:00:00+00:00",
        "occurrences": "2026-12-18T20:00:00+02:00_2026-12-18T22:00:00+02:00",
        "address_name": "Le Lavoir",
        "address_zipcode": "75019",
        "address_city": "Paris",
        "lat_lon": {"lon": 2.38, "lat": 48.88},
        "pmr": 1,
        "deaf": "0",
        "mental": None,
        "sign_language": "1",
        "price_type": "gratuit",
        "audience": "Public enfants. A partir de 6 ans.",
        "qfap_tags": "Balade urbaine;Enfants",
        **changes,
    }


def test_json_held_in_strings_is_read():
    event = only(reading_of({"total_count": 1, "results": [public()]}))
    assert starts(event) == ["2026-12-11 20:30"]
    assert event.access == {"loop", "wheelchair"}
    assert event.registration.url == "https://exemple.fr/choeur"
    assert event.description == "Entrée libre !\n\n• vestiaire"
    assert event.discipline_hint == ("musique", "chorale")


def test_version_1_has_its_coordinates_in_a_list():
    fields = public(location_coordinates=[48.79, 2.45])
    event = only(reading_of({"nhits": 1, "records": [{"recordid": "x", "fields": fields}]}))
    assert event.place and (event.place.latitude, event.place.longitude) == (48.79, 2.45)


def test_a_bare_list_is_an_export():
    assert only(reading_of([public()])).external_id == "901"


def test_the_cancelled_status_is_found_in_its_string():
    assert only(reading_of([public(status='{"id": 6}')])).cancelled


def test_an_event_without_title_is_refused_by_its_number():
    found = reading_of({"results": [public(title_fr=None)]})
    assert (found.refusals[0].item, reasons(found)) == ("n° 901", ["Cet événement n'a pas de titre."])


def test_paris_hours_are_those_of_the_wall_whatever_the_offset():
    event = only(reading_of({"results": [paris()]}))
    assert starts(event) == ["2026-12-18 20:00"]
    assert event.showings[0].starts_at.utcoffset().total_seconds() == 3600
    assert event.access == {"wheelchair", "lsf"}
    assert (event.age_min, event.conditions) == (6, "Gratuit")


def test_in_paris_an_end_before_the_begin_is_the_next_day():
    occurrence = "2026-12-18T23:00:00+02:00_2026-12-18T01:00:00+02:00"
    showing = only(reading_of([paris(occurrences=occurrence)])).showings[0]
    assert (showing.ends_at - showing.starts_at).total_seconds() == 2 * 3600


def test_in_paris_no_occurrence_means_open_dated():
    event = only(reading_of([paris(occurrences=None)]))
    assert (event.permanent, event.showings) == (True, ())
    assert (event.valid_from.isoformat(), event.valid_to.isoformat()) == ("2026-12-18", "2026-12-20")


def test_the_timetable_of_2015_is_read():
    record = {
        "uid": "33",
        "title": "Bal du samedi",
        "timetable": "2026-11-07T21:00:00 2026-11-07T02:00:00;",
        "latlon": [48.85, 2.35],
        "address": "3 rue Imaginaire, 75011 Paris, France",
        "tags": "bal - danse - quartier",
    }
    event = only(reading_of({"records": [{"fields": record}]}))
    assert starts(event) == ["2026-11-07 21:00"]
    assert event.showings[0].ends_at.day == 8
    assert event.discipline_hint == ("bal", "danse", "quartier")
    assert event.place and (event.place.postal_code, event.place.city) == ("75011", "Paris")


def test_a_dataset_that_is_no_programme_is_refused():
    found = reading_of({"total_count": 1, "results": [{"nom": "Piscine", "longueur": 25}]})
    assert "pas un programme connu" in reasons(found)[0]
