"""An association takes its data away, leaves, and comes back."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations.models import Association
from pontdesarts.associations.policies import may_direct
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import archive, operations, policies
from ..conditions import archive_to_leave_with
from ..forms import LeaveForm, ReopenForm, TakeInForm
from ..models import Archive, Departure


def archives(request: Request, slug: str) -> HttpResponse:
    """The archive: ask for it, watch it being made, take it away; and the way out."""
    association = _directed(request, slug)
    if association is None:
        return render(request, "ui/errors/403.html", status=403)
    if request.method == "POST":
        try:
            operations.ask_archive(association, asked_by=request.user, by=acting(request), at=timezone.now())
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("federation:archives", slug)
    found = Archive.objects.visible_to(request.user).filter(association=association)
    context = {
        "association": association,
        "making": found.filter(made_at=None).first(),
        "made": found.kept(timezone.now()).select_related("asked_by"),
        "stays": sorted(set(filter(None, archive.STAYS.values()))),
    }
    return render_piece(request, "federation/archives.html", context)


@require_POST
def download(request: Request, pk: int) -> FileResponse:
    """The file. The journal says who took it: the link is a form, a page opened by mistake takes nothing."""
    made = get_object_or_404(Archive.objects.visible_to(request.user).kept(timezone.now()), pk=pk)
    if not made.stored or not default_storage.exists(made.stored):
        raise Http404("its file is no more")
    operations.take_away(made, by=acting(request), at=timezone.now())
    name = f"{made.association.slug}-{timezone.localdate(made.made_at):%Y-%m-%d}.zip"
    return FileResponse(default_storage.open(made.stored), as_attachment=True, filename=name)


def leave(request: Request, slug: str) -> HttpResponse:
    association = _directed(request, slug)
    if association is None:
        return render(request, "ui/errors/403.html", status=403)
    form = LeaveForm(typed(request), expected=association.name)
    not_yet: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.leave(association, reason=form.cleaned_data["reason"], by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{association} est sortie de la plateforme. Gardez bien son archive.")
            return redirect("desk:home")
    else:
        not_yet = _why_not_yet(association)
    return render(request, "federation/leave.html", {"association": association, "form": form, "refusal": not_yet})


def _why_not_yet(association: Association) -> Refused | None:
    """Said before the reason and the name are typed, not after."""
    try:
        archive_to_leave_with(association, at=timezone.now())
    except Refused as refusal:
        return refusal
    return None


def reopen(request: Request, slug: str) -> HttpResponse:
    """An association that left comes back where its rows still are."""
    if not policies.may_open_doors(request.user):
        return render(request, "ui/errors/403.html", status=403)
    departure = get_object_or_404(Departure.objects.select_related("association"), association__slug=slug)
    form = ReopenForm(typed(request))
    if request.method == "POST" and form.is_valid():
        operations.reopen(departure.association, **form.cleaned_data, by=acting(request), at=timezone.now())
        messages.success(request, f"{departure.association} est rouverte. Sa direction invite les autres.")
        return redirect("federation:federation")
    context = {"association": departure.association, "departure": departure, "form": form}
    return render(request, "federation/reopen.html", context)


def take_in(request: Request) -> HttpResponse:
    """An association comes in with its archive: first what it holds, then, on a second press, its rows."""
    if not policies.may_open_doors(request.user):
        return render(request, "ui/errors/403.html", status=403)
    form = TakeInForm(typed(request), request.FILES or None)
    opened = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = archive.open_archive(form.cleaned_data["archive"])
            if "preview" not in request.POST:
                taken = operations.take_in(opened, by=acting(request), at=timezone.now())
                messages.success(request, f"{taken.association} est reprise : {sum(taken.counts.values())} lignes.")
                return redirect("federation:federation")
        except Refused as refusal:
            add_refusal(form, refusal, "archive")
    return render(request, "federation/take_in.html", {"form": form, "opened": opened})


def _directed(request: Request, slug: str) -> Association | None:
    """404 for whom the association does not exist, None for who works there without directing it."""
    association = get_object_or_404(Association.objects.staffed_by(request.user), slug=slug)
    return association if may_direct(request.user, association) else None
