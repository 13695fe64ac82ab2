"""When, and how many: the dates of an offer and their places."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Venue
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import CancelForm, MoveForm, PeriodForm, SettleForm, WeeklyForm, date_forms, exception_forms, keys_ticked
from ..models import Offer
from ..operations import Places
from .doors import Door
from .entry import STEPS

WAYS = {"une": "Une par une", "semaine": "Chaque semaine", "periode": "Sans date fixe"}


def dates(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """Step 2: dates one by one, every week, or a period. Those that are there are listed below."""
    offer, at = door.offer(pk), timezone.now()
    way = request.POST.get("way") or request.GET.get("comment") or ("periode" if offer.open_dated else "une")
    way = way if way in WAYS else "une"
    data, more = request.POST or None, "more" in request.POST
    form = _form_of(way, offer, data, more=more)
    if request.method == "POST" and not more and form.is_valid():
        try:
            said = _add(door, offer, way, form)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect(door.url("dates", pk))
    showings = list(offer.showings.upcoming(at).select_related("offer", "allotment"))
    context = {"door": door, "offer": offer, "form": form, "way": way, "ways": WAYS, "showings": showings}
    return render(request, "programme/dates.html", context | {"steps": STEPS})


def _form_of(way: str, offer: Offer, data: Any, *, more: bool) -> Any:
    if way == "semaine":
        return WeeklyForm(data, association=offer.association)
    if way == "periode":
        held = offer.showings.held().first() if offer.open_dated else None
        initial: dict[str, object] = {"booking_needed": "oui" if offer.booking_needed else "non"}
        if held and held.ends_at:
            first, last = timezone.localtime(held.starts_at), timezone.localtime(held.ends_at)
            initial |= {"first": first.date(), "last": last.date()}
        return PeriodForm(data, initial=initial)
    return date_forms(data, more=more)


def _add(door: Door, offer: Offer, way: str, form: Any) -> str:
    by, at = door.acting(offer.partner), timezone.now()
    if way == "periode":
        starts_at, ends_at = form.period
        needed = form.cleaned_data["booking_needed"]
        operations.set_period(offer, starts_at=starts_at, ends_at=ends_at, booking_needed=needed, by=by, at=at)
        return f"La période est enregistrée : {words.french_span(starts_at, ends_at)}."
    slots = form.cleaned_data["slots"] if way == "semaine" else _slots(form)
    added = operations.add_showings(offer, slots=slots, by=by, at=at)
    if not added:
        return "Ces dates y étaient déjà : rien n'a changé."
    known = len(slots) - len(added)
    also = f" {words.counted(known, 'autre')} y {'était' if known < 2 else 'étaient'} déjà." if known else ""
    return f"{words.counted(len(added), 'date ajoutée', 'dates ajoutées')}.{also}"


def _slots(rows: Any) -> list[operations.Slot]:
    slots = [row.cleaned_data["slot"] for row in rows if row.has_changed()]
    if not slots:
        raise operations.ShowingRefused("Écrivez au moins une date.", "Un jour et une heure de début suffisent.")
    return slots


def _refuse(form: Any, refusal: Refused) -> None:
    """In the form; in the first row of several."""
    add_refusal(form if isinstance(form, forms.Form) else form.forms[0], refusal)


@require_POST
def remove_dates(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """The dates ticked, or none: entered by mistake."""
    offer = door.offer(pk)
    ticked = keys_ticked(request.POST.getlist("date"))
    showings = list(offer.showings.filter(pk__in=ticked))
    try:
        gone = operations.remove_showings(offer, showings=showings, by=door.acting(offer.partner), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = words.counted(gone, "date retirée", "dates retirées")
        messages.success(request, f"{said}." if gone else "Aucune date n'était cochée : rien n'a changé.")
    return redirect(door.url("dates", pk))


def places(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """Step 3: the places of every date to come, the same or not, and the terms of this offer."""
    offer, at = door.offer(pk), timezone.now()
    showings = list(offer.showings.upcoming(at).select_related("offer", "allotment"))
    common = next((_as_given(s.allotment) for s in showings if hasattr(s, "allotment")), None)
    initial = vars(common).copy() if common else {}
    initial.pop("closes_hours", None)
    form = SettleForm(request.POST or None, offer=offer, may_draw=door.may_draw(offer), initial=initial)
    rows = exception_forms(showings, common, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), *[row.is_valid() for row in rows]]):
        given = {showing.pk: form.given for showing in showings}
        given |= {row.showing.pk: row.given(form.given) for row in rows}
        by = door.acting(offer.partner)
        try:
            operations.settle_places(offer, values=form.values, given=given, by=by, at=at)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            if not offer.published_at and "later" not in request.POST:
                return redirect(door.url("review", pk))
            messages.success(request, "Les places sont enregistrées.")
            return redirect(door.url("manage_offer", pk))
    context = {"door": door, "offer": offer, "form": form, "rows": rows, "showings": showings, "steps": STEPS}
    return render(request, "programme/places.html", context)


def _as_given(allotment: Any) -> Places:
    names = ("places", "wheelchair_places", "most_per_booking", "opens_at")
    return Places(**{name: getattr(allotment, name) for name in names})


def cancel_date(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """Call a date off, knowing how many places are taken."""
    showing = door.showing(pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, reason = door.acting(showing.offer.partner), form.cleaned_data["reason"]
        try:
            operations.cancel_showing(showing, reason=reason, by=by, at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            told = " Les personnes qui ont réservé sont prévenues." if _taken(showing) else ""
            messages.success(request, f"La date est annulée.{told}")
            return redirect(door.url("manage_offer", showing.offer_id))
    context = {"door": door, "offer": showing.offer, "showing": showing, "form": form, "taken": _taken(showing)}
    return render(request, "programme/cancel_date.html", context)


def move_date(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """Another day, another hour, another place."""
    showing = door.showing(pk)
    partner = showing.offer.partner
    venues = door.venues(partner) if partner else Venue.objects.filter(association=showing.offer.association)
    form = MoveForm(request.POST or None, showing=showing, venues=venues.select_related("commune"))
    if request.method == "POST" and form.is_valid():
        slot = form.cleaned_data["slot"]
        values = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "venue": form.cleaned_data["venue"]}
        try:
            operations.move_showing(showing, by=door.acting(partner), at=timezone.now(), **values)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            told = " Les personnes qui ont réservé sont prévenues." if _taken(showing) else ""
            messages.success(request, f"La date est déplacée.{told}")
            return redirect(door.url("manage_offer", showing.offer_id))
    context = {"door": door, "offer": showing.offer, "showing": showing, "form": form, "taken": _taken(showing)}
    return render(request, "programme/move_date.html", context)


def _taken(showing: Any) -> int:
    return showing.allotment.taken if hasattr(showing, "allotment") else 0
