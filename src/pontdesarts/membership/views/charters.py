"""The charter: signed by a structure, written by the association."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import charters, operations, policies
from ..forms import CharterForm, SignForm
from ..models import Charter, Signature
from .entry import visible
from .reading import read_one


def charter(request: Request, pk: int) -> HttpResponse:
    """The text in force, who signed it, and the place to sign. A structure that is both signs one, then the other."""
    shown = visible(request, pk)
    asked = [charters.current(shown.association, audience) for audience in charters.audiences_of(shown)]
    if not asked:
        raise Http404
    signed = {
        s.charter_id: s for s in Signature.objects.filter(structure=shown, charter__in=[c.pk for c in asked if c.pk])
    }
    text = next((charter for charter in asked if charter.pk not in signed), asked[0])
    may = policies.may_answer(request.user, shown)
    initial = {"version": text.version, "name": request.user.get_full_name() if _own(request, shown) else ""}
    form = SignForm(typed(request), initial=initial)
    if request.method == "POST":
        if not may:
            return render(request, "ui/errors/403.html", status=403)
        if request.POST.get("do") == "send":
            return _send(request, shown, text)
        if form.is_valid() and _sign(request, shown, text, form):
            return redirect("membership:charter", pk)
    context = {
        "structure": shown,
        "charter": text,
        "signature": signed.get(text.pk) if text.pk else None,
        "others": [(charter, signed.get(charter.pk)) for charter in asked if charter is not text],
        "form": form if may else None,
        "history": shown.charter_signatures.select_related("charter").order_by("-signed_at"),
    }
    return render(request, "membership/charter.html", context)


def _own(request: Request, shown: Structure) -> bool:
    """Whoever is of the structure signs in their name; the team copies what was signed on paper."""
    return Structure.objects.held_by(request.user).filter(pk=shown.pk).exists()


def _sign(request: Request, shown: Structure, text: Charter, form: SignForm) -> bool:
    said = form.cleaned_data
    try:
        operations.sign(
            shown,
            audience=Charter.For(text.audience),
            version=said["version"],
            name=said["name"],
            role=said["role"],
            user=request.user,
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.show_version(text.version)
        add_refusal(form, refusal)
        return False
    messages.success(request, f"La charte est signée, au nom {words.of(said['name'])}.")
    return True


def _send(request: Request, shown: Structure, text: Charter) -> HttpResponse:
    try:
        to = operations.send_charter_link(
            shown, audience=Charter.For(text.audience), by=acting(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le lien pour signer part à {to}. Il sert pendant 60 jours.")
    return redirect("membership:charter", shown.pk)


def text(request: Request, slug: str, audience: str) -> HttpResponse:
    """The team writes a new version; who has signed which."""
    association, runs = read_one(request, slug)
    if audience not in Charter.For.values:
        raise Http404
    now = charters.current(association, audience)
    form = CharterForm(typed(request), initial={"text": now.text})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.publish_charter(
                association,
                audience=Charter.For(audience),
                text=form.cleaned_data["text"],
                published_by=request.user,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal, "text")
        else:
            messages.success(request, f"{made} : publiée. Chaque structure a 30 jours pour la signer.")
            return redirect("membership:charter_text", slug, audience)
    versions = Charter.objects.filter(association=association, audience=audience).order_by("-version")
    signatures = Signature.objects.filter(charter__in=versions.order_by()).select_related("structure", "charter")
    relation = "relay__isnull" if audience == Charter.For.RELAYS else "partner__isnull"
    members = Structure.objects.standing().filter(association=association, **{relation: False}, stage="active")
    signed = Signature.objects.filter(charter=now.pk or 0).values("structure")
    context = {
        "association": association,
        "runs": runs,
        "audience": audience,
        "charter": now,
        "form": form,
        "versions": versions,
        "signatures": signatures.order_by("-signed_at", "-pk")[:500],
        "unsigned": members.exclude(pk__in=signed).order_by("sort_name", "pk"),
        "audiences": Charter.For.choices,
    }
    return render(request, "membership/charter_text.html", context)
