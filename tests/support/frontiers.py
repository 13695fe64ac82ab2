"""What stands behind the addresses of individual supports."""

from collections.abc import Callable
from typing import Any

from pontdesarts.associations.models import Association
from tests.network.factories import RelayFactory

from .factories import StepFactory, SupportFactory, VisitFactory

Names = dict[str, Any]


def relay(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def support(theirs: Association) -> Names:
    return {"pk": SupportFactory(structure=RelayFactory(association=theirs)).pk}


def step(theirs: Association) -> Names:
    return {"pk": StepFactory(support__structure=RelayFactory(association=theirs)).pk}


def visit(theirs: Association) -> Names:
    return {"pk": VisitFactory(support__structure=RelayFactory(association=theirs)).pk}


def full(theirs: Association) -> Names:
    """With a step and a visit to look at."""
    made = SupportFactory(structure=RelayFactory(association=theirs))
    StepFactory(support=made)
    VisitFactory(support=made)
    return {"pk": made.pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "support:ask": relay,
    "support:diagnosis": support,
    "support:mark": step,
    "support:remove_visit": visit,
    "support:sheet": full,
    "support:step": step,
    "support:support": full,
}
