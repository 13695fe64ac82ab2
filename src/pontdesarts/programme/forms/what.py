"""Step 1, « Quoi » : what one comes to see, and where."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.http import QueryDict

from pontdesarts.network.forms import CommuneField
from pontdesarts.network.models import Structure, StructureQuerySet, Venue, VenueQuerySet
from pontdesarts.ui.forms import CheckboxPills

from .. import pictures
from ..disciplines import choices as disciplines
from ..models import AccessFeature, Offer
from ..pictures import PictureRefused

_KEPT = signing.Signer(salt="pontdesarts.programme.picture")


class VenueChoice(forms.ModelChoiceField[Venue]):
    def label_from_instance(self, obj: Venue) -> str:
        return f"{obj.name}, {obj.commune.name}" if obj.commune else obj.name


class WhatForm(forms.ModelForm[Offer]):
    """The words, the picture, who it is for. A picture that was sent stays sent when another field is wrong."""

    request_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    picture_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    discipline = forms.ChoiceField(label="Discipline", choices=[("", "Choisir…"), *disciplines()])
    venue = VenueChoice(label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Choisir un lieu…")
    picture_sent = forms.FileField(
        label="Image",
        required=False,
        help_text="Une photo ou une affiche, en JPEG, PNG ou WebP, de 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    picture_removed = forms.BooleanField(label="Retirer l'image", required=False)
    access = forms.MultipleChoiceField(
        label="Accessibilité de cette sortie",
        choices=AccessFeature.choices,
        required=False,
        widget=CheckboxPills,
        help_text="Ce que propose cette sortie, en plus du lieu.",
    )
    partner = forms.ModelChoiceField(
        label="Partenaire",
        queryset=Structure.objects.none(),
        required=False,
        empty_label="Sans partenaire",
        help_text="Qui offre.",
    )

    class Meta:
        model = Offer
        fields = (
            "title",
            "discipline",
            "summary",
            "falc_summary",
            "picture_credit",
            "age_from",
            "age_to",
            "duration",
            "language_free",
            "outdoors",
            "access",
            "mediation",
            "website",
        )
        labels = {
            "title": "Titre",
            "summary": "Résumé",
            "falc_summary": "Résumé facile à lire",
            "picture_credit": "Crédit de l'image",
            "age_from": "À partir de",
            "age_to": "Jusqu'à",
            "duration": "Durée",
            "language_free": "On peut venir sans comprendre le français",
            "outdoors": "En plein air",
            "mediation": "Médiation proposée",
            "website": "Page de la sortie, sur votre site",
        }
        help_texts = {
            "summary": "Ce que l'on voit, ce que l'on entend, à qui cela peut plaire. Quelques lignes suffisent.",
            "falc_summary": "Des phrases de dix mots. Une idée par phrase. Des mots de tous les jours. Par exemple : "
            "« C'est une pièce de théâtre. Une reine attend son amour. La pièce dure deux heures. »",
            "picture_credit": "Qui a fait l'image. Par exemple : « Photo Inès Morel ».",
            "mediation": "Visite, rencontre avec l'équipe, atelier… Ce que vous proposez avec les places.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 5}),
            "falc_summary": forms.Textarea(attrs={"rows": 4}),
            "mediation": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self, *args: Any, venues: VenueQuerySet, partners: StructureQuerySet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = venues.order_by("sort_name", "pk")  # type: ignore[attr-defined]
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].queryset = partners.order_by("sort_name", "pk")  # type: ignore[attr-defined]
            self.initial.setdefault("partner", self.instance.partner_id)
        if self.instance.pk is None:
            self.initial["discipline"] = ""
        self.initial["venue"] = self.instance.venue_id
        self.initial["revision"] = self.instance.revision
        self.initial.setdefault("request_id", uuid4())
        self.picture_name = self.instance.picture.name or ""
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]

    def retype(self, name: str, value: str) -> None:
        """Put another value in a hidden field of the form that goes back to the person."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix(name)] = value
        self.data = data

    @property
    def picture_url(self) -> str:
        """The picture as it will stand, to be shown beside its field."""
        return pictures.url_of(self.picture_name) if self.picture_name else ""

    def clean_age_to(self) -> int | None:
        low, high = self.cleaned_data.get("age_from"), self.cleaned_data["age_to"]
        if low is not None and high is not None and high < low:
            raise forms.ValidationError(f"{high} ans, c'est moins que {low} ans. Échangez les deux âges.")
        return int(high) if high is not None else None

    def clean_picture_kept(self) -> str:
        """What was sent with an earlier try. A name that we did not write is nothing."""
        try:
            self.picture_name = _KEPT.unsign(self.cleaned_data["picture_kept"])
        except signing.BadSignature:
            return ""
        return self.picture_name

    def clean_picture_sent(self) -> None:
        sent = self.cleaned_data["picture_sent"]
        if not sent:
            return
        try:
            self.picture_name = pictures.keep(sent.file, sent.size)
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        self.retype("picture_kept", _KEPT.sign(self.picture_name))

    def clean_picture_removed(self) -> bool:
        if self.cleaned_data["picture_removed"] and not self.files:
            self.picture_name = ""
        return bool(self.cleaned_data["picture_removed"])

    @property
    def values(self) -> dict[str, Any]:
        """For `operations.enter_offer` and `operations.edit_offer`."""
        names = (*self._meta.fields, "venue", *(["partner"] if "partner" in self.fields else []))  # type: ignore[misc]
        return {name: self.cleaned_data[name] for name in names} | {"picture": self.picture_name}


class NewVenueForm(forms.ModelForm[Venue]):
    """A place that is not in the list. Nothing is asked while its name is empty."""

    name = forms.CharField(label="Nom du lieu", max_length=160, required=False)
    commune = CommuneField(required=False)

    class Meta:
        model = Venue
        fields = (
            "name",
            "address",
            "commune",
            "transport",
            "steps",
            "wheelchair_places",
            "lift",
            "loop",
            "lsf",
            "calm_room",
        )
        labels = {
            "address": "Adresse",
            "transport": "Comment venir",
            "steps": "Marches à monter",
            "wheelchair_places": "Emplacements pour fauteuil roulant",
            "lift": "Ascenseur",
            "loop": "Boucle magnétique",
            "lsf": "Accueil en langue des signes",
            "calm_room": "Espace calme",
        }
        widgets = {"transport": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.has_changed() and not cleaned.get("name"):
            self.add_error("name", "Écrivez le nom du lieu, ou videz les autres cases.")
        if cleaned.get("name") and "commune" in cleaned and not cleaned["commune"]:
            self.add_error("commune", "Écrivez la commune : c'est ainsi que les relais cherchent près de chez eux.")
        return cleaned

    @property
    def filled(self) -> bool:
        return self.is_bound and self.has_changed()

    @property
    def access_fields(self) -> list[forms.BoundField]:
        names = ("steps", "wheelchair_places", "lift", "loop", "lsf", "calm_room")
        return [self[name] for name in names]
