"""What a tablet sends: each pick becomes a booking, a turn on a waiting list, a request, or a refusal that says why."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.bookings import operations as bookings
from pontdesarts.bookings.models import Ask, columns_of
from pontdesarts.bookings.notices_asks import turn_of
from pontdesarts.bookings.rules import Party
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import BookingMode, Showing
from pontdesarts.ui import words

from .. import verbs
from ..models import Permanence, Pick
from ..refusals import PermanenceClosed, PickRefused

# what a place that comes back would mend
_MAY_COME_BACK = (bookings.Full, bookings.NoWheelchairPlace, bookings.KeptForOthers)


@dataclass(frozen=True)
class Chosen:
    """What one person chose, as the device tells it. ``or_wait``: if there is no place, put them on the waiting list.

    ``pickup_name`` only where the venue requires one; it goes to the booking, sealed, and nowhere else.
    """

    request_id: UUID
    person: int
    showing: Showing
    party: Party
    or_wait: bool = False
    pickup_name: str = ""

    @property
    def said(self) -> str:
        """The same for the same choice. The name is left out: it must not be found again by trying names."""
        heard = {"showing": self.showing.pk, "person": self.person, "or_wait": self.or_wait, **columns_of(self.party)}
        return sha256(json.dumps(heard, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def receive(permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> Pick:
    """Book what was chosen, or wait, or ask, and write what was answered, refusals included.

    The same pick again, even at the same moment from another tab, is answered what it was answered first. Raises
    `PickRefused` when its number has served for something else, `PermanenceClosed` when it comes too late.
    """
    pick, is_new = _claimed(permanence, chosen, at)
    if not is_new:
        return pick
    if permanence.closed_at:
        raise PermanenceClosed(
            f"La permanence est fermée depuis {words.french_moment(permanence.closed_at)}.", "Rouvrez-la pour envoyer."
        )
    _answer(pick, permanence, chosen, by=by, at=at)
    pick.save()
    return pick


@transaction.atomic
def withdraw(permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> Pick:
    """The person no longer wants it: a booking is cancelled, a turn or a request is left, what was refused stays so.

    A pick that never came is written as withdrawn: a copy of it still on its way books nothing. Withdrawing twice
    changes nothing. Raises what `bookings.cancel` and `bookings.leave` raise: the outing has begun.
    """
    pick, is_new = _claimed(permanence, chosen, at)
    if pick.outcome == Pick.Outcome.WITHDRAWN:
        return pick
    # a turn or a request may have become a booking since
    booking = pick.booking or (pick.ask.booking if pick.ask else None)
    if booking and booking.cancelled_at is None:
        bookings.cancel(booking, by=by, at=at, reason="choix retiré pendant la permanence")
    if pick.ask and pick.ask.ended_at is None:
        bookings.leave(pick.ask, by=by, at=at)
    pick.outcome, pick.next_step = Pick.Outcome.WITHDRAWN, ""
    pick.sentence = "Retiré." if is_new or not (pick.booking or pick.ask) else "Retiré : les places sont rendues."
    pick.save()
    title = chosen.showing.offer.title
    journal.record(verbs.WITHDRAWN, permanence, by=by, at=at, person=chosen.person, title=title)
    return pick


def _claimed(permanence: Permanence, chosen: Chosen, at: datetime) -> tuple[Pick, bool]:
    """The row of this number, ours until the transaction ends, and whether we have just made it: whoever sends it at
    the same moment waits here, then reads what we answered."""
    claim = Pick(
        permanence=permanence,
        request_id=chosen.request_id,
        said=chosen.said,
        person=chosen.person,
        showing=chosen.showing,
        places=chosen.party.places,
        outcome=Pick.Outcome.REFUSED,
        received_at=at,
    )
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:
        first = Pick.objects.select_for_update(of=("self",)).filter(request_id=chosen.request_id).first()
        if first is None:
            raise
        if (first.permanence_id, first.said) != (permanence.pk, chosen.said):
            raise PickRefused("Ce choix a déjà été envoyé, autrement.", "Choisissez à nouveau cette sortie.") from None
        return first, False
    return claim, True


def _answer(pick: Pick, permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> None:
    try:
        if chosen.showing.offer.booking_mode == BookingMode.ON_REQUEST:
            _ask(pick, permanence, chosen, by=by, at=at)
        else:
            _book(pick, permanence, chosen, by=by, at=at)
    except _MAY_COME_BACK as refusal:
        if chosen.or_wait:
            _wait(pick, permanence, chosen, by=by, at=at)
        else:
            _refuse(pick, refusal)
    except Refused as refusal:
        _refuse(pick, refusal)


def _book(pick: Pick, permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> None:
    booking = bookings.book(
        chosen.showing,
        relay=permanence.relay,
        party=chosen.party,
        pickup_name=chosen.pickup_name,
        request_id=chosen.request_id,
        by=by,
        at=at,
    )
    pick.booking, pick.outcome = booking, Pick.Outcome.BOOKED
    pick.sentence = f"C'est réservé : {words.places(booking.places)}."
    pick.next_step = "La contremarque s'imprime à la fin de la permanence."


def _ask(pick: Pick, permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> None:
    pick.ask = bookings.request(
        chosen.showing,
        relay=permanence.relay,
        party=chosen.party,
        pickup_name=chosen.pickup_name,
        request_id=chosen.request_id,
        by=by,
        at=at,
    )
    pick.outcome = Pick.Outcome.ASKED
    pick.sentence = f"C'est demandé : {words.places(chosen.party.places)}."
    pick.next_step = "Le lieu répond au relais par courriel."


def _wait(pick: Pick, permanence: Permanence, chosen: Chosen, *, by: Actor, at: datetime) -> None:
    try:
        ask = bookings.wait(
            chosen.showing,
            relay=permanence.relay,
            party=chosen.party,
            pickup_name=chosen.pickup_name,
            request_id=chosen.request_id,
            by=by,
            at=at,
        )
    except Refused as refusal:
        _refuse(pick, refusal)
        return
    pick.ask, pick.outcome = ask, Pick.Outcome.WAITING
    pick.sentence = f"Complet : inscription en liste d'attente, {_turn(ask)}."
    pick.next_step = "Si des places reviennent, le relais reçoit un courriel."


def _turn(ask: Ask) -> str:
    before = turn_of(ask) - 1
    return f"{words.counted(before, 'relais', 'relais')} avant vous" if before else "premier tour"


def _refuse(pick: Pick, refusal: Refused) -> None:
    pick.outcome = Pick.Outcome.REFUSED
    pick.sentence, pick.next_step = refusal.sentence[:300], refusal.next_step[:300]
