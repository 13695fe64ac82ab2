"""What stands behind the addresses of the federation."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.federation.models import Departure
from tests.associations.factories import AssociationFactory

from .factories import ArchiveFactory, FederationRoleFactory, VisitFactory

Names = dict[str, Any]


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def archive(theirs: Association) -> Names:
    return {"pk": ArchiveFactory(association=theirs).pk}


def departure(theirs: Association) -> Names:
    gone = AssociationFactory()
    Departure.objects.create(association=gone, left_at=timezone.now(), reason="fusion", digest="0" * 64)
    return {"slug": gone.slug}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "federation:archives": association,
    "federation:leave": association,
    "federation:visits": association,
}

SHARED: dict[str, str] = {
    "federation:download": "a file, taken by a press: see tests/federation/test_leaving.py",
    "federation:close": "one's own visit: see tests/federation/test_visits.py",
    "federation:end_role": "the operator's: see tests/federation/test_visits.py",
    "federation:reopen": "the operator's: see tests/federation/test_leaving.py",
    "federation:visit": "the federation's own door to any association: see tests/federation/test_visits.py",
}

# what the walk over every page opens besides
OPENED: dict[str, Callable[[Association], Names]] = {
    "federation:download": archive,
    "federation:close": lambda theirs: {"pk": VisitFactory(association=theirs).pk},
    "federation:end_role": lambda theirs: {"pk": FederationRoleFactory().pk},
    "federation:reopen": departure,
    "federation:visit": association,
}
