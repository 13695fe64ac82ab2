"""What asks of both kinds have in common: they begin, they are read under the lock, they are left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from .. import conditions, places, rules, verbs
from ..models import Ask, Proposal
from ..refusals import AskEnded, AskRefused, NothingProposed, NoWheelchairPlace, PartyRefused
from .turns import end, offer_next


def draft(
    showing: Showing,
    kind: Ask.Kind,
    *,
    relay: Structure,
    party: rules.Party,
    least: int | None,
    by: Actor,
    at: datetime,
    pickup_name: str,
    request_id: UUID | None,
    booked_for: User | None,
) -> Ask:
    """An ask that may be written, as far as the party and the relay go. Raises why not."""
    conditions.refuse_relay(relay, showing)
    conditions.refuse_silent(relay, at)
    check_party(showing, party, least)
    ask = Ask(
        kind=kind,
        request_id=request_id,
        showing=showing,
        relay=relay,
        asked_by_id=by.user_id,
        booked_for=booked_for,
        asked_at=at,
        least=party.places if least is None else least,
        pickup_sealed=conditions.sealed_name(showing, pickup_name),
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


def refuse_twice(ask: Ask) -> None:
    """Raise `AskRefused` when the relay has an open ask of this kind for the date; the allotment is locked."""
    if Ask.objects.open().filter(showing=ask.showing_id, relay=ask.relay_id, kind=ask.kind).exists():
        raise AskRefused(
            "Votre relais a déjà une demande pour cette date.", "Changez son nombre, ou quittez-la d'abord."
        )


def same_as_before(request_id: UUID | None, ask: Ask) -> Ask | None:
    """What this form asked the first time that it was sent. Raises `AskRefused` when it was something else."""
    first = Ask.objects.filter(request_id=request_id).first() if request_id else None
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


@transaction.atomic
def leave(ask: Ask, *, by: Actor, at: datetime) -> Ask:
    """The relay does not wait any more: what was kept for it goes to the next. Raises `AskEnded`."""
    ask = locked(ask)
    freed = end(ask, Ask.End.LEFT, at=at)
    journal.record(verbs.ASK_LEFT, ask, by=by, at=at)
    if freed:
        offer_next(ask.showing, by=by, at=at)
    return ask
