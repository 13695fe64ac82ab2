"""The pages of structures."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_programme, may_run
from pontdesarts.journal.models import Entry
from pontdesarts.ui.pages import render_piece

from .. import filling, operations, panels, policies, rules
from ..filters import narrowed
from ..forms import AdmitForm, PartnerForm, RelayForm, StructureFilter, StructureForm
from ..models import UNDONE_WITHIN, Audience, PartnerKind, RelayKind, Stage, Structure
from ..placing import kept_answer, sentence

_WITH = ("commune", "relay", "partner", "association")
# what is drawn as a path, and what one does most often next
_STEPS = (Stage.PROSPECT, Stage.IN_DISCUSSION, Stage.ONBOARDING, Stage.ACTIVE)
_NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.PROSPECT: (Stage.IN_DISCUSSION,),
    Stage.IN_DISCUSSION: (Stage.ONBOARDING,),
    Stage.ONBOARDING: (Stage.ACTIVE,),
    Stage.ACTIVE: (),
    Stage.DORMANT: (Stage.ACTIVE,),
    Stage.LAPSED: (Stage.IN_DISCUSSION,),
}


def structures(request: Request) -> HttpResponse:
    """The structures that one may see; somebody of a single structure goes straight to its page."""
    visible = Structure.objects.visible_to(request.user)
    staffed = Association.objects.staffed_by(request.user)
    if not staffed.exists() and visible.count() == 1:
        return redirect("network:structure", visible.get().pk)
    narrow = StructureFilter(request.GET)
    narrow.is_valid()
    found = narrowed(visible.select_related("commune", "relay", "partner", "association"), narrow.cleaned_data)
    if narrow.cleaned_data.get("kind") or narrow.cleaned_data.get("audience"):  # being found would tell
        found = found.filter(policies.kinds_read_by(request.user))
    page = Paginator(found.order_by("sort_name", "pk"), 30).get_page(request.GET.get("page"))
    writable = [a for a in staffed.order_by("name", "pk") if may_run(request.user, a)]
    asked = sum(bool(value) for name, value in narrow.cleaned_data.items() if name != "q")
    confided = bool(writable) or Association.objects.confided_to(request.user).exists()
    context = {"page": page, "narrow": narrow, "writable": writable, "asked": asked, "staffed": staffed.exists()}
    context |= {"confided": confided}
    return render_piece(request, "network/structures.html", context)


def structure(request: Request, pk: int) -> HttpResponse:
    """Where it is in its life, who is there, what it offers and books, where it receives, what happened."""
    shown = Structure.objects.visible_to(request.user).select_related(*_WITH).filter(pk=pk).first()
    if shown is None:
        return _of_the_kept_one(request, pk)
    at = timezone.now()
    area = kept_answer(shown)
    relay, partner = getattr(shown, "relay", None), getattr(shown, "partner", None)
    merges = list(shown.merges.filter(undone_at=None).select_related("gone"))
    changes = list(shown.stage_changes.all())
    sensitive = relay is not None and not rules.may_show_kind(relay.kind)
    unsaid = sensitive and not policies.may_read_kind(request.user, shown)
    known = [] if unsaid else [name for name in shown.audiences if name in Audience.values]
    runs = policies.may_suspend(request.user, shown)
    journal = Entry.objects.about(shown, *(merge.gone for merge in merges))
    return render(
        request,
        "network/structure.html",
        {
            "structure": shown,
            "several": Structure.objects.visible_to(request.user).count() > 1,
            "relay": relay,
            "partner": partner,
            "stage": Stage(shown.stage),
            "steps": [stage.label.capitalize() for stage in _STEPS],
            "step": _STEPS.index(Stage(shown.stage)) + 1 if shown.stage in _STEPS else 0,
            "next_stages": _NEXT[Stage(shown.stage)],
            "since": changes[0] if changes else None,
            "changes": changes,
            "referents": shown.referents.current().select_related("user"),
            "coordinators": shown.coordinators.current().select_related("user"),
            "contacts": shown.contacts.all(),
            "invitations": shown.invitations.open(at),
            "area": area,
            "area_sentence": sentence(area),
            "score": None if shown.point_score is None else round(100 * shown.point_score),
            "sensitive": sensitive,
            "unsaid": unsaid,
            "siret": rules.show_siret(shown.siret),
            "audiences": [Audience(name).label for name in known],
            "shown": [label for name, label in rules.SHOWABLE.items() if name in _shown(shown)],
            "sites": shown.sites.select_related("commune"),
            "venues": shown.venues.select_related("commune"),
            "panels": list(panels.drawn(shown, user=request.user, at=at, request=request)),
            "merges": merges,
            "undoable": [merge for merge in merges if at - merge.merged_at <= UNDONE_WITHIN and merge.moved],
            "journal": (journal if runs else journal.for_outsiders())[:30],
            "may_describe": policies.may_describe(request.user, shown),
            "may_invite": policies.may_invite(request.user, shown),
            "may_suspend": runs,
            "may_programme": may_programme(request.user, shown.association),
        },
    )


def _of_the_kept_one(request: Request, pk: int) -> HttpResponse:
    """An old address of what was merged leads to the page of the other, for who may read it."""
    gone = get_object_or_404(Structure.objects.exclude(merged_into=None), pk=pk)
    kept = get_object_or_404(Structure.objects.visible_to(request.user), pk=gone.survivor().pk)
    return redirect("network:structure", kept.pk)


def _shown(structure: Structure) -> frozenset[str]:
    return rules.shown(structure.shown_publicly, kind=structure.relay.kind if structure.is_relay else "")


def admit(request: Request, slug: str) -> HttpResponse:
    """A new structure, with one profile or both."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_run(request.user, association):
        return _not_yours(request)
    form, entry = StructureForm(filling.filled(request)), AdmitForm(typed(request))
    relay, partner = (
        RelayForm(typed(request), prefix="relay"),
        PartnerForm(typed(request), prefix="partner"),
    )
    profiles = request.POST.getlist("profiles")
    if request.method == "POST" and not filling.is_asked(request):
        ready = [form, entry, *([relay] if "relay" in profiles else []), *([partner] if "partner" in profiles else [])]
        # every form is checked, so that every error is shown at once
        valid = [each.is_valid() for each in ready]
        if not profiles:
            form.add_error(None, "Dites si la structure est un relais, un partenaire, ou les deux.")
        elif all(valid):
            at, by = timezone.now(), acting(request)
            made = operations.admit(
                association, values=form.cleaned_data, stage=entry.cleaned_data["stage"], by=by, at=at
            )
            if "relay" in profiles:
                _give_relay(made, relay.cleaned_data, by=by, at=at)
            if "partner" in profiles:
                _give_partner(made, partner.cleaned_data, by=by, at=at)
            messages.success(request, f"{made} est dans le réseau. Invitez maintenant une personne à la rejoindre.")
            return redirect("network:structure", made.pk)
    context = {"association": association, "form": form, "entry": entry, "relay": relay, "partner": partner}
    context["profiles"] = profiles
    return render(request, "network/admit.html", context)


def describe(request: Request, pk: int) -> HttpResponse:
    """What is known of the structure; its profiles for the team."""
    shown = _visible(request, pk)
    if not policies.may_describe(request.user, shown):
        return _not_yours(request)
    form = StructureForm(filling.filled(request), instance=Structure.objects.get(pk=pk))
    partner = None
    if hasattr(shown, "partner"):
        initial = {name: getattr(shown.partner, name) for name in ("kind", "list_email", "names_required")}
        partner = PartnerForm(typed(request), prefix="partner", initial=initial)
    relay = None
    if hasattr(shown, "relay") and policies.may_suspend(request.user, shown):
        initial = {"kind": shown.relay.kind, "priority_area": shown.relay.priority_area}
        relay = RelayForm(typed(request), prefix="relay", initial=initial)
    valid = [each.is_valid() for each in (form, partner, relay) if each is not None]
    if request.method == "POST" and all(valid) and not filling.is_asked(request):
        at, by = timezone.now(), acting(request)
        operations.describe(shown, values=form.cleaned_data, by=by, at=at)
        if partner is not None:
            _give_partner(shown, partner.cleaned_data, by=by, at=at)
        if relay is not None:
            _give_relay(shown, relay.cleaned_data, by=by, at=at)
        messages.success(request, "La fiche est à jour.")
        return redirect("network:structure", shown.pk)
    context = {"structure": shown, "form": form, "partner": partner, "relay": relay}
    return render(request, "network/describe.html", context)


def _give_relay(structure: Structure, values: dict[str, Any], **told: Any) -> None:
    kind = RelayKind(values["kind"])
    operations.give_relay_profile(structure, kind=kind, priority_area=values["priority_area"], **told)


def _give_partner(structure: Structure, values: dict[str, Any], **told: Any) -> None:
    operations.give_partner_profile(structure, **values | {"kind": PartnerKind(values["kind"])}, **told)


def _visible(request: Request, pk: int) -> Structure:
    found = Structure.objects.visible_to(request.user).select_related(*_WITH)
    return get_object_or_404(found, pk=pk)


def _not_yours(request: Request) -> HttpResponse:
    """One may see the thing, not change it."""
    return render(request, "ui/errors/403.html", status=403)
