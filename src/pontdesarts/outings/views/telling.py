"""« Qui est venu ? »: one gesture for each outing; with an account, or by the link of a mail, which writes nothing by
being opened."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting
from pontdesarts.accounts.models import User
from pontdesarts.bookings import codes, policies, prefill
from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui.keys import key

from .. import listing, notices
from ..models import Channel, Claim
from . import saying


@dataclass(frozen=True)
class Door:
    """By where one comes in: what one may tell of, in whose name, and the address of the page."""

    mine: BookingQuerySet
    speaks: Callable[[Booking], tuple[Actor, Claim.Via]]
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
def to_tell(request: Request) -> HttpResponse:
    """The past outings of one's relays that nobody told of, the oldest first; then those told lately, to correct."""

    def speaks(booking: Booking) -> tuple[Actor, Claim.Via]:
        whom = policies.on_behalf_of(request.user, booking.relay)
        return acting(request, on_behalf_of=whom), Claim.Via.PHONE if whom else Claim.Via.PAGE

    door = Door(Booking.objects.editable_by(request.user), speaks, reverse("outings:to_tell"))
    asked = Structure.objects.served_by(request.user).exists()
    return _page(request, door, "outings/to_tell.html", _way_back(request) | {"asked": asked})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for one referent, for whoever holds the link of their mail. Opening it changes nothing: programs
    that look into mails open every link."""
    try:
        user = _opened(token)
    except links.LinkRefused as refusal:
        return render(request, "outings/link_refused.html", {"refusal": refusal}, status=410)
    relays = list(Structure.objects.served_by(user).order_by("sort_name", "pk"))
    door = Door(
        Booking.objects.filter(relay__in=relays),
        lambda booking: (Actor.link(user.get_full_name()), Claim.Via.LINK),
        reverse("outings:signed", args=[token]),
    )
    return _page(request, door, "outings/signed.html", {"holder": user, "relays": relays})


def _opened(token: str) -> User:
    """The referent whose link it is. Raises `LinkRefused`, also when they have left, or withdrew their links."""
    link = links.read(token, notices.DOOR, at=timezone.now())
    user = User.objects.filter(pk=link.subject, is_active=True).first()
    if user is None or not Structure.objects.served_by(user).exists():
        raise links.LinkRefused(
            "Ce lien n'ouvre plus de sortie.", "La personne qui l'a reçu ne répond plus pour un relais."
        )
    channel = Channel.objects.filter(user=user).first()
    if link.epoch != (channel.link_epoch if channel else 0):
        raise links.LinkRefused("Ce lien a été retiré.", "Ouvrez le plus récent, ou connectez-vous.")
    return user


def _page(request: HttpRequest, door: Door, template: str, more: dict[str, object]) -> HttpResponse:
    if request.method != "POST":
        return render(request, template, listing.page(request, door.mine, timezone.now()) | more)
    code = codes.normalise(request.POST.get("booking", ""))
    booking = door.mine.with_showing().filter(code=code).first() if code else None
    if booking is None:
        messages.error(request, "Cette réservation n'est pas de celles que vous pouvez raconter.")
        return redirect(door.address)
    by, via = door.speaks(booking)
    if request.POST.get("do") == "more":
        form = listing.more_form(booking, request)
        if not form.is_valid() or not saying.more(request, booking, form, via=via, by=by):
            shown = listing.page(request, door.mine, timezone.now(), told=booking, form=form)
            return render(request, template, shown | more)
        return redirect(saying.after_more(request, booking, door.address))
    said = saying.answer(request, booking, via=via, by=by)
    if request.POST.get("on") == "booking":
        return redirect("bookings:booking", booking.code)
    return redirect(saying.after_answer(request, booking, door.address) if said else door.address)


def _way_back(request: Request) -> dict[str, object]:
    """The booking that was refused until this is told, with what was typed there."""
    asked = request.GET.get("seance", "")
    known = Showing.objects.visible_to(request.user).select_related("offer")
    showing = known.filter(pk=key(asked)).first() if key(asked) else None
    if showing is None:
        return {"back": "", "showing": None}
    typed = prefill.address(request.GET)
    return {"back": f"{reverse('bookings:book', args=[showing.pk])}?{typed}", "showing": showing}
