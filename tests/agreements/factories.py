"""Conventions in the states that tests need, made by the operations."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from pontdesarts.agreements import operations
from pontdesarts.agreements.models import Agreement, Function, Kind, Party, Promise, Signatory, Version
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Structure
from pontdesarts.territory.models import Commune
from tests.network.factories import RelayFactory

AT = datetime(2026, 11, 3, 10, tzinfo=UTC)
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)


def prepared(
    association: Association,
    *,
    structure: Structure | None = None,
    commune: Commune | None = None,
    at: datetime = AT,
    **values: Any,
) -> Agreement:
    """With a relay of its own when nobody is named, and one signatory for each party, who has an address."""
    if structure is None and commune is None:
        structure = RelayFactory(association=association)
    given = {"kind": Kind.COMMUNE if commune else Kind.RELAY, "title": "Convention de la saison 2026-2027"}
    given |= {"starts_on": FIRST, "ends_on": LAST} | values
    agreement = operations.propose(
        association, structures=[structure] if structure else [], commune=commune, by=JOB, at=at, **given
    )
    for number, party in enumerate(agreement.parties.order_by("pk")):
        named(party, f"Personne {number}", at=at)
    first = agreement.parties.order_by("pk")[0]
    operations.add_promise(first, kind=Promise.Kind.MEETINGS, number=2, by=JOB, at=at)
    return agreement


def named(party: Party, name: str, *, at: datetime = AT, **values: Any) -> Signatory:
    email = f"{name.lower().replace(' ', '.')}.{party.pk}@example.org"
    given = {"function": Function.PRESIDENCY, "email": email, "since": FIRST} | values
    return operations.add_signatory(party, name=name, by=JOB, at=at, **given)


def sent(association: Association, *, at: datetime = AT, **values: Any) -> Agreement:
    agreement = prepared(association, at=at, **values)
    operations.send_to_sign(agreement, by=JOB, at=at)
    agreement.refresh_from_db()
    return agreement


def signed(association: Association, *, at: datetime = AT, **values: Any) -> Agreement:
    agreement = sent(association, at=at, **values)
    for signatory in people(agreement):
        sign(signatory, at=at)
    agreement.refresh_from_db()
    return agreement


def people(agreement: Agreement) -> list[Signatory]:
    return list(Signatory.objects.current().filter(party__agreement=agreement).order_by("pk"))


def text_out(agreement: Agreement) -> Version:
    return agreement.versions.get(replaced_at=None)


def code_of(signatory: Signatory) -> str:
    """The figures of the last mail that carried a code to that person."""
    last = Message.objects.filter(kind="agreements.code", to=signatory.email).order_by("-pk")[0]
    return last.subject.split(" ")[0]


def sign(signatory: Signatory, *, at: datetime = AT) -> None:
    version = text_out(signatory.party.agreement)
    operations.send_code(signatory, version=version, by=JOB, at=at)
    operations.sign_by_code(signatory, version=version, typed=code_of(signatory), by=JOB, at=at)


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()
