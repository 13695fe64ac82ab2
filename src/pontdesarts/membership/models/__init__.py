from .charter import Charter, CharterQuerySet, Signature
from .member import Campaign, Membership, MembershipQuerySet
from .request import JoinRequest, JoinRequestQuerySet
from .training import Training
from .welcome import Welcome

__all__ = [
    "Campaign",
    "Charter",
    "CharterQuerySet",
    "JoinRequest",
    "JoinRequestQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Signature",
    "Training",
    "Welcome",
]
