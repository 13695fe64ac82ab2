"""Season sheets, written through the doors of the programme: an account of the partner or of the team, or the link that
was mailed to the partner."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from pontdesarts.accounts.http import typed
from pontdesarts.bookings.views.downloads import answer
from pontdesarts.journal.refusals import Refused
from pontdesarts.membership.rules import season_said
from pontdesarts.network.models import Structure
from pontdesarts.programme.views.doors import Door, through_account, through_link
from pontdesarts.ui.forms import add_refusal

from .. import operations, telling
from ..forms import PresentationForm
from ..models import Presentation
from ..operations.writing import FIELDS
from .reading import WITH_ALL, paper_of
from .seasons import to_write


@dataclass(frozen=True)
class Desk:
    """A partner and a season, and the door by which somebody came to them: its addresses stay on that side."""

    door: Door
    partner: Structure
    year: int

    @property
    def write(self) -> str:
        return self._url("write")

    @property
    def read(self) -> str:
        return self._url("read" if self.door.holder else "sheet")

    @property
    def paper(self) -> str:
        return self._url("paper")

    @property
    def act(self) -> str:
        return self._url("act")

    def _url(self, name: str) -> str:
        if self.door.holder:
            return reverse(f"presentations:link_{name}", args=[self.door.token, self.year])
        return reverse(f"presentations:{name}", args=[self.partner.pk, self.year])

    def sheet(self) -> Presentation | None:
        own = Presentation.objects.filter(partner=self.partner, season=self.year)
        return own.select_related(*WITH_ALL).first()


def _desk(door: Door, year: int, pk: int | None) -> Desk:
    """404 for a partner that is not theirs, and for a season that is over."""
    known = door.partners().select_related("association", "partner", "commune")
    return Desk(door, get_object_or_404(known, pk=door.holder.pk if door.holder else pk), to_write(year))


@require_http_methods(["GET", "HEAD", "POST"])
def _write(request: HttpRequest, door: Door, year: int, pk: int | None = None) -> HttpResponse:
    """Kept as a draft by its button, or published by the other."""
    desk = _desk(door, year, pk)
    sheet = desk.sheet()
    first = {name: getattr(sheet, name) for name in FIELDS} if sheet else {}
    if not first.get("contact"):  # they were forgotten: their consent is nobody else's
        first["contact_agrees"] = False
    form = PresentationForm(typed(request), initial=first, partner=desk.partner)
    if form.is_valid():
        by, at = door.acting(desk.partner), timezone.now()
        try:
            kept = operations.write(desk.partner, season=year, values=form.cleaned_data, by=by, at=at)
            if request.POST.get("do") == "publish":
                operations.publish(kept, by=by, at=at)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La fiche est gardée. Voici ce que l'on lira.")
            return redirect(desk.read)
    context = {
        "desk": desk,
        "sheet": sheet,
        "form": form,
        "season": season_said(year),
        "may_copy": sheet is None and desk.partner.presentations.filter(season__lt=year).exists(),
    }
    return render(request, "presentations/write.html", context)


@require_POST
def _act(request: HttpRequest, door: Door, year: int, pk: int | None = None) -> HttpResponse:
    """Copy last season's, publish, withdraw."""
    desk, at, wanted = _desk(door, year, pk), timezone.now(), request.POST.get("do", "")
    sheet, by = desk.sheet(), door.acting(desk.partner)
    try:
        if wanted == "copy":
            operations.copy_last(desk.partner, season=year, by=by, at=at)
            messages.success(request, "La fiche de l'an passé est reprise. Relisez-la : c'est un brouillon.")
            return redirect(desk.write)
        if sheet and wanted == "publish":
            operations.publish(sheet, by=by, at=at)
            messages.success(request, "La fiche est publiée : les relais la lisent.")
        if sheet and wanted == "withdraw":
            operations.withdraw(sheet, by=by, at=at)
            messages.success(request, "La fiche est retirée. Elle peut être publiée à nouveau.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(desk.read if sheet else desk.write)


def _read(request: HttpRequest, door: Door, year: int) -> HttpResponse:
    desk = _desk(door, year, None)
    sheet = desk.sheet()
    if sheet is None:
        return redirect(desk.write)
    context = {"sheet": sheet, "told": telling.tell(sheet), "desk": desk, "may_write": True, "runs": False}
    return render(request, "presentations/sheet.html", context)


def _paper(request: HttpRequest, door: Door, year: int) -> HttpResponse:
    sheet = _desk(door, year, None).sheet()
    return answer(paper_of(sheet)) if sheet else redirect(_desk(door, year, None).write)


write = through_account(_write)
act = through_account(_act)
link_write = through_link(_write)
link_act = through_link(_act)
link_read = through_link(_read)
link_paper = through_link(_paper)
