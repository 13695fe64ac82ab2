from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from pontdesarts.bookings import signals
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.tasks import send_lists_due
from pontdesarts.demo.camera import Mark
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Attachment
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import ClaimRefused
from pontdesarts.tally import lines, operations
from pontdesarts.tally.models import Page, Picture, Sheet, Tally
from pontdesarts.tally.reading import decoding, pictures, read
from pontdesarts.tally.rules import Kind, Read
from tests.bookings.factories import BookingFactory
from tests.programme.factories import AllotmentFactory
from tests.tally.factories import VENUE, TallyFactory, a_page, a_past_date, a_photo, a_sheet, parties
from tests.tally.papers import beside

pytestmark = pytest.mark.django_db
NADIA = Actor(label="Nadia, équipe")


def send(showing, *contents: bytes) -> Tally:
    return operations.send(showing, contents, by=VENUE, at=timezone.now())


def said_of(tally: Tally) -> dict[str, tuple[Kind, int | None]]:
    return {line.booking.code: (line.kind, line.verdict.count) for line in lines.of_reading(tally)}


# --- sheets


def test_the_same_list_printed_twice_is_the_same_sheet_and_a_changed_one_is_another() -> None:
    showing = a_past_date()
    parties(showing, 2, 3)
    first = a_sheet(showing)
    assert a_sheet(showing) == first
    BookingFactory(showing=showing)
    assert a_sheet(showing) != first
    assert first.rows == Sheet.objects.get(pk=first.pk).rows
    assert [entry.verb for entry in Entry.objects.about(showing)] == ["tally.printed"] * 2


def test_the_list_that_is_mailed_can_be_read_back() -> None:
    showing = AllotmentFactory(places=20).showing
    booking = BookingFactory(showing=showing)
    assert [sent.showing for sent in send_lists_due(at=showing.starts_at - timedelta(hours=48))] == [showing]
    sheet = Sheet.objects.get()
    assert sheet.rows == [[booking.code, 4]]
    mailed = bytes(Attachment.objects.get(content_type="application/pdf").content)
    (page,) = pictures(mailed)
    assert read(page, lambda identity: sheet.places if identity == sheet.identity else None).number == 1


def test_a_list_of_nobody_has_no_identity() -> None:
    showing = AllotmentFactory().showing
    answers = signals.list_leaves.send(type(showing), showing=showing, guests=[], at=timezone.now())
    assert [answer for _, answer in answers] == [""]
    assert not Sheet.objects.exists()


# --- photos


def test_a_photo_is_read_by_a_job_which_claims_nothing_and_keeps_no_bytes(jobs) -> None:
    showing = a_past_date()
    first, second, third = parties(showing, 2, 4, 3)
    tally = send(showing, a_photo(a_sheet(showing), {first: 2, second: 3}))
    assert jobs.run("tally.read") == ["tally.read"]
    picture = Picture.objects.get()
    assert (picture.content, picture.sentence) == (None, "")
    assert said_of(tally) == {
        third.code: (Kind.BLANK, None),
        first.code: (Kind.SURE, 2),
        second.code: (Kind.SURE, 3),
    }
    assert not Claim.objects.exists()
    assert set(Booking.objects.values_list("came", flat=True)) == {None}
    assert [entry.sentence for entry in Entry.objects.about(showing)][:2] == [
        "a lu 1 page de la liste cochée",
        "a envoyé 1 photo de la liste cochée",
    ]


def test_the_same_photo_sent_twice_is_one(jobs) -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    content = a_photo(a_sheet(showing), {booking: 2})
    tally = send(showing, content, content)
    assert send(showing, content) == tally
    jobs.run()
    assert (Picture.objects.count(), Page.objects.count()) == (1, 1)
    operations.save(tally, {booking.pk: 2}, by=VENUE, at=timezone.now())
    again = send(showing, content)
    assert again == tally
    assert again.ended_at
    assert not jobs.waiting()


def test_a_list_of_yesterday_is_read_with_its_rows_whatever_was_booked_since(jobs) -> None:
    showing = a_past_date()
    first, second = parties(showing, 2, 4)
    sheet = a_sheet(showing)
    late = BookingFactory(showing=showing)
    Booking.objects.filter(pk=second.pk).update(places=3, adults=3)
    tally = send(showing, a_photo(sheet, {first: 2, second: 4}))
    jobs.run()
    assert said_of(tally) == {
        second.code: (Kind.DOUBTFUL, 4),
        first.code: (Kind.SURE, 2),
        late.code: (Kind.UNREAD, None),
    }


def test_what_was_cancelled_since_is_asked_about_only_when_it_is_ticked(jobs) -> None:
    showing = a_past_date()
    first, second = parties(showing, 2, 2)
    sheet = a_sheet(showing)
    Booking.objects.update(cancelled_at=timezone.now())
    tally = send(showing, a_photo(sheet, {first: 2}))
    jobs.run()
    assert said_of(tally) == {first.code: (Kind.DOUBTFUL, 2)}
    assert second.code not in said_of(tally)


def test_a_sheet_of_another_date_or_of_another_association_says_nothing(jobs) -> None:
    showing, other = a_past_date(), a_past_date()
    parties(showing, 2)
    (theirs,) = parties(other, 2)
    a_sheet(showing)
    tally = send(showing, a_photo(a_sheet(other), {theirs: 2}))
    jobs.run()
    assert Picture.objects.get().sentence == "Cette feuille n'est pas une liste de cette date."
    assert not tally.pages.exists()
    assert theirs.code not in said_of(tally)


def test_a_page_that_is_missing_is_named_and_joins_the_others_when_it_comes(jobs) -> None:
    showing = a_past_date()
    made = parties(showing, *[2] * 16)
    sheet = a_sheet(showing)
    tally = send(showing, a_photo(sheet, {made[0]: 2}))
    jobs.run()
    assert lines.pages_missing(tally) == [2]
    assert send(showing, a_photo(sheet, {made[15]: 1}, page=2)) == tally
    jobs.run()
    assert lines.pages_missing(tally) == []
    assert said_of(tally)[made[15].code] == (Kind.SURE, 1)


def test_one_photo_that_is_refused_keeps_no_other_from_being_read(jobs) -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    good = a_photo(a_sheet(showing), {booking: 2})
    tally = send(showing, b"not a photo", beside(good, good), good)
    jobs.run()
    assert [bool(picture.sentence) for picture in tally.pictures.all()] == [True, True, False]
    assert said_of(tally)[booking.code] == (Kind.SURE, 2)


def test_a_reader_that_breaks_is_told_to_the_operator_and_to_whoever_sent(jobs, monkeypatch, caplog) -> None:
    showing = a_past_date()
    parties(showing, 2)
    monkeypatch.setattr(decoding.Image, "open", lambda *_, **__: 1 / 0)
    tally = send(showing, b"\xff\xd8 a photo that breaks the decoder")
    jobs.run()
    assert tally.pictures.get().sentence == "Cette photo n'a pas pu être lue."
    assert "could not be read" in caplog.text


def test_a_better_photo_of_the_same_page_takes_its_place_and_a_worse_one_does_not(jobs) -> None:
    showing = a_past_date()
    first, second = parties(showing, 2, 2)
    sheet = a_sheet(showing)
    tally = send(showing, a_photo(sheet, {first: 2, second: 2}, marks={second: Mark.SCRIBBLED}))
    jobs.run()
    assert said_of(tally)[second.code][0] is Kind.DOUBTFUL
    send(showing, a_photo(sheet, {first: 2, second: 1}))
    jobs.run()
    assert said_of(tally)[second.code] == (Kind.SURE, 1)
    send(showing, a_photo(sheet, {first: 1, second: 2}, marks={second: Mark.FILLED}))
    jobs.run()
    assert said_of(tally)[second.code] == (Kind.SURE, 1)
    assert tally.pages.count() == 1


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([], "Aucune photo"),
        ([b"%d" % each for each in range(13)], "13 fichiers"),
        ([bytes(31 * 1024 * 1024), bytes(31 * 1024 * 1024 + 1)], "trop lourds"),
    ],
)
def test_photos_that_cannot_be_are_refused(contents, said) -> None:
    showing = a_past_date()
    with pytest.raises(operations.PhotosRefused, match=said):
        send(showing, *contents)
    assert not Tally.objects.exists()


def test_a_list_comes_back_after_the_date_has_begun() -> None:
    with pytest.raises(operations.PhotosRefused, match="pas encore eu lieu"):
        send(AllotmentFactory(showing__starts_at=timezone.now() + timedelta(hours=1)).showing, b"photo")


def test_one_reading_is_open_at_a_time() -> None:
    tally = TallyFactory()
    with pytest.raises(IntegrityError):
        Tally.objects.create(showing=tally.showing, sent_at=timezone.now())


# --- saved


def a_reading(showing, came: dict[Booking, Read]) -> Tally:
    tally, sheet = TallyFactory(showing=showing), a_sheet(showing)
    rows = {code: row for row, (code, _) in enumerate(sheet.rows)}
    a_page(tally, sheet, {rows[booking.code]: read for booking, read in came.items()})
    Picture.objects.create(tally=tally, ordinal=1, digest="1", content=b"...", sent_at=tally.sent_at)
    return tally


def test_what_a_person_says_is_claimed_for_the_venue_and_the_photos_go() -> None:
    showing = a_past_date()
    first, second, third = parties(showing, 2, 4, 3)
    tally = a_reading(showing, {first: Read(2, True, 0.99)})
    operations.save(tally, {first.pk: 2, second.pk: 0, third.pk: None}, by=VENUE, at=timezone.now())
    claims = {claim.booking: (claim.source, claim.via, claim.came) for claim in Claim.objects.all()}
    assert claims == {first: ("venue", "photo", 2), second: ("venue", "photo", 0)}
    assert Booking.objects.get(pk=third.pk).came is None
    assert (Page.objects.get().picture, Picture.objects.get().content) == (None, None)
    entry = Entry.objects.about(showing)[0]
    assert entry.sentence == "a enregistré la liste cochée : 2 réservations, 1 sans réponse"
    assert entry.by_label == str(VENUE)


def test_a_double_click_saves_once() -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    tally = a_reading(showing, {booking: Read(2, True, 0.99)})
    operations.save(tally, {booking.pk: 2}, by=VENUE, at=timezone.now())
    with pytest.raises(operations.AlreadyEnded):
        operations.save(tally, {booking.pk: 1}, by=VENUE, at=timezone.now())
    assert Claim.objects.get().came == 2


def test_a_booking_of_another_date_is_never_claimed() -> None:
    showing = a_past_date()
    parties(showing, 2)
    (theirs,) = parties(a_past_date(), 2)
    operations.save(a_reading(showing, {}), {theirs.pk: 2}, by=VENUE, at=timezone.now())
    assert not Claim.objects.exists()


def test_what_is_refused_leaves_the_photos_where_they_were() -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    tally = a_reading(showing, {booking: Read(2, True, 0.99)})
    with pytest.raises(ClaimRefused):
        operations.save(tally, {booking.pk: 9999}, by=VENUE, at=timezone.now())
    assert Page.objects.get().picture
    assert Tally.objects.get().ended_at is None


def test_the_wrong_sheet_is_put_aside_and_says_nothing(jobs) -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    content = a_photo(a_sheet(showing), {booking: 2})
    tally = send(showing, content)
    operations.drop(tally, by=NADIA, at=timezone.now())
    jobs.run()
    assert not Claim.objects.exists()
    assert (Picture.objects.get().content, Page.objects.count()) == (None, 0)
    assert send(showing, content) != tally


def test_a_list_is_saved_by_hand_and_corrected() -> None:
    showing = a_past_date()
    first, second = parties(showing, 2, 12)
    operations.save_by_hand(showing, {first.pk: 1, second.pk: None}, by=NADIA, at=timezone.now())
    assert [line.said for line in lines.by_hand(showing)] == [1, None]
    operations.save_by_hand(showing, {first.pk: 2, second.pk: 11}, by=NADIA, at=timezone.now())
    assert [line.said for line in lines.by_hand(showing)] == [2, 11]
    assert set(Claim.objects.values_list("source", "via")) == {("venue", "page")}


# --- kept


def test_photos_go_after_seven_days_and_what_was_read_stays() -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    tally = a_reading(showing, {booking: Read(2, True, 0.99)})
    at = tally.sent_at + timedelta(days=7)
    assert operations.forget_pictures(at=at - timedelta(minutes=1)) == 0
    assert operations.forget_pictures(at=at) == 2
    assert (Page.objects.get().picture, Picture.objects.get().content) == (None, None)
    assert said_of(tally)[booking.code] == (Kind.SURE, 2)


def test_sheets_go_sixty_days_after_their_date() -> None:
    showing = a_past_date()
    (booking,) = parties(showing, 2)
    a_reading(showing, {booking: Read(2, True, 0.99)})
    end = showing.starts_at + timedelta(days=60)
    assert operations.forget_sheets(at=end) == 0
    assert operations.forget_sheets(at=end + timedelta(minutes=1)) > 0
    assert not Sheet.objects.exists()
    assert not Tally.objects.exists()
