"""The team's pages: how many they are, what they like, what they propose, the list to take away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from pontdesarts.accounts.http import Request, acting, typed
from pontdesarts.associations import policies
from pontdesarts.journal.models import Entry
from pontdesarts.journal.refusals import Refused
from pontdesarts.printing import sheets
from pontdesarts.ui.forms import add_refusal

from .. import operations
from ..forms import AnswerForm, CircleForm, MarkForm
from ..models import Circle, Idea, Interest, Supporter, SupporterLetter
from .reach import idea_run, run

A_PAGE = 30
COLUMNS = ("Prénom et nom", "Adresse électronique", "Commune", "Intérêts", "Depuis le")


def circle(request: Request, slug: str) -> HttpResponse:
    """Numbers, the last ideas and letters. Names are in the export, which only the direction takes."""
    association = run(request, slug)
    people = Supporter.objects.filter(association=association).confirmed()
    counted = people.order_by().aggregate(
        number=Count("pk"),
        **{each.value: Count("pk", filter=Q(interests__contains=[each.value])) for each in Interest},
    )
    ideas = Idea.objects.filter(supporter__association=association).select_related("supporter")
    context = {
        "association": association,
        "circle": Circle.of(association),
        "number": counted["number"],
        "interests": [(each.label, counted[each.value]) for each in Interest],
        "to_read": ideas.to_read().count(),
        "ideas": ideas[:5],
        "letters": SupporterLetter.objects.filter(association=association).select_related("mailing")[:10],
        "may_export": policies.may_direct(request.user, association),
        "journal": Entry.objects.about(association).filter(verb__startswith="supporters.")[:15],
    }
    return render(request, "supporters/circle.html", context)


def ideas(request: Request, slug: str) -> HttpResponse:
    """Every idea, those to read first."""
    association = run(request, slug)
    found = Idea.objects.filter(supporter__association=association).select_related("supporter")
    only = request.GET.get("vue") == "a-lire"
    page = Paginator(found.to_read() if only else found, A_PAGE).get_page(request.GET.get("page"))
    context = {"association": association, "page": page, "only": only, "to_read": found.to_read().count()}
    return render(request, "supporters/ideas.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def idea(request: Request, pk: int) -> HttpResponse:
    """One idea: what becomes of it, and the answer."""
    shown = idea_run(request, pk)
    marking = request.POST.get("do") == "mark"
    answering = AnswerForm(None if marking else typed(request))
    mark = MarkForm(request.POST if marking else None, initial={"mark": shown.mark})
    said, at = "", timezone.now()
    try:
        if marking and mark.is_valid():
            operations.mark(shown, mark=mark.cleaned_data["mark"], by=acting(request), at=at)
            said = "La suite est notée : la personne la lit sur sa page."
        elif answering.is_valid():
            operations.answer(shown, text=answering.cleaned_data["text"], by=acting(request), at=at)
            said = "La réponse est partie."
    except Refused as refusal:
        add_refusal(answering, refusal)
    if said:
        messages.success(request, said)
        return redirect("supporters:idea", pk)
    context = {"idea": shown, "association": shown.supporter.association, "answering": answering, "mark": mark}
    return render(request, "supporters/idea.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request, slug: str) -> HttpResponse:
    association = run(request, slug)
    own = Circle.of(association)
    form = CircleForm(typed(request), initial={"is_open": own.is_open, "welcome": own.welcome})
    if form.is_valid():
        operations.change_circle(association, **form.cleaned_data, by=acting(request), at=timezone.now())
        messages.success(request, "La page des sympathisants est à jour.")
        return redirect("supporters:circle", slug)
    return render(request, "supporters/settings.html", {"association": association, "form": form})


@require_POST
def export(request: Request, slug: str) -> HttpResponse:
    """The list as a sheet, for the direction. Sent by a button: the journal says that it was taken."""
    association = run(request, slug)
    if not policies.may_direct(request.user, association):
        raise PermissionDenied
    rows = [
        (each.name, each.email, each.commune.name if each.commune else "", ", ".join(each.interests_said), joined)
        for each in operations.export(association, by=acting(request), at=timezone.now())
        if (joined := each.confirmed_at)
    ]
    response = HttpResponse(sheets.csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sympathisants-{slug}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
