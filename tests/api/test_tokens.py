"""Programs enter with a secret that is shown once, and go no further than its scopes."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.api import digests, operations
from pontdesarts.api.models import Delivery, Token, Webhook
from pontdesarts.api.rules import MOST_DAYS, OF_PARTNERS, Scope
from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.ui import words
from tests.api.factories import TokenFactory, entered
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.network.factories import PartnerFactory

pytestmark = pytest.mark.django_db

OFFERS = "/api/v1/offers"


@pytest.fixture
def team(client: Client) -> StaffRole:
    role: StaffRole = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


def test_the_secret_is_shown_once_and_opens(client: Client, team: StaffRole) -> None:
    typed = {"name": "Billetterie", "association": team.association_id, "scopes": ["programme:read"], "days": "365"}
    page = client.post(reverse("api:new_token"), typed)
    token = Token.objects.get()
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert token.secret_digest == digests.digest(secret) != secret
    assert secret not in client.get(reverse("api:tokens")).content.decode()
    assert Client().get(OFFERS, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert Entry.objects.about(team.association)[0].sentence.startswith("a créé l'accès « Billetterie »")


def test_a_withdrawn_token_opens_nothing_and_stays_written(client: Client, team: StaffRole) -> None:
    token = TokenFactory(association=team.association)
    for _ in range(2):
        assert client.post(reverse("api:withdraw_token", args=[token.pk])).status_code == 302
    assert entered(token).get(OFFERS).status_code == 401
    assert Entry.objects.about(team.association).count() == 1
    assert token.name in client.get(reverse("api:tokens")).content.decode()


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer pda_inventé", "Bearer a b", "Bearer \x00"])
def test_who_is_not_known_gets_401_and_is_told_how(header: str) -> None:
    answer = Client().get(OFFERS, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_token_past_its_term_opens_nothing() -> None:
    assert entered(TokenFactory(expires_at=timezone.now() - timedelta(seconds=1))).get(OFFERS).status_code == 401


def test_a_scope_that_is_missing_is_named() -> None:
    answer = entered(TokenFactory(scopes=[Scope.CHECKIN_READ.value])).get(OFFERS)
    assert answer.status_code == 403
    assert "programme:read" in answer.json()["detail"]
    assert 'scope="programme:read"' in answer["WWW-Authenticate"]


def test_the_day_of_the_last_use_is_written_once_a_day_and_not_while_reading() -> None:
    token = TokenFactory()
    client = entered(token)
    client.get(OFFERS)  # the harness fails a reading that writes before its answer
    token.refresh_from_db()
    assert token.last_used_on == timezone.now().date()


def test_a_partner_s_token_cannot_be_given_the_relays() -> None:
    partner = PartnerFactory()
    for scopes in ({Scope.BOOKINGS_READ}, {Scope.BOOKINGS_WRITE, Scope.CHECKIN_READ}):
        with pytest.raises(operations.TokenRefused, match="relais"):
            operations.create(partner.association, name="x", scopes=scopes, partner=partner, by=JOB, at=timezone.now())
    token, _ = operations.create(
        partner.association, name="x", scopes=OF_PARTNERS, partner=partner, by=JOB, at=timezone.now()
    )
    assert token.owner == partner.name


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1, 10**9])
def test_a_token_does_not_last_for_ever(days: int) -> None:
    with pytest.raises(operations.TokenRefused, match="dure"):
        operations.create(AssociationFactory(), name="x", scopes=OF_PARTNERS, days=days, by=JOB, at=timezone.now())


def test_a_partner_of_another_association_is_refused() -> None:
    with pytest.raises(operations.TokenRefused, match="pas de votre association"):
        operations.create(
            AssociationFactory(), name="x", scopes=OF_PARTNERS, partner=PartnerFactory(), by=JOB, at=timezone.now()
        )


def test_a_refusal_keeps_what_was_typed(client: Client, team: StaffRole) -> None:
    partner = PartnerFactory(association=team.association)
    typed = {
        "name": "Billetterie du Pont",
        "association": team.association_id,
        "partner": partner.pk,
        "scopes": ["bookings:write"],
        "days": "365",
    }
    page = client.post(reverse("api:new_token"), typed).content.decode()
    assert "Billetterie du Pont" in page
    assert "ne lit ni n&#x27;écrit les réservations" in page
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", [StaffRole.Role.READER, StaffRole.Role.PROGRAMMER])
def test_only_the_team_opens_an_access(client: Client, role: StaffRole.Role) -> None:
    client.force_login(StaffRoleFactory(role=role).user)
    assert client.get(reverse("api:new_token")).status_code == 403


def test_another_association_s_token_does_not_exist(client: Client, team: StaffRole) -> None:
    token = TokenFactory()
    assert client.post(reverse("api:withdraw_token", args=[token.pk])).status_code == 404
    assert token.name not in client.get(reverse("api:tokens")).content.decode()


def test_tokens_are_forgotten_three_years_after_they_closed() -> None:
    now = timezone.now()
    TokenFactory(expires_at=now - timedelta(days=3 * 365 + 1))
    kept = {TokenFactory(expires_at=now - timedelta(days=3 * 365 - 1)), TokenFactory()}
    assert operations.forget_tokens(at=now) == 1
    assert set(Token.objects.all()) == kept


def test_the_page_says_whom_each_access_tells_and_whether_they_answer(
    client: Client, team: StaffRole, queries_stay_flat
) -> None:
    now = timezone.now()

    def told(**more) -> Webhook:
        token = TokenFactory(association=team.association)
        return Webhook.objects.create(
            token=token, url="https://billetterie.example.org/p", events=[], secret_sealed=b"", created_at=now, **more
        )

    well, silent, stopped = told(), told(failing_since=now), told(failing_since=now, disabled_at=now)
    Delivery.objects.create(
        webhook=well, event_id=uuid4(), event="ping", payload={}, created_at=now, attempts=1, arrived_at=now
    )
    shown = unescape(client.get(reverse("api:tokens")).content.decode())
    assert f"Avertit billetterie.example.org, la dernière fois le {words.french_moment(now)}" in shown
    assert "billetterie.example.org ne répond plus à nos avertissements" in shown
    assert "N'avertit plus billetterie.example.org" in shown
    assert silent.pk
    assert stopped.pk
    queries_stay_flat(lambda: client.get(reverse("api:tokens")), lambda: [told() for _ in range(3)])
