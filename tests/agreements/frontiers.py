"""What stands behind the addresses of conventions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.agreements import notices, operations
from pontdesarts.agreements.models import Agreement, Signature
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import JOB

from .factories import people, photo, prepared, sent, sign, signed, text_out

Names = dict[str, Any]


def _period() -> dict[str, Any]:
    day = timezone.localdate()
    return {"starts_on": day - timedelta(days=300), "ends_on": day + timedelta(days=60), "at": timezone.now()}


def _sent(theirs: Association) -> Agreement:
    return sent(theirs, **_period())


def draft(theirs: Association) -> Names:
    return {"pk": prepared(theirs, **_period()).pk}


def to_sign(theirs: Association) -> Names:
    agreement = _sent(theirs)
    sign(people(agreement)[0], at=timezone.now())
    return {"pk": agreement.pk}


def running(theirs: Association) -> Names:
    return {"pk": signed(theirs, **_period()).pk}


def text(theirs: Association) -> Names:
    return to_sign(theirs) | {"number": 1}


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def template(theirs: Association) -> Names:
    return {"slug": theirs.slug, "kind": "commune"}


def party(theirs: Association) -> Names:
    return {"pk": prepared(theirs, **_period()).parties.order_by("pk")[0].pk}


def signatory(theirs: Association) -> Names:
    return {"pk": people(_sent(theirs))[0].pk}


def promise(theirs: Association) -> Names:
    return {"pk": prepared(theirs, **_period()).promises.get().pk}


def delivery(theirs: Association) -> Names:
    made = prepared(theirs, **_period()).promises.get()
    noted = operations.note_delivery(made, number=1, on=timezone.localdate(), by=JOB, at=timezone.now())
    return {"pk": noted.pk}


def _on_paper(theirs: Association) -> Signature:
    agreement = _sent(theirs)
    who, at = people(agreement)[:1], timezone.now()
    operations.sign_on_paper(text_out(agreement), who, content=photo(), on=timezone.localdate(), by=JOB, at=at)
    return Signature.objects.get(signatory=who[0])


def scan(theirs: Association) -> Names:
    return {"pk": _on_paper(theirs).scan_id}


def signature(theirs: Association) -> Names:
    return {"pk": _on_paper(theirs).pk}


BEHIND = {
    "agreements:agreement": to_sign,
    "agreements:correct": signatory,
    "agreements:end_post": signatory,
    "agreements:paper": to_sign,
    "agreements:party": draft,
    "agreements:people": draft,
    "agreements:period": draft,
    "agreements:promise": promise,
    "agreements:promises": draft,
    "agreements:propose": association,
    "agreements:remove_party": party,
    "agreements:remove_signatory": signatory,
    "agreements:renew": running,
    "agreements:scan": to_sign,
    "agreements:scan_file": scan,
    "agreements:send": draft,
    "agreements:send_again": signatory,
    "agreements:signed_paper": text,
    "agreements:step": draft,
    "agreements:strike": signature,
    "agreements:template": template,
    "agreements:templates": association,
    "agreements:text": draft,
    "agreements:undo_delivery": delivery,
    "agreements:withdraw_promise": promise,
}
SECRETS: dict[str, Names] = {
    "agreements:sign": {"token": "inventé"},
    "agreements:sign_paper": {"token": "inventé"},
}


def by_link(theirs: Association) -> Names:
    """As somebody opens it who asked for their code."""
    person, at = people(_sent(theirs))[0], timezone.now()
    operations.send_code(person, version=text_out(person.party.agreement), by=JOB, at=at)
    return {"token": links.make(notices.DOOR, person.pk, expires_at=at + timedelta(days=1))}


OPENED = dict.fromkeys(SECRETS, by_link)
