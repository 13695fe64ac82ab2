"""The links of partners without an account: sent, withdrawn, asked for again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network import operations as network
from pontdesarts.network.models import Structure
from pontdesarts.territory.rules import fold

from .. import operations, policies, verbs
from .doors import holder_of


def partners(request: Request) -> HttpResponse:
    """The partners for whom the team enters offers, and to whom it sends links."""
    found = policies.linked_by(request.user).select_related("commune", "association", "partner")
    for word in fold(request.GET.get("q", "")[:80]).split():
        found = found.filter(sort_name__contains=word)
    live = Q(offers__published_at__isnull=False, offers__withdrawn_at=None)
    counted = found.annotate(online=Count("offers", filter=live), last=Max("offers__created_at"))
    shown = list(counted.order_by("sort_name", "pk")[:200])
    sent = Entry.objects.filter(verb__in=[verbs.LINK_SENT.name, verbs.LINK_ASKED.name]).order_by("at", "pk")
    days = {entry.subject_id: entry.at for entry in sent.filter(subject_id__in=[str(p.pk) for p in shown])}
    rows = [(partner, days.get(str(partner.pk))) for partner in shown]
    # a volunteer who enters programmes does not write on the page of a structure
    describes = set(request.user.staff_roles.of_the_team().values_list("association", flat=True))
    context = {"rows": rows, "q": request.GET.get("q", ""), "describes": describes}
    return render(request, "programme/partners.html", context)


@require_POST
def send_link(request: Request, pk: int) -> HttpResponse:
    partner = _partner(request, pk)
    try:
        operations.send_offer_link(partner, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le lien part à {partner.email}. Il sert pendant 30 jours.")
    return redirect("programme:partners")


@require_POST
def withdraw_links(request: Request, pk: int) -> HttpResponse:
    partner = _partner(request, pk)
    network.withdraw_links(partner, by=acting(request), at=timezone.now())
    messages.success(request, f"Les liens envoyés à {partner} n'ouvrent plus rien.")
    return redirect("programme:partners")


def _partner(request: Request, pk: int) -> Structure:
    return get_object_or_404(policies.linked_by(request.user).select_related("association", "partner"), pk=pk)


@login_not_required
@never_cache
def ask_link(request: HttpRequest) -> HttpResponse:
    """A new link, for whoever holds an old one or writes the address of a partner: the answer never tells which."""
    if request.method != "POST":
        return render(request, "programme/ask_link.html", {"asked": False})
    email = request.POST.get("email", "").replace("\x00", "").strip()
    holder = holder_of(request.POST.get("token", ""))
    asking = [holder] if holder else list(Structure.objects.partners().filter(email__iexact=email)[:5] if email else [])
    for structure in asking:
        operations.ask_link(structure, by=Actor.link(structure.name), at=timezone.now())
    return render(request, "programme/ask_link.html", {"asked": True})
