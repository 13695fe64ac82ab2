from .people import (
    Contact,
    Coordinator,
    CoordinatorQuerySet,
    Invitation,
    InvitationQuerySet,
    Referent,
    ReferentQuerySet,
)
from .structure import PartnerProfile, RelayKind, RelayProfile, Structure, StructureQuerySet
from .venue import Venue, VenueQuerySet

__all__ = [
    "Contact",
    "Coordinator",
    "CoordinatorQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "PartnerProfile",
    "Referent",
    "ReferentQuerySet",
    "RelayKind",
    "RelayProfile",
    "Structure",
    "StructureQuerySet",
    "Venue",
    "VenueQuerySet",
]
