"""Letters to a part of the network: chosen, written, previewed, sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_run
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Stage
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.keys import key
from pontdesarts.ui.pages import render_piece

from .. import audience, operations
from ..forms import LetterForm, RecipientFilter
from ..models import Letter

A_PAGE = 50


@require_safe
def letters(request: Request) -> HttpResponse:
    """Those written, and where to write another."""
    run = Association.objects.run_by(request.user)
    found = Letter.objects.visible_to(request.user).select_related("mailing", "association", "written_by")
    page = Paginator(found.order_by("-written_at", "-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "follow_up/letters.html", {"page": page, "run": run})


@require_safe
def choose(request: Request, slug: str) -> HttpResponse:
    """A filter, and each person that it finds with why they are in or out."""
    association = _association(request, slug)
    asked = _asked(request.GET)
    narrow = RecipientFilter(asked)
    narrow.is_valid()
    choices = audience.choose(association, audience.found(association, narrow.cleaned_data, at=timezone.now()))
    out = "hors" in request.GET
    page = Paginator([choice for choice in choices if choice.is_in is not out], A_PAGE).get_page(
        request.GET.get("page")
    )
    query = asked.copy()
    for name in ("page", "hors"):
        query.pop(name, None)
    context = {
        "association": association,
        "narrow": narrow,
        "asked": sum(bool(value) for name, value in narrow.cleaned_data.items() if name != "q"),
        "page": page,
        "going": sum(choice.is_in for choice in choices),
        "staying": sum(not choice.is_in for choice in choices),
        "out": out,
        "query": query.urlencode(),
    }
    return render_piece(request, "follow_up/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str) -> HttpResponse:
    """The words, for the people that the address of the page names."""
    association, at = _association(request, slug), timezone.now()
    narrow = RecipientFilter(_asked(request.GET))
    narrow.is_valid()
    choices = audience.choose(association, audience.found(association, narrow.cleaned_data, at=at))
    first = {"reply_to": request.user.email, "text": "Bonjour {personne},\n\n\n\n{association}"}
    form = LetterForm(typed(request), initial=first)
    if form.is_valid():
        try:
            letter = operations.prepare(
                association,
                recipients=audience.recipients(association, choices, at=at),
                unreachable=audience.unreachable(choices),
                chosen=narrow.said(),
                **form.cleaned_data,
                by=acting(request),
                at=at,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La lettre est prête. Relisez-la : rien n'est parti.")
            return redirect("follow_up:letter", letter.pk)
    back = f"{reverse('follow_up:choose', args=[slug])}?{request.GET.urlencode()}"
    going = sum(choice.is_in for choice in choices)
    context = {"association": association, "form": form, "going": going, "said": narrow.said(), "back": back}
    return render(request, "follow_up/write_letter.html", context)


@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """Before: as each will read it, one by one. Once it leaves: how far it is, and what came back."""
    found = Letter.objects.visible_to(request.user).select_related("mailing", "association", "written_by")
    shown = get_object_or_404(found, pk=pk)
    lines = shown.mailing.lines.order_by("ordinal")
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    read = lines.filter(ordinal=key(request.GET.get("ligne", ""))).first() or lines.going().first() or lines.first()
    going = lines.going()
    context = {
        "letter": shown,
        "mailing": shown.mailing,
        "progress": shown.mailing.progress(),
        "page": page,
        "read": read,
        "written": shown.mailing.written_for(read) if read else None,
        "previous": going.filter(ordinal__lt=read.ordinal).last() if read else None,
        "next": going.filter(ordinal__gt=read.ordinal).first() if read else None,
        "may_write": may_run(request.user, shown.association),
        "journal": Entry.objects.about(shown)[:20],
    }
    return render_piece(request, "follow_up/letter.html", context, piece="progress")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Other words to the same people."""
    letter = _editable(request, pk)
    first = {name: getattr(letter.mailing, name) for name in ("subject", "text", "reply_to")}
    form = LetterForm(typed(request), initial=first)
    if form.is_valid():
        try:
            operations.change_letter(letter, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La lettre est modifiée. Relisez-la : rien n'est parti.")
            return redirect("follow_up:letter", pk)
    context = {
        "association": letter.association,
        "form": form,
        "going": letter.mailing.lines.going().count(),
        "said": letter.chosen,
        "back": reverse("follow_up:letter", args=[pk]),
    }
    return render(request, "follow_up/write_letter.html", context)


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
    letter, wanted = _editable(request, pk), request.POST.get("act", "")
    try:
        if wanted == "test":
            line = letter.mailing.lines.filter(ordinal=key(request.POST.get("ligne", ""))).first()
            operations.try_on(letter, to=request.user.email, line=line, by=acting(request), at=timezone.now())
            messages.success(request, f"Un essai part à {request.user.email}.")
        elif wanted in _ACTS:
            operate, said = _ACTS[wanted]
            operate(letter, by=acting(request), at=timezone.now())
            messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("follow_up:letters") if wanted == "discard" else redirect("follow_up:letter", pk)


def _asked(query: QueryDict) -> QueryDict:
    """Active structures, unless something else is asked."""
    if "stage" in query:
        return query
    asked = query.copy()
    asked["stage"] = Stage.ACTIVE
    return asked


def _association(request: Request, slug: str) -> Association:
    return get_object_or_404(Association.objects.run_by(request.user), slug=slug)


def _editable(request: Request, pk: int) -> Letter:
    return get_object_or_404(Letter.objects.editable_by(request.user).select_related("mailing", "association"), pk=pk)
