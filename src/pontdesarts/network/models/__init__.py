from .people import (
    Contact,
    Coordinator,
    Invitation,
    InvitationQuerySet,
    Post,
    PostQuerySet,
    Referent,
)
from .structure import PartnerProfile, RelayKind, RelayProfile, Structure, StructureQuerySet
from .venue import Venue, VenueQuerySet

__all__ = [
    "Contact",
    "Coordinator",
    "Invitation",
    "InvitationQuerySet",
    "PartnerProfile",
    "Post",
    "PostQuerySet",
    "Referent",
    "RelayKind",
    "RelayProfile",
    "Structure",
    "StructureQuerySet",
    "Venue",
    "VenueQuerySet",
]
