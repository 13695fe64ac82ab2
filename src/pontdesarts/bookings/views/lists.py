"""The venue's lists: for its people and the team who are signed in, and for whoever holds a signed link."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.programme.rules import LAST_MINUTE

from .. import guests, notices, paperwork, policies
from ..models import Booking, ListSending
from .downloads import answer

A_PAGE = 30
KINDS = ("pdf", "csv")


def lists(request: Request) -> HttpResponse:
    """The dates to come that somebody booked, with what became of their list."""
    page, at = _page(request, *policies.ways_to_lists(request.user)), timezone.now()
    rows = [
        {
            "showing": showing,
            "address": notices.address_of_list(showing),
            "late": showing.allotment.closes_at <= at,
        }
        for showing in page
    ]
    reads = bool(rows) or policies.reads_lists(request.user)
    return render(request, "bookings/lists.html", {"page": page, "rows": rows, "reads": reads})


def list_of_showing(request: Request, pk: int) -> HttpResponse:
    showing = _readable(request, pk)
    papers = {kind: reverse("bookings:list_paper", args=[pk, kind]) for kind in KINDS}
    papers |= {"print": reverse("tally:print", args=[pk]), "ticked": reverse("tally:send", args=[pk])}
    release = reverse("last_minute:release", args=[pk])
    door, link = reverse("doors:door", args=[pk]), notices.list_link(showing)
    return _list(request, showing, papers, layout="ui/base.html", link=link, release=release, door=door)


def list_paper(request: Request, pk: int, kind: str) -> HttpResponse:
    return _paper(_readable(request, pk), kind)


@login_not_required
def signed_list(request: HttpRequest, token: str) -> HttpResponse:
    """The list of one date, as it stands, for whoever holds its link."""
    try:
        showing = opened(token)
    except links.LinkRefused as refusal:
        return _refused(request, refusal)
    papers = {kind: reverse("bookings:signed_list_paper", args=[token, kind]) for kind in KINDS}
    papers |= {"print": reverse("tally:signed_print", args=[token])}
    papers |= {"ticked": reverse("tally:signed_send", args=[token])}
    release = reverse("last_minute:signed_release", args=[token])
    door = reverse("doors:signed_door", args=[token])
    return _list(request, showing, papers, layout="ui/plain.html", link="", release=release, door=door)


@login_not_required
def signed_list_paper(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    try:
        return _paper(opened(token), kind)
    except links.LinkRefused as refusal:
        return _refused(request, refusal)


@login_not_required
@never_cache
def signed_lists(request: HttpRequest, token: str) -> HttpResponse:
    """Every list to come of one partner, each behind its own link."""
    try:
        partner = _partner(token)
    except links.LinkRefused as refusal:
        return _refused(request, refusal)
    page = _page(request, Q(offer__partner=partner))
    rows = [(showing, notices.list_link(showing)) for showing in page]
    return render(request, "bookings/signed_lists.html", {"partner": partner, "page": page, "rows": rows})


def _page(request: HttpRequest, *ways: Q) -> Page[Showing]:
    """The dates to come that somebody booked and that one of the ``ways`` leads to, soonest first."""
    # each date looks for one booking of its own: to join them all and to count reads every booking there is
    held = Booking.objects.held().filter(showing=OuterRef("pk")).order_by()
    dates = Showing.objects.upcoming(timezone.now()).filter(Exists(held), allotment__taken__gt=0).order_by()
    # an index for each way: by « or », PostgreSQL reads the offers of everybody
    first, *others = [dates.filter(way).values_list("starts_at", "pk") for way in ways]
    keys = [pk for _, pk in sorted(first.union(*others))]
    page = Paginator[Any](keys, A_PAGE).get_page(request.GET.get("page"))
    shown = (
        Showing.objects.in_full()
        .annotate(
            parties=Subquery(held.values("showing").annotate(figure=Count("pk")).values("figure")),
            expected=Subquery(held.values("showing").annotate(figure=Sum("places")).values("figure")),
        )
        .prefetch_related(Prefetch("list_sendings", ListSending.objects.order_by("-sent_at", "-pk")))
        .in_bulk(list(page.object_list))
    )
    page.object_list = [shown[key] for key in page.object_list if key in shown]
    return page


def _list(
    request: HttpRequest, showing: Showing, papers: dict[str, str], *, layout: str, link: str, release: str, door: str
) -> HttpResponse:
    expected, at = guests.of(showing), timezone.now()
    near = at < showing.starts_at <= at + LAST_MINUTE
    context = {
        "layout": layout,
        "showing": showing,
        "offer": showing.offer,
        "place": showing.place,
        "guests": expected,
        "places": sum(guest.places for guest in expected),
        "wheelchair": sum(guest.wheelchair for guest in expected),
        "named": any(guest.name for guest in expected),
        "papers": papers,
        "begun": showing.starts_at <= at,
        "link": link,
        "door": door,
        "release": release if near and not showing.offer.open_dated else "",
        "sendings": showing.list_sendings.all(),
        "address": notices.address_of_list(showing),
        "read_at": at,
    }
    response = render(request, "bookings/list.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _paper(showing: Showing, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    pdf, csv = paperwork.lists(showing, guests.of(showing), at=timezone.now())
    return answer(pdf if kind == "pdf" else csv)


def _readable(request: Request, pk: int) -> Showing:
    return get_object_or_404(policies.showings_with_a_list_for(request.user).in_full(), pk=pk)


def opened(token: str) -> Showing:
    """The date that a link opens. Raises `LinkRefused`, also when the partner's links were withdrawn since."""
    link = links.read(token, notices.LIST_DOOR, at=timezone.now())
    showing = Showing.objects.in_full().filter(pk=link.subject).first()
    if showing is None:
        raise links.LinkRefused("Cette date n'existe plus.", "Demandez un nouveau lien à l'association.")
    partner = showing.offer.partner
    if link.epoch != (partner.link_epoch if partner else 0):
        raise _WITHDRAWN
    return showing


def _partner(token: str) -> Structure:
    link = links.read(token, notices.ALL_LISTS_DOOR, at=timezone.now())
    partner = Structure.objects.partners().of_link(link.subject, link.epoch)
    if partner is None:
        raise _WITHDRAWN
    return partner


_WITHDRAWN = links.LinkRefused("Ce lien a été remplacé.", "Ouvrez le plus récent, ou demandez-en un à l'association.")


def _refused(request: HttpRequest, refusal: links.LinkRefused) -> HttpResponse:
    return render(request, "ui/link_refused.html", {"refusal": refusal}, status=410)
