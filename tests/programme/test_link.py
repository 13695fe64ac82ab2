"""The link that a partner receives by mail: sent, used, past its term, withdrawn, asked for again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.associations.models import StaffRole
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import Message
from pontdesarts.programme.operations.links import PURPOSE
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import PartnerFactory, RelayFactory
from tests.programme.factories import OfferFactory
from tests.programme.test_entry import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory(name="Théâtre du Levant", email="bonjour@levant.example.org")


@pytest.fixture
def team(client, partner):
    role = StaffRoleFactory(association=partner.association, role=StaffRole.Role.PROGRAMMER)
    client.force_login(role.user)
    return role


def token(partner, *, days: int = 30, purpose: str = PURPOSE) -> str:
    expires_at = timezone.now() + timedelta(days=days)
    return links.make(purpose, partner.pk, expires_at=expires_at, epoch=partner.link_epoch)


def address(made: str) -> str:
    return reverse("programme:link_manage", args=[made])


def test_the_team_sends_a_link_and_it_opens_the_partner_s_offers(client, partner, team, jobs, mailoutbox) -> None:
    offer = OfferFactory(partner=partner, association=partner.association)
    client.post(reverse("programme:send_link", args=[partner.pk]))
    jobs.run()
    assert mailoutbox[0].to == ["bonjour@levant.example.org"]
    client.logout()
    path = re.search(r"/partenaire/\S+", mailoutbox[0].body)[0]
    page = text(client.get(path))
    assert offer.title in page
    assert "Théâtre du Levant" in page


def test_the_page_of_a_link_is_kept_nowhere(client, partner) -> None:
    answer = client.get(address(token(partner)))
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_team_withdraws_links_and_the_partner_reads_what_to_do(client, partner, team) -> None:
    old = token(partner)
    client.post(reverse("programme:withdraw_links", args=[partner.pk]))
    assert [e.sentence for e in Entry.objects.about(partner)] == ["a retiré les liens envoyés"]
    client.logout()
    answer = client.get(address(old))
    assert answer.status_code == 410
    assert "a été retiré" in text(answer)
    assert "Recevoir un nouveau lien" in text(answer)


def test_a_link_past_its_term_is_asked_again_in_one_click(client, partner) -> None:
    old = token(partner, days=-1)
    answer = client.get(address(old))
    assert answer.status_code == 410
    assert "n&#x27;est plus valable" in text(answer)
    asked = client.post(reverse("programme:ask_link"), {"token": old})
    assert "Regardez votre boîte" in text(asked)
    assert [m.to for m in Message.objects.all()] == ["bonjour@levant.example.org"]
    client.post(reverse("programme:ask_link"), {"token": old})
    assert Message.objects.count() == 1


def test_a_link_past_its_term_writes_nothing(client, partner) -> None:
    offer = OfferFactory(partner=partner, association=partner.association, published_at=None)
    old = token(partner, days=-1)
    assert client.post(reverse("programme:link_publish", args=[old, offer.pk])).status_code == 410
    assert client.post(reverse("programme:link_withdraw", args=[old, offer.pk])).status_code == 410
    offer.refresh_from_db()
    assert (offer.published_at, offer.withdrawn_at) == (None, None)


@pytest.mark.parametrize("purpose", ["bookings.list", "network.join"])
def test_the_link_of_another_door_opens_nothing_here(client, partner, purpose) -> None:
    answer = client.get(address(token(partner, purpose=purpose)))
    assert answer.status_code == 404
    assert "Demander un nouveau lien" in text(answer)


def test_a_damaged_link_opens_nothing(client, partner) -> None:
    assert client.get(address(token(partner)[:-3])).status_code == 404


def test_asking_by_address_says_the_same_to_everybody(client, partner) -> None:
    relay = RelayFactory(email="relais@example.org")
    answers = [
        text(client.post(reverse("programme:ask_link"), {"email": email}))
        for email in ("BONJOUR@levant.example.org", relay.email, "inconnu@example.org", "", "x'--")
    ]
    bare = {re.sub(r'value="[^"]+"|nonce="[^"]+"', "", answer) for answer in answers}
    assert len(bare) == 1
    assert [m.to for m in Message.objects.all()] == ["bonjour@levant.example.org"]


def test_a_suspended_partner_s_link_opens_nothing_and_no_other_leaves(client, partner) -> None:
    made = token(partner)
    partner.partner.suspended_at = timezone.now()
    partner.partner.save()
    assert client.get(address(made)).status_code == 410
    client.post(reverse("programme:ask_link"), {"token": made})
    assert Message.objects.count() == 0


def test_only_the_team_sends_and_withdraws_and_only_to_its_own_partners(client, partner, team) -> None:
    other = PartnerFactory()
    for name in ("send_link", "withdraw_links"):
        assert client.post(reverse(f"programme:{name}", args=[other.pk])).status_code == 404
        assert client.get(reverse(f"programme:{name}", args=[partner.pk])).status_code == 405
    assert Message.objects.count() == 0
    page = text(client.get(reverse("programme:partners")))
    assert partner.name in page
    assert other.name not in page


def test_a_partner_without_an_address_is_said_so(client, team) -> None:
    silent = PartnerFactory(association=team.association, email="", name="Cirque sans adresse")
    page = text(client.post(reverse("programme:send_link", args=[silent.pk]), follow=True))
    assert "pas l&#x27;adresse électronique de Cirque sans adresse" in page
    assert Message.objects.count() == 0


def test_the_list_leads_to_the_page_to_write_on_only_who_may_write_there(client, team) -> None:
    silent = PartnerFactory(association=team.association, email="")
    describe, partners = reverse("network:describe", args=[silent.pk]), reverse("programme:partners")
    volunteers = text(client.get(partners))
    assert describe not in volunteers
    assert "dites-la à l&#x27;équipe" in volunteers.replace("l'", "l&#x27;")
    client.force_login(StaffRoleFactory(association=team.association, role=StaffRole.Role.TEAM).user)
    assert describe in text(client.get(partners))


def test_the_list_says_when_the_last_link_left(client, partner, team) -> None:
    client.post(reverse("programme:send_link", args=[partner.pk]))
    assert "dernier lien le" in text(client.get(reverse("programme:partners"), {"q": "levant"}))
