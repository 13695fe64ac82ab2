"""Offers, their pictures and the links by which they come: rows, journal, mails."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from pontdesarts.journal.actors import JOB, Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations as network
from pontdesarts.programme import operations, pictures
from pontdesarts.programme.models import Offer
from pontdesarts.programme.views.doors import opened
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import NOW, OfferFactory, ShowingFactory

pytestmark = pytest.mark.django_db

BY = Actor(label="Camille Martin")


def told(thing) -> list[str]:
    return [entry.sentence for entry in Entry.objects.about(thing)]


# --- offers


def test_a_draft_is_entered_once_for_one_request() -> None:
    partner = PartnerFactory()
    request_id = uuid4()
    entered = [
        operations.enter_offer(
            partner.association, values={"title": "Phèdre", "partner": partner}, by=BY, at=NOW, request_id=request_id
        )
        for _ in range(2)
    ]
    assert entered[0].pk == entered[1].pk
    assert (Offer.objects.count(), told(entered[0])) == (1, ["a saisi l'offre"])


def test_an_edit_names_what_changed_and_the_same_again_writes_nothing() -> None:
    offer = OfferFactory()
    for _ in range(2):
        operations.edit_offer(offer, values={"title": "Phèdre", "age_from": 12}, by=BY, at=NOW)
    offer.refresh_from_db()
    assert (offer.title, offer.age_from, offer.revision) == ("Phèdre", 12, 1)
    assert told(offer) == ["a modifié : titre, à partir de (ans)"]


def test_an_edit_of_what_somebody_else_changed_is_refused_with_their_name() -> None:
    offer = OfferFactory()
    operations.edit_offer(offer, values={"title": "Phèdre"}, by=Actor(label="Inès Morel"), at=NOW, revision=0)
    with pytest.raises(operations.OfferChanged, match=r"Inès Morel a modifié cette offre.*\(titre\)") as refused:
        operations.edit_offer(offer, values={"summary": "Autre chose."}, by=BY, at=NOW, revision=0)
    assert refused.value.revision == 1
    operations.edit_offer(offer, values={"title": "Phèdre"}, by=BY, at=NOW, revision=0)  # the same words: no quarrel


def test_an_offer_withdrawn_is_read_not_changed() -> None:
    offer = OfferFactory()
    operations.withdraw(offer, reason="Salle en travaux", by=BY, at=NOW)
    assert told(offer) == ["a retiré l'offre : Salle en travaux"]
    with pytest.raises(operations.OfferRefused):
        operations.edit_offer(offer, values={"title": "Phèdre"}, by=BY, at=NOW)
    with pytest.raises(operations.OfferRefused):
        operations.publish(offer, by=BY, at=NOW)


def test_publication_asks_for_a_place_and_a_date_and_happens_once() -> None:
    offer = OfferFactory(published_at=None, venue=None)
    with pytest.raises(operations.OfferRefused, match="lieu"):
        operations.publish(offer, by=BY, at=NOW)
    offer = OfferFactory(published_at=None)
    ShowingFactory(offer=offer, starts_at=NOW - timedelta(days=1))
    with pytest.raises(operations.OfferRefused, match="aucune date à venir"):
        operations.publish(offer, by=BY, at=NOW)
    ShowingFactory(offer=offer)
    operations.publish(offer, by=BY, at=NOW)
    operations.publish(offer, by=BY, at=NOW + timedelta(days=1))
    offer.refresh_from_db()
    assert (offer.published_at, told(offer)) == (NOW, ["a publié l'offre"])


def test_a_copy_says_the_same_without_dates_nor_source() -> None:
    offer = ShowingFactory(offer__falc_summary="C'est du théâtre.", offer__open_dated=True).offer
    copy = operations.copy_offer(offer, by=BY, at=NOW)
    assert (copy.title, copy.falc_summary, copy.venue, copy.copied_from) == (
        offer.title, offer.falc_summary, offer.venue, offer,
    )  # fmt: skip
    assert (copy.published_at, copy.open_dated, copy.showings.count(), copy.source) == (None, False, 0, None)


# --- pictures


def sent(size=(3000, 1500), kind="JPEG", mode="RGB", **options) -> BytesIO:
    out = BytesIO()
    Image.new(mode, size, 0).save(out, kind, **options)
    out.seek(0)
    return out


def fit(file: BytesIO) -> Image.Image:
    return Image.open(BytesIO(pictures.fit(file, len(file.getvalue()))))


def test_a_picture_is_made_small_upright_and_tells_nothing_of_its_phone() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "TelephoneDeCamille", 6  # maker, and turned by a quarter
    file = sent((3000, 1500), exif=exif)
    assert b"TelephoneDeCamille" in file.getvalue()
    shown = fit(file)
    assert (shown.format, shown.size) == ("WEBP", (800, 1600))
    assert b"TelephoneDeCamille" not in pictures.fit(file, 1)
    assert not shown.getexif()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
def test_the_usual_kinds_are_taken(kind, mode) -> None:
    assert fit(sent((40, 30), kind, mode)).size == (40, 30)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 \n1 0 obj", "pas une image que nous savons montrer"),
        (b"", "pas une image"),
        (sent().getvalue()[:600], "abîmée"),
        (sent((9000, 9000), "PNG", "1").getvalue(), "trop grande"),
        (sent((20000, 20000), "PNG", "1").getvalue(), "trop grande"),
        (sent((30, 30), "TIFF").getvalue(), "pas une image que nous savons montrer"),
    ],
    ids=["pdf", "empty", "cut", "too large", "bomb", "tiff"],
)
def test_a_wrong_file_is_refused_in_words(content, said) -> None:
    with pytest.raises(pictures.PictureRefused, match=said):
        pictures.fit(BytesIO(content), len(content))


def test_twenty_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(pictures.PictureRefused, match="20 Mo"):
        pictures.fit(BytesIO(b"x"), 20 * 1024 * 1024)


def test_the_files_that_no_offer_shows_are_deleted_the_next_day(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = sent((40, 30))
    shown = pictures.keep(file, len(file.getvalue()))
    OfferFactory(picture=shown)
    lost = default_storage.save(f"{pictures.FOLDER}/perdue.webp", ContentFile(b"x"))
    written = default_storage.get_modified_time(lost)
    assert operations.forget_pictures(by=JOB, at=written + timedelta(hours=1)) == 0
    assert operations.forget_pictures(by=JOB, at=written + timedelta(days=2)) == 1
    assert default_storage.exists(shown)
    assert not default_storage.exists(lost)


# --- links


def link_in(message: Message) -> str:
    found = re.search(r"/partenaire/([^/\s]+)/", message.text)
    assert found
    return found[1]


def test_a_link_is_mailed_to_the_structure_and_opens_its_offers_for_thirty_days() -> None:
    partner = PartnerFactory(email="bonjour@levant.example.org")
    operations.send_offer_link(partner, by=BY, at=NOW)
    message = Message.objects.get()
    assert (message.to, message.kind) == ("bonjour@levant.example.org", "programme.offer_link")
    assert "21 décembre 2026" in message.text
    assert opened(link_in(message), at=NOW + timedelta(days=29)) == partner
    with pytest.raises(Exception, match="plus valable"):
        opened(link_in(message), at=NOW + timedelta(days=31))
    assert told(partner) == ["a envoyé un lien pour proposer des sorties"]


def test_links_that_were_withdrawn_open_nothing() -> None:
    partner = PartnerFactory()
    operations.send_offer_link(partner, by=BY, at=NOW)
    network.withdraw_links(partner, by=BY, at=NOW)
    with pytest.raises(Exception, match="retiré"):
        opened(link_in(Message.objects.get()), at=NOW)


def test_no_link_leaves_without_an_address_nor_to_a_relay_nor_to_who_is_suspended() -> None:
    for structure in (PartnerFactory(email=""), RelayFactory(), PartnerFactory(profile__suspended_at=NOW)):
        with pytest.raises(operations.LinkNotSent):
            operations.send_offer_link(structure, by=BY, at=NOW)
        assert operations.ask_link(structure, by=BY, at=NOW) is False
    assert Message.objects.count() == 0


def test_a_link_asked_for_twice_in_an_hour_leaves_once() -> None:
    partner = PartnerFactory()
    assert operations.ask_link(partner, by=BY, at=NOW)
    assert not operations.ask_link(partner, by=BY, at=NOW + timedelta(minutes=59))
    assert operations.ask_link(partner, by=BY, at=NOW + timedelta(minutes=61))
    assert Message.objects.count() == 2
