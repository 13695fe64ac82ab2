"""What is typed about an individual support."""

from typing import Any, ClassVar

from django import forms

from pontdesarts.accounts.models import User
from pontdesarts.ui.forms import DateInput

from .models import Support


class AskForm(forms.Form):
    subject = forms.CharField(
        label="En une ligne", max_length=120, help_text="Par exemple : « Sortir le soir avec les résidents »."
    )
    request = forms.CharField(
        label="Ce que l'équipe demande",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Où vous en êtes, ce qui bloque. Ne nommez aucune personne accompagnée.",
    )


class AcceptForm(forms.Form):
    led_by = forms.ModelChoiceField(label="Suivi par", queryset=User.objects.none(), empty_label="choisissez")

    def __init__(self, *args: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["led_by"].queryset = team  # type: ignore[attr-defined]
        self.fields["led_by"].label_from_instance = User.get_full_name  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Raison", max_length=1000, widget=forms.Textarea({"rows": 3}), help_text="Envoyée telle quelle."
    )


class DiagnosisForm(forms.ModelForm[Support]):
    class Meta:
        model = Support
        fields = ("project_says", "done_today", "obstacles", "wishes")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            name: forms.Textarea({"rows": 4}) for name in ("project_says", "done_today", "obstacles", "wishes")
        }
        help_texts: ClassVar[dict[str, str]] = {
            "project_says": "Le passage du projet d'établissement, ou « rien ».",
            "obstacles": "Horaires, transports, argent, envie, habitude.",
        }


class StepForm(forms.Form):
    what = forms.CharField(label="Quoi", max_length=200)
    who = forms.CharField(label="Qui", max_length=120, required=False, help_text="Une personne de l'équipe, ou nous.")
    due_on = forms.DateField(label="Pour le", required=False, widget=DateInput)


class VisitForm(forms.Form):
    visited_on = forms.DateField(label="Le", widget=DateInput)
    who = forms.CharField(label="Qui est venu", max_length=120)
    seen = forms.CharField(
        label="Ce qui a été vu et dit",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="L'équipe du relais le lit aussi. Ne nommez aucune personne accompagnée.",
    )


class EndForm(forms.Form):
    result = forms.CharField(
        label="Résultat",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Ce qui a changé, ce que l'équipe fera seule.",
    )
