"""The letter of a season, to one partner."""

from datetime import datetime

from django.db import IntegrityError, transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .. import documents, letters, notices, verbs
from ..models import Letter
from ..refusals import LetterRefused


def send_letter(partner: Structure, *, year: int, note: str, by: Actor, at: datetime) -> Letter:
    """Write the letter of the season that begins in ``year``, and mail it with its PDF and the link to its page.

    Raises `LetterRefused` when the partner gave nothing, has no address, or has its letter.
    """
    told = letters.tell(partner, year, at=at)
    if not told.dates:
        raise LetterRefused("Ce partenaire n'a rien offert cette saison.", "Choisissez une autre saison.")
    to = letters.address_of(partner)
    if not to:
        raise LetterRefused("Ce partenaire n'a pas d'adresse.", "Ajoutez-en une sur sa fiche.")
    note = note.strip()
    paper = documents.letter_pdf(told, note=note, at=at)
    try:
        with transaction.atomic():
            made = Letter.objects.create(
                partner=partner,
                season=year,
                note=note,
                content=told.as_json(),
                sent_at=at,
                sent_by_id=by.user_id,
                to=to,
            )
            notices.letter(made, told, pdf=paper, at=at)
            journal.record(verbs.LETTER_SENT, partner, by=by, at=at, season=told.season, to=to)
            return made
    except IntegrityError:
        raise LetterRefused("La lettre de cette saison est déjà partie.", "Ouvrez-la pour la relire.") from None
