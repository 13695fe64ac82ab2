"""A world where each personal field of each model says something, and where years may go by.

A field that is declared with a term and that nobody fills here fails `test_personal_data.py`.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import DateField, DateTimeField, F, Model
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings import pickup
from pontdesarts.bookings.models import Ask, Booking, ListSending
from pontdesarts.doors.models import Scan
from pontdesarts.draws.models import Wish
from pontdesarts.impressions.models import Letter, Thanks
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.last_minute.models import Quiet
from pontdesarts.messaging import numbers
from pontdesarts.messaging.models import Attachment, Message, OptOut, Reply, Text
from pontdesarts.network.models import Contact, Invitation, Structure
from pontdesarts.network.verbs import RESUMED
from pontdesarts.outings.models import Asked, Call, Channel, Claim, Impression, Phone, Voice
from pontdesarts.permanences.models import Permanence, Pick
from pontdesarts.programme.models import ImportRun, PendingImport, SavedSearch, Showing
from pontdesarts.statistics.models import Publication
from pontdesarts.tally.models import Page, Picture
from tests import frontiers, tree
from tests.agreements import people as agreements
from tests.api.factories import TokenFactory
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bridge import people as bridge
from tests.exchanges import people as exchanges
from tests.federation import people as federation
from tests.follow_up import people as follow_up
from tests.last_minute.factories import AlertFactory, ClosedFactory, ReleaseFactory
from tests.membership import people as membership
from tests.network import people as network
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory
from tests.presentations import people as presentations
from tests.programme.factories import AllotmentFactory, SourceFactory
from tests.support import people as support
from tests.supporters import people as supporters
from tests.tally import frontiers as lists

# those that fill their own fields: `settle(association, relay, somebody)` in tests/<context>/people.py
CONTEXTS = (
    agreements,
    exchanges,
    federation,
    follow_up,
    bridge,
    support,
    membership,
    network,
    presentations,
    supporters,
)
NAME, NUMBER, WORDS = "Jeanne Lefèvre-Marchand", "+33698765432", "Ma fille en parle encore"


def settle(theirs: Association) -> User:
    """Fill every personal field for that association, today; returns the referent whom most of it is about."""
    at = timezone.now()
    Association.objects.filter(pk=theirs.pk).update(email="contact@example.org")
    relay = RelayFactory(association=theirs)
    who: User = ReferentFactory(structure=relay).user
    for post in (ReferentFactory(structure=relay), CoordinatorFactory(structure=PartnerFactory(association=theirs))):
        type(post).objects.filter(pk=post.pk).update(ended_at=at)
    StaffRoleFactory(association=theirs, ended_at=at)
    showing = AllotmentFactory(
        showing__offer__association=theirs, showing__starts_at=at + timedelta(hours=1), opens_at=at - timedelta(days=9)
    ).showing
    booked = BookingFactory(
        showing=showing, relay=relay, booked_at=at, booked_by=who, booked_for=who, pickup_sealed=pickup.seal(NAME)
    )
    _around_a_booking(booked, who)
    _asked(showing, relay, who)
    _of_the_network(theirs, relay, who)
    _of_tools(theirs, relay, who)
    _sent(who)
    for context in CONTEXTS:
        context.settle(theirs, relay, who)
    return who


def _around_a_booking(booked: Booking, who: User) -> None:
    at, showing, relay = timezone.now(), booked.showing, booked.relay
    felt = Impression.objects.create(
        showing=showing, booking=booked, line=WORDS, text=WORDS, said_at=at, moderated_at=at, moderated_by=who
    )
    Voice.objects.create(impression=felt, content_type="audio/ogg", content=b"OggS", recorded_at=at)
    Phone.objects.create(
        booking=booked, sealed=numbers.seal(NUMBER), digest=numbers.fingerprint(NUMBER), people=2, given_at=at
    )
    Claim.objects.create(
        showing=showing,
        booking=booked,
        source="referent",
        via="page",
        came=2,
        said_at=at,
        said_by=who,
        said_by_label="A",
    )
    Asked.objects.create(user=who, kind="week", period=at.date(), sent_at=at)
    Call.objects.create(
        relay=relay, called_at=at, called_by=who, called_by_label="A", note="Grève des bus.", decision="nothing"
    )
    Scan.objects.create(
        id=uuid4(),
        showing=showing,
        booking=booked,
        code=booked.code,
        people=2,
        device=uuid4(),
        device_at=at,
        received_at=at,
    )
    held = Permanence.objects.create(request_id=uuid4(), relay=relay, opened_by=who, opened_at=at)
    Pick.objects.create(
        permanence=held, request_id=uuid4(), person=1, showing=showing, places=2, outcome="refused", received_at=at
    )
    ListSending.objects.create(showing=showing, moment="closing", sent_at=at, to="billetterie@example.org", places=4)
    Thanks.objects.create(showing=showing, sent_at=at, to="billetterie@example.org")


def _asked(showing: Showing, relay: Structure, who: User) -> None:
    at = timezone.now()
    Ask.objects.create(
        kind="waiting",
        showing=showing,
        relay=relay,
        asked_by=who,
        booked_for=who,
        asked_at=at,
        position=1,
        places=2,
        adults=2,
        least=2,
        outing="family",
        pickup_sealed=pickup.seal(NAME),
    )
    wish = frontiers.wish(relay.association)
    Wish.objects.filter(**wish).update(made_by=who, pickup_sealed=pickup.seal(NAME))


def _of_the_network(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    journal.record(RESUMED, relay, by=Actor.of(who), at=at)
    Contact.objects.create(structure=relay, name="Ana Duval", role="accueil", phone="01", confirmed_at=at)
    Invitation.objects.create(
        association=theirs,
        post=Invitation.Post.STAFF,
        staff_role="team",
        email="bientot@example.org",
        name="Ana",
        secret_digest=uuid4().hex,
        invited_at=at,
        invited_by=who,
        expires_at=at,
    )
    released = ReleaseFactory(showing=ClosedFactory(showing__offer__association=theirs).showing, released_at=at)
    AlertFactory(release=released, relay=relay, user=who, sent_at=at)
    Letter.objects.create(
        partner=PartnerFactory(association=theirs), season=2025, sent_at=at, sent_by=who, to="direction@example.org"
    )
    Publication.objects.create(
        association=theirs, first=at.date(), last=at.date() + timedelta(days=90), made_at=at, made_by=who
    )


def _of_tools(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    TokenFactory(association=theirs, created_by=who)
    ImportRun.objects.create(source=SourceFactory(association=theirs), at=at, by_label="Monique")
    PendingImport.objects.filter(**frontiers.pending_import(theirs)).update(received_at=at)
    read = Page.objects.get(pk=lists.page(theirs)["page"])
    Picture.objects.create(tally=read.tally, ordinal=1, digest="0" * 64, content=b"photo", sent_at=at)
    SavedSearch.objects.create(user=who, name="Cirque", feed_token=uuid4().hex, created_at=at, told_until=at)
    Quiet.objects.create(user=who, since=at)
    Channel.objects.create(user=who, by="text", sealed=numbers.seal(NUMBER))


def _sent(who: User) -> None:
    at = timezone.now()
    mail = Message.objects.create(
        kind="essai", to=who.email, subject="Votre sortie", text=NAME, created_at=at, sent_at=at
    )
    Attachment.objects.create(message=mail, name="liste.pdf", content_type="application/pdf", content=b"%PDF")
    sealed, digest = numbers.seal(NUMBER), numbers.fingerprint(NUMBER)
    Text.objects.create(
        kind="essai",
        sealed=sealed,
        digest=digest,
        body=NAME,
        segments=1,
        created_at=at,
        leaves_at=at,
        sent_at=at,
        forget_at=at,
    )
    Reply.objects.create(
        sealed=sealed, digest=digest, body=WORDS, received_at=at, provider_id=uuid4().hex, forget_at=at
    )
    OptOut.objects.get_or_create(digest=digest, defaults={"said_at": at})


def let_go_by(time: timedelta) -> None:
    """Everything that is written happened that much earlier."""
    for model in tree.our_models():
        dates = [field.name for field in model._meta.concrete_fields if _is_a_date(field)]
        rows: Any = model
        if dates and issubclass(model, Model) and not model._meta.abstract:
            rows._default_manager.update(**{name: F(name) - time for name in dates})


def _is_a_date(field: Any) -> bool:
    return isinstance(field, DateTimeField | DateField)
