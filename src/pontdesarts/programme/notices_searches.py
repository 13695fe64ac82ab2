"""The weekly mail of a saved search."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from .finding import sentences
from .finding.results import Result
from .models import SavedSearch

UNSUBSCRIBE = "programme.search"
LINK_KEPT = timedelta(days=400)
MOST_TOLD = 25


def new_offers(search: SavedSearch, *, offers: Sequence[Result], at: datetime) -> None:
    """« 3 nouvelles sorties »: each with its date and its address, and the link that stops these mails."""
    number = words.counted(len(offers), "nouvelle sortie", "nouvelles sorties")
    token = links.make(UNSUBSCRIBE, search.pk, expires_at=at + LINK_KEPT)
    messaging.send(
        kind="programme.new_offers",
        to=search.user.email,
        subject=f"{number} : {search.name}",
        template="programme/notices/new_offers.txt",
        context={
            "search": search,
            "number": number,
            "lines": [_line(result, at) for result in offers[:MOST_TOLD]],
            "more": max(0, len(offers) - MOST_TOLD),
            "all": f"{settings.BASE_URL}{reverse('programme:search')}?{search.query}",
            "saved": settings.BASE_URL + reverse("programme:saved"),
            "stop": settings.BASE_URL + reverse("programme:unsubscribe", args=[token]),
        },
        at=at,
    )


def _line(result: Result, at: datetime) -> dict[str, str]:
    card = sentences.card(result, at)
    moment = card.until or words.french_moment(result.showing.starts_at, today=at.date())
    return {
        "title": result.offer.title,
        "when": f"{moment} {sentences.other_dates(result.other_dates)}".strip(),
        "place": card.place,
        "places": card.places,
        "link": settings.BASE_URL + reverse("programme:detail", args=[result.offer.pk]),
    }
