"""Whatever allauth shows or writes is ours, in our words."""

from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from pontdesarts import accounts

OURS = Path(accounts.__file__).parent / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
# what this configuration never shows: public sign-up, telephones, links where we send codes, several addresses
UNREACHABLE = ("phone", "signup_by", "signup_form", "account/signup.html", "email_confirmation_signup", "reset_code")


def views(resolver: URLResolver) -> list[type]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += views(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith("allauth."):
            found.append(getattr(entry.callback, "view_class", None))
    return [view for view in found if view]


def screens() -> list[str]:
    named = {getattr(view, "template_name", None) for view in views(get_resolver())} - {None}
    extra = {"account/confirm_email_verification_code.html", "account/signup_closed.html"}
    return sorted({*named, *extra} - {"account/signup.html"})


def mails_and_messages() -> list[str]:
    names = [str(path.relative_to(THEIRS)) for path in THEIRS.rglob("*.txt")]
    shown = [name for name in names if name.startswith(("account/", "mfa/", "usersessions/")) and "/base_" not in name]
    return sorted(name for name in shown if not any(part in name for part in UNREACHABLE))


def test_the_screens_are_found() -> None:
    assert len(screens()) > 20
    assert len(mails_and_messages()) > 30


@pytest.mark.parametrize("name", screens() + mails_and_messages())
def test_what_is_shown_is_our_own(name: str) -> None:
    assert Path(str(get_template(name).origin)).is_relative_to(OURS)
