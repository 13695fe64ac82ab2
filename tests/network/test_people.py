"""People join, leave and hand over."""

import re
from datetime import timedelta

import pytest

from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations
from pontdesarts.network.models import Invitation, Referent
from tests.accounts.factories import UserFactory
from tests.associations.factories import AssociationFactory
from tests.network.factories import SINCE, ReferentFactory, RelayFactory

pytestmark = pytest.mark.django_db

AT = SINCE + timedelta(days=30)
TEAM = Actor(label="Nadia, équipe")
Post = Invitation.Post


def invite_to(relay, email="nouvelle@example.org", **more):
    return operations.invite(
        relay.association, structure=relay, post=Post.REFERENT, email=email, by=TEAM, at=AT, **more
    )


def mailed_secret() -> str:
    text = Message.objects.latest("pk").text
    return re.search(r"/invitations/([\w-]+)/", text).group(1)


def test_an_invitation_is_mailed_with_a_secret_that_is_kept_nowhere() -> None:
    relay = RelayFactory(name="Les Tilleuls")
    invitation = invite_to(relay)
    secret = mailed_secret()
    message = Message.objects.get()
    assert message.to == "nouvelle@example.org"
    assert "Les Tilleuls" in message.subject
    assert secret not in str(Invitation.objects.values().get())
    assert operations.people.find_invitation(secret, at=AT) == invitation
    assert Entry.objects.about(relay).get().sentence == "a invité une personne comme référente ou référent"


def test_an_accepted_invitation_gives_the_post_and_serves_once() -> None:
    relay = RelayFactory()
    invite_to(relay)
    secret, user = mailed_secret(), UserFactory()
    operations.accept(secret, user=user, by=Actor.of(user), at=AT)
    assert Referent.objects.current().get().user == user
    with pytest.raises(operations.InvitationRefused, match="déjà servi"):
        operations.accept(secret, user=UserFactory(), by=TEAM, at=AT)


def test_an_invitation_past_its_term_is_refused_with_what_to_do() -> None:
    invite_to(RelayFactory())
    with pytest.raises(operations.InvitationRefused, match="plus valable") as refusal:
        operations.accept(mailed_secret(), user=UserFactory(), by=TEAM, at=AT + timedelta(days=14))
    assert "nouvelle invitation" in refusal.value.next_step
    assert not Referent.objects.exists()


def test_inviting_again_withdraws_the_first_link() -> None:
    relay = RelayFactory()
    invite_to(relay)
    first = mailed_secret()
    invite_to(relay)
    with pytest.raises(operations.InvitationRefused, match="retirée"):
        operations.accept(first, user=UserFactory(), by=TEAM, at=AT)


def test_somebody_who_is_there_already_is_not_invited_again() -> None:
    post = ReferentFactory()
    with pytest.raises(operations.InvitationRefused, match="déjà là"):
        invite_to(post.structure, email=post.user.email.upper())
    assert not Message.objects.exists()


def test_an_invitation_to_the_staff_gives_the_role() -> None:
    association, user = AssociationFactory(), UserFactory()
    operations.invite(
        association, email=user.email, post=Post.STAFF, staff_role=StaffRole.Role.PROGRAMMER, by=TEAM, at=AT
    )
    operations.accept(mailed_secret(), user=user, by=Actor.of(user), at=AT)
    assert StaffRole.objects.current().get().role == StaffRole.Role.PROGRAMMER


def test_handing_over_ends_the_post_and_invites_the_successor() -> None:
    post = ReferentFactory()
    invitation = operations.hand_over(post, email="suite@example.org", name="Inès", by=TEAM, at=AT)
    post.refresh_from_db()
    assert post.ended_at == AT
    assert invitation.structure == post.structure
    operations.accept(mailed_secret(), user=UserFactory(), by=TEAM, at=AT)
    assert Referent.objects.current().get().structure == post.structure


def test_nobody_hands_over_to_themselves() -> None:
    post = ReferentFactory()
    with pytest.raises(operations.PostRefused, match="même personne"):
        operations.hand_over(post, email=post.user.email, by=TEAM, at=AT)
    post.refresh_from_db()
    assert post.ended_at is None
