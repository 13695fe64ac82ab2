"""The import itself: the plan that the preview showed, carried out in one transaction."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure, Venue

from ... import standing
from ...importing import Reading
from ...importing.known import Known, Window
from ...importing.plan import plan
from ...importing.planned import Plan
from ...models import ImportRun, Offer, Source
from . import reports, writing


@dataclass(frozen=True)
class Origin:
    """Where a programme comes from. A source is known in its association by ``name``; the first import makes it.

    ``partner``: to whom everything belongs. ``venue``: where it happens when an event does not say.
    """

    association: Association
    name: str
    format: str
    partner: Structure | None = None
    venue: Venue | None = None
    matching: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""

    def source(self) -> Source | None:
        return Source.objects.filter(association=self.association, name=self.name).first()


class ImportChanged(Refused):
    """What the preview showed is no longer what would be done."""


def plan_import(origin: Origin, *, reading: Reading, window: Window, at: datetime) -> Plan:
    """What `import_programme` would do now, when nobody agrees to anything. Writes nothing."""
    return plan(reading, _picture(origin, reading, window, at))


@transaction.atomic
def import_programme(
    origin: Origin,
    *,
    reading: Reading,
    window: Window,
    agreed: Set[int] = frozenset(),
    digest: str = "",
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Carry out the plan: drafts, places, dates; what the source changed and nobody here did; and the report.

    The same file again changes nothing. New offers are drafts without places to give. Dates that people have booked
    are cancelled or moved only if ``agreed`` names them; those people are then told. Imports of one source wait for
    one another. One line in the journal for each offer created or changed.

    Raises `ImportChanged` when a ``digest`` is given and the plan is no longer the one of that preview.
    """
    source = _remembered(origin)
    Source.objects.select_for_update(of=("self",), no_key=True).get(pk=source.pk)
    list(
        Offer.objects.select_for_update(of=("self",), no_key=True)
        .filter(source=source, external_id__in=[event.external_id for event in reading.events])
        .order_by("pk")
        .values_list("pk")
    )
    picture = _picture(origin, reading, window, at)
    decided = plan(reading, picture)
    if digest and decided.digest != digest:
        raise ImportChanged(
            "Quelque chose a changé depuis l'aperçu : rien n'a été importé.",
            "Voici ce qui serait fait maintenant : relisez, puis confirmez.",
        )
    if agreed:
        decided = plan(reading, picture, agreed=agreed)
    written = writing.carry_out(decided, source, by=by, at=at)
    return ImportRun.objects.create(
        source=source,
        at=at,
        by_label=str(by)[:200],
        file_name=origin.file_name[:200],
        report=reports.report(decided, reading, written),
    )


def _picture(origin: Origin, reading: Reading, window: Window, at: datetime) -> Known:
    return standing.known(
        origin.association,
        source=origin.source(),
        default_venue=origin.venue,
        reading=reading,
        window=window,
        at=at,
    )


def _remembered(origin: Origin) -> Source:
    defaults = {
        "format": origin.format,
        "matching": dict(origin.matching),
        "partner": origin.partner,
        "venue": origin.venue,
    }
    source, created = Source.objects.get_or_create(association=origin.association, name=origin.name, defaults=defaults)
    if not created:
        for name, value in defaults.items():
            setattr(source, name, value)
        source.save(update_fields=list(defaults))
    return source


def forget_runs(*, at: datetime) -> int:
    """Erase the imports of more than three years ago, with their reports; returns how many. What they brought stays."""
    gone = ImportRun.objects.filter(at__lt=ImportRun.personal_data["by_label"].before(at))
    count = gone.count()
    gone.delete()
    return count
