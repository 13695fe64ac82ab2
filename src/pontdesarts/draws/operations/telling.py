"""Relays are told that wishes may be made: whoever looks every day has no better chance than whoever does not."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import Mailing
from pontdesarts.messaging.operations import mailings
from pontdesarts.network.models import Referent
from pontdesarts.ui import words

from .. import dates, verbs
from ..conditions import locked
from ..models import Draw, Round


@transaction.atomic
def tell_of_opening(round_: Round, *, by: Actor, at: datetime) -> Mailing | None:
    """Write once to each referent who may make a wish in the association: the dates, until when, that one need not
    hurry. One mail a person, whatever their relays; who left these mails gets none.

    None, and nothing is written, when wishes are not open or when it was done. Raises `DrawEnded`.
    """
    draw = locked(round_.draw)
    kind = f"draws.opened.{draw.pk}"
    if not round_.is_open(at) or Mailing.objects.filter(kind=kind).exists():
        return None
    mailing = mailings.prepare(
        _people(draw),
        kind=kind,
        family=mailings.Family(f"draws.{draw.association_id}", f"les annonces de tirages de {draw.association}"),
        sender=draw.association.name,
        reply_to=draw.association.email,
        subject=f"{draw.title} : les vœux sont ouverts",
        text=_text(draw, round_),
        at=at,
    )
    going = mailing.lines.going().count()
    if going:
        mailings.start(mailing, at=at)
    journal.record(verbs.OPENING_TOLD, draw, by=by, at=at, people=words.counted(going, "personne"))
    return mailing


def _people(draw: Draw) -> list[mailings.Recipient]:
    posts = Referent.objects.current().filter(structure__association=draw.association, structure__relay__isnull=False)
    posts = posts.select_related("user", "structure__relay").order_by("user__name", "pk")
    return [
        mailings.Recipient(
            address=post.user.email,
            name=post.user.get_full_name(),
            fields={"personne": post.user.get_full_name()},
            about=f"structure.{post.structure_id}",
        )
        for post in posts
        if not post.structure.barred
    ]


def _text(draw: Draw, round_: Round) -> str:
    lots = draw.lots.filter(out_at=None).with_showing().order_by("number")
    context = {
        "draw": draw,
        "lots": [f"{dates.label_of(lot)}, {words.places(lot.places)}" for lot in lots],
        "closes": words.french_moment(round_.closes_at),
        "draws": words.french_moment(round_.draws_at),
        "link": settings.BASE_URL + reverse("draws:draw", args=[draw.pk]),
        "association": draw.association,
    }
    return render_to_string("draws/notices/opened.txt", context)
