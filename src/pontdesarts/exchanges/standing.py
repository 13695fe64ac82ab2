"""What stands here already, as the plan of an import sees it: a handful of queries, whatever the size of the file."""

from collections.abc import Mapping
from typing import Any

from pontdesarts.associations.models import Association
from pontdesarts.network.models import Audience, Site, Structure
from pontdesarts.territory.communes import known_communes
from pontdesarts.territory.models import Commune
from pontdesarts.territory.rules import fold

from .importing.known import Known, KnownEntry, KnownSite, KnownStructure
from .importing.planned import FIELDS, SITE_FIELDS
from .importing.told import Reading
from .models import Entry

_COLUMNS = tuple("commune_id" if name == "commune" else name for name in FIELDS)
_SITE_COLUMNS = tuple("commune_id" if name == "commune" else name for name in SITE_FIELDS)


def own_prefix(association: Association) -> str:
    """How the identifiers that we give in our files begin: a file that comes back is known by it."""
    return f"pontdesarts-{association.slug}--"


def known(
    association: Association,
    reading: Reading,
    *,
    source: str,
    everywhere: bool = False,
    answers: Mapping[str, int] | None = None,
    looked_up: Mapping[str, Any] | None = None,
) -> Known:
    """The picture for ``reading``."""
    communes = known_communes(reading.told)
    centres = Commune.objects.filter(pk__in=[commune.insee for commune in communes], latitude__isnull=False)
    looked_up = looked_up or {}
    return Known(
        structures=_structures(association),
        sites=_sites(association),
        entries={
            entry.key: KnownEntry(entry.structure_id, entry.site_id, entry.said)
            for entry in Entry.objects.filter(association=association, source=source).order_by("pk")
        },
        communes=communes,
        centres={commune.insee: commune.centre for commune in centres.order_by("pk") if commune.centre},
        departments=frozenset(association.departments.values_list("code", flat=True)),
        audiences=frozenset(Audience.values),
        everywhere=everywhere,
        own=own_prefix(association),
        answers=dict(answers or {}),
        closed=frozenset(looked_up.get("closed", ())),
        placed={key: tuple(told) for key, told in looked_up.get("placed", {}).items()},
    )


def _structures(association: Association) -> dict[int, KnownStructure]:
    """Those that stand; the entries of a source that named one merged since have gone to the one that is kept."""
    rows = (
        Structure.objects.standing()
        .filter(association=association)
        .order_by("pk")
        .values_list("pk", "relay__pk", "partner__pk", *_COLUMNS)
    )
    found = {}
    for pk, relay, partner, *columns in rows:
        values = dict(zip(FIELDS, columns, strict=True))
        found[pk] = KnownStructure(
            pk,
            values["name"],
            fold(values["name"]),
            values["commune"] or "",
            values["siret"],
            values["rna"],
            values | {"commune": values["commune"] or ""},
            relay is not None,
            partner is not None,
        )
    return found


def _sites(association: Association) -> dict[int, KnownSite]:
    rows = Site.objects.filter(structure__association=association, structure__merged_into=None).order_by("pk")
    found = {}
    for pk, structure, *columns in rows.values_list("pk", "structure_id", *_SITE_COLUMNS):
        values = dict(zip(SITE_FIELDS, columns, strict=True))
        found[pk] = KnownSite(pk, structure, values | {"commune": values["commune"] or ""})
    return found
