"""Every write about the network: structures, venues one by one or many at once, and the people in them."""

from .areas import place_again
from .duplicates import say_distinct
from .life import move, wake
from .merging import gather, merge, undo_merge
from .people import (
    InvitationRefused,
    PostRefused,
    accept,
    add_contact,
    change_contact,
    end_post,
    forget_old,
    hand_over,
    invite,
    remove_contact,
    withdraw_invitation,
)
from .removing import take_out
from .sites import add_site, change_site, remove_site
from .structures import (
    StructureRefused,
    add_venue,
    admit,
    admit_many,
    describe,
    describe_venue,
    give_partner_profile,
    give_relay_profile,
    show_publicly,
    withdraw_links,
)
from .suspensions import resume, resume_at_term, suspend
from .venues import add_venues, learn_venue_ids

__all__ = [
    "InvitationRefused",
    "PostRefused",
    "StructureRefused",
    "accept",
    "add_contact",
    "add_site",
    "add_venue",
    "add_venues",
    "admit",
    "admit_many",
    "change_contact",
    "change_site",
    "describe",
    "describe_venue",
    "end_post",
    "forget_old",
    "gather",
    "give_partner_profile",
    "give_relay_profile",
    "hand_over",
    "invite",
    "learn_venue_ids",
    "merge",
    "move",
    "place_again",
    "remove_contact",
    "remove_site",
    "resume",
    "resume_at_term",
    "say_distinct",
    "show_publicly",
    "suspend",
    "take_out",
    "undo_merge",
    "wake",
    "withdraw_invitation",
    "withdraw_links",
]
