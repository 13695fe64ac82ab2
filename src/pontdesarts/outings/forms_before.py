"""Numbers given for the text of the day before; how many come after all."""

from typing import Any

from django import forms

from pontdesarts.ui.forms import Stepper


class NumberForm(forms.Form):
    """A number, how many people it answers for, and their consent: without it there is nothing to send."""

    number = forms.CharField(
        label="Numéro de mobile",
        max_length=25,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": "Écrivez un numéro de mobile : 06 12 34 56 78."},
    )
    people = forms.IntegerField(
        label="Pour combien de personnes",
        min_value=1,
        widget=Stepper(),
        help_text="Celles qui viennent avec ce téléphone.",
    )
    agreed = forms.BooleanField(
        label="La personne est d'accord pour recevoir ces SMS",
        error_messages={"required": "Sans l'accord de la personne, nous n'écrivons pas à ce numéro."},
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["people"]
        people.initial = most
        people.widget.attrs["max"] = most


class ComingForm(forms.Form):
    """How many come, of those who were expected: a button of the page, or a number typed."""

    coming = forms.IntegerField(
        label="Combien de personnes viennent",
        min_value=0,
        widget=Stepper(),
        error_messages={
            "required": "Dites combien de personnes viennent.",
            "invalid": "Dites combien de personnes viennent.",
        },
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coming"].widget.attrs["max"] = most
