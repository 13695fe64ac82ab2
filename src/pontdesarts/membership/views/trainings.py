"""Who came to a discovery coffee or a workshop: entered by the team, several people at once."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Referent
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import TrainingForm, WaiveForm
from ..models import Training
from .reading import read_one


def trainings(request: Request, slug: str) -> HttpResponse:
    association, runs = read_one(request, slug)
    people, everybody = _people(association), "tous" in request.GET
    came = Training.objects.filter(association=association, user=OuterRef("pk"))
    waiting = people.exclude(Exists(came))
    waiving = request.POST.get("do") == "waive"
    # a page that was open while a colleague noted somebody names them still: they are noted once
    offered = people if everybody or request.method == "POST" else waiting
    form = TrainingForm(None if waiving else typed(request), people=offered)
    waive = WaiveForm(typed(request) if waiving else None, people=offered)
    asked = waive if waiving else form
    if request.method == "POST" and asked.is_valid():
        try:
            said = _note(request, association, waiving, asked.cleaned_data)
        except Refused as refusal:
            add_refusal(asked, refusal, "reason" if waiving else "people")
        else:
            messages.success(request, said)
            return redirect("membership:trainings", slug)
    lines = Training.objects.filter(association=association).select_related("user")
    context = {
        "association": association,
        "runs": runs,
        "form": form,
        "waive": waive,
        "waiting": waiting,
        "everybody": everybody,
        "lines": lines.order_by("-held_on", "kind", "-pk")[:200],
    }
    return render(request, "membership/trainings.html", context)


def _note(request: Request, association: Association, waiving: bool, said: dict[str, Any]) -> str:
    by, at = acting(request), timezone.now()
    if waiving:
        operations.waive_training(association, person=said["person"], reason=said["reason"], by=by, at=at)
        return f"{said['person']} peut réserver sans être venu : la raison est notée."
    kind = Training.Kind(said["kind"])
    made = operations.note_training(
        association, people=list(said["people"]), kind=kind, held_on=said["held_on"], by=by, at=at
    )
    return f"C'est noté : {words.counted(len(made), 'personne', 'personnes')}, {kind.label}."


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Noted for the wrong person."""
    own = Training.objects.filter(association__in=Association.objects.run_by(request.user).order_by())
    line = get_object_or_404(own.select_related("user", "association"), pk=pk)
    operations.undo_training(line, by=acting(request), at=timezone.now())
    messages.success(request, f"La ligne {words.of(str(line.user))} est retirée.")
    return redirect("membership:trainings", line.association.slug)


def _people(association: Association) -> QuerySet[User]:
    posts = Referent.objects.current().filter(user=OuterRef("pk"), structure__association=association)
    here = Referent.objects.current().filter(structure__association=association).select_related("structure")
    people = User.objects.filter(Exists(posts), is_active=True).order_by("name", "pk")
    return people.prefetch_related(Prefetch("referent_posts", here.order_by("pk"), to_attr="here"))
