"""What conventions keep of people, filled for one association."""

from datetime import timedelta

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.agreements import operations
from pontdesarts.agreements.models import Delivery, Scan, Signature, Step, Template
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .factories import people, photo, sent, sign, text_out


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    day, by = timezone.localdate(at), Actor.of(who)
    Template.objects.create(
        association=theirs,
        kind="relay",
        version=1,
        text="Entre {{association}} et {{structure}}.",
        published_at=at,
        published_by=who,
    )
    agreement = sent(theirs, structure=relay, starts_on=day - timedelta(days=300), ends_on=day, at=at)
    first, last = people(agreement)
    type(first).objects.filter(pk=first.pk).update(title="présidente du conseil")
    sign(first, at=at)
    operations.sign_on_paper(text_out(agreement), [last], content=photo(), on=day, by=by, at=at)
    operations.strike(Signature.objects.get(signatory=last), reason="Mauvais papier", by=by, at=at)
    promise = agreement.promises.get()
    operations.note_delivery(promise, number=1, on=day, note="Avec les élus", by=by, at=at)
    Step.objects.filter(agreement=agreement).update(note="Vue au téléphone")
    assert Scan.objects.filter(uploaded_by=who).exists()
    assert Delivery.objects.filter(noted_by=who).exists()
