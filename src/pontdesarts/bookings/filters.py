"""How a list of bookings narrows. Everything lives in the address."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q

from pontdesarts.accounts.models import User
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme import indexing
from pontdesarts.programme.finding.seeker import posts_of
from pontdesarts.programme.models import Allotment, Offer
from pontdesarts.ui.forms import DateInput

from . import codes
from .models import Booking, BookingQuerySet


class BookingFilter(forms.Form):
    """By relay and partner (where there are several), by who goes, by day of the outing, by code or title.

    It narrows what is ``visible`` to the person, whose relays are of the associations ``homes``.
    """

    q = forms.CharField(
        label="Titre ou code", required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    relais = forms.ModelChoiceField(
        label="Relais", queryset=Structure.objects.none(), required=False, empty_label="tous les relais"
    )
    qui = forms.ChoiceField(
        label="Quelles sorties",
        choices=[("", "toutes celles du relais"), ("moi", "celles où je vais")],
        required=False,
    )
    partenaire = forms.ModelChoiceField(
        label="Partenaire", queryset=Structure.objects.none(), required=False, empty_label="tous les partenaires"
    )
    du = forms.DateField(label="Du", required=False, widget=DateInput)
    au = forms.DateField(label="Au", required=False, widget=DateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.visible = Booking.objects.visible_to(user)
        self.homes, _ = posts_of(user)
        # partners that offer something, booked or not: to read them from the bookings reads all that were ever made
        offers = Exists(Offer.objects.published().filter(partner=OuterRef("pk")))
        near = Q(association__in=self.homes)
        next_door = Q(pk__in=Allotment.objects.taken_by_neighbours().values("showing__offer__partner"))
        self._choose_among("relais", Structure.objects.filter(pk__in=self.visible.values("relay")))
        self._choose_among("partenaire", Structure.objects.filter(near | next_door, offers))

    def _choose_among(self, name: str, structures: StructureQuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = structures.order_by("sort_name", "pk")

    def narrow(self, bookings: BookingQuerySet) -> BookingQuerySet:
        """The bookings that answer to what was typed; what cannot be understood narrows nothing."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if relay := said.get("relais"):
            bookings = bookings.filter(relay=relay)
        if said.get("qui"):
            mine = Q(booked_for=self.user) | Q(booked_for=None, booked_by=self.user)
            bookings = bookings.filter(mine)
        if partner := said.get("partenaire"):
            bookings = bookings.filter(showing__offer__partner=partner)
        if first := said.get("du"):
            bookings = bookings.filter(showing__starts_at__date__gte=first)
        if last := said.get("au"):
            bookings = bookings.filter(showing__starts_at__date__lte=last)
        if words := said.get("q"):
            title = Q(showing__offer__title_key__contains=indexing.title_key(words) or words)
            bookings = bookings.filter(title | Q(code=codes.normalise(words)))
        return bookings

    @property
    def narrows(self) -> int:
        """How many of the filters are in use."""
        return sum(bool(value) for value in self.cleaned_data.values())
