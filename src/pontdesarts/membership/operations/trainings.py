"""Who came to a discovery coffee or a workshop, and who is excused."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Referent
from pontdesarts.ui import words

from .. import verbs
from ..models import Training
from ..refusals import TrainingRefused


@transaction.atomic
def note_training(
    association: Association,
    *,
    people: Sequence[User],
    kind: Training.Kind,
    held_on: date,
    by: Actor,
    at: datetime,
) -> list[Training]:
    """These people came, that day. Who was noted already is not noted twice; returns the new lines.

    Raises `TrainingRefused` for nobody, for a day to come, and for somebody who is no referent of the association.
    """
    if not people:
        raise TrainingRefused("Personne n'est coché.", "Cochez qui est venu.")
    if held_on > timezone.localtime(at).date():
        raise TrainingRefused("Ce jour n'est pas encore venu.", "Notez qui est venu, une fois la rencontre passée.")
    return [made for person in people if (made := _note(association, person, kind, held_on, "", by=by, at=at))]


@transaction.atomic
def waive_training(association: Association, *, person: User, reason: str, by: Actor, at: datetime) -> Training | None:
    """The person books without having come; the reason stays. Raises `TrainingRefused` without one."""
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise TrainingRefused("Il manque la raison.", "Dites pourquoi la personne est dispensée.")
    return _note(association, person, Training.Kind.WAIVED, timezone.localtime(at).date(), reason, by=by, at=at)


@transaction.atomic
def undo_training(training: Training, *, by: Actor, at: datetime) -> None:
    """It was noted for the wrong person. They come, or are excused, before they book again, if that is asked."""
    gone, _ = Training.objects.filter(pk=training.pk).delete()
    if gone:
        person = training.user.get_full_name()
        journal.record(verbs.TRAINING_UNDONE, training.association, by=by, at=at, person=person)


def _note(
    association: Association,
    person: User,
    kind: Training.Kind,
    held_on: date,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> Training | None:
    if not Referent.objects.current().filter(user=person, structure__association=association).exists():
        raise TrainingRefused(
            f"{person.get_full_name()} n'est plus dans le réseau.", "Rechargez la page : la liste a changé."
        )
    training, made = Training.objects.get_or_create(
        association=association,
        user=person,
        kind=kind,
        held_on=held_on,
        defaults={"reason": reason, "noted_at": at},
    )
    if not made:
        return None
    said = {"person": person.get_full_name()}
    if kind == Training.Kind.WAIVED:
        journal.record(verbs.WAIVED, association, by=by, at=at, reason=reason, **said)
    else:
        said |= {"training": training.get_kind_display(), "day": words.full_date(held_on)}
        journal.record(verbs.TRAINED, association, by=by, at=at, **said)
    return training
