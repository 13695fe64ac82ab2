"""A family whose numbers were given: they are texted the day before, one of them says that fewer come. Read on the page
« Téléphones ». The numbers are those kept for films: nobody has them."""

from datetime import datetime, timedelta

from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.rules import Outing, Party
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Text
from pontdesarts.outings.models import Phone
from pontdesarts.outings.operations import before, give_back, phones
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer, Showing
from pontdesarts.programme.operations import Places

from ..people import VAL_DE_MARNE
from ..rules import HERE
from .bookings import try_booking
from .scenes import Stage

PARTNER = "Maison des Arts de Créteil"
_HERS, _HIS, _LATER = "06 39 98 12 34", "06 39 98 56 78", "06 39 98 24 68"
_FAMILY = Party(adults=2, from_6_to_11=2, outing=Outing.FAMILY)
_TEXTED, _MAILED = (11, 10), (9, 10)


def set_up(stage: Stage) -> None:
    """An outing whose text has left (of tomorrow, or of tonight when it is not noon yet); one that was just reminded by
    mail, with a number that waits for its eve."""
    hour = stage.clock.now.astimezone(HERE)
    _texted(stage, 1 if hour.hour >= 12 else 0)
    _reminded(stage, 3 if (hour.hour, hour.minute) > _MAILED else 2)


def _texted(stage: Stage, days: int) -> None:
    booked = _outing(stage, days)
    by = stage.made.acting("referente")

    def give(at: datetime) -> None:
        for typed in (_HERS, _HIS):
            phones.give_number(booked[0], typed=typed, people=2, by=by, at=at)

    def text(at: datetime) -> None:
        for phone in Phone.objects.filter(booking__in=booked):
            arrive(before.text_before(phone, by=JOB, at=at), at)

    def tell(at: datetime) -> None:
        phone = Phone.objects.with_outing().filter(booking__in=booked).order_by("-pk")[0]
        give_back.give_back(phone.booking, coming=1, phone=phone, by=give_back.BY_TEXT, at=at)

    texted_at = _wall(stage, days - 1, *_TEXTED)
    stage.diary.plan(stage.clock.ago(4), give)
    stage.diary.plan(texted_at, text)
    stage.diary.plan(texted_at + timedelta(minutes=25), tell)


def _reminded(stage: Stage, days: int) -> None:
    booked = _outing(stage, days)
    by, user = stage.made.acting("referente"), stage.made.users["referente"]

    def remind(at: datetime) -> None:
        before.remind_before(user, by=JOB, at=at)

    def give(at: datetime) -> None:
        phones.give_number(booked[0], typed=_LATER, people=3, by=by, at=at)

    mailed_at = _wall(stage, days - 3, *_MAILED)
    stage.diary.plan(mailed_at, remind)
    stage.diary.plan(mailed_at + timedelta(minutes=10), give)


def _outing(stage: Stage, days: int) -> list[Booking]:
    """A booking of the visitor's relay for that evening; there once the diary has come to it."""
    association, team = stage.made.associations[VAL_DE_MARNE], stage.made.team(VAL_DE_MARNE)
    offers = Offer.objects.published().filter(association=association, partner__name=PARTNER, open_dated=False)
    offer = offers.filter(discipline="theatre").order_by("-pk")[0]
    made: list[Booking] = []

    def book(at: datetime) -> None:
        shown: list[Showing] = programme.add_showings(
            offer, slots=[programme.Slot(stage.clock.evening(days, 19))], by=team, at=at
        )
        programme.offer_places(shown, given=Places(12, 1), by=team, at=at)
        relay, user = stage.relay_of("referente")
        booking = try_booking(shown[0], relay, _FAMILY, user, at)
        made.extend([booking] if booking else [])

    stage.diary.plan(stage.clock.ago(5), book)
    return made


def arrive(text: Text | None, at: datetime) -> None:
    """As the provider would tell, a minute later."""
    if text:
        messaging.deliver_text_now(text.pk, at=at)
        text.refresh_from_db()
        said = {"provider_id": text.provider_id or "", "status": "delivered", "code": ""}
        messaging.note_status(text, at=at + timedelta(minutes=1), **said)


def _wall(stage: Stage, days: int, hour: int, minute: int) -> datetime:
    return stage.clock.evening(days, hour) + timedelta(minutes=minute)
