"""What stands behind each address that names a thing. A new address without a line here fails `test_frontiers.py`.

`BEHIND` makes, for an association, something that the address can name; its neighbours must not see it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.bookings.models import Ask, Booking, Proposal
from pontdesarts.bookings.rules import season_of
from pontdesarts.draws.models import Wish
from pontdesarts.draws.operations import Window
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import numbers
from pontdesarts.network.models import Contact, Invitation, Referent
from pontdesarts.outings.models import Impression, Phone, Voice
from pontdesarts.programme.models import (
    Allotment,
    BookingMode,
    ImportRun,
    Offer,
    PendingImport,
    Resemblance,
    SavedSearch,
    Showing,
)
from pontdesarts.statistics.operations import publish
from pontdesarts.statistics.periods import quarters_over
from tests.agreements import frontiers as agreements
from tests.api import frontiers as programs
from tests.associations.factories import StaffRoleFactory
from tests.bookings.factories import BookingFactory
from tests.bridge import frontiers as bridge
from tests.draws import factories as draws
from tests.exchanges import factories as exchanges
from tests.federation import frontiers as federation
from tests.follow_up import frontiers as follow_up
from tests.goals.factories import GoalFactory
from tests.last_minute.factories import ReleaseFactory
from tests.membership import frontiers as membership
from tests.network import frontiers as relays
from tests.network.factories import PartnerFactory, ReferentFactory, RelayFactory, VenueFactory
from tests.permanences.factories import PermanenceFactory
from tests.presentations import frontiers as presentations
from tests.programme.factories import AllotmentFactory, OfferFactory, SourceFactory
from tests.support import frontiers as support
from tests.supporters import frontiers as supporters
from tests.tally import frontiers as tally

Names = dict[str, Any]
SINCE = datetime(2026, 9, 1, tzinfo=UTC)


def association(theirs: Association) -> Names:
    return {"slug": theirs.slug}


def goal(theirs: Association) -> Names:
    return {"pk": GoalFactory(association=theirs, season=season_of(timezone.localdate())[0].year).pk}


def impression(theirs: Association) -> Names:
    booked = Booking.objects.get(code=booking(theirs)["code"])
    felt = Impression.objects.create(booking=booked, showing=booked.showing, line="Beau.", said_at=SINCE)
    Voice.objects.create(impression=felt, content_type="audio/ogg", content=b"OggS", recorded_at=SINCE)
    return {"pk": felt.pk}


def letter_of_a_partner(theirs: Association) -> Names:
    return partner(theirs) | {"year": season_of(timezone.localdate())[0].year}


def settled_quarter(theirs: Association) -> Names:
    day = quarters_over(timezone.localdate())[0].first
    return {"pk": publish(theirs, day=day, by=JOB, at=timezone.now()).pk}


def sheet_of_a_quarter(theirs: Association) -> Names:
    return settled_quarter(theirs) | {"kind": "csv"}


def quarter_to_settle(theirs: Association) -> Names:
    return {"slug": theirs.slug, "first": quarters_over(timezone.localdate())[0].first.isoformat()}


def sheet_of_a_relay(theirs: Association) -> Names:
    return structure(theirs) | {"kind": "csv"}


def sheet_of_a_partner(theirs: Association) -> Names:
    return partner(theirs) | {"kind": "csv"}


def staff_role(theirs: Association) -> Names:
    return {"pk": StaffRoleFactory(association=theirs, role=StaffRole.Role.TEAM).pk}


def structure(theirs: Association) -> Names:
    return {"pk": RelayFactory(association=theirs).pk}


def contact(theirs: Association) -> Names:
    relay = RelayFactory(association=theirs)
    return {
        "pk": relay.pk,
        "contact_pk": Contact.objects.create(structure=relay, name="Ana Duval", confirmed_at=SINCE).pk,
    }


def referent(theirs: Association) -> Names:
    return {"kind": "referent", "pk": ReferentFactory(structure=RelayFactory(association=theirs)).pk}


def invitation(theirs: Association) -> Names:
    invited = Invitation.objects.create(
        association=theirs,
        post=Invitation.Post.STAFF,
        staff_role=StaffRole.Role.TEAM,
        email="bientot@example.org",
        secret_digest="0" * 64,
        invited_at=SINCE,
        expires_at=SINCE + timedelta(days=3650),
    )
    return {"pk": invited.pk}


def venue(theirs: Association) -> Names:
    return {"pk": VenueFactory(association=theirs).pk}


def _showing(theirs: Association) -> Showing:
    now = timezone.now()
    showing: Showing = AllotmentFactory(
        showing__offer__association=theirs,
        showing__starts_at=now + timedelta(days=12),
        opens_at=now - timedelta(days=1),
    ).showing
    return showing


def evening(theirs: Association) -> Names:
    """A date of tonight, closed, opened again for the places that were released."""
    now = timezone.now()
    begins = now + timedelta(hours=5)
    showing = AllotmentFactory(
        showing__offer__association=theirs,
        showing__starts_at=begins,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        late_until=begins - timedelta(hours=1),
    ).showing
    ReleaseFactory(showing=showing, released_at=now, until=begins - timedelta(hours=1))
    return {"pk": showing.pk}


def offer(theirs: Association) -> Names:
    return {"pk": _showing(theirs).offer.pk}


def draft(theirs: Association) -> Names:
    return {"pk": OfferFactory(association=theirs, published_at=None).pk}


def showing(theirs: Association) -> Names:
    return {"pk": _showing(theirs).pk}


def paper_of_showing(theirs: Association) -> Names:
    return {"pk": _showing(theirs).pk, "kind": "csv"}


def booking(theirs: Association) -> Names:
    booked: Booking = BookingFactory(showing=_showing(theirs), booked_at=timezone.now())
    return {"code": booked.code}


def _ask(theirs: Association, **more: Any) -> Ask:
    date = _showing(theirs)
    asked: Ask = Ask.objects.create(
        showing=date,
        relay=RelayFactory(association=theirs),
        asked_at=timezone.now(),
        position=1,
        places=2,
        adults=2,
        least=1,
        outing="family",
        **{"kind": Ask.Kind.WAITING, **more},
    )
    return asked


def ask(theirs: Association) -> Names:
    return {"pk": _ask(theirs).pk}


def number_of_an_outing(theirs: Association) -> Names:
    """A number given for the text of the day before."""
    booked: Booking = BookingFactory(showing=_showing(theirs), booked_at=timezone.now())
    given = Phone.objects.create(
        booking=booked, sealed=numbers.seal("+33612345678"), digest="0" * 64, people=2, given_at=timezone.now()
    )
    return {"code": booked.code, "pk": given.pk}


def date_with_a_waiting_list(theirs: Association) -> Names:
    return {"pk": _ask(theirs).showing_id}


def date_on_request(theirs: Association) -> Names:
    date = _ask(theirs, kind=Ask.Kind.REQUEST).showing
    Offer.objects.filter(pk=date.offer_id).update(booking_mode=BookingMode.ON_REQUEST)
    return {"pk": date.pk}


def proposal(theirs: Association) -> Names:
    at = timezone.now()
    asked = _ask(theirs)
    Allotment.objects.filter(pk=asked.showing_id).update(taken=1)
    made = Proposal.objects.create(ask=asked, places=1, proposed_at=at, expires_at=at + timedelta(days=1))
    return {"pk": made.pk}


def saved_search(theirs: Association) -> Names:
    """Of a referent who is there, or of one who comes."""
    post = Referent.objects.filter(structure__association=theirs).first()
    post = post or ReferentFactory(structure=RelayFactory(association=theirs))
    saved = SavedSearch.objects.create(
        user=post.user,
        name=f"Cirque {SavedSearch.objects.count()}",
        feed_token=uuid4().hex,
        created_at=SINCE,
        told_until=SINCE,
    )
    return {"pk": saved.pk}


def pending_import(theirs: Association) -> Names:
    """Of a person of the team who is there, or of one who comes."""
    role = StaffRole.objects.filter(association=theirs).exclude(role=StaffRole.Role.READER).order_by("pk").first()
    pending = PendingImport.objects.create(
        association=theirs,
        user=(role or StaffRoleFactory(association=theirs)).user,
        source_name="Agenda",
        format="openagenda",
        first_day=SINCE,
        last_day=SINCE + timedelta(days=300),
        content=b'{"events": []}',
        received_at=SINCE,
    )
    return {"pk": pending.pk}


def import_of_structures(theirs: Association) -> Names:
    """Of a person of the team who is there, or of one who comes."""
    return {"pk": exchanges.waiting(theirs).pk}


def carried_out_import(theirs: Association) -> Names:
    return {"pk": exchanges.carried_out(theirs).pk}


def source(theirs: Association) -> Names:
    return {"pk": SourceFactory(association=theirs).pk}


def import_run(theirs: Association) -> Names:
    return {"pk": ImportRun.objects.create(source=SourceFactory(association=theirs), at=SINCE, by_label="Ana").pk}


def resemblance(theirs: Association) -> Names:
    drafts = OfferFactory.create_batch(2, association=theirs, published_at=None)
    return {"pk": Resemblance.objects.create(offer=drafts[0], other=drafts[1], found_at=SINCE).pk}


def partner(theirs: Association) -> Names:
    return {"pk": PartnerFactory(association=theirs).pk}


def partner_of_a_new_offer(theirs: Association) -> Names:
    return {"partner_pk": PartnerFactory(association=theirs).pk}


def draw(theirs: Association) -> Names:
    """A draw whose wishes are open, with a wish of a relay."""
    return {"pk": _wish(theirs).entrant.draw_id}


def draw_to_come(theirs: Association) -> Names:
    now = timezone.now()
    window = Window(now + timedelta(days=1), now + timedelta(days=2), now + timedelta(days=2))
    return {"pk": draws.opened(draws.scarce(theirs, now=now), window=window, at=now).pk}


def lot(theirs: Association) -> Names:
    return {"pk": _wish(theirs).lot_id}


def wish(theirs: Association) -> Names:
    return {"pk": _wish(theirs).pk}


def _wish(theirs: Association) -> Wish:
    now = timezone.now()
    post = Referent.objects.filter(structure__association=theirs).order_by("pk").first()
    relay = post.structure if post else RelayFactory(association=theirs)
    window = Window(now - timedelta(hours=1), now + timedelta(days=2), now + timedelta(days=2))
    return draws.wish(draws.opened(draws.scarce(theirs, now=now), window=window, at=now), relay, at=now)


def permanence(theirs: Association) -> Names:
    return {"pk": PermanenceFactory(relay=RelayFactory(association=theirs), opened_at=timezone.now()).pk}


BEHIND: dict[str, Callable[[Association], Names]] = {
    **agreements.BEHIND,
    "api:withdraw_token": programs.token,
    "associations:association": association,
    "associations:change_role": staff_role,
    "associations:describe": association,
    "associations:terms": association,
    "before:numbers": booking,
    "before:withdraw": number_of_an_outing,
    "bookings:ask": ask,
    "bookings:book": showing,
    "bookings:book_many": offer,
    "bookings:booking": booking,
    "bookings:calendar": booking,
    "bookings:cancel": booking,
    "bookings:change": booking,
    "bookings:change_ask": ask,
    "bookings:leave": ask,
    "bookings:list_of_showing": showing,
    "bookings:list_paper": paper_of_showing,
    "bookings:mail_again": booking,
    "bookings:neighbours": offer,
    "bookings:proposal": proposal,
    "bookings:repeat": booking,
    "bookings:request": date_on_request,
    "bookings:turns": date_with_a_waiting_list,
    "bookings:voucher": booking,
    "bookings:wait": date_with_a_waiting_list,
    "directory:opening": association,
    "directory:public": association,
    "directory:public_paper": association,
    "directory:team": association,
    "directory:team_paper": association,
    "doors:door": evening,
    "doors:exchange": evening,
    "draws:cancel": draw,
    "draws:change": draw_to_come,
    "draws:draw": draw,
    "draws:draw_now": draw,
    "draws:follow": draw,
    "draws:move_wish": wish,
    "draws:next_round": draw,
    "draws:of_showing": showing,
    "draws:prepare": association,
    "draws:record": draw,
    "draws:release": draw,
    "draws:restore_wish": wish,
    "draws:wish": lot,
    "draws:wishes": draw,
    "draws:withdraw_wish": wish,
    "goals:add": association,
    "goals:change": goal,
    "goals:goal": goal,
    "goals:propose": association,
    "goals:remove": goal,
    "goals:season": association,
    "goals:sheet": association,
    "impressions:letter": letter_of_a_partner,
    "impressions:letter_paper": letter_of_a_partner,
    "impressions:moderate": impression,
    "impressions:thank": showing,
    "impressions:voice": impression,
    "last_minute:release": evening,
    "last_minute:take": evening,
    "network:add_contact": structure,
    "network:add_venue": association,
    "network:admit": association,
    "network:contact": contact,
    "network:describe": structure,
    "network:edit_venue": venue,
    "network:hand_over": referent,
    "network:invite": structure,
    "network:invite_staff": association,
    "network:resume": structure,
    "network:structure": structure,
    "network:suspend": structure,
    "network:venue": venue,
    "network:withdraw_invitation": invitation,
    "outings:call": structure,
    "outings:dictated": structure,
    "outings:rhythm": association,
    "permanences:close": permanence,
    "permanences:permanence": permanence,
    "permanences:places": permanence,
    "permanences:reopen": permanence,
    "permanences:send": permanence,
    "permanences:summary": permanence,
    "permanences:vouchers": permanence,
    "programme:cancel_date": showing,
    "programme:change_search": saved_search,
    "programme:copy": draft,
    "programme:dates": draft,
    "programme:detail": offer,
    "programme:enter": partner_of_a_new_offer,
    "programme:forget_search": saved_search,
    "exchanges:answer": import_of_structures,
    "exchanges:carry_out": import_of_structures,
    "exchanges:columns": import_of_structures,
    "exchanges:look_up": import_of_structures,
    "exchanges:preview": import_of_structures,
    "exchanges:report": carried_out_import,
    "exchanges:report_sheet": carried_out_import,
    "exchanges:undo": carried_out_import,
    "programme:import_columns": pending_import,
    "programme:import_confirm": pending_import,
    "programme:import_preview": pending_import,
    "programme:import_run": import_run,
    "programme:manage_offer": draft,
    "programme:move_date": showing,
    "programme:next_door": draft,
    "programme:places": draft,
    "programme:publish": draft,
    "programme:remove_dates": draft,
    "programme:renew_feed": saved_search,
    "programme:review": draft,
    "programme:send_link": partner,
    "programme:settle_resemblance": resemblance,
    "programme:source": source,
    "programme:what": draft,
    "programme:withdraw": draft,
    "programme:withdraw_links": partner,
    "statistics:association": association,
    "statistics:partner_sheet": sheet_of_a_partner,
    "statistics:publication": settled_quarter,
    "statistics:publication_sheet": sheet_of_a_quarter,
    "statistics:publications": association,
    "statistics:settle": quarter_to_settle,
    "statistics:structure": structure,
    "statistics:structure_sheet": sheet_of_a_relay,
    **relays.BEHIND,
    **federation.BEHIND,
    **follow_up.BEHIND,
    **bridge.BEHIND,
    **support.BEHIND,
    **membership.BEHIND,
    **presentations.BEHIND,
    **supporters.BEHIND,
    **tally.BEHIND,
}

# addresses whose name is itself the key: whoever holds it may enter, and a wrong one opens nothing
SECRETS: dict[str, Names] = {
    **agreements.SECRETS,
    "before:cannot_come": {"token": "invente"},
    "before:give_back": {"token": "inventé"},
    "bookings:signed_list": {"token": "inventé"},
    "bookings:signed_list_paper": {"token": "inventé", "kind": "csv"},
    "bookings:signed_lists": {"token": "inventé"},
    "bookings:signed_proposal": {"token": "inventé"},
    "bookings:signed_requests": {"token": "inventé"},
    "doors:signed_door": {"token": "inventé"},
    "doors:signed_exchange": {"token": "inventé"},
    "impressions:signed_letter": {"token": "inventé"},
    "impressions:signed_letter_paper": {"token": "inventé"},
    "last_minute:link_release": {"token": "inventé", "pk": 1},
    "last_minute:signed_quiet": {"token": "inventé"},
    "last_minute:signed_release": {"token": "inventé"},
    "last_minute:signed_take": {"token": "inventé"},
    "outings:signed": {"token": "inventé"},
    "programme:feed_calendar": {"token": "invente"},
    "programme:feed_rss": {"token": "invente"},
    "programme:link_cancel_date": {"token": "inventé", "pk": 1},
    "programme:link_copy": {"token": "inventé", "pk": 1},
    "programme:link_dates": {"token": "inventé", "pk": 1},
    "programme:link_manage_offer": {"token": "inventé", "pk": 1},
    "programme:link_move_date": {"token": "inventé", "pk": 1},
    "programme:link_places": {"token": "inventé", "pk": 1},
    "programme:link_publish": {"token": "inventé", "pk": 1},
    "programme:link_remove_dates": {"token": "inventé", "pk": 1},
    "programme:link_review": {"token": "inventé", "pk": 1},
    "programme:link_what": {"token": "inventé", "pk": 1},
    "programme:link_withdraw": {"token": "inventé", "pk": 1},
    "programme:link_enter": {"token": "inventé", "partner_pk": 1},
    "programme:link_manage": {"token": "inventé"},
    "programme:link_many_places": {"token": "inventé"},
    "programme:link_new": {"token": "inventé"},
    "programme:link_neighbours": {"token": "inventé"},
    "programme:link_next_door": {"token": "inventé", "pk": 1},
    "programme:unsubscribe": {"token": "inventé"},
    "messaging:leave": {"token": "inventé"},
    "network:join": {"secret": "inventé"},
    **bridge.SECRETS,
    **membership.SECRETS,
    **presentations.SECRETS,
    **supporters.SECRETS,
    **tally.SECRETS,
}

# addresses that name something which belongs to nobody
SHARED: dict[str, str] = {
    **federation.SHARED,
    **membership.SHARED,
    **supporters.SHARED,
    "accounts:end_session": "one's own devices, whatever the association: see tests/accounts/test_sign_in.py",
    "bookings:export": "one's own bookings: the address names a kind of file",
    "messaging:status": "told by the provider of texts, which signs: see tests/messaging/test_replies.py",
    "outings:month": "a month of one's own association: the address names a month, see tests/outings/test_letters.py",
    "permanences:thumbnail": "pictures of offers, smaller: their name is a digest of what they show",
    "programme:picture": "pictures of offers: printed on papers, and their name is a digest of what they show",
    "territory:outlines": "outlines of departments: reference data of the whole country",
}

# what a visitor without an account may open, besides SECRETS
PUBLIC = {
    "api:about",
    "api:openapi",
    "desk:about",
    "desk:home",
    "desk:personal_data",
    "desk:register",  # without numbers but for a team, and then its own
    "messaging:incoming",  # the provider of texts signs what it tells
    "messaging:texts",  # of the demo; absent elsewhere but for the operator
    "programme:ask_link",  # a partner without an account asks for its link
    "directory:public",  # once its association opened it
    "directory:public_paper",  # the same
    "doors:worker",  # the script that a browser keeps: it holds nothing of anybody
    "permanences:worker",  # the script that a browser keeps: it holds nothing of anybody
    "territory:suggest",  # communes are everybody's
    "ui:style",  # for developers: absent unless debugging
}
