"""« Entrée dans le réseau »: each step, where it stands, and the one next thing to do."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership import operations, rules, signals
from pontdesarts.membership.models import JoinRequest, Signature, Welcome
from pontdesarts.membership.rules import State, Step
from pontdesarts.membership.standing import standing, steps_of
from pontdesarts.network.models import Referent, Structure
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory
from tests.programme.factories import NOW

from .factories import (
    CharterFactory,
    JoinRequestFactory,
    MembershipFactory,
    SignatureFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db

TEAM = Actor(label="Nadia, équipe")


@pytest.fixture
def post() -> Referent:
    made: Referent = ReferentFactory()
    return made


OWN = ("Demande", "Adhésion", "Charte", "Référentes et référents", "Café découverte ou atelier")


def states(post: Referent) -> dict[str, str]:
    """Of every step, by its title."""
    shown = Structure.objects.select_related("association", "relay", "partner").get(pk=post.structure_id)
    return {step.title: step.state.value for step in steps_of(shown, post.user, timezone.now())}


def test_the_steps_follow_what_is_done(post: Referent) -> None:
    relay = post.structure
    assert {title: states(post)[title] for title in OWN} == {
        "Demande": "done",
        "Adhésion": "to_do",
        "Charte": "to_do",
        "Référentes et référents": "done",
        "Café découverte ou atelier": "off",
    }
    Association.objects.filter(pk=relay.association_id).update(needs_training=True)
    assert states(post)["Café découverte ou atelier"] == "to_do"
    MembershipFactory(structure=relay, season=rules.season_at(timezone.now()), fee=10)
    assert states(post)["Adhésion"] == "waiting"
    signature = SignatureFactory(structure=relay)
    TrainingFactory(user=post.user, association=relay.association)
    assert states(post)["Charte"] == states(post)["Café découverte ou atelier"] == "done"
    CharterFactory(association=relay.association, version=2)
    assert states(post)["Charte"] == "to_do", f"{signature.charter} is not the last any more"


def test_the_page_says_the_one_next_thing_to_the_relay_s_own_people(client: Client, post: Referent) -> None:
    client.force_login(post.user)
    page = client.get(reverse("membership:entry", args=[post.structure_id])).content.decode()
    assert "À faire maintenant : Adhésion" in page
    assert reverse("membership:member", args=[post.structure_id]) in page
    operations.agree(post.structure, season=rules.season_at(timezone.now()), by=TEAM, at=timezone.now())
    page = client.get(reverse("membership:entry", args=[post.structure_id])).content.decode()
    assert "À faire maintenant : Charte" in page


def test_a_request_that_was_accepted_is_read_by_the_team_only(client: Client, post: Referent) -> None:
    JoinRequestFactory(association=post.structure.association, structure=post.structure)
    client.force_login(post.user)
    address = reverse("membership:entry", args=[post.structure_id])
    assert "Relire la demande" not in client.get(address).content.decode()
    client.force_login(StaffRoleFactory(association=post.structure.association).user)
    assert "Relire la demande" in client.get(address).content.decode()


def test_an_upper_context_adds_its_step_in_its_place(post: Referent) -> None:
    def agreement(**_: object) -> Step:
        return Step(40, "Rencontre", State.TO_DO, "Pas encore signée.")

    signals.entry_steps.connect(agreement)
    try:
        titles = list(states(post))
    finally:
        signals.entry_steps.disconnect(agreement)
    assert titles.index("Charte") < titles.index("Rencontre") < titles.index("Référentes et référents")


def test_where_a_structure_stands_is_said_in_few_queries(
    post: Referent, django_assert_max_num_queries: Callable
) -> None:
    shown = Structure.objects.select_related("association", "relay", "partner").get(pk=post.structure_id)
    with django_assert_max_num_queries(6):
        told = standing(shown, NOW)
    assert (told.is_member, told.has_signed, told.referents, told.trained) == (False, False, 1, 0)


def test_the_direction_sets_what_is_asked_and_the_journal_says_it(client: Client) -> None:
    role = StaffRoleFactory(role=StaffRole.Role.DIRECTION)
    client.force_login(role.user)
    address = reverse("membership:settings", args=[role.association.slug])
    typed = {"takes_requests": "on", "relay_fee": "12,50", "partner_fee": "0", "needs_training": "on"}
    assert "supérieure ou égale à 0" in client.post(address, typed | {"relay_fee": "-1"}).content.decode()
    assert client.post(address, typed).status_code == 302
    role.association.refresh_from_db()
    assert (role.association.needs_training, role.association.needs_charter) == (True, False)
    assert Welcome.objects.get().relay_fee == Decimal("12.50")
    assert "café découverte ou atelier avant de réserver : oui" in str(Entry.objects.about(role.association)[0])
    client.post(address, typed)
    assert Entry.objects.about(role.association).count() == 1, "unchanged, nothing is written"


def test_the_team_reads_the_settings_and_does_not_change_them(client: Client) -> None:
    role = StaffRoleFactory()
    client.force_login(role.user)
    address = reverse("membership:settings", args=[role.association.slug])
    assert "La direction de l" in client.get(address).content.decode()
    assert client.post(address, {"relay_fee": "1", "partner_fee": "0"}).status_code == 403


def test_requests_and_signatures_are_forgotten_in_their_time() -> None:
    from datetime import timedelta

    days = [("confirmed", 364, NOW), ("old", 366, NOW), ("young", 6, None), ("unconfirmed", 8, None)]
    for name, ago, confirmed in days:
        JoinRequestFactory(name=name, asked_at=NOW - timedelta(days=ago), confirmed_at=confirmed)
    SignatureFactory(signed_at=NOW - timedelta(days=5 * 365 + 1))
    SignatureFactory(signed_at=NOW - timedelta(days=5 * 365 - 1))
    assert operations.forget_old(at=NOW) == 3
    assert set(JoinRequest.objects.values_list("name", flat=True)) == {"confirmed", "young"}
    assert Signature.objects.count() == 1


def test_the_team_waits_for_a_partner_that_holds_its_link() -> None:
    partner = PartnerFactory()
    user = StaffRoleFactory(association=partner.association).user

    def states() -> list[str]:
        shown = Structure.objects.select_related("association", "relay", "partner").get(pk=partner.pk)
        return [step.state.value for step in steps_of(shown, user, NOW) if step.position in (20, 30)]

    assert states() == ["to_do", "to_do"]
    operations.invite_partner(partner, by=TEAM, at=NOW)
    assert states() == ["waiting", "waiting"]


def test_a_relay_without_anybody_is_asked_to_invite_somebody(client: Client) -> None:
    relay = RelayFactory()
    user = StaffRoleFactory(association=relay.association).user
    shown = Structure.objects.select_related("association", "relay", "partner").get(pk=relay.pk)
    step = next(step for step in steps_of(shown, user, NOW) if step.position == 50)
    assert (step.state, step.action, step.href) == (
        State.TO_DO,
        "Inviter une personne",
        reverse("network:invite", args=[relay.pk]),
    )


def test_the_team_reads_what_it_does_and_the_relay_what_it_does(post: Referent) -> None:
    team = StaffRoleFactory(association=post.structure.association, role=StaffRole.Role.TEAM).user
    own, theirs = ({step.action for step in steps_of(post.structure, user, NOW)} for user in (post.user, team))
    assert own >= {"Adhérer", "Lire et signer la charte"}
    assert theirs >= {"Noter l'adhésion", "Faire signer la charte"}
