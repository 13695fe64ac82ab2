"""What somebody types to write to many."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from pontdesarts.ui import words

from .mailings_text import unknown_fields


class MailingForm(forms.Form):
    """What a letter says, to whomever it goes. ``filled`` are the fields of its text, {name: what each one's is}."""

    filled: ClassVar[Mapping[str, str]] = {}

    subject = forms.CharField(label="Objet", max_length=200)
    text = forms.CharField(label="Texte", max_length=10_000, widget=forms.Textarea({"rows": 14}))
    reply_to = forms.EmailField(label="Les réponses arrivent à")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = " ; ".join(f"{{{name}}}, {told}" for name, told in self.filled.items())
        self.fields["text"].help_text = f"À remplir pour chacun : {said}."

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_text(self) -> str:
        return self._checked("text")

    def _checked(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        if wrong := unknown_fields(typed, self.filled):
            raise forms.ValidationError(
                f"{words.listed([f'{{{each}}}' for each in wrong])} : ce n'est pas un champ. "
                f"Il y a {words.listed([f'{{{each}}}' for each in self.filled])}."
            )
        return typed
