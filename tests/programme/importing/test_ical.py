from datetime import date

import pytest

from tests.programme.importing.readings import only, reading, reasons, starts


def calendar(*events: str, zone: str = "") -> str:
    inner = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zone}{inner}END:VCALENDAR\r\n".replace("\r\n", "\n").replace(
        "\n", "\r\n"
    )


WEEKLY = """UID:chorale@example.org
SUMMARY:Répétition ouverte
DTSTART;TZID=Europe/Paris:20260107T190000
DTEND;TZID=Europe/Paris:20260107T210000
RRULE:FREQ=WEEKLY
LOCATION:Salle Pablo @ 3 rue Imaginaire\\, 94600 Choisy-le-Roi
CATEGORIES:Musique,Chorale"""


def test_a_series_without_end_is_expanded_within_the_season_in_local_time():
    event = only(reading(calendar(WEEKLY)))
    assert starts(event)[0] == "2026-09-02 19:00"
    assert starts(event)[-1] == "2027-08-25 19:00"
    assert len(event.showings) == 52
    assert event.place and (event.place.name, event.place.postal_code) == ("Salle Pablo", "94600")
    assert event.place.city == "Choisy-le-Roi"
    assert event.discipline_hint == ("Musique", "Chorale")


def test_an_exception_moves_its_date_and_a_cancelled_one_stays_cancelled():
    moved = """UID:chorale@example.org
SUMMARY:Répétition ouverte
RECURRENCE-ID;TZID=Europe/Paris:20260909T190000
DTSTART;TZID=Europe/Paris:20260910T180000"""
    cancelled = """UID:chorale@example.org
SUMMARY:Répétition ouverte
RECURRENCE-ID;TZID=Europe/Paris:20260916T190000
DTSTART;TZID=Europe/Paris:20260916T190000
STATUS:CANCELLED"""
    event = only(reading(calendar(WEEKLY, moved, cancelled)))
    assert starts(event)[:3] == ["2026-09-02 19:00", "2026-09-10 18:00", "2026-09-16 19:00"]
    assert [showing.cancelled for showing in event.showings[:3]] == [False, False, True]


def test_a_series_that_is_over_is_refused_with_the_season():
    over = WEEKLY.replace("FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20260301T000000Z")
    assert reasons(reading(calendar(over))) == [
        "Aucune de ses dates ne tombe dans la saison, du 01/09/2026 au 31/08/2027."
    ]


@pytest.mark.parametrize(
    "rule", ["FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,5,10,15,20,25"]
)
def test_a_rule_that_repeats_too_often_is_refused_at_once(rule):
    assert "plus de 800 dates" in reasons(reading(calendar(WEEKLY.replace("FREQ=WEEKLY", rule))))[0]


def test_more_than_800_dates_are_refused():
    often = WEEKLY.replace("FREQ=WEEKLY", "FREQ=DAILY;BYHOUR=10,14,18;BYMINUTE=0")
    assert "ne peut pas en avoir plus de 800" in reasons(reading(calendar(often)))[0]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=JAMAIS", "n'importe quoi", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]
)
def test_an_absurd_rule_is_refused_and_does_not_run_for_ever(rule):
    found = reading(calendar(WEEKLY.replace("FREQ=WEEKLY", rule)))
    assert not found.events or len(found.events[0].showings) == 1
    assert found.refusals or found.events


def test_spaces_in_a_rule_are_forgiven():
    event = only(reading(calendar(WEEKLY.replace("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=WE, TH;COUNT=200"))))
    assert starts(event)[:2] == ["2026-09-02 19:00", "2026-09-03 19:00"]


def test_a_whole_day_ends_the_same_day_even_when_written_wrongly():
    for end in ("DTEND;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261226", ""):
        event = only(reading(calendar(f"UID:n\nSUMMARY:Noël\nDTSTART;VALUE=DATE:20261225\n{end}")))
        assert (event.showings[0].all_day, event.showings[0].ends_at) == (True, None)


def test_weeks_on_end_are_an_open_dated_event():
    event = only(reading(calendar("UID:e\nSUMMARY:Exposition\nDTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261101")))
    assert event.permanent
    assert (event.valid_from, event.valid_to) == (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize("tzid", ["Nulle/Part", "Romance Standard Time", '"Europe/Paris"'])
def test_a_zone_unknown_or_of_windows_gives_the_hour_of_the_poster(tzid):
    event = only(reading(calendar(f"UID:z\nSUMMARY:Concert\nDTSTART;TZID={tzid}:20261205T203000")))
    assert starts(event) == ["2026-12-05 20:30"]


def test_a_universal_hour_is_told_in_the_default_zone():
    assert starts(only(reading(calendar("UID:z\nSUMMARY:Concert\nDTSTART:20261205T193000Z")))) == ["2026-12-05 20:30"]


def test_bare_events_and_several_calendars_are_read():
    bare = "BEGIN:VEVENT\nUID:1\nSUMMARY:Seul\nDTSTART:20261205T193000Z\nEND:VEVENT\n"
    assert only(reading(bare)).title == "Seul"
    two = calendar("UID:a\nSUMMARY:A\nDTSTART:20261205T193000Z") + calendar(
        "UID:b\nSUMMARY:B\nDTSTART:20261206T193000Z"
    )
    assert [event.title for event in reading(two).events] == ["A", "B"]


def test_a_stray_line_and_a_missing_end_lose_no_event():
    broken = calendar(WEEKLY).replace("END:VCALENDAR", "X\r\nEND:VCALENDAR")
    found = reading(broken)
    assert only(found).title == "Répétition ouverte"
    assert "ligne" in found.warnings[0].reason
    assert only(reading(calendar(WEEKLY).replace("END:VCALENDAR\r\n", ""))).title == "Répétition ouverte"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("UID:1\nDTSTART:20261205T193000Z", "pas de titre"),
        ("UID:1\nSUMMARY:Sans date", "pas de date de début"),
        ("UID:1\nSUMMARY:Date folle\nDTSTART:DEMAIN", "pas de date de début"),
    ],
)
def test_what_lacks_a_title_or_a_date_is_refused(event, reason):
    assert reason in reasons(reading(calendar(event)))[0]


@pytest.mark.parametrize(
    "broken",
    ["GEO:ici", "DURATION:longtemps", "LAST-MODIFIED:hier", "EXDATE:jamais", "CATEGORIES:", "URL:x", "DTEND:x"],
)
def test_a_broken_property_does_not_cost_the_event(broken):
    assert only(reading(calendar(f"UID:1\nSUMMARY:Concert\nDTSTART:20261205T193000Z\n{broken}"))).title == "Concert"


def test_a_calendar_without_event_says_so():
    assert "aucun événement" in reasons(reading("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR"))[0]


def test_importing_twice_gives_the_same_identifiers_even_without_uid():
    without = WEEKLY.replace("UID:chorale@example.org\n", "")
    first, second = only(reading(calendar(without))), only(reading(calendar(without)))
    assert first == second
    assert first.external_id.startswith("sans-id-")
