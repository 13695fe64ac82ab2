"""The team books on the phone: for which relay, said once, kept while one looks for an outing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request
from pontdesarts.territory.rules import fold
from pontdesarts.ui.keys import key

from .. import policies, prefill

A_PAGE = 30


def for_relay(request: Request) -> HttpResponse:
    """Which relay is on the phone; then the search."""
    relays = policies.relays_of_the_team(request.user)
    if request.method == "POST":
        relay = relays.filter(pk=key(request.POST.get("relay", ""))).first()
        if relay is None:
            messages.error(request, "Ce relais n'est pas de votre association. Choisissez-en un de la liste.")
            return redirect("bookings:for_relay")
        request.session[policies.ON_THE_PHONE] = relay.pk
        messages.success(request, f"Vous réservez pour {relay} : cherchez une sortie, le relais reste choisi.")
        return redirect("programme:search")
    typed = request.GET.get("q", "")[:80]
    found = relays
    for word in fold(typed).split():
        found = found.filter(sort_name__contains=word)
    page = Paginator(found.select_related("commune"), A_PAGE).get_page(request.GET.get("page"))
    chosen = relays.filter(pk=request.session.get(policies.ON_THE_PHONE, 0)).first()
    context = {"q": typed, "page": page, "chosen": chosen}
    return render(request, "bookings/for_relay.html", context)


@require_POST
def for_nobody(request: Request) -> HttpResponse:
    """The call is over."""
    request.session.pop(policies.ON_THE_PHONE, None)
    messages.success(request, "Plus aucun relais n'est choisi d'avance.")
    return redirect("bookings:for_relay")


def begun(request: Request) -> dict[str, object]:
    """What the form begins with: the relay on the phone, and what was typed before one went elsewhere."""
    typed = prefill.initial(request.GET)
    chosen = request.session.get(policies.ON_THE_PHONE)
    if "relay" not in typed and chosen:
        typed["relay"] = chosen
    return typed
