"""Who signs, what is promised, the text: what a convention is made of before it is sent."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal

from .. import delivered, operations, rules, wording
from ..forms import CorrectForm, DeliveryForm, EndPostForm, PartyForm, PeriodForm, PromiseForm, SignatoryForm, TextForm
from ..models import Agreement, Delivery, Function, Party, Promise, Signatory, Stage
from . import reach
from .agreements import STEPS, people_of


def people(request: Request, pk: int) -> HttpResponse:
    """Second step: the parties, and who signs for each."""
    shown = reach.run(request, pk)
    parties = _parties(shown)
    alone = next((party for party in parties if not party.signatories.current().exists()), None)
    form = SignatoryForm(typed(request), parties=parties, initial={"party": alone})

    def add(values: dict[str, Any]) -> None:
        party = values.pop("party")
        values["function"] = Function(values["function"])
        operations.add_signatory(party, **values, by=acting(request), at=timezone.now())

    if _done(request, form, add):
        return redirect("agreements:people", pk)
    current = shown.versions.filter(replaced_at=None).first()
    named = people_of(shown, current)
    context = {"agreement": shown, "form": form, "parties": named, "steps": STEPS}
    context["missing"] = any(not each["people"] for each in named)
    return render(request, "agreements/people.html", context)


def party(request: Request, pk: int) -> HttpResponse:
    """One more party."""
    shown = reach.run(request, pk)
    form = PartyForm(typed(request), association=shown.association)

    def add(values: dict[str, Any]) -> None:
        at, by = timezone.now(), acting(request)
        if values["structure"] and values["commune"]:
            operations.add_party(shown, structure=values["structure"], by=by, at=at)
            operations.add_party(shown, commune=values["commune"], by=by, at=at)
        else:
            operations.add_party(shown, **values, by=by, at=at)

    if _done(request, form, add):
        return redirect("agreements:people", pk)
    return render(request, "agreements/party.html", {"agreement": shown, "form": form})


@require_POST
def remove_party(request: Request, pk: int) -> HttpResponse:
    gone = reach.part(request, Party, "agreement", pk)
    agreement_pk = gone.agreement_id
    _try(request, lambda: operations.remove_party(gone, by=acting(request), at=timezone.now()))
    return redirect("agreements:people", agreement_pk)


def correct(request: Request, pk: int) -> HttpResponse:
    """A name or an address written wrong, before the person signs."""
    signatory = reach.part(request, Signatory, "party__agreement", pk)
    agreement = signatory.party.agreement
    written = {name: getattr(signatory, name) for name in ("name", "function", "title", "email")}
    form = CorrectForm(typed(request), initial=written)

    def change(values: dict[str, Any]) -> None:
        values["function"] = Function(values["function"])
        operations.correct_signatory(signatory, **values, by=acting(request), at=timezone.now())

    if _done(request, form, change):
        return redirect("agreements:people" if agreement.stage != Stage.SENT else "agreements:agreement", agreement.pk)
    return render(request, "agreements/correct.html", {"signatory": signatory, "agreement": agreement, "form": form})


@require_POST
def remove_signatory(request: Request, pk: int) -> HttpResponse:
    gone = reach.part(request, Signatory, "party__agreement", pk)
    agreement_pk = gone.party.agreement_id
    _try(request, lambda: operations.remove_signatory(gone, by=acting(request), at=timezone.now()))
    return redirect("agreements:people", agreement_pk)


def end_post(request: Request, pk: int) -> HttpResponse:
    """Somebody leaves a post; what they signed stays."""
    signatory = reach.part(request, Signatory, "party__agreement", pk)
    form = EndPostForm(typed(request), initial={"on": timezone.localdate()})

    def end(values: dict[str, Any]) -> None:
        operations.end_post(signatory, **values, by=acting(request), at=timezone.now())

    if _done(request, form, end):
        return redirect("agreements:agreement", signatory.party.agreement_id)
    context = {"signatory": signatory, "agreement": signatory.party.agreement, "form": form}
    return render(request, "agreements/end_post.html", context)


def promises(request: Request, pk: int) -> HttpResponse:
    """Third step: what each party promises."""
    shown = reach.run(request, pk)
    form = PromiseForm(typed(request), parties=_parties(shown), initial={"kind": Promise.Kind.SEATS})

    def add(values: dict[str, Any]) -> None:
        by_party = values.pop("party")
        values["kind"] = Promise.Kind(values["kind"])
        operations.add_promise(by_party, **values, by=acting(request), at=timezone.now())

    if _done(request, form, add):
        return redirect("agreements:promises", pk)
    context = {"agreement": shown, "form": form, "promises": wording.promises_of(shown), "steps": STEPS}
    return render(request, "agreements/promises.html", context)


@require_POST
def withdraw_promise(request: Request, pk: int) -> HttpResponse:
    gone = reach.part(request, Promise, "agreement", pk)
    agreement_pk = gone.agreement_id
    _try(request, lambda: operations.withdraw_promise(gone, by=acting(request), at=timezone.now()))
    return redirect("agreements:promises", agreement_pk)


def promise(request: Request, pk: int) -> HttpResponse:
    """What was held of a promise: the list behind the number; for meetings and money, noting one more."""
    shown = reach.part(request, Promise, "agreement", pk)
    form = DeliveryForm(typed(request), initial={"on": timezone.localdate()})

    def note(values: dict[str, Any]) -> None:
        operations.note_delivery(shown, **values, by=acting(request), at=timezone.now())

    if _done(request, form, note):
        return redirect("agreements:promise", pk)
    context = {
        "promise": shown,
        "agreement": shown.agreement,
        "held": delivered.of(shown, at=timezone.now()),
        "counting": delivered.counting(shown) if shown.is_counted_alone else "",
        "form": form,
    }
    return render(request, "agreements/promise.html", context)


@require_POST
def undo_delivery(request: Request, pk: int) -> HttpResponse:
    gone = reach.part(request, Delivery, "promise__agreement", pk)
    promise_pk = gone.promise_id
    _try(request, lambda: operations.undo_delivery(gone, by=acting(request), at=timezone.now()))
    return redirect("agreements:promise", promise_pk)


def text(request: Request, pk: int) -> HttpResponse:
    """The words of this convention, with a preview."""
    shown = reach.run(request, pk)
    form = TextForm(typed(request), initial={"text": shown.text})
    preview = shown.text
    if request.method == "POST" and form.is_valid():
        preview = wording.cleaned(form.cleaned_data["text"])
        if "preview" not in request.POST and _done(
            request,
            form,
            lambda values: operations.change_text(shown, text=values["text"], by=acting(request), at=timezone.now()),
        ):
            return redirect("agreements:agreement", pk)
    context = {
        "agreement": shown,
        "form": form,
        "fields": rules.FIELDS.items(),
        "blocks": rules.blocks(rules.fill(preview, wording.values_of(shown))),
        "unknown": rules.unknown_fields(preview),
    }
    return render(request, "agreements/text.html", context)


def period(request: Request, pk: int) -> HttpResponse:
    """Other dates."""
    shown = reach.run(request, pk)
    form = PeriodForm(typed(request), initial={"starts_on": shown.starts_on, "ends_on": shown.ends_on})

    def change(values: dict[str, Any]) -> None:
        operations.set_dates(shown, **values, by=acting(request), at=timezone.now())

    if _done(request, form, change):
        return redirect("agreements:agreement", pk)
    return render(request, "agreements/period.html", {"agreement": shown, "form": form})


def _parties(shown: Agreement) -> Any:
    return (
        Party.objects.filter(agreement=shown)
        .select_related("agreement__association", "structure", "commune")
        .order_by("pk")
    )


def _done(request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether what was typed has been done; a refusal is said in the form, and nothing typed is lost."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, "C'est noté.")
    return True


def _try(request: Request, act: Callable[[], object]) -> None:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C'est retiré.")
