"""What the follow-up and letters to many keep of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.follow_up import operations
from pontdesarts.follow_up.models import LogLine, Task
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import DeadAddress, Heard
from pontdesarts.messaging.models.mailings import fingerprint
from pontdesarts.messaging.operations import mailings
from pontdesarts.network.models import Structure

from .scenes import letter_to, note


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    note(relay, kind=LogLine.Kind.VISIT, with_whom="Ana Duval, accueil", by=Actor.of(who))
    task = Task.objects.create(structure=relay, title="Rappeler Ana", due_on=at.date(), owner=who, created_at=at)
    operations.do_task(task, by=Actor.of(who), at=at)
    letter_to(theirs, by=Actor.of(who))
    mailings.leave("essai", fingerprint(who.email), at=at)
    Heard.objects.create(digest=f"{who.pk:064}", heard_at=at)
    DeadAddress.objects.create(address=f"partie{who.pk}@example.org", status="5.1.1", since=at)
