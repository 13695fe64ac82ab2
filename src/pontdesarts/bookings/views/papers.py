"""The papers of a booking: its voucher in every language and style, and the outing for a calendar."""

from django.http import HttpResponse

from pontdesarts.accounts.http import Request

from .. import paperwork, policies
from .bookings import visible
from .downloads import answer


def voucher(request: Request, code: str) -> HttpResponse:
    """The PDF. An unknown choice prints the usual one: French, in colour, one for the group."""
    booking = visible(request, code)
    choices = paperwork.VoucherChoices.read(request.GET)
    named = policies.may_read_name(request.user, booking)
    return answer(paperwork.voucher(booking, choices=choices, named=named))


def calendar(request: Request, code: str) -> HttpResponse:
    """The outing as an iCalendar file: a title, an hour, a place. Nobody's name, nor the code."""
    booking = visible(request, code)
    return answer(paperwork.calendar(booking))
