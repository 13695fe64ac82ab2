"""What is typed to wait, to ask, to answer."""

from typing import Any

from django import forms

from pontdesarts.ui.forms import Stepper

from .forms import MOST_TYPED, BookingForm, PartyForm
from .models import Ask


class _Least(forms.IntegerField):
    """The fewest places that would do; empty when everybody comes, or nobody."""

    def __init__(self) -> None:
        super().__init__(
            label="Et s'il y en a moins, au moins combien ?",
            help_text="Laissez vide si vous venez tous ensemble, ou pas du tout.",
            required=False,
            min_value=1,
            max_value=MOST_TYPED,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )


class AskForm(BookingForm):
    """A party that waits, or that is asked for: the form of a booking, and the fewest places that would do."""

    least = _Least()


class PeopleForm(PartyForm):
    """Who comes, of an ask that is there already: the name to give at the desk was given when one asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("pickup_name", None)


class ChangeAskForm(PeopleForm):
    least = _Least()


class GrantForm(forms.Form):
    """How many places are given to one request."""

    places = forms.IntegerField(label="Places données", min_value=1, widget=Stepper)

    def __init__(self, *args: Any, ask: Ask, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": f"d{ask.pk}"})
        self.fields["places"].initial = max(1, min(ask.places, left))
        self.fields["places"].widget.attrs |= {"min": 1, "max": ask.places}


class RefuseForm(forms.Form):
    refusal = forms.ChoiceField(
        label="Raison",
        choices=[("", "choisissez la raison"), *Ask.Refusal.choices],
        error_messages={"required": "Choisissez la raison : le relais la lira."},
    )
    answer = forms.CharField(
        label="Votre réponse au relais",
        max_length=300,
        required=False,
        help_text="Le relais lira la raison et ces mots.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, ask: Ask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": f"d{ask.pk}"})


class MoveForm(forms.Form):
    """Another turn, with the reason that everybody who waits will read."""

    position = forms.TypedChoiceField(label="Tour", coerce=int)
    reason = forms.CharField(
        label="Raison",
        max_length=200,
        help_text="Elle est lue par tous les relais qui attendent. Ne nommez personne.",
        error_messages={"required": "Écrivez la raison."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, ask: Ask, turn: int, turns: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": f"t{ask.pk}", "initial": {"position": turn}})
        position = self.fields["position"]
        assert isinstance(position, forms.TypedChoiceField)
        position.choices = [(number, str(number)) for number in range(1, turns + 1)]
