"""An offer in four steps: what, when, how many, read again. The first and the last are here, the others in `dates`."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure, Venue
from pontdesarts.territory.rules import fold
from pontdesarts.ui.forms import add_refusal

from .. import operations, readiness
from ..forms import NewVenueForm, WhatForm
from ..models import Offer
from ..operations import OfferChanged
from .doors import Door

STEPS = ["Quoi", "Quand", "Combien", "Relire"]


def new(request: HttpRequest, door: Door) -> HttpResponse:
    """For which partner; straight to the first step when there is only one."""
    partners = door.partners().select_related("commune").order_by("sort_name", "pk")
    two = list(partners[:2])
    if len(two) == 1:
        return redirect(door.url("enter", two[0].pk))
    typed = request.GET.get("q", "")[:80]
    for word in fold(typed).split():
        partners = partners.filter(sort_name__contains=word)
    context = {"door": door, "q": typed, "page": Paginator(partners, 30).get_page(request.GET.get("page"))}
    return render(request, "programme/new.html", context)


def enter(request: HttpRequest, door: Door, partner_pk: int) -> HttpResponse:
    partner = get_object_or_404(door.partners().select_related("association", "partner"), pk=partner_pk)
    blank = Offer(association=partner.association, partner=partner)
    return _what(request, door, blank, partner)


def what(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    offer = door.offer(pk)
    return _what(request, door, offer, offer.partner)


def _what(request: HttpRequest, door: Door, offer: Offer, partner: Structure | None) -> HttpResponse:
    # a form writes in the offer that it is given, and the page still needs the title as it stands
    mine = Offer.objects.get(pk=offer.pk) if offer.pk else Offer(association=offer.association, partner=partner)
    venues = door.venues(partner) if partner else Venue.objects.filter(association=offer.association)
    orphan = offer.pk is not None and partner is None
    form = WhatForm(
        request.POST or None,
        request.FILES or None,
        instance=mine,
        venues=venues.select_related("commune"),
        partners=door.partners().filter(association=offer.association) if orphan else None,
    )
    place = NewVenueForm(request.POST or None, prefix="lieu")
    if request.method == "POST" and _both_valid(form, place):
        try:
            saved = _save(door, offer, form, place)
        except OfferChanged as refusal:
            form.retype("revision", str(refusal.revision))
            add_refusal(form, refusal)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(_after(request, door, saved, "dates"))
    context = {"door": door, "offer": offer, "partner": partner, "form": form, "place": place, "steps": STEPS}
    return render(request, "programme/what.html", context)


def _both_valid(form: WhatForm, place: NewVenueForm) -> bool:
    valid = all([form.is_valid(), not place.filled or place.is_valid()])
    for errors in place.errors.values() if place.filled else []:
        form.add_error(None, f"Lieu : {' '.join(str(error) for error in errors)}")
    if valid and place.filled and form.cleaned_data["venue"]:
        form.add_error("venue", "Choisissez un lieu de la liste, ou décrivez-en un autre, pas les deux.")
    return valid and form.is_valid()


def _save(door: Door, offer: Offer, form: WhatForm, place: NewVenueForm) -> Offer:
    at, by = timezone.now(), door.acting(offer.partner)
    more: dict[str, Any] = {"values": form.values, "new_venue": place.cleaned_data if place.filled else None}
    if offer.pk:
        return operations.edit_offer(offer, revision=form.cleaned_data["revision"], by=by, at=at, **more)
    more["values"]["partner"] = offer.partner
    request_id = form.cleaned_data["request_id"]
    return operations.enter_offer(offer.association, request_id=request_id, by=by, at=at, **more)


def _after(request: HttpRequest, door: Door, offer: Offer, following: str) -> str:
    """To the next step of a draft; back to the offer when it is in the catalogue, or to be finished later."""
    if offer.published_at:
        messages.success(request, "C'est enregistré.")
    elif "later" in request.POST:
        messages.success(request, "Le brouillon est enregistré. Vous le retrouvez ici quand vous voulez.")
    else:
        return door.url(following, offer.pk)
    return door.url("manage_offer", offer.pk)


def review(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """What a referent will see, and what is missing, before it is published."""
    offer, at = door.offer(pk), timezone.now()
    showings = list(offer.showings.upcoming(at).select_related("offer", "venue__commune", "allotment"))
    lacks = readiness.lacks(offer, showings, at)
    context = {
        "door": door,
        "offer": offer,
        "showings": showings[:6],
        "more": max(0, len(showings) - 6),
        "lacks": lacks,
        "ready": not any(lack.needed for lack in lacks),
        "steps": STEPS,
    }
    return render(request, "programme/review.html", context)


@require_POST
def publish(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    offer = door.offer(pk)
    try:
        operations.publish(offer, by=door.acting(offer.partner), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(door.url("review", pk))
    messages.success(request, f"« {offer} » est en ligne. Les relais peuvent la trouver dès maintenant.")
    return redirect(door.url("manage_offer", pk))
