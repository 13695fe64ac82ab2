"""How the association asks who came, and what that gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations import policies
from pontdesarts.associations.models import Association

from .. import operations
from ..forms_team import RhythmForm
from ..meaning import meaning
from ..models import Rhythm


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: Request, slug: str) -> HttpResponse:
    """The settings in sentences, for whoever is of the association; the direction changes them."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    own = Rhythm.of(association)
    if not policies.may_direct(request.user, association):
        if request.method == "POST":
            return render(request, "ui/errors/403.html", status=403)
        read: dict[str, object] = {"form": None, "preview": False, "meaning": meaning(own)}
        return render(request, "outings/rhythm.html", read | {"association": association})
    form = RhythmForm(typed(request), rhythm=own)
    preview = "preview" in request.POST
    if form.is_valid() and not preview:
        values = form.cleaned_data
        operations.change_rhythm(association, values=values, by=acting(request), at=timezone.now())
        messages.success(request, "Le rythme est à jour. Ce qui est déjà dit le reste.")
        return redirect("outings:rhythm", slug)
    shown = Rhythm(association=association, **form.cleaned_data) if preview and form.is_valid() else own
    context = {"association": association, "form": form, "preview": preview, "meaning": meaning(shown)}
    return render(request, "outings/rhythm.html", context)
