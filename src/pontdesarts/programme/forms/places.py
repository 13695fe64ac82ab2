"""Step 3, « Combien » : the places given, how one books, what happens at the desk."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from pontdesarts.associations.rules import Terms
from pontdesarts.ui import words
from pontdesarts.ui.forms import DateTimeInput, Stepper

from ..models import BookingMode, Offer, Showing, VoucherMode
from ..operations import Places

MOST_PLACES = 5000
FURTHEST_YEARS = 100
# beyond this many dates, one gives other places to some of them from the page of the offer
MOST_EXCEPTIONS = 60


class PlacesForm(forms.Form):
    """The same places for several dates."""

    places = forms.IntegerField(
        label="Places par date",
        min_value=1,
        max_value=MOST_PLACES,
        widget=Stepper,
        error_messages={
            "required": "Écrivez combien de places vous offrez.",
            "min_value": "Offrez au moins 1 place.",
            "max_value": f"Une date compte {MOST_PLACES} places au plus.",
        },
    )
    wheelchair_places = forms.IntegerField(
        label="Dont places pour fauteuil roulant",
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        initial=0,
        widget=Stepper,
        help_text="Elles comptent parmi les places offertes.",
    )
    most_per_booking = forms.IntegerField(
        label="Places au plus par réservation",
        min_value=1,
        max_value=500,
        required=False,
        help_text="Vide : les limites de l'association.",
    )
    opens_at = forms.DateTimeField(
        label="Réservation à partir du", required=False, widget=DateTimeInput, help_text="Vide : dès la publication."
    )
    closes_hours = forms.IntegerField(
        label="Fin des réservations, heures avant", min_value=0, max_value=24 * 60, required=False
    )

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offer is not None:
            hours = offer.association.terms.closes_hours
            self.fields[
                "closes_hours"
            ].help_text = f"Vide : {words.counted(hours, 'heure')} avant, la règle habituelle."

    def clean_opens_at(self) -> datetime | None:
        """Within a century of today: further, a year was typed wrong, and calendars end."""
        opens_at: datetime | None = self.cleaned_data["opens_at"]
        if opens_at is not None and abs(opens_at.year - timezone.localdate().year) > FURTHEST_YEARS:
            raise forms.ValidationError(f"L'année {opens_at.year} est bien loin : est-ce la bonne ?")
        return opens_at

    def clean_wheelchair_places(self) -> int:
        wheelchair = self.cleaned_data["wheelchair_places"] or 0
        places = self.cleaned_data.get("places")
        if places is not None and wheelchair > places:
            raise forms.ValidationError(
                f"Il y aurait plus de places pour fauteuil ({wheelchair}) que de places en tout ({places})."
            )
        return int(wheelchair)

    @property
    def given(self) -> Places:
        names = ("places", "wheelchair_places", "most_per_booking", "opens_at", "closes_hours")
        return Places(**{name: self.cleaned_data[name] for name in names})


# one plain sentence for each way to give places
WAYS = {
    BookingMode.DIRECT: "Réservation directe : le premier relais qui réserve a les places.",
    BookingMode.ON_REQUEST: "Sur demande : à chaque relais, on répond oui, non, ou moins de places.",
    BookingMode.DRAW: "Tirage au sort : les relais font des vœux, puis les places sont tirées au sort ; ceux qui en "
    "ont eu le moins ont plus de chances.",
}
SHARES = ("most_per_relay", "priority_hours", "priority_share", "wheelchair_hours")
LIMITS = ("most_alone", "most_family", "most_group")


class _Way(forms.ChoiceField):
    """One of the ways; a form of before, which did not ask, keeps the one that stands."""

    stands = BookingMode.DIRECT.value

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.stands)


class SettleForm(PlacesForm):
    """Step 3 of an offer: places, how they are given, and the terms of this offer.

    Without ``may_draw`` nobody chooses a draw here, nor leaves one: it is the association's decision.
    """

    booking_mode = _Way(label="Qui a les places ?", choices=list(WAYS.items()), widget=forms.RadioSelect)
    voucher_mode = forms.ChoiceField(label="À l'accueil", choices=VoucherMode.choices, widget=forms.RadioSelect)
    names_required = forms.BooleanField(
        label="L'accueil demande un nom",
        required=False,
        help_text="Un nom de retrait, chiffré, effacé 7 jours après la date. Laissez vide si un code suffit.",
    )
    most_alone = forms.IntegerField(label="Sortie individuelle", min_value=1, max_value=80, required=False)
    most_family = forms.IntegerField(label="Sortie en famille", min_value=1, max_value=80, required=False)
    most_group = forms.IntegerField(label="Sortie de groupe", min_value=1, max_value=80, required=False)

    most_per_relay = forms.IntegerField(label="Places au plus par relais", min_value=0, max_value=500, required=False)
    priority_hours = forms.IntegerField(
        label="Heures d'avance aux relais des quartiers prioritaires", min_value=0, max_value=720, required=False
    )
    priority_share = forms.IntegerField(
        label="Part gardée pendant ces heures (%)", min_value=0, max_value=100, required=False
    )
    wheelchair_hours = forms.IntegerField(
        label="Places pour fauteuil gardées jusqu'à, heures avant", min_value=0, max_value=24 * 60, required=False
    )

    def __init__(self, *args: Any, offer: Offer, may_draw: bool = False, **kwargs: Any) -> None:
        names = ("voucher_mode", "names_required", "booking_mode", *offer.own_terms)
        kwargs["initial"] = {name: getattr(offer, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, offer=offer, **kwargs)
        terms = offer.association.terms
        for name in LIMITS:
            self.fields[name].help_text = f"Vide : {words.places(getattr(terms, name))} au plus."
        for name, said in _usual_shares(terms).items():
            self.fields[name].help_text = said
        mode = self.fields["booking_mode"]
        assert isinstance(mode, _Way)
        mode.stands = offer.booking_mode
        if not may_draw:
            self._keep_draws_for_the_association(mode, offer)

    def _keep_draws_for_the_association(self, mode: _Way, offer: Offer) -> None:
        if offer.booking_mode == BookingMode.DRAW:
            mode.choices, mode.disabled = [(BookingMode.DRAW, WAYS[BookingMode.DRAW])], True
            mode.help_text = "L'association a choisi le tirage au sort. Elle seule peut en changer."
        else:
            mode.choices = [(way, said) for way, said in WAYS.items() if way != BookingMode.DRAW]

    @property
    def values(self) -> dict[str, Any]:
        names = ("voucher_mode", "names_required", "booking_mode", "closes_hours", *LIMITS, *SHARES)
        return {name: self.cleaned_data[name] for name in names}


def _usual_shares(terms: Terms) -> dict[str, str]:
    """What holds when the field is left empty, in words; 0 says that nothing is asked for."""
    most, hours = terms.most_per_relay, terms.priority_hours
    usual = f"{words.places(most)}, la règle de l'association" if most else "aucune limite"
    first = f"{words.counted(hours, 'heure')}, la règle de l'association" if hours else "aucune avance"
    return {
        "most_per_relay": f"Toutes dates de cette offre ensemble. Vide : {usual}. 0 : aucune limite.",
        "priority_hours": "Comptées depuis l'ouverture des réservations ; ensuite, ce qui reste est à tous. "
        f"Vide : {first}. 0 : aucune avance.",
        "priority_share": f"Vide : {terms.priority_share} %.",
        "wheelchair_hours": "Chaque place pour fauteuil et celle de qui accompagne sont gardées jusque-là, puis "
        f"ouvertes à tous. Vide : {words.counted(terms.wheelchair_hours, 'heure')} avant la date.",
    }


class ExceptionForm(forms.Form):
    """Other places for one date. Empty: like the others."""

    places = forms.IntegerField(label="Places", min_value=1, max_value=MOST_PLACES, required=False)
    wheelchair_places = forms.IntegerField(
        label="Dont fauteuil roulant", min_value=0, max_value=MOST_PLACES, required=False
    )

    def __init__(self, *args: Any, showing: Showing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.showing = showing
        when = words.french_moment(showing.starts_at, today=timezone.localdate())
        self.fields["places"].widget.attrs["aria-label"] = f"Places, {when}"
        self.fields["wheelchair_places"].widget.attrs["aria-label"] = f"Dont fauteuil roulant, {when}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places, wheelchair = cleaned.get("places"), cleaned.get("wheelchair_places")
        if places is not None and wheelchair is not None and wheelchair > places:
            self.add_error("wheelchair_places", f"Plus que de places en tout ({places}).")
        return cleaned

    def given(self, common: Places) -> Places:
        places, wheelchair = self.cleaned_data["places"], self.cleaned_data["wheelchair_places"]
        if places is None and wheelchair is None:
            return common
        total = common.places if places is None else places
        return Places(
            places=total,
            wheelchair_places=min(common.wheelchair_places, total) if wheelchair is None else wheelchair,
            most_per_booking=common.most_per_booking,
            opens_at=common.opens_at,
            closes_hours=common.closes_hours,
        )


def exception_forms(showings: list[Showing], common: Places | None, data: Any = None) -> list[ExceptionForm]:
    """A row for each date; shown as typed, else with what it has when that differs from the others."""
    if len(showings) > MOST_EXCEPTIONS:
        return []
    return [
        ExceptionForm(data, showing=showing, prefix=f"date-{showing.pk}", initial=_own(showing, common))
        for showing in showings
    ]


def _own(showing: Showing, common: Places | None) -> dict[str, int]:
    allotment = getattr(showing, "allotment", None)
    if allotment is None or common is None or allotment.places == common.places:
        return {}
    return {"places": allotment.places, "wheelchair_places": allotment.wheelchair_places}
