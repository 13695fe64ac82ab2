"""What stands behind the addresses of the passerelle."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bridge.models import Announcement, Side, Thread
from pontdesarts.bridge.notices import token_of
from tests.network.factories import PartnerFactory

from .factories import NeedFactory, OfferedFactory, ThreadFactory

Names = dict[str, Any]


def offer(theirs: Association) -> Names:
    return {"pk": OfferedFactory(structure=PartnerFactory(association=theirs)).pk}


def thread(theirs: Association) -> Names:
    return {"pk": ThreadFactory(partner=PartnerFactory(association=theirs)).pk}


def partner(theirs: Association) -> Names:
    return {"pk": PartnerFactory(association=theirs).pk}


def to_publish(theirs: Association) -> Names:
    return partner(theirs) | {"side": Side.OFFER.value}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "bridge:announcement": offer,
    "bridge:change": offer,
    "bridge:connect": offer,
    "bridge:publish": to_publish,
    "bridge:send_link": partner,
    "bridge:thread": thread,
    "bridge:withdraw": offer,
}

SECRETS: dict[str, Names] = {
    "bridge:link_announcement": {"token": "inventé", "pk": 1},
    "bridge:link_bridge": {"token": "inventé"},
    "bridge:link_change": {"token": "inventé", "pk": 1},
    "bridge:link_connect": {"token": "inventé", "pk": 1},
    "bridge:link_publish": {"token": "inventé", "pk": 1, "side": "offer"},
    "bridge:link_thread": {"token": "inventé", "pk": 1},
    "bridge:link_threads": {"token": "inventé"},
    "bridge:link_withdraw": {"token": "inventé", "pk": 1},
}


def by_link_to_offer(theirs: Association) -> Names:
    """With a need of a relay that answers it."""
    names = offer(theirs)
    shown = Announcement.objects.select_related("structure").get(**names)
    NeedFactory(structure__association=theirs)
    return names | {"token": token_of(shown.structure, at=timezone.now())}


def by_link_to_thread(theirs: Association) -> Names:
    names = thread(theirs)
    shown = Thread.objects.select_related("partner").get(**names)
    return names | {"token": token_of(shown.partner, at=timezone.now())}


def by_link(theirs: Association) -> Names:
    return {"token": by_link_to_thread(theirs)["token"]}


def by_link_to_publish(theirs: Association) -> Names:
    shown = Thread.objects.select_related("partner").get(**thread(theirs))
    return {"token": token_of(shown.partner, at=timezone.now()), "pk": shown.partner_id, "side": "offer"}


OPENED: dict[str, Callable[[Association], Names]] = {
    "bridge:link_announcement": by_link_to_offer,
    "bridge:link_bridge": by_link,
    "bridge:link_change": by_link_to_offer,
    "bridge:link_connect": by_link_to_offer,
    "bridge:link_publish": by_link_to_publish,
    "bridge:link_thread": by_link_to_thread,
    "bridge:link_threads": by_link,
    "bridge:link_withdraw": by_link_to_offer,
}
