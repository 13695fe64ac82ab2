"""Places on request: a relay asks, the partner or the team says yes, proposes fewer, or says why not."""

from datetime import datetime, timedelta
from typing import Unpack

from django.db import transaction
from django.db.models import Q

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.ui import words

from .. import asking, conditions, keeping, notices_asks, verbs
from ..asking import Wanted
from ..models import Ask, Booking, Proposal
from ..refusals import AskRefused
from . import turns
from .book import grant

MOST_ANSWER = 300
TAKEN_BACK_WITHIN = timedelta(minutes=15)
BY_MISTAKE = "données par erreur : le lieu les a reprises"
TOLD_EVERY = timedelta(hours=1)


@transaction.atomic
def request(showing: Showing, *, by: Actor, at: datetime, **wanted: Unpack[Wanted]) -> Ask:
    """Ask the partner for places of the date; see `Wanted` for what the relay says. No place counts as taken until
    somebody says yes.

    Raises `BookingClosed`, `RelayRefused`, `NewsOwed`, `PartyRefused`, `NoWheelchairPlace`, `RelayHasItsShare`,
    `PickupNameMissing`, or `AskRefused` when places are not given on request, or when the relay has asked already.
    """
    conditions.refuse_if_closed(showing, at)
    if showing.offer.booking_mode != BookingMode.ON_REQUEST:
        raise AskRefused("Pour cette sortie, on ne demande pas de places au lieu.", "Rouvrez la page de la sortie.")
    ask = asking.draft(showing, Ask.Kind.REQUEST, by=by, at=at, **wanted)
    if first := asking.asked_before(ask):
        return first
    ask.save(force_insert=True)
    journal.record(verbs.REQUESTED, ask, by=by, at=at, places=words.places(ask.places), relay=ask.relay.name)
    return ask


@transaction.atomic
def answer_request(ask: Ask, *, places: int, by: Actor, at: datetime) -> Booking | Proposal:
    """Give ``places``: all that was asked is booked at once, fewer are proposed to the relay, which accepts or not.

    Raises `AskEnded`, `AskRefused` for no place or more than asked or while a proposal is out, `RelayRefused`,
    `RelayHasItsShare`, `Full` or `NoWheelchairPlace`; nothing is then written.
    """
    conditions.lock_share(ask.showing.offer, ask.relay)
    ask = _unanswered(ask, at)
    if not 1 <= places <= ask.places:
        raise AskRefused(f"Cette demande est {words.of_places(ask.places)}.", f"Donnez-en de 1 à {ask.places}.")
    conditions.refuse_more_than_a_share(ask.showing.offer, ask.relay, places)
    if places < ask.places:
        return turns.propose(ask, places=places, by=by, at=at)
    booking = grant(
        ask.showing,
        relay=ask.relay,
        party=ask.party,
        by=by,
        at=at,
        pickup_sealed=ask.sealed_name,
        booked_for=ask.booked_for,
        booked_by_id=ask.asked_by_id,
    )
    keeping.end(ask, Ask.End.BOOKED, at=at, booking=booking)
    journal.record(verbs.REQUEST_GRANTED, ask, by=by, at=at, places=words.places(places))
    return booking


@transaction.atomic
def take_back(ask: Ask, *, by: Actor, at: datetime) -> Ask:
    """Undo an answer given by mistake, less than 15 minutes ago: what was booked is cancelled, what was proposed is
    withdrawn, the places go back, and the request waits for an answer again. The relay hears of it.

    Raises `AskRefused` once it is too late, or once the relay has done something of what it was given.
    """
    from ..tasks import tell_of_ask, tell_of_taken_back  # jobs call operations

    ask = keeping.held(ask)
    proposal = ask.proposals.pending().filter(proposed_at__gt=at - TAKEN_BACK_WITHIN).order_by("pk").first()
    if ask.kind == Ask.Kind.REQUEST and ask.ended_at is None and proposal:
        number = proposal.places
        keeping.answer(proposal, Proposal.Answer.WITHDRAWN, at=at)
        keeping.give_back(proposal, number, proposal.wheelchair)
        tell_of_ask.defer(ask_id=ask.pk, event="taken_back")
    else:
        booking = _given_just_now(ask, at)
        number = booking.places
        keeping.reopen(ask, booking)
        booking.cancelled_at, booking.cancel_reason, booking.pickup_sealed = at, BY_MISTAKE, None
        booking.save(update_fields=["cancelled_at", "cancel_reason", "pickup_sealed"])
        journal.record(verbs.GRANT_TAKEN_BACK, booking, by=by, at=at, places=words.places(number))
        keeping.move(ask, -number, -booking.wheelchair)
        tell_of_taken_back.defer(ask_id=ask.pk, booking_id=booking.pk)
    journal.record(verbs.REQUEST_TAKEN_BACK, ask, by=by, at=at, places=words.places(number))
    turns.offer_next(ask.showing, by=by, at=at)
    return ask


@transaction.atomic
def refuse_request(ask: Ask, *, refusal: Ask.Refusal, answer: str = "", by: Actor, at: datetime) -> Ask:
    """Say no, and why: the relay reads the reason and the words. Raises `AskEnded`, or `AskRefused` when another
    reason is given without words, or while a proposal is out."""
    from ..tasks import tell_of_ask  # the job calls operations

    ask = _unanswered(ask, at)
    answer = " ".join(answer.split())[:MOST_ANSWER]
    if refusal == Ask.Refusal.OTHER and not answer:
        raise AskRefused("Le relais lira votre réponse.", "Écrivez la raison en quelques mots.")
    ask.refusal, ask.answer = refusal, answer
    keeping.end(ask, Ask.End.REFUSED, at=at)
    journal.record(verbs.REQUEST_REFUSED, ask, by=by, at=at, reason=str(Ask.Refusal(refusal).label))
    tell_of_ask.defer(ask_id=ask.pk, event="ended")
    return ask


@transaction.atomic
def tell_answerer(association: Association, partner: Structure | None, *, at: datetime) -> int:
    """One mail to whoever answers for ``partner``, or for the offers of ``association`` without a partner: the requests
    that are new, and those that wait while the date closes. At most one an hour; returns how many requests it tells.

    Rows that another worker is telling, or that somebody is answering, are left to them.
    """
    own = Ask.objects.filter(showing__offer__association=association, showing__offer__partner=partner)
    if own.filter(Q(told_at__gt=at - TOLD_EVERY) | Q(reminded_at__gt=at - TOLD_EVERY)).exists():
        return 0
    due = list(
        asking.to_tell(at)
        .filter(pk__in=own.values("pk"))
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("showing__allotment", "showing__offer__association", "showing__offer__partner__partner")
    )
    if not due:
        return 0
    soon = [ask for ask in due if ask.showing.allotment.closes_at <= at + asking.REMINDED_BEFORE]
    Ask.objects.filter(pk__in=[ask.pk for ask in due], told_at=None).update(told_at=at)
    Ask.objects.filter(pk__in=[ask.pk for ask in soon]).update(reminded_at=at)
    notices_asks.tell_answerer(association, partner, due, at=at)
    return len(due)


def _given_just_now(ask: Ask, at: datetime) -> Booking:
    """What the request was given, locked, if it may still be taken back. Raises `AskRefused`."""
    if ask.kind != Ask.Kind.REQUEST or ask.end != Ask.End.BOOKED or ask.booking_id is None:
        raise AskRefused("Il n'y a plus rien à reprendre.", "Regardez où en est la demande.")
    if ask.ended_at is None or ask.ended_at <= at - TAKEN_BACK_WITHIN or ask.showing.is_over(at):
        raise AskRefused("Trop tard pour reprendre ces places.", "Appelez l'association : elle verra avec le relais.")
    booking = Booking.objects.select_for_update().get(pk=ask.booking_id)
    if booking.cancelled_at or booking.changed_at:
        raise AskRefused("Le relais a déjà changé ou annulé sa réservation.", "Appelez l'association.")
    if Ask.objects.requests().filter(showing=ask.showing_id, relay=ask.relay_id).exists():
        raise AskRefused("Ce relais a déjà fait une autre demande pour cette date.", "Répondez-lui.")
    return booking


def _unanswered(ask: Ask, at: datetime) -> Ask:
    ask = asking.locked(ask)
    if ask.kind != Ask.Kind.REQUEST:
        raise AskRefused("Ce relais est sur une liste d'attente.", "Les places lui seront proposées à son tour.")
    if ask.proposals.pending().exists():
        raise AskRefused("Le relais n'a pas encore répondu à votre proposition.", "Attendez sa réponse.")
    if ask.showing.is_over(at):
        raise AskRefused("La date est passée.", "Il n'y a plus rien à répondre.")
    return ask
