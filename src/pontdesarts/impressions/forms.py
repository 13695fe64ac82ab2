"""Forms of impressions."""

from typing import Any

from django import forms


class ModerationForm(forms.Form):
    """What may be repeated. Which button was pressed says whether it is."""

    text = forms.CharField(
        label="Ce qui sera lu",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 400}),
    )
    seen_at = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, object] | None = None, number: int = 0) -> None:
        super().__init__(data, initial=initial, auto_id=f"%s_{number}")


class LetterForm(forms.Form):
    note = forms.CharField(
        label="Un mot de l'équipe",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1500}),
        help_text="En tête de la lettre. Ne nommez aucune personne accompagnée.",
    )
