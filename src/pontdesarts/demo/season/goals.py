"""What the association of the Val-de-Marne set out to reach, this season and the last; its directory, open to all."""

from pontdesarts.directory import operations as directory
from pontdesarts.goals import operations as goals
from pontdesarts.goals.rules import LIVING, PROPOSED, Season
from pontdesarts.journal.refusals import Refused
from pontdesarts.network import operations as network

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

# what structures accept to show, one after the other: most give a way to reach them, some nothing
_ACCEPTED = (
    ("address", "phone", "website", "kind", "audiences"),
    ("address", "phone", "email"),
    (),
    ("phone", "kind"),
    ("address", "kind"),
)


def aim(made: Network, clock: Clock) -> None:
    """Six goals for this season and one more, three for the last; what two structures in three show."""
    home, direction = made.associations[VAL_DE_MARNE], made.acting("direction")
    season = Season.at(clock.now.date())
    usual = [{"measure": each.code, "target": each.proposed, "axis": each.axis} for each in PROPOSED]
    more = {"measure": "active_relays", "target": 24, "axis": LIVING}
    goals.set_goals(home, season=season.before, goals=usual[:3], by=direction, at=clock.ago(420))
    goals.set_goals(home, season=season, goals=[*usual, more], by=direction, at=clock.ago(70))
    directory.open_to_public(home, indexed=False, by=direction, at=clock.ago(60))
    partners = [partner for partner in made.partners.values() if partner.association == home]
    for number, structure in enumerate([*made.relays[VAL_DE_MARNE], *partners]):
        accepted = _ACCEPTED[number % len(_ACCEPTED)]
        try:
            network.show_publicly(structure, accepted=accepted, by=direction, at=clock.ago(50))
        except Refused:  # a sensitive kind: it shows the rest
            plain = [name for name in accepted if name not in {"kind", "audiences"}]
            network.show_publicly(structure, accepted=plain, by=direction, at=clock.ago(50))
