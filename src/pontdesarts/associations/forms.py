"""What is typed about an association."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from . import rules
from .models import Association
from .operations import BOUNDS


class DescribeForm(forms.ModelForm[Association]):
    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Association
        fields = ("name", "email", "phone", "website")


# each group of terms, with what each term does
SECTIONS: dict[str, dict[str, str]] = {
    "Réserver": {
        "closes_hours": "Les réservations s'arrêtent tant d'heures avant la date ; le lieu reçoit alors sa liste.",
        "fresh_list_hours": "Le lieu reçoit une liste à jour tant d'heures avant.",
        "most_alone": "Pour une personne seule, avec qui l'accompagne.",
        "most_family": "Pour une famille.",
        "most_group": "Pour un groupe accompagné.",
        "pickup_kept_days": "Quand un lieu exige un nom, il est effacé tant de jours après. Jamais plus de 7.",
    },
    "Partager entre les relais": {
        "most_per_relay": "Toutes les dates d'une sortie ensemble. 0 : aucune limite.",
        "priority_hours": "Comptées depuis l'ouverture des réservations. 0 : aucune avance.",
        "priority_share": "La part des places gardée pendant ces heures.",
        "wheelchair_hours": "Jusque-là, chaque place pour fauteuil et celle de qui accompagne sont gardées.",
        "neighbour_share": "Ce que les voisins, relais d'autres associations, prennent au plus d'une sortie ouverte.",
    },
    "Liste d'attente": {
        "answer_hours": "Le temps pour dire oui à des places rendues ; moins à l'approche de la date.",
        "most_skips": "Combien de fois un grand groupe peut laisser passer plus petit que lui. Ensuite, on l'attend.",
    },
    "Raconter les sorties": {
        "report_due_days": "Ensuite, un rappel part, une fois par semaine au plus.",
        "most_unreported": "À partir de tant de sorties sans nouvelles, le relais les raconte avant de réserver. "
        "0 : jamais.",
    },
}


class TermsForm(forms.ModelForm[Association]):
    """Its own terms; an empty field keeps the national one, which is said beside it."""

    class Meta:
        model = Association
        fields = rules.NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for helps in SECTIONS.values():
            for name, said in helps.items():
                national = getattr(rules.NATIONAL, name)
                self.fields[name].help_text = f"{said} Règle nationale : {national}."
                least, largest = BOUNDS[name]
                self.fields[name].validators = [
                    MinValueValidator(least, f"Choisissez au moins {least}."),
                    MaxValueValidator(largest, f"Choisissez au plus {largest}."),
                ]
                self.fields[name].widget.attrs |= {"min": least, "max": largest}

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in helps]) for title, helps in SECTIONS.items()]
