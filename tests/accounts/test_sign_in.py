"""Who may come in, who may not, and what each is told."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from pontdesarts.accounts.models import User
from tests.accounts.factories import UserFactory
from tests.harness.mail import PostOffice

pytestmark = pytest.mark.django_db

PASSWORD = "trois pommes vertes"
CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.M)


@pytest.fixture
def ana() -> User:
    user: User = UserFactory(email="ana@example.org", name="Ana Duval")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, password: str = PASSWORD, email: str = "ana@example.org", **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def shape(answer) -> str:
    """The page without what is the visitor's own: their token and what they typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.org", "…", page)


def test_a_password_opens_a_session_and_where_it_opened_is_listed(client: Client, ana: User) -> None:
    assert sign_in(client).url == "/"
    assert client.session[SESSION_KEY] == str(ana.pk)
    assert UserSession.objects.get().user == ana


def test_the_address_is_recognised_whatever_its_capitals(client: Client, ana: User) -> None:
    assert sign_in(client, email="ANA@Example.ORG").url == "/"


def test_a_session_changes_its_name_when_somebody_signs_in(client: Client, ana: User) -> None:
    client.get(reverse("account_request_login_code"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(client)
    assert client.session.session_key != planted


def test_the_cookie_of_the_session_is_read_by_no_script_and_follows_no_link_from_elsewhere(client, ana) -> None:
    cookie = sign_in(client).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_staying_signed_in_is_asked_for(client: Client, ana: User) -> None:
    assert sign_in(client).cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    other = Client()
    assert sign_in(other, remember="on").cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 3600


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, ana: User) -> None:
    wrong, unknown = sign_in(client, "autre chose"), sign_in(client, email="personne@example.org")
    assert wrong.status_code == unknown.status_code == 200
    assert shape(wrong) == shape(unknown)
    assert "n'est pas le bon" in text(wrong).replace("&#x27;", "'")


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_asking_by_mail_says_the_same_of_an_unknown_address(name: str, ana: User, mailoutbox) -> None:
    answers = []
    for email in ("ana@example.org", "personne@example.org"):
        client = Client()
        asked = client.post(reverse(name), {"email": email})
        answers.append((asked.status_code, asked.url, shape(client.get(asked.url))))
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [["ana@example.org"], ["personne@example.org"]]
    assert "Aucun compte" in mailoutbox[1].subject


def test_a_code_serves_once_and_only_where_it_was_asked(client: Client, ana: User, mailoutbox) -> None:
    client.post(reverse("account_request_login_code"), {"email": ana.email})
    code = CODE.search(mailoutbox[0].body)[1]
    assert Client().post(reverse("account_confirm_login_code"), {"code": code}).url == reverse(
        "account_request_login_code"
    )
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).url == "/"
    client.logout()
    assert SESSION_KEY not in client.session
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert SESSION_KEY not in client.session


def test_a_code_is_lost_after_three_wrong_ones(client: Client, ana: User, mailoutbox) -> None:
    client.post(reverse("account_request_login_code"), {"email": ana.email})
    address = reverse("account_confirm_login_code")
    for _ in range(3):
        client.post(address, {"code": "BBBB-BBBB"})
    client.post(address, {"code": CODE.search(mailoutbox[0].body)[1]})
    assert SESSION_KEY not in client.session


def test_a_new_code_is_sent_on_demand(client: Client, ana: User, mailoutbox) -> None:
    client.post(reverse("account_request_login_code"), {"email": ana.email})
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    first, second = (CODE.search(mail.body)[1] for mail in mailoutbox)
    assert first != second
    assert client.post(reverse("account_confirm_login_code"), {"code": second}).url == "/"


def test_a_closed_account_does_not_open(client: Client, ana: User) -> None:
    User.objects.update(is_active=False)
    answer = sign_in(client)
    assert SESSION_KEY not in client.session
    assert answer.url == reverse("account_inactive")


def test_nobody_opens_an_account_without_an_invitation(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {"email": "moi@example.org", "password1": PASSWORD})
    assert "sur invitation" in text(answer)
    assert not User.objects.exists()


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, ana: User) -> None:
    for _ in range(5):
        sign_in(client, "autre chose")
    assert "Trop d" in text(sign_in(client))
    assert SESSION_KEY not in client.session


def test_wrong_passwords_from_everywhere_count_for_one_account(ana: User) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            reverse("account_login"), {"login": ana.email, "password": "autre chose"}
        )
    assert "Trop d" in text(sign_in(Client(REMOTE_ADDR="192.0.2.99")))


def test_too_many_codes_asked_for_one_address_are_refused(client: Client, ana: User, mailoutbox) -> None:
    for _ in range(4):
        answer = Client().post(reverse("account_request_login_code"), {"email": ana.email})
    assert len(mailoutbox) == 3
    assert "Trop d" in text(answer)


@pytest.mark.parametrize(
    ("name", "typed", "tries"),
    [
        ("account_login", {"login": "x@example.org", "password": "x"}, 30),
        ("account_reset_password", {"email": "ana@example.org"}, 5),
    ],
)
def test_beyond_the_limit_the_page_says_to_wait(name: str, typed: dict[str, str], tries: int, ana: User) -> None:
    client = Client()
    statuses = [client.post(reverse(name), typed).status_code for _ in range(tries)]
    assert 429 not in statuses
    refused = client.post(reverse(name), typed)
    assert refused.status_code == 429
    assert "Patientez une minute" in text(refused)


def test_the_tries_are_counted_for_all_the_processes_together() -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("tries", 1)
    assert cache.get("tries") == 1


def test_behind_the_proxy_the_address_counted_is_the_visitor_s(client: Client, ana: User, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sign_in(client.__class__(headers={"x-forwarded-for": "6.6.6.6, 192.0.2.44"}))
    assert UserSession.objects.get().ip == "192.0.2.44"


def test_people_s_passwords_are_hashed_slowly_and_tests_are_not() -> None:
    assert get_hasher().algorithm == "md5"
    assert settings.PASSWORD_HASHERS[1].endswith("ScryptPasswordHasher")


def test_a_mail_server_that_does_not_answer_is_said(client: Client, ana: User, post_office: PostOffice) -> None:
    post_office.refusing[ana.email] = "451 later"
    answer = client.post(reverse("account_request_login_code"), {"email": ana.email}, follow=True)
    assert answer.status_code == 200
    assert "pas pu partir" in text(answer)


def test_a_changed_password_signs_every_device_out_and_is_told_by_mail(ana: User, mailoutbox) -> None:
    here, elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Android 14) Firefox/133.0"}), Client()
    sign_in(here), sign_in(elsewhere)
    typed = {"oldpassword": PASSWORD, "password1": "quatre poires mûres", "password2": "quatre poires mûres"}
    assert here.post(reverse("account_change_password"), typed).url == reverse("accounts:home")
    for client in (here, elsewhere):
        assert client.get(reverse("accounts:home")).status_code == 302
    (mail,) = mailoutbox
    assert mail.subject == "Votre mot de passe a changé"
    assert "Firefox sur Android" in mail.body
    assert reverse("account_reset_password") in mail.body


@pytest.mark.parametrize("password", ["court", "motdepasse123"[:11], "ana@example.org", "password1234"])
def test_a_weak_password_is_refused_in_french(client: Client, ana: User, password: str) -> None:
    sign_in(client)
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post(reverse("account_change_password"), typed)
    assert "mot de passe" in text(answer).split("points à revoir")[-1]
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_one_does_not_take_the_address_of_another(client: Client, ana: User, mailoutbox) -> None:
    other = UserFactory(email="bob@example.org")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    sign_in(client)
    client.post(reverse("account_email"), {"action_add": "1", "email": "bob@example.org"})
    for mail in mailoutbox:  # only Bob reads it, and even he does not give his address away
        if code := CODE.search(mail.body):
            client.post(reverse("account_email_verification_sent"), {"code": code[1]})
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"


def test_one_ends_one_s_own_sessions_and_no_other(client: Client, ana: User) -> None:
    elsewhere, stranger = Client(), UserFactory()
    sign_in(elsewhere), sign_in(client)
    theirs = UserSession.objects.create(user=stranger, session_key="q" * 32, ip="192.0.2.1", user_agent="x")
    mine = UserSession.objects.exclude(pk=theirs.pk).exclude(session_key=client.session.session_key).get()
    assert client.post(reverse("accounts:end_session", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("accounts:end_session", args=[mine.pk])).status_code == 405
    client.post(reverse("accounts:end_session", args=[mine.pk]))
    assert elsewhere.get(reverse("accounts:home")).status_code == 302
    assert client.get(reverse("accounts:home")).status_code == 200


def test_all_the_other_sessions_end_at_once(client: Client, ana: User) -> None:
    others = [Client(), Client()]
    for other in (*others, client):
        sign_in(other)
    client.post(reverse("usersessions_list"))
    assert [other.get(reverse("accounts:home")).status_code for other in others] == [302, 302]
    assert client.get(reverse("accounts:home")).status_code == 200


def test_a_name_is_needed_and_kept(client: Client, ana: User) -> None:
    sign_in(client)
    assert client.post(reverse("accounts:home"), {"name": "  "}).status_code == 200
    client.post(reverse("accounts:home"), {"name": "Ana Martin"})
    ana.refresh_from_db()
    assert ana.name == "Ana Martin"
