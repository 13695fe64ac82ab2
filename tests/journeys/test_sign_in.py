"""Signing in, in a real browser: every screen, every way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse
from playwright.sync_api import Page, expect

from pontdesarts.accounts.models import User
from tests.accounts.factories import SecureUserFactory, UserFactory, totp_code
from tests.associations.factories import StaffRoleFactory
from tests.harness.mail import PostOffice

from .pages import Site

pytestmark = pytest.mark.django_db(transaction=True)

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.M)
PASSWORD = "trois pommes vertes"


def somebody(factory: Any = UserFactory, *, password: str | None = PASSWORD, **more: Any) -> User:
    user: User = factory(email="ana@example.org", name="Ana Duval", **more)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def fill(site: Site, label: str, value: str) -> None:
    site.page.get_by_label(label).and_(site.page.locator("input")).fill(value)


@contextmanager
def key_of(page: Page) -> Iterator[None]:
    """A security key plugged into the browser, which answers at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    devtools.send("WebAuthn.disable")


def test_by_password_then_out(site: Site) -> None:
    somebody()
    site.open(reverse("account_login"))
    fill(site, "Adresse électronique", "ana@example.org")
    fill(site, "Mot de passe", "ce n'est pas lui")
    site.press("Se connecter")
    expect(site.arrived().get_by_text("n'est pas le bon")).to_be_visible()
    expect(site.page.get_by_label("Adresse électronique")).to_have_value("ana@example.org")
    site.sign_in("ana@example.org", PASSWORD)
    site.open(reverse("accounts:home"))
    site.open(reverse("account_logout"))
    site.page.locator("main").get_by_role("button", name="Se déconnecter").click()
    expect(site.arrived().get_by_text("Vous êtes déconnecté")).to_be_visible()


def test_by_a_code_received_by_mail(site: Site, post_office: PostOffice) -> None:
    somebody(password=None)
    site.open(reverse("account_login"))
    site.press("Recevoir un code")
    site.arrived()
    fill(site, "Adresse électronique", "Ana@Example.org")
    site.press("Recevoir le code")
    site.arrived()
    fill(site, "Code", "FAUX-CODE")
    site.press("Se connecter")
    expect(site.arrived().get_by_text("Ce code n'est pas le bon").first).to_be_visible()
    (letter,) = post_office.to("ana@example.org")
    assert letter.subject == "Votre code de connexion"
    code = CODE.search(letter.text)
    assert code is not None
    fill(site, "Code", code[1].lower())
    site.press("Se connecter")
    site.page.wait_for_url(lambda url: "/login/" not in url)
    assert UserSession.objects.filter(user__email="ana@example.org").count() == 1


def test_staff_sets_a_second_factor_up_then_uses_it(site: Site) -> None:
    user = somebody()
    StaffRoleFactory(user=user)
    site.sign_in("ana@example.org", PASSWORD)
    expect(site.arrived().get_by_text("Il est demandé à l'équipe")).to_be_visible()
    site.press("Utiliser une application")
    page = site.arrived()
    secret = page.locator("code").inner_text()
    fill(site, "Code à 6 chiffres", "000000")
    site.press("Utiliser cette application")
    expect(site.arrived().locator("code")).to_have_text(secret)
    fill(site, "Code à 6 chiffres", totp_code(secret))
    site.press("Utiliser cette application")
    expect(site.arrived().get_by_role("heading", level=1)).to_have_text("Codes de secours")
    spare = page.locator(".codes li").first.inner_text()
    site.press("C'est noté, continuer")
    assert site.arrived().url == site.address + "/"
    page.context.clear_cookies()

    site.sign_in("ana@example.org", PASSWORD)
    site.arrived()
    fill(site, "Code", spare)
    site.press("Se connecter")
    site.page.wait_for_url(site.address + "/")


def test_with_a_key_alone(site: Site) -> None:
    site = Site(site.page, site.address.replace("127.0.0.1", "localhost"))  # keys want a name
    somebody()
    with key_of(site.page):
        site.sign_in("ana@example.org", PASSWORD)
        site.open(reverse("mfa_add_webauthn"))
        fill(site, "Nom de la clé", "Clé du bureau")
        site.page.get_by_label("Me connecter avec cette clé seule").check()
        site.press("Ajouter cette clé")
        site.page.wait_for_url("**/recovery-codes/")
        expect(site.open(reverse("mfa_list_webauthn")).get_by_text("connecte seule")).to_be_visible()
        site.page.context.clear_cookies()
        site.open(reverse("account_login"))
        site.press("Utiliser une clé d'accès")
        site.page.wait_for_url(site.address + "/")


def test_a_key_that_does_not_answer_is_told(site: Site) -> None:
    site = Site(site.page, site.address.replace("127.0.0.1", "localhost"))
    page = site.open(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = async () => { throw new Error('no finger') } }")
    site.press("Utiliser une clé d'accès")
    expect(page.get_by_text("La clé n'a pas répondu")).to_be_visible()


def test_a_device_is_signed_out_from_another(site: Site, browser: Any) -> None:
    somebody()
    site.sign_in("ana@example.org", PASSWORD)
    phone = browser.new_context(user_agent="Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0")
    elsewhere = Site(phone.new_page(), site.address)
    elsewhere.sign_in("ana@example.org", PASSWORD)
    site.open(reverse("usersessions_list"))
    row = site.page.locator("li.row", has_text="Firefox sur Android")
    row.get_by_role("button", name="Déconnecter").click()
    expect(site.arrived().get_by_text("L'appareil est déconnecté")).to_be_visible()
    expect(site.page.get_by_text("Firefox sur Android")).to_have_count(0)
    elsewhere.page.goto(site.address + reverse("accounts:home"))
    assert reverse("account_login") in elsewhere.page.url
    phone.close()


def test_a_forgotten_password_is_replaced(site: Site, post_office: PostOffice) -> None:
    somebody()
    site.open(reverse("account_reset_password"))
    fill(site, "Adresse électronique", "ana@example.org")
    site.press("Recevoir le lien")
    site.arrived()
    link = re.search(r"https?://\S+", post_office.to("ana@example.org")[0].text)
    assert link is not None
    site.page.goto(link[0])
    assert link[0].split("/")[-2] not in site.page.url  # the secret has left the address
    site.arrived()
    fill(site, "Nouveau mot de passe", "quatre poires mûres")
    fill(site, "Le même, une seconde fois", "quatre poires mures")
    site.press("Enregistrer le mot de passe")
    site.arrived()
    fill(site, "Nouveau mot de passe", "quatre poires mûres")
    fill(site, "Le même, une seconde fois", "quatre poires mûres")
    site.press("Enregistrer le mot de passe")
    expect(site.arrived().get_by_text("est enregistré").first).to_be_visible()
    assert [letter.subject for letter in post_office.received][-1] == "Votre mot de passe a changé"
    site.page.goto(link[0])
    expect(site.arrived().get_by_text("Ce lien ne sert plus")).to_be_visible()
    site.sign_in("ana@example.org", "quatre poires mûres")


def test_the_address_changes_once_its_code_is_written(site: Site, post_office: PostOffice) -> None:
    user = somebody()
    site.sign_in("ana@example.org", PASSWORD)
    site.open(reverse("account_email"))
    fill(site, "Nouvelle adresse", "ana.martin@example.org")
    site.press("Recevoir un code")
    site.arrived()
    user.refresh_from_db()
    assert user.email == "ana@example.org"
    code = CODE.search(post_office.to("ana.martin@example.org")[0].text)
    assert code is not None
    fill(site, "Code", code[1])
    site.press("Confirmer l'adresse")
    site.arrived()
    user.refresh_from_db()
    assert user.email == "ana.martin@example.org"
    assert post_office.to("ana@example.org")[0].subject == "Votre adresse a changé"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ana.martin@example.org"]


@pytest.mark.parametrize("name", ["account_signup", "account_inactive", "account_reset_password_done"])
def test_screens_for_visitors(site: Site, name: str) -> None:
    site.open(reverse(name))


def test_every_screen_of_ones_account(site: Site) -> None:
    user = somebody(SecureUserFactory)
    site.sign_in("ana@example.org", PASSWORD)
    site.arrived()
    fill(site, "Code", totp_code())
    site.press("Se connecter")
    site.page.wait_for_url(site.address + "/")
    for name in (
        "accounts:home",
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "usersessions_list",
    ):
        site.open(reverse(name))
    assert user.pk
