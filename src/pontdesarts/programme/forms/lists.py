"""How the list of one's offers narrows, and why an offer is withdrawn."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.ui.keys import key


def keys_ticked(values: Iterable[str]) -> set[int]:
    """The keys sent by a list with boxes; what is no key is nothing."""
    return {number for value in values if (number := key(value))}


class ManageFilter(forms.Form):
    """Text and partner; nothing typed narrows nothing."""

    q = forms.CharField(label="Titre, lieu ou partenaire", max_length=80, required=False)
    partenaire = forms.ModelChoiceField(
        label="Partenaire", queryset=Structure.objects.none(), required=False, empty_label="Tous"
    )

    def __init__(self, *args: Any, partners: StructureQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"
        self.fields["partenaire"].queryset = partners.order_by("sort_name", "pk")  # type: ignore[attr-defined]
        self.is_valid()


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Raison", max_length=200, required=False, help_text="Pour l'historique de l'offre.")
