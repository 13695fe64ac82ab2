"""The link of the mail: opened by anybody or any program it writes nothing; one press writes; forwarded, expired, used
twice, each has its sentence."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.outings import notices, operations
from pontdesarts.outings.models import Claim
from tests.bookings.test_views import text
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def ines(relay):
    return ReferentFactory(structure=relay, user__name="Inès Roy").user


@pytest.fixture
def booking(relay, ines):
    return past(relay, days=1.5, booked_by=ines)


def link(user, *, ago=timedelta(0)) -> str:
    return path_of(notices.link(user, at=timezone.now() - ago))


def came(booking) -> int | None:
    return Booking.objects.get(pk=booking.pk).came


def buttons(mail) -> dict[str, str]:
    """The addresses of a mail's buttons, by their words."""
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', mail.html)
    return {said: path_of(unescape(address)) for address, said in found}


def test_from_the_mail_to_the_answer_by_one_press_without_an_account(client, ines, booking, jobs, post_office) -> None:
    operations.ask(ines, weekly=False, by=JOB, at=timezone.now())
    jobs.run()
    there = buttons(post_office.received[0])["3 sur 4"]
    page = client.get(there)
    shown = text(page)
    assert "Noter : 3 sur 4" in shown
    assert "Ce lien a été envoyé à Inès Roy" in shown
    (value,) = re.findall(
        r'name="came" value="(\d)"[^>]*prepared-answer|prepared-answer[^>]*value="(\d)"', page.content.decode()
    )
    after = client.post(there, {"booking": booking.code, "came": "".join(value)}, follow=True)
    assert "C'est noté pour « Bérénice » : 3 sur 4." in text(after)
    assert came(booking) == 3
    claim = Claim.objects.get()
    assert (claim.via, claim.said_by_label) == (Claim.Via.LINK, "Inès Roy, par son lien")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_program_that_opens_every_link_of_the_mail_writes_nothing(ines, booking, jobs, post_office, method) -> None:
    operations.ask(ines, weekly=False, by=JOB, at=timezone.now())
    jobs.run()
    scanner = Client(headers={"purpose": "prefetch", "sec-purpose": "prefetch;prerender"})
    for address in buttons(post_office.received[0]).values():
        if not address.startswith(reverse("outings:channel")):
            with CaptureQueriesContext(connection) as seen:
                answer = getattr(scanner, method)(address)
            assert answer.status_code == (405 if method == "options" else 200)
            assert [query["sql"] for query in seen if re.match(r"INSERT|UPDATE|DELETE", query["sql"])] == []
            assert "script" not in answer.headers.get("Refresh", "")
    assert (came(booking), Claim.objects.count()) == (None, 0)


def test_a_scanner_that_presses_what_it_finds_is_stopped_by_the_form_s_own_token(ines, booking) -> None:
    """It would have to keep our cookie and send the form back, as a person's browser does."""
    robot = Client(enforce_csrf_checks=True)
    assert robot.post(link(ines), {"booking": booking.code, "came": "4"}).status_code == 403
    assert came(booking) is None


def test_used_twice_with_different_answers_the_last_counts_and_both_are_in_the_journal(client, ines, booking) -> None:
    path = link(ines)
    client.post(path, {"booking": booking.code, "came": "4"})
    again = text(client.get(f"{path}?sortie={booking.code}&venus=0"))
    assert "Une réponse est déjà notée : venus tous. La dernière compte." in again
    assert "Corriger : absents" in again
    after = text(client.post(path, {"booking": booking.code, "came": "0"}, follow=True))
    assert "C'est corrigé pour « Bérénice » : absents, au lieu de venus tous." in after
    assert came(booking) == 0
    assert [entry.sentence for entry in Entry.objects.about(booking).order_by("pk")] == [
        "a dit qui est venu (le relais) : 4 sur 4",
        "a corrigé qui est venu (le relais) : 0 sur 4, au lieu de : 4 sur 4",
    ]


def test_the_same_answer_again_is_said_noted_already_and_written_once(client, ines, booking) -> None:
    path = link(ines)
    for _ in range(2):
        client.post(path, {"booking": booking.code, "came": "4"})
    assert "C'est déjà noté : venus tous." in text(client.get(f"{path}?sortie={booking.code}&venus=4"))
    assert Claim.objects.count() == 1


def test_an_expired_a_broken_a_withdrawn_link_and_one_for_another_door_each_say_why(
    client, ines, booking, relay
) -> None:
    def refused(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 410
        return text(answer)

    old = link(ines, ago=notices.OPEN + timedelta(minutes=1))
    assert "Ce lien n'est plus valable." in refused(old)
    assert client.post(old, {"booking": booking.code, "came": "4"}).status_code == 410
    good = link(ines)
    assert "Ce lien est incomplet ou abîmé." in refused(good[:-3] + "/")
    other = links.make("bookings.lists", relay.pk, expires_at=timezone.now() + timedelta(days=1))
    assert "Ce lien ouvre une autre page." in refused(reverse("outings:signed", args=[other]))
    token = good.rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("bookings:signed_lists", args=[token])).status_code == 410
    operations.withdraw_links(ines, by=JOB, at=timezone.now())
    assert "Ce lien a été retiré." in refused(good)
    assert "Qui est venu" in text(client.get(link(ines)))
    assert came(booking) is None


def test_a_forwarded_link_says_whose_it_is_and_the_journal_says_by_whose_link(ines, booking) -> None:
    colleague = Client()
    path = link(ines)
    assert "Ce lien a été envoyé à Inès Roy : ce qui est dit ici est noté comme sa réponse." in text(
        colleague.get(path)
    )
    colleague.post(path, {"booking": booking.code, "came": "4"})
    assert Entry.objects.about(booking).get().by_label == "Inès Roy, par son lien"


def test_the_link_of_somebody_who_left_opens_nothing(client, ines, booking) -> None:
    path = link(ines)
    ines.referent_posts.update(ended_at=timezone.now())
    assert "ne répond plus pour un relais" in text(client.get(path))
    assert client.post(path, {"booking": booking.code, "came": "4"}).status_code == 410


def test_a_link_tells_of_the_outings_of_its_relays_only(client, ines, booking) -> None:
    theirs = past(RelayFactory(association=booking.relay.association), title="Chez les autres")
    path = link(ines)
    assert "Chez les autres" not in text(client.get(path))
    said = text(client.get(f"{path}?sortie={theirs.code}&venus=4"))
    assert "Cette sortie n'est pas de celles que vous pouvez raconter." in said
    after = text(client.post(path, {"booking": theirs.code, "came": "4"}, follow=True))
    assert "n'est pas de celles" in after
    assert came(theirs) is None


def test_a_button_that_can_no_longer_answer_says_why(client, ines, relay) -> None:
    path = link(ines)
    gone = past(relay, cancelled_at=timezone.now() - timedelta(days=12))
    assert "est annulée : il n'y a rien à raconter" in text(client.get(f"{path}?sortie={gone.code}&venus=4"))
    moved = past(relay, days=-3)
    assert "n'a pas encore eu lieu" in text(client.get(f"{path}?sortie={moved.code}&venus=4"))


@pytest.mark.parametrize("venus", ["5", "-1", "²", "", "beaucoup", "9" * 50])
def test_an_answer_made_by_hand_that_cannot_be_only_asks_how_many_came(client, ines, booking, venus) -> None:
    shown = text(client.get(link(ines), {"sortie": booking.code, "venus": venus}))
    assert "Combien de personnes sont venues ?" in shown
    assert "Noter :" not in shown


def test_more_than_was_booked_sent_by_hand_is_refused_kindly(client, ines, booking) -> None:
    after = text(client.post(link(ines), {"booking": booking.code, "came": "9"}, follow=True))
    assert "4 places au plus ont été réservées. Dites un nombre de 0 à 4." in after
    assert came(booking) is None
