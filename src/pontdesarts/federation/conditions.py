"""What must hold before an association leaves."""

from datetime import datetime

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words

from . import rules
from .models import Archive, Departure


class DepartureRefused(Refused):
    """Somebody still counts on the association, or it has not taken its data."""


def archive_to_leave_with(association: Association, *, at: datetime) -> Archive:
    """The archive that it takes away. Raises `DepartureRefused` once it left, while outings to come are booked, or
    without an archive of less than 24 hours."""
    if Departure.objects.filter(association=association).exists():
        raise DepartureRefused("L'association est déjà sortie.")
    coming = Booking.objects.held().filter(showing__starts_at__gt=at)
    waited = (
        coming.filter(showing__offer__association=association) | coming.filter(relay__association=association)
    ).count()
    if waited:
        said = words.counted(waited, "réservation attend encore son jour", "réservations attendent encore leur jour")
        raise DepartureRefused(f"{said}.", "Attendez qu'elles soient passées, ou annulez-les.")
    archive = Archive.objects.filter(association=association).kept(at).order_by("-made_at", "-pk").first()
    if archive is None or archive.made_at is None or not rules.is_fresh(archive.made_at, at):
        raise DepartureRefused("Il n'y a pas d'archive de moins de 24 heures.", "Demandez-la, et gardez-la chez vous.")
    return archive
