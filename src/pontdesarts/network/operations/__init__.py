"""Every write about the network: structures and venues in `structures`, the people in them in `people`."""

from .people import (
    InvitationRefused,
    PostRefused,
    accept,
    add_contact,
    change_contact,
    end_post,
    hand_over,
    invite,
    remove_contact,
    withdraw_invitation,
)
from .structures import (
    StructureRefused,
    add_venue,
    admit,
    describe,
    describe_venue,
    give_partner_profile,
    give_relay_profile,
    resume,
    suspend,
    withdraw_links,
)

__all__ = [
    "InvitationRefused",
    "PostRefused",
    "StructureRefused",
    "accept",
    "add_contact",
    "add_venue",
    "admit",
    "change_contact",
    "describe",
    "describe_venue",
    "end_post",
    "give_partner_profile",
    "give_relay_profile",
    "hand_over",
    "invite",
    "remove_contact",
    "resume",
    "suspend",
    "withdraw_invitation",
    "withdraw_links",
]
