"""What stands behind the addresses of joining."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.membership import notices
from pontdesarts.membership.models import Charter
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory

from .factories import JoinRequestFactory, MembershipFactory, TrainingFactory

Names = dict[str, Any]
IN_A_DAY = timedelta(days=1)


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def request(theirs: Association) -> Names:
    return {"pk": JoinRequestFactory(association=theirs).pk}


def relay(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def partner(theirs: Association) -> Names:
    return {"pk": PartnerFactory(association=theirs).pk}


def charter_text(theirs: Association) -> Names:
    return association(theirs) | {"audience": "relays"}


def training(theirs: Association) -> Names:
    user = ReferentFactory(structure=RelayFactory(association=theirs)).user
    return {"pk": TrainingFactory(association=theirs, user=user).pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "membership:campaign": association,
    "membership:charter": relay,
    "membership:charter_text": charter_text,
    "membership:enter_partner": association,
    "membership:entry": relay,
    "membership:member": relay,
    "membership:request": request,
    "membership:send_partner_link": partner,
    "membership:settings": association,
    "membership:trainings": association,
    "membership:undo_training": training,
}

SECRETS: dict[str, Names] = {
    "membership:confirm": {"token": "inventé"},
    "membership:partner": {"token": "inventé"},
    "membership:renew": {"token": "inventé"},
    "membership:reply": {"token": "inventé"},
    "membership:signed_charter": {"token": "inventé"},
}

# the form that anybody may send to an association, and the page that thanks them: they name it, and show nothing of it
SHARED = {
    "membership:ask": "the public form of an association: see tests/membership/test_requests.py",
    "membership:asked": "the page that thanks for a request: it shows nothing",
}


def _token(link: str) -> Names:
    return {"token": link.rstrip("/").rsplit("/", 1)[1]}


def by_link_to_confirm(theirs: Association) -> Names:
    asked = JoinRequestFactory(association=theirs, confirmed_at=None)
    return {"token": links.make(notices.CONFIRM_DOOR, asked.pk, expires_at=timezone.now() + IN_A_DAY)}


def by_link_to_reply(theirs: Association) -> Names:
    asked = JoinRequestFactory(association=theirs, question="Combien ?", question_at=timezone.now())
    return {"token": links.make(notices.REPLY_DOOR, asked.pk, expires_at=timezone.now() + IN_A_DAY)}


def by_link_to_renew(theirs: Association) -> Names:
    line = MembershipFactory(structure=RelayFactory(association=theirs), agreed_at=None, fee=20)
    return _token(notices.renewal_link(line, at=timezone.now()))


def by_link_of_a_partner(theirs: Association) -> Names:
    made = PartnerFactory(association=theirs)
    return {"token": notices.partner_token(made, expires_at=timezone.now() + IN_A_DAY)}


def by_link_to_sign(theirs: Association) -> Names:
    made, door = RelayFactory(association=theirs), notices.SIGN_DOORS[Charter.For.RELAYS]
    return {"token": links.make(door, made.pk, expires_at=timezone.now() + IN_A_DAY)}


# as those who hold the link open them
OPENED: dict[str, Callable[[Association], Names]] = {
    "membership:ask": association,
    "membership:asked": association,
    "membership:confirm": by_link_to_confirm,
    "membership:partner": by_link_of_a_partner,
    "membership:renew": by_link_to_renew,
    "membership:reply": by_link_to_reply,
    "membership:signed_charter": by_link_to_sign,
}
