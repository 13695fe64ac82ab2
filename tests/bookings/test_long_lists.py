"""After years: what is to come is found whichever way it comes, and what is very long is not counted to its end."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.bookings import codes, rules
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.views import bookings
from pontdesarts.outings import listing
from pontdesarts.programme.models import Allotment
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import date_of, text
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import OfferFactory

pytestmark = pytest.mark.django_db


def past_bookings(relay, count: int) -> None:
    made = {"relay": relay, "showing": date_of(relay.association, days=-3), "booked_at": timezone.now()}
    Booking.objects.bulk_create(
        Booking(code=codes.make(), adults=1, places=1, outing="alone", **made) for _ in range(count)
    )


@pytest.mark.parametrize(("more", "said"), [(0, "100 sorties à raconter"), (1, "Plus de 100 sorties à raconter")])
def test_beyond_a_hundred_outings_to_tell_nobody_counts(client, more: int, said: str) -> None:
    post = ReferentFactory(structure=RelayFactory())
    past_bookings(post.structure, rules.MOST_TO_TELL + more)
    client.force_login(post.user)
    for page in ("desk:home", "bookings:list"):
        shown = text(client.get(reverse(page)))
        assert said in shown
        assert ("Plus de" in shown) == bool(more)


def test_what_one_books_at_a_neighbour_s_is_among_the_bookings_to_come(client) -> None:
    post = ReferentFactory(structure=RelayFactory())
    at_home = BookingFactory(showing=date_of(post.structure.association), relay=post.structure)
    showing = date_of(AssociationFactory(), neighbour_places=6)
    next_door = BookingFactory(showing=showing, relay=post.structure)
    Allotment.objects.filter(pk=showing.pk).update(neighbour_taken=next_door.places)
    somebody_else_s = BookingFactory(showing=showing, relay=RelayFactory())
    client.force_login(post.user)
    shown = text(client.get(reverse("bookings:list")))
    assert [booking.code in shown for booking in (at_home, next_door, somebody_else_s)] == [True, True, False]


def test_who_is_of_a_team_and_of_a_venue_reads_the_lists_of_both_once_soonest_first(client) -> None:
    association, elsewhere = AssociationFactory(), AssociationFactory()
    user = StaffRoleFactory(association=association).user
    of_both = PartnerFactory(association=association)
    of_the_team, venue = PartnerFactory(association=association), PartnerFactory(association=elsewhere)
    for structure in (of_both, venue):
        CoordinatorFactory(user=user, structure=structure)
    for title, partner, days in (("Médée", of_both, 9), ("Phèdre", venue, 5), ("Andromaque", of_the_team, 7)):
        offer = OfferFactory(association=partner.association, partner=partner, title=title)
        BookingFactory(showing=date_of(partner.association, days=days, showing__offer=offer))
    other = OfferFactory(association=elsewhere, title="Britannicus")
    BookingFactory(showing=date_of(elsewhere, showing__offer=other))
    client.force_login(user)
    page = client.get(reverse("bookings:lists")).context["page"]
    assert [showing.offer.title for showing in page] == ["Phèdre", "Andromaque", "Médée"]
    assert [(showing.parties, showing.expected) for showing in page] == [(1, 4)] * 3


def test_a_past_of_years_is_numbered_up_to_a_limit_and_says_so(client, monkeypatch) -> None:
    monkeypatch.setattr(bookings, "MOST_GONE", 40)
    post = ReferentFactory(structure=RelayFactory())
    past_bookings(post.structure, 40)
    client.force_login(post.user)

    def past(page: int) -> str:
        return text(client.get(reverse("bookings:list"), {"vue": "passees", "page": page}))

    assert "40 réservations" in past(1)
    assert "Plus de 40" not in past(1)
    past_bookings(post.structure, 1)
    assert "Plus de 40 réservations : voici les plus récentes." in past(1)
    assert "Page 2 sur 2" in past(9)


def test_outings_to_tell_of_years_are_listed_up_to_a_limit_oldest_first(client, monkeypatch) -> None:
    monkeypatch.setattr(listing, "MOST_LISTED", 30)
    post = ReferentFactory(structure=RelayFactory())
    past_bookings(post.structure, 30)
    client.force_login(post.user)
    assert "Plus de" not in text(client.get(reverse("outings:to_tell")))
    oldest = BookingFactory(showing=date_of(post.structure.association, days=-9), relay=post.structure)
    shown = client.get(reverse("outings:to_tell"))
    assert "Plus de 30 sorties sans nouvelles" in text(shown)
    assert "Page 1 sur 2" in text(shown)
    assert shown.context["page"][0] == oldest
