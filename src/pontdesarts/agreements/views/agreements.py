"""The list of conventions, the page of one, its steps and what follows it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Structure
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import delivered, listing, operations, paperwork, policies, rules, wording
from ..forms import AgreementFilter, ProposeForm, StepForm
from ..models import Agreement, Kind, Signatory, Stage
from . import reach

A_PAGE = 30


def agreements(request: Request) -> HttpResponse:
    """Those that one may see, under tabs: to sign, in talks, running, to renew, over."""
    day = timezone.localdate()
    visible = Agreement.objects.visible_to(request.user)
    view = request.GET.get("vue", listing.ALL)
    narrow = AgreementFilter(request.GET)
    narrow.is_valid()
    found = listing.matching(
        listing.under(visible, view, day), narrow.cleaned_data.get("q", ""), narrow.cleaned_data.get("kind", "")
    )
    rows = listing.drawn(found.order_by("-starts_on", "-pk"))
    context = {
        "any": visible.exists(),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "narrow": narrow,
        "view": view if view in listing.VIEWS else listing.ALL,
        "views": listing.counts(visible, day),
        "writable": Association.objects.run_by(request.user),
        "day": day,
    }
    return render_piece(request, "agreements/agreements.html", context)


def agreement(request: Request, pk: int) -> HttpResponse:
    """Where it stands, who is party, what is promised and held, who has signed, the papers."""
    shown, at = reach.seen(request, pk), timezone.now()
    day = timezone.localdate(at)
    versions = list(shown.versions.order_by("-number"))
    current = next((version for version in versions if version.replaced_at is None), None)
    runs = policies.may_run(request.user, shown)
    context = {
        "agreement": shown,
        "parties": people_of(shown, current),
        "held": [delivered.of(promise, at=at) for promise in wording.promises_of(shown)],
        "steps": shown.steps.order_by("happened_on", "pk"),
        "versions": versions,
        "current": current,
        "former": signatures_of_older(shown),
        "scans": [scan for version in versions for scan in version.scans.defer("content").order_by("pk")],
        "runs": runs,
        "may_send": runs and Stage.SENT in rules.PASSAGES[shown.stage],
        "may_note": runs and bool(rules.steps_by_hand(shown.stage)),
        "may_renew": runs and shown.stage in {Stage.SIGNED, Stage.ENDED} and not followed(shown),
        "followed": followed(shown),
        "past": shown.is_past(day),
        "soon": shown.stage == Stage.SIGNED and day <= shown.ends_on <= day + rules.RENEW_WITHIN,
        "journal": Entry.objects.about(shown)[:40],
    }
    return render(request, "agreements/agreement.html", context)


def people_of(shown: Agreement, current: Any) -> list[dict[str, Any]]:
    """Each party with who signs for it, and what they have signed of the text that is out."""
    signed = {}
    if current is not None:
        signed = {one.signatory_id: one for one in current.signatures.filter(struck_at=None).select_related("scan")}
    found = []
    for party in wording.parties_of(shown):
        people = party.signatories.order_by("ended_on", "since", "pk")
        found.append({"party": party, "people": [(one, signed.get(one.pk)) for one in people]})
    return found


def signatures_of_older(shown: Agreement) -> list[Any]:
    """What was signed and counts no more: of a text that was replaced, or taken back."""
    rows = [
        signature
        for version in shown.versions.order_by("-number")
        for signature in version.signatures.select_related("version", "signatory").order_by("signed_at", "pk")
    ]
    return [signature for signature in rows if not signature.is_valid]


def followed(shown: Agreement) -> Agreement | None:
    return Agreement.objects.filter(renews=shown).first()


def propose(request: Request, slug: str) -> HttpResponse:
    """First step: with whom, and for how long."""
    association = reach.association(request, slug)
    form = ProposeForm(
        typed(request), association=association, today=timezone.localdate(), initial=_initial(request, association)
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        structure, commune = values["structure"], values["commune"]
        try:
            made = operations.propose(
                association,
                kind=Kind(values["kind"]),
                title=values["title"] or _title(values),
                starts_on=values["starts_on"],
                ends_on=values["ends_on"],
                structures=[structure] if structure else [],
                commune=commune,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("agreements:people", made.pk)
    context = {"association": association, "form": form, "steps": STEPS}
    return render(request, "agreements/propose.html", context)


STEPS = ["Avec qui", "Qui signe", "Les promesses", "Relire et envoyer"]


def _initial(request: Request, association: Association) -> dict[str, Any]:
    """The structure whose page one comes from."""
    wanted = request.GET.get("structure", "")
    structures = Structure.objects.standing().filter(association=association)
    structure = (
        structures.filter(pk=int(wanted)).first()
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 10
        else None
    )
    if structure is None:
        return {"kind": Kind.COMMUNE}
    return {"structure": structure.name, "kind": Kind.RELAY if structure.is_relay else Kind.PARTNER}


def _title(values: dict[str, Any]) -> str:
    years = f"{values['starts_on'].year}-{values['ends_on'].year}"
    if values["kind"] == Kind.COMMUNE and values["commune"]:
        name = rules.of_commune(values["commune"].name)
        return f"Convention tripartite, {name[0].lower()}{name[1:]}, {years}"
    return f"Convention avec {values['structure'] or rules.of_commune(values['commune'].name)}, {years}"


def step(request: Request, pk: int) -> HttpResponse:
    """Note what happened: discussed, agreed, ended, denounced, dropped."""
    shown = reach.run(request, pk)
    stages = rules.steps_by_hand(shown.stage)
    form = StepForm(typed(request), stages=stages, initial={"on": timezone.localdate(), "stage": stages[:1]})
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            operations.move(
                shown,
                stage=Stage(values["stage"]),
                on=values["on"],
                note=values["note"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est noté.")
            return redirect("agreements:agreement", pk)
    return render(request, "agreements/step.html", {"agreement": shown, "form": form, "stages": stages})


@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    """One click: the next one, with the same parties and promises."""
    shown = reach.run(request, pk)
    try:
        made = operations.renew(shown, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("agreements:agreement", pk)
    messages.success(request, "La suite est prête : relisez qui signe et ce qui est promis, puis envoyez-la à signer.")
    return redirect("agreements:agreement", made.pk)


def paper(request: Request, pk: int) -> HttpResponse:
    """The PDF: what was sent to sign, or the draft while nothing was."""
    shown = reach.seen(request, pk)
    current = shown.versions.filter(replaced_at=None).first()
    pdf = paperwork.to_sign(current) if current else paperwork.draft(shown)
    return answer(Paper(f"convention-{shown.pk}.pdf", "application/pdf", pdf))


def signed_paper(request: Request, pk: int, number: int) -> HttpResponse:
    """One of the texts that were sent, with its signatures and the page of traces."""
    shown = reach.seen(request, pk)
    version = shown.versions.filter(number=number).first() if number < 32_000 else None
    if version is None:
        raise Http404
    name = f"convention-{shown.pk}-texte-{version.number}.pdf"
    return answer(Paper(name, "application/pdf", paperwork.signed(version)))


def in_post(shown: Agreement) -> Any:
    """Those who sign today, of every party."""
    return Signatory.objects.current().filter(party__agreement=shown).order_by("party", "since", "pk")
