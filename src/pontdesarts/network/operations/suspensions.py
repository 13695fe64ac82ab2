"""A relay books no more for a while: a human decision, with a reason, an end and a notice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import notices, verbs
from ..models import RelayProfile
from .structures import StructureRefused

# longer than a season is no suspension any more
LONGEST = timedelta(days=366)


@transaction.atomic
def suspend(profile: RelayProfile, *, reason: str, until: date, by: Actor, at: datetime) -> RelayProfile:
    """The relay books no more until that day, or `resume`; what it holds stays held. Its referents are written to.

    Only somebody decides it: no job does. Raises `StructureRefused` without a reason, for an end that is not ahead, or
    that is more than a year away.
    """
    reason, today = reason.strip()[:200], timezone.localtime(at).date()
    if not reason:
        raise StructureRefused("Il manque la raison.", "Elle sera montrée au relais.")
    if not today < until <= today + LONGEST:
        raise StructureRefused("La suspension finit un jour à venir, dans l'année.", "Choisissez une autre date.")
    profile = _locked(profile)
    profile.suspended_at, profile.suspended_reason, profile.suspended_until = at, reason, until
    profile.save(update_fields=["suspended_at", "suspended_reason", "suspended_until"])
    said = {"reason": reason, "until": words.full_date(until)}
    journal.record(verbs.SUSPENDED_UNTIL, profile.structure, by=by, at=at, **said)
    notices.tell_suspended(profile, at=at)
    return profile


@transaction.atomic
def resume(profile: RelayProfile, *, by: Actor, at: datetime) -> RelayProfile:
    """The relay books again, and is told so."""
    profile = _locked(profile)
    if profile.suspended_at:
        _lift(profile, by=by, at=at)
    return profile


@transaction.atomic
def resume_at_term(profile: RelayProfile, *, by: Actor, at: datetime) -> RelayProfile:
    """The same once the day said has come; somebody may have put it off meanwhile."""
    profile = _locked(profile)
    if profile.suspended_until and profile.suspended_until <= timezone.localtime(at).date():
        _lift(profile, by=by, at=at)
    return profile


def _locked(profile: RelayProfile) -> RelayProfile:
    return (
        RelayProfile.objects.select_for_update(of=("self",)).select_related("structure__association").get(pk=profile.pk)
    )


def _lift(profile: RelayProfile, *, by: Actor, at: datetime) -> None:
    profile.suspended_at, profile.suspended_reason, profile.suspended_until = None, "", None
    profile.save(update_fields=["suspended_at", "suspended_reason", "suspended_until"])
    journal.record(verbs.RESUMED, profile.structure, by=by, at=at)
    notices.tell_resumed(profile, at=at)
