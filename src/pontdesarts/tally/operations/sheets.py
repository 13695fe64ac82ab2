"""A list gets its identity."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pontdesarts.bookings.documents import boxes
from pontdesarts.bookings.guests import Guest
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import verbs
from ..models import Sheet


@transaction.atomic
def print_sheet(showing: Showing, guests: Sequence[Guest], *, by: Actor, at: datetime) -> Sheet:
    """The sheet to print for these guests: the last one when it has the same rows, for it is the same paper."""
    rows = [[guest.code, guest.places] for guest in guests]
    last = Sheet.objects.filter(showing=showing).latest_first().first()
    if last and (last.rows, last.geometry) == (rows, boxes.VERSION):
        return last
    sheet = Sheet.objects.create(showing=showing, printed_at=at, geometry=boxes.VERSION, rows=rows)
    journal.record(verbs.PRINTED, showing, by=by, at=at, rows=words.counted(len(rows), "ligne", "lignes"))
    return sheet
