"""The doors: open in a demo, not there elsewhere."""

import re
from html import unescape
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone
from pytest_django.fixtures import Settings

from pontdesarts.accounts.models import User
from pontdesarts.demo import doors, tries
from pontdesarts.demo.people import ACCOUNTS, BY_KEY, PASSPHRASE
from pontdesarts.messaging.models import Attachment, MailingLine, Message
from tests.accounts.factories import UserFactory

from .conftest import Season

pytestmark = pytest.mark.xdist_group("demo")
ADDRESSES = (
    "/demo/",
    "/demo/contremarques/",
    "/demo/courriels/",
    "/demo/courriels/1/",
    "/demo/courriels/1/1/",
    "/demo/courriels/1/tel-que-lu/",
    "/demo/courriels/lettres/1/",
    "/demo/entrer/",
)


def _every_try() -> list[tries.Try]:
    return [thing for chapter in tries.chapters(at=timezone.now()) for thing in chapter.tries]


@pytest.fixture(autouse=True)
def _own_addresses() -> None:
    clear_url_caches()


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_there_is_no_demo_no_door_is_declared(client: Client, season: Season, address: str) -> None:
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
    assert client.post(address, {"account": "direction"}).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_door_declared_by_mistake_stays_closed(
    client: Client, season: Season, demo_is_on: None, settings: Settings, address: str
) -> None:
    settings.DEMO = False
    mail = Message.objects.exclude(attachments=None)[0]
    address = address.replace("/1/1/", f"/{mail.pk}/{mail.attachments.all()[0].pk}/").replace("/1/", f"/{mail.pk}/")
    assert client.get(address).status_code == 404
    assert client.post(address, {"account": "direction"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_page_shows_every_account_and_what_to_try(client: Client, season: Season, demo_is_on: None) -> None:
    page = client.get("/demo/").content.decode()
    for account in ACCOUNTS:
        assert account.email in page
    assert page.count("Essayer") == len(_every_try()) >= 16
    assert PASSPHRASE in page


@pytest.mark.parametrize("key", [account.key for account in ACCOUNTS])
def test_one_click_opens_the_home_of_each_account(client: Client, season: Season, demo_is_on: None, key: str) -> None:
    home = client.post("/demo/entrer/", {"account": key}, follow=True)
    beyond = [("/federation/", 302)] if key == "federation" else []  # who has nothing else to do arrives there
    assert home.redirect_chain == [("/", 302), *beyond]
    assert home.status_code == 200
    assert home.context["user"].email == next(account.email for account in ACCOUNTS if account.key == key)


def test_every_thing_to_try_opens(client: Client, season: Season, demo_is_on: None) -> None:
    for thing in _every_try():
        if thing.account:
            page = client.post("/demo/entrer/", {"account": thing.account, "next": thing.href}, follow=True)
        else:
            page = Client().get(thing.href.removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200, thing.title


def test_the_door_leads_nowhere_else(client: Client, season: Season, demo_is_on: None) -> None:
    away = client.post("/demo/entrer/", {"account": "referente", "next": "https://example.com/"})
    assert away.headers["Location"] == "/"


def test_the_door_takes_nobody_but_the_demo_accounts(client: Client, season: Season, demo_is_on: None) -> None:
    other = User.objects.get(email="awa.diarra@example.org")
    for taken in (other.email, str(other.pk), "", "inconnu"):
        assert client.post("/demo/entrer/", {"account": taken}).status_code == 404
    assert client.get("/demo/entrer/").status_code == 405


def test_the_real_door_opens_with_the_passphrase_and_the_code(season: Season) -> None:
    at = timezone.now()
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSPHRASE)
        factors = Authenticator.objects.filter(user=user)
        assert factors.exists() == account.second_factor
        for factor in factors:
            assert TOTP(factor).validate_code(doors.code_of(at))


def test_a_visitor_reads_the_mails_and_their_papers(client: Client, season: Season, demo_is_on: None) -> None:
    assert client.get("/demo/courriels/").status_code == 200
    voucher = Attachment.objects.filter(message__kind="bookings.booked")[0]
    page = client.get(f"/demo/courriels/{voucher.message_id}/")
    assert voucher.name in page.content.decode()
    paper = client.get(f"/demo/courriels/{voucher.message_id}/{voucher.pk}/")
    assert paper.content.startswith(b"%PDF")
    invitation = Message.objects.filter(kind="network.invitation")[0]
    assert "/invitations/" in client.get(f"/demo/courriels/{invitation.pk}/").content.decode()


def test_a_visitor_reads_a_letter_to_many_and_leaves_by_its_foot(
    client: Client, season: Season, demo_is_on: None
) -> None:
    line = MailingLine.objects.filter(state=MailingLine.State.SENT).exclude(mailing__family="")[0]
    page = client.get("/demo/courriels/", {"a": line.address}).content.decode()
    assert f"/demo/courriels/lettres/{line.pk}/" in page
    assert "Aucun courriel à cette adresse" in client.get("/demo/courriels/", {"a": "nulle@part"}).content.decode()
    read = client.get(f"/demo/courriels/lettres/{line.pk}/").content.decode()
    links = re.findall(r'href="http://[^/]+(/lettres/desabonnement/[^"]+)"', read)
    assert "Ne plus m'écrire" in unescape(client.get(links[0]).content.decode())


def test_a_visitor_answers_a_mail_by_its_button(client: Client, season: Season, demo_is_on: None) -> None:
    asked = Message.objects.filter(kind="outings.who_came", to=BY_KEY["referente"].email)[0]
    assert f"/demo/courriels/{asked.pk}/tel-que-lu/" in client.get(f"/demo/courriels/{asked.pk}/").content.decode()
    read = client.get(f"/demo/courriels/{asked.pk}/tel-que-lu/")
    assert "style-src 'unsafe-inline'" in read.headers["Content-Security-Policy"]
    buttons = re.findall(r'href="([^"]*venus=[^"]*)"', read.content.decode())
    page = client.get(unescape(buttons[0]).removeprefix("http://127.0.0.1:8000"))
    assert "Noter" in page.content.decode()


def test_a_mail_without_buttons_is_not_shown_with_them(client: Client, season: Season, demo_is_on: None) -> None:
    plain = Message.objects.filter(html="")[0]
    assert "tel-que-lu" not in client.get(f"/demo/courriels/{plain.pk}/").content.decode()
    assert client.get(f"/demo/courriels/{plain.pk}/tel-que-lu/").status_code == 404


def test_a_paper_is_only_found_under_its_own_mail(client: Client, season: Season, demo_is_on: None) -> None:
    voucher = Attachment.objects.order_by("pk")[0]
    other = Message.objects.exclude(pk=voucher.message_id)[0]
    assert client.get(f"/demo/courriels/{other.pk}/{voucher.pk}/").status_code == 404


def test_without_a_season_the_page_says_how_to_load_it(client: Client, season: Season, demo_is_on: None) -> None:
    User.objects.update(email=Concat("pk", Value("@example.org"), output_field=CharField()))
    assert "script/manage load_demo" in client.get("/demo/").content.decode()


def test_the_command_prints_the_accounts_and_the_links(season: Season, demo_is_on: None) -> None:
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    for account in ACCOUNTS:
        assert account.email in said.getvalue()
    assert "/partenaire/" in said.getvalue()
    assert PASSPHRASE in said.getvalue()
    assert "/demo/courriels/" in said.getvalue()
    assert "/textos/" in said.getvalue()
