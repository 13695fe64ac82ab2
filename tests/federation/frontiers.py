"""What stands behind the addresses of the federation."""

from collections.abc import Callable
from typing import Any

from pontdesarts.associations.models import Association

from .factories import ArchiveFactory

Names = dict[str, Any]


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def archive(theirs: Association) -> Names:
    return {"pk": ArchiveFactory(association=theirs).pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "federation:archives": association,
    "federation:download": archive,
    "federation:leave": association,
    "federation:visits": association,
}

SHARED: dict[str, str] = {
    "federation:close": "one's own visit: see tests/federation/test_visits.py",
    "federation:end_role": "the operator's: see tests/federation/test_visits.py",
    "federation:reopen": "the operator's: see tests/federation/test_leaving.py",
    "federation:visit": "the federation's own door to any association: see tests/federation/test_visits.py",
}
