"""Offers and the relays of other associations: what is proposed, opened, closed again, and how much they take."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import catalogue, operations, policies, rules
from ..forms import NextDoorForm
from ..models import NextDoor, Offer
from .doors import Door

ON_A_PAGE = 30


def neighbours(request: HttpRequest, door: Door) -> HttpResponse:
    """What waits for an answer, then what is open, with what neighbours took."""
    page = Paginator(
        catalogue.next_door(door.offers(), timezone.now()).select_related("association", "partner"), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    decides = {offer.pk for offer in page if policies.may_open_next_door(door.user, offer.association)}
    return render(request, "programme/neighbours.html", {"door": door, "page": page, "decides": decides})


def next_door(request: HttpRequest, door: Door, pk: int) -> HttpResponse:
    """One offer: proposed by whoever gives the places, opened or not by its association, closed again by either."""
    offer, at = door.offer(pk), timezone.now()
    decides = policies.may_open_next_door(door.user, offer.association)
    form = NextDoorForm(request.POST or None, offer=offer)
    if request.method == "POST" and form.is_valid():
        try:
            said = _act(request.POST.get("do", ""), door, offer, form, decides=decides)
        except Refused as refusal:
            add_refusal(form, refusal)
            offer = door.offer(pk)
            form.retype("seen", offer.next_door.value)
        else:
            messages.success(request, said)
            return redirect(door.url("next_door", pk))
    dates = offer.showings.upcoming(at).filter(allotment__isnull=False).select_related("allotment", "offer")
    page = Paginator(dates.order_by("starts_at", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    share = offer.terms.neighbour_share
    context = {
        "door": door,
        "offer": offer,
        "form": form,
        "decides": decides,
        "stands": offer.next_door,
        "share": share,
        "figures": catalogue.with_figures(Offer.objects.filter(pk=pk), at).get(),
        "page": page,
        "dates": [(showing, rules.share(showing.allotment.places, share)) for showing in page],
    }
    return render(request, "programme/next_door.html", context)


def _act(what: str, door: Door, offer: Offer, form: NextDoorForm, *, decides: bool) -> str:
    seen = NextDoor(form.cleaned_data["seen"]) if form.cleaned_data["seen"] in NextDoor.values else None
    given: dict[str, Any] = {"by": door.acting(offer.partner), "at": timezone.now(), "seen": seen}
    if what == "open" and decides:
        done = operations.allow_neighbours(offer, share=form.cleaned_data["share"], **given)
        return f"C'est ouvert : les voisins prennent {done.terms.neighbour_share} % des places au plus."
    if what == "propose":
        operations.propose_to_neighbours(offer, **given)
        return f"C'est proposé : {offer.association} vous répond, rien n'est ouvert d'ici là."
    if what == "keep":
        kept = catalogue.taken_by_neighbours(offer, given["at"])
        operations.keep_from_neighbours(offer, reason=form.cleaned_data["reason"], **given)
        stay = f" Les voisins gardent {words.places(kept)}." if kept else ""
        return f"L'offre reste à {offer.association}.{stay} Vous pouvez changer d'avis ci-dessous."
    raise operations.OfferRefused(
        "Seule l'équipe de l'association ouvre une offre aux voisins.", "Proposez-la : elle vous répondra."
    )
