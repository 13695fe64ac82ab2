"""The venue's list leaves; names that are no longer needed go."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.operations import Paper
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import notices, rules, verbs
from ..models import Booking, ListSending

_Rows = TypeVar("_Rows", bound=models.QuerySet)  # type: ignore[type-arg]  # of bookings, or of sendings


def send_list(
    showing: Showing, *, moment: ListSending.Moment, papers: Sequence[Paper], places: int, by: Actor, at: datetime
) -> ListSending | None:
    """Mail the list to the venue, once for each moment: ``None`` when it had left already.

    The unique row is the guard, so two workers send one mail. ``papers`` are made before, outside the transaction.
    """
    to = notices.address_of_list(showing)
    try:
        with transaction.atomic():
            sending = ListSending.objects.create(showing=showing, moment=moment, sent_at=at, to=to, places=places)
            sending.message = notices.send_list(showing, to=to, moment=moment, places=places, papers=papers, at=at)
            sending.save(update_fields=["message"])
            journal.record(verbs.LIST_SENT, showing, by=by, at=at, places=words.places(places), to=to)
            return sending
    except IntegrityError:
        return None


@transaction.atomic
def erase_pickup_names(*, by: Actor, at: datetime) -> int:
    """Erase every pick-up name whose outing is far enough behind, and the lists that were mailed with such names.

    Returns how many bookings lost one. Running it again erases nothing more.
    """
    named = Booking.objects.with_pickup_name().select_for_update(of=("self",)).order_by("pk")
    due = [booking for booking in _begun(named, at) if _may_go(booking.showing, at)]
    for booking in due:
        booking.pickup_sealed = None
    journal.record_all(verbs.PICKUP_ERASED, due, by=by, at=at)
    Booking.objects.bulk_update(due, ["pickup_sealed"], batch_size=500)
    mailed = [sending for sending in _begun(ListSending.objects.with_message(), at) if _may_go(sending.showing, at)]
    messaging.forget_papers([sending.message_id for sending in mailed if sending.message_id], at=at)
    ListSending.objects.filter(pk__in=[sending.pk for sending in mailed]).update(message=None)
    return len(due)


def _begun(rows: _Rows, at: datetime) -> _Rows:
    return rows.filter(showing__starts_at__lt=at).select_related("showing__offer__association")


def _may_go(showing: Showing, at: datetime) -> bool:
    return rules.erase_pickup_at(showing.ends_at or showing.starts_at, showing.offer.terms) <= at
