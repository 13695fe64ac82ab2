"""The timeline of a structure, its log, its tasks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.models import DeadAddress
from pontdesarts.network.models import Structure
from pontdesarts.ui import words
from pontdesarts.ui.forms import add_refusal
from pontdesarts.ui.pages import render_piece

from .. import operations, policies, timeline
from ..forms import MailForm, NoteForm, SnoozeForm, StoryFilter, TaskForm, people_to_write_to
from ..models import LogLine, Task
from ..sources import SOURCES

ANY = ["GET", "HEAD", "POST"]


@require_safe
def story(request: Request, pk: int) -> HttpResponse:
    """What happened with a structure, three months at a time, and what is to do."""
    structure = get_object_or_404(policies.readable(request.user).select_related("association", "care"), pk=pk)
    narrow = StoryFilter(request.GET)
    narrow.is_valid()
    names = narrow.cleaned_data.get("quoi") or []
    sources = [source for source in SOURCES if not names or source.name in names]
    today = timezone.localdate()
    context = {
        "structure": structure,
        "narrow": narrow,
        "names": names,
        "story": timeline.tell(structure, sources, last=narrow.cleaned_data.get("mois", today), today=today),
        "tasks": structure.tasks.open().in_order().select_related("owner"),
        "snoozed": policies.set_aside_until(structure, today),
        "today": today,
        "may_write": policies.may_write(request.user, structure),
    }
    return render_piece(request, "follow_up/story.html", context)


@require_http_methods(ANY)
def note(request: Request, pk: int) -> HttpResponse:
    """A line of the log: what was said or done."""
    structure = _followed(request, pk)
    kind = request.GET.get("sorte", LogLine.Kind.CALL)
    form = NoteForm(typed(request), initial={"kind": kind, "happened_at": timezone.localtime()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.note(
                structure,
                kind=LogLine.Kind(said["kind"]),
                text=said["text"],
                happened_at=said["happened_at"],
                with_whom=said["with_whom"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "C'est noté.")
            return redirect(_back(request, structure))
    return render(request, "follow_up/note.html", {"structure": structure, "form": form, "line": None})


@require_http_methods(ANY)
def change_note(request: Request, pk: int) -> HttpResponse:
    """Correct a line, or erase it."""
    line = get_object_or_404(LogLine.objects.editable_by(request.user).select_related("structure"), pk=pk)
    told = {name: getattr(line, name) for name in ("kind", "happened_at", "with_whom", "text")}
    erasing = "erase" in request.POST
    form = NoteForm(
        None if erasing else typed(request), initial=told | {"happened_at": timezone.localtime(line.happened_at)}
    )
    try:
        if erasing:
            operations.remove_note(line, by=acting(request), at=timezone.now())
            messages.success(request, "La ligne est effacée.")
            return redirect("follow_up:story", line.structure_id)
        if form.is_valid():
            said = form.cleaned_data | {"kind": LogLine.Kind(form.cleaned_data["kind"])}
            operations.change_note(line, **said, by=acting(request), at=timezone.now())
            messages.success(request, "La ligne est corrigée.")
            return redirect("follow_up:story", line.structure_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("follow_up:story", line.structure_id)
    return render(request, "follow_up/note.html", {"structure": line.structure, "form": form, "line": line})


@require_http_methods(ANY)
def write(request: Request, pk: int) -> HttpResponse:
    """One mail to one person of the structure; the answer comes to whoever writes."""
    structure = _followed(request, pk)
    people = people_to_write_to(structure)
    form = MailForm(typed(request), people=people)
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.write_to(
                structure,
                address=said["to"],
                name=dict(people)[said["to"]],
                subject=said["subject"],
                text=said["text"],
                reply_to=request.user.email,
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal, "to")
        else:
            messages.success(request, "Le courriel part. La réponse vous arrivera directement.")
            return redirect(_back(request, structure))
    dead = DeadAddress.objects.among(address for address, _ in people)
    context = {"structure": structure, "form": form, "people": people, "dead": [each.address for each in dead.values()]}
    return render(request, "follow_up/write.html", context)


@require_http_methods(ANY)
def add_task(request: Request, pk: int) -> HttpResponse:
    """Something to do for a structure, by oneself or a colleague."""
    structure = _followed(request, pk)
    first = {"owner": request.user, "title": request.GET.get("titre", "")[:200]}
    form = TaskForm(typed(request), association=structure.association, initial=first)
    if form.is_valid():
        try:
            operations.add_task(structure, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La tâche est ajoutée.")
            return redirect(_back(request, structure))
    return render(request, "follow_up/add_task.html", {"structure": structure, "form": form, "task": None})


@require_http_methods(ANY)
def change_task(request: Request, pk: int) -> HttpResponse:
    """Another day, somebody else, other words."""
    found = get_object_or_404(
        Task.objects.editable_by(request.user).select_related("structure__association", "owner"), pk=pk
    )
    first = {name: getattr(found, name) for name in ("title", "due_on", "owner")}
    form = TaskForm(typed(request), association=found.structure.association, initial=first)
    if form.is_valid():
        try:
            operations.change_task(found, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La tâche est changée.")
            return redirect(_back(request, found.structure))
    return render(request, "follow_up/add_task.html", {"structure": found.structure, "form": form, "task": found})


@require_POST
def task(request: Request, pk: int) -> HttpResponse:
    """Done, not done after all, or no longer to do."""
    found = get_object_or_404(Task.objects.editable_by(request.user).select_related("structure"), pk=pk)
    acts = {"undo": operations.undo_task, "remove": operations.remove_task}
    wanted = request.POST.get("act", "")
    acts.get(wanted, operations.do_task)(found, by=acting(request), at=timezone.now())
    said = {"undo": "est à nouveau à faire", "remove": "est retirée"}.get(wanted, "est faite")
    messages.success(request, f"« {found.title} » {said}.")
    return redirect(_back(request, found.structure))


@require_http_methods(ANY)
def snooze(request: Request, pk: int) -> HttpResponse:
    """Set aside of « À relancer » until a day, or put back."""
    structure = _followed(request, pk)
    if "wake" in request.POST:
        operations.wake(structure, by=acting(request), at=timezone.now())
        messages.success(request, f"{structure} revient dans les relances.")
        return redirect(_back(request, structure))
    form = SnoozeForm(typed(request))
    if form.is_valid():
        try:
            operations.snooze(structure, **form.cleaned_data, by=acting(request), at=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal, "until")
        else:
            day = words.full_date(form.cleaned_data["until"])
            messages.success(request, f"{structure} est de côté jusqu'au {day}. Sa fiche permet de l'en sortir.")
            return redirect("follow_up:to_chase")
    context = {
        "structure": structure,
        "form": form,
        "shortcuts": SnoozeForm.shortcuts(timezone.localdate()),
        "snoozed": policies.set_aside_until(structure, timezone.localdate()),
    }
    return render(request, "follow_up/snooze.html", context)


@require_POST
def revive(request: Request, pk: int) -> HttpResponse:
    """An address of this structure works again."""
    structure = _followed(request, pk)
    address = request.POST.get("address", "")
    if address.lower() in {known.lower() for known, _ in people_to_write_to(structure)}:
        operations.revive(structure, address=address, by=acting(request), at=timezone.now())
        messages.success(request, f"Les courriels partiront à nouveau à {address}.")
    return redirect(_back(request, structure))


def _followed(request: Request, pk: int) -> Structure:
    """One that the person may write about."""
    found = policies.writable(request.user).select_related("association")
    return get_object_or_404(found, pk=pk)


def _back(request: Request, structure: Structure) -> str:
    """Where the person came from, when it is here; the timeline otherwise."""
    wanted = request.POST.get("retour") or request.GET.get("retour") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return reverse("follow_up:story", args=[structure.pk])
