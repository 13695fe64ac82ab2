"""An offer in four steps, through each of the three doors."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from pontdesarts.accounts import links
from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Venue
from pontdesarts.programme.models import Allotment, Offer, Showing
from pontdesarts.programme.operations.links import PURPOSE
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, VenueFactory
from tests.programme.factories import AllotmentFactory, OfferFactory, ShowingFactory
from tests.territory.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


class ThroughAccount:
    def __init__(self, client, partner, user) -> None:
        self.client, self.partner = client, partner
        client.force_login(user)

    def url(self, name, *args) -> str:
        return reverse(f"programme:{name}", args=args)


class ThroughLink:
    def __init__(self, client, partner) -> None:
        self.client, self.partner = client, partner
        expires_at = timezone.now() + timedelta(days=30)
        self.token = links.make(PURPOSE, partner.pk, expires_at=expires_at, epoch=partner.link_epoch)

    def url(self, name, *args) -> str:
        return reverse(f"programme:link_{name}", args=[self.token, *args])


@pytest.fixture(params=["coordinator", "link", "programmer"])
def door(request, client):
    partner = PartnerFactory(name="Théâtre du Levant")
    if request.param == "link":
        return ThroughLink(client, partner)
    if request.param == "coordinator":
        return ThroughAccount(client, partner, CoordinatorFactory(structure=partner).user)
    role = StaffRoleFactory(association=partner.association, role=StaffRole.Role.PROGRAMMER)
    return ThroughAccount(client, partner, role.user)


@pytest.fixture
def coordinator(client):
    post = CoordinatorFactory()
    return ThroughAccount(client, post.structure, post.user)


def draft(partner, **fields) -> Offer:
    return OfferFactory(partner=partner, association=partner.association, published_at=None, **fields)


def words(**changed) -> dict[str, object]:
    typed = {
        "title": "Bérénice",
        "discipline": "theatre",
        "summary": "Une reine attend une réponse.",
        "falc_summary": "C'est du théâtre. Une reine attend.",
        "age_from": "12",
        "age_to": "",
        "duration": "110",
        "mediation": "Rencontre avec l'équipe.",
        "access": ["surtitles"],
        "website": "",
        "venue": "",
        "request_id": str(uuid4()),
    }
    return typed | changed


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def rows(*days, **more) -> dict[str, object]:
    typed = {"way": "une", "jour-TOTAL_FORMS": "3", "jour-INITIAL_FORMS": "0"}
    for number, (day, starts, ends) in enumerate(days):
        typed |= {f"jour-{number}-day": day, f"jour-{number}-starts": starts, f"jour-{number}-ends": ends}
    return typed | more


def picture(size=(2400, 1200), kind="JPEG", **options) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "#a5162a").save(out, kind, **options)
    return SimpleUploadedFile("affiche.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.fixture(autouse=True)
def _files_go_nowhere(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_an_offer_goes_from_its_title_to_the_catalogue_in_four_pages(door) -> None:
    commune = CommuneFactory(name="Villebourg")
    client = door.client
    first = door.url("enter", door.partner.pk)
    assert client.get(door.url("new")).url == first
    assert "Décrire le lieu" in text(client.get(first))
    typed = words() | {"lieu-name": "Grande salle", "lieu-address": "1 rue Haute", "lieu-commune": "villebourg"}
    response = client.post(first, typed | {"next": "1"})
    offer = Offer.objects.get()
    assert response.url == door.url("dates", offer.pk)
    assert (offer.partner, offer.venue.name, offer.venue.commune) == (door.partner, "Grande salle", commune)
    assert (offer.title, offer.discipline, offer.access, offer.published_at) == (
        "Bérénice", "theatre", ["surtitles"], None,
    )  # fmt: skip

    assert "Une par une" in text(client.get(response.url))
    response = client.post(response.url, rows((in_days(20), "20:30", "22:20"), (in_days(21), "20:30", "")))
    assert response.url == door.url("dates", offer.pk)
    assert "2 dates à venir" in text(client.get(response.url))

    page = text(client.get(door.url("places", offer.pk)))
    assert "chacune des 2 dates" in page
    settled = {"places": "12", "wheelchair_places": "2", "voucher_mode": "code", "next": "1"}
    response = client.post(door.url("places", offer.pk), settled)
    assert response.url == door.url("review", offer.pk)
    assert [(a.places, a.wheelchair_places) for a in Allotment.objects.all()] == [(12, 2), (12, 2)]

    page = text(client.get(response.url))
    assert "Grande salle, Villebourg" in page
    assert "surtitrage" in page
    assert "Publier l'offre" in page
    response = client.post(door.url("publish", offer.pk))
    offer.refresh_from_db()
    assert offer.published_at is not None
    page = text(client.get(response.url))
    assert "est en ligne" in page
    assert "0</strong> sur 12" in page


@pytest.mark.parametrize(
    ("door", "told"),
    [
        ("coordinator", "Camille"),
        ("link", "Théâtre du Levant, par son lien"),
        ("programmer", "pour Théâtre du Levant"),
    ],
    indirect=["door"],
)
def test_the_journal_says_through_which_door_the_offer_came(door, told) -> None:
    door.client.post(door.url("enter", door.partner.pk), words())
    entry = Entry.objects.about(Offer.objects.get()).get()
    assert told in entry.by_label
    if "Camille" in told:
        assert "pour" not in entry.by_label


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(coordinator) -> None:
    typed = words(title="", age_from="12", age_to="6") | {
        "lieu-name": "Salle haute", "lieu-commune": "Nulle-Part", "picture_sent": picture(),
    }  # fmt: skip
    page = text(coordinator.client.post(coordinator.url("enter", coordinator.partner.pk), typed))
    assert Offer.objects.count() == Venue.objects.count() == 0
    assert "6 ans, c&#x27;est moins que 12 ans" in page
    assert "Lieu : Aucune commune ne s&#x27;appelle « Nulle-Part »" in page
    for kept in ("Une reine attend une réponse.", "C&#x27;est du théâtre.", "Salle haute", "Nulle-Part", "110"):
        assert kept in page
    assert "offres/" in page  # the picture was sent: it is shown, and need not be sent again


def test_a_picture_sent_with_a_wrong_form_comes_with_the_right_one(coordinator) -> None:
    address = coordinator.url("enter", coordinator.partner.pk)
    refused = coordinator.client.post(address, words(title="", picture_sent=picture()))
    kept = refused.context["form"]["picture_kept"].value()
    coordinator.client.post(address, words(picture_kept=kept))
    offer = Offer.objects.get()
    response = coordinator.client.get(offer.picture.url)
    assert response.headers["Content-Type"] == "image/webp"
    with Image.open(BytesIO(b"".join(response.streaming_content))) as shown:
        assert (shown.format, shown.size) == ("WEBP", (1600, 800))


def test_a_name_of_picture_that_we_did_not_write_is_nothing(coordinator) -> None:
    address = coordinator.url("enter", coordinator.partner.pk)
    coordinator.client.post(address, words(picture_kept="../../etc/passwd:abc"))
    assert Offer.objects.get().picture.name == ""


def test_two_clicks_enter_one_draft_with_one_place(coordinator) -> None:
    CommuneFactory(name="Villebourg")
    typed = words() | {"lieu-name": "Grande salle", "lieu-commune": "villebourg"}
    for _ in range(2):
        coordinator.client.post(coordinator.url("enter", coordinator.partner.pk), typed)
    assert Offer.objects.count() == Venue.objects.count() == 1


def test_a_place_of_the_list_and_another_cannot_both_be(coordinator) -> None:
    CommuneFactory(name="Villebourg")
    known = VenueFactory(association=coordinator.partner.association, partner=coordinator.partner)
    typed = words(venue=known.pk) | {"lieu-name": "Grande salle", "lieu-commune": "villebourg"}
    page = text(coordinator.client.post(coordinator.url("enter", coordinator.partner.pk), typed))
    assert "pas les deux" in page
    assert Offer.objects.count() == 0


def test_the_places_of_other_partners_are_not_proposed(door) -> None:
    mine = VenueFactory(association=door.partner.association, partner=door.partner, name="Salle du Levant")
    other = VenueFactory(
        association=door.partner.association,
        partner=PartnerFactory(association=door.partner.association),
        name="Scène Nord",
    )
    VenueFactory(name="Salle d'une autre association")
    page = text(door.client.get(door.url("enter", door.partner.pk)))
    assert mine.name in page
    assert other.name not in page
    assert "autre association" not in page
    refused = door.client.post(door.url("enter", door.partner.pk), words(venue=other.pk))
    assert refused.context["form"].errors["venue"]
    assert Offer.objects.count() == 0


def test_a_stale_form_says_who_changed_what_and_a_second_save_replaces_it(coordinator) -> None:
    offer = draft(coordinator.partner)
    address = coordinator.url("what", offer.pk)
    opened = coordinator.client.get(address).context["form"]["revision"].value()
    theirs = words(summary="Le résumé du collègue.", venue=offer.venue.pk, revision=opened, next="1")
    coordinator.client.post(address, theirs)
    mine = words(summary="Mon résumé à moi.", venue=offer.venue.pk, revision=opened, next="1")
    refused = coordinator.client.post(address, mine)
    page = text(refused)
    assert "a modifié cette offre pendant que vous écriviez" in page
    assert "Mon résumé à moi." in page
    offer.refresh_from_db()
    assert offer.summary == "Le résumé du collègue."
    again = refused.context["form"]["revision"].value()
    assert coordinator.client.post(address, mine | {"revision": again}).status_code == 302
    offer.refresh_from_db()
    assert offer.summary == "Mon résumé à moi."


def test_what_is_missing_is_said_and_cannot_be_published(coordinator) -> None:
    offer = OfferFactory(
        partner=coordinator.partner,
        association=coordinator.partner.association,
        published_at=None,
        venue=None,
        summary="",
    )
    page = text(coordinator.client.get(coordinator.url("review", offer.pk)))
    for lack in ("Il manque le lieu", "aucune date à venir", "pas de résumé", "pas d&#x27;image"):
        assert lack in page
    assert "Publier l'offre" not in page
    page = text(coordinator.client.post(coordinator.url("publish", offer.pk), follow=True))
    assert "Il manque le lieu." in page
    offer.refresh_from_db()
    assert offer.published_at is None


def test_two_clicks_publish_once(coordinator) -> None:
    showing = ShowingFactory(
        offer=draft(coordinator.partner),
        starts_at=timezone.now() + timedelta(days=9),
    )
    for _ in range(2):
        coordinator.client.post(coordinator.url("publish", showing.offer_id))
    assert Entry.objects.about(showing.offer).count() == 1


def test_the_offers_of_another_partner_do_not_exist_here(door) -> None:
    neighbour = PartnerFactory()  # of another association
    showing = AllotmentFactory(
        showing=ShowingFactory(offer=OfferFactory(partner=neighbour, association=neighbour.association))
    ).showing
    for name in ("manage_offer", "what", "dates", "places", "review", "withdraw"):
        assert door.client.get(door.url(name, showing.offer_id)).status_code == 404, name
    for name in ("publish", "copy", "remove_dates", "withdraw"):
        assert door.client.post(door.url(name, showing.offer_id)).status_code == 404, name
    for name in ("cancel_date", "move_date"):
        assert door.client.get(door.url(name, showing.pk)).status_code == 404, name
        assert door.client.post(door.url(name, showing.pk), {"reason": "x"}).status_code == 404, name
    assert door.client.get(door.url("enter", neighbour.pk)).status_code == 404
    typed = {"date": [showing.pk], "places": "5"}
    assert "Aucune date n&#x27;est cochée" in text(door.client.post(door.url("many_places"), typed))
    assert Showing.objects.get().cancelled_at is None


def test_a_partner_s_neighbour_of_the_same_association_is_closed_too(client) -> None:
    post = CoordinatorFactory()
    other = OfferFactory(
        association=post.structure.association, partner=PartnerFactory(association=post.structure.association)
    )
    for door in (ThroughAccount(client, post.structure, post.user), ThroughLink(client, post.structure)):
        assert client.get(door.url("manage_offer", other.pk)).status_code == 404
        assert other.title not in text(client.get(door.url("manage")))


def test_a_reader_and_a_referent_write_nothing(client) -> None:
    offer = OfferFactory()
    role = StaffRoleFactory(association=offer.association, role=StaffRole.Role.READER)
    client.force_login(role.user)
    assert client.get(reverse("programme:what", args=[offer.pk])).status_code == 404
    assert client.get(reverse("programme:enter", args=[offer.partner_id])).status_code == 404
