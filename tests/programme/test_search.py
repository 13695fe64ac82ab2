"""« Sorties »: what a referent finds, and what nobody may find."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.programme.finding.criteria import Criteria, Sort
from pontdesarts.programme.finding.periods import Period
from pontdesarts.programme.finding.results import PER_PAGE, Found, new_offers
from pontdesarts.programme.finding.seeker import seeker
from pontdesarts.programme.models import Allotment, Showing
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.territory.factories import CommuneFactory, DepartmentFactory

from .factories import NOW, AllotmentFactory, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db
LIST = "/sorties/"


@pytest.fixture
def association() -> Any:
    return AssociationFactory()


@pytest.fixture
def referent(association: Any) -> Any:
    return ReferentFactory(structure=RelayFactory(association=association)).user


@pytest.fixture
def signed_in(referent: Any) -> Client:
    client = Client()
    client.force_login(referent)
    return client


def offered(
    association: Any, title: str, *, at: datetime | None = None, given: dict[str, Any] | None = None, **offer: Any
) -> Showing:
    """An offer of the association with one date that may be booked now, by the clock of the machine."""
    now = timezone.now()
    starts_at = at or now.replace(microsecond=0) + timedelta(days=12)
    made = OfferFactory(
        association=association,
        title=title,
        created_at=now - timedelta(days=30),
        **{"published_at": now - timedelta(days=20), **offer},
    )
    showing = ShowingFactory(offer=made, starts_at=starts_at)
    window = {"opens_at": now - timedelta(days=10), "closes_at": starts_at - timedelta(hours=1)}
    AllotmentFactory(showing=showing, **{**window, **(given or {})})
    return showing


def titles(user: Any, criteria: Criteria | None = None, at: datetime | None = None) -> list[str]:
    found = Found(seeker(user), criteria or Criteria(), at or timezone.now())
    return [result.offer.title for result in found.page(1)[0]]


# --- who sees what


def test_only_what_may_be_booked_is_found(association: Any, referent: Any) -> None:
    now = timezone.now()
    offered(association, "À réserver")
    offered(association, "Brouillon", published_at=None)
    offered(association, "Retirée", withdrawn_at=now - timedelta(days=1))
    offered(association, "Publiée demain", published_at=now + timedelta(days=1))
    offered(association, "Pas encore ouverte", given={"opens_at": now + timedelta(days=1)})
    offered(association, "Close", given={"closes_at": now - timedelta(hours=1)})
    offered(association, "Complète", given={"places": 4, "taken": 4})
    called_off = offered(association, "Annulée")
    Showing.objects.filter(pk=called_off.pk).update(cancelled_at=now)
    offered(association, "Passée", at=now - timedelta(hours=1), given={"closes_at": now + timedelta(days=1)})
    ShowingFactory(offer=OfferFactory(association=association, title="Sans places"), starts_at=now + timedelta(days=9))
    assert titles(referent) == ["À réserver"]


def test_the_offers_of_another_association_never_appear(association: Any, signed_in: Client, referent: Any) -> None:
    offered(association, "Chez nous")
    theirs = AssociationFactory()
    offered(theirs, "Chez eux")
    for query in ("", "?q=eux", "?complets=1", "?tri=distance", "?vue=carte", "?q=zzz&rayon=50"):
        body = signed_in.get(LIST + query).content.decode()
        assert "Chez eux" not in body, query
    assert titles(ReferentFactory(structure=RelayFactory(association=theirs)).user) == ["Chez eux"]


def test_a_post_that_ended_opens_nothing(association: Any, referent: Any) -> None:
    offered(association, "Chez nous")
    referent.referent_posts.update(ended_at=timezone.now())
    assert titles(referent) == []


def test_staff_sees_what_the_relays_see_and_no_draft(association: Any) -> None:
    offered(association, "À réserver")
    offered(association, "Brouillon", published_at=None)
    assert titles(StaffRoleFactory(association=association).user) == ["À réserver"]


def test_a_partner_finds_its_own_published_offers_only(association: Any) -> None:
    mine, other = offered(association, "La nôtre"), offered(association, "Une autre")
    coordinator = CoordinatorFactory(structure=mine.offer.partner).user
    assert titles(coordinator) == ["La nôtre"]
    assert other.offer.title not in titles(coordinator)


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get(LIST).status_code == 302


# --- filters


def test_places_together_are_asked_of_one_date(association: Any, referent: Any) -> None:
    offered(association, "Quatre", given={"places": 10, "taken": 6})
    showing = offered(association, "Deux fois deux", given={"places": 2})
    AllotmentFactory(
        showing=ShowingFactory(offer=showing.offer, starts_at=showing.starts_at + timedelta(days=1)),
        places=2,
        opens_at=timezone.now() - timedelta(days=1),
    )
    assert titles(referent, Criteria(places=3)) == ["Quatre"]


def test_what_is_full_is_shown_when_asked(association: Any, referent: Any) -> None:
    offered(association, "Complète", given={"places": 4, "taken": 4})
    assert titles(referent) == []
    assert titles(referent, Criteria(with_full=True)) == ["Complète"]


def test_the_next_date_is_the_first_that_fits_and_the_others_are_counted(association: Any, referent: Any) -> None:
    first = offered(association, "Bérénice", given={"places": 4, "taken": 4})
    dates = [first.starts_at + timedelta(days=n) for n in (1, 2, 3)]
    for at in dates:
        AllotmentFactory(showing=ShowingFactory(offer=first.offer, starts_at=at), opens_at=timezone.now())
    results, count = Found(seeker(referent), Criteria(), timezone.now()).page(1)
    assert count == 1
    assert (results[0].showing.starts_at, results[0].other_dates) == (dates[0], 2)


def test_a_period_keeps_dated_shows_that_begin_in_it_and_open_ones_that_overlap_it(
    association: Any, referent: Any
) -> None:
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    for title, day in (("Mercredi", 25), ("Samedi", 28), ("Lundi", 30)):
        offered(
            association,
            title,
            at=datetime(2026, 11, day, 20, 0, tzinfo=UTC),
            published_at=at - timedelta(days=9),
            given={"opens_at": at - timedelta(days=9)},
        )
    museum = OfferFactory(association=association, title="Musée", open_dated=True, booking_needed=False)
    ShowingFactory(offer=museum, starts_at=at - timedelta(days=60), ends_at=at + timedelta(days=60))
    ended = OfferFactory(association=association, title="Finie", open_dated=True, booking_needed=False)
    ShowingFactory(offer=ended, starts_at=at - timedelta(days=60), ends_at=at - timedelta(days=1))
    assert titles(referent, Criteria(period=Period.WEEK), at) == ["Mercredi", "Samedi", "Musée"]
    assert titles(referent, Criteria(period=Period.WEEKEND), at) == ["Samedi", "Musée"]
    monday = Criteria(period=Period.DATES, first=datetime(2026, 11, 30).date(), last=datetime(2026, 11, 30).date())
    assert titles(referent, monday, at) == ["Lundi", "Musée"]


def test_the_holidays_are_those_of_the_zone(association: Any, referent: Any) -> None:
    at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    for title, day in (("Avant", 10), ("Pendant", 28)):
        offered(
            association, title, at=datetime(2026, 12, day, 15, 0, tzinfo=UTC), published_at=NOW, given={"opens_at": NOW}
        )
    assert titles(referent, Criteria(period=Period.HOLIDAYS), at) == ["Pendant"]


def test_a_radius_measures_from_the_venue_of_the_date(association: Any, referent: Any) -> None:
    far = CommuneFactory(insee="94001", name="Loin", latitude=49.75, longitude=2.46)
    offered(association, "Ici")
    offered(association, "Loin", venue__commune=far)
    moved = offered(association, "Déplacée ici", venue__commune=far)
    Showing.objects.filter(pk=moved.pk).update(venue=VenueFactory(association=association))
    unknown = CommuneFactory(insee="94002", name="Quelque part", latitude=None, longitude=None)
    offered(association, "On ne sait où", venue__commune=unknown)
    assert sorted(titles(referent, Criteria(radius=10))) == ["Déplacée ici", "Ici"]
    assert sorted(titles(referent, Criteria())) == ["Déplacée ici", "Ici", "Loin", "On ne sait où"]


def test_a_point_in_the_corner_of_the_box_is_not_within_the_radius(association: Any, referent: Any) -> None:
    offered(association, "Au coin", venue__latitude=48.75 + 0.088, venue__longitude=2.46 + 0.134)
    offered(association, "Au bord", venue__latitude=48.75 + 0.088, venue__longitude=2.46)
    assert titles(referent, Criteria(radius=10)) == ["Au bord"]


def test_a_department_is_the_venue_s(association: Any, referent: Any) -> None:
    drome = DepartmentFactory(code="26", name="Drôme")
    offered(association, "Ici")
    offered(association, "En Drôme", venue__commune=CommuneFactory(insee="26362", name="Valence", department=drome))
    assert titles(referent, Criteria(department="26")) == ["En Drôme"]


def test_ages_must_all_fit(association: Any, referent: Any) -> None:
    offered(association, "Tout public")
    offered(association, "Dès 8 ans", age_from=8)
    offered(association, "De 1 à 5 ans", age_from=1, age_to=5)
    assert sorted(titles(referent, Criteria(ages=("0-5",)))) == ["De 1 à 5 ans", "Tout public"]
    assert sorted(titles(referent, Criteria(ages=("6-11",)))) == ["Dès 8 ans", "Tout public"]
    assert titles(referent, Criteria(ages=("0-5", "18"))) == ["Tout public"]


def test_access_is_met_by_the_show_or_by_the_venue_and_unknown_is_no_yes(association: Any, referent: Any) -> None:
    offered(association, "Séance en LSF", access=["lsf"])
    offered(association, "Accueil en LSF", venue__lsf=True)
    offered(association, "Salle à boucle", venue__loop=True)
    offered(association, "Salle sans boucle", venue__loop=False)
    offered(association, "Rien de dit")
    offered(association, "Fauteuils", venue__wheelchair_places=2)
    offered(association, "Aucun fauteuil", venue__wheelchair_places=0)
    assert titles(referent, Criteria(access=("lsf",))) == ["Séance en LSF"]
    assert titles(referent, Criteria(access=("loop",))) == ["Salle à boucle"]
    assert titles(referent, Criteria(access=("wheelchair",))) == ["Fauteuils"]
    assert titles(referent, Criteria(access=("wheelchair", "loop"))) == []


def test_disciplines_mediation_outdoors_and_language_narrow(association: Any, referent: Any) -> None:
    offered(association, "Danse", discipline="danse", mediation="Rencontre avec la troupe")
    offered(association, "Match", discipline="sport_match", outdoors=True)
    offered(association, "Film muet", discipline="cinema", language_free=True)
    assert titles(referent, Criteria(families=("scene",))) == ["Danse"]
    assert sorted(titles(referent, Criteria(families=("scene",), discipline="sport_match"))) == ["Danse", "Match"]
    assert titles(referent, Criteria(mediation=True)) == ["Danse"]
    assert titles(referent, Criteria(outdoors=True)) == ["Match"]
    assert titles(referent, Criteria(language_free=True)) == ["Film muet"]


def test_typing_without_accents_finds(association: Any, signed_in: Client) -> None:
    offered(association, "Bérénice")
    offered(association, "Œdipe")
    assert "Bérénice" in signed_in.get(LIST, {"q": "BERENICE"}).content.decode()
    assert "Œdipe" in signed_in.get(LIST, {"q": "oedi"}).content.decode()


# --- order


def test_the_four_orders(association: Any, referent: Any) -> None:
    now = timezone.now()
    near, far = (
        {"venue__latitude": 48.75, "venue__longitude": 2.46},
        {"venue__latitude": 48.9, "venue__longitude": 2.46},
    )
    offered(
        association,
        "Tôt et loin",
        at=now + timedelta(days=3),
        published_at=now - timedelta(days=5),
        **far,
        given={"closes_at": now + timedelta(days=2), "opens_at": now - timedelta(days=5)},
    )
    offered(
        association,
        "Tard et près",
        at=now + timedelta(days=9),
        published_at=now - timedelta(days=2),
        **near,
        given={"closes_at": now + timedelta(days=1), "opens_at": now - timedelta(days=5)},
    )
    offered(
        association,
        "Entre deux",
        at=now + timedelta(days=5),
        published_at=now - timedelta(days=9),
        **far,
        given={"closes_at": now + timedelta(days=4), "opens_at": now - timedelta(days=1)},
    )
    assert titles(referent) == ["Tôt et loin", "Entre deux", "Tard et près"]
    assert titles(referent, Criteria(sort=Sort.DISTANCE)) == ["Tard et près", "Tôt et loin", "Entre deux"]
    assert titles(referent, Criteria(sort=Sort.NEWEST)) == ["Entre deux", "Tard et près", "Tôt et loin"]
    assert titles(referent, Criteria(sort=Sort.CLOSING)) == ["Tard et près", "Tôt et loin", "Entre deux"]


def test_an_offer_is_new_once_its_booking_opens(association: Any, referent: Any) -> None:
    now = timezone.now()
    offered(association, "Publiée hier", published_at=now - timedelta(days=1))
    offered(association, "Ouverte hier", given={"opens_at": now - timedelta(days=1)})
    offered(association, "Ancienne")
    found = new_offers(seeker(referent), Criteria(), since=now - timedelta(days=2), at=now)
    assert sorted(result.offer.title for result in found) == ["Ouverte hier", "Publiée hier"]


def test_a_new_date_of_an_old_offer_is_not_a_new_offer(association: Any, referent: Any) -> None:
    now = timezone.now()
    old = offered(association, "Ancienne")
    AllotmentFactory(
        showing=ShowingFactory(offer=old.offer, starts_at=now + timedelta(days=20)), opens_at=now - timedelta(hours=1)
    )
    assert new_offers(seeker(referent), Criteria(), since=now - timedelta(days=2), at=now) == []


# --- the page


def test_the_pages_follow_one_another_without_hole_or_double(association: Any, signed_in: Client) -> None:
    same_moment = timezone.now() + timedelta(days=9)
    for number in range(PER_PAGE + 4):
        offered(association, f"Offre {number:02d}", at=same_moment)
    seen = []
    for page in ("1", "2"):
        cards = signed_in.get(LIST, {"page": page}).context["cards"]
        seen += [card.offer.title for card in cards]
    assert sorted(seen) == [f"Offre {number:02d}" for number in range(PER_PAGE + 4)]
    assert len(signed_in.get(LIST, {"page": "99"}).context["cards"]) == 4
    for odd in ("0", "-1", "x", "9" * 40, "²"):
        assert signed_in.get(LIST, {"page": odd}).status_code == 200


@pytest.mark.parametrize("query", ["", "?q=offre&page=2", "?vue=carte", "?q=rien&rayon=5", "?ou=inconnue"])
def test_the_piece_is_the_same_piece_of_the_page(association: Any, signed_in: Client, query: str) -> None:
    for number in range(PER_PAGE + 1):
        offered(association, f"Offre {number}")
    whole = signed_in.get(LIST + query).content.decode()
    answer = signed_in.get(LIST + query, headers={"HX-Request": "true", "HX-Target": "results"})
    piece = answer.content.decode()
    assert "<html" not in piece
    assert piece.strip() in whole


def test_the_address_that_htmx_leaves_is_clean(signed_in: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    answer = signed_in.get(LIST, {"q": "danse", "quand": "", "ou": "", "du": "x", "page": "3"}, headers=headers)
    assert answer.headers["HX-Push-Url"] == "/sorties/?q=danse"
    assert signed_in.get(LIST, {"q": ""}, headers=headers).headers["HX-Push-Url"] == "/sorties/"


@pytest.mark.parametrize(
    "query", ["", "?q=offre&rayon=50", "?tri=distance", "?tri=recent&vue=carte", "?famille=scene&acces=loop"]
)
def test_the_page_asks_as_many_queries_for_many_rows(
    association: Any, signed_in: Client, query: str, queries_stay_flat: Any
) -> None:
    offered(association, "Offre", venue__loop=True)

    def grow() -> None:
        for number in range(3):
            showing = offered(association, f"Offre {number}", venue__loop=True)
            for day in (1, 2):
                extra = ShowingFactory(offer=showing.offer, starts_at=showing.starts_at + timedelta(days=day))
                AllotmentFactory(showing=extra, opens_at=timezone.now())

    assert queries_stay_flat(lambda: signed_in.get(LIST + query), grow) < 20


def test_the_count_is_a_sentence(association: Any, signed_in: Client) -> None:
    assert "Aucune sortie à réserver en ce moment." in signed_in.get(LIST).content.decode()
    offered(association, "Une")
    assert "1 sortie à réserver" in signed_in.get(LIST).content.decode()
    offered(association, "Deux")
    assert "2 sorties à réserver" in signed_in.get(LIST).content.decode()
    assert "2 sorties répondent à votre recherche" in signed_in.get(LIST, {"places": 2}).content.decode()


def test_an_empty_page_says_what_to_relax_and_how_much_it_brings(association: Any, signed_in: Client) -> None:
    offered(association, "Danse", discipline="danse")
    offered(association, "Théâtre")
    answer = signed_in.get(LIST, {"famille": "scene", "plein_air": "on"})
    assert [(way["label"], way["said"]) for way in answer.context["advice"]] == [("en plein air", "2 sorties")]
    assert 'href="/sorties/?famille=scene"' in answer.content.decode()
    nothing = signed_in.get(LIST, {"q": "zzz", "plein_air": "on", "mediation": "on"})
    assert nothing.context["advice"] == []


def test_advice_counts_only_what_the_person_may_book(association: Any, signed_in: Client) -> None:
    offered(AssociationFactory(), "Ailleurs", outdoors=False)
    assert signed_in.get(LIST, {"plein_air": "on"}).context["advice"] == []


def test_an_error_stands_beside_its_results(association: Any, signed_in: Client) -> None:
    offered(association, "Danse", discipline="danse")
    offered(association, "Match", discipline="sport_match")
    body = signed_in.get(LIST, {"ou": "Trifouillis", "famille": "sport"}).content.decode()
    assert "Aucune commune ne s&#x27;appelle « Trifouillis »" in body
    assert "Match" in body
    assert 'value="Trifouillis"' in body
    assert ">Danse</a>" not in body


def test_the_map_counts_what_is_on_at_each_place(association: Any, signed_in: Client) -> None:
    hall = VenueFactory(association=association, name="La Halle")
    only = offered(association, "Seule", venue=VenueFactory(association=association, name="Le Préau"))
    offered(association, "Une", venue=hall)
    offered(association, "Deux", venue=hall)
    lost = CommuneFactory(insee="94002", name="Quelque part", latitude=None, longitude=None)
    offered(
        association, "Sans lieu connu", venue=VenueFactory(association=association, name="Nulle part", commune=lost)
    )
    points = {point["title"]: point for point in signed_in.get(LIST, {"vue": "carte"}).context["points"]}
    assert {title: point["detail"] for title, point in points.items()} == {
        "La Halle": "2 sorties",
        "Le Préau": "1 sortie",
    }
    assert points["Le Préau"]["href"] == reverse("programme:detail", args=[only.offer_id])
    assert "leaflet" not in signed_in.get(LIST).content.decode()


def test_the_distance_is_said_from_the_relay(association: Any, signed_in: Client) -> None:
    offered(association, "Ici", venue__name="Le Préau")
    assert "Le Préau, Valenton, à moins de 1 km" in signed_in.get(LIST).content.decode()


def test_places_left_are_said(association: Any, signed_in: Client) -> None:
    offered(association, "Beaucoup", given={"places": 12, "taken": 2})
    offered(association, "Peu", given={"places": 12, "taken": 11})
    offered(association, "Plus du tout", given={"places": 2, "taken": 2})
    body = signed_in.get(LIST, {"complets": "on"}).content.decode()
    assert "10 places à réserver" in body
    assert "Plus que 1 place" in body
    assert "Complet" in body


def test_an_offer_without_booking_is_found_without_places(association: Any, signed_in: Client) -> None:
    offer = OfferFactory(association=association, title="Musée", open_dated=True, booking_needed=False)
    now = timezone.now()
    ShowingFactory(offer=offer, starts_at=now - timedelta(days=30), ends_at=now + timedelta(days=30))
    assert not Allotment.objects.exists()
    for query in ("", "?tri=recent", "?tri=bientot", "?tri=distance", "?places=30"):
        body = signed_in.get(LIST + query).content.decode()
        assert "Entrée libre, sans réservation" in body, query
        assert "jusqu&#x27;au" in body
