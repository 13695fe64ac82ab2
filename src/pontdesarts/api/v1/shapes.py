"""What is sent and received, as JSON. The names are a promise: they change with the number of the version only."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from pontdesarts.bookings import rules
from pontdesarts.programme.models import BookingMode

MOST_ID = 2**53 - 1  # what every language reads in JSON without loss
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _whole(value: Any) -> Any:
    """In an address, a number is digits: `1.0`, ` 1` and `1_0` are mistakes that we do not guess about."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,20}", value, re.ASCII):
        raise ValueError("not a whole number")
    return value


def _integral(value: Any) -> Any:
    """In JSON, 2.0 is a whole number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", value, re.ASCII):
        raise ValueError("not a date-time of RFC 3339, with its offset")
    said = datetime.fromisoformat(value.upper())
    # beyond these years nothing of ours changed: the answer is the same, and the database can be asked
    return min(max(said, FIRST), LAST)


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("not a full-date of RFC 3339")
    return min(max(date.fromisoformat(value), FIRST.date()), LAST.date())


Id = Annotated[int, Field(ge=1, le=MOST_ID), BeforeValidator(_whole)]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
BodyId = Annotated[int, Field(ge=1, le=MOST_ID), BeforeValidator(_integral)]
# no character that a text of the database may not hold
_TEXT = r"^[^\x00-\x1f]*$"


def text(most: int) -> Any:
    return Field(max_length=most, pattern=_TEXT)


Number = Annotated[int, Field(ge=0, le=200), BeforeValidator(_integral)]


class Sent(BaseModel):
    """A body that we receive: what we do not know is refused, and a number is a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Party(Sent):
    """Who goes, as numbers: the people are known to the relay alone. `wheelchair` counts people among the others."""

    adults: Number = 0
    under_6: Number = 0
    from_6_to_11: Number = 0
    from_12_to_17: Number = 0
    workers: Number = 0
    wheelchair: Number = 0
    outing: Literal["alone", "family", "group"] = "family"
    first_outing: bool | None = None
    needs: Annotated[list[Literal["loop", "lsf", "childcare", "transport"]], Field(max_length=4)] = []

    def read(self) -> rules.Party:
        said = self.model_dump(exclude={"outing", "needs"})
        needs = frozenset(rules.Need(need) for need in self.needs)
        return rules.Party(outing=rules.Outing(self.outing), needs=needs, **said)

    @classmethod
    def of(cls, party: rules.Party) -> "Party":
        return cls.model_construct(
            adults=party.adults,
            under_6=party.under_6,
            from_6_to_11=party.from_6_to_11,
            from_12_to_17=party.from_12_to_17,
            workers=party.workers,
            wheelchair=party.wheelchair,
            outing=party.outing.value,
            first_outing=party.first_outing,
            needs=sorted(need.value for need in party.needs),
        )


class NewBooking(Sent):
    showing: BodyId
    relay: BodyId
    party: Party
    pickup_name: Annotated[str, text(80)] = ""


class ChangedBooking(Sent):
    party: Party
    pickup_name: Annotated[str, text(80)] = ""


class Cancellation(Sent):
    reason: Annotated[str, text(200)] = ""


class NewAsk(Sent):
    """`least` places would do, when that is fewer than the party."""

    kind: Literal["waiting", "request"]
    showing: BodyId
    relay: BodyId
    party: Party
    least: Annotated[int, Field(ge=1, le=1000), BeforeValidator(_integral)] | None = None
    pickup_name: Annotated[str, text(80)] = ""


EventName = Literal["booking.booked", "booking.changed", "booking.cancelled"]


class NewArrival(Sent):
    """How many people came under this code, 0 included; null when it is not known, or was said by mistake."""

    came: Annotated[int, Field(ge=0, le=2000), BeforeValidator(_integral)] | None


class NewWebhook(Sent):
    url: Annotated[
        str, Field(max_length=400, pattern=r"^https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9/._~?=&\-]*)?$")
    ]
    events: Annotated[list[EventName], Field(min_length=1, max_length=3)]


# --- what we send


class Named(BaseModel):
    id: int
    name: str


class Place(BaseModel):
    id: int
    name: str
    address: str
    postal_code: str
    commune: str | None


class Limits(BaseModel):
    """How many places at most, by kind of outing; `per_relay` over all the dates of the offer, 0 when unlimited."""

    alone: int
    family: int
    group: int
    per_relay: int


class Offer(BaseModel):
    """`neighbour`: of another association, which opens it to its neighbours."""

    id: int
    title: str
    discipline: str
    summary: str
    association: str
    partner: Named | None
    place: Place | None
    age_from: int | None
    age_to: int | None
    duration: int | None
    language_free: bool
    outdoors: bool
    access: list[str]
    open_dated: bool
    booking_mode: str = Field(json_schema_extra={"enum": [*BookingMode.values]})
    voucher_mode: str
    pickup_name_required: bool
    limits: Limits
    neighbour: bool
    published_at: datetime
    withdrawn_at: datetime | None
    url: str


class Availability(BaseModel):
    """`left` is what nobody holds; of it, `kept_for_priority` and `kept_for_wheelchairs` are not for everybody yet, and
    relays of other associations may take `left_for_neighbours`."""

    showing: int
    is_open: bool
    places: int
    left: int
    wheelchair_left: int
    kept_for_priority: int
    kept_for_wheelchairs: int
    left_for_neighbours: int
    most_per_booking: int | None
    opens_at: datetime
    closes_at: datetime
    late_until: datetime | None


class Showing(BaseModel):
    """One date, or the whole period of an open-dated offer. `availability` is null when no place is given."""

    id: int
    offer: int
    title: str
    starts_at: datetime
    ends_at: datetime | None
    all_day: bool
    place: Place | None
    cancelled_at: datetime | None
    availability: Availability | None


class Relay(BaseModel):
    id: int
    name: str
    suspended: bool = Field(description="It books nothing for now: suspended, or out of the network")


class Booking(BaseModel):
    code: str
    showing: int
    relay: int
    status: Literal["held", "cancelled"]
    places: int
    party: Party
    booked_at: datetime
    changed_at: datetime | None
    cancelled_at: datetime | None
    cancelled_late: bool
    cancelled_by_venue: bool
    came: int | None


class Proposal(BaseModel):
    places: int
    expires_at: datetime


class Ask(BaseModel):
    """A relay waits, or asks. `proposal`: places are kept for it until it answers, by its own page or mail."""

    id: int
    kind: Literal["waiting", "request"]
    showing: int
    relay: int
    places: int
    least: int
    asked_at: datetime
    ended_at: datetime | None
    end: str
    booking: str | None
    proposal: Proposal | None


class Guest(BaseModel):
    """One party expected at the desk: never whom it comes from. `name` only where the venue requires one."""

    code: str
    name: str
    places: int
    children: int
    wheelchair: int
    needs: list[str]


class CheckIn(BaseModel):
    showing: int
    starts_at: datetime
    parties: int
    places: int
    guests: list[Guest]


class Arrival(BaseModel):
    """What is kept of what was said at the desk."""

    showing: int
    code: str
    places: int
    came: int | None


class Webhook(BaseModel):
    id: int
    url: str
    events: list[str]
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


class WebhookWithSecret(Webhook):
    secret: str


class Delivery(BaseModel):
    id: int
    event_id: str
    event: str
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    last_status: int | None
    failure: str
    arrived_at: datetime | None
    given_up_at: datetime | None


class Page(BaseModel):
    """`next` is the address of what follows, or null. Ordered by number: nothing is said twice, nothing is missed."""

    next: str | None


class Offers(Page):
    items: list[Offer]


class Showings(Page):
    items: list[Showing]


class Relays(Page):
    items: list[Relay]


class Bookings(Page):
    items: list[Booking]


class Asks(Page):
    items: list[Ask]


class Webhooks(Page):
    items: list[Webhook]


class Deliveries(Page):
    items: list[Delivery]
