"""A programme is dropped, its columns matched, looked at line by line, confirmed; and what was imported before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pontdesarts.accounts.http import Request, acting
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words
from pontdesarts.ui.pages import render_piece

from .. import policies
from ..forms import keys_ticked
from ..forms.imports import ColumnsForm, ImportForm
from ..importing import Format, Reading, columns, detect, examples, read, suggest_matching
from ..importing.planned import Kind
from ..models import ImportRun, PendingImport, Resemblance, Source
from ..operations import importing
from ..operations.importing.pending import origin_of, window_of
from ..standing import usual_window
from . import import_lines as drawing

LINES = 40
SHEETS = (Format.CSV, Format.XLSX)


def import_programme(request: Request) -> HttpResponse:
    """Choose a file or paste a text."""
    if not policies.importing_for(request.user).exists():
        raise PermissionDenied
    at = timezone.now()
    window = usual_window(timezone.localdate(at))
    sources = Source.objects.visible_to(request.user)
    chosen = {"source": request.GET["source"]} if request.GET.get("source", "").isdecimal() else {}
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user, window=window, initial=chosen)
    if request.method == "POST" and form.is_valid():
        pending = _received(request, form, at)
        if pending:
            return redirect(
                "programme:import_columns" if _to_match(pending) else "programme:import_preview", pending.pk
            )
    recent = ImportRun.objects.filter(source__in=sources).select_related("source")[:5]
    return render(request, "programme/import_programme.html", {"form": form, "recent": recent})


def _received(request: Request, form: ImportForm, at: Any) -> PendingImport | None:
    """What was dropped, kept; None, with the reason in the form, when nothing of it can be read."""
    content, origin, window = form.content(), form.origin(), form.window()
    found = Format(origin.format) if origin.format else detect(content, origin.file_name)
    if found not in SHEETS or not columns(content):
        reading = read(
            content, format=found, season=(window.first, window.last), filename=origin.file_name or "Texte collé"
        )
        if reading.format is None or not reading.events:
            reasons = dict.fromkeys(refusal.reason for refusal in reading.refusals)
            form.add_error("file" if origin.file_name else "text", list(reasons)[:5])
            return None
        found = reading.format
    kept = importing.Origin(
        origin.association, origin.name, found.value, origin.partner, origin.venue, origin.matching, origin.file_name
    )
    return importing.receive(kept, content=content, window=window, user=request.user, by=acting(request), at=at)


def _to_match(pending: PendingImport) -> bool:
    """Nobody has said yet which column is which, or the sheet no longer has those columns."""
    if pending.format not in SHEETS:
        return False
    there = set(columns(bytes(pending.content)))
    return not pending.matching or not set(pending.matching.values()) <= there


def import_columns(request: Request, pk: int) -> HttpResponse:
    pending = _pending(request, pk)
    if pending.run_id or pending.format not in SHEETS:
        return redirect("programme:import_preview", pk)
    there = columns(bytes(pending.content))
    known = {field: column for field, column in pending.matching.items() if column in there}
    shown = examples(bytes(pending.content))
    form = ColumnsForm(request.POST or None, examples=shown, initial=known or suggest_matching(there))
    if request.method == "POST" and form.is_valid():
        importing.match_columns(pending, matching=form.cleaned_data, by=acting(request), at=timezone.now())
        return redirect("programme:import_preview", pk)
    return render(request, "programme/import_columns.html", {"pending": pending, "form": form})


def import_preview(request: Request, pk: int) -> HttpResponse:
    """What would be done, line by line. Nothing is written until it is confirmed."""
    pending = _pending(request, pk)
    if pending.run_id:
        return redirect("programme:import_run", pending.run_id)
    if _to_match(pending):
        return redirect("programme:import_columns", pk)
    reading = _reading(pending)
    plan = importing.plan_import(origin_of(pending), reading=reading, window=window_of(pending), at=timezone.now())
    tab = request.GET.get("voir", drawing.ALL)
    shown = drawing.kept(plan.events, tab, lambda event: event.kind, lambda event: bool(event.twins))
    page = Paginator(shown, LINES).get_page(request.GET.get("page"))
    kinds = [event.kind.value for event in plan.events]
    context = {
        "pending": pending,
        "known": origin_of(pending).source() is not None,
        "is_sheet": pending.format in SHEETS,
        "plan": plan,
        "counts": {kind.value: kinds.count(kind) for kind in Kind},
        "dates": len(plan.showings(Kind.CREATED)) + len(plan.showings(Kind.UPDATED)),
        "to_import": plan.count(Kind.CREATED) + plan.count(Kind.UPDATED),
        "asking": [(event, showing) for event in plan.events for showing in event.asking],
        "tabs": drawing.tabs(kinds, sum(bool(event.twins) for event in plan.events)),
        "tab": tab,
        "page": page,
        "drawn": drawing.Drawn(plan, list(page.object_list)),
        "window": window_of(pending),
    }
    return render_piece(request, "programme/import_preview.html", context)


@require_POST
def import_confirm(request: Request, pk: int) -> HttpResponse:
    """Carry out the preview, once."""
    pending = _pending(request, pk)
    agreed = keys_ticked(request.POST.getlist("agreed"))
    try:
        run = importing.confirm(
            pending,
            read=_reading,
            digest=request.POST.get("digest", "") or "absent",
            agreed=agreed,
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("programme:import_preview", pk)
    return redirect("programme:import_run", run.pk)


def import_run(request: Request, pk: int) -> HttpResponse:
    """The report of an import: what became of each event, and what is left to do."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("source"), pk=pk)
    lines = run.report.get("lines", [])
    kinds = [line["kind"] for line in lines]
    tab = request.GET.get("voir", drawing.ALL)
    shown = drawing.kept(lines, tab, lambda line: line["kind"], lambda line: bool(line["twins"]))
    page = Paginator(shown, LINES).get_page(request.GET.get("page"))
    drawn = []
    for line in page.object_list:
        tone, icon, label = drawing.BADGES[Kind(line["kind"])]
        said = drawing.dates_in_words({Kind(kind): n for kind, n in line["dates"].items()}, line["left_out"])
        drawn.append(line | {"tone": tone, "icon": icon, "label": label, "said": said})
    context = {
        "run": run,
        "report": run.report,
        "counts": {kind.value: kinds.count(kind) for kind in Kind},
        "tabs": drawing.tabs(kinds, sum(bool(line["twins"]) for line in lines)),
        "tab": tab,
        "page": page,
        "lines": drawn,
        "alike": len(drawing.open_resemblances(line["offer"] for line in lines if line["twins"] and line["offer"])),
        "may_import": policies.importing_for(request.user).filter(pk=run.source.association_id).exists(),
    }
    return render_piece(request, "programme/import_run.html", context)


def imports(request: Request) -> HttpResponse:
    """The sources, and when each was imported last."""
    sources = Source.objects.visible_to(request.user).with_last_import().select_related("association", "partner")
    context = {
        "sources": sources.order_by("name", "pk"),
        "may_import": policies.importing_for(request.user).exists(),
        "alike": Resemblance.objects.visible_to(request.user).open().count(),
    }
    return render(request, "programme/imports.html", context)


def source(request: Request, pk: int) -> HttpResponse:
    """One source: what is remembered of it, and each of its imports."""
    shown = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("association", "partner", "venue"), pk=pk
    )
    page = Paginator(shown.runs.order_by("-at", "-pk"), 30).get_page(request.GET.get("page"))
    may_import = policies.importing_for(request.user).filter(pk=shown.association_id).exists()
    context = {
        "source": shown,
        "page": page,
        "offers": shown.offers.count(),
        "format": dict(ImportForm.base_fields["format"].choices).get(shown.format, shown.format),  # type: ignore[attr-defined]
        "may_import": may_import,
    }
    return render_piece(request, "programme/source.html", context, piece="runs")


def resemblances(request: Request) -> HttpResponse:
    """Pairs of offers that may be the same outing, for a human to say."""
    found = Resemblance.objects.visible_to(request.user).open()
    found = found.select_related(
        "offer__venue__commune", "offer__source", "other__venue__commune", "other__source"
    ).prefetch_related("offer__showings", "other__showings")
    page = Paginator(found.order_by("-found_at", "pk"), 20).get_page(request.GET.get("page"))
    pairs = [(pair, [_facts(pair.offer), _facts(pair.other)]) for pair in page.object_list]
    return render(request, "programme/resemblances.html", {"page": page, "pairs": pairs})


def _facts(offer: Any) -> dict[str, Any]:
    starts = sorted(showing.starts_at for showing in offer.showings.all())
    return {
        "offer": offer,
        "first": starts[0] if starts else None,
        "dates": words.counted(len(starts), "date"),
        "source": str(offer.source) if offer.source else "saisie à la main",
    }


@require_POST
def settle_resemblance(request: Request, pk: int) -> HttpResponse:
    pair = get_object_or_404(Resemblance.objects.visible_to(request.user), pk=pk)
    same = request.POST.get("same") == "oui"
    try:
        importing.settle_resemblance(pair, same=same, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = "Une seule sortie est gardée : l'autre est retirée." if same else "C'est noté : ce sont deux sorties."
        messages.success(request, done)
    return redirect(reverse("programme:resemblances"))


def _pending(request: Request, pk: int) -> PendingImport:
    known = PendingImport.objects.visible_to(request.user).select_related("association", "partner", "venue")
    return get_object_or_404(known, pk=pk, association__in=policies.importing_for(request.user))


def _reading(pending: PendingImport) -> Reading:
    return read(
        bytes(pending.content),
        format=pending.format,
        season=(pending.first_day, pending.last_day),
        filename=pending.file_name,
        matching=pending.matching or None,
    )
