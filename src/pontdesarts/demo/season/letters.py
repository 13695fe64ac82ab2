"""The mails that a visitor reads: those of the people whose account they may take, and the lists of the venues."""

from pontdesarts.bookings import asks_due, notices, operations, paperwork, tasks
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB

from ..people import ACCOUNTS
from .clock import Clock

MOST_EACH = 60


def write_letters(clock: Clock) -> None:
    """Vouchers and cancellations of the demo accounts, as the jobs would have written them, at their own hour."""
    for account in ACCOUNTS:
        told = Booking.objects.with_showing().filter(booked_by__email=account.email)
        for booking in told.upcoming(clock.now).order_by("-booked_at", "-pk")[:MOST_EACH]:
            _tell(booking)


def _tell(booking: Booking) -> None:
    paper = paperwork.voucher(booking, named=False)
    notices.send_vouchers(
        booking, paper=paper, to=notices.recipients(booking), at=booking.changed_at or booking.booked_at
    )
    if booking.cancelled_at and booking.cancelled_by_venue:
        notices.tell_of_cancelled_date(booking, at=booking.cancelled_at)
    elif booking.cancelled_at:
        notices.confirm_cancellation(booking, at=booking.cancelled_at)


def tidy(clock: Clock) -> None:
    """The lists that are due leave; nobody waits for a date that has come; the names that are no longer needed go."""
    operations.erase_pickup_names(by=JOB, at=clock.now)
    for ask in asks_due.over(clock.now):
        operations.end_when_over(ask, by=JOB, at=clock.now)
    tasks.send_lists_due(at=clock.now)
