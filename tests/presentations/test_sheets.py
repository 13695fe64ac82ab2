"""A venue and its season on one page: written by its partner or for it, read by relays, gathered in a booklet."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Contact, Stage, Structure
from pontdesarts.presentations import notices, operations, rules, telling
from pontdesarts.presentations.models import Presentation
from pontdesarts.presentations.refusals import PresentationRefused
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.programme.factories import NOW, OfferFactory, ShowingFactory
from tests.territory.factories import CommuneFactory

from .factories import PresentationFactory

pytestmark = pytest.mark.django_db


def this_year() -> int:
    return rules.seasons_to_write(timezone.now())[0]


@pytest.fixture
def team(client: Client) -> StaffRole:
    role: StaffRole = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def by_link(partner: Structure) -> str:
    return "/" + notices.link(partner, season=this_year(), at=timezone.now()).split("/", 3)[3]


def test_a_partner_without_an_account_writes_and_publishes_its_sheet_and_relays_read_it(client: Client) -> None:
    partner = PartnerFactory()
    relay = ReferentFactory(structure=RelayFactory(association=partner.association)).user
    address = by_link(partner)
    page = client.post(address, {"programme": "Du cirque.", "actions": "Un atelier."}, follow=True).content.decode()
    assert "brouillon" in page
    reading = Client()
    reading.force_login(relay)
    read = reverse("presentations:sheet", args=[partner.pk, this_year()])
    assert reading.get(read).status_code == 404, "a draft is the partner's own"
    client.post(f"{address}faire/", {"do": "publish"})
    assert "Un atelier." in reading.get(read).content.decode()
    assert reading.get(reverse("presentations:paper", args=[partner.pk, this_year()])).content.startswith(b"%PDF")
    assert partner.name in reading.get(reverse("presentations:sheets")).content.decode()
    client.post(f"{address}faire/", {"do": "withdraw"})
    assert reading.get(read).status_code == 404
    told = [entry.sentence for entry in Entry.objects.about(partner).order_by("pk")]
    assert [sentence.split(" la fiche")[0] for sentence in told] == ["a écrit", "a publié", "a retiré"]


def test_the_first_button_publishes_and_the_other_keeps_a_draft(client: Client) -> None:
    partner = PartnerFactory()
    address = by_link(partner)
    page = client.get(address).content.decode()
    assert page.index("Publier la fiche") < page.index("Garder le brouillon")
    assert '<input type="hidden" name="do" value="publish">' in page
    client.post(address, {"programme": "Douze spectacles.", "do": ["publish", "keep"]})  # as the second button sends it
    assert not Presentation.objects.get(partner=partner).is_published
    client.post(address, {"programme": "Douze spectacles.", "do": "publish"})
    assert Presentation.objects.get(partner=partner).is_published
    assert "Garder le brouillon" not in client.get(address).content.decode()


def test_an_empty_sheet_is_not_published_and_what_was_typed_stays(client: Client) -> None:
    partner = PartnerFactory()
    typed = {"prices": "Gratuit pour qui accompagne.", "do": "publish"}
    page = client.post(by_link(partner), typed).content.decode()
    assert "ne dit rien encore" in page
    assert "Gratuit pour qui accompagne." in page
    assert not Presentation.objects.published().exists()


@pytest.mark.parametrize("more", [{"programme": "x" * 1201}, {"contact": "²"}, {"contact_agrees": "on"}])
def test_bad_input_is_said_and_nothing_is_kept(client: Client, more: dict[str, str]) -> None:
    partner = PartnerFactory()
    answer = client.post(by_link(partner), {"actions": "Un atelier."} | more)
    assert answer.status_code == 200
    assert "Un atelier." in answer.content.decode()
    assert not Presentation.objects.exists()


def test_a_contact_of_another_structure_is_never_on_the_sheet(client: Client) -> None:
    partner = PartnerFactory()
    other = Contact.objects.create(structure=PartnerFactory(), name="Paul Renard", confirmed_at=NOW)
    assert "valide" in client.post(by_link(partner), {"programme": "x", "contact": other.pk}).content.decode()
    with pytest.raises(PresentationRefused):
        operations.write(partner, season=2026, values={"contact": other}, by=JOB, at=NOW)


NEW = {"new_name": "Léa Martin", "new_role": "relations publiques", "new_phone": "01 99 00 00 01"}


def test_whoever_writes_the_sheet_adds_the_person_to_ask_once_and_with_their_consent(client: Client) -> None:
    partner = PartnerFactory()
    said = {"programme": "Douze spectacles.", "contact_agrees": "on", "do": "publish", **NEW}
    for _ in range(2):
        assert client.post(by_link(partner), said).status_code == 302
    (contact,) = partner.contacts.all()
    assert (contact.name, contact.role, contact.phone) == ("Léa Martin", "relations publiques", "01 99 00 00 01")
    told = telling.tell(Presentation.objects.get()).contact
    assert told is not None
    assert told.name == "Léa Martin"
    assert Entry.objects.about(partner).filter(verb="network.contact_added").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_role": "billetterie", "new_phone": "01"}, "Écrivez le nom de cette personne"),
        ({"new_name": "Léa Martin"}, "Donnez son adresse ou son téléphone"),
        ({"new_name": "Léa Martin", "new_email": "lea"}, "valide"),
        ({**NEW, "contact": "somebody"}, "pas les deux"),
    ],
)
def test_somebody_who_cannot_be_asked_is_not_added_and_what_was_typed_stays(client: Client, typed, sentence) -> None:
    partner = PartnerFactory()
    known = Contact.objects.create(structure=partner, name="Paul Renard", confirmed_at=NOW)
    if "contact" in typed:
        typed = typed | {"contact": known.pk}
    page = unescape(client.post(by_link(partner), {"programme": "Douze spectacles.", **typed}).content.decode())
    assert sentence in page
    assert ("Donnez son adresse" in page) == (sentence == "Donnez son adresse ou son téléphone")
    assert "Douze spectacles." in page
    assert "<details open>" in page
    assert partner.contacts.get() == known
    assert not Presentation.objects.exists()


def test_nobody_is_named_without_their_consent() -> None:
    sheet = PresentationFactory(partner__phone="01 99 00 00 00")
    sheet.contact = Contact.objects.create(structure=sheet.partner, name="Léa Martin", phone="06", confirmed_at=NOW)
    sheet.save()
    assert telling.tell(sheet).contact is None
    sheet.contact_agrees = True
    named = telling.tell(sheet).contact
    assert named is not None
    assert named.name == "Léa Martin"


def test_the_consent_of_somebody_who_was_forgotten_is_nobody_else_s(client: Client) -> None:
    partner = PartnerFactory()
    left = Contact.objects.create(structure=partner, name="Rose Amiel", confirmed_at=NOW)
    sheet = PresentationFactory(partner=partner, contact=left, contact_agrees=True, season=this_year())
    ticked = 'name="contact_agrees"'
    page = client.get(by_link(partner)).content.decode()
    assert "checked" in page[page.index(ticked) : page.index(">", page.index(ticked))]
    left.delete()
    sheet.refresh_from_db()
    page = client.get(by_link(partner)).content.decode()
    assert "checked" not in page[page.index(ticked) : page.index(">", page.index(ticked))]


def test_the_programme_holds_the_published_offers_of_the_season_and_no_other() -> None:
    sheet = PresentationFactory()
    partner = sheet.partner
    here = {"association": partner.association, "partner": partner}
    VenueFactory(association=partner.association, partner=partner, name="Grande salle", steps=0)
    kept = ShowingFactory(offer=OfferFactory(title="Bérénice", **here), starts_at=NOW + timedelta(days=30))
    ShowingFactory(offer=kept.offer, starts_at=NOW + timedelta(days=31))
    ShowingFactory(offer=OfferFactory(title="Brouillon", published_at=None, **here))
    ShowingFactory(offer=OfferFactory(title="Retirée", withdrawn_at=NOW, **here))
    ShowingFactory(offer=OfferFactory(title="Annulée", **here), cancelled_at=NOW)
    ShowingFactory(offer=OfferFactory(title="L'an passé", **here), starts_at=NOW - timedelta(days=365))
    ShowingFactory(offer=OfferFactory(title="D'un autre", association=partner.association))
    walk = OfferFactory(title="Visite libre", open_dated=True, **here)
    ShowingFactory(offer=walk, starts_at=NOW - timedelta(days=200), ends_at=NOW + timedelta(days=20))
    told = telling.tell(sheet)
    assert [event.title for event in told.events] == ["Visite libre", "Bérénice"]
    assert told.events[1].when.endswith("2 dates")
    assert "de plain-pied" in {place.access for place in told.places}


def test_last_season_s_sheet_is_taken_up_in_one_click_and_consent_is_asked_again(client: Client) -> None:
    last = PresentationFactory(season=this_year() - 1, contact_agrees=True)
    address = by_link(last.partner)
    assert "Reprendre celle de l'an passé" in client.get(address).content.decode().replace("&#x27;", "'")
    client.post(f"{address}faire/", {"do": "copy"})
    new = Presentation.objects.get(season=this_year())
    assert (new.programme, new.copied_from, new.published_at, new.contact_agrees) == (last.programme, last, None, False)
    again = client.post(f"{address}faire/", {"do": "copy"}, follow=True).content.decode()
    assert "déjà commencée" in again
    assert Presentation.objects.count() == 2


def test_a_withdrawn_link_and_a_season_that_is_over_open_nothing(client: Client) -> None:
    partner = PartnerFactory()
    address = by_link(partner)
    assert client.get(address.replace(str(this_year()), "2019")).status_code == 404
    Structure.objects.filter(pk=partner.pk).update(link_epoch=5)
    assert client.get(address).status_code == 410


def test_a_coordinator_writes_for_their_own_partner_only(client: Client) -> None:
    post = CoordinatorFactory()
    client.force_login(post.user)
    assert client.get(reverse("presentations:write", args=[post.structure_id, this_year()])).status_code == 200
    other = PartnerFactory(association=post.structure.association)
    assert client.get(reverse("presentations:write", args=[other.pk, this_year()])).status_code == 404
    assert client.get(reverse("presentations:team", args=[other.association.slug])).status_code == 404


def test_the_team_sees_who_has_written_nothing_and_writes_to_them_once(client: Client, team: StaffRole) -> None:
    home = team.association
    PresentationFactory(partner=PartnerFactory(association=home, name="Qui a écrit"), season=this_year())
    silent = PartnerFactory(association=home, name="Théâtre muet")
    PartnerFactory(association=home, name="Sans adresse", email="")
    PartnerFactory(association=home, name="Pas encore des nôtres", stage=Stage.PROSPECT)
    PartnerFactory(name="D'ailleurs")
    address = reverse("presentations:team", args=[home.slug])
    page = client.get(address, {"vue": "sans-fiche"}).content.decode()
    assert "Théâtre muet" in page
    for name in ("Qui a écrit", "Pas encore", "ailleurs"):
        assert name not in page
    client.post(reverse("presentations:ask_all", args=[home.slug]))
    client.post(reverse("presentations:ask_all", args=[home.slug]))
    (mail,) = Message.objects.all()
    assert mail.to == silent.email
    assert "/saison/lien/" in mail.text
    refused = client.post(reverse("presentations:ask", args=[silent.pk, this_year()]), follow=True).content.decode()
    assert "moins de trois jours" in refused
    assert Message.objects.count() == 1


def test_a_reader_gathers_sheets_and_asks_nobody(client: Client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.READER)
    partner = PartnerFactory(association=role.association)
    client.force_login(role.user)
    assert client.get(reverse("presentations:team", args=[role.association.slug])).status_code == 200
    assert client.post(reverse("presentations:ask", args=[partner.pk, this_year()])).status_code == 404
    assert client.post(reverse("presentations:ask_all", args=[role.association.slug])).status_code == 404
    assert not Message.objects.exists()


def test_the_booklet_holds_what_is_ticked_or_all_that_is_published_in_the_order_asked(
    client: Client, team: StaffRole
) -> None:
    home, year = team.association, this_year()
    near = PartnerFactory(association=home, name="Zénith", commune=CommuneFactory(insee="94001", name="Ablon"))
    far = PartnerFactory(association=home, name="Éole", commune=CommuneFactory(insee="94081", name="Vitry"))
    sheets = {partner.name: PresentationFactory(partner=partner, season=year) for partner in (near, far)}
    PresentationFactory(partner=PartnerFactory(association=home, name="Brouillon"), season=year, published_at=None)
    PresentationFactory(partner=PartnerFactory(name="Ailleurs"), season=year)

    def contents(**asked: object) -> list[str]:
        """Titles of the pages after the cover, in their order; the cover lists the same."""
        answer = client.get(reverse("presentations:booklet_paper", args=[home.slug]), asked)
        cover, *pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
        found = [next(name for name in (*sheets, "Brouillon", "Ailleurs") if name in page) for page in pages]
        assert sorted(found, key=cover.index) == found
        return found

    assert contents() == ["Éole", "Zénith"]
    assert contents(ordre="commune") == ["Zénith", "Éole"]
    assert contents(fiche=sheets["Zénith"].pk) == ["Zénith"]
    assert contents(fiche="²", ordre="\x00") == ["Éole", "Zénith"]


def test_a_booklet_of_nothing_says_so(client: Client, team: StaffRole) -> None:
    answer = client.get(reverse("presentations:booklet_paper", args=[team.association.slug]), follow=True)
    assert "Aucune fiche" in answer.content.decode()


def test_the_list_and_the_booklet_take_the_same_queries_however_many(
    client: Client, team: StaffRole, queries_stay_flat
) -> None:
    def grow() -> None:
        for _ in range(4):
            partner = PartnerFactory(association=team.association)
            PresentationFactory(partner=partner, season=this_year())
            ShowingFactory(offer=OfferFactory(association=team.association, partner=partner))

    grow()
    for name in ("team", "booklet", "booklet_paper"):
        address = reverse(f"presentations:{name}", args=[team.association.slug])
        queries_stay_flat(lambda address=address: client.get(address), grow)
    queries_stay_flat(lambda: client.get(reverse("presentations:sheets")), grow)


def test_what_was_said_again_is_not_written_again() -> None:
    partner = PartnerFactory()
    values = {"programme": "Du cirque."}
    for _ in range(2):
        operations.write(partner, season=2026, values=values, by=JOB, at=NOW)
    assert Entry.objects.about(partner).count() == 1


def test_who_books_finds_the_sheets_on_the_page_of_its_relay(client: Client) -> None:
    sheet = PresentationFactory(season=this_year())
    post = ReferentFactory(structure=RelayFactory(association=sheet.partner.association))
    address, sheets = reverse("network:structure", args=[post.structure_id]), reverse("presentations:sheets")
    client.force_login(post.user)
    page = client.get(address).content.decode()
    assert f'href="{sheets}"' in page
    assert "Lire les fiches saison (1)" in page
    post.ended_at = timezone.now()
    post.save()
    role = StaffRoleFactory(association=sheet.partner.association, role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    assert "Lire les fiches saison" not in client.get(address).content.decode(), "the team has its own menu to them"
