"""What is typed about a draw and its wishes."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from pontdesarts.bookings.forms import PartyForm
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import DateTimeInput, Stepper

from . import rules
from .models import Draw, Wish
from .operations import Plan, Window
from .operations.draws import MOST_OUTINGS, MOST_TICKETS

FURTHEST_YEARS = 3
# the columns of a draw that hold its rules of weight, and how the rules call them
WEIGHTS = {
    "base_tickets": "base",
    "few_tickets": "few",
    "few_step": "few_step",
    "qpv_tickets": "qpv",
    "small_tickets": "small",
    "small_people": "small_people",
    "first_tickets": "first",
    "missed_tickets": "missed",
}


class WishForm(PartyForm):
    """Who goes, and the fewest that would still go."""

    least = forms.IntegerField(
        label="Si tout n'est pas possible, au moins",
        help_text="Le plus petit nombre de places utile. Vide : tout ou rien.",
        required=False,
        min_value=1,
        max_value=99,
        widget=Stepper,
    )

    @classmethod
    def typed_of_wish(cls, wish: Wish) -> dict[str, object]:
        """The wish as the form shows it."""
        return cls.typed_of_party(wish.party) | {
            "pickup_name": wish.pickup_name,
            "least": wish.least if wish.least < wish.places else None,
        }


class _Moment(forms.DateTimeField):
    """A moment of these years: further, a year was typed wrong."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, widget=DateTimeInput, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment is not None and abs(moment.year - timezone.localdate().year) > FURTHEST_YEARS:
            raise forms.ValidationError(f"L'année {moment.year} est bien loin : est-ce la bonne ?")
        return moment


class WindowForm(forms.Form):
    """From when to when one wishes, and when the draw takes place."""

    opens_at = _Moment("Vœux à partir du")
    closes_at = _Moment("Vœux jusqu'au")
    draws_at = _Moment("Tirage le", help_text="Au plus tôt à la fin des vœux. Il se fait tout seul à cette heure.")

    @property
    def window(self) -> Window:
        typed = self.cleaned_data
        return Window(typed["opens_at"], typed["closes_at"], typed["draws_at"])


def _tickets(label: str, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_TICKETS, widget=Stepper, **kwargs)


class WeightsForm(forms.Form):
    """The rules of weight, from 0 (the rule does not count) to a hundred tickets."""

    base_tickets = forms.IntegerField(
        label="Billets pour chaque relais", min_value=1, max_value=MOST_TICKETS, widget=Stepper
    )
    few_tickets = _tickets("De plus, pour qui n'a rien reçu cette saison")
    few_step = forms.IntegerField(
        label="Un de moins toutes les … places reçues", min_value=1, max_value=1000, widget=Stepper
    )
    qpv_tickets = _tickets("De plus, en quartier prioritaire")
    small_tickets = _tickets("De plus, pour une petite structure")
    small_people = forms.IntegerField(
        label="Petite : moins de … personnes accompagnées par an", min_value=0, max_value=100_000
    )
    first_tickets = _tickets("De plus, si tous les vœux sont des premières sorties")
    missed_tickets = _tickets("De plus, à qui les tours précédents n'ont rien donné")
    most_outings = forms.IntegerField(
        label="Vœux reçus au plus par relais",
        help_text="Tous les tours ensemble. 0 : sans limite.",
        min_value=0,
        max_value=MOST_OUTINGS,
        widget=Stepper,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = {name: Draw._meta.get_field(name).default for name in (*WEIGHTS, "most_outings")}  # type: ignore[union-attr]  # plain columns
        kwargs["initial"] = usual | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    @property
    def weights(self) -> rules.Weights:
        return rules.Weights(**{rule: self.cleaned_data[name] for name, rule in WEIGHTS.items()})


class DrawForm(WindowForm, WeightsForm):
    """A draw as the team prepares it; its dates are rows of their own."""

    title = forms.CharField(
        label="Nom du tirage",
        max_length=120,
        help_text="Ce que les relais liront : « Les grands spectacles de janvier ».",
    )

    @classmethod
    def typed_of(cls, draw: Draw) -> dict[str, object]:
        round_ = draw.current
        typed: dict[str, object] = {name: getattr(draw, name) for name in (*WEIGHTS, "most_outings", "title")}
        return typed | {name: getattr(round_, name) for name in ("opens_at", "closes_at", "draws_at")}

    def plan(self, lots: dict[int, int]) -> Plan:
        return Plan(
            title=self.cleaned_data["title"],
            window=self.window,
            lots=lots,
            weights=self.weights,
            most_outings=self.cleaned_data["most_outings"],
        )


class LotForm(forms.Form):
    """One date: in the draw or not, with how many places."""

    chosen = forms.BooleanField(label="Mettre cette date au tirage", required=False)
    places = forms.IntegerField(label="Places au tirage", min_value=1, max_value=5000, required=False)

    def __init__(self, *args: Any, showing: Showing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.showing = showing
        when = words.french_moment(showing.starts_at, today=timezone.localdate())
        self.fields["chosen"].widget.attrs["aria-label"] = f"Mettre au tirage {showing.offer.title}, {when}"
        self.fields["places"].widget.attrs["aria-label"] = f"Places au tirage, {showing.offer.title}, {when}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("chosen") and not self.errors and not cleaned.get("places"):
            self.add_error("places", "Combien de places ?")
        return cleaned


class ReleaseForm(forms.Form):
    opens_at = _Moment("Ouvrir à tous le")


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=200,
        help_text="Chaque relais qui a fait un vœu lira cette raison.",
        error_messages={"required": "Écrivez la raison."},
    )
