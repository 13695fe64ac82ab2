"""What season sheets keep of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Contact, Structure

from .factories import PresentationFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    sheet = PresentationFactory(partner__association=theirs, created_at=at, changed_at=at, published_at=at)
    sheet.contact = Contact.objects.create(structure=sheet.partner, name="Léa Martin", confirmed_at=at)
    sheet.save()
