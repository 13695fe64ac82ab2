"""What must hold before a relay waits or asks, is moved, answers: read from the rows, locked where it matters."""

from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db.models import Max, Q

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import policies as membership
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Allotment, Showing
from pontdesarts.ui import words

from . import conditions, places, rules
from .models import Ask, AskQuerySet, Proposal
from .refusals import AskEnded, AskRefused, BookingClosed, NothingProposed, NoWheelchairPlace, PartyRefused

REMINDED_BEFORE = timedelta(hours=24)


class Wanted(TypedDict):
    """What a relay says when it waits for places or asks for some. ``least`` places would do, when that is fewer than
    the party; left out, all of them are needed. The same ``request_id`` twice is one ask."""

    relay: Structure
    party: rules.Party
    least: NotRequired[int | None]
    pickup_name: NotRequired[str]
    request_id: NotRequired[UUID | None]
    booked_for: NotRequired[User | None]


def draft(showing: Showing, kind: Ask.Kind, *, by: Actor, at: datetime, **wanted: Unpack[Wanted]) -> Ask:
    """An ask that may be written, as far as the party and the relay go. Raises why not."""
    relay, party, least = wanted["relay"], wanted["party"], wanted.get("least")
    companion = wanted.get("booked_for")
    conditions.refuse_relay(relay, showing)
    membership.refuse_unready(relay, who=companion.pk if companion else by.user_id, at=at)
    conditions.refuse_silent(relay, at)
    check_party(showing, party, least)
    ask = Ask(
        kind=kind,
        request_id=wanted.get("request_id"),
        showing=showing,
        relay=relay,
        asked_by_id=by.user_id,
        booked_for=wanted.get("booked_for"),
        asked_at=at,
        least=party.places if least is None else least,
        pickup_sealed=conditions.sealed_name(showing, wanted.get("pickup_name", "")),
    )
    ask.take_party(party)
    return ask


def check_party(showing: Showing, party: rules.Party, least: int | None) -> None:
    """Raise `PartyRefused` or `NoWheelchairPlace` when such a party can never come."""
    sentence = rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking)
    if sentence is None and least is not None and not 1 <= least <= party.places:
        sentence = f"« Au moins » va de 1 à {party.places}."
    if sentence is None and (least or party.places) > showing.allotment.places:
        sentence = f"Cette date compte {showing.allotment.places} places en tout."
    if sentence:
        raise PartyRefused(sentence, "Changez le nombre de personnes.")
    if party.wheelchair > showing.allotment.wheelchair_places:
        raise NoWheelchairPlace(
            "Ce lieu n'a pas annoncé autant de places pour fauteuil roulant à cette date.",
            "Appelez l'association : elle verra avec le lieu.",
        )


def asked_before(ask: Ask) -> Ask | None:
    """What the same form asked the first time that it was sent. The allotment is locked from here on.

    Raises `RelayHasItsShare`, or `AskRefused` when the form served for something else, or when the relay has an open
    ask of this kind for the date.
    """
    conditions.refuse_more_than_a_share(ask.showing.offer, ask.relay, ask.places)
    places.hold(ask.showing_id)
    if first := _same_as_before(ask):
        return first
    if Ask.objects.open().filter(showing=ask.showing_id, relay=ask.relay_id, kind=ask.kind).exists():
        raise AskRefused(
            "Votre relais a déjà une demande pour cette date.", "Changez son nombre, ou quittez-la d'abord."
        )
    return None


def _same_as_before(ask: Ask) -> Ask | None:
    first = Ask.objects.filter(request_id=ask.request_id).first() if ask.request_id else None
    if first is None:
        return None
    asked = (ask.showing_id, ask.relay_id, ask.kind, ask.party)
    if (first.showing_id, first.relay_id, first.kind, first.party) == asked and first.ended_at is None:
        return first
    raise AskRefused("Ce formulaire a déjà servi.", "Rouvrez la page pour demander à nouveau.")


def locked(ask: Ask) -> Ask:
    """The ask as it is, its allotment locked first, then itself. Raises `AskEnded`."""
    places.hold(ask.showing_id)
    ask = Ask.objects.select_for_update(of=("self",)).with_showing().get(pk=ask.pk)
    if ask.ended_at:
        raise AskEnded(f"Cette demande est terminée : {ask.get_end_display()}.", "Vous pouvez en faire une autre.")
    return ask


def proposed(proposal: Proposal, *, at: datetime) -> Proposal:
    """The proposal as it is, if it may still be answered. Raises `NothingProposed`."""
    places.hold(proposal.ask.showing_id)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    proposal.ask = Ask.objects.select_for_update(of=("self",)).with_showing().get(pk=proposal.ask_id)
    sentence = over(proposal, at)
    if sentence:
        raise NothingProposed(*sentence)
    return proposal


def over(proposal: Proposal, at: datetime) -> tuple[str, str] | None:
    """Why nobody can answer the proposal any more, and what to do; ``None`` when one can."""
    match proposal.answer:
        case Proposal.Answer.ACCEPTED:
            return "Ces places sont déjà acceptées : elles sont réservées.", "Ouvrez la réservation."
        case Proposal.Answer.PASSED | Proposal.Answer.STAYED:
            return "Vous avez déjà passé votre tour : ces places sont parties à d'autres.", _AGAIN
        case Proposal.Answer.WITHDRAWN:
            return "Cette proposition n'a plus cours.", _AGAIN
    if proposal.answered_at or proposal.expires_at <= at:
        return "Le délai est passé : ces places vont à d'autres.", _AGAIN
    return None


_AGAIN = "Regardez où en est votre demande, ou faites-en une autre."


def refuse_to_wait(showing: Showing, at: datetime) -> None:
    """Raise `BookingClosed` or `AskFirst` when nobody can wait for this date."""
    try:
        conditions.refuse_if_closed(showing, at)
    except BookingClosed:
        # closed: places may still come back, until the venue has its last list
        begun = hasattr(showing, "allotment") and showing.allotment.closes_at <= at
        if not begun or showing.cancelled_at or not showing.offer.is_published(at) or showing.is_over(at):
            raise
    if at >= answers_end_at(showing):
        raise BookingClosed("Il est trop tard pour attendre des places : le lieu a sa liste.", places.ELSEWHERE)
    conditions.refuse_mode(showing.offer)


def refuse_if_bookable(ask: Ask, at: datetime) -> None:
    """Raise `AskRefused` when the places can simply be booked; the allotment is locked."""
    allotment = Allotment.objects.get(pk=ask.showing_id)
    if not allotment.is_open(at):
        return
    turn = rules.Turn(
        key=0,
        places=ask.places,
        least=ask.places,
        wheelchair=ask.wheelchair,
        priority=bool(ask.relay.relay.priority_area),
        neighbour=conditions.is_neighbour(ask.relay, ask.showing),
    )
    if rules.room(turn, stock(allotment, at)) >= ask.places:
        raise AskRefused(
            f"Il reste {words.places(allotment.left)} : vous pouvez réserver tout de suite.", "Réservez-les."
        )


def stock(allotment: Allotment, at: datetime) -> rules.Stock:
    return rules.Stock(
        places=allotment.left,
        wheelchair=allotment.wheelchair_places - allotment.wheelchair_taken,
        wheelchair_kept=allotment.kept_for_wheelchairs(at) > 0,
        kept_for_priority=allotment.kept_for_priority(at),
        neighbour=allotment.neighbour_places - allotment.neighbour_taken,
    )


def answers_end_at(showing: Showing) -> datetime:
    """The last moment to accept places of this date."""
    begins = showing.ends_at if showing.offer.open_dated and showing.ends_at else showing.starts_at
    return rules.answers_end_at(begins, showing.offer.terms)


def last_position(showing: Showing) -> int:
    asks = Ask.objects.open().filter(showing=showing)
    return int(asks.aggregate(last=Max("position"))["last"] or 0)


def to_tell(at: datetime) -> AskQuerySet:
    """The requests whose answerer has not been told, or is to be reminded: booking closes within a day."""
    new = Q(told_at=None)
    closing = Q(reminded_at=None, showing__allotment__closes_at__lte=at + REMINDED_BEFORE)
    proposed_to = Proposal.objects.pending().values("ask")
    ahead = Ask.objects.requests().filter(showing__cancelled_at=None).exclude(pk__in=proposed_to)
    return ahead.filter(new | closing, showing__allotment__closes_at__gt=at)
