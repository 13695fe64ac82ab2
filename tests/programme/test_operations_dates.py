"""Dates and places: rows, journal, signals."""

from datetime import UTC, datetime, timedelta

import pytest

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.programme import operations, signals
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.programme.operations import Places, Slot
from tests.network.factories import VenueFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db

BY = Actor(label="Camille Martin")
THURSDAY = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(thing) -> list[str]:
    return [entry.sentence for entry in Entry.objects.about(thing)]


@pytest.fixture
def heard():
    """What upper floors hear of dates."""
    found = []

    def listen(signal, sender, **said):
        found.append((signal, said))

    for signal in (signals.showing_moved, signals.showing_cancelled):
        signal.connect(listen)
    yield found
    for signal in (signals.showing_moved, signals.showing_cancelled):
        signal.disconnect(listen)


def add(offer, *slots) -> list[Showing]:
    return operations.add_showings(offer, slots=slots, by=BY, at=NOW)


def give(*showings, places=10, **more) -> list[Allotment]:
    publishing = more.pop("publishing", False)
    given = Places(places, **more)
    return operations.offer_places(showings, given=given, by=BY, at=NOW, publishing=publishing)


# --- dates


def test_dates_are_added_in_one_line_and_a_date_that_is_there_is_left_alone() -> None:
    offer = OfferFactory()
    add(offer, Slot(THURSDAY), Slot(THURSDAY + DAY, THURSDAY + DAY + HOUR))
    assert add(offer, Slot(THURSDAY)) == []
    assert offer.showings.count() == 2
    assert told(offer) == ["a ajouté 2 dates"]


@pytest.mark.parametrize("ends_at", [THURSDAY, THURSDAY - HOUR])
def test_a_date_that_ends_before_it_begins_adds_nothing(ends_at) -> None:
    offer = OfferFactory()
    with pytest.raises(operations.ShowingRefused, match="à 20\u00a0h\u00a030, la fin est avant le début"):
        add(offer, Slot(THURSDAY + DAY), Slot(THURSDAY, ends_at))
    assert offer.showings.count() == 0


def test_784_dates_are_a_season_and_801_are_too_many() -> None:
    offer = OfferFactory()
    assert len(add(offer, *(Slot(THURSDAY + n * HOUR) for n in range(784)))) == 784
    with pytest.raises(operations.ShowingRefused, match="800 dates au plus"):
        add(offer, *(Slot(THURSDAY - (n + 1) * HOUR) for n in range(17)))
    assert offer.showings.count() == 784


def test_784_dates_receive_places_with_as_many_queries_as_one(django_assert_max_num_queries) -> None:
    offer = OfferFactory()
    showings = add(offer, *(Slot(THURSDAY + n * HOUR) for n in range(784)))
    with django_assert_max_num_queries(12):
        give(*showings)
    assert Allotment.objects.count() == 784
    assert told(offer)[0] == "a offert 10 places à chacune des 784 dates"


def test_an_offer_withdrawn_or_without_fixed_date_takes_no_date() -> None:
    for offer in (OfferFactory(withdrawn_at=NOW), OfferFactory(open_dated=True)):
        with pytest.raises(operations.OfferRefused):
            add(offer, Slot(THURSDAY))


def test_a_period_has_one_showing_whose_booking_ends_with_it() -> None:
    offer = OfferFactory(published_at=None)
    first = operations.set_period(offer, starts_at=THURSDAY, ends_at=THURSDAY + 30 * DAY, by=BY, at=NOW)
    give(first)
    second = operations.set_period(offer, starts_at=THURSDAY, ends_at=THURSDAY + 40 * DAY, by=BY, at=NOW)
    offer.refresh_from_db()
    assert (first.pk, offer.open_dated) == (second.pk, True)
    assert Allotment.objects.get().closes_at == THURSDAY + 40 * DAY
    assert told(offer)[0] == "a fixé la période du 3 décembre au 12 janvier"
    operations.set_period(offer, starts_at=THURSDAY, ends_at=THURSDAY + 40 * DAY, by=BY, at=NOW)
    assert len(told(offer)) == 3  # the same again writes nothing


def test_a_period_does_not_replace_dates() -> None:
    offer = ShowingFactory().offer
    with pytest.raises(operations.ShowingRefused, match="a déjà des dates"):
        operations.set_period(offer, starts_at=THURSDAY, ends_at=THURSDAY + DAY, by=BY, at=NOW)


def test_a_moved_date_moves_its_closing_and_is_told_with_what_it_was(heard) -> None:
    allotment = AllotmentFactory(taken=3)
    showing, closed = allotment.showing, allotment.closes_at
    operations.move_showing(showing, starts_at=showing.starts_at + DAY, ends_at=None, by=BY, at=NOW)
    allotment.refresh_from_db()
    assert (allotment.closes_at, allotment.taken) == (closed + DAY, 3)
    assert [said["showing"].pk for signal, said in heard if signal is signals.showing_moved] == [showing.pk]
    assert heard[0][1]["before"] == f"jeudi 3 décembre à 20\u00a0h, {showing.offer.venue}"
    assert told(showing) == [f"a déplacé la date (jeudi 3 décembre à 20\u00a0h, {showing.offer.venue})"]


def test_a_date_moved_to_another_place_is_told_and_back_to_its_own_keeps_none(heard) -> None:
    showing = AllotmentFactory().showing
    elsewhere = VenueFactory(association=showing.offer.association)
    moved = operations.move_showing(showing, starts_at=showing.starts_at, ends_at=None, venue=elsewhere, by=BY, at=NOW)
    assert moved.venue == elsewhere
    back = operations.move_showing(
        showing, starts_at=showing.starts_at, ends_at=None, venue=showing.offer.venue, by=BY, at=NOW
    )
    assert back.venue is None
    assert len(heard) == 2


def test_a_date_moved_to_where_it_stands_disturbs_nobody(heard) -> None:
    showing = AllotmentFactory().showing
    operations.move_showing(showing, starts_at=showing.starts_at, ends_at=None, by=BY, at=NOW)
    assert (heard, told(showing)) == ([], [])


def test_a_new_end_is_written_and_disturbs_nobody(heard) -> None:
    showing = AllotmentFactory().showing
    ends_at = showing.starts_at + HOUR
    operations.move_showing(showing, starts_at=showing.starts_at, ends_at=ends_at, by=BY, at=NOW)
    showing.refresh_from_db()
    assert (showing.ends_at, heard) == (ends_at, [])


def test_a_date_does_not_move_onto_another_nor_into_the_past() -> None:
    showing = ShowingFactory()
    other = ShowingFactory(offer=showing.offer, starts_at=showing.starts_at + DAY)
    for starts_at in (other.starts_at, NOW - HOUR):
        with pytest.raises(operations.ShowingRefused):
            operations.move_showing(showing, starts_at=starts_at, ends_at=None, by=BY, at=NOW)


def test_a_cancelled_date_is_told_with_its_reason_once(heard) -> None:
    showing = AllotmentFactory().showing
    operations.cancel_showing(showing, reason="L'artiste est souffrant.", by=BY, at=NOW)
    with pytest.raises(operations.ShowingRefused, match="déjà annulée"):
        operations.cancel_showing(showing, reason="Encore.", by=BY, at=NOW)
    assert [said["reason"] for _, said in heard] == ["L'artiste est souffrant."]
    showing.refresh_from_db()
    assert (showing.cancelled_at, showing.cancel_reason) == (NOW, "L'artiste est souffrant.")
    assert told(showing) == ["a annulé la date : L'artiste est souffrant."]


def test_what_took_place_is_not_cancelled() -> None:
    showing = ShowingFactory(starts_at=NOW - DAY)
    with pytest.raises(operations.ShowingRefused, match="passée"):
        operations.cancel_showing(showing, reason="", by=BY, at=NOW)


def test_a_mistaken_date_of_a_draft_goes_and_one_that_relays_may_book_stays() -> None:
    draft = AllotmentFactory(showing__offer__published_at=None).showing
    assert operations.remove_showings(draft.offer, showings=[draft], by=BY, at=NOW) == 1
    assert told(draft.offer) == ["a retiré la date du jeudi 3 décembre à 20\u00a0h"]
    booked = AllotmentFactory().showing
    bare = ShowingFactory(offer=booked.offer, starts_at=THURSDAY + DAY)
    with pytest.raises(operations.ShowingRefused, match="Annulez cette date plutôt"):
        operations.remove_showings(booked.offer, showings=[bare, booked], by=BY, at=NOW)
    assert operations.remove_showings(booked.offer, showings=[bare], by=BY, at=NOW) == 1


def test_the_dates_of_another_offer_are_not_removed() -> None:
    mine, theirs = OfferFactory(published_at=None), ShowingFactory()
    assert operations.remove_showings(mine, showings=[theirs], by=BY, at=NOW) == 0
    assert Showing.objects.filter(pk=theirs.pk).exists()


# --- places


def test_booking_opens_now_and_closes_by_the_terms_of_the_offer() -> None:
    showing = ShowingFactory(offer__closes_hours=24)
    (allotment,) = give(showing, wheelchair_places=2, most_per_booking=4)
    assert (allotment.places, allotment.wheelchair_places, allotment.most_per_booking) == (10, 2, 4)
    assert (allotment.opens_at, allotment.closes_at) == (NOW, showing.starts_at - 24 * HOUR)
    assert told(showing.offer) == ["a offert 10 places pour jeudi 3 décembre à 20\u00a0h"]


def test_a_last_minute_gift_stays_open_until_an_hour_before() -> None:
    showing = ShowingFactory(starts_at=NOW + 10 * HOUR)
    (allotment,) = give(showing)
    assert allotment.closes_at == showing.starts_at - HOUR


def test_new_places_leave_what_is_taken_and_what_is_closed_alone() -> None:
    before = AllotmentFactory(taken=4, closes_at=NOW - HOUR)
    give(before.showing, places=6, closes_hours=1)
    before.refresh_from_db()
    assert (before.places, before.taken, before.closes_at) == (6, 4, NOW - HOUR)
    assert told(before.showing.offer) == ["a porté les places de 10 à 6 (jeudi 3 décembre à 20\u00a0h)"]


@pytest.mark.parametrize(
    ("before", "given", "said"),
    [
        ({"taken": 4}, {"places": 3}, "4 places sont déjà réservées"),
        ({"taken": 1}, {"places": 0}, "1 place est déjà réservée"),
        ({}, {"places": 3, "wheelchair_places": 4}, "plus de places pour fauteuil"),
        ({"wheelchair_places": 2, "wheelchair_taken": 2, "taken": 2}, {"places": 5}, "fauteuil sont déjà réservées"),
        ({}, {"places": 5, "closes_at": THURSDAY + DAY}, "se fermer avant la date"),
        ({}, {"places": 5, "opens_at": THURSDAY}, "se fermer avant la date"),
    ],
)
def test_places_that_do_not_stand_are_refused_for_every_date(before, given, said) -> None:
    fine = ShowingFactory()
    wrong = AllotmentFactory(showing__offer=fine.offer, showing__starts_at=THURSDAY + HOUR, **before)
    with pytest.raises(operations.PlacesRefused, match=said):
        give(fine, wrong.showing, **given)
    assert not Allotment.objects.filter(pk=fine.pk).exists()
    assert Allotment.objects.get(pk=wrong.pk).places == 10


@pytest.mark.parametrize(
    "showing", [{"cancelled_at": NOW}, {"starts_at": NOW - DAY}, {"offer__withdrawn_at": NOW}], ids=str
)
def test_a_date_over_cancelled_or_withdrawn_receives_nothing(showing) -> None:
    with pytest.raises(operations.PlacesRefused):
        give(ShowingFactory(**showing))


def test_the_dates_of_several_drafts_receive_places_and_enter_the_catalogue() -> None:
    one, two = ShowingFactory(offer__published_at=None), ShowingFactory(offer__published_at=None)
    give(one, two, publishing=True)
    for showing in (one, two):
        showing.offer.refresh_from_db()
        assert showing.offer.published_at == NOW
        assert told(showing.offer)[0] == "a publié l'offre"


def test_one_draft_without_a_place_to_go_to_stops_them_all_and_is_named() -> None:
    fine = ShowingFactory(offer__published_at=None)
    lost = ShowingFactory(offer__published_at=None, offer__venue=None, offer__title="Sans lieu")
    with pytest.raises(operations.OfferRefused, match="« Sans lieu » : Il manque le lieu"):
        give(fine, lost, publishing=True)
    assert Allotment.objects.count() == 0


def test_each_date_may_have_its_own_places() -> None:
    showing = ShowingFactory()
    other = ShowingFactory(offer=showing.offer, starts_at=THURSDAY + DAY)
    given = {showing.pk: Places(10), other.pk: Places(4)}
    values = {"voucher_mode": "code", "most_family": 4}
    operations.settle_places(showing.offer, values=values, given=given, by=BY, at=NOW)
    assert [a.places for a in Allotment.objects.order_by("showing__starts_at", "pk")] == [10, 4]
    assert told(showing.offer)[0] == "a offert 14 places pour 2 dates"
    showing.offer.refresh_from_db()
    assert showing.offer.terms.most_family == 4


def test_the_places_of_another_offer_are_not_settled() -> None:
    mine, theirs = ShowingFactory(), ShowingFactory()
    operations.settle_places(mine.offer, values={}, given={theirs.pk: Places(4)}, by=BY, at=NOW)
    assert Allotment.objects.count() == 0
