"""Addresses and forms written by somebody who means no good, or whose keyboard slipped: a page, never a crash."""

import zipfile
from datetime import date, time
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.incoming import sheets
from pontdesarts.incoming.notes import Unreadable
from pontdesarts.programme import recurrence
from pontdesarts.programme.models import Allotment
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db

# digits that are no number, numbers beyond the database, days beyond the calendar, letters that no text may hold
VALUES = (
    "²",
    "9" * 30,
    "9" * 5000,
    "-1",
    "\x00",
    "\r\nX-Evil: 1",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "' | !(",
    "é" * 300,
)
LISTS = {
    "agreements:agreements": ("q", "kind", "vue", "page"),
    "programme:search": (
        "q",
        "du",
        "au",
        "ou",
        "rayon",
        "places",
        "page",
        "departement",
        "tri",
        "vue",
        "famille",
        "chez",
    ),
    "programme:national": ("q", "du", "au", "ou", "rayon", "places", "page", "departement", "tri", "famille"),
    "programme:national_export": ("q", "rayon", "departement", "tri"),
    "programme:neighbours": ("page",),
    "programme:manage": ("q", "partenaire", "page", "onglet"),
    "programme:many_places": ("q", "partenaire", "page", "date"),
    "programme:new": ("q", "page"),
    "programme:partners": ("q",),
    "programme:save_search": ("filtres",),
    "programme:resemblances": ("page",),
    "bookings:asks": ("vue", "page"),
    "bookings:requests": ("page",),
    "bookings:list": ("q", "relais", "partenaire", "du", "au", "page", "vue"),
    "bookings:lists": ("page",),
    "bridge:bridge": ("q", "kind", "discipline", "audience", "vue", "page"),
    "bridge:threads": ("vue", "page"),
    "draws:draws": ("page",),
    "support:supports": ("vue", "page"),
    "draws:weights": ("base_tickets", "few_tickets", "few_step", "small_people", "most_outings"),
    "last_minute:page": ("relais", "vu"),
    "network:structures": ("q", "profile", "alone", "page"),
    "outings:disputes": ("page",),
    "outings:phone": ("q", "page"),
    "outings:statements": ("association",),
    "outings:to_tell": ("page", "seance", "sortie", "venus", "dit"),
    "presentations:sheets": ("saison", "page"),
    "territory:suggest": ("q",),
}

OF_ALL = {
    "exchanges:export": ("q", "profile", "kind", "stage", "commune"),
    "exchanges:export_file": ("format", "whom", "q", "kind", "commune"),
    "follow_up:to_chase": ("pour", "page"),
    "membership:memberships": ("q", "state", "page"),
    "network:structures": ("kind", "stage", "audience", "area", "commune"),
}
OF_AN_ASSOCIATION = {
    "directory:public": ("q", "profil", "type", "public", "commune", "vue", "page"),
    "directory:team": ("q", "type", "commune", "etape", "quartier", "bailleur", "vue", "page"),
    "directory:team_paper": ("type", "commune"),
    "follow_up:choose": ("q", "kind", "stage", "commune", "silent", "hors", "page"),
    "goals:season": ("saison",),
    "network:duplicates": ("page",),
    "presentations:booklet_paper": ("saison", "fiche", "ordre"),
}
OF_A_STRUCTURE = {
    "network:merge": ("avec", "q"),
    "follow_up:story": ("mois", "quoi"),
    "follow_up:note": ("sorte", "retour"),
    "follow_up:add_task": ("titre", "retour"),
}


@pytest.fixture
def team(client: Client) -> StaffRole:
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    partner = PartnerFactory(association=role.association)
    ShowingFactory(offer=OfferFactory(association=role.association, partner=partner))
    return role


@pytest.mark.parametrize("name", LISTS)
def test_no_filter_of_a_list_can_crash_it(client: Client, team: StaffRole, name: str) -> None:
    for value in VALUES:
        for parameter in LISTS[name]:
            answer = client.get(f"{reverse(name)}?{urlencode({parameter: value})}")
            assert answer.status_code < 500, (parameter, value[:20])


@pytest.mark.parametrize("name", LISTS)
def test_nor_the_piece_that_a_script_asks_for(client: Client, team: StaffRole, name: str) -> None:
    """Every filter at once: each alone has been read by the page, which holds this piece."""
    piece = {"HX-Request": "true", "HX-Target": "results"}
    for value in VALUES:
        answer = client.get(f"{reverse(name)}?{urlencode(dict.fromkeys(LISTS[name], value))}", headers=piece)
        assert answer.status_code < 500, value[:20]


@pytest.mark.parametrize("name", [*OF_ALL, *OF_AN_ASSOCIATION, *OF_A_STRUCTURE])
def test_nor_can_any_parameter_of_a_page_of_the_network(client: Client, team: StaffRole, name: str) -> None:
    relay = RelayFactory(association=team.association)
    named = {**dict.fromkeys(OF_AN_ASSOCIATION, team.association.slug), **dict.fromkeys(OF_A_STRUCTURE, relay.pk)}
    address = reverse(name, args=[named[name]] if name in named else [])
    parameters = (OF_ALL | OF_AN_ASSOCIATION | OF_A_STRUCTURE)[name]
    for value in VALUES:
        answer = client.get(f"{address}?{urlencode(dict.fromkeys(parameters, value))}")
        assert answer.status_code < 500, value[:20]


def test_a_call_of_another_age_is_refused(client: Client, team: StaffRole) -> None:
    """Written once, it could not be read back: the story of the structure was lost."""
    relay = RelayFactory(association=team.association)
    said = {"kind": "call", "happened_at": "0001-01-01T00:00", "text": "Bonjour"}
    page = client.post(reverse("follow_up:note", args=[relay.pk]), said)
    assert "est bien loin" in page.content.decode()
    assert not relay.log_lines.exists()


@pytest.mark.parametrize(
    "address", ["/flux/%00/sorties.ics", "/flux/%00/sorties.rss", "/territoire/%00/contours.geojson"]
)
def test_an_address_that_no_text_may_hold_opens_nothing(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_what_is_ticked_and_is_no_date_gives_and_removes_nothing(client: Client, team: StaffRole) -> None:
    offer = OfferFactory(association=team.association, partner=None)
    ticked = {"date": ["²", "9" * 30, "9" * 5000, "\x00"], "places": "3"}
    for address in (reverse("programme:many_places"), reverse("programme:remove_dates", args=[offer.pk])):
        assert client.post(address, ticked).status_code in {200, 302}
    rows = {"way": "une", "more": "1", "jour-TOTAL_FORMS": "9" * 5000, "jour-INITIAL_FORMS": "0"}
    assert client.post(reverse("programme:dates", args=[offer.pk]), rows).status_code == 200


def test_many_words_are_looked_for_in_no_time(client: Client, team: StaffRole) -> None:
    """Each word once doubled the query: twelve took half a minute."""
    RelayFactory(association=team.association, name="Les Tilleuls")
    began = timezone.now()
    for name in ("network:structures", "programme:partners", "programme:new"):
        client.get(f"{reverse(name)}?{urlencode({'q': 'a ' * 2000})}")
    client.get(f"{reverse('network:structures')}?{urlencode({'q': 'les tilleuls a b c d e f g h i j k l m n o p'})}")
    assert (timezone.now() - began).total_seconds() < 5


@pytest.mark.parametrize("opens_at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_places_that_open_in_another_age_are_refused(client: Client, team: StaffRole, opens_at: str) -> None:
    """Written once, such a moment could not be read back: every list that met the date was lost."""
    showing = ShowingFactory(offer=OfferFactory(association=team.association))
    settled = {"places": "5", "voucher_mode": "code", "opens_at": opens_at}
    page = client.post(reverse("programme:places", args=[showing.offer_id]), settled)
    assert "est bien loin" in page.content.decode()
    page = client.post(reverse("programme:many_places"), {"places": "5", "opens_at": opens_at, "date": showing.pk})
    assert "est bien loin" in page.content.decode()
    assert not Allotment.objects.exists()


def test_a_period_that_began_in_another_age_is_refused(client: Client, team: StaffRole) -> None:
    offer = OfferFactory(association=team.association)
    last = timezone.localdate().replace(day=1).replace(year=timezone.localdate().year + 1)
    typed = {"way": "periode", "first": "0001-01-01", "last": last.isoformat(), "booking_needed": "oui"}
    page = client.post(reverse("programme:dates", args=[offer.pk]), typed)
    assert "est bien loin" in page.content.decode()
    assert not offer.showings.exists()


def test_the_hour_that_clocks_skip_is_no_duration() -> None:
    """On 28 March 2027 clocks go from 2:00 to 3:00: half past two and half past three are one instant."""
    with pytest.raises(recurrence.EndsBefore):
        recurrence.occurrence(date(2027, 3, 28), time(2, 30), time(3, 30))


def test_a_workbook_of_a_million_rows_is_refused_before_it_is_read() -> None:
    parcel = BytesIO()
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", "<row/>" * 300_000)
    with pytest.raises(Unreadable, match="lignes"):
        sheets.table(parcel.getvalue())


def test_an_address_that_no_text_may_hold_asks_for_no_link(client: Client) -> None:
    assert client.post(reverse("programme:ask_link"), {"email": "\x00@example.org", "token": "\x00"}).status_code == 200
