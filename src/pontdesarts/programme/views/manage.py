"""The offers that one writes: the list, each one's page, places for many dates at once."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import catalogue, indexing, operations, policies, sharing
from ..catalogue import Shelf
from ..forms import ManageFilter, PlacesForm, WithdrawForm, keys_ticked
from ..models import Offer, OfferQuerySet, Showing
from ..rules import LAST_MINUTE
from .doors import Door

ON_A_PAGE = 30
DATES_ON_A_PAGE = 100
TABS = {
    Shelf.DRAFTS: "À finir",
    Shelf.PUBLISHED: "En ligne",
    Shelf.PAST: "Passées",
    Shelf.WITHDRAWN: "Retirées",
}


def manage(request: HttpRequest, door: Door) -> HttpResponse:
    at = timezone.now()
    narrow = ManageFilter(request.GET, partners=door.partners())
    offers = _narrowed(door.offers(), narrow)
    counts = catalogue.counts(offers, at)
    asked = request.GET.get("onglet", "")
    first = (Shelf.PUBLISHED, Shelf.DRAFTS, Shelf.PAST)
    usual = next((key for key in first if counts[key]), Shelf.PUBLISHED)
    shelf = Shelf(asked) if asked in set(Shelf) else usual
    page = Paginator[Any](catalogue.on_shelf(offers, shelf, at), ON_A_PAGE).get_page(request.GET.get("page"))
    read = catalogue.with_figures(Offer.objects.select_related("partner", "venue__commune", "source"), at)
    shown = read.in_bulk(list(page.object_list))
    page.object_list = [shown[key] for key in page.object_list if key in shown]
    context = {
        "door": door,
        "narrow": narrow,
        "shelf": shelf,
        "tabs": [(key.value, label, counts[key.value]) for key, label in TABS.items()],
        "page": page,
        "bare_said": _said_of_bare(catalogue.without_places(offers, at).count()),
        "links": door.user is not None and policies.linked_by(door.user).exists(),
    }
    return render_piece(request, "programme/manage.html", context)


def _said_of_bare(dates: int) -> str:
    if not dates:
        return ""
    have = "n'a" if dates == 1 else "n'ont"
    return f"{words.counted(dates, 'date')} à venir {have} pas encore de places"


def _narrowed(offers: OfferQuerySet, narrow: ManageFilter) -> OfferQuerySet:
    typed = narrow.cleaned_data.get("q", "")
    if typed:
        wanted = indexing.query(typed)
        found = offers.filter(search=SearchQuery(wanted, search_type="raw", config="simple"))
        offers = found if wanted else offers.none()
    if narrow.cleaned_data.get("partenaire"):
        offers = offers.filter(partner=narrow.cleaned_data["partenaire"])
    return offers


def manage_offer(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """One offer: what is said of it, its dates and their places, what was done."""
    offer, at = door.offer(pk), timezone.now()
    dates = offer.showings.select_related("offer__venue", "venue", "allotment").order_by("starts_at", "pk")
    called_off = Q(cancelled_at__isnull=False, starts_at__gt=at)
    coming = Q(pk__in=offer.showings.upcoming(at).values("pk")) | called_off
    past = request.GET.get("dates") == "passees"
    shown = dates.exclude(coming) if past else dates.filter(coming)
    context = {
        "door": door,
        "offer": offer,
        "figures": catalogue.with_figures(Offer.objects.filter(pk=pk), at).get(),
        "page": Paginator(shown, DATES_ON_A_PAGE).get_page(request.GET.get("page")),
        "shared": sharing.said(offer, wheelchairs=dates.filter(allotment__wheelchair_places__gt=0).exists()),
        "past": past,
        "over": dates.exclude(coming).exists(),
        "journal": _told(offer)[:30],
        "at": at,
        "near": at + LAST_MINUTE,
    }
    return render(request, "programme/manage_offer.html", context)


def _told(offer: Offer) -> Any:
    """The journal of the offer and of its dates together."""
    dates = [str(pk) for pk in offer.showings.order_by("pk").values_list("pk", flat=True)]
    types = ContentType.objects.get_for_models(Offer, Showing)
    of_offer = Q(subject_type=types[Offer], subject_id=str(offer.pk))
    return Entry.objects.filter(of_offer | Q(subject_type=types[Showing], subject_id__in=dates)).order_by("-at", "-pk")


def withdraw(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    offer = door.offer(pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, reason = door.acting(offer.partner), form.cleaned_data["reason"]
        try:
            operations.withdraw(offer, reason=reason, by=by, at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"« {offer} » n'est plus proposée. Vous la retrouvez dans l'onglet « Retirées ».")
            return redirect(door.url("manage_offer", pk))
    taken = catalogue.with_figures(Offer.objects.filter(pk=pk), timezone.now()).get()
    return render(request, "programme/withdraw.html", {"door": door, "offer": offer, "form": form, "figures": taken})


@require_POST
def copy(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """Last season's offer, for this one: only the dates are left to say."""
    offer = door.offer(pk)
    made = operations.copy_offer(offer, by=door.acting(offer.partner), at=timezone.now())
    messages.success(request, "Tout est repris, sauf les dates : il ne reste qu'à les donner.")
    return redirect(door.url("dates", made.pk))


def many_places(request: HttpRequest, door: Door) -> HttpResponse:
    """The same places for many dates, of one offer or of several: those of an import, to begin with."""
    at = timezone.now()
    narrow = ManageFilter(request.GET, partners=door.partners())
    offers = _narrowed(door.offers(), narrow)
    asked = keys_ticked(request.GET.getlist("date"))
    found = Showing.objects.upcoming(at).filter(offer__in=offers, pk__in=asked) if asked else None
    bare = catalogue.without_places(offers, at) if found is None else found
    dates = bare.select_related("offer__partner", "offer__venue", "venue", "allotment")
    ticked = keys_ticked((request.POST or request.GET).getlist("date"))
    form = PlacesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = list(Showing.objects.filter(offer__in=door.offers(), pk__in=ticked).select_related("offer__partner"))
        try:
            said = _give(door, chosen, form, publishing="publish" in request.POST)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, said)
            return redirect(door.url("manage") if asked else door.url("many_places"))
    by_offer = dates.order_by("offer__title", "offer", "starts_at", "pk")
    page = Paginator(by_offer, DATES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"door": door, "narrow": narrow, "page": page, "form": form, "ticked": ticked}
    return render(request, "programme/many_places.html", context | {"chosen": bool(asked)})


def _give(door: Door, chosen: list[Showing], form: PlacesForm, *, publishing: bool) -> str:
    if not chosen:
        raise operations.PlacesRefused("Aucune date n'est cochée.", "Cochez celles qui reçoivent ces places.")
    partners = {showing.offer.partner for showing in chosen}
    by = door.acting(partners.pop() if len(partners) == 1 else None)
    given = operations.offer_places(chosen, given=form.given, publishing=publishing, by=by, at=timezone.now())
    each = f"{words.places(form.given.places)} à chacune des " if len(given) > 1 else ""
    if not each:
        return f"{words.places(form.given.places)} pour la date choisie."
    return f"C'est fait : {each}{words.counted(len(given), 'date')}."
