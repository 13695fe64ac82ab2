"""Forms about outings: what people felt, and how one wants to be asked."""

from typing import Any

from django import forms

from pontdesarts.bookings.models import Booking
from pontdesarts.messaging import numbers
from pontdesarts.ui.forms import PillRadio

from . import sounds
from .models import Channel, Claim, Impression

_FILES = "audio/*,.m4a,.mp3,.ogg,.oga,.opus,.webm,.wav,.amr"


class MoreForm(forms.Form):
    """After the answer: why some did not come, and what those who came felt. Everything may be left out."""

    reason = forms.ChoiceField(label="Pourquoi ?", choices=Claim.Reason.choices, widget=PillRadio, required=False)
    excused = forms.BooleanField(label="Le lieu ou l'association était prévenu avant la sortie", required=False)
    mood = forms.ChoiceField(
        label="Comment était-ce ?", choices=Impression.Mood.choices, widget=PillRadio, required=False
    )
    line = forms.CharField(
        label="En une phrase",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 400}),
        help_text="N'écrivez le nom de personne : le lieu lira peut-être ces mots, sans savoir qui les dit.",
    )
    voice = forms.FileField(
        label="Ou une note vocale",
        required=False,
        widget=forms.FileInput(attrs={"accept": _FILES, "data-voice": str(sounds.MOST_SECONDS)}),
        help_text="Une minute au plus. Ne nommez personne. L'équipe l'écrit, puis l'efface.",
    )

    without_voice = forms.BooleanField(label="Effacer la note vocale déjà envoyée", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, booking: Booking, initial: dict[str, object]) -> None:
        super().__init__(data, files, initial=initial)
        if booking.came is None or booking.came >= booking.places:
            del self.fields["reason"]
        if booking.came != 0:
            del self.fields["excused"]
        if not booking.came:
            for name in ("mood", "line", "voice", "without_voice"):
                del self.fields[name]

    def clean_voice(self) -> bytes:
        """The sound itself, ``b""`` without one: small enough, and of a kind that its first bytes tell."""
        sent = self.cleaned_data["voice"]
        if sent is None:
            return b""
        if (sent.size or 0) > sounds.MOST_BYTES:
            raise forms.ValidationError("Cette note est trop longue : une minute au plus. Enregistrez-la à nouveau.")
        content: bytes = sent.read()
        if sounds.kind_of(content) is None:
            raise forms.ValidationError("Ce fichier n'est pas un son. Choisissez une note vocale.")
        return content


class ChannelForm(forms.Form):
    """By mail, or by text at a number that is kept sealed."""

    by = forms.ChoiceField(label="Comment vous demander", choices=Channel.By.choices, widget=PillRadio)
    number = forms.CharField(
        label="Numéro de mobile",
        max_length=25,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text="Pour les SMS seulement. Il est chiffré, sert à cette question et à rien d'autre.",
    )

    def __init__(self, data: Any = None, *, channel: Channel | None) -> None:
        super().__init__(data, initial={"by": channel.by if channel else Channel.By.MAIL})
        self.known = channel.number if channel else ""
        if self.known:
            self.fields[
                "number"
            ].help_text = f"Aujourd'hui : {numbers.masked(self.known)}. Laissez vide pour le garder. Il est chiffré."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("by") == Channel.By.TEXT and not cleaned.get("number"):
            cleaned["number"] = self.known
            if not self.known:
                self.add_error("number", "Écrivez le numéro qui recevra les SMS.")
        return cleaned
