"""The direction opens the directory to the public, or closes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association

from .. import operations, policies
from ..forms import PublicPageForm
from ..models import PublicPage
from ..selection import PUBLIC


def opening(request: Request, slug: str) -> HttpResponse:
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not policies.may_open(request.user, association):
        return render(request, "ui/errors/403.html", status=403)
    page = PublicPage.of(association)
    form = PublicPageForm(typed(request), initial={"opened": page.is_open, "indexed": page.indexed})
    if request.method == "POST" and form.is_valid():
        at, by = timezone.now(), acting(request)
        if form.cleaned_data["opened"]:
            operations.open_to_public(association, indexed=form.cleaned_data["indexed"], by=by, at=at)
            messages.success(request, "L'annuaire est ouvert à tous.")
        else:
            operations.close_to_public(association, by=by, at=at)
            messages.success(request, "L'annuaire n'est lu que par votre équipe.")
        return redirect("directory:team", slug)
    context = {"association": association, "form": form, "shown": PUBLIC.listed(association).count()}
    return render(request, "directory/opening.html", context)
