"""A saved search as a calendar and as a feed of news. Says what is offered, never who looks nor how many places are
left: an unchanged programme gives the same bytes, and whoever asks again is told so.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from icalendar import Calendar, Event, vDuration, vText

from pontdesarts.ui import words

from .finding import periods, sentences
from .finding.results import Found, Result
from .models import SavedSearch, Showing

MOST_ITEMS = 50
MOST_EVENTS = 300
REFRESH = timedelta(hours=6)
_USUAL_DURATION = timedelta(hours=2)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def _clean(text: str) -> str:
    """Without the characters that XML and calendars refuse."""
    return _CONTROL.sub("", text)


def _address(showing: Showing) -> str:
    return settings.BASE_URL + reverse("programme:detail", args=[showing.offer_id])


def showings_of(found: Found) -> list[Showing]:
    """The dates of a calendar, soonest first."""
    rows = found.showings.select_related("allotment", "venue__commune", "offer__venue__commune")
    return list(rows.defer("offer__search", "offer__imported").order_by("starts_at", "pk")[:MOST_EVENTS])


def bookable_since(showing: Showing) -> datetime:
    """When the date could first be booked: it stamps the event, so that asking twice gives the same bytes."""
    published = showing.offer.published_at or showing.offer.created_at
    allotment = sentences.allotment_of(showing)
    return max(published, allotment.opens_at) if allotment else published


def calendar(search: SavedSearch, showings: Sequence[Showing]) -> bytes:
    """RFC 5545, with the time zone spelt out."""
    made = Calendar()
    made.add("prodid", "-//Pont des Arts//Sorties//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(_clean(f"Pont des Arts : {search.name}")))
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for showing in showings:
        made.add_component(_event(showing))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(showing: Showing) -> Event:
    offer, venue = showing.offer, showing.place
    event = Event()
    event.add("uid", f"date-{showing.pk}@{settings.BASE_URL.split('//')[-1].split(':')[0]}")
    event.add("dtstamp", bookable_since(showing).astimezone(UTC))
    event.add("summary", _clean(offer.title))
    event.add("url", _address(showing))
    if offer.summary:
        event.add("description", _clean(f"{offer.summary}\n\n{_address(showing)}"))
    if venue:
        commune = venue.commune.name if venue.commune else ""
        event.add("location", _clean(", ".join(part for part in (venue.name, venue.address, commune) if part)))
        if venue.point:
            event.add("geo", venue.point)
    start = showing.starts_at.astimezone(periods.PARIS)
    if showing.all_day or offer.open_dated:
        last = (showing.ends_at or showing.starts_at).astimezone(periods.PARIS).date()
        event.add("dtstart", start.date())
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        length = timedelta(minutes=offer.duration) if offer.duration else _USUAL_DURATION
        event.add("dtstart", start)
        event.add("dtend", (showing.ends_at or start + length).astimezone(periods.PARIS))
    return event


class _Feed(Rss201rev2Feed):
    """Stamped by its news, not by the clock."""

    def latest_post_date(self) -> datetime:
        stamp: datetime = self.feed["stamp"]
        return stamp


def rss(search: SavedSearch, results: Sequence[Result], at: datetime) -> bytes:
    """The newest offers first. ``at`` says which year goes without saying."""
    feed = _Feed(
        title=_clean(f"Pont des Arts : {search.name}"),
        link=settings.BASE_URL + reverse("programme:search"),
        description="Les sorties qui répondent à cette recherche.",
        language="fr",
        ttl=int(REFRESH.total_seconds() // 60),
        stamp=latest((result.showing for result in results), search),
    )
    for result in results:
        card = sentences.card(result, at)
        moment = card.until or words.french_moment(result.showing.starts_at, today=at.date())
        when = f"{moment} {sentences.other_dates(result.other_dates)}".strip()
        told = [when, card.place, result.offer.summary]
        feed.add_item(
            title=_clean(result.offer.title),
            link=_address(result.showing),
            description=_clean(". ".join(part for part in told if part)),
            unique_id=f"offre-{result.offer.pk}",
            unique_id_is_permalink=False,
            pubdate=bookable_since(result.showing),
            categories=[card.discipline],
        )
    return feed.writeString("utf-8").encode()


def latest(showings: Iterable[Showing], search: SavedSearch) -> datetime:
    """When the newest of them became bookable; when the search was saved if there is none."""
    return max((bookable_since(showing) for showing in showings), default=search.created_at)
