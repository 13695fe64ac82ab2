"""To whom a letter goes: the people of the structures that a filter finds, each with why they are in or out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Prefetch

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.membership.rules import season_at, season_said
from pontdesarts.messaging.models import MailingLine
from pontdesarts.messaging.operations.mailings import Recipient, why_not
from pontdesarts.network.filters import narrowed
from pontdesarts.network.models import Coordinator, Referent, Structure, StructureQuerySet
from pontdesarts.programme.models import Offer

from .models import Letter
from .rules import SILENT_AFTER

# what a letter may merge, and how the form says it
FIELDS: Final = {
    "personne": "prénom et nom, ou le nom de la structure",
    "structure": "nom de la structure",
    "commune": "sa commune",
    "association": "votre association",
    "saison": "la saison en cours",
}
NO_ADDRESS, MERGED = "aucune adresse électronique", "réunie avec une autre fiche"


@dataclass(frozen=True)
class Choice:
    """Somebody of a structure that the filter finds; ``why`` says why nothing is written to them."""

    structure: Structure
    name: str = ""
    address: str = ""
    why: str = ""

    @property
    def is_in(self) -> bool:
        return not self.why


def found(association: Association, wanted: Mapping[str, Any], *, at: datetime) -> StructureQuerySet:
    """The structures that the filter finds, merged ones too: the list says why they receive nothing."""
    rows = narrowed(Structure.objects.filter(association=association), wanted)
    if wanted.get("silent"):
        before = at - SILENT_AFTER
        rows = (
            rows.exclude(care__last_contact_at__gte=before)
            .exclude(Exists(Booking.objects.filter(relay=OuterRef("pk"), booked_at__gte=before)))
            .exclude(Exists(Offer.objects.filter(partner=OuterRef("pk"), published_at__gte=before)))
        )
    return rows


def choose(association: Association, structures: StructureQuerySet) -> list[Choice]:
    """One choice for each person to write to; for each structure one at least. Six queries."""
    rows = structures.select_related("commune", "relay", "partner").prefetch_related(
        Prefetch("referents", Referent.objects.current().select_related("user"), to_attr="serving"),
        Prefetch("coordinators", Coordinator.objects.current().select_related("user"), to_attr="coordinating"),
        "contacts",
    )
    told = [choice for structure in rows.order_by("sort_name", "pk") for choice in _of(structure)]
    whys = why_not(Letter.family_of(association).key, [choice.address for choice in told])
    labels = dict(MailingLine.Why.choices)
    return [
        choice if choice.why or not why else Choice(choice.structure, choice.name, choice.address, labels[why])
        for choice, why in zip(told, whys, strict=True)
    ]


def _of(structure: Any) -> Iterator[Choice]:
    """Its referents and its coordinators; else its contacts; else its own address."""
    if structure.merged_into_id:
        yield Choice(structure, why=MERGED)
        return
    posts = [*structure.serving, *structure.coordinating]
    people = [(str(post.user), post.user.email) for post in posts if post.user.is_active]
    people = people or [(contact.name, contact.email) for contact in structure.contacts.all() if contact.email]
    people = people or [("", structure.email)]
    for name, address in people:
        yield Choice(structure, name, address, "" if address else NO_ADDRESS)


def recipients(association: Association, choices: Iterable[Choice], *, at: datetime) -> list[Recipient]:
    """Those who have an address: the mailing itself keeps a line for each that it skips."""
    season = season_said(season_at(at))
    return [
        Recipient(
            choice.address,
            choice.name or choice.structure.name,
            {
                "personne": choice.name or choice.structure.name,
                "structure": choice.structure.name,
                "commune": choice.structure.commune.name if choice.structure.commune else "",
                "association": association.name,
                "saison": season,
            },
            f"structure.{choice.structure.pk}",
        )
        for choice in choices
        if choice.address
    ]


def unreachable(choices: Iterable[Choice]) -> int:
    """Structures without any address."""
    return sum(choice.why == NO_ADDRESS for choice in choices)
