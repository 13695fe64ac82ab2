"""A file of structures is dropped, its columns matched, looked at line by line, imported; and what was imported."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.incoming import sheets
from pontdesarts.incoming.notes import Unreadable
from pontdesarts.journal.refusals import Refused
from pontdesarts.network import registry
from pontdesarts.printing.sheets import csv
from pontdesarts.territory import geocoding
from pontdesarts.ui import words
from pontdesarts.ui.pages import render_piece

from .. import operations, plans, policies, reports, tasks
from ..forms import ColumnsForm, ImportForm
from ..importing.planned import Kind
from ..importing.tables import tables
from ..importing.told import Wanted
from ..models import Import, Matching
from . import lines as drawing

LINES = 40


def import_structures(request: Request) -> HttpResponse:
    """Choose a file, and say what it holds."""
    if not policies.importing_for(request.user).exists():
        raise PermissionDenied
    form = ImportForm(typed(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            waiting = _received(request, form, timezone.now())
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            return redirect("exchanges:preview" if _is_known(waiting) else "exchanges:columns", waiting.pk)
    recent = Import.objects.visible_to(request.user).carried_out().defer("report", "content")[:5]
    return render(request, "exchanges/import_structures.html", {"form": form, "recent": recent})


def _received(request: Request, form: ImportForm, at: datetime) -> Import:
    given = form.cleaned_data
    file = given["file"]
    return operations.receive(
        given["association"],
        content=file.read(),
        file_name=file.name,
        source=given["source"].strip() or file.name.rsplit(".", 1)[0],
        wanted=Wanted(given["wanted"]),
        default_kind=given["default_kind"],
        everywhere=given["everywhere"],
        user=request.user,
        by=acting(request),
        at=at,
    )


def _is_known(waiting: Import) -> bool:
    """Nobody has to say which column is which: the format does, or somebody did for these columns."""
    found = tables(bytes(waiting.content or b""))
    if found.format.value in ("data_inclusion", "mednum"):
        return True
    columns = drawing.signature(found.structures.columns)
    return Matching.objects.filter(association=waiting.association, signature=columns).exists()


def columns(request: Request, pk: int) -> HttpResponse:
    """Which column is which of our fields: proposed, corrected, remembered."""
    waiting = _waiting(request, pk)
    if waiting.started_at or not waiting.content:
        return redirect("exchanges:preview", pk)
    shown = sheets.examples(tables(bytes(waiting.content or b"")).structures)
    form = ColumnsForm(typed(request), examples=shown, initial=waiting.matching)
    if request.method == "POST" and form.is_valid():
        operations.match_columns(waiting, matching=form.cleaned_data, by=acting(request), at=timezone.now())
        return redirect("exchanges:preview", pk)
    return render(request, "exchanges/columns.html", {"waiting": waiting, "form": form})


def preview(request: Request, pk: int) -> HttpResponse:
    """What would be done, line by line. Nothing is written until it is imported."""
    waiting = _waiting(request, pk)
    if waiting.started_at:
        return redirect("exchanges:report", pk)
    if not waiting.content:
        return render(request, "exchanges/forgotten.html", {"waiting": waiting})
    plan = plans.plan_of(waiting)
    tab = request.GET.get("voir", drawing.ALL)
    page = Paginator(drawing.kept(plan.lines, tab, lambda line: line.kind), LINES).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting,
        "plan": plan,
        "counts": plan.counts,
        "to_import": plan.count(Kind.NEW) + plan.count(Kind.CHANGED),
        "aside": plan.count(Kind.REFUSED) + plan.count(Kind.DOUBT),
        "tabs": drawing.tabs(plan.counts),
        "tab": tab,
        "page": page,
        "lines": [drawing.drawn(line, waiting.answers) for line in page.object_list],
        "asked": any(line.alike for line in page.object_list),
        "may_look_up": registry.may_ask() or geocoding.may_ask(),
    }
    return render_piece(request, "exchanges/preview.html", context)


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Say of the doubts of a page which structure each is."""
    waiting = _waiting(request, pk)
    answers: dict[str, int | None] = {}
    for key, said in zip(request.POST.getlist("key"), request.POST.getlist("said"), strict=False):
        answers[key] = int(said) if said.isdecimal() and len(said) < 10 else None
    operations.answer(waiting, answers=answers, by=acting(request), at=timezone.now())
    messages.success(request, "C'est noté. Les lignes que vous laissez de côté ne seront pas importées.")
    return redirect("exchanges:preview", pk)


@require_POST
def look_up(request: Request, pk: int) -> HttpResponse:
    """Ask the services of the State about the lines, in a job."""
    waiting = _waiting(request, pk)
    if registry.may_ask() or geocoding.may_ask():
        tasks.look_up.defer(import_id=waiting.pk)
        messages.success(request, "Les services de l'État sont interrogés. Rechargez cette page dans quelques minutes.")
    return redirect("exchanges:preview", pk)


@require_POST
def carry_out(request: Request, pk: int) -> HttpResponse:
    """Import what the preview shows, once; a job does it."""
    waiting = _waiting(request, pk)
    digest = request.POST.get("digest", "")
    try:
        operations.begin(waiting, digest=digest, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("exchanges:preview", pk)
    return redirect("exchanges:report", pk)


def report(request: Request, pk: int) -> HttpResponse:
    """How far the import is, then what became of each line."""
    shown = get_object_or_404(_seen(request).filter(started_at__isnull=False), pk=pk)
    if request.htmx.trigger == "results" and not shown.is_running:  # who was watching sees the whole report
        return HttpResponse(headers={"HX-Refresh": "true"})
    if shown.is_running:
        return render_piece(request, "exchanges/running.html", {"shown": shown})
    counts = reports.counted(shown.report)
    tab = request.GET.get("voir", drawing.ALL)
    kept = drawing.kept(shown.report, tab, lambda line: line["kind"])
    page = Paginator(kept, LINES).get_page(request.GET.get("page"))
    lines = [line | drawing.badge(line["kind"]) for line in page.object_list]
    context = {"shown": shown, "counts": counts, "tabs": drawing.tabs(counts), "tab": tab, "page": page, "lines": lines}
    context["undone"] = sum(map(reports.is_gone, shown.report))
    may_undo = policies.importing_for(request.user).filter(pk=shown.association_id).exists()
    context["brought"] = sum(map(reports.is_brought, shown.report)) if may_undo else 0
    return render_piece(request, "exchanges/report.html", context)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take out what it brought in and that nobody has used."""
    done = get_object_or_404(_seen(request), pk=pk, association__in=policies.importing_for(request.user))
    try:
        gone, stay = operations.undo(done, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        said = words.counted(gone, "structure retirée", "structures retirées").capitalize()
        kept = f" {words.counted(stay, 'reste', 'restent').capitalize()} : quelqu'un s'en est servi depuis."
        messages.success(request, f"{said}.{kept if stay else ''}")
    return redirect("exchanges:report", pk)


def report_sheet(request: Request, pk: int) -> HttpResponse:
    """The same as a sheet, to correct the file line by line."""
    shown = get_object_or_404(_seen(request).carried_out(), pk=pk)
    rows = [
        (line["line"], line["name"], line["where"], drawing.LABELS[Kind(line["kind"])], line["said"])
        for line in shown.report
    ]
    content = csv(("ligne", "nom", "commune", "ce qui a été fait", "pourquoi"), rows)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="compte-rendu-import-{shown.pk}.csv"'
    return answer


def _seen(request: Request) -> Any:
    return Import.objects.visible_to(request.user).select_related("association").defer("content")


def _waiting(request: Request, pk: int) -> Import:
    known = Import.objects.visible_to(request.user).select_related("association")
    return get_object_or_404(known, pk=pk, association__in=policies.importing_for(request.user))
