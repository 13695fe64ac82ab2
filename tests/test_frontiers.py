"""Nobody sees over the wall: every address of the product, with another association's things, answers 404."""

from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from tests import frontiers, tree
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory

OURS = [address for address in tree.addresses() if address.is_ours]
NAMING = {address.name for address in OURS if address.pattern.pattern.converters}
REFUSED = {404, 405}

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """Two associations that do not know each other, and the people of the first."""

    mine: Association
    theirs: Association
    people: dict[str, User]


@pytest.fixture
def world() -> World:
    mine, theirs = AssociationFactory(), AssociationFactory()
    people = {
        "direction": StaffRoleFactory(association=mine, role=StaffRole.Role.DIRECTION).user,
        "programmer": StaffRoleFactory(association=mine, role=StaffRole.Role.PROGRAMMER).user,
        "referent": ReferentFactory(structure=RelayFactory(association=mine)).user,
        "coordinator": CoordinatorFactory(structure=PartnerFactory(association=mine)).user,
    }
    for user in people.values():  # their second factor is set: nothing but the frontier stops them
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    return World(mine, theirs, people)


def answers(world: World, address: str) -> dict[str, int]:
    """What each person gets, for reading and for writing."""
    found = {}
    for who, user in world.people.items():
        client = Client()
        client.force_login(user)
        found[f"{who} reads"] = client.get(address).status_code
        found[f"{who} writes"] = client.post(address, {}).status_code
    return found


def test_every_address_that_names_a_thing_has_its_frontier() -> None:
    declared = {*frontiers.BEHIND, *frontiers.SECRETS, *frontiers.SHARED}
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


@pytest.mark.parametrize("name", sorted(set(frontiers.SECRETS) & NAMING))
def test_a_secret_that_was_made_up_opens_nothing(name: str, client: Client) -> None:
    address = reverse(name, kwargs=frontiers.SECRETS[name])
    assert client.get(address).status_code in {404, 410}
    assert client.post(address, {}).status_code in {404, 405, 410}


@pytest.mark.parametrize("name", sorted({address.name for address in OURS} - set(frontiers.SECRETS)))
def test_a_visitor_without_an_account_is_asked_to_sign_in(name: str, world: World, client: Client) -> None:
    behind = frontiers.BEHIND.get(name)
    if name in frontiers.SHARED or (name in NAMING and behind is None):
        pytest.skip("it belongs to nobody")
    answer = client.get(reverse(name, kwargs=behind(world.theirs) if behind else {}))
    if name in frontiers.PUBLIC:
        assert answer.status_code in {200, 302, 404, 405}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse(settings.LOGIN_URL))
