"""« Mes tâches » and « À relancer »."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pontdesarts.accounts.http import Request
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure
from pontdesarts.ui.pages import render_piece

from .. import chasing, rules
from ..forms import ReasonFilter
from ..models import Task

A_PAGE = 30
MOST_TASKS = 200


@require_safe
def mine(request: Request) -> HttpResponse:
    """What the person has to do, by day; that of the colleagues when asked."""
    if not Association.objects.run_by(request.user).exists():
        return render(request, "ui/errors/403.html", status=403)
    everybody = "equipe" in request.GET
    tasks = Task.objects.editable_by(request.user).filter(structure__merged_into=None)
    if not everybody:
        tasks = tasks.filter(owner=request.user)
    today = timezone.localdate()
    rows = list(tasks.open().in_order().select_related("structure", "owner")[:MOST_TASKS])
    context = {
        "everybody": everybody,
        "late": [task for task in rows if task.due_on < today],
        "now": [task for task in rows if task.due_on == today],
        "later": [task for task in rows if task.due_on > today],
        "done": tasks.filter(done_at__isnull=False).select_related("structure").order_by("-done_at", "-pk")[:10],
        "here": request.get_full_path(),
    }
    return render(request, "follow_up/mine.html", context)


@require_safe
def to_chase(request: Request) -> HttpResponse:
    """The structures that call for a word, and why."""
    if not Association.objects.run_by(request.user).exists():
        return render(request, "ui/errors/403.html", status=403)
    chased = chasing.for_user(request.user, at=timezone.now(), today=timezone.localdate())
    narrow = ReasonFilter(request.GET)
    wanted = narrow.cleaned_data["pour"] if narrow.is_valid() else ""
    numbers = chasing.counted(chased)
    shown = [each for each in chased if not wanted or wanted in each.said]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    structures = Structure.objects.select_related("commune", "care").in_bulk([each.pk for each in page])
    context = {
        "page": page,
        "rows": [(structures[each.pk], list(each.said.values())) for each in page if each.pk in structures],
        "tabs": [
            (reason.value, rules.SAID[reason], numbers[reason], reason.value == wanted) for reason in rules.PRESSING
        ],
        "wanted": wanted,
        "total": len(chased),
        "here": request.get_full_path(),
    }
    return render_piece(request, "follow_up/to_chase.html", context)
