"""What the association's team types: its rhythm, and what was said on the phone."""

from itertools import permutations
from typing import Any

from django import forms

from pontdesarts.ui.forms import DateInput, PillRadio

from .meaning import SAID
from .models import Call, Rhythm
from .rules import ORDER

_ORDERS = [(" ".join(order), ", puis ".join(SAID[source] for source in order)) for order in permutations(ORDER)]


class RhythmForm(forms.Form):
    """Every setting, with what it does. Zero is never, where it may be."""

    before_days = forms.IntegerField(
        label="Rappeler la sortie, jours avant", min_value=0, max_value=14, help_text="0 : jamais."
    )
    ask_after_days = forms.IntegerField(
        label="Demander qui est venu, jours après", min_value=1, max_value=14, help_text="1 : le lendemain."
    )
    statement_months = forms.TypedChoiceField(
        label="Relevé de ce qui manque",
        choices=[(1, "chaque mois"), (2, "tous les deux mois"), (0, "jamais")],
        coerce=int,
        widget=PillRadio,
    )
    quarterly = forms.BooleanField(label="Piqûre de rappel chaque trimestre", required=False)
    most_mails_a_month = forms.IntegerField(
        label="Courriels au plus, par personne et par mois",
        min_value=1,
        max_value=30,
        help_text="Les rappels avant une sortie n'y comptent pas.",
    )
    order = forms.ChoiceField(label="Qui croire d'abord, quand les nombres diffèrent", choices=_ORDERS)
    absences = forms.IntegerField(
        label="Appeler le relais après tant d'absences non prévenues en douze mois",
        min_value=0,
        max_value=20,
        help_text="0 : jamais.",
    )

    def __init__(self, data: Any = None, *, rhythm: Rhythm) -> None:
        initial = {name: getattr(rhythm, name) for name in self.base_fields if name != "order"}
        super().__init__(data, initial=initial | {"order": " ".join(rhythm.sources)})

    def clean_order(self) -> list[str]:
        typed: str = self.cleaned_data["order"]
        return typed.split()


class CallForm(forms.Form):
    """What was said, and what follows."""

    note = forms.CharField(
        label="Ce qui s'est dit",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 400}),
        help_text="Quelques mots, sans nommer personne : « le car était en panne ». Effacé dans un an.",
    )
    decision = forms.ChoiceField(label="Et maintenant ?", choices=Call.Decision.choices, widget=PillRadio)
    day = forms.DateField(
        label="Quel jour",
        required=False,
        widget=DateInput,
        help_text="Pour en reparler, ou jusqu'à quand les réservations sont suspendues.",
    )
    reason = forms.CharField(
        label="Raison de la suspension",
        max_length=200,
        required=False,
        help_text="Envoyée au relais, avec la date.",
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def __init__(self, data: Any = None, *, last: Call | None) -> None:
        super().__init__(data, initial={"after": last.pk if last else None}, auto_id="call-%s")
