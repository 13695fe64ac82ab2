"""From the mail of an invitation to a person signed in."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import Message
from pontdesarts.network import operations
from pontdesarts.network.models import Invitation, Referent
from tests.accounts.factories import SecureUserFactory, UserFactory
from tests.associations.factories import AssociationFactory
from tests.network.factories import RelayFactory

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def link() -> str:
    """The address that Inès received."""
    relay = RelayFactory(name="Les Tilleuls")
    operations.invite(
        relay.association,
        structure=relay,
        post=Invitation.Post.REFERENT,
        email="ines@example.org",
        by=TEAM,
        at=timezone.now(),
    )
    return mailed_link()


def mailed_link() -> str:
    text = Message.objects.latest("pk").text
    return "/invitations/" + text.split("/invitations/")[1].split()[0]


def test_somebody_new_is_signed_in_their_address_verified_and_their_device_listed(client: Client, link: str) -> None:
    answer = client.post(link, {"name": "Inès Haddad", "password1": "trois pommes vertes"})
    user = User.objects.get(email="ines@example.org")
    assert answer.url == reverse("desk:home")
    assert client.session[SESSION_KEY] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert UserSession.objects.get().user == user
    assert Referent.objects.current().get().user == user


def test_a_name_is_needed_and_nothing_is_made_without_it(client: Client, link: str) -> None:
    answer = client.post(link, {"name": "", "password1": "trois pommes vertes"})
    assert answer.status_code == 200
    assert not User.objects.filter(email="ines@example.org").exists()


def test_who_has_an_account_signs_in_and_comes_back(client: Client, link: str) -> None:
    user = UserFactory(email="ines@example.org")
    user.set_password("trois pommes vertes")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = client.get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    typed = {"login": user.email, "password": "trois pommes vertes", "next": link}
    assert client.post(reverse("account_login"), typed).url == link
    assert client.post(link).url == reverse("desk:home")
    assert Referent.objects.current().get().user == user


def test_an_account_with_a_second_factor_is_not_opened_by_the_link_alone(client: Client, link: str) -> None:
    SecureUserFactory(email="ines@example.org")
    client.post(link, {"name": "Quelqu'un", "password1": "trois pommes vertes"})
    assert SESSION_KEY not in client.session
    assert not Referent.objects.exists()


def test_another_account_is_told_whose_invitation_it_is_and_does_not_take_it(client: Client, link: str) -> None:
    client.force_login(UserFactory(email="bob@example.org"))
    for answer in (client.get(link), client.post(link, {"name": "Bob"})):
        page = answer.content.decode()
        assert "ines@example.org" in page
        assert "bob@example.org" in page
        assert "Changer de compte" in page
    assert not Referent.objects.exists()
    assert client.post(reverse("account_logout"), {"next": link}).url == link


def test_the_same_invitation_serves_once(link: str) -> None:
    first, second = Client(), Client()
    first.post(link, {"name": "Inès Haddad", "password1": ""})
    answer = second.post(link, {"name": "Inès Haddad", "password1": ""})
    assert answer.status_code == 410
    assert "déjà servi" in answer.content.decode()
    assert User.objects.filter(email="ines@example.org").count() == 1


def test_past_its_term_the_link_says_so_and_what_to_do(client: Client, link: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(link, {"name": "Inès", "password1": ""})
    assert answer.status_code == 410
    assert "nouvelle invitation" in answer.content.decode()
    assert not User.objects.filter(email="ines@example.org").exists()


def test_the_secret_leaves_neither_by_a_click_nor_by_a_cache(client: Client, link: str) -> None:
    answer = client.get(link)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_new_staff_goes_straight_to_the_second_factor(client: Client) -> None:
    operations.invite(
        AssociationFactory(),
        post=Invitation.Post.STAFF,
        staff_role=StaffRole.Role.TEAM,
        email="ines@example.org",
        by=TEAM,
        at=timezone.now(),
    )
    client.post(mailed_link(), {"name": "Inès Haddad", "password1": ""})
    assert client.get("/").url.startswith(reverse("mfa_index"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
