"""What the timeline of a structure is made of. A context below that has something to tell adds a line to `SOURCES`."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from pontdesarts.agreements.models import Step
from pontdesarts.bookings.models import Ask, Booking
from pontdesarts.bridge.models import Thread
from pontdesarts.membership.models import JoinRequest, Membership, Signature
from pontdesarts.messaging.models import MailingLine
from pontdesarts.network.models import Coordinator, Post, Referent, StageChange, Structure
from pontdesarts.outings.models import Call, Impression
from pontdesarts.programme.models import Offer
from pontdesarts.support.models import Support, Visit
from pontdesarts.ui import words

from .models import LogLine, Task
from .timeline import Moment, Source

_ICONS = {"note": "edit", "call": "phone", "visit": "place", "meeting": "people", "mail": "mail"}


def _log(line: LogLine) -> Moment:
    with_whom = f" avec {line.with_whom}" if line.with_whom and line.kind != LogLine.Kind.MAIL else ""
    to = f" à {line.with_whom}" if line.with_whom and line.kind == LogLine.Kind.MAIL else ""
    came_back = line.mailing is not None and any(each.bounced_at for each in line.mailing.lines.all())
    said = f"{line.get_kind_display().capitalize()}{with_whom}{to}{', revenu : adresse inconnue' if came_back else ''}"
    return Moment(
        said,
        who=line.written_by_label,
        detail=line.text,
        icon=_ICONS[line.kind],
        tone="attention" if came_back else "",
        line=None if line.mailing_id else line.pk,
    )


def _booking(booking: Booking) -> Moment:
    date = words.french_moment(booking.showing.starts_at)
    cancelled = ", annulée depuis" if booking.cancelled_at else ""
    taken = words.counted(booking.places, "place réservée", "places réservées")
    said = f"{taken} : « {booking.showing.offer.title} », {date}{cancelled}"
    return Moment(said, who=str(booking.booked_by or ""), href=reverse("bookings:booking", args=[booking.code]))


def _came(booking: Booking) -> Moment:
    came = words.counted(booking.came or 0, "personne venue", "personnes venues")
    told = "absence annoncée" if booking.excused else f"{came} sur {booking.places}"
    return Moment(f"« {booking.showing.offer.title} » : {told}", href=reverse("bookings:booking", args=[booking.code]))


def _ask(ask: Ask) -> Moment:
    how = "Liste d'attente" if ask.kind == Ask.Kind.WAITING else "Demande"
    said = f"{how} : {words.places(ask.places)} pour « {ask.showing.offer.title} »"
    return Moment(said, href=reverse("bookings:ask", args=[ask.pk]))


def _stage(change: StageChange) -> Moment:
    return Moment(f"Étape : {change.get_stage_display()}", detail=change.reason)


def _arrived(post: Post) -> Moment:
    return Moment(f"{post.user} prend la fonction : {_post(post)}")


def _left(post: Post) -> Moment:
    return Moment(f"{post.user} quitte la fonction : {_post(post)}")


def _post(post: Post) -> str:
    return "référente ou référent" if isinstance(post, Referent) else "interlocutrice ou interlocuteur"


def _impressions(month: dict[str, Any]) -> Moment:
    return Moment(words.counted(month["said"], "impression recueillie", "impressions recueillies").capitalize())


def _impressions_of(structure: Structure) -> QuerySet[Impression, Any]:
    of = Q(booking__relay=structure) | Q(showing__offer__partner=structure)
    by_month = Impression.objects.filter(of).annotate(month=TruncMonth("said_at")).order_by().values("month")
    return by_month.annotate(said=Count("pk"))


def _call(call: Call) -> Moment:
    said = f"Appel après des absences : {call.get_decision_display()}"
    return Moment(said, who=call.called_by_label, detail=call.note)


def _membership(membership: Membership) -> Moment:
    paid = f", {words.grouped(int(membership.fee))} euros" if membership.fee else ""
    return Moment(f"Adhésion, {membership.season_said}{paid}")


def _declined(membership: Membership) -> Moment:
    return Moment(f"N'adhère pas, {membership.season_said}", detail=membership.declined_because)


def _joined(request: JoinRequest) -> Moment:
    return Moment(f"{request.person} demande à rejoindre le réseau", detail=request.why)


def _signed(signature: Signature) -> Moment:
    return Moment(f"{signature.name} signe la charte")


def _agreement(step: Step) -> Moment:
    said = f"Convention « {step.agreement.title} » : {step.get_stage_display()}"
    return Moment(said, detail=step.note, href=reverse("agreements:agreement", args=[step.agreement_id]))


def _thread(thread: Thread) -> Moment:
    said = f"Mise en relation, {thread.partner} et {thread.relay} : {thread.subject}"
    return Moment(said, detail=thread.came_of_it, href=reverse("bridge:thread", args=[thread.pk]))


def _support(support: Support) -> Moment:
    return Moment(f"Accompagnement demandé : {support.subject}", href=reverse("support:support", args=[support.pk]))


def _support_visit(visit: Visit) -> Moment:
    said = f"Accompagnement, visite du {words.full_date(visit.visited_on)} : {visit.who}"
    return Moment(said, detail=visit.seen, href=reverse("support:support", args=[visit.support_id]))


def _offer(offer: Offer) -> Moment:
    return Moment(f"Offre publiée : « {offer.title} »", href=reverse("programme:detail", args=[offer.pk]))


def _done(task: Task) -> Moment:
    return Moment(f"Fait : {task.title}", who=task.done_by_label)


def _letter(line: MailingLine) -> Moment:
    bounced = ", revenue : adresse inconnue" if line.bounced_at else ""
    return Moment(f"Lettre « {line.mailing.written_for(line).subject} » à {line.name or line.address}{bounced}")


_SHOWN = ("showing__offer", "booked_by")
_LIFE, _SUPPORT = "vie dans le réseau", "accompagnement"

SOURCES: tuple[Source, ...] = (
    Source(
        "suivi",
        "suivi",
        "edit",
        lambda s: LogLine.objects.filter(structure=s).select_related("mailing").prefetch_related("mailing__lines"),
        "happened_at",
        _log,
    ),
    Source("taches", "tâches faites", "check", lambda s: Task.objects.filter(structure=s), "done_at", _done),
    Source(
        "reservations",
        "réservations et demandes",
        "ticket",
        lambda s: Booking.objects.filter(relay=s).select_related(*_SHOWN),
        "booked_at",
        _booking,
    ),
    Source(
        "reservations",
        "réservations et demandes",
        "clock",
        lambda s: Ask.objects.filter(relay=s).select_related("showing__offer"),
        "asked_at",
        _ask,
    ),
    Source(
        "offres",
        "offres",
        "calendar",
        lambda s: Offer.objects.filter(partner=s, published_at__isnull=False),
        "published_at",
        _offer,
    ),
    Source(
        "venues",
        "qui est venu",
        "people",
        lambda s: Booking.objects.held().filter(relay=s, told_at__isnull=False).select_related("showing__offer"),
        "told_at",
        _came,
    ),
    Source("venues", "qui est venu", "phone", lambda s: Call.objects.filter(relay=s), "called_at", _call),
    Source("impressions", "impressions", "star", _impressions_of, "month", _impressions),
    Source("etapes", _LIFE, "home", lambda s: StageChange.objects.filter(structure=s), "entered_at", _stage),
    Source("etapes", _LIFE, "mail", lambda s: JoinRequest.objects.filter(structure=s), "asked_at", _joined),
    Source(
        "etapes",
        _LIFE,
        "check",
        lambda s: Membership.objects.filter(structure=s, agreed_at__isnull=False),
        "agreed_at",
        _membership,
    ),
    Source(
        "etapes", _LIFE, "close", lambda s: Membership.objects.declined().filter(structure=s), "declined_at", _declined
    ),
    Source("etapes", _LIFE, "edit", lambda s: Signature.objects.filter(structure=s), "signed_at", _signed),
    Source(
        "conventions",
        "conventions",
        "list",
        lambda s: Step.objects.filter(agreement__parties__structure=s).select_related("agreement"),
        "noted_at",
        _agreement,
    ),
    Source(
        "passerelle",
        "mises en relation",
        "people",
        lambda s: Thread.objects.filter(Q(partner=s) | Q(relay=s)).select_related("partner", "relay"),
        "opened_at",
        _thread,
    ),
    Source("accompagnement", _SUPPORT, "people", lambda s: Support.objects.filter(structure=s), "asked_at", _support),
    Source(
        "accompagnement",
        _SUPPORT,
        "place",
        lambda s: Visit.objects.filter(support__structure=s),
        "noted_at",
        _support_visit,
    ),
    *(
        Source(
            "personnes",
            "personnes",
            "user",
            lambda s, post=post: post.objects.filter(structure=s).select_related("user"),  # type: ignore[misc]
            when,
            tell,
        )
        for post in (Referent, Coordinator)
        for when, tell in (("since", _arrived), ("ended_at", _left))
    ),
    Source(
        "lettres",
        "lettres",
        "mail",
        lambda s: MailingLine.objects.filter(
            about=f"structure.{s.pk}", sent_at__isnull=False, mailing__kind="follow_up.letter"
        ).select_related("mailing"),
        "sent_at",
        _letter,
    ),
)
NAMES: dict[str, str] = {source.name: source.label for source in SOURCES}
