"""The page of an offer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme import verbs
from pontdesarts.programme.models import Allotment, Offer, Showing
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory, VenueFactory

from .factories import AllotmentFactory, ShowingFactory
from .test_search import offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def association() -> Any:
    return AssociationFactory()


def page_of(user: Any, offer: Offer, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/sorties/{offer.pk}/{query}")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


@pytest.fixture
def referent(association: Any) -> Any:
    return ReferentFactory(structure=RelayFactory(association=association)).user


@pytest.fixture
def staff(association: Any) -> Any:
    return StaffRoleFactory(association=association).user


def test_a_date_that_may_be_booked_has_its_button(association: Any, referent: Any) -> None:
    showing = offered(association, "Bérénice", given={"places": 12, "taken": 2, "most_per_booking": 5})
    body = page_of(referent, showing.offer)
    assert f"/seances/{showing.pk}/reserver/" in body
    assert "10 places à réserver" in body
    assert "Réservation jusqu&#x27;au" in body
    assert "5 places au plus par réservation" in body
    assert "2 places au plus pour une sortie individuelle, 6 en famille, 10 en groupe." in body


@pytest.mark.parametrize("role, books", [("team", True), ("programmer", False), ("reader", False)])
def test_no_button_leads_to_a_refusal(association: Any, role: str, books: bool) -> None:
    showing = offered(association, "Bérénice")
    body = page_of(StaffRoleFactory(association=association, role=role).user, showing.offer)
    assert (f"/seances/{showing.pk}/reserver/" in body) is books


def test_dates_that_may_not_be_booked_say_why(association: Any, referent: Any) -> None:
    now = timezone.now()
    showing = offered(association, "Bérénice", given={"opens_at": now + timedelta(days=1)})
    closed = ShowingFactory(offer=showing.offer, starts_at=now + timedelta(days=4))
    AllotmentFactory(showing=closed, opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1))
    ShowingFactory(offer=showing.offer, starts_at=now + timedelta(days=5))
    called_off = ShowingFactory(
        offer=showing.offer, starts_at=now + timedelta(days=6), cancelled_at=now, cancel_reason="Artiste souffrant"
    )
    AllotmentFactory(showing=called_off, opens_at=now - timedelta(days=9))
    body = page_of(referent, showing.offer)
    assert "/reserver/" not in body
    for said in (
        "Réservation à partir du",
        "La réservation s&#x27;est terminée le",
        "Aucune place n&#x27;a encore été",
        "Annulée",
        "Artiste souffrant",
    ):
        assert said in body, said


def test_a_full_date_says_so_and_still_opens(association: Any, referent: Any) -> None:
    showing = offered(association, "Bérénice", given={"places": 4, "taken": 4})
    body = page_of(referent, showing.offer)
    assert "Complet" in body
    assert "Liste d'attente" in body


def test_past_dates_are_gone_and_their_absence_is_told(association: Any, referent: Any) -> None:
    showing = offered(association, "Bérénice")
    Showing.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    body = page_of(referent, showing.offer)
    assert "Aucune date à venir" in body
    assert "/reserver/" not in body


def test_access_of_the_venue_is_yes_no_or_unknown(association: Any, referent: Any) -> None:
    showing = offered(
        association,
        "Bérénice",
        venue__loop=True,
        venue__lift=False,
        venue__transport="Bus K, arrêt Mairie",
        venue__last_departure="23 h 40",
        venue__desk_instructions="Sonner à gauche",
    )
    body = page_of(referent, showing.offer)
    for said in ("oui", "non", "on ne sait pas", "Bus K, arrêt Mairie", "23 h 40", "Sonner à gauche"):
        assert said in body, said


def test_the_easy_summary_is_one_link_away(association: Any, referent: Any) -> None:
    showing = offered(association, "Bérénice", summary="Une tragédie.", falc_summary="C'est triste.")
    assert "Une tragédie." in page_of(referent, showing.offer)
    easy = page_of(referent, showing.offer, "?facile")
    assert "C&#x27;est triste." in easy
    assert "Une tragédie." not in easy


def test_another_venue_for_one_date_is_pointed_out(association: Any, referent: Any) -> None:
    showing = offered(association, "Bérénice")
    Showing.objects.update(venue=VenueFactory(association=association, name="Le Préau"))
    assert "Attention, autre lieu : Le Préau" in page_of(referent, showing.offer)


def test_the_journal_and_the_pen_are_for_those_who_may(association: Any, referent: Any, staff: Any) -> None:
    showing = offered(association, "Bérénice")
    by = Actor("Quelqu'un de l'équipe")
    journal.record(verbs.PUBLISHED, showing.offer, by=by, at=timezone.now())
    journal.record(verbs.PLACES_OFFERED, showing, by=by, at=timezone.now(), places="10 places")
    seen = page_of(staff, showing.offer)
    assert "Quelqu&#x27;un de l&#x27;équipe" in seen
    assert "10 places" in seen
    assert f"/offres/{showing.offer_id}/" in seen
    hidden = page_of(referent, showing.offer)
    assert "Quelqu&#x27;un" not in hidden
    assert "Journal" not in hidden
    assert "/offres/" not in hidden


def test_a_draft_is_for_those_who_write_it(association: Any, referent: Any, staff: Any) -> None:
    draft = offered(association, "Brouillon", published_at=None).offer
    assert page_of(referent, draft) == "404"
    assert "Ceci est un brouillon" in page_of(staff, draft)
    assert "/reserver/" not in page_of(staff, draft)


def test_a_withdrawn_offer_is_gone_for_referents(association: Any, referent: Any, staff: Any) -> None:
    offer = offered(association, "Retirée", withdrawn_at=timezone.now()).offer
    assert page_of(referent, offer) == "404"
    assert "Cette offre a été retirée" in page_of(staff, offer)


def test_the_offer_of_another_association_is_not_there(referent: Any, staff: Any) -> None:
    theirs = offered(AssociationFactory(), "Chez eux").offer
    assert page_of(referent, theirs) == "404"
    assert page_of(staff, theirs) == "404"


def test_the_page_asks_as_many_queries_for_many_dates(association: Any, staff: Any, queries_stay_flat: Any) -> None:
    showing = offered(association, "Bérénice")
    client = Client()
    client.force_login(staff)

    def grow() -> None:
        for day in range(1, 15):
            extra = ShowingFactory(offer=showing.offer, starts_at=showing.starts_at + timedelta(days=day))
            AllotmentFactory(showing=extra, opens_at=timezone.now())

    queries_stay_flat(lambda: client.get(f"/sorties/{showing.offer_id}/"), grow)
    assert Allotment.objects.count() == 15
    assert "5 dates de plus" in client.get(f"/sorties/{showing.offer_id}/").content.decode()
