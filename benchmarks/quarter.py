"""A simulated quarter: who answers what, and when: `python -m benchmarks.quarter [--relays N] [--bookings N]` prints
JSON.

The relays and their past bookings are made; from then on everything goes through the operations and jobs of the
product, day after day, with the moment passed to them: nobody sleeps, nothing is mocked. Nobody measured how referents
answer: `--people surveys`, the default, takes what is published of others (`Assumed`), `--people network` guesses that
referents answer their own association more willingly than a stranger's survey. What must hold whatever people do is
checked: the cap of mails, one state for each booking, silence never turned into an absence.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks import rig

SEED = 4_2026
FIRST = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
WEEKS = 13
DAY = timedelta(days=1)
WAYS = ("venues", "day", "week", "statement", "quarter", "phone")


@dataclass(frozen=True)
class Assumed:
    """How people behave, by what is published of people who are asked by strangers.

    Of referents, ``paper`` answer the statement alone, ``phone`` when the team calls alone, ``never`` never; the others
    open their mails: these shares are guesses, as are ``excused``, ``counted`` (dates whose venue counts heads) and
    ``wrong`` (answers that are not what happened).

    - ``first``, told at the mail of the day after, and ``again``, told of the rest at each reminder or statement: 350
      surveys of health professionals end at 57.5 % (Cook, Dickinson and Eccles, BMC Health Services Research 2009,
      9:160); a follow-up contact multiplies the odds by 1.44 (Edwards and others, BMJ 2002, 324:1183). Without it 48 %,
      hence 18 % of the others at each.
    - ``statement``, by those who answer a paper alone: the same 57.5 %.
    - ``call``, by those who answer the phone alone, and ``chat``, by the others when the team calls: of the silent,
      43 % answer an interview by telephone, 24 % once reminded by telephone (BMC Medical Research Methodology 2012,
      12:32).
    - ``nobody`` and ``part``, outings to which nobody, or not all, came: 28 % of the places of free events stay empty
      (PheedLoop's Event Data Lab, report 6, 860 events); the halves are ours.
    """

    first: float = 0.48
    again: float = 0.18
    paper: float = 0.10
    phone: float = 0.15
    never: float = 0.05
    statement: float = 0.575
    call: float = 0.43
    chat: float = 0.24
    part: float = 0.20
    nobody: float = 0.18
    excused: float = 0.5
    counted: float = 0.2
    wrong: float = 0.05


ASSUMED = Assumed()
PEOPLE = {
    "surveys": ASSUMED,
    "network": Assumed(first=0.45, again=0.25, statement=0.70, call=0.90, chat=0.30, part=0.18, nobody=0.12),
}


@dataclass
class Seen:
    """What is counted while the quarter runs."""

    known: dict[str, float] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    settled: int = 0
    most_in_a_month: int = 0


class Quarter:
    """Referents with a temper, bookings with a truth that nobody but the people knows."""

    def __init__(
        self, association: Any, *, relays: int, bookings: int, weeks: int = WEEKS, assumed: Assumed = ASSUMED
    ) -> None:
        from pontdesarts.bookings.models import Booking

        self.association, self.assumed, self.seen = association, assumed, Seen()
        self.weeks = weeks
        self.chance = Random(SEED)
        self.people = self._people(relays)
        self._go_out(bookings)
        self.mine = Booking.objects.filter(relay__association=association)
        self.truth = {pk: self._truth(places) for pk, places in self.mine.order_by("pk").values_list("pk", "places")}
        self.known_once: set[int] = set()

    def run(self) -> dict[str, Any]:
        """Each day some venues count, mails leave, people answer, the team settles; the month is closed by phone."""
        end = FIRST + timedelta(weeks=self.weeks) + 21 * DAY
        at = FIRST
        while at < end:
            self._venues(at)
            self._mails(at)
            self._letters(at + timedelta(hours=2))
            if at.day == 20:
                self._by_phone(at + timedelta(hours=6))
            self._settle(at + timedelta(hours=8))
            at += DAY
        return self._told(end)

    def _people(self, number: int) -> list[tuple[Any, Any, str]]:
        """A referent for each relay, and how they answer: in the proportions that are assumed, not drawn."""
        from pontdesarts.accounts.models import User
        from pontdesarts.network.models import Referent, RelayKind, RelayProfile, Structure

        kinds = [
            kind for kind in ("paper", "phone", "never") for _ in range(round(getattr(self.assumed, kind) * number))
        ]
        kinds += ["mail"] * (number - len(kinds))
        self.chance.shuffle(kinds)
        people = []
        for n, kind in enumerate(kinds):
            relay = Structure.objects.create(association=self.association, name=f"Relais {n:02}", created_at=FIRST)
            RelayProfile.objects.create(structure=relay, kind=RelayKind.SOCIAL_CENTRE)
            email = f"quarter-{self.association.pk}-{n}@example.org"
            user = User.objects.create(email=email, name=f"Référente {n}", password="!")
            Referent.objects.create(user=user, structure=relay, since=FIRST)
            people.append((user, relay, kind))
        return people

    def _go_out(self, number: int) -> None:
        """Evenings over the quarter, some four bookings each, made before it began."""
        from pontdesarts.bookings import codes
        from pontdesarts.bookings.models import Booking
        from pontdesarts.network.models import PartnerProfile, Structure
        from pontdesarts.programme.models import Allotment, Offer, Showing

        partner = Structure.objects.create(association=self.association, name="Théâtre du trimestre", created_at=FIRST)
        PartnerProfile.objects.create(structure=partner)
        said = {"created_at": FIRST, "published_at": FIRST - 30 * DAY}
        offer = Offer.objects.create(association=self.association, partner=partner, title="Bérénice", **said)
        dates = -(-number // min(4, len(self.people)))
        for n in range(dates):
            evening = FIRST + timedelta(days=1 + n * (self.weeks * 7 - 2) // dates, hours=10, minutes=n % 60)
            showing = Showing.objects.create(offer=offer, starts_at=evening)
            opened = {"opens_at": FIRST - 30 * DAY, "closes_at": evening - 2 * DAY}
            Allotment.objects.create(showing=showing, places=40, **opened)
            parties = min(len(self.people), number // dates + (n < number % dates))
            for user, relay, _ in self.chance.sample(self.people, parties):
                children = self.chance.randrange(0, 4)
                Booking.objects.create(
                    code=codes.make(),
                    showing=showing,
                    relay=relay,
                    booked_by=user,
                    booked_at=FIRST - 7 * DAY,
                    adults=1,
                    from_6_to_11=children,
                    places=1 + children,
                    outing="family",
                )

    def _truth(self, places: int) -> tuple[int, bool]:
        drawn = self.chance.random()
        if drawn < self.assumed.nobody:
            return 0, self.chance.random() < self.assumed.excused
        if drawn < self.assumed.nobody + self.assumed.part and places > 1:
            return self.chance.randrange(1, places), False
        return places, False

    def _venues(self, at: datetime) -> None:
        """Some venues count heads, the evening itself."""
        from pontdesarts.journal.actors import Actor
        from pontdesarts.outings import operations
        from pontdesarts.programme.models import Showing

        evening = Showing.objects.filter(offer__association=self.association, starts_at__gt=at - DAY, starts_at__lte=at)
        for showing in evening.select_related("offer__association").order_by("starts_at", "pk"):
            if self.chance.random() < self.assumed.counted:
                there = sum(self.truth[pk][0] for pk in self.mine.filter(showing=showing).values_list("pk", flat=True))
                operations.count(showing, there, by=Actor.link("Théâtre du trimestre"), at=at)
        self._known("venues")

    def _mails(self, at: datetime) -> None:
        """The job of the morning, referent by referent; those who open their mails answer some of what is asked."""
        from pontdesarts.outings import tasks

        weekly = at.weekday() == tasks.TUESDAY
        for user, relay, kind in self.people:
            asked = tasks.ask_or_wait(user.pk, weekly=weekly, at=at)
            if asked is None:
                continue
            self._count_mails(user, at)
            if kind == "mail" and asked.kind == asked.Kind.DAY:
                fresh = at - 2 * DAY
                self._answer(relay, self.assumed.first, "link", asked.kind, at + timedelta(hours=1), since=fresh)
            elif kind == "mail":
                self._answer(relay, self.assumed.again, "link", asked.kind, at + timedelta(hours=1))

    def _letters(self, at: datetime) -> None:
        from pontdesarts.outings import periods, tasks_team

        if not (periods.statement_due(at.date(), 1) or periods.quarter_due(at.date())):
            return  # as the job of the night does
        for user, relay, kind in self.people:
            letter = tasks_team.write_or_wait(user.pk, at=at)
            if letter is None:
                continue
            self._count_mails(user, at)
            shares = {"mail": self.assumed.again, "paper": self.assumed.statement}
            if kind in shares:
                self._answer(relay, shares[kind], "link", letter.kind, at + timedelta(hours=1))

    def _by_phone(self, at: datetime) -> None:
        """The month is closed: the team calls the relays that owe, and they dictate."""
        for _, relay, kind in self.people:
            if kind != "never":
                share = self.assumed.call if kind == "phone" else self.assumed.chat
                self._answer(relay, share, "phone", "phone", at)

    def _answer(
        self, relay: Any, share: float, via: str, asked: str, at: datetime, since: datetime | None = None
    ) -> None:
        """The referent opens the page, or dictates: each outing is told, or left for another day; those ``since``
        then, when the mail asks of these alone."""
        from pontdesarts.journal.actors import Actor
        from pontdesarts.outings import operations
        from pontdesarts.outings.models import Claim

        missing = self.mine.filter(relay=relay).unreported(at).with_showing().order_by("showing__starts_at", "pk")
        if since:
            missing = missing.filter(showing__starts_at__gt=since)
        for booking in missing:
            if self.chance.random() >= share:
                continue
            came, excused = self.truth[booking.pk]
            if self.chance.random() < self.assumed.wrong:
                came, excused = (came + 1) % (booking.places + 1), False
            by = Actor(label=relay.name)
            operations.tell(booking, came=came, excused=excused, via=Claim.Via(via), by=by, at=at)
            self.seen.answers[asked] += 1
        self._known(asked)

    def _settle(self, at: datetime) -> None:
        """The team settles each version that differs, as the people know it."""
        from pontdesarts.journal.actors import Actor
        from pontdesarts.outings import operations
        from pontdesarts.outings.models import Dispute

        open_ones = Dispute.objects.filter(showing__offer__association=self.association).select_related(
            "booking", "showing__offer__association"
        )
        for dispute in open_ones.order_by("pk"):
            self.seen.opened += 1
            came = self.truth[dispute.booking.pk][0] if dispute.booking else 0
            operations.settle(dispute, came=came, by=Actor(label="Nadia Belkacem"), at=at)
            self.seen.settled += 1

    def _count_mails(self, user: Any, at: datetime) -> None:
        from pontdesarts.outings.models import Asked

        sent = Asked.objects.filter(user=user).lately(at).exclude(kind=Asked.Kind.BEFORE).count()
        self.seen.most_in_a_month = max(self.seen.most_in_a_month, sent)

    def _known(self, way: str) -> None:
        """What each way made known first, of all bookings: shares that add up to what is known at the end."""
        known = set(self.mine.filter(told_at__isnull=False).values_list("pk", flat=True))
        new = known - self.known_once
        self.known_once |= known
        self.seen.known[way] = self.seen.known.get(way, 0) + len(new)

    def _told(self, at: datetime) -> dict[str, Any]:
        from pontdesarts.messaging.models import Message
        from pontdesarts.outings.models import Asked, Claim, Dispute, Rhythm

        every = self.mine.count()
        states = Counter(str(booking.state) for booking in self.mine)
        asked = Asked.objects.filter(user__in=[user for user, _, _ in self.people]).exclude(kind=Asked.Kind.BEFORE)
        untold = self.mine.filter(told_at=None)
        known_by, so_far, steps = self.seen.known, 0.0, {}
        for way in WAYS:
            before, so_far = so_far, so_far + known_by.get(way, 0)
            steps[way] = {"before": round(before / every, 3), "after": round(so_far / every, 3)}
        return {
            "assumed": asdict(self.assumed),
            "relays": len(self.people),
            "bookings": every,
            "known_rate": steps,
            "known_at_the_end": round(1 - untold.count() / every, 3),
            "states": dict(sorted(states.items())),
            "in_exactly_one_state": sum(states.values()) == every,
            "unknown_made_into_something_without_a_word": self.mine.exclude(told_at=None)
            .exclude(pk__in=Claim.objects.filter(booking__isnull=False).values("booking"))
            .exclude(showing__in=Claim.objects.of_dates().values("showing"))
            .count(),
            "mails": {
                "a_person": round(asked.count() / len(self.people), 1),
                "by_kind": dict(sorted(Counter(asked.values_list("kind", flat=True)).items())),
                "most_in_thirty_days": self.seen.most_in_a_month,
                "cap": Rhythm.of(self.association).most_mails_a_month,
                "written": Message.objects.filter(to__in=[user.email for user, _, _ in self.people]).count(),
            },
            "disputes": {
                "opened": self.seen.opened,
                "settled": self.seen.settled,
                "left": Dispute.objects.filter(showing__offer__association=self.association).count(),
            },
            "calls": {"dictated": self.seen.answers["phone"]},
            "until": at.date().isoformat(),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--relays", type=int, default=40)
    parser.add_argument("--bookings", type=int, default=1200)
    parser.add_argument("--people", choices=PEOPLE, default="surveys")
    asked = parser.parse_args()
    rig.django("pontdesarts_quarter")
    from django.db import transaction

    from pontdesarts.associations.models import Association

    began = time.perf_counter()
    with transaction.atomic():
        number = Association.objects.count()
        association = Association.objects.create(slug=f"trimestre-{number}", name=f"Trimestre {number}")
        quarter = Quarter(association, relays=asked.relays, bookings=asked.bookings, assumed=PEOPLE[asked.people])
        told = quarter.run()
        transaction.set_rollback(True)
    told["seconds"] = round(time.perf_counter() - began, 1)
    json.dump(told, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
