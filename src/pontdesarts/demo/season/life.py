"""Structures that are not there yet, or not any more, and one that was entered twice."""

from typing import Any

from pontdesarts.network import operations as network
from pontdesarts.network.models import PartnerKind, RelayKind, Stage, Structure
from pontdesarts.territory.models import Commune

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import CAME, Network

# name, commune, postal code, kind, the stages after the first mail, why, days since that mail
_COMING: tuple[tuple[str, str, str, str, tuple[Stage, ...], str, int], ...] = (
    ("Épicerie solidaire d'Orly", "94054", "94310", RelayKind.FOOD_AID, (), "", 3),
    ("Accueil de jour Le Passage", "94041", "94200", RelayKind.SHELTER, CAME[:1], "rencontrés au forum", 12),
    ("Pension de famille Les Cèdres", "94017", "94500", RelayKind.PENSION, CAME[:2], "charte à signer", 24),
    ("Piscine du Colombier", "94041", "94200", PartnerKind.SPORT, CAME[:2], "tarif réduit d'abord", 31),
    ("Ludothèque Les Petits Pas", "94081", "94400", PartnerKind.LIBRARY, (), "", 6),
)
_GONE: tuple[tuple[str, str, str, str, tuple[Stage, ...], str, int], ...] = (
    ("Association Mille Couleurs", "94028", "94000", RelayKind.LITERACY, (Stage.DORMANT,), "référente partie", 420),
    ("Foyer du Vieux Moulin", "94081", "94400", RelayKind.SHELTER, (Stage.LAPSED,), "le foyer a fermé en juin", 460),
)


def set_up(made: Network, clock: Clock) -> None:
    """Prospects, a relay that sleeps, one that left; an entry made twice, and another that somebody made one."""
    communes = Commune.objects.in_bulk(["94017", "94028", "94041", "94054", "94074", "94081"])
    for row in _COMING:
        _enter(made, clock, communes, row, first=Stage.PROSPECT)
    for row in _GONE:
        _enter(made, clock, communes, row, first=Stage.ACTIVE)
    _enter_twice(made, clock, communes)


def _enter(made: Network, clock: Clock, communes: dict[str, Commune], row: Any, *, first: Stage) -> Structure:
    name, insee, postal_code, kind, stages, reason, days = row
    by, at = made.team(VAL_DE_MARNE), clock.ago(days)
    values = {"name": name, "commune": communes[insee], "postal_code": postal_code}
    entered = network.admit(made.associations[VAL_DE_MARNE], values=values, stage=first, by=by, at=at)
    if kind in RelayKind.values:
        network.give_relay_profile(entered, kind=RelayKind(kind), by=by, at=at)
    else:
        network.give_partner_profile(entered, kind=PartnerKind(kind), by=by, at=at)
    for number, stage in enumerate(stages, start=1):
        said = reason if stage == stages[-1] else ""
        network.move(entered, stage=stage, reason=said, by=by, at=at + (clock.now - at) * number / (len(stages) + 1))
    return entered


def _enter_twice(made: Network, clock: Clock, communes: dict[str, Commune]) -> None:
    """The same centre in another file, to look at; the same house entered by two people, already made one."""
    by, home = made.team(VAL_DE_MARNE), made.associations[VAL_DE_MARNE]
    known = {relay.name: relay for relay in made.relays[VAL_DE_MARNE]}
    centre = known["Centre social Les Deux Fontaines"]
    network.describe(centre, values={"siret": "00000001800010", "rna": "W949000018"}, by=by, at=clock.ago(20))
    site = {"name": "Annexe des Champs", "address": "4 rue des Champs", "postal_code": "94460"}
    network.add_site(centre, values={**site, "commune": communes["94074"]}, by=by, at=clock.ago(20))
    again = {"name": "Les Deux Fontaines (centre social)", "commune": communes["94074"], "postal_code": "94460"}
    numbers = {"siret": "00000001800010", "phone": "01 99 00 77 10", "external_ids": {"annuaire": "94-0117"}}
    network.admit(home, values={**again, **numbers}, stage=Stage.PROSPECT, by=by, at=clock.ago(2))
    house = known["Maison des familles du Port"]
    values = {"name": "Maison des Familles (Port)", "commune": house.commune, "postal_code": house.postal_code}
    twice = network.admit(home, values=values, stage=Stage.PROSPECT, by=by, at=clock.ago(9))
    network.add_contact(twice, values={"name": "Accueil du soir", "phone": "01 99 00 77 12"}, by=by, at=clock.ago(9))
    network.merge(house, gone=twice, by=by, at=clock.ago(5))
