"""The pages of venues."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association
from pontdesarts.journal.models import Entry

from .. import operations, policies
from ..forms import VenueForm
from ..models import Structure, Venue


def venues(request: Request) -> HttpResponse:
    found = Venue.objects.visible_to(request.user).select_related("commune", "partner")
    staffed = list(Association.objects.staffed_by(request.user).order_by("name", "pk"))
    context = {
        "venues": found.order_by("sort_name", "pk"),
        "writable": [a for a in staffed if associations.may_programme(request.user, a)],
        "staffed": bool(staffed),
        "runs": any(associations.may_run(request.user, a) for a in staffed),
        "confided": Association.objects.confided_to(request.user).exists(),
    }
    return render(request, "network/venues.html", context)


def venue(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Venue.objects.visible_to(request.user).select_related("commune", "partner"), pk=pk)
    context = {
        "venue": shown,
        "journal": Entry.objects.about(shown)[:30],
        "may_describe": _may_describe(request, shown),
    }
    return render(request, "network/venue.html", context)


def add_venue(request: Request, slug: str) -> HttpResponse:
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not associations.may_programme(request.user, association):
        return render(request, "ui/errors/403.html", status=403)
    form = VenueForm(typed(request), partners=Structure.objects.partners().filter(association=association))
    if request.method == "POST" and form.is_valid():
        made = operations.add_venue(association, values=form.cleaned_data, by=acting(request), at=timezone.now())
        messages.success(request, f"Le lieu « {made} » est enregistré.")
        return redirect("network:venue", made.pk)
    return render(request, "network/edit_venue.html", {"form": form, "association": association, "venue": None})


def edit_venue(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Venue.objects.visible_to(request.user), pk=pk)
    if not _may_describe(request, shown):
        return render(request, "ui/errors/403.html", status=403)
    partners = Structure.objects.partners().filter(association=shown.association)
    if not associations.may_programme(request.user, shown.association):
        partners = partners.filter(pk__in=Structure.objects.held_by(request.user))
    form = VenueForm(typed(request), instance=Venue.objects.get(pk=pk), partners=partners)
    if request.method == "POST" and form.is_valid():
        operations.describe_venue(shown, values=form.cleaned_data, by=acting(request), at=timezone.now())
        messages.success(request, "La fiche du lieu est à jour.")
        return redirect("network:venue", pk)
    return render(request, "network/edit_venue.html", {"form": form, "association": shown.association, "venue": shown})


def _may_describe(request: Request, venue: Venue) -> bool:
    if associations.may_programme(request.user, venue.association):
        return True
    return venue.partner is not None and policies.holds_post(request.user, venue.partner)
