"""What stands behind the addresses of the follow-up, made for an association."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.follow_up.models import LogLine, Task
from pontdesarts.journal.actors import JOB
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import RelayFactory

from .scenes import letter_to, note

Names = dict[str, Any]


def structure(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def line(theirs: Association) -> Names:
    return {"pk": note(RelayFactory(association=theirs), kind=LogLine.Kind.CALL, by=JOB).pk}


def task(theirs: Association) -> Names:
    owner = StaffRoleFactory(association=theirs).user
    made = Task.objects.create(
        structure=RelayFactory(association=theirs),
        title="Rappeler",
        due_on=timezone.localdate() + timedelta(days=3),
        owner=owner,
        created_at=timezone.now(),
    )
    return {"pk": made.pk}


def letter(theirs: Association) -> Names:
    RelayFactory(association=theirs)
    return {"pk": letter_to(theirs).pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    "follow_up:act_on_letter": letter,
    "follow_up:add_task": structure,
    "follow_up:change_letter": letter,
    "follow_up:change_note": line,
    "follow_up:change_task": task,
    "follow_up:choose": association,
    "follow_up:letter": letter,
    "follow_up:note": structure,
    "follow_up:revive": structure,
    "follow_up:snooze": structure,
    "follow_up:story": structure,
    "follow_up:task": task,
    "follow_up:write": structure,
    "follow_up:write_letter": association,
}
