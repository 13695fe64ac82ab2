"""Letters to supporters: written, read again, sent by the engine of letters to many."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import operations
from ..forms import LetterForm, WordsForm
from ..models import Supporter, SupporterLetter
from ..operations.letters import UNSHOWN
from .reach import run


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str) -> HttpResponse:
    association = run(request, slug)
    first = {"reply_to": association.email or request.user.email, "text": "Bonjour {personne},\n\n\n\n{page}"}
    form = LetterForm(typed(request), initial=first)
    if form.is_valid():
        try:
            letter = operations.prepare(association, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La lettre est prête. Relisez-la : rien n'est parti.")
            return redirect("supporters:letter", letter.pk)
    number = Supporter.objects.filter(association=association).confirmed().count()
    context = {"association": association, "form": form, "number": number, "letter": None}
    return render(request, "supporters/write_letter.html", context)


@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """Before: as the first person will read it. Once it leaves: how far it is."""
    shown = _letter(request, pk)
    line = shown.mailing.lines.going().order_by("ordinal").first()
    context = {
        "letter": shown,
        "mailing": shown.mailing,
        "progress": shown.mailing.progress(),
        "written": shown.mailing.written_for(line, UNSHOWN) if line else None,
        "line": line,
    }
    return render_piece(request, "supporters/letter.html", context, piece="progress")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Other words to the same people."""
    letter = _letter(request, pk)
    form = WordsForm(
        typed(request), initial={name: getattr(letter.mailing, name) for name in ("subject", "text", "reply_to")}
    )
    if form.is_valid():
        try:
            operations.change_letter(letter, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La lettre est modifiée. Relisez-la : rien n'est parti.")
            return redirect("supporters:letter", pk)
    number = letter.mailing.lines.going().count()
    context = {"association": letter.association, "form": form, "number": number, "letter": letter}
    return render(request, "supporters/write_letter.html", context)


_ACTS = {
    "start": (operations.start, "La lettre part."),
    "pause": (operations.pause, "L'envoi est en pause : ce qui n'est pas parti attend."),
    "resume": (operations.resume, "L'envoi reprend."),
    "stop": (operations.stop, "L'envoi est arrêté : ce qui n'est pas parti ne partira pas."),
    "discard": (operations.discard, "La lettre est jetée : rien n'était parti."),
}


@require_POST
def act(request: Request, pk: int) -> HttpResponse:
    """Try it on oneself, send, hold, go on, stop, throw away."""
    shown, wanted = _letter(request, pk), request.POST.get("act", "")
    try:
        if wanted == "test":
            operations.try_on(shown, to=request.user.email, by=acting(request), at=timezone.now())
            messages.success(request, f"Un essai part à {request.user.email}.")
        elif wanted in _ACTS:
            operate, said = _ACTS[wanted]
            operate(shown, by=acting(request), at=timezone.now())
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    if wanted == "discard":
        return redirect("supporters:circle", shown.association.slug)
    return redirect("supporters:letter", pk)


def _letter(request: Request, pk: int) -> SupporterLetter:
    seen = SupporterLetter.objects.visible_to(request.user).select_related("mailing", "association")
    return get_object_or_404(seen, pk=pk)
