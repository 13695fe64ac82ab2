"""A relay answers what it was proposed, or lets the term pass."""

from datetime import datetime

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import asking, conditions, keeping, places, rules, verbs
from ..models import Ask, Booking, Proposal
from ..refusals import PartyRefused
from . import turns
from .book import grant

UNANSWERED_TWICE = 2


@transaction.atomic
def accept(proposal: Proposal, *, party: rules.Party | None = None, by: Actor, at: datetime) -> Booking:
    """Book what was proposed. ``party`` is who comes, when that is fewer than asked or somebody else; left out, it is
    the party that asked, `rules.reduced` when fewer places were proposed.

    Places that the party does not need go to the next. Raises `NothingProposed` when the proposal was answered or is
    past its term, `PartyRefused`, `RelayRefused` or `RelayHasItsShare`; nothing is then written.
    """
    conditions.lock_share(proposal.ask.showing.offer, proposal.ask.relay)
    proposal = asking.proposed(proposal, at=at)
    ask, showing = proposal.ask, proposal.ask.showing
    party = party or rules.reduced(ask.party, proposal.places)
    _check(proposal, party)
    conditions.refuse_more_than_a_share(showing.offer, ask.relay, party.places)
    keeping.answer(proposal, Proposal.Answer.ACCEPTED, at=at)
    booking = grant(
        showing,
        relay=ask.relay,
        party=party,
        by=by,
        at=at,
        taken_already=True,
        pickup_sealed=ask.sealed_name,
        booked_for=ask.booked_for,
        booked_by_id=by.user_id or ask.asked_by_id,
    )
    keeping.end(ask, Ask.End.BOOKED, at=at, booking=booking)
    journal.record(verbs.PROPOSAL_ACCEPTED, ask, by=by, at=at, places=words.places(booking.places))
    more, wheelchair = proposal.places - party.places, proposal.wheelchair - party.wheelchair
    if more or wheelchair:
        keeping.give_back(proposal, more, wheelchair)
        turns.offer_next(showing, by=by, at=at)
    return booking


def _check(proposal: Proposal, party: rules.Party) -> None:
    sentence = rules.flaw(party)
    if party.places > proposal.places:
        sentence = f"{words.places(proposal.places).capitalize()} vous attendent, vous en indiquez {party.places}."
    elif party.wheelchair > proposal.wheelchair:
        said = words.counted(proposal.wheelchair, "place est gardée", "places sont gardées")
        sentence = f"{said} pour fauteuil roulant, vous en indiquez {party.wheelchair}."
    if sentence:
        raise PartyRefused(sentence, "Changez le nombre de personnes.")


@transaction.atomic
def decline(proposal: Proposal, *, staying: bool, by: Actor, at: datetime) -> Ask:
    """Pass: the places go to the next. ``staying`` keeps the ask open.

    Who was proposed fewer places than asked and stays keeps its turn, and is not asked again for so few; who was
    proposed them all goes behind the others: its turn came. Raises `NothingProposed`.
    """
    proposal = asking.proposed(proposal, at=at)
    ask = proposal.ask
    keeping.answer(proposal, Proposal.Answer.STAYED if staying else Proposal.Answer.PASSED, at=at)
    keeping.give_back(proposal, proposal.places, proposal.wheelchair)
    if not staying:
        keeping.end(ask, Ask.End.LEFT, at=at)
    elif ask.kind == Ask.Kind.WAITING:
        if proposal.places < ask.places:
            ask.least = proposal.places + 1
        else:
            keeping.to_the_end(ask)
        ask.save()
    else:
        _to_be_answered(ask)
    verb = verbs.PROPOSAL_PASSED_STAYING if staying else verbs.PROPOSAL_PASSED
    journal.record(verb, ask, by=by, at=at, places=words.places(proposal.places))
    turns.offer_next(ask.showing, by=by, at=at, but=ask)
    return ask


@transaction.atomic
def expire(proposal: Proposal, *, by: Actor, at: datetime) -> bool:
    """The term is past: the places go to the next. ``False`` when somebody answered, or another worker was here first.

    After a first proposal without an answer the relay goes behind the others; after a second one its ask ends. It is
    told by mail each time.
    """
    from ..tasks import tell_of_ask  # the job calls operations

    places.hold(proposal.ask.showing_id)
    due = Proposal.objects.due(at).select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if due is None:
        return False
    due.ask = ask = Ask.objects.select_for_update(of=("self",)).with_showing().get(pk=due.ask_id)
    keeping.answer(due, Proposal.Answer.EXPIRED, at=at)
    keeping.give_back(due, due.places, due.wheelchair)
    ask.unanswered += 1
    journal.record(verbs.PROPOSAL_EXPIRED, ask, by=by, at=at, places=words.places(due.places))
    if ask.unanswered >= UNANSWERED_TWICE:
        keeping.end(ask, Ask.End.UNANSWERED, at=at)
        tell_of_ask.defer(ask_id=ask.pk, event="ended")
    else:
        if ask.kind == Ask.Kind.WAITING:
            keeping.to_the_end(ask)
            ask.save()
        else:
            _to_be_answered(ask)
        tell_of_ask.defer(ask_id=ask.pk, event="expired", proposal_id=due.pk)
    turns.offer_next(ask.showing, by=by, at=at, but=ask)
    return True


def _to_be_answered(ask: Ask) -> None:
    """The request is as it was before the proposal: whoever answers is told of it once more."""
    ask.told_at = None
    ask.save()
