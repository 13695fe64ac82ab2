"""The vouchers of a permanence, in one PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.bookings import paperwork
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.views.downloads import answer

from .. import policies
from ..models import Permanence, Pick


@require_safe
def vouchers(request: Request, pk: int) -> HttpResponse:
    """Those of everybody, or of one person (`?personne=2`), in the order of the people: ready to hand out."""
    held = get_object_or_404(Permanence.objects.visible_to(request.user).select_related("relay"), pk=pk)
    picks = Pick.objects.filter(permanence=held).held()
    person = request.GET.get("personne", "")
    if person.isdecimal() and len(person) < 5:
        picks = picks.filter(person=int(person))
    keys = list(picks.order_by("person", "received_at", "pk").values_list("booking", flat=True))
    bookings = Booking.objects.held().with_showing().in_bulk(keys)
    if not bookings:
        messages.info(request, "Aucune place n'est réservée : il n'y a pas de contremarque à imprimer.")
        return redirect("permanences:summary", held.pk)
    day = timezone.localtime(held.opened_at)
    paper = paperwork.vouchers(
        [bookings[key] for key in keys if key in bookings],
        name=f"contremarques-{day:%Y-%m-%d}",
        choices=paperwork.VoucherChoices.read(request.GET),
        named=policies.may_edit(request.user, held),
    )
    return answer(paper)
