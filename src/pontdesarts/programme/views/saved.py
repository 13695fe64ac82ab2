"""« Mes recherches »: kept, renamed, followed, forgotten."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pontdesarts.accounts import links
from pontdesarts.accounts.http import Request, acting
from pontdesarts.accounts.links import LinkRefused
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import filters
from ..filters import SavedSearchForm
from ..finding.seeker import seeker
from ..models import SavedSearch
from ..notices_searches import UNSUBSCRIBE
from ..operations import searches


@require_safe
def saved(request: Request) -> HttpResponse:
    """Each search with what it looks for, its mails and its feeds."""
    at, who = timezone.now(), seeker(request.user)
    kept = [
        {
            "search": search,
            "pills": filters.read_saved(search.query, who, at).pills(),
            "form": SavedSearchForm(
                initial={"name": search.name, "weekly": search.weekly}, auto_id=f"recherche-{search.pk}-%s"
            ),
            "calendar": request.build_absolute_uri(reverse("programme:feed_calendar", args=[search.feed_token])),
            "rss": request.build_absolute_uri(reverse("programme:feed_rss", args=[search.feed_token])),
        }
        for search in SavedSearch.objects.visible_to(request.user)
    ]
    return render(request, "programme/saved.html", {"kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
def save_search(request: Request) -> HttpResponse:
    """Name the search and keep it. ``filtres`` is the address of the list after its question mark."""
    at, who = timezone.now(), seeker(request.user)
    given = request.POST if request.method == "POST" else request.GET
    reading = filters.read(QueryDict(given.get("filtres", "")[:2000]), who, at)
    form = SavedSearchForm(request.POST or None, initial={"name": _suggested(reading), "weekly": True})
    if request.method == "POST" and form.is_valid():
        try:
            searches.save(
                request.user,
                name=form.cleaned_data["name"],
                query=reading.saved_query[:1000],
                weekly=form.cleaned_data["weekly"],
                by=acting(request),
                at=at,
            )
        except Refused as refusal:
            add_refusal(form, refusal, "name")
        else:
            messages.success(request, "La recherche est gardée.")
            return redirect("programme:saved")
    context = {"form": form, "reading": reading, "pills": reading.pills()}
    return render(request, "programme/saved_new.html", context, status=422 if form.errors else 200)


def _suggested(reading: filters.Reading) -> str:
    words = ", ".join(pill.label for pill in reading.pills()) or "toutes les sorties"
    return words[:1].upper() + words[1:80]


@require_POST
def change_search(request: Request, pk: int) -> HttpResponse:
    """Another name, or mails started and stopped. A refusal is said at the head of the list."""
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    form = SavedSearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Donnez un nom à cette recherche, de 80 caractères au plus.")
        return redirect("programme:saved")
    try:
        searches.change(search, **form.cleaned_data, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La recherche est modifiée.")
    return redirect("programme:saved")


@require_POST
def renew_feed(request: Request, pk: int) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    searches.renew_feed(search, by=acting(request), at=timezone.now())
    messages.success(request, "Les anciennes adresses ne répondent plus. Voici les nouvelles.")
    return redirect("programme:saved")


@require_POST
def forget_search(request: Request, pk: int) -> HttpResponse:
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    searches.forget(search, by=acting(request), at=timezone.now())
    messages.success(request, f"La recherche « {search.name} » est effacée.")
    return redirect("programme:saved")


@csrf_exempt  # the token is the authority; mail programs that offer « se désabonner » post without a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the foot of the mail: one button, no account. Opening it changes nothing, for robots open links."""
    at = timezone.now()
    try:
        link = links.read(token, UNSUBSCRIBE, at=at)
    except LinkRefused as refusal:
        return render(request, "programme/saved_closed.html", {"refusal": refusal}, status=404)
    search = get_object_or_404(SavedSearch.objects.select_related("user"), pk=link.subject)
    if request.method == "POST":
        search = searches.stop_mails(search, by=Actor.link(search.user.email), at=at)
    return render(request, "programme/saved_unsubscribe.html", {"search": search, "done": not search.weekly})
