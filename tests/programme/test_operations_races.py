"""Two people write the programme at the same moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F

from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.programme import operations
from pontdesarts.programme.models import Allotment, Offer
from pontdesarts.programme.operations import Places, PlacesRefused, Slot
from tests.bookings.test_races import at_once
from tests.network.factories import PartnerFactory
from tests.programme.factories import NOW, AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor(label="Camille Martin")


def test_two_clicks_at_once_enter_one_draft() -> None:
    partner, request_id = PartnerFactory(), uuid4()

    def enter() -> int:
        values = {"title": "Phèdre", "partner": partner}
        return operations.enter_offer(partner.association, values=values, by=BY, at=NOW, request_id=request_id).pk

    assert len(set(at_once(*[enter] * 6))) == 1
    assert Offer.objects.count() == 1


def test_two_clicks_at_once_publish_once() -> None:
    offer = ShowingFactory(offer__published_at=None).offer
    at_once(*[lambda: operations.publish(offer, by=BY, at=NOW)] * 6)
    assert Entry.objects.about(offer).count() == 1


def test_two_people_add_the_same_date_at_once_and_it_is_there_once() -> None:
    offer = OfferFactory()
    slot = Slot(NOW + timedelta(days=12))
    at_once(*[lambda: operations.add_showings(offer, slots=[slot], by=BY, at=NOW)] * 6)
    assert offer.showings.count() == 1


def test_two_people_give_places_to_a_date_at_once() -> None:
    showing = ShowingFactory()
    found = at_once(*[lambda: operations.offer_places([showing], given=Places(8), by=BY, at=NOW)] * 6)
    assert not [result for result in found if isinstance(result, Exception)]
    assert Allotment.objects.get().places == 8
    assert Entry.objects.about(showing.offer).count() == 1


def test_places_never_go_below_what_is_taken_at_the_same_moment() -> None:
    """A booking takes its places with a conditional update, as `bookings` does, while the venue takes some back."""
    allotment = AllotmentFactory(places=10, taken=0)

    def take() -> int:
        mine = Allotment.objects.filter(pk=allotment.pk, taken__lte=F("places") - 4)
        return mine.update(taken=F("taken") + 4)

    def reduce() -> object:
        return operations.offer_places([allotment.showing], given=Places(3), by=BY, at=NOW)

    took, reduced = at_once(take, reduce)
    allotment.refresh_from_db()
    assert allotment.taken <= allotment.places
    if took:
        assert isinstance(reduced, PlacesRefused)
    else:
        assert allotment.places == 3


def test_two_people_change_an_offer_at_once_and_the_second_is_told() -> None:
    offer = OfferFactory()

    def edit(title: str) -> object:
        return operations.edit_offer(offer, values={"title": title}, by=BY, at=NOW, revision=0)

    found = at_once(lambda: edit("Phèdre"), lambda: edit("Andromaque"))
    assert [type(result) for result in found].count(operations.OfferChanged) == 1


def test_a_link_asked_for_by_six_clicks_at_once_leaves_once() -> None:
    partner = PartnerFactory()
    at_once(*[lambda: operations.ask_link(partner, by=BY, at=NOW)] * 6)
    assert Message.objects.count() == 1
