"""Every page that a venue, or anybody, can reach, walked link by link: the kind of a sensitive relay is on none."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from pontdesarts.accounts import links
from pontdesarts.bookings import notices
from pontdesarts.directory import operations as directory
from pontdesarts.journal.actors import JOB
from pontdesarts.network.models import SENSITIVE_KINDS, RelayKind, Stage, Structure
from pontdesarts.network.rules import SHOWABLE
from pontdesarts.programme.models import Showing
from pontdesarts.programme.operations.links import PURPOSE
from tests.bookings.factories import BookingFactory
from tests.network.factories import CoordinatorFactory, ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

pytestmark = pytest.mark.django_db

MOST = 70
IN_A_DAY = timedelta(days=1)
WHOM = "personnes exilées"
_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
# what one may look for says nothing of who is there
_CHOICES = re.compile(r"<(select|fieldset)\b.*?</\1>", re.DOTALL)


@pytest.fixture
def showing() -> Showing:
    """A date to come of a partner, where a relay of each sensitive kind goes; each once accepted that all be read."""
    found: Showing = AllotmentFactory(
        places=90,
        showing__starts_at=timezone.now() + timedelta(hours=5),
        opens_at=timezone.now() - timedelta(days=30),
        closes_at=timezone.now() - timedelta(hours=1),
    ).showing
    theirs = found.offer.association
    for number, kind in enumerate(sorted(SENSITIVE_KINDS)):
        relay = RelayFactory(
            association=theirs, name=f"Maison {number}", profile__kind=kind, audiences=["personnes-exilees"]
        )
        BookingFactory(showing=found, relay=relay, booked_at=timezone.now() - timedelta(days=2))
    Structure.objects.relays().update(shown_publicly=sorted(SHOWABLE), stage=Stage.ACTIVE)
    directory.open_to_public(theirs, indexed=False, by=JOB, at=timezone.now())
    return found


def walked(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Each page behind the starts, and what it says: HTML, sheets and papers."""
    waiting, seen = list(starts), set(starts)
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        answer = client.get(address, follow=True)
        said = text(answer)
        yield address, said
        if "html" in answer.headers["Content-Type"]:
            for link in map(unescape, _LINK.findall(answer.content.decode())):
                if link not in seen and not link.startswith(("/static/", "/compte/", "/demo/")):
                    seen.add(link)
                    waiting.append(link)


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return _CHOICES.sub("", unescape(content.decode(errors="replace")))


def told(said: str) -> list[str]:
    labels = [RelayKind(kind).label for kind in SENSITIVE_KINDS]
    return [label for label in (*labels, WHOM) if label in " ".join(said.split())]


def test_what_is_looked_for_would_be_found(client: Client, showing: Showing) -> None:
    relay = Structure.objects.relays().order_by("pk")[0]
    client.force_login(ReferentFactory(structure=relay).user)
    assert any(told(said) for _, said in walked(client, reverse("network:structure", args=[relay.pk])))


def test_a_partner_with_an_account_reads_the_kind_of_no_sensitive_relay(client: Client, showing: Showing) -> None:
    client.force_login(CoordinatorFactory(structure=showing.offer.partner).user)
    pages = dict(walked(client, "/", reverse("bookings:lists"), reverse("bookings:list_of_showing", args=[showing.pk])))
    assert any("Maison" in said or "4 personnes" in said or "4 places" in said for said in pages.values())
    assert {address: told(said) for address, said in pages.items() if told(said)} == {}
    assert len(pages) > 15


def test_nor_does_a_venue_with_a_link(client: Client, showing: Showing) -> None:
    partner = showing.offer.partner
    token = links.make(PURPOSE, partner.pk, expires_at=timezone.now() + IN_A_DAY, epoch=partner.link_epoch)
    the_list = "/" + notices.list_link(showing).split("/", 3)[3]
    pages = dict(walked(client, the_list, reverse("programme:link_manage", args=[token])))
    assert {address: told(said) for address, said in pages.items() if told(said)} == {}
    assert len(pages) > 5


def test_nor_does_anybody(client: Client, showing: Showing) -> None:
    pages = dict(walked(client, "/", reverse("directory:public", args=[showing.offer.association.slug])))
    assert any("Maison 0" in said for said in pages.values())
    assert {address: told(said) for address, said in pages.items() if told(said)} == {}
