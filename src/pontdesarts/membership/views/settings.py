"""How the association lets structures in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations import policies
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import WelcomeForm
from ..models import Welcome
from ..operations.welcome import GATES, OWN


def settings(request: Request, slug: str) -> HttpResponse:
    """The direction changes them; whoever is of the association reads them."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    own, directs = Welcome.of(association), policies.may_direct(request.user, association)
    if request.method == "POST" and not directs:
        return render(request, "ui/errors/403.html", status=403)
    form = WelcomeForm(typed(request), initial=_now(association, own))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_welcome(association, values=form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est enregistré. Ce qui est déjà réservé le reste.")
            return redirect("membership:settings", slug)
    context = {"association": association, "form": form if directs else None, "own": own}
    return render(request, "membership/settings.html", context)


def _now(association: Association, own: Welcome) -> dict[str, object]:
    gates = {name: getattr(association, name) for name in GATES}
    return gates | {name: getattr(own, name) for name in OWN}
