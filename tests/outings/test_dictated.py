"""Dictated on the phone: the relay is found as one types, each outing is told by one gesture, nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations
from pontdesarts.outings.models import Claim
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "outings"}


@pytest.fixture
def team(client) -> StaffRole:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM, user__name="Nadia Belkacem")
    client.force_login(role.user)
    return role


@pytest.fixture
def relay(team):
    return RelayFactory(association=team.association, name="Élan de Vigny")


def address(relay) -> str:
    return reverse("outings:dictated", args=[relay.pk])


def dictate(client, booking, **typed):
    return client.post(address(booking.relay), {"booking": booking.code, **typed})


def told(booking: Booking) -> tuple[int | None, bool]:
    booking.refresh_from_db()
    return booking.came, booking.excused


def test_a_relay_is_found_without_accents_and_without_a_script(client, team, relay) -> None:
    past(relay)
    RelayFactory(association=team.association, name="Le Lavoir")
    RelayFactory(name="Élan d'ailleurs")
    shown = client.get(reverse("outings:phone"), {"q": "elan"}).content.decode()
    assert "Élan de Vigny" in shown
    assert "1 sortie à dicter" in shown
    assert "Lavoir" not in shown
    assert "ailleurs" not in shown
    piece = client.get(reverse("outings:phone"), {"q": "xyz"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results")
    assert "Aucun relais de ce nom" in piece.content.decode()
    assert "<h1" not in piece.content.decode()


@pytest.mark.parametrize(
    ("typed", "came", "excused", "reason"),
    [
        ({"came": "t"}, 4, False, ""),
        ({"came": "3", "reason": "b"}, 3, False, "transport"),
        ({"came": "0"}, 0, False, ""),
        ({"came": "0p", "reason": "m"}, 0, True, "illness"),
        ({"typed": "3"}, 3, False, ""),
        ({"typed": "0pm"}, 0, True, "illness"),
        ({"came": "typed", "typed": " T "}, 4, False, ""),
    ],
)
def test_one_gesture_or_a_few_keys_tell_an_outing_in_the_name_of_the_relay(
    client, relay, typed, came, excused, reason
) -> None:
    booking = past(relay)
    assert dictate(client, booking, **typed).url == address(relay)
    assert told(booking) == (came, excused)
    word = Claim.objects.get()
    assert (word.source, word.via, word.reason) == ("referent", "phone", reason)
    assert word.said_by_label == "Nadia Belkacem, pour le relais Élan de Vigny"
    assert "pour le relais Élan de Vigny a dit qui est venu" in str(Entry.objects.about(booking)[0])


@pytest.mark.parametrize("typed", ["", "beaucoup", "5", "²", "-1", "3z", "99999", "\x00"])
def test_what_cannot_be_writes_nothing_says_why_and_keeps_what_was_typed(client, relay, typed) -> None:
    booking = past(relay)
    answered = dictate(client, booking, typed=typed)
    assert answered.status_code == 400
    assert "Rien n'est écrit de cette sortie" in answered.content.decode()
    if typed in ("beaucoup", "5"):
        assert f'value="{typed}"' in answered.content.decode()
    assert told(booking) == (None, False)
    assert not Claim.objects.exists()


def test_the_oldest_comes_first_and_what_the_relay_does_not_know_goes_last(client, relay) -> None:
    recent, old = past(relay, days=3, title="Un bal"), past(relay, days=200)
    shown = client.get(address(relay)).content.decode()
    assert shown.index(old.code) < shown.index(recent.code)
    dictate(client, old, typed="?")
    shown = client.get(address(relay)).content.decode()
    assert shown.rindex(old.code) > shown.index(recent.code)
    assert told(old) == (None, False)


def test_a_slip_is_taken_back_at_once(client, relay) -> None:
    booking = past(relay)
    dictate(client, booking, typed="3")
    assert "Reprendre" in client.get(address(relay)).content.decode()
    dictate(client, booking, came="?")
    assert told(booking) == (None, False)
    assert booking.code in client.get(address(relay)).content.decode()


def test_with_a_script_one_request_brings_the_next_outing_with_the_cursor_in_it(client, relay) -> None:
    first, second = past(relay, days=20), past(relay, days=5, title="Un bal")
    answered = client.post(address(relay), {"booking": first.code, "typed": "4"}, **HTMX).content.decode()
    assert "Bérénice : venus tous." in answered
    assert answered.index(f'id="typed-{second.code}"') < answered.index("data-focus")
    assert answered.count("data-focus") == 1
    refused = client.post(address(relay), {"booking": second.code, "typed": "9"}, **HTMX)
    assert refused.status_code == 200, "htmx shows no piece of an answer that is an error"
    assert 'value="9"' in refused.content.decode()


def test_an_outing_of_another_relay_of_tomorrow_or_cancelled_is_refused(client, team, relay) -> None:
    elsewhere = past(RelayFactory(association=team.association))
    tomorrow, cancelled = past(relay, days=-1), past(relay)
    Booking.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now())
    for booking in (elsewhere, tomorrow, cancelled):
        assert client.post(address(relay), {"booking": booking.code, "typed": "4"}).status_code == 400
    assert not Claim.objects.exists()


def test_another_association_a_reader_and_a_referent_do_not_dictate(client, relay) -> None:
    booking = past(relay)
    reader = StaffRoleFactory(role=StaffRole.Role.READER, association=relay.association).user
    for user in (StaffRoleFactory().user, reader, ReferentFactory(structure=relay).user):
        client.force_login(user)
        assert client.get(address(relay)).status_code == 404
        assert dictate(client, booking, typed="4").status_code == 404
    assert client.get(reverse("outings:phone")).status_code == 403
    assert told(booking) == (None, False)


def test_many_outings_ask_the_same_of_the_database(client, relay, queries_stay_flat) -> None:
    past(relay)

    def grow() -> None:
        for days in range(2, 14):
            past(relay, days=days)

    queries_stay_flat(lambda: client.get(address(relay)), grow)


def test_many_relays_ask_the_same_of_the_database(client, team, relay, queries_stay_flat) -> None:
    def grow() -> None:
        for _ in range(6):
            past(RelayFactory(association=team.association))

    queries_stay_flat(lambda: client.get(reverse("outings:phone")), grow)


def test_what_is_dictated_while_the_relay_answers_by_its_link_is_one_truth_and_two_words(client, relay) -> None:
    booking = past(relay)
    before = timezone.now() - timedelta(minutes=1)
    operations.tell(booking, came=4, via=Claim.Via.LINK, by=Actor(label="Inès Roy"), at=before)
    dictate(client, booking, typed="3")
    assert told(booking) == (3, False)
    assert Claim.objects.count() == 2
