"""Two structures in touch: the list for the team, one thread for both sides."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, typed
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import HeldForm, MessageForm, NotHeldForm
from ..models import Announcement, Speaker, Thread, ThreadQuerySet
from .doors import WITH_STRUCTURES, Door

FORMS: dict[str, type[forms.Form]] = {"write": MessageForm, "held": HeldForm, "not_held": NotHeldForm}


@require_POST
def connect(request: Request, door: Door, pk: int) -> HttpResponse:
    """One click: the thread is open and both are mailed."""
    shown = door.announcement(pk)
    other = _other(request, door, shown)
    if other is None:
        messages.error(request, "Dites avec qui : choisissez une annonce qui répond, plus bas.")
        return redirect(door.url("announcement", pk))
    structure = other.structure if isinstance(other, Announcement) else other
    partner, relay = (shown.structure, structure) if shown.is_offer else (structure, shown.structure)
    speaker = door.speaker_between(partner, relay)
    if speaker is None:
        raise Http404
    try:
        thread = operations.connect(shown, other=other, speaker=speaker, by=door.acting(), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(door.url("announcement", pk))
    messages.success(request, "Les deux structures reçoivent un courriel. Écrivez le premier mot.")
    return redirect(door.url("thread", thread.pk))


def _other(request: Request, door: Door, shown: Announcement) -> Announcement | Structure | None:
    """What was pressed: an announcement that one reads, or one's own structure; None when it names neither."""
    named, answered = request.POST.get("structure", ""), request.POST.get("with", "")
    if answered.isdecimal() and len(answered) < 10:
        other = door.announcement(int(answered))
        if other.side != shown.side:
            return other
    for own in door.own:
        if str(own.pk) == named and (own.is_relay if shown.is_offer else own.is_partner):
            return own
    return None


def threads(request: Request, door: Door) -> HttpResponse:
    """Those that are open, silent for a month, or closed."""
    at, view = timezone.now(), request.GET.get("vue", "")
    seen = door.threads()
    kept: dict[str, Callable[[], ThreadQuerySet]] = {
        "silence": lambda: seen.silent(at).order_by("spoke_at", "pk"),
        "closes": lambda: seen.exclude(closed_at=None).order_by("-closed_at", "-pk"),
    }
    found = kept[view]() if view in kept else seen.open().order_by("-spoke_at", "-pk")
    page = Paginator(found.select_related(*WITH_STRUCTURES), 20).get_page(request.GET.get("page"))
    context = {
        "layout": door.layout,
        "home": door.url("bridge"),
        "threads": door.url("threads"),
        "view": view,
        "silent": seen.silent(at).count(),
        "page": page,
        "lines": [(each, door.url("thread", each.pk), door.relay_of(each), each.is_silent(at)) for each in page],
    }
    return render(request, "bridge/threads.html", context)


def thread(request: Request, door: Door, pk: int) -> HttpResponse:
    """What was said, what came of it."""
    shown, at = door.thread(pk), timezone.now()
    speaker = door.speaker_between(shown.partner, shown.relay)
    doing = request.POST.get("do", "")
    made = {name: form(typed(request) if doing == name else None) for name, form in FORMS.items()}
    if request.method == "POST":
        if speaker is None:
            return render(request, "ui/errors/403.html", status=403)
        answered = _do(request, door, shown, doing, made.get(doing), speaker)
        if answered:
            return answered
    context = {
        "layout": door.layout,
        "home": door.url("bridge"),
        "threads": door.url("threads"),
        "shown": shown,
        "relay": door.relay_of(shown),
        "offer": door.url("announcement", shown.offer_id) if shown.offer else "",
        "need": door.url("announcement", shown.need_id) if shown.need else "",
        "said": shown.messages.all(),
        "silent": shown.is_silent(at),
        "writes": speaker is not None and shown.closed_at is None,
        "tells": speaker is not None,
        "unnamed": speaker == Speaker.RELAY and shown.relay_named_at is None,
        "doing": doing,
        **made,
        "journal": Entry.objects.about(shown)[:30] if shown.partner.association_id in door.confided else None,
    }
    return render(request, "bridge/thread.html", context)


def _do(
    request: Request, door: Door, shown: Thread, doing: str, form: forms.Form | None, speaker: Speaker
) -> HttpResponse | None:
    """Carry out what was pressed; nothing when what was typed has to be seen again."""
    if form is not None and not form.is_valid():
        return None
    by, at = door.acting(), timezone.now()
    try:
        said = _carry_out(shown, doing, form, speaker, by=by, at=at)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect(door.url("thread", shown.pk))
        add_refusal(form, refusal)
        return None
    messages.success(request, said)
    return redirect(door.url("thread", shown.pk))


def _carry_out(shown: Thread, doing: str, form: forms.Form | None, speaker: Speaker, *, by: Actor, at: datetime) -> str:
    if form is not None:
        if doing == "write":
            operations.write(shown, text=form.cleaned_data["text"], speaker=speaker, by=by, at=at)
            return "Le message est parti."
        if doing == "held":
            operations.tell_held(shown, **form.cleaned_data, by=by, at=at)
        else:
            operations.tell_not_held(shown, why=form.cleaned_data["why"], by=by, at=at)
        return "La suite est notée. Merci."
    pressed = {
        "undo": (operations.undo_outcome, "La suite notée est retirée."),
        "close": (operations.close, "La mise en relation est close. Elle se rouvre d'un geste."),
        "reopen": (operations.reopen, "La mise en relation est rouverte."),
    }
    if doing not in pressed:
        raise Http404
    act, said = pressed[doing]
    act(shown, by=by, at=at)
    return said
