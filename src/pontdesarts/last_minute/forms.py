"""What is typed at the last minute: as little as can be."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from pontdesarts.bookings.forms import FormNumber, PartyForm
from pontdesarts.bookings.models.party import NUMBERS
from pontdesarts.bookings.rules import Need, Outing, Party
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import Showing
from pontdesarts.ui.forms import DateTimeInput, Stepper

from . import rules

_SPOILT = {"invalid": "Le formulaire est abîmé.", "invalid_choice": "Le formulaire est abîmé."}


class TakeForm(PartyForm):
    """Who comes, filled beforehand: the kind of outing follows from their number, and nobody is asked whether it is a
    first one."""

    def __init__(self, *args: Any, showing: Showing, party: Party, **kwargs: Any) -> None:
        kwargs["initial"] = self.typed_of_party(party) | kwargs.get("initial", {})
        super().__init__(*args, showing=showing, **kwargs)
        self.showing = showing
        del self.fields["first_outing"]
        outing = self.fields["outing"]
        outing.required, outing.widget = False, forms.HiddenInput()
        outing.error_messages |= _SPOILT

    @property
    def asks_name(self) -> bool:
        return "pickup_name" in self.fields

    @property
    def party(self) -> Party:
        typed = self.cleaned_data
        party = Party(
            **{name: typed[name] for name in NUMBERS},
            outing=Outing(typed.get("outing") or Outing.FAMILY),
            needs=frozenset(Need(need) for need in typed["needs"]),
        )
        most = self.showing.allotment.most_per_booking
        return replace(party, outing=rules.fitting_outing(party, self.showing.offer.terms, most))


class OneTapForm(TakeForm):
    """For a signed-in person: for which of their relays, and the number that makes two taps one booking."""

    request_id = FormNumber()
    relay = forms.ModelChoiceField(
        label="Relais",
        queryset=Structure.objects.none(),
        widget=forms.HiddenInput,
        error_messages=_SPOILT | {"required": _SPOILT["invalid"]},
    )

    def __init__(self, *args: Any, relays: StructureQuerySet, relay: Structure, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "relay": relay.pk}
        super().__init__(*args, **kwargs)
        field = self.fields["relay"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = relays


class ReleaseForm(forms.Form):
    places = forms.IntegerField(
        label="Places à prendre",
        min_value=1,
        max_value=rules.MOST_RELEASED,
        initial=4,
        widget=Stepper,
        help_text="En tout, à partir de maintenant.",
        error_messages={
            "required": "Écrivez combien de places vous libérez.",
            "min_value": "Libérez au moins 1 place.",
            "max_value": f"On libère {rules.MOST_RELEASED} places au plus.",
        },
    )
    wheelchair = forms.IntegerField(
        label="Dont pour fauteuil roulant",
        min_value=0,
        max_value=rules.MOST_RELEASED,
        initial=0,
        required=False,
        widget=Stepper,
    )
    until = forms.DateTimeField(
        label="À prendre avant",
        widget=DateTimeInput,
        error_messages={"required": "Écrivez jusqu'à quelle heure on peut les prendre."},
    )

    def clean_wheelchair(self) -> int:
        return int(self.cleaned_data["wheelchair"] or 0)

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if not 2000 < until.year < 2200:
            raise forms.ValidationError(f"L'année {until.year} est bien loin : est-ce la bonne ?")
        return until
