"""Two programs: the ticketing system of a house, which reads its lists, and one whose access was withdrawn."""

from pontdesarts.api import operations
from pontdesarts.api.rules import OF_PARTNERS, Scope

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network

HOUSE = "Maison des Arts de Créteil"


def set_up(made: Network, clock: Clock) -> None:
    """Their secrets are shown to nobody: a visitor who wants to try opens an access of their own."""
    association, by = made.associations[VAL_DE_MARNE], made.team(VAL_DE_MARNE)
    reader = made.users["equipe"]
    old, _ = operations.create(
        association,
        name="Tableur des bilans",
        scopes={Scope.PROGRAMME_READ, Scope.BOOKINGS_READ},
        created_by=reader,
        by=by,
        at=clock.ago(60),
    )
    operations.withdraw(old, by=by, at=clock.ago(12))
    desk, _ = operations.create(
        association,
        name="Billetterie",
        scopes=OF_PARTNERS - {Scope.WEBHOOKS_WRITE},
        partner=made.partners[HOUSE],
        created_by=reader,
        by=by,
        at=clock.ago(40),
    )
    operations.note_use(desk, at=clock.ago(1))
