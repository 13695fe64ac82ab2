"""Who came: told by somebody, corrected, never guessed; asked once a week at most; owed before booking again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import notices_outcomes, operations, tasks
from pontdesarts.bookings.models import Booking, Reminder
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import date_of, text, typed
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

INES = Actor(label="Inès Roy")


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def post(client, relay):
    post = ReferentFactory(structure=relay, user__name="Inès Roy")
    client.force_login(post.user)
    return post


def past(relay, *, days: float = 10, title: str = "Bérénice", **more) -> Booking:
    """An outing of so many days ago, four places, without news."""
    starts_at = timezone.now() - timedelta(days=days)
    showing = AllotmentFactory(
        showing__offer__association=relay.association,
        showing__offer__title=title,
        showing__starts_at=starts_at,
        opens_at=starts_at - timedelta(days=30),
    ).showing
    return BookingFactory(showing=showing, relay=relay, booked_at=starts_at - timedelta(days=20), **more)


def tell(booking, came, *, at=None) -> Booking:
    return operations.tell_who_came(booking, came=came, by=INES, at=at or timezone.now())


@pytest.mark.parametrize("came", [0, 3, 4])
def test_nobody_some_or_all_came_and_the_journal_says_it(relay, came) -> None:
    booking = past(relay)
    assert tell(booking, came).came == came
    booking.refresh_from_db()
    assert booking.told_at is not None
    assert str(Entry.objects.about(booking).get()) == f"Inès Roy a dit qui est venu : {came} sur 4"


def test_a_correction_keeps_both_in_the_journal_and_the_same_again_writes_nothing(relay) -> None:
    booking = past(relay)
    for came in (4, 4, 3):
        tell(booking, came)
    first, second = Entry.objects.about(booking).order_by("pk")
    assert first.sentence == "a dit qui est venu : 4 sur 4"
    assert second.sentence == "a corrigé qui est venu : 3 sur 4, au lieu de 4"


@pytest.mark.parametrize("came", [5, -1])
def test_more_than_booked_or_less_than_nobody_is_refused(relay, came) -> None:
    booking = past(relay)
    with pytest.raises(operations.OutcomeRefused, match="de 0 à 4"):
        tell(booking, came)
    booking.refresh_from_db()
    assert booking.came is None


def test_nothing_is_told_before_the_outing_nor_of_a_cancelled_one(relay) -> None:
    with pytest.raises(operations.OutcomeRefused, match="pas encore eu lieu"):
        tell(past(relay, days=-3), 2)
    with pytest.raises(operations.AlreadyCancelled):
        tell(past(relay, cancelled_at=timezone.now() - timedelta(days=12)), 2)


@pytest.mark.parametrize(("came", "told"), [(5, True), (3, False), (None, True)])
def test_the_database_refuses_what_cannot_be(relay, came, told) -> None:
    booking = past(relay)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(came=came, told_at=timezone.now() if told else None)


def test_no_job_ever_says_who_came(relay, post, jobs) -> None:
    booking = past(relay, days=80)
    tasks.remind_weekly(timestamp=0)
    tasks.forget_reminders(timestamp=0)
    tasks.erase_pickup_names(timestamp=0)
    tasks.forget_professionals(timestamp=0)
    jobs.run()
    booking.refresh_from_db()
    assert (booking.came, booking.told_at) == (None, None)


# the page


def test_the_page_lists_what_nobody_told_and_one_gesture_tells_it(client, post, relay) -> None:
    booking = past(relay)
    page = reverse("bookings:outcomes")
    shown = text(client.get(page))
    assert "1 sortie sans nouvelles" in shown
    assert "Les 4 sont venus" in shown
    after = text(client.post(page, {"booking": booking.code, "came": "4"}, follow=True))
    assert "C'est noté pour « Bérénice » : les 4 personnes sont venues." in after
    assert "Tout est raconté" in after
    assert "Corriger" in after


def test_some_came_is_typed_and_what_is_not_a_number_is_said(client, post, relay) -> None:
    booking = past(relay)
    page = reverse("bookings:outcomes")
    for wrong in ("", "beaucoup", "-1", "99999999"):
        said = text(client.post(page, {"booking": booking.code, "came": "some", "some": wrong}, follow=True))
        assert "dites combien de personnes sont venues" in said
    assert "Dites un nombre de 0 à 4" in text(
        client.post(page, {"booking": booking.code, "came": "some", "some": "7"}, follow=True)
    )
    client.post(page, {"booking": booking.code, "came": "some", "some": "1"})
    booking.refresh_from_db()
    assert booking.came == 1


def test_the_outings_of_others_are_neither_shown_nor_told(client, post, relay) -> None:
    theirs = past(RelayFactory(association=relay.association, name="Le Lavoir"))
    page = reverse("bookings:outcomes")
    assert "Bérénice" not in text(client.get(page))
    said = text(client.post(page, {"booking": theirs.code, "came": "4"}, follow=True))
    assert "n'est pas de celles" in said
    theirs.refresh_from_db()
    assert theirs.came is None


def test_a_reader_of_the_association_tells_nothing(client, relay) -> None:
    booking = past(relay)
    client.force_login(StaffRoleFactory(association=relay.association, role="reader").user)
    client.post(reverse("bookings:outcomes"), {"booking": booking.code, "came": "4"})
    booking.refresh_from_db()
    assert booking.came is None


def test_the_team_tells_on_the_phone_and_the_journal_says_for_whom(client, relay) -> None:
    booking = past(relay)
    client.force_login(StaffRoleFactory(association=relay.association, user__name="Nadia Benali").user)
    client.post(reverse("bookings:outcomes"), {"booking": booking.code, "came": "0"})
    assert Entry.objects.about(booking).get().by_label == "Nadia Benali, pour le relais Les Tilleuls"


def test_the_page_of_the_booking_asks_too_and_one_stays_there(client, post, relay) -> None:
    booking = past(relay)
    page = reverse("bookings:booking", args=[booking.code])
    assert "c'est inconnu, pas une absence" in text(client.get(page))
    answer = client.post(reverse("bookings:outcomes"), {"booking": booking.code, "came": "3", "on": "booking"})
    assert answer.url == page
    assert "3 personnes sur 4 sont venues." in text(client.get(page))


def test_the_page_asks_the_same_of_the_database_for_one_outing_or_ten(client, post, relay, queries_stay_flat) -> None:
    past(relay)
    queries_stay_flat(
        lambda: client.get(reverse("bookings:outcomes")),
        lambda: [past(relay, title=f"Pièce {n}") for n in range(10)],
    )


# the weekly mail


def test_the_weekly_mail_lists_what_is_missing_and_its_link_tells_it_without_an_account(
    client, relay, jobs, mailoutbox
) -> None:
    post = ReferentFactory(structure=relay, user__name="Inès Roy")
    booking = past(relay, booked_by=post.user)
    tasks.remind_weekly(timestamp=0)
    jobs.run()
    (mail,) = mailoutbox
    assert mail.to == [post.user.email]
    assert mail.subject == "1 sortie à raconter : qui est venu ?"
    assert "Bérénice" in mail.body
    path = re.search(r"/reservations/a-raconter/\S+", mail.body)[0]
    assert "Les Tilleuls" in text(client.get(path))
    booking.refresh_from_db()
    assert booking.came is None, "opening the link changes nothing"
    client.post(path, {"booking": booking.code, "came": "4"})
    booking.refresh_from_db()
    assert booking.came == 4
    assert Entry.objects.about(booking).get().by_label == "Les Tilleuls, par son lien"


def test_one_mail_a_week_at_most(relay, jobs, mailoutbox) -> None:
    post = ReferentFactory(structure=relay)
    past(relay, booked_by=post.user)
    at = timezone.now()
    for _ in range(3):
        operations.remind(post.user, relays=[relay], by=JOB, at=at)
    jobs.run()
    assert len(mailoutbox) == 1
    assert operations.remind(post.user, relays=[relay], by=JOB, at=at + timedelta(days=7)) is not None


def test_a_referent_of_two_relays_receives_one_mail_with_a_link_for_each(relay, jobs, mailoutbox) -> None:
    post = ReferentFactory(structure=relay)
    other = RelayFactory(association=relay.association, name="Le Lavoir")
    ReferentFactory(structure=other, user=post.user)
    past(relay)
    past(other, title="Un bal")
    tasks.remind_weekly(timestamp=0)
    jobs.run()
    (mail,) = mailoutbox
    assert len(set(re.findall(r"/reservations/a-raconter/\S+", mail.body))) == 2


def test_only_those_who_went_are_asked_and_only_once_the_days_have_passed(relay, jobs, mailoutbox) -> None:
    ana, leo = ReferentFactory(structure=relay), ReferentFactory(structure=relay)
    past(relay, booked_by=ana.user, booked_for=leo.user)
    past(relay, days=2, booked_by=ana.user, title="Hier ou presque")
    past(relay, days=100, booked_by=ana.user, title="Il y a longtemps")
    tasks.remind_weekly(timestamp=0)
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[leo.user.email]]


def test_nothing_to_tell_no_mail(relay, jobs, mailoutbox) -> None:
    post = ReferentFactory(structure=relay)
    tell(past(relay, booked_by=post.user), 4)
    tasks.remind_weekly(timestamp=0)
    jobs.run()
    assert mailoutbox == []
    assert not Reminder.objects.exists()


def test_a_link_is_for_one_relay_one_purpose_and_three_weeks(client, relay) -> None:
    now = timezone.now()
    theirs = past(RelayFactory(association=relay.association))
    link = notices_outcomes.link(relay, at=now)
    path = link[link.index("/reservations") :]
    client.post(path, {"booking": theirs.code, "came": "4"})
    theirs.refresh_from_db()
    assert theirs.came is None
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("bookings:signed_lists", args=[token])).status_code == 410
    old = notices_outcomes.link(relay, at=now - timedelta(days=22))
    assert client.get(old[old.index("/reservations") :]).status_code == 410
    relay.link_epoch += 1
    relay.save()
    assert client.get(path).status_code == 410


# owed before booking again


def test_a_relay_that_owes_news_is_led_there_and_back_with_what_was_typed(client, post, relay) -> None:
    relay.association.most_unreported = 1
    relay.association.save()
    booking, showing = past(relay), date_of(relay.association)
    book = reverse("bookings:book", args=[showing.pk])
    refused = client.post(book, typed(showing, relay, adults=3, from_6_to_11=0, needs=["loop"]))
    assert "sans nouvelles" in text(refused)
    way = re.search(r'href="(/reservations/a-raconter/\?[^"]+)"', refused.content.decode())[1].replace("&amp;", "&")
    assert "Votre réservation vous attend" in text(client.get(way))
    after = client.post(way, {"booking": booking.code, "came": "4"}, follow=True)
    back = re.search(rf'href="({book}\?[^"]+)"', after.content.decode())[1].replace("&amp;", "&")
    form = client.get(back).context["form"]
    assert form["adults"].value() == "3"
    assert form["needs"].value() == ["loop"]
    assert client.post(book, typed(showing, relay, adults=3, from_6_to_11=0)).status_code == 302


def test_a_name_to_give_at_the_desk_never_stands_in_an_address(client, post, relay) -> None:
    relay.association.most_unreported = 1
    relay.association.save()
    past(relay)
    showing = date_of(relay.association, showing__offer__names_required=True)
    sent = typed(showing, relay, pickup_name="Madame Secrète")
    refused = client.post(reverse("bookings:book", args=[showing.pk]), sent)
    (way,) = re.findall(r'href="(/reservations/a-raconter/\?[^"]+)"', refused.content.decode())
    assert "Secr" not in way


def test_an_address_made_by_hand_only_fills_the_form(client, post, relay) -> None:
    showing = date_of(relay.association)
    asked = f"?relay=999999&adults=<b>&needs=nothing&outing=x&booked_for=zz&request_id={uuid4()}&first_outing=\x00"
    assert client.get(reverse("bookings:book", args=[showing.pk]) + asked).status_code == 200
    assert client.get(reverse("bookings:outcomes") + "?seance=zz&adults=2").status_code == 200


def test_reminders_are_forgotten_after_sixty_days(relay) -> None:
    post = ReferentFactory(structure=relay)
    past(relay)
    at = timezone.now()
    operations.remind(post.user, relays=[relay], by=JOB, at=at)
    assert operations.forget_reminders(at=at + timedelta(days=59)) == 0
    assert operations.forget_reminders(at=at + timedelta(days=61)) == 1
