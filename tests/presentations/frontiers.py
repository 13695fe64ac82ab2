"""What stands behind the addresses of season sheets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.presentations.rules import seasons_to_write
from pontdesarts.programme.operations.links import PURPOSE
from tests.network.factories import CoordinatorFactory, PartnerFactory

from .factories import PresentationFactory

Names = dict[str, Any]


def this_year() -> int:
    return seasons_to_write(timezone.now())[0]


def association(theirs: Association) -> Names:
    PresentationFactory(partner__association=theirs, season=this_year())
    return {"slug": theirs.slug}


def partner(theirs: Association) -> Names:
    return {"pk": PartnerFactory(association=theirs).pk, "year": this_year()}


def sheet(theirs: Association) -> Names:
    made = PresentationFactory(partner__association=theirs, season=this_year(), published_at=None)
    return {"pk": made.partner_id, "year": made.season}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "presentations:act": sheet,
    "presentations:ask": partner,
    "presentations:ask_all": association,
    "presentations:booklet": association,
    "presentations:booklet_paper": association,
    "presentations:paper": sheet,
    "presentations:sheet": sheet,
    "presentations:team": association,
    "presentations:write": partner,
}

SECRETS: dict[str, Names] = {
    "presentations:link_act": {"token": "inventé", "year": 2026},
    "presentations:link_paper": {"token": "inventé", "year": 2026},
    "presentations:link_read": {"token": "inventé", "year": 2026},
    "presentations:link_write": {"token": "inventé", "year": 2026},
}


def by_link(theirs: Association) -> Names:
    made = PresentationFactory(partner__association=theirs, season=this_year())
    CoordinatorFactory(structure=made.partner)
    expires_at = timezone.now() + timedelta(days=1)
    return {"token": links.make(PURPOSE, made.partner_id, expires_at=expires_at), "year": made.season}


# as those who hold the link open them
OPENED: dict[str, Callable[[Association], Names]] = dict.fromkeys(SECRETS, by_link)
