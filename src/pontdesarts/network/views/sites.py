"""The other addresses of a structure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed

from .. import operations, policies
from ..forms import SiteForm
from ..models import Site, Structure


def site(request: Request, pk: int, site_pk: int | None = None) -> HttpResponse:
    """Add another address, correct it, or say that one receives there no more."""
    structure = get_object_or_404(Structure.objects.visible_to(request.user).select_related("association"), pk=pk)
    if not policies.may_describe(request.user, structure):
        return render(request, "ui/errors/403.html", status=403)
    known = get_object_or_404(structure.sites.select_related("structure"), pk=site_pk) if site_pk else None
    form = SiteForm(typed(request), instance=Site.objects.get(pk=known.pk) if known else None)
    at, by = timezone.now(), acting(request)
    if request.method == "POST" and known and request.POST.get("do") == "remove":
        operations.remove_site(known, by=by, at=at)
        messages.success(request, f"Le site « {known} » est retiré.")
        return redirect("network:structure", pk)
    if request.method == "POST" and form.is_valid():
        if known:
            operations.change_site(known, values=form.cleaned_data, by=by, at=at)
        else:
            operations.add_site(structure, values=form.cleaned_data, by=by, at=at)
        messages.success(request, "Le site est enregistré.")
        return redirect("network:structure", pk)
    return render(request, "network/site.html", {"structure": structure, "site": known, "form": form})
