"""What is typed about a booking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from pontdesarts.accounts.models import User
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words
from pontdesarts.ui.forms import CheckboxPills, Choices, PillRadio, QuickCopy, Stepper

from . import rules
from .companions import WithCompanion
from .conditions import needs_pickup_name
from .models import Booking
from .models.party import NUMBERS

MOST_TYPED = 99
FIRST_OUTING = {"yes": True, "no": False, "unknown": None}


class _People(QuickCopy, forms.IntegerField):
    """How many: an empty field is nobody."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            min_value=0,
            max_value=MOST_TYPED,
            initial=0,
            widget=Stepper,
        )

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class _Outing(QuickCopy, forms.ChoiceField):
    """The kinds of outing, each with the most places that it may take."""

    def limit(self, showing: Showing) -> None:
        most = showing.allotment.most_per_booking if hasattr(showing, "allotment") else None

        def limited() -> list[tuple[str, str]]:
            terms = showing.offer.terms
            return [
                (value, f"{label} ({words.places(rules.most_places(rules.Outing(value), terms, most))} au plus)")
                for value, label in Booking.Outing.choices
            ]

        self.choices = limited  # said when the form is drawn

    def valid_value(self, value: Any) -> bool:
        return value in Booking.Outing.values


class PartyForm(forms.Form):
    """Who goes, as numbers; `party` is what the operation takes."""

    adults = _People("Adultes")
    under_6 = _People("Enfants de 0 à 5 ans")
    from_6_to_11 = _People("Enfants de 6 à 11 ans")
    from_12_to_17 = _People("Jeunes de 12 à 17 ans")
    workers = _People("Équipe qui accompagne", "Professionnels et bénévoles.")
    wheelchair = _People("Dont en fauteuil roulant", "Parmi toutes ces personnes.")
    outing = _Outing(
        label="Sorte de sortie", widget=PillRadio, error_messages={"required": "Choisissez la sorte de sortie."}
    )
    first_outing = forms.ChoiceField(
        label="Est-ce une première sortie culturelle ou sportive ?",
        choices=Choices([("yes", "oui"), ("no", "non"), ("unknown", "on ne sait pas")]),
        initial="unknown",
        required=False,
        widget=PillRadio,
    )
    needs = forms.MultipleChoiceField(
        label="Besoins", choices=Choices(Booking.Need.choices), required=False, widget=CheckboxPills
    )
    pickup_name = forms.CharField(
        label="Nom de retrait",
        max_length=80,
        required=False,
        help_text="Ce lieu demande un nom à l'accueil. Il est chiffré, lu par le lieu seul, "
        "et effacé 7 jours au plus tard après la sortie.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, showing: Showing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outing = self.fields["outing"]
        assert isinstance(outing, _Outing)
        outing.limit(showing)
        if needs_pickup_name(showing):
            self.fields["pickup_name"].required = True
        else:
            del self.fields["pickup_name"]

    def clean(self) -> dict[str, Any]:
        """Nobody is said at once with what else is missing, not one refusal after the other."""
        typed = super().clean() or {}
        if not self.errors.keys() & set(NUMBERS) and not any(typed.get(name) for name in NUMBERS):
            self.add_error("adults", "Indiquez combien de personnes viennent.")
        return typed

    @classmethod
    def typed_of(cls, booking: Booking) -> dict[str, object]:
        """The booking as the form shows it."""
        return cls.typed_of_party(booking.party) | {"pickup_name": booking.pickup_name}

    @classmethod
    def typed_of_party(cls, party: rules.Party) -> dict[str, object]:
        typed: dict[str, object] = {name: getattr(party, name) for name in NUMBERS}
        return typed | {
            "outing": party.outing.value,
            "first_outing": {said: name for name, said in FIRST_OUTING.items()}[party.first_outing],
            "needs": sorted(need.value for need in party.needs),
        }

    @property
    def party(self) -> rules.Party:
        typed = self.cleaned_data
        return rules.Party(
            **{name: typed[name] for name in NUMBERS},
            outing=rules.Outing(typed["outing"]),
            first_outing=FIRST_OUTING.get(typed["first_outing"]),
            needs=frozenset(rules.Need(need) for need in typed["needs"]),
        )

    @property
    def pickup(self) -> str:
        return str(self.cleaned_data.get("pickup_name", ""))


class FormNumber(QuickCopy, forms.UUIDField):
    """The number of a form, which the person does not see: it makes a double click one booking."""

    def __init__(self) -> None:
        spoilt = "Le formulaire est abîmé."
        super().__init__(widget=forms.HiddenInput, error_messages={"invalid": spoilt, "required": spoilt})


class RelayField(QuickCopy, forms.TypedChoiceField):
    """A relay among those that were read already: neither to draw it nor to choose one is anything asked."""

    def __init__(self) -> None:
        super().__init__(
            label="Pour le relais",
            coerce=lambda key: self.relays[key],
            empty_value=None,
            error_messages={
                "required": "Choisissez le relais pour qui vous réservez.",
                "invalid_choice": "Sélectionnez un choix valide : vous ne réservez pas pour ce relais.",
            },
        )
        self.relays: dict[str, Structure] = {}

    def __deepcopy__(self, memo: Any) -> "RelayField":
        copied: RelayField = super().__deepcopy__(memo)
        copied.coerce = lambda key: copied.relays[key]
        return copied

    def among(self, relays: Sequence[Structure]) -> None:
        self.relays = {str(relay.pk): relay for relay in relays}
        self.choices = self._named  # said when the form is drawn

    def _named(self) -> list[tuple[str, str]]:
        return [("", "choisissez le relais"), *((key, relay.name) for key, relay in self.relays.items())]

    def valid_value(self, value: Any) -> bool:
        return value in self.relays


class BookingForm(WithCompanion, PartyForm):
    """A party, the relay that books, and two things that the person does not see: the number of the form, which makes
    a double click one booking, and the hour that they read, in case the date moves meanwhile."""

    request_id = FormNumber()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    relay = RelayField()

    field_order = ("request_id", "seen", "relay")

    def __init__(
        self, *args: Any, showing: Showing, relays: Sequence[Structure], by: User | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "seen": showing.starts_at.isoformat(), **kwargs.get("initial", {})}
        super().__init__(*args, showing=showing, **kwargs)
        self.showing = showing
        choose_among(self, relays)
        if not self.is_bound or self.data.get("booked_for"):  # nobody was named: there is nobody to look for
            self.ask_who_goes(by)

    def clean_seen(self) -> str:
        """The date has moved since the form was opened: say so once; the next sending accepts it."""
        seen = str(self.cleaned_data["seen"])
        if seen and _moment(seen) != self.showing.starts_at:
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["seen"] = self.showing.starts_at.isoformat()
            self.data = data
            when = words.french_moment(self.showing.starts_at)
            self.add_error(None, f"La date vient de changer : {when}. Si elle convient, réservez à nouveau.")
        return seen


class ChangeForm(WithCompanion, PartyForm):
    """Another party for a booking, and who goes with it."""

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        kwargs["initial"] = PartyForm.typed_of(booking) | {"booked_for": booking.booked_for_id}
        super().__init__(*args, showing=booking.showing, **kwargs)
        self.ask_among_referents(booking.relay_id, unless=booking.booked_by_id)
        who = booking.booked_by.get_full_name() if booking.booked_by else ""
        self._field.empty_label = f"{who}, ou personne en particulier" if who else "personne en particulier"


class ManyForm(WithCompanion, PartyForm):
    """A party, and several dates of one outing."""

    field_order = ("request_id", "relay", "dates")

    request_id = FormNumber()
    relay = RelayField()
    dates = forms.MultipleChoiceField(
        label="Quelles dates ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une date.",
            "invalid_choice": "Une des dates cochées ne se réserve plus. Regardez celles qui restent.",
        },
    )

    def __init__(
        self,
        *args: Any,
        showings: Sequence[Showing],
        labels: Mapping[int, str],
        relays: StructureQuerySet,
        by: User,
        **kwargs: Any,
    ) -> None:
        only = [str(showings[0].pk)] if len(showings) == 1 else []
        kwargs["initial"] = {"request_id": uuid4(), "dates": only, **kwargs.get("initial", {})}
        super().__init__(*args, showing=showings[0], **kwargs)
        self.showings = {str(showing.pk): showing for showing in showings}
        self.fields["dates"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, labels[showing.pk]) for key, showing in self.showings.items()
        ]
        choose_among(self, list(relays))
        self.ask_who_goes(by)

    @property
    def chosen(self) -> list[Showing]:
        return [self.showings[key] for key in self.cleaned_data["dates"]]


def choose_among(form: forms.Form, relays: Sequence[Structure]) -> None:
    """A person with one relay is not asked which."""
    field = form.fields["relay"]
    assert isinstance(field, RelayField)
    field.among(relays)
    if len(relays) == 1:
        form.initial["relay"] = relays[0].pk
        field.widget = forms.HiddenInput()


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=200,
        required=False,
        help_text="Sans nommer personne. Cela aide à comprendre ce qui empêche de sortir.",
    )


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
