"""What an association knows of the places that its neighbours took: numbers, by association. Never which relay."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.programme.models import Showing, ShowingQuerySet
from pontdesarts.ui import words

from .models import Booking
from .models.party import NUMBERS


@dataclass
class Taken:
    """What the relays of one association hold of one date, all together."""

    showing: Showing
    association: Association
    bookings: int = 0
    places: int = 0
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))
    needs: set[str] = field(default_factory=set)

    @property
    def people(self) -> str:
        """« 2 adultes, 3 enfants de 6 à 11 ans »"""
        said = (
            ("adults", "adulte"),
            ("under_6", "enfant de moins de 6 ans,enfants de moins de 6 ans"),
            ("from_6_to_11", "enfant de 6 à 11 ans,enfants de 6 à 11 ans"),
            ("from_12_to_17", "jeune de 12 à 17 ans,jeunes de 12 à 17 ans"),
            ("workers", "personne qui accompagne,personnes qui accompagnent"),
        )
        return ", ".join(
            words.counted(self.numbers[name], *label.split(",")) for name, label in said if self.numbers[name]
        )

    @property
    def needs_said(self) -> str:
        wheels = self.numbers["wheelchair"]
        said = [words.counted(wheels, "fauteuil roulant", "fauteuils roulants")] * bool(wheels)
        return ", ".join([*said, *(str(need.label) for need in Booking.Need if need in self.needs)])


def dates_of(user: User, offer: int) -> ShowingQuerySet:
    """The dates of the offer, for those who do the daily work of its association."""
    roles = user.staff_roles.of_the_team()
    return Showing.objects.held().filter(offer=offer, offer__association__in=roles.values("association"))


def taken_of(showings: Sequence[Showing]) -> list[Taken]:
    """By date, then by association. Two queries, whatever the number of dates."""
    known = {showing.pk: showing for showing in showings}
    rows = list(
        Booking.objects.held()
        .filter(showing__in=known)
        .exclude(relay__association=F("showing__offer__association"))
        .order_by("showing__starts_at", "showing", "relay__association__name", "pk")
        .values_list("showing", "relay__association", "places", "needs", *NUMBERS)
    )
    found: dict[tuple[int, int], Taken] = {}
    associations = Association.objects.in_bulk({row[1] for row in rows})
    for showing, association, places, needs, *numbers in rows:
        taken = found.setdefault((showing, association), Taken(known[showing], associations[association]))
        taken.bookings += 1
        taken.places += places
        taken.needs |= set(needs)
        for name, number in zip(NUMBERS, numbers, strict=True):
            taken.numbers[name] += number
    return list(found.values())
