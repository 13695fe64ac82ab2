"""The network, narrowed as its list is, as a file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.network.filters import narrowed
from pontdesarts.network.forms import StructureFilter
from pontdesarts.network.models import Stage, Structure, StructureQuerySet

from .. import policies
from ..exporting import format_of, records
from ..forms import ExportForm


def export(request: Request) -> HttpResponse:
    """Choose what leaves, in which format, and for whom."""
    found, narrow = _found(request)
    public = found.filter(stage=Stage.ACTIVE).exclude(shown_publicly=[])
    form = ExportForm(initial={"format": "xlsx", "whom": "public"})
    context = {"form": form, "narrow": narrow, "all": found.count(), "public": public.count()}
    return render(request, "exchanges/export.html", context)


def export_file(request: Request) -> HttpResponse:
    form = ExportForm(request.GET)
    found, _ = _found(request)
    if not form.is_valid():
        return redirect("exchanges:export")
    chosen, on = format_of(form.cleaned_data["format"]), timezone.localdate()
    told = list(records(found, public=form.cleaned_data["whom"] == "public"))
    answer = HttpResponse(chosen.write(told, on), content_type=chosen.content_type)
    answer["Content-Disposition"] = f'attachment; filename="reseau-{on:%Y-%m-%d}.{chosen.suffix}"'
    return answer


def _narrow(request: Request) -> StructureFilter:
    narrow = StructureFilter(request.GET)
    narrow.is_valid()
    return narrow


def _found(request: Request) -> tuple[StructureQuerySet, StructureFilter]:
    """The structures of the associations where the person does the team's work, as the list narrows them."""
    associations = policies.importing_for(request.user)
    if not associations.exists():
        raise PermissionDenied
    narrow = _narrow(request)
    standing = Structure.objects.standing().filter(association__in=associations)
    return narrowed(standing, narrow.cleaned_data), narrow
