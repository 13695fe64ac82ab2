"""The living page of the design system: every component, in every state, with the code to copy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from ..forms import CheckboxPills, DateInput, PillRadio, Stepper, TimeInput
from ..pages import render_piece

EXAMPLES = Path(__file__).parents[1] / "templates" / "ui" / "style"
TITLES = {
    "ui/style/buttons.html": "Boutons",
    "ui/style/icons.html": "Pictogrammes",
    "ui/style/dates.html": "Dates",
    "ui/style/cards.html": "Cartes d'offre",
    "ui/style/todos.html": "Ce qui attend",
    "ui/style/rows.html": "Lignes de liste",
    "ui/style/badges.html": "Étiquettes et bandeaux",
    "ui/style/forms.html": "Formulaire",
    "ui/style/filters.html": "Filtres, résultats et pages",
    "ui/style/tables.html": "Tableau",
    "ui/style/tabs.html": "Onglets et étapes",
    "ui/style/journal.html": "Journal",
    "ui/style/figures.html": "Chiffres",
    "ui/style/map.html": "Carte",
    "ui/style/dialogs.html": "Dialogue, page vide",
    "ui/style/facts.html": "Faits et mises en page",
}


@dataclass(frozen=True)
class Example:
    name: str
    title: str
    template: str
    code: str


class SpecimenForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Titre", help_text="Comme sur l'affiche.", max_length=120)
    email = forms.EmailField(label="Adresse mail", required=False)
    day = forms.DateField(label="Jour", widget=DateInput)
    hour = forms.TimeField(label="Heure", widget=TimeInput)
    adults = forms.IntegerField(label="Adultes", widget=Stepper, min_value=0, max_value=6)
    outing = forms.ChoiceField(
        label="Sortie", choices=[("alone", "Seul"), ("family", "En famille"), ("group", "En groupe")], widget=PillRadio
    )
    access = forms.MultipleChoiceField(
        label="Besoins",
        choices=[("wheelchair", "Fauteuil roulant"), ("loop", "Boucle magnétique"), ("lsf", "Langue des signes")],
        widget=CheckboxPills,
        required=False,
    )
    voucher = forms.ChoiceField(
        label="À l'entrée",
        choices=[("list", "Liste de noms"), ("voucher", "Contremarque")],
        widget=forms.RadioSelect,
        help_text="Ce que la salle demande.",
    )
    commune = forms.ChoiceField(label="Commune", choices=[("", "Choisir"), ("94074", "Valenton"), ("94028", "Créteil")])
    summary = forms.CharField(label="Résumé", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    picture = forms.FileField(label="Image", required=False, help_text="JPEG ou PNG, 5 Mo au plus.")
    first = forms.BooleanField(label="C'est une première sortie", required=False)


class SpecimenSearch(forms.Form):
    q = forms.CharField(label="Que cherchez-vous ?", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    when = forms.ChoiceField(
        label="Quand", choices=[("", "N'importe quand"), ("week", "Cette semaine")], required=False
    )
    free = forms.IntegerField(label="Places pour", widget=Stepper, min_value=1, max_value=10, required=False)


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    examples = [
        Example(Path(template).stem, title, template, (EXAMPLES / Path(template).name).read_text())
        for template, title in TITLES.items()
    ]
    return render_piece(
        request, "ui/style.html", {"examples": examples, **_specimens(timezone.now(), request.GET.get("page"))}
    )


def _specimens(at: datetime, page: str | None) -> dict[str, object]:
    evening = timezone.localtime(at).replace(hour=20, minute=30, second=0, microsecond=0) + timedelta(days=12)
    wrong = SpecimenForm({"title": "", "adults": "12", "outing": "family", "day": "2026-12-03"})
    wrong.add_error(None, "Complet. Rejoindre la liste d'attente : 3 relais avant vous.")
    return {
        "evening": evening,
        "day": date(evening.year, evening.month, 1),
        "form": SpecimenForm(initial={"adults": 2, "outing": "family"}),
        "wrong": wrong,
        "search": SpecimenSearch(),
        "page": Paginator(range(1, 60), 10).get_page(page),
        "access": [
            {"icon": "wheelchair", "label": "Places en fauteuil roulant"},
            {"icon": "lsf", "label": "Langue des signes"},
            {"icon": "audiodescription", "label": "Audiodescription"},
        ],
        "monthly": [("Sept.", 120), ("Oct.", 310), ("Nov.", 280), ("Déc.", 405), ("Janv.", 190), ("Févr.", 260)],
        "disciplines": [("Théâtre", 412), ("Musique", 260), ("Sport", 150), ("Médiathèque", 48)],
        "points": [
            {"lat": 48.745, "lng": 2.463, "title": "Bérénice", "detail": "Valenton", "href": "#map", "count": 4},
            {"lat": 48.79, "lng": 2.46, "title": "Concert du soir", "detail": "Créteil", "href": "#map", "count": 1},
        ],
        "labels": ["L'offre", "Les dates", "Les places", "Vérifier"],
        "icons": icon_names(),
    }


def icon_names() -> list[str]:
    sprite = (EXAMPLES.parents[2] / "static" / "ui" / "icons.svg").read_text()
    return [part.split('"')[0] for part in sprite.split('<symbol id="')[1:]]
