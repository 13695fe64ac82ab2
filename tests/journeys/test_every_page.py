"""Every page of the product, for each person who may open it: axe, one title, no sideways scroll, light and dark.

A page is looked at for a second person when it shows them a piece that nobody had on it before. A refusal is one page
wherever it is met: it is looked at once for each kind. An address that shows nobody a page must be a file, take forms
only, or say in `ELSEWHERE` where it is looked at.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings import notices, notices_asks
from pontdesarts.bookings.models import Booking, Proposal
from pontdesarts.impressions import letters
from pontdesarts.impressions import notices as impressions
from pontdesarts.impressions.models import Letter
from pontdesarts.last_minute import notices as last_minute
from pontdesarts.messaging.mailings_links import leave_token
from pontdesarts.network.models import Coordinator, Invitation, Referent, Structure
from pontdesarts.network.operations.people import digest
from pontdesarts.outings import notices as outings
from pontdesarts.outings import notices_before, short_links
from pontdesarts.programme.models import PendingImport, SavedSearch, Showing
from pontdesarts.programme.notices_searches import UNSUBSCRIBE
from pontdesarts.programme.operations.links import PURPOSE
from tests import frontiers, tree
from tests.accounts.factories import UserFactory
from tests.agreements import frontiers as agreements
from tests.api.frontiers import PROGRAMS
from tests.associations.factories import AssociationFactory, StaffRoleFactory
from tests.bridge import frontiers as bridge
from tests.federation import frontiers as federation
from tests.federation.factories import FederationRoleFactory
from tests.frontiers import Names
from tests.last_minute.factories import AlertFactory
from tests.membership import frontiers as membership
from tests.network.factories import CoordinatorFactory, PartnerFactory, ReferentFactory, RelayFactory
from tests.outings.scenes import past
from tests.presentations import frontiers as presentations
from tests.supporters import frontiers as supporters
from tests.tally import frontiers as tally

from .pages import Site, check_at_every_width

IN_A_DAY = timedelta(days=1)
SIGN_IN = "tests/journeys/test_sign_in.py"
# addresses that are a page only in the midst of something, and where that page is looked at
ELSEWHERE = {
    "account_change_password": SIGN_IN,
    "account_confirm_login_code": SIGN_IN,
    "account_email_verification_sent": SIGN_IN,
    "account_reauthenticate": SIGN_IN,
    "account_reset_password_from_key": SIGN_IN,
    "directory:home": "it leads to the directory of one's association",
    "doors:exchange": "what a script asks",
    "doors:signed_exchange": "what a script asks",
    "doors:worker": "a script",
    "impressions:voice": "a sound",
    "exchanges:export_file": "a file, once a kind is chosen",
    "draws:of_showing": "it leads to the draw of the date",
    "mfa_authenticate": SIGN_IN,
    "mfa_deactivate_totp": SIGN_IN,
    "mfa_edit_webauthn": SIGN_IN,
    "mfa_reauthenticate_webauthn": SIGN_IN,
    "mfa_remove_webauthn": SIGN_IN,
    "mfa_view_recovery_codes": SIGN_IN,
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "what a script asks",
    "outings:statements": "a file, when something is missing",
    "outings:this_month": "it leads to the month",
    "programme:link_new": "it leads to the only partner of the link",
    "permanences:poster_paper": "a file, once outings are ticked",
    "permanences:thumbnail": "a file, when the picture is there",
    "permanences:vouchers": "a file, once places are booked",
    "permanences:worker": "a script",
    "programme:picture": "a file, when it is there",
    "ui:style": "tests/ui/test_axe.py",
}
# addresses that are another page once something is asked of them
ASKED: dict[str, Callable[[Association], str]] = {
    "network:merge": lambda theirs: f"?avec={RelayFactory(association=theirs).pk}",
}
PARTS = 4  # enough for the workers of a small machine to share the walk


def by_link(showing_too: str = "") -> Callable[[Association], Names]:
    """The link of a partner that has a date to come; it names its offer, or that date."""

    def make(theirs: Association) -> Names:
        showing = Showing.objects.get(pk=frontiers.showing(theirs)["pk"])
        partner = showing.offer.partner
        assert partner is not None
        token = links.make(PURPOSE, partner.pk, expires_at=timezone.now() + IN_A_DAY, epoch=partner.link_epoch)
        things = {
            "offer": {"pk": showing.offer_id},
            "showing": {"pk": showing.pk},
            "partner": {"partner_pk": partner.pk},
        }
        return {"token": token} | things.get(showing_too, {})

    return make


def by_link_to_lists(theirs: Association) -> Names:
    booked = Booking.objects.get(code=frontiers.booking(theirs)["code"])
    partner = booked.showing.offer.partner
    assert partner is not None
    return {"token": notices.all_lists_link(partner, at=timezone.now()).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_list(theirs: Association) -> Names:
    booked = Booking.objects.get(code=frontiers.booking(theirs)["code"])
    return {"token": notices.list_link(booked.showing).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_outings(theirs: Association) -> Names:
    post = ReferentFactory(structure=RelayFactory(association=theirs))
    past(post.structure)
    return {"token": outings.link(post.user, at=timezone.now()).rstrip("/").rsplit("/", 1)[1]}


def by_link_of_a_text(theirs: Association) -> Names:
    return {"token": short_links.make(frontiers.number_of_an_outing(theirs)["pk"])}


def by_link_of_a_letter(theirs: Association) -> Names:
    names = frontiers.letter_of_a_partner(theirs)
    content = letters.tell(Structure.objects.get(pk=names["pk"]), names["year"], at=timezone.now()).as_json()
    made = Letter.objects.create(partner_id=names["pk"], season=names["year"], content=content, sent_at=timezone.now())
    return {"token": impressions.link(made).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_give_back(theirs: Association) -> Names:
    booked = Booking.objects.with_showing().get(code=frontiers.booking(theirs)["code"])
    return {"token": notices_before.give_back_link(booked).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_proposal(theirs: Association) -> Names:
    made = Proposal.objects.get(pk=frontiers.proposal(theirs)["pk"])
    return {"token": notices_asks.proposal_link(made).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_requests(theirs: Association) -> Names:
    date = Showing.objects.get(pk=frontiers.date_on_request(theirs)["pk"])
    assert date.offer.partner is not None
    return {"token": notices_asks.requests_link(date.offer.partner, at=timezone.now()).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_paper(theirs: Association) -> Names:
    return by_link_to_list(theirs) | {"kind": "csv"}


def by_address_of_feed(theirs: Association) -> Names:
    return {"token": SavedSearch.objects.get(pk=frontiers.saved_search(theirs)["pk"]).feed_token}


def by_link_that_stops(theirs: Association) -> Names:
    saved = frontiers.saved_search(theirs)["pk"]
    return {"token": links.make(UNSUBSCRIBE, saved, expires_at=timezone.now() + IN_A_DAY)}


def sheet_to_match(theirs: Association) -> Names:
    names = frontiers.pending_import(theirs)
    sheet = "titre;début\nUn bal;2026-12-05 20:00\n"
    PendingImport.objects.filter(**names).update(format="csv", content=sheet.encode())
    return names


def by_link_of_an_alert(theirs: Association) -> Names:
    showing = Showing.objects.get(pk=frontiers.evening(theirs)["pk"])
    post = ReferentFactory(structure=RelayFactory(association=theirs))
    release = showing.releases.get()
    alert = AlertFactory(release=release, relay=post.structure, user=post.user)
    return {"token": last_minute.take_link(alert).rstrip("/").rsplit("/", 1)[1]}


def by_link_that_stops_alerts(theirs: Association) -> Names:
    return {"token": last_minute.stop_link(UserFactory(), at=timezone.now()).rstrip("/").rsplit("/", 1)[1]}


def by_link_to_list_of_tonight(theirs: Association) -> Names:
    showing = Showing.objects.get(pk=frontiers.evening(theirs)["pk"])
    return {"token": notices.list_link(showing).rstrip("/").rsplit("/", 1)[1]}


def by_invitation(theirs: Association) -> Names:
    invited = Invitation.objects.filter(pk=frontiers.invitation(theirs)["pk"])
    invited.update(secret_digest=digest("vrai"), expires_at=timezone.now() + IN_A_DAY)
    return {"secret": "vrai"}


# what stands behind the addresses whose name is the key, as those who hold it open them
OPENED: dict[str, Callable[[Association], Names]] = {
    "before:cannot_come": by_link_of_a_text,
    "before:give_back": by_link_to_give_back,
    "bookings:signed_list": by_link_to_list,
    "bookings:signed_list_paper": by_link_to_paper,
    "bookings:signed_lists": by_link_to_lists,
    "bookings:signed_proposal": by_link_to_proposal,
    "bookings:signed_requests": by_link_to_requests,
    "doors:signed_door": by_link_to_list_of_tonight,
    "doors:signed_exchange": by_link_to_list_of_tonight,
    "impressions:signed_letter": by_link_of_a_letter,
    "impressions:signed_letter_paper": by_link_of_a_letter,
    "last_minute:link_release": by_link("showing"),
    "last_minute:signed_quiet": by_link_that_stops_alerts,
    "last_minute:signed_release": by_link_to_list_of_tonight,
    "last_minute:signed_take": by_link_of_an_alert,
    "network:join": by_invitation,
    "outings:signed": by_link_to_outings,
    "programme:feed_calendar": by_address_of_feed,
    "programme:feed_rss": by_address_of_feed,
    "programme:link_cancel_date": by_link("showing"),
    "programme:link_copy": by_link("offer"),
    "programme:link_dates": by_link("offer"),
    "programme:link_enter": by_link("partner"),
    "programme:link_manage": by_link(),
    "programme:link_manage_offer": by_link("offer"),
    "programme:link_many_places": by_link(),
    "programme:link_move_date": by_link("showing"),
    "programme:link_neighbours": by_link(),
    "programme:link_new": by_link(),
    "programme:link_next_door": by_link("offer"),
    "programme:link_places": by_link("offer"),
    "programme:link_publish": by_link("offer"),
    "programme:link_remove_dates": by_link("offer"),
    "programme:link_review": by_link("offer"),
    "programme:link_what": by_link("offer"),
    "programme:link_withdraw": by_link("offer"),
    "messaging:leave": lambda theirs: {"token": leave_token("essai.1", "a@example.org")},
    "programme:unsubscribe": by_link_that_stops,
    "accounts:end_session": lambda theirs: {"pk": 1},
    "messaging:status": lambda theirs: {"pk": 1},
    "bookings:export": lambda theirs: {"kind": "csv"},
    "outings:month": lambda theirs: {"month": f"{timezone.localdate() - IN_A_DAY:%Y-%m}"},
    "territory:outlines": lambda theirs: {"code": "94"},
    **bridge.OPENED,
    **federation.OPENED,
    **membership.OPENED,
    **presentations.OPENED,
    **supporters.OPENED,
    **tally.OPENED,
    **agreements.OPENED,
    **frontiers.BEHIND,
    "programme:import_columns": sheet_to_match,
}


def people_of(mine: Association) -> dict[str, User | None]:
    """One for each way of seeing the product. Direction comes first: what the frontiers make for somebody is theirs."""
    roles = (StaffRole.Role.DIRECTION, StaffRole.Role.PROGRAMMER, StaffRole.Role.READER)
    people: dict[str, User] = {role: StaffRoleFactory(association=mine, role=role).user for role in roles}
    people["referent"] = ReferentFactory(structure=RelayFactory(association=mine)).user
    people["coordinator"] = CoordinatorFactory(structure=PartnerFactory(association=mine)).user
    people["operator"] = UserFactory(is_staff=True)
    people["federation"] = FederationRoleFactory().user
    for user in people.values():
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return people | {"visitor": None}


def give_posts(people: dict[str, User | None]) -> None:
    """The referent answers for relays that booked or asked, the coordinator for every partner that has an offer."""
    for relay in Structure.objects.filter(Q(bookings__isnull=False) | Q(asks__isnull=False)).distinct().order_by("pk"):
        Referent.objects.get_or_create(user=people["referent"], structure=relay, defaults={"since": frontiers.SINCE})
    for partner in Structure.objects.filter(offers__isnull=False).distinct().order_by("pk"):
        Coordinator.objects.get_or_create(
            user=people["coordinator"], structure=partner, defaults={"since": frontiers.SINCE}
        )


def is_page(answer: HttpResponse) -> bool:
    """Neither a file nor a piece of a page."""
    return answer.headers.get("Content-Type", "").startswith("text/html") and b"<main" in answer.content


Piece = tuple[str, ...]


def page_of(name: str, answer: HttpResponse) -> str:
    """Which page answers: the one at this address, or at that of an account for a link; or a refusal, of all the same.

    Four of ten answers to the walk are "not found" or "forbidden": the same page, for every address and everybody.
    """
    return name.replace(":link_", ":") if answer.status_code == 200 else str(answer.status_code)


def pieces(answer: HttpResponse) -> set[Piece]:
    """What a page is made of: a page made of pieces that were all looked at there passes or fails as they did."""
    (main,) = re.findall(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    return set(re.findall(r'<(\w[\w-]*)(?:[^>]*?\sclass="([^"]*)")?', main))


def enter_as(site: Site, client: Client) -> None:
    site.page.context.clear_cookies()
    if "sessionid" in client.cookies:
        cookie = client.cookies["sessionid"].value
        site.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.address}])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360])
@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=pytest.mark.xdist_group(f"pages {part}")) for part in range(PARTS)]
)
def test_every_page_reads_well_for_each_person(site: Site, part: int) -> None:
    names = sorted({address.name for address in tree.addresses()} - set(ELSEWHERE) - PROGRAMS)[part::PARTS]
    mine = AssociationFactory()
    people = people_of(mine)
    paths = [(name, reverse(name, kwargs=OPENED[name](mine) if name in OPENED else {})) for name in names]
    paths += [(name, path + ASKED[name](mine)) for name, path in paths if name in ASKED]
    give_posts(people)
    seen: dict[str, set[Piece]] = {}
    answered: dict[str, set[int]] = {name: set() for name in names}
    for user in people.values():
        client = Client()
        if user is not None:
            client.force_login(user)
        enter_as(site, client)
        unseen = part == 0  # what stands around their pages: the menu of each person is looked at, once
        for name, path in paths:
            if 405 in answered[name]:  # it takes forms only, whoever asks
                continue
            answer = client.get(path)
            answered[name].add(answer.status_code)
            if not is_page(answer):
                continue
            before = seen.setdefault(page_of(name, answer), set())
            if unseen or pieces(answer) - before:
                before |= pieces(answer)
                unseen = False
                site.page.goto(site.address + path)
                check_at_every_width(site.page)
    nobody = {name: found for name, found in answered.items() if not {200, 405} & found}  # 405: it takes forms only
    assert nobody == {}, "nobody sees these: say why in ELSEWHERE"
