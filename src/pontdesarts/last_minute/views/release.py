"""« Libérer des places pour ce soir »: with an account, by the link of the list, by the link of the offers."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import typed
from pontdesarts.bookings.rules import fresh_list_at
from pontdesarts.bookings.views.lists import opened
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.programme.models import Showing
from pontdesarts.programme.rules import LAST_MINUTE
from pontdesarts.programme.views.doors import Door, through_account, through_link
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import figures, operations, rules
from ..forms import ReleaseForm
from ..models import Release
from ..operations.alerts import moment_to_tell


@dataclass(frozen=True)
class Way:
    """By which door somebody came: who they are, where this page and the one before stand."""

    showing: Showing
    by: Actor
    here: str
    back: str
    layout: str = "ui/base.html"


@through_account
def release(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    return _page(request, _by_door(door, pk, reverse("last_minute:release", args=[pk])))


@through_link
def link_release(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """The partner's own link to its offers."""
    return _page(request, _by_door(door, pk, reverse("last_minute:link_release", args=[door.token, pk])))


@login_not_required
@never_cache
def signed_release(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the list of the date: whoever is at the box office tonight."""
    try:
        showing = opened(token)
    except links.LinkRefused as refusal:
        return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
    holder = showing.offer.partner or showing.place or showing.offer.association
    here = reverse("last_minute:signed_release", args=[token])
    back = reverse("bookings:signed_list", args=[token])
    return _page(request, Way(showing, Actor.link(str(holder)), here, back, "ui/plain.html"))


def _by_door(door: Door, pk: int, here: str) -> Way:
    showing = door.showing(pk)
    layout = "ui/plain.html" if door.holder else "ui/base.html"
    return Way(showing, door.acting(showing.offer.partner), here, door.url("manage_offer", showing.offer_id), layout)


def _page(request: HttpRequest, way: Way) -> HttpResponse:
    """How many, until when; what was released before, how many were told and came; the way to take places back."""
    at, showing = timezone.now(), way.showing
    if request.method == "POST" and "end" in request.POST:
        return _end(request, way)
    usual = rules.usual_until(showing.starts_at, fresh_list_at(showing.starts_at, showing.offer.terms), at)
    known = figures.of(showing, at)
    again = {"places": known.left} if known.standing and known.left else {}
    form = ReleaseForm(typed(request), initial={"until": usual, **again})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.release(showing, by=way.by, at=at, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _said(made))
            return redirect(way.here)
    context = {
        "way": way,
        "showing": showing,
        "offer": showing.offer,
        "place": showing.place,
        "form": form,
        "figures": known,
        "over": showing.is_over(at) or showing.cancelled_at is not None,
        "early": not showing.is_over(at) and showing.starts_at - at > LAST_MINUTE,
    }
    return render(request, "last_minute/release.html", context)


def _said(made: Release) -> str:
    """What happens next, as a sentence."""
    freed = f"{words.places(made.places).capitalize()} {'libérée' if made.places == 1 else 'libérées'}."
    at = timezone.now()
    moment = moment_to_tell(made, at=at)
    if moment is None:
        return f"{freed} Elles vont aux relais qui attendaient."
    if moment > at:
        return f"{freed} Les relais qui peuvent venir seront prévenus {words.french_moment(moment)}."
    return f"{freed} Les relais qui peuvent venir sont prévenus dans les minutes qui viennent."


def _end(request: HttpRequest, way: Way) -> HttpResponse:
    try:
        unused = operations.end_release(way.showing, by=way.by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        back = "Personne ne peut plus les prendre." if unused else "Tout avait été pris."
        messages.success(request, f"C'est fini pour la dernière minute : {words.places(unused)} sans preneur. {back}")
    return redirect(way.here)
