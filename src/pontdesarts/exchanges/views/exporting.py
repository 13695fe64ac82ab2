"""The network, narrowed as its list is, as a file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.network.filters import narrowed, shown_to_all
from pontdesarts.network.forms import StructureFilter
from pontdesarts.network.models import Structure, StructureQuerySet

from .. import policies
from ..exporting import format_of, records
from ..forms import ExportForm

_NOTHING_PUBLIC = (
    "Aucune structure à publier ne répond : le fichier serait vide. Une structure n'y est trouvée que par ce qu'elle "
    "accepte de montrer, et jamais par un type ou des publics à protéger."
)


def export(request: Request) -> HttpResponse:
    """Choose what leaves, in which format, and for whom."""
    found, narrow = _found(request, public=False)
    public, _ = _found(request, public=True)
    form = ExportForm(initial={"format": "xlsx", "whom": "public"})
    context = {"form": form, "narrow": narrow, "all": found.count(), "public": shown_to_all(public).count()}
    context |= {"is_narrowed": any(narrow.cleaned_data.values())}
    return render(request, "exchanges/export.html", context)


def export_file(request: Request) -> HttpResponse:
    form = ExportForm(request.GET)
    public = form.is_valid() and form.cleaned_data["whom"] == "public"
    found, _ = _found(request, public=public)
    if not form.is_valid():
        return redirect("exchanges:export")
    chosen, on = format_of(form.cleaned_data["format"]), timezone.localdate()
    told = list(records(found, public=public))
    if not told:
        messages.warning(request, _NOTHING_PUBLIC if public else "Aucune structure ne répond : le fichier serait vide.")
        return redirect(f"{reverse('exchanges:export')}?{request.GET.urlencode()}")
    answer = HttpResponse(chosen.write(told, on), content_type=chosen.content_type)
    answer["Content-Disposition"] = f'attachment; filename="reseau-{on:%Y-%m-%d}.{chosen.suffix}"'
    return answer


def _narrow(request: Request) -> StructureFilter:
    narrow = StructureFilter(request.GET)
    narrow.is_valid()
    return narrow


def _found(request: Request, *, public: bool) -> tuple[StructureQuerySet, StructureFilter]:
    """The structures of the associations where the person does the team's work, as the list narrows them."""
    associations = policies.importing_for(request.user)
    if not associations.exists():
        raise PermissionDenied
    narrow = _narrow(request)
    standing = Structure.objects.standing().filter(association__in=associations)
    return narrowed(standing, narrow.cleaned_data, public=public), narrow
