"""The State's registry and its address base: off by default, asked over real HTTP, never trusted blindly."""

import json

import pytest
from django.urls import reverse

from pontdesarts.exchanges import operations, plans
from pontdesarts.exchanges.importing.planned import Kind
from pontdesarts.exchanges.models import Import
from pontdesarts.incoming.asking import NoAnswer
from pontdesarts.journal.actors import JOB
from pontdesarts.network import registry
from pontdesarts.network.models import Structure
from pontdesarts.territory import geocoding
from pontdesarts.territory.geocoding import Trust
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import StructureFactory
from tests.territory.factories import CommuneFactory

from .factories import AT, CENTRE, carried, csv, received
from .services import SIRET, Service, company, open_service, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(settings):
    with open_service() as service:
        settings.COMPANIES_URL = service.address
        yield service


@pytest.fixture
def addresses(settings):
    with open_service() as service:
        settings.ADDRESSES_URL = service.address
        yield service


@pytest.fixture
def here():
    CommuneFactory(insee="94074")
    return AssociationFactory()


def test_nothing_is_asked_unless_the_operator_names_the_services():
    assert not registry.may_ask() and not geocoding.may_ask()


def test_an_establishment_is_read_and_its_people_are_not(companies: Service):
    companies.answer = company()
    found = registry.find(SIRET)
    assert (found.name, found.address, found.postal_code) == ("LES TILLEULS", "20 RUE DES LILAS", "94460")
    assert (found.insee, found.rna, found.is_open) == ("94074", "W941234567", True)
    assert "DUPONT" not in repr(found) and companies.asked == [{"q": SIRET, "per_page": "1"}]


@pytest.mark.parametrize(("state", "is_open"), [("A", True), ("F", False)])
def test_a_closed_establishment_is_said_closed(companies: Service, state, is_open):
    companies.answer = company(state=state)
    assert registry.find(SIRET).is_open is is_open


@pytest.mark.parametrize("answer", [{"results": []}, {"results": [None]}, company(siret="73282932000075")])
def test_an_answer_about_another_is_none(companies: Service, answer):
    companies.answer = answer
    assert registry.find(SIRET) is None


@pytest.mark.parametrize(
    ("status", "answer", "headers"),
    [
        (500, {}, {}),
        (429, {}, {}),
        (302, {}, {"location": "http://127.0.0.1:1/"}),
        (200, b"<html>", {}),
        (200, [], {}),
        (200, b"[" * 100_000, {}),
        (200, b" " * 600_000, {}),
    ],
)
def test_what_is_no_answer_is_said_so(companies: Service, status, answer, headers):
    companies.status, companies.answer, companies.headers = status, answer, headers
    with pytest.raises(NoAnswer):
        registry.find(SIRET)


def test_a_service_that_is_away_is_said_so(settings):
    settings.COMPANIES_URL = "http://127.0.0.1:9/search"
    with pytest.raises(NoAnswer, match="ne répond pas"):
        registry.find(SIRET)


@pytest.mark.parametrize(
    ("score", "trust"),
    [(0.97, Trust.SURE), (0.8, Trust.SURE), (0.79, Trust.TO_READ), (0.5, Trust.TO_READ), (0.49, Trust.REFUSED)],
)
def test_the_score_says_what_to_do_with_a_position(addresses: Service, score, trust):
    addresses.answer = place(score)
    found = geocoding.locate("20 rue des Lilas", postal_code="94460", insee="94074")
    assert found.trust is trust and found.point.latitude == 48.752
    assert addresses.asked[0]["citycode"] == "94074"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (place(0.9, kind=None), True),
        (place(0.9, kind="municipality"), False),
        (place(0.9, citycode="75056"), False),
        ({"features": []}, False),
        ({"features": [{"properties": {}, "geometry": None}]}, False),
    ],
)
def test_the_middle_of_a_commune_or_another_one_is_no_address(addresses: Service, answer, found):
    addresses.answer = answer
    assert (geocoding.locate("20 rue des Lilas", insee="94074") is not None) is found


def test_the_form_is_filled_where_nothing_is_typed_and_nothing_is_saved(client, here, companies: Service):
    companies.answer = company()
    client.force_login(StaffRoleFactory(association=here).user)
    typed = {"fill": "siret", "siret": SIRET, "name": "Notre nom", "profiles": "relay"}
    page = client.post(reverse("network:admit", args=[here.slug]), typed)
    text = page.content.decode()
    assert 'value="Notre nom"' in text and 'value="20 RUE DES LILAS"' in text and 'value="W941234567"' in text
    assert "Relisez, puis enregistrez" in text and "DUPONT" not in text
    assert not Structure.objects.exists()


def test_a_closed_establishment_is_told_to_who_fills_a_form(client, here, companies: Service):
    companies.answer = company(state="F")
    known = StructureFactory(association=here, name=CENTRE, address="")
    client.force_login(StaffRoleFactory(association=here).user)
    page = client.post(reverse("network:describe", args=[known.pk]), {"fill": "siret", "siret": SIRET, "name": CENTRE})
    assert "cet établissement est fermé" in page.content.decode()
    known.refresh_from_db()
    assert known.address == ""


def test_without_a_service_there_is_no_button(client, here, companies: Service, settings):
    client.force_login(StaffRoleFactory(association=here).user)
    page = reverse("network:admit", args=[here.slug])
    assert "Remplir d" in client.get(page).content.decode()
    settings.COMPANIES_URL = ""
    assert "Remplir d" not in client.get(page).content.decode()


def test_a_service_that_fails_loses_nothing_of_what_was_typed(client, here, companies: Service):
    companies.status, companies.answer = 503, {}
    client.force_login(StaffRoleFactory(association=here).user)
    typed = {"fill": "siret", "siret": SIRET, "name": "Notre nom", "profiles": "relay"}
    text = client.post(reverse("network:admit", args=[here.slug]), typed).content.decode()
    assert 'value="Notre nom"' in text and "à la main" in text


def test_the_preview_takes_in_what_the_services_say(here, companies: Service, addresses: Service, monkeypatch):
    monkeypatch.setattr(registry, "A_SECOND", 10_000)
    companies.answer, addresses.answer = company(state="F"), place(0.62)
    waiting = received(
        here, csv((CENTRE, "", "94460", "Valenton", SIRET), ("Accueil", "20 rue des Lilas", "94460", "Valenton", ""))
    )
    looked = operations.look_up(waiting, by=JOB, at=AT)
    closed, placed = plans.plan_of(looked).lines
    assert closed.kind == Kind.REFUSED and "est fermé" in closed.reasons[0]
    carried(looked)
    made = Structure.objects.get()
    assert (made.latitude, made.point_score) == (48.752, 0.62) and placed.kind == Kind.NEW


def test_a_service_that_is_silent_is_asked_once_and_the_import_goes_on(here, companies: Service, addresses: Service):
    companies.status = addresses.status = 503
    rows = [(f"Accueil {n}", "20 rue des Lilas", "94460", "Valenton", "") for n in range(5)]
    looked = operations.look_up(received(here, csv(*rows)), by=JOB, at=AT)
    assert len(addresses.asked) == 1 and looked.looked_up["silent"] == ["La base des adresses a répondu 503."]
    assert plans.plan_of(looked).count(Kind.NEW) == 5


def test_the_people_who_lead_are_kept_nowhere(here, companies: Service):
    companies.answer = company()
    looked = operations.look_up(received(here, csv((CENTRE, "", "94460", "Valenton", SIRET))), by=JOB, at=AT)
    assert "DUPONT" not in json.dumps(looked.looked_up)
    assert Import.objects.count() == 1
