"""The mail that asks a partner for its season sheet."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.membership.rules import season_said
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.programme.operations.links import PURPOSE, TERM
from pontdesarts.ui import words


def ask(partner: Structure, *, season: int, at: datetime) -> None:
    """The link is the one of its offers: it opens the sheet as well, for thirty days."""
    messaging.send(
        kind="presentations.ask",
        to=partner.email,
        subject=f"{partner.association} : votre {season_said(season)} en une page",
        template="presentations/notices/ask.txt",
        context={
            "partner": partner,
            "association": partner.association,
            "season": season_said(season),
            "link": link(partner, season=season, at=at),
            "until": words.full_date(at + TERM),
        },
        at=at,
    )


def link(partner: Structure, *, season: int, at: datetime) -> str:
    token = links.make(PURPOSE, partner.pk, expires_at=at + TERM, epoch=partner.link_epoch)
    return settings.BASE_URL + reverse("presentations:link_write", args=[token, season])
