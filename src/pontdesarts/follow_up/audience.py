"""To whom a letter goes: the people of the structures that a filter finds, each with why they are in or out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.membership.rules import season_at, season_said
from pontdesarts.messaging.models import MailingLine
from pontdesarts.messaging.operations.mailings import Recipient, why_not
from pontdesarts.network.filters import narrowed
from pontdesarts.network.models import Contact, Coordinator, Referent, Structure, StructureQuerySet
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
    """One choice for each person to write to; for each structure one at least. Six queries, without the rows of people:
    five thousand structures are read as one types."""
    rows = list(
        structures.select_related("commune")
        .only("name", "email", "merged_into", "commune__name")
        .order_by("sort_name", "pk")
    )
    keys = [structure.pk for structure in rows]
    people = _people(keys)
    told = [choice for structure in rows for choice in _of(structure, people.get(structure.pk, []))]
    whys = why_not(Letter.family_of(association).key, [choice.address for choice in told])
    labels = dict(MailingLine.Why.choices)
    return [
        choice if choice.why or not why else Choice(choice.structure, choice.name, choice.address, labels[why])
        for choice, why in zip(told, whys, strict=True)
    ]


def _people(keys: list[int]) -> dict[int, list[tuple[str, str]]]:
    """By structure, the name and the address of its referents and coordinators; else of its contacts."""
    serving: dict[int, list[tuple[str, str]]] = {}
    for posts in (Referent.objects.current(), Coordinator.objects.current()):
        held = posts.filter(structure__in=keys, user__is_active=True).order_by("structure", "since", "pk")
        for pk, name, address in held.values_list("structure", "user__name", "user__email"):
            serving.setdefault(pk, []).append((name, address))
    known: dict[int, list[tuple[str, str]]] = {}
    written = Contact.objects.filter(structure__in=keys).exclude(email="").order_by("structure", "name", "pk")
    for pk, name, address in written.values_list("structure", "name", "email"):
        known.setdefault(pk, []).append((name, address))
    return known | serving


def _of(structure: Structure, people: list[tuple[str, str]]) -> Iterator[Choice]:
    """Those people; without any, its own address."""
    if structure.merged_into_id:
        yield Choice(structure, why=MERGED)
        return
    for name, address in people or [("", structure.email)]:
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
