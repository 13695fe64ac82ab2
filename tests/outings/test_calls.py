"""Several absences that nobody announced: somebody of the team calls, writes what was said, and decides. No job."""

from copy import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure
from pontdesarts.outings import absences, operations
from pontdesarts.outings.models import Call, Claim, Rhythm
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NADIA = Actor(label="Nadia Belkacem")
Decision = Call.Decision


@pytest.fixture
def relay() -> Structure:
    return RelayFactory(name="Les Tilleuls")


def absent(relay, *, days=10.0, at=AT, came=0, **said):
    booking = past(relay, days=days, at=at)
    operations.tell(booking, came=came, via=Claim.Via.PAGE, by=JOB, at=at, **said)
    return booking


def relays(association, at=AT) -> list[str]:
    return [row.relay.name for row in absences.to_call(association, at)]


def note(relay, decision=Decision.NOTHING, *, at=AT, **said) -> Call:
    return operations.note_call(relay, **{"note": "Le car était en panne", **said}, decision=decision, by=NADIA, at=at)


def test_three_unannounced_absences_in_twelve_months_are_to_be_called_with_outings_and_reasons(relay) -> None:
    for days in (10, 40):
        absent(relay, days=days)
    assert relays(relay.association) == []
    absent(relay, days=300, reason="transport")
    (row,) = absences.to_call(relay.association, AT)
    assert row.relay == relay
    assert [one.reason for one in row.absences] == ["", "", "transport"]
    assert relays(relay.association, AT + 70 * DAY) == [], "the third was more than a year ago then"


def test_the_absences_of_a_year_are_found_without_reading_all_that_was_booked_in_ten(relay) -> None:
    came = past(relay, days=50, at=AT)
    absent(relay)
    others = [copy(came) for _ in range(500)]
    for number, other in enumerate(others):
        other.pk, other.request_id, other.code, other.came, other.told_at = None, None, f"B{number}", came.places, AT
    Booking.objects.bulk_create(others)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_booking")
    plan = absences.unannounced([relay.pk], AT).order_by().values("relay", "told_at").explain()
    assert "bookings_nobody_came" in plan


def test_what_was_announced_partial_or_unknown_does_not_count(relay) -> None:
    for days in (10, 40):
        absent(relay, days=days)
    absent(relay, days=20, excused=True)
    absent(relay, days=20, came=1)
    past(relay, days=20, at=AT)
    assert relays(relay.association) == []


def test_the_association_may_want_more_or_never(relay) -> None:
    for days in (10, 20, 30):
        absent(relay, days=days)
    rhythm = Rhythm.objects.create(association=relay.association, absences=4)
    assert relays(relay.association) == []
    absent(relay, days=50)
    assert relays(relay.association) == ["Les Tilleuls"]
    rhythm.absences = 0
    rhythm.save()
    assert relays(relay.association) == []


def test_once_called_the_relay_leaves_the_list_until_as_many_new_ones(relay) -> None:
    for days in (10, 20, 30):
        absent(relay, days=days)
    note(relay)
    assert relays(relay.association, AT + DAY) == []
    for days in (1, 2):
        absent(relay, days=days, at=AT + 5 * DAY)
    assert relays(relay.association, AT + 6 * DAY) == []
    absent(relay, days=3, at=AT + 6 * DAY)
    assert relays(relay.association, AT + 7 * DAY) == ["Les Tilleuls"]


def test_talking_again_brings_it_back_on_that_day(relay) -> None:
    again = (AT + 14 * DAY).date()
    note(relay, Decision.AGAIN, day=again)
    assert relays(relay.association, AT + 13 * DAY) == []
    assert relays(relay.association, AT + 14 * DAY) == ["Les Tilleuls"]
    assert str(Entry.objects.about(relay)[0]) == (
        "Nadia Belkacem a appelé le relais au sujet des absences : en reparler un autre jour"
    )


def test_only_the_decision_to_suspend_suspends_with_a_reason_an_end_and_a_notice(relay, jobs, mailoutbox) -> None:
    for days in range(1, 12):
        absent(relay, days=days)
    assert not Structure.objects.get(pk=relay.pk).is_suspended, "however many, nobody is suspended by counting"
    ReferentFactory(structure=relay)
    until = date(2026, 12, 15)
    for flawed in ({"day": None, "reason": "Trop d'absences"}, {"day": until, "reason": ""}, {"day": AT.date()}):
        with pytest.raises(operations.CallRefused if flawed["day"] is None else Exception, match=r"date|raison|jour"):
            note(relay, Decision.SUSPENSION, **{"reason": "Trop d'absences", **flawed})
    assert not Call.objects.exists()
    note(relay, Decision.SUSPENSION, day=until, reason="Trop d'absences sans prévenir")
    suspended = Structure.objects.get(pk=relay.pk).relay
    assert (suspended.suspended_until, suspended.suspended_reason) == (until, "Trop d'absences sans prévenir")
    jobs.run()
    assert "mardi 15 décembre" in mailoutbox[0].body


@pytest.mark.parametrize("said", ["Mme Diallo était malade", "écrire à ana@example.org", "rappeler au 06 12 34 56 78"])
def test_a_note_that_names_somebody_is_not_kept(relay, said) -> None:
    with pytest.raises(operations.CallRefused, match="sans nommer"):
        note(relay, note=said)
    with pytest.raises(operations.CallRefused, match="sans nommer"):
        note(relay, Decision.SUSPENSION, day=date(2026, 12, 15), reason=said)
    assert not Call.objects.exists()


def test_who_called_at_the_same_time_as_somebody_else_reads_it_first(relay) -> None:
    first = note(relay)
    with pytest.raises(operations.CallRefused, match="Nadia Belkacem vient d'appeler"):
        note(relay, Decision.SUSPENSION, day=date(2026, 12, 15), reason="Trop d'absences")
    note(relay, after=first.pk)
    assert Call.objects.count() == 2


def test_calls_are_forgotten_after_a_year(relay) -> None:
    note(relay, at=AT - 366 * DAY)
    kept = note(relay, at=AT - 364 * DAY, after=Call.objects.get().pk)
    operations.forget_old(at=AT)
    assert list(Call.objects.all()) == [kept]


def test_the_team_reads_the_list_calls_and_writes_what_was_said(client, relay) -> None:
    now = timezone.now()
    for days in (10, 20, 30):
        absent(relay, days=days, at=now, reason="transport")
    client.force_login(StaffRoleFactory(role=StaffRole.Role.TEAM, association=relay.association).user)
    shown = client.get(reverse("outings:to_call")).content.decode()
    assert "Les Tilleuls" in shown
    assert "3 absences non prévenues" in shown
    page = reverse("outings:call", args=[relay.pk])
    refused = client.post(page, {"note": "Mme Diallo", "decision": "nothing"}).content.decode()
    assert "sans nommer personne" in refused
    assert "Mme Diallo" in refused, "what was typed is kept"
    client.post(page, {"note": "Le car était en panne", "decision": "nothing"})
    shown = client.get(reverse("outings:to_call")).content.decode()
    assert "Personne à appeler" in shown
    assert "rien de plus" in shown
    assert "Le car était en panne" in client.get(page).content.decode()


def test_another_association_and_a_reader_neither_read_nor_write(client, relay) -> None:
    now = timezone.now()
    for days in (10, 20, 30):
        absent(relay, days=days, at=now)
    note(relay)
    page = reverse("outings:call", args=[relay.pk])
    client.force_login(StaffRoleFactory(role=StaffRole.Role.TEAM).user)
    assert "Tilleuls" not in client.get(reverse("outings:to_call")).content.decode()
    assert client.post(page, {"decision": "nothing"}).status_code == 404
    client.force_login(StaffRoleFactory(role=StaffRole.Role.READER, association=relay.association).user)
    assert client.get(reverse("outings:to_call")).status_code == 403
    assert client.get(page).status_code == 404


def test_the_list_asks_the_same_of_the_database_for_one_relay_or_six(relay, queries_stay_flat) -> None:
    def fill(one) -> None:
        for days in (10, 20, 30):
            absent(one, days=days)

    fill(relay)

    def grow() -> None:
        for _ in range(5):
            fill(RelayFactory(association=relay.association))

    queries_stay_flat(lambda: relays(relay.association), grow)
