"""How much of an offer opens to other associations, or why not."""

from typing import Any

from django import forms
from django.http import QueryDict

from ..models import Offer


class NextDoorForm(forms.Form):
    """``share`` empty is the one of the association. ``seen`` is how the offer stood when the page was opened."""

    share = forms.IntegerField(label="Part des places de chaque date, en %", min_value=1, max_value=100, required=False)
    reason = forms.CharField(label="Raison", max_length=200, required=False, help_text="Le partenaire la lira.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        kwargs["initial"] = {"share": offer.neighbour_share, "seen": offer.next_door.value} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        usual = offer.association.terms.neighbour_share
        self.fields["share"].help_text = f"Vide : {usual} %, la règle de l'association."
        if not usual:
            self.fields["share"].help_text = "Votre association n'ouvre rien d'ordinaire : dites combien."

    def retype(self, name: str, value: str) -> None:
        """Put another value in a hidden field of the form that goes back to the person."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix(name)] = value
        self.data = data
