"""A referent who chose texts answers one figure; anything else is answered once with how to answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.messaging import numbers
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Text
from pontdesarts.messaging.rules import segments
from pontdesarts.outings import notices, operations
from pontdesarts.outings.models import Asked, Channel, Claim
from pontdesarts.outings.rules import Answer, read_answer
from tests.bookings.test_views import text
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
HERS = "+33639980012"


@pytest.fixture
def relay():
    return RelayFactory(name="Les Tilleuls")


@pytest.fixture
def ines(relay):
    user = ReferentFactory(structure=relay, user__name="Inès Roy").user
    operations.choose_channel(user, by_text=True, number="06 39 98 00 12", by=JOB, at=AT)
    return user


def asked(user, *, at=AT) -> Asked:
    made = operations.ask(user, weekly=False, by=JOB, at=at)
    assert made is not None
    if made.text:
        Text.objects.filter(pk=made.text_id).update(sent_at=at)
    return made


def reply(said: str, *, at=AT + timedelta(hours=1), number: str = HERS, times: int = 1, jobs) -> None:
    for _ in range(times):
        made = messaging.receive(provider_id=f"SM{said}{at}{number}", number=number, body=said, at=at)
        assert made is not None or times > 1
    jobs.run("messaging.tell_of_reply")


def came(booking) -> int | None:
    return Booking.objects.get(pk=booking.pk).came


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("1", Answer(4)),
        (" 1. ", Answer(4)),
        ("Tous !", Answer(4)),
        ("0", Answer(0)),
        ("personne", Answer(0)),
        ("3", Answer(3)),
        ("4", Answer(4)),
        ("1 sur 4", Answer(1)),
        ("2/4", Answer(2)),
        ("?", Answer(None)),
        ("??", Answer(None)),
        ("5", None),
        ("1 sur 3", None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
        ("ils étaient 3", None),
        ("9" * 400, None),
    ],
)
def test_a_figure_is_read_and_nothing_else(said, answer) -> None:
    assert read_answer(said, 4) == answer


def test_one_outing_is_one_text_that_costs_one_and_no_mail_leaves(relay, ines, jobs, mailoutbox) -> None:
    booking = past(relay, days=0.5, at=AT)
    made = asked(ines)
    assert made.booking == booking
    assert made.text.number == HERS
    assert made.text.body.startswith("Bérénice, mardi 17 novembre à 22 h : qui est venu ? Répondez 1 si les 4, 0 si")
    assert segments(made.text.body) <= 2
    jobs.run("messaging.deliver")
    assert mailoutbox == []


@pytest.mark.parametrize(("said", "people"), [("1", 4), ("0", 0), ("3", 3), ("1 sur 4", 1)])
def test_a_figure_that_comes_back_is_the_relay_s_word(relay, ines, jobs, said, people) -> None:
    booking = past(relay, days=0.5, at=AT)
    asked(ines)
    reply(said, jobs=jobs)
    assert came(booking) == people
    claim = Claim.objects.get()
    assert (claim.via, claim.said_by, claim.said_by_label) == (Claim.Via.TEXT, ines, "Inès Roy, par SMS")


def test_a_question_mark_is_an_answer_and_the_last_figure_counts(relay, ines, jobs) -> None:
    booking = past(relay, days=0.5, at=AT)
    asked(ines)
    reply("?", jobs=jobs)
    assert Claim.objects.get().came is None
    reply("1", at=AT + timedelta(hours=2), jobs=jobs)
    reply("2", at=AT + timedelta(hours=3), jobs=jobs)
    assert came(booking) == 2
    assert "au lieu de : 4 sur 4" in Entry.objects.about(booking)[0].sentence


def test_the_same_reply_told_twice_by_the_provider_writes_once(relay, ines, jobs) -> None:
    past(relay, days=0.5, at=AT)
    asked(ines)
    reply("1", times=3, jobs=jobs)
    assert Claim.objects.count() == 1


def test_anything_else_is_answered_once_with_how_to_answer(relay, ines, jobs) -> None:
    booking = past(relay, days=0.5, at=AT)
    asked(ines)
    for hours, said in enumerate(("c'était bien", "on était 12", "merci"), start=1):
        reply(said, at=AT + timedelta(hours=hours), jobs=jobs)
    (explained,) = Text.objects.filter(kind="outings.explained")
    assert explained.body.startswith("Nous n'avons pas compris. Répondez 1 si les 4, 0 si personne")
    assert came(booking) is None
    reply("1", at=AT + timedelta(hours=5), jobs=jobs)
    assert came(booking) == 4


def test_several_outings_are_one_text_with_one_link(relay, ines, client) -> None:
    past(relay, days=0.5, at=AT)
    past(relay, days=0.6, at=AT, title="Un bal")
    made = asked(ines)
    assert (made.booking, made.text.awaits) == (None, False)
    assert made.text.body.startswith("2 sorties à raconter, sans mot de passe : http")


def test_when_no_text_may_leave_a_mail_asks(relay, ines, jobs, mailoutbox, settings) -> None:
    past(relay, days=0.5, at=AT)
    messaging.receive(provider_id="SM1", number=HERS, body="STOP", at=AT)
    assert asked(ines).text is None
    jobs.run()
    assert [mail.to for mail in mailoutbox] == [[ines.email]]


def test_who_has_left_the_relay_since_tells_nothing(relay, ines, jobs) -> None:
    booking = past(relay, days=0.5, at=AT)
    asked(ines)
    ines.referent_posts.update(ended_at=AT)
    reply("1", jobs=jobs)
    assert came(booking) is None


def test_a_booking_of_one_person_is_asked_in_its_own_words() -> None:
    assert notices.how_to_answer(1) == "1 si la personne est venue, 0 sinon, ou ? si vous ne savez pas encore."
    assert "deux" not in notices.how_to_answer(2)


# the page where one chooses


def test_one_chooses_texts_the_number_is_sealed_and_masked_then_mail_erases_it(client, relay) -> None:
    user = ReferentFactory(structure=relay).user
    client.force_login(user)
    page = reverse("outings:channel")
    assert "Écrivez le numéro" in text(client.post(page, {"by": "text", "number": ""}))
    assert "commence par 06 ou 07" in text(client.post(page, {"by": "text", "number": "01 40 00 00 00"}))
    assert not Channel.objects.exists()
    client.post(page, {"by": "text", "number": "06 39 98 00 12"})
    channel = Channel.objects.get()
    assert (channel.number, HERS.encode() in bytes(channel.sealed)) == (HERS, False)
    shown = text(client.get(page))
    assert numbers.masked(HERS) in shown
    assert "06 39 98" not in shown
    client.post(page, {"by": "text", "number": ""})
    assert Channel.objects.get().number == HERS, "left empty, it stays"
    client.post(page, {"by": "mail", "number": ""})
    assert (Channel.objects.get().number, Channel.objects.get().sealed) == ("", None)


def test_without_a_provider_texts_are_not_offered(client, relay, settings) -> None:
    settings.SMS_PROVIDER = ""
    client.force_login(ReferentFactory(structure=relay).user)
    assert "par SMS" not in text(client.get(reverse("outings:channel")))
    client.post(reverse("outings:channel"), {"by": "text", "number": "06 39 98 00 12"})
    assert not Channel.objects.exists()


def test_one_closes_the_links_that_were_sent(client, relay) -> None:
    user = ReferentFactory(structure=relay).user
    client.force_login(user)
    client.post(reverse("outings:channel"), {"withdraw": "1"})
    assert Channel.objects.get().link_epoch == 1
    assert Channel.objects.get().by == Channel.By.MAIL
