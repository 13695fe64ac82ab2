"""Before an outing: the mail of some days before, the text of the eve, and numbers that do not stay."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging import numbers, quiet
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Message, Text
from pontdesarts.network.models import Referent
from pontdesarts.outings import moments, notices_before, short_links, tasks_before
from pontdesarts.outings.models import Asked, Phone, Rhythm
from pontdesarts.outings.operations import before, phones
from pontdesarts.outings.operations.give_back import BY_TEXT, give_back
from pontdesarts.outings.refusals import GivingBackRefused, PhoneRefused
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Showing
from tests.bookings.factories import BookingFactory
from tests.harness.jobs import Jobs
from tests.harness.mail import PostOffice
from tests.network.factories import ReferentFactory, VenueFactory
from tests.programme.factories import AllotmentFactory

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 12, 3, 20, 30, tzinfo=PARIS)
EVE = datetime(2026, 12, 2, 11, 10, tzinfo=PARIS)
BEFORE = datetime(2026, 11, 30, 10, tzinfo=PARIS)
HERS, HIS = "06 12 34 56 78", "07 56 78 90 12"
INES = Actor(label="Inès, référente")

pytestmark = pytest.mark.django_db


def evening(**more: Any) -> Showing:
    showing: Showing = AllotmentFactory(
        **{
            "showing__starts_at": EVENING,
            "showing__offer__title": "Bérénice",
            "showing__offer__venue__name": "Théâtre d'Ivry",
            "showing__offer__venue__last_departure": "bus 183, 23 h 10",
            **more,
        }
    ).showing
    return showing


def outing(places: int = 4, **more: Any) -> Booking:
    booking: Booking = BookingFactory(
        showing=more.pop("showing", None) or evening(),
        adults=places,
        from_6_to_11=0,
        booked_at=EVENING - timedelta(days=10),
        **more,
    )
    return booking


def phone(booking: Booking | None = None, typed: str = HERS, people: int | None = None) -> Phone:
    booking = booking or outing()
    return phones.give_number(booking, typed=typed, people=people or booking.places, by=INES, at=BEFORE)


def referent(booking: Booking) -> Referent:
    post: Referent = ReferentFactory(structure=booking.relay)
    return post


def lines(booking: Booking) -> list[str]:
    return [entry.sentence for entry in Entry.objects.about(booking)]


# --- when


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["94", "971", "974", "987"]),
)
def test_a_text_leaves_on_the_eve_on_the_clock_of_the_place(starts_at: datetime, department: str) -> None:
    zone = quiet.zone_of(department)
    moment = moments.text_from(starts_at, zone).astimezone(zone)
    assert starts_at.astimezone(zone).date() - moment.date() == timedelta(days=1)
    assert not quiet.is_night(moment, zone)
    assert moments.text_from(starts_at, zone) < moments.text_until(starts_at)
    erased = moments.erase_from(starts_at, zone).astimezone(zone)
    assert erased.date() - starts_at.astimezone(zone).date() == timedelta(days=1)


# --- the referent


def test_three_days_before_the_referent_reads_all_that_one_needs(post_office: PostOffice, jobs: Jobs) -> None:
    booking = outing(showing=evening(showing__offer__venue__steps=0, showing__offer__venue__lift=True))
    ines = referent(booking).user
    assert before.remind_before(ines, by=JOB, at=BEFORE)
    jobs.run("messaging.deliver")
    (letter,) = post_office.to(ines.email)
    assert letter.subject == "Jeudi 3 décembre : Bérénice"
    for said in (
        "jeudi 3 décembre à 20 h 30",
        "Théâtre d'Ivry, 1 place du Marché, 94460",
        "Accès : de plain-pied, ascenseur",
        "Pour rentrer : bus 183, 23 h 10",
        f"4 places, code {booking.code}",
        f"/reservations/{booking.code}/",
        "/rendre/",
    ):
        assert said in letter.text.replace("\u00a0", " ")


def test_the_mail_speaks_of_texts_only_where_they_are_sent(settings: Settings) -> None:
    for provider, said in (("simulator", True), ("", False)):
        settings.SMS_PROVIDER = provider
        assert before.remind_before(referent(outing()).user, by=JOB, at=BEFORE)
        mail = Message.objects.filter(kind="outings.reminded_before").order_by("-pk")[0]
        assert ("SMS" in mail.text) is said


def test_several_outings_of_a_day_are_one_mail_and_it_never_leaves_twice() -> None:
    first, other = outing(), evening(showing__starts_at=EVENING - timedelta(hours=5))
    BookingFactory(showing=other, relay=first.relay, booked_at=EVENING - timedelta(days=9))
    ines = referent(first).user
    assert before.remind_before(ines, by=JOB, at=BEFORE)
    assert before.remind_before(ines, by=JOB, at=BEFORE + timedelta(hours=3)) is None
    (mail,) = Message.objects.filter(kind="outings.reminded_before")
    assert mail.subject == "Jeudi 3 décembre : 2 sorties"
    assert Asked.objects.filter(kind=Asked.Kind.BEFORE).count() == 1


@pytest.mark.parametrize("days", [-4, -2, -1, 0])
def test_on_no_other_day(days: int) -> None:
    ines = referent(outing()).user
    assert before.remind_before(ines, by=JOB, at=EVENING.replace(hour=10) + timedelta(days=days)) is None


def test_the_rhythm_of_the_association_says_how_many_days_before() -> None:
    booking = outing()
    ines = referent(booking).user
    Rhythm.objects.create(association=booking.relay.association, before_days=5)
    assert before.remind_before(ines, by=JOB, at=BEFORE) is None
    assert before.remind_before(ines, by=JOB, at=BEFORE - timedelta(days=2))


def test_with_a_rhythm_of_zero_nobody_is_reminded() -> None:
    booking = outing()
    Rhythm.objects.create(association=booking.relay.association, before_days=0)
    for days in range(6):
        assert before.remind_before(referent(booking).user, by=JOB, at=BEFORE + timedelta(days=days)) is None


def test_nobody_is_reminded_of_what_is_cancelled_nor_of_what_they_booked_today() -> None:
    cancelled, fresh = outing(cancelled_at=BEFORE - timedelta(days=1)), outing()
    Booking.objects.filter(pk=fresh.pk).update(booked_at=BEFORE.replace(hour=9))
    for booking in (cancelled, fresh):
        assert before.remind_before(referent(booking).user, by=JOB, at=BEFORE) is None


def test_the_one_who_goes_is_reminded_and_not_their_colleagues() -> None:
    booking = outing()
    goes, colleague = referent(booking).user, referent(booking).user
    Booking.objects.filter(pk=booking.pk).update(booked_for=goes)
    assert before.remind_before(colleague, by=JOB, at=BEFORE) is None
    assert before.remind_before(goes, by=JOB, at=BEFORE)


def test_at_night_the_mail_waits_for_the_morning(jobs: Jobs) -> None:
    ines = referent(outing()).user
    night = BEFORE.replace(hour=5)
    assert tasks_before.remind_or_wait(ines.pk, at=night) is None
    assert [job.scheduled_at for job in jobs.waiting()] == [BEFORE.replace(hour=9)]
    assert tasks_before.remind_or_wait(ines.pk, at=BEFORE.replace(hour=9))


# --- numbers


def test_a_number_is_kept_sealed_and_the_journal_does_not_say_it() -> None:
    booking = outing()
    given_ = phone(booking)
    assert given_.number == "+33612345678"
    assert b"612345678" not in bytes(given_.sealed or b"")
    assert lines(booking) == ["a donné un numéro pour le SMS de la veille (4 personnes)"]
    assert "612345678" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("typed", "people", "refusal", "sentence"),
    [
        ("01 45 67 89 01", 1, numbers.NumberRefused, "ne peut pas recevoir de SMS"),
        (HERS, 3, PhoneRefused, "laissent 2 personnes sur 4"),
        (HERS, 0, PhoneRefused, "laissent 2 personnes sur 4"),
        (HIS, 1, PhoneRefused, "déjà donné"),
    ],
)
def test_a_number_that_cannot_be_is_refused(typed: str, people: int, refusal: type[Exception], sentence: str) -> None:
    booking = outing()
    phone(booking, HIS, people=2)
    with pytest.raises(refusal, match=sentence):
        phones.give_number(booking, typed=typed, people=people, by=INES, at=BEFORE)
    assert Phone.objects.count() == 1


def test_so_many_numbers_and_no_more() -> None:
    booking = outing(places=9)
    for number in range(phones.MOST):
        phone(booking, f"06 12 34 56 {number:02d}", people=1)
    with pytest.raises(PhoneRefused, match="6 numéros au plus"):
        phone(booking, people=1)


def test_no_number_is_taken_when_nothing_could_be_sent(settings: Settings) -> None:
    booking = outing()
    for at, sentence in ((EVENING - timedelta(hours=1), "trop tard"), (EVENING + timedelta(days=1), "trop tard")):
        with pytest.raises(PhoneRefused, match=sentence):
            phones.give_number(booking, typed=HERS, people=1, by=INES, at=at)
    bookings.cancel(booking, by=INES, at=BEFORE)
    with pytest.raises(PhoneRefused, match="annulée"):
        phone(booking)
    with pytest.raises(PhoneRefused, match="pas de date fixe"):
        phone(outing(showing=evening(showing__offer__open_dated=True, showing__ends_at=EVENING + timedelta(days=9))))
    settings.SMS_PROVIDER = ""
    with pytest.raises(PhoneRefused, match="pas en service"):
        phone()


def test_a_number_is_withdrawn_at_once() -> None:
    booking = outing()
    given_ = phone(booking)
    phones.withdraw_number(given_, by=INES, at=BEFORE)
    phones.withdraw_number(given_, by=INES, at=BEFORE)
    assert not Phone.objects.exists()
    assert lines(booking)[0] == "a retiré un numéro donné pour le SMS de la veille"


# --- the text of the eve


def test_the_day_before_a_text_says_what_one_needs_and_names_no_one() -> None:
    booking = outing(showing=evening(showing__offer__title="Bérénice : l’été"))
    given_ = phone(booking)
    assert tasks_before.text_those_due(at=EVE) == 1
    text = Text.objects.get()
    assert text.number == "+33612345678"
    assert text.body == (
        "Demain, jeudi 3 décembre, à 20 h 30\n"
        "Bérénice : l'été\n"
        "Théatre d'Ivry\n"
        f"1 place du Marché, {booking.showing.place.commune.name}\n"
        "4 personnes\n"
        "Pour rentrer : bus 183, 23 h 10\n"
        f"Vous ne venez pas ? Dites-le ici : {short_links.address(given_.pk)}\n"
        "STOP pour ne plus rien recevoir."
    )
    for unsaid in (booking.relay.name, booking.relay.association.name, "Pont des Arts", booking.code):
        assert unsaid not in text.body
    assert text.segments <= 2
    assert lines(booking)[0] == "a envoyé le SMS de la veille"


def test_the_text_leaves_once_however_often_the_job_runs() -> None:
    phone()
    assert [tasks_before.text_those_due(at=EVE + timedelta(hours=hours)) for hours in range(3)] == [1, 0, 0]
    assert Text.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (EVE.replace(hour=10), 0),
        (EVE, 1),
        (EVE + timedelta(hours=8), 1),
        (EVENING - timedelta(hours=3), 1),
        (EVENING - timedelta(hours=1), 0),
        (EVENING + timedelta(hours=1), 0),
    ],
)
def test_a_number_given_late_is_texted_as_long_as_it_serves(at: datetime, number: int) -> None:
    phone()
    tasks_before.text_those_due(at=at)
    assert Text.objects.count() == number


def test_on_an_island_eleven_o_clock_is_that_of_the_island() -> None:
    showing = evening()
    showing.offer.venue.commune = VenueFactory(commune__insee="97411", commune__department__code="974").commune
    showing.offer.venue.save()
    phone(outing(showing=showing))
    assert tasks_before.text_those_due(at=datetime(2026, 12, 2, 6, 50, tzinfo=UTC)) == 0
    assert tasks_before.text_those_due(at=datetime(2026, 12, 2, 7, 10, tzinfo=UTC)) == 1


def test_nothing_leaves_for_what_is_cancelled() -> None:
    booking = outing()
    phone(booking)
    bookings.cancel(booking, by=INES, at=BEFORE)
    assert tasks_before.text_those_due(at=EVE) == 0


def test_when_no_text_can_leave_the_referent_is_told_to_call() -> None:
    booking = outing()
    ines = referent(booking).user
    phone(booking)
    messaging.receive(provider_id="SM1", number="+33612345678", body="STOP", at=BEFORE)
    tasks_before.text_those_due(at=EVE)
    assert not Text.objects.exists()
    (mail,) = Message.objects.filter(kind="outings.not_texted")
    assert mail.to == ines.email
    assert "06 .. .. .. 78" in mail.text
    assert "12 34 56" not in mail.text
    assert tasks_before.text_those_due(at=EVE + timedelta(hours=1)) == 0


def test_a_text_that_did_not_arrive_is_told_to_the_referent() -> None:
    booking = outing()
    referent(booking)
    phone(booking)
    tasks_before.text_those_due(at=EVE)
    messaging.give_up_text(Text.objects.get().pk, error="twilio 400, 21211", at=EVE)
    assert Message.objects.filter(kind="outings.not_texted").count() == 1
    assert lines(booking)[0] == "n'a pas pu envoyer le SMS de la veille"


def test_whoever_answers_in_words_gets_the_link_again_once(jobs: Jobs) -> None:
    given_ = phone()
    tasks_before.text_those_due(at=EVE)
    for number in range(3):
        messaging.receive(
            provider_id=f"SM{number}", number="+33612345678", body="Je ne viens pas", at=EVE + timedelta(hours=number)
        )
    jobs.run("messaging.tell_of_reply")
    text = Text.objects.get(kind=notices_before.HOW_TO_TELL)
    assert short_links.address(given_.pk) in text.body
    assert text.segments <= 2


def test_whoever_answers_and_expects_nothing_gets_nothing(jobs: Jobs) -> None:
    phone()
    messaging.receive(provider_id="SM1", number="+33756789012", body="Qui est-ce ?", at=EVE)
    messaging.receive(provider_id="SM2", number="+33612345678", body="avant le SMS", at=EVE)
    jobs.run("messaging.tell_of_reply")
    assert not Text.objects.exists()


# --- what changes


def test_a_date_that_moves_is_said_by_text_and_the_eve_is_another_one(jobs: Jobs) -> None:
    booking = outing()
    given_ = phone(booking)
    tasks_before.text_those_due(at=EVE)
    later = EVENING + timedelta(days=7)
    programme.move_showing(booking.showing, starts_at=later, ends_at=None, by=INES, at=EVE + timedelta(hours=1))
    assert "outings.text_moved" in [job.name for job in jobs.waiting()]
    before.text_moved(given_, by=JOB, at=EVE + timedelta(hours=2))
    moved = Text.objects.get(kind="outings.moved")
    assert "Attention, la sortie change : Bérénice\nMaintenant : jeudi 10 décembre à 20 h 30" in moved.body
    assert short_links.address(given_.pk) in moved.body
    assert tasks_before.text_those_due(at=EVE + timedelta(hours=3)) == 0
    assert tasks_before.text_those_due(at=EVE + timedelta(days=7)) == 1


def test_a_date_that_moves_within_the_eve_is_said_once(jobs: Jobs) -> None:
    given_ = phone()
    programme.move_showing(
        given_.booking.showing, starts_at=EVENING + timedelta(hours=1), ends_at=None, by=INES, at=EVE
    )
    before.text_moved(given_, by=JOB, at=EVE)
    assert tasks_before.text_those_due(at=EVE) == 0
    assert Text.objects.count() == 1


def test_a_date_called_off_is_said_by_text_and_the_number_is_erased(jobs: Jobs) -> None:
    booking = outing()
    given_ = phone(booking)
    programme.cancel_showing(booking.showing, reason="artiste malade", by=INES, at=EVE)
    jobs.run("bookings.tell_of_cancelled_date")
    text = Text.objects.get()
    assert text.body.startswith("La sortie est annulée : Bérénice, jeudi 3 décembre à 20 h 30.\nNe vous déplacez pas.")
    assert "malade" not in text.body
    given_.refresh_from_db()
    assert (given_.number, given_.digest) == ("", "")
    assert before.call_off(booking, by=JOB, at=EVE) == []
    assert Text.objects.count() == 1


def test_a_booking_that_its_relay_cancels_is_said_too(jobs: Jobs) -> None:
    given_ = phone()
    bookings.cancel(given_.booking, by=INES, at=EVE)
    jobs.run("bookings.confirm_cancellation")
    assert Text.objects.get().body.startswith("Vos places ne sont plus réservées : Bérénice")


# --- « je ne peux pas venir »


def test_one_tap_gives_the_places_back_and_tells_the_referent(jobs: Jobs) -> None:
    booking = outing()
    ines = referent(booking).user
    given_ = phone(booking)
    give_back(booking, coming=0, phone=given_, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    booking.showing.allotment.refresh_from_db()
    assert booking.cancelled_at == EVE
    assert booking.showing.allotment.taken == 0
    (mail,) = Message.objects.filter(kind="outings.given_back")
    assert mail.to == ines.email
    assert mail.subject == "4 places en moins : Bérénice, jeudi 3 décembre à 20 h 30"
    assert "elle ne vient pas" in mail.text
    told = Entry.objects.about(booking)[0]
    assert str(told.by_label) == "Une personne attendue, par le lien du SMS"
    jobs.run("bookings.confirm_cancellation")
    assert not Text.objects.exists()  # nobody is told what they have just said
    given_.refresh_from_db()
    assert given_.erased_at


def test_fewer_people_keep_their_places_and_the_others_go_back() -> None:
    booking = outing()
    given_ = phone(booking)
    give_back(booking, coming=3, phone=given_, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert (booking.places, booking.cancelled_at) == (3, None)
    give_back(booking, coming=1, phone=given_, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert booking.places == 1


def test_whoever_answers_for_two_frees_two_and_the_others_still_come() -> None:
    booking = outing()
    hers, his = phone(booking, people=2), phone(booking, HIS, people=2)
    give_back(booking, coming=0, phone=hers, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert (booking.places, booking.cancelled_at) == (2, None)
    give_back(booking, coming=0, phone=his, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert booking.cancelled_at == EVE


def test_the_same_answer_again_changes_nothing() -> None:
    booking = outing()
    given_ = phone(booking)
    for _ in range(3):
        give_back(booking, coming=2, phone=given_, by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert booking.places == 2
    assert Message.objects.filter(kind="outings.given_back").count() <= 1
    give_back(booking, coming=0, phone=given_, by=BY_TEXT, at=EVE)
    give_back(booking, coming=0, phone=given_, by=BY_TEXT, at=EVE)


@pytest.mark.parametrize("coming", [-1, 3, 5, 100000])
def test_what_was_given_back_is_not_taken_again_by_the_link(coming: int) -> None:
    booking = outing()
    given_ = phone(booking)
    give_back(booking, coming=2, phone=given_, by=BY_TEXT, at=EVE)
    with pytest.raises(GivingBackRefused, match="ne peuvent pas être reprises"):
        give_back(booking, coming=coming, phone=given_, by=BY_TEXT, at=EVE)


def test_once_it_has_begun_the_link_frees_nothing() -> None:
    booking = outing()
    given_ = phone(booking)
    with pytest.raises(GivingBackRefused, match="déjà commencé"):
        give_back(booking, coming=0, phone=given_, by=BY_TEXT, at=EVENING)


def test_what_is_cancelled_already_is_said() -> None:
    booking = outing()
    given_ = phone(booking)
    bookings.cancel(booking, by=INES, at=EVE)
    with pytest.raises(GivingBackRefused, match="ne sont plus réservées"):
        give_back(booking, coming=0, phone=given_, by=BY_TEXT, at=EVE)


def test_a_child_is_never_left_alone_by_who_leaves() -> None:
    booking = BookingFactory(showing=evening(), adults=1, from_6_to_11=3, booked_at=BEFORE)
    give_back(booking, coming=2, phone=phone(booking), by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert (booking.adults, booking.from_6_to_11) == (1, 1)


def test_nobody_but_workers_left_is_nobody() -> None:
    booking = BookingFactory(showing=evening(), adults=1, from_6_to_11=0, workers=1, outing="group", booked_at=BEFORE)
    give_back(booking, coming=0, phone=phone(booking), by=BY_TEXT, at=EVE)
    booking.refresh_from_db()
    assert booking.cancelled_at


def test_places_given_back_go_to_whoever_waits(jobs: Jobs) -> None:
    booking = outing(places=10)
    waiting = ReferentFactory(structure__association=booking.relay.association).structure
    two = Party(adults=2, outing=Outing.FAMILY)
    ask = bookings.wait(booking.showing, relay=waiting, party=two, by=INES, at=BEFORE - timedelta(hours=1))
    give_back(booking, coming=0, phone=phone(booking), by=BY_TEXT, at=BEFORE)
    assert [proposal.places for proposal in ask.proposals.all()] == [2]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_free_the_places_once() -> None:
    booking = outing()
    given_ = phone(booking, people=2)
    ready = threading.Barrier(4)

    def tap() -> None:
        ready.wait()
        try:
            give_back(Booking.objects.with_showing().get(pk=booking.pk), coming=0, phone=given_, by=BY_TEXT, at=EVE)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    booking.refresh_from_db()
    booking.showing.allotment.refresh_from_db()
    assert (booking.places, booking.showing.allotment.taken) == (2, 2)
    assert Message.objects.filter(kind="outings.given_back").count() == 1


# --- what does not stay


def test_numbers_are_erased_the_day_after_and_rows_a_month_later() -> None:
    given_ = phone()
    tasks_before.text_those_due(at=EVE)
    assert phones.erase_numbers(by=JOB, at=EVENING + timedelta(hours=3)) == 0
    tomorrow = datetime(2026, 12, 4, 0, 5, tzinfo=PARIS)
    assert phones.erase_numbers(by=JOB, at=tomorrow) == 1
    assert messaging.forget_numbers(at=tomorrow) == 1
    given_.refresh_from_db()
    assert (given_.sealed, given_.digest, given_.people) == (None, "", 4)
    assert Text.objects.get().number == ""
    phones.erase_numbers(by=JOB, at=tomorrow + timedelta(days=29))
    assert Phone.objects.exists()
    phones.erase_numbers(by=JOB, at=tomorrow + timedelta(days=31))
    assert not Phone.objects.exists()


# --- the short link


def test_a_short_link_is_read_back_and_costs_less_than_a_text() -> None:
    for number in (0, 1, 35, 36, 123456789):
        assert short_links.read(short_links.make(number)) == number
    assert len(short_links.make(10**6)) < 20


@given(st.integers(0, 10**9), st.integers(0, 30), st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz-"))
def test_a_link_with_one_sign_wrong_opens_nothing(number: int, where: int, sign: str) -> None:
    token = short_links.make(number)
    where %= len(token)
    wrong = token[:where] + sign + token[where + 1 :]
    assert wrong == token or short_links.read(wrong) is None


@pytest.mark.parametrize(
    "token", ["", "x", "1-", "-aaaaaaaaaaaa", "z" * 12 + "-aaaaaaaaaaaa", "1-AAAA", "1" * 400, "é"]
)
def test_what_is_no_link_opens_nothing(token: str) -> None:
    assert short_links.read(token) is None


def test_a_link_signed_by_a_key_of_before_still_opens(settings: Settings) -> None:
    token = short_links.make(12)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert short_links.read(token) == 12
    settings.SECRET_KEY_FALLBACKS = []
    assert short_links.read(token) is None


def test_a_text_never_says_who_invites(settings: Settings) -> None:
    given_ = phone()
    bodies = [notices_before.body_before(given_, at=EVE)]
    for write in (notices_before.text_moved, notices_before.text_called_off):
        text = write(given_, at=EVE)
        assert text is not None
        bodies.append(text.body)
    relay = given_.booking.relay
    for body in bodies:
        for unsaid in (relay.name, relay.association.name, "Pont des Arts", "relais", "association"):
            assert unsaid not in body
