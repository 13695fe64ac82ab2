"""What partners offer besides seats, and what relays look for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Audience, Structure
from pontdesarts.programme.disciplines import Discipline, icon_of
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import operations
from ..filters import narrowed
from ..forms import AnnouncementForm, BridgeFilter
from ..matching import WITH, Suggestion, suggestions
from ..models import Announcement, Side
from .doors import Door

TABS = {"propositions": Side.OFFER, "besoins": Side.NEED}
USUAL = timedelta(days=180)


@dataclass(frozen=True)
class Line:
    """An announcement as whoever reads may read it."""

    announcement: Announcement
    name: str
    href: str
    audiences: str
    icon: str
    suggestion: Suggestion | None = None

    @property
    def detail(self) -> str:
        said = self.announcement
        place = said.place or str(said.commune or said.structure.commune or "")
        return " · ".join(part for part in (said.get_kind_display().capitalize(), self.name, place) if part)


def bridge(request: Request, door: Door) -> HttpResponse:
    """What is there today, narrowed; what is one's own, in another tab."""
    today = timezone.localdate()
    view = request.GET.get("vue", "")
    view = view if view in {*TABS, "miennes"} else _first_tab(door)
    narrow = BridgeFilter(request.GET)
    narrow.is_valid()
    found = door.announcements().select_related(*WITH)
    if view == "miennes":
        found = found.filter(structure__in=[each.pk for each in door.own])
    else:
        found = found.listed(today).filter(side=TABS[view])
    found = narrowed(found, narrow.cleaned_data, named=door.named())
    page = Paginator(found.order_by("-published_at", "-pk"), 20).get_page(request.GET.get("page"))
    context = {
        **_around(door),
        "view": view,
        "narrow": narrow,
        "asked": sum(bool(value) for name, value in narrow.cleaned_data.items() if name != "q"),
        "page": page,
        "lines": [_line(door, each) for each in page],
        "writers": _writers(door),
        "today": today,
        "staffed": bool(door.staffed),
        "has_needs": bool(door.staffed) or any(each.is_partner for each in door.own),
        "has_offers": bool(door.staffed) or any(each.is_relay for each in door.own),
    }
    return render_piece(request, "bridge/bridge.html", context)


def _first_tab(door: Door) -> str:
    """What one has not written oneself comes first."""
    only_partner = bool(door.own) and not door.staffed and not any(each.is_relay for each in door.own)
    return "besoins" if only_partner else "propositions"


def _around(door: Door) -> dict[str, Any]:
    home, threads = door.url("bridge"), door.url("threads")
    return {"layout": door.layout, "home": home, "threads": threads, "by_link": door.holder is not None}


def _writers(door: Door) -> list[tuple[str, str, bool]]:
    """What one may publish: the button's words, its address, and whether it is an offer."""
    found = []
    for own in door.own:
        suffix = f" ({own})" if len(door.own) > 1 else ""
        if own.is_partner:
            found.append((f"Proposer autre chose{suffix}", door.url("publish", own.pk, Side.OFFER.value), True))
        if own.is_relay:
            found.append((f"Dire ce que nous cherchons{suffix}", door.url("publish", own.pk, Side.NEED.value), False))
    return found


def _line(door: Door, each: Announcement, suggestion: Suggestion | None = None) -> Line:
    known = (
        [] if door.hides(each) else [str(Audience(name).label) for name in each.audiences if name in Audience.values]
    )
    icon = icon_of(each.discipline) if each.discipline else ("ticket" if each.is_offer else "people")
    return Line(each, door.name_of(each), door.url("announcement", each.pk), ", ".join(known), icon, suggestion)


def announcement(request: Request, door: Door, pk: int) -> HttpResponse:
    """One announcement, what answers it and why, and the button that puts in touch."""
    shown, today = door.announcement(pk), timezone.localdate()
    mine = door.may_write_for(shown.structure)
    listed = shown.is_listed(today)
    found = suggestions(shown, among=door.announcements(), today=today, hides=door.hides) if listed else []
    answering = [] if mine or not listed else _answering(door, shown)
    context = {
        **_around(door),
        "shown": shown,
        "line": _line(door, shown),
        "discipline": Discipline(shown.discipline).label if shown.discipline in Discipline.values else "",
        "period": _period(shown.first_day, shown.last_day),
        "listed": listed,
        "mine": mine,
        "lines": [_line(door, each.announcement, each) for each in found],
        "answering": answering,
        "connects": listed and (mine or bool(answering)),
        "by_team": not door.own,
        "connect": door.url("connect", pk),
        "change": door.url("change", pk),
        "withdraw": door.url("withdraw", pk),
        "journal": Entry.objects.about(shown)[:20] if shown.structure.association_id in door.confided else None,
    }
    return render(request, "bridge/announcement.html", context)


def _answering(door: Door, shown: Announcement) -> list[Structure]:
    """One's own structures that may answer it without an announcement of theirs."""
    here = [each for each in door.own if each.association_id == shown.structure.association_id]
    return [each for each in here if (each.is_relay if shown.is_offer else each.is_partner)]


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return words.french_span(first, last)
    if first:
        return f"à partir du {words.french_date(first)}"
    return f"jusqu'au {words.french_date(last)}" if last else ""


def publish(request: Request, door: Door, pk: int, side: str) -> HttpResponse:
    if side not in Side.values:
        raise Http404
    structure, way = door.writable(pk, Side(side)), Side(side)
    form = AnnouncementForm(typed(request), side=way, initial={"until": timezone.localdate() + USUAL})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.publish(
                structure, side=way, values=form.cleaned_data, by=door.acting(structure), at=timezone.now()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est sur la passerelle. Voici ce qui y répond déjà, s'il y a lieu.")
            return redirect(door.url("announcement", made.pk))
    context = {**_around(door), "form": form, "structure": structure, "is_offer": way == Side.OFFER}
    return render(request, "bridge/publish.html", context | {"cancel": door.url("bridge")})


def change(request: Request, door: Door, pk: int) -> HttpResponse:
    shown = _mine(door, pk)
    copy = Announcement.objects.select_related("commune").get(pk=pk)
    form = AnnouncementForm(typed(request), side=Side(shown.side), instance=copy)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(shown, values=form.cleaned_data, by=door.acting(shown.structure), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est enregistré.")
            return redirect(door.url("announcement", pk))
    context = {**_around(door), "form": form, "structure": shown.structure, "is_offer": shown.is_offer}
    context |= {"shown": shown, "cancel": door.url("announcement", pk)}
    return render(request, "bridge/change.html", context)


@require_POST
def withdraw(request: Request, door: Door, pk: int) -> HttpResponse:
    """Leave the list, or come back to it: the same button undoes."""
    shown = _mine(door, pk)
    by, at = door.acting(shown.structure), timezone.now()
    try:
        if request.POST.get("do") == "back":
            operations.put_back(shown, by=by, at=at)
            messages.success(request, "L'annonce est de nouveau sur la passerelle.")
        else:
            operations.withdraw(shown, by=by, at=at)
            messages.success(request, "L'annonce est retirée. Les échanges commencés continuent.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(door.url("announcement", pk))


def _mine(door: Door, pk: int) -> Announcement:
    shown = door.announcement(pk)
    if not door.may_write_for(shown.structure):
        raise Http404
    return shown


@require_POST
def send_link(request: Request, pk: int) -> HttpResponse:
    """The team mails a partner the link of its passerelle."""
    door = Door(request.user)
    partner = get_object_or_404(
        Structure.objects.standing().select_related("association", "partner"), pk=pk, association__in=door.run
    )
    try:
        to = operations.send_link(partner, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le lien de la passerelle part à {to}. Il sert pendant 60 jours.")
    return redirect("network:structure", pk)
