"""Entries that may be one structure: look at them, make them one, say that they are two, or part them again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words

from .. import kinship, operations, policies, rules
from ..duplicates import likely
from ..filters import narrowed
from ..forms import ChooseForm
from ..models import UNDONE_WITHIN, Merge, Structure

A_PAGE = 20
_LABELS = ("Inscrite le", "Étape", "Profil", "Adresse", "Téléphone", "Courriel", "SIRET", "Numéro RNA")


def duplicates(request: Request, slug: str) -> HttpResponse:
    """« Doublons possibles », and what was made one in the last 30 days."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    if not may_run(request.user, association):
        return _not_yours(request)
    page = Paginator(likely(association), A_PAGE).get_page(request.GET.get("page"))
    wanted = {pk for pair in page for pk in (pair.one, pair.other)}
    known = Structure.objects.select_related("commune", "relay", "partner").order_by("pk").in_bulk(wanted)
    pairs = [(known[pair.one], known[pair.other], pair.reasons) for pair in page]
    context = {"association": association, "pairs": pairs, "page": page, "merges": _undoable(association)}
    return render(request, "network/duplicates.html", context)


def merge(request: Request, pk: int) -> HttpResponse:
    """Choose the other entry, look at both, keep one."""
    shown = _visible(request, pk)
    if not policies.may_merge(request.user, shown):
        return _not_yours(request)
    others = Structure.objects.standing().filter(association=shown.association).exclude(pk=pk).select_related("commune")
    chosen = request.POST.get("other") or request.GET.get("avec", "")
    if not (chosen.isdecimal() and len(chosen) < 10):
        form = ChooseForm(request.GET if "q" in request.GET else None)
        found = narrowed(others, form.cleaned_data).order_by("sort_name", "pk")[:A_PAGE] if form.is_valid() else []
        return render(request, "network/choose_other.html", {"structure": shown, "form": form, "found": found})
    other = get_object_or_404(others.select_related("relay", "partner"), pk=int(chosen))
    refusal = None
    if request.method == "POST":
        kept, gone = (other, shown) if request.POST.get("keep") == str(other.pk) else (shown, other)
        try:
            done = operations.merge(kept, gone=gone, by=acting(request), at=timezone.now())
        except Refused as said:
            refusal = said
        else:
            messages.success(request, _told(done))
            return redirect("network:structure", kept.pk)
    facts = list(zip(_LABELS, _facts(shown), _facts(other), strict=True))
    context = {"structure": shown, "other": other, "sides": (shown, other), "facts": facts, "refusal": refusal}
    return render(request, "network/merge.html", context)


@require_POST
def distinct(request: Request, pk: int, other_pk: int) -> HttpResponse:
    shown, other = _visible(request, pk), _visible(request, other_pk)
    if not policies.may_merge(request.user, shown):
        return _not_yours(request)
    try:
        operations.say_distinct(shown, other=other, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"C'est noté : « {shown} » et « {other} » sont deux structures.")
    return redirect("network:duplicates", shown.association.slug)


@require_POST
def undo_merge(request: Request, pk: int) -> HttpResponse:
    staffed = Association.objects.staffed_by(request.user)
    done = get_object_or_404(
        Merge.objects.filter(kept__association__in=staffed).select_related("kept__association", "gone"), pk=pk
    )
    if not policies.may_merge(request.user, done.kept):
        return _not_yours(request)
    try:
        operations.undo_merge(done, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("network:duplicates", done.kept.association.slug)
    messages.success(request, f"« {done.gone} » est de nouveau une structure, avec tout ce qui était à elle.")
    return redirect("network:structure", done.gone.pk)


def _facts(structure: Structure) -> list[str]:
    """What helps to see whether it is the same, in the order of `_LABELS`."""
    profiles = [f"relais, {structure.relay.get_kind_display()}"] if structure.is_relay else []
    profiles += [f"partenaire, {structure.partner.get_kind_display()}"] if structure.is_partner else []
    commune = structure.commune.name if structure.commune else ""
    return [
        words.full_date(timezone.localtime(structure.created_at).date()),
        structure.get_stage_display(),
        " ; ".join(profiles) or "aucun",
        " ".join(filter(None, (structure.address, structure.postal_code, commune))),
        structure.phone,
        structure.email,
        rules.show_siret(structure.siret),
        structure.rna,
    ]


def _told(done: Merge) -> str:
    left = kinship.said((done.moved or {}).get("left", []))
    kept = f" En double, resté avec l'ancienne fiche : {left}." if left else ""
    return f"« {done.gone} » est réunie avec cette fiche.{kept} Vous pouvez les séparer pendant 30 jours."


def _undoable(association: Association) -> list[Merge]:
    since = timezone.now() - UNDONE_WITHIN
    recent = Merge.objects.filter(kept__association=association, undone_at=None, merged_at__gte=since)
    return list(recent.select_related("kept", "gone")[:50])


def _visible(request: Request, pk: int) -> Structure:
    found = Structure.objects.visible_to(request.user).select_related("commune", "relay", "partner", "association")
    return get_object_or_404(found, pk=pk)


def _not_yours(request: Request) -> HttpResponse:
    return render(request, "ui/errors/403.html", status=403)
