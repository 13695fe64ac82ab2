"""What the page of a booking says of the text of the day before."""

from dataclasses import dataclass

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import sms

from ..models import Phone
from ..operations import phones

register = template.Library()


@dataclass(frozen=True)
class Numbers:
    """``given`` numbers, ``gone`` people that they said will not come; ``missing`` when nobody sends texts here."""

    given: int = 0
    gone: int = 0
    missing: bool = False


@register.simple_tag
def numbers_of(booking: Booking, may_edit: bool, user: User | AnonymousUser) -> Numbers | None:
    """``None`` when there is nothing to offer: it is too late, or no provider, which only the team is told."""
    if not may_edit or not user.is_authenticated:
        return None
    if not sms.offered():
        team = user.staff_roles.filter(ended_at=None, association=booking.relay.association_id).exists()
        return Numbers(missing=True) if team and not booking.showing.is_over(timezone.now()) else None
    given = list(Phone.objects.known().filter(booking=booking))
    try:
        phones.refuse_numbers(booking, at=timezone.now())
    except Refused:
        if not given:
            return None
    return Numbers(len(given), sum(phone.people - phone.expected for phone in given))
