"""The federation's own page: visits, who works for it, associations that left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, FederationRole, Visit
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import operations, policies
from ..forms import RoleForm, VisitForm


def federation(request: Request) -> HttpResponse:
    """The associations, with one's visits; for the operator, who works for the federation."""
    visits, doors = policies.may_visit(request.user), policies.may_open_doors(request.user)
    if not visits and not doors:
        return render(request, "ui/errors/403.html", status=403)
    form = RoleForm(typed(request))
    if request.method == "POST" and doors and form.is_valid():
        user = User.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        if user is None:
            form.add_error("email", "Aucun compte n'a cette adresse. Invitez d'abord la personne dans une association.")
        else:
            operations.give_federation_role(user, by=acting(request), at=timezone.now())
            messages.success(request, f"{user.get_full_name()} peut ouvrir des visites.")
            return redirect("federation:federation")
    open_visits = {visit.association_id: visit for visit in Visit.objects.open().filter(user=request.user)}
    associations = (
        Association.objects.select_related("departure").prefetch_related("departments").order_by("name", "pk")
    )
    context = {
        "lines": [(each, open_visits.get(each.pk), getattr(each, "departure", None)) for each in associations],
        "people": FederationRole.objects.filter(ended_at=None).select_related("user").order_by("user__name", "pk"),
        "form": form,
        "may_visit": visits,
        "may_open_doors": doors,
    }
    return render(request, "federation/federation.html", context)


def visit(request: Request, slug: str) -> HttpResponse:
    """Open a visit: why, and for how long."""
    if not policies.may_visit(request.user):
        return render(request, "ui/errors/403.html", status=403)
    association = get_object_or_404(Association, slug=slug, departure=None)
    form = VisitForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.open_visit(
                association, user=request.user, **form.cleaned_data, by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Votre visite chez {association} est ouverte : vous lisez, sans rien changer.")
            return redirect("associations:association", slug)
    return render(request, "federation/visit.html", {"association": association, "form": form})


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """One's own visit ends now."""
    opened = get_object_or_404(Visit.objects.filter(user=request.user).select_related("association"), pk=pk)
    operations.close_visit(opened, by=acting(request), at=timezone.now())
    messages.success(request, f"Votre visite chez {opened.association} est fermée.")
    return redirect("federation:federation")


@require_POST
def end_role(request: Request, pk: int) -> HttpResponse:
    if not policies.may_open_doors(request.user):
        return render(request, "ui/errors/403.html", status=403)
    role = get_object_or_404(FederationRole.objects.filter(ended_at=None).select_related("user"), pk=pk)
    operations.end_federation_role(role, by=acting(request), at=timezone.now())
    messages.success(request, f"{role.user.get_full_name()} n'ouvre plus de visite.")
    return redirect("federation:federation")


def visits(request: Request, slug: str) -> HttpResponse:
    """What the association reads: who of the federation looked in, when, and why."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    shown = association.visits.select_related("user").order_by("-opened_at", "-pk")[:100]
    return render(
        request, "federation/visits.html", {"association": association, "visits": shown, "at": timezone.now()}
    )
