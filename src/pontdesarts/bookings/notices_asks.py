"""The mails about asks: what is proposed, what becomes of an ask; to the partner, what is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .models import Ask, Proposal
from .notices import when_of

PROPOSAL_DOOR = "bookings.proposal"
REQUESTS_DOOR = "bookings.requests"
# long after the term, so that the page says what became of the places
PROPOSAL_OPEN_AFTER = timedelta(days=30)
REQUESTS_OPEN = timedelta(days=60)

SUBJECTS = {
    "proposed": "{places} vous attendent",
    "expired": "Délai passé",
    "moved": "Votre tour a changé",
    "ended": "{end}",
    "taken_back": "Les places sont reprises",
}
ENDS = {
    Ask.End.UNANSWERED: "Votre demande est close",
    Ask.End.REFUSED: "Demande refusée",
    Ask.End.OVER: "Pas de place cette fois",
    Ask.End.CALLED_OFF: "Date annulée",
}


def recipients(ask: Ask) -> list[str]:
    """Who is told of an ask: the referent who goes, else the one who asked, else every referent of the relay, else the
    relay's own address."""
    posts = ask.relay.referents.current().select_related("user").order_by("pk")
    people = {post.user_id: post.user.email for post in posts}
    for person in (ask.booked_for_id, ask.asked_by_id):
        if person in people:
            return [people[person]]
    return list(people.values()) or ([ask.relay.email] if ask.relay.email else [])


def proposal_link(proposal: Proposal) -> str:
    """The signed link that opens the proposal without an account. Opening it changes nothing."""
    token = links.make(
        PROPOSAL_DOOR,
        proposal.pk,
        epoch=proposal.ask.relay.link_epoch,
        expires_at=proposal.expires_at + PROPOSAL_OPEN_AFTER,
    )
    return settings.BASE_URL + reverse("bookings:signed_proposal", args=[token])


def requests_link(partner: Structure, *, at: datetime) -> str:
    """The signed link that opens the requests of a partner, for 60 days."""
    token = links.make(REQUESTS_DOOR, partner.pk, epoch=partner.link_epoch, expires_at=at + REQUESTS_OPEN)
    return settings.BASE_URL + reverse("bookings:signed_requests", args=[token])


def tell(ask: Ask, *, event: str, proposal: Proposal | None, at: datetime) -> None:
    """Mail what happened, unless it is past: a proposal answered meanwhile is not proposed, an ask that ended has no
    turn."""
    if event == "proposed" and (proposal is None or proposal.answered_at):
        return
    if event in ("expired", "moved", "taken_back") and ask.ended_at:
        return
    if proposal:
        proposal.ask = ask
    title = f"{ask.showing.offer.title}, {when_of(ask.showing)}"
    said = SUBJECTS[event].format(
        places=words.places(proposal.places).capitalize() if proposal else "",
        end=ENDS.get(Ask.End(ask.end), "") if ask.end else "",
    )
    context = {
        "ask": ask,
        "waits": ask.kind == Ask.Kind.WAITING,
        "proposal": proposal,
        "fewer": proposal is not None and proposal.places < ask.places,
        "until": words.french_moment(proposal.expires_at) if proposal else "",
        "title": ask.showing.offer.title,
        "when": when_of(ask.showing),
        "place": ask.showing.place,
        "turn": words.ordinal(turn_of(ask)) if ask.ended_at is None else "",
        "reason": ask.moved_reason or _last_reason(ask),
        "proposal_link": proposal_link(proposal) if proposal else "",
        "link": settings.BASE_URL + reverse("bookings:ask", args=[ask.pk]),
        "search_link": settings.BASE_URL + reverse("programme:search"),
        "association": ask.relay.association,
    }
    for address in recipients(ask):
        messaging.send(
            kind=f"bookings.ask_{event}",
            to=address,
            subject=f"{said} : {title}",
            template=f"bookings/notices/ask_{event}.txt",
            context=context,
            at=at,
        )


def turn_of(ask: Ask) -> int:
    """Which turn the ask has among those who wait, from 1 on."""
    return Ask.objects.waiting().filter(showing=ask.showing_id, position__lt=ask.position).count() + 1


def turns_of(asks: Iterable[Ask]) -> dict[int, int]:
    """The same for each that waits, by its key; one query for all of them."""
    dates = {ask.showing_id for ask in asks}
    waiting = Ask.objects.waiting().filter(showing__in=dates).values_list("showing", "pk")
    turns: dict[int, int] = {}
    for _, of_date in groupby(waiting.order_by("showing", "position", "pk"), key=lambda row: row[0]):
        turns |= {pk: turn for turn, (_, pk) in enumerate(of_date, start=1)}
    return turns


def _last_reason(ask: Ask) -> str:
    moved = Ask.objects.filter(showing=ask.showing_id).exclude(moved_at=None).order_by("-moved_at", "-pk").first()
    return moved.moved_reason if moved else ""


def tell_answerer(association: Association, partner: Structure | None, asks: Sequence[Ask], *, at: datetime) -> None:
    """To the partner's coordinators, else its own address, else the association's: what relays ask for, without
    saying which relays."""
    dates: dict[int, list[Ask]] = {}
    for ask in asks:
        dates.setdefault(ask.showing_id, []).append(ask)
    lines = [
        f"{of_date[0].showing.offer.title}, {when_of(of_date[0].showing)} : "
        f"{words.counted(len(of_date), 'demande')}, {words.places(sum(ask.places for ask in of_date))}"
        for of_date in dates.values()
    ]
    for address in _answerers(association, partner):
        messaging.send(
            kind="bookings.requests",
            to=address,
            subject=f"{words.counted(len(asks), 'demande de places', 'demandes de places')} à traiter",
            template="bookings/notices/requests.txt",
            context={
                "lines": lines,
                "link": requests_link(partner, at=at) if partner else settings.BASE_URL + reverse("bookings:requests"),
                "partner": partner,
                "association": association,
            },
            at=at,
        )


def _answerers(association: Association, partner: Structure | None) -> list[str]:
    people = partner.coordinators.current().select_related("user").order_by("pk") if partner else []
    addresses = [post.user.email for post in people]
    elsewhere = (partner.email if partner else "") or association.email
    return addresses or ([elsewhere] if elsewhere else [])
