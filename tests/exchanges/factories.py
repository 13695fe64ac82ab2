"""Files of structures, as associations send them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.exchanges import operations, plans
from pontdesarts.exchanges.importing.planned import Plan
from pontdesarts.exchanges.importing.told import Wanted
from pontdesarts.exchanges.models import Import
from pontdesarts.journal.actors import JOB
from tests.associations.factories import StaffRoleFactory

AT = datetime(2026, 9, 1, tzinfo=UTC)
CENTRE = "Centre social Les Tilleuls"


def csv(*rows: Sequence[str], columns: Sequence[str] = ("Nom", "Adresse", "Code postal", "Commune", "SIRET")) -> bytes:
    return "\n".join(";".join(row) for row in (columns, *rows)).encode()


def inclusion(*told: Mapping[str, Any], **more: Any) -> bytes:
    """The envelope of data·inclusion's programming interface."""
    base = {"source": "dora", "date_maj": "2026-01-01", "commune": "Valenton", "code_insee": "94074"}
    return json.dumps({"items": [{**base, **each} for each in told], "total": len(told), "page": 1, **more}).encode()


def received(
    association: Association,
    content: bytes,
    *,
    wanted: Wanted = Wanted.RELAYS,
    file_name: str = "liste.csv",
    source: str = "Ville",
    user: User | None = None,
    **more: Any,
) -> Import:
    return operations.receive(
        association,
        content=content,
        file_name=file_name,
        source=source,
        wanted=wanted,
        user=user,
        by=JOB,
        at=AT,
        **more,
    )


def planned(association: Association, content: bytes, **more: Any) -> Plan:
    return plans.plan_of(received(association, content, **more))


def imported(association: Association, content: bytes, **more: Any) -> Import:
    """Dropped, begun and carried out."""
    return carried(received(association, content, **more))


def carried(waiting: Import) -> Import:
    Import.objects.filter(pk=waiting.pk).update(started_at=AT)
    return operations.carry_on(Import.objects.select_related("association").get(pk=waiting.pk), by=JOB, at=AT)


def waiting(theirs: Association) -> Import:
    """Of a person of the team who is there, or of one who comes."""
    role = StaffRole.objects.filter(association=theirs, role__in=StaffRole.DAILY_WORK).order_by("pk").first()
    who = (role or StaffRoleFactory(association=theirs)).user
    return received(theirs, csv((CENTRE, "1 rue des Lilas", "94460", "Valenton", "")), user=who)


def carried_out(theirs: Association) -> Import:
    return carried(waiting(theirs))
