"""A second factor: offered to all, required of the staff of associations."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User
from tests.accounts.factories import SecureUserFactory, UserFactory, totp_code
from tests.associations.factories import StaffRoleFactory
from tests.harness.queries import counted

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.M)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["/", "/sorties/", "/a-propos/"])
def test_staff_without_a_second_factor_is_sent_to_choose_one(path: str) -> None:
    client = signed_in(StaffRoleFactory(user=UserFactory()).user)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("mfa_index"))
    assert "demandé à l" in client.get(answer.url).content.decode()


def test_a_piece_asked_by_a_script_sends_the_whole_page_there() -> None:
    client = signed_in(StaffRoleFactory(user=UserFactory()).user)
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith(reverse("mfa_index"))


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "accounts:home", "usersessions_list", "account_logout"],
)
def test_one_s_account_and_the_way_out_stay_open(name: str) -> None:
    assert signed_in(StaffRoleFactory(user=UserFactory()).user).get(reverse(name)).status_code == 200


def test_what_does_not_exist_is_still_not_found() -> None:
    assert signed_in(StaffRoleFactory(user=UserFactory()).user).get("/nulle-part/").status_code == 404


def test_with_a_second_factor_everything_opens() -> None:
    assert signed_in(StaffRoleFactory(user=SecureUserFactory()).user).get("/").status_code == 200


def test_who_was_staff_and_is_no_more_is_asked_nothing() -> None:
    role = StaffRoleFactory(user=UserFactory())
    type(role).objects.filter(pk=role.pk).update(ended_at=timezone.now())
    assert signed_in(role.user).get("/").status_code == 200


def test_it_is_read_with_the_account_and_costs_no_query(django_assert_num_queries, client: Client) -> None:
    page = reverse("desk:about")
    client.get(page)
    with django_assert_num_queries(0):
        client.get(page)
    account = signed_in(UserFactory())
    account.get(page)
    with counted() as asked:
        account.get(page)
    about_it = [query["sql"] for query in asked if "mfa_authenticator" in query["sql"]]
    assert len(about_it) == 1 and 'FROM "accounts_user"' in about_it[0]


def test_the_last_second_factor_removed_closes_the_door_again() -> None:
    user = StaffRoleFactory(user=SecureUserFactory()).user
    client = signed_in(user)
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/").url.startswith(reverse("mfa_index"))


@pytest.fixture
def ana() -> User:
    user: User = SecureUserFactory(email="ana@example.org")
    user.set_password("trois pommes vertes")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def past_the_password(client: Client) -> str:
    answer = client.post(reverse("account_login"), {"login": "ana@example.org", "password": "trois pommes vertes"})
    return str(answer.url)


@pytest.mark.parametrize("by", ["password", "code"])
def test_however_one_signs_in_the_second_factor_is_asked(by: str, client: Client, ana: User, mailoutbox) -> None:
    if by == "password":
        arrived = past_the_password(client)
    else:
        client.post(reverse("account_request_login_code"), {"email": ana.email})
        code = CODE.search(mailoutbox[0].body)[1]
        arrived = client.post(reverse("account_confirm_login_code"), {"code": code}).url
    assert arrived == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session
    assert client.get(reverse("accounts:home")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert SESSION_KEY not in client.session


def test_guesses_of_a_second_factor_are_limited(client: Client, ana: User) -> None:
    past_the_password(client)
    for guess in range(6):
        answer = client.post(reverse("mfa_authenticate"), {"code": f"00000{guess}"})
    assert "Trop d" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_opens_once(client: Client, ana: User) -> None:
    past_the_password(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert client.post(reverse("mfa_generate_recovery_codes")).url == reverse("mfa_view_recovery_codes")
    codes = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().get_unused_codes()
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in page for code in codes)
    downloaded = client.get(reverse("mfa_download_recovery_codes"))
    assert codes[0] in downloaded.content.decode()
    assert "attachment" in downloaded.headers["Content-Disposition"]
    for works in (True, False):
        elsewhere = Client()
        past_the_password(elsewhere)
        elsewhere.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert (SESSION_KEY in elsewhere.session) is works


def test_a_code_of_the_application_opens_once(ana: User) -> None:
    code = totp_code()
    for works in (True, False):
        elsewhere = Client()
        past_the_password(elsewhere)
        elsewhere.post(reverse("mfa_authenticate"), {"code": code})
        assert (SESSION_KEY in elsewhere.session) is works


def test_what_changes_in_the_second_factor_is_told_by_mail(client: Client, ana: User, mailoutbox) -> None:
    past_the_password(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert mailoutbox[-1].subject == "Second facteur\u00a0: l'application est retirée"
    assert "Ce n'est pas vous" in mailoutbox[-1].body
