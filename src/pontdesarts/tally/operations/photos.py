"""Photos come in, and are read."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from pontdesarts.bookings.documents import boxes
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.outings.models import Claim
from pontdesarts.outings.rules import Source, may_tell
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import rules, verbs
from ..models import Page, Picture, Sheet, Tally
from ..refusals import PhotosRefused

if TYPE_CHECKING:
    from ..reading import Page as PageRead

logger = logging.getLogger(__name__)
_BROKEN = ("Cette photo n'a pas pu être lue.", "Prenez-en une autre, ou saisissez la liste à la main.")


@transaction.atomic
def send(showing: Showing, contents: Sequence[bytes], *, by: Actor, at: datetime) -> Tally:
    """Keep photos of the list of a date, to be read by a job; returns the reading that they belong to.

    They join the reading that is open. A photo that is there already is not kept twice: sent again by a double click,
    or out of doubt, it changes nothing. Raises `PhotosRefused`.
    """
    _refuse(showing, contents, at)
    locked = Showing.objects.select_for_update(of=("self",), no_key=True).get(pk=showing.pk)
    digests = {hashlib.sha256(content).hexdigest(): content for content in contents}
    tally = _already(locked, list(digests)) or _open(locked, at)
    known = set(tally.pictures.values_list("digest", flat=True))
    new = {digest: content for digest, content in digests.items() if digest not in known}
    if not new:
        return tally
    last = tally.pictures.aggregate(last=Max("ordinal"))["last"] or 0
    Picture.objects.bulk_create(
        Picture(tally=tally, ordinal=ordinal, digest=digest, content=content, sent_at=at)
        for ordinal, (digest, content) in enumerate(new.items(), start=last + 1)
    )
    journal.record(verbs.SENT, showing, by=by, at=at, pictures=words.counted(len(new), "photo", "photos"))
    _read_later(tally)
    return tally


def _refuse(showing: Showing, contents: Sequence[bytes], at: datetime) -> None:
    if not may_tell(Source(Claim.Source.VENUE), showing.starts_at, at):
        raise PhotosRefused("La sortie n'a pas encore eu lieu.", "Envoyez la liste cochée après.")
    if not contents:
        raise PhotosRefused("Aucune photo n'est arrivée.", "Choisissez la photo de chaque page.")
    if len(contents) > rules.MOST_PICTURES:
        raise PhotosRefused(f"{len(contents)} fichiers, c'est trop.", f"Envoyez-en {rules.MOST_PICTURES} à la fois.")
    if sum(map(len, contents)) > rules.MOST_BYTES_AT_ONCE:
        raise PhotosRefused("Ces fichiers sont trop lourds ensemble.", "Envoyez les pages une par une.")


def _already(showing: Showing, digests: Sequence[str]) -> Tally | None:
    """The reading that has all of these photos, saved or not: they are not read again."""
    for tally in Tally.objects.filter(showing=showing).exclude(end=Tally.End.DROPPED).order_by("-sent_at", "-pk"):
        if set(digests) <= set(tally.pictures.values_list("digest", flat=True)):
            return tally
    return None


def _open(showing: Showing, at: datetime) -> Tally:
    open_one = Tally.objects.open().filter(showing=showing).first()
    return open_one or Tally.objects.create(showing=showing, sent_at=at)


def _read_later(tally: Tally) -> None:
    from ..tasks import read

    read.defer(tally_id=tally.pk)


def read_next(tally: Tally, *, by: Actor, at: datetime) -> bool:
    """Read one photo that waits, then erase its bytes; ``False`` when none waits. OpenCV is loaded here, on first use.

    A photo that cannot be read keeps the sentence that says why.
    """
    picture = tally.pictures.waiting().first()
    if picture is None:
        return False
    found, refusal = _pages_of(picture, tally.showing)
    with transaction.atomic():
        locked = Tally.objects.select_for_update(of=("self",)).get(pk=tally.pk)
        if locked.ended_at is None:
            kept = [page for page in found if _keep(locked, page, at)]
            if found:
                pages = words.counted(len(kept), "page", "pages")
                journal.record(verbs.READ, locked.showing, by=by, at=at, pages=pages)
        picture.content, picture.read_at = None, at
        picture.sentence, picture.next_step = refusal
        picture.save(update_fields=["content", "read_at", "sentence", "next_step"])
    return True


def _pages_of(picture: Picture, showing: Showing) -> tuple[list[Page], tuple[str, str]]:
    """The pages in a file, and why one of them at least could not be read."""
    from .. import reading

    sheets = {sheet.identity: sheet for sheet in Sheet.objects.filter(showing=showing, geometry=boxes.VERSION)}
    found: list[Page] = []
    refusals: list[tuple[str, str]] = []
    try:
        for each in reading.pictures(bytes(picture.content or b"")):
            try:
                page = reading.read(each, lambda identity: sheets[identity].places if identity in sheets else None)
            except reading.NotReadable as refusal:
                refusals.append((refusal.sentence, refusal.next_step))
            else:
                found.append(_page(page, sheets[page.identity]))
    except reading.NotReadable as refusal:
        refusals.append((refusal.sentence, refusal.next_step))
    except Exception:  # bytes of strangers through other people's decoders: the operator reads why, the rest is read
        logger.exception("photo %s of reading %s could not be read", picture.ordinal, picture.tally_id)
        refusals.append(_BROKEN)
    return found, next(iter(refusals), ("", ""))


def _page(read: "PageRead", sheet: Sheet) -> Page:
    rows = {str(row): [one.count, one.sure, round(one.confidence, 4), one.why] for row, one in read.rows.items()}
    return Page(sheet=sheet, number=read.number, rows=rows, finished=read.finished, picture=read.flat)


def _keep(tally: Tally, page: Page, at: datetime) -> bool:
    """A second photo of the same page is kept only when it leaves fewer doubts."""
    old = tally.pages.filter(sheet=page.sheet, number=page.number).first()
    if old and not rules.better(list(page.reads().values()), list(old.reads().values())):
        return False
    if old:
        page.pk = old.pk
    page.tally, page.read_at = tally, at
    page.save()
    return True
