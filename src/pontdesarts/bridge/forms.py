"""What is typed on the passerelle."""

from typing import Any, ClassVar

from django import forms

from pontdesarts.network.forms import CommuneField
from pontdesarts.network.models import Audience
from pontdesarts.programme import disciplines
from pontdesarts.ui.forms import DateInput, Stepper

from .models import Announcement, Kind, Side
from .operations.announcements import FIELDS
from .operations.outcomes import MOST_PEOPLE

_HELP = {
    Side.OFFER: "Les relais de l'association le lisent.",
    Side.NEED: "Les partenaires le lisent. Ne nommez personne, ni votre public si cela doit se taire.",
}
_PEOPLE = {Side.OFFER: "Pour combien de personnes au plus", Side.NEED: "Pour combien de personnes"}


class AnnouncementForm(forms.ModelForm[Announcement]):
    discipline = forms.ChoiceField(
        label="Discipline", required=False, choices=[("", "peu importe"), *disciplines.choices()]
    )
    audiences = forms.MultipleChoiceField(
        label="Pour quels publics", choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE, widget=Stepper)
    commune = CommuneField(required=False)

    class Meta:
        model = Announcement
        fields = FIELDS
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text": forms.Textarea({"rows": 5}),
            "conditions": forms.Textarea({"rows": 2}),
            "first_day": DateInput(),
            "last_day": DateInput(),
            "until": DateInput(),
        }
        labels: ClassVar[dict[str, str]] = {
            "first_day": "À partir du",
            "last_day": "Jusqu'au",
            "until": "L'annonce reste jusqu'au",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "conditions": "Prix, horaires, matériel, ce qu'il faut savoir avant de dire oui.",
            "until": "Un an au plus. Elle quitte la liste d'elle-même.",
            "commune": "Vide : là où est la structure.",
        }

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].label = _PEOPLE[side]
        self.fields["text"].help_text = _HELP[side]


class BridgeFilter(forms.Form):
    """How the list narrows. What is not understood narrows nothing."""

    q = forms.CharField(label="Un mot, une commune", required=False, max_length=80)
    kind = forms.ChoiceField(label="Quoi", required=False, choices=[("", "tout"), *Kind.choices])
    discipline = forms.ChoiceField(label="Discipline", required=False, choices=[("", "toutes"), *disciplines.choices()])
    audience = forms.ChoiceField(label="Public", required=False, choices=[("", "tous"), *Audience.choices])


class MessageForm(forms.Form):
    text = forms.CharField(
        label="Votre message",
        max_length=3000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Il part aussi par courriel. Ne nommez aucune personne accompagnée.",
    )


class HeldForm(forms.Form):
    held_on = forms.DateField(label="Cela a eu lieu le", widget=DateInput)
    people = forms.IntegerField(
        label="Combien de personnes sont venues",
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=Stepper,
        help_text="Vide si personne n'a compté.",
    )
    came_of_it = forms.CharField(
        label="Ce qui en est sorti",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Une suite, une envie, ce qui a manqué. Sans nom.",
    )


class NotHeldForm(forms.Form):
    why = forms.CharField(label="Pourquoi", max_length=1000, widget=forms.Textarea({"rows": 2}))
