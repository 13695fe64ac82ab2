"""What other associations open is found: near by without asking, everywhere when asked, never more than it says."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.programme.finding.criteria import NEXT_DOOR_KM, Criteria, Reach, Sort
from pontdesarts.programme.finding.results import Found
from pontdesarts.programme.finding.seeker import seeker
from pontdesarts.programme.models import Allotment, Offer, Showing
from pontdesarts.territory.rules import Point, distance_km
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.territory.factories import CommuneFactory, DepartmentFactory

from .factories import AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db
HERE = Point(48.745, 2.470)
NEAR = {"latitude": 48.80, "longitude": 2.47}  # 6 km
FAR = {"latitude": 44.93, "longitude": 4.89}  # Valence


@pytest.fixture
def association() -> Any:
    return AssociationFactory(name="Passerelle d'ici")


@pytest.fixture
def theirs() -> Any:
    return AssociationFactory(name="Passerelle d'à côté")


@pytest.fixture
def referent(association: Any) -> Any:
    relay = RelayFactory(association=association, latitude=HERE.latitude, longitude=HERE.longitude)
    return ReferentFactory(structure=relay).user


def offered(
    association: Any, title: str, place: dict[str, float], *, share: int = 4, days: int = 9, **more: Any
) -> Any:
    """Published, with ten places, of which ``share`` for the neighbours when the offer is open to them."""
    now = timezone.now()
    opened = {"neighbours_allowed_at": now - timedelta(days=1)} if share else {}
    offer = OfferFactory(
        association=association,
        title=title,
        venue=VenueFactory(association=association, **place),
        **{"published_at": now - timedelta(days=3), **opened, **more},
    )
    showing = ShowingFactory(offer=offer, starts_at=now.replace(microsecond=0) + timedelta(days=days))
    AllotmentFactory(showing=showing, places=10, opens_at=now - timedelta(days=2), neighbour_places=share)
    return showing


def titles(user: Any, **criteria: Any) -> list[str]:
    found = Found(seeker(user), Criteria(**criteria), timezone.now())
    return [result.offer.title for result in found.page(1)[0]]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- who sees what


def test_near_by_is_found_without_asking_and_far_away_when_asked(association: Any, theirs: Any, referent: Any) -> None:
    offered(association, "Chez nous", NEAR, share=0)
    offered(theirs, "À côté", NEAR, days=10)
    offered(theirs, "Loin", FAR, days=11)
    offered(theirs, "Gardée", NEAR, share=0)
    assert titles(referent) == ["Chez nous", "À côté"]
    assert titles(referent, reach=Reach.HOME) == ["Chez nous"]
    assert titles(referent, reach=Reach.NETWORK) == ["Chez nous", "À côté", "Loin"]
    assert titles(referent, reach=Reach.OPEN) == ["À côté", "Loin"]


def test_near_by_is_around_the_town_that_was_typed(theirs: Any, referent: Any) -> None:
    offered(theirs, "Loin", FAR)
    assert titles(referent) == []
    assert titles(referent, centre=Point(44.9, 4.9), radius=10) == ["Loin"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"withdrawn_at": timezone.now() - timedelta(days=1)},
        {"neighbours_allowed_at": None, "neighbours_proposed_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_a_draft_a_withdrawn_offer_or_a_mere_proposal_is_for_nobody_next_door(
    theirs: Any, referent: Any, hidden: dict[str, Any]
) -> None:
    showing = offered(theirs, "Secrète", NEAR, **hidden)
    assert titles(referent, reach=Reach.NETWORK) == []
    client = signed_in(referent)
    for address in ("/sorties/?chez=reseau", reverse("programme:national"), reverse("programme:national_export")):
        assert "Secrète" not in client.get(address).content.decode(), address
    if hidden.get("published_at") is None:
        assert not Offer.objects.visible_to(referent).exists()
        assert client.get(reverse("bookings:book", args=[showing.pk])).status_code == 404


def test_only_those_who_book_or_help_to_see_what_is_next_door(theirs: Any) -> None:
    offered(theirs, "À côté", NEAR)
    coordinator, nobody = CoordinatorFactory().user, ReferentFactory().user
    nobody.referent_posts.update(ended_at=timezone.now())
    gone = StaffRoleFactory(ended_at=timezone.now()).user
    for user in (coordinator, nobody, gone):
        assert not Offer.objects.visible_to(user).exists()
        assert not Showing.objects.visible_to(user).exists()
        assert titles(user, reach=Reach.NETWORK) == []
        assert signed_in(user).get(reverse("programme:national")).status_code in {302, 403}
    for role in StaffRole.Role:
        assert Offer.objects.visible_to(StaffRoleFactory(role=role).user).exists()


def test_what_is_next_door_is_read_and_never_edited(theirs: Any) -> None:
    showing = offered(theirs, "À côté", NEAR)
    direction = StaffRoleFactory(role=StaffRole.Role.DIRECTION).user
    assert not Offer.objects.editable_by(direction).exists()
    assert not Showing.objects.editable_by(direction).exists()
    client = signed_in(direction)
    body = client.get(reverse("programme:detail", args=[showing.offer_id])).content.decode()
    assert "Journal" not in body
    assert reverse("programme:manage_offer", args=[showing.offer_id]) not in body
    assert client.get(reverse("programme:manage_offer", args=[showing.offer_id])).status_code == 404
    assert client.get(reverse("bookings:list_of_showing", args=[showing.pk])).status_code == 404


# --- places


def test_a_neighbour_finds_what_is_left_of_its_share(theirs: Any, referent: Any) -> None:
    showing = offered(theirs, "À côté", NEAR, share=3)
    assert titles(referent, places=3) == ["À côté"]
    assert titles(referent, places=4) == []
    Allotment.objects.filter(pk=showing.pk).update(neighbour_taken=3, taken=3)
    assert titles(referent) == []
    assert titles(referent, with_full=True) == ["À côté"]
    assert titles(ReferentFactory(structure=RelayFactory(association=theirs)).user) == ["À côté"]


def test_the_card_says_who_proposes_it_and_how_many_places(theirs: Any, referent: Any) -> None:
    showing = offered(theirs, "À côté", NEAR, share=3)
    client = signed_in(referent)
    body = client.get("/sorties/").content.decode()
    assert "Proposée par Passerelle d&#x27;à côté" in body
    assert "Ouverte aux voisins : 3 places" in body
    assert "à 6 km" in body
    detail = client.get(reverse("programme:detail", args=[showing.offer_id])).content.decode()
    assert "Ouverte aux voisins : 3 places" in detail
    Allotment.objects.filter(pk=showing.pk).update(neighbour_taken=3, taken=3)
    assert (
        "Complet pour les voisins" in client.get(reverse("programme:detail", args=[showing.offer_id])).content.decode()
    )


def test_one_s_own_offers_open_to_neighbours_read_as_before(association: Any, referent: Any) -> None:
    offered(association, "Chez nous", NEAR)
    body = signed_in(referent).get("/sorties/").content.decode()
    assert "10 places à réserver" in body
    assert "Proposée par" not in body


def test_what_is_next_door_does_not_close_soon_on_my_desk(theirs: Any, referent: Any) -> None:
    offered(theirs, "À côté", NEAR, days=3)
    assert "à réserver avant deux jours" not in signed_in(referent).get(reverse("desk:home")).content.decode()


# --- distances


def test_by_distance_each_offer_is_where_it_is_nearest_then_soonest(association: Any, referent: Any) -> None:
    """The order that the database gives is the one that Python computes from the same points."""
    points = [(48.745 + 0.013 * ((7 * n) % 11), 2.47 + 0.021 * ((5 * n) % 7)) for n in range(14)]
    for number, (latitude, longitude) in enumerate(points):
        offered(association, f"Offre {number:02d}", {"latitude": latitude, "longitude": longitude}, days=3 + number % 5)
    lost = offered(association, "Sans lieu connu", NEAR, share=0)
    Offer.objects.filter(pk=lost.offer_id).update(venue=VenueFactory(association=association, commune=None))
    tour = Showing.objects.get(offer__title="Offre 03")
    nearer = VenueFactory(association=association, latitude=HERE.latitude, longitude=HERE.longitude)
    again = ShowingFactory(offer=tour.offer, starts_at=tour.starts_at + timedelta(days=20), venue=nearer)
    AllotmentFactory(showing=again, opens_at=timezone.now() - timedelta(days=1))
    found = Found(seeker(referent), Criteria(sort=Sort.DISTANCE), timezone.now())
    results = found.first(100)
    assert results[-1].offer.title == "Sans lieu connu"
    here, tour_result = seeker(referent).point, next(r for r in results if r.offer.title == "Offre 03")
    assert here is not None
    assert tour_result.showing == again
    assert tour_result.other_dates == 1

    def rank(result: Any) -> tuple[float, Any]:
        assert result.showing.place.point
        return distance_km(here, Point(*result.showing.place.point)), result.showing.starts_at

    assert [r.offer.title for r in results[:-1]] == [r.offer.title for r in sorted(results[:-1], key=rank)]
    assert found.page(2)[1] == len(results)
    assert [r.offer.title for r in found.page(1)[0] + found.page(2)[0]] == [r.offer.title for r in results]


def test_a_text_that_no_word_answers_has_no_distance_either(referent: Any) -> None:
    assert titles(referent, text="&&&", sort=Sort.DISTANCE) == []


@pytest.mark.parametrize("km", [0.0, NEXT_DOOR_KM - 0.2, NEXT_DOOR_KM + 0.2])
def test_next_door_ends_at_its_radius(theirs: Any, referent: Any, km: float) -> None:
    offered(theirs, "À côté", {"latitude": HERE.latitude + km / 111.195, "longitude": HERE.longitude})
    assert bool(titles(referent)) == (km <= NEXT_DOOR_KM)


# --- queries


@pytest.mark.parametrize("query", ["", "?tri=distance", "?chez=reseau&tri=distance", "?rayon=10"])
def test_the_number_of_queries_does_not_follow_the_number_of_offers(
    association: Any, theirs: Any, referent: Any, query: str, queries_stay_flat: Any
) -> None:
    client = signed_in(referent)
    offered(association, "Chez nous", NEAR)
    offered(theirs, "À côté", NEAR)

    def grow() -> None:
        for number in range(4):
            offered(association, f"Chez nous {number}", NEAR)
            offered(theirs, f"À côté {number}", NEAR)
            offered(AssociationFactory(), f"Plus loin {number}", NEAR)

    assert queries_stay_flat(lambda: client.get(f"/sorties/{query}"), grow) <= 14


# --- the national catalogue


def test_the_catalogue_holds_what_is_open_in_the_whole_network(association: Any, theirs: Any, referent: Any) -> None:
    offered(association, "Chez nous", NEAR)
    offered(theirs, "Loin", FAR)
    offered(theirs, "Gardée", NEAR, share=0)
    client = signed_in(referent)
    body = client.get(reverse("programme:national")).content.decode()
    assert "Chez nous" in body
    assert "Loin" in body
    assert "Gardée" not in body
    assert "2 sorties ouvertes aux voisins" in body
    assert "Proposée par Passerelle d&#x27;ici" in body


def test_the_catalogue_narrows_by_department_and_distance(theirs: Any, referent: Any) -> None:
    valence = CommuneFactory(insee="26362", department=DepartmentFactory(code="26", name="Drôme"))
    showing = offered(theirs, "Loin", FAR)
    showing.offer.venue.commune = valence
    showing.offer.venue.save()
    offered(theirs, "À côté", NEAR)
    page, client = reverse("programme:national"), signed_in(referent)
    by_department = client.get(page + "?departement=26").content.decode()
    assert "Loin" in by_department
    assert "À côté" not in by_department
    by_distance = client.get(page + "?rayon=10").content.decode()
    assert "Loin" not in by_distance
    assert "À côté" in by_distance
    sorted_by_distance = client.get(page + "?tri=distance").content.decode()
    assert sorted_by_distance.index("À côté") < sorted_by_distance.index("Loin")


def test_the_sheet_says_the_same_with_whom_to_call(theirs: Any, referent: Any) -> None:
    offered(theirs, "=1+1", NEAR, share=3)
    content = signed_in(referent).get(reverse("programme:national_export")).content.decode("utf-8-sig")
    (row,) = list(csv.DictReader(StringIO(content), delimiter=";"))
    assert row["Titre"] == "'=1+1"
    assert row["Association"] == "Passerelle d'à côté"
    assert row["Places pour les voisins"] == "3"
    assert row["Distance (km)"] == "6"


def test_an_empty_catalogue_says_what_it_will_hold(referent: Any) -> None:
    body = signed_in(referent).get(reverse("programme:national")).content.decode()
    assert "Rien n&#x27;est ouvert aux voisins en ce moment" in body


def test_a_filter_that_cannot_be_read_is_said_in_the_catalogue(theirs: Any, referent: Any) -> None:
    offered(theirs, "Loin", FAR)
    body = signed_in(referent).get(reverse("programme:national") + "?departement=zz&chez=chez-nous").content.decode()
    assert "pas pris en compte" in body
    assert "Loin" in body
