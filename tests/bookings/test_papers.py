"""The papers of a booking as they are downloaded: every choice prints, nothing tells why the seat is free."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from pontdesarts.bookings import paperwork, pickup
from pontdesarts.bookings.documents import Style
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.paperwork import VoucherChoices
from pontdesarts.network.models import RelayKind
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.bookings.test_views import date_of
from tests.network.factories import ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(client) -> Booking:
    association = AssociationFactory(name="Passerelle sociale")
    relay = RelayFactory(association=association, name="Foyer du Lac", profile__kind=RelayKind.SHELTER)
    client.force_login(ReferentFactory(structure=relay).user)
    return BookingFactory(showing=date_of(association), relay=relay, workers=1, wheelchair=1)


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in PdfReader(BytesIO(content)).pages]


def printed(client, booking, **choices) -> list[str]:
    response = client.get(reverse("bookings:voucher", args=[booking.code]), choices)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert f"contremarque-{booking.code}.pdf" in response["Content-Disposition"]
    return pages(response.content)


def test_the_voucher_says_what_when_how_many_and_nothing_of_why(client, booking) -> None:
    said = " ".join(printed(client, booking))
    for words in ("Bérénice", booking.code, "5 places", "3 adultes et 2 enfants"):
        assert words in said
    for secret in ("Foyer du Lac", "hébergement", "sociale", "gratuit", "relais"):
        assert secret not in said


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es", "ro"])
def test_every_language_prints(client, booking, language) -> None:
    assert booking.code in " ".join(printed(client, booking, langue=language))


@pytest.mark.parametrize("style", ["colour", "mono", "large"])
def test_every_style_prints(client, booking, style) -> None:
    assert booking.code in " ".join(printed(client, booking, style=style))


def test_one_each_is_the_same_code_with_a_number(client, booking) -> None:
    said = printed(client, booking, par="personne")
    assert [f"{n} sur 5" in " ".join(said) for n in range(1, 6)] == [True] * 5
    papers = list(paperwork._one_each(paperwork._voucher_of(booking, named=True)))
    assert [paper.qr_payload for paper in papers] == [f"{booking.code}/{n}" for n in range(1, 6)]
    assert sum(paper.adults for paper in papers) == 3
    assert sum(paper.children for paper in papers) == 2
    assert sum(paper.wheelchair for paper in papers) == 1


def test_a_choice_that_does_not_exist_is_the_usual_one(client, booking) -> None:
    assert VoucherChoices.read({"langue": "xx", "style": "or", "par": "chat"}) == VoucherChoices()
    assert VoucherChoices.read({"langue": "ar", "style": "large", "par": "personne"}) == VoucherChoices(
        "ar", Style.LARGE, True
    )
    assert printed(client, booking, langue="xx")


def test_a_pickup_name_is_printed_on_demand_and_never_mailed(booking) -> None:
    booking.pickup_sealed = pickup.seal("Amina D.")
    assert "Amina D." in " ".join(pages(paperwork.voucher(booking).content))
    assert "Amina" not in " ".join(pages(paperwork.voucher(booking, named=False).content))
