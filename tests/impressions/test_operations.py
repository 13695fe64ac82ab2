from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from pontdesarts.impressions import documents, letters, operations, quoting
from pontdesarts.impressions.models import Letter, Thanks
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.outings.models import Impression, Voice
from pontdesarts.programme.models import Showing
from pontdesarts.statistics.models import Publication
from pontdesarts.statistics.operations import publish
from tests.associations.factories import AssociationFactory
from tests.network.factories import PartnerFactory
from tests.statistics.worlds import AT, DAY, EVENING, INES, went

pytestmark = pytest.mark.django_db
SEASON = letters.season(DAY).first.year


@pytest.fixture
def partner():
    return PartnerFactory(association=AssociationFactory(), name="La Halle", email="billetterie@halle.example")


def said(booking, line="Magnifique.", *, read: bool = True) -> Impression:
    felt = Impression.objects.create(booking=booking, showing=booking.showing, mood="happy", line=line, said_at=AT)
    return operations.moderate(felt, text=line, publish=True, by=INES, at=AT) if read else felt


def test_nothing_is_passed_on_before_the_team_has_read_it(partner) -> None:
    booking = went(partner.association, partner, 8)
    felt = said(booking, read=False)
    assert quoting.of_dates([booking.showing]) == []
    operations.moderate(felt, text="Très  beau.", publish=True, by=INES, at=AT)
    assert [quote.text for quote in quoting.of_dates([booking.showing])] == ["Très beau."]
    assert "publié" in Entry.objects.about(booking)[0].sentence


def test_words_of_fewer_than_five_people_are_not_passed_on(partner) -> None:
    booking = went(partner.association, partner, 4)
    said(booking)
    assert quoting.of_dates([booking.showing]) == []


def test_a_thank_you_repeats_no_words_of_fewer_than_five_people_whoever_came_on_other_dates(
    partner,
) -> None:
    few, many = went(partner.association, partner, 2), went(partner.association, partner, 8)
    Showing.objects.filter(pk=many.showing_id).update(offer=few.showing.offer)
    said(few, "À deux, c'était bien.")
    assert quoting.of_dates([few.showing]) == []
    season = letters.tell(partner, SEASON, at=AT)
    assert [quote.text for quote in season.quotes] == ["À deux, c'était bien."], "told of the whole show"


def test_a_letter_repeats_no_words_of_a_show_to_which_fewer_than_five_people_went_that_season(partner) -> None:
    few, before = (
        went(partner.association, partner, 2),
        went(partner.association, partner, 8, on=EVENING - timedelta(days=365)),
    )
    Showing.objects.filter(pk=before.showing_id).update(offer=few.showing.offer)
    said(few)
    assert letters.tell(partner, SEASON, at=AT).quotes == []


def test_words_kept_for_the_team_are_not_passed_on_and_may_be_published_later(partner) -> None:
    booking = went(partner.association, partner, 8)
    felt = said(booking)
    operations.moderate(felt, text=felt.text, publish=False, by=INES, at=AT)
    assert quoting.of_dates([booking.showing]) == []


def test_a_voice_is_erased_once_it_is_written_down_and_not_before(partner) -> None:
    felt = said(went(partner.association, partner, 8), line="", read=False)
    Voice.objects.create(impression=felt, content_type="audio/ogg", content=b"OggS", recorded_at=AT)
    with pytest.raises(operations.ModerationRefused):
        operations.moderate(felt, text=" ", publish=True, by=INES, at=AT)
    operations.moderate(felt, text="", publish=False, by=INES, at=AT)
    assert Voice.objects.exists(), "kept for the team, and not written down yet"
    operations.moderate(felt, text="On a chanté.", publish=True, by=INES, at=AT)
    assert not Voice.objects.exists()


def test_words_that_changed_meanwhile_are_read_again(partner) -> None:
    felt = said(went(partner.association, partner, 8), read=False)
    with pytest.raises(operations.ModerationRefused):
        operations.moderate(felt, text="x", publish=True, seen_at=AT - timedelta(hours=1), by=INES, at=AT)


def test_a_partner_is_thanked_once_with_numbers_and_words(partner, jobs) -> None:
    booking = went(partner.association, partner, 8, came=7)
    said(booking, "On a ri.")
    operations.thank(booking.showing, by=INES, at=AT)
    with pytest.raises(operations.ThanksRefused):
        operations.thank(booking.showing, by=INES, at=AT)
    mail = Message.objects.get(kind="impressions.thanks")
    assert mail.to == "billetterie@halle.example"
    assert "7 personnes sont venues, sur 8 places réservées" in mail.text.replace("\xa0", " ")
    assert "« On a ri. »" in mail.text
    assert Thanks.objects.count() == 1


def test_nobody_is_thanked_for_what_nobody_knows(partner) -> None:
    booking = went(partner.association, partner, 8, came=-1)
    with pytest.raises(operations.ThanksRefused):
        operations.thank(booking.showing, by=INES, at=AT)
    assert not Message.objects.exists()


def test_a_letter_tells_the_season_with_ages_of_settled_quarters_and_never_changes(partner, jobs) -> None:
    # before the season's first full quarter is settled, no age is told
    told = letters.tell(partner, SEASON, at=AT)
    assert (told.dates, told.first) == (0, None)
    booking = went(partner.association, partner, 8)
    said(booking)
    made = operations.send_letter(partner, year=SEASON, note="Merci à vous.", by=INES, at=AT)
    assert (made.content["bookings"], made.content["quotes"][0]["text"]) == (1, "Magnifique.")
    went(partner.association, partner, 6)
    with pytest.raises(operations.LetterRefused):
        operations.send_letter(partner, year=SEASON, note="", by=INES, at=AT)
    assert Letter.objects.get().content["bookings"] == 1
    mail = Message.objects.get(kind="impressions.letter")
    assert mail.attachments.get().content_type == "application/pdf"
    assert bytes(mail.attachments.get().content).startswith(b"%PDF")
    assert "Merci à vous." in mail.text


def test_ages_of_a_letter_are_those_that_settled_quarters_show(partner) -> None:
    quarter = letters.season(DAY)
    day = EVENING.replace(year=quarter.first.year, month=11, day=10)
    went(partner.association, partner, 9, on=day)
    at = day.replace(year=day.year + 1, month=2)
    publish(partner.association, day=day.date(), by=INES, at=at)
    told = letters.tell(partner, quarter.first.year, at=at)
    assert told.ages["adults"] == 9
    assert told.ages["under_6"] == 0


def test_the_quarters_taken_away_from_the_letter_leave_nothing_that_they_hide(partner) -> None:
    year = letters.season(DAY).first.year
    autumn, winter = EVENING.replace(year=year, month=11, day=10), EVENING.replace(year=year + 1, month=2, day=10)
    went(partner.association, partner, 9, on=autumn)
    went(partner.association, partner, 3, on=winter)
    at = winter.replace(month=5)
    shown = []
    for day in (autumn, winter):
        publish(partner.association, day=day.date(), by=INES, at=at)
        line = Publication.objects.get(first__lte=day.date(), last__gte=day.date()).line("partner", str(partner.pk))
        shown.append((line["booked"], line["used"]))
    assert shown == [(9, 9), (None, None)], "three people are hidden in winter"
    told = letters.tell(partner, year, at=at)
    assert (told.booked - 9, told.used - 9) == (0, 0), "the season less the autumn does not tell the winter"
    assert told.offered > 0
    assert told.settled == [f"quatrième trimestre {year}", f"premier trimestre {year + 1}"]
    assert documents.letter_pdf(told, note="", at=at).startswith(b"%PDF")


def test_a_partner_that_gave_nothing_has_no_letter(partner) -> None:
    with pytest.raises(operations.LetterRefused):
        operations.send_letter(partner, year=SEASON, note="", by=INES, at=AT)


def test_at_the_end_of_the_season_words_lose_their_booking_and_texts_stay(partner) -> None:
    felt = said(went(partner.association, partner, 8))
    season = letters.season(DAY)
    during = timezone.make_aware(datetime.combine(season.last, time()))
    assert operations.unlink_read(at=during) == 0
    assert operations.unlink_read(at=during + timedelta(days=2)) == 1
    felt.refresh_from_db()
    assert (felt.booking, felt.line, felt.text) == (None, "", "Magnifique.")


def test_who_read_and_wrote_is_forgotten_after_three_years_and_texts_after_five(partner, jobs) -> None:
    booking = went(partner.association, partner, 8)
    said(booking)
    operations.thank(booking.showing, by=INES, at=AT)
    operations.send_letter(partner, year=SEASON, note="", by=INES, at=AT)
    assert operations.forget_old(at=AT + timedelta(days=3 * 365 - 1)) == 0
    operations.forget_old(at=AT + timedelta(days=3 * 365 + 1))
    assert (Thanks.objects.get().to, Letter.objects.get().to) == ("", "")
    assert Impression.objects.exists()
    operations.forget_old(at=AT + timedelta(days=5 * 365 + 1))
    assert not Impression.objects.exists()
