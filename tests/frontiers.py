"""What stands behind each address that names a thing. A new address without a line here fails `test_frontiers.py`.

`BEHIND` makes, for an association, something that the address can name; its neighbours must not see it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.network.models import Contact, Invitation
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import ReferentFactory, RelayFactory, VenueFactory

Names = dict[str, Any]
SINCE = datetime(2026, 9, 1, tzinfo=UTC)


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def staff_role(theirs: Association) -> Names:
    return {"pk": StaffRoleFactory(association=theirs, role=StaffRole.Role.TEAM).pk}


def structure(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def contact(theirs: Association) -> Names:
    relay = RelayFactory(association=theirs)
    return {"pk": relay.pk, "contact_pk": Contact.objects.create(structure=relay, name="Ana Duval").pk}


def referent(theirs: Association) -> Names:
    return {"kind": "referent", "pk": ReferentFactory(structure=RelayFactory(association=theirs)).pk}


def invitation(theirs: Association) -> Names:
    invited = Invitation.objects.create(
        association=theirs,
        post=Invitation.Post.STAFF,
        staff_role=StaffRole.Role.TEAM,
        email="bientot@example.org",
        secret_digest="0" * 64,
        invited_at=SINCE,
        expires_at=SINCE + timedelta(days=3650),
    )
    return {"pk": invited.pk}


def venue(theirs: Association) -> Names:
    return {"pk": VenueFactory(association=theirs).pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "associations:association": association,
    "associations:change_role": staff_role,
    "associations:describe": association,
    "associations:terms": association,
    "network:add_contact": structure,
    "network:add_venue": association,
    "network:admit": association,
    "network:contact": contact,
    "network:describe": structure,
    "network:edit_venue": venue,
    "network:hand_over": referent,
    "network:invite": structure,
    "network:invite_staff": association,
    "network:resume": structure,
    "network:structure": structure,
    "network:suspend": structure,
    "network:venue": venue,
    "network:withdraw_invitation": invitation,
}

# addresses whose name is itself the key: whoever holds it may enter, and a wrong one opens nothing
SECRETS: dict[str, Names] = {
    "network:join": {"secret": "inventé"},
}

# addresses that name something which belongs to nobody
SHARED: dict[str, str] = {
    "territory:outlines": "outlines of departments: reference data of the whole country",
}

# what a visitor without an account may open, besides SECRETS
PUBLIC = {
    "desk:about",
    "desk:home",
    "desk:personal_data",
    "territory:suggest",  # communes are everybody's
    "ui:style",  # for developers: absent unless debugging
}
