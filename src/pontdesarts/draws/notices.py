"""The mails that draws send, each by the job that its cause deferred."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from pontdesarts.messaging import operations as messaging
from pontdesarts.ui import words

from . import dates, sentences, standings
from .models import Entrant, Outcome, Round, Wish


def recipients(entrant: Entrant) -> list[str]:
    """Every referent of the relay; else the relay's own address."""
    posts = entrant.relay.referents.current().select_related("user").order_by("pk")
    found = [post.user.email for post in posts]
    return found or ([entrant.relay.email] if entrant.relay.email else [])


def tell_result(round_: Round, entrant: Entrant, *, at: datetime) -> None:
    """What the relay received, why, what it may do now."""
    lines = sentences.lines(round_.record, frozenset([entrant.number]))
    line = next((line for line in lines if line.mine), None)
    if line is None:
        return
    met = Outcome.objects.met().filter(round=round_, wish__entrant=entrant)
    rows = met.select_related("booking", "wish__lot__showing__offer").order_by("rank", "pk")
    received = [
        {
            "lot": dates.label_of(outcome.wish.lot),
            "places": words.places(outcome.places),
            "code": outcome.booking.code,
            "link": settings.BASE_URL + reverse("bookings:booking", args=[outcome.booking.code]),
            "fewer": outcome.reason == Outcome.Reason.FEWER,
        }
        for outcome in rows
        if outcome.booking
    ]
    what = f"{words.places(line.places)} pour vous" if received else "rien pour vous cette fois"
    left = sum(standings.left(round_.draw).values())
    _tell(
        entrant,
        kind="result",
        subject=f"{round_.draw.title} : {what}",
        at=at,
        number=round_.number,
        line=line,
        received=received,
        left=words.places(left) if left else "",
    )


def tell_of_next_round(round_: Round, entrant: Entrant, *, at: datetime) -> None:
    """Another round: the wishes that were not met stand, unless the relay changes them."""
    _tell(
        entrant,
        kind="next_round",
        subject=f"{round_.draw.title} : un autre tour",
        at=at,
        number=round_.number,
        opens=words.french_moment(round_.opens_at),
        closes=words.french_moment(round_.closes_at),
        wishes=[f"{dates.label_of(wish.lot)}, {words.places(wish.places)}" for wish in _standing(entrant)],
    )


def tell_of_cancelled_draw(entrant: Entrant, *, at: datetime) -> None:
    """No draw after all, and why."""
    _tell(entrant, kind="cancelled", subject=f"{entrant.draw.title} : le tirage est annulé", at=at)


def tell_of_lot(wish: Wish, *, reason: str, before: str, at: datetime) -> None:
    """A date that the relay wished is called off, or has moved (``before`` is where and when it was)."""
    what = "la date change" if before else "la date est annulée"
    lot = dates.label_of(wish.lot)
    _tell(wish.entrant, kind="lot", subject=f"{lot} : {what}", at=at, lot=lot, reason=reason, before=before)


def _standing(entrant: Entrant) -> list[Wish]:
    return list(Wish.objects.standing().filter(entrant=entrant).with_lot().ranked())


def _tell(entrant: Entrant, *, kind: str, subject: str, at: datetime, **more: object) -> None:
    wishes = reverse("draws:wishes", args=[entrant.draw_id])
    context = {
        "draw": entrant.draw,
        "entrant": entrant,
        "draw_link": settings.BASE_URL + reverse("draws:draw", args=[entrant.draw_id]),
        "wishes_link": f"{settings.BASE_URL}{wishes}?relais={entrant.relay_id}",
        "association": entrant.draw.association,
        **more,
    }
    for address in recipients(entrant):
        messaging.send(
            kind=f"draws.{kind}",
            to=address,
            subject=subject,
            template=f"draws/notices/{kind}.txt",
            context=context,
            at=at,
        )
