"""The national body: somebody visited two months ago, at the association's own wish."""

from pontdesarts.federation import operations
from pontdesarts.journal.actors import JOB

from ..people import VAL_DE_MARNE
from .clock import Clock
from .network import Network


def visit(made: Network, clock: Clock) -> None:
    """The visit is closed: the association reads on its page who came, when, and why."""
    user = made.users["federation"]
    operations.give_federation_role(user, by=JOB, at=clock.ago(200))
    opened = operations.open_visit(
        made.associations[VAL_DE_MARNE],
        user=user,
        reason="préparer ensemble le bilan de la saison",
        hours=4,
        by=made.acting("federation"),
        at=clock.ago(60),
    )
    assert opened.until < clock.now
