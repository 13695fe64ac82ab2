"""What partners are written: a thank-you, the letter of a season."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.bookings.notices import when_of
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.operations import Paper
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .letters import Came, Told
from .models import Letter
from .quoting import Quote

DOOR = "impressions.letter"
OPEN = timedelta(days=365)


def link(letter: Letter) -> str:
    """The signed link of the page of a letter, for a year: whoever holds it may read it, and show it around."""
    token = links.make(DOOR, letter.pk, epoch=letter.partner.link_epoch, expires_at=letter.sent_at + OPEN)
    return settings.BASE_URL + reverse("impressions:signed_letter", args=[token])


def thank(showing: Showing, *, to: str, came: Came, quotes: Sequence[Quote], at: datetime) -> None:
    messaging.send(
        kind="impressions.thanks",
        to=to,
        subject=f"Merci pour « {showing.offer.title} »",
        template="impressions/notices/thanks.txt",
        context={
            "title": showing.offer.title,
            "when": when_of(showing),
            "came": came,
            "quotes": quotes,
            "association": showing.offer.association,
        },
        at=at,
    )


def letter(letter: Letter, told: Told, *, pdf: bytes, at: datetime) -> None:
    messaging.send(
        kind="impressions.letter",
        to=letter.to,
        subject=f"Votre {told.season} avec {told.association}",
        template="impressions/notices/letter.txt",
        context={"told": told, "note": letter.note, "link": link(letter), "places": words.places(told.offered)},
        at=at,
        papers=[Paper(f"lettre-{letter.season}.pdf", "application/pdf", pdf)],
    )
