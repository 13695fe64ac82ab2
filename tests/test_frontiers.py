"""Nobody sees over the wall: every address of the product, with another association's things, answers 404."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from pontdesarts.accounts.models import User
from pontdesarts.api.models import Token
from pontdesarts.associations.models import Association, StaffRole
from tests import frontiers, tree
from tests.api import frontiers as programs
from tests.api.factories import TokenFactory, entered
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory

OURS = [address for address in tree.addresses() if address.is_ours]
NAMING = {address.name for address in OURS if address.pattern.pattern.converters}
REFUSED = {404, 405}

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """Two associations that do not know each other, and the sessions of the people of the first."""

    mine: Association
    theirs: Association
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for the walks of this file, in a transaction that is rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        mine, theirs = AssociationFactory(), AssociationFactory()
        people = {
            "direction": StaffRoleFactory(association=mine, role=StaffRole.Role.DIRECTION).user,
            "programmer": StaffRoleFactory(association=mine, role=StaffRole.Role.PROGRAMMER).user,
            "referent": ReferentFactory(structure=RelayFactory(association=mine)).user,
            "coordinator": CoordinatorFactory(structure=PartnerFactory(association=mine)).user,
        }
        for user in people.values():  # their second factor is set: nothing but the frontier stops them
            Authenticator.objects.get_or_create(
                user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
            )
        connection.check_constraints()
        yield World(mine, theirs, {who: session_of(user) for who, user in people.items()})
        transaction.set_rollback(True)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


def answers(world: World, address: str) -> dict[str, int]:
    """What each person gets, for reading and for writing."""
    found = {}
    for who, session in world.sessions.items():
        client = Client()
        client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session})
        found[f"{who} reads"] = client.get(address).status_code
        found[f"{who} writes"] = client.post(address, {}).status_code
    return found


def test_every_address_that_names_a_thing_has_its_frontier() -> None:
    declared = {*frontiers.BEHIND, *frontiers.SECRETS, *frontiers.SHARED, *programs.BY_TOKEN}
    assert NAMING - declared == set(), "say in tests/frontiers.py what stands behind these"
    assert declared - NAMING == set(), "these addresses are gone"


@pytest.mark.parametrize("name", sorted(NAMING & set(frontiers.BEHIND)))
def test_what_is_theirs_does_not_exist_for_mine(name: str, world: World) -> None:
    address = reverse(name, kwargs=frontiers.BEHIND[name](world.theirs))
    assert {who: status for who, status in answers(world, address).items() if status not in REFUSED} == {}


@pytest.mark.parametrize("name", sorted(NAMING & set(frontiers.BEHIND)))
def test_what_is_mine_exists_for_somebody(name: str, world: World) -> None:
    """The control: without it, an address that is simply broken would look well guarded."""
    address = reverse(name, kwargs=frontiers.BEHIND[name](world.mine))
    assert set(answers(world, address).values()) - REFUSED


def answers_to_programs(own: Token, address: str) -> set[int]:
    """What this program gets, and that of a partner of the same association, for reading and for writing."""
    body = {"data": "{}", "content_type": "application/json"}
    found = set()
    for token in (own, TokenFactory(partner=PartnerFactory(association=own.association))):
        client = entered(token)
        found |= {client.get(address).status_code, client.delete(address).status_code}
        found |= {send(address, **body).status_code for send in (client.post, client.put)}
    return found


@pytest.mark.parametrize("name", sorted(programs.BY_TOKEN))
def test_a_program_does_not_see_over_the_wall_either(name: str, world: World) -> None:
    address = reverse(name, kwargs=programs.BY_TOKEN[name](world.theirs))
    # 422: what is sent is read before the thing that it would change is looked for
    assert answers_to_programs(TokenFactory(association=world.mine), address) <= REFUSED | {403, 422}


@pytest.mark.parametrize("name", sorted(programs.BY_TOKEN))
def test_a_program_sees_what_is_its_own(name: str, world: World) -> None:
    own = TokenFactory(association=world.mine)
    address = reverse(name, kwargs=programs.BY_TOKEN[name](world.mine))
    assert answers_to_programs(own, address) & {200, 202, 204, 422}


@pytest.mark.parametrize("name", sorted(set(frontiers.SECRETS) & NAMING))
def test_a_secret_that_was_made_up_opens_nothing(name: str, client: Client) -> None:
    address = reverse(name, kwargs=frontiers.SECRETS[name])
    assert client.get(address).status_code in {404, 410}
    assert client.post(address, {}).status_code in {404, 405, 410}


@pytest.mark.parametrize("name", sorted({address.name for address in OURS} - set(frontiers.SECRETS)))
def test_a_visitor_without_an_account_is_asked_to_sign_in(name: str, world: World, client: Client) -> None:
    behind = frontiers.BEHIND.get(name) or programs.BY_TOKEN.get(name)
    if name in frontiers.SHARED or (name in NAMING and behind is None):
        pytest.skip("it belongs to nobody")
    answer = client.get(reverse(name, kwargs=behind(world.theirs) if behind else {}))
    if name in programs.PROGRAMS:
        assert answer.status_code in {401, 404, 405}
    elif name in frontiers.PUBLIC:
        assert answer.status_code in {200, 302, 404, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse(settings.LOGIN_URL))
