"""Sending to sign, following who has signed, filing papers; the templates of an association."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.operations import Paper
from pontdesarts.ui.forms import add_refusal

from .. import operations, rules, scans, wording
from ..forms import ScanForm, StrikeForm, TextForm
from ..models import Agreement, Kind, Scan, Signatory, Signature, Template
from . import reach
from .agreements import STEPS, in_post, people_of


def send(request: Request, pk: int) -> HttpResponse:
    """Last step: read what will be signed, see who receives it, send."""
    shown = reach.run(request, pk)
    refused = None
    if request.method == "POST":
        try:
            operations.send_to_sign(shown, by=acting(request), at=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "La convention est partie à signer. Chaque personne a reçu son lien.")
            return redirect("agreements:agreement", pk)
    values = wording.values_of(shown)
    context = {
        "agreement": shown,
        "refused": refused,
        "blocks": rules.blocks(rules.fill(shown.text, values)),
        "empty": rules.empty_fields(shown.text, values),
        "parties": people_of(shown, None),
        "steps": STEPS,
    }
    return render(request, "agreements/send.html", context)


@require_POST
def send_again(request: Request, pk: int) -> HttpResponse:
    signatory = reach.part(request, Signatory, "party__agreement", pk)
    try:
        to = operations.send_link_again(signatory, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Un nouveau lien est parti à {to}. Le précédent est fermé.")
    return redirect("agreements:agreement", signatory.party.agreement_id)


def scan(request: Request, pk: int) -> HttpResponse:
    """File the paper that came back signed."""
    shown = reach.run(request, pk)
    version = shown.versions.filter(replaced_at=None).first()
    signed = Signature.objects.valid().filter(version=version).values("signatory") if version else []
    people = in_post(shown).exclude(pk__in=signed).select_related("party__structure", "party__commune")
    files = request.FILES if request.method == "POST" else None
    form = ScanForm(
        typed(request),
        files,
        people=people.select_related("party__agreement__association", "party__structure", "party__commune"),
        initial={"on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid() and version:
        try:
            operations.sign_on_paper(
                version,
                list(form.cleaned_data["people"]),
                content=form.cleaned_data["file"].read(),
                on=form.cleaned_data["on"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal, field="file")
        else:
            messages.success(request, "Le papier signé est gardé.")
            return redirect("agreements:agreement", pk)
    context = {"agreement": shown, "form": form, "version": version, "people": people}
    return render(request, "agreements/scan.html", context)


def scan_file(request: Request, pk: int) -> HttpResponse:
    """The paper itself, as a download."""
    visible = Agreement.objects.visible_to(request.user)
    found = get_object_or_404(Scan.objects.filter(version__agreement__in=visible), pk=pk)
    name = f"papier-signe-{found.pk}.{scans.EXTENSIONS[found.content_type]}"
    response = answer(Paper(name, found.content_type, bytes(found.content)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def strike(request: Request, pk: int) -> HttpResponse:
    """A paper was filed by mistake."""
    signature = reach.part(request, Signature, "version__agreement", pk)
    form = StrikeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.strike(signature, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Cette signature ne compte plus. Elle reste visible.")
            return redirect("agreements:agreement", signature.version.agreement_id)
    context = {"signature": signature, "agreement": signature.version.agreement, "form": form}
    return render(request, "agreements/strike.html", context)


def templates(request: Request, slug: str) -> HttpResponse:
    """The text that each sort of convention begins with."""
    association = reach.association(request, slug)
    rows = [(kind, wording.current(association, kind)) for kind in Kind]
    return render(request, "agreements/templates.html", {"association": association, "rows": rows})


def template(request: Request, slug: str, kind: str) -> HttpResponse:
    """One of them, edited with a preview; another text is another version."""
    association = reach.association(request, slug)
    if kind not in Kind.values:
        return redirect("agreements:templates", slug)
    now = wording.current(association, kind)
    form = TextForm(typed(request), initial={"text": now.text})
    preview = now.text
    if request.method == "POST" and form.is_valid():
        preview = wording.cleaned(form.cleaned_data["text"])
        if "preview" not in request.POST:
            try:
                made = operations.publish_template(
                    association, kind=Kind(kind), text=preview, by=acting(request), at=timezone.now()
                )
            except Refused as refusal:
                add_refusal(form, refusal, field="text")
            else:
                messages.success(request, f"Le modèle {made} est publié. Les conventions en cours gardent leur texte.")
                return redirect("agreements:templates", slug)
    context = {
        "association": association,
        "kind": Kind(kind),
        "now": now,
        "form": form,
        "fields": rules.FIELDS.items(),
        "blocks": rules.blocks(rules.fill(preview, wording.example_of(association))),
        "unknown": rules.unknown_fields(preview),
        "versions": Template.objects.filter(association=association, kind=kind).select_related("published_by"),
    }
    return render(request, "agreements/template.html", context)
