"""Who wants no more letters of the association.

Only fingerprints are kept of them, made with the key of the platform, for a family that bears the number of the
association. Both are others elsewhere: the addresses that the archive knows leave with their word.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.validators import validate_email
from django.db.models import QuerySet

from pontdesarts.associations.models import Association
from pontdesarts.messaging.models import MailingLine, MailOptOut
from pontdesarts.messaging.models.mailings import fingerprint, normal
from pontdesarts.network.models import Contact, Coordinator, Referent, Structure
from pontdesarts.supporters.models import Supporter

from .owning import NAMED_BY, Owned

NAME = "opposed"
_LETTERS = re.compile(r"[a-z_]{1,40}")


def lines(association: Association) -> Iterator[str]:
    """One line for each address that the archive knows and that left a family of letters."""
    digests: dict[str, list[MailOptOut]] = {}
    for said in MailOptOut.objects.filter(family__endswith=f".{association.pk}").order_by("pk"):
        digests.setdefault(said.digest, []).append(said)
    if not digests:
        return
    for address in sorted(_addresses(association)):
        for said in digests.get(fingerprint(address), ()):
            told = {"letters": said.family.rpartition(".")[0], "address": address, "said_at": said.said_at.isoformat()}
            yield json.dumps(told, ensure_ascii=False)


def _addresses(association: Association) -> set[str]:
    letters = Owned(MailingLine, NAMED_BY["messaging.MailingLine"]).rows(association)
    known: tuple[QuerySet[Any, Any], ...] = (
        Structure.objects.filter(association=association).values_list("email", flat=True),
        Contact.objects.filter(structure__association=association).values_list("email", flat=True),
        Supporter.objects.filter(association=association).values_list("email", flat=True),
    )
    posts: tuple[QuerySet[Any, Any], ...] = (
        Referent.objects.filter(structure__association=association).values_list("user__email", flat=True),
        Coordinator.objects.filter(structure__association=association).values_list("user__email", flat=True),
        letters.values_list("address", flat=True),
    )
    return {normal(address) for rows in (*known, *posts) for address in rows.order_by()} - {""}


def take_in(told: Iterable[str], association: Association) -> None:
    """Raises ValueError or ValidationError for a line that is none of ours."""
    rows = []
    for line in told:
        said = json.loads(line)
        validate_email(said["address"])
        if not _LETTERS.fullmatch(said["letters"]):
            raise ValueError(said["letters"])
        rows.append(
            MailOptOut(
                family=f"{said['letters']}.{association.pk}",
                digest=fingerprint(said["address"]),
                said_at=datetime.fromisoformat(said["said_at"]),
            )
        )
    MailOptOut.objects.bulk_create(rows, ignore_conflicts=True)
