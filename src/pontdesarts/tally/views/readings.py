"""The photos of a list: sent, read, corrected by a person, saved."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from pontdesarts.accounts.http import typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import asks_for, render_piece

from .. import lines, operations, picturing, rules
from ..forms import Asked, LinesForm, PhotosForm
from ..models import Page, Tally
from ..rules import Kind
from .doors import Door

_BOTH = require_http_methods(["GET", "HEAD", "POST"])


@_BOTH
def send(request: HttpRequest, door: Door) -> HttpResponse:
    """Photos of each page, or a scan; what was sent before and waits to be looked at."""
    form = PhotosForm(typed(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and (tally := _sent(request, door, form)):
        return redirect(door.url("reading", tally.identity))
    tallies = Tally.objects.filter(showing=door.showing).exclude(end=Tally.End.DROPPED)
    context = _context(door) | {
        "form": form,
        "tallies": [(tally, door.url("reading", tally.identity)) for tally in tallies],
        "ahead": door.showing.starts_at > timezone.now(),
        "print_url": door.url("print"),
    }
    return render(request, "tally/send.html", context)


def _sent(request: HttpRequest, door: Door, form: PhotosForm) -> Tally | None:
    contents = [file.read() for file in form.cleaned_data["photos"]]
    try:
        tally = operations.send(door.showing, contents, by=door.by, at=timezone.now())
    except Refused as refusal:
        add_refusal(form, refusal, "photos")
        return None
    if tally.ended_at:
        messages.info(request, f"Ces photos sont déjà lues et enregistrées, {words.french_moment(tally.ended_at)}.")
    return tally


@_BOTH
def reading(request: HttpRequest, door: Door, identity: str) -> HttpResponse:
    """While photos wait, how far it is; then each line beside what was read; then what was saved."""
    tally = door.tally(identity)
    pictures = list(tally.pictures.defer("content"))
    read = sum(picture.read_at is not None for picture in pictures)
    context = _context(door) | {
        "tally": tally,
        "here": door.url("reading", identity),
        "refused": [picture for picture in pictures if picture.sentence],
        "read": read,
        "pictures": len(pictures),
        "said": f"{read} sur {len(pictures)}",
    }
    if read < len(pictures) and not tally.ended_at:
        return render_piece(request, "tally/waiting.html", context)
    if asks_for(request, "results"):  # the page that waits has nothing more to wait for
        return HttpResponseClientRefresh()
    if tally.ended_at:
        return render(request, "tally/ended.html", context)
    if not tally.pages.exists():
        return render(request, "tally/unread.html", context | {"form": PhotosForm()})
    return _correct(request, door, tally, context)


def _correct(request: HttpRequest, door: Door, tally: Tally, context: dict[str, object]) -> HttpResponse:
    form = LinesForm(typed(request), lines=lines.of_reading(tally))
    if request.method == "POST" and form.is_valid():
        try:
            operations.save(tally, form.came(), by=door.by, at=timezone.now())
        except operations.AlreadyEnded:
            return redirect(door.url("reading", tally.identity))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est enregistré. Les photos sont effacées. Merci !")
            return redirect(door.url("reading", tally.identity))
    context |= {
        "form": form,
        **{str(kind): _shown(form.asked(kind), door, tally) for kind in Kind},
        "missing": lines.pages_missing(tally),
        "photos": PhotosForm(auto_id="more_%s"),
        "erased_at": rules.pictures_end(tally.sent_at),
        "shown": tally.pages.with_picture().exists(),
        "drop_url": door.url("drop", tally.identity),
    }
    return render(request, "tally/correct.html", context)


def _shown(asked: list[Asked], door: Door, tally: Tally) -> list[Asked]:
    """With the addresses of their pictures, for those that still have one."""
    return [_with_picture(each, each.line.page, door, tally) if each.line.page else each for each in asked]


def _with_picture(asked: Asked, page: Page, door: Door, tally: Tally) -> Asked:
    if page.picture is None:
        return asked
    return replace(
        asked,
        page_url=door.url("page", tally.identity, page.pk),
        row_url=door.url("row", tally.identity, page.pk, asked.line.index),
    )


@require_POST
def drop(request: HttpRequest, door: Door, identity: str) -> HttpResponse:
    """« Ce n'est pas la bonne feuille »: the photos go, nothing is said of anybody."""
    try:
        operations.drop(door.tally(identity), by=door.by, at=timezone.now())
    except operations.AlreadyEnded as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "Ces photos sont effacées. Rien n'a été enregistré.")
    return redirect(door.url("send"))


@_BOTH
def by_hand(request: HttpRequest, door: Door) -> HttpResponse:
    """The same lines without photos: for a list without corners, or to correct what was saved."""
    form = LinesForm(typed(request), lines=lines.by_hand(door.showing))
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_by_hand(door.showing, form.came(), by=door.by, at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est enregistré. Merci !")
            return redirect(door.url("send"))
    context = _context(door) | {"form": form, "asked": form.asked(Kind.UNREAD)}
    return render(request, "tally/by_hand.html", context)


@require_safe
def picture(request: HttpRequest, door: Door, identity: str, page: int, row: int | None = None) -> HttpResponse:
    """A page made flat, or one of its rows, to whoever may read the list. Nothing on the way keeps it."""
    shown: Page = get_object_or_404(door.tally(identity).pages.with_picture().select_related("sheet"), pk=page)
    assert shown.picture is not None
    if row is None:
        content = bytes(shown.picture)
    elif row in shown.reads():
        content = picturing.row_of(bytes(shown.picture), row)
    else:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _context(door: Door) -> dict[str, object]:
    offer = door.showing.offer
    return {
        "door": door,
        "layout": door.layout,
        "showing": door.showing,
        "offer": offer,
        "send_url": door.url("send"),
        "by_hand_url": door.url("by_hand"),
    }
