"""What stands behind the addresses of joining."""

from collections.abc import Callable
from typing import Any

from pontdesarts.associations.models import Association
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory

from .factories import JoinRequestFactory, TrainingFactory

Names = dict[str, Any]


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
