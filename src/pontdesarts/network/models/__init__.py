from .life import Merge, Site, StageChange
from .people import (
    Contact,
    Coordinator,
    Invitation,
    InvitationQuerySet,
    Post,
    PostQuerySet,
    Referent,
)
from .structure import (
    AREA_STATES,
    SENSITIVE_KINDS,
    Audience,
    PartnerKind,
    PartnerProfile,
    RelayKind,
    RelayProfile,
    Stage,
    Structure,
    StructureQuerySet,
)
from .venue import Venue, VenueQuerySet

__all__ = [
    "AREA_STATES",
    "SENSITIVE_KINDS",
    "Audience",
    "Contact",
    "Coordinator",
    "Invitation",
    "InvitationQuerySet",
    "Merge",
    "PartnerKind",
    "PartnerProfile",
    "Post",
    "PostQuerySet",
    "Referent",
    "RelayKind",
    "RelayProfile",
    "Site",
    "Stage",
    "StageChange",
    "Structure",
    "StructureQuerySet",
    "Venue",
    "VenueQuerySet",
]
