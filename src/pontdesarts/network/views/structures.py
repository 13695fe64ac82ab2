"""The pages of structures."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_programme, may_run
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.territory.rules import fold
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import operations, policies
from ..forms import PartnerForm, RelayForm, StructureFilter, StructureForm, SuspendForm
from ..models import Referent, RelayKind, Structure
from ..placing import area_of, sentence


def structures(request: Request) -> HttpResponse:
    """The structures that one may see; somebody of a single structure goes straight to its page."""
    visible = Structure.objects.visible_to(request.user)
    staffed = Association.objects.staffed_by(request.user)
    if not staffed.exists() and visible.count() == 1:
        return redirect("network:structure", visible.get().pk)
    narrow = StructureFilter(request.GET)
    narrow.is_valid()
    found = visible.select_related("commune", "relay", "partner", "association")
    for word in fold(narrow.cleaned_data.get("q", "")).split():
        found = found.filter(Q(sort_name__contains=word) | Q(commune__folded__contains=word))
    if narrow.cleaned_data.get("profile") in {"relay", "partner"}:
        found = found.filter(**{f"{narrow.cleaned_data['profile']}__isnull": False})
    if narrow.cleaned_data.get("alone"):
        found = found.relays().exclude(pk__in=Referent.objects.current().values("structure"))
    page = Paginator(found.order_by("sort_name", "pk"), 30).get_page(request.GET.get("page"))
    writable = [a for a in staffed.order_by("name", "pk") if may_run(request.user, a)]
    return render_piece(request, "network/structures.html", {"page": page, "narrow": narrow, "writable": writable})


def structure(request: Request, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    at = timezone.now()
    area = area_of(shown, timezone.localdate(at))
    return render(
        request,
        "network/structure.html",
        {
            "structure": shown,
            "several": Structure.objects.visible_to(request.user).count() > 1,
            "relay": getattr(shown, "relay", None),
            "partner": getattr(shown, "partner", None),
            "referents": shown.referents.current().select_related("user"),
            "coordinators": shown.coordinators.current().select_related("user"),
            "contacts": shown.contacts.all(),
            "invitations": shown.invitations.open(at),
            "area": area,
            "area_sentence": sentence(area),
            "venues": shown.venues.select_related("commune"),
            "journal": Entry.objects.about(shown)[:30],
            "may_describe": policies.may_describe(request.user, shown),
            "may_invite": policies.may_invite(request.user, shown),
            "may_suspend": policies.may_suspend(request.user, shown),
            "may_programme": may_programme(request.user, shown.association),
        },
    )


def admit(request: Request, slug: str) -> HttpResponse:
    """A new structure, with one profile or both."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_run(request.user, association):
        return _not_yours(request)
    form = StructureForm(typed(request))
    relay, partner = (
        RelayForm(typed(request), prefix="relay"),
        PartnerForm(typed(request), prefix="partner"),
    )
    profiles = request.POST.getlist("profiles")
    if request.method == "POST":
        ready = [form, *([relay] if "relay" in profiles else []), *([partner] if "partner" in profiles else [])]
        # every form is checked, so that every error is shown at once
        valid = [each.is_valid() for each in ready]
        if not profiles:
            form.add_error(None, "Dites si la structure est un relais, un partenaire, ou les deux.")
        elif all(valid):
            at, by = timezone.now(), acting(request)
            made = operations.admit(association, values=form.cleaned_data, by=by, at=at)
            if "relay" in profiles:
                _give_relay(made, relay.cleaned_data, by=by, at=at)
            if "partner" in profiles:
                operations.give_partner_profile(made, **partner.cleaned_data, by=by, at=at)
            messages.success(request, f"{made} est dans le réseau. Invitez maintenant une personne à la rejoindre.")
            return redirect("network:structure", made.pk)
    context = {"association": association, "form": form, "relay": relay, "partner": partner, "profiles": profiles}
    return render(request, "network/admit.html", context)


def describe(request: Request, pk: int) -> HttpResponse:
    """What is known of the structure; its profiles for the team."""
    shown = _visible(request, pk)
    if not policies.may_describe(request.user, shown):
        return _not_yours(request)
    form = StructureForm(typed(request), instance=Structure.objects.get(pk=pk))
    partner = None
    if hasattr(shown, "partner"):
        initial = {"list_email": shown.partner.list_email, "names_required": shown.partner.names_required}
        partner = PartnerForm(typed(request), prefix="partner", initial=initial)
    relay = None
    if hasattr(shown, "relay") and policies.may_suspend(request.user, shown):
        initial = {"kind": shown.relay.kind, "priority_area": shown.relay.priority_area}
        relay = RelayForm(typed(request), prefix="relay", initial=initial)
    valid = [each.is_valid() for each in (form, partner, relay) if each is not None]
    if request.method == "POST" and all(valid):
        at, by = timezone.now(), acting(request)
        operations.describe(shown, values=form.cleaned_data, by=by, at=at)
        if partner is not None:
            operations.give_partner_profile(shown, **partner.cleaned_data, by=by, at=at)
        if relay is not None:
            _give_relay(shown, relay.cleaned_data, by=by, at=at)
        messages.success(request, "La fiche est à jour.")
        return redirect("network:structure", shown.pk)
    context = {"structure": shown, "form": form, "partner": partner, "relay": relay}
    return render(request, "network/describe.html", context)


def suspend(request: Request, pk: int) -> HttpResponse:
    """A human decision, with a reason that the relay reads."""
    shown = get_object_or_404(Structure.objects.visible_to(request.user).relays(), pk=pk)
    if not policies.may_suspend(request.user, shown):
        return _not_yours(request)
    form = SuspendForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.suspend(shown.relay, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Les réservations du relais sont suspendues. Vous pouvez les rétablir ici.")
            return redirect("network:structure", pk)
    return render(request, "network/suspend.html", {"structure": shown, "form": form})


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Structure.objects.visible_to(request.user).relays(), pk=pk)
    if not policies.may_suspend(request.user, shown):
        return _not_yours(request)
    operations.resume(shown.relay, by=acting(request), at=timezone.now())
    messages.success(request, "Le relais peut à nouveau réserver.")
    return redirect("network:structure", pk)


def _give_relay(structure: Structure, values: dict[str, Any], **told: Any) -> None:
    kind = RelayKind(values["kind"])
    operations.give_relay_profile(structure, kind=kind, priority_area=values["priority_area"], **told)


def _visible(request: Request, pk: int) -> Structure:
    found = Structure.objects.visible_to(request.user).select_related("commune", "relay", "partner", "association")
    return get_object_or_404(found, pk=pk)


def _not_yours(request: Request) -> HttpResponse:
    """One may see the thing, not change it."""
    return render(request, "ui/errors/403.html", status=403)
