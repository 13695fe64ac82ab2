"""The page at the door. Every task is a plain form; the telephone's script does the same, without a network too."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.refusals import Refused
from pontdesarts.outings import operations as outings
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal

from .. import evening as evenings
from .. import operations
from ..evening import Evening
from ..forms import CodeForm, CountForm, LinesForm
from .ways import Way, through_account, through_link

Forms = dict[str, CodeForm | CountForm | LinesForm]


@require_http_methods(["GET", "HEAD", "POST"])
def _door(request: HttpRequest, way: Way) -> HttpResponse:
    at = timezone.now()
    known = evenings.of(way.showing, at)
    forms = _forms(request, known)
    if request.method == "POST":
        do = _DONE.get(request.POST.get("do", ""))
        if do and do(request, way, forms, at):
            return redirect(way.here)
        known = evenings.of(way.showing, at)
    get_token(request)  # what the telephone sends later needs the cookie, where there is an account
    wrong = any(form.errors for form in forms.values())
    context = {
        "way": way,
        "showing": way.showing,
        "offer": way.showing.offer,
        "place": way.showing.place,
        "evening": known,
        "phone": known.for_phone(),
        **forms,
    }
    response = render(request, "doors/door.html", context, status=422 if wrong else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _forms(request: HttpRequest, known: Evening) -> Forms:
    """Only the form that was sent is bound."""
    sent = request.POST.get("do", "")
    return {
        "code_form": CodeForm(request.POST if sent == "enter" else None),
        "count_form": CountForm(request.POST if sent == "count" else None, initial={"total": known.total}),
        "lines_form": LinesForm(request.POST if sent == "lines" else None, evening=known),
    }


def _enter(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    form = forms["code_form"]
    if not isinstance(form, CodeForm) or not form.is_valid():
        return False
    code = form.cleaned_data["code"]
    booking = Booking.objects.filter(showing=way.showing, code=code).select_related("showing__offer").first()
    if booking is None:
        form.add_error("code", evenings.elsewhere(way.showing, code))
        return False
    try:
        number = operations.enter(
            booking,
            people=form.cleaned_data["people"],
            beyond=form.cleaned_data["beyond"],
            ordinal=form.ordinal,
            request_id=form.number,
            by=way.by,
            at=at,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, f"{code} : {words.counted(number, 'entrée')}.")
    if booking.cancelled_at:
        messages.warning(request, "Cette réservation est annulée : l'association saura que des personnes sont venues.")
    return True


def _lines(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    form = forms["lines_form"]
    if not isinstance(form, LinesForm) or not form.is_valid():
        return False
    try:
        changed = operations.say_lines(way.showing, form.said, by=way.by, at=at)
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, f"C'est noté : {words.counted(len(changed), 'ligne changée', 'lignes changées')}.")
    return True


def _count(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    form = forms["count_form"]
    if not form.is_valid():
        return False
    total = form.cleaned_data["total"]
    try:
        outings.count(way.showing, total, by=way.by, at=at)
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    said = f"C'est noté : {words.counted(total, 'personne')} en tout." if total is not None else "Le nombre est effacé."
    messages.success(request, said)
    return True


def _undo(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        return True
    return _said(request, lambda: operations.take_back(way.showing, entry, by=way.by, at=at), "Entrée annulée.")


def _end(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    return _said(request, lambda: operations.end(way.showing, by=way.by, at=at), "L'accueil est terminé. Merci !")


def _reopen(request: HttpRequest, way: Way, forms: Forms, at: datetime) -> bool:
    return _said(request, lambda: operations.reopen(way.showing, by=way.by, at=at), "L'accueil est rouvert.")


def _said(request: HttpRequest, act: Callable[[], object], sentence: str) -> bool:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return True


_DONE = {"enter": _enter, "lines": _lines, "count": _count, "undo": _undo, "end": _end, "reopen": _reopen}

door = through_account(_door)
signed_door = through_link(_door)
