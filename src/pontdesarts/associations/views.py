"""The association's own pages: who it is, its rules, its staff."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.models import Entry
from pontdesarts.journal.naming import field_label
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words

from . import operations, policies, rules
from .forms import DescribeForm, TermsForm
from .meaning import meaning
from .models import Association, StaffRole


def home(request: Request) -> HttpResponse:
    """Straight to the association, or a choice among several."""
    staffed = Association.objects.staffed_by(request.user).order_by("name", "pk")
    if len(staffed) == 1:
        return redirect("associations:association", staffed[0].slug)
    return render(request, "associations/home.html", {"associations": staffed})


def association(request: Request, slug: str) -> HttpResponse:
    shown = _visible(request, slug)
    terms = [
        (field_label(Association, name), getattr(shown.terms, name), shown.own_terms[name] is None)
        for name in rules.NAMES
    ]
    context = {
        "association": shown,
        "departments": shown.departments.order_by("code"),
        "terms": terms,
        "meaning": meaning(shown.terms),
        "roles": shown.roles.current().select_related("user").order_by("role", "user__name", "pk"),
        "journal": Entry.objects.about(shown)[:30],
        "may_direct": policies.may_direct(request.user, shown),
        "may_run": policies.may_run(request.user, shown),
    }
    return render(request, "associations/association.html", context)


def describe(request: Request, slug: str) -> HttpResponse:
    shown = _visible(request, slug)
    if not policies.may_direct(request.user, shown):
        return render(request, "ui/errors/403.html", status=403)
    form = DescribeForm(typed(request), instance=Association.objects.get(pk=shown.pk))
    if request.method == "POST" and form.is_valid():
        operations.describe(shown, values=form.cleaned_data, by=acting(request), at=timezone.now())
        messages.success(request, "La fiche de l'association est à jour.")
        return redirect("associations:association", slug)
    return render(request, "associations/describe.html", {"association": shown, "form": form})


def terms(request: Request, slug: str) -> HttpResponse:
    shown = _visible(request, slug)
    if not policies.may_direct(request.user, shown):
        return render(request, "ui/errors/403.html", status=403)
    form = TermsForm(typed(request), instance=Association.objects.get(pk=shown.pk))
    preview = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not preview:
        try:
            operations.change_terms(shown, terms=form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Les règles sont à jour. Rien de ce qui est réservé ne change.")
            return redirect("associations:association", slug)
    typed_terms = rules.resolve(form.cleaned_data) if preview and form.is_valid() else shown.terms
    context = {"association": shown, "form": form, "preview": preview, "meaning": meaning(typed_terms)}
    return render(request, "associations/terms.html", context)


@require_POST
def change_role(request: Request, pk: int) -> HttpResponse:
    """Give another role, or end it."""
    held = get_object_or_404(StaffRole.objects.current().visible_to(request.user).select_related("association"), pk=pk)
    if not policies.may_direct(request.user, held.association):
        return render(request, "ui/errors/403.html", status=403)
    at, by = timezone.now(), acting(request)
    wanted = request.POST.get("role", "")
    try:
        if wanted == "end":
            operations.end_role(held, by=by, at=at)
            messages.success(request, f"{held.user.get_full_name()} ne fait plus partie de l'équipe.")
        elif wanted in StaffRole.Role.values:
            operations.give_role(held.association, user=held.user, role=StaffRole.Role(wanted), by=by, at=at)
            messages.success(request, f"Le rôle {words.of(held.user.get_full_name())} a changé.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    if not Association.objects.staffed_by(request.user).filter(pk=held.association.pk).exists():
        return redirect("desk:home")
    return redirect("associations:association", held.association.slug)


def _visible(request: Request, slug: str) -> Association:
    return get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
